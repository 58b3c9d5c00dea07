"""NovusAGENDA (Granicus): `{tenant}.novusagenda.com/agendapublic/meetingsgeneral.aspx?MeetingType=1`.

Endpoints: `meetingsgeneral.aspx`, `meetingsresponsive.aspx`, `/agendapublic`, `MeetingView.aspx?MeetingID=`
(one agenda), as written; a bare tenant asks for the meetings of six months (`&Date=6ms`). A site's own table
of meetings beside the vendor is read in the same way, another page of it as a listing.

Meetings and, on the same page, the items found in them stand in Telerik grids, `tr.rgRow` and `tr.rgAltRow`;
the responsive layout has plain tables or boxes. Columns vary and are mapped by header; without one the date
is found by content. Dates have two-digit years ("08/23/22"); a time stands in a column of its own, in the
meeting's name, or nowhere. Links are pictures, told by their column and `alt`; the online agenda hides in
`onclick` (`window.open('MeetingView.aspx?...')`). `DisplayAgendaPDF.ashx?MeetingID=` is the agenda,
`?MinutesMeetingID=` the minutes. A meeting has no link before its agenda is out, so its key is day and name.

Items are documents of their own, with `CoverSheet.aspx?ItemID=` as their page, which is followed unless
option `items: false`; its `AttachmentViewer.ashx` files become attachments.
Traps: grids show the first page only (10 to 50 rows); further ones come by `__VIEWSTATE` posts, `pages` (5)
of them are followed.
Cancelled: in the name or the location of the row. An empty grid says "No records to display".
History: clients move to CivicClerk and others (South Fulton GA).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from urllib.parse import parse_qs, urlsplit

from parsel import Selector

from spiders.errors import EmptyPage, LayoutChanged
from spiders.linked_files import MAX_FILES, ask_for_files, is_file_ask, read_linked_file
from spiders.meeting_rows import (
    body_of,
    content_around,
    find_start,
    find_title,
    links_of,
    meeting_key,
    number_keys,
    pieces_of,
    plain_title,
)
from spiders.page import Ask, Draft, Page
from spiders.platforms.listing import parse as parse_listing
from spiders.postback import current_grid_page, next_grid_page, post_back
from spiders.row_layouts import Element, words_in
from spiders.rows import Row, content_of, find_rows
from spiders.times import iter_times
from spiders.wording import is_file_link, plain_text, read_kind, read_status, unique_attachments
from warehouse.records import Attachment, DocumentKind, Source

NAMES = ("novusagenda",)
OPTIONS = ("files", "items", "pages")

MAX_ITEMS = 100
PAGES = 5

_VENDORS = re.compile(
    r"(?:MeetingView|CoverSheet|MeetingsGeneral|MeetingsResponsive)\.aspx|(?:DisplayAgendaPDF|AttachmentViewer)\.ashx",
    re.IGNORECASE,
)
_SIGN = re.compile(r"NovusAGENDA|SearchAgendasMeetings|/agendapublic\b", re.IGNORECASE)
_ITEM = re.compile(r"CoverSheet\.aspx\?[^'\"]*ItemID=(\d+)", re.IGNORECASE)
_NOT_A_NAME = r"(?!.*\b(?:date|time|location|place|agenda|minutes|video|audio|link|page|download|online)s?\b)"
_NAME_COLUMN = re.compile(
    rf"^{_NOT_A_NAME}.*\b(?:type|title|name|body|board|committee|group|event|meeting)\b"
)
_TITLE_COLUMN = re.compile(rf"^{_NOT_A_NAME}.*\b(?:title|item|subject)\b")
_BODY_COLUMN = re.compile(rf"^{_NOT_A_NAME}.*\b(?:type|body|board|committee|meeting)\b")
_OWN_PAGE = re.compile(r"\b(?:event|meeting)\s+(?:event\s+)?(?:page|details)\b", re.IGNORECASE)
_DATE_COLUMN = re.compile(r"\bdate\b")
_TIME_COLUMN = re.compile(r"\btime\b")
_EMPTY = re.compile(
    r"\bno\s+(?:\w+\s+)?(?:records?|meetings?|items?|agendas?|results?)\b[^.<]{0,60}", re.IGNORECASE
)


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Ask for the page as written; for a bare tenant, for its meetings of six months."""
    if urlsplit(source.url).path.strip("/"):
        return [Ask(url=source.url, role="meetings")]
    address = "agendapublic/meetingsgeneral.aspx?MeetingType=1&Date=6ms"
    return [Ask(url=f"{source.url.rstrip('/')}/{address}", role="meetings")]


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return the meetings and items, and asks for the meetings' files and the items' pages.

    Raises EmptyPage for empty grids, LayoutChanged where there are none.
    """
    if is_file_ask(ask):
        return [read_linked_file(page, ask)]
    if ask.draft is not None and ask.role == "item":
        return [_read_cover_sheet(page, ask.draft)]
    if ask.draft is not None:
        return parse_listing(page, ask, source)
    if "meetingview.aspx" in page.url.lower():
        return [_read_agenda(page, source)]
    _refuse_another_page(page, ask)
    content = content_around(page.selector, _VENDORS)
    rows = _rows(content, page, source)
    meetings = list(number_keys(_meetings(rows, page, source)))
    items = list(_items(rows, page, source, meetings))
    if not meetings and not items and not _SIGN.search(f"{page.url} {page.text}"):
        return parse_listing(page, ask, source)
    if not meetings and not items:
        said = _EMPTY.search(words_in(content)[:20_000])
        has_grid = bool(content.xpath("//table[contains(@class, 'rgMasterTable') or contains(@id, 'rid')]"))
        if said or has_grid:
            raise EmptyPage(f"{page.url}: {said[0].strip() if said else 'the grid of meetings is empty'!r}")
        raise LayoutChanged(f"{page.url}: no rows of meetings; the tenant may have changed vendor")
    return [*_with_files(meetings, source), *_with_pages(items, source), *_further_pages(page, ask, source)]


def _further_pages(page: Page, ask: Ask, source: Source) -> Iterator[Ask]:
    """Yield the post that turns the grid of meetings to its next page, while `pages` allow."""
    number = int(ask.role.rpartition(" ")[2]) if ask.role.rpartition(" ")[2].isdigit() else 1
    pages = source.options.get("pages", PAGES)
    for grid in page.selector.xpath("//table[contains(@class, 'rgMasterTable')]")[:4]:
        if "griditems" in (grid.root.get("id") or "").lower():
            continue
        following = next_grid_page(grid)
        if following is not None and isinstance(pages, int) and number < pages:
            onward = post_back(page, *following, role=f"meetings {number + 1}")
            if onward is not None:
                yield onward
        return


def _refuse_another_page(page: Page, ask: Ask) -> None:
    wanted = ask.role.rpartition(" ")[2]
    if ask.role.startswith("meetings ") and wanted.isdigit():
        shown = [
            current_grid_page(grid) for grid in page.selector.xpath("//table[.//*[@class='rgCurrentPage']]")
        ]
        if int(wanted) not in shown:
            raise LayoutChanged(f"{page.url}: asked for page {wanted} of the grid, got another")


def _rows(content: Element, page: Page, source: Source) -> list[Row]:
    """Return the rows of the vendor's grids, or those shaped as rows that link its pages."""
    days = partial(_days, timezone=source.timezone, today=page.today)
    rows = find_rows(content, days)
    telling = {_shape(row) for row in rows if _is_vendors(row, page)}
    return [row for row in rows if row.columns or _shape(row) in telling or row.node.root.tag == "tr"]


