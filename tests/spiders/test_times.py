"""Dates and local times as they stand on real pages."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spiders.times import (
    as_local,
    find_date_in_name,
    find_time,
    find_year,
    iter_times,
    join_local,
    nearest_year,
    read_clock,
    read_instant,
    read_local,
)

ZONE = "America/New_York"
TODAY = date(2025, 5, 2)


@pytest.mark.parametrize(
    ("words", "iso", "raw"),
    [
        ("Friday, May 16", "2025-05-16", "Friday, May 16"),
        ("May 20 Tue 07:00pm - 10:00pm", "2025-05-20T19:00:00-04:00", "May 20 Tue 07:00pm"),
        ("9/24/2024 1:00 PM - 4:00 PM Committee", "2024-09-24T13:00:00-04:00", "9/24/2024 1:00 PM"),
        ("08/23/22", "2022-08-23", "08/23/22"),
        ("City Council Meeting 2026.12.08", "2026-12-08", "2026.12.08"),
        ("Wed, 31 Jan 2018", "2018-01-31", "Wed, 31 Jan 2018"),
        ("6:00 PM Monday, Aug. 8th 2025", "2025-08-08T18:00:00-04:00", "6:00 PM Monday, Aug. 8th 2025"),
        ("5:30-7:00 PM on May 3, 2024", "2024-05-03T17:30:00-04:00", "5:30-7:00 PM on May 3, 2024"),
        ("December 8, 2021 at 12 noon", "2021-12-08T12:00:00-05:00", "December 8, 2021 at 12 noon"),
        ("2024-01-28PST00:00:00", "2024-01-28T00:00:00-05:00", "2024-01-28PST00:00:00"),
        ("Sept. 3rd, 2025", "2025-09-03", "Sept. 3rd, 2025"),
        ("the 5th of June 2025", "2025-06-05", "5th of June 2025"),
    ],
)
def test_words_are_read(words: str, iso: str, raw: str) -> None:
    """Each form of date and time gives ISO local time and keeps its words."""
    found = find_time(words, timezone=ZONE, today=TODAY)
    assert found is not None
    assert (found.iso, found.raw) == (iso, raw)


@pytest.mark.parametrize(
    "words",
    [
        "Resolution 2025-114",
        "they may 5 days later",
        "24/7 hotline",
        "13/45/2025",
        "Room 12-14",
        "555-12-2025x",
        "",
    ],
)
def test_what_is_no_date_is_none(words: str) -> None:
    """Numbers of rooms, bills and lines are not dates."""
    assert find_time(words, timezone=ZONE, today=TODAY) is None


def test_a_year_comes_from_the_heading_else_from_the_weekday() -> None:
    """A heading's year wins; a weekday picks the nearest year that has it; else the nearest such day."""
    assert find_time("May 15", timezone=ZONE, today=TODAY, year=2019).iso == "2019-05-15"  # type: ignore[union-attr]
    assert find_time("Friday, May 15", timezone=ZONE, today=TODAY).iso == "2026-05-15"  # type: ignore[union-attr]
    assert find_time("January 3", timezone=ZONE, today=date(2024, 12, 20)).iso == "2025-01-03"  # type: ignore[union-attr]
    assert find_time("May 15", timezone=ZONE) is None
    assert nearest_year(2, 29, today=date(2025, 3, 1)) == date(2024, 2, 29)


def test_each_date_of_a_text_has_its_own_clock() -> None:
    """Of several dates, the one without a clock gets none."""
    words = "Jan 2, 2024 6:00 PM, Jan 9, 2024 and Jan 16, 2024 7 pm"
    isos = [found.iso for found in iter_times(words, timezone=ZONE)]
    assert isos == ["2024-01-02T18:00:00-05:00", "2024-01-09", "2024-01-16T19:00:00-05:00"]


