"""Reads calendars drawn as a month: a table headed by weekdays whose cells begin with a day's number.

The month and year stand in a heading or caption above. Cells of the months before and after are passed
over, by their class or where their numbers break the count. Each linked event of a cell is one entry; its
time of day is the clock beside the link. An event of several days has an entry on each of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from spiders.meeting_rows import is_generic, target_of
from spiders.page import Page
from spiders.rows import Element, words_in
from spiders.times import find_time, join_local, read_clock
from spiders.wording import join_url

MAX_ENTRIES = 2000
MAX_OF_DAY = 60

_WEEKDAY = re.compile(r"^(?:sun|mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?)(?:day)?\W*$", re.IGNORECASE)
_MONTH = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?\s+(?:19|20)\d\d\b",
    re.IGNORECASE,
)
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
    root, month, found = page.selector.root, None, list[Entry]()
    for element in root.iter("h1", "h2", "h3", "h4", "caption", "table", "th", "td", "div", "span"):
        if element.tag == "table" and _is_grid(element):
            first = _first_of_month(element, month)
            if first is not None:
                found += _entries(element, first, page, timezone)
        elif len(element) < 4 and (told := _MONTH.search(words_in(element)[:60])):
            month = told[0]
    return found[:MAX_ENTRIES]


def _is_grid(table: Element) -> bool:
    for row in table.xpath(".//tr")[:4]:
        cells = [words_in(cell) for cell in row if cell.tag in {"th", "td"}]
        if len(cells) >= 5 and sum(bool(_WEEKDAY.match(words)) for words in cells) >= 5:
            return not table.xpath(".//table")
    return False


def _first_of_month(table: Element, above: str | None) -> date | None:
    inside = _MONTH.search(words_in(table)[:200])
    words = inside[0] if inside and above is None else above
    month, _, year = (words or "").partition(" ")
    found = find_time(f"{month} 1, {year.strip()}", timezone="UTC") if words else None
    return found.day if found and found.has_year else None


def _entries(table: Element, first: date, page: Page, timezone: str) -> Iterator[Entry]:
    last = 0
    for cell in table.xpath(".//td"):
        number = re.match(r"\D{0,12}(\d{1,2})(?!\d|[:/])", words_in(cell)[:40])
        if number is None or _OTHER_MONTH.search(cell.get("class", "")) or int(number[1]) != last + 1:
            continue
        last = int(number[1])
        try:
            day = first.replace(day=last)
        except ValueError:
            return
        for link in list(cell.iter("a"))[:MAX_OF_DAY]:
            entry = _entry(link, cell, day, page, timezone)
            if entry is not None:
                yield entry


def _entry(link: Element, cell: Element, day: date, page: Page, timezone: str) -> Entry | None:
    url, title = join_url(page.url, target_of(link)), words_in(link) or link.get("title", "").strip()
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
