"""Scoring: each measure by hand-made cases, and agreement with an independent scorer on random output."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.candidates.scoring import (
    b_cubed,
    best_first,
    calibration_error,
    clusters_from_actions,
    found_from_reading,
    is_right,
    score,
    standing_evidence,
)
from transforms.candidates.scoring_lines import (
    Cluster,
    Found,
    Label,
    check_match,
    read_clusters,
    read_documents,
    read_found,
    read_labels,
)
from transforms.candidates.scoring_report import report_lines, scores_as_json
from warehouse.errors import UserError
from warehouse.records import Action, Candidate, Evidence, Reading, Stage

REPOSITORY = Path(__file__).parents[3]
SHARED = Path(os.environ.get("POLICYWATCH_SHARED", REPOSITORY.parent / "shared"))
TYPES = ("introduced", "hearing", "adopted", "agreement_signed", "statement")
TOPICS = ("detainers_jail", "agreement_287g", "municipal_id", "surveillance_data")
PLACES = ("Dayton, OH", "City of Dayton, OH", "Ohio", "Pima County, AZ", "county of pima, az")
DATES = ("2025-03-04", "2017-02-14", "2019-11-05")


def label(**fields: object) -> Label:
    """Return a label with an id."""
    return Label.model_validate({"id": "a", "relevant": True, **fields})


def found(**fields: object) -> Found:
    """Return detector output with an id."""
    return Found.model_validate({"id": "a", "relevant": True, **fields})


def test_detection_counts_settled_and_disputed_apart() -> None:
    """A disputed document counts in the _all and _disputed figures alone."""
    labels = [
        label(id="a", new_action=True),
        label(id="b", relevant=False, new_action=False),
        label(id="c", relevant=False, new_action=False, disputed=["relevant"]),
        label(id="d", new_action=None),
    ]
    output = [found(id="a", new_action=True), found(id="b"), found(id="c")]
    scores = score(labels, output)
    settled = scores.detection["relevant"]
    assert (settled.true_positives, settled.false_positives, settled.false_negatives) == (1, 1, 1)
    assert settled.documents_count == 3
    assert scores.detection["relevant_all"].false_positives == 2
    assert scores.detection["relevant_disputed"].documents_count == 1
    assert scores.detection["new_action"].documents_count == 3
    assert "new_action_disputed" not in scores.detection
    assert scores.missing_outputs_count == 1


def test_a_measure_nobody_labelled_is_left_out() -> None:
    """Labels without new_action give no new_action figures."""
    assert set(score([label()], [found()]).detection) == {"relevant", "relevant_all"}


def test_the_best_candidate_is_the_new_one_then_the_surest() -> None:
    """Newness goes before confidence, and equals keep the detector's order."""
    line = found(
        candidates=[
            {"action_type": "statement", "confidence": 0.99},
            {"action_type": "adopted", "is_new": True, "confidence": 0.5},
            {"action_type": "hearing", "is_new": True, "confidence": 0.5},
        ]
    )
    assert [one.action_type for one in best_first(line)] == ["adopted", "hearing", "statement"]


def test_fields_take_any_accepted_answer() -> None:
    """An accept list replaces the label's own value; any candidate may hold it in the any row."""
    truth = label(action_type="statement", accept={"action_type": ["statement", "introduced"]})
    line = found(candidates=[{"action_type": "adopted", "is_new": True}, {"action_type": "introduced"}])
    scores = score([truth], [line])
    assert scores.fields_top["action_type"].ratio == 0.0
    assert scores.fields_any["action_type"].ratio == 1.0
    assert scores.fields_top["actor"].ratio is None


@pytest.mark.parametrize(
    ("name", "want", "got", "right"),
    [
        ("topics", ["detainers_jail", "status_inquiry"], ["status_inquiry"], True),
        ("topics", ["detainers_jail"], [], False),
        ("jurisdiction", "City of Dayton, OH", "dayton,  oh", True),
        ("jurisdiction", "Dayton, OH", "Dayton, KY", False),
        ("direction", "neutral_or_limits", "limits", True),
        ("action_date", "2025-03-04", "2025-03-05", False),
        ("actor", "sheriff", None, False),
    ],
)
def test_each_field_has_its_own_likeness(name: str, want: object, got: object, right: bool) -> None:
    """Places compare without case and "City of", topics by overlap, the rest exactly."""
    candidate = found(candidates=[{name: got}]).candidates[0]
    assert is_right(label(**{name: want}), name, candidate) is right


