"""Verdicts on candidates: what they quiet, what they correct, and how far they reach."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.actions import DocumentFacts, resolve_actions
from transforms.actions.verdicts import apply_reviews, is_telling, without, wording_of
from warehouse.records import Candidate, Evidence, Review

NOW = "2026-03-04T09:00:00+00:00"
SAID = (
    "The Public Safety Committee will hear a report on ICE detainers on Tuesday, March 3, 2026, at 7:00 p.m."
)
LATER = (
    "The Public Safety  Committee will hear a report on ICE detainers on Thursday, April 16, 2026 at 6:30 PM."
)


def _candidate(key: str, quote: str = SAID, document_id: str = "d1", **fields: Any) -> Candidate:
    values: dict[str, Any] = {
        "candidate_id": key, "document_id": document_id, "action_type": "hearing",
        "topics": ("detainers_jail",), "direction": "limits", "actor": "council",
        "jurisdiction": "Rochester, NY", "is_new": True, "confidence": 0.7,
        "evidence": (Evidence(quote=quote, start=0, end=len(quote)),),
    } | fields  # fmt: skip
    return Candidate(**values)


def _review(candidate: Candidate, verdict: str, **fields: Any) -> Review:
    values: dict[str, Any] = {
        "review_id": f"on {candidate.candidate_id}", "candidate_id": candidate.candidate_id,
        "document_id": candidate.document_id, "source_id": "council", "text_sha256": "t",
        "verdict": verdict, "reviewer": "desk", "reviewed_at_utc": "2026-03-03T09:00:00+00:00",
        "detected_type": candidate.action_type, "wording": wording_of(candidate),
        "sibling_ids": (candidate.candidate_id,),
    } | fields  # fmt: skip
    return Review(**values)


def _apply(candidates: list[Candidate], *reviews: Review, **sources: str) -> Any:
    return apply_reviews(
        candidates, reviews, sources={"d1": "council", "d2": "council"} | sources, now_utc=NOW
    )


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        (SAID, LATER, True),
        ("Item 4: Resolution 2025-114 on the jail", "Item 12: Resolution 2026-3 on the jail", True),
        ("The board ended its 287(g) agreement", "The board ended its 287 (g)  agreement", True),
        ("The board ended its 287(g) agreement", "The board ended its 911 agreement", False),
        ("Council hears the ICE report on May 1", "Council adopts the ICE report on May 1", False),
    ],
)  # fmt: skip
def test_a_wording_is_a_sentence_without_numbers_and_dates(first: str, second: str, is_same: bool) -> None:
    """Meetings differ by date and number alone; a policy's own number is no such number."""
    assert (wording_of(_candidate("a", first)) == wording_of(_candidate("b", second))) is is_same


@given(st.text(max_size=400))
def test_any_quote_has_a_wording_that_holds_no_digit(quote: str) -> None:
    """Whatever a page holds: one line, and no number but those of policies."""
    wording = wording_of(_candidate("a", quote))
    assert "\n" not in wording
    kept = wording.replace("287g", "").replace("i247", "")
    assert not any(letter.isdigit() for letter in kept)


def test_a_few_words_are_no_kind_of_sentence() -> None:
    """A date with a bare word would quiet far too much."""
    assert not is_telling(wording_of(_candidate("a", "Hearing: March 3, 2026, 7:00 p.m.")))
    assert is_telling(wording_of(_candidate("a")))


def test_a_dismissed_wording_stays_quiet_in_its_source_and_kind_alone() -> None:
    """Another date of the same source is quiet; another source, another act and other words are not."""
    judged = _candidate("a")
    review = _review(judged, "dismiss", scope="wording")
    others = [
        _candidate("b", LATER, "d2"),
        _candidate("c", LATER, "d3"),
        _candidate("d", LATER, "d2", action_type="adopted"),
        _candidate("e", "The council adopted an order against ICE detainers on Tuesday.", "d2"),
    ]
    found = _apply([judged, *others], review, d3="newspaper")
    assert [each.candidate_id for each in found.candidates] == ["c", "d", "e"]
    assert [(each.candidate_id, each.follows) for each in found.derived] == [("b", "on a")]
    assert found.dismissed_ids == {"a", "b"}


