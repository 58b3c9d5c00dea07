"""JSON lists of meetings that no vendor's module knows, Chicago's eLMS and Minneapolis's LIMS among them.

Endpoints: the address as given. `elms` is the City Clerk's `https://api.chicityclerkelms.chicago.gov`: a bare
host asks `/meeting?sort=date desc` (100 rows a page, the newest first; `filter=body eq '...'`). `lims` is
`https://lims.minneapolismn.gov`: a bare host asks `/Calendar/GetCalenderList` around the night.

Rows are found by content: the longest list of objects that hold a name and a day, however deep. Names are
looked for by the words that such answers use for them, whatever their case: `MeetingDate`, `startDateTime`,
`body`, `CommitteeName`. A list of files inside a row gives the attachments.

Times: wall time as written, since a `Z` or an offset is false more often than true; option `utc: true` says
that the instants are true, which eLMS' are. A time of day may stand in a field of its own, in LIMS' on a
whole instant. Cancelled: a field that says so, a status, or the name. Rows that say they are deleted or not
public are left out. LIMS' `MarkedAgenda/{body}/{id}` is an agenda's page, `Download/CommitteeReport/` the
minutes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from spiders.errors import EmptyPage, LayoutChanged
from spiders.linked_files import is_file_ask, read_linked_file, with_files
from spiders.meeting_rows import body_of, number_keys
from spiders.page import Ask, Draft, Page
from spiders.structured import words_of
from spiders.times import find_time, join_local, read_clock, read_instant, read_local, to_local
from spiders.wording import join_url, read_kind, read_status, strip_html, unique_attachments
from warehouse.records import Attachment, Source

NAMES = ("json_listing", "elms", "lims")
OPTIONS = ("utc", "files")
IS_TIMELESS = True

MAX_DEPTH, MAX_NODES, MAX_ROWS = 6, 20_000, 2000
DAYS_BACK, DAYS_AHEAD = 90, 270

# The first that a row has is believed; of the names that stand for it, the plainest words last.
_TITLES = (
    "meetingname", "eventname", "meetingtitle", "eventtitle", "title", "name", "summary", "subject",
    "committeename", "bodyname", "body", "committee", "board", "meetingtype", "description",
)  # fmt: skip
_BODIES = ("bodyname", "body", "committeename", "committee", "board", "categoryname", "calendarname")
_STARTS = (
    "startdatetime", "meetingdatetime", "eventdatetime", "startdate", "meetingdate", "eventdate", "start",
    "datetime", "date", "startsat", "startat", "when", "starttime", "day",
)  # fmt: skip
_CLOCKS = ("meetingtime", "eventtime", "starttime", "time")
_LINKS = ("url", "link", "permalink", "href", "meetingurl", "eventurl", "detailurl", "weburl", "htmllink")
_IDS = ("meetingid", "eventid", "id", "guid", "uid", "key")
_STATUSES = ("status", "meetingstatus", "eventstatus", "statusname", "comment", "comments")
_CANCELS = ("cancelled", "canceled", "iscancelled", "iscanceled")
_HIDES = ("isdeleted", "deleted", "isprivate", "ishidden", "istemplate")
_SHOWS = ("ispublic", "ispublished", "published", "isactive")
_FILE_NAMES = ("filename", "title", "name", "label", "text", "attachmenttype", "type")
_FILE_LINKS = ("path", "url", "href", "link", "fileurl", "downloadurl", "documenturl")
_TYPES = ("attachmenttype", "documenttype", "type", "kind", "category")


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Ask for the address as written; for a bare host of eLMS or LIMS, for its meetings."""
    base = source.url.rstrip("/")
    if urlsplit(base).path:
        return [Ask(url=source.url)]
    if source.platform == "elms":
        return [Ask(url=f"{base}/meeting?sort=date%20desc")]
    if source.platform == "lims":
        since, until = night - timedelta(days=DAYS_BACK), night + timedelta(days=DAYS_AHEAD)
        asked = {
            "fromDate": f"{since:%b} {since.day}, {since.year}",
            "toDate": f"{until:%b} {until.day}, {until.year}",
            "meetingType": "0", "committeeId": "null", "pageCount": "1000", "offsetStart": "0",
            "abbreviation": "undefined", "keywords": "",
        }  # fmt: skip
        return [Ask(url=f"{base}/Calendar/GetCalenderList?{urlencode(asked, quote_via=quote)}")]
    return [Ask(url=source.url)]


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return the rows as meetings, and asks for their files.

    Raises EmptyPage where the answer lists nothing, LayoutChanged where it holds no rows with a name and day.
    """
    if is_file_ask(ask):
        return [read_linked_file(page, ask)]
    answer = page.json()
    rows = _rows(answer)
    if not rows:
        if _is_empty(answer):
            raise EmptyPage(f"{page.url}: the answer lists nothing")
        raise LayoutChanged(f"{page.url}: JSON without a list of rows that hold a name and a day")
    meetings = list(number_keys(_meetings(rows, page, source)))
    if not meetings:
        raise EmptyPage(f"{page.url}: none of {len(rows)} rows is public")
    return with_files(meetings, source)


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row's fields by name in lower case, without what stands between its words."""
    return {re.sub(r"[^a-z0-9]", "", str(name).lower()): value for name, value in row.items()}


