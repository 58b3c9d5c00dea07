"""CivicWeb, now Diligent Community: `{tenant}.civicweb.net`, `{tenant}.community.highbond.com`,
`{tenant}.diligent.community`, `{tenant}.community.diligentoneplatform.com`.

Endpoints: `/Services/MeetingsService.svc/meetings?from=&to=` (JSON, the whole period in one answer),
`/Services/MeetingsService.svc/meetings/{id}/meetingDocuments` and `/meetingData` (JSON),
`/Portal/MeetingTypeList.aspx` (bodies with their last meetings), `/Portal/MeetingInformation.aspx?Id=` (one
body's meetings as buttons); each as given. A bare tenant's home page is asked for first, since tenants are
moved to other hosts by redirect, and then the meetings around the night; so is any page of the portal that
holds no meetings itself, such as the calendar, which is filled by script. A folder of documents
(`/filepro/documents/{id}`, not recorded) is read as a listing. Files: `/document/{id}`, PDF with
`?printPdf=true`.

A published meeting's documents are asked for, and its draft waits for them: `DocumentType` 1 is the agenda
as HTML (inside the JSON), 4 as PDF, 9 and 10 the minutes, 53 and 55 those adopted; those of closed sessions
and pages not public are left out, as is the PDF of what came as HTML. `Type` is 1 for agendas, 2 for minutes.

Traps: times are local; midnight or an empty `MeetingTime` means a day without a time. The date in a name may
be another than `MeetingDateTime` (a moved meeting keeps its name): the field is believed. JSON may arrive as
a string that holds JSON. A title linked above its list of meetings is the body's newest meeting once more.
`IsPublic` is false of the PDFs that the portal itself offers for printing, so only of HTML it is believed.
`Published: false` is a meeting on the calendar without an agenda. Cancelled: "CANCELLED - " ahead of the
name, or only in capitals on the agenda's cover.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from parsel import Selector

from spiders.errors import EmptyPage, LayoutChanged
from spiders.linked_files import ask_for_files, is_file_ask, read_linked_file
from spiders.page import Ask, Draft, Page
from spiders.platforms.listing import parse as parse_listing
from spiders.structured import words_of
from spiders.times import find_time, iter_times, join_local, read_clock, read_local
from spiders.wording import (
    join_url,
    percent_encoded,
    plain_text,
    read_kind,
    read_status,
    strip_html,
    unique_attachments,
    whole_characters,
)
from warehouse.records import Attachment, DocumentKind, Source

NAMES = ("civicweb",)
OPTIONS = ("files",)

DAYS_BACK, DAYS_AHEAD = 60, 365
# Of one listing, the documents of so many meetings are asked for, those nearest to the night.
MAX_DOCUMENT_ASKS = 100
_SERVICE = "/Services/MeetingsService.svc/meetings"
_AS_HTML = frozenset({1, 2, 9, 49, 55})
_AS_PDF = frozenset({4, 10, 53})
_OF_MINUTES = frozenset({9, 10, 49, 53, 55})
_CLOSED = frozenset({5, 6, 8, 11, 12, 51, 54, 56})
_WORDS_OF_COVER = 1500


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Ask for the page or service as written; a bare tenant's home page leads to its meetings."""
    parts = urlsplit(source.url)
    is_bare = parts.path.rstrip("/").lower() in {"", "/portal", "/portal/default.aspx"} and not parts.query
    return [Ask(url=source.url, role="home" if is_bare else "meetings")]


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return meetings, each behind an ask for its documents where it has any; or a meeting's documents.

    Raises EmptyPage where none are listed, LayoutChanged for what is no page or answer of this vendor.
    """
    if is_file_ask(ask):
        return [read_linked_file(page, ask)]
    if "/filepro/" in page.url.lower() or ask.role == "article":
        return parse_listing(page, ask, source)
    start = page.body[:400].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in {b"[", b"{", b'"'}:
        return _read_json(page, ask, source)
    meetings = list(_linked_meetings(page, source)) or list(_meetings_of_buttons(page, source))
    if meetings:
        return list(_with_documents([(each, True) for each in meetings], page, source))
    if page.selector.xpath("//a[contains(@href, '/Portal/MeetingTypeList.aspx')]"):
        if "/meetingtypelist.aspx" in page.url.lower():
            raise EmptyPage(f"{page.url}: the bodies listed have no meetings")
        return [Ask(url=_service_around(page), role="meetings")]
    raise LayoutChanged(f"{page.url}: is no page of a CivicWeb portal; look for the tenant's new address")


def _service_around(page: Page) -> str:
    since, until = page.today - timedelta(days=DAYS_BACK), page.today + timedelta(days=DAYS_AHEAD)
    return f"{_origin(page)}{_SERVICE}?from={since}&to={until}"


def _origin(page: Page) -> str:
    parts = urlsplit(page.url)
    return f"{parts.scheme}://{parts.netloc}"


def _read_json(page: Page, ask: Ask, source: Source) -> list[Draft | Ask]:
    answer = page.json()
    if isinstance(answer, str):
        try:
            answer = json.loads(answer)
        except (ValueError, RecursionError) as error:
            raise LayoutChanged(f"{page.url}: a string that holds no JSON") from error
    rows: Any = answer
    if isinstance(answer, dict):
        lists = (answer[name] for name in ("Documents", "Meetings", "d", "value") if name in answer)
        rows = next(lists, [answer])
    if not isinstance(rows, list):
        raise LayoutChanged(f"{page.url}: JSON without a list of meetings or documents")
    rows = [row for row in rows if isinstance(row, dict)]
    if not rows:
        if ask.draft is not None:
            return [ask.draft]
        raise EmptyPage(f"{page.url}: the service answers with zero rows")
    if any("DocumentType" in row for row in rows):
        return list(_documents(rows, page, ask, source))
    meetings = [
        (meeting, row.get("Published") is not False)
        for row in rows
        if (meeting := _meeting(row, page, source)) is not None
    ]
    if not meetings:
        raise LayoutChanged(f"{page.url}: {len(rows)} rows, none with a meeting's name and id")
    return list(_with_documents(meetings, page, source))


def _meeting(row: Mapping[str, Any], page: Page, source: Source) -> Draft | None:
    title, number = words_of(row.get("Name")) or words_of(row.get("CleanName")), row.get("Id")
    if title is None or isinstance(number, bool) or not isinstance(number, int | str):
        return None
    starts_at, raw = _time(row, title, page, source)
    where = words_of(row.get("MeetingLocation")) or words_of(row.get("Location"))
    return Draft(
        kind="meeting",
        url=_address(page, number),
        title=title,
        starts_at=starts_at,
        starts_at_raw=raw,
        status=read_status(title, where),
        body=words_of(row.get("MeetingTypeName")) or _without_date(title, source),
        key=f"meeting:{number}",
        inline_text="\n".join(words for words in (title, where) if words),
        inline_media_type="text/plain",
    )


def _address(page: Page, number: object) -> str:
    return f"{_origin(page)}/Portal/MeetingInformation.aspx?Org=Cal&Id={number}"


def _time(row: Mapping[str, Any], title: str, page: Page, source: Source) -> tuple[str | None, str | None]:
    clock_words = words_of(row.get("MeetingTime")) or words_of(row.get("Time"))
    for name in ("MeetingDateTime", "MeetingDate", "FormattedMeetingDate"):
        raw = words_of(row.get(name))
        iso = read_local(raw, source.timezone)
        if raw is None or iso is None:
            continue
        clock = read_clock(clock_words)
        if len(iso) == 10 and clock is not None and clock.hour + clock.minute:
            day = date.fromisoformat(iso)
            return join_local(day, clock, source.timezone), f"{raw} {clock_words}"
        return (iso[:10] if iso[10:16] == "T00:00" else iso), raw
    named = find_time(title, timezone=source.timezone, today=page.today)
    if named is None:
        return None, None
    clock = read_clock(clock_words)
    if clock is None or named.has_clock:
        return named.iso, named.raw
    return join_local(named.day, clock, source.timezone), f"{named.raw} {clock_words}"


def _without_date(title: str, source: Source) -> str | None:
    """Return what meets, from a name such as "CANCELLED - Planning & Zoning - Oct 22 2024"."""
    found = find_time(title, timezone=source.timezone)
    words = title[: found.start] if found and found.start > 3 else title
    words = re.sub(r"\b(?:cancel\w*|postponed|re-?scheduled)\b|\([^)]*\)", "", words, flags=re.IGNORECASE)
    return words.strip(" -–—:*") or None


def _with_documents(meetings: list[tuple[Draft, bool]], page: Page, source: Source) -> Iterator[Draft | Ask]:
    """Yield the meetings in order, those with documents behind the asks for them."""
    seen: set[str | None] = set()
    meetings = [each for each in meetings if each[0].key not in seen and not seen.add(each[0].key)]  # type: ignore[func-returns-value]
    wanted = [draft for draft, has_documents in meetings if has_documents]
    wanted = sorted(wanted, key=lambda draft: _days_from(page.today, draft))[:MAX_DOCUMENT_ASKS]
    keys = {draft.key for draft in wanted} if source.options.get("files", True) else set()
    for draft, _ in meetings:
        if draft.key not in keys:
            yield draft
            continue
        number = (draft.key or "").rpartition(":")[2]
        url = f"{_origin(page)}{_SERVICE}/{number}/meetingDocuments"
        yield Ask(url=url, role="documents", draft=draft, may_fail=True)


def _days_from(today: date, draft: Draft) -> int:
    return abs((date.fromisoformat(draft.starts_at[:10]) - today).days) if draft.starts_at else 10_000


def _linked_meetings(page: Page, source: Source) -> Iterator[Draft]:
    """Yield the meetings that a page links by name; a body's heading that links its newest is none."""
    for link in page.selector.xpath("//a[contains(@href, 'eetingInformation.aspx')]")[:3000]:
        url = join_url(page.base, link.root.get("href"))
        number = _id_of(url)
        title = plain_text(link) or link.root.get("title", "").strip()
        if number is None or not title or link.xpath("ancestor::h1 | ancestor::h2 | ancestor::nav"):
            continue
        heading = link.xpath("ancestor::*[.//h2][1]//h2[1]")
        found = find_time(title, timezone=source.timezone, today=page.today)
        yield Draft(
            kind="meeting",
            url=_address(page, number),
            title=title[:500],
            starts_at=found.iso if found else None,
            starts_at_raw=found.raw if found else None,
            status=read_status(title),
            body=(plain_text(heading[0])[:200] if heading else None) or _without_date(title, source),
            key=f"meeting:{number}",
            inline_text=title,
            inline_media_type="text/plain",
        )


