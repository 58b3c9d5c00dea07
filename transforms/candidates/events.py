# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""Who did what in a sentence: act words joined with an actor and a policy, each scored from 0 to 1."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.candidates.act_terms import ActTerm, Family
from transforms.candidates.action_types import AGREEMENT, LAW, LETTER, VOTED_MONEY, decide_type
from transforms.candidates.no_acts import is_no_act
from transforms.candidates.reading import PolicyHit, SentenceReading
from transforms.candidates.subjects import PUBLIC, headline_actor, lent_actor, subject_of
from transforms.candidates.vocabulary import Hit
from warehouse.records import ActionType, Actor

# What a family's words are worth before actor, tense and hedges are weighed.
_BASE: dict[Family, float] = {
    "approve": 1.0, "sign": 1.0, "end": 1.0, "reject": 1.0, "veto": 1.0, "repeal": 1.0, "sue": 1.0, "rule": 0.9,
    "issue": 0.85, "propose": 0.85, "investigate": 0.8, "discipline": 0.9, "cut": 0.8, "grant": 0.6, "hear": 0.75,
    "postpone": 0.8, "state": 0.6, "call": 0.65, "amend": 0.8, "join": 0.9, "effect": 0.8, "restrict": 0.7,
    "train": 0.75, "find": 0.55, "help": 0.0,
}  # fmt: skip
_TENSE = {"past": 1.0, "present": 0.9, "noun": 0.75, "bare": 0.6, "future": 0.6}
_HEAVY: frozenset[Family] = frozenset(
    {"approve", "sign", "reject", "veto", "repeal", "sue", "rule", "issue", "discipline", "end", "hear", "propose", "cut"}
)  # fmt: skip
_DECIDED: frozenset[Family] = frozenset(
    {"end", "reject", "repeal", "amend", "join", "postpone", "sue", "sign", "cut", "grant", "veto", "call", "issue", "restrict", "rule"}
)  # fmt: skip
_OFFICIAL: frozenset[Family] = frozenset({"discipline", "investigate", "train", "sue", "rule"})
_DECIDING: frozenset[Family] = frozenset(
    {"approve", "sign", "reject", "end", "veto", "repeal", "propose", "hear"}
)

