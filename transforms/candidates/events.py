"""Who did what in a sentence: act words joined with an actor and a policy, and the action type they make."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.candidates.act_terms import ActorTerm, ActTerm, Family
from transforms.candidates.reading import PolicyHit, SentenceReading
from transforms.candidates.vocabulary import Hit
from warehouse.records import ActionType, Actor

PUBLIC: frozenset[Actor] = frozenset(
    {
        "council", "mayor", "police", "sheriff", "county_board", "prosecutor", "state_legislature", "governor",
        "attorney_general", "court", "school_board",
    }
)  # fmt: skip

_BASE: dict[Family, float] = {
    "approve": 1.0, "sign": 1.0, "end": 1.0, "reject": 1.0, "veto": 1.0, "repeal": 1.0, "sue": 1.0, "rule": 0.9,
    "issue": 0.85, "propose": 0.85, "investigate": 0.8, "discipline": 0.85, "cut": 0.8, "grant": 0.6, "hear": 0.75,
    "postpone": 0.75, "state": 0.6, "call": 0.65, "amend": 0.8, "join": 0.9, "effect": 0.8, "restrict": 0.7,
    "train": 0.6, "find": 0.55, "help": 0.0,
}  # fmt: skip

_LAW = re.compile(
    r"\b(?:ordinances?|bills?|local laws?|laws?|acts?|resolutions?|legislation|statutes?|code|constitution|referendum|charter|ban|measure)\b",
    re.I,
)
_AGREEMENT = re.compile(
    r"\b(?:agreements?|contracts?|memorand\w+|mous?|moas?|pacts?|partnerships?|deals?|igsas?|programs?|287\s?\(?g)",
    re.I,
)
_MONEY = re.compile(r"\$\s?\d|\b(?:funds?|funding|grants?|budget|million|money|dollars)\b", re.I)
_ORDER = re.compile(r"\bexecutive (?:orders?|directives?)\b", re.I)
_DIRECTIVE = re.compile(
    r"\b(?:directives?|general orders?|special orders?|polic(?:y|ies)|guidance|guidelines|memos?|procedures?|protocols?|training bulletin|rules?|instruct\w*|manual|order(?:s|ed)?)\b",
    re.I,
)
_COMMITTEE = re.compile(
    r"\b(?:sub)?committees?\b|\bcommission on\b|\bpanel\b|\bfirst reading\b|\bsecond reading\b|\bpreliminar\w+\b",
    re.I,
)
_INTRODUCTION = re.compile(
    r"\bfor introduction\b|\bintroduc\w+\b|\bplans? (?:for|to)\b|\bto (?:draft|take (?:the matter|it|this) up)\b|\btake the matter up\b|\bdraft\b",
    re.I,
)
_LETTER = re.compile(
    r"\b(?:letter|statement|press conference|news conference|roundtable|declaration|opinion|warn\w*|wrote|memo)\b",
    re.I,
)
_VOTE = re.compile(r"\bvot(?:e|es|ed|ing)\b|\b\d{1,2}[ -](?:to[ -])?\d{1,2}\b|\bunanimous", re.I)
_DISCIPLINE_WORD = r"(?:suspend(?:ed|s)?|reprimand(?:ed|s)?|disciplin(?:ed|es|e|ary)|fired|terminated|demoted|relieved of|placed on|on (?:paid |unpaid |administrative )*leave|reassigned|charged|removed)"
_DISCIPLINED = re.compile(
    rf"\b(?:officers?|deput(?:y|ies)|employees?|troopers?|guards?|sergeant|lieutenant|chief)\b.{{0,90}}\b{_DISCIPLINE_WORD}|\b{_DISCIPLINE_WORD}.{{0,40}}\b(?:officers?|deput(?:y|ies)|employees?|troopers?|guards?)\b",
    re.I,
)
_COURT_ACT = re.compile(
    r"(?:preliminary )?injunction|temporary restraining order|court order|consent decree|per curiam|ruling",
    re.I,
)
_BY = re.compile(r"\bby (?:the |a |an )?(?:[A-Za-z]+ )?$", re.I)
_SUIT = re.compile(
    r"\b(?:lawsuits?|suits?|sued?|suing|sues|complaint|court|petition|litigation|legal (?:action|challenge)|injunction)\b",
    re.I,
)
_LIGHT = re.compile(
    r"voted.*|chose|decided|agreed|agrees|backed|backs|cleared|unanimous.*|\d.*|vote was|votes .*|(?:final )?passage|approval|adoption|makes|becomes",
    re.I,
)
_PERSON_WORD = re.compile(
    r"\b(?:it|they|he|she|the (?:vote|measure|resolution|ordinance|bill|decision|policy|order|suit|lawsuit|proposal|agreement|contract|law|directive|motion|move)|both|this)\b",
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
    is_hedged: bool = False
    is_campaign: bool = False
    parts: list[tuple[str, str, float]] = field(default_factory=list)


def _subject(reading: SentenceReading, act: Hit[ActTerm]) -> Actor | None:
    """Return the actor before the act; in the passive the one after "by"; None where nobody is named."""
    if act.term.family == "rule":
        return (
            "court"
            if any(hit.term.actor == "court" for hit in reading.actors) or _COURT_ACT.fullmatch(act.words)
            else None
        )
    before = [
        hit
        for hit in reading.actors
        if hit.end <= act.start + 1 and act.start - hit.end <= 160 and not _is_policy_word(reading, hit)
    ]
    named = [hit for hit in before if not hit.term.is_place]
    if act.term.family == "sue" and before:
        return before[0].term.actor
    public = [hit for hit in named if hit.term.actor in PUBLIC]
    if public:
        # The head of a subject comes first ("the City Council of ... police"), unless a verb has closed it.
        near = public[-1]
        first = public[0]
        between = reading.words[first.end : near.start]
        closed = any(first.end <= other.start < near.start for other in reading.acts) or "," in between
        return near.term.actor if closed else first.term.actor
    if named:
        return named[-1].term.actor
    if before:
        return before[-1].term.actor
    for hit in reading.actors:
        if hit.start >= act.end and _BY.search(reading.words[max(act.end, hit.start - 12) : hit.start]):
            return hit.term.actor
    return None


def _is_policy_word(reading: SentenceReading, actor: Hit[ActorTerm]) -> bool:
    """Return whether a place word is part of a policy's name: the cities of "sanctuary cities"."""
    return actor.term.is_place and any(
        policy.hit.start <= actor.start and actor.end <= policy.hit.end for policy in reading.policies
    )