def _id_of(url: str | None) -> str | None:
    query = parse_qs(urlsplit(url).query) if url else {}
    number = next((values[0] for name, values in query.items() if name.lower() == "id"), "")
    return number if re.fullmatch(r"\d{1,12}", number) else None


def _meetings_of_buttons(page: Page, source: Source) -> Iterator[Draft]:
    """Yield the meetings of a body's own page: buttons with a date and a name, the number in their script."""
    body = plain_text(heads[0]) if (heads := page.selector.css("#meeting-type-title")) else None
    for button in page.selector.xpath("//button[contains(@onclick, 'meetingClick')]")[:3000]:
        number = re.search(r"meetingClick\(\s*this\s*,\s*(\d{1,12})", button.root.get("onclick", ""))
        words = [plain_text(part) for part in button.xpath("./*")] or [plain_text(button)]
        found = find_time(" ".join(words), timezone=source.timezone, today=page.today)
        names = [each for each in words if each and not (found and each == found.raw)]
        if number is None or not names:
            continue
        yield Draft(
            kind="meeting",
            url=_address(page, number[1]),
            title=names[-1][:500],
            starts_at=found.iso if found else None,
            starts_at_raw=found.raw if found else None,
            status=read_status(names[-1]),
            body=body or _without_date(names[-1], source),
            key=f"meeting:{number[1]}",
            inline_text=" ".join(words),
            inline_media_type="text/plain",
        )


