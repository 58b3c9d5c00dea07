"""Granicus publisher views: `{client}.granicus.com/ViewPublisher.php?view_id=N`, their feeds and viewers.

Endpoints: a view as written (one view a body, or one for all); `ViewPublisherRSS.php?view_id=N&mode=agendas`
or `minutes`; `AgendaViewer.php`, `GeneratedAgendaViewer.php`, `MinutesViewer.php` as one document; a bare
client asks for the view of option `view_id` (1 unless told). Views that a view frames are read with it.

Templates are per customer: `tr.listingRow`, `tr.odd`/`tr.even` with `headers`, tabs and collapsible panels
of one body or year each, Bootstrap `div.row`, the city's own page around them. So rows are found by content
and kept where their shape bears a viewer's or player's link, or where they stand in the vendor's list.
Columns are mapped by header; without headers the name is the first words that are no time and no link to a
file. Dates are "Nov 15, 2022 - 7:00 PM", often with no-break spaces, behind a hidden epoch, or without a
time, which then may stand in the name. A whole archive may be one page of megabytes.

A row has no page of its own, so a meeting's address is the view's. `AgendaViewer` is the agenda,
`MinutesViewer` the minutes, `DocumentViewer`, `MetaViewer` and plain files what their words say; players
and eComment are left out. Upcoming events are linked by `event_id`, archived clips by `clip_id`, so a
meeting's key is its day and name. A viewer may send on to a PDF, to Legistar, to
`d3n9y02raazwpg.cloudfront.net` or S3 (name such hosts in `hosts`), or frame it in Google's viewer.

Pages declare ISO-8859-1 and often hold UTF-8. In feeds the title's date is believed; `pubDate` lends its
time of day where it names the same day.
Cancelled: in the name ("CANCELLED", "Cancellation Notice"). An empty view has the vendor's list, no rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from urllib.parse import parse_qs, urlsplit

from lxml import etree
from parsel import Selector

from spiders.errors import EmptyPage, LayoutChanged, Unreadable
from spiders.linked_files import is_file_ask, read_linked_file, with_files
from spiders.meeting_rows import (
    Piece,
    body_of,
    content_around,
    find_start,
    find_title,
    links_of,
    meeting_key,
    number_keys,
    pieces_of,
    plain_title,
    with_files_of_page,
)
from spiders.page import Ask, Draft, Page
from spiders.platforms.feeds import parse as parse_feed
from spiders.row_layouts import Element, words_in
from spiders.rows import Row, find_linked_rows, find_rows
from spiders.times import find_time, iter_times, join_local, read_clock
from spiders.wording import is_file_link, join_url, plain_text, read_kind, read_status, unique_attachments
from warehouse.records import Attachment, DocumentKind, Source

NAMES = ("granicus",)
OPTIONS = ("view_id", "files")

MAX_FRAMES = 20
MAX_TABS = 200
# A viewer that has nothing to show says so in few words.
MAX_NOTE_BYTES = 5000

_VIEWER = re.compile(
    r"/(?:Generated)?(?P<kind>Agenda|Minutes)Viewer\.php|/(?:DocumentViewer|MetaViewer)\.php", re.IGNORECASE
)
_DOCUMENT = re.compile(
    r"^https?://(?![^?#]*https?:)[^?#]+/(?:MetaViewer|DocumentViewer)\.php\?", re.IGNORECASE
)
_RECORDING = re.compile(
    r"/(?:MediaPlayer|ASX|VPodcast|Podcast|DownloadFile|TranscriptViewer)\.php|/player/|[?&](?:clip|event)_id=\d"
    r"|\.(?:mp[34]|wmv|m4[av]|asx)(?:$|\?)",
    re.IGNORECASE,
)
_MEETING_ID = re.compile(
    r"(?:(?:Agenda|Minutes)Viewer|MediaPlayer)\.php[^'\"]{0,200}?(?:clip|event)_id=(\d+)|/player/(?:clip|event)/(\d+)",
    re.IGNORECASE,
)
_VENDORS_LIST = (
    "ancestor-or-self::*[contains(@class, 'archive') or contains(@id, 'upcoming')"
    " or contains(@class, 'upcoming') or contains(@class, 'listing') or contains(@class, 'Panel')]"
    " | descendant-or-self::td[@headers]"
)
_SIGN = re.compile(r"granicus|ViewPublisher\.php", re.IGNORECASE)
_EMPTY = re.compile(
    r"\b(?:there\s+are\s+(?:currently\s+)?no|no)\s+(?:\w+\s+){0,3}?(?:events?|meetings?|videos?|clips?|results?|archives?"
    r"|recordings?|agendas?)\b[^.<]{0,60}",
    re.IGNORECASE,
)
_NAME_COLUMN = re.compile(r"\b(?:\w*name|title|meeting|event|body|board|committee|description|subject)\b")
_DATE_COLUMN = re.compile(r"date\b|\bwhen\b|\btime\b")
_PANEL = re.compile(
    r"CollapsiblePanelTab|accordion-?(?:header|title|toggle|button)|panel-(?:title|heading)", re.I
)
_UNPUBLISHED = re.compile(
    r"\b(?:agenda|minutes|document)\s+(?:is|are|has|have)\s+not\s+(?:\w+\s+){0,2}(?:published|available|posted)"
    r"|\bno\s+(?:agenda|minutes|document)\s+(?:found|available)",
    re.IGNORECASE,
)
_MINUTES = re.compile(
    r"\bminutes\s+(?:were|was)\s+approved|\bminutes\s+of\b|\bmeeting\s+minutes\b|\bwere\s+in\s+attendance\b"
    r"|\bmotion\s+(?:carried|passed|by)\b",
    re.IGNORECASE,
)


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Ask for the view, feed or viewer as written; for a bare client, for one of its views."""
    if urlsplit(source.url).path.strip("/"):
        return [Ask(url=source.url, role="view")]
    number = source.options.get("view_id", 1)
    return [Ask(url=f"{source.url.rstrip('/')}/ViewPublisher.php?view_id={number}", role="view")]


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return a view's or feed's meetings with asks for their files, or the one document of a viewer.

    Raises EmptyPage for a view without meetings, LayoutChanged for what is no page of this vendor.
    """
    if is_file_ask(ask):
        if len(page.body) < MAX_NOTE_BYTES and _UNPUBLISHED.search(page.text):
            raise Unreadable(f"{page.url}: the viewer says that it is not published")
        return [_behind_google(page, ask) or with_files_of_page(read_linked_file(page, ask), page, _DOCUMENT)]
    page = _as_written(page)
    if not page.body.strip():
        raise LayoutChanged(f"{page.url}: an empty body where a view was")
    if re.match(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|rss)", page.body[:200]):
        return list(with_files(number_keys(_meetings_of_feed(page, ask, source)), source))
    if page.body[:1024].lstrip().startswith(b"%PDF"):
        return [_viewed(page, source, source.title)]
    content = content_around(page.selector, _MEETING_ID)
    _mend(content)
    if _VIEWER.search(urlsplit(page.url).path) or not _is_view(content):
        return [with_files_of_page(_read_viewed(page, source, content), page, _DOCUMENT)]
    drafts = list(number_keys(_meetings(page, source, content)))
    frames = list(_frames(page, ask))
    if not drafts and not frames:
        said = _EMPTY.search(plain_text(Selector(root=content, type="html"))[:20_000])
        raise EmptyPage(f"{page.url}: {said[0].strip() if said else 'the view lists no meetings'!r}")
    return [*with_files(drafts, source), *frames]


def _as_written(page: Page) -> Page:
    """Return the page read as UTF-8 where its bytes are that, whatever it declares."""
    try:
        page.body.decode("utf-8")
    except UnicodeDecodeError:
        return page
    return replace(page, encoding="utf-8")


def _mend(content: Element) -> None:
    """Drop hidden epochs, which would run into the date, and put the names of tabs and panels over them."""
    for node in content.iter("span", "div"):
        if re.fullmatch(r"\s*\d{9,13}\s*", node.text or "") and not len(node):
            node.text = " "
    for group in content.xpath("//*[contains(concat(' ', @class, ' '), ' TabbedPanels ')]")[:MAX_TABS]:
        tabs = group.xpath("./*[contains(@class, 'TabGroup')]/*[contains(@class, 'TabbedPanelsTab')]")
        panels = group.xpath("./*[contains(@class, 'ContentGroup')]/*[contains(@class, 'PanelsContent')]")
        if len(tabs) == len(panels):
            _name_panels(zip(tabs, panels, strict=True))
    by_id = {node.get("id"): node for node in content.iter("div", "section") if node.get("id")}
    links = content.xpath("//li/a[starts-with(@href, '#')]")[:MAX_TABS]
    named = [(link, by_id.get(link.get("href")[1:])) for link in links]
    _name_panels((link, panel) for link, panel in named if panel is not None and panel.xpath(".//a[@href]"))
    for node in list(content.iter("div", "a", "p", "span", "td")):
        if _PANEL.search(node.get("class", "")) and len(node.xpath(".//a[@href]")) <= 1:
            node.tag = "h3"


def _name_panels(pairs: Iterable[tuple[Element, Element]]) -> None:
    """Put each tab's words as a heading into its panel; the tab, apart from its panel, names nothing else."""
    for tab, panel in pairs:
        if words := words_in(tab):
            heading = etree.Element("h3")
            # A parser lets control characters in that a tree refuses.
            heading.text = "".join(character for character in words if character.isprintable())
            panel.insert(0, heading)
        tab.tag = "span"
        tab.attrib.pop("class", None)


