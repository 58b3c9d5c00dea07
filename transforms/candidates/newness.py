# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""Is an act told as news, or as background? Marks of time in the sentence, weighed against the page's date.

Fresh means within fourteen days before publication, or announced ahead. On a page without a date the words
alone decide: "voted Tuesday" is fresh, "in 2017" is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

FRESH_DAYS = 14

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|aug(?:ust|\.)?|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
_FRESH = re.compile(
    r"\b(?:today|yesterday|tonight|tomorrow|this (?:week|morning|afternoon|evening|month)|last (?:week|night)|next (?:week|month)|(?:mon|tues|wednes|thurs|fri|satur|sun)day|recently|now|currently|just|on (?:his|her|their) first day|hours (?:before|after)|overnight|earlier (?:today|this week)|days? ago|a week (?:ago|after))\b",
    re.I,
)
_OLD = re.compile(
    r"\b(?:last (?:year|fall|spring|summer|winter|decade|december|january|february|march|april|may|june|july|august|september|october|november)|(?:years?|months?|decades?) (?:ago|earlier|before|after|later)|(?:two|three|four|five|six|several|a few|\d+) (?:years|months) (?:ago|earlier|before|later)|earlier this year|previously|originally|first (?:adopted|passed|enacted|signed|created|declared|issued)|(?:19|20)\d0s|back in (?:19|20)\d\d|long_?standing|decades|historically|for (?:more than )?(?:\d+|two|three|five|ten|several) years|since then|at the time|back then|that (?:year|fall|spring|summer|winter|january|february|march|april|june|july|august|september|october|november|december)|last month|a month (?:ago|before|earlier)|the (?:first|second) trump (?:term|administration)|already)\b",
    re.I,
)
_OBJECT = re.compile(r"\b(?:that|which|who)\b")
_PLUPERFECT = re.compile(r"\bhad (?:(?:been|already|previously|also|never) )*\w+(?:ed|n|t)\b", re.I)
_YEAR = re.compile(r"\b(?:19[5-9]\d|20[0-4]\d)\b")
_IN_YEAR = re.compile(
    rf"\b(?:in|since|from|of) (?:(?:early |late |mid-?)?(?:{_MONTH}) )?(?:19|20)\d\d$", re.I
)
_YEAR_AS_PLAN = re.compile(
    r"\b(?:budget|fiscal year|fy|starting|beginning|by|until|through|act of|january 1,?) ?(?:20\d\d|\d\d)\b",
    re.I,
)
# What is repealed or amended today may be a "2018 resolution".
_YEAR_OF_THING = re.compile(
    r"(?:\b(?:a|an|the|its|their|his|her|that)|'s) (?:[a-z'-]+ ){0,2}(?<!\bin )(?<!since )(?<!\bof )(?<!from )(?:19|20)\d\d [a-z\"']$"
    r"|\b(?:ordinance|resolution|policy|order|law|statute|rule|agreement|contract|directive|measure) (?:from|of) (?:19|20)\d\d\W?.?$",
    re.I,
)
_MONTH_ALONE = re.compile(rf"\b(?:in|last|since|of|by|early|late|mid-?) ?({_MONTH})\b(?!\s+\d)", re.I)
_DAY = re.compile(rf"\b({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (\d{{4}}))?", re.I)


@dataclass(frozen=True, slots=True)
class Newness:
    """Whether an act is fresh, how surely (-1 old to 1 fresh), and the words that say so."""

    is_new: bool
    weight: float
    words: str


def month_number(word: str) -> int:
    """Return 1 to 12 for the name of a month or its abbreviation."""
    return _MONTHS.index(word[:3].lower()) + 1


