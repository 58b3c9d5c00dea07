# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""Acts that an instrument's own text records: an ordinance, a bill, an order, an agreement, an agenda item."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.candidates.drafts import Draft
from transforms.candidates.effects import choose_topics
from transforms.candidates.genres import Genre, instrument_action
from transforms.candidates.instrument_direction import instrument_direction
from transforms.candidates.reading import SentenceReading
from transforms.candidates.vocabulary import compile_expression
from warehouse.records import Actor, Reason

_RECITAL = re.compile(r"\s*(?:and )?whereas\b", re.I)
_REFERS = re.compile(
    r"\b(?:oppos\w+|in opposition to|repeal\w*|rescind\w*)\b[^.;]{0,40}\b(?:senate|house|assembly)? ?(?:bill|resolution|ordinance|s\.?b\.?|h\.?b\.?|a\.?b\.?)\.? ?(?:no\. ?)?\d"
    r"|\b(?:resolution|ordinance) (?:no\. ?)?\d[\d-]* is (?:hereby )?(?:repealed|rescinded)",
    re.I,
)
_RESOLVING = re.compile(r"\b(?:resolved|be it (?:enacted|ordained)|hereby ordered)\b", re.I)
_OPERATIVE = re.compile(r"\b(?:resolved|be it (?:enacted|ordained)|hereby|shall|may not|must)\b", re.I)

