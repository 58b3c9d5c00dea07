"""How likely a candidate is right: its type and its direction both, as a reader would put them.

A logistic function of a dozen plain figures, with weights that `train_confidence` fits and
`confidence.json` holds. It judges what the rules made and changes nothing of it, not even their order.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from importlib import resources

from transforms.candidates.drafts import Draft
from warehouse.records import Reason

Figures = dict[str, float]

LEAST, MOST = 0.02, 0.97
WORDS_ALONE = "words alone"
"""The rule of a draft that no grammar stands behind; a person must look at it before it is told."""
MOST_BY_WORDS = 0.35
_SHOWN = 4
# Factors of an event that tell how plainly it is told; the rest say what it is.
_PLAINNESS = frozenset(
    {
        "actor", "tense", "hedge", "campaign", "describes", "relative clause", "adjective", "page's kind",
        "only reports", "not in writing", "a punishment",
    }
)  # fmt: skip


def candidate_figures(
    draft: Draft, drafts: Sequence[Draft], *, page_score: float, is_instrument: bool
) -> Figures:
    """Return the figures one of a page's `drafts` is judged by, each about between 0 and 1."""
    others = [other for other in drafts if other is not draft]
    surest = min(0.999, max(0.001, page_score))
    factors = {
        reason.rule.removeprefix("title "): reason.weight
        for reason in draft.reasons
        if not reason.rule.startswith("page:")
    }
    plainness = math.prod(min(1.0, weight) for rule, weight in factors.items() if rule in _PLAINNESS)
    return {
        "candidate": 1.0,
        "strength": max(0.0, min(1.6, draft.score)),
        "lead": max(0.0, min(1.0, draft.score - max(other.score for other in others))) if others else 1.0,
        "others": min(4, len(others)) / 4.0,
        "new": float(draft.is_new),
        "page": math.log(surest / (1.0 - surest)) / 5.0,
        "title_only": float(any(reason.rule.startswith("title ") for reason in draft.reasons)),
        "policy": factors.get("policy", 0.0),
        "direction_clear": factors.get("direction", 0.3),
        "direction_open": float(draft.direction == "unclear"),
        "indirect": 1.0 - plainness,
        "instrument": float(is_instrument),
        "agreement": sum(other.direction == draft.direction for other in drafts) / len(drafts),
    }


def _read_weights() -> dict[str, float]:
    content = json.loads(resources.files(__package__).joinpath("confidence.json").read_text("utf-8"))
    return {name: float(weight) for name, weight in content.items()}


_WEIGHTS = _read_weights()


def chance_of(figures: Figures, weights: dict[str, float]) -> float:
    """Return the chance that the weights give to the figures."""
    total = sum(weights[name] * value for name, value in figures.items())
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def weigh_candidates(
    drafts: Sequence[Draft], *, page_score: float, is_instrument: bool
) -> list[tuple[float, tuple[Reason, ...]]]:
    """Return the confidence in each draft and the figures that moved it most, in the order of `drafts`.

    `drafts` come the likeliest first; of two that are both new, or both not, none is surer than the one
    before it.
    """
    weighed: list[tuple[float, tuple[Reason, ...]]] = []
    ceilings = {True: MOST, False: MOST}
    for draft in drafts:
        figures = candidate_figures(draft, drafts, page_score=page_score, is_instrument=is_instrument)
        ceiling = ceilings[draft.is_new]
        if any(reason.rule == WORDS_ALONE for reason in draft.reasons):
            ceiling = min(ceiling, MOST_BY_WORDS)
        chance = max(LEAST, min(ceiling, chance_of(figures, _WEIGHTS)))
        ceilings[draft.is_new] = chance
        weighed.append((chance, _reasons(figures)))
    return weighed


def _reasons(figures: Figures) -> tuple[Reason, ...]:
    parts = [(name, value, _WEIGHTS[name] * value) for name, value in figures.items() if name != "candidate"]
    parts.sort(key=lambda part: (-abs(part[2]), part[0]))
    return tuple(
        Reason(rule=f"confidence:{name}", words=f"{value:.2f}", weight=round(weight, 3))
        for name, value, weight in parts[:_SHOWN]
        if round(weight, 3)
    )
