"""Words and pairs of words of a passage, as the second reading weighs them.

Numbers become one word, and so do names inside a sentence: what a model learns of Rochester it must not
believe of every story from there. Names of bodies, agencies and laws stay.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

_NUMBER = re.compile(r"\b\d[\d,./:-]*\b")
_NAME = re.compile(r"(?<![.!?:\n\"“] )(?<!^)\b[A-Z][a-z]+(?:-[A-Z][a-z]+)*\b")
_WORD = re.compile(r"\b\w\w+\b")
_KEPT_NAMES = frozenset(
    {
        "ice", "cbp", "dhs", "homeland", "security", "border", "patrol", "immigration", "customs",
        "enforcement", "council", "sheriff", "police", "mayor", "governor", "county", "city", "state",
        "board", "commission",
        "department", "federal", "justice", "secure", "communities", "attorney", "general", "court", "judge",
        "sanctuary", "welcoming", "trust", "act", "school", "district", "law", "jail",
    }
)  # fmt: skip


def plain_words(passage: str) -> str:
    """Return the passage in lower case, its numbers as "0" and its other names as "xx"."""
    numberless = _NUMBER.sub("0", passage)
    return _NAME.sub(lambda name: name[0] if name[0].lower() in _KEPT_NAMES else "Xx", numberless).lower()


def word_counts(passage: str) -> Counter[str]:
    """Return how often each word of two letters or more, and each pair of them, stands in the passage."""
    words = _WORD.findall(plain_words(passage))
    counts = Counter(words)
    counts.update(f"{first} {second}" for first, second in pairwise(words))
    return counts


def weigh_counts(counts: Mapping[str, int], rarity: Mapping[str, tuple[int, float]]) -> dict[int, float]:
    """Return each known term's place and its weight: damped count times rarity, of length one in all."""
    found = {
        place: (1.0 + math.log(count)) * rare
        for term, count in counts.items()
        if (known := rarity.get(term)) is not None
        for place, rare in (known,)
    }
    length = math.sqrt(sum(value * value for value in found.values()))
    return {place: value / length for place, value in found.items()} if length else {}
