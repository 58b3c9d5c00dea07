"""PrimeGov (Granicus): `{tenant}.primegov.com/api/v2/PublicPortal/ListUpcomingMeetings` and its archive.

Endpoints: `ListUpcomingMeetings`, `ListArchivedMeetings?year=YYYY`, as written; `/public/portal` is fetched
and, since a script fills it, leads to both; a bare tenant asks for both at once. A meeting's page
`/Portal/Meeting?meetingTemplateId=` is one document.

Times: `dateTime` is local wall time without a zone; answers of 2021-22 lack it and hold `date` ("Jul 25,
2022") and `time` ("11:00 AM"). Midnight stands for a day without a time.

Files: by `templateId`, not by the document's `id`, which is another with each publication:
`/Public/CompiledDocument?meetingTemplateId={templateId}&compileOutputType=1` is the PDF, type 3 the page
`/Portal/Meeting?meetingTemplateId={templateId}`; a `link` leads elsewhere. Names vary ("HTML Packet", "HTML
Special Agenda"), so they are matched by words. A page is followed only where the same is not out as PDF.

Traps: the title may say only "Meeting Notice". There is no name of the body, only `committeeId`: the title
without the meeting's kind stands for it. `videoUrl` may lack its scheme and is left out.
Cancelled: in the title ("- Cancelled") or by a document "Notice of Cancellation".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from spiders.errors import EmptyPage, LayoutChanged
from spiders.linked_files import MAX_FILES, ask_for_files, is_file_ask, read_linked_file
from spiders.meeting_rows import body_of, find_start, pieces_of, status_with_files
from spiders.page import Ask, Draft, Page
from spiders.row_layouts import words_in
from spiders.rows import content_of
from spiders.structured import words_of
from spiders.times import find_time, read_local
from spiders.wording import join_url, plain_text, read_kind, read_status, unique_attachments
from warehouse.records import Attachment, Source

NAMES = ("primegov",)
OPTIONS = ("files",)

_API = "/api/v2/PublicPortal"
_COMPILED = "/Public/CompiledDocument"
_HTML = 3
_TITLES = ("title", "meetingTypeTitle", "meetingTitle", "name")
_TIMES = ("dateTime", "meetingDateTime", "date", "meetingDate")


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Ask for the endpoint or page as written; for a bare tenant, for coming meetings and this year's."""
    if urlsplit(source.url).path.strip("/"):
        return [Ask(url=source.url, role="meetings")]
    return list(_lists(source.url, night))