_ACTORS: tuple[tuple[Actor, re.Pattern[str]], ...] = (
    ("governor", re.compile(r"\bgovernor of the state\b|\bOffice of the Governor\b", re.I)),
    ("mayor", re.compile(r"\bOFFICE OF THE MAYOR\b|\bMayor of the City\b|\bNYC Mayoral\b", re.I)),
    ("county_board", re.compile(r"\bboard of (?:county )?(?:commissioners|supervisors)\b|\bcommissioners court\b|\bcounty (?:council|legislature|commission)\b|\bfreeholders\b|\bcounty board\b", re.I)),
    ("school_board", re.compile(r"\bboard of education\b|\bschool (?:district|board)\b|\bboard of trustees of the [a-z ]+ (?:school|college)", re.I)),
    ("council", re.compile(r"\b(?:city|town|village|borough|common|metropolitan) council\b|\btown board\b|\bvillage board\b|\bboard of (?:aldermen|trustees|selectmen)\b|\bselect board\b|\bcouncil\b", re.I)),
    ("state_legislature", re.compile(r"\bgeneral assembly\b|\blegislature\b|\bhouse bill\b|\bsenate bill\b|\bstatutes?\b|\bhouse of representatives\b", re.I)),
    ("sheriff", re.compile(r"\bsheriff", re.I)),
    ("police", re.compile(r"\bpolice\b", re.I)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class InstrumentFacts:
    """What an instrument's text amounts to: the figures its relevance is judged by."""

    title_strength: float
    operative_max: float
    operative_sum: float
    operative_count: int
    recital_max: float
    head_strength: float
    other_subject: float
    clause: float
    """How surely one clause rules on immigration enforcement, whatever the rest is about."""


def is_recital(reading: SentenceReading) -> bool:
    """Return whether the sentence is a WHEREAS clause."""
    return _RECITAL.match(reading.words) is not None


def weigh_instrument(readings: Sequence[SentenceReading], title: SentenceReading | None) -> InstrumentFacts:
    """Return the figures of an instrument."""
    operative = [reading for reading in readings if not is_recital(reading)]
    recitals = [reading for reading in readings if is_recital(reading)]
    recital_max = max((reading.strength for reading in recitals), default=0.0)
    # "Opposes Senate Bill 54", "is hereby repealed": what the number stands for is told by the recitals.
    refers = any(_REFERS.search(reading.words) for reading in operative)
    lent = 0.9 * recital_max if refers and recital_max >= 0.8 else 0.0
    return InstrumentFacts(
        title_strength=title.strength if title is not None else 0.0,
        operative_max=max((lent, *(reading.strength for reading in operative))),
        operative_sum=sum(reading.strength for reading in operative if reading.strength >= 0.45),
        operative_count=len(operative),
        recital_max=recital_max,
        other_subject=_other_subject(title, operative),
        clause=max((_clause(reading) for reading in operative), default=0.0),
        head_strength=max(
            lent,
            max(
                (
                    reading.strength
                    for at, reading in enumerate(operative)
                    if at < 4 or _RESOLVING.search(reading.words[:120])
                ),
                default=0.0,
            ),
        ),
    )


# What makes a sentence a rule, an order or an item on one.
_RULES = re.compile(
    r"\b(?:shall|must|may not|may only|may|will|will not|is not|are not|is to|are to|no (?:[a-z]+ ){0,3}(?:officer|employee|department|agency|funds?|sum|money|moneys|person|member|staff|property|resources)s?"
    r"|prohibit\w*|requir\w+|authoriz\w+|forbid\w*|an (?:ordinance|act|order) to|resolution|ordinance|to (?:create|amend|add|repeal|adopt))\b",
    re.I,
)
_PUBLIC = re.compile(
    r"\b(?:city|county|town|village|state|district|officers?|employees?|departments?|agenc(?:y|ies)|police|sheriffs?|jails?|schools?|students?|staff|court(?:house)?s?|hospitals?|library|funds?|sum|inmates?|contract|buildings?|property|deput(?:y|ies)|troopers?|personnel|records?|data)\b",
    re.I,
)


def _clause(reading: SentenceReading) -> float:
    """Return the strength of a clause that names immigration enforcement and rules on a public body."""
    named = any(
        hit.term.kind == "agency" and not hit.words.lower().startswith(("sanctuary", "immigration status"))
        for hit in reading.agencies
    )
    if not named or not _RULES.search(reading.words) or not _PUBLIC.search(reading.words):
        return 0.0
    if _OTHER_SUBJECT.search(reading.words):
        return 0.0
    return max((policy.strength for policy in reading.policies), default=0.0)


# Immigration's other subjects: who may stay, work, drive, study or be helped, not how law is enforced.
_OTHER_SUBJECT = compile_expression(
    r"temporary protected status|\btps\b|\bdaca\b|deferred action|asylum|\bvisas?\b|work (?:permits?|authorization)|employment authorization"
    r"|driver'?s_licenses?|tuition|public charge|naturalization (?:ceremon|fee|appl)|citizenship (?:requirement|day|application)|path(?:way)? to citizenship|refugees?|resettle"
    r"|practice of immigration law|immigration (?:judges?|courts?|fraud|services? provider|legal services fraud)|translation|interpretation|language access|(?:halt|pause|stop|suspend) (?:all )?(?:deportation|removal) proceedings"
    r"|illegal re-?entry|unlawful (?:re-?)?entry|(?:offense|crime) of (?:illegal|improper|unlawful) (?:entry|presence)|heritage|census|real id|rent increase|housing|tenant|trespass|trafficking|border (?:wall|security|policy)|wage theft|voting|elections?|e-verify|unauthorized employment|exclusion act|humanitarian parole|felony to report|harass, intimidate|shelters?|prisons in other countries|migrant children|unaccompanied|special immigrant juvenile"
)


_DETAINEES = re.compile(r"\b(?:federal|immigration|ICE) detainees\b|\bdetain(?:er|ee)s?\b", re.I)


def _other_subject(title: SentenceReading | None, operative: Sequence[SentenceReading]) -> float:
    """Return 1 where the heading's subject is another one and nothing there is surely on enforcement."""
    words = title.words if title is not None else (operative[0].words if operative else "")
    if not _OTHER_SUBJECT.search(words) or _DETAINEES.search(words):
        return 0.0
    surest = title.strength if title is not None else 0.0
    return 0.25 if surest >= 1.0 else 1.0


def instrument_actor(genre: Genre, text: str, title: str | None) -> Actor:
    """Return whose instrument it is."""
    if genre.instrument == "opinion_of_court":
        return "court"
    if genre.instrument == "statute":
        return "state_legislature"
    head = f"{title or ''}\n{text[:1500]}"
    if genre.instrument == "bill":
        return "state_legislature"
    if genre.instrument in ("agreement", "manual"):
        return "sheriff" if re.search(r"\bsheriff", head, re.I) else "police"
    if genre.instrument == "executive_order":
        return (
            "governor"
            if re.search(r"\bgovernor\b", head, re.I) and not re.search(r"\bmayor\b", head, re.I)
            else "mayor"
        )
    for actor, pattern in _ACTORS:
        if pattern.search(head):
            return actor
    return "council"


def read_instrument(
    text: str,
    readings: Sequence[SentenceReading],
    title: SentenceReading | None,
    genre: Genre,
    *,
    title_text: str | None,
) -> list[Draft]:
    """Return the one draft that an instrument's text is, or none where nothing in it speaks of the subject."""
    operative = [reading for reading in readings if not is_recital(reading)]
    spoken = [reading for reading in operative if reading.strength >= 0.3] or [
        r for r in readings if r.strength >= 0.3
    ]
    if not spoken and (title is None or title.strength < 0.3):
        return []
    action_type = instrument_action(genre, text, title_text)
    actor = instrument_actor(genre, text, title_text)
    titles = [policy for policy in title.policies if policy.strength >= 0.3] if title is not None else []
    inner = [policy for reading in spoken[:60] for policy in reading.policies if policy.strength >= 0.45]
    head_words = title.words if title is not None else ""
    first = spoken[0] if spoken else readings[0]
    best = max(spoken, key=lambda r: (r.strength, bool(_OPERATIVE.search(r.words))), default=first)
    lead = first if first.strength >= 0.8 * best.strength else best
    words = head_words or lead.words
    topics = choose_topics(
        titles + lead.policies, action_type=action_type, words=f"{words}. {lead.words}", others=inner
    )
    direction, clear, because = instrument_direction(
        titles,
        operative[:400],
        genre=genre,
        action_type=action_type,
        heading=f"{words} {lead.words[:200]}",
        is_card=topics[0] == "municipal_id",
    )
    reasons = [
        Reason(rule=f"instrument:{genre.instrument}", words=(title_text or lead.words)[:80], weight=1.0),
        Reason(
            rule="policy",
            words=(titles or lead.policies or inner)[0].hit.words
            if (titles or lead.policies or inner)
            else "",
            weight=round(lead.strength, 3),
        ),
        Reason(rule="direction", words=because[:80], weight=round(clear, 3)),
    ]
    further = [
        r.sentence for r in sorted(spoken, key=lambda r: (-r.strength, r.sentence.start)) if r is not lead
    ][:1]
    strongest = max((policy for policy in lead.policies), key=lambda p: p.strength, default=None)
    at = lead.sentence.start + (strongest.hit.start if strongest is not None else 0)
    return [
        Draft(
            action_type=action_type,
            actor=actor,
            topics=topics,
            direction=direction,
            is_new=False,
            sentence=lead.sentence,
            act_start=at,
            act_end=at,
            score=max(lead.strength, title.strength if title else 0.0),
            further=further,
            reasons=reasons,
        )
    ]
