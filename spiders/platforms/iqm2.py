"""IQM2 / MinuteTraq (Granicus): `{tenant}.iqm2.com/Citizens/Calendar.aspx` and its other pages.

Endpoints: `Calendar.aspx?From=1/1/2025&To=12/31/2025` (list or month grid), the welcome page `default.aspx`
and a board's page with upcoming and past meetings, `Detail_Meeting.aspx?ID=`, `Detail_LegiFile.aspx?ID=`,
`/Services/RSS.aspx?Feed=Calendar`, each as written; a bare tenant asks for the calendar around the night.

A meeting is a link to `Detail_Meeting.aspx?ID=`, whatever list or grid it stands in. The link's `title` (and
that of the icon beside it) holds the date, then "Board:", "Type:", "Status: Scheduled|Closed|Cancelled" and
the place, one a line. The line below names "Board - Type", which is the title. The day shown alone is of
the tenant's own wall time. Files are `FileOpen.aspx?Type=&ID=`: 14 agenda, 1 agenda packet, 15 minutes or
summary, 12 minutes or their packet, 4 an item's attachment; words outweigh numbers. A file that is not
published keeps its link, empty, in class `HiddenDocumentLink`.

Traps: the calendar opens on the present year. The same meeting may stand under upcoming and past.
Cancelled: in Status, by `MeetingCancelled.png`, or in the words of the row. "Closed" is one that was held.
History: tenants move to PrimeGov and Legistar; a tenant that left shows no rows or another site.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from urllib.parse import parse_qs, quote, urlsplit

from parsel import Selector

from spiders.errors import EmptyPage, LayoutChanged
from spiders.linked_files import is_file_ask, read_linked_file, with_files
from spiders.meeting_rows import (
    body_of,
    find_start,
    find_title,
    links_of,
    number_keys,
    pieces_of,
    plain_title,
)
from spiders.page import Ask, Draft, Page
from spiders.platforms.feeds import parse as parse_feed
from spiders.row_layouts import Element
from spiders.times import FoundTime, find_time
from spiders.wording import plain_text, read_kind, read_status, strip_html, unique_attachments
from warehouse.records import Attachment, DocumentKind, DocumentStatus, Source

NAMES = ("iqm2",)
OPTIONS = ("files",)

DAYS_BACK, DAYS_AHEAD = 120, 365
MAX_MEETINGS = 2000
MAX_ROW_DEPTH = 8

_MEETING = "//a[contains(translate(@href, 'DETAILMNG', 'detailmng'), 'detail_meeting.aspx')]"
_ID = re.compile(r"[?&]ID=(\d+)", re.IGNORECASE)
_BOXES = {"table", "tbody", "form", "body", "html"}
_FILE_KINDS: dict[str, DocumentKind] = {
    "14": "agenda",
    "1": "packet",
    "15": "minutes",
    "12": "minutes",
}
_TOOLTIP_LINE = re.compile(r"^\s*(Board|Group|Type|Status)\s*:\s*(.+?)\s*$", re.IGNORECASE | re.MULTILINE)
_SIGN = re.compile(r"MeetingPortal|IQM2|/Citizens/|lblFilterSummary|pnlMeetings", re.IGNORECASE)


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Ask for the page as written; for a bare tenant, for its calendar around the night."""
    if urlsplit(source.url).path.strip("/").lower() not in {"", "citizens"}:
        return [Ask(url=source.url, role="meetings")]
    parts = urlsplit(source.url)
    since, until = night - timedelta(days=DAYS_BACK), night + timedelta(days=DAYS_AHEAD)
    window = f"From={_slashed(since)}&To={_slashed(until)}"
    return [Ask(url=f"{parts.scheme}://{parts.netloc}/Citizens/Calendar.aspx?{window}", role="meetings")]