def _is_view(content: Element) -> bool:
    """Return whether a page lists meetings: the vendor's list, a feed's or frame's link, several viewers."""
    if content.xpath(
        "//td[@headers] | //table[contains(@class, 'listing')] | //*[contains(@class, 'listingRow')]"
        " | //iframe[contains(@src, 'ViewPublisher')] | //link[contains(@href, 'ViewPublisherRSS')]"
        " | //*[contains(@class, 'archive') or @id='upcoming' or @id='archive']"
    ):
        return True
    found = [_MEETING_ID.search(link.get("href", "") + link.get("onclick", "")) for link in content.iter("a")]
    ids = {match[1] or match[2] for match in found if match}
    # An agenda's own page links its one meeting's recording, item by item.
    return len(ids) > 1 or (bool(ids) and not _reads_as_agenda(" ".join(content.itertext())))


def _meetings(page: Page, source: Source, content: Element) -> Iterator[Draft]:
    days = partial(_days, timezone=source.timezone, today=page.today)
    rows = find_rows(content, days)
    shapes = {_shape(row) for row in rows if _is_telling(row, page.base)}
    chosen = [row for row in rows if _shape(row) in shapes or row.node.xpath(_VENDORS_LIST)]
    # A single meeting stands beside nothing of its shape.
    chosen = chosen or find_linked_rows(content, lambda href, _words: bool(_VIEWER.search(href)))
    for row in chosen:
        draft = _meeting(row, page, source)
        if draft is not None:
            yield draft


