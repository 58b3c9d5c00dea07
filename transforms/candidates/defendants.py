"""Whose policy a suit or a ruling is about: that of who is sued, or of the state whose law is judged.

"Dismissed the state's case against St. Joseph County": the county's. "Sued Illinois and Cook County": the
state's, which stands first. "Struck down parts of Florida's ban": the state's.
"""

from __future__ import annotations

import re

from transforms.candidates.gazetteer.context import Mention, PageContext
from transforms.candidates.gazetteer.divisions import Level

_GOVERNMENT = (
    r"(?:(?:the|so-called) )?"
    r"(?:(?:city|cities|county|town|village|state|commonwealth|sheriffs?|police|officials) "
    r"(?:and county )?(?:of|in) )?"
)
_SUED = re.compile(
    r"\b(?:against|su(?:es?|ed|ing)|haul(?:s|ed|ing)?|t(?:akes?|ook|aking)|target is|accus(?:es?|ed|ing)) "
    + _GOVERNMENT
    + r"\Z",
    re.IGNORECASE,
)
# Without a name: "sued the city", "accuses Sheriff Bill Redman", "sues Metro".
_SUED_UNNAMED = re.compile(
    r"\b(?:su(?:es?|ed|ing)|accus(?:es?|ed|ing)) (?:(?:the|its|their|this|a|his|her) (?:[a-z-]+ ){0,2})?"
    r"(?:(?:city|county|parish|town|village|borough|mayor|supervisors|commissioners)\b|[Ss]heriff\b|Metro\b|"
    r"(?:Metropolitan )?[Pp]olice\b|Mayor\b)"
)
# What a suit is over: "the Metropolitan Police Department's agreement", "keep the county from holding".
_LOCAL_BODY = r"(?:(?:Metropolitan )?[Pp]olice(?: [Dd]epartment)?|[Ss]heriff|[Cc]ounty|[Cc]ity|[Jj]ail|Metro)"
_OVER_LOCAL = re.compile(
    rf"\b{_LOCAL_BODY}(?:['’]s)? (?:[\w()-]+ ){{0,3}}(?:agreement|deal|pact|contract|partnership)\b"
    rf"|\b(?:stop|bar|keep|block|prevent)\w* (?:the )?{_LOCAL_BODY}\b[^.;]{{0,60}}\bfrom\b"
)
_LOCAL_OF = re.compile(r" (?:sheriff|police|count(?:y|ies)|cit(?:y|ies)|town|village|jail|deput|mayor|chief)")
_TAKES = re.compile(r"\b(?:haul|t(?:ake|ook|aking))\w* (?:[\w.'’-]+ ){0,4}\Z", re.IGNORECASE)
_TO_COURT = re.compile(r"[^.;]{0,60}\b(?:in)?to court\b", re.IGNORECASE)
_SUIT = re.compile(
    r"\b(?:su(?:es?|ed|ing)|(?:law)?suits?|cases?|complaints?|petitions?|court|action)\b", re.IGNORECASE
)
_ITS_LAW = re.compile(
    r"(?:['’]s?)? (?:(?!own\b)[\w.-]+ ){0,3}(?:law|ban|statute|act|prohibition|measure|legislation)\b",
    re.IGNORECASE,
)
_JUDGED = re.compile(
    r"\b(?:str(?:uck|ikes?|iking)(?: down| out)?|block(?:s|ed|ing)?|halt(?:s|ed|ing)?|void(?:s|ed|ing)?|"
    r"overturn(?:s|ed|ing)?|uph(?:olds?|eld|olding)|challeng(?:es?|ed|ing)|su(?:es?|ed|ing)|suit|enjoin(?:s|ed|ing)?|"
    r"dismiss(?:es|ed|ing)?|toss(?:es|ed|ing)?|against|freez(?:es?|ing)|froze|paus(?:es?|ed|ing)|over|revives?d?|"
    r"reinstat(?:es?|ed|ing)|unconstitutional)\b",
    re.IGNORECASE,
)
_BROKEN = re.compile(
    r"\b(?:violat\w+|br(?:oke|eaks?|eaking|oken)|under|by|with|flout\w*|def(?:y|ied|ies|ying)) "
    r"(?:[\w.'’-]+ ){0,3}\Z",
    re.IGNORECASE,
)


def sued_level(page: PageContext, text: str, title: str | None, sentence: tuple[int, int]) -> Level | None:
    """Return the level of the government that the sentence, or else the title, names as sued."""
    near = [
        each for each in page.mentions if sentence[0] <= each.start < sentence[1] and not each.is_dateline
    ]
    words, offset = text[sentence[0] : sentence[1]], sentence[0]
    if _SUED_UNNAMED.search(words):
        return "place"
    named = _sued(near, words, offset) or _sued(page.in_title, title or "", 0)
    is_over_local = any(_OVER_LOCAL.search(each) for each in (words, title or ""))
    return named or ("place" if is_over_local or _SUED_UNNAMED.search(title or "") else None)


def _sued(mentions: tuple[Mention, ...] | list[Mention], words: str, offset: int) -> Level | None:
    if not _SUIT.search(words):
        return None
    for each in mentions:
        if each.division.level == "state" and _LOCAL_OF.match(words, each.end - offset):
            continue  # "against an Iowa sheriff"
        before = words[max(0, each.start - offset - 60) : each.start - offset]
        if _SUED.search(before) is None:
            continue
        if _TAKES.search(before) and _TO_COURT.match(words, each.end - offset) is None:
            continue
        return each.division.level
    return None


def is_law_of_state(page: PageContext, text: str, title: str | None, sentence: tuple[int, int]) -> bool:
    """Return whether the sentence or the title tells that a named state's law is judged or challenged."""
    near = [each for each in page.mentions if sentence[0] <= each.start < sentence[1]]
    return _judges(near, text[sentence[0] : sentence[1]], sentence[0]) or _judges(
        page.in_title, title or "", 0
    )


def _judges(mentions: tuple[Mention, ...] | list[Mention], words: str, offset: int) -> bool:
    return _JUDGED.search(words) is not None and any(
        each.division.level == "state"
        and each.division.state != "DC"
        and _ITS_LAW.match(words, each.end - offset) is not None
        and _BROKEN.search(words[max(0, each.start - offset - 50) : each.start - offset]) is None
        for each in mentions
    )