def _slashed(day: date) -> str:
    return quote(f"{day.month}/{day.day}/{day.year}", safe="/")


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return the meetings, each once, and asks for their files.

    Raises EmptyPage for a calendar without meetings, LayoutChanged for another page.
    """
    if is_file_ask(ask):
        return [read_linked_file(page, ask)]
    if re.match(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|rss)", page.body[:200]) and b"<rss" in page.body[:2000]:
        return list(with_files(number_keys(_meetings_of_feed(page, ask, source)), source))
    path = urlsplit(page.url).path.lower()
    if "detail_legifile" in path:
        return list(with_files([_read_legislation(page, source)], source))
    if page.selector.xpath("//*[contains(@id, 'lblMeetingDate')]"):
        return list(with_files([_read_details(page, source)], source))
    meetings = list(_meetings(page, source))
    if not meetings:
        if not _SIGN.search(page.text) or "detail_" in path:
            raise LayoutChanged(f"{page.url}: no calendar of meetings; the tenant may have changed vendor")
        said = _words_at(page.selector, "//*[contains(@id, 'lblFilterSummary')]") or "no meetings are listed"
        raise EmptyPage(f"{page.url}: {said!r}")
    return list(with_files(meetings, source))


def _words_at(node: Selector, path: str) -> str | None:
    """Return the words of the first node that an XPath selects and that has any."""
    return next((words for each in node.xpath(path)[:20] if (words := plain_text(each))), None)


def _meetings(page: Page, source: Source) -> Iterator[Draft]:
    seen: set[str] = set()
    for link in page.selector.xpath(_MEETING)[:MAX_MEETINGS]:
        matched = _ID.search(link.root.get("href", ""))
        if matched is None or matched[1] in seen:
            continue
        draft = _meeting(link, _row_around(link), matched[1], page, source)
        if draft is not None:
            seen.add(matched[1])
            yield draft


def _row_around(link: Selector) -> Selector:
    """Return the largest part around a meeting's link that speaks of no other meeting."""
    row = link.root
    for ancestor in islice(link.root.iterancestors(), MAX_ROW_DEPTH):
        if ancestor.tag in _BOXES or _speaks_of_several(ancestor):
            break
        row = ancestor
        if ancestor.tag in {"tr", "li"} or "MeetingRow" in ancestor.get("class", "").split():
            break
    return Selector(root=row, type="html")


def _speaks_of_several(part: Element) -> bool:
    first: str | None = None
    for each in part.iter("a"):
        href = each.get("href", "")
        found = _ID.search(href) if "detail_meeting" in href.lower() else None
        if found and first not in (None, found[1]):
            return True
        first = found[1] if found else first
    return False


def _meeting(link: Selector, row: Selector, number: str, page: Page, source: Source) -> Draft | None:
    tooltip = link.root.get("title") or row.xpath(".//img/@title").get() or ""
    told = {name.lower(): value for name, value in _TOOLTIP_LINE.findall(re.sub(r"\r\n?", "\n", tooltip))}
    board = told.get("board") or told.get("group")
    pieces = pieces_of(row)
    found = find_time(tooltip.split("\r")[0][:200], timezone=source.timezone, today=page.today)
    found = found or find_start(pieces, timezone=source.timezone, today=page.today)
    if found is None:
        return None
    named = _words_at(row, ".//*[contains(@class, 'RowDetails')]")
    title = named or " - ".join(each for each in (board, told.get("type")) if each)
    title = title or find_title(pieces, timezone=source.timezone, today=page.today) or ""
    words = plain_text(row)
    marked = row.xpath(".//*[contains(@class, 'MeetingCancelled') or contains(@src, 'MeetingCancelled')]")
    lines = [title, *tooltip.splitlines()] if tooltip else [words]
    (url, _), *_others = [*links_of(link, page.base), (page.requested_url, "")]
    return Draft(
        kind="meeting",
        url=url,
        title=title or None,
        starts_at=found.iso,
        starts_at_raw=found.raw,
        status="cancelled" if marked else _status(told.get("status"), words),
        body=board or body_of(title.partition(" - ")[0] or None),
        attachments=unique_attachments(_files(row, page)),
        key=f"meeting:{number}",
        inline_text="\n".join(" ".join(each.split()) for each in lines if each.strip()),
        inline_media_type="text/plain",
    )


def _status(told: str | None, words: str) -> DocumentStatus | None:
    said = read_status(" · ".join(each for each in (told, words[:300]) if each), words)
    if said is None and (told or "").lower() in {"closed", "held", "adjourned", "completed"}:
        return "held"
    return said or ("scheduled" if (told or "").lower() == "scheduled" else None)


