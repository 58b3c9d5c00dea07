"""Suits between governments point by who sues whom over what, in either direction."""

from __future__ import annotations

import pytest

from transforms.candidates import propose_candidates
from warehouse.records import Reading

EXPANDS = (
    "Attorney General Anne Lopez filed a lawsuit Monday against Maui County over a policy that "
    "keeps jail staff "
    "from cooperating with ICE.",
    "The Nebraska attorney general sued the Saline County sheriff's office for discouraging cooperation with "
    "federal immigration authorities.",
    "Attorney General Derek Brown has sued Summit County Sheriff Frank Smith, whose jail does not "
    "hold people "
    "for immigration agents.",
    "A former patrol officer sued the city of Moline on Friday, saying he was fired for telling ICE "
    "agents where "
    "a man worked.",
)
LIMITS = (
    "The attorney general of Washington sued the Garfield County sheriff Tuesday for giving ICE "
    "agents names of "
    "people in the jail.",
    "The city of Laredo filed suit Tuesday against Gov. Dan Smith, seeking a ruling that state law does not "
    "require it to sign a 287(g) agreement.",
    "A deputy sued Teton County on Monday, saying she was demoted for refusing to hold a man for ICE.",
)


def _read(text: str) -> Reading:
    return propose_candidates(
        document_id="d", text=text, title=None, url=None, published="2025-06-10", source_kind="news",
        jurisdiction=None,
    )  # fmt: skip


@pytest.mark.parametrize("text", EXPANDS)
def test_suits_against_those_who_do_not_help(text: str) -> None:
    """A state's suit over help refused, and a suit of who was punished for help, favor cooperation."""
    found = _read(text)
    assert found.relevant
    assert found.candidates[0].direction == "expands"


@pytest.mark.parametrize("text", LIMITS)
def test_suits_against_those_who_help_or_make_help(text: str) -> None:
    """A suit over help given, against being made to help, or over a punished refusal limits it."""
    found = _read(text)
    assert found.relevant
    assert found.candidates[0].direction == "limits"
