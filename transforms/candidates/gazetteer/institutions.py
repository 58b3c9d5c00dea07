"""What institutions tell of their state: few have boards of supervisors, and a law's own name is one state's.

They only lean the choice between places of one name; a state stands here where such bodies are common.
"""

from __future__ import annotations

import re

from transforms.candidates.gazetteer.divisions import Level

_NEW_ENGLAND = frozenset({"CT", "MA", "ME", "NH", "RI", "VT"})
_DISTRICT_ATTORNEYS = frozenset(
    {
        "AL", "CA", "CO", "GA", "KS", "LA", "MA", "ME", "MS", "NC", "NM", "NV", "NY", "OK", "OR", "PA", "TN",
        "TX", "WI", "WY",
    }
)  # fmt: skip
_COMMISSIONERS = frozenset(
    {
        "AL", "CO", "DE", "FL", "GA", "ID", "IL", "IN", "KS", "KY", "MD", "ME", "MI", "MN", "MO", "MT", "NC",
        "ND", "NE", "NH", "NJ", "NM", "NV", "OH", "OK", "OR", "PA", "SD", "TN", "TX", "UT", "WA", "WV", "WY",
    }
)  # fmt: skip
_FORMS: tuple[tuple[re.Pattern[str], Level, frozenset[str]], ...] = (
    (
        re.compile(
            r"\bcounty (?:board of )?supervisors?\b|\bboard of (?:county )?supervisors\b|\bsupervisors\b",
            re.I,
        ),
        "county",
        frozenset({"AZ", "CA", "IA", "MS", "NY", "VA", "WI"}),
    ),
    (
        re.compile(r"\bcounty commission(?:ers?)?\b|\bboard of (?:county )?commissioners\b", re.I),
        "county",
        _COMMISSIONERS,
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
        re.compile(r"\bdistrict attorney\b|\b(?-i:DA)\b", re.I),
        "county",
        _DISTRICT_ATTORNEYS,
    ),
    (
        re.compile(r"\bcounty prosecutor\b", re.I),
        "county",
        frozenset({"AR", "HI", "ID", "IN", "MI", "MO", "NJ", "OH", "WA", "WV"}),
    ),
    (
        re.compile(r"\bselect ?(?:board|men|man|woman|person)s?\b|\btown meeting\b", re.I),
        "place",
        _NEW_ENGLAND,
    ),
    (re.compile(r"\bschool committee\b", re.I), "place", frozenset({"MA", "ME", "RI"})),
    (
        re.compile(r"\bcity commission(?:ers?)?\b", re.I),
        "place",
        frozenset({"FL", "GA", "KS", "KY", "MI", "MT", "ND", "NM", "OH", "SD", "TN"}),
    ),
    (re.compile(r"\bborough council\b", re.I), "place", frozenset({"AK", "CT", "NJ", "PA"})),
    (re.compile(r"\btownship committee\b", re.I), "place", frozenset({"NJ"})),
    (re.compile(r"\bcommon council\b", re.I), "place", frozenset({"CT", "IN", "MI", "NJ", "NY", "WI"})),
    (
        re.compile(r"\bvillage (?:board|trustees?)\b", re.I),
        "place",
        frozenset({"IL", "MO", "NE", "NM", "NY", "OH", "WI"}),
    ),
)

# Laws of states on this subject by the names that one state alone has.
_LAWS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(?:SB|S\.B\.|Senate Bill) 1070\b"), "AZ"),
    (re.compile(r"\b(?:SB|S\.B\.|Senate Bill) 54\b|\bCalifornia Values Act\b|\bTRUTH Act\b"), "CA"),
    (re.compile(r"\bSB ?(?:25-)?276\b"), "CO"),
    (re.compile(r"\b(?:SB|Senate Bill) (?:168|1718|2-?C|4-?C)\b"), "FL"),
    (re.compile(r"\b(?:HB|House Bill) (?:1105|87)\b"), "GA"),
    (re.compile(r"\b(?:SF|Senate File) 481\b"), "IA"),
    (re.compile(r"\bWay Forward Act\b|\bIllinois (?:TRUST|Trust) Act\b"), "IL"),
    (re.compile(r"\b(?:SEA|Senate Enrolled Act) 590\b"), "IN"),
    (re.compile(r"\bSafe Communities Act\b|\bLunn\b"), "MA"),
    (re.compile(r"\b(?:HB|House Bill) 318\b"), "NC"),
    (re.compile(r"\bImmigrant Trust Directive\b"), "NJ"),
    (re.compile(r"\bGreen Light (?:Law|law)\b|\bProtect Our Courts\b|\bNew York [Ff]or All\b"), "NY"),
    (re.compile(r"\bSanctuary Promise Act\b"), "OR"),
    (re.compile(r"\b[Ff]air and [Ii]mpartial [Pp]olicing\b"), "VT"),
    (re.compile(r"\bKeep Washington Working\b|\bCourts Open to All\b"), "WA"),
)


def states_of_bodies(parts: list[str]) -> dict[Level, frozenset[str]]:
    """Return, for counties and for places, the states whose forms of government the words name."""
    found: dict[Level, frozenset[str]] = {}
    for pattern, level, states in _FORMS:
        if any(pattern.search(part) for part in parts):
            found[level] = found.get(level, states) & states
    return {level: states for level, states in found.items() if states}


def states_of_laws(parts: list[str]) -> frozenset[str]:
    """Return the states that have a law by a name that the words give, where it is one state's."""
    found = {state for pattern, state in _LAWS if any(pattern.search(part) for part in parts)}
    return frozenset(found) if len(found) == 1 else frozenset()
