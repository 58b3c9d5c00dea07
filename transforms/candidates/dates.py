# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""Dates that a text tells of an act, resolved against its publication where the words need that.

A weekday in news is the latest such day up to publication, unless the words tell of what is to come. What
the words leave open stays unresolved: a page's own date is never an act's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from warehouse.records import ActionType

Precision = Literal["day", "week", "month", "year"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|aug(?:ust|\.)?|"
    r"sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_YEAR = r"(?:19|20)\d{2}"
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day|\.(?=,?\s))"

_PATTERNS = re.compile(
    rf"""
    \b(?P<m0>{_MONTH})(?:\s+(?P<y0>{_YEAR}))?,?\s+on\s+the\s+(?P<d0>{_DAY})(?:st|nd|rd|th)\b
  | \b(?P<m1>{_MONTH})\s{{1,3}}(?P<d1>{_DAY})(?:st|nd|rd|th)?\b
      (?!\s?(?:percent|%|million|-(?:member|page|bed)))(?:\s*(?:,|of)?\s{{0,3}}(?P<y1>{_YEAR})\b)?
  | \b(?P<d2>{_DAY})(?:st|nd|rd|th)?\s+(?:day\s+of\s+|of\s+(?=[A-Z]))(?P<m2>{_MONTH})\b(?:,?\s+(?P<y2>{_YEAR})\b)?
  | \b(?P<d3>{_DAY})\s+(?P<m3>{_MONTH})\s+(?P<y3>{_YEAR})\b
  | (?<![\d/.-])(?P<y4>{_YEAR})-(?P<m4>0[1-9]|1[0-2])-(?P<d4>{_DAY})(?![\d/-])
  | (?<![\d/.-])(?P<m5>1[0-2]|0?[1-9])(?P<s5>[/-])(?P<d5>{_DAY})(?P=s5)(?P<y5>{_YEAR}|\d{{2}})(?![\d/-])
  | \b(?P<m6>{_MONTH})(?:\s+of)?,?\s+(?P<y6>{_YEAR})\b
  | \b(?P<near>(?:earlier\s+)?today|tonight|yesterday|this\s+(?:morning|afternoon|evening)|last\s+night)\b
  | \b(?:(?P<which>last|this|next|this\s+past|this\s+coming)\s+)?
      (?P<w7>{_WEEKDAY})(?!s\b)(?!,?\s+(?:{_MONTH}\s+\d|\d{{1,2}}/\d))(?P<part>\s+(?:night|morning|afternoon|evening))?
  | \b(?P<ago>\d{{1,2}}|a|an|one|two|three|four|five|six|seven|ten)\s+(?P<unit>days?|weeks?)\s+ago\b
  | \b(?P<before>(?P<bcount>\d{{1,2}}|an?|one|two|three|four|five|six|seven|ten)\s+(?P<bunit>days?|weeks?)\s+(?P<way>earlier|later)
      |the\s+(?:day\s+before|previous\s+day|day\s+after|next\s+day)(?=\s*[.,;]|\s+(?:that|he|she|they|and|it)\b))
  | \b(?P<span>(?:earlier\s+)?(?:last|this)\s+(?:week|month|year))\b
  | \bon\s+the\s+(?P<d8>{_DAY})(?:st|nd|rd|th)\b
      (?!\s+(?:floor|anniversary|circuit|amendment|day|grade|district|ward))
  | \b(?:in|since|late|early|mid|by|until|last|this)[\s-]+(?P<m9>{_MONTH})\b(?!\s+\d|,?\s+on\s+the\s+\d)
  | \b(?:in|since|during|by|of)\s+(?P<y10>{_YEAR})\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "ten": 10,
}
_AHEAD = re.compile(
    r"\b(?:will|plans?\s+to|is\s+(?:set|scheduled|expected|due|to)|are\s+(?:set|scheduled|expected|due|to)|upcoming|"
    r"scheduled\s+for|slated|next|coming)\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?!scheduled|planned|expected|proposed|slated)(?:[a-z]{2,}ed|said|told|took|held|gave|met|sent|found|began|won|lost|"
    r"made|put|wrote|went|swore|struck|threw|chose|says|saw)\b"
)
_CLAUSE_END = re.compile(r"[:;]\s|\s[\u2014\u2013-]\s")
_DID = re.compile(r"(?:\s+(?:night|morning|afternoon|evening))?,?\s+(?:[a-z]+ly\s+)?[a-z]{2,}ed\b")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]?\s+(?=[\"“‘(]?[A-Z0-9])|\n\s*\n")
_ABBREVIATED = re.compile(
    r"(?:\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Gov|Sen|Rep|Lt|Sgt|Mr|Mrs|Ms|Dr|St|No|vs?|Co|Inc|Jr|Sr|Ave|U\.S|D\.C|"
    r"N\.[YJHMC]|[A-Z])\.)\s*\Z"
)
# What such words bring is when something else was or will be.
_OTHERWISE = re.compile(
    r"(?:\b(?:since|until|till|through|before|beyond|past|by)\s+(?:(?:the|at|least|early|late|mid|end|close|of|last|next|this|noon|midnight)\s+){0,3}"
    r"|\b(?:born|expir\w+|deadline\s+\w+|begin(?:s|ning)?|start(?:s|ing)?|effective|"
    r"(?:in|into)\s+effect|takes?\s+effect|took\s+effect|taking\s+effect|ends?|ending|arrested|killed|crash|accident|"
    r"stopped|elected|election)\s+(?:\w+\s+){0,2})\Z",
    re.IGNORECASE,
)
_EFFECT = re.compile(
    r"(?:effective|(?:in|into|takes?|took|taking)\s+effect)\s+(?:\w+\s+){0,2}\Z", re.IGNORECASE
)
_YEARS_BACK = re.compile(r"\b(?:in\s+(?:19|20)\d{2}|years?\s+ago|previously|decades?)\b", re.IGNORECASE)
_VOTE = re.compile(
    r"\b(?:vot\w+|approv\w+|adopt\w+|pass(?:ed|es)|meeting|council|board|reject\w+|sign(?:ed|s))\b", re.I
)
_CUES = {
    **dict.fromkeys(("introduced", "hearing", "adopted", "amended", "rejected", "vetoed", "repealed"), _VOTE),
    "lawsuit_filed": re.compile(r"\b(?:fil(?:ed|ing)|su(?:ed|es|ing)|lawsuit|suit|complaint)\b", re.I),
    "ruling": re.compile(r"\b(?:rul(?:ed|ing|es)|decid\w+|order(?:ed)?|judge|court|decision)\b", re.I),
    "discipline": re.compile(
        r"\b(?:suspend\w+|disciplin\w+|fired|reprimand\w+|release|statement|said)\b", re.I
    ),
}
_ANY_CUE = re.compile(
    r"\b(?:announc\w+|sign\w+|issu\w+|releas\w+|unveil\w+|vot\w+|approv\w+|said|order\w+|agree\w+|end(?:ed|s|ing)?)\b",
    re.I,
)
_MEETING = re.compile(r"\b(?:on\s+agenda|agenda\s+date|meeting\s+date|date\s+of\s+meeting)\s*:?\s*\Z", re.I)
_HEADINGS = {
    "ruling": re.compile(r"\b(?:decided|entered|filed|dated)\s*:?\s*\Z", re.I),
    "directive_issued": re.compile(
        r"\b(?:effective(?:\s+date)?|date\s+issued|issued|issue\s+date)\s*:\s*\Z", re.I
    ),
    "executive_order": re.compile(r"\b(?:date\s+issued|issued|signed|effective(?:\s+date)?)\s*:\s*\Z", re.I),
    "adopted": re.compile(
        r"\b(?:adopted|passed|approved|enacted|final\s+action|enactment\s+date)(?:\s+on)?\s*:\s*\Z", re.I
    ),
    "introduced": re.compile(
        r"(?:\b(?:introduced|filed|file\s+created)(?:\s+on)?\s*:\s*\Z)|" + _MEETING.pattern, re.I
    ),
    "hearing": _MEETING,
}
# An agenda's or minutes' own heading: "CITY COUNCIL FORMAL MEETING - Tuesday, September 23, 2025".
_RECORD_HEAD = re.compile(
    r"\b(?:MEETING|MINUTES|AGENDA|COMMISSIONERS|COUNCIL|SUPERVISORS|PUBLIC HEARING|"
    r"Agenda for|Minutes of|Meeting of)\b"
)
_HEAD_CHARACTERS = 4_000
_TOLD_BEFORE = 300
_BACK_DAYS, _AHEAD_DAYS = 290, 75
_NEAR_CHARACTERS = 3_000
_OPENING_CHARACTERS = 1_500


@dataclass(frozen=True, slots=True)
class FoundDate:
    """One date told by a text, at `text[start:end] == raw`.

    `iso` is a whole day: the first of the month or year where `precision` says the words gave no more.
    """

    start: int
    end: int
    iso: str
    raw: str
    precision: Precision


def _month(word: str) -> int:
    return _MONTHS.index(word[:3].lower()) + 1


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_of(moment: str | None) -> date | None:
    """Return the day of an ISO date or time, None where it is none."""
    try:
        return date.fromisoformat(moment[:10]) if moment else None
    except ValueError:
        return None


def _near_year(anchor: date | None, month: int, day: int, *, is_ahead: bool = False) -> date | None:
    """Return the day of a month in the year that puts it nearest before the anchor, or soon after it."""
    if anchor is None:
        return None
    if is_ahead:
        this = _make(anchor.year, month, day)
        return this if this is not None and this >= anchor else _make(anchor.year + 1, month, day)
    for year in (anchor.year, anchor.year - 1, anchor.year + 1):
        when = _make(year, month, day)
        if when is not None and -_BACK_DAYS <= (when - anchor).days <= _AHEAD_DAYS:
            return when
    return None


def _is_ahead(text: str, match: re.Match[str]) -> bool:
    """Return whether the words before a weekday tell of what is to come, with nothing done in between."""
    low = max(0, match.start() - 90)
    before = text[low : match.start()]
    if _DID.match(text, match.end(), match.end() + 30):
        return False  # "the House on Wednesday completed"
    cut = [each.end() for rule in (_SENTENCE_END, _CLAUSE_END) for each in rule.finditer(before)]
    cut.sort()
    clause = before[cut[-1] :] if cut else before
    cues = list(_AHEAD.finditer(clause))
    return bool(cues) and _DONE.search(clause, cues[-1].end()) is None


def _weekday(text: str, match: re.Match[str], anchor: date | None) -> date | None:
    if anchor is None:
        return None
    number = _WEEKDAYS.index(match["w7"][:3].lower())
    which = " ".join((match["which"] or "").lower().split())
    back = (anchor.weekday() - number) % 7
    if which in ("next", "this coming") or (
        which != "last" and which != "this past" and _is_ahead(text, match)
    ):
        ahead = (number - anchor.weekday()) % 7
        return anchor + timedelta(days=ahead or (7 if which == "next" else 0))
    if back == 0 and which in ("last", "this past"):
        back = 7
    return anchor - timedelta(days=back)


def _read(text: str, match: re.Match[str], anchor: date | None) -> tuple[date | None, Precision]:
    group = match.groupdict()
    for number in "012345":
        month, day = group[f"m{number}"], group[f"d{number}"]
        if not month:
            continue
        year = group[f"y{number}"]
        month_number = int(month) if month.isdigit() else _month(month)
        if not year:
            is_ahead = _is_ahead(text, match) and _near_year(anchor, month_number, int(day)) != anchor
            return _near_year(anchor, month_number, int(day), is_ahead=is_ahead), "day"
        whole = int(year) if len(year) == 4 else 2000 + int(year) if int(year) < 70 else 1900 + int(year)
        return _make(whole, month_number, int(day)), "day"
    if group["m6"]:
        return _make(int(group["y6"]), _month(group["m6"]), 1), "month"
    if group["near"]:
        words = group["near"].lower()
        back = 1 if words.startswith(("yesterday", "last")) else 0
        return (anchor - timedelta(days=back) if anchor else None), "day"
    if group["w7"]:
        return _weekday(text, match, anchor), "day"
    if group["ago"]:
        count = int(group["ago"]) if group["ago"].isdigit() else _NUMBERS[group["ago"].lower()]
        is_weeks = group["unit"].lower().startswith("week")
        back = count * (7 if is_weeks else 1)
        return (anchor - timedelta(days=back) if anchor else None), "week" if is_weeks else "day"
    if group["before"]:
        return None, "day"
    if group["span"]:
        return _span(group["span"].lower(), anchor)
    if group["d8"] and anchor:
        this = _make(anchor.year, anchor.month, int(group["d8"]))
        if this is None or this > anchor:
            past = anchor.replace(day=1) - timedelta(days=1)
            this = _make(past.year, past.month, int(group["d8"]))
        return this, "day"
    if group["m9"] and anchor:
        return _near_year(anchor, _month(group["m9"]), 1), "month"
    if group["y10"]:
        return _make(int(group["y10"]), 1, 1), "year"
    return None, "day"


def _span(words: str, anchor: date | None) -> tuple[date | None, Precision]:
    if anchor is None:
        return None, "week"
    back = 1 if "last" in words else 0
    if "week" in words:
        return anchor - timedelta(days=anchor.weekday() + 7 * back), "week"
    if "month" in words:
        first = anchor.replace(day=1)
        return (first - timedelta(days=1)).replace(day=1) if back else first, "month"
    return date(anchor.year - back, 1, 1), "year"


def _anchored(text: str, published: str | None) -> tuple[date | None, bool]:
    """Return the day that relative words count from, and whether weekdays may.

    Without a publication day, the first whole date in the opening lines is the page's own; a whole date
    further on lends its year alone.
    """
    anchor = day_of(published)
    if anchor is not None:
        return anchor, True
    for match in _PATTERNS.finditer(text, 0, min(len(text), 4_000)):
        when, precision = _read(text, match, None)
        if when is not None and precision == "day":
            return when, match.start() < 40
    return None, False


def _dates(text: str, low: int, high: int, anchor: date | None, has_weekdays: bool) -> Iterator[FoundDate]:
    last: tuple[int, date] | None = None
    for match in _PATTERNS.finditer(text, low, high):
        if match["before"]:
            # "The sheriff said Friday ... that he signed three days earlier": counted from the day told before.
            if last is not None and match.start() - last[0] < _TOLD_BEFORE:
                moved = last[1] + _step(match)
                yield FoundDate(match.start(), match.end(), moved.isoformat(), match.group(), "day")
            continue
        needs_day = match["w7"] or match["near"] or match["ago"] or match["span"] or match["d8"]
        when, precision = _read(text, match, anchor if has_weekdays or not needs_day else None)
        if when is not None and 1900 < when.year < 2100:
            if precision == "day":
                last = match.end(), when
            yield FoundDate(match.start(), match.end(), when.isoformat(), match.group(), precision)


def _step(match: re.Match[str]) -> timedelta:
    """Return how far "three days earlier" or "the day before" lies from the day told before it."""
    words = match["before"].lower()
    if not match["bcount"]:
        return timedelta(days=1 if "after" in words or "next" in words else -1)
    count = int(match["bcount"]) if match["bcount"].isdigit() else _NUMBERS[match["bcount"].lower()]
    days = count * (7 if match["bunit"].lower().startswith("week") else 1)
    return timedelta(days=days if match["way"].lower() == "later" else -days)


def find_dates(text: str, *, published: str | None) -> list[FoundDate]:
    """Return the dates that a text tells, in order; relative words need `published` (ISO) or a dateline."""
    anchor, has_weekdays = _anchored(text, published)
    return list(_dates(text, 0, len(text), anchor, has_weekdays))


@lru_cache(maxsize=4)
def _near(text: str, low: int, high: int, published: str | None) -> tuple[FoundDate, ...]:
    anchor, has_weekdays = _anchored(text, published)
    return tuple(_dates(text, low, high, anchor, has_weekdays))


def sentence_bounds(text: str, span: tuple[int, int], *, reach: int = 900) -> tuple[int, int]:
    """Return where the sentence of a span begins and ends; an abbreviation's period does not end one."""
    low, high = max(0, span[0] - reach), min(len(text), span[1] + reach)
    start, end = low, high
    for match in _SENTENCE_END.finditer(text, low, high):
        if _ABBREVIATED.search(text, max(low, match.start() - 8), match.start() + 1):
            continue
        if match.end() <= span[0]:
            start = match.end()
        elif match.start() >= span[1] - 1:
            end = match.start()
            break
    return start, end


def _choose(
    text: str, found: list[FoundDate], span: tuple[int, int], action_type: ActionType | None
) -> FoundDate | None:
    """Return the date of a sentence that best goes with the act told at the span."""
    best: tuple[float, int] | None = None
    chosen = None
    for each in found:
        if each.precision != "day":
            continue
        before = text[max(0, each.start - 40) : each.start]
        cost = float(min(abs(each.start - span[0]), abs(each.end - span[1]))) / 100
        if span[0] <= each.start < span[1]:
            cost = 0.0
        if _EFFECT.search(before):
            cost += 1.0 if action_type in ("adopted", "directive_issued", "agreement_ended", None) else 3.0
        elif _OTHERWISE.search(before):
            cost += 4.0
        if best is None or (cost, each.start) < best:
            best, chosen = (cost, each.start), each
    return chosen if best is not None and best[0] < 4.0 else None


def resolve_action_date(
    *,
    text: str,
    span: tuple[int, int],
    published: str | None,
    title: str | None = None,
    action_type: ActionType | None = None,
    is_new: bool = True,
) -> tuple[str, str] | None:
    """Return the ISO date of the act told at `span` and the words that give it; None rather than a guess.

    The act's own sentence comes first; for a fresh act then the sentences beside it, the opening and the
    title, as long as the act's sentence does not itself look back.
    """
    # Steps of whole thousands, so that the acts of one passage share one reading.
    low = max(0, span[0] - _NEAR_CHARACTERS) // 2_000 * 2_000
    high = min(len(text), -(-(span[1] + _NEAR_CHARACTERS) // 2_000) * 2_000)
    near = _near(text, low, high, published)
    if low > 0:
        near = _near(text, 0, min(low, _OPENING_CHARACTERS), published) + near
    sentence = sentence_bounds(text, span)
    inside = [each for each in near if sentence[0] <= each.start < sentence[1]]
    chosen = _choose(text, inside, span, action_type)
    stated = _stated(text, published, action_type) if is_new else None
    if chosen is not None and not (stated is not None and stated.iso > chosen.iso):
        return chosen.iso, chosen.raw
    if stated is not None:
        return stated.iso, stated.raw
    words = text[sentence[0] : sentence[1]]
    if not is_new or _YEARS_BACK.search(words) or any(each.precision in ("month", "year") for each in inside):
        return None
    anchor, _ = _anchored(text, published)
    if anchor is None:
        return None
    told = _elsewhere(text, near, sentence, anchor, action_type)
    if told is not None:
        return told.iso, told.raw
    for each in find_dates(title or "", published=published):
        if each.precision == "day" and _is_fresh(each, anchor):
            return each.iso, each.raw
    return _of_live_report(text, span, published)


_CLOCK = re.compile(r"(?m)^\s*(\d{1,2}:\d{2} ?[ap]\.?m\.?)", re.I)
_FEWEST_ENTRIES = 3


def _of_live_report(text: str, span: tuple[int, int], published: str | None) -> tuple[str, str] | None:
    """Return the day of a report told by the clock ("9:47 p.m. Vote."), which is that of its publication."""
    day = day_of(published)
    entries = list(_CLOCK.finditer(text, 0, min(len(text), 20_000))) if day is not None else []
    before = [each for each in entries if each.start() <= span[0]]
    if day is None or len(entries) < _FEWEST_ENTRIES or not before:
        return None
    return day.isoformat(), before[-1].group(1)


def _stated(text: str, published: str | None, action_type: ActionType | None) -> FoundDate | None:
    """Return the date that a record's own heading gives its act: "Decided January 26, 2022"."""
    words = _HEADINGS.get(action_type or "")
    head = _RECORD_HEAD.search(text, 0, min(len(text), 300))
    if head is not None and (action_type is None or action_type in _CUES):
        for each in _near(text, 0, min(len(text), _HEAD_CHARACTERS), published):
            if head.start() - 80 <= each.start <= head.end() + 120 and each.raw[-4:].isdigit():
                return each
    if words is None:
        return None
    for each in _near(text, 0, min(len(text), _HEAD_CHARACTERS), published):
        before = text[max(0, each.start - 30) : each.start]
        if each.precision == "day" and words.search(before):
            return each
    return None


def _elsewhere(
    text: str,
    near: tuple[FoundDate, ...],
    sentence: tuple[int, int],
    anchor: date,
    action_type: ActionType | None,
) -> FoundDate | None:
    """Return a fresh date that the opening, the sentences beside, or one that tells such an act gives."""
    cue = _CUES.get(action_type or "", _ANY_CUE)
    best: tuple[float, int] | None = None
    chosen = None
    for each in near:
        if each.precision != "day" or not _is_fresh(each, anchor):
            continue
        bounds = sentence_bounds(text, (each.start, each.end))
        words = text[bounds[0] : bounds[1]]
        is_beside = abs(bounds[0] - sentence[1]) < 4 or abs(bounds[1] - sentence[0]) < 4
        has_cue = cue.search(words) is not None
        if not (has_cue or is_beside or bounds[0] < 40):
            continue
        if _OTHERWISE.search(text[max(0, each.start - 40) : each.start]):
            continue
        days = (date.fromisoformat(each.iso) - anchor).days
        cost = (
            abs(days) / 7 + (0.0 if has_cue else 1.2) + (0.0 if is_beside else 0.6) + (2.0 if days > 0 else 0)
        )
        if best is None or (cost, each.start) < best:
            best, chosen = (cost, each.start), each
    return chosen


def _is_fresh(found: FoundDate, anchor: date) -> bool:
    return -21 <= (date.fromisoformat(found.iso) - anchor).days <= 60
