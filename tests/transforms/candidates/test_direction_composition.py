# ruff: noqa: E501 (a case stays on one line, so that the table can be read)
"""The direction of an act is its policy's own, turned by what is done to it: every act with every policy."""

from __future__ import annotations

import pytest

from transforms.candidates import propose_candidates

# +1 where the policy, in force, has local bodies help immigration enforcement; -1 where it shields from it.
POLICIES = [
    (+1, "an agreement that lets deputies act as immigration agents"),
    (+1, "a contract to house people held by ICE"),
    (+1, "a rule under which officers must check the papers of everyone they arrest"),
    (+1, "a bill requiring every jail to honor immigration detainers"),
    (+1, "a law that keeps cities from limiting what their police do for ICE"),
    (+1, "a bill to strip state aid from cities that refuse to help immigration agents"),
    (+1, "a deal giving federal agents a desk at the county jail"),
    (+1, "a program that gives ICE access to plate-reader data"),
    (+1, "a bill that would make it a crime for officials to hinder ICE"),
    (+1, "an amendment allowing police to question suspects about immigration status"),
    (-1, "an ordinance that keeps police out of immigration raids"),
    (-1, "a bill barring jails from holding anyone for ICE without a judge's order"),
    (-1, "a resolution declaring the town a haven for immigrants"),
    (-1, "limits on what the jail may tell immigration agents"),
    (-1, "a bill that would forbid masks on immigration agents"),
    (-1, "a fund to pay lawyers for residents facing deportation"),
    (-1, "a city ID open to undocumented residents"),
    (-1, "a moratorium on immigration detention centers"),
    (-1, "a law under which no sheriff may work for ICE"),
    (-1, "a requirement that agents show a judicial warrant before entering city buildings"),
]
# +1 where the act leaves its policy as it is, -1 where it turns it round.
ACTS = [
    (+1, "The city council approved {} on Tuesday."),
    (+1, "The city council voted 5-2 Tuesday for {}."),
    (-1, "The city council rejected {} on Tuesday."),
    (-1, "The city council voted down {} Tuesday, 6-3."),
    (-1, "The city council voted Tuesday against {}."),
    (-1, "The mayor vetoed {} on Tuesday."),
    (-1, "A judge struck down {} on Tuesday."),
    (+1, "A judge upheld {} Tuesday."),
    (+1, "A judge dismissed a lawsuit against {} on Tuesday."),
    (+1, "A judge refused Tuesday to block {}."),
    (-1, "Residents filed a lawsuit Tuesday challenging {}."),
    (-1, "A taxpayer group asked a court Tuesday to throw out {}."),
    (+1, "The city council overrode the mayor's veto of {} Tuesday."),
    (-1, "An attempt to override the mayor's veto of {} failed in the city council Tuesday."),
    (+1, "The city council turned back an effort Tuesday to repeal {}."),
]
# What may be missed or misread of the whole table: an act told so may not be found at all.
MOST_WRONG = 0.03
MOST_UNREAD = 0.25


def direction_of(text: str) -> str | None:
    """Return the direction of the best candidate of a sentence; None where it is not read as an act."""
    reading = propose_candidates(
        document_id="d",
        text=text,
        title=None,
        url=None,
        published="2025-05-15",
        source_kind="news",
        jurisdiction=None,
    )
    if not reading.candidates:
        return None
    return max(reading.candidates, key=lambda candidate: (candidate.is_new, candidate.confidence)).direction


def test_acts_turn_policies_round() -> None:
    """Over all pairs of an act and a policy the product of their signs is what is told."""
    wrong, unread = [], []
    for turn, act in ACTS:
        for sign, policy in POLICIES:
            text = act.format(policy)
            told = direction_of(text)
            if told is None:
                unread.append(text)
            elif told != ("expands" if turn * sign > 0 else "limits"):
                wrong.append(text)
    pairs = len(ACTS) * len(POLICIES)
    assert len(wrong) <= MOST_WRONG * pairs, wrong
    assert len(unread) <= MOST_UNREAD * pairs, unread


OFFICIALS = [
    ("limits", "The police chief suspended an officer Tuesday for calling ICE about a driver, against department policy."),
    ("expands", "The sheriff fired a jail guard Tuesday for refusing to hold a man for ICE."),
    ("limits", "The attorney general opened an investigation Tuesday into whether a sheriff violated the state's Trust Act by giving names to ICE."),
    ("expands", "The attorney general opened an investigation Tuesday into whether the city's rule on immigration detainers violates the state's ban on sanctuary policies."),
    ("limits", "The mayor ordered an inquiry Tuesday into why police officers helped immigration agents close a street."),
    ("expands", "The governor opened an investigation Tuesday into a school district that told staff to keep immigration agents outside."),
]  # fmt: skip


@pytest.mark.parametrize(("direction", "text"), OFFICIALS)
def test_an_inquiry_points_by_the_law_broken_or_the_help_given(direction: str, text: str) -> None:
    """Punishing help limits it, punishing a refusal expands it; of a law broken it is the law's own way."""
    assert direction_of(text) == direction


BY_WHO_AND_WHAT = [
    # a contract for lawyers, signed and ended
    ("expands", "Alder County commissioners on Monday terminated a $90,000 contract for deportation defense lawyers."),
    ("limits", "Alder County commissioners on Monday ended their 287(g) agreement with ICE."),
    # courses taken
    ("expands", "The sheriff of Alder County said Tuesday that three deputies finished the task-force course and were sworn in by ICE."),
    ("limits", "Police officers in Alder finished a training Tuesday on the department's rule against helping ICE."),
    # a state officer's suit and letter
    ("limits", "The attorney general filed suit Monday against the Alder County sheriff. Holding people for ICE is forbidden by the state's Trust Act, the suit says."),
    # a name that is a turning word elsewhere
    ("expands", "The Bucks County sheriff signed a 287(g) agreement with ICE on Tuesday."),
]  # fmt: skip


@pytest.mark.parametrize(("direction", "text"), BY_WHO_AND_WHAT)
def test_who_did_it_and_to_what_settle_the_direction(direction: str, text: str) -> None:
    """Contracts for lawyers, courses by federal officers and suits by a state point by their matter."""
    assert direction_of(text) == direction