def _type(
    event_family: Family,
    actor: Actor,
    words: str,
    policies: Sequence[PolicyHit],
    families: set[Family],
    act: str,
) -> ActionType | None:
    topics = {topic for policy in policies for topic in policy.hit.term.topics}
    law, agreement, money = (
        bool(_LAW.search(words)),
        bool(_AGREEMENT.search(words)),
        bool(_MONEY.search(words)),
    )
    directive = bool(_DIRECTIVE.search(words))
    on_agreement = agreement and bool({"agreement_287g", "detention_facility", "surveillance_data"} & topics)
    if event_family == "approve":
        if "repeal" in families and law:
            return "repealed"
        if _INTRODUCTION.search(words):
            return "introduced"
        if _COMMITTEE.search(words) and not re.search(
            r"\bcouncil\b.{0,40}(?:passed|approved|adopted|voted)", words, re.I
        ):
            return "hearing"
        if "amend" in families and law:
            return "amended"
        if on_agreement and not re.search(
            r"\b(?:resolution|ordinance|bill)\b.{0,60}(?:oppos|condemn|urg)", words, re.I
        ):
            return "agreement_signed"
        if "legal_defense" in topics and money and not law:
            return "funding"
        if actor in ("police", "sheriff", "prosecutor") and directive:
            return "directive_issued"
        return "adopted"
    if event_family == "rule" and actor != "court":
        return None
    if (
        event_family == "propose"
        and act.lower() in ("filed", "files", "submitted", "submits", "presented")
        and not _LAW.search(words)
    ):
        return None
    if event_family == "sue" and not _SUIT.search(words):
        return None
    if event_family == "sign":
        if _ORDER.search(words):
            return "executive_order"
        if (
            actor in ("governor", "mayor")
            and law
            and not re.search(r"\bagreement|memorandum|contract\b", words, re.I)
        ):
            return "adopted"
        if actor in ("county_board", "council") and law and not agreement:
            return "adopted"
        return "agreement_signed" if agreement or "agreement_287g" in topics else ("adopted" if law else None)
    if event_family == "issue":
        if _ORDER.search(words):
            return "executive_order"
        if _INTRODUCTION.search(words) or re.search(
            r"\b(?:proposal|proposed|bill|legislation)\b", words, re.I
        ):
            return "introduced"
        if act.lower() in ("wrote", "sent") or (_LETTER.search(words) and not directive):
            return "statement"
        if directive or actor in ("police", "sheriff", "prosecutor"):
            return "directive_issued"
        if actor in ("mayor", "governor", "attorney_general"):
            return "directive_issued"
        return "adopted" if law and actor in ("council", "county_board") else None
    if event_family == "end":
        if _DISCIPLINED.search(words) and not agreement:
            return None
        if on_agreement or {"agreement_287g", "detention_facility"} & topics:
            return "agreement_ended"
        if re.search(r"\bcontract|agreement|flock\b", words, re.I):
            return "agreement_ended"
        if "sanctuary_declaration" in topics and re.search(r"\bsanctuary\b", words, re.I):
            return "repealed"
        return (
            "directive_issued"
            if actor
            in ("police", "sheriff", "mayor", "prosecutor", "council", "county_board", "school_board")
            else None
        )
    if event_family == "reject":
        return (
            "rejected"
            if actor
            in ("council", "county_board", "state_legislature", "school_board", "other", "mayor", "governor")
            or _VOTE.search(words)
            else None
        )
    if event_family == "discipline":
        return "discipline" if _DISCIPLINED.search(words) else None
    if event_family == "restrict":
        if actor in ("police", "sheriff", "prosecutor"):
            return "directive_issued"
        if actor == "mayor":
            return "executive_order"
        return (
            "adopted"
            if actor in ("council", "county_board", "state_legislature", "governor", "school_board")
            else None
        )
    if event_family == "cut":
        return (
            "funding"
            if money or re.search(r"\bat risk\b", words, re.I)
            else (
                "statement"
                if _LETTER.search(words) or "threat" in act.lower() or "warn" in act.lower()
                else None
            )
        )
    if event_family == "grant":
        return (
            "funding"
            if money
            and ({"legal_defense", "agreement_287g", "detention_facility", "operational_assistance"} & topics)
            else None
        )
    if event_family == "state":
        return "statement"
    if event_family == "call":
        return "statement" if actor in PUBLIC else None
    if event_family == "train":
        return "training" if re.search(r"\btrain\w*|roll", act, re.I) else None
    simple: dict[Family, ActionType] = {
        "veto": "vetoed", "repeal": "repealed", "propose": "introduced", "hear": "hearing", "postpone": "hearing",
        "sue": "lawsuit_filed", "rule": "ruling", "investigate": "investigation", "amend": "amended",
        "join": "agreement_signed", "effect": "adopted", "find": "statement",
    }  # fmt: skip
    return simple.get(event_family)


