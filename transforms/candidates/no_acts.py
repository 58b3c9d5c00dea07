# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""Words of acts that tell none: a noun that looks like a verb, a dissenter's vote, what holds unless a judge signs."""

from __future__ import annotations

import re

from transforms.candidates.act_terms import ActTerm
from transforms.candidates.other_matters import is_of_another_matter
from transforms.candidates.vocabulary import Hit

_NO_ACT = re.compile(r"signed by (?:an? |the )?(?:federal )?(?:judge|magistrate|court)", re.I)
_NOUNS_TOO = frozenset(
    {
        "changes",
        "orders",
        "limits",
        "bans",
        "updates",
        "rules",
        "bars",
        "notice",
        "letters",
        "issues",
        "votes",
    }
)
_AS_A_NOUN = re.compile(
    r"\b(?:the|these|those|its|their|his|her|house|senate|policy|rule|new|such|any|of|several|some|more|other|few|two|three|on|with|behind|for|local|federal|state|strict|such|tap|no) $|'s (?:[a-z]+ )?$",
    re.I,
)
_UNLESS = re.compile(r"\bunless\b[^,;.]{0,50}$", re.I)
_THE_END = re.compile(r"\b(?:the|year|month|by|at|an|weekend|session)(?:'s)? $", re.I)
_DISSENTER = re.compile(
    r"\b(?:who|a (?:member|councilor|councilman|councilwoman|commissioner|supervisor|trustee)|one (?:member|councilor|commissioner|supervisor|trustee)"
    r"|lone|those|only (?:the )?[a-z ]{0,20})(?: (?:who|had|have|has))* $",
    re.I,
)
_HOLDS_EVENT = re.compile(
    r" (?:an?|its|the|another|two|three)? ?(?:[a-z-]+ ){0,3}(?:forum|hearing|meeting|session|vote|town hall|conference|rally|workshop|event|update|presentation)",
    re.I,
)


def is_no_act(words: str, act: Hit[ActTerm]) -> bool:
    """Return whether the words are no act here: a warrant signed by a judge, a dissenter's vote, a face shown."""
    if _NO_ACT.match(words, act.start) or is_of_another_matter(words, act):
        return True
    before = words[max(0, act.start - 60) : act.start]
    said = act.words.lower()
    if (said in _NOUNS_TOO and _AS_A_NOUN.search(before)) or _UNLESS.search(before):
        return True
    if said in ("end", "ends") and (_THE_END.search(before) or words.startswith(" of ", act.end)):
        return True
    if said == "rules" and not re.match(
        r" (?:that|against|for|in|on|the|a|it|police|sheriffs?|jails?|cit(?:y|ies)|count)\b|[,.;]|$",
        words[act.end :],
    ):
        return True
    if said == "review" and re.match(r" (?:board|panel|commission|committee)", words[act.end :]):
        return True
    if said.startswith("vote") and re.search(
        r"\bno $|\b(?:for|over|after) (?:their|his|her|its|a|the) $", before
    ):
        return True
    if act.term.family == "cut" and before.endswith(" or "):
        return True  # "must comply or lose aid"
    if (said == "asking" and before.endswith("without ")) or (
        said == "asked" and words.startswith(" for by", act.end)
    ):
        return True
    if act.words.lower().startswith(
        ("voted against", "voted no", "opposed", "voting against")
    ) and _DISSENTER.search(before):
        return True
    if act.words.lower().startswith("will") and _HOLDS_EVENT.match(words, act.end):
        return True
    return (
        act.words.lower() == "faces"
        and re.search(r"\b(?:their|the|his|her|agents'|officers'|cover\w*|show\w*) $", before, re.I)
        is not None
    )
