"""Legistar's public pages (Granicus): `{client}.legistar.com/Calendar.aspx`, `DepartmentDetail.aspx`,
`MeetingDetail.aspx`, `LegislationDetail.aspx`.

Endpoints: the page as given. A client whose Web API answers is better read by `legistar_api`.

The meetings stand in a Telerik grid (`table[id*=gridCalendar]`), one `tr.rgRow` or `tr.rgAltRow` each, date
`M/D/YYYY` and time in separate cells. Columns differ by client and are mapped by header; `DepartmentDetail`
has no Name column, there the page's heading is the body. Some clients repeat rows in `gridUpcomingMeetings`,
which is left out. The row's page is its "Meeting details" link; `View.ashx?M=A` is the agenda, `M=M` the
minutes, `M=PA` the packet, and `M=IC` a calendar file, which is left out.
A meeting's own page gives its items as the meeting's words, also to the meeting of a calendar's row that
leads there, and each item that has a file as a document of its own, which belongs to the meeting and links
the file's page; that page gives one document of legislation with its history (`spiders.legistar_pages`).

Traps: the default view is one month and grids stop at 100 rows; the rest comes by `__VIEWSTATE` posts:
further pages of the grid are followed (option `pages`, 5), other years with `years: [2025, All]`. A moved
meeting vanishes. Cancelled: in the location, the time, or the words of the row, in capitals or in a mark.
Options: `legislation: true` follows the files of a meeting's items from 7 days before the night on, `votes:
true` the roll calls of a file's history; both ask for many pages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from parsel import Selector

from spiders.errors import EmptyPage, LayoutChanged
from spiders.legistar_pages import (
    is_meeting_page,
    legislation_of,
    read_items,
    read_legislation_page,
    read_meeting_page,
    read_roll_call,
    roll_calls_of,
)
from spiders.linked_files import ask_for_files, is_file_ask, read_linked_file
from spiders.meeting_rows import is_generic
from spiders.page import Ask, Draft, Page
from spiders.platforms.listing import follow_up, read_listing
from spiders.platforms.news_article import read_article
from spiders.postback import current_grid_page, next_grid_page, post_back
from spiders.wording import plain_text
from warehouse.records import Source

NAMES = ("legistar_html",)
OPTIONS = ("follow", "files", "pages", "years", "legislation", "votes")

PAGES = 5
DAYS_BACK = 7
MAX_FOLLOWED = 60

_GRID = (
    "//table[contains(@id, 'gridCalendar') or contains(@id, 'gridMeetings')"
    " or tbody/tr[contains(@id, 'gridCalendar') or contains(@id, 'gridMeetings')]]"
)
_ROWS = (
    "table[id*=gridCalendar] tr.rgRow, table[id*=gridCalendar] tr.rgAltRow, "
    "table[id*=gridMeetings] tr.rgRow, table[id*=gridMeetings] tr.rgAltRow, "
    "tr.rgRow[id*=gridCalendar], tr.rgAltRow[id*=gridCalendar]"
)


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Ask for the page as written; for a bare client, for its calendar."""
    url = source.url.rstrip("/")
    return [Ask(url=source.url if ".aspx" in url.lower() else f"{url}/Calendar.aspx", role="calendar")]


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return the grid's meetings, or the one meeting or file of its own page.

    Raises EmptyPage for an empty grid, LayoutChanged without a grid.
    """
    if is_file_ask(ask):
        return [read_linked_file(page, ask)]
    if ask.draft is not None:
        if is_meeting_page(page):
            return list(_with_items(read_meeting_page(page, source, ask.draft), page, source))
        return [read_article(page, source, ask.draft)]
    if ask.role == "votes":
        return [read_roll_call(page, source, ask.parent_key)]
    address = f"{page.requested_url} {page.url}".lower()
    if "meetingdetail.aspx" in address:
        meeting = read_meeting_page(page, source)
        files = list(_with_files(meeting, source))[1:]
        return [*_with_items(meeting, page, source), *files]
    if ask.role == "legislation" or "legislationdetail.aspx" in address:
        return list(_with_votes(read_legislation_page(page, source), page, source))
    return list(_calendar(page, ask, source))


def _calendar(page: Page, ask: Ask, source: Source) -> Iterator[Draft | Ask]:
    grids = page.selector.xpath(_GRID)
    if not grids:
        raise LayoutChanged(f"{page.url}: no grid of meetings; give Calendar.aspx or DepartmentDetail.aspx")
    number = _number_of(ask)
    if number > 1 and current_grid_page(grids[0]) != number:
        raise LayoutChanged(f"{page.url}: asked for page {number} of the grid, got another")
    if not page.selector.css(_ROWS):
        raise EmptyPage(f"{page.url}: the grid holds no meetings in the period shown")
    options = {"files": True, **source.options, "row": _ROWS, "kind": "meeting"}
    drafts = read_listing(page, source.model_copy(update={"options": options}))
    body = _department(page)
    yield from follow_up([_named(draft, body) for draft in drafts], page, source)
    yield from _further_pages(page, grids[0], number, source)
    if ask.role == "calendar":
        yield from _years(page, source)


def _number_of(ask: Ask) -> int:
    words = ask.role.rpartition(" ")[2]
    return int(words) if words.isdigit() and len(words) < 4 else 1


def _further_pages(page: Page, grid: Selector, number: int, source: Source) -> Iterator[Ask]:
    pages = source.options.get("pages", PAGES)
    following = next_grid_page(grid)
    if following is None or not isinstance(pages, int) or number >= pages:
        return
    ask = post_back(page, *following, role=f"calendar {number + 1}")
    if ask is not None:
        yield ask


def _years(page: Page, source: Source) -> Iterator[Ask]:
    """Yield the posts that show the years which the source names ("All" for every one)."""
    given = source.options.get("years")
    control = page.selector.xpath("//*[contains(@id, 'lstYears')]/@id").get() or ""
    name = re.sub(r"(?:_Input|_ClientState|_Arrow|_DropDown)$", "", control)
    for year in given[:60] if isinstance(given, list) and name else ():
        state = {f"{name}_ClientState": json.dumps({"value": str(year), "text": str(year)})}
        ask = post_back(page, name.replace("_", "$"), role="calendar 1", fields=state)
        if ask is not None:
            yield ask


def _with_items(meeting: Draft, page: Page, source: Source) -> Iterator[Draft | Ask]:
    """Yield a meeting and its items; where asked for, the files of what was or will be dealt with lately."""
    yield meeting
    items = read_items(page, meeting)
    yield from items
    since = (page.today - timedelta(days=DAYS_BACK)).isoformat()
    if source.options.get("legislation") and (meeting.starts_at or "")[:10] >= since:
        urls = dict.fromkeys(url for item in items if (url := legislation_of(item)) is not None)
        for url in list(urls)[:MAX_FOLLOWED]:
            yield Ask(url=url, role="legislation", may_fail=True)


def _with_votes(bill: Draft, page: Page, source: Source) -> Iterator[Draft | Ask]:
    yield from _with_files(bill, source)
    if source.options.get("votes"):
        for url in list(roll_calls_of(page))[:MAX_FOLLOWED]:
            yield Ask(url=url, role="votes", parent_key=bill.key, may_fail=True)


def _with_files(draft: Draft, source: Source) -> Iterator[Draft | Ask]:
    yield draft
    if source.options.get("files", True):
        yield from ask_for_files(draft.attachments, draft)


def _department(page: Page) -> str | None:
    """Return the body whose own page this is; None on a calendar of all bodies."""
    for node in page.selector.xpath("//*[contains(@id, 'lblName') or contains(@id, 'lblDepartmentName')]"):
        if words := plain_text(node):
            return words
    title = page.selector.xpath("//title/text()").get() or ""
    return (
        title.rpartition(" - Department of ")[2].strip() or None if "DepartmentDetail" in page.url else None
    )


def _named(draft: Draft, body: str | None) -> Draft:
    if draft.title and not is_generic(draft.title):
        return draft if draft.body or body else replace(draft, body=draft.title[:200])
    day = (draft.starts_at or "")[:10]
    return replace(draft, title=body, body=body, key=f"meeting:{day}:{(body or '').lower()}")
