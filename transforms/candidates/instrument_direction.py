# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""Which way an instrument points, from all its operative words rather than from one sentence.

A statute that says "shall not", twenty times, of holding and telling is plain; a heading that only names
detainers is not. So a policy counts by how it is put: turned round, made a duty, or barely named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.candidates.constructions import settled_direction
from transforms.candidates.genres import Genre
from transforms.candidates.reading import PolicyHit, SentenceReading
from warehouse.records import ActionType, Direction

_DUTY = re.compile(
    r"\b(?:shall|must|will|is required to|are required to|agrees? to|(?:is|are) (?:hereby )?(?:directed|authorized|ordered|instructed) to)\b(?! not\b)[^.;]{0,80}$",
    re.I,
)
_ANTI_SANCTUARY = re.compile(
    r"\bsanctuary[- ](?:polic(?:y|ies)|cit(?:y|ies)|jurisdictions?|ordinances?)\b[^;]{0,80}\b(?:prohibited|unlawful|"
    r"ineligible|void)\b|\b(?:may not|shall not|shall|prohibit(?:s|ed|ing)?|ban(?:s|ning)?|no)\b[^;]{0,90}"
    r"\b(?:adopt|enact|establish|implement|have in effect|enforce|creat)\w*[^;]{0,60}\bsanctuary\b|\"sanctuary polic"
    r"|\bno (?:ordinance|order|policy|practice|rule)\b[^.;]{0,70}\b(?:hinder|prohibit|restrict|limit|prevent|imped|obstruct)\w*\b[^.;]{0,90}\b(?:immigration|ICE)\b",
    re.I,
)
_UNDECIDED = re.compile(
    r"\b(?:oversight|updates?|discussion|forum|report on|receive (?:a |an )?(?:report|update|presentation)"
    r"|presentation|examining|recommendations for|proposed response|postpon\w*|tabled|deferred|annual review)\b",
    re.I,
)
_PUT_OFF = re.compile(
    r"\bmotion to (?:table|postpone|defer|refer|continue)\b|\b(?:requesting|directing|asking) the (?:[a-z]+ )?auditor\b|\bexamine and report\b|\baudit of\b",
    re.I,
)
_CREATES = re.compile(
    r"\b(?:creat(?:e|es|ing|ion)|establish(?:es|ing|ment)? (?:of )?(?:a|an|the)|launch\w*)\b", re.I
)
_REPEALS = re.compile(r"\b(?:to repeal|repealing|rescinding|repeals?)\b", re.I)
_PACT = re.compile(r"\b(?:agreements?|contracts?|igsa|memorandum|grants?|funding|overtime|287)\b", re.I)