def find_events(readings: Sequence[SentenceReading], title: SentenceReading | None) -> list[Event]:
    """Return every act about a policy, the title's first (at -1), each with its score from 0 to 1."""
    found: list[Event] = []
    if title is not None:
        found.extend(_events_of(title, -1, None, title))
    previous: SentenceReading | None = title
    for at, reading in enumerate(readings):
        found.extend(_events_of(reading, at, previous, title))
        previous = reading
    return found


def _events_of(
    reading: SentenceReading, at: int, previous: SentenceReading | None, title: SentenceReading | None
) -> list[Event]:
    policies = [policy for policy in reading.policies if policy.strength >= 0.3]
    borrowed = 1.0
    if max((policy.strength for policy in policies), default=0.0) < 0.5 and previous is not None:
        # "It passed 7-0": the policy stands in the sentence before, or in the headline.
        if _PERSON_WORD.search(reading.words) or at == 0:
            lent = [policy for policy in previous.policies if policy.strength >= 0.8]
            if not lent and title is not None and at <= 6:
                lent = [policy for policy in title.policies if policy.strength >= 0.8]
            if lent:
                policies, borrowed = lent, 0.7
    strength = max((policy.strength for policy in policies), default=0.0) * borrowed
    if strength < 0.3:
        return []
    families = {hit.term.family for hit in reading.acts}
    is_campaign = any(hit.term.kind == "campaign" for hit in reading.hedges)
    main = _main_verb(reading)
    found = []
    for act in reading.acts:
        family = act.term.family
        base = _BASE[family]
        if base == 0.0:
            continue
        actor = _subject(reading, act)
        best = max(policies, key=lambda policy: policy.strength)
        parts = [("policy", best.hit.words, strength), (f"act:{family}", act.words, base)]
        factor = 1.0
        if actor is None:
            actor, factor = _lent_actor(reading, previous, title)
        elif actor == "federal":
            local = any(hit.term.actor in PUBLIC for hit in reading.actors)
            factor = 1.0 if family == "sue" else (0.7 if family == "cut" and local else 0.2)
        elif actor in ("other", "union"):
            factor = 0.9 if family == "sue" else 0.35
        if factor != 1.0:
            parts.append(("actor", actor, factor))
        tense = _TENSE[act.term.tense]
        if (
            main is not None
            and family == "approve"
            and _LIGHT.fullmatch(act.words)
            and main.start != act.start
        ):
            continue
        if main is not None and main.start == act.start and main.end == act.end:
            tense = 1.0
        elif act.term.tense == "bare" and any(
            other.term.tense in ("past", "present") and other.end < act.start and other.term.family in _HEAVY
            for other in reading.acts
        ):
            tense = 0.4
        if tense != 1.0:
            parts.append(("tense", act.term.tense, tense))
        hedged = family not in ("propose", "sue", "call", "cut", "hear") and any(
            0 <= act.start - hit.end <= 25 for hit in reading.hedges if hit.term.kind == "hedge"
        )
        score = strength * base * factor * tense
        if family == "state" and not _LETTER.search(reading.words):
            score *= 0.5
            parts.append(("not in writing", act.words, 0.5))
        if family == "restrict" and act.words.lower() in (
            "requires",
            "allow",
            "allows",
            "lets",
            "keeps",
            "won't",
            "bar",
        ):
            score *= 0.5
            parts.append(("describes", act.words, 0.5))
        if hedged:
            score *= 0.5
            parts.append(("hedge", act.words, 0.5))
        if is_campaign:
            score *= 0.4
            parts.append(("campaign", reading.words[:40], 0.4))
        kind = _type(family, actor, reading.words, policies, families, act.words)
        if kind is None or score < 0.08:
            continue
        found.append(Event(at, act, kind, actor, policies, min(1.0, score), hedged, is_campaign, parts))
    return found


