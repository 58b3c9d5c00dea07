"""Dates and local times as public bodies write them, read into ISO text beside their raw words.

What was seen and is read: "Friday, May 15" under a heading "2020", `M/D/YYYY`, `8/23/22`, "2026.12.08",
"28 Feb 2024", `2024-01-28PST00:00:00`, "Aug. 8th, 2025 at 6 p.m.", "5:30-7:00 PM", "12 noon",
`_05052020-382` and "22-09-20 Minutes.pdf" in file names, RFC 822 with American zone names.

Times are local wall time. A zone written beside one is not believed (CivicClerk's `Z` is false, CivicPlus
stamps the server's offset) unless the caller says that it is: `read_instant` for publication times does.
Nothing here looks at the clock: `today` is the day on which the page was fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1970, 2069
MAX_CHARS = 20_000
# A clock belongs to a date where at most so many characters stand between them.
CLOCK_REACH = 60

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")(?![a-z])\.?"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = r"(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?(?![a-z])\.?"
_GAP = r"[\s,.\u00a0]{0,6}"

_DATE = re.compile(
    rf"""
    (?<![\w./-]) (?:
        (?P<iso>(?P<iy>(?:19|20)\d\d)-(?P<im>\d\d?)-(?P<id>\d\d?)) (?=$|[T\s_,;)\]|]|[A-Z]{{3}}\d|[^\w-])
      | (?P<dotted>(?P<oy>(?:19|20)\d\d)[./](?P<om>\d\d?)[./](?P<od>\d\d?)) (?![\d./])
      | (?P<slashed>(?P<sm>\d\d?)(?P<sep>[/.-])(?P<sd>\d\d?)(?P=sep)(?P<sy>(?:19|20)\d\d|\d\d)) (?![\d/])
      | (?:(?P<wd1>{_WEEKDAY}){_GAP})? (?P<mon1>{_MONTH}){_GAP} (?P<d1>\d\d?)(?:st|nd|rd|th)?(?![\d:/])
            (?: \s{{0,3}}[,.]?\s{{0,3}}(?:of\s)? (?P<y1>(?:19|20)\d\d)(?![\d]) )?
            (?: \s{{0,3}}\(?(?P<wd3>{_WEEKDAY})\)? )?
      | (?:(?P<wd2>{_WEEKDAY}){_GAP})? (?P<d2>\d\d?)(?:st|nd|rd|th)?[\s-]{{1,3}}(?:of\s)?
            (?P<mon2>{_MONTH}) (?:[\s,-]{{1,3}}(?P<y2>(?:19|20)\d\d)(?!\d))?
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)

