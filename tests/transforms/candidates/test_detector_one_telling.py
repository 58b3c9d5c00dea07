"""An act that one sentence tells is told once, in its most particular words. All acts are invented."""

from __future__ import annotations

import pytest

from transforms.candidates import propose_candidates

CASES = [
    (
        "The Review Board voted on April 24, 2025 to open an investigation of Dayton police officers' part "
        "in an ICE traffic stop in March that broke the city's policy on immigration enforcement.",
        {"investigation"},
    ),
    (
        "The Boise City Council voted Tuesday to file a lawsuit against the Department of Homeland Security "
        "over its order that city police take part in immigration enforcement.",
        {"lawsuit_filed"},
    ),
]


@pytest.mark.parametrize(("text", "types"), CASES)
def test_one_sentence_one_act(text: str, types: set[str]) -> None:
    """The vote that carries an act is not a second action."""
    reading = propose_candidates(
        document_id="d", text=text, title=None, url=None, published="2025-04-25", source_kind="news",
        jurisdiction=None,
    )  # fmt: skip
    assert {each.action_type for each in reading.candidates} == types
    assert len(reading.candidates) == len(types)
