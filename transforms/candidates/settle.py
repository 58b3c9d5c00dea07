# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""Place and date of an act: the words of the act's sentence first, then the page, then the source."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from transforms.candidates.dates import find_dates, resolve_action_date
from transforms.candidates.drafts import Draft
from transforms.candidates.instruments import find_instruments
from transforms.candidates.newness import month_number
from transforms.candidates.places import resolve_jurisdiction
from transforms.candidates.sentences import Sentence

_HEAD = 4_000
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|aug(?:ust|\.)?|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
_DAY = re.compile(rf"\b({_MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(\d{{4}}))?", re.I)
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b|\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_WEEKDAY = re.compile(r"\b(?:last |this |on )?(mon|tues|wednes|thurs|fri|satur|sun)day\b", re.I)
_WHOLE_DAY = re.compile(r"\d")
_NEAR = re.compile(r"\b(today|yesterday|tonight|this morning|this afternoon|last night|overnight)\b", re.I)


@dataclass(frozen=True, slots=True)
class Place:
    """Whose policy it is, what other places the act touches, and the instrument's number."""

    name: str | None
    ocd_id: str | None = None
    others: tuple[str, ...] = ()
    instrument: str | None = None


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None


def resolve_date_of(
    published: str | None, title: str | None
) -> Callable[[str, Sentence, int, int], tuple[str, str] | None]:
    """Return a function that finds the date of the act at the given offsets of a text."""
    day = _day(published)

    def resolve(text: str, sentence: Sentence, start: int, end: int) -> tuple[str, str] | None:
        told = resolve_action_date(text=text, span=(start, end), published=published, title=title)
        if told is not None:
            return told
        words = sentence.of(text)
        at = start - sentence.start
        best: tuple[int, str, str] | None = None

        def offer(match: re.Match[str], when: date) -> None:
            nonlocal best
            distance = min(abs(match.start() - at), abs(match.end() - at))
            if best is None or distance < best[0]:
                best = (distance, when.isoformat(), match.group())

        for match in _DAY.finditer(words):
            year = match.group(3) or (str(day.year) if day else None)
            if year is None:
                continue
            try:
                when = date(int(year), month_number(match.group(1)), int(match.group(2)))
            except ValueError:
                continue
            if match.group(3) is None and day is not None and when > day + timedelta(days=180):
                when = when.replace(year=when.year - 1)
            offer(match, when)
        for match in _ISO.finditer(words):
            parts = match.groups()
            try:
                when = (
                    date(int(parts[0]), int(parts[1]), int(parts[2]))
                    if parts[0]
                    else date(int(parts[5]), int(parts[3]), int(parts[4]))
                )
            except ValueError:
                continue
            offer(match, when)
        if day is not None:
            for match in _WEEKDAY.finditer(words):
                number = [name[:3] for name in _WEEKDAYS].index(match.group(1)[:3].lower())
                back = (day.weekday() - number) % 7
                offer(match, day - timedelta(days=back))
            for match in _NEAR.finditer(words):
                back = 1 if match.group(1).lower() in ("yesterday", "last night", "overnight") else 0
                offer(match, day - timedelta(days=back))
        return (best[1], best[2]) if best is not None else None

    return resolve


def date_of_instrument(text: str, sentence: Sentence, published: str | None) -> tuple[str | None, str | None]:
    """Return the instrument's own date: what its head says, else the register's."""
    if published:
        return published[:10], None
    for match in _DAY.finditer(text[:_HEAD]):
        if match.group(3):
            try:
                return date(
                    int(match.group(3)), month_number(match.group(1)), int(match.group(2))
                ).isoformat(), match.group()
            except ValueError:
                continue
    return None, None


def is_fresh_instrument(text: str, published: str | None, *, kind: str | None = None) -> bool:
    """Return whether a date in the instrument's head or tail stands within two weeks of its publication.

    An item of an agenda is dated by its meeting, and fresh unless it tells another day. A code is never fresh.
    """
    day = _day(published)
    if day is None or kind == "statute":
        return False
    told = False
    for part in (text[:_HEAD], text[-2_000:] if len(text) > _HEAD else ""):
        for found in find_dates(part, published=published):
            if found.precision != "day" or not _WHOLE_DAY.search(found.raw):
                continue
            told = True
            if -14 <= (date.fromisoformat(found.iso) - day).days <= 60:
                return True
    return kind == "agenda_item" and not told


def resolve_place(
    *,
    text: str,
    title: str | None,
    url: str | None,
    source_jurisdiction: str | None,
    draft: Draft,
    is_instrument: bool,
    published: str | None,
) -> Place:
    """Return the jurisdiction of the act.

    An instrument's own record belongs to the body that keeps it. Where the place found is the source's own,
    the source's spelling of it is kept, so that rows of one source join.
    """
    numbers = find_instruments(text[max(0, draft.sentence.start) : draft.sentence.end])
    number = numbers[0].number if numbers else None
    found = resolve_jurisdiction(
        text=text,
        title=title,
        url=url,
        source_jurisdiction=source_jurisdiction,
        span=(draft.act_start, max(draft.act_end, draft.act_start + 1)),
        actor=draft.actor,
        published=published,
    )
    if source_jurisdiction and (
        found is None or is_instrument or _same(found.jurisdiction, source_jurisdiction)
    ):
        ocd_id = (
            found.ocd_id if found is not None and _same(found.jurisdiction, source_jurisdiction) else None
        )
        others = found.places if found is not None else ()
        return Place(source_jurisdiction, ocd_id, others, number)
    if found is None:
        return Place(None, None, (), number)
    return Place(found.jurisdiction, found.ocd_id, found.places, number)


def _same(one: str, other: str) -> bool:
    return _plain_name(one) == _plain_name(other)


def _plain_name(name: str) -> str:
    plain = name.lower().strip()
    state = re.match(r"(.+?) \(state\)(?:, [a-z]{2})?$", plain)
    if state:
        return state.group(1)
    return re.sub(r"^(?:city|town|village|county|borough) of ", "", plain).replace(
        "new york city,", "new york,"
    )
