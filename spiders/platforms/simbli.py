"""Simbli (eBOARDsolutions), of schools: `simbli.eboardsolutions.com/SB_Meetings/SB_MeetingListing.aspx?S=`.

Endpoints: the listing page as given, a bare host with option `school` for its listing. From the tokens that
its script holds (`constr`, `sToken`) follows a POST of JSON to `/Services/api/GetMeetingListing`, 50 rows a
page by `RecordStart`, the newest first; option `pages` says how many (2). A source that names this service
itself is asked by POST too, without tokens, which only an archive answers.

`MM_DateTime` is local, `DateTime` the same in words; `MM_PublishedDate` tells when the agenda came out, and
`MinutesStatus: PUBLISHED` that there are minutes. The page for people is `ViewMeeting.aspx?S=&MID=`, with
`&T=1` the minutes. Both are filled by script from services that are not recorded, so neither is followed: a
listing tells that and when a body meets, not what about.

Traps: the host sits behind Incapsula, whose refusal has status 200; without cookies from the listing page the
service refuses too. Templates stand among the rows (`MM_isTemplate`). Cancelled: in the title or the address.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

from spiders.challenge import challenge_in
from spiders.errors import Blocked, EmptyPage, LayoutChanged
from spiders.page import Ask, Draft, Page
from spiders.structured import words_of
from spiders.times import read_instant, read_local
from spiders.wording import read_status
from warehouse.records import Attachment, Source

NAMES = ("simbli",)
OPTIONS = ("school", "pages")

ROWS_A_PAGE = 50
_SERVICE = "/Services/api/GetMeetingListing"
_LISTING = "/SB_Meetings/SB_MeetingListing.aspx"
_CONNECTION = re.compile(
    r"""["']?\b(?:constr|ConnectionString)\b["']?\s{0,9}[:=]\s{0,9}["']([^"'\s]{4,2000})["']""", re.IGNORECASE
)
_TOKEN = re.compile(
    r"""["']?\b(?:sToken|SecurityToken)\b["']?\s{0,9}[:=]\s{0,9}["']([^"'\s]{4,2000})["']""", re.IGNORECASE
)
_SCHOOL = re.compile(r"""["']?\bSchoolID\b["']?\s{0,9}[:=]\s{0,9}["']?(\d{1,12})""", re.IGNORECASE)
_LISTS = ("MeetingList", "Meetings", "Data", "data", "Result", "value", "d")


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Ask for the listing as written, for the service itself by POST; for a bare host by its `school`."""
    path = urlsplit(source.url).path.lower()
    if path.endswith(_SERVICE.lower()):
        known = {"school": _school_in(source.url) or str(source.options.get("school") or ""), "start": 0}
        return [_ask_rows(source.url, known)]
    school = source.options.get("school")
    if path in {"", "/"} and school:
        return [Ask(url=f"{_origin(source.url)}{_LISTING}?S={school}", role="listing")]
    return [Ask(url=source.url, role="listing")]


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return the service's meetings, or the ask for them that a listing page leads to.

    Raises EmptyPage for zero rows, Blocked for a challenge page, LayoutChanged for what is neither.
    """
    refused_by = challenge_in(page)
    if refused_by:
        raise Blocked(f"{page.url}: {refused_by}; ask less often, or from another address")
    if page.body[:400].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"[", b"{", b'"'}:
        return list(_meetings(page, ask, source))
    connection, token = _CONNECTION.search(page.text), _TOKEN.search(page.text)
    told = _SCHOOL.search(page.text)
    school = _school_in(page.requested_url) or _school_in(page.url) or (told[1] if told else None)
    if connection is None or token is None or school is None:
        raise LayoutChanged(f"{page.url}: no tokens for the meetings; give SB_MeetingListing.aspx?S=")
    known = {"school": school, "connection": connection[1], "token": token[1], "start": 0}
    return [_ask_rows(f"{_origin(page.url)}{_SERVICE}", known, referer=page.url)]


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _school_in(url: str) -> str | None:
    query = parse_qs(urlsplit(url).query)
    given = next((values[0] for name, values in query.items() if name.lower() == "s"), "")
    return given if re.fullmatch(r"\d{1,12}", given) else None