def _days(words: str, *, timezone: str, today: date) -> list[str]:
    return list({found.iso[:10]: None for found in iter_times(words, timezone=timezone, today=today)})


def _shape(row: Row) -> tuple[str, str]:
    root = row.node.root
    # The classes of a table's rows alternate.
    return str(root.tag), "" if root.tag == "tr" else (root.get("class", "").split() or [""])[0]


def _is_telling(row: Row, base: str) -> bool:
    return any(_VIEWER.search(url) or _RECORDING.search(url) for url, _ in links_of(row.node, base))


def _meeting(row: Row, page: Page, source: Source) -> Draft | None:
    pieces = pieces_of(row.node)
    in_date = [_cell(row, _DATE_COLUMN)] if _cell(row, _DATE_COLUMN) is not None else []
    dated = [piece for cell in in_date if cell is not None for piece in pieces_of(cell)]
    when = partial(find_start, timezone=source.timezone, today=page.today, year=row.year)
    found = when(dated)
    found = found if found and found.has_clock else when(pieces)
    named = _cell(row, _NAME_COLUMN)
    name_of = partial(find_title, timezone=source.timezone, today=page.today)
    title = name_of(pieces_of(named)) if named is not None else None
    title = title or name_of(_outside_links(pieces)) or name_of(pieces)
    above = (each.words for each in reversed(row.headings) if each.rank == 2)
    body = body_of(None, next((words for words in above if not re.fullmatch(r"[\W\d]*", words)), None))
    title = title or body
    files = unique_attachments(_files(row.node, page))
    if found is None and not (title and files):
        return None
    plain = plain_title(title, timezone=source.timezone, today=page.today) if title else None
    words = plain_text(row.node)
    return Draft(
        kind="meeting",
        url=page.requested_url,
        title=plain,
        starts_at=found.iso if found else None,
        starts_at_raw=found.raw if found else None,
        status=read_status(words[:300] if len(words) <= 300 else title, words),
        body=body or body_of(plain),
        attachments=files,
        key=meeting_key(plain, found.iso if found else "", body),
        inline_text=words,
        inline_media_type="text/plain",
    )


