# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""Who acts: the grammatical subject of an act, by the words between and before, not by nearness alone.

The head of a subject is no part of a phrase ("the council of a town with forty police officers"), the actor
of a passive stands behind "by", and a bill that "failed in the Senate" has the Senate for its actor.
"""

from __future__ import annotations

import re

from transforms.candidates.act_terms import ActorTerm, ActTerm
from transforms.candidates.reading import SentenceReading
from transforms.candidates.vocabulary import Hit
from warehouse.records import Actor

PUBLIC: frozenset[Actor] = frozenset(
    {
        "council", "mayor", "police", "sheriff", "county_board", "prosecutor", "state_legislature", "governor",
        "attorney_general", "court", "school_board",
    }
)  # fmt: skip
_REACH = 160
_COURT_ACT = re.compile(
    r"settl.*|(?:preliminary )?injunction|temporary restraining order|court order|consent decree|per curiam|ruling",
    re.I,
)
_BY = re.compile(r"\bby (?:(?:order|vote) of )?(?:the |a |an )?(?:[A-Za-z]+ ){0,4}$", re.I)
_UNLESS = re.compile(r"\b(?:unless|without|until)\b[^,;.]{0,40}$", re.I)
# What stands right before a name that is no subject: "of the police", "for sheriffs", "requires every jail".
_GOVERNED = re.compile(
    r"\b(?:of|for|by|with|from|to|against|on|in|at|over|between|into|about|through|than|as|like|around|outside|before|after|under|without|among|within|near"
    r"|forc(?:e|es|ing)|requir\w+|mak(?:e|es|ing)|made|orders|ordered|ordering|tell(?:s|ing)?|told|ask(?:s|ed|ing)?|let(?:s|ting)?|allow\w*|help\w*|bar(?:s|ring|red)?|forbid\w*|prohibit\w*|keep\w*|urg\w+|direct(?:s|ed|ing)?|compel\w*|sued?|suing|stop\w*)"
    r" (?:(?:the|a|an|any|every|each|all|its|their|his|her|our|local|county|city|state|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|sixty|hundreds of|dozens of|many|several|[0-9]+|both|some|other|this|that|those|most|[A-Z][a-z.]+(?:'s)?) )*$"
)
_A_DAY = re.compile(r"day\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.I)
_IN_APPOSITION = re.compile(r", (?:an?|the|former|then)\b[^,]{0,30}$")
_AND = re.compile(r"(?: (?-i:[A-Z])[\w.'-]*){0,4},? and (?:the |its |his |her )?(?:[A-Z][\w.'-]* ){0,3}$")
_TOLD_BEFORE = re.compile(r"\b(?:said|says|that|which|who|because|after|when|while|as)\b", re.I)
# "A bill ... won approval in the House": the thing is the subject, and who acted comes behind.
_THING = re.compile(
    r"^(?:[A-Z][A-Za-z .,'()-]{1,40}(?:-|--)\s)?(?:an?|the|its|[A-Z][a-z]+'s)?\s?(?:[A-Za-z0-9'-]+ ){0,5}?"
    r"(?:bill|ordinance|resolution|measure|proposal|legislation|bylaw|motion|amendment|contract|agreement|plan|rule|law|attempt|effort|act|contracts?)\b",
    re.I,
)
_HAPPENS = re.compile(
    r"fail|pass|died?|clear|won |was |is |fell|approv|defeat|vetoed|introduced|tabled|stall|advanc|adopted|rejected|voted down|signed|carried|win|sank|dies",
    re.I,
)
_WHERE = re.compile(
    r"\b(?:in|by|before|at|through|from|of)\b (?:the |a |an |[A-Z][a-z]+day's |[A-Z][A-Za-z'.-]+ )*(?:[a-z-]+ )?$"
)
_VOTERS = re.compile(r"\bvoters\b[^.;]{0,30}$", re.I)
_OFFICES: frozenset[Actor] = frozenset(
    {"governor", "attorney_general", "mayor", "sheriff", "police", "prosecutor"}
)
_HE_OR_SHE = re.compile(r"\W*(?:he|she)\b", re.I)


def subject_of(
    reading: SentenceReading, act: Hit[ActTerm], title: SentenceReading | None = None
) -> Actor | None:
    """Return who does the act; in the passive who stands behind "by"; None where nobody is named."""
    family, words = act.term.family, reading.words
    if family == "rule":
        return "court" if _COURT_ACT.fullmatch(act.words) or _court_rules(reading, act) else None
    behind = _behind(reading, act)
    if behind is not None:
        return _body(behind, words, title)
    if family in ("approve", "reject", "repeal") and (
        _VOTERS.search(words[: act.start]) or act.words.lower().startswith("voters")
    ):
        return "other"
    before = [
        hit
        for hit in reading.actors
        if hit.end <= act.start + 1 and act.start - hit.end <= _REACH and not _is_policy_word(reading, hit)
        and not _is_dateline(words, hit)
    ]  # fmt: skip
    named = [hit for hit in before if not hit.term.is_place]
    if family == "sue" and before:
        # "A statement on the suit that the Justice Department filed": who stands right before, filed it.
        free = [hit for hit in before if not _is_governed(words, hit, act)]
        heads = [hit for hit in free if not hit.term.is_place]
        beside = [hit for hit in named if act.start - hit.end <= 1]
        return (beside[-1:] or heads or free or [before[0]])[0].term.actor
    heads = [hit for hit in named if not _is_governed(words, hit, act)]
    chosen = _nearest_head(words, heads)
    if chosen is not None:
        return _body(chosen, words, title)
    opening = _opened(reading, act)
    if opening is not None:
        return _body(opening, words, title)
    public = [hit for hit in named if hit.term.actor in PUBLIC]
    for group in (public, named, before):
        if group:
            return _body(group[-1], words, title)
    return None


def _is_dateline(words: str, hit: Hit[ActorTerm]) -> bool:
    return (
        hit.words.isupper() and _DATELINE.match(words, 0) is not None and hit.end <= 40 and len(hit.words) > 3
    )


_DATELINE = re.compile(r"[A-Z][A-Z .'-]{3,40}(?:, [A-Z][A-Za-z.]+)? - ")
_CITY = re.compile(r"\b(?:city|town|village|borough)\b", re.I)
_STATE = re.compile(
    r"\b(?:house|senate|assembly|legislature|statehouse|state|capitol|session|delegates)\b", re.I
)


def _body(hit: Hit[ActorTerm], words: str, title: SentenceReading | None) -> Actor:
    """Return whose "commissioners", "lawmakers" or "trustees" they are, by the place words around them."""
    actor, name = hit.term.actor, hit.words.lower().removeprefix("the ")
    around = f"{words} {title.words if title is not None else ''}"
    if name in ("commissioners", "commission") and "county" not in around.lower() and _CITY.search(around):
        return "council"
    if name in ("lawmakers", "lawmaker") and not _STATE.search(around):
        return (
            "county_board" if "county" in around.lower() else ("council" if _CITY.search(around) else actor)
        )
    if name.endswith("trustees") and re.search(
        r"\b(?:schools?|campus|college|district|pupils?|students?)\b", around, re.I
    ):
        return "school_board"
    return actor


def _opened(reading: SentenceReading, act: Hit[ActTerm]) -> Hit[ActorTerm] | None:
    """Return who follows an opening that names the act: "In a formal opinion, the attorney general advised"."""
    words = reading.words
    if act.term.tense not in ("noun", "bare") or not re.match(
        r"(?:[A-Z .,'()-]{3,40} - )?(?:In|With|By|Under|Through)\b", words
    ):
        return None
    for hit in reading.actors:
        if hit.start >= act.end and not hit.term.is_place:
            return (
                hit
                if re.fullmatch(r"[^,;.]{0,60}, (?:the |[A-Z][a-z]+ )*", words[act.end : hit.start])
                else None
            )
    return None


def _behind(reading: SentenceReading, act: Hit[ActTerm]) -> Hit[ActorTerm] | None:
    """Return who stands behind a passive's "by", or where a bill, as the subject, met its fate."""
    words = reading.words
    is_thing = _THING.match(words, 0, act.start) is not None and _HAPPENS.match(act.words) is not None
    for hit in reading.actors:
        if not act.end <= hit.start <= act.end + 90 or _is_policy_word(reading, hit):
            continue
        gap = words[act.end : hit.start]
        if _BY.search(gap) and not re.search(r"[,;.]", gap):
            return hit
        if is_thing and not hit.term.is_place and _WHERE.search(gap) and ";" not in gap:
            return hit
    return None