def _files(node: Selector, page: Page) -> Iterator[Attachment]:
    for url, words in links_of(node, page.base):
        if "fileopen.aspx" not in url.lower():
            continue
        asked = {name.lower(): values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        kind = read_kind(words) or _FILE_KINDS.get(asked.get("type", ""), "page")
        yield Attachment(url=url, title=words or kind.capitalize(), kind=kind)


def _read_details(page: Page, source: Source) -> Draft:
    """Return the meeting of its own page; its outline's words stay in the page."""
    board, kind = (_label(page, name) for name in ("lblMeetingGroup", "lblMeetingType"))
    when = find_time(_label(page, "lblMeetingDate"), timezone=source.timezone, today=page.today)
    if when is None:
        raise LayoutChanged(f"{page.url}: a meeting's page without its date")
    title = " - ".join(each for each in (board, kind) if each)
    heading = _words_at(page.selector, "//*[contains(@class, 'MeetingHeading')]") or ""
    number = _ID.search(page.requested_url)
    return Draft(
        kind="meeting",
        url=page.requested_url,
        title=title or None,
        starts_at=when.iso,
        starts_at_raw=when.raw,
        status=_status(_label(page, "lblMeetingStatus"), heading),
        body=board,
        attachments=unique_attachments(_all_files(page)),
        key=f"meeting:{number[1]}" if number else None,
    )


def _label(page: Page, name: str) -> str | None:
    return _words_at(page.selector, f"//*[contains(@id, '{name}')]")


def _all_files(page: Page) -> Iterator[Attachment]:
    # A long outline links more files than `links_of` takes of one row.
    for link in page.selector.xpath("//a[contains(@href, 'FileOpen.aspx')]")[:200]:
        yield from _files(link, page)


def _read_legislation(page: Page, source: Source) -> Draft:
    """Return the piece of legislation of its own page. Raises LayoutChanged where it has no title."""
    title = _words_at(
        page.selector, "//*[contains(@id, 'lblLegiFileTitle') or contains(@id, 'LegiFileTitle')]"
    )
    title = (
        title
        or _words_at(page.selector, "//h1")
        or (page.selector.xpath("//title/text()").get() or "").strip()
    )
    if not title:
        raise LayoutChanged(f"{page.url}: a legislative file's page without its title")
    number = _ID.search(page.requested_url)
    return Draft(
        kind="legislation",
        url=page.requested_url,
        title=title[:500],
        attachments=unique_attachments(_all_files(page)),
        key=f"legislation:{number[1]}" if number else None,
    )


def _meetings_of_feed(page: Page, ask: Ask, source: Source) -> Iterator[Draft]:
    """Return a feed's entries as meetings: when they are stands in the title, else in the words."""
    plain = source.model_copy(update={"options": {"follow": False, "kind": "meeting"}})
    for entry in parse_feed(page, ask, plain):
        if not isinstance(entry, Draft):
            continue
        found = _time_in(entry, source, page)
        title = plain_title(entry.title or "", timezone=source.timezone, today=page.today)
        number = _ID.search(entry.url)
        is_meeting = number is not None and "detail_meeting" in entry.url.lower()
        yield replace(
            entry,
            kind="meeting" if is_meeting else read_kind(entry.title, entry.url) or "notice",
            title=title or None,
            published_at=None if found else entry.published_at,
            published_at_raw=None if found else entry.published_at_raw,
            starts_at=found.iso if found else entry.starts_at,
            starts_at_raw=found.raw if found else entry.starts_at_raw,
            status=read_status(entry.title, strip_html(entry.inline_text)),
            body=body_of(title.partition(" - ")[0] or None),
            key=f"meeting:{number[1]}" if number and is_meeting else entry.key,
        )


def _time_in(entry: Draft, source: Source, page: Page) -> FoundTime | None:
    for words in (entry.title, strip_html(entry.inline_text)):
        found = find_time(words, timezone=source.timezone, today=page.today)
        if found and found.has_year:
            return found
    return None