def _outside_links(pieces: list[Piece]) -> list[Piece]:
    return [piece for piece in pieces if piece.href is None]


def _cell(row: Row, pattern: re.Pattern[str]) -> Selector | None:
    """Return the column whose header says so; a cell's `headers` may hold the meeting's own id too."""
    for name, cell in row.columns.items():
        if pattern.search(name.split(" ")[0] if cell.root.get("headers") else name):
            return cell
    return None


def _files(node: Selector, page: Page) -> Iterator[Attachment]:
    for url, words in links_of(node, page.base):
        viewer = _VIEWER.search(url)
        said = read_kind(words)
        kind: DocumentKind | None = said if said in {"agenda", "minutes", "packet", "notice"} else None
        if viewer and viewer["kind"]:
            kind = kind or ("agenda" if viewer["kind"].lower() == "agenda" else "minutes")
        elif viewer or is_file_link(url):
            kind = said or read_kind(urlsplit(url).path.rsplit("/", 1)[-1]) or "page"
        elif _RECORDING.search(url) or "comment" in url.lower():
            continue
        if kind is not None:
            is_short = 2 < len(words) <= 40
            yield Attachment(url=url, title=words if is_short else kind.capitalize(), kind=kind)


def _frames(page: Page, ask: Ask) -> Iterator[Ask]:
    """Yield the views that this view frames, one level deep."""
    if ask.role == "framed view":
        return
    sources = page.selector.xpath("//iframe[contains(@src, 'ViewPublisher.php')]/@src").getall()
    for src in list(dict.fromkeys(sources))[:MAX_FRAMES]:
        url = join_url(page.base, src)
        if url and urlsplit(url).netloc == urlsplit(page.url).netloc:
            yield Ask(url=url, role="framed view", may_fail=True)


def _meetings_of_feed(page: Page, ask: Ask, source: Source) -> Iterator[Draft]:
    """Return a feed's entries as meetings with the file that each links."""
    plain = source.model_copy(update={"options": {"follow": False, "kind": "meeting"}})
    minutes = "mode=minutes" in page.url.lower()
    for entry in parse_feed(page, ask, plain):
        if not isinstance(entry, Draft):
            continue
        titled = find_time(entry.title, timezone=source.timezone, today=page.today)
        published = find_time(
            entry.published_at_raw or entry.starts_at_raw, timezone=source.timezone, today=page.today
        )
        found = titled or published
        if found and not found.has_clock and published and published.day == found.day:
            # A feed's clock is the meeting's own where it is of the meeting's day.
            clock = read_clock((published.iso[11:16]) if published.has_clock else None)
            found = replace(found, iso=join_local(found.day, clock, source.timezone)) if clock else found
        title = plain_title(entry.title or "", timezone=source.timezone, today=page.today) or None
        links = [] if entry.url == page.requested_url or _is_recording(entry.url) else [entry.url]
        kind: DocumentKind = "minutes" if minutes or "minutesviewer" in entry.url.lower() else "agenda"
        yield replace(
            entry,
            kind="meeting",
            title=title,
            published_at=None,
            published_at_raw=None,
            starts_at=found.iso if found else None,
            starts_at_raw=found.raw if found else None,
            status=read_status(entry.title, entry.inline_text),
            body=body_of(title),
            attachments=tuple(Attachment(url=url, title=kind.capitalize(), kind=kind) for url in links),
            key=meeting_key(title, found.iso if found else ""),
            inline_text=entry.inline_text or entry.title,
            inline_media_type=entry.inline_media_type or "text/plain",
        )