def _is_governed(words: str, hit: Hit[ActorTerm], act: Hit[ActTerm]) -> bool:
    """Return whether a name hangs on a preposition or another verb, or only explains the name before it."""
    before = words[max(0, hit.start - 60) : hit.start]
    governed = _GOVERNED.search(before)
    if governed is not None and _A_DAY.search(governed.group()) is None:
        return True
    return _IN_APPOSITION.search(before) is not None and "," in words[hit.end : act.start]


def _nearest_head(words: str, heads: list[Hit[ActorTerm]]) -> Hit[ActorTerm] | None:
    """Return the last head before the act, or the first of those joined with it: "the mayor and the chief"."""
    public = [hit for hit in heads if hit.term.actor in PUBLIC or hit.term.actor == "union"]
    heads = public or heads
    if not heads:
        return None
    chosen = heads[-1]
    for other in reversed(heads[:-1]):
        if _AND.fullmatch(words, other.end, chosen.start):
            chosen = other
    return chosen


def _is_policy_word(reading: SentenceReading, actor: Hit[ActorTerm]) -> bool:
    """Return whether a place word is part of a policy's name: the cities of "sanctuary cities"."""
    return actor.term.is_place and any(
        policy.hit.start <= actor.start and actor.end <= policy.hit.end for policy in reading.policies
    )