def test_b_cubed_of_a_split_and_a_merged_cluster() -> None:
    """Splitting costs recall, merging costs precision; an absent id stands alone."""
    truth = {"a": 1, "b": 1, "c": 2}
    split = b_cubed(truth, {"a": "x", "c": "z"})
    merged = b_cubed(truth, dict.fromkeys("abc", "x"))
    assert split is not None and merged is not None
    assert (split.precision, split.recall) == (1.0, pytest.approx(2 / 3))
    assert (merged.precision, merged.recall) == (pytest.approx(5 / 9), 1.0)
    assert b_cubed({}, {}) is None


def test_calibration_error_is_zero_where_score_means_its_share() -> None:
    """Eight right of ten at 0.8 is perfect; certainty about a wrong one is the worst."""
    assert calibration_error([(0.8, n < 8) for n in range(10)]) == pytest.approx(0.0)
    assert calibration_error([(1.0, False)]) == 1.0
    assert calibration_error([]) is None


def test_evidence_must_stand_at_its_offsets() -> None:
    """A shifted quote is bad, and a candidate without a quote is one bad."""
    quote = {"quote": "voted", "start": 4, "end": 9}
    line = found(candidates=[{"evidence": [quote, {**quote, "start": 3}]}, {"evidence": []}])
    assert standing_evidence([line], {"a": "The voted"}).right == 1
    assert standing_evidence([line], {"a": "The voted"}).of == 3


def test_a_gap_between_directions_is_a_defect() -> None:
    """Finding one direction over three points more often than the other is told."""
    labels = [label(id=str(n), direction="limits" if n < 5 else "expands") for n in range(10)]
    output = [found(id=str(n), relevant=n < 8) for n in range(10)]
    (sentence,) = score(labels, output).defects
    assert "relevant_recall" in sentence and "3/5" in sentence


def test_misses_tell_sentences_and_reasons_surest_errors_first() -> None:
    """The worst miss is the one whose score stood farthest from the truth."""
    labels = [label(id="a", why="A vote."), label(id="b", relevant=False)]
    output = [
        found(
            id="a", relevant=False, score=0.4, reasons=[{"rule": "no_body", "words": "voted", "weight": -1}]
        ),
        found(id="b", score=0.9, candidates=[{"evidence": [{"quote": "ice rink", "start": 0, "end": 8}]}]),
    ]
    worst, second = score(labels, output).misses
    assert (worst.id, worst.kind, worst.sentences) == ("b", "false", ("ice rink",))
    assert second.reasons == ("no_body -1.00 'voted'",)
    lines = "\n".join(report_lines(score(labels, output), misses=5))
    assert "ice rink" in lines and "label: A vote." in lines


def test_groups_by_kind_and_length() -> None:
    """Documents are grouped by source and by length, and unknown ones are shown as such."""
    labels = [label(id="a"), label(id="b", relevant=False)]
    scores = score(labels, [found(id="a")], {"a": "x" * 600}, source_kinds={"a": "council"})
    assert scores.by_length["500 to 2,000"]["relevant"].recall == 1.0
    assert set(scores.by_source_kind) == {"council", "unknown"}


