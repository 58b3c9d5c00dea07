"""Scores as people and programs read them: lines for a terminal, plain values for JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import is_dataclass
from typing import Any, get_args

from transforms.candidates.scoring import (
    DEFECT_GAP_RATIO,
    DIRECTIONS,
    FIELDS,
    CalibrationBin,
    Detection,
    DirectionScores,
    Miss,
    Scores,
    Share,
)
from transforms.candidates.scoring_bar import standings
from warehouse.records import ActionType

_WIDTH = 100
_QUOTE_CHARS = 300
_HEADS = {name: name[:3] for name in get_args(ActionType)} | {
    "agreement_signed": "sig", "agreement_ended": "end", "executive_order": "exe", "not found": "–",
}  # fmt: skip


def scores_as_json(scores: Scores, *, misses: int | None = None) -> dict[str, Any]:
    """Return the scores as JSON values, shares rounded to four places; `misses` cuts the two lists."""
    values: dict[str, Any] = _plain(scores)
    values["bar"] = [
        {
            "measure": each.bar.name,
            "value": each.value,
            "of": each.of,
            "bar": each.bar.value,
            "told": each.told,
        }
        for each in standings(scores)
    ]
    if misses is not None:
        values["misses"] = values["misses"][:misses]
        values["wrong_fields"] = values["wrong_fields"][:misses]
    return values


def report_lines(scores: Scores, *, misses: int = 0, others: Mapping[str, Scores] | None = None) -> list[str]:
    """Return the report in lines of at most 100 columns: the bar, measures, tables, the worst `misses`.

    `others` are scores of parts of the set by name, each a column of the table against the bar.
    """
    lines = [f"{scores.documents_count} documents, {scores.missing_outputs_count} without output"]
    lines += _bar_lines(scores, others or {})
    lines += ["", _detection_header("measure")]
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
    lines += _calibration_lines(scores.calibration)
    lines += _group_lines("kind of source", scores.by_source_kind)
    lines += _group_lines("length in characters", scores.by_length)
    lines += _direction_lines(scores.by_direction, scores.defects)
    lines += _confusion_lines("direction", scores.confusion_direction, DIRECTIONS)
    lines += _confusion_lines("type", scores.confusion, get_args(ActionType))
    lines += _miss_lines(scores, misses)
    return lines


def _bar_lines(scores: Scores, others: Mapping[str, Scores]) -> list[str]:
    """Return the table against the bar; gaps between the directions are its last row."""
    heads = f"{'against the bar':27}{'reach':>7}{'people':>7}{'here':>7}{'of':>6} {'':11}"
    lines = ["", (heads + "".join(f"{name:>11}" for name in others)).rstrip()]
    columns = [standings(each) for each in others.values()]
    for at, each in enumerate(standings(scores)):
        reach = f"{'≤' if each.bar.is_ceiling else '≥'} {each.bar.value:.2f}"
        people = f"{each.bar.people:.2f}" if each.bar.people else "–"
        line = f"{each.bar.name:27}{reach:>7}{people:>7}{_figure(each.value):>7}{each.of:>6} {each.told:11}"
        lines.append((line + "".join(f"{_figure(each[at].value):>11}" for each in columns)).rstrip())
    gaps = f"{len(scores.defects)} over" if scores.defects else "met"
    line = f"{'gap between directions':27}{f'≤ {DEFECT_GAP_RATIO:.2f}':>7}{'–':>7}{'':14}{gaps:11}"
    lines.append((line + "".join(f"{f'{len(each.defects)} over':>11}" for each in others.values())).rstrip())
    return lines


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _calibration_lines(bins: Sequence[CalibrationBin]) -> list[str]:
    if not bins:
        return []
    lines = ["", f"{'calibration: score':28}{'docs':>7}{'mean':>8}{'true':>8}{'gap':>8}"]
    for each in bins:
        gap = each.share_true - each.mean_score
        name = f"{each.least:.1f} to {each.least + 0.1:.1f}"
        lines.append(
            f"{name:28}{each.documents_count:>7}{each.mean_score:>8.3f}{each.share_true:>8.3f}{gap:>+8.3f}"
        )
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
    lines = ["", f"{'by direction':14}" + "".join(f"{name.replace('_', ' '):>20}" for name in names)]
    for direction, value in groups.items():
        lines.append(f"{direction:14}" + "".join(f"{_share(getattr(value, name)):>20}" for name in names))
    if {"limits", "expands"} <= groups.keys():
        lines.append(f"{'gap':14}" + "".join(f"{_gap(groups, name):>20}" for name in names))
    return lines + [f"DEFECT {sentence}" for sentence in defects]


def _gap(groups: Mapping[str, DirectionScores], name: str) -> str:
    limits: float | None = getattr(groups["limits"], name).ratio
    expands: float | None = getattr(groups["expands"], name).ratio
    if limits is None or expands is None:
        return "–"
    mark = "DEFECT " if abs(limits - expands) > DEFECT_GAP_RATIO else ""
    return f"{mark}{limits - expands:+.3f}"


def _confusion_lines(name: str, table: Mapping[str, Mapping[str, int]], order: Sequence[str]) -> list[str]:
    """Return labelled against found as a matrix; the column – is of documents that were not found."""
    if not table:
        return []
    known = [*order, "not found"]
    others = sorted({key for counts in table.values() for key in counts} - set(known))
    columns = [each for each in (*known, *others) if any(each in counts for counts in table.values())]
    wide = max(len(_head(each)) for each in columns) + 1
    title = f"{name} labelled"
    lines = ["", f"{title:18}{'right':>6}" + "".join(f"{_head(each):>{wide}}" for each in columns)]
    for row in (each for each in (*order, *table) if each in table):
        if any(line.startswith(f"{row:18}") for line in lines):
            continue
        counts = table[row]
        cells = "".join(f"{counts.get(each) or '.':>{wide}}" for each in columns)
        lines.append(f"{row:18}{counts.get(row, 0) / sum(counts.values()):>6.2f}{cells}")
    return lines


def _head(name: str) -> str:
    return str(_HEADS.get(name, name))


def _miss_lines(scores: Scores, count: int) -> list[str]:
    if not count:
        return []
    lines = ["", f"worst misses ({min(count, len(scores.misses))} of {len(scores.misses)})"]
    for miss in scores.misses[:count]:
        lines += _one_miss(miss)
    lines += ["", f"wrong fields of the best candidate ({len(scores.wrong_fields)})"]
    for wrong in scores.wrong_fields[:count]:
        lines += _wrapped(f"{wrong.name:14}{wrong.id}: {wrong.got}, not {' or '.join(wrong.wanted)}", 14)
    return lines


def _one_miss(miss: Miss) -> list[str]:
    off = f"(off by {miss.gap_ratio:.2f})"
    lines = _wrapped(f"{miss.kind.upper():7}{miss.measure} {miss.id} {off} {miss.title[:200]}", 7)
    if miss.why:
        lines += _wrapped(f"    label: {miss.why}", 11)
    for quote in miss.sentences[:3]:
        lines += _wrapped(f"    text:  {' '.join(quote.split())[:_QUOTE_CHARS]}", 11)
    if miss.reasons:
        lines += _wrapped(f"    rules: {'; '.join(miss.reasons[:6])}", 11)
    return lines


def _wrapped(line: str, indent: int) -> list[str]:
    shown = "".join(each if each.isprintable() else " " for each in line)
    return textwrap.wrap(shown, _WIDTH, subsequent_indent=" " * indent, break_on_hyphens=False)
