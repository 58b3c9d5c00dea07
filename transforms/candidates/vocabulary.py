"""A vocabulary: named terms with patterns, found in a text in one linear pass.

All patterns of a vocabulary are joined into one RE2 automaton, so that a text costs the same whether the
vocabulary holds ten terms or three hundred, and no text can make it slow. In a pattern a blank stands for
any run of white space and an underscore for white space or hyphens; case is ignored except in `(?-i:ICE)`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import re2

_REMEMBERED = 20_000

# Typography that stands for plain signs, one character for one, so that offsets stay true.
_PLAIN = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"', "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\n": " ",
        "\r": " ", "\t": " ", "\f": " ", "\v": " ",
    }
)  # fmt: skip


def plain(text: str) -> str:
    """Return the text with typographic quotes, dashes and line ends made plain; the length is unchanged."""
    return text.translate(_PLAIN)


class Named(Protocol):
    """What a row of a vocabulary must have."""

    @property
    def pattern(self) -> str:
        """The expression that finds it."""


TermT = TypeVar("TermT", bound=Named)


@dataclass(frozen=True, slots=True)
class Hit(Generic[TermT]):
    """One term where it stands: offsets into the text that was scanned."""

    start: int
    end: int
    words: str
    term: TermT


def expand(pattern: str) -> str:
    """Return the RE2 expression that a pattern of the tables stands for."""
    return pattern.replace(" ", r"\s+").replace("_", r"[\s-]+")


# Character recognition reads an m as r and n, an I as l or 1: "irnmigration", "enforcernent", "lCE".
_READ_AS_RN = re.compile(r"(?<![\\<])m(?![^<(]*>)")


def as_scanned(pattern: str) -> str:
    """Return the pattern so that it also finds what character recognition makes of its letters."""
    scanned = _READ_AS_RN.sub("(?:m|rn)", pattern)
    return scanned.replace("ICE", "[Il1]CE").replace("i(?:m|rn)(?:m|rn)igra", "[il1](?:m|rn)(?:m|rn)[il1]gra")


def compile_expression(pattern: str, *, longest: bool = False) -> Any:
    """Return the compiled RE2 expression of a pattern of the tables, without regard to case."""
    options = re2.Options()
    options.case_sensitive = False
    options.longest_match = longest
    options.max_mem = 256 << 20
    return re2.compile(expand(pattern), options)


class Vocabulary(Generic[TermT]):
    """Finds its terms in a text, the longest at each place, from left to right without overlap."""

    def __init__(self, terms: Sequence[TermT]) -> None:
        self.terms = tuple(terms)
        patterns = [as_scanned(term.pattern) for term in self.terms]
        joined = "|".join(f"(?:{pattern})" for pattern in patterns)
        self._all = compile_expression(rf"\b(?:{joined})(?:\b|$)", longest=True)
        self._each = [compile_expression(pattern, longest=True) for pattern in patterns]
        self._known: dict[str, tuple[TermT, ...]] = {}

    def _terms(self, words: str) -> tuple[TermT, ...]:
        if words not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            pairs = zip(self.terms, self._each, strict=True)
            self._known[words] = tuple(term for term, one in pairs if one.fullmatch(words))
        return self._known[words]

    def scan(self, text: str) -> list[Hit[TermT]]:
        """Return the hits in reading order; words that several terms share give a hit for each."""
        found: list[Hit[TermT]] = []
        for match in self._all.finditer(text):
            words = match.group()
            found.extend(Hit(match.start(), match.end(), words, term) for term in self._terms(words))
        return found
