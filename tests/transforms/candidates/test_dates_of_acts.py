"""Dates of acts: weekdays against publication, datelines, headings, and silence rather than a guess."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.candidates.dates import find_dates, resolve_action_date

PUBLISHED = "2025-09-19"  # a Friday


@pytest.mark.parametrize(
    ("words", "iso", "precision"),
    [
        ("voted Tuesday", "2025-09-16", "day"),
        ("Monday night's vote", "2025-09-15", "day"),
        ("voted Friday", "2025-09-19", "day"),
        ("last Friday", "2025-09-12", "day"),
        ("The council will vote Tuesday", "2025-09-23", "day"),
        ("next Monday", "2025-09-22", "day"),
        ("Towns will get nothing, the governor said in an order signed Thursday", "2025-09-18", "day"),
        ("yesterday", "2025-09-18", "day"),
        ("on Feb. 3", "2025-02-03", "day"),
        ("on Dec. 16", "2024-12-16", "day"),
        ("on the 17th", "2025-09-17", "day"),
        ("June 18, 2024", "2024-06-18", "day"),
        ("6/18/24", "2024-06-18", "day"),
        ("2024-06-18", "2024-06-18", "day"),
        ("this 3rd day of May, 2022", "2022-05-03", "day"),
        ("In January 2007, on the 10th, he signed", "2007-01-10", "day"),
        ("Tuesday, September 23, 2025", "2025-09-23", "day"),
        ("the House on Wednesday completed an override", "2025-09-17", "day"),
        ("Families will get them: the House on Wednesday voted", "2025-09-17", "day"),
        ("In March, on the 11th, supervisors set money aside", "2025-03-11", "day"),
        ("the 9th of September", "2025-09-09", "day"),
        ("two weeks ago", "2025-09-05", "week"),
        ("last week", "2025-09-08", "week"),
        ("in May 2017", "2017-05-01", "month"),
        ("since 2017", "2017-01-01", "year"),
    ],
)
def test_words_give_a_day(words: str, iso: str, precision: str) -> None:
    """Each way of telling a date is resolved against the day of publication."""
    assert [(each.iso, each.precision) for each in find_dates(words, published=PUBLISHED)] == [
        (iso, precision)
    ]


@pytest.mark.parametrize(
    "words", ["on Mondays", "8 U.S.C. 1373", "a 5-4 vote", "Route 9", "may not ask", "31/31/2024"]
)
def test_what_is_no_date(words: str) -> None:
    """Habits, cites, tallies and impossible days are no dates."""
    assert find_dates(words, published=PUBLISHED) == []


def test_weekday_without_publication_stays_open() -> None:
    """With nothing to count from, a weekday is no date."""
    text = "The council voted Tuesday to end the agreement."
    assert resolve_action_date(text=text, span=(12, 17), published=None) is None


def test_dateline_stands_in_for_publication() -> None:
    """A page that opens with its date tells which Tuesday it was."""
    text = "April 22, 2024. The council voted Monday to end the agreement."
    assert resolve_action_date(text=text, span=(28, 33), published=None) == ("2024-04-22", "Monday")


def test_own_sentence_comes_first() -> None:
    """The act's own date is taken before the ones around it."""
    text = "Residents met Monday. The board ended the deal on Sept. 10. A rally followed Thursday."
    start = text.index("ended")
    assert resolve_action_date(text=text, span=(start, start + 5), published=PUBLISHED) == (
        "2025-09-10",
        "Sept. 10",
    )


def test_date_of_something_else_is_passed_over() -> None:
    """When the crash was or the term begins is not when the act was."""
    text = "The officer was suspended over a crash on Sept. 2."
    assert resolve_action_date(text=text, span=(16, 25), published=PUBLISHED) is None


def test_opening_dates_a_fresh_act() -> None:
    """A fresh act told without a day is of the day its story opens with."""
    text = "The council met Tuesday night. Its members spoke for hours. They ended the contract 5-2."
    start = text.index("ended")
    assert resolve_action_date(text=text, span=(start, start + 5), published=PUBLISHED) == (
        "2025-09-16",
        "Tuesday night",
    )
    assert resolve_action_date(text=text, span=(start, start + 5), published=PUBLISHED, is_new=False) is None


