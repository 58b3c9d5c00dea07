"""Reads calendars drawn as a month: a table headed by weekdays whose cells begin with a day's number.

The month and year stand in a heading or caption above, or in the events' own addresses (`curm=6&cury=2025`).
Cells of the months before and after are passed over, by their class or where their numbers break the count;
cells that name their whole day (`data-date`) need neither. Each linked event of a cell is one entry; its time
of day is the clock beside the link. An event of several days has an entry on each of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from spiders.meeting_rows import body_of, is_generic, meeting_key, target_of
from spiders.page import Draft, Page
from spiders.row_layouts import Element, words_in
from spiders.times import find_time, join_local, read_clock
from spiders.wording import join_url, read_status
from warehouse.records import Source

MAX_ENTRIES = 2000
MAX_OF_DAY = 60

_WEEKDAY = re.compile(r"^(?:sun|mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?)(?:day)?\W*$", re.IGNORECASE)
_MONTH = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?\s+(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(r"[?&]curm=(\d\d?)&cury=(\d{4})\b", re.IGNORECASE)
_WHOLE_DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
_OTHER_MONTH = re.compile(r"other|outside|adjacent|prev|next", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """One event on one day. `starts_at` is ISO text in the source's zone, `raw` the words that say so."""

    title: str
    url: str
    starts_at: str
    raw: str
    words: str


def read_month_grid(page: Page, timezone: str) -> list[Entry]:
    """Return the events of the page's month grids in page order; none where the page draws no month."""
    return entries_in(page.selector.root, page, timezone)


def read_month(root: Element, page: Page, source: Source) -> Iterator[Draft]:
    """Yield the events that the month grids under `root` hold as meetings."""
    for entry in entries_in(root, page, source.timezone):
        # The words beside an event are told from its name by what they add: a clock, a mark.
        yield Draft(
            kind="meeting",
            url=entry.url,
            title=entry.title,
            starts_at=entry.starts_at,
            starts_at_raw=entry.raw,
            status=read_status(f"{entry.title} · {entry.words[:200]}"),
            body=body_of(entry.title),
            key=meeting_key(entry.title, entry.starts_at),
            inline_text=entry.words if entry.title in entry.words else f"{entry.title} {entry.words}",
            inline_media_type="text/plain",
        )


def entries_in(root: Element, page: Page, timezone: str) -> list[Entry]:
    """Return the events of the month grids under a part of the page, in its order."""
    month, found = None, list[Entry]()
    for element in root.iter("h1", "h2", "h3", "h4", "caption", "table", "th", "td", "div", "span"):
        if element.tag == "table" and is_grid(element):
            first = _first_of_month(element, month)
            found += _entries(element, first, page, timezone)
        elif len(element) < 4 and (told := _MONTH.search(words_in(element)[:60])):
            month = told[0]
    return found[:MAX_ENTRIES]


def is_grid(table: Element) -> bool:
    """Return whether a table draws a month: it is headed by weekdays, or its cells name their days."""
    if table.xpath(".//table"):
        return False
    if "calendar" in table.get("class", "").lower() and table.xpath(".//td//a[contains(@href, 'curm=')]"):
        return True
    for row in table.xpath(".//tr")[:4]:
        cells = [words_in(cell) for cell in row if cell.tag in {"th", "td"}]
        if len(cells) >= 5 and sum(bool(_WEEKDAY.match(words)) for words in cells) >= 5:
            return True
    return False


def _first_of_month(table: Element, above: str | None) -> date | None:
    inside = _MONTH.search(words_in(table)[:200])
    words = inside[0] if inside and above is None else above
    in_address = _IN_ADDRESS.search(" ".join(table.xpath(".//td//a/@href")[:5])) if words is None else None
    if in_address and 1 <= int(in_address[1]) <= 12:
        return date(int(in_address[2]), int(in_address[1]), 1)
    month, _, year = (words or "").partition(" ")
    found = find_time(f"{month} 1, {year.strip()}", timezone="UTC") if words else None
    return found.day if found and found.has_year else None


def _entries(table: Element, first: date | None, page: Page, timezone: str) -> Iterator[Entry]:
    last = 0
    for cell in table.xpath(".//td"):
        named = _WHOLE_DAY.fullmatch(cell.get("data-date", ""))
        told = find_time(named[0], timezone="UTC") if named else None
        if told is not None:
            yield from _entries_of_day(cell, told.day, page, timezone)
            continue
        own = _IN_ADDRESS.search(" ".join(cell.xpath(".//a/@href")[:1]))
        number = re.match(r"\D{0,12}(\d{1,2})(?!\d|[:/])", words_in(cell)[:40])
        if number is None or first is None or _OTHER_MONTH.search(cell.get("class", "")):
            continue
        month = first
        if own and 1 <= int(own[1]) <= 12:
            month = date(int(own[2]), int(own[1]), 1)
        elif int(number[1]) != last + 1:
            continue
        last = int(number[1])
        try:
            day = month.replace(day=last)
        except ValueError:
            continue
        yield from _entries_of_day(cell, day, page, timezone)


def _entries_of_day(cell: Element, day: date, page: Page, timezone: str) -> Iterator[Entry]:
    for link in list(cell.iter("a"))[:MAX_OF_DAY]:
        entry = _entry(link, cell, day, page, timezone)
        if entry is not None:
            yield entry


def _entry(link: Element, cell: Element, day: date, page: Page, timezone: str) -> Entry | None:
    url, title = join_url(page.base, target_of(link)), words_in(link) or link.get("title", "").strip()
    if url is None or is_generic(title):
        return None
    words = _words_beside(link, cell)
    clock = read_clock(title) or read_clock(words)
    told = re.search(r"\d\d?(?::\d\d)?\s?[ap]\.?m\.?|\d\d?:\d\d|noon", f"{title} {words}", re.IGNORECASE)
    raw = f"{day.isoformat()} {told[0]}" if clock and told else day.isoformat()
    plain = re.sub(r"^\d\d?(?::\d\d)?\s?[ap]\.?m\.?\s*[-–:]?\s*", "", title, flags=re.IGNORECASE)
    return Entry(plain or title, url, join_local(day, clock, timezone), raw, words or title)


def _words_beside(link: Element, cell: Element) -> str:
    """Return the words of the largest part of a cell that holds no other link; else those just before it."""
    box = link
    for ancestor in link.iterancestors():
        if ancestor is cell or len(list(ancestor.iter("a"))) > 1:
            break
        box = ancestor
    if box is not link:
        return " ".join(" ".join(box.itertext()).split())
    previous = link.getprevious()
    before = previous.tail if previous is not None else link.getparent().text
    nearest = words_in(previous) if previous is not None and previous.tag == "span" else ""
    return f"{nearest} {before or ''}".strip()