def _lists(url: str, night: date) -> Iterator[Ask]:
    parts = urlsplit(url)
    base = f"{parts.scheme}://{parts.netloc}{_API}"
    yield Ask(url=f"{base}/ListUpcomingMeetings", role="meetings")
    yield Ask(url=f"{base}/ListArchivedMeetings?year={night.year}", role="meetings")


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return the meetings and asks for their files; for the portal's page, asks for its lists.

    Raises EmptyPage for zero meetings, LayoutChanged for what is neither a list nor the vendor's page.
    """
    if is_file_ask(ask):
        return [read_linked_file(page, ask)]
    if page.body.lstrip()[:1] == b"<":
        return _read_page(page, source)
    answer = page.json()
    rows = answer if isinstance(answer, list) else _inner_list(answer)
    if rows is None:
        raise LayoutChanged(f"{page.url}: JSON without a list of meetings")
    if not rows:
        raise EmptyPage(f"{page.url}: the API answers with zero meetings")
    meetings = [row for row in rows if isinstance(row, dict) and _first(row, _TITLES) and _first(row, _TIMES)]
    if not meetings:
        raise LayoutChanged(f"{page.url}: {len(rows)} rows, none with a title and a date")
    found = [_meeting(row, page, source) for row in meetings]
    return list(_with_files(found, source))


def _inner_list(answer: object) -> list[Any] | None:
    if isinstance(answer, dict):
        return next((value for value in answer.values() if isinstance(value, list)), None)
    return None


def _first(row: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    return next((words for name in names if (words := words_of(row.get(name)))), None)


def _meeting(row: Mapping[str, Any], page: Page, source: Source) -> Draft:
    title = _first(row, _TITLES)
    starts_at, raw = _start(row, source)
    files = unique_attachments(_files(row, page))
    number = row.get("id")
    parts = urlsplit(page.url)
    own_page = next(
        (file.url for file in files if _is_page(file) and file.kind in {"agenda", "packet"}), None
    )
    return Draft(
        kind="meeting",
        url=own_page or f"{parts.scheme}://{parts.netloc}/public/portal",
        title=title,
        starts_at=starts_at,
        starts_at_raw=raw,
        status=status_with_files(title, None, files),
        body=body_of(title),
        attachments=files,
        key=f"meeting:{number}" if isinstance(number, int | str) else None,
        inline_text="\n".join(
            words
            for words in (title, raw, words_of(row.get("location")), *(file.title for file in files))
            if words
        ),
        inline_media_type="text/plain",
    )


def _start(row: Mapping[str, Any], source: Source) -> tuple[str | None, str | None]:
    """Return when a meeting starts and the words that say so."""
    day, clock = _first(row, _TIMES[2:]), words_of(row.get("time"))
    for machine in (_first(row, _TIMES[:2]), day):
        found = read_local(machine, source.timezone) if machine and machine[:4].isdigit() else None
        if found and len(found) > 10 and found[11:16] == "00:00":
            said = find_time(f"{found[:10]} {clock or ''}", timezone=source.timezone)
            found = said.iso if said and said.iso[11:16] != "00:00" else found[:10]
        if found:
            return found, machine
    words = " ".join(each for each in (day, clock) if each)
    said = find_time(words, timezone=source.timezone)
    return (said.iso, words) if said else (None, words or None)


def _is_page(file: Attachment) -> bool:
    return "/portal/meeting?" in file.url.lower()


def _files(row: Mapping[str, Any], page: Page) -> Iterator[Attachment]:
    parts = urlsplit(page.url)
    base = f"{parts.scheme}://{parts.netloc}"
    documents = row.get("documentList", row.get("documents"))
    for each in documents if isinstance(documents, list) else ():
        if not isinstance(each, dict):
            continue
        name = words_of(each.get("templateName")) or words_of(each.get("name"))
        template, output = str(each.get("templateId")), each.get("compileOutputType")
        url = join_url(page.base, each.get("link")) if isinstance(each.get("link"), str) else None
        if url is None and re.fullmatch(r"[\w-]{1,40}", template) and template != "None":
            asked = f"meetingTemplateId={template}"
            is_page = output == _HTML
            url = (
                f"{base}/Portal/Meeting?{asked}"
                if is_page
                else f"{base}{_COMPILED}?{asked}&compileOutputType=1"
            )
        if url is not None and len(url) < 2000:
            yield Attachment(url=url, title=name, kind=read_kind(name) or "page")


def _with_files(meetings: Iterable[Draft], source: Source) -> Iterator[Draft | Ask]:
    asked, seen = 0, set[str | None]()
    for meeting in meetings:
        if meeting.key is not None and meeting.key in seen:
            continue
        seen.add(meeting.key)
        yield meeting
        if not source.options.get("files", True):
            continue
        printed = {file.kind for file in meeting.attachments if not _is_page(file)}
        wanted = [file for file in meeting.attachments if not (_is_page(file) and file.kind in printed)]
        for ask in ask_for_files(wanted, meeting):
            if asked < MAX_FILES:
                asked += 1
                yield ask


def _read_page(page: Page, source: Source) -> Iterable[Draft | Ask]:
    """Return the portal's lists as asks, or a meeting's own page as its agenda."""
    path = urlsplit(page.url).path.lower()
    content = content_of(page.selector)
    if "/portal/meeting" in path and len(words_in(content)) > 100:
        return [_read_meeting_page(page, source)]
    if not re.search(r"primegov", page.text, re.IGNORECASE):
        raise LayoutChanged(f"{page.url}: not a PrimeGov page; the tenant may have changed vendor")
    return list(_lists(page.url, page.today))


def _read_meeting_page(page: Page, source: Source) -> Draft:
    names = [plain_text(node) for node in page.selector.xpath("//h1 | //h2 | //title")[:8]]
    title = next((name for name in names if len(name) > 4 and "primegov" not in name.lower()), source.title)
    pieces = [piece for body in page.selector.xpath("//body") for piece in pieces_of(body)]
    found = find_start(pieces, timezone=source.timezone, today=page.today)
    return Draft(
        kind=read_kind(title) or "agenda",
        url=page.requested_url,
        title=title,
        starts_at=found.iso if found else None,
        starts_at_raw=found.raw if found else None,
        status=read_status(title),
        body=body_of(title),
        key=f"file:{page.requested_url}",
    )