def test_record_dates_its_items_by_its_heading() -> None:
    """An agenda's items are of the day of its meeting, whatever the day it was posted."""
    text = "CITY COUNCIL FORMAL MEETING - Tuesday, September 23, 2025\n\n1. Ordinance 2025-31: first reading."
    start = text.index("first")
    found = resolve_action_date(
        text=text, span=(start, start + 5), published=PUBLISHED, action_type="hearing"
    )
    assert found == ("2025-09-23", "September 23, 2025")


@given(st.text(max_size=300), st.one_of(st.none(), st.dates().map(date.isoformat), st.text(max_size=12)))
def test_offsets_and_dates_are_true_on_any_text(text: str, published: str | None) -> None:
    """Every date stands at its offsets and is a real day; no publication makes it fail."""
    for each in find_dates(text, published=published):
        assert text[each.start : each.end] == each.raw
        date.fromisoformat(each.iso)


@given(st.text(max_size=200), st.integers(0, 250), st.dates().map(date.isoformat))
def test_resolution_never_raises(text: str, at: int, published: str) -> None:
    """Any span of any text gives a date or none."""
    resolve_action_date(text=text, span=(at, at + 3), published=published)


@pytest.mark.parametrize("words", ["Mon. ", "1/1/", "May ", "will ", "in the ", "last "])
def test_time_grows_with_length_alone(words: str) -> None:
    """A text made of beginnings of dates costs no more than its length."""
    started = time.perf_counter()
    find_dates(words * 20_000, published=PUBLISHED)
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("The sheriff spoke Friday of the papers that he signed three days earlier.", "2025-09-16"),
        ("Members said Wednesday that the mayor announced the day before that he had agreed.", "2025-09-16"),
        ("The council met Monday; two days later, it voted.", "2025-09-17"),
    ],
)
def test_days_are_counted_from_the_day_told_before(words: str, iso: str) -> None:
    """ "Three days earlier" and "the day before" count from the day that the sentence names."""
    assert iso in {each.iso for each in find_dates(words, published=PUBLISHED)}


def test_a_live_report_is_of_its_day() -> None:
    """Entries told by the clock happened on the day of publication."""
    text = (
        "7:04 p.m. Gavel.\n8:52 p.m. The sheriff says keep it.\n"
        "9:47 p.m. Vote. Motion to renew the pact with ICE fails.\n"
    )
    start = text.index("Motion")
    assert resolve_action_date(text=text, span=(start, start + 6), published=PUBLISHED) == (
        PUBLISHED,
        "9:47 p.m.",
    )


def test_a_deadline_is_not_the_day_of_the_act() -> None:
    """ "Given until Aug. 15" and "beyond August 31" tell when something else is due."""
    text = "The attorney general has given the city until Sept. 30 to repeal its ordinance."
    start = text.index("given")
    assert resolve_action_date(text=text, span=(start, start + 5), published=PUBLISHED) is None


@pytest.mark.parametrize(
    ("text", "act", "day"),
    [
        ("By voice vote Monday the commissioners put their names to it.", "put", "2019-01-14"),
        ("A change signed off by both chambers on Wednesday throws it out.", "throws", "2019-01-16"),
        ("It was pushed through the council Tuesday, and signed.", "pushed", "2019-01-15"),
    ],
)
def test_little_words_before_a_day(text: str, act: str, day: str) -> None:
    """ "By" and "through" bound a day only where they stand before it, not before who acted."""
    start = text.index(act)
    found = resolve_action_date(text=text, span=(start, start + len(act)), published="2019-01-17")
    assert found is not None
    assert found[0] == day


def test_by_a_day_is_a_deadline() -> None:
    """A day that something is due by is not the day of the act."""
    text = "The agency must answer by early Monday. It ended the pact."
    assert resolve_action_date(text=text, span=(0, 10), published="2019-01-17") is None
