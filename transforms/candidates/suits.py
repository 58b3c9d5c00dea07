# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""Which way a suit of one government against another points: who sues whom, and over what.

A state's attorney general sues a sheriff: over help given, the suit limits help; over help refused, or where
nothing is said, it expands it. A city sues its state: over a law that makes it help, the suit limits help.
"""

from __future__ import annotations

import re

from transforms.candidates.inquiries import done_direction
from transforms.candidates.polarity import OPPOSITE
from warehouse.records import Direction

_STATE = re.compile(
    r"\b(?:(?i:attorneys? general|solicitor general|governor|gov(?=\.)|the state)|AG|[Ss]tate of [A-Z][a-z]+"
    r"|Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky"
    r"|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico"
    r"|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia"
    r"|Washington|West Virginia|Wisconsin|Wyoming)\b"
)
_LOCAL = re.compile(
    r"\b(?:sheriff|city|cities|town|village|county|counties|parish|borough|mayor|council|commission(?:ers)?|supervisors|police|jail|school|schools|district|universit(?:y|ies)|trustees|board)\b",
    re.I,
)
_SUES = re.compile(
    r"\b(?:sue[sd]?|suing|(?:ask|urg)(?:s|ed|ing)? (?:a |the |an )?(?:[a-z]+ ){0,2}(?:court|judge|justices)|fil(?:e|es|ed|ing) (?:a |an |its |his |her )?(?:[a-z]+ ){0,3}?(?:law)?(?:suits?|complaints?|petitions?|action)|took|takes|hauled?)\b",
    re.I,
)
_PRIVATE = re.compile(
    r"\b(?:aclu|maldef|group|union|residents?|taxpayers?|deputy|officer|families|family|nonprofit|coalition|league|judicial watch|inmates?|detainees?|man|woman|operator|company|corecivic|geo group)\b",
    re.I,
)
_MUST_HELP = re.compile(
    r"\b(?:(?:forc|requir|compel|oblig|order|mak|mandat)\w*|must|has to|have to)\b[^.;]{0,60}\b(?:sign|join|287|cooperat\w*|help|honor|assist|hold|detain\w*|ICE|enforce|comply|ask)\b"
    r"|\b(?:ban|law|statute|act|prohibition)s? (?:on|against|barring|banning|outlawing|that bans?|that bars?|that outlaws?) (?:so-called )?(?:[\"“'])?sanctuary|\banti-sanctuary\b|\bsanctuary (?:city |cities )?ban\b|\bS\.?B\.? ?4\b",
    re.I,
)


_UNTIL = re.compile(r"\b(?:over|for|because|after|saying|alleging|accusing|seeking|asking|to)\b|;")
_OFFICER = re.compile(
    r"\b(?:officer|deputy|sergeant|trooper|lieutenant|corporal|employee|jailer|detective|captain)\b", re.I
)
_PUNISHED = re.compile(
    r"\b(?:fired|firing|dismiss\w*|suspen\w+|disciplin\w+|demot\w+|reprimand\w*|retaliat\w+|terminat\w+|punish\w*)\b",
    re.I,
)


def suit_direction(
    words: str, *, start: int, end: int, more: str = ""
) -> tuple[Direction, float, str] | None:
    """Return the direction of a suit between governments; None where it is none, or nothing tells.

    The suit's own words stand at `start` to `end`; `more` is the sentence after, and may say what it is over.
    """
    opening = _SUES.search(words, max(0, start - 12), end + 30) or _SUES.search(words)
    if opening is None:
        return None
    plaintiff, rest = words[: opening.start()], words[opening.end() :]
    defendant = _UNTIL.split(rest, maxsplit=1)[0][:140]
    if _OFFICER.search(plaintiff) and (punished := _PUNISHED.search(rest)) is not None:
        done = done_direction(rest[punished.end() :])
        return (OPPOSITE[done[0]], 0.7, "a suit by who was punished") if done is not None else None
    if _PRIVATE.search(plaintiff):
        return None
    by_state = _STATE.search(plaintiff) is not None and _sheriffs(plaintiff) is None
    if (
        by_state
        and _LOCAL.search(defendant)
        and not re.search(r"\b(?:federal|trump|homeland|justice|ICE)\b", defendant, re.I)
    ):
        done = done_direction(rest) or (done_direction(more) if more else None)
        return done or ("expands", 0.6, "a state's suit against a locality")
    by_local = _LOCAL.search(plaintiff) is not None and not by_state
    if by_local and _STATE.search(defendant) and _MUST_HELP.search(f"{rest} {more}"):
        return "limits", 0.7, "a suit against being made to help"
    return None


def _sheriffs(plaintiff: str) -> re.Match[str] | None:
    return re.search(r"\b(?:sheriffs?|count(?:y|ies)|cit(?:y|ies)|towns?)\b", plaintiff, re.I)