def _rows(answer: Any) -> list[dict[str, Any]]:
    """Return the longest list of objects that mostly hold a name and a day, wherever it stands."""
    best: list[dict[str, Any]] = []
    level: list[Any] = [answer]
    seen = 0
    for _ in range(MAX_DEPTH):
        following: list[Any] = []
        for value in level:
            seen += 1
            if seen > MAX_NODES:
                return best
            if isinstance(value, list):
                rows = [_flat(each) for each in value[:MAX_ROWS] if isinstance(each, dict)]
                told = [row for row in rows if _first(row, _TITLES) and _start_field(row)]
                if len(told) * 2 > len(value) and len(told) > len(best):
                    best = told
                following += [each for each in value[:50] if isinstance(each, dict | list)]
            elif isinstance(value, dict):
                following += [each for each in value.values() if isinstance(each, dict | list)]
        level = following
        if best:
            # What stands deeper are a row's own parts.
            return best
    return best


def _is_empty(answer: Any) -> bool:
    return answer == [] or (isinstance(answer, dict) and [] in answer.values())


def _first(row: Mapping[str, Any], names: Iterable[str]) -> str | None:
    for name in names:
        words = strip_html(words_of(row.get(name)))
        if words and not re.fullmatch(r"[\W\d_]*", words):
            return words
    return None


def _start_field(row: Mapping[str, Any]) -> str | None:
    """Return the name of the field that tells the day."""
    for name in _STARTS:
        value = row.get(name)
        words = words_of(value) if not isinstance(value, int) or isinstance(value, bool) else str(value)
        if words and (read_local(words, "UTC") or re.fullmatch(r"\d{10}|\d{13}", words)):
            return name
    return None


def _meetings(rows: list[dict[str, Any]], page: Page, source: Source) -> Iterator[Draft]:
    for row in rows:
        if any(row.get(name) is True for name in _HIDES) or any(row.get(name) is False for name in _SHOWS):
            continue
        yield _meeting(row, page, source)