def _documents(rows: list[dict[str, Any]], page: Page, ask: Ask, source: Source) -> Iterator[Draft | Ask]:
    """Yield the waiting meeting with its files and status, then its documents and asks for its PDFs."""
    told = [row for row in rows if _is_open(row)]
    if not told and ask.draft is None:
        raise EmptyPage(f"{page.url}: none of {len(rows)} documents is public")
    drafts = [_document(row, page, ask, source) for row in told]
    in_html = {draft.kind for draft, row in zip(drafts, told, strict=True) if draft.inline_text}
    kept = [
        (draft, row)
        for draft, row in zip(drafts, told, strict=True)
        if draft.inline_text or draft.kind not in in_html
    ]
    if ask.draft is not None:
        files = (
            Attachment(url=draft.url, title=draft.kind.capitalize(), kind=draft.kind) for draft, _ in kept
        )
        status = ask.draft.status or next((draft.status for draft, _ in kept if draft.status), None)
        filled = _with_clock(ask.draft, told, source)
        yield replace(filled, attachments=unique_attachments(files), status=status)
    for draft, _ in kept:
        if draft.inline_text:
            yield draft
        else:
            parent = ask.draft or draft
            file = Attachment(url=draft.url, title=draft.kind.capitalize(), kind=draft.kind)
            for file_ask in ask_for_files([file], parent):
                yield file_ask if ask.draft else replace(file_ask, parent_key=None)