def _days(words: str, *, timezone: str, today: date) -> list[str]:
    return list({found.iso[:10]: None for found in iter_times(words, timezone=timezone, today=today)})


def _shape(row: Row) -> tuple[str, str]:
    root = row.node.root
    return str(root.tag), "" if root.tag == "tr" else (root.get("class", "").split() or [""])[0]


def _is_vendors(row: Row, page: Page) -> bool:
    return any(_VENDORS.search(url) for url, _ in links_of(row.node, page.base))


def _item_id(row: Row) -> str | None:
    """Return the item that a row is of; None for a meeting's row."""
    for link in row.node.xpath(".//a")[:20]:
        found = _ITEM.search(f"{link.root.get('href', '')} {link.root.get('onclick', '')}")
        if found:
            return found[1]
    return None


def _is_item(row: Row) -> bool:
    grid = next((each.get("id", "") for each in row.node.root.iterancestors() if each.tag == "table"), "")
    return "griditems" in grid.lower() or _item_id(row) is not None


def _cell(row: Row, pattern: re.Pattern[str]) -> Selector | None:
    return next((cell for name, cell in row.columns.items() if pattern.search(name)), None)


def _meetings(rows: Iterable[Row], page: Page, source: Source) -> Iterator[Draft]:
    near = page.today
    for row in rows:
        draft = None if _is_item(row) else _meeting(row, page, source, near)
        if draft is not None:
            # Lists are in order, so a day without a year is the one nearest to the row above.
            near = date.fromisoformat((draft.starts_at or near.isoformat())[:10])
            yield draft


