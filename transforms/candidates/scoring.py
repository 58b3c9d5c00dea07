"""Measures of the detector against labelled documents. Pure: labels and output in, figures out.

A document is settled for a measure when its two readers agree; one whose label says `disputed` for a
measure counts only in the `_all` and `_disputed` figures. A field is right if it is any answer of the
label's `accept` list. All shares are between 0 and 1, unrounded.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from transforms.candidates.scoring_lines import Cluster, Found, FoundCandidate, Label
from transforms.candidates.screening import subject_offsets
from transforms.candidates.sentences import split_sentences
from warehouse.records import Action, Reading

FIELDS = ("action_type", "direction", "jurisdiction", "actor", "topics", "action_date")
MEASURES = ("relevant", "new_action")
DIRECTIONS = ("limits", "expands", "unclear")
LENGTHS = ((500, "under 500"), (2_000, "500 to 2,000"), (10_000, "2,000 to 10,000"))
LONGEST = "10,000 and over"
DEFECT_GAP_RATIO = 0.03


@dataclass(frozen=True)
class Detection:
    """Precision, recall and F1 of a yes-or-no measure, with the counts they come from."""

    precision: float
    recall: float
    f1: float
    documents_count: int
    true_positives: int
    false_positives: int
    false_negatives: int


@dataclass(frozen=True)
class Share:
    """How many of how many were right; ratio is None where there was nothing to judge."""

    right: int
    of: int

    @property
    def ratio(self) -> float | None:
        """The share, or None of nothing."""
        return self.right / self.of if self.of else None


@dataclass(frozen=True)
class DirectionScores:
    """How well the documents of one labelled direction are read.

    Recalls are of settled documents; direction and action type are of the best candidate.
    """

    relevant_recall: Share
    new_action_recall: Share
    direction: Share
    action_type: Share


@dataclass(frozen=True)
class Miss:
    """A document judged wrongly. `gap_ratio` is how far its score stood from the truth."""

    id: str
    measure: str
    kind: str
    gap_ratio: float
    title: str
    why: str
    sentences: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class WrongField:
    """A field of the best candidate that is none of the label's answers."""

    id: str
    name: str
    wanted: tuple[str, ...]
    got: str


@dataclass(frozen=True)
class CalibrationBin:
    """Documents of one tenth of the score: what their scores promised and how many were relevant."""

    least: float
    documents_count: int
    mean_score: float
    share_true: float


@dataclass(frozen=True)
class Scores:
    """Everything `policywatch evaluate` prints. Measures without a label in the set are left out."""

    documents_count: int
    missing_outputs_count: int
    detection: Mapping[str, Detection]
    fields_top: Mapping[str, Share]
    fields_any: Mapping[str, Share]
    calibration_error: float | None
    clusters: Detection | None
    evidence: Share | None
    calibration: tuple[CalibrationBin, ...]
    confusion: Mapping[str, Mapping[str, int]]
    confusion_direction: Mapping[str, Mapping[str, int]]
    by_source_kind: Mapping[str, Mapping[str, Detection]]
    by_length: Mapping[str, Mapping[str, Detection]]
    by_direction: Mapping[str, DirectionScores]
    defects: tuple[str, ...]
    misses: tuple[Miss, ...] = field(repr=False)
    wrong_fields: tuple[WrongField, ...] = field(repr=False)


def found_from_reading(document_id: str, reading: Reading) -> Found:
    """Return a reading in the shape that is scored, under the id that its label has."""
    return Found.model_validate({**reading.model_dump(), "id": document_id})


def clusters_from_actions(actions: Iterable[Action]) -> list[Cluster]:
    """Return each action with the documents of all its stages, in order and once each."""
    return [
        Cluster(
            action_id=action.action_id,
            document_ids=tuple(dict.fromkeys(i for stage in action.stages for i in stage.document_ids)),
        )
        for action in actions
    ]


