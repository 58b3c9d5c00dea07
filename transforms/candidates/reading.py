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
from transforms.candidates.turning_terms import TURNING_TERMS
from transforms.candidates.vocabulary import Hit, Vocabulary, plain

_agencies = Vocabulary(AGENCY_TERMS)
_negators = Vocabulary((*NEGATOR_TERMS, *TURNING_TERMS))
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
    r"stopp?(?:s|ed|ing)? (?:people|drivers?|motorists?|someone|vehicles?|cars?|(?:a|the) (?:[a-z]+ )?(?:car|driver|van|vehicle|man|woman|motorist|truck|teen|suspect|person)|them|him|her)"
    r"|(?:never|no|not)-\w|stop, |stop or |investigat\w*, |detain, |not (?:only|just|merely)\b|no (?:later|more than|fewer|doubt)\b|No\. ?\d|limited to\b|(?:blocked|challenged|halted) by\b"
    r"|violations? of (?:federal |civil )?immigration|immigration violations?|ends? (?:of|up)\b",
    re.IGNORECASE,
)
# "Can a jail be sued for honoring one?" tells of no suit.
_ASKS = re.compile(
    r"^\W*(?:who|what|when|why|how|which|can|does|do|did|is|are|will|would|should|could|may|must|has|have)\b[^.!;]*\?\W*$",
    re.IGNORECASE,
)
# Verbs that look like an act and are none: a stop that "ends in deportation".
_NO_DOING = re.compile(
    r"end(?:s|ed|ing)? (?:in|up|with)\b|left (?:for|behind)\b|signs? of\b|dropp?(?:ed|s|ing)? off\b|drops off\b"
    r"|carr(?:y|ies|ied|ying) (?:signs?|banners?|flags?|posters?|placards?|a |an |the |guns?|weapons?)"
    r"|clos(?:e|ed|es|ing) (?:[a-z-]+ ){0,2}(?:lanes?|roads?|streets?|blocks?|highways?|bridges?|intersections?|interstate)\b"
    r"|call(?:s|ed|ing)? on (?:[a-z-]+ )?(?:jails?|homes?|houses?|doors?|shops?)\b|endors(?:e|es|ed|ing) (?:the |a )?(?:incumbent|candidate|challenger|him|her|ticket)\b"
    r"|training (?:center|academy|facility|range|complex|ground)s?\b"
    r"|(?:publish(?:ed|es)|releas(?:ed|es)|post(?:ed|s)|issu(?:ed|es)) (?:a|an|the|its|their) (?:[a-z]+ )?(?:list|tally|map|ranking|report card) of\b"
    r"|asked (?:at|on (?:the|mon|tues|wed|thurs|fri)|by (?:a |the )?(?:reporter|resident|voter)|him|her|them|it|about|how|why|whether)\b"
    r"|pull(?:s|ed|ing)? over\b|dropp?(?:ed|s|ing)? (?:the|a|all|his|her) (?:tickets?|charges?|case)\b|revoked licen[cs]es?"
    r"|(?:asked|moved) for more time\b",
    re.IGNORECASE,
)
# "Has not been asked", "never voted": what was not done.
_UNDONE = re.compile(
    r"\b(?:has|have|had|was|were|is|are|did|do|does)(?: not|n't| never| yet to)(?: yet| ever)?(?: been| be)? $",
    re.IGNORECASE,
)
_CAN_BE_UNDONE: frozenset[str] = frozenset(
    {"call", "propose", "hear", "investigate", "discipline", "sue", "state", "approve", "train", "issue"}
)
# Names gathered for a petition are no petition yet.
_GATHERS = re.compile(
    r"\b(?:gather|collect|circulat)\w*\b[^.;]{0,40}\b(?:names|signatures)\b[^.;]{0,40}\bpetition|\bpetition drive\b",
    re.IGNORECASE,
)
# A court's calendar is no act: "moves the hearing in the suit", "will hear arguments in March".
_CALENDAR = re.compile(
    r"\b(?:mov|push|set|postpon|reschedul|delay|schedul)[a-z]*\b[^.;]{0,60}\b(?:hearings?|trial|arguments|conference|deadlines?)\b[^.;]{0,40}\b(?:suit|lawsuit|case|challenge)\b"
    r"|\bhearing date\b|\bwill hear arguments\b|\btrial date\b",
    re.IGNORECASE,
)
# A promise of the campaign that was kept is an act.
_KEPT = re.compile(
    r"\b(?:kept|keeps|keeping|made good on|makes good on|fulfill\w*|deliver\w*|honor(?:s|ed|ing))\b[^.;]{0,40}\b(?:promise|pledge|vow)",
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
    _mark_lists(readings, longest=longest)
    run: list[SentenceReading] = []
    for reading in [*readings, None]:
        if reading is not None and len(reading.words) <= longest and not _STOP.search(reading.words):
            run.append(reading)
            continue
        if len(run) >= _SHORTEST_RUN:
            for line in run:
                line.is_navigation = True
        run = []


_LIST_HEAD = re.compile(
    r"\W*(?:(?:the )?(?:most (?:read|popular|viewed|recent|shared)|trending(?: now)?|related(?: (?:stories|articles|coverage|news|content|posts|links))?|more (?:from|in|on) .{1,30}|more (?:stories|news|headlines|coverage)"
    r"|recommended(?: for you)?|read (?:next|more)|you (?:may|might) (?:also )?like|top stories|latest(?: news| headlines| stories)?|editors?'? picks|popular (?:now|stories)|around the web|from our partners|in other news|also in the news))\W*",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"\W*(?:(?:\d+ )?(?:reader )?comments?(?: ?\(\d+\))?|\d+ (?:comments|replies)|leave a (?:comment|reply)|join the (?:conversation|discussion))\W*",
    re.IGNORECASE,
)
_LONGEST_LIST = 24
_WORDS_OF_PROSE = 9


def _mark_lists(readings: list[SentenceReading], *, longest: int) -> None:
    """Mark what stands under "Most read" until prose begins, and all that readers wrote under a story."""
    left = 0
    prose = False
    for at, reading in enumerate(readings):
        words = reading.words
        if prose and _COMMENTS.fullmatch(words):
            for other in readings[at:]:
                other.is_navigation = True
            return
        if len(words) <= _ITEM and _LIST_HEAD.fullmatch(words):
            left, reading.is_navigation = _LONGEST_LIST, True
            continue
        is_prose = len(words) > longest or (
            _STOP.search(words) is not None and len(words.split()) >= _WORDS_OF_PROSE
        )
        if left and is_prose and not words.rstrip().endswith("?"):
            left = 0
        if left:
            left -= 1
            reading.is_navigation = True
        prose = prose or is_prose


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
    name = hit.words.removeprefix("the ").removeprefix("The ")
    if name == "White House":
        return hit.term.actor == "federal"
    return name.lower() != "court" or not _AS_A_PLACE.search(words, max(0, hit.start - 12), hit.start)


def _is_done(hit: Hit[ActTerm], words: str, *, calendar: bool) -> bool:
    """Return whether the words tell of something done: no idiom, nothing left undone, no court's calendar."""
    if _NO_DOING.match(words, hit.start) or _GATHERS.search(words):
        return False
    if calendar and hit.term.family in ("sue", "hear", "issue", "postpone"):
        return False
    return hit.term.family not in _CAN_BE_UNDONE or not _UNDONE.search(
        words, max(0, hit.start - 30), hit.start
    )


def scan_sentence(sentence: Sentence, text: str) -> SentenceReading:
    """Return the raw hits of a sentence, before policy strengths are weighed against its neighbors."""
    words = plain(sentence.of(text))
    agencies = [
        hit
        for hit in _agencies.scan(words)
        if not (hit.words.startswith("ICE") and is_ice_elsewhere(words, hit.start, hit.start + 3))
        and not (hit.term.kind == "weak_agency" and _committee_name.match(words[hit.start : hit.end + 14]))
    ]
    told = _acts.scan(words) if _ASKS.search(words) is None else []
    calendar = bool(told) and _CALENDAR.search(words) is not None
    return SentenceReading(
        sentence=sentence,
        words=words,
        agencies=agencies,
        acts=[hit for hit in told if _is_done(hit, words, calendar=calendar)],
        actors=[hit for hit in _actors.scan(words) if _acts_itself(hit, words)],
        negators=[hit for hit in _negators.scan(words) if not _NO_TURN.match(words, hit.start)],
        hedges=[
            hit for hit in _hedges.scan(words) if not (hit.term.kind == "campaign" and _KEPT.search(words))
        ],
        is_navigation=_NAVIGATION.search(words) is not None or _is_bar(words),
    )