_TENSE = {"past": 1.0, "present": 0.9, "noun": 0.75, "bare": 0.6, "future": 0.6}
_HEAVY: frozenset[Family] = frozenset(
    {"approve", "sign", "reject", "veto", "repeal", "sue", "rule", "issue", "discipline", "end"}
)
_DECIDED: frozenset[Family] = frozenset(
    {"end", "reject", "repeal", "amend", "join", "postpone", "sue", "sign", "cut", "grant", "veto", "call"}
)


def _main_verb(reading: SentenceReading) -> Hit[ActTerm] | None:
    """Return the act that a vote was about: in "voted 3-2 to cancel" the cancelling."""
    lights = [act for act in reading.acts if act.term.family == "approve" and _LIGHT.fullmatch(act.words)]
    if not lights:
        return None
    heavy = [
        act
        for act in reading.acts
        if act.term.family == "approve"
        and not _LIGHT.fullmatch(act.words)
        and act.term.tense in ("past", "present")
    ]
    if heavy:
        return heavy[0]
    after = [
        act
        for act in reading.acts
        if act.start >= lights[0].end and act.start - lights[0].end <= 70 and act.term.family in _DECIDED
    ]
    return after[0] if after else None


def _lent_actor(
    reading: SentenceReading, previous: SentenceReading | None, title: SentenceReading | None
) -> tuple[Actor, float]:
    for other, factor in ((previous, 0.75), (title, 0.7)):
        if other is None or other is reading:
            continue
        public = [hit.term.actor for hit in other.actors if hit.term.actor in PUBLIC]
        named = [hit.term.actor for hit in other.actors if hit.term.actor in PUBLIC and not hit.term.is_place]
        if named or public:
            return (named or public)[0], factor
    return "other", 0.45
