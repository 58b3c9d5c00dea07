"""How sure: the page's features weighed into one score, every weight a reason."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from importlib import resources

from transforms.candidates.events import Event
from transforms.candidates.genres import Genre
from transforms.candidates.instruments_text import InstrumentFacts
from transforms.candidates.reading import SentenceReading
from warehouse.records import Reason

Features = dict[str, float]


def page_features(
    readings: Sequence[SentenceReading],
    title: SentenceReading | None,
    genre: Genre,
    events: Sequence[Event],
    facts: InstrumentFacts | None,
) -> Features:
    """Return the figures a page is judged by, each between 0 and 1."""
    if facts is not None:
        return {
            "instrument": 1.0,
            "instrument_title": facts.title_strength,
            "instrument_operative": facts.operative_max,
            "instrument_head": facts.head_strength,
            "instrument_much": min(1.0, math.log1p(facts.operative_sum) / 3.0),
            "instrument_recitals": facts.recital_max,
            "instrument_other_subject": facts.other_subject,
            "instrument_clause": facts.clause,
            "instrument_is_item": float(facts.operative_count <= 6),
        }
    text_events = sorted((event.score for event in events if event.at >= 0), reverse=True)
    title_event = max((event.score for event in events if event.at < 0), default=0.0)
    strengths = [reading.strength for reading in readings]
    return {
        "story": 1.0,
        "event_best": max(text_events[0] if text_events else 0.0, 0.75 * title_event),
        "event_title": title_event,
        "event_fresh": max(
            (e.score * (1.0 if e.at >= 0 else 0.7) for e in events if e.freshness >= 0.5), default=0.0
        ),
        "event_named": max((e.score for e in events if e.at >= 0 and not _is_lent(e)), default=0.0),
        "policy_best": max(strengths, default=0.0),
        "policy_much": min(1.0, sum(1 for strength in strengths if strength >= 0.6) / 4.0),
        "is_reference": float(genre.is_reference),
        "is_campaign": float(genre.is_campaign),
        "is_congress": float(genre.is_congress),
        "is_model": float(genre.is_model),
        "is_other_story": float(genre.is_other_story),
        "is_forum": float(genre.is_forum),
        "is_listing": float(genre.is_listing),
    }


def _is_lent(event: Event) -> bool:
    return any(rule == "actor" for rule, _, _ in event.parts)


def _read_weights() -> dict[str, float]:
    content = json.loads(resources.files(__package__).joinpath("weights.json").read_text("utf-8"))
    return {name: float(weight) for group in content.values() for name, weight in group.items()}


_WEIGHTS = _read_weights()


# Regularized weights are shy: the sum is stretched by this, as the score's calibration on news asks.
_STRETCH = 1.3


def score_page(features: Features) -> tuple[float, tuple[Reason, ...]]:
    """Return the chance that the page reports an action, and what each feature gave."""
    total = 0.0
    reasons = []
    for name, value in features.items():
        weight = _WEIGHTS[name] * value
        total += weight
        if weight:
            reasons.append(Reason(rule=f"page:{name}", words=f"{value:.2f}", weight=round(weight, 3)))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, _STRETCH * total)))), tuple(reasons)
