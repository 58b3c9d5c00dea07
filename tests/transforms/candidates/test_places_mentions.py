"""Jurisdictions that a text names: told apart by context, and from persons, streets and schools."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.candidates.gazetteer.divisions import division_of_label, load_gazetteer
from transforms.candidates.places import find_places


def _labels(text: str, **page: str) -> list[str]:
    return [each.jurisdiction for each in find_places(text, **page)]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("The Rochester City Council voted. Mayo Clinic in Minnesota reacted.", "Rochester, MN"),
        ("The Rochester Police Department agreed, said Monroe County and Western New York.", "Rochester, NY"),
        ("ROCHESTER, N.H. (AP) - The council met.", "Rochester, NH"),
        ("The Monroe County Sheriff in Bloomington, Indiana, ended the agreement.", "Monroe County, IN"),
        ("The Monroe County Sheriff in Key West signed, said Gov. Ron DeSantis.", "Monroe County, FL"),
        ("Aurora City Council members in Illinois voted Tuesday.", "Aurora, IL"),
        ("Aurora's city council voted. Colorado lawmakers objected.", "Aurora, CO"),
        ("Columbus City Council passed it; Gov. Mike DeWine objected.", "Columbus, OH"),
        ("Springfield police will not ask, said Massachusetts lawmakers.", "Springfield, MA"),
        ("The Arlington County Board in Virginia voted.", "Arlington County, VA"),
        ("Arlington police in Texas joined the program.", "Arlington, TX"),
        ("The Portland City Council voted 5-0. Maine's governor was silent.", "Portland, ME"),
        ("Jefferson Parish Sheriff's deputies in Louisiana", "Jefferson Parish, LA"),
        ("WASHINGTON COUNTY, TENN. COMMISSION", "Washington County, TN"),
        ("Washington lawmakers passed the Keep Washington Working Act in Olympia.", "Washington"),
        ("The Kansas City Council in Missouri voted.", "Kansas City, MO"),
    ],
)
def test_namesakes_are_told_apart_by_context(text: str, label: str) -> None:
    """States, counties and clauses beside a name decide which place of the name it is."""
    assert _labels(text)[0] == label


@pytest.mark.parametrize(
    "text",
    [
        "Chuck Schumer and Mayor London Tate spoke; Sheriff Monroe nodded.",
        "Jackson said no, and Mayor Houston agreed.",
        "Senator Lincoln Chafee met Aurora Martinez.",
        "A crash on Rochester Avenue, near the University of Rochester.",
        "The Justice Department and the Union filed briefs.",
        "Campus police locked the campus.",
    ],
)
def test_persons_streets_and_words_are_no_places(text: str) -> None:
    """A name given to a person, a street, a school or a common thing is no jurisdiction."""
    assert _labels(text) == []


def test_short_names_of_police_are_their_city() -> None:
    """Departments that stand for their city by their letters are read so."""
    assert _labels("NYPD officers and LAPD chiefs met in Philly.") == [
        "New York, NY",
        "Los Angeles, CA",
        "Philadelphia, PA",
    ]


def test_listed_counties_are_counties() -> None:
    """ "Douglas and El Paso counties" names two counties, not two cities."""
    found = _labels("Douglas and El Paso counties sued Colorado.")
    assert found == ["Douglas County, CO", "El Paso County, CO", "Colorado"]


@pytest.mark.parametrize(
    ("label", "ocd_id", "geoid"),
    [
        ("Rochester, NY", "state:ny/place:rochester", "3663000"),
        ("Monroe County, NY", "state:ny/county:monroe", "36055"),
        ("New York", "state:ny", "36"),
        ("New York City, NY", "state:ny/place:new_york", "3651000"),
        ("Missouri (state), MO", "state:mo", "29"),
        ("Washington, DC", "district:dc", "11"),
        ("St. Tammany Parish, LA", "state:la/parish:st_tammany", "22103"),
        ("Saint Paul, MN", "state:mn/place:st_paul", "2758000"),
        ("Nashville, TN", "state:tn/place:nashville", "4752006"),
    ],
)
def test_labels_know_their_division(label: str, ocd_id: str, geoid: str) -> None:
    """A jurisdiction's label gives its OCD id and GEOID."""
    division = division_of_label(label)
    assert division is not None
    assert (division.ocd_id, division.geoid) == (f"ocd-division/country:us/{ocd_id}", geoid)


def test_gazetteer_has_every_state_and_county() -> None:
    """Fifty states, DC, territories, and over three thousand counties with their GEOIDs."""
    known = load_gazetteer()
    counties = [each for each in known.by_ocd_id.values() if each.level == "county"]
    assert len(known.states) == 56
    assert len(counties) > 3_100
    assert sum(each.geoid is not None for each in counties) > 3_100


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_offsets_are_true_on_any_text(text: str) -> None:
    """Every mention stands at its offsets, whatever the text."""
    for each in find_places(text):
        assert text[each.start : each.end] == each.name != ""


@pytest.mark.parametrize(
    "words", ["New York ", "A ", "Douglas and ", "City of ", "St. ", "ROCHESTER - ", "X, NY "]
)
def test_time_grows_with_length_alone(words: str) -> None:
    """A long run of capitals or of beginnings of names costs no more than its length."""
    started = time.perf_counter()
    find_places(words * 20_000)
    assert time.perf_counter() - started < 3


def test_reading_is_fast_enough_for_a_night() -> None:
    """Five thousand characters take a few milliseconds."""
    text = ("The Rochester City Council voted Tuesday on a resolution. Residents spoke for two hours. " * 60)[
        :5_000
    ]
    find_places(text)
    started = time.perf_counter()
    for number in range(10):
        find_places(f"{text} {number}")
    assert (time.perf_counter() - started) / 10 < 0.05
