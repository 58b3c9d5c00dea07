# ruff: noqa: E501 (a case stays on one line, so that the table can be read)
"""Who acts is the grammatical subject: beside it stand bodies that are told, asked, sued or only named."""

from __future__ import annotations

import pytest

from transforms.candidates import propose_candidates

SUBJECTS = [
    ("council", "The City Council of a town with forty police officers approved a sanctuary ordinance Tuesday."),
    ("mayor", "The mayor ordered police officers Tuesday not to help immigration agents make arrests."),
    ("governor", "Counties that hold people for ICE must stop by New Year's Day under a law the governor signed Monday."),
    ("state_legislature", "A bill that would force every sheriff to honor ICE detainers won final approval in the House on Wednesday."),
    ("council", "CICERO, Ill. - A resolution to keep police out of immigration raids was adopted Tuesday by the town council."),
    ("sheriff", "The county's deal with ICE was ended Tuesday by the sheriff."),
    ("county_board", "The county board told the sheriff Tuesday to end his agreement with ICE, voting 6-1 to cancel the contract."),
    ("governor", "A bill that would have barred jails from holding people for ICE was vetoed by the governor Friday."),
    ("attorney_general", "In a formal opinion, the attorney general advised sheriffs Tuesday that they may not hold people on ICE detainers."),
    ("union", "The police union issued a statement Tuesday that condemns the discipline of an officer who helped ICE."),
    ("other", "Voters on Tuesday rejected a measure that would have barred police from asking about immigration status."),
    ("court", "A county judge ordered the sheriff Monday to stop honoring ICE detainers."),
]  # fmt: skip


@pytest.mark.parametrize(("actor", "text"), SUBJECTS)
def test_the_subject_acts(actor: str, text: str) -> None:
    """The one who did it is told, not the one named nearest."""
    reading = propose_candidates(
        document_id="d",
        text=text,
        title=None,
        url=None,
        published="2025-05-15",
        source_kind="news",
        jurisdiction=None,
    )
    assert (
        max(reading.candidates, key=lambda candidate: (candidate.is_new, candidate.confidence)).actor == actor
    )