_MERIDIEM = r"(?:a|p)\.?\s?m\b\.?"
_CLOCK = re.compile(
    rf"""
    (?<![\d:./$-]) (?:
        (?P<h>[01]?\d|2[0-3]) (?: [:.](?P<m>[0-5]\d)(?::[0-5]\d(?:\.\d+)?)? )? \s{{0,3}}(?P<ap>{_MERIDIEM})
      | (?P<rh>[01]?\d) (?: :(?P<rm>[0-5]\d) )? (?=\s{{0,3}}(?:-|–|—|to|until)\s{{0,3}}
            (?P<eh>[01]?\d)(?::[0-5]\d)?\s{{0,3}}(?P<eap>{_MERIDIEM}))
      | (?P<noon>(?:12\s?)?noon\b) | (?P<midnight>(?:12\s?)?midnight\b)
      | (?P<h24>[01]\d|2[0-3]) : (?P<m24>[0-5]\d) (?::[0-5]\d(?:\.\d+)?)? (?![\d:])
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ISO_TIME = re.compile(
    r"\s*((?:19|20)\d\d-\d\d-\d\d)(?:[T\s_]|[A-Z]{3,4})?"
    r"(?:(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?\s*$",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"(?<!\d)(?:(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)"
    r"|(?P<m2>[01]\d)(?P<d2>[0-3]\d)(?P<y2>(?:19|20)\d\d))(?!\d)"
)
_SHORT_IN_NAME = re.compile(r"(?<!\d)(\d\d?)[-_.](\d\d?)[-_.](\d\d(?:\d\d)?)(?!\d)")
_LONG_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_./](\d\d?)[-_./](\d\d?)(?!\d)")
_UPLOAD_FOLDER = re.compile(r"/(?:uploads|files)/(?:[\w-]+/)?(?:19|20)\d\d[/-][01]\d/")
_YEAR = re.compile(r"(?<![\d/])((?:19|20)\d\d)(?![\d/])")
_YEARS = re.compile(r"(?:19|20)\d\d\s?[-–—/]\s?(?:(?:19|20)\d\d|\d\d)(?!\d)(?![-/]\d)")
_RFC_822 = re.compile(
    r"(?:[a-z]{3,9}\.?,?\s)?\d\d? [a-z]{3,9} \d{2,4} \d\d?:\d\d(?!.*[ap]\.?m)", re.IGNORECASE
)
_AMERICAN_ZONES = {
    "EST": "-0500", "EDT": "-0400", "CST": "-0600", "CDT": "-0500", "MST": "-0700", "MDT": "-0600",
    "PST": "-0800", "PDT": "-0700", "AKST": "-0900", "AKDT": "-0800", "HST": "-1000", "Z": "+0000",
}  # fmt: skip


@dataclass(frozen=True)
class FoundTime:
    """A date in a text. `iso` is as far as the words go; `start` and `end` span the words of the date alone.

    `has_year` tells whether the year was written there; without one it was inferred.
    """

    iso: str
    raw: str
    start: int
    end: int
    has_year: bool
    has_clock: bool

    @property
    def day(self) -> date:
        """The calendar day, without a zone."""
        return date.fromisoformat(self.iso[:10])


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def join_local(day: date, clock: time | None, timezone: str) -> str:
    """Return ISO text of a wall time in `timezone`, or of the day alone where there is no clock."""
    if clock is None:
        return day.isoformat()
    return datetime.combine(day, clock.replace(second=0, microsecond=0), _zone(timezone)).isoformat()


def _real_date(year: int, month: int, day: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _long_year(year: int) -> int:
    return year if year > 99 else year + (2000 if year <= LAST_YEAR - 2000 else 1900)


def nearest_year(month: int, day: int, *, today: date, weekday: int | None = None) -> date | None:
    """Return the date nearest to `today` that has this month and day and, where given, this weekday.

    A weekday that no year within three of `today` has (a typing error) is passed over.
    """
    near = [_real_date(year, month, day) for year in range(today.year - 3, today.year + 4)]
    dates = sorted((found for found in near if found), key=lambda found: abs((found - today).days))
    if weekday is not None:
        matching = [found for found in dates if found.weekday() == weekday]
        if matching and abs((matching[0] - today).days) <= 3 * 366:
            return matching[0]
    return dates[0] if dates else None


def _weekday(word: str | None) -> int | None:
    return _WEEKDAYS.index(word[:3].lower()) if word else None


def _date_of(match: re.Match[str], *, today: date | None, year: int | None) -> tuple[date | None, bool]:
    """Return the match's date and whether its year is written."""
    part = match.groupdict()
    if part["iso"]:
        return _real_date(int(part["iy"]), int(part["im"]), int(part["id"])), True
    if part["dotted"]:
        return _real_date(int(part["oy"]), int(part["om"]), int(part["od"])), True
    if part["slashed"]:
        return _real_date(_long_year(int(part["sy"])), int(part["sm"]), int(part["sd"])), True
    month = _MONTHS[(part["mon1"] or part["mon2"]).rstrip(".").lower()]
    day = int(part["d1"] or part["d2"])
    written = part["y1"] or part["y2"]
    if not written and (part["mon1"] or part["mon2"]).islower():
        return None, False  # "they may 5 days later"
    if written:
        return _real_date(int(written), month, day), True
    if year is not None:
        return _real_date(year, month, day), False
    if today is None:
        return None, False
    weekday = _weekday(part["wd1"] or part["wd2"] or part["wd3"])
    return nearest_year(month, day, today=today, weekday=weekday), False


def _clock_of(match: re.Match[str]) -> time | None:
    part = match.groupdict()
    if part["noon"]:
        return time(12)
    if part["midnight"]:
        return time(0)
    if part["h24"]:
        return time(int(part["h24"]), int(part["m24"]))
    hour = int(part["h"] or part["rh"])
    minute = int(part["m"] or part["rm"] or 0)
    if hour > 12:
        return time(hour, minute) if part["h"] and part["m"] else None
    if hour == 0:
        return None
    meridiem = (part["ap"] or part["eap"])[0].lower()
    if part["rh"] and int(part["eh"]) % 12 < hour % 12:
        meridiem = "a" if meridiem == "p" else "p"
    return time(hour % 12 + (12 if meridiem == "p" else 0), minute)


def read_clock(text: str | None) -> time | None:
    """Return the first time of day in the words ("9:00 AM", "noon", "5:30-7 p.m.", "18:30"), else None."""
    for match in _CLOCK.finditer((text or "")[:MAX_CHARS]):
        found = _clock_of(match)
        if found is not None:
            return found
    return None


def iter_times(
    text: str, *, timezone: str, today: date | None = None, year: int | None = None
) -> Iterator[FoundTime]:
    """Yield the dates of a text in its order, each with the clock that stands by it.

    `year` is what a heading says for dates without one; else the year nearest to `today` that fits the
    weekday is taken; with neither such dates are passed over.
    """
    yield from _times_in(text[:MAX_CHARS], timezone, today, year)


# Of a listing's row the same words are asked several times: is it a row, when is it, was that its posting.
@lru_cache(maxsize=256)
def _times_in(text: str, timezone: str, today: date | None, year: int | None) -> tuple[FoundTime, ...]:
    found = []
    dates = []
    for match in _DATE.finditer(text):
        day, has_year = _date_of(match, today=today, year=year)
        if day is not None:
            dates.append((match.start(), match.end(), day, has_year))
    clocks = [(m.start(), m.end(), c) for m in _CLOCK.finditer(text) if (c := _clock_of(m)) is not None]
    taken = 0
    for at, (start, end, day, has_year) in enumerate(dates):
        until = dates[at + 1][0] if at + 1 < len(dates) else len(text)
        after = next((c for c in clocks if end <= c[0] < min(until, end + CLOCK_REACH)), None)
        before = next((c for c in clocks if max(taken, start - 20) <= c[0] and c[1] <= start), None)
        chosen = before if before and at == 0 else after or before
        taken = max(end, chosen[1]) if chosen else end
        found.append(
            FoundTime(
                iso=join_local(day, chosen[2] if chosen else None, timezone),
                raw=_raw_words(text, (start, end), chosen),
                start=start,
                end=end,
                has_year=has_year,
                has_clock=chosen is not None,
            )
        )
    return tuple(found)


def _raw_words(text: str, of_date: tuple[int, int], clock: tuple[int, int, time] | None) -> str:
    """Return the words of a date and its clock, with what stands between them where that is little."""
    if clock is None:
        return " ".join(text[slice(*of_date)].split())
    first, last = min(of_date[0], clock[0]), max(of_date[1], clock[1])
    between = max(clock[0] - of_date[1], of_date[0] - clock[1])
    words = text[first:last] if between <= 16 else f"{text[slice(*of_date)]} {text[clock[0] : clock[1]]}"
    return " ".join(words.split())


def find_time(
    text: str | None, *, timezone: str, today: date | None = None, year: int | None = None
) -> FoundTime | None:
    """Return the first date of a text as `iter_times` reads it, or None."""
    return next(iter_times(text or "", timezone=timezone, today=today, year=year), None)


def find_year(text: str | None) -> int | None:
    """Return the one year that a heading names ("2020 - Board Meetings"); None where it names none or two."""
    if _YEARS.search((text or "")[:500]):
        return None
    years = {int(year) for year in _YEAR.findall((text or "")[:500])}
    found = years.pop() if len(years) == 1 else None
    return found if found is not None and FIRST_YEAR <= found <= LAST_YEAR else None


def find_date_in_name(name: str) -> tuple[str, str] | None:
    """Return (ISO date, raw words) from a file's name or a URL's path, or None.

    Reads `_05052020-382`, `20260407`, `2026-04-07`, `/2023/11/08/`, `4-7-26`, and `22-09-20` as year first,
    since it is no date otherwise. Month names count too ("JANUARY-6-2022").
    """
    # Where WordPress filed an upload says nothing of the day.
    name = _UPLOAD_FOLDER.sub("/", name[-500:])
    last = name.rstrip("/").rsplit("/", 1)[-1]
    return _date_in_words(last) or (_date_in_words(name) if last != name else None)


def _date_in_words(name: str) -> tuple[str, str] | None:
    for match in _LONG_IN_NAME.finditer(name):
        day = _real_date(int(match[1]), int(match[2]), int(match[3]))
        if day:
            return day.isoformat(), match[0]
    for match in _COMPACT.finditer(name):
        part = match.groupdict()
        day = _real_date(
            int(part["y"] or part["y2"]), int(part["m"] or part["m2"]), int(part["d"] or part["d2"])
        )
        if day:
            return day.isoformat(), match[0]
    spaced = re.sub(r"[-_+/]+|%20", " ", name)
    for found in iter_times(spaced, timezone="UTC"):
        if found.has_year and re.search(r"[A-Za-z]", found.raw):
            return found.iso[:10], spaced[found.start : found.end].strip()
    for match in _SHORT_IN_NAME.finditer(name):
        first, second, third = (int(part) for part in match.groups())
        day = _real_date(_long_year(third), first, second)
        if day is None and len(match[1]) == 2 and first > 12 and third <= 31:
            day = _real_date(_long_year(first), second, third)
        if day:
            return day.isoformat(), match[0]
    return None


def read_local(value: object, timezone: str) -> str | None:
    """Return a machine's local time as ISO text, its own zone disbelieved; None where it is no such time.

    Reads `2017-09-12T00:00:00`, `2018-10-25 17:00:00`, `20190812`, `2024-08-20T18:00:00-04:00` and
    `2024-01-28PST00:00:00`. A date without a time stays a date.
    """
    if not isinstance(value, str):
        return None
    match = _ISO_TIME.match(value[:60])
    if match:
        try:
            day = date.fromisoformat(match[1])
        except ValueError:
            return None
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            return None
        hour, minute = (int(match[2]), int(match[3])) if match[2] else (0, 0)
        if hour > 23 or minute > 59:
            return None
        return join_local(day, time(hour, minute) if match[2] else None, timezone)
    compact = _COMPACT.fullmatch(value.strip())
    if compact and compact["y"]:
        found = _real_date(int(compact["y"]), int(compact["m"]), int(compact["d"]))
        return found.isoformat() if found else None
    words = find_time(value, timezone=timezone)
    return words.iso if words else None


def _instant_of_rfc822(value: str) -> datetime | None:
    words = value.split()
    if words and words[-1].upper() in _AMERICAN_ZONES:
        value = " ".join([*words[:-1], _AMERICAN_ZONES[words[-1].upper()]])
    try:
        return parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def read_instant(value: object, timezone: str) -> str | None:
    """Return a publication time as ISO text with its own offset; a naive one gets the zone `timezone`.

    Takes ISO 8601, RFC 822, seconds or milliseconds since 1970, and American words. A date stays a date.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float) or (isinstance(value, str) and re.fullmatch(r"\d{10}|\d{13}", value)):
        return _epoch(float(value))
    if not isinstance(value, str):
        return None
    value = " ".join(value[:100].split())
    match = _ISO_TIME.match(value)
    if match:
        return _iso_instant(match, timezone)
    parsed = _instant_of_rfc822(value) if _RFC_822.match(value) else None
    if parsed is not None and FIRST_YEAR <= parsed.year <= LAST_YEAR:
        parsed = parsed if parsed.tzinfo else parsed.replace(tzinfo=_zone(timezone))
        return parsed.replace(microsecond=0).isoformat()
    words = find_time(value, timezone=timezone)
    return words.iso if words else None


def _iso_instant(match: re.Match[str], timezone: str) -> str | None:
    try:
        day = date.fromisoformat(match[1])
        clock = time(int(match[2]), int(match[3]), int(match[4] or 0)) if match[2] else None
    except ValueError:
        return None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    if clock is None:
        return day.isoformat()
    zone = (match[5] or "").upper()
    if not zone:
        return datetime.combine(day, clock, _zone(timezone)).isoformat()
    if zone in {"Z", "UTC", "GMT"}:
        return datetime.combine(day, clock, UTC).isoformat()
    try:
        return datetime.fromisoformat(f"{day.isoformat()}T{clock.isoformat()}{zone}").isoformat()
    except ValueError:
        return None


def to_local(iso: str, timezone: str) -> str:
    """Return an instant in the wall time of `timezone`; a date alone as it is."""
    if len(iso) == 10:
        return iso
    return datetime.fromisoformat(iso).astimezone(_zone(timezone)).isoformat()


def as_local(iso: str, timezone: str) -> str:
    """Return an instant given in UTC as local time; text with another offset, or a date alone, as it is."""
    return to_local(iso, timezone) if iso.endswith("+00:00") else iso


def _epoch(seconds: float) -> str | None:
    if seconds > 1e11:
        seconds /= 1000
    if not 0 < seconds < 3_155_760_000:
        return None
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(seconds))).isoformat()