def instrument_direction(
    titles: Sequence[PolicyHit],
    operative: Sequence[SentenceReading],
    *,
    genre: Genre,
    action_type: ActionType,
    heading: str,
    is_card: bool,
) -> tuple[Direction, float, str]:
    """Return the direction of an instrument, how clear it is, and the words that decide."""
    if genre.instrument == "agreement":
        return "expands", 0.95, "an agreement to help enforcement"
    if is_card:
        creates = _CREATES.search(heading)
        return ("limits", 0.4, creates.group()) if creates else ("unclear", 0.4, "a card's own rules")
    put_off = _PUT_OFF.search(heading)
    if put_off is not None:
        return "unclear", 0.6, put_off.group()
    undecided = _UNDECIDED.search(heading)
    if undecided is not None and action_type == "hearing":
        return "unclear", 0.6, undecided.group()
    for reading in operative:
        banned = _ANTI_SANCTUARY.search(reading.words)
        if banned is not None and not _REPEALS.search(heading):
            return "expands", 0.9, banned.group()[:80]
    framed = settled_direction(heading, is_against=_REPEALS.search(heading) is not None)
    if framed is not None:
        return framed[0], 0.8, framed[1]
    aided = _AIDED.search(heading)
    if aided is not None:
        return "expands", 0.6, aided.group()[:80]
    if any("detention_facility" in policy.hit.term.topics for policy in titles):
        if _WATCHED.search(heading):
            return "limits", 0.5, "detention to be watched"
        if _MORE_BEDS.search(heading):
            return "expands", 0.5, "a contract to detain"
    votes, total, said = 0.0, 0.0, ""
    heaviest = 0.0
    groups = [(2.0, titles, heading)]
    forbids = False
    for reading in operative:
        if not _ITEM.match(reading.words):
            forbids = False
        items = [_forbidden(policy) for policy in reading.policies] if forbids else reading.policies
        groups.append((1.0, items, reading.words))
        if _LEADS_IN.search(reading.words):
            forbids = _FORBIDS.search(reading.words) is not None
    for share, policies, words in groups:
        for policy in policies:
            value = share * _value(policy, words)
            votes += policy.sign * value
            total += value
            if value > heaviest:
                heaviest, said = value, policy.said
    if total > 0 and abs(votes) >= 0.15 * total and heaviest >= 0.3:
        return ("expands" if votes > 0 else "limits"), min(1.0, abs(votes) / total), said
    if action_type == "hearing" or _PACT.search(heading):
        if total > 0 and abs(votes) >= 0.6 * total and action_type != "hearing":
            return ("expands" if votes > 0 else "limits"), 0.3, said
        return "unclear", 0.3, said or "names the matter only"
    # A council's or mayor's own rule on the matter, with no more said, nearly always limits help.
    return "limits", 0.3, said or "a local rule on the matter"


_WATCHED = re.compile(
    r"\b(?:urg|call|ask|request|demand|direct)\w*\b.{0,140}\b(?:inspect\w*|oversight|access|medical care|standards|conditions|investigat\w*|release)\b",
    re.I,
)
_MORE_BEDS = re.compile(
    r"\b(?:approv\w*|authoriz\w*|accept\w*|renew\w*|execut\w*|extend\w*|ratif\w*|increas\w*|add(?:s|ing)?|support\w*)\b.{0,110}"
    r"\b(?:agreements?|contracts?|modification|amendment|igsa|lease|per diem|rate|beds|detainees|facility)\b(?!.{0,60}\b(?:terminat|exclu|prohibit|end|cancel|without))",
    re.I,
)
# Money for enforcement, taken or asked for.
_AIDED = re.compile(
    r"\b(?:appl\w+|accept\w*|ratif\w*|approv\w*|grants?)\b.{0,120}\bimmigration (?:law )?enforcement (?:grants?|program|funds?|reimbursement|money)\b",
    re.I,
)

# "No agency shall: (a) hold; (b) be party to an agreement": what the list's head forbids.
_LEADS_IN = re.compile(r"(?::|\b(?:shall|may|not|to|from|do))\s*[-:]?\s*$", re.I)
_FORBIDS = re.compile(r"\bno\b|\bnot\b|\bnor\b|\bprohibit\w*|\bneither\b|\bforbid\w*|\bnever\b", re.I)
_ITEM = re.compile(r"\s*(?:\(?[a-z0-9]{1,4}[.)]|[-*\u2022])\s", re.I)


def _forbidden(policy: PolicyHit) -> PolicyHit:
    if policy.turning or policy.hit.term.effect <= 0:
        return policy
    return PolicyHit(policy.hit, max(policy.strength, 0.8), -policy.sign, policy.turning)


def _value(policy: PolicyHit, words: str) -> float:
    term = policy.hit.term
    if term.effect == 0 or policy.strength < 0.45:
        return 0.0
    if policy.turning or policy.sign != term.effect:
        return policy.strength
    if term.effect < 0:
        return policy.strength * 0.9
    if term.name in _PLAIN_HELP:
        return policy.strength * 0.8
    if _DUTY.search(words[: policy.hit.start]):
        return policy.strength * 0.7
    return policy.strength * 0.08


_PLAIN_HELP = frozenset(
    {"287(g)", "287(g) model", "immigration agreement", "hold for ICE", "deputized for immigration", "secure communities"}
)  # fmt: skip
