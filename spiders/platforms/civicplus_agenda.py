"""CivicPlus (CivicEngage) Agenda Center: `/AgendaCenter`, its search, and the answers of its year lists.

Endpoints: `/AgendaCenter`, `/AgendaCenter/Search/?term=&CIDs=all&startDate=&endDate=`, as given; a bare site
URL asks for `/AgendaCenter`. Bodies are headings, rows are `tr.catAgendaRow`.

Two layouts: until about 2021 `h4 > a[title]` with the date and a `p` with the title; later `h3 > strong` and
`p > a`. The date is that of the `_MMDDYYYY-ID` in the file's address; there is no time, which is inside the
file or the title. "Posted ..." and "Amended ..." beside it are no meeting times. `/Calendar.aspx` of the same
vendor gives its events, those to come with their own pages (`spiders.civicplus_calendar`). A "Previous
Versions" link appears after an amendment; the address stays, the bytes change: the list of versions is an
attachment, and the row's words tell "Amended". The landing page shows each body's newest year only: option
`years: [2024, 2023]` asks for those of every body that offers them (a post to
`/AgendaCenter/UpdateCategoryList` with `year` and `catID`, as its own script does). `xx-name.civicplus.com`
redirects to the city's own domain.

Cancelled: "-Cancellation", "(No Meeting)" in the title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from urllib.parse import urlsplit

from spiders.civicplus_calendar import event_id, read_event_page, read_events
from spiders.errors import EmptyPage, LayoutChanged
from spiders.linked_files import MAX_FILES, ask_for_files, is_file_ask, read_linked_file
from spiders.page import Ask, Draft, Page
from spiders.platforms.listing import parse as parse_listing
from spiders.rows import Row, content_of, find_selected
from spiders.times import find_date_in_name
from spiders.wording import join_url, plain_text, read_status, unique_attachments
from warehouse.records import Attachment, DocumentKind, Source

NAMES = ("civicplus_agenda",)
OPTIONS = ("files", "follow", "years")

MAX_YEARS = 200
_ARROWS = " ▼▲►▶+−-"

_FILE = re.compile(r"/AgendaCenter/ViewFile/(Agenda|Minutes|Item)/(_\d{8}-\d+)(\?.*)?$", re.IGNORECASE)
_VERSIONS = re.compile(r"/AgendaCenter/PreviousVersions/", re.IGNORECASE)
_CHANGE_YEAR = re.compile(r"changeYear\(\s*['\"]?((?:19|20)\d\d)['\"]?\s*,\s*['\"]?(\d{1,6})['\"]?")
_CALENDAR = re.compile(r"/calendar\.aspx$", re.IGNORECASE)
# Of a meeting's files its address is the first of these kinds.
_ORDER = {"agenda": 0, "packet": 1, "minutes": 2}
_KINDS: dict[str, DocumentKind] = {"agenda": "agenda", "minutes": "minutes", "item": "item"}


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Ask for the page as written; for a bare site, for its Agenda Center."""
    is_bare = urlsplit(source.url).path in {"", "/"}
    return [Ask(url=source.url.rstrip("/") + "/AgendaCenter" if is_bare else source.url, role="agendas")]


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return the meetings, their files as attachments, and asks for the files.

    Raises EmptyPage where no body has a row, LayoutChanged where there is no Agenda Center.
    """
    if is_file_ask(ask):
        return [read_linked_file(page, ask)]
    if _CALENDAR.search(urlsplit(page.url).path):
        return _calendar(page, ask, source)
    if ask.draft is not None:
        return parse_listing(page, ask, source)
    rows = find_selected(content_of(page.selector), "tr.catAgendaRow")
    body = ask.role.partition(" ")[2] if ask.role.startswith("year") else ""
    meetings = [draft for row in rows if (draft := _meeting(row, page, body or None)) is not None]
    if not meetings:
        if ask.role.startswith("year") and not rows and page.selector.xpath("//table"):
            raise EmptyPage(f"{page.url}: the body has no agendas of that year")
        if not rows and re.search(r"no\s+(?:agendas|results|meetings|items)", page.text, re.IGNORECASE):
            raise EmptyPage(f"{page.url}: the Agenda Center lists no agendas")
        raise LayoutChanged(f"{page.url}: no rows of an Agenda Center; look at the page")
    return [*_with_files(meetings, source), *_years(page, ask, source)]


def _years(page: Page, ask: Ask, source: Source) -> Iterator[Ask]:
    """Yield the posts for the years that the source names, of every body that offers them."""
    given = source.options.get("years")
    wanted = {str(year) for year in given} if isinstance(given, list) else set()
    url = join_url(page.url, "/AgendaCenter/UpdateCategoryList")
    if not wanted or ask.role != "agendas" or url is None:
        return
    offered = dict.fromkeys(_CHANGE_YEAR.findall(page.text[:5_000_000]))
    for year, category in [each for each in offered if each[0] in wanted][:MAX_YEARS]:
        yield Ask(
            url=url,
            method="POST",
            body=f"year={year}&catID={category}&startDate=&endDate=&term=&prevVersionScreen=false".encode(),
            headers={
                "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
                "X-Requested-With": "XMLHttpRequest",
            },
            role=f"year {_name_of_body(page, category)}".strip(),
            may_fail=True,
        )


def _name_of_body(page: Page, category: str) -> str:
    heads = page.selector.xpath("//*[@id=$name]//h2", name=f"cat{category}")
    return plain_text(heads[0]).strip(_ARROWS)[:200] if heads else ""


def _calendar(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return the calendar's events; what is no event of the vendor's layout is read as any listing is."""
    if event_id(page.requested_url) or event_id(page.url) or ask.draft is not None:
        event = read_event_page(page, source, ask.draft)
        if event is None:
            return parse_listing(page, ask, source)
        return list(_with_files([event], source))
    events = read_events(page, source)
    return list(_followed(events, page, source)) if events else parse_listing(page, ask, source)


