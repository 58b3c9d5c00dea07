"""BoardDocs (Diligent), mostly of schools: `https://go.boarddocs.com/{state}/{organization}/Board.nsf`.

Endpoints: `/Public` (the shell, which names the committees), `/XML-ActiveMeetings` (whole agendas, by GET),
and by POST `/BD-GetMeetingsList?open` (`current_committee_id=`; JSON), `/BD-GetMeeting?open` (`id=`; a piece
of HTML), `/BD-GetAgenda?open` (its items' names), `/PRINT-AgendaDetailed?open` (with their words) and
`/BD-GetMinutes?open`; how the last two look is not recorded. Each is asked for as given; a bare organization
asks for its shell, and from there for each committee's meetings, or only for those in option `committee`
(ids or names). The shell also sets the cookies that posts are refused without. Meetings link to
`/goto?open&id=`, attachments to `/files/{id}/$file/`.

A list goes back for decades on one page. All its meetings are read; the details, agenda and minutes are
asked for of those from 60 days before the night on.

Traps: `numberdate` is `YYYYMMDD`; the time stands only in the name or in the details, in free words ("will
take place on Monday, August 12, 2019, at 5:30 p.m."), where the next meeting's time may stand too. The list
ends in an empty object. A wrong committee's id gives an empty list, or an empty body, with status 200.
`XML-ActiveMeetings` closes a category that it did not open, so its meetings are read each by itself.
Templates ("Copy of REGULAR BOARD MEETING - MASTER") and yearly archives stand among the meetings.
Cancelled: in the name, "Postponed to February 3, 2026--REGULAR MEETING" too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from parsel import Selector

from spiders.errors import EmptyPage, LayoutChanged, Unreadable
from spiders.page import Ask, Draft, Page
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
)
from spiders.xml_tree import name_of, parse_xml, read_xml, words_of_child
from warehouse.records import Attachment, DocumentKind, Source

NAMES = ("boarddocs",)
OPTIONS = ("committee", "files")

DAYS_BACK = 60
MAX_DETAIL_ASKS = 60
MAX_MEETINGS = 5000
_HEADERS: Mapping[str, str] = {
    "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
    "X-Requested-With": "XMLHttpRequest",
}
_POSTED = re.compile(r"/(?:BD-Get\w+|PRINT-\w+)$", re.IGNORECASE)
_MEETING = re.compile(r"(?=<meeting[\s>])")
_CLOCK_WORDS = re.compile(r"\b(?:\d\d?(?::\d\d)?\s?[ap]\.?\s?m\b\.?|(?:12\s)?noon\b)", re.IGNORECASE)
_ID = re.compile(r"[A-Za-z0-9]{6,40}")


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Ask for the endpoint as written, by POST where it takes no other; for a bare organization's shell."""
    path = urlsplit(source.url).path.rstrip("/")
    if _POSTED.search(path):
        query = parse_qs(urlsplit(source.url).query)
        form = {name: values[0] for name, values in query.items() if name in {"id", "current_committee_id"}}
        if committees := _wanted(source):
            form.setdefault("current_committee_id", committees[0])
        return [_post(source.url, form, role="meetings")]
    base = path.lower().partition("/board.nsf")
    is_bare = base[1] == "" or base[2] in {"", "/"}
    return [Ask(url=f"{_nsf(source.url)}/Public" if is_bare else source.url, role="shell")]


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return what the answer holds: meetings, one meeting, an agenda; or the asks that a shell leads to.

    Raises EmptyPage for a list of no meetings, LayoutChanged for what is no answer of this vendor.
    """
    kind, _, known = ask.role.partition(" ")
    start = page.body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        if kind == "meetings":
            raise EmptyPage(f"{page.url}: an empty answer; no meetings, or no such committee")
        raise Unreadable(f"{page.url}: an empty answer")
    if kind in {"agenda", "minutes"}:
        return [_words(page, ask, json.loads(known))]
    if start[:1] in {b"[", b"{"}:
        return list(_with_details(list(_listed(page, known or None, source)), page, known, source))
    if start.startswith(b"<?xml") or start.startswith(b"<meetings"):
        return _of_xml(page, source)
    if page.selector.css(".meeting-name, .meeting-date"):
        return list(_detailed(page, ask, known, source))
    if page.selector.css(".agendaorder, .category-name, li.item"):
        return [_agenda(page)]
    asks = list(_committees(page, source))
    if not asks:
        raise LayoutChanged(
            f"{page.url}: neither committees nor meetings; give the organization's Public page"
        )
    return asks


def _wanted(source: Source) -> list[str]:
    given = source.options.get("committee")
    return [str(each) for each in (given if isinstance(given, list) else [given]) if each]


def _nsf(url: str) -> str:
    """Return the address of the organization's database."""
    parts = urlsplit(url)
    found = re.search(r"^(.*?/board\.nsf)(?:/|$)", parts.path, re.IGNORECASE)
    path = found[1] if found else f"{parts.path.rstrip('/')}/Board.nsf"
    return f"{parts.scheme}://{parts.netloc}{path}"