def _court_rules(reading: SentenceReading, act: Hit[ActTerm]) -> bool:
    """Return whether a court is the one that rules: it stands before the verb, with no other body in between."""
    if act.term.tense == "bare":
        return any(hit.term.actor == "court" for hit in reading.actors)
    before = [hit for hit in reading.actors if hit.end <= act.start + 1 and not hit.term.is_place]
    if not before:
        return any(
            hit.term.actor == "court" and _BY.search(reading.words[: hit.start]) for hit in reading.actors
        )
    if _UNLESS.search(reading.words[: act.start]):
        return False
    return before[-1].term.actor == "court" or before[0].term.actor == "court"


def headline_actor(title: SentenceReading | None) -> Actor | None:
    """Return the public body or official that a headline names first."""
    if title is None:
        return None
    return next(
        (hit.term.actor for hit in title.actors if hit.term.actor in PUBLIC and not hit.term.is_place), None
    )


def lent_actor(
    reading: SentenceReading,
    previous: SentenceReading | None,
    title: SentenceReading | None,
    keeper: Actor | None,
) -> tuple[Actor, float]:
    """Return who acts where a sentence names nobody, and how much that counts: who was named before."""
    if _HE_OR_SHE.match(reading.words):
        # "He wrote to the council": an officer of the headline, before the body of the sentence above.
        officer = headline_actor(title)
        if officer is not None and officer in _OFFICES:
            return officer, 0.8
    for other, factor in ((previous, 0.75), (title, 0.7)):
        if other is None or other is reading:
            continue
        public = [hit for hit in other.actors if hit.term.actor in PUBLIC and not _is_policy_word(other, hit)]
        named = [hit for hit in public if not hit.term.is_place]
        if public:
            return (named or public)[0].term.actor, factor
    if keeper is not None:
        return keeper, 0.8
    return "other", 0.45