def _meeting(row: Mapping[str, Any], page: Page, source: Source) -> Draft:
    title = _first(row, _TITLES)
    starts_at, raw = _start(row, source)
    told = [words for name in _STATUSES if (words := strip_html(words_of(row.get(name))))]
    where = [words for name in ("location", "address") if (words := strip_html(words_of(row.get(name))))]
    description = strip_html(words_of(row.get("description")))
    status = read_status(" · ".join([title or "", *told, *where]), description)
    if any(row.get(name) is True or row.get(name) == 1 for name in _CANCELS):
        status = "cancelled"
    number = next((row[name] for name in _IDS if isinstance(row.get(name), int | str) and row[name]), None)
    lines = dict.fromkeys(words for words in (title, raw, *told, *where, description) if words)
    return Draft(
        kind="meeting",
        url=_address(row, number, page, source),
        title=title,
        starts_at=starts_at,
        starts_at_raw=raw,
        status=status,
        body=_first(row, _BODIES) or body_of(title),
        attachments=unique_attachments(_files(row, page, source)),
        key=f"meeting:{number}".lower() if number is not None else f"meeting:{starts_at}:{title}",
        inline_text="\n".join(lines),
        inline_media_type="text/plain",
    )


def _start(row: Mapping[str, Any], source: Source) -> tuple[str | None, str | None]:
    name = _start_field(row)
    raw = str(row[name]) if name and isinstance(row[name], int) else words_of(row.get(name)) if name else None
    if raw is None:
        return None, None
    is_true = source.options.get("utc", source.platform == "elms") is True or raw.isdigit()
    instant = read_instant(raw, source.timezone) if is_true and not re.fullmatch(r"\d{8}", raw) else None
    iso = to_local(instant, source.timezone) if instant else read_local(raw, source.timezone)
    if iso is None:
        return None, None
    if iso[10:16] in {"", "T00:00"} and not instant:
        # Midnight stands for a day without a time, which may have a field of its own.
        iso = iso[:10]
        for other in _CLOCKS:
            said = words_of(row.get(other))
            clocked = read_local(said, source.timezone) if said else None
            if clocked and clocked[10:16] not in {"", "T00:00"} and clocked[:10] == iso:
                return clocked, f"{raw} {said}"
            clock = read_clock(said)
            day = find_time(iso, timezone=source.timezone)
            if clock and day and not clocked:
                return join_local(day.day, clock, source.timezone), f"{raw} {said}"
    return iso, raw


def _address(row: Mapping[str, Any], number: object, page: Page, source: Source) -> str:
    """Return the meeting's page for people."""
    if source.platform == "elms" and number is not None:
        return f"https://chicityclerkelms.chicago.gov/Meeting/?meetingId={quote(str(number))}"
    if source.platform == "lims":
        agenda = _marked_agenda(row, page)
        return agenda or page.requested_url
    given = next((words for name in _LINKS if (words := words_of(row.get(name)))), None)
    return join_url(page.url, given) or page.requested_url


def _marked_agenda(row: Mapping[str, Any], page: Page) -> str | None:
    number, body = row.get("agendaid"), words_of(row.get("abbreviation"))
    if not (isinstance(number, int) and number > 0 and body and row.get("markedagendapublished") is True):
        return None
    return join_url(page.url, f"/MarkedAgenda/{quote(body)}/{number}")


def _files(row: Mapping[str, Any], page: Page, source: Source) -> Iterator[Attachment]:
    if source.platform == "lims":
        if agenda := _marked_agenda(row, page):
            yield Attachment(url=agenda, title="Agenda", kind="agenda")
        number, name = row.get("committeereportdocumentid"), words_of(row.get("committeereportdocument"))
        if isinstance(number, int) and number > 0 and name:
            url = join_url(page.url, f"/Download/CommitteeReport/{number}/{quote(name.replace(' ', '-'))}")
            if url:
                yield Attachment(url=url, title=name, kind=read_kind(name) or "minutes")
        return
    for value in row.values():
        for each in value[:100] if isinstance(value, list) else ():
            file = _flat(each) if isinstance(each, dict) else {}
            url = next((words for name in _FILE_LINKS if (words := words_of(file.get(name)))), None)
            address = join_url(page.url, url)
            if address is None:
                continue
            title = next((words for name in _FILE_NAMES if (words := words_of(file.get(name)))), None)
            typed = next((words for name in _TYPES if (words := words_of(file.get(name)))), None)
            yield Attachment(url=address, title=title, kind=read_kind(typed, title, address) or "page")