def _meeting(row: Row, page: Page, source: Source, near: date) -> Draft | None:
    known = {"timezone": source.timezone, "today": near}
    dated, timed = _cell(row, _DATE_COLUMN), _cell(row, _TIME_COLUMN)
    first = [piece for cell in (dated, timed) if cell is not None for piece in pieces_of(cell)]
    pieces = pieces_of(row.node)
    found = find_start([*first, *pieces], year=row.year, **known)  # type: ignore[arg-type]
    if found is None:
        return None
    named = _cell(row, _NAME_COLUMN)
    title = find_title(pieces_of(named), **known) if named is not None else None  # type: ignore[arg-type]
    told = [piece for piece in pieces if piece.href is None]
    title = title or find_title(told, **known) or find_title(pieces, **known)  # type: ignore[arg-type]
    title = title or next(
        (words for each in page.selector.xpath("//h1")[:3] if (words := plain_text(each))), None
    )
    title = plain_title(title, timezone=source.timezone, today=page.today) if title else source.title
    words = plain_text(row.node)
    files = unique_attachments(_files(row, page))
    own = [url for url, said in links_of(row.node, page.base) if _OWN_PAGE.search(said)]
    own += [file.url for file in files if "meetingview.aspx" in file.url.lower() and file.kind != "minutes"]
    return Draft(
        kind="meeting",
        url=own[0] if own else page.requested_url,
        title=title,
        starts_at=found.iso,
        starts_at_raw=found.raw,
        status=read_status(words[:300], words),
        body=body_of(title),
        attachments=files,
        key=meeting_key(title, found.iso),
        inline_text=words,
        inline_media_type="text/plain",
    )


def _files(row: Row, page: Page) -> Iterator[Attachment]:
    cells = list(row.columns.items()) or [("", row.node)]
    for name, cell in cells:
        for url, words in links_of(cell, page.base):
            if not _VENDORS.search(url) and not is_file_link(url):
                continue
            asked = {key.lower(): values[0].lower() for key, values in parse_qs(urlsplit(url).query).items()}
            kind: DocumentKind = read_kind(name, words, asked.get("doctype")) or "agenda"
            if "meetingid" not in asked and "minutesmeetingid" in asked:
                kind = "minutes"
            yield Attachment(url=url, title=words if read_kind(words) else kind.capitalize(), kind=kind)