def score(
    labels: Iterable[Label],
    found: Iterable[Found],
    texts: Mapping[str, str] | None = None,
    clusters: Iterable[Cluster] | None = None,
    source_kinds: Mapping[str, str | None] | None = None,
) -> Scores:
    """Return all measures of `found` against `labels`.

    A labelled document without output counts as judged not relevant. With `texts` (by id) the quotes
    are checked at their offsets and results are given by length; with `source_kinds` (by id), by kind
    of source. Where an id comes twice, the last line counts.
    """
    truth = {label.id: label for label in labels}
    output = {line.id: line for line in found}
    judged = [(label, output.get(label.id) or Found(id=label.id)) for label in truth.values()]
    by_direction = _by_direction(judged)
    scored = [(line.score, label.relevant) for label, line in judged if line.score is not None]
    return Scores(
        documents_count=len(truth),
        missing_outputs_count=sum(1 for key in truth if key not in output),
        detection=_detections(judged),
        fields_top={name: _share_right(judged, name, only_best=True) for name in FIELDS},
        fields_any={name: _share_right(judged, name, only_best=False) for name in FIELDS},
        calibration_error=calibration_error(scored),
        clusters=None if clusters is None else _clusters(truth, clusters),
        evidence=None if texts is None else standing_evidence(output.values(), texts),
        calibration=calibration_bins(scored),
        confusion=_confusion(judged, "action_type"),
        confusion_direction=_confusion(judged, "direction"),
        by_source_kind=_grouped(judged, source_kinds),
        by_length=_grouped(judged, None if texts is None else _lengths(texts)),
        by_direction=by_direction,
        defects=_defects(by_direction),
        misses=_misses(judged, texts or {}),
        wrong_fields=_wrong_fields(judged),
    )


def detection(pairs: Iterable[tuple[bool, bool]]) -> Detection:
    """Return precision, recall and F1 of (truth, judgement) pairs; 0 where a share is of nothing."""
    counts = Counter(pairs)
    hits, false, missed = counts[True, True], counts[False, True], counts[True, False]
    precision = hits / (hits + false) if hits + false else 0.0
    recall = hits / (hits + missed) if hits + missed else 0.0
    return Detection(precision, recall, _harmonic(precision, recall), counts.total(), hits, false, missed)


def b_cubed(truth: Mapping[str, Hashable], predicted: Mapping[str, Hashable]) -> Detection | None:
    """Return B-cubed precision, recall and F1 over the ids of `truth`, or None of no ids.

    An id that `predicted` lacks is a cluster of its own. The counts are documents, not pairs.
    """
    if not truth:
        return None
    true_sizes = Counter(truth.values())
    placed: dict[str, Hashable] = {
        key: (True, predicted[key]) if key in predicted else (False, key) for key in truth
    }
    placed_sizes = Counter(placed.values())
    shared_sizes = Counter((truth[key], placed[key]) for key in truth)
    precision = sum(shared_sizes[truth[key], placed[key]] / placed_sizes[placed[key]] for key in truth)
    recall = sum(shared_sizes[truth[key], placed[key]] / true_sizes[truth[key]] for key in truth)
    precision, recall = precision / len(truth), recall / len(truth)
    return Detection(precision, recall, _harmonic(precision, recall), len(truth), 0, 0, 0)


def calibration_bins(scored: Sequence[tuple[float, bool]]) -> tuple[CalibrationBin, ...]:
    """Return the tenths of the score that hold documents, the lowest first."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for value, is_true in scored:
        bins[max(0, min(9, int(value * 10)))].append((value, is_true))
    return tuple(
        CalibrationBin(
            least=at / 10,
            documents_count=len(rows),
            mean_score=sum(value for value, _ in rows) / len(rows),
            share_true=sum(is_true for _, is_true in rows) / len(rows),
        )
        for at, rows in sorted(bins.items())
    )


def calibration_error(scored: Sequence[tuple[float, bool]]) -> float | None:
    """Return the expected calibration error over ten equal bins of score, or None of no scores.

    Sum over bins of |mean score - share true|, each weighted by its share of the documents.
    """
    if not scored:
        return None
    gaps = (
        each.documents_count * abs(each.mean_score - each.share_true) for each in calibration_bins(scored)
    )
    return sum(gaps) / len(scored)


def standing_evidence(found: Iterable[Found], texts: Mapping[str, str]) -> Share:
    """Return how many quotes stand verbatim at their offsets; a candidate without a quote is one bad."""
    right = total = 0
    for line in found:
        text = texts.get(line.id)
        for candidate in line.candidates or ():
            quotes = candidate.evidence or ()
            total += max(1, len(quotes))
            right += sum(1 for item in quotes if text is None or text[item.start : item.end] == item.quote)
    return Share(right, total)


def best_first(found: Found) -> list[FoundCandidate]:
    """Return the candidates, new ones first, then by confidence; equals keep their order."""
    return sorted(
        found.candidates or (), key=lambda one: (bool(one.is_new), one.confidence or 0.0), reverse=True
    )


def is_right(label: Label, name: str, candidate: FoundCandidate) -> bool:
    """Return whether a candidate's field is one of the label's answers; one shared topic suffices."""
    answers = label.answers(name)
    value = getattr(candidate, name)
    if name == "topics":
        return bool(set(answers) & set(value or ()))
    if name == "jurisdiction":
        return any(_place(answer) == _place(value) for answer in answers)
    if name == "direction":
        return value in {answer.replace("neutral_or_", "") for answer in answers}
    return str(value) in answers


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _place(words: str | None) -> str:
    """Return a place's name without case, punctuation and a leading "City of"."""
    name = re.sub(r"^(city|town|village|county|borough) of ", "", (words or "").lower())
    return re.sub(r"[^a-z]+", " ", name).strip()