_LIGHT = re.compile(
    r"vot(?:ed|es).*|chose|decided|agreed|agrees|backed|backs|cleared|unanimous.*|\d.*|vote was|(?:final )?passage"
    r"|approval|adoption|makes|becomes",
    re.I,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|they|he|she|both|this|the (?:vote|measure|resolution|ordinance|bill|decision|policy|order|suit|lawsuit"
    r"|proposal|agreement|contract|law|directive|motion|move|program|change))\b",
    re.I,
)
_RULES = re.compile(
    r"\b(?:code|order|directive|policy|rules?|guidance|manual|memo|fund|budget|program)\b", re.I
)
_VOTERS = re.compile(r"\bvoters?\b", re.I)
_ABOUT = re.compile(r"\bimmigra|\bundocumented|\bsanctuary|\bwelcoming\b|\bICE\b|287", re.I)
_ADJECTIVE = re.compile(
    r"(?:\b(?:the|a|an|its|their|his|her|our|this|newly|recently)|'s|, (?:long|once|already|later|previously)) $",
    re.I,
)
_ONLY_PROPOSED = re.compile(r"\b(?:only|first|newly|long|recently|once) $", re.I)
_RELATIVE = re.compile(r"\b(?:that|which|who)\b[^,;.]{0,24}$", re.I)
_UNDER = re.compile(
    r"\bunder\b[^.;]{0,80}$", re.I
)  # "under a law that the governor signed": the signing is the news
_DESCRIBES = frozenset({"requires", "allow", "allows", "lets", "keeps", "prohibits", "limits", "bars", "bans", "restricts", "forbids", "bar"})  # fmt: skip
_RULE_SAID = re.compile(r"(?:may |shall |would )?(?:not|never) (?!to\b|renew)", re.I)
_ORDERED_TRAINING = re.compile(
    r"\b(?:will|would|must|to) (?:get|receive|have|take|undergo|attend|be|complete|go through)\b|\b(?:more|additional|new"
    r"|further|mandatory|refresher) training\b|\b(?:began|ordered|announced|required|completed?|finish\w*)\b",
    re.I,
)
_INTERVIEW = re.compile(
    r"\b(?:asked by (?:a |the )?reporters?|in an interview|told (?:a |the )?reporters?|when asked)\b", re.I
)
_BECAUSE = re.compile(
    r"\b(?:because|since|whether|if|when|unless|after|before|until|once)\b[^,;.]{0,40}$", re.I
)
_ANNOUNCES = re.compile(r"(?:announc|said in|wr[io]te|wrote|told|tells|sent|releas|notif)[a-z]*.*", re.I)
_TOLD_ACTS: frozenset[Family] = frozenset(
    {
        "end",
        "sign",
        "join",
        "repeal",
        "discipline",
        "cut",
        "train",
        "investigate",
        "amend",
        "restrict",
        "veto",
        "sue",
    }
)
_CONGRESS = re.compile(r"\bcongress|\bu\.?s\.? (?:rep|sen)|\bcosponsors?\b", re.I)
_REPORTED = re.compile(
    r"\s*(?:[.,;]|$|(?:\w+day |today |yesterday )?that\b|(?:he|she|it|they) (?:has|have|had|will)\b|(?:mon|tues|wednes|thurs|fri|satur|sun)day[.,])",
    re.I,
)
_WOULD = re.compile(r"\b(?:would|could|might)\b[^,;:.]{0,80}$", re.I)
_WRITTEN = 1.4
_PUNISHED = re.compile(
    r"\b(?:reprimand\w*|suspended (?:an?|two|three|the|its|one) [a-z]*(?:officers?|deput|council|trooper)|censured|docked|unpaid leave|leave without pay|fired)\b",
    re.I,
)


@dataclass(slots=True)
class Event:
    """One act in one sentence (`at` -1: the title), with what makes it likely and what weakens it."""

    at: int
    act: Hit[ActTerm]
    action_type: ActionType
    actor: Actor
    policies: list[PolicyHit]
    score: float
    parts: list[tuple[str, str, float]] = field(default_factory=list)
    freshness: float = 0.0
    """How surely the words tell it as fresh (1) or old (-1); 0 where nothing says."""


@dataclass(frozen=True, slots=True)
class _Around:
    """What a sentence stands among."""

    at: int
    previous: SentenceReading | None
    following: SentenceReading | None
    title: SentenceReading | None
    anywhere: Sequence[PolicyHit]
    factor: float
    keeper: Actor | None


def find_events(
    readings: Sequence[SentenceReading],
    title: SentenceReading | None,
    *,
    factor: float = 1.0,
    keeper: Actor | None = None,
) -> list[Event]:
    """Return every act about a policy, the title's first (at -1); `factor` weakens all of a doubtful page.

    `keeper` is the body whose own page it is, which acts where a sentence names nobody.
    """
    found: list[Event] = []
    everything = [*readings, title] if title is not None else list(readings)
    if not any(
        reading.names_agency or reading.strength >= 0.8 for reading in everything if not reading.is_navigation
    ):
        return found  # "federal officers" and "plate readers", but nothing of immigration
    anywhere = [
        policy
        for reading in readings
        if not reading.is_navigation
        for policy in reading.policies
        if policy.strength >= 0.7
    ]
    if title is not None:
        found.extend(_events_of(title, _Around(-1, None, None, title, anywhere, factor, keeper)))
    previous: SentenceReading | None = title
    for at, reading in enumerate(readings):
        if reading.is_navigation:
            continue
        following = readings[at + 1] if at + 1 < len(readings) else None
        found.extend(_events_of(reading, _Around(at, previous, following, title, anywhere, factor, keeper)))
        previous = reading
    return found


def _strong(reading: SentenceReading | None, least: float = 0.7) -> list[PolicyHit]:
    return [policy for policy in reading.policies if policy.strength >= least] if reading is not None else []


def _lent_policies(reading: SentenceReading, around: _Around) -> tuple[list[PolicyHit], float]:
    """Return the policies that a sentence speaks of without naming them, and how much they count."""
    families = {hit.term.family for hit in reading.acts}
    if not families:
        return [], 1.0
    if around.at < 0:
        return (list(around.anywhere), 0.6) if reading.names_agency and around.anywhere else ([], 1.0)
    if _POINTS_BACK.search(reading.words) or around.at == 0:
        # "It passed 7-0": the policy stands in the sentence before, or in the headline.
        if _strong(around.previous):
            return _strong(around.previous), 0.7
        if around.at <= 6 and _strong(around.title):
            return _strong(around.title), 0.7
    ruled = LAW.search(reading.words) or AGREEMENT.search(reading.words) or _RULES.search(reading.words)
    if (
        ruled
        and around.at <= 2
        and families & (_DECIDING | {"issue", "amend"})
        and _strong(around.following, 0.6)
    ):
        # "Lakewood amended its privacy code Monday. Requests from immigration officers must be refused."
        return _strong(around.following, 0.6), 0.7
    if (
        families & {"train", "discipline", "investigate"}
        and around.anywhere
        and _POINTS_BACK.search(reading.words)
    ):
        return list(around.anywhere), 0.7
    if families & _OFFICIAL:
        for other in (around.previous, around.following, around.title):
            if _strong(other):
                return _strong(other), 0.6
        if around.at <= 1 and around.anywhere:
            return list(around.anywhere), 0.5
    if (
        around.at == 0
        and families & {"state", "cut"}
        and around.title is not None
        and around.title.names_agency
    ):
        return list(around.anywhere), 0.6
    about = f"{around.title.words if around.title is not None else ''} {reading.words}"
    named = LAW.search(reading.words) or AGREEMENT.search(reading.words)
    if around.at <= 1 and families & _DECIDING and named and _ABOUT.search(about) and around.anywhere:
        return list(around.anywhere), 0.6
    return [], 1.0


def _events_of(reading: SentenceReading, around: _Around) -> list[Event]:
    if not reading.acts:
        return []
    policies = [policy for policy in reading.policies if policy.strength >= 0.3]
    borrowed = 1.0
    if max((policy.strength for policy in policies), default=0.0) < 0.5:
        lent, share = _lent_policies(reading, around)
        if lent:
            policies, borrowed = lent, share
    if not policies:
        return []
    best = max(policies, key=lambda policy: policy.strength)
    strength = best.strength * borrowed
    if strength < 0.3:
        return []
    families = {hit.term.family for hit in reading.acts}
    main = _main_act(reading)
    found = []
    for act in reading.acts:
        if _BASE[act.term.family] == 0.0 or is_no_act(reading.words, act):
            continue
        actor, parts = _score_parts(reading, act, main, around)
        if actor is None:
            continue
        kind = decide_type(
            act.term.family,
            act=act.words,
            actor=actor,
            words=reading.words,
            policies=policies,
            families=families,
            span=(act.start, act.end),
        )
        if kind is None:
            continue
        parts.insert(0, ("policy", best.hit.words, strength))
        if around.factor != 1.0 and act.term.family != "sue":
            parts.append(("page's kind", "", around.factor))
        score = 1.0
        for _, _, part in parts:
            score *= part
        if score >= 0.08:
            found.append(Event(around.at, act, kind, actor, policies, min(1.0, score), parts))
    return _of_one_sentence(found, reading.words)


def _of_one_sentence(events: list[Event], words: str) -> list[Event]:
    """Return the acts of a sentence that stand on their own: its best, and others told as surely elsewhere in it.

    "Opened an inquiry, the chief said at a news conference" is an inquiry; the conference only tells of it.
    """
    if len(events) < 2:
        return events
    ranked = sorted(events, key=lambda event: (-event.score, event.act.start))
    kept = [ranked[0]]
    for event in ranked[1:]:
        same = [other for other in kept if other.action_type == event.action_type]
        main = event.act.term.tense in ("past", "present")
        apart = all(
            _CLAUSE.search(words[min(event.act.end, other.act.end) : max(event.act.start, other.act.start)])
            for other in kept
        )
        if (
            not same
            and event.action_type != "statement"
            and event.score >= 0.55 * ranked[0].score
            and (main or apart)
        ):
            kept.append(event)
    return kept


_CLAUSE = re.compile(r"[;,]|\b(?:and|but|while|after|as)\b", re.I)


_OBLIGED = re.compile(r"\b(?:(?:will|would|now) have to|must) (?:[a-z]+ )?$", re.I)


def _score_parts(
    reading: SentenceReading, act: Hit[ActTerm], main: Hit[ActTerm] | None, around: _Around
) -> tuple[Actor | None, list[tuple[str, str, float]]]:
    """Return who acts and the factors of the act's score; no actor where another act says it better."""
    family, words = act.term.family, reading.words
    if main is not None and family == "approve" and _LIGHT.fullmatch(act.words) and main.start != act.start:
        return None, []
    parts = [(f"act:{family}", act.words, _BASE[family])]
    actor = subject_of(reading, act, around.title)
    if family in ("reject", "veto") and actor in ("police", "sheriff") and LAW.search(words):
        # "A bill to require police to ask about status died": the police are the bill's, not the actor.
        heading = headline_actor(around.title)
        is_bill = re.search(r"\b(?:bill|act|legislation)\b", words, re.I) is not None
        if heading is not None and heading in (
            "council",
            "county_board",
            "state_legislature",
            "governor",
            "mayor",
        ):
            actor = heading
        else:
            actor = "state_legislature" if is_bill else "council"
    if family == "veto" and actor not in ("governor", "mayor"):
        heading = headline_actor(around.title)
        if heading in ("governor", "mayor"):
            actor = heading
        elif actor is None or actor == "state_legislature":
            actor = "governor"
    factor = 1.0
    if actor is None:
        actor, factor = lent_actor(reading, around.previous, around.title, around.keeper)
    elif actor == "federal":
        local = any(hit.term.actor in PUBLIC for hit in reading.actors)
        factor = 1.0 if family == "sue" else (0.7 if family == "cut" and local else 0.2)
    elif actor in ("other", "union"):
        voted = family in ("approve", "reject", "repeal") and _VOTERS.search(words) is not None
        factor = 0.9 if family == "sue" or voted else 0.35
    if actor == "other" and (
        family in ("hear", "sue") or (family in ("approve", "reject", "veto", "repeal") and LAW.search(words))
    ):
        factor = max(factor, 0.7)
    if factor != 1.0:
        parts.append(("actor", actor, factor))
    if not act.term.pattern and any(
        other.term.pattern
        and other.term.family in (*_TOLD_ACTS, "approve", "hear", "propose", "reject", "issue")
        for other in reading.acts
    ):
        parts.append(("told by another word", act.words, 0.5))
    told = [
        other
        for other in reading.acts
        if other.term.family in _TOLD_ACTS
        and other.start != act.start
        and not (other.end <= act.start and family == "state")
    ]
    if family in ("issue", "state") and told and _ANNOUNCES.fullmatch(act.words) and not LETTER.search(words):
        parts.append(("only announces", act.words, 0.55))
    tense = _TENSE[act.term.tense]
    if main is not None and main.start == act.start and main.end == act.end:
        tense = 1.0
    elif act.term.tense == "present" and around.at > 0 and not act.words.lower().startswith(("is ", "are ")):
        tense = 0.5  # in a headline or a lead the present tells news; further down it describes
    elif (
        family == "approve"
        and act.term.tense == "bare"
        and any(other.term.family in ("hear", "propose") and other.end < act.start for other in reading.acts)
    ):
        tense = 0.4  # "is to discuss declaring"
    elif act.term.tense == "bare" and any(
        other.term.tense in ("past", "present") and other.end < act.start and other.term.family in _HEAVY
        for other in reading.acts
    ):
        tense = 0.4
    elif act.term.tense == "bare" and any(
        _ANNOUNCES.fullmatch(other.words) and other.term.family in ("issue", "state")
        for other in reading.acts
    ):
        tense = 0.85  # "will cut off agents, the mayor announced"
    if family == "train" and _ORDERED_TRAINING.search(words):
        tense = 1.0
    if actor == "federal" and _CONGRESS.search(words):
        parts.append(("an act of Congress", act.words, 0.3))
    if tense != 1.0:
        parts.append(("tense", act.term.tense, tense))
    before = words[max(0, act.start - 24) : act.start]
    if family == "propose" and _ONLY_PROPOSED.search(before):
        parts.append(("adjective", act.words, 0.3))
    elif act.term.tense == "past" and _ADJECTIVE.search(before):
        parts.append(("adjective", act.words, 0.6 if family == "propose" else 0.3))
    elif _BECAUSE.search(words[: act.start]) and act.term.tense != "noun":
        parts.append(("subordinate clause", act.words, 0.6))
    elif _RELATIVE.search(before) and not _UNDER.search(words[: act.start]):
        parts.append(("relative clause", act.words, 0.6))
    if _INTERVIEW.search(words) and family not in (
        "investigate",
        "discipline",
        "sue",
        "rule",
        "approve",
        "sign",
        "veto",
    ):
        parts.append(("an answer to a reporter", act.words, 0.4))
    if family in ("issue", "end", "approve") and _PUNISHED.search(words):
        parts.append(("a punishment", act.words, 0.6))
    if family == "state":
        parts.append(
            ("in writing", act.words, _WRITTEN)
            if LETTER.search(words)
            else ("not in writing", act.words, 0.5)
        )
    if family == "issue" and _REPORTED.match(words, act.end):
        parts.append(("only reports", act.words, 0.3))
    if family == "end" and act.term.tense == "bare" and _RULE_SAID.match(act.words):
        parts.append(("describes", act.words, 0.5))
    if family == "restrict" and act.words.lower() in _DESCRIBES:
        parts.append(("describes", act.words, 0.5))
    if (
        family not in ("propose", "sue", "call", "cut", "hear")
        and any(0 <= act.start - hit.end <= 25 for hit in reading.hedges if hit.term.kind == "hedge")
    ) or (family not in ("propose", "sue") and _WOULD.search(words[: act.start])):
        parts.append(("hedge", act.words, 0.5))
    if _OBLIGED.search(words[: act.start]) and act.term.tense == "bare":
        parts.append(("must do so", act.words, 0.45))
    if any(hit.term.kind == "campaign" for hit in reading.hedges):
        parts.append(("campaign", words[:40], 0.4))
    return actor, parts


def _main_act(reading: SentenceReading) -> Hit[ActTerm] | None:
    """Return the act that a vote was about: in "voted 3-2 to cancel" the cancelling."""
    if VOTED_MONEY.search(reading.words):
        return None
    for act in reading.acts:
        if act.term.family in ("reject", "veto") and act.term.tense in ("past", "present"):
            return act
    lights = [
        act
        for act in reading.acts
        if act.term.family == "approve"
        and _LIGHT.fullmatch(act.words)
        and act.words.lower() not in ("makes", "becomes")
    ]
    if not lights:
        return None
    for act in reading.acts:
        if (
            act.term.family == "approve"
            and not _LIGHT.fullmatch(act.words)
            and act.term.tense in ("past", "present")
        ):
            return act
    for act in reading.acts:
        near = lights[0].end <= act.start <= lights[0].end + 70
        if (
            near
            and not _ADJECTIVE.search(reading.words[max(0, act.start - 24) : act.start])
            and act.term.family in _DECIDED
        ):
            return act
    return None
