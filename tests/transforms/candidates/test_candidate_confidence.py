"""A candidate's confidence: where it comes from, what it may not change, and that it means something."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path

import pytest

from transforms.candidates import confidence, propose_candidates, train_confidence
from transforms.candidates.confidence import LEAST, MOST, candidate_figures, weigh_candidates
from transforms.candidates.drafts import Draft
from transforms.candidates.sentences import Sentence
from warehouse.records import Reason

TEXT = (
    "SALINA, Kan. (March 11, 2025) - The City Commission voted 4-1 Monday night to adopt an ordinance that "
    "bars police from asking about immigration status. The mayor signed it Tuesday. In 2019 the sheriff had "
    "ended a 287(g) agreement with ICE. A resident sued the city on Wednesday over the ordinance on "
    "immigration status."
)


def draft(*, score: float = 1.0, is_new: bool = True, **changes: object) -> Draft:
    """Return a draft as the rules make one."""
    made = Draft(
        action_type="adopted", actor="council", topics=("status_inquiry",), direction="limits", is_new=is_new,
        sentence=Sentence(0, 40), act_start=5, act_end=10, score=score,
        reasons=[
            Reason(rule="policy", words="immigration status", weight=1.0),
            Reason(rule="direction", words="bars", weight=0.9),
        ],
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def test_the_weights_name_the_figures() -> None:
    """Every figure has a weight and every weight a figure, so no rename goes unseen."""
    one = draft()
    figures = candidate_figures(one, [one], page_score=0.9, is_instrument=False)
    weights = json.loads(Path(confidence.__file__).with_name("confidence.json").read_text("utf-8"))
    assert sorted(weights) == sorted(figures)


def test_figures_stay_small() -> None:
    """Whatever the draft, no figure runs away with the sum."""
    for score, page, is_new in itertools.product((-9.0, 0.0, 0.7, 9.0), (0.0, 0.5, 1.0), (True, False)):
        one, other = draft(score=score, is_new=is_new), draft(score=0.4, direction="unclear", reasons=[])
        for each in (one, other):
            figures = candidate_figures(each, [one, other], page_score=page, is_instrument=True)
            assert all(-2.0 <= value <= 2.0 for value in figures.values()), figures


def test_order_of_the_rules_stands() -> None:
    """Among candidates that are new, and among those that are not, none is surer than a likelier one."""
    drafts = [
        draft(score=1.2, direction="unclear", reasons=[]), draft(score=1.1), draft(score=1.0, is_new=False),
        draft(score=0.9), draft(score=0.8, is_new=False),
    ]  # fmt: skip
    chances = [chance for chance, _ in weigh_candidates(drafts, page_score=0.95, is_instrument=False)]
    assert chances[0] >= chances[1] >= chances[3]
    assert chances[2] >= chances[4]
    assert all(LEAST <= chance <= MOST for chance in chances)


def test_a_plain_act_is_surer_than_a_faint_one() -> None:
    """Strength, a clear direction and a likely page each raise the confidence."""
    plain_act = draft(score=1.3)
    faint = draft(score=0.5, direction="unclear", reasons=[Reason(rule="direction", words="", weight=0.3)])
    sure = weigh_candidates([plain_act], page_score=0.98, is_instrument=False)[0][0]
    unsure = weigh_candidates([faint], page_score=0.55, is_instrument=False)[0][0]
    assert sure > 0.6 > 0.45 > unsure


def test_candidates_say_why_they_are_sure() -> None:
    """The figures that moved the confidence stand among a candidate's reasons; its quotes stand as ever."""
    readings = [
        propose_candidates(
            document_id="d", text=TEXT, title=None, url=None, published="2025-03-13", source_kind="news",
            jurisdiction=None,
        )
        for _ in range(2)
    ]  # fmt: skip
    assert readings[0] == readings[1]
    assert readings[0].candidates
    for candidate in readings[0].candidates:
        assert any(reason.rule.startswith("confidence:") for reason in candidate.reasons)
        assert all(TEXT[one.start : one.end] == one.quote for one in candidate.evidence)
    new = [candidate.confidence for candidate in readings[0].candidates if candidate.is_new]
    assert new == sorted(new, reverse=True)


@pytest.fixture(scope="module")
def judged() -> list[train_confidence.Judged]:
    """Return the judged candidates of the committed sets, read once."""
    return train_confidence.judged_candidates(train_confidence.PAIRS)


def test_the_file_is_what_the_command_writes(judged: list[train_confidence.Judged]) -> None:
    """The committed weights judge as freshly fitted ones do: nobody edited them, no rule moved on alone."""
    kept = json.loads(Path(confidence.__file__).with_name("confidence.json").read_text("utf-8"))
    fitted = train_confidence.fit(judged)
    gaps = [
        abs(confidence.chance_of(one.figures, kept) - confidence.chance_of(one.figures, fitted))
        for one in judged
    ]
    assert sum(gaps) / len(gaps) < 0.03, "run python -m transforms.candidates.train_confidence again"


def test_no_place_or_story_is_in_two_groups(judged: list[train_confidence.Judged]) -> None:
    """Folds are over groups, and there are many of them."""
    assert len({one.group for one in judged}) > 200


def test_confidence_means_something_on_unseen_places(judged: list[train_confidence.Judged]) -> None:
    """Of candidates at 0.8 about eight in ten are right, within the errors that the folds show."""
    figures = {str(row["set"]): row for row in train_confidence.cross_validate(judged)}
    assert float(figures["own"]["calibration_error"]) <= 0.10
    assert float(figures["news.dev"]["calibration_error"]) <= 0.18
