"""eScribe: `https://pub-{tenant}.escribemeetings.com`, its calendar's answers, lists and meetings' pages.

Endpoints: `POST /MeetingsCalendarView.aspx/GetCalendarMeetings` with `calendarStartDate` and
`calendarEndDate` in JSON, asked at the address as written; any other address is fetched as written, for a
bare tenant its first page, which gives the cookies that the calendar wants and leads to it. Its call fails
without cookies, `X-Requested-With` and JSON's content type, and with other parameters answers 500.
`Meeting.aspx?Id=` is one agenda or minutes.

The answer is `{"d": [...]}`; `Meetings` nested in it and JSON in a string are read too. `StartDate` is
local wall time ("2025/12/17 17:15:00", seconds meaningless); `/Date(ms)/` would be an instant. `Url` is
wrong: without its `/MeetingsCalendarView.aspx` it is the meeting's page. `MeetingDocumentLink[]` holds
Agenda, AgendaCover, Merged (the revised agenda), PostAgenda, PostMinutes, each as PDF
`FileStream.ashx?DocumentId=` and as HTML; what is out as PDF is not followed as HTML. Recordings are left
out.

Of a page given as such, the list that the server wrote is read by its links to meetings, and only where
it has none the calendar; a city's own calendar is read as a drawn month or as a listing.
Cancelled: in the name, the description, or a file's title ("Cancellation Notice").
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from parsel import Selector

from spiders.errors import EmptyPage, LayoutChanged
from spiders.linked_files import MAX_FILES, ask_for_files, is_file_ask, read_linked_file
from spiders.meeting_rows import (
    body_of,
    content_around,
    find_start,
    find_title,
    links_of,
    number_keys,
    pieces_of,
    plain_title,
    status_with_files,
    with_files_of_page,
)
from spiders.month_grid import read_month
from spiders.page import Ask, Draft, Page
from spiders.platforms.listing import parse as parse_listing
from spiders.row_layouts import words_in
from spiders.rows import Row, content_of, find_rows
from spiders.structured import words_of
from spiders.times import find_time, iter_times, read_instant, to_local
from spiders.wording import join_url, plain_text, read_kind, read_status, strip_html, unique_attachments
from warehouse.records import Attachment, DocumentKind, Source

NAMES = ("escribe",)
OPTIONS = ("files",)

DAYS_BACK, DAYS_AHEAD = 90, 270

_CALENDAR = "/MeetingsCalendarView.aspx/GetCalendarMeetings"
_HEADERS = MappingProxyType(
    {
        "Content-Type": "application/json; charset=utf-8",
        "Accept": "application/json, text/javascript, */*; q=0.01",
        "X-Requested-With": "XMLHttpRequest",
    }
)
_IS_CALL = re.compile(r"\.aspx/\w+", re.IGNORECASE)
_MEETING = re.compile(r"/Meeting(?:\.aspx)?\?(?:[^#]*&)?Id=([\w-]{4,60})", re.IGNORECASE)
_LINKED = re.compile(r"\bMeeting(?:\.aspx)?\?|FileStream\.ashx", re.IGNORECASE)
_FILE = re.compile(r"/(?:FileStream|filestream)\.ashx\?", re.IGNORECASE)
_SIGN = re.compile(r"escribe|MeetingsCalendarView|MeetingsContent", re.IGNORECASE)
_NAMES = ("MeetingName", "Title", "Name", "MeetingTitle", "MeetingType")
_STARTS = ("StartDate", "Start", "Date", "MeetingDate", "FormattedStart", "DateTime")
_FILES = ("MeetingDocumentLink", "MeetingDocumentLinks", "MeetingLinks", "Documents")
_INSTANT = re.compile(r"/?Date\((\d{13})\b")


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Post to a calendar's address as written; fetch any other, and for a bare tenant its first page."""
    if _IS_CALL.search(urlsplit(source.url).path):
        return [_ask_calendar(source.url, night)]
    return [Ask(url=f"{source.url.rstrip('/')}/" if _is_bare(source.url) else source.url, role="page")]


def _is_bare(url: str) -> bool:
    return not urlsplit(url).path.strip("/") and not urlsplit(url).query