def _ask_rows(url: str, known: Mapping[str, Any], *, referer: str | None = None) -> Ask:
    """Return the post for one page of rows, in the shape that the vendor's own page sends."""
    body = {
        "ListingType": "0",
        "TimeZone": "-60",
        "CustomSort": 0,
        "SortColName": "DateTime",
        "IsSortDesc": True,
        "RecordStart": known["start"],
        "RecordCount": ROWS_A_PAGE,
        "FilterExp": "",
        "ParentGroup": None,
        "IsUserLoggedIn": False,
        "UserID": "",
        "UserRole": None,
        "EncUserId": None,
        "Id": 0,
        "SchoolID": known["school"],
        "ConnectionString": known.get("connection"),
        "SecurityToken": known.get("token"),
    }
    headers = {"Content-Type": "application/json", "X-Requested-With": "XMLHttpRequest"}
    if referer:
        headers["Referer"] = referer
    role = f"meetings {json.dumps(known, sort_keys=True)}"
    return Ask(url=url, method="POST", body=json.dumps(body).encode(), headers=headers, role=role)


def _meetings(page: Page, ask: Ask, source: Source) -> Iterator[Draft | Ask]:
    rows = _rows(page)
    if not rows:
        raise EmptyPage(f"{page.url}: the service answers with zero meetings")
    given = [
        row for row in rows if isinstance(row, dict) and {"Master_MeetingID", "MM_DateTime"} & row.keys()
    ]
    if not given:
        raise LayoutChanged(f"{page.url}: {len(rows)} rows, none with Master_MeetingID or MM_DateTime")
    known = json.loads(ask.role.partition(" ")[2] or "{}")
    seen: set[str | None] = set()
    for row in given:
        if row.get("MM_isTemplate") is True or row.get("ML_IsPublic") is False:
            continue
        draft = _meeting(row, page, known.get("school"), source)
        if draft.key is None or draft.key not in seen:
            seen.add(draft.key)
            yield draft
    if not seen:
        raise EmptyPage(f"{page.url}: none of {len(given)} meetings is public")
    pages, following = source.options.get("pages", 2), int(known.get("start") or 0) + len(rows)
    total = given[0].get("MeetingsCount")
    is_more = isinstance(total, int) and total > following and len(rows) >= ROWS_A_PAGE
    if known.get("token") and is_more and isinstance(pages, int) and following < pages * ROWS_A_PAGE:
        yield _ask_rows(page.requested_url, {**known, "start": following})


def _rows(page: Page) -> list[Any]:
    answer = page.json()
    for _ in range(2):
        if isinstance(answer, dict) and "Master_MeetingID" not in answer:
            answer = next((answer[name] for name in _LISTS if name in answer), answer)
        if isinstance(answer, str):
            try:
                answer = json.loads(answer)
            except (ValueError, RecursionError) as error:
                raise LayoutChanged(f"{page.url}: a string that holds no JSON") from error
    if isinstance(answer, dict) and "Master_MeetingID" in answer:
        return [answer]
    if not isinstance(answer, list):
        raise LayoutChanged(f"{page.url}: JSON without a list of meetings")
    return answer


def _meeting(row: Mapping[str, Any], page: Page, school: str | None, source: Source) -> Draft:
    number, district = row.get("Master_MeetingID"), row.get("MM_DistrictID") or school
    title = words_of(row.get("MM_MeetingTitle")) or words_of(row.get("ML_TypeTitle"))
    raw = words_of(row.get("MM_DateTime")) or words_of(row.get("DateTime"))
    published = words_of(row.get("MM_PublishedDate"))
    where = [
        words for name in ("MM_Address1", "MM_Address2", "MM_Address3") if (words := words_of(row.get(name)))
    ]
    is_known = isinstance(number, int | str) and not isinstance(number, bool) and bool(district)
    address = f"{_origin(page.url)}/SB_Meetings/ViewMeeting.aspx?S={district}&MID={number}"
    has_minutes = is_known and str(row.get("MinutesStatus") or "").upper() == "PUBLISHED"
    minutes = (Attachment(url=f"{address}&T=1", title="Minutes", kind="minutes"),) if has_minutes else ()
    starts_at = read_local(raw, source.timezone)
    published_at = read_instant(published, source.timezone)
    return Draft(
        kind="meeting",
        url=address if is_known else page.requested_url,
        title=title,
        published_at=published_at,
        published_at_raw=published if published_at else None,
        starts_at=starts_at,
        starts_at_raw=raw if starts_at else None,
        status=read_status(" · ".join([title or "", *where])),
        body=words_of(row.get("ML_TypeTitle")),
        attachments=minutes,
        key=f"meeting:{number}" if is_known else None,
        inline_text="\n".join([title or "", *where]).strip() or None,
        inline_media_type="text/plain",
    )