def test_a_dismissal_of_one_candidate_reaches_no_other() -> None:
    """Its scope is the candidate; a sibling read from the same sentence stands."""
    judged, sibling = _candidate("a"), _candidate("s", action_type="funding")
    review = _review(judged, "dismiss", sibling_ids=("a", "s"))
    found = _apply([judged, sibling, _candidate("b", LATER, "d2")], review)
    assert [each.candidate_id for each in found.candidates] == ["s", "b"]
    assert not found.derived


def test_a_confirmed_find_is_never_quieted() -> None:
    """A person's verdict on the candidate itself goes before one on its wording."""
    judged, other = _candidate("a"), _candidate("b", LATER, "d2")
    found = _apply([judged, other], _review(judged, "dismiss", scope="wording"), _review(other, "confirm"))
    assert [(each.candidate_id, each.confidence) for each in found.candidates] == [("b", 1.0)]


def test_a_judged_sentence_is_not_asked_about_again_when_it_is_read_otherwise() -> None:
    """A later detector's other reading of it gives way to what the analyst said."""
    judged, again = _candidate("a"), _candidate("z", action_type="directive_issued")
    found = _apply([judged, again], _review(judged, "correct", fields=("direction",), direction="expands"))
    assert [(each.candidate_id, each.direction) for each in found.candidates] == [("a", "expands")]
    assert [each.candidate_id for each in found.derived] == ["z"]


def test_a_verdict_moves_with_its_sentence() -> None:
    """Where the page changed and the judged candidate is gone, its sentence is read as corrected."""
    judged, moved = _candidate("a"), _candidate("z")
    found = _apply([moved], _review(judged, "correct", fields=("direction",), direction="expands"))
    assert [(each.candidate_id, each.direction) for each in found.candidates] == [("z", "expands")]


def test_a_correction_wins_over_documents_that_outweigh_it() -> None:
    """One corrected news story against two records: the action says what the analyst said."""
    judged = _candidate("a", action_date="2026-03-03")
    records = [
        _candidate(key, LATER, document_id, action_date="2026-03-03", confidence=0.97)
        for key, document_id in (("b", "d2"), ("c", "d3"))
    ]
    fields = {
        "direction": "unclear",
        "actor": "mayor",
        "topics": ("status_inquiry",),
        "action_type": "hearing",
    }
    review = _review(judged, "correct", fields=tuple(fields), **fields)
    found = _apply([judged, *records], review, d3="council")
    facts = {
        key: DocumentFacts(document_id=key, source_kind="council", kind="agenda") for key in ("d2", "d3")
    }
    (action,) = resolve_actions(found.candidates, documents=facts, known=[], night="2026-03-04")
    assert (action.direction, action.actor, action.topics) == ("unclear", "mayor", ("status_inquiry",))
    assert action.confidence == 1.0


def test_a_corrected_place_is_told_with_its_division() -> None:
    """The OCD id follows the place, and is none where the place has none."""
    judged = _candidate("a", ocd_id="ocd-division/country:us/state:ny/place:rochester")
    for place, ending in (("Rochester, MN", "state:mn/place:rochester"), (None, "")):
        review = _review(judged, "correct", fields=("jurisdiction",), jurisdiction=place)
        (read,) = _apply([judged], review).candidates
        assert read.jurisdiction == place
        assert (read.ocd_id or "").endswith(ending)


def test_an_action_without_a_dismissed_candidate() -> None:
    """It keeps its other stages and documents; with nothing left there is none."""
    candidates = [
        _candidate("a", action_date="2026-03-03"),
        _candidate("b", LATER, "d2", action_date="2026-03-03"),
    ]
    (action,) = resolve_actions(candidates, documents={}, known=[], night="2026-03-04")
    left = without(action, frozenset({"a"}), {"b": "d2"})
    assert left is not None
    assert left.stages[0].candidate_ids == ("b",)
    assert left.stages[0].document_ids == ("d2",)
    assert without(action, frozenset({"a", "b"}), {}) is None
