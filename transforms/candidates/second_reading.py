"""A second reading of a story by its words alone, learned from labelled pages, beside the rules' reading.

Rules know who did what to which policy only in words that somebody wrote into a table. The second reading
knows no grammar, but has seen how acts are told. `joining` says what follows from it.

`words.npz` holds what `train_words` fitted. Instruments are not read so: their words are their own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

import numpy as np

from transforms.candidates.word_forms import weigh_counts, word_counts

WINDOW: Final = 1500
"""Characters read at once: the labelled stories are about so long, and a packet's one item must not drown."""

LEANINGS: Final = ("action_type", "actor", "direction")
_MOST_WINDOWS: Final = 24


@dataclass(frozen=True)
class SecondReading:
    """What the words say: the chance of an act, the passage it stands for, and what that leans to.

    `leanings` holds, for action_type, actor and direction, the chance of each value; `topics` the chance of
    each topic by itself; `news` the chance that the act, if it is one, is news.
    """

    chance: float
    news: float
    start: int
    end: int
    leanings: dict[str, dict[str, float]]
    topics: dict[str, float]


@dataclass(frozen=True)
class _Judgement:
    names: tuple[str, ...]
    weights: Any
    base: Any


@dataclass(frozen=True)
class WordsModel:
    """Fitted weights of terms, and of each judgement."""

    terms: dict[str, tuple[int, float]]
    judgements: dict[str, _Judgement]

    @property
    def relevance(self) -> Any:
        return self.judgements["relevance"].weights[0]


@cache
def _model() -> WordsModel:
    return read_model(resources.files(__package__).joinpath("words.npz"))


def read_model(path: Traversable | Path) -> WordsModel:
    """Return the weights of a file that `train_words` wrote."""
    with path.open("rb") as file:
        kept = np.load(file, allow_pickle=False)
        rarity = kept["rarity"].astype(np.float64)
        terms = {term: (at, float(rarity[at])) for at, term in enumerate(_names(kept["terms"]))}
        judgements = {
            name: _Judgement(
                _names(kept[f"{name}_names"]) if f"{name}_names" in kept else (name,),
                kept[f"{name}_weights"].astype(np.float32),
                kept[f"{name}_base"].astype(np.float64),
            )
            for name in ("relevance", "news", "topics", *LEANINGS)
        }
        return WordsModel(terms, judgements)


def _names(kept: Any) -> tuple[str, ...]:
    return tuple(bytes(kept).decode("utf-8").split("\n"))


def read_words(
    text: str, title: str | None, centers: Sequence[int], *, model: WordsModel | None = None
) -> SecondReading:
    """Return the second reading of a story: of its likeliest passage around one of the offsets `centers`.

    A story of at most `WINDOW` characters is one passage. Without centers its beginning is read.
    """
    model = model or _model()
    best: tuple[float, int, int, dict[int, float]] | None = None
    for start, end in _passages(text, centers):
        vector = weigh_counts(word_counts(f"{title or ''}. {text[start:end]}"), model.terms)
        chance = float(_alone(_totals(model.judgements["relevance"], vector))[0])
        if best is None or chance > best[0]:
            best = (chance, start, end, vector)
    assert best is not None
    chance, start, end, vector = best
    leanings = {}
    for name in LEANINGS:
        totals = _totals(model.judgements[name], vector)
        shares = np.exp(totals - totals.max())
        leanings[name] = _by_name(model.judgements[name], shares / shares.sum())
    topics = model.judgements["topics"]
    news = float(_alone(_totals(model.judgements["news"], vector))[0])
    return SecondReading(
        chance, news, start, end, leanings, _by_name(topics, _alone(_totals(topics, vector)))
    )


def _totals(judgement: _Judgement, vector: dict[int, float]) -> Any:
    if not vector:
        return judgement.base
    places = np.fromiter(vector.keys(), dtype=np.int64)
    return judgement.base + judgement.weights[:, places] @ np.fromiter(vector.values(), dtype=np.float64)


def _alone(totals: Any) -> Any:
    return 1.0 / (1.0 + np.exp(-np.clip(totals, -30.0, 30.0)))


def _by_name(judgement: _Judgement, values: Any) -> dict[str, float]:
    return dict(zip(judgement.names, (float(value) for value in values), strict=True))


def _passages(text: str, centers: Sequence[int]) -> list[tuple[int, int]]:
    if len(text) <= WINDOW:
        return [(0, len(text))]
    found: list[tuple[int, int]] = []
    for center in sorted(centers) or [0]:
        start = max(0, min(center - WINDOW // 2, len(text) - WINDOW))
        if found and start < found[-1][0] + WINDOW // 3:
            continue
        found.append((start, min(len(text), start + WINDOW)))
    return found[:_MOST_WINDOWS]


def sentence_weight(words: str) -> float:
    """Return how much a sentence's words speak for an act, for choosing the one to quote."""
    model = _model()
    counts = word_counts(words)
    found = [(known, count) for term, count in counts.items() if (known := model.terms.get(term)) is not None]
    return sum(float(model.relevance[at]) * rare for (at, rare), _ in found) / math.sqrt(8 + len(found))


def telling_words(passage: str, title: str | None, *, most: int = 5) -> str:
    """Return the terms that moved the chance most, those for it first."""
    model = _model()
    counts = word_counts(f"{title or ''}. {passage}")
    vector = weigh_counts(counts, model.terms)
    names = {model.terms[term][0]: term for term in counts if term in model.terms}
    moved = sorted(vector, key=lambda at: -abs(float(model.relevance[at]) * vector[at]))[:most]
    return ", ".join(
        f"{'+' if float(model.relevance[at]) > 0 else '-'}{names[at]}"
        for at in sorted(moved, key=lambda at: -float(model.relevance[at]))
    )
