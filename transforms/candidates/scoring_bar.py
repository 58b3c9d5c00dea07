"""The bar: what the detector is meant to reach, measure by measure, and how far it is from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from transforms.candidates.scoring import Scores, Share


@dataclass(frozen=True)
class Bar:
    """One measure's bar. `is_ceiling`: the figure must not pass it. `people`: two readers' agreement."""

    name: str
    value: float
    people: float | None
    measured: Callable[[Scores], tuple[float | None, int]]
    is_ceiling: bool = False

    def is_met(self, value: float) -> bool:
        """Return whether a figure reaches the bar, to the third place."""
        return round(value, 3) <= self.value if self.is_ceiling else round(value, 3) >= self.value


@dataclass(frozen=True)
class Standing:
    """Where one measure stands, and of how many documents; `value` is None where nothing was labelled."""

    bar: Bar
    value: float | None
    of: int

    @property
    def told(self) -> str:
        """The standing in a word or two."""
        if self.value is None:
            return "no label"
        if self.bar.is_met(self.value):
            return "met"
        return f"short {abs(self.value - self.bar.value):.3f}"


def _f1(name: str) -> Callable[[Scores], tuple[float | None, int]]:
    def measured(scores: Scores) -> tuple[float | None, int]:
        found = scores.detection.get(name)
        return (found.f1, found.documents_count) if found else (None, 0)

    return measured


def _share(
    shares: Callable[[Scores], Mapping[str, Share]], name: str
) -> Callable[[Scores], tuple[float | None, int]]:
    def measured(scores: Scores) -> tuple[float | None, int]:
        share = shares(scores)[name]
        return share.ratio, share.of

    return measured


def _field(name: str) -> Callable[[Scores], tuple[float | None, int]]:
    return _share(lambda scores: scores.fields_top, name)


def _clusters(scores: Scores) -> tuple[float | None, int]:
    found = scores.clusters
    return (found.f1, found.documents_count) if found else (None, 0)


def _calibration(scores: Scores) -> tuple[float | None, int]:
    return scores.calibration_error, sum(each.documents_count for each in scores.calibration)


def _quotes(scores: Scores) -> tuple[float | None, int]:
    return (scores.evidence.ratio, scores.evidence.of) if scores.evidence else (None, 0)


BARS = (
    Bar("relevant, F1", 0.96, 0.98, _f1("relevant")),
    Bar("new_action, F1", 0.93, 0.95, _f1("new_action")),
    Bar("direction right", 0.95, 0.92, _field("direction")),
    Bar("action_type right", 0.88, 0.85, _field("action_type")),
    Bar("topics overlap", 0.95, 0.98, _field("topics")),
    Bar("jurisdiction right", 0.95, 0.93, _field("jurisdiction")),
    Bar("action_date right", 0.90, None, _field("action_date")),
    Bar("story clusters, B-cubed F1", 0.92, None, _clusters),
    Bar("calibration error of score", 0.05, None, _calibration, is_ceiling=True),
    Bar("quotes at their offsets", 1.0, None, _quotes),
)


def standings(scores: Scores) -> list[Standing]:
    """Return where each measure stands against its bar."""
    return [Standing(bar, *bar.measured(scores)) for bar in BARS]
