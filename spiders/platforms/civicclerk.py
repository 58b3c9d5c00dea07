"""CivicClerk (CivicPlus) API: `https://{tenant}.api.civicclerk.com/v1/Events`, OData JSON.

Endpoints: `/Events` with any `$filter`, as written; a bare API URL, or the portal's, asks for the events
around the night (name the API's host in `hosts` where the URL is the portal's).
Pages are followed by `@odata.nextLink`. Files are `/Meetings/GetMeetingFileStream(fileId=N,plainText=false)`,
without a type of their own.

Traps: `startDateTime` is local wall time with a false `Z`. `1900-01-01` and `0001-01-01` mean null. Rows that
are deleted or not published are left out. `publishedFiles[].type` is Agenda, Agenda Packet, Minutes or Other.
A portal's page as a browser drew it (archives hold such) is read as a list of its events.
The page for people is `{tenant}.portal.civicclerk.com/event/{id}`. Cancelled: in the event's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from spiders.errors import EmptyPage, LayoutChanged
from spiders.linked_files import ask_for_files, is_file_ask, read_linked_file
from spiders.page import Ask, Draft, Page
from spiders.platforms.listing import read_listing
from spiders.structured import words_of
from spiders.times import read_instant, read_local
from spiders.wording import join_url, read_kind, read_status, strip_html, unique_attachments
from warehouse.records import Attachment, Source

NAMES = ("civicclerk",)
OPTIONS = ("files",)

DAYS_BACK, DAYS_AHEAD = 60, 365
# The portal is a program that asks the API; its address stands in links of the city's site.
_PORTAL = re.compile(r"^(https?://[\w-]+)\.portal\.civicclerk\.com(?:/.*)?$", re.IGNORECASE)
_EVENT = re.compile(r"/event/(\d{1,12})(?:/|$)")
_NULL_DATES = ("1900-01-01", "0001-01-01")


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Ask for the endpoint as written; for a bare API, for its events around the night."""
    base = _PORTAL.sub(r"\1.api.civicclerk.com/v1", source.url.rstrip("/"))
    if base == source.url.rstrip("/") and "/events" in base.lower():
        return [Ask(url=source.url, role="events")]
    base = base if base.lower().endswith("/v1") else f"{base}/v1"
    since, until = night - timedelta(days=DAYS_BACK), night + timedelta(days=DAYS_AHEAD)
    window = quote(f"startDateTime ge {since}T00:00:00Z and startDateTime le {until}T00:00:00Z", safe=":")
    return [Ask(url=f"{base}/Events?$filter={window}&$orderby=startDateTime", role="events")]


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return the events as meetings, and asks for their files and the next page.

    Raises EmptyPage for zero events, LayoutChanged for JSON without events.
    """
    if is_file_ask(ask):
        return [read_linked_file(page, ask)]
    if page.body.lstrip()[:1] == b"<":
        return list(_drawn(page, source))
    answer = page.json()
    rows = answer.get("value", answer) if isinstance(answer, dict) else answer
    rows = [rows] if isinstance(rows, dict) else rows
    if not isinstance(rows, list):
        raise LayoutChanged(f"{page.url}: JSON without a list of events")
    if not rows:
        raise EmptyPage(f"{page.url}: the API answers with zero events")
    events = [row for row in rows if isinstance(row, dict) and {"eventName", "startDateTime"} & row.keys()]
    if not events:
        raise LayoutChanged(f"{page.url}: {len(rows)} rows, none with eventName or startDateTime")
    found = [each for row in events for each in _meeting(row, page, source)]
    if not found:
        raise EmptyPage(f"{page.url}: none of {len(events)} events is published")
    onward = join_url(page.base, answer.get("@odata.nextLink")) if isinstance(answer, dict) else None
    return [*found, *([Ask(url=onward, role="events")] if onward else [])]


def _drawn(page: Page, source: Source) -> Iterator[Draft]:
    """Yield the events of a portal's page as a browser drew it. Raises LayoutChanged for one still empty."""
    if not page.selector.xpath("//*[@data-testid='eventList'] | //*[contains(@class, 'event-date')]"):
        raise LayoutChanged(
            f"{page.url}: the portal's bare page; watch its API, https://TENANT.api.civicclerk.com"
        )
    for draft in read_listing(page, source, default="meeting"):
        number = _EVENT.search(draft.url)
        yield replace(draft, key=f"event:{number[1]}") if number else draft


def _real(value: object) -> str | None:
    return value if isinstance(value, str) and not value.startswith(_NULL_DATES) else None


def _meeting(row: Mapping[str, Any], page: Page, source: Source) -> Iterator[Draft | Ask]:
    if row.get("isDeleted") is True or row.get("isPublished") in (False, "Unpublished", "Draft"):
        return
    event_id = row.get("id", row.get("eventId"))
    title = words_of(row.get("eventName"))
    raw = _real(row.get("startDateTime"))
    published = _real(row.get("publishOn"))
    meeting = Draft(
        kind="meeting",
        url=_address(page, event_id),
        title=title,
        published_at=read_instant(published, source.timezone),
        published_at_raw=published,
        starts_at=read_local(raw, source.timezone),
        starts_at_raw=raw,
        status=read_status(title, strip_html(words_of(row.get("eventDescription")))),
        body=words_of(row.get("categoryName")) or words_of(row.get("eventCategoryName")),
        attachments=unique_attachments(_files(row, page)),
        key=f"event:{event_id}" if isinstance(event_id, int | str) else None,
        inline_text="\n".join(
            words
            for name in ("eventName", "eventDescription")
            if (words := strip_html(words_of(row.get(name))))
        )
        or None,
        inline_media_type="text/plain",
    )
    yield meeting
    if source.options.get("files", True):
        yield from ask_for_files(meeting.attachments, meeting)


def _address(page: Page, event_id: object) -> str:
    host = urlsplit(page.url).netloc
    if host.endswith(".api.civicclerk.com") and event_id is not None:
        return f"https://{host.split('.')[0]}.portal.civicclerk.com/event/{event_id}"
    return page.requested_url


def _files(row: Mapping[str, Any], page: Page) -> Iterator[Attachment]:
    files = row.get("publishedFiles")
    parts = urlsplit(page.url)
    for each in files if isinstance(files, list) else ():
        if isinstance(each, dict) and isinstance(each.get("fileId"), int):
            stream = f"GetMeetingFileStream(fileId={each['fileId']},plainText=false)"
            kind = read_kind(words_of(each.get("type")), words_of(each.get("name"))) or "page"
            yield Attachment(
                url=f"{parts.scheme}://{parts.netloc}/v1/Meetings/{stream}",
                title=words_of(each.get("name")),
                kind=kind,
            )
