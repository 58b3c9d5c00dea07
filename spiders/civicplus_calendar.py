"""CivicPlus's calendar (`/Calendar.aspx`): its lists of events, and an event's own page (`?EID=1592`).

A list holds one `li` an event: its name in the link (`eventTitle_1592`), its day in words, and beside them
a hidden schema.org `Event` with `name`, `startDate` (local, without a zone) and `location`. An event's page
holds one such `Event` among its visible words. The page's headings ("Calendar", "Search calendar by:") name
no event.

Traps: the links carry the day of the view (`&month=2&year=2024&day=13`), not the event's, so an address is
cut down to its EID and only the microdata and the words tell the day. A whole day's `startDate` is midnight.
Cancelled: in the name, or said of the meeting in the description.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from parsel import Selector

from spiders.errors import EmptyPage
from spiders.page import Draft, Page
from spiders.times import find_time, read_local
from spiders.wording import is_file_link, join_url, plain_text, read_kind, read_status, unique_attachments
from warehouse.records import Attachment, Source

MAX_EVENTS = 500
MAX_CHARS = 100_000

_EVENT = "//*[contains(@itemtype, 'schema.org/Event')]"
_EID_LINKS = "//a[contains(translate(@href, 'eid', 'EID'), 'EID=')]"
_NOT_A_NAME = re.compile(r"\W*(?:more(?:\s+(?:details|info\w*))?|read\s+more|details|view|print)?\W*", re.I)
_BODY = re.compile(
    r"\b(?:council|commission(?:ers)?|committee|board|authority|trustees|legislature|agency|selectmen)\b",
    re.I,
)
_EMPTY = re.compile(
    r"\bno\s+(?:\w+\s+){0,2}?events?\b|\bno\s+results\b|\bevent\s+(?:is\s+)?(?:no\s+longer|not\s+found)", re.I
)


def event_id(url: str) -> str | None:
    """Return an address's EID; None without one."""
    query = {name.upper(): values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    found = query.get("EID", "")
    return found if re.fullmatch(r"\d{1,12}", found) else None


def read_event_page(page: Page, source: Source, draft: Draft | None = None) -> Draft | None:
    """Return the event of its own page, filled into `draft` where a list gave it; None without one."""
    events = page.selector.xpath(_EVENT)
    if len(events) != 1:
        return None
    event = events[0]
    title = _own(event, "name") or _words_at(event, ".//*[contains(@id, 'eventTitle')]")
    starts_at, raw = _time(event, page, source)
    if not title or (starts_at is None and draft is None):
        return None
    description = " ".join(plain_text(node) for node in event.xpath(".//*[@itemprop='description']")[:3])
    said = [title, raw or "", _words_at(event, ".//*[@itemprop='location']"), description]
    eid = event_id(page.requested_url) or event_id(page.url)
    read = Draft(
        kind="meeting",
        url=page.requested_url,
        title=title,
        starts_at=starts_at,
        starts_at_raw=raw,
        status=read_status(title, description),
        attachments=unique_attachments(_files(event, page)),
        key=f"event:{eid}" if eid else None,
        inline_text="\n".join(words for words in said if words)[:MAX_CHARS],
        inline_media_type="text/plain",
    )
    if draft is None:
        return read
    return replace(
        draft,
        title=draft.title or title,
        starts_at=draft.starts_at or starts_at,
        starts_at_raw=draft.starts_at_raw if draft.starts_at else raw,
        status=draft.status or read.status,
        attachments=unique_attachments((*draft.attachments, *read.attachments)),
        inline_text=read.inline_text,
        inline_media_type="text/plain",
    )


def read_events(page: Page, source: Source) -> list[tuple[Draft, str]]:
    """Return a list's events, each with the address of its page as the list links it; [] where it links none.

    Raises EmptyPage where the calendar says that it holds no events.
    """
    found: dict[str, tuple[Draft, str]] = {}
    for link in page.selector.xpath(_EID_LINKS)[: MAX_EVENTS * 3]:
        url = join_url(page.base, link.root.get("href"))
        eid = event_id(url or "")
        name = plain_text(link)
        if url is None or eid is None or eid in found or _NOT_A_NAME.fullmatch(name):
            continue
        if len(found) < MAX_EVENTS:
            found[eid] = (_listed(link, name, eid, url, page, source), url)
    if not found and (said := _EMPTY.search(plain_text(page.selector)[:20_000])):
        raise EmptyPage(f"{page.url}: the calendar says {said[0]!r}")
    return list(found.values())


def _listed(link: Selector, name: str, eid: str, url: str, page: Page, source: Source) -> Draft:
    rows = link.xpath("./ancestor::*[self::li or self::tr or self::td or self::article][1]")
    row = rows[0] if rows else link
    events = row.xpath(".//*[contains(@itemtype, 'schema.org/Event')]")
    starts_at, raw = _time(row, page, source)
    description = _words_at(events[0], ".//*[@itemprop='description']") if events else ""
    place = _words_at(row, ".//*[contains(@class, 'eventLocation')] | .//*[@itemprop='location']")
    said = (name, raw, place.lstrip("@ "), description)
    calendars = link.xpath("./ancestor::*[contains(@class, 'calendar')][.//h2][1]//h2[1]")
    calendar = plain_text(calendars[0]) if calendars else ""
    return Draft(
        kind="meeting",
        url=f"{url.split('?')[0]}?EID={eid}",
        title=name,
        starts_at=starts_at,
        starts_at_raw=raw,
        status=read_status(name, description),
        body=calendar if _BODY.search(calendar) else None,
        key=f"event:{eid}",
        inline_text="\n".join(words for words in said if words)[:MAX_CHARS],
        inline_media_type="text/plain",
    )


def _time(node: Selector, page: Page, source: Source) -> tuple[str | None, str | None]:
    """Return an event's start and its words: the microdata's, midnight being a whole day; else the words'."""
    words = " ".join(
        plain_text(each)
        for each in node.xpath(
            ".//*[@class='date'] | .//*[contains(@id, 'dateDiv')]"
            " | .//*[contains(@id, '_time')]//*[contains(@class, 'specificDetailItem')]"
        )[:2]
    )
    machine = _own(node, "startDate")
    iso = read_local(machine, source.timezone) if machine else None
    if iso is not None:
        iso = iso[:10] if iso[10:16] == "T00:00" else iso
        return iso, words or machine
    found = find_time(words or plain_text(node)[:600], timezone=source.timezone, today=page.today)
    return (found.iso, found.raw) if found else (None, None)


def _own(node: Selector, name: str) -> str | None:
    """Return an Event's own property, not its place's or address's."""
    for each in node.xpath(f".//*[@itemprop='{name}']")[:20]:
        scopes = each.xpath("./ancestor::*[@itemscope][1]/@itemtype").getall()
        if scopes and "schema.org/Event" in scopes[0]:
            words = each.root.get("content") or each.root.get("datetime") or plain_text(each)
            if words.strip():
                return " ".join(words.split())
    return None


def _words_at(node: Selector, path: str) -> str:
    found = node.xpath(path)
    return plain_text(found[0]) if found else ""


def _files(event: Selector, page: Page) -> Iterator[Attachment]:
    for link in event.xpath(".//a[@href]")[:200]:
        url = join_url(page.base, link.root.get("href"))
        if url and is_file_link(url):
            words = plain_text(link)
            yield Attachment(url=url, title=words or None, kind=read_kind(words, url) or "page")
