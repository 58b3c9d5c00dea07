"""Figures by which the three readings of a story are weighed against each other, and their weights.

Three questions are put to rules, words and encoder: does the passage report an act, does that act limit or
expand help, and is it news? Each is a logistic function of a few plain figures; `train_joining` fits the
weights that `joining.json` holds, on pages that none of the readings was fitted on.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Final

from transforms.candidates.drafts import Draft
from transforms.candidates.second_reading import SecondReading

Figures = dict[str, float]

QUESTIONS: Final = ("relevance", "direction", "newness")
_SIDES: Final = {"limits": 1.0, "expands": -1.0}
READ: Final = ("words", "meaning")
_LEAST, _MOST = 0.005, 0.995


def log_odds(chance: float) -> float:
    """Return the log odds of a chance, bounded so that no reading is ever certain."""
    chance = min(_MOST, max(_LEAST, chance))
    return math.log(chance / (1.0 - chance))


def relevance_figures(
    features: Mapping[str, float],
    drafts: Sequence[Draft],
    second: SecondReading,
    third: SecondReading,
    *,
    score: float,
    scale: float = 1.0,
) -> Figures:
    """Return the figures of a story: does it report an act? Features, drafts and score are the rules'.

    `scale` is how many times the rules' score counts: in few words it says more than the words do.
    """
    best = best_draft(drafts)
    return {
        "words": log_odds(second.chance),
        "meaning": log_odds(third.chance),
        "rules": scale * log_odds(score),
        "event": features.get("event_best", 0.0),
        "new": 0.5 if best is None else float(best.is_new),
    }


def direction_figures(
    drafts: Sequence[Draft], second: SecondReading, third: SecondReading, *, score: float
) -> Figures:
    """Return the figures of the best draft: over 0 they speak for `limits`, under it for `expands`."""
    words, meaning = (
        log_odds(each["limits"] / max(1e-9, each["limits"] + each["expands"]))
        for each in (second.leanings["direction"], third.leanings["direction"])
    )
    best = best_draft(drafts)
    if best is None:
        return {"words": words, "meaning": meaning, "strong": 0.0, "all": 0.0, "page": 0.0}
    side = _SIDES.get(best.direction, 0.0)
    total = sum(draft.score for draft in drafts)
    return {
        "words": words,
        "meaning": meaning,
        "strong": side * min(1.6, best.score),
        "all": sum(_SIDES.get(draft.direction, 0.0) * draft.score for draft in drafts) / max(1e-6, total),
        "page": side * log_odds(score) / 5.0,
    }


def newness_figures(drafts: Sequence[Draft], second: SecondReading, third: SecondReading) -> Figures:
    """Return the figures of a story that reports an act: is the act news?"""
    best = best_draft(drafts)
    new = max((draft.score for draft in drafts if draft.is_new), default=0.0)
    old = max((draft.score for draft in drafts if not draft.is_new), default=0.0)
    return {
        "words": log_odds(second.news),
        "meaning": log_odds(third.news),
        "side": 0.0 if best is None else 1.0 if best.is_new else -1.0,
        "lead": max(-1.6, min(1.6, new - old)),
    }


def best_draft(drafts: Sequence[Draft]) -> Draft | None:
    """Return the draft that stands first of a page: the first new one, else the first."""
    return max(drafts, key=lambda draft: draft.is_new, default=None)


def chance_of(question: str, figures: Mapping[str, float], *, rules: float = 1.0) -> float:
    """Return the chance that the fitted weights of a question give to its figures.

    `rules` is how many times their usual weight the rules' own figures have.
    """
    weights = _WEIGHTS[question]
    total = weights["base"] + sum(
        weights[name] * value * (1.0 if name in READ else rules) for name, value in figures.items()
    )
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def parts_of(question: str, figures: Mapping[str, float]) -> list[tuple[str, float]]:
    """Return what each figure gave, the greatest part first."""
    weights = _WEIGHTS[question]
    parts = [(name, weights[name] * value) for name, value in figures.items()]
    return sorted(parts, key=lambda part: (-abs(part[1]), part[0]))


def _read_weights() -> dict[str, dict[str, float]]:
    content = json.loads(resources.files(__package__).joinpath("joining.json").read_text("utf-8"))
    return {
        question: {name: float(value) for name, value in content[question].items()} for question in QUESTIONS
    }


_WEIGHTS = _read_weights()
