# ruff: noqa: E501 (a case stays on one line)
"""Whose policy an act is: the sentence before the title, the title before the opening, the source last."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.candidates.places import ResolvedPlace, resolve_jurisdiction


def _resolve(text: str, act: str, actor: Any, **page: Any) -> ResolvedPlace | None:
    start = text.index(act)
    return resolve_jurisdiction(
        text=text,
        title=page.pop("title", None),
        url=page.pop("url", None),
        source_jurisdiction=page.pop("source", None),
        span=(start, start + len(act)),
        actor=actor,
        **page,
    )


@pytest.mark.parametrize(
    ("text", "act", "actor", "label"),
    [
        (
            "The Knox County sheriff signed it. Knoxville police and Tennessee law differ.",
            "signed",
            "sheriff",
            "Knox County, TN",
        ),
        (
            "Sheriff Bill Waybourn renewed it. Commissioners in Fort Worth, Texas met. Tarrant County is in.",
            "renewed",
            "sheriff",
            "Tarrant County, TX",
        ),
        (
            "Gov. Kathy Hochul announced a bill. Sheriffs in Nassau County have agreements.",
            "announced",
            "governor",
            "New York",
        ),
        (
            "The state Senate passed House Bill 9 in Atlanta. Georgia sheriffs back it.",
            "passed",
            "state_legislature",
            "Georgia",
        ),
        (
            "DES MOINES - A bill to bind every sheriff won approval in the House. Iowa is next.",
            "won",
            "sheriff",
            "Iowa",
        ),
        (
            "BELLINGHAM, Wash. - Whatcom County Council members voted to bar aid to ICE.",
            "voted",
            "council",
            "Whatcom County, WA",
        ),
        (
            "The federal government sued the state of Illinois in Chicago over the TRUST Act.",
            "sued",
            "federal",
            "Illinois",
        ),
        (
            "Denver Mayor Mike Johnston signed an order. Colorado Gov. Jared Polis was silent.",
            "signed",
            "mayor",
            "Denver, CO",
        ),
        (
            "A Virginia department suspended an officer. The Fairfax County officer called ICE.",
            "suspended",
            "police",
            "Fairfax County, VA",
        ),
    ],
)
def test_acting_body_decides(text: str, act: str, actor: str, label: str) -> None:
    """A sheriff's act is a county's, a governor's a state's, a mayor's a city's; datelines only help."""
    place = _resolve(text, act, actor)
    assert place is not None
    assert place.jurisdiction == label


def test_paper_is_not_the_place() -> None:
    """A Boston paper's article about a Worcester order is Worcester's."""
    place = _resolve(
        "WORCESTER - The City Council adopted an order Tuesday. Mayor Joseph Petty backed it.",
        "adopted",
        "council",
        source="Boston, MA",
        source_kind="news",
        url="https://www.bostonglobe.com/2017/02/01/order",
    )
    assert place is not None
    assert place.jurisdiction == "Worcester, MA"


@pytest.mark.parametrize(
    ("actor", "kind", "label"),
    [
        ("police", "police", "Rochester, NY"),
        ("police", "news", "Rochester, NY"),
        ("sheriff", "news", "Monroe County, NY"),
    ],
)
def test_source_speaks_where_the_text_is_silent(actor: str, kind: str, label: str) -> None:
    """Where no place is named the source's own is taken, or its county for a sheriff."""
    text = "The office said Monday that it would end the practice, a spokesman wrote."
    place = _resolve(text, "end", actor, source="Rochester, NY", source_kind=kind)
    assert place is not None
    assert place.jurisdiction == label


def test_county_against_state_law_is_the_state() -> None:
    """In a county's suit against a state's law the policy is the state's; the county is touched."""
    text = "The Mesa County sheriff sued Colorado Gov. Jared Polis and the state over a law on sharing data."
    place = _resolve(text, "sued", "sheriff", action_type="lawsuit_filed")
    assert place is not None
    assert place.jurisdiction == "Colorado"
    assert "Mesa County, CO" in place.places


def test_source_label_is_kept_for_its_own_place() -> None:
    """A register that writes "New York City, NY" keeps its spelling, so that its rows join."""
    place = _resolve(
        "Be it enacted by the Council of the city of New York.",
        "enacted",
        "council",
        source="New York City, NY",
        source_kind="legislation",
    )
    assert place is not None
    assert place.jurisdiction == "New York City, NY"
    assert place.ocd_id == "ocd-division/country:us/state:ny/place:new_york"


def test_nothing_to_go_by_is_none() -> None:
    """No place, source or host: no guess."""
    assert _resolve("The council voted.", "voted", "council") is None


