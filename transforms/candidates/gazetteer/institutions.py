"""What a body's name tells of its state: few have boards of supervisors, select boards or county mayors.

They only lean the choice between places of one name; a state stands here where such bodies are common.
"""

from __future__ import annotations

import re

from transforms.candidates.gazetteer.divisions import Level

_NEW_ENGLAND = frozenset({"CT", "MA", "ME", "NH", "RI", "VT"})
_FORMS: tuple[tuple[re.Pattern[str], Level, frozenset[str]], ...] = (
    (
        re.compile(
            r"\bcounty (?:board of )?supervisors?\b|\bboard of (?:county )?supervisors\b|\bsupervisors\b",
            re.I,
        ),
        "county",
        frozenset({"AZ", "CA", "IA", "MS", "NY", "VA", "WI"}),
    ),
    (re.compile(r"\bcounty(?:['’]s)? mayor\b", re.I), "county", frozenset({"FL", "HI", "TN", "UT"})),
    (re.compile(r"\bsheriff-coroner", re.I), "county", frozenset({"CA"})),
    (re.compile(r"\bfreeholders?\b", re.I), "county", frozenset({"NJ"})),
    (re.compile(r"\bfiscal court\b|\bjudge[- ]executive\b", re.I), "county", frozenset({"KY"})),
    (re.compile(r"\bquorum court\b|\bjustices? of the peace voted\b", re.I), "county", frozenset({"AR"})),
    (re.compile(r"\bcommissioners['’]? court\b", re.I), "county", frozenset({"TX"})),
    (re.compile(r"\bcounty legislat(?:ure|ors?)\b", re.I), "county", frozenset({"MO", "NY"})),
    (re.compile(r"\bcommonwealth['’]s attorney\b", re.I), "county", frozenset({"KY", "VA"})),
    (
        re.compile(r"(?<!united )\bstates?['’]s? attorney\b(?! general)", re.I),
        "county",
        frozenset({"CT", "FL", "IL", "MD", "ND", "SD", "VT"}),
    ),
    (
        re.compile(r"\bselect ?(?:board|men|man|woman|person)s?\b|\btown meeting\b", re.I),
        "place",
        _NEW_ENGLAND,
    ),
)


def states_of_bodies(parts: list[str]) -> dict[Level, frozenset[str]]:
    """Return, for counties and for places, the states whose forms of government the words name."""
    found: dict[Level, frozenset[str]] = {}
    for pattern, level, states in _FORMS:
        if any(pattern.search(part) for part in parts):
            found[level] = found.get(level, states) & states
    return {level: states for level, states in found.items() if states}