def _with_clock(meeting: Draft, rows: list[dict[str, Any]], source: Source) -> Draft:
    """Return a meeting of which only the day is known with the time that its agenda says of that day."""
    if meeting.starts_at is None or len(meeting.starts_at) > 10:
        return meeting
    for row in rows:
        for found in iter_times(_first_words(row), timezone=source.timezone):
            if found.iso[:10] == meeting.starts_at and found.has_clock and found.has_year:
                return replace(meeting, starts_at=found.iso, starts_at_raw=found.raw)
    return meeting


def _first_words(row: Mapping[str, Any]) -> str:
    """Return what a document's cover says, and the words that its page begins with."""
    cover, markup = row.get("AgendaCover"), row.get("Html")
    words = strip_html(cover) if isinstance(cover, str) else None
    head = strip_html(markup[:50_000]) if isinstance(markup, str) else None
    return f"{words or ''} {(head or '')[:_WORDS_OF_COVER]}"


def _type_of(row: Mapping[str, Any]) -> int:
    """Return a document's type; 0 where it is no number."""
    given = row.get("DocumentType")
    return given if isinstance(given, int) else 0


def _is_open(row: Mapping[str, Any]) -> bool:
    kind, number = _type_of(row), row.get("Id")
    is_shown = row.get("IsPublic") is not False or kind in _AS_PDF
    return is_shown and kind not in _CLOSED and isinstance(number, int) and not isinstance(number, bool)


def _document(row: Mapping[str, Any], page: Page, ask: Ask, source: Source) -> Draft:
    name = words_of(row.get("Name"))
    is_minutes = _type_of(row) in _OF_MINUTES or row.get("Type") == 2
    kind: DocumentKind = "minutes" if is_minutes else "agenda"
    markup = row.get("Html") if isinstance(row.get("Html"), str) else None
    markup = markup if markup and (strip_html(markup[:200_000]) or "") else None
    found = find_time(name, timezone=source.timezone, today=page.today)
    starts_at = ask.draft.starts_at if ask.draft else found.iso if found else None
    raw = ask.draft.starts_at_raw if ask.draft else found.raw if found else None
    number = row["Id"]
    as_pdf = "" if _type_of(row) in _AS_HTML else "?printPdf=true"
    return Draft(
        kind=kind,
        url=f"{_origin(page)}/document/{number}{as_pdf}",
        title=f"{name} {kind.capitalize()}" if ask.draft and name else name or kind.capitalize(),
        starts_at=starts_at,
        starts_at_raw=raw,
        status=read_status(name, _first_words(row)),
        body=ask.draft.body if ask.draft else _without_date(name, source) if name else None,
        attachments=unique_attachments(_linked_in(markup, page)) if markup else (),
        key=f"document:{number}",
        parent_key=ask.draft.key if ask.draft else None,
        inline_text=markup,
        inline_media_type="text/html" if markup else None,
    )


def _linked_in(markup: str, page: Page) -> Iterator[Attachment]:
    """Yield the staff reports that an agenda links."""
    tree = Selector(text=whole_characters(markup[:5_000_000]), type="html")
    for link in tree.xpath("//a[contains(@href, '/document/')]")[:300]:
        url = join_url(page.base, link.root.get("href"))
        words = plain_text(link)
        if url:
            yield Attachment(
                url=percent_encoded(url), title=words[:300] or None, kind=read_kind(words) or "page"
            )
