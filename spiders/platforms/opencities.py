"""Granicus OpenCities (Seamless), the system of whole city sites: calendars, meetings, news, directories.

Endpoints:
- a page with a calendar (`data-entity-id`, `data-entity-type`): its calendars are asked for at
  `/ocapi/calendars/getcalendars/{id}/{type}`, their events by a JSON post to
  `/ocapi/calendars/getcalendaritems` (`LanguageCode`, `Ids`, `StartDate`, `EndDate`; one year a request,
  longer ranges answer nothing). With option `calendars: [id, ...]` they are asked for at once.
  `/ocapi/get/contentinfo` adds an event's page, place and `IsCancelled`; it is asked for events from 30 days
  before the night on.
- a page of agendas and minutes: an accordion whose rows (`.accordion-list-item-container`, `a[data-cvid]`,
  `.minutes-date`, `.meeting-type`) are meetings; the files behind come as HTML in JSON from
  `/OCServiceHandler.axd?url=ocsvc/Public/meetings/documentrenderer&cvid=`.
- every other page (news, events, one event with its dates) as a listing, with the options of `listing`.

Traps: an item's `DateTime` is American (`3/2/2026 5:00:00 PM`), the `Date` above it is day first; midnight
means no time; all dates of a recurring event have one `Id`; `MainContentId` may be all zeros. A row "No
Meetings" says that nothing meets on that day. Cancelled: `IsCancelled`, or in the name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from parsel import Selector

from spiders.errors import EmptyPage, LayoutChanged
from spiders.linked_files import MAX_FILES, ask_for_files, is_file_ask, read_linked_file
from spiders.meeting_rows import (
    body_of,
    find_start,
    find_title,
    links_of,
    number_keys,
    pieces_of,
    status_with_files,
)
from spiders.page import Ask, Draft, Page
from spiders.platforms.listing import OPTIONS as LISTING_OPTIONS
from spiders.platforms.listing import parse as parse_listing
from spiders.structured import words_of
from spiders.times import find_time, join_local, read_clock
from spiders.wording import is_file_link, join_url, plain_text, read_kind, read_status, strip_html
from warehouse.records import Attachment, Source

NAMES = ("opencities",)
OPTIONS = ("calendars", *LISTING_OPTIONS)

DAYS_BACK = 30
MAX_CALENDARS, MAX_ITEMS, MAX_FOLLOWED = 60, 5000, 100
MAX_CHARS = 20_000

_ITEMS_PATH, _INFO_PATH = "/ocapi/calendars/getcalendaritems", "/ocapi/get/contentinfo"
_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_MEETING_ROWS = (
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' accordion-list-item-container ')"
    " or self::article][descendant-or-self::a[@data-cvid]][not(descendant::article[.//a[@data-cvid]])]"
)
_BODY = re.compile(
    r"\b(?:council|commission(?:ers)?|committee|board|authority|trustees|court|agency)\b", re.IGNORECASE
)
_NOTHING_MEETS = re.compile(r"^\W*no\s+(?:\w+\s+)?meetings?\W*$", re.IGNORECASE)
_PLACES = ("Venue", "Street", "Suburb", "City", "Formatted")


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Ask for the page as written; with `calendars` for their events of the years around the night."""
    given = source.options.get("calendars")
    ids = [str(each) for each in given if _GUID.fullmatch(str(each))] if isinstance(given, list) else []
    if ids:
        return list(_ask_for_items(source.url, dict.fromkeys(ids, ""), night))
    return [Ask(url=source.url, role="page")]


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return events, meetings or a listing's rows by what the page is, and asks for what stands behind.

    Raises EmptyPage for a calendar without events, LayoutChanged for answers of another form.
    """
    if is_file_ask(ask):
        return [read_linked_file(page, ask)]
    if page.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return _answer(page, ask, source)
    if ask.draft is not None and ask.role in {"event", "meeting"}:
        raise LayoutChanged(f"{page.url}: a page where JSON was expected")
    if ask.draft is None and ask.role == "page":
        widget = _widget(page)
        if widget is not None:
            return [Ask(url=widget, role="calendars")]
        rows = page.selector.xpath(_MEETING_ROWS)[:MAX_ITEMS]
        if rows:
            return list(_meetings(rows, page, source))
        ask = replace(ask, role="listing 1")
    return parse_listing(page, ask, source)


def _answer(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    answer = page.json()
    if not isinstance(answer, dict) or answer.get("success") is False:
        raise LayoutChanged(f"{page.url}: the site's interface answers without success; look at its page")
    if ask.draft is not None:
        markup = answer.get("html")
        if isinstance(markup, str):
            return list(_with_files(_with_documents(ask.draft, markup, page, source), source))
        return list(_with_files(_with_info(ask.draft, answer.get("data"), page), source))
    given = answer.get("data")
    rows = [row for row in given if isinstance(row, dict)] if isinstance(given, list) else []
    if ask.role == "calendars":
        labels = {
            str(row["Id"]): words_of(row.get("Label") or row.get("Name")) or ""
            for row in rows[:MAX_CALENDARS]
            if _GUID.fullmatch(str(row.get("Id")))
        }
        if not labels:
            raise LayoutChanged(f"{page.url}: names no calendars; give `options: calendars:`")
        return list(_ask_for_items(page.url, labels, page.today))
    if not rows:
        raise EmptyPage(f"{page.url}: the calendar answers with zero days")
    return list(_followed(_events(rows, page, ask, source), page, source))


# Calendars


def _widget(page: Page) -> str | None:
    """Return the address of a calendar widget's calendars; None on a page without one."""
    for node in page.selector.xpath("//*[@data-entity-id][@data-entity-type]")[:20]:
        entity, kind = node.root.get("data-entity-id", ""), node.root.get("data-entity-type", "")
        if _GUID.fullmatch(entity) and re.fullmatch(r"\w{0,40}calendar\w{0,40}", kind, re.IGNORECASE):
            return join_url(page.url, f"/ocapi/calendars/getcalendars/{entity}/{kind}")
    return None