def _ask_calendar(url: str, night: date) -> Ask:
    since, until = night - timedelta(days=DAYS_BACK), night + timedelta(days=DAYS_AHEAD)
    window = {"calendarStartDate": since.isoformat(), "calendarEndDate": until.isoformat()}
    return Ask(url=url, method="POST", body=json.dumps(window).encode(), headers=_HEADERS, role="calendar")


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return the meetings and asks for their files, and for the calendar from a page that leads to it.

    Raises EmptyPage for zero meetings, LayoutChanged for what is none of the vendor's.
    """
    if is_file_ask(ask):
        return [with_files_of_page(read_linked_file(page, ask), page, _FILE)]
    if page.body.lstrip()[:1] != b"<":
        return list(_with_files(number_keys(_meetings(page, source)), source))
    if ask.draft is not None or not _is_vendors(page):
        months = [] if ask.draft is not None else read_month(page.selector.root, page, source)
        drawn = list(number_keys(months))
        return drawn or parse_listing(page, ask, source)
    if not _SIGN.search(page.text):
        raise LayoutChanged(f"{page.url}: no page of eScribe; the tenant may have changed vendor")
    if ask.role == "calendar":
        start = " ".join(words_in(content_of(page.selector))[:80].split())
        raise LayoutChanged(f"{page.url}: a page where the calendar's JSON was; it begins {start!r}")
    if _MEETING.search(page.url):
        return [_read_meeting_page(page, source)]
    listed = [] if _is_bare(source.url) else list(number_keys(_listed(page, source)))
    if listed:
        return list(_with_files(listed, source))
    parts = urlsplit(page.url)
    return [_ask_calendar(f"{parts.scheme}://{parts.netloc}{_CALENDAR}", page.today)]


def _is_vendors(page: Page) -> bool:
    host = urlsplit(page.url).netloc.lower()
    return "escribemeetings" in host or "MeetingsCalendarView" in page.text or bool(_MEETING.search(page.url))


def _rows(page: Page) -> list[Any]:
    answer = page.json()
    for _ in range(3):
        if isinstance(answer, dict):
            inner = (answer.get(name) for name in ("d", "Meetings", "meetings", "value", "Data"))
            answer = next((each for each in inner if each is not None), None)
        elif isinstance(answer, str):
            try:
                answer = json.loads(answer)
            except (ValueError, RecursionError):
                answer = None
    if isinstance(answer, dict):
        answer = next((each for each in answer.values() if isinstance(each, list)), None)
    if not isinstance(answer, list):
        raise LayoutChanged(f"{page.url}: JSON without a list of meetings ({page.text[:100]!r})")
    return answer


def _meetings(page: Page, source: Source) -> Iterator[Draft]:
    rows = _rows(page)
    if not rows:
        raise EmptyPage(f"{page.url}: the calendar answers with zero meetings")
    meetings = [row for row in rows if isinstance(row, dict) and _first(row, _NAMES) and _first(row, _STARTS)]
    if not meetings:
        raise LayoutChanged(f"{page.url}: {len(rows)} rows, none with a name and a start")
    for row in meetings:
        yield _meeting(row, page, source)


def _first(row: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    return next((words for name in names if (words := words_of(row.get(name)))), None)


def _meeting(row: Mapping[str, Any], page: Page, source: Source) -> Draft:
    title = _first(row, _NAMES)
    raw = _first(row, _STARTS)
    description = strip_html(_first(row, ("Description",)))
    files = unique_attachments(_files(row, page))
    number = row.get("ID", row.get("Id"))
    key = f"meeting:{number}".lower() if isinstance(number, int | str) and number else None
    said = (
        title,
        _first(row, ("FormattedStart",)),
        _first(row, ("TimeOverride",)),
        _first(row, ("Location",)),
    )
    lines = dict.fromkeys(words for words in (*said, description) if words)
    return Draft(
        kind="meeting",
        url=_address(row, number, page),
        title=title,
        starts_at=_start(row, source),
        starts_at_raw=raw,
        status=status_with_files(title, description, files),
        body=body_of(_first(row, ("MeetingType",)) or title),
        attachments=files,
        key=key,
        inline_text="\n".join(lines) or None,
        inline_media_type="text/plain",
    )


def _start(row: Mapping[str, Any], source: Source) -> str | None:
    for name in _STARTS:
        words = words_of(row.get(name))
        instant = _INSTANT.search(words or "")
        if instant:
            found = read_instant(instant[1], source.timezone)
            local = to_local(found, source.timezone) if found else None
            return f"{local[:17]}00{local[19:]}" if local else None
        said = find_time(words, timezone=source.timezone)
        if said and said.has_year:
            # Midnight stands for a day without a time.
            return said.iso[:10] if said.iso[11:16] == "00:00" else said.iso
    return None


def _address(row: Mapping[str, Any], number: object, page: Page) -> str:
    given = row.get("Url", row.get("MeetingUrl"))
    url = join_url(page.base, given) if isinstance(given, str) else None
    if url is not None and _MEETING.search(url):
        return re.sub(r"/MeetingsCalendarView\.aspx(?=/Meeting)", "", url, flags=re.IGNORECASE)
    parts = urlsplit(page.url)
    if isinstance(number, str) and re.fullmatch(r"[\w-]{4,60}", number):
        return f"{parts.scheme}://{parts.netloc}/Meeting.aspx?Id={number}"
    return page.requested_url


def _files(row: Mapping[str, Any], page: Page) -> Iterator[Attachment]:
    parts = urlsplit(page.url)
    links: list[Any] = next((row[name] for name in _FILES if isinstance(row.get(name), list)), [])
    for each in links[:100]:
        if not isinstance(each, dict) or not isinstance(each.get("Url"), str):
            continue
        url = join_url(f"{parts.scheme}://{parts.netloc}/", each["Url"])
        title, told = words_of(each.get("Title")), words_of(each.get("Type")) or ""
        if url is None or re.search(r"video|audio|livestream", f"{told} {title}", re.IGNORECASE):
            continue
        kind: DocumentKind = read_kind(title, told) or ("agenda" if told.lower() == "merged" else "page")
        yield Attachment(url=url, title=title, kind=kind)


def _is_printed(file: Attachment) -> bool:
    return bool(_FILE.search(file.url))


def _with_files(meetings: Iterable[Draft], source: Source) -> Iterator[Draft | Ask]:
    asked = 0
    for meeting in meetings:
        yield meeting
        if not source.options.get("files", True):
            continue
        printed = {file.kind for file in meeting.attachments if _is_printed(file)}
        wanted = [file for file in meeting.attachments if _is_printed(file) or file.kind not in printed]
        for ask in ask_for_files(wanted, meeting):
            if asked < MAX_FILES:
                asked += 1
                yield ask


def _listed(page: Page, source: Source) -> Iterator[Draft]:
    """Return the meetings of a list that the server wrote: rows that hold a day and link a meeting."""
    days = partial(_days, timezone=source.timezone, today=page.today)
    for row in find_rows(content_around(page.selector, _LINKED), days):
        links = [*links_of(row.node, page.base)]
        own = next((url for url, _ in links if _MEETING.search(url)), None)
        if own is None and not any(_FILE.search(url) for url, _ in links):
            continue
        draft = _listed_meeting(row, own, links, page, source)
        if draft is not None:
            yield draft


def _days(words: str, *, timezone: str, today: date) -> list[str]:
    return list({found.iso[:10]: None for found in iter_times(words, timezone=timezone, today=today)})


def _listed_meeting(
    row: Row, own: str | None, links: list[tuple[str, str]], page: Page, source: Source
) -> Draft | None:
    pieces = pieces_of(row.node)
    found = find_start(pieces, timezone=source.timezone, today=page.today, year=row.year)
    heading = next((each.words for each in reversed(row.headings) if each.rank == 2), None)
    title = find_title(pieces, timezone=source.timezone, today=page.today) or heading
    if found is None or title is None:
        return None
    title = plain_title(title, timezone=source.timezone, today=page.today)
    number = _MEETING.search(own) if own else None
    files = unique_attachments(
        Attachment(url=url, title=words or None, kind=read_kind(words, url) or "agenda")
        for url, words in links
        if _FILE.search(url) or (_MEETING.search(url) and "agenda=" in url.lower())
    )
    words = plain_text(row.node)
    return Draft(
        kind="meeting",
        url=own or page.requested_url,
        title=title,
        starts_at=found.iso,
        starts_at_raw=found.raw,
        status=status_with_files(f"{title} {words[:300]}", words, files),
        body=body_of(title),
        attachments=files,
        key=f"meeting:{number[1]}".lower() if number else None,
        inline_text=words,
        inline_media_type="text/plain",
    )


def _read_meeting_page(page: Page, source: Source) -> Draft:
    """Return the agenda or minutes of a meeting's own page. Raises LayoutChanged where it tells no date."""
    content = Selector(root=content_of(page.selector), type="html")
    named = (page.selector.xpath("//title/text()").get() or "").strip()
    pieces = pieces_of(content)
    found = find_start(pieces[:80], timezone=source.timezone, today=page.today)
    found = found or find_time(named, timezone=source.timezone, today=page.today)
    if found is None:
        raise LayoutChanged(f"{page.url}: a meeting's page without a date")
    title = plain_title(named, timezone=source.timezone, today=page.today)
    if not title or _SIGN.search(title):
        title = find_title(pieces[:80], timezone=source.timezone, today=page.today) or source.title or ""
    agenda = Draft(
        kind="minutes" if "minutes" in urlsplit(page.url).query.lower() else "agenda",
        url=page.requested_url,
        title=title or None,
        starts_at=found.iso,
        starts_at_raw=found.raw,
        status=read_status(title),
        body=body_of(title),
        key=f"file:{page.requested_url}",
    )
    return with_files_of_page(agenda, page, _FILE)