def test_readings_and_actions_are_scored_as_they_are() -> None:
    """A Reading and an Action of the pipeline can be scored without going through a file."""
    reading = Reading(
        document_id="d", text_sha256="0", detector_version="1", relevant=True, new_action=False, score=0.7,
        candidates=(
            Candidate(
                candidate_id="c", document_id="d", action_type="adopted", topics=("municipal_id",),
                direction="limits", actor="council", jurisdiction="Dayton, OH", is_new=False,
                evidence=(Evidence(quote="x", start=0, end=1),), confidence=0.7,
            ),
        ),
    )  # fmt: skip
    assert found_from_reading("n1", reading).id == "n1"
    stage = Stage(
        action_type="adopted", first_seen_on="2025-01-01", is_new=True, document_ids=("d", "e", "d"),
        candidate_ids=("c",), confidence=0.7,
    )  # fmt: skip
    action = Action(
        action_id="x", title="t", jurisdiction=None, topics=(), direction="limits", actor="council",
        stages=(stage, stage), corroboration=(), first_seen_on="2025-01-01", confidence=0.7,
    )  # fmt: skip
    assert clusters_from_actions([action]) == [Cluster(action_id="x", document_ids=("d", "e"))]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (
            b'{"id": "a", "relevant": true}\n{"id": "a", "relevant": true}\n',
            "labels.jsonl:2: id 'a' stands on line 1",
        ),
        (b'{"id": "a"}\n', "labels.jsonl:1: relevant: Field required"),
        (b'\n{"id": "a", \n', "labels.jsonl:2: not a line of JSON"),
        (b"[1]\n", "labels.jsonl:1: not a JSON object"),
        (b'{"id": "\xff"}\n', "labels.jsonl:1: not a line of JSON"),
        (b'{"id": "a", "relevant": true, "topics": 3}\n', "labels.jsonl:1: topics"),
    ],
)
def test_a_bad_line_is_named_with_its_number(tmp_path: Path, lines: bytes, words: str) -> None:
    """The error gives file, line and what to do."""
    path = tmp_path / "labels.jsonl"
    path.write_bytes(lines)
    with pytest.raises(UserError, match=words):
        read_labels(path)


def test_reading_files(tmp_path: Path) -> None:
    """Splits and borderline lines are chosen at reading; a missing file or split is told."""
    path = tmp_path / "labels.jsonl"
    path.write_text(
        '{"id": "a", "relevant": true, "split": "dev", "unknown": 1}\n\n'
        '{"id": "b", "relevant": false, "split": "held", "borderline": true, "action_type": null}\n',
        "utf-8",
    )
    assert [one.id for one in read_labels(path)] == ["a", "b"]
    assert [one.id for one in read_labels(path, split="held")] == ["b"]
    assert [one.id for one in read_labels(path, skip_borderline=True)] == ["a"]
    with pytest.raises(UserError, match="no label has split 'test'"):
        read_labels(path, split="test")
    with pytest.raises(UserError, match=r"absent\.jsonl: cannot be read"):
        read_labels(tmp_path / "absent.jsonl")
    path.write_text('{"id": "a", "text": "", "url": null}\n', "utf-8")
    documents = read_documents(path)
    with pytest.raises(UserError, match="1 labels have no document"):
        check_match([label(id="a"), label(id="z")], documents, path=path)


def test_report_and_json_hold_every_measure() -> None:
    """The report prints on a terminal and the JSON form survives a dump."""
    scores = score([label(direction="limits", action_type="adopted")], [found(score=0.6)], {"a": "x"}, [])
    values = json.loads(json.dumps(scores_as_json(scores, misses=3)))
    assert values["detection"]["relevant"]["f1"] == 1.0
    assert any(line.startswith("adopted") for line in report_lines(scores))


def _random_set(seed: int) -> tuple[list[dict], list[dict], list[dict], list[dict]]:
    """Return labels, output, clusters and documents of no meaning, parts missing at times."""
    draw = random.Random(seed)
    maybe = lambda value: value if draw.random() < 0.8 else None  # noqa: E731
    labels, output, clusters, documents = [], [], [], []
    for number in range(60):
        key = f"d{number}"
        text = "".join(draw.choice("abc ") for _ in range(40))
        documents.append({"id": key, "text": text})
        line: dict = {
            "id": key, "relevant": draw.random() < 0.5, "new_action": maybe(draw.random() < 0.4),
            "action_type": maybe(draw.choice(TYPES)), "topics": draw.sample(TOPICS, draw.randrange(3)),
            "direction": maybe(draw.choice(("limits", "expands", "neutral_or_limits"))),
            "jurisdiction": maybe(draw.choice(PLACES)), "actor": maybe(draw.choice(("council", "sheriff"))),
            "action_date": maybe(draw.choice(DATES)), "event_key": maybe(f"e{number // 3}"),
        }  # fmt: skip
        if draw.random() < 0.2:
            line["accept"] = {"action_type": draw.sample(TYPES, 2), "topics": list(TOPICS[:2])}
        if draw.random() < 0.1:
            line["disputed"] = draw.sample(("relevant", "new_action"), 1)
        labels.append(line)
        if draw.random() < 0.9:
            output.append(_random_output(draw, key, text))
    for number in range(25):
        clusters.append(
            {"action_id": f"x{number}", "document_ids": draw.sample([f"d{n}" for n in range(60)], 3)}
        )
    return labels, output, clusters, documents


