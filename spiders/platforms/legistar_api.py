"""Legistar Web API (Granicus): `https://webapi.legistar.com/v1/{client}/...`, JSON or OData.

Endpoints read: `/events` (meetings), `/events/{id}` (one), `/events/{id}/eventitems` (agenda items),
`/matters` and `/matters/{id}` (legislation). A source's URL that names one of them is fetched as written;
a bare client URL asks for the events from 60 days before the night to a year after it, 1,000 rows a page,
with `$skip` while pages are full. Option `matters: true` asks for the matters changed in the last 60 days
too; `histories: true` for the history of the newest 100 matters (`/matters/{id}/histories`), `votes: true`
for the roll calls of items that have one (`/eventitems/{id}/votes`): each is a request of its own on a host
that hundreds of cities share, and becomes part of the matter's or item's words. `items: false` leaves the
agenda items out; `files: false` the agendas and minutes.

Traps: `EventDate` is midnight local time and `EventTime` a string ("9:00 AM", null, or prose such as
"Immediately following Council"); only `...Utc` fields are UTC. `EventAgendaFile` and `EventMinutesFile` are
null until published, and are replaced under the same address when amended. `EventInSiteURL` is the page
for people. Answers are a list, one object, or an object whose `value` is the list; some exports carry a
meeting's items inside it (`EventItems`, `items`), which then become the meeting's own words.

Cancelled: in `EventAgendaStatusName`, `EventComment` or `EventTime`, free text. A client that needs a
token answers 401 or 403, one whose API is off answers 500 with "LegistarConnectionString setting is not set
up in InSite": that is a layout to mend in the registry, not an outage.

2017-2026: recorded answers of San Jose and Olympia follow this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from spiders.errors import Blocked, EmptyPage, LayoutChanged
from spiders.linked_files import ask_for_files, is_file_ask, read_linked_file
from spiders.page import Ask, Draft, Page
from spiders.times import join_local, read_clock, read_instant, read_local
from spiders.wording import read_status, strip_html, unique_attachments
from warehouse.records import Attachment, DocumentStatus, Source

NAMES = ("legistar_api",)
OPTIONS = ("matters", "items", "files", "histories", "votes")

ROWS_A_PAGE = 1000
DAYS_BACK, DAYS_AHEAD = 60, 365
MAX_SKIP = 20_000
MAX_HISTORIES = 100
MAX_ROWS_OF_ONE = 500

_Row = Mapping[str, Any]


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Ask for the URL as written; for a bare client, for its events around the night."""
    parts = urlsplit(source.url)
    steps = [step for step in parts.path.split("/") if step]
    if len(steps) > 2 or parts.query:
        return [Ask(url=source.url, role="rows")]
    base = source.url.rstrip("/")
    since, until = night - timedelta(days=DAYS_BACK), night + timedelta(days=DAYS_AHEAD)
    asks = [
        Ask(
            url=_query(
                f"{base}/events",
                filter=f"EventDate ge datetime'{since}' and EventDate lt datetime'{until}'",
                orderby="EventDate desc",
                top=str(ROWS_A_PAGE),
            ),
            role="rows",
        )
    ]
    if source.options.get("matters"):
        asks.append(
            Ask(
                url=_query(
                    f"{base}/matters",
                    filter=f"MatterLastModifiedUtc ge datetime'{since}'",
                    orderby="MatterLastModifiedUtc desc",
                    top=str(ROWS_A_PAGE),
                ),
                role="rows",
            )
        )
    return asks


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return meetings, items or matters by what the rows are, and asks for items, files and the next page.

    Raises EmptyPage for zero rows, LayoutChanged for rows of no known kind, Blocked where a token is wanted.
    """
    if is_file_ask(ask):
        return [read_linked_file(page, ask)]
    rows = _rows(page)
    if ask.draft is not None:
        return [_with_lines(ask.draft, rows, ask.role)]
    if not rows:
        if ask.parent_key or "$skip=" in ask.url:
            return []
        raise EmptyPage(f"{page.url}: the API answers with zero rows")
    found: list[Draft | Ask] = []
    matters = 0
    for row in rows:
        if "EventDate" in row:
            found.extend(_meeting(row, page, source))
        elif "EventItemId" in row:
            found.extend(_item(row, page, ask, source))
        elif "MatterId" in row:
            matters += 1
            found.append(_with_history(_matter(row, page, source), row, page, source, matters))
    if not found:
        raise LayoutChanged(
            f"{page.url}: {len(rows)} rows, none with EventDate, EventItemId or MatterId but "
            f"{', '.join(sorted(rows[0])[:5])}; give the URL of /events, /eventitems or /matters"
        )
    if len(rows) >= ROWS_A_PAGE:
        found.extend(_next_page(ask))
    return found


def _query(base: str, **options: str) -> str:
    return f"{base}?" + "&".join(
        f"${name}={quote(value, safe=chr(39) + ',')}" for name, value in options.items()
    )


def _next_page(ask: Ask) -> Iterator[Ask]:
    parts = urlsplit(ask.url)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    try:
        skip = int(options.get("$skip", "0")) + ROWS_A_PAGE
    except ValueError:
        return
    if skip <= MAX_SKIP:
        options["$skip"] = str(skip)
        query = urlencode(options, quote_via=quote, safe="$',")
        yield Ask(url=urlunsplit(parts._replace(query=query)), role="rows", parent_key=ask.parent_key)


def _rows(page: Page) -> list[_Row]:
    if not page.body.strip():
        raise LayoutChanged(f"{page.url}: an empty body where JSON was expected")
    answer = page.json()
    if isinstance(answer, dict):
        words = " ".join(
            str(answer.get(key)) for key in ("Message", "ExceptionMessage", "error") if key in answer
        )
        if re.search(r"token|authoriz|not\s+allowed|denied", words, re.IGNORECASE):
            raise Blocked(f"{page.url}: the API wants a token ({words[:120]})")
        if words:
            raise LayoutChanged(f"{page.url}: the API answers with an error ({words[:160]})")
        answer = answer.get("value", answer.get("d", answer))
    answer = [answer] if isinstance(answer, dict) else answer
    if not isinstance(answer, list):
        raise LayoutChanged(f"{page.url}: JSON without rows ({type(answer).__name__})")
    rows: list[_Row] = [row for row in answer if isinstance(row, dict)]
    if answer and not rows:
        raise LayoutChanged(f"{page.url}: {len(answer)} entries, none of them an object")
    return rows


def _words(row: _Row, name: str) -> str | None:
    value = row.get(name)
    return (strip_html(value) or None) if isinstance(value, str) else None


def _address(row: _Row, name: str) -> str | None:
    value = row.get(name)
    return value.strip() if isinstance(value, str) and value.strip().startswith("http") else None


def _number(row: _Row, name: str) -> str | None:
    value = row.get(name)
    return (
        str(value) if isinstance(value, int | str) and value != "" and not isinstance(value, bool) else None
    )


def _status(row: _Row) -> DocumentStatus | None:
    short = " · ".join(
        words for name in ("EventAgendaStatusName", "EventTime") if (words := _words(row, name))
    )
    comment = _words(row, "EventComment")
    # A short comment is a mark ("CANCELLED - lack of quorum"); a long one tells of much else.
    return read_status(f"{short} · {comment or ''}" if len(comment or "") <= 120 else short, comment)


def _meeting(row: _Row, page: Page, source: Source) -> Iterator[Draft | Ask]:
    raw_day, raw_time = _words(row, "EventDate"), _words(row, "EventTime")
    local = read_local(raw_day, source.timezone)
    day = date.fromisoformat(local[:10]) if local else None
    event_id = _number(row, "EventId")
    files = tuple(_meeting_files(row))
    nested = [row[name] for name in ("EventItems", "items") if isinstance(row.get(name), list)]
    items = [item for group in nested for item in group if isinstance(item, dict)]
    of_items = [attachment for item in items for attachment in _item_attachments(item)]
    meeting = Draft(
        kind="meeting",
        url=_address(row, "EventInSiteURL") or page.url,
        title=_words(row, "EventBodyName") or _words(row, "EventComment"),
        starts_at=join_local(day, read_clock(raw_time), source.timezone) if day else None,
        starts_at_raw=" ".join(words for words in (raw_day, raw_time) if words) or None,
        status=_status(row),
        body=_words(row, "EventBodyName"),
        attachments=unique_attachments((*files, *of_items)),
        key=f"event:{event_id}" if event_id else None,
        inline_text=_meeting_words(row, items) or None,
        inline_media_type="text/plain",
    )
    yield meeting
    # What was held long ago no longer changes; an archive of thousands of meetings asks for nothing more.
    if day is None or day < page.today - timedelta(days=DAYS_BACK):
        return
    if source.options.get("files", True):
        yield from ask_for_files(files, meeting)
    if event_id and files and not items and source.options.get("items", True):
        yield Ask(
            url=f"{_api(page)}/events/{event_id}/eventitems?AgendaNote=1&MinutesNote=1&Attachments=1",
            role="rows",
            parent_key=meeting.key,
            may_fail=True,
        )


def _api(page: Page) -> str:
    parts = urlsplit(page.url)
    steps = [step for step in parts.path.split("/") if step]
    return f"{parts.scheme}://{parts.netloc}/{'/'.join(steps[:2])}"


def _matter_address(page: Page, matter_id: str) -> str:
    """Return the page for people; on another host than the vendor's, the API's own address."""
    parts = urlsplit(page.url)
    steps = [step for step in parts.path.split("/") if step]
    if parts.netloc.endswith("legistar.com") and len(steps) > 1 and re.fullmatch(r"[\w-]+", steps[1]):
        return f"https://{steps[1]}.legistar.com/gateway.aspx?m=l&id=/matter.aspx?key={matter_id}"
    return f"{_api(page)}/matters/{matter_id}"


def _meeting_files(row: _Row) -> Iterator[Attachment]:
    if agenda := _address(row, "EventAgendaFile"):
        yield Attachment(url=agenda, title="Agenda", kind="agenda")
    if minutes := _address(row, "EventMinutesFile"):
        yield Attachment(url=minutes, title="Minutes", kind="minutes")


def _meeting_words(row: _Row, items: list[dict[str, Any]]) -> str:
    lines = [_words(row, name) for name in ("EventBodyName", "EventLocation", "EventComment")]
    lines += [_item_words(item) for item in items]
    return "\n".join(line for line in lines if line)


def _item_words(item: _Row) -> str:
    names = (
        "EventItemAgendaNumber", "EventItemMatterFile", "EventItemTitle", "EventItemMatterName",
        "EventItemAgendaNote", "EventItemActionName", "EventItemActionText", "EventItemPassedFlagName",
        "EventItemTally", "EventItemMinutesNote",
    )  # fmt: skip
    return " ".join(dict.fromkeys(words for name in names if (words := _words(item, name))))


def _item_attachments(item: _Row) -> Iterator[Attachment]:
    given = item.get("EventItemMatterAttachments") or item.get("MatterAttachments")
    for row in given if isinstance(given, list) else ():
        if isinstance(row, dict) and (url := _address(row, "MatterAttachmentHyperlink")):
            yield Attachment(url=url, title=_words(row, "MatterAttachmentName"), kind="page")


def _item(row: _Row, page: Page, ask: Ask, source: Source) -> Iterator[Draft | Ask]:
    item_id, event_id = _number(row, "EventItemId"), _number(row, "EventItemEventId")
    words = _item_words(row)
    if not words:
        return
    matter = _number(row, "EventItemMatterId")
    item = Draft(
        kind="item",
        url=_matter_address(page, matter)
        if matter
        else f"{_api(page)}/events/{event_id}/eventitems/{item_id}",
        title=_words(row, "EventItemTitle")
        or _words(row, "EventItemMatterName")
        or _words(row, "EventItemMatterFile"),
        attachments=unique_attachments(_item_attachments(row)),
        key=f"item:{item_id}",
        parent_key=ask.parent_key or (f"event:{event_id}" if event_id else None),
        inline_text=words,
        inline_media_type="text/plain",
    )
    if source.options.get("votes") and row.get("EventItemRollCallFlag") in (1, True) and item_id:
        yield Ask(url=f"{_api(page)}/eventitems/{item_id}/votes", role="votes", draft=item, may_fail=True)
    else:
        yield item


def _with_history(matter: Draft, row: _Row, page: Page, source: Source, number: int) -> Draft | Ask:
    matter_id = _number(row, "MatterId")
    if not source.options.get("histories") or number > MAX_HISTORIES or not matter_id:
        return matter
    return Ask(
        url=f"{_api(page)}/matters/{matter_id}/histories", role="histories", draft=matter, may_fail=True
    )


def _with_lines(draft: Draft, rows: list[_Row], role: str) -> Draft:
    """Return a matter with its history, or an item with its roll call, as further lines of its words."""
    lines: list[str] = []
    votes: dict[str, list[str]] = {}
    names = (
        "MatterHistoryActionDate", "MatterHistoryActionBodyName", "MatterHistoryActionName",
        "MatterHistoryPassedFlagName", "MatterHistoryTally", "MatterHistoryActionText",
    )  # fmt: skip
    for row in rows[:MAX_ROWS_OF_ONE]:
        if role == "votes":
            vote, person = _words(row, "VoteValueName"), _words(row, "VotePersonName")
            if vote and person:
                votes.setdefault(vote, []).append(person)
            continue
        told = [words for name in names if (words := _words(row, name))]
        lines.append(" ".join(words.removesuffix("T00:00:00") for words in dict.fromkeys(told)))
    lines += [f"{vote} ({len(people)}): {', '.join(people)}" for vote, people in votes.items()]
    said = "\n".join(line for line in (draft.inline_text, *lines) if line)
    return replace(draft, inline_text=said or None, inline_media_type="text/plain" if said else None)


def _matter(row: _Row, page: Page, source: Source) -> Draft:
    raw = _words(row, "MatterIntroDate") or _words(row, "MatterAgendaDate")
    local = read_local(raw, source.timezone)
    names = (
        "MatterFile", "MatterTypeName", "MatterName", "MatterTitle", "MatterStatusName", "MatterBodyName",
        "MatterEnactmentNumber", "MatterNotes", "MatterText1", "MatterText2",
    )  # fmt: skip
    matter_id = _number(row, "MatterId")
    return Draft(
        kind="legislation",
        url=_matter_address(page, matter_id or ""),
        title=_words(row, "MatterTitle") or _words(row, "MatterName") or _words(row, "MatterFile"),
        published_at=local[:10] if local else read_instant(raw, source.timezone),
        published_at_raw=raw,
        body=_words(row, "MatterBodyName"),
        attachments=unique_attachments(_item_attachments(row)),
        key=f"matter:{matter_id}",
        inline_text="\n".join(words for name in names if (words := _words(row, name))) or None,
        inline_media_type="text/plain",
    )