def _is_recording(url: str) -> bool:
    return bool(_RECORDING.search(url)) and not _VIEWER.search(url)


def _behind_google(page: Page, ask: Ask) -> Ask | None:
    """Return the ask for a file that Google's viewer frames; None for any other page."""
    parts = urlsplit(page.url)
    inner = parse_qs(parts.query).get("url", [""])[0]
    if parts.netloc != "docs.google.com" or not inner.startswith(("http://", "https://")):
        return None
    return replace(ask, url=inner)


def _read_viewed(page: Page, source: Source, content: Element) -> Draft:
    """Return the one document of a viewer's page. Raises LayoutChanged, Unreadable where there is none."""
    words = plain_text(Selector(root=content, type="html"))
    if _UNPUBLISHED.search(words[:2000]):
        raise EmptyPage(f"{page.url}: {words[:80]!r}")
    is_viewer = bool(_VIEWER.search(urlsplit(page.url).path))
    titles = [plain_text(each) for each in page.selector.xpath("//title | //h1 | //h2")[:8]]
    title = next((each for each in titles if len(each) > 4 and not _SIGN.search(each)), None)
    times = [each for each in iter_times(words, timezone=source.timezone) if each.has_year]
    if not is_viewer and (title is None or not times or not _reads_as_agenda(words)):
        raise LayoutChanged(f"{page.url}: neither a list of meetings nor an agenda; look at the page")
    if not words:
        raise Unreadable(f"{page.url}: the viewer shows nothing")
    if not times and not _reads_as_agenda(words):
        raise LayoutChanged(f"{page.url}: the viewer shows neither a day nor what an agenda has; look at it")
    return _viewed(page, source, title or source.title, words)


def _reads_as_agenda(words: str) -> bool:
    said = re.findall(
        r"call\s+to\s+order|roll\s+call|adjourn|agenda|minutes|public\s+(?:comment|hearing)|consent|closed\s+session",
        words[:100_000],
        re.IGNORECASE,
    )
    return len({each.lower().split()[0] for each in said}) >= 2


def _viewed(page: Page, source: Source, title: str | None, words: str = "") -> Draft:
    viewer = _VIEWER.search(page.url)
    told = (viewer["kind"] or "").lower() if viewer else ""
    is_minutes = told == "minutes" or read_kind(title) == "minutes"
    is_minutes = is_minutes or (not told and bool(_MINUTES.search(words[:50_000])))
    kind: DocumentKind = "minutes" if is_minutes else "agenda"
    pieces = [Piece(title or ""), *(Piece(each) for each in re.split(r"(?<=\d{4})\s", words[:3000]))]
    weekday = re.search(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b.{8,40}", words[:5000], re.IGNORECASE)
    first = [Piece(weekday[0])] if weekday else []
    when = partial(find_start, timezone=source.timezone)
    found = when([pieces[0]], today=page.today) or when([*first, *pieces], today=page.today)
    return Draft(
        kind=kind,
        url=page.requested_url,
        title=title,
        starts_at=found.iso if found else None,
        starts_at_raw=found.raw if found else None,
        status=read_status(title),
        body=body_of(title),
        key=f"file:{page.requested_url}",
    )