def _random_output(draw: random.Random, key: str, text: str) -> dict:
    candidates = []
    for _ in range(draw.randrange(4)):
        start = draw.randrange(30)
        quote = text[start : start + 8] if draw.random() < 0.9 else "not there"
        candidates.append(
            {
                "action_type": draw.choice(TYPES), "topics": draw.sample(TOPICS, draw.randrange(3)),
                "direction": draw.choice(("limits", "expands", "unclear")),
                "jurisdiction": draw.choice(PLACES),
                "actor": draw.choice(("council", "sheriff")), "is_new": draw.random() < 0.5,
                "action_date": draw.choice((*DATES, None)), "confidence": round(draw.random(), 1),
                "evidence": [{"quote": quote, "start": start, "end": start + 8}] * draw.randrange(3),
            }
        )  # fmt: skip
    return {
        "id": key, "relevant": draw.random() < 0.6, "new_action": draw.random() < 0.4,
        "score": draw.choice((0.0, 1.0, draw.random())), "candidates": candidates,
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_agrees_with_the_independent_scorer(tmp_path: Path, seed: int) -> None:
    """Every figure that the reference scorer prints is the same here, to its four places."""
    scorer = SHARED / "tools" / "score_detect.py"
    if not scorer.is_file():
        pytest.skip(f"no reference scorer at {scorer}")
    paths = {}
    names = ("labels", "found", "clusters", "documents")
    for name, rows in zip(names, _random_set(seed), strict=True):
        paths[name] = tmp_path / f"{name}.jsonl"
        paths[name].write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    command = [sys.executable, scorer, paths["labels"], paths["found"], "--json"]
    command += ["--clusters", paths["clusters"], "--texts", paths["documents"]]
    want = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)

    texts = {one.id: one.text for one in read_documents(paths["documents"])}
    got = score(
        read_labels(paths["labels"]), read_found(paths["found"]), texts, read_clusters(paths["clusters"])
    )

    assert (got.documents_count, got.missing_outputs_count) == (want["documents"], want["missing_outputs"])
    for measure in ("relevant", "relevant_all", "new_action", "new_action_all"):
        mine, theirs = got.detection[measure], want[measure]
        assert [mine.precision, mine.recall, mine.f1] == pytest.approx(
            [theirs["p"], theirs["r"], theirs["f1"]], abs=6e-5
        )
        assert (mine.documents_count, mine.true_positives) == (theirs["n"], theirs["tp"])
    for mode, mine in (("fields_top", got.fields_top), ("fields_any", got.fields_any)):
        for name, (ratio, count) in want[mode].items():
            assert mine[name].of == count
            assert mine[name].ratio == pytest.approx(ratio, abs=6e-5)
    assert got.clusters is not None and got.evidence is not None
    assert got.clusters.f1 == pytest.approx(want["clusters_b3"]["f1"], abs=6e-5)
    assert [got.evidence.of - got.evidence.right, got.evidence.of] == want["evidence_bad"]
    assert got.calibration_error == pytest.approx(want["ece_relevant"], abs=6e-5)


@given(st.dictionaries(st.text(max_size=4), st.integers(0, 5), min_size=1, max_size=30))
def test_b_cubed_of_the_truth_is_perfect(truth: dict[str, int]) -> None:
    """The true clusters score 1 under any names, and one cluster for all has full recall."""
    renamed = b_cubed(truth, {key: f"action {value}" for key, value in truth.items()})
    merged = b_cubed(truth, dict.fromkeys(truth, "one"))
    assert renamed is not None and merged is not None
    assert (renamed.precision, renamed.recall) == (pytest.approx(1.0), pytest.approx(1.0))
    assert merged.recall == pytest.approx(1.0) and 0.0 < merged.precision <= 1.0


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=50))
def test_calibration_error_is_a_share(scored: list[tuple[float, bool]]) -> None:
    """The error lies between 0 and 1 whatever the scores, bounds included."""
    error = calibration_error(scored)
    assert error is not None and 0.0 <= error <= 1.0