_Judged = list[tuple[Label, Found]]


def _truth(label: Label, measure: str) -> bool | None:
    return label.relevant if measure == "relevant" else label.new_action


def _judgement(line: Found, measure: str) -> bool:
    return line.relevant if measure == "relevant" else line.new_action


def _measured(judged: _Judged, measure: str, *, disputed: bool | None) -> list[tuple[bool, bool]]:
    """Return (truth, judgement) of the documents labelled for a measure; None takes all of them."""
    return [
        (truth, _judgement(line, measure))
        for label, line in judged
        if (truth := _truth(label, measure)) is not None
        and (disputed is None or (measure in label.disputed) == disputed)
    ]


def _detections(judged: _Judged) -> dict[str, Detection]:
    found: dict[str, Detection] = {}
    for measure in MEASURES:
        if pairs := _measured(judged, measure, disputed=None):
            found[measure] = detection(_measured(judged, measure, disputed=False))
            found[f"{measure}_all"] = detection(pairs)
            if apart := _measured(judged, measure, disputed=True):
                found[f"{measure}_disputed"] = detection(apart)
    return found


def _share_right(judged: _Judged, name: str, *, only_best: bool) -> Share:
    right = total = 0
    for label, line in judged:
        candidates = best_first(line)
        if not (label.relevant and label.answers(name) and line.relevant and candidates):
            continue
        total += 1
        right += any(is_right(label, name, one) for one in (candidates[:1] if only_best else candidates))
    return Share(right, total)


def _clusters(truth: Mapping[str, Label], clusters: Iterable[Cluster]) -> Detection | None:
    placed: dict[str, str] = {}
    for cluster in clusters:
        for document_id in cluster.document_ids:
            placed.setdefault(document_id, cluster.action_id)
    return b_cubed({key: label.event_key for key, label in truth.items() if label.event_key}, placed)


