# ruff: noqa: E501 (a case stays on one line, so that the table can be read)
"""Policies told by what people do or stop doing: each way of telling, both directions."""

from __future__ import annotations

import pytest

from transforms.candidates.tellings import told_direction

TOLD = [
    # told or let to help; help stopped
    ("expands", "The mayor of Tarrow put out an order letting officers hand fingerprints to immigration agents."),
    ("expands", "The governor directed state troopers to share their stops with border patrol."),
    ("expands", "A new law says a warden must notify ICE of each release."),
    ("limits", "The warden said that the state police will no longer be deputized for immigration work."),
    ("limits", "Her deputies won't hand names to immigration agents, the sheriff announced."),
    ("limits", "The council rejected an order letting officers hand fingerprints to immigration agents."),
    ("limits", "A rule that told deputies to call ICE at every stop was revoked Thursday."),
    ("limits", "The plan asks the town not to collect or pass on anyone's status."),
    # holding
    ("limits", "Guards may not keep anyone a minute longer for a federal form."),
    ("limits", "The city agrees that its police won't prolong a stop to wait for agents."),
    # refusing forbidden, and punished
    ("expands", "Towns may no longer turn away a federal hold, the statute says."),
    ("expands", "The bill would forbid any village from telling its officers to ignore federal holds."),
    ("expands", "It makes it a felony for an alderman to vote for a sanctuary rule."),
    ("expands", "Fines await any city or college that gets in the way of immigration officers."),
    ("expands", "A town that wants the money must certify that it has no ordinance that hinders agents."),
    ("expands", "The bill threatens colleges with cuts if they keep immigration agents off campus."),
    ("limits", "The governor vetoed a bill that makes it a felony for an alderman to vote for a sanctuary rule."),
    # agents' ways in
    ("limits", "The board asked lawmakers to keep immigration arrests 500 feet away from clinics."),
    ("limits", "Agents must wait outside until counsel has read the paper."),
    ("limits", "A bill would shut shelters to federal deportation officers."),
    ("expands", "The governor turned down a bill that would shut shelters to federal deportation officers."),
    ("limits", "Codes tied to immigration matters are locked out of the cameras."),
    # a judge's word
    ("limits", "The directive says that a detainer is answered only when a judge has signed it."),
    ("expands", "The guild filed suit to undo a directive that a detainer is answered only when a judge has signed."),
    # rooms and numbers
    ("limits", "The county refused to lease an old hangar for immigration tents."),
    ("limits", "The board will cap immigration detainees at 20."),
    ("limits", "The building where immigration officers work kept people overnight, which its permit doesn't allow."),
    # masks
    ("limits", "The ordinance tells police to cite immigration agents for covering their faces."),
    ("expands", "The lodge sued to stop an ordinance that tells police to cite immigration agents for covering their faces."),
    # money and force
    ("expands", "The state set aside $3 million for sheriffs who help in immigration arrests."),
    ("expands", "The Justice Department cut off a $90,000 award to the shelter."),
    ("limits", "The judge said that the government can't hold back money from the cities."),
    ("limits", "The petition argues that the state can't force sheriffs to make such deals."),
    ("expands", "The letter gives the town ten days to strike the order."),
]  # fmt: skip


@pytest.mark.parametrize(("direction", "words"), TOLD)
def test_a_policy_told_by_what_people_do(direction: str, words: str) -> None:
    """The clause as a whole has the direction; an act against it turns it once."""
    told = told_direction(words)
    assert told is not None
    assert told[0] == direction, told


def test_an_act_of_another_sentence_turns_it() -> None:
    """What the sentence after an act against its policy tells is turned round by that act."""
    words = "Jailers must tell ICE of each release."
    assert told_direction(words) == ("expands", "must help")
    assert told_direction(words, is_against=True) == ("limits", "must help")


@pytest.mark.parametrize(
    "words",
    [
        "The council met on Tuesday to hear about snow and ice.",
        "Police asked drivers to keep off the bridge.",
        "The order directs state police to ask masked agents for credentials.",
    ],
)
def test_other_words_tell_no_direction(words: str) -> None:
    """Words without help, refusal or agents leave the direction open."""
    assert told_direction(words) is None
