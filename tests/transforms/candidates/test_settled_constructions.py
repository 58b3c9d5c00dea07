"""Frames that settle a direction as a whole, in other words and places than those they were written for."""

from __future__ import annotations

import time

import pytest

from transforms.candidates import propose_candidates
from transforms.candidates.constructions import settled_direction

EXPANDS = (
    "The attorney general says nothing in the constitution bars deputies from asking about status.",
    "The bill says that no county may refuse an immigration detainer.",
    "No law enforcement agency shall limit the sharing of names with ICE, the measure says.",
    "Lawmakers voted to prohibit cities from restricting cooperation with immigration officers.",
    "The sheriff said that his office will not enforce the state's ban on masks for agents.",
    "Boulder could lose state grants because it limits work with immigration officers.",
    "The county fired a jail clerk who refused to honor an immigration detainer.",
    "The attorney general sued Denver over its refusal to hold people for ICE.",
    "A sheriff asked a judge to strike down the Maryland Trust Act.",
)
LIMITS = (
    "The attorney general sued the Lincoln County sheriff for holding people on immigration detainers.",
    "The suit asks a court to void the 287(g) agreement that the sheriff signed in May.",
    "Residents asked a judge to block the contract for immigration beds.",
    "The group wrote that it will sue unless the county ends its 287(g) agreement.",
)
OPEN = (
    "The council adopted an ordinance on immigration detainers.",
    "Two families sued ICE for holding their relatives in a hotel.",
    "The judge was asked to block the ban on sanctuary cities.",
    "The city may not refuse a permit for a block party.",
    "Nothing in the budget pays for the rink.",
)


@pytest.mark.parametrize("words", EXPANDS)
def test_frames_that_widen_help(words: str) -> None:
    """A rule against limits, a penalty for them and an attack on them all favor cooperation."""
    found = settled_direction(words)
    assert found is not None and found[0] == "expands"


@pytest.mark.parametrize("words", LIMITS)
def test_frames_that_narrow_help(words: str) -> None:
    """A suit against help, or to undo an agreement to help, limits it."""
    found = settled_direction(words)
    assert found is not None and found[0] == "limits"


@pytest.mark.parametrize("words", OPEN)
def test_other_sentences_are_left_to_the_count(words: str) -> None:
    """Where no frame stands, nothing is said."""
    assert settled_direction(words) is None


def test_an_act_against_the_policy_turns_it_round() -> None:
    """A veto of a ban on limits limits help; a suit stays what it is."""
    words = "The governor vetoed a bill under which no county may refuse an immigration detainer."
    assert settled_direction(words, is_against=True) == ("limits", "no place may limit")
    suit = "The attorney general sued the sheriff for holding people on immigration detainers."
    assert settled_direction(suit, is_against=True) == ("limits", "sued for helping")


def test_a_judge_who_refuses_to_undo_settles_nothing() -> None:
    """What was asked and refused is left to the count."""
    assert settled_direction("The judge refused a plea to a court to void the 287(g) agreement.") is None


def test_long_sentences_cost_little() -> None:
    """A sentence full of opening words is read in well under a second."""
    words = "sued the city over no county may withhold aid that, unless a judge is asked to block " * 200
    started = time.perf_counter()
    settled_direction(words)
    assert time.perf_counter() - started < 1.0


def direction_of(text: str, title: str | None = None) -> str:
    """Return the direction of the best candidate of a story published on 14 March 2025."""
    reading = propose_candidates(
        document_id="d", text=text, title=title, url=None, published="2025-03-14", source_kind="news",
        jurisdiction=None,
    )  # fmt: skip
    assert reading.candidates
    return max(reading.candidates, key=lambda one: (one.is_new, one.confidence)).direction


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("TOPEKA, Kan. - A judge on Thursday blocked the city's sanctuary ordinance.", "expands"),
        ("TOPEKA, Kan. - A judge on Thursday upheld the city's sanctuary ordinance.", "limits"),
        ("TOPEKA, Kan. - The council voted Tuesday: no police cars for ICE, no questions about immigration "
         "status.", "limits"),
        ("TOPEKA, Kan. - The county board approved a bill Tuesday requiring sheriffs to honor immigration "
         "detainers.", "expands"),
        ("ALBANY - The governor on Tuesday vetoed a bill under which no county may refuse an immigration "
         "detainer.", "limits"),
    ],
)  # fmt: skip
def test_frames_are_read_in_stories(text: str, direction: str) -> None:
    """A frame in the sentence of the act gives the candidate its direction."""
    assert direction_of(text) == direction


@pytest.mark.parametrize(
    "text",
    [
        "ALBANY, N.Y. - The governor announced the Street Crime Act on Monday, which limits 287(g) deals.",
        "TRENTON, N.J. - Lawmakers on Monday passed the Smart Crime Act, which limits honoring of detainers.",
    ],
)
def test_a_bill_named_for_crime_punishes_nobody(text: str) -> None:
    """ "Crime" in the name of an act is no penalty for who limits help."""
    assert direction_of(text) == "limits"
