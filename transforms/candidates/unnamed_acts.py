# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""Acts told without a word for the act: a fresh rule told as what will or must be done from now on.

"Police will again ride with agents, the chief announced Monday", "no trooper shall ask about status": what is
told is the rule itself. It counts only where the sentence is surely on policy, tells of a day, and an order, a
vote or an announcement stands in it or beside it; what an official merely says counts only as a change.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.candidates.act_terms import ActTerm
from transforms.candidates.reading import SentenceReading
from transforms.candidates.vocabulary import Hit

_DAY = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|tonight|this (?:week|morning|afternoon|month)|last (?:week|night)|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.? \d{1,2}|may \d{1,2}|starting|effective|first day)\b",
    re.I,
)
_RULES_ON_AGENTS = r"must(?: now)?|may (?:no longer|not|now|only|again|once more)|can(?:not|'t| no longer| only)|need(?:s)? (?:a|an|not|to)|(?:is|are) (?:now |again )?(?:barred|banned|forbidden|off limits|required)|shall(?: not)?|no (?:trooper|officer|deputy|member|employee|agent)s? (?:shall|may|will)"
_RULES_ON_US = r"(?:will|'ll)(?: now| no longer| not| again| soon| once more| ever)?|won't|(?:is|are) (?:now|no longer|again|once more) (?:to|allowed|free|sent|given|told|shared|held|welcome|asked|required)|(?:is|are) to|go(?:es|ing)? back to|went back to|beg(?:an|ins|un)|start(?:s|ed)?|stop(?:s|ped)?|no longer"
_MODAL = re.compile(rf"\b(?:{_RULES_ON_AGENTS})\b|(?:\b|(?='))(?:{_RULES_ON_US})\b", re.I)
# "Under a deal struck Monday", "were sworn in Thursday as immigration officers".
_UNDER = re.compile(
    r"\bunder (?:an?|new|revised) (?:[a-z'-]+ ){0,2}(?:deal|pact|order|directive|policy|rules?|ordinance|agreement|arrangement|memo|guidance|guidelines|settlement|contract|plan|program)\b"
    r"|\b(?:was|were) (?:sworn in|deputized|certified|cross-sworn|credentialed)\b",
    re.I,
)
_FOR_AGENTS = re.compile(rf"(?:{_RULES_ON_AGENTS})\b", re.I)
_CHANGES = re.compile(
    r"\b(?:no longer|again|once more|now|stops?|stopped|quit|begins?|began|starts?|started|starting|back to|any ?more|new|from now on|effective|until now|ends?|change[ds]?|for the first time|resum\w+)\b",
    re.I,
)
_ORDERED = re.compile(
    r"\b(?:announc\w+|order(?:ed|s)?|directed|decided|ruled|agreed|voted|vote|memo(?:randum)?|guid(?:ance|elines)|manual|directive|policy|rules?|ordinance|resolution|letter|wrote|signed|approved|adopted|instruct\w+|told (?:[a-z']+ ){0,3}(?:officers|deputies|staff|troopers|principals|jailers|assistants|employees|police|superintendents|clerks|guards|nurses)|put in writing|reissued|unanimous\w*|settlement|bulletin|contract|agreement|by a show of hands)\b",
    re.I,
)
_SPOKEN = re.compile(r"\b(?:said|says|told)\b", re.I)
_NOT_NOW = re.compile(
    r"\b(?:if elected|vow(?:s|ed)?|promis(?:e|es|ed)|pledg(?:e|es|ed)|would|could|might|hopes?|wants?|urg(?:e|es|ed)|demand(?:s|ed)|calls? for|called for|asked (?:the|that)|ought|should|rumou?rs?|as (?:always|ever|before)|always (?:has|have|done)|nothing has changed|has not changed|same as)\b",
    re.I,
)
_LAW_IN_FORCE = re.compile(r"\b(?:state|federal|oregon|california|illinois) law\b|\bby law\b", re.I)
# Any such word already tells the act.
_TOLD: frozenset[str] = frozenset(
    {"approve", "sign", "issue", "end", "reject", "veto", "repeal", "propose", "hear", "sue", "rule", "investigate",
     "discipline", "train", "amend", "join", "cut", "postpone", "grant"}
)  # fmt: skip
_TERM = ActTerm("issue", "past", "")
_SURE = 0.6
_HALF_SURE = 0.5
_FIRST_SENTENCES = 12


def _is_about_agents(reading: SentenceReading, at: int) -> bool:
    """Return whether federal agents, not a local body, are who the words before `at` speak of."""
    local = max(
        (hit.end for hit in reading.actors if hit.end <= at and hit.term.actor not in ("federal", "other")),
        default=-1,
    )
    agents = max(
        (hit.end for hit in reading.agencies if hit.end <= at and hit.term.kind in ("agency", "weak_agency")),
        default=-1,
    )
    return agents >= local and agents >= 0


def _tells(reading: SentenceReading) -> bool:
    """Return whether a word of the sentence tells what was done."""
    return any(
        hit.term.family in _TOLD and hit.term.tense in ("past", "present", "noun") for hit in reading.acts
    )


def add_unnamed_acts(readings: Sequence[SentenceReading]) -> None:
    """On a page that has no word for an act on a policy, give each sentence that tells a fresh rule the rule as act."""
    if any(
        _tells(reading) and reading.strength >= _HALF_SURE
        for reading in readings
        if not reading.is_navigation
    ):
        return
    for at, reading in enumerate(readings[:_FIRST_SENTENCES]):
        if (
            reading.is_navigation
            or reading.strength < _SURE
            or not any(p.hit.term.effect for p in reading.policies)
        ):
            continue
        if any(hit.term.kind in ("campaign", "explainer") for hit in reading.hedges) or _NOT_NOW.search(
            reading.words
        ):
            continue
        around = [each.words for each in readings[max(0, at - 1) : at + 2] if not each.is_navigation]
        told = " ".join(around)
        if not _DAY.search(told) or _LAW_IN_FORCE.search(reading.words):
            continue
        under = _UNDER.search(reading.words)
        if under is not None:
            reading.acts = [*reading.acts, Hit(under.start(), under.end(), under.group(), _TERM)]
            continue
        framed = _ORDERED.search(told) or (_SPOKEN.search(told) and _CHANGES.search(reading.words))
        if not framed:
            continue
        for match in _MODAL.finditer(reading.words):
            if _is_about_agents(reading, match.start()) and not _FOR_AGENTS.match(
                reading.words, match.start()
            ):
                continue
            reading.acts = [*reading.acts, Hit(match.start(), match.end(), match.group(), _TERM)]
            break
