"""Scores as people and programs read them: lines for a terminal, plain values for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from typing import Any

from transforms.candidates.scoring import FIELDS, Detection, DirectionScores, Miss, Scores, Share

_QUOTE_CHARS = 300


def scores_as_json(scores: Scores, *, misses: int | None = None) -> dict[str, Any]:
    """Return the scores as JSON values, shares rounded to four places; `misses` cuts the two lists."""
    values: dict[str, Any] = _plain(scores)
    if misses is not None:
        values["misses"] = values["misses"][:misses]
        values["wrong_fields"] = values["wrong_fields"][:misses]
    return values


def report_lines(scores: Scores, *, misses: int = 0) -> list[str]:
    """Return the report, one line an item: measures, fields, tables, then the worst `misses`."""
    lines = [f"documents {scores.documents_count}, without output {scores.missing_outputs_count}", ""]
    lines += [_detection_header("measure")]
    lines += [_detection_line(name, value) for name, value in scores.detection.items()]
    if scores.clusters is not None:
        clusters = scores.clusters
        lines.append(
            f"{'story clusters (B-cubed)':28}{clusters.precision:>10.3f}{clusters.recall:>8.3f}"
            f"{clusters.f1:>8.3f}{clusters.documents_count:>7}"
        )
    lines += ["", f"{'field':28}{'best candidate':>20}{'any candidate':>20}"]
    lines += [
        f"{name:28}{_share(scores.fields_top[name]):>20}{_share(scores.fields_any[name]):>20}"
        for name in FIELDS
    ]
    lines.append("")
    if scores.calibration_error is not None:
        lines.append(f"{'calibration error of score':28}{scores.calibration_error:>10.3f}")
    if scores.evidence is not None:
        lines.append(f"{'quotes at their offsets':28}{_share(scores.evidence):>20}")
    lines += _group_lines("kind of source", scores.by_source_kind)
    lines += _group_lines("length in characters", scores.by_length)
    lines += _direction_lines(scores.by_direction, scores.defects)
    lines += _confusion_lines(scores.confusion)
    lines += _miss_lines(scores, misses)
    return lines


def _plain(value: Any) -> Any:
    """Return a value of dataclasses and mappings as JSON values."""
    if isinstance(value, Share):
        ratio = value.ratio
        return {"right": value.right, "of": value.of, "ratio": None if ratio is None else round(ratio, 4)}
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return round(value, 4) if isinstance(value, float) else value


def _share(share: Share) -> str:
    return "-" if share.ratio is None else f"{share.ratio:.3f} ({share.right}/{share.of})"


def _detection_header(name: str) -> str:
    return f"{name:28}{'precision':>10}{'recall':>8}{'F1':>8}{'docs':>7}{'found':>7}{'false':>7}{'missed':>8}"


def _detection_line(name: str, value: Detection) -> str:
    return (
        f"{name:28}{value.precision:>10.3f}{value.recall:>8.3f}{value.f1:>8.3f}{value.documents_count:>7}"
        f"{value.true_positives:>7}{value.false_positives:>7}{value.false_negatives:>8}"
    )


def _group_lines(heading: str, groups: Mapping[str, Mapping[str, Detection]]) -> list[str]:
    if not groups:
        return []
    lines = ["", _detection_header(heading)]
    for group, measures in groups.items():
        lines += [_detection_line(f"{group}: {name}", value) for name, value in measures.items()]
    return lines


def _direction_lines(groups: Mapping[str, DirectionScores], defects: tuple[str, ...]) -> list[str]:
    names = ("relevant_recall", "new_action_recall", "direction", "action_type")
    lines = ["", f"{'direction':12}" + "".join(f"{name.replace('_', ' '):>20}" for name in names)]
    for direction, value in groups.items():
        lines.append(f"{direction:12}" + "".join(f"{_share(getattr(value, name)):>20}" for name in names))
    return lines + [f"DEFECT {sentence}" for sentence in defects]


def _confusion_lines(table: Mapping[str, Mapping[str, int]]) -> list[str]:
    lines = ["", "action type as labelled: as found"]
    for row, counts in table.items():
        right, total = counts.get(row, 0), sum(counts.values())
        others = ", ".join(f"{name} {count}" for name, count in counts.items() if name != row)
        lines.append(f"{row:18} {right}/{total}" + (f"; {others}" if others else ""))
    return lines


def _miss_lines(scores: Scores, count: int) -> list[str]:
    if not count:
        return []
    lines = ["", f"worst misses ({min(count, len(scores.misses))} of {len(scores.misses)})"]
    for miss in scores.misses[:count]:
        lines += _one_miss(miss)
    lines += ["", f"wrong fields of the best candidate ({len(scores.wrong_fields)})"]
    lines += [
        f"{wrong.name:14}{wrong.id}: {wrong.got}, not {' or '.join(wrong.wanted)}"
        for wrong in scores.wrong_fields[:count]
    ]
    return lines


def _one_miss(miss: Miss) -> list[str]:
    lines = [f"{miss.kind.upper():7}{miss.measure} {miss.id} (off by {miss.gap_ratio:.2f}) {miss.title[:90]}"]
    if miss.why:
        lines.append(f"    label: {miss.why}")
    lines += [f"    quote: {' '.join(quote.split())[:_QUOTE_CHARS]}" for quote in miss.sentences[:3]]
    lines += [f"    rule:  {reason[:_QUOTE_CHARS]}" for reason in miss.reasons[:6]]
    return lines
