# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""What one sentence says: which policy, whose enforcement, who acts, what is done, and what turns it round."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from transforms.candidates.act_terms import ACT_TERMS, ACTOR_TERMS, ActorTerm, ActTerm
from transforms.candidates.context_terms import AGENCY_TERMS, HEDGE_TERMS, NEGATOR_TERMS, ContextTerm
from transforms.candidates.policy_terms import PolicyTerm
from transforms.candidates.screening import is_ice_elsewhere
from transforms.candidates.sentences import Sentence
from transforms.candidates.vocabulary import Hit, Vocabulary, plain

_agencies = Vocabulary(AGENCY_TERMS)
_negators = Vocabulary(NEGATOR_TERMS)
_hedges = Vocabulary(HEDGE_TERMS)
_acts = Vocabulary(ACT_TERMS)
_actors = Vocabulary(ACTOR_TERMS)
_AS_A_PLACE = re.compile(r"\b(?:in|to|into|of|at) $", re.IGNORECASE)
_NAVIGATION = re.compile(
    r"^\s*(?:sponsored\b|watch now|most (?:read|popular|viewed)|related|trending|read more|read next|more (?:stories|on|from)|breaking|recommended"
    r"|you may also|also read|see also|editors?' picks|top stories|skip to|sign up|subscribe|newsletters?|watch live"
    r"|we use cookies|do not sell|this (?:site|website) uses|share this|advertisement|menu\b|home\b.{0,20}[|>])",
    re.IGNORECASE,
)
# Words that look like a turn and are none: a police stop, a "never-used" law, "not only".
_NO_TURN = re.compile(
    r"stopp?(?:s|ed|ing)? (?:people|drivers?|motorists?|someone|vehicles?|cars?|a |the (?:car|driver|van|vehicle)|them|him|her)"
    r"|(?:never|no|not)-\w|stop, |stop or |investigat\w*, |detain, |not (?:only|just|merely)\b|no (?:later|more than|fewer|doubt)\b|No\. ?\d|limited to\b|(?:blocked|challenged|halted) by\b"
    r"|violations? of (?:federal |civil )?immigration|immigration violations?|ends? (?:of|up)\b",
    re.IGNORECASE,
)
# "Committee on Civil Rights, Immigration, Aging": a committee's name says nothing of its item.
_committee_name = re.compile(
    r"immigration(?:,? (?:and )?(?:aging|equity|disab|affairs|committee)|, )", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PolicyHit:
    """One policy term in a sentence, how surely it is about immigration policy, and its sign there.

    `sign` is +1 where the words have the local body help enforcement, -1 where they have it shield, 0 open.
    """

    hit: Hit[PolicyTerm]
    strength: float
    sign: int
    turning: tuple[Hit[ContextTerm], ...] = ()

    @property
    def said(self) -> str:
        """The policy's words after the words that turn them round."""
        return " ".join([*(negator.words for negator in self.turning), self.hit.words])


@dataclass(slots=True)
class SentenceReading:
    """The hits of one sentence; all offsets are into the sentence."""

    sentence: Sentence
    words: str
    policies: list[PolicyHit] = field(default_factory=list)
    agencies: list[Hit[ContextTerm]] = field(default_factory=list)
    acts: list[Hit[ActTerm]] = field(default_factory=list)
    actors: list[Hit[ActorTerm]] = field(default_factory=list)
    negators: list[Hit[ContextTerm]] = field(default_factory=list)
    hedges: list[Hit[ContextTerm]] = field(default_factory=list)
    is_navigation: bool = False
    """A bar of links, a "most read" list: it speaks of other pages and lends nothing to this one."""

    @property
    def strength(self) -> float:
        """How surely the sentence is about local immigration policy, 0 to 1."""
        return max((policy.strength for policy in self.policies), default=0.0)

    @property
    def names_agency(self) -> bool:
        """Whether it names the enforcement of immigration law."""
        return any(hit.term.kind == "agency" for hit in self.agencies)

    @property
    def names_people(self) -> bool:
        """Whether it names immigrants."""
        return any(hit.term.kind == "people" for hit in self.agencies)


def _is_bar(words: str) -> bool:
    """Return whether the words are a bar of links: three or more short parts. A table's row has a longer one."""
    parts = _BARS.split(words)
    return (
        len(parts) >= 3
        and all(len(part) <= 45 for part in parts)
        and not any(part.strip().isdigit() for part in parts)
    )


_BARS = re.compile(r"[|»›]")


def mark_menus(readings: list[SentenceReading], *, longest: int) -> None:
    """Mark runs of lines without a stop as navigation: menus, headlines of other stories, "most popular" lists.

    `longest` bounds such a line, in characters; on an agenda, whose items end without a stop, it is short.
    """
    for line in readings:
        if longest > _ITEM and _is_sections(line.words):
            line.is_navigation = True
    run: list[SentenceReading] = []
    for reading in [*readings, None]:
        if reading is not None and len(reading.words) <= longest and not _STOP.search(reading.words):
            run.append(reading)
            continue
        if len(run) >= _SHORTEST_RUN:
            for line in run:
                line.is_navigation = True
        run = []


_ITEM = 60


def _is_sections(words: str) -> bool:
    """Return whether the words are a site's list of sections: many capitalized words and no stop."""
    parts = words.split()
    if len(parts) < 8 or re.search(r"[.,;:!?]", words):
        return False
    return sum(part[0].isupper() for part in parts) >= 0.9 * len(parts) and not words.isupper()


_SHORTEST_RUN = 3
_STOP = re.compile(r"""[.!?;:]["')\]]*$""")


def _acts_itself(hit: Hit[ActorTerm], words: str) -> bool:
    """Return whether the words name somebody who acts: not the court in which a suit will be answered."""
    if hit.words == "White House":
        return hit.term.actor == "federal"
    return hit.words.lower() != "court" or not _AS_A_PLACE.search(words, max(0, hit.start - 12), hit.start)


def scan_sentence(sentence: Sentence, text: str) -> SentenceReading:
    """Return the raw hits of a sentence, before policy strengths are weighed against its neighbors."""
    words = plain(sentence.of(text))
    agencies = [
        hit
        for hit in _agencies.scan(words)
        if not (hit.words.startswith("ICE") and is_ice_elsewhere(words, hit.start, hit.start + 3))
        and not (hit.term.kind == "weak_agency" and _committee_name.match(words[hit.start : hit.end + 14]))
    ]
    return SentenceReading(
        sentence=sentence,
        words=words,
        agencies=agencies,
        acts=_acts.scan(words),
        actors=[hit for hit in _actors.scan(words) if _acts_itself(hit, words)],
        negators=[hit for hit in _negators.scan(words) if not _NO_TURN.match(words, hit.start)],
        hedges=_hedges.scan(words),
        is_navigation=_NAVIGATION.search(words) is not None or _is_bar(words),
    )
