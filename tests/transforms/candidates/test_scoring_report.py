"""The report: the bar, what is contested, the matrices, within the columns of a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from transforms.candidates.scoring import Scores, calibration_bins, score
from transforms.candidates.scoring_bar import BARS, standings
from transforms.candidates.scoring_lines import Found, Label, read_disputes, without_disputed
from transforms.candidates.scoring_report import report_lines, scores_as_json
from transforms.candidates.training import learning_curve
from warehouse.errors import UserError

TEXT = "The clerk read the minutes. The council adopted an ordinance on ICE detainers. It then rose."


def _label(key: str, **fields: object) -> Label:
    return Label.model_validate({"id": key, "relevant": True, "new_action": True, **fields})


def _found(key: str, **fields: object) -> Found:
    candidate = {"action_type": "adopted", "direction": "limits", "is_new": True, "confidence": 0.8}
    values = {"id": key, "relevant": True, "new_action": True, "score": 0.9}
    return Found.model_validate(values | {"candidates": [candidate | fields]})


def _scores() -> Scores:
    labels = [
        _label("a", direction="limits", action_type="adopted", title="x" * 300, why="because " * 40),
        _label("b", direction="expands", action_type="agreement_signed"),
        _label("c", direction="limits", action_type="hearing", title="\x1b[31mred"),
    ]
    found = [_found("a"), _found("b", direction="limits")]
    return score(labels, found, {each.id: TEXT for each in labels}, [], {each.id: "news" for each in labels})


def test_the_report_keeps_within_a_hundred_columns() -> None:
    """Long titles are wrapped, matrices of every kind fit, and nothing steers the terminal."""
    whole = _scores()
    lines = report_lines(whole, misses=5, others={"undisputed": whole, "dev": whole, "held": whole})
    assert max(map(len, lines)) <= 100
    assert not any("\x1b" in line for line in lines)
    matrix = next(line for line in lines if line.startswith("agreement_signed"))
    assert matrix.split()[1] == "0.00"


def test_a_missed_document_is_told_with_the_sentence_of_its_subject() -> None:
    """The detector quoted nothing of it; a reader sees what it should have read."""
    (miss,) = [each for each in _scores().misses if each.id == "c"]
    assert miss.sentences == ("The council adopted an ordinance on ICE detainers.",)


def test_every_measure_stands_against_its_bar() -> None:
    """What is reached is met, what is not is short by its distance, a ceiling is not to be passed."""
    told = {each.bar.name: each.told for each in standings(_scores())}
    assert set(told) == {each.name for each in BARS}
    assert told["direction right"] == "short 0.450"
    assert told["topics overlap"] == "no label"
    assert told["relevant, F1"] == "short 0.160"
    values = json.loads(json.dumps(scores_as_json(_scores())))
    assert values["bar"][0]["of"] == 3
    (ceiling,) = [each for each in BARS if each.is_ceiling]
    assert ceiling.is_met(0.05) and not ceiling.is_met(0.051)


def test_the_gap_between_directions_is_marked() -> None:
    """Over three points it is a defect, in the table too."""
    lines = report_lines(_scores())
    assert any(line.startswith("gap ") and "DEFECT" in line for line in lines)
    assert any(line.startswith("gap between directions") and line.rstrip().endswith("over") for line in lines)


def test_bins_tell_what_the_scores_promised() -> None:
    """Each tenth with its documents, mean and share; one is in the last."""
    (low, high) = calibration_bins([(0.12, True), (0.18, False), (1.0, True)])
    assert (low.least, low.documents_count, low.share_true) == (0.1, 2, 0.5)
    assert (high.least, high.mean_score) == (0.9, 1.0)


def test_a_contested_label_is_left_out_of_what_is_contested_alone(tmp_path: Path) -> None:
    """A field has no answer then, a measure is set apart, and the rest of the label counts."""
    path = tmp_path / "disputed.jsonl"
    path.write_text(
        '{"id": "a", "fields": ["direction", "topics"], "reason": "x"}\n'
        '{"id": "b", "fields": ["relevant"], "reason": "y"}\n'
    )
    labels = [_label("a", direction="limits", actor="council", topics=["municipal_id"]), _label("b")]
    first, second = without_disputed(labels, read_disputes(path))
    assert (first.answers("direction"), first.answers("topics")) == ((), ())
    assert first.answers("actor") == ("council",)
    assert second.disputed == ("relevant",)
    path.write_text('{"id": "a"}\n')
    with pytest.raises(UserError, match=r"disputed\.jsonl:1"):
        read_disputes(path)


def test_the_disputes_that_are_committed_name_reasons() -> None:
    """Each has a field of a label and a sentence."""
    for each in read_disputes(Path(__file__).parents[2] / "corpus" / "disputed.jsonl"):
        assert each.fields and set(each.fields) <= set(Label.model_fields)
        assert len(each.reason) > 20


def test_the_learning_curve_fits_on_growing_shares() -> None:
    """More stories a step, folds by group, the same figures each time; too few groups give none."""
    features = [{"story": 1.0, "event_best": at % 2 * 1.0} for at in range(64)]
    truths = [at % 2 == 1 for at in range(64)]
    groups = [f"place {at // 2}" for at in range(64)]
    points = learning_curve(features, truths, groups)
    assert [each.share for each in points] == [0.25, 0.5, 0.75, 1.0]
    assert [each.stories_fitted for each in points] == sorted({each.stories_fitted for each in points})
    assert points[-1].stories_fitted == 56 and points[-1].f1 == pytest.approx(1.0)
    assert points == learning_curve(features, truths, groups)
    assert learning_curve(features, truths, ["one place"] * 64) == []
