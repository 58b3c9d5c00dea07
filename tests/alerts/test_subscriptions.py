"""Subscriptions: what is valid, what each fault says, and whom a place covers."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from alerts.subscriptions import load_subscriptions
from warehouse.errors import UserError


def _load(tmp_path: Path, text: str):
    path = tmp_path / "subscriptions.yml"
    path.write_text(text, encoding="utf-8")
    return load_subscriptions(path)


def test_least_valid_subscription_is_an_id_and_an_address(tmp_path):
    """A subscriber with no lists asks for everything."""
    found = _load(tmp_path, "subscribers:\n  - {id: desk, email: desk@example.org}\n")
    assert found.subscribers[0].places == ()
    assert found.subscribers[0].min_confidence == 0.5


def test_example_file_is_valid():
    """The file that the demo copies loads, with one subscriber of each frequency."""
    found = load_subscriptions(Path(str(files("alerts"))) / "example.subscriptions.yml")
    assert [each.id for each in found.subscribers] == [
        "rochester-reporter",
        "florida-desk",
        "everything-that-changes",
        "tennessee-nightly",
        "city-attorney-weekly",
    ]
    assert {each.frequency for each in found.subscribers} == {"immediate", "nightly", "weekly"}
    assert found.subscribers[1].places == ("FL",)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("{id: desk}", "email is missing; add it"),
        ("{id: desk, email: 'a@b.org, c@d.org'}", "is not a plain address"),
        ('{id: desk, email: "a@b.org\\nBcc: x@y.org"}', "is not a plain address"),
        ("{id: 'Desk One', email: a@b.org}", "is not an id"),
        ("{id: desk, email: a@b.org, places: [Rochester]}", 'write "City, ST"'),
        ("{id: desk, email: a@b.org, places: ['Rochester, XX']}", 'write "City, ST"'),
        ("{id: desk, email: a@b.org, places: ['ocd-division/country:us/../x']}", "is not an OCD id"),
        ("{id: desk, email: a@b.org, topics: [detainers]}", "use one of"),
        ("{id: desk, email: a@b.org, directions: [against]}", "use one of"),
        ("{id: desk, email: a@b.org, min_confidence: 2}", "less than or equal to 1"),
        ("{id: desk, email: a@b.org, colour: red}", "is not a known key"),
        ("{id: desk, email: a@b.org, words: ['']}", "is not a word to look for"),
    ],
)
def test_fault_names_file_line_and_remedy(tmp_path, row, words):
    """Each fault is one line with the file, the line of the entry and what to write."""
    with pytest.raises(UserError) as caught:
        _load(tmp_path, f"subscribers:\n  - {row}\n")
    assert str(caught.value).startswith(f"{tmp_path / 'subscriptions.yml'}:2: ")
    assert words in str(caught.value)


def test_doubled_id_is_refused(tmp_path):
    """The outbox remembers by id, so two subscribers may not share one."""
    row = "  - {id: desk, email: desk@example.org}\n"
    with pytest.raises(UserError, match="'desk' stands twice"):
        _load(tmp_path, "subscribers:\n" + row + row)


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        ("Rochester, NY", True),
        ("rochester,  ny", True),
        ("Rochester, MN", False),
        ("NY", True),
        ("New York", True),
        ("NJ", False),
        ("ocd-division/country:us", True),
        ("ocd-division/country:us/state:ny", True),
        ("ocd-division/country:us/state:n", False),
        ("ocd-division/country:us/state:ny/place:rochester", True),
        ("ocd-division/country:us/state:ny/place:roch", False),
        ("ocd-division/country:us/state:ny/county:monroe", True),
        ("ocd-division/country:us/state:ny/county:erie", False),
    ],
)
def test_place_covers_what_lies_inside_it(case, place, wanted):
    """A state covers its cities, a county those that the gazetteer puts in it, a city itself alone."""
    inside = {
        "ocd-division/country:us/state:ny/place:rochester": (
            "ocd-division/country:us/state:ny/county:monroe",
        )
    }
    assert bool(case.for_subscriber(places=[place]).with_(containers=inside).alerts()) is wanted


def test_state_covers_a_jurisdiction_without_an_id(case):
    """A name alone is enough to find the state."""
    bare = case.with_action(ocd_id=None, places=())
    assert bare.for_subscriber(places=["NY"]).alerts()
    assert bare.for_subscriber(places=["ocd-division/country:us/state:ny"]).alerts()
    assert not bare.for_subscriber(places=["ocd-division/country:us/state:ma"]).alerts()


def test_state_itself_is_covered_by_its_code(case):
    """An act of the state stands under the state's name, which no city of that name is taken for."""
    state = case.with_action(jurisdiction="New York", ocd_id="ocd-division/country:us/state:ny", places=())
    assert state.for_subscriber(places=["NY"]).alerts()
    assert not state.for_subscriber(places=["New York, NY"]).alerts()


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"topics": ["discipline_oversight"]}, True),
        ({"topics": ["agreement_287g"]}, False),
        ({"directions": ["limits"]}, True),
        ({"directions": ["expands"]}, False),
        ({"action_types": ["discipline", "ruling"]}, True),
        ({"action_types": ["ruling"]}, False),
        ({"min_confidence": 0.86}, True),
        ({"min_confidence": 0.87}, False),
        ({"words": ["Reprimands"]}, True),
        ({"words": ["reprim"]}, False),
        ({"words": ["curfew"]}, False),
        ({"words": ["van stop"]}, True),
    ],
)
def test_each_filter_narrows(case, asked, wanted):
    """Topics, directions, stages, confidence and words each let through what they name."""
    assert bool(case.for_subscriber(**asked).alerts()) is wanted
