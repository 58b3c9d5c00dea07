# ruff: noqa: E501 (a sample stays on one line)
"""The worked example of the definition of an action: a stop, an inquiry, training, and a vote of years ago."""

from __future__ import annotations

import pytest

from transforms.candidates import propose_candidates
from transforms.candidates.explain import explain_lines
from warehouse.records import Reading

PAGE = """ROCHESTER, N.Y. (Lake Plains Courier) - The Rochester Police Department has opened an internal \
investigation into officers who answered a Border Patrol call for help on Lyell Avenue and took people out of a \
work van, Mayor Dana Whitfield and the police chief said at a news conference.

Eight people were in the van when agents called for backup on March 24. Video shows city officers opening its \
doors and putting some of them in handcuffs. The mayor and the chief said that what the officers did violated \
city policy, which keeps police out of civil immigration enforcement. The officers are currently under \
investigation.

The chief said every officer will get more training on the policy, with a refresher at roll call and a longer \
class at the academy.

A senior federal official met members of the police union at its hall and promised them that Washington would \
stand behind them. "We have your back," he said. The union's president said the officers had done nothing wrong.

Both of the state's U.S. senators criticized the traffic stop. The city's primary election is in June.

The City Council reaffirmed Rochester's sanctuary resolution in 2017. It was first adopted in the 1980s, when \
people fled wars in Central America.
"""


def read(published: str | None) -> Reading:
    """Return the reading of the page."""
    return propose_candidates(
        document_id="rochester", text=PAGE, title="City opens inquiry into officers who helped Border Patrol",
        url="https://courier.example/van-stop", published=published, source_kind="news", jurisdiction=None,
    )  # fmt: skip


@pytest.mark.parametrize("published", [None, "2025-04-30"])
def test_the_three_acts_and_no_others_are_proposed(published: str | None) -> None:
    """The inquiry and the training are new, the vote of 2017 is background; visit and views are nothing."""
    reading = read(published)
    found = {(c.action_type, c.actor, c.direction, c.is_new) for c in reading.candidates}
    assert found == {
        ("investigation", "police", "limits", True),
        ("training", "police", "limits", True),
        ("adopted", "council", "limits", False),
    }
    assert reading.relevant
    assert reading.new_action


def test_its_topics_are_those_of_the_definition() -> None:
    """Inquiry: oversight and assistance; training: assistance; the vote: a declaration."""
    topics = {c.action_type: set(c.topics) for c in read(None).candidates}
    assert {"discipline_oversight", "operational_assistance"} <= topics["investigation"]
    assert "operational_assistance" in topics["training"]
    assert "sanctuary_declaration" in topics["adopted"]


def test_an_undated_inquiry_has_no_date() -> None:
    """Without a date of publication nothing is guessed."""
    inquiry = next(c for c in read(None).candidates if c.action_type == "investigation")
    assert inquiry.action_date is None


def test_the_explanation_quotes_what_stands_and_names_every_rule() -> None:
    """Each candidate is explained by its quotes and its factors."""
    reading = read("2025-04-30")
    lines = explain_lines(reading, PAGE)
    assert any("investigation by police" in line for line in lines)
    assert not any("does not stand" in line for line in lines)
    assert all(candidate.reasons for candidate in reading.candidates)
