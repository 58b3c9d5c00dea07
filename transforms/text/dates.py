"""Dates in words: the date a document itself stands for, and the forms in which pages state a date.

Nothing here knows a clock. A date without a year is no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+(?:the\s+)?)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b{_WEEKDAY}{_MONTH}\b\.?\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s*{_YEAR}\b",
        rf"\b{_WEEKDAY}(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:day\s+of\s+|"
        rf"of\s+)?{_MONTH}\b\.?,?\s+{_YEAR}\b",
        rf"(?<![\d/.-]){_YEAR}[-/.](?P<number>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?![\d/-])",
        rf"\b{_WEEKDAY}(?<![\d/.-])(?P<number>\d{{1,2}})[/](?P<day>\d{{1,2}})[/]{_YEAR}(?![\d/])",
        rf"(?<![\d/.-])(?P<number>\d{{1,2}})[-.](?P<day>\d{{1,2}})[-.]{_YEAR}(?![\d/-])",
        r"(?<![\d/.-])(?P<number>\d{1,2})[/-](?P<day>\d{1,2})[/-](?P<short>[0-3]\d)(?![\d/-])",
    )
)
_TIME = re.compile(r"\b\d{1,2}(?::\d\d)?\s*(?:[ap]\.?\s?m\b\.?|noon\b)", re.IGNORECASE)

# Words before a date, within its line, that make it the document's own.
_OWN = re.compile(
    r"(?:\bdate[d]?\b|\bissued?\b|\beffective\b|\bmeeting\b|\bagenda\b|\bminutes\b|\bsession\b|\bheld\b|"
    r"\bhearing\b|"
    r"\bworkshop\b|\bpublished\b|\breleased?\b|\bfor immediate\b|\bon file\b|\badopted\b|\benacted\b|"
    r"\bposted\b)",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"(?:copyright|©|all rights|last (?:revis|review|updat|modif)|rescind|supersed|replac|amend(?:ed|"
    r"s)? (?:on|by)|"
    r"previous|prior|(?:approv|accept|adopt|correct|amend)\w*\b.{0,40}\bminutes|\badded by|\bapp\.|\bord\.|"
    r"\beff\.|deadline|expir|rescheduled from|"
    r"printed|born|since|until|through|by no later than|next review|review date|fiscal|"
    r"beginning|starting|continued (?:from|to)|no later than)",
    re.IGNORECASE,
)
_EFFECTIVE = re.compile(r"\b(?:effective|issued?|date of issue|issue date|dated?)\b", re.IGNORECASE)


@dataclass(frozen=True)
class FoundDate:
    """A date in a text: ISO, its own words and where they stand."""

    iso: str
    raw: str
    start: int
    end: int


def iter_dates(text: str) -> Iterator[FoundDate]:
    """Yield the whole dates (day, month and year) of a text, in order, never overlapping."""
    found: list[FoundDate] = []
    for form in _FORMS:
        for match in form.finditer(text):
            iso = _iso_of(match)
            if iso and not any(match.start() < other.end and other.start < match.end() for other in found):
                found.append(FoundDate(iso, match[0], match.start(), match.end()))
    yield from sorted(found, key=lambda one: one.start)


def _iso_of(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    if parts.get("month"):
        month = next(i for i, name in enumerate(_MONTHS, 1) if name.startswith(parts["month"][:3].lower()))
    else:
        month = int(parts["number"])
    year = int(parts["year"]) if parts.get("year") else 2000 + int(parts["short"])
    try:
        return date(year, month, int(parts["day"])).isoformat()
    except ValueError:
        return None


def find_document_date(text: str) -> tuple[str, str] | None:
    """Return the date that a document stands for (the day of the meeting, the day of issue) and its words.

    `text` is its first page or its head; only the first 6000 characters are looked at. A date on a line of
    its own, beside a time, a weekday or a word such as "Date:", "meeting" or "issued" is preferred to one
    inside a sentence; dates of copyright, deadlines, earlier minutes and revisions are put last. None where
    there is no whole date: never a guess.
    """
    head = text[:6000]
    best: tuple[float, FoundDate] | None = None
    for found in iter_dates(head):
        score = _standing(head, found)
        if best is None or score > best[0]:
            best = (score, found)
    if best is None or best[0] < 1.0:
        return None
    return best[1].iso, best[1].raw


def _standing(text: str, found: FoundDate) -> float:
    """Return how far a date of a first page speaks for the page; under 1: not at all."""
    line_start = text.rfind("\n", 0, found.start) + 1
    line_end = text.find("\n", found.end)
    line = text[line_start : line_end if line_end >= 0 else len(text)]
    before, after = text[max(line_start, found.start - 120) : found.start], text[found.end : found.end + 60]
    score = 2.0 - 2.0 * min(1.0, found.start / 4000)
    rest = _TIME.sub("", line.replace(found.raw, "", 1))
    rest_words = len(rest.split())
    if rest_words <= 3:
        score += 2.0
    elif rest_words <= 12:
        score += 1.0
    elif len(line) > 160:
        score -= 0.6
    if _OWN.search(before):
        score += 1.0
    if re.search(r"(?:\bdate|\bissued?|\bdated)\s*:?\s*$", before, re.IGNORECASE):
        score += 1.5
    if _TIME.search(line):
        score += 0.7
    if re.match(r"(?:mon|tue|wed|thu|fri|sat|sun)", found.raw, re.IGNORECASE):
        score += 0.5
    if _OTHERS.search(before[-70:]) and not re.search(
        r"(?:\bdate|\bissued?)\s*:?\s*$", before, re.IGNORECASE
    ):
        score -= 3.0
    if re.match(r"\s*(?:version|edition|\(revised|all rights)", after, re.IGNORECASE):
        score -= 2.0
    if (
        before
        and re.search(r"\b(?:on|of|from|after|before|in)\s+$", before, re.IGNORECASE)
        and rest_words > 12
    ):
        score -= 0.6
    return score


def parse_stated_time(words: str) -> str | None:
    """Return ISO for a time stated in data (ISO 8601, RFC 2822) or words, or None.

    An instant keeps its offset; a time of day without one is dropped, as whose wall it hung on is not known,
    and the day kept. Placeholders (1970-01-01 and before, years past 2100) are None.
    """
    words = words.strip()[:200]
    moment = _from_iso(words) or _from_mail(words)
    if moment is not None:
        if not 1971 <= moment.year <= 2100:
            return None
        return moment.isoformat(timespec="seconds") if moment.tzinfo else moment.date().isoformat()
    found = next(iter_dates(words), None)
    return found.iso if found and found.iso >= "1971" else None


def _from_iso(words: str) -> datetime | None:
    shape = re.match(
        r"^(\d{4}-\d\d-\d\d)(?:[T ]\s*(\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*(Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?)?",
        words,
        re.IGNORECASE,
    )
    if not shape:
        return None
    zone = (shape[3] or "").upper()
    if zone in ("Z", "UTC", "GMT"):
        zone = "+00:00"
    elif len(zone) == 3:
        zone += ":00"
    elif len(zone) == 5:
        zone = f"{zone[:3]}:{zone[3:]}"
    try:
        return datetime.fromisoformat(f"{shape[1]}T{shape[2] or '00:00:00'}{zone}")
    except ValueError:
        return None


def _from_mail(words: str) -> datetime | None:
    if not re.match(r"^(?:[A-Za-z]{3},?\s+)?\d{1,2}\s+[A-Za-z]{3}\s+\d{4}\s+\d\d:\d\d", words):
        return None
    try:
        return parsedate_to_datetime(words)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