def _post(url: str, form: Mapping[str, str], *, role: str, **more: Any) -> Ask:
    return Ask(url=url, method="POST", body=urlencode(form).encode(), headers=_HEADERS, role=role, **more)


def _committees(page: Page, source: Source) -> Iterator[Ask]:
    """Yield the asks for the meetings of each committee that the shell names."""
    named: dict[str, str] = {}
    for node in page.selector.xpath("//*[@committeeid] | //select[@name='committeeid']/option[@value]")[:300]:
        number = (node.root.get("committeeid") or node.root.get("value") or "").strip()
        if _ID.fullmatch(number):
            named[number] = named.get(number) or plain_text(node)
    if not named:
        raise LayoutChanged(
            f"{page.url}: neither committees nor meetings; give the organization's Public page"
        )
    wanted = {each.lower() for each in _wanted(source)}
    if wanted and not wanted & {each.lower() for pair in named.items() for each in pair}:
        told = ", ".join(f"{name} ({number})" for number, name in named.items())[:400]
        raise LayoutChanged(f"{page.url}: no committee is called {', '.join(wanted)}; there are {told}")
    for number, name in named.items():
        if not wanted or number.lower() in wanted or name.lower() in wanted:
            form = {"current_committee_id": number}
            known = json.dumps({"committee": number, "body": name or None}, sort_keys=True)
            yield _post(f"{_nsf(page.url)}/BD-GetMeetingsList?open", form, role=f"meetings {known}")


def _listed(page: Page, known: str | None, source: Source) -> Iterator[Draft]:
    answer = page.json()
    rows = answer if isinstance(answer, list) else [answer]
    rows = [row for row in rows if isinstance(row, dict) and row]
    if not rows:
        raise EmptyPage(f"{page.url}: the list is empty; no meetings, or no such committee")
    meetings = [row for row in rows if row.get("unique") and ("numberdate" in row or "name" in row)]
    if not meetings:
        raise LayoutChanged(f"{page.url}: {len(rows)} rows, none with a meeting's unique and numberdate")
    body = json.loads(known)["body"] if known else None
    seen: set[str] = set()
    for row in meetings:
        number, title = str(row["unique"]), strip_html(words_of(row.get("name")))
        if number in seen or not _ID.fullmatch(number):
            continue
        seen.add(number)
        raw = words_of(row.get("numberdate"))
        yield _meeting(page, number, title, read_local(raw, source.timezone), raw, body, source)


def _meeting(
    page: Page,
    number: str,
    title: str | None,
    day: str | None,
    raw: str | None,
    body: str | None,
    source: Source,
    description: str | None = None,
) -> Draft:
    starts_at, clock_words = _at_its_time(day, title, description, source)
    return Draft(
        kind="meeting",
        url=f"{_nsf(page.url)}/goto?open&id={number}",
        title=title,
        starts_at=starts_at,
        starts_at_raw=f"{raw} {clock_words}" if raw and clock_words else raw,
        status=read_status(title, description),
        body=body,
        key=f"meeting:{number}",
        inline_text="\n".join(words for words in (title, description) if words) or None,
        inline_media_type="text/plain" if title or description else None,
    )