def _ask_for_items(url: str, labels: Mapping[str, str], night: date) -> Iterator[Ask]:
    address = join_url(url, _ITEMS_PATH) or url
    first, last = night - timedelta(days=DAYS_BACK), night + timedelta(days=365)
    known = {each: label[:200] for each, label in labels.items() if label}
    for year in range(first.year, last.year + 1):
        payload = {
            "LanguageCode": "en-US",
            "Ids": list(labels),
            "StartDate": max(first, date(year, 1, 1)).isoformat(),
            "EndDate": min(last, date(year, 12, 31)).isoformat(),
        }
        yield Ask(
            url=address,
            method="POST",
            body=json.dumps(payload).encode(),
            headers={"Content-Type": "application/json; charset=utf-8"},
            role=f"items {json.dumps(known, sort_keys=True)}" if known else "items",
            # Next year's calendar is empty until it is made.
            may_fail=year > night.year,
        )


def _events(rows: list[dict[str, Any]], page: Page, ask: Ask, source: Source) -> Iterator[tuple[Draft, str]]:
    """Yield the events, each with the address that tells more of it."""
    _, _, known = ask.role.partition(" ")
    labels = json.loads(known) if known.startswith("{") else {}
    count = 0
    for day in rows:
        for item in day.get("Items") or () if isinstance(day.get("Items"), list) else ():
            count += 1
            if isinstance(item, dict) and count <= MAX_ITEMS:
                draft = _event(item, page, labels, source)
                if draft is not None:
                    yield draft, _info_address(item, page)


def _event(item: dict[str, Any], page: Page, labels: dict[str, str], source: Source) -> Draft | None:
    name, raw = strip_html(words_of(item.get("Name"))), words_of(item.get("DateTime"))
    found = find_time(raw, timezone=source.timezone)
    if not name or found is None:
        return None
    starts_at = found.iso[:10] if found.iso[10:16] == "T00:00" else found.iso
    body = labels.get(str(item.get("CalendarId"))) or body_of(name)
    return Draft(
        kind="meeting",
        url=_info_address(item, page) if "/ocapi/" in source.url else source.url,
        title=name[:500],
        starts_at=starts_at,
        starts_at_raw=raw,
        status="cancelled" if _NOTHING_MEETS.match(name) else read_status(name),
        body=body,
        key=f"event:{item.get('Id')}:{starts_at[:10]}",
        inline_text=f"{name}\n{raw}",
        inline_media_type="text/plain",
    )


def _info_address(item: Mapping[str, Any], page: Page) -> str:
    asked = {
        "calendarId": str(item.get("CalendarId") or "")[:100],
        "contentId": str(item.get("Id") or "")[:100],
        "language": "en-US",
        "currentDateTime": str(item.get("DateTime") or "")[:100],
        "mainContentId": str(item.get("MainContentId") or "")[:100],
    }
    return f"{join_url(page.url, _INFO_PATH)}?{urlencode(asked)}"


def _followed(found: Iterable[tuple[Draft, str]], page: Page, source: Source) -> Iterator[Draft | Ask]:
    """Yield the events, the recent and coming ones behind an ask for their page, place and cancellation."""
    events = list(found)
    if not events:
        raise LayoutChanged(f"{page.url}: days without an item that has a name and a time")
    since = (page.today - timedelta(days=DAYS_BACK)).isoformat()
    asked = 0
    for event, (_, address) in zip(number_keys(event for event, _ in events), events, strict=True):
        is_wanted = (event.starts_at or "")[:10] >= since and source.options.get("follow", True)
        if is_wanted and asked < MAX_FOLLOWED:
            asked += 1
            yield Ask(url=address, role="event", draft=event, may_fail=True)
        else:
            yield event


