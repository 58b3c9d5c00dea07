"""Legistar's public pages (Granicus): `{client}.legistar.com/Calendar.aspx`, `DepartmentDetail.aspx`,
`MeetingDetail.aspx`, `LegislationDetail.aspx`.

Endpoints: the page as given. A client whose Web API answers is better read by `legistar_api`.

The meetings stand in a Telerik grid (`table[id*=gridCalendar]`), one `tr.rgRow` or `tr.rgAltRow` each, date
`M/D/YYYY` and time in separate cells. Columns differ by client and are mapped by header; `DepartmentDetail`
has no Name column, there the page's heading is the body. Some clients repeat rows in `gridUpcomingMeetings`,
which is left out. The row's page is its "Meeting details" link; `View.ashx?M=A` is the agenda, `M=M` the
minutes, `M=PA` the packet, and `M=IC` a calendar file, which is left out.
A meeting's own page gives its items as the meeting's words, also to the meeting of a calendar's row that
leads there; the page of a file gives one document of legislation (`spiders.legistar_pages`).

Traps: the default view is one month, and other months and years need a `__VIEWSTATE` post, which is not
made: a nightly watch sees each month as it comes. Grids stop at 100 rows. A moved meeting vanishes.
Cancelled: in the location, the time, or the words of the row, in capitals or in a mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from spiders.errors import EmptyPage, LayoutChanged
from spiders.legistar_pages import is_meeting_page, read_legislation_page, read_meeting_page
from spiders.linked_files import ask_for_files, is_file_ask, read_linked_file
from spiders.page import Ask, Draft, Page
from spiders.platforms.listing import follow_up, read_listing
from spiders.platforms.news_article import read_article
from spiders.wording import plain_text
from warehouse.records import Source

NAMES = ("legistar_html",)
OPTIONS = ("follow", "files")

_GRID = "//table[contains(@id, 'gridCalendar') or contains(@id, 'gridMeetings')]"
_ROWS = (
    "table[id*=gridCalendar] tr.rgRow, table[id*=gridCalendar] tr.rgAltRow, "
    "table[id*=gridMeetings] tr.rgRow, table[id*=gridMeetings] tr.rgAltRow"
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
            return [read_meeting_page(page, source, ask.draft)]
        return [read_article(page, source, ask.draft)]
    address = f"{page.requested_url} {page.url}".lower()
    if "meetingdetail.aspx" in address:
        return list(_with_files(read_meeting_page(page, source), source))
    if "legislationdetail.aspx" in address:
        return list(_with_files(read_legislation_page(page, source), source))
    grids = page.selector.xpath(_GRID)
    if not grids:
        raise LayoutChanged(f"{page.url}: no grid of meetings; give Calendar.aspx or DepartmentDetail.aspx")
    if not page.selector.css(_ROWS):
        raise EmptyPage(f"{page.url}: the grid holds no meetings in the period shown")
    options = {"files": True, **source.options, "row": _ROWS, "kind": "meeting"}
    drafts = read_listing(page, source.model_copy(update={"options": options}))
    body = _department(page)
    named = [_named(draft, body) for draft in drafts]
    return list(follow_up(named, page, source))


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
    if draft.title and not re.fullmatch(r"\W*(?:meeting\s+)?details\W*", draft.title, re.IGNORECASE):
        return draft
    day = (draft.starts_at or "")[:10]
    return replace(draft, title=body, body=body, key=f"meeting:{day}:{(body or '').lower()}")