@given(
    st.text(max_size=200),
    st.one_of(st.none(), st.text(max_size=40)),
    st.one_of(st.none(), st.text(max_size=60)),
    st.integers(0, 250),
)
def test_never_raises(text: str, source: str | None, url: str | None, at: int) -> None:
    """Any text, source, address and span give a place or none."""
    resolve_jurisdiction(
        text=text,
        title=source,
        url=url,
        source_jurisdiction=source,
        span=(at, at + 5),
        actor="council",
    )


def test_district_is_a_city_and_a_state() -> None:
    """A police chief's order under Washington's dateline is the District's."""
    place = _resolve("WASHINGTON - The police chief told officers to help agents.", "told", "police")
    assert place is not None
    assert place.jurisdiction == "Washington, DC"


@pytest.mark.parametrize(
    ("text", "act", "actor", "title", "url", "label"),
    [
        ("Key West commissioners met Tuesday and accepted an agreement with ICE.", "accepted", "county_board", None, None, "Key West, FL"),
        ("In Ulster County's largest city, lawmakers have approved a mask ban.", "approved", "council", "Mask rule passes in Kingston", None, "Kingston, NY"),
        ("Two counties have filed suit in federal court at Rockford to stop a state law.", "filed", "county_board", "McHenry, Kankakee counties ask judge to save ICE contracts", None, "Illinois"),
        ("AURORA, Colo. - The council voted to keep police from assisting ICE.", "voted", "council", "Denver suburb bars ICE help", None, "Aurora, CO"),
        ("1. Consider adopting Ordinance 9930 on immigration enforcement.", "adopting", "council", "City Commission agenda", "https://www.example-lawrence-ks.test/agenda/1", "Lawrence, KS"),
        ("Twelve deputies hold credentials from ICE under the agreement I signed.", "signed", "sheriff", None, "https://www.example-alachua-sheriff.test/news", "Alachua County, FL"),
        ("The sheriff of the jail said yes.", "said", "sheriff", "LIVE: Prince William jail board on ICE", None, "Prince William County, VA"),
        ("TUCSON - The trustees adopted rules for agents at the door.", "adopted", "council", "Sunnyside trustees: no agents without warrant", None, "Tucson, AZ"),
    ],
)  # fmt: skip
def test_commissions_cities_told_by_counties_courts_and_hosts(
    text: str, act: str, actor: Any, title: str | None, url: str | None, label: str
) -> None:
    """A city's commission, a county's largest city, a court's seat, a suburb, a host's name."""
    found = _resolve(text, act, actor, title=title, url=url)
    assert found is not None
    assert found.jurisdiction == label


@pytest.mark.parametrize(
    ("text", "act", "actor", "action_type", "title", "label"),
    [
        (
            "Attorney General Dana Ruiz filed suit against the Benton County Sheriff's Office for breaking Washington state law.",
            "filed suit", "attorney_general", "lawsuit_filed", "State sues Benton County", "Benton County, WA",
        ),
        (
            "OKLAHOMA CITY - A judge granted the attorney general's request and ordered the Cleveland County jail to honor holds under state law.",
            "ordered", "court", "ruling", "Judge sides with state", "Cleveland County, OK",
        ),
        (
            "SACRAMENTO - The governor turned down a bill that would have shut probation offices to agents.",
            "turned down", "governor", "vetoed", "Sacramento veto keeps offices open", "California",
        ),
        (
            "Idaho's attorney general said Monday that he is examining a police rule.",
            "examining", "attorney_general", "investigation", "State looks into Boise's rule", "Boise, ID",
        ),
        (
            "WARREN, Mich. — Warren's police have joined the program, the fourth department in Macomb County to do so.",
            "joined", "police", "agreement_signed", "Chief signs", "Warren, MI",
        ),
        (
            "The Prince George Board of County Supervisors rewrote the jail's rule in Virginia.",
            "rewrote", "county_board", "amended", None, "Prince George County, VA",
        ),
        (
            "HOUMA, La. - A plan to hold people for ICE was recommended Tuesday by the parish council's land committee.",
            "recommended", "council", "hearing", None, "Terrebonne Parish, LA",
        ),
        (
            "SANDPOINT, Idaho — This lake town on Thursday became the first in the state with a card of its own.",
            "became", "council", "adopted", None, "Sandpoint, ID",
        ),
        (
            "The San Francisco County Sheriff issued a memorandum in California.",
            "issued", "sheriff", "directive_issued", None, "San Francisco, CA",
        ),
    ],
)  # fmt: skip
def test_levels_of_government(
    text: str, act: str, actor: Any, action_type: Any, title: str | None, label: str
) -> None:
    """A state's act against a locality is told by the locality, a capital's dateline by the state, a county by its bodies."""
    found = _resolve(text, act, actor, title=title, action_type=action_type)
    assert found is not None
    assert found.jurisdiction == label
