"""A third reading of a story, by a sentence encoder that was fitted on labelled pages.

Rules know grammar and a table of words; the second reading knows words and no grammar. The encoder has seen
how words stand together: it tells a bill that bars help from the rejection of one. It is asked about one
passage, for it costs as much as the rest of a page's reading together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, get_args

import numpy as np

from transforms.candidates.encoder import encoder
from transforms.candidates.second_reading import SecondReading
from warehouse.records import ActionType, Actor, Direction, Topic

MOST_CHARS: Final = 1100
"""Of a passage, beside its title; what the encoder was fitted on is seldom longer."""
_BEFORE: Final = 300

VALUES: Final[dict[str, tuple[str, ...]]] = {
    "direction": get_args(Direction),
    "action_type": get_args(ActionType),
    "actor": get_args(Actor),
    "topics": get_args(Topic),
}
JUDGED: Final = (
    "relevance", "news", *(f"{name}:{value}" for name, values in VALUES.items() for value in values)
)  # fmt: skip
"""The encoder's judgements in the order of its weights."""


def _places() -> dict[str, slice]:
    found = {"news": slice(1, 2)}
    at = 2
    for name, values in VALUES.items():
        found[name] = slice(at, at + len(values))
        at += len(values)
    return found


NAMES: Final = _places()


def passage_around(text: str, start: int) -> tuple[int, int]:
    """Return the span that is read for an act at `start`: the whole of a short text."""
    if len(text) <= MOST_CHARS:
        return 0, len(text)
    begin = max(0, min(start - _BEFORE, len(text) - MOST_CHARS))
    # From the next word on, so that no half of one is read.
    while 0 < begin < start and not text[begin - 1].isspace():
        begin += 1
    return begin, min(len(text), begin + MOST_CHARS)


def read_meaning(
    text: str, title: str | None, span: tuple[int, int], *, menus: Sequence[tuple[int, int]] = ()
) -> SecondReading:
    """Return what the encoder makes of the title and this span of the text, told as the words' reading is.

    `menus` are spans of the text, in order, that lend nothing to the story and are left out.
    """
    start, end = span
    told, at = [], start
    for begin, stop in menus:
        if begin >= end:
            break
        told.append(text[at:begin])
        at = max(at, stop)
    told.append(text[at:end])
    judged = encoder().judge(title or "", " ".join(told))
    leanings = {
        name: dict(zip(VALUES[name], _shares(judged[NAMES[name]]), strict=True))
        for name in ("action_type", "actor", "direction")
    }
    topics = dict(zip(VALUES["topics"], _alone(judged[NAMES["topics"]]), strict=True))
    chance, news = _alone(judged[:2])
    return SecondReading(chance, news, start, end, leanings, topics)


def _alone(totals: Any) -> list[float]:
    return [float(one) for one in 1.0 / (1.0 + np.exp(-np.clip(totals, -30.0, 30.0)))]


def _shares(totals: Any) -> list[float]:
    shares = np.exp(totals - totals.max())
    return [float(one) for one in shares / shares.sum()]