def _at_its_time(
    day: str | None, title: str | None, description: str | None, source: Source
) -> tuple[str | None, str | None]:
    """Return the day with the time that the name or the description says of it, and the words of the time."""
    if day is None or len(day) > 10:
        return day, None
    timed = [each for each in iter_times(description or "", timezone=source.timezone, year=int(day[:4]))
             if each.has_clock]  # fmt: skip
    own = next((each for each in timed if each.iso[:10] == day), None)
    if own is not None and not _CLOCK_WORDS.search(title or ""):
        return own.iso, own.raw
    # A time beside another day is that day's; one without a day is this meeting's.
    for words in (title, None if timed else description):
        said = _CLOCK_WORDS.search(words or "")
        clock = read_clock(said[0]) if said else None
        if said and clock is not None:
            return join_local(date.fromisoformat(day), clock, source.timezone), said[0].strip()
    return day, None


def _with_details(meetings: list[Draft], page: Page, known: str, source: Source) -> Iterator[Draft | Ask]:
    """Yield the meetings in order, the recent and coming ones behind asks for their details."""
    since = (page.today - timedelta(days=DAYS_BACK)).isoformat()
    committee = json.loads(known)["committee"] if known else next(iter(_wanted(source)), None)
    asked = 0
    for meeting in meetings:
        is_recent = (meeting.starts_at or "")[:10] >= since
        if not is_recent or asked >= MAX_DETAIL_ASKS or not source.options.get("files", True):
            yield meeting
            continue
        asked += 1
        form = {"id": (meeting.key or "").partition(":")[2]}
        if committee:
            form["current_committee_id"] = committee
        url = f"{_nsf(page.url)}/BD-GetMeeting?open"
        role = f"meeting {json.dumps({'committee': committee})}"
        yield _post(url, form, role=role, draft=meeting, may_fail=True)


def _detailed(page: Page, ask: Ask, known: str, source: Source) -> Iterator[Draft | Ask]:
    """Yield the meeting of a piece of details, then the asks for its agenda and minutes."""
    selector = page.selector
    title = next((plain_text(node) for node in selector.css(".meeting-name")), None)
    shown = next((plain_text(node) for node in selector.css(".meeting-date")), None)
    description = next((plain_text(node) for node in selector.css(".meeting-description")), None)
    waiting = ask.draft
    number = _own_id(selector) or ((waiting.key or "").partition(":")[2] if waiting else "")
    found = find_time(shown, timezone=source.timezone, today=page.today)
    day = found.iso[:10] if found else None
    meeting = _meeting(page, number, title, day, shown, None, source, description)
    if waiting is not None:
        meeting = replace(
            meeting, url=waiting.url, key=waiting.key, body=waiting.body,
            title=meeting.title or waiting.title, starts_at=meeting.starts_at or waiting.starts_at,
            starts_at_raw=meeting.starts_at_raw or waiting.starts_at_raw,
        )  # fmt: skip
    elif not number:
        meeting = replace(meeting, url=page.requested_url, key=None)
    yield meeting
    if not number or not source.options.get("files", True):
        return
    about = {
        "meeting": number, "title": meeting.title, "body": meeting.body, "status": meeting.status,
        "starts_at": meeting.starts_at, "starts_at_raw": meeting.starts_at_raw,
    }  # fmt: skip
    role = json.dumps(about, sort_keys=True)
    committee = json.loads(known)["committee"] if known else next(iter(_wanted(source)), None)
    form = {"id": number, **({"current_committee_id": committee} if committee else {})}
    for kind, mark, endpoint in (
        ("agenda", "btn-view-agenda", "PRINT-AgendaDetailed"),
        ("minutes", "btn-view-minutes", "BD-GetMinutes"),
    ):
        if selector.xpath("//*[@id=$mark]", mark=mark):
            yield _post(
                f"{_nsf(page.url)}/{endpoint}?open", form, role=f"{kind} {role}",
                parent_key=meeting.key, may_fail=True,
            )  # fmt: skip


