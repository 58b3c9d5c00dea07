"""Places that a text names by their people: a governor, a mayor, "the N.C. House", "New Yorkers"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from transforms.candidates.gazetteer.divisions import fold, load_gazetteer
from transforms.candidates.gazetteer.mentions import RawMention

_POSSESSIVE = re.compile(r"[’']s?\Z")
_GOVERNOR = re.compile(r"\b(?:Gov\.|Governor|GOVERNOR)\s+(?P<name>[A-Z][\w’'.-]+(?:\s+[A-Z][\w’'.-]+){0,2})")
_HOLDER = re.compile(
    r"\b(?P<office>Attorney General|attorney general|Mayor|Sheriff|County Executive|Executive)\s+"
    r"(?P<name>[A-Z][\w.’'-]+(?:\s+(?:de |[A-Z])[\w.’'-]+){1,2})"
)
# After a comma the abbreviation belongs to the place before it.
_ABBREVIATED = re.compile(
    r"(?<!, )(?<![\w.])(?P<state>[A-Z]\.[A-Z]\.|[A-Z][a-z]{1,4}\.) "
    r"(?P<body>House|Senate|Assembly|General Assembly|Legislature|[Ll]awmakers?|[Ss]heriffs?|"
    r"(?:[Ss]tate )?(?:[Ss]enator|[Rr]epresentative|[Pp]olice)|"
    r"[Gg]overnor|Supreme Court|Attorney General|attorney general|AG\b|bill\b|law\b)"
)


@cache
def _demonyms() -> re.Pattern[str]:
    return re.compile(r"\b(?P<people>" + "|".join(sorted(load_gazetteer().demonyms)) + r")s?\b")


def officials(text: str, *, start: int = 0, end: int | None = None) -> Iterator[RawMention]:
    """Yield the state of each governor named with the office, as a mention of that state."""
    known = load_gazetteer()
    stop = len(text) if end is None else min(end, len(text))
    for match in _GOVERNOR.finditer(text, start, stop):
        words = match["name"].split()
        for width in range(len(words)):
            code = known.governors.get(" ".join(words[width:])) or known.governors.get(words[width])
            if code:
                state = known.states[code]
                yield RawMention(match.start(), match.end(), fold(state.name), (state,), 2, "governor", None)
                break


def office_holders(text: str, *, start: int = 0, end: int | None = None) -> Iterator[RawMention]:
    """Yield whose each known holder of an office is: "Mayor Michael Nutter" names Philadelphia."""
    known = load_gazetteer()
    stop = len(text) if end is None else min(end, len(text))
    for match in _HOLDER.finditer(text, start, stop):
        words, office = match["name"].split(), match["office"].lower().removeprefix("county ")
        for width in range(len(words), 1, -1):
            division = known.holders.get((office, _POSSESSIVE.sub("", " ".join(words[:width])).rstrip(".,")))
            if division is not None:
                key = fold(division.name)
                yield RawMention(match.start(), match.end(), key, (division,), 2, match["office"], None)
                break


def abbreviated_states(text: str, *, start: int = 0, end: int | None = None) -> Iterator[RawMention]:
    """Yield each state whose abbreviation stands before a body of its own: "the N.C. House"."""
    known = load_gazetteer()
    stop = len(text) if end is None else min(end, len(text))
    for match in _ABBREVIATED.finditer(text, start, stop):
        code = known.state_words.get(match["state"])
        if code is not None and code != "DC":
            state = known.states[code]
            span = match.start("state"), match.end("state")
            yield RawMention(*span, fold(state.name), (state,), 3, match["body"], None)


def demonyms(text: str, *, start: int = 0, end: int | None = None) -> Iterator[str]:
    """Yield the USPS code of the state of each people named ("New Yorkers")."""
    known = load_gazetteer()
    stop = len(text) if end is None else min(end, len(text))
    for match in _demonyms().finditer(text, start, stop):
        yield known.demonyms[match["people"]]
