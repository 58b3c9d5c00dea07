"""The bundled registry's places, held to the gazetteer that reads the texts: same names, ids and clocks."""

from __future__ import annotations

import unicodedata
from types import MappingProxyType

import pytest

from policywatch.settings import bundled_sources
from spiders.registry import JurisdictionFile, registry_files
from transforms.candidates.gazetteer.divisions import fold, load_gazetteer
from warehouse.declarations import read_declaration

ZONES = MappingProxyType(
    {
        "America/New_York": "CT DC DE FL GA KY MA MD ME NC NH NJ NY OH PA RI SC TN VA VT WV",
        "America/Chicago": "AL AR FL IA IL IN KS KY LA MN MO MS ND NE OK SD TN TX WI",
        "America/Denver": "CO KS MT ND NE NM SD TX UT WY",
        "America/Los_Angeles": "CA ID NV OR WA",
        "America/Anchorage": "AK",
        "America/Boise": "ID OR",
        "America/Detroit": "MI",
        "America/Indiana/Indianapolis": "IN",
        "America/Kentucky/Louisville": "KY",
        "America/Phoenix": "AZ",
        "Pacific/Honolulu": "HI",
    }
)
# The name that the place's government goes by, where the division has another.
OTHER_NAMES = MappingProxyType({"Nashville, TN": "Davidson County, TN"})


def plain(name: str) -> str:
    return fold(unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode())


@pytest.fixture(scope="module")
def declared() -> list[JurisdictionFile]:
    """Every file of a place; the federal lists are of none."""
    found = [read_declaration(path, JurisdictionFile) for path in registry_files(bundled_sources())]
    return [each for each in found if each.ocd_id != "ocd-division/country:us"]


def test_every_place_is_a_division(declared: list[JurisdictionFile]) -> None:
    """Each file's OCD id is a division of the gazetteer, of that GEOID, state and name."""
    divisions = load_gazetteer().by_ocd_id
    for each in declared:
        division = divisions.get(each.ocd_id or "")
        assert division is not None, (each.jurisdiction, each.ocd_id)
        assert each.geoid == division.geoid, each.jurisdiction
        assert each.state == division.state, each.jurisdiction
        named = OTHER_NAMES.get(each.jurisdiction, each.jurisdiction)
        assert plain(named) == plain(division.label), (each.jurisdiction, division.label)


def test_every_clock_is_of_its_state(declared: list[JurisdictionFile]) -> None:
    """A wrong zone moves every meeting by hours and no page would show it."""
    for each in declared:
        assert each.state in ZONES.get(each.timezone, "").split(), (each.jurisdiction, each.timezone)


def test_one_division_has_one_name(declared: list[JurisdictionFile]) -> None:
    """Two spellings of a place would be two places to a subscriber."""
    names: dict[str | None, str] = {}
    for each in declared:
        assert names.setdefault(each.ocd_id, each.jurisdiction) == each.jurisdiction, each.ocd_id


# Cities that are their own county, and councils that are a county's.
BOTH = frozenset({"Denver, CO", "King County, WA", "Nashville, TN", "Washington, DC"})


def test_bodies_stand_at_places_of_their_level(declared: list[JurisdictionFile]) -> None:
    """A sheriff is a county's, an attorney general a state's: the kind of body lends a text its place."""
    divisions = load_gazetteer().by_ocd_id
    levels = {
        "county": "county",
        "sheriff": "county",
        "council": "place",
        "city_hall": "place",
        "state": "state",
    }
    for each in declared:
        if each.jurisdiction in BOTH:
            continue
        level = divisions[each.ocd_id or ""].level
        for source in each.sources:
            assert {"state": "state", **levels}.get(source.kind, level) == level, source.id