def _confusion(judged: _Judged, name: str) -> dict[str, dict[str, int]]:
    """Return counts by labelled and found value of a field; an accepted answer counts as the label's own."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for label, line in judged:
        wanted = getattr(label, name)
        if not (label.relevant and wanted):
            continue
        candidates = best_first(line) if line.relevant else []
        got = (getattr(candidates[0], name) or "none") if candidates else "not found"
        if candidates and is_right(label, name, candidates[0]):
            got = wanted
        table[wanted][got] += 1
    return {row: dict(counts.most_common()) for row, counts in sorted(table.items())}


def _lengths(texts: Mapping[str, str]) -> dict[str, str | None]:
    return {
        key: next((name for limit, name in LENGTHS if len(text) < limit), LONGEST)
        for key, text in texts.items()
    }


def _grouped(judged: _Judged, groups: Mapping[str, str | None] | None) -> dict[str, dict[str, Detection]]:
    """Return detection by group; documents without one stand under "unknown"."""
    if groups is None:
        return {}
    parted: dict[str, _Judged] = defaultdict(list)
    for label, line in judged:
        parted[groups.get(label.id) or "unknown"].append((label, line))
    return {
        name: {m: detection(pairs) for m in MEASURES if (pairs := _measured(part, m, disputed=False))}
        for name, part in sorted(parted.items())
    }


def _by_direction(judged: _Judged) -> dict[str, DirectionScores]:
    scores: dict[str, DirectionScores] = {}
    for direction in DIRECTIONS:
        part = [(label, line) for label, line in judged if label.relevant and label.direction == direction]
        if not part:
            continue
        relevant, new = (
            [found for truth, found in _measured(part, measure, disputed=False) if truth]
            for measure in MEASURES
        )
        scores[direction] = DirectionScores(
            relevant_recall=Share(sum(relevant), len(relevant)),
            new_action_recall=Share(sum(new), len(new)),
            direction=_share_right(part, "direction", only_best=True),
            action_type=_share_right(part, "action_type", only_best=True),
        )
    return scores


def _defects(by_direction: Mapping[str, DirectionScores]) -> tuple[str, ...]:
    """Return a sentence for every measure that reads one direction over 3 points better than the other."""
    if not {"limits", "expands"} <= by_direction.keys():
        return ()
    told = []
    for name in ("relevant_recall", "new_action_recall", "direction", "action_type"):
        limits: Share = getattr(by_direction["limits"], name)
        expands: Share = getattr(by_direction["expands"], name)
        if limits.ratio is None or expands.ratio is None:
            continue
        if abs(limits.ratio - expands.ratio) > DEFECT_GAP_RATIO:
            told.append(
                f"{name} differs by direction: limits {limits.ratio:.3f} ({limits.right}/{limits.of}), "
                f"expands {expands.ratio:.3f} ({expands.right}/{expands.of})"
            )
    return tuple(told)


def _misses(judged: _Judged, texts: Mapping[str, str]) -> tuple[Miss, ...]:
    """Return settled documents judged wrongly, the surest errors first."""
    misses = []
    for label, line in judged:
        for measure in MEASURES:
            truth = _truth(label, measure)
            if truth is None or measure in label.disputed or truth == _judgement(line, measure):
                continue
            if measure == "new_action" and label.relevant != line.relevant:
                continue  # told once, as relevant
            misses.append(_miss(label, line, measure, texts.get(label.id, ""), is_missed=truth))
    return tuple(sorted(misses, key=lambda miss: (-miss.gap_ratio, miss.id)))


def _miss(label: Label, line: Found, measure: str, text: str, *, is_missed: bool) -> Miss:
    value = line.score if line.score is not None else float(line.relevant)
    candidates = best_first(line)
    reasons = [*(line.reasons or ()), *(r for one in candidates[:1] for r in one.reasons or ())]
    return Miss(
        id=label.id,
        measure=measure,
        kind="missed" if is_missed else "false",
        gap_ratio=1.0 - value if is_missed else value,
        title=label.title or "",
        why=label.why or "",
        sentences=_telling_sentences(candidates, text),
        reasons=tuple(f"{r.rule} {r.weight:+.2f} {r.words!r}" for r in reasons),
    )


def _telling_sentences(candidates: Sequence[FoundCandidate], text: str) -> tuple[str, ...]:
    """Return the quotes of the best candidates; of a text without one, the sentences with its subject."""
    quotes = tuple(dict.fromkeys(item.quote for one in candidates[:3] for item in one.evidence or ()))
    if quotes or not text:
        return quotes
    offsets = subject_offsets(text, most=20)
    sentences = split_sentences(text, 0, min(len(text), 200_000))
    told = [each.of(text) for each in sentences if any(each.start <= at < each.end for at in offsets)]
    return tuple((told or [each.of(text) for each in sentences])[:2])


def _wrong_fields(judged: _Judged) -> tuple[WrongField, ...]:
    wrong = []
    for label, line in judged:
        candidates = best_first(line)
        if not (label.relevant and line.relevant and candidates):
            continue
        for name in FIELDS:
            answers = label.answers(name)
            if answers and not is_right(label, name, candidates[0]):
                got = getattr(candidates[0], name)
                shown = ", ".join(got or ()) if name == "topics" else str(got)
                wrong.append(WrongField(label.id, name, answers, shown))
    return tuple(wrong)