def _items(rows: Iterable[Row], page: Page, source: Source, meetings: list[Draft]) -> Iterator[Draft]:
    known = {(meeting.starts_at or "")[:10] + (meeting.title or ""): meeting for meeting in meetings}
    seen: set[str] = set()
    for row in rows:
        number = _item_id(row)
        if not _is_item(row) or (number is not None and number in seen):
            continue
        seen.add(number or "")
        titled, named, dated = (_cell(row, each) for each in (_TITLE_COLUMN, _BODY_COLUMN, _DATE_COLUMN))
        pieces = pieces_of(row.node)
        title = plain_text(titled) if titled is not None else None
        title = title or find_title(pieces, timezone=source.timezone, today=page.today)
        found = find_start(
            pieces_of(dated) if dated is not None else pieces, timezone=source.timezone, today=page.today
        )
        if not title or found is None:
            continue
        body = plain_text(named) if named is not None else None
        meeting = known.get(found.iso[:10] + (body or ""))
        links = [url for url, _ in links_of(row.node, page.base) if _ITEM.search(url)]
        yield Draft(
            kind="item",
            url=links[0] if links else page.requested_url,
            title=title[:500],
            starts_at=meeting.starts_at if meeting else found.iso,
            starts_at_raw=meeting.starts_at_raw if meeting else found.raw,
            body=(body or None) and body_of(body),
            key=f"item:{number}" if number else f"item:{found.iso[:10]}:{title[:200].lower()}",
            parent_key=meeting.key if meeting else None,
            inline_text=plain_text(row.node),
            inline_media_type="text/plain",
        )


def _with_files(meetings: Iterable[Draft], source: Source) -> Iterator[Draft | Ask]:
    asked = 0
    for meeting in meetings:
        yield meeting
        if not source.options.get("files", True):
            continue
        printed = {file.kind for file in meeting.attachments if "meetingview.aspx" not in file.url.lower()}
        wanted = [
            file
            for file in meeting.attachments
            if not ("meetingview.aspx" in file.url.lower() and file.kind in printed)
        ]
        for ask in ask_for_files(wanted, meeting):
            if asked < MAX_FILES:
                asked += 1
                yield ask


def _with_pages(items: Iterable[Draft], source: Source) -> Iterator[Draft | Ask]:
    for number, item in enumerate(number_keys(items)):
        is_followed = source.options.get("items", True) and number < MAX_ITEMS and _ITEM.search(item.url)
        yield Ask(url=item.url, role="item", draft=item, may_fail=True) if is_followed else item


def _read_cover_sheet(page: Page, item: Draft) -> Draft:
    """Return an item with its own page's words and files; as it was where the page says little."""
    content = content_of(page.selector)
    if len(words_in(content)) < 40:
        return item
    files = [
        Attachment(url=url, title=words or None, kind=read_kind(words) or "page")
        for url, words in links_of(Selector(root=content, type="html"), page.base)
        if "attachmentviewer.ashx" in url.lower()
    ]
    return replace(item, attachments=unique_attachments(files), inline_text=None, inline_media_type=None)


def _read_agenda(page: Page, source: Source) -> Draft:
    """Return the agenda or minutes that `MeetingView.aspx` shows."""
    content = Selector(root=content_of(page.selector), type="html")
    pieces = pieces_of(content)
    found = find_start(pieces[:60], timezone=source.timezone, today=page.today)
    if found is None:
        raise LayoutChanged(f"{page.url}: an agenda without a date")
    title = find_title(pieces[:60], timezone=source.timezone, today=page.today) or source.title
    doctype = parse_qs(urlsplit(page.url).query.lower()).get("doctype", [""])[0]
    return Draft(
        kind=read_kind(doctype) or "agenda",
        url=page.requested_url,
        title=title,
        starts_at=found.iso,
        starts_at_raw=found.raw,
        status=read_status(title),
        body=body_of(title),
        key=f"file:{page.requested_url}",
    )