def _with_info(draft: Draft, data: object, page: Page) -> Draft:
    """Return an event with its own page's address, its place and whether it is cancelled."""
    if not isinstance(data, dict):
        return draft
    link = join_url(page.base, words_of(data.get("Link")))
    markup = data.get("Description")
    description = strip_html(markup) if isinstance(markup, str) else None
    address = data.get("Address")
    place = words_of(address)
    if isinstance(address, dict):
        place = ", ".join(dict.fromkeys(words for name in _PLACES if (words := words_of(address.get(name)))))
    files = _files(Selector(text=markup, type="html"), page) if description and "<a" in str(markup) else ()
    said = (draft.title, draft.starts_at_raw, place, description)
    is_cancelled = data.get("IsCancelled") in (True, "true", "True", 1)
    return replace(
        draft,
        url=link or draft.url,
        status="cancelled" if is_cancelled else draft.status or read_status(draft.title, description),
        attachments=tuple(files) or draft.attachments,
        inline_text="\n".join(words for words in said if words)[:MAX_CHARS],
    )


# Agendas and minutes


def _meetings(rows: Iterable[Selector], page: Page, source: Source) -> Iterator[Draft | Ask]:
    drafts = [draft for row in rows if (draft := _meeting(row, page, source)) is not None]
    if not drafts:
        raise LayoutChanged(f"{page.url}: an accordion of meetings, none with a day; look at the page")
    since = (page.today - timedelta(days=2 * DAYS_BACK)).isoformat()
    asked = 0
    for draft in number_keys(drafts):
        is_wanted = (draft.starts_at or "")[:10] >= since and source.options.get("files", True)
        if is_wanted and asked < MAX_FOLLOWED and "documentrenderer" in draft.url:
            asked += 1
            # The meeting's own address is the list's; the vendor's serves a fragment to scripts only.
            own = replace(draft, url=page.requested_url)
            yield Ask(url=draft.url, role="meeting", draft=own, may_fail=True)
        else:
            yield replace(draft, url=page.requested_url)


def _meeting(row: Selector, page: Page, source: Source) -> Draft | None:
    known = {"timezone": source.timezone, "today": page.today}
    pieces = pieces_of(row)
    dated = row.xpath(".//*[contains(@class, 'minutes-date') or contains(@class, 'meeting-date')]")
    found = find_start([*(pieces_of(dated[0]) if dated else []), *pieces], **known)  # type: ignore[arg-type]
    if found is None:
        return None
    named = row.xpath(".//*[contains(@class, 'meeting-type')]")
    title = plain_text(named[0]) if named else ""
    title = title or find_title(pieces, **known) or ""  # type: ignore[arg-type]
    cvid = row.xpath("descendant-or-self::a/@data-cvid").get() or ""
    words = plain_text(row)
    handler = f"/OCServiceHandler.axd?url=ocsvc/Public/meetings/documentrenderer&keywords=&cvid={cvid}"
    return Draft(
        kind="meeting",
        url=(join_url(page.url, handler) if _GUID.fullmatch(cvid) else None) or page.requested_url,
        title=title[:500] or None,
        starts_at=found.iso,
        starts_at_raw=found.raw,
        status=read_status(f"{title} · {words[:300]}", words),
        body=body_of(title) if _BODY.search(title) else None,
        key=f"meeting:{cvid}" if cvid else None,
        inline_text=words,
        inline_media_type="text/plain",
    )


def _with_documents(draft: Draft, markup: str, page: Page, source: Source) -> Draft:
    """Return a meeting with the files and the time of day that its documents' fragment tells."""
    fragment = Selector(text=markup[:2_000_000] or "<p></p>", type="html")
    words = plain_text(fragment)
    files = tuple(_files(fragment, page))
    starts_at = draft.starts_at
    clock = read_clock(words[:2000])
    if starts_at is not None and len(starts_at) == 10 and clock is not None:
        told = find_time(words[:2000], timezone="UTC", today=page.today)
        if told is None or told.iso[:10] == starts_at:
            starts_at = join_local(date.fromisoformat(starts_at), clock, source.timezone)
    return replace(
        draft,
        starts_at=starts_at,
        status=draft.status or status_with_files(draft.title, words[:2000], files),
        attachments=files or draft.attachments,
        inline_text=f"{draft.inline_text or ''}\n{words}".strip()[:MAX_CHARS],
    )


def _files(node: Selector, page: Page) -> Iterator[Attachment]:
    for url, words in links_of(node, page.base):
        if is_file_link(url) or "/files/assets/public/" in urlsplit(url).path.lower():
            name = re.sub(r"\s*\(?(?:PDF|DOCX?)?[,\s]*[\d.]+\s?[KM]B\)?\s*$", "", words, flags=re.IGNORECASE)
            yield Attachment(url=url, title=name or None, kind=read_kind(name, urlsplit(url).path) or "page")


def _with_files(draft: Draft, source: Source) -> Iterator[Draft | Ask]:
    yield draft
    if source.options.get("files", True):
        for number, ask in enumerate(ask_for_files(draft.attachments, draft)):
            if number < MAX_FILES:
                yield ask