def _followed(events: list[tuple[Draft, str]], page: Page, source: Source) -> Iterator[Draft | Ask]:
    """Yield the events; those to come, or without a day, behind an ask for their pages."""
    asked = 0
    for event, url in events:
        is_past = event.starts_at is not None and event.starts_at[:10] < page.today.isoformat()
        if is_past or asked >= MAX_FILES or not source.options.get("follow", True):
            yield event
            continue
        asked += 1
        yield Ask(url=url, role="event", draft=event, may_fail=True)


def _meeting(row: Row, page: Page, known_body: str | None) -> Draft | None:
    files: list[Attachment] = []
    versions: list[Attachment] = []
    pages: list[Attachment] = []
    named = None
    for link in row.node.xpath(".//a[@href]")[:40]:
        url = join_url(page.base, link.root.get("href"))
        if url and _VERSIONS.search(url):
            versions.append(Attachment(url=url, title="Previous versions", kind="page"))
        match = _FILE.search(url or "")
        if url and match:
            named = named or match
            options = (match[3] or "").lower()
            kind: DocumentKind = "packet" if "packet=true" in options else _KINDS[match[1].lower()]
            shown = pages if "html=true" in options else files
            shown.append(Attachment(url=url, title=plain_text(link) or match[1], kind=kind))
    if named is None:
        return None
    if not any(each.kind in {"agenda", "packet"} for each in files):
        # An agenda that is out as a page alone.
        files = [*pages, *files]
    own = min(files, key=lambda each: _ORDER.get(each.kind, 3), default=None)
    day = find_date_in_name(named[2])
    title = next((words for node in row.node.xpath(".//p") if (words := plain_text(node))), None)
    body = next((each.words.strip(_ARROWS) for each in reversed(row.headings) if each.rank == 2), known_body)
    return Draft(
        kind="meeting",
        url=own.url if own else page.requested_url,
        title=title or body,
        starts_at=day[0] if day else None,
        starts_at_raw=day[1] if day else None,
        status=read_status(f"{title or ''} · {plain_text(row.node)[:300]}"),
        body=body,
        attachments=unique_attachments([*_named(files), *versions]),
        key=f"agenda:{named[2].rpartition('-')[2]}",
        inline_text=plain_text(row.node),
        inline_media_type="text/plain",
    )


def _named(files: list[Attachment]) -> Iterator[Attachment]:
    for each in files:
        is_telling = each.title and len(each.title) > 3
        yield each if is_telling else each.model_copy(update={"title": each.kind.capitalize()})


def _with_files(meetings: list[Draft], source: Source) -> Iterator[Draft | Ask]:
    seen: set[str | None] = set()
    for meeting in meetings:
        if meeting.key in seen:
            continue
        seen.add(meeting.key)
        yield meeting
        if source.options.get("files", True):
            yield from ask_for_files(meeting.attachments, meeting)
