"""Municode Meetings (CivicPlus): `{tenant}.municodemeetings.com`, `/meetings` on a city's Drupal site, and
`meetings.municode.com/PublishPage?cid=&ppid=`, which cities show in a frame.

Endpoints: the page as given. Option `pages`: so many of a Drupal pager (`?page=N`, counted from 0) or of a
PublishPage (`&p=N`, from 1) are followed; the newest stand first, so a nightly watch needs one.

Rows are those of the meetings' table, its columns mapped by header: Meeting or Title, Date, Time, Venue,
Agenda, Packet, Minutes, Video, View. Both forms hold local time in words (`08/20/2026 11:00 am`,
`12/18/2025 - 6:00pm`); the `content` of Drupal's `date-display-single` is left alone. PublishPage has date
and time apart, its cells know their column by class too (`div-table-col venue`), and no page of one meeting:
its agenda is the address. Link words are icons; the kind is the column's. A PDF may stand beside
`adaHtmlDocument`, the same agenda as a page, which is left out then. A city's own theme without such a table
is read as a listing.

Files lie at `mccmeetings.blob.core.usgovcloudapi.net/{tenant}-pubu/MEET-{Agenda|Packet|Minutes}-{guid}.pdf`
or behind `meetings.municode.com/d/f?u=`; a source needs these in its `hosts` for them to be followed.
Cancelled: "- CANCELLED" in the title. History: clients move to CivicClerk (Forest Park GA did).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

from spiders.errors import EmptyPage
from spiders.linked_files import is_file_ask, read_linked_file, with_files
from spiders.meeting_rows import number_keys
from spiders.page import Ask, Draft, Page
from spiders.platforms.listing import parse as parse_listing
from spiders.rows import content_of, find_selected
from spiders.table_rows import columns_of, has_meeting_columns, read_meeting
from spiders.wording import join_url
from warehouse.records import Source

NAMES = ("municode",)
OPTIONS = ("files", "pages")

_ROWS = "table tr, .div-table-row"
_HEAD = "table thead tr, table tr, .div-table-head"
_DETAILS = re.compile(r"/page/[^/]+/?$", re.IGNORECASE)


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Ask for the page as written."""
    return [Ask(url=source.url, role="meetings 1")]


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return the table's meetings, asks for their files, and for the next page where `pages` allow.

    Raises EmptyPage for a table without rows, LayoutChanged where nothing is found.
    """
    if is_file_ask(ask):
        return [read_linked_file(page, ask)]
    if ask.draft is not None:
        return parse_listing(page, ask, source)
    content = content_of(page.selector)
    rows = find_selected(content, _ROWS)
    ours = [row for row in rows if has_meeting_columns(columns_of(row))]
    meetings = [draft for row in ours if (draft := read_meeting(row, page, source)) is not None]
    if not meetings:
        if ours or _has_table_of_meetings(page):
            raise EmptyPage(f"{page.url}: the table of meetings has no rows")
        plain = replace(ask, role="listing 1")
        return parse_listing(page, plain, source.model_copy(update={"platform": "listing"}))
    return [*with_files(number_keys(_with_page_keys(meetings)), source), *_next_page(page, ask, source)]


def _has_table_of_meetings(page: Page) -> bool:
    for table in page.selector.css("table.views-table, table.mcm, table.div-table")[:20]:
        heads = " ".join(table.xpath(".//th//text()").getall()).lower()
        if "date" in heads and re.search(r"meeting|agenda", heads):
            return True
    return False


def _with_page_keys(meetings: Iterable[Draft]) -> Iterator[Draft]:
    """Yield the meetings, keyed by their own page where they have one: it stays when a meeting is moved."""
    for meeting in meetings:
        path = urlsplit(meeting.url).path
        yield replace(meeting, key=f"page:{path}") if _DETAILS.search(path) else meeting


def _next_page(page: Page, ask: Ask, source: Source) -> Iterator[Ask]:
    number = int(ask.role.rpartition(" ")[2]) if ask.role[-1:].isdigit() else 1
    pages = source.options.get("pages", 1)
    if not isinstance(pages, int) or number >= pages:
        return
    hrefs = page.selector.css("li.pager-next a, li.pager__item--next a, a[rel=next]").xpath("@href").getall()
    following = re.compile(rf"PublishPage\?.*[?&]p={number + 1}(?!\d)", re.IGNORECASE)
    hrefs += [href for href in page.selector.xpath("//a/@href").getall()[:2000] if following.search(href)]
    url = join_url(page.base, hrefs[0]) if hrefs else None
    if url is None and re.search(r"/PublishPage\?", page.url, re.IGNORECASE) and "p=" in page.url:
        url = re.sub(r"([?&]p=)\d+", rf"\g<1>{number + 1}", page.url)
    if url is not None and url != page.requested_url:
        yield Ask(url=url, role=f"meetings {number + 1}")