def _own_id(selector: Selector) -> str | None:
    for told in selector.xpath("//@data-clipboard-text | //@theurl").getall()[:20]:
        found = re.search(r"[?&]id=([A-Za-z0-9]{6,40})", told)
        if found:
            return found[1]
    given = selector.xpath("//button[@base]/@base").get() or ""
    return given if _ID.fullmatch(given) else None


def _words(page: Page, ask: Ask, known: Mapping[str, Any]) -> Draft:
    """Return the agenda or minutes that were asked for; their words are the answer's."""
    if not plain_text(page.selector):
        raise Unreadable(f"{page.url}: no words in the {ask.role.split(' ')[0]}")
    kind: DocumentKind = "minutes" if ask.role.startswith("minutes ") else "agenda"
    day = f" {known['starts_at'][:10]}" if known["starts_at"] else ""
    return Draft(
        kind=kind,
        url=f"{_nsf(page.url)}/goto?open&id={known['meeting']}",
        title=f"{known['title'] or 'Meeting'} {kind.capitalize()}{day}",
        starts_at=known["starts_at"],
        starts_at_raw=known["starts_at_raw"],
        status=known["status"],
        body=known["body"],
        attachments=_files(page),
        key=f"{kind}:{known['meeting']}",
        parent_key=ask.parent_key,
        inline_text=page.text,
        inline_media_type="text/html",
    )


def _agenda(page: Page) -> Draft:
    """Return the agenda of a source that names only an agenda: whose it is stands nowhere in it."""
    return Draft(
        kind="agenda",
        url=page.requested_url,
        title="Agenda",
        attachments=_files(page),
        key=f"agenda:{page.requested_url}",
        inline_text=page.text,
        inline_media_type="text/html",
    )


def _files(page: Page) -> tuple[Attachment, ...]:
    found = []
    for link in page.selector.xpath("//a[contains(@href, '/$file/') or contains(@href, '/%24file/')]")[:500]:
        url = join_url(page.base, link.root.get("href"))
        words = plain_text(link)
        if url:
            kind = read_kind(words) or "page"
            found.append(Attachment(url=percent_encoded(url), title=words[:300] or None, kind=kind))
    return unique_attachments(found)


def _of_xml(page: Page, source: Source) -> list[Draft | Ask]:
    """Return the meetings of `XML-ActiveMeetings`, each with the names of its agenda's items."""
    pieces = _MEETING.split(page.text)[1:MAX_MEETINGS]
    rows = [row for piece in pieces if (row := parse_xml(piece)) is not None and name_of(row) == "meeting"]
    if not rows:
        root = read_xml(page)
        if name_of(root) == "meetings":
            raise EmptyPage(f"{page.url}: the organization has no active meetings")
        raise LayoutChanged(f"{page.url}: XML of {name_of(root)!r}, not of meetings")
    found: list[Draft | Ask] = []
    seen: set[str] = set()
    for row in rows:
        number = (row.get("id") or "").strip()
        title = words_of_child(row, "name")
        link = join_url(page.base, words_of_child(row, "link"))
        if not (title or link) or number in seen:
            continue
        seen.update({number} - {""})
        start = next((child for child in row if name_of(child) == "start"), None)
        raw = words_of_child(start, "date") if start is not None else None
        told = [words_of_child(start, "time")] if start is not None else []
        description = " ".join(each for each in [*told, words_of_child(row, "description")] if each) or None
        body = (row.get("bodyname") or "").strip() or None
        day = read_local(raw, source.timezone)
        meeting = _meeting(page, number, title, day, raw, body, source, description)
        words = "\n".join([meeting.inline_text or "", *_items(row)]).strip()
        key = meeting.key if number else None
        found.append(replace(meeting, url=link or meeting.url, key=key, inline_text=words or None))
    if not found:
        raise LayoutChanged(f"{page.url}: {len(rows)} meetings, none with a name or link")
    return found


def _items(row: Any) -> Iterator[str]:
    for each in row.iter():
        if name_of(each) in {"category", "item"}:
            told = (words_of_child(each, name) for name in ("name", "actiontype", "recommendedaction"))
            yield " · ".join(words for words in told if words)