@pytest.mark.parametrize(
    ("words", "clock"),
    [
        ("9:00 AM", time(9)), ("12 Noon", time(12)), ("midnight", time(0)), ("7 p.m.", time(19)),
        ("18:30", time(18, 30)), ("11-1 pm", time(11)), ("7 – 9 p.m.", time(19)), ("12:15 a.m.", time(0, 15)),
        ("Immediately following Council", None), ("7:00", None), (None, None), ("25:99", None),
    ],
)  # fmt: skip
def test_clocks_are_read(words: str | None, clock: time | None) -> None:
    """A time without a half of the day is no time rather than a guess."""
    assert read_clock(words) == clock


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("/AgendaCenter/ViewFile/Agenda/_05052020-382", "2020-05-05"),
        ("22-09-20-MID-GSA-Agenda.pdf", "2022-09-20"),
        ("/wp-content/uploads/2025/05/12-Minutes.pdf", None),
        ("/wp-content/uploads/2025/06/MAY-6-2025-Notice.pdf", "2025-05-06"),
        ("/news/20200316/rockland", "2020-03-16"),
        ("/2023/11/08/story", "2023-11-08"),
        ("Agenda%20May%205%202024.pdf", "2024-05-05"),
        ("SF_Admin_Code_96A.pdf", None),
        ("Nelson-14848099.php", None),
    ],
)
def test_names_of_files_give_dates(name: str, day: str | None) -> None:
    """Compact, dashed and worded dates in names are read; folders of uploads are not."""
    found = find_date_in_name(name)
    assert (found[0] if found else None) == day


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("Wed, 31 Jan 2018 07:26:05 GMT", "2018-01-31T07:26:05+00:00"),
        ("Tue, 24 Sep 2024 20:00:00 EST", "2024-09-24T20:00:00-05:00"),
        ("2022-07-28T02:43:00.000000000Z", "2022-07-28T02:43:00+00:00"),
        ("2025-04-30 18:04:00", "2025-04-30T18:04:00-04:00"),
        ("2020-03-16", "2020-03-16"),
        ("May 5, 2024 3:00 PM", "2024-05-05T15:00:00-04:00"),
        ("Published 10:15 p.m. ET Nov. 19, 2019", "2019-11-19T22:15:00-05:00"),
        (1719938796, "2024-07-02T16:46:36+00:00"),
        ("not a date", None),
        (True, None),
        (None, None),
        ("9999-99-99T99:99:99Z", None),
    ],
)
def test_publication_times_are_read(value: object, iso: str | None) -> None:
    """A publication time keeps its own offset; a naive one gets the source's."""
    assert read_instant(value, ZONE) == iso


def test_a_machines_local_time_is_not_believed_in_its_zone() -> None:
    """The wall time stands; the zone is the source's."""
    assert read_local("2027-01-26T18:00:00Z", "America/Los_Angeles") == "2027-01-26T18:00:00-08:00"
    assert read_local("2018-10-25 17:00:00", ZONE) == "2018-10-25T17:00:00-04:00"
    assert read_local("20190812", ZONE) == "2019-08-12"
    assert read_local(17, ZONE) is None


def test_utc_becomes_local_and_other_offsets_stay() -> None:
    """An evening's story does not move to tomorrow."""
    assert as_local("2023-11-09T05:30:59+00:00", "America/Chicago") == "2023-11-08T23:30:59-06:00"
    assert as_local("2023-11-09T05:30:59+02:00", "America/Chicago") == "2023-11-09T05:30:59+02:00"
    assert as_local("2023-11-09", "America/Chicago") == "2023-11-09"


def test_a_heading_with_two_years_names_none() -> None:
    """Fiscal years do not decide."""
    assert find_year("2020 - Board Meetings") == 2020
    assert find_year("2024-2025 Schedule") is None
    assert find_year("Planning") is None


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_without_error(text: str) -> None:
    """No text raises; what is found is valid ISO and its span is of the text."""
    for found in iter_times(text, timezone=ZONE, today=TODAY):
        assert 0 <= found.start < found.end <= len(text)
        datetime.fromisoformat(found.iso)
    read_clock(text)
    find_year(text)
    find_date_in_name(text)
    for value in (read_local(text, ZONE), read_instant(text, ZONE)):
        assert value is None or datetime.fromisoformat(value)


@settings(max_examples=200, deadline=None)
@given(day=st.dates(date(1971, 1, 1), date(2068, 12, 31)), hour=st.integers(0, 23), minute=st.integers(0, 59))
def test_what_is_written_is_read_back(day: date, hour: int, minute: int) -> None:
    """A date and time in American words come back as they were."""
    clock = time(hour, minute)
    half = "AM" if hour < 12 else "PM"
    words = f"{day:%A, %B} {day.day}, {day.year} at {hour % 12 or 12}:{minute:02d} {half}"
    found = find_time(words, timezone=ZONE, today=TODAY)
    assert found is not None
    assert found.iso == join_local(day, clock, ZONE)
    assert found.raw == words


@settings(max_examples=100, deadline=None)
@given(day=st.dates(date(1971, 1, 1), date(2068, 12, 31)))
def test_numeric_dates_are_read_back(day: date) -> None:
    """M/D/YYYY, ISO and compact forms agree."""
    slashed = find_time(f"{day.month}/{day.day}/{day.year}", timezone=ZONE)
    assert slashed is not None and slashed.iso == day.isoformat()
    assert read_local(day.isoformat(), ZONE) == day.isoformat()
    assert find_date_in_name(f"x_{day:%m%d%Y}-3.pdf") == (day.isoformat(), f"{day:%m%d%Y}")