def _published_on(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None


def _around(words: str, start: int, end: int, reach: int) -> tuple[int, int]:
    return max(0, start - reach), min(len(words), end + reach)


def tell_newness(
    words: str,
    start: int,
    end: int,
    *,
    published: str | None,
    resolved: str | None,
    is_news: bool,
    latest_year: int | None,
    is_here: bool = True,
    raw: str | None = None,
) -> Newness:
    """Return whether the act at `words[start:end]` of a sentence is news at publication.

    `resolved` is the act's ISO date where one was found; `is_news` tells whether the page tells events at
    all; `is_here`, whether that date stands in the act's own sentence; `raw`, its words; `latest_year` is the newest year the page names, which stands in for a missing publication date.
    """
    day = _published_on(published)
    if resolved and raw and is_here and _year_is_nearer(words, start, end, raw, day):
        resolved = None
    if resolved and not is_here and _tells_old(words, start, end, day, latest_year):
        resolved = None
    if resolved and day is not None:
        try:
            act_day = date.fromisoformat(resolved[:10])
        except ValueError:
            act_day = None
        if act_day is not None:
            fresh = act_day >= day - timedelta(days=FRESH_DAYS)
            return Newness(fresh, 1.0 if fresh else -1.0, f"{resolved} against {published}")
    year_now = day.year if day is not None else latest_year
    left, right = _around(words, start, end, 110)
    near = words[left:right]
    for match in _YEAR.finditer(near):
        year = int(match.group())
        if _YEAR_AS_PLAN.search(near[max(0, match.start() - 14) : match.end()]):
            continue
        if (match.start() >= end - left or _FRESH.search(near)) and _is_of_thing(near, match):
            continue
        if day is None and _IN_YEAR.search(near[max(0, match.start() - 22) : match.end()]):
            return Newness(False, -0.8, match.group())
        if year_now is not None and year < year_now:
            if day is not None and day.month == 1 and year == day.year - 1:
                continue
            return Newness(False, -0.9, match.group())
    old = _OLD.search(near)
    if old is not None and _OBJECT.search(near[end - left : old.start()] if old.start() > end - left else ""):
        old = None  # "asked for a list of grants that went to the county last year"
    fresh_mark = _FRESH.search(near)
    if old is not None and (
        fresh_mark is None
        or _distance(old, start - left, end - left) < _distance(fresh_mark, start - left, end - left)
    ):
        return Newness(False, -0.7, old.group())
    for match in _DAY.finditer(near):
        if day is not None:
            try:
                when = date(
                    int(match.group(3) or day.year), month_number(match.group(1)), int(match.group(2))
                )
            except ValueError:
                continue
            if match.group(3) is None and when > day + timedelta(days=200):
                when = when.replace(year=when.year - 1)
            fresh = when >= day - timedelta(days=FRESH_DAYS)
            return Newness(fresh, 0.9 if fresh else -0.9, match.group())
    if fresh_mark is not None:
        return Newness(True, 0.7 if is_news else 0.3, fresh_mark.group())
    month = _MONTH_ALONE.search(near)
    if month is not None and day is not None:
        try:
            number = month_number(month.group(1))
        except ValueError:
            number = day.month
        if number not in (
            day.month,
            (day - timedelta(days=FRESH_DAYS)).month,
            day.month % 12 + 1,
        ) or month.group().lower().startswith("since"):
            return Newness(False, -0.6, month.group())
    pluperfect = _PLUPERFECT.search(words[max(0, start - 25) : end])
    if pluperfect is not None:
        return Newness(False, -0.4, pluperfect.group())
    return Newness(
        is_news, 0.3 if is_news else -0.3, "told as news" if is_news else "no mark of a fresh event"
    )


def _is_of_thing(words: str, match: re.Match[str]) -> bool:
    """Return whether the year belongs to a thing ("a 2018 resolution"), not to the act done to it."""
    return _YEAR_OF_THING.search(words[max(0, match.start() - 50) : match.end() + 2]) is not None


def _year_is_nearer(words: str, start: int, end: int, raw: str, day: date | None) -> bool:
    """Return whether an earlier year stands nearer to the act than the words of the date found."""
    place = words.find(raw)
    if place < 0 or day is None:
        return False
    away = max(0, place - end, start - place - len(raw))
    return any(
        int(match.group()) < day.year - 1
        and not _is_of_thing(words, match)
        and max(0, match.start() - end, start - match.end()) < away
        for match in _YEAR.finditer(words)
    )


def _tells_old(words: str, start: int, end: int, day: date | None, latest_year: int | None) -> bool:
    """Return whether the sentence itself names an earlier year or says "last year"."""
    left, right = _around(words, start, end, 110)
    near = words[left:right]
    year_now = day.year if day is not None else latest_year
    if year_now is not None and any(
        int(match.group()) < year_now - 1 and not _is_of_thing(near, match) for match in _YEAR.finditer(near)
    ):
        return True
    return _OLD.search(near) is not None and _FRESH.search(near) is None


def _distance(match: re.Match[str], start: int, end: int) -> int:
    return max(0, match.start() - end, start - match.end())
