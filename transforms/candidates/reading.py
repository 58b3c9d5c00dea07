"""What one sentence says: which policy, whose enforcement, who acts, what is done, and what turns it round."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.candidates.act_terms import ACT_TERMS, ACTOR_TERMS, ActorTerm, ActTerm
from transforms.candidates.context_terms import AGENCY_TERMS, HEDGE_TERMS, NEGATOR_TERMS, ContextTerm
from transforms.candidates.policy_terms import POLICY_TERMS, PolicyTerm
from transforms.candidates.screening import is_ice_elsewhere
from transforms.candidates.sentences import Sentence
from transforms.candidates.vocabulary import Hit, Vocabulary, compile_expression, plain

_policies = Vocabulary(POLICY_TERMS)
_agencies = Vocabulary(AGENCY_TERMS)
_negators = Vocabulary(NEGATOR_TERMS)
_hedges = Vocabulary(HEDGE_TERMS)
_acts = Vocabulary(ACT_TERMS)
_actors = Vocabulary(ACTOR_TERMS)

# The vocabulary's other lives: sanctuaries for guns, birds and the unborn, detainers of criminal law.
_other_sanctuary = compile_expression(
    r"second amendment|2nd amendment|2a sanctuary|gun(?:s|_rights)? sanctuar|unborn|abortion|pro_life|transgender|lgbtq?\+?|gender_affirming"
    r"|(?:bird|wildlife|marine|animal|butterfly|nature|wild ?horse|elephant|bee|monarch|farm|cat|dog|bat|fish|donkey|plant|river|chinese) sanctuar"
    r"|sanctuary for families|national marine sanctuary|sanctuary (?:congregation|cities? church)|human rights sanctuary|bodily autonomy|reproductive"
    r"|first amendment sanctuary|constitutional sanctuary|book sanctuar|sanctuary (?:of|at) (?:the )?(?:church|temple|synagogue|faith)"
)
_criminal_detainer = compile_expression(
    r"interstate (?:agreement|compact) on detainers|untried (?:indictment|information)|agreement on detainers|unlawful detainer|parole (?:violation )?detainer|stormwater|storm_water|detention (?:basin|pond)|juvenile detention|school detention|psychiatric|5150"
)
# "prohibits or discourages", "limit, restrict": one turn, not two.
_JOINED = re.compile(r"\s*(?:,|,?\s*(?:or|and|nor)(?: otherwise)?)\s*", re.IGNORECASE)
# Rules on agents' conduct are turned round only by an attack on the rule, not by what the rule forbids.
_ATTACK = re.compile(
    r"su(?:e|es|ed|ing)|(?:law)?suits?|.*challeng\w*|repeal\w*|veto\w*|reject\w*|overturn\w*|str(?:ike|ikes|uck).*|block\w*|oppos\w*|vot\w+ .*|invalid\w*|dismiss\w*|rescind\w*|defeat\w*|condemn\w*",
    re.IGNORECASE,
)
# "Committee on Civil Rights, Immigration, Aging": a committee's name says nothing of its item.
_committee_name = re.compile(
    r"immigration(?:,? (?:and )?(?:aging|equity|disab|affairs|committee)|, )", re.IGNORECASE
)
_LAW_WORD = re.compile(
    r"\b(?:ordinance|resolution|becom\w+|declar\w+|measure|policy|approv\w+)\b", re.IGNORECASE
)
_ANY_BADGE = compile_expression(
    r"officers? of (?:any|every|all) (?:government|agency|agencies|badge)|federal ones|law officers|law enforcement officers|federal (?:agents|officers)|of any agency|agents"
)
# A freeze or zoning of detention centers is aimed at private and federal ones, a county's own jail is not.
_ZONING = compile_expression(
    r"\b(?:moratorium|zoning|land use|conditional use|special use permits?|privately)\b"
)
_OWN_JAIL = compile_expression(
    r"[^n-]municipal detention|municipal jail|city jail|juvenile|new county jail|storm"
)
_SUIT = re.compile(
    r"su(?:e|es|ed|ing)|(?:law)?suits?|(?:legal )?challeng\w*|against|accus\w*|overturn\w*", re.IGNORECASE
)
_ONLY = re.compile(r"[^.;]{0,60}\bonly (?:if|when|where|with|for|on)\b", re.IGNORECASE)
_BACK = 150
_BACK_SUIT = 320
_AFTER = 60
_PASSIVE = compile_expression(
    r"\b(?:is|are|was|were|be|been|being|has|have|had|will|would|shall|may|must|should|can|could|did|does|do|to|get|gets|that|which|from|its|it)\b"
)


@dataclass(frozen=True, slots=True)
class PolicyHit:
    """One policy term in a sentence, how surely it is about immigration policy, and its sign there.

    `sign` is +1 where the words have the local body help enforcement, -1 where they have it shield, 0 open.
    """

    hit: Hit[PolicyTerm]
    strength: float
    sign: int
    turned_by: tuple[str, ...] = ()


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

    @property
    def is_weakly_agency(self) -> bool:
        """Whether it names federal agents without saying which."""
        return any(hit.term.kind == "weak_agency" for hit in self.agencies)


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
        actors=_actors.scan(words),
        negators=_negators.scan(words),
        hedges=_hedges.scan(words),
    )


def weigh_policies(
    readings: Sequence[SentenceReading], title: SentenceReading | None, *, is_instrument: bool = False
) -> None:
    """Fill in each sentence's policies, seeing what its neighbors and the title name."""
    title_agency = title is not None and title.names_agency
    title_people = title is not None and title.names_people
    for at, reading in enumerate(readings):
        near = [*readings[max(0, at - 2) : at], *readings[at + 1 : at + 2]]
        reading.policies = _weigh(
            reading,
            near_agency=any(other.names_agency for other in near),
            near_people=any(other.names_people for other in near),
            title_agency=title_agency,
            title_people=title_people,
            is_instrument=is_instrument,
        )


def _weigh(
    reading: SentenceReading,
    *,
    near_agency: bool,
    near_people: bool,
    title_agency: bool,
    title_people: bool,
    is_instrument: bool,
) -> list[PolicyHit]:
    words = reading.words
    other_sanctuary = bool(_other_sanctuary.search(words)) and not any(
        hit.term.kind == "agency" and not hit.words.lower().startswith("sanctuary")
        for hit in reading.agencies
    )
    criminal = bool(_criminal_detainer.search(words))
    found = []
    zoning = bool(_ZONING.search(words)) and not _OWN_JAIL.search(words)
    seen: set[tuple[int, int]] = set()
    for hit in _policies.scan(words):
        term = hit.term
        if (term.in_instruments_only and not is_instrument) or (hit.start, hit.end) in seen:
            continue
        strength = 0.0
        if term.needs == "self":
            strength = 1.0
            if term.name == "immigration status":
                strength = 0.35
            elif term.name == "immigration policy":
                strength = 0.75
            elif term.name == "protection of immigrants":
                strength = 0.65 if is_instrument else 0.4
            elif term.name == "immigration enforcement as the matter":
                strength = 0.7
        elif term.name == "welcoming city" and _LAW_WORD.search(words):
            strength = 0.8
        elif term.name == "detention center" and zoning:
            strength = 0.9
        else:
            agency = _apart(reading, hit, "agency")
            people = term.needs == "people" and _apart(reading, hit, "people")
            weak = _apart(reading, hit, "weak_agency")
            if agency or people:
                strength = 0.8
            elif weak:
                strength = 0.6 if (near_agency or title_agency) else 0.45
                if term.in_instruments_only:
                    strength = 0.7
            elif near_agency or (term.needs == "people" and near_people):
                strength = 0.4
            elif title_agency or (term.needs == "people" and title_people):
                strength = 0.35
        if "sanctuary_declaration" in term.topics and other_sanctuary:
            strength = 0.0
        if (
            criminal
            and ({"detainers_jail", "detention_facility"} & set(term.topics))
            and not reading.names_agency
        ):
            strength = 0.0
        if term.name in ("agents' masks", "agents' faces") and not is_instrument and strength < 0.7:
            # Laws on "officers of every badge" are aimed at federal agents, whatever they call them.
            strength = 0.7 if _ANY_BADGE.search(words) else strength
        if strength > 0:
            seen.add((hit.start, hit.end))
            sign, turned = _sign(reading, hit)
            found.append(PolicyHit(hit, strength, sign, turned))
    if max((policy.strength for policy in found), default=0.0) < 0.6:
        rule = _rule_on_agency(reading)
        if rule is not None:
            found.append(rule)
    return found


_RULE_TERM = PolicyTerm("rule on immigration enforcement", ("operational_assistance",), 1, "agency", "")
_PUBLIC_NOUN = compile_expression(
    r"\b(?:city|county|town|village|state|police|officers?|deput(?:y|ies)|sheriffs?|jails?|prisons?|schools?|hospitals?|librar(?:y|ies)|courts?|courthouses?|staff|employees|troopers?|departments?|district|council|boards?|supervisors|commission(?:ers)?|mayor|governor|chiefs?|clerks?|principals|guards?)\b"
)
_RULE_WORD = compile_expression(
    r"\b(?:must|may (?:not|now|only)|may|shall|requir\w+|allow\w*|permit\w*|forbid\w*|barr?(?:s|ed|ing)?|bann?(?:s|ed|ing)?|prohibit\w*|unless|judge's (?:warrant|signature|order)|judicial warrants?|signed by a judge|subpoena|warrant|rules?|polic(?:y|ies)|directives?|orders?|ordinances?|resolutions?|laws?|bills?|measures?|agreements?|contracts?|lease|license|deals?|pacts?|memos?|letters?|motion|budget|\$|fund(?:s|ed|ing)?|moratorium|manual|code)\b"
)


def _rule_on_agency(reading: SentenceReading) -> PolicyHit | None:
    """Return a policy hit where a sentence sets a rule between a public body and immigration agents."""
    agency = next((hit for hit in reading.agencies if hit.term.kind == "agency"), None)
    if agency is None or not _PUBLIC_NOUN.search(reading.words) or not _RULE_WORD.search(reading.words):
        return None
    hit = Hit(agency.start, agency.end, agency.words, _RULE_TERM)
    sign, turned = _sign(reading, hit)
    return PolicyHit(hit, 0.6, sign, turned)


def _apart(reading: SentenceReading, policy: Hit[PolicyTerm], kind: str) -> bool:
    """Return whether a word of that kind stands in the sentence, beyond the very words of the policy hit."""
    for hit in reading.agencies:
        if hit.term.kind != kind:
            continue
        inside = policy.start <= hit.start and hit.end <= policy.end
        if not inside or (policy.end - policy.start) > (hit.end - hit.start) + 3:
            return True
    return False


def _sign(reading: SentenceReading, policy: Hit[PolicyTerm]) -> tuple[int, tuple[str, ...]]:
    """Return the sign of a policy term in its sentence and the words that turned it round."""
    effect = policy.term.effect
    if effect == 0:
        effect = 1
    words = reading.words
    on_conduct = policy.term.name in (
        "agents' masks",
        "agents' faces",
        "ICE impersonation",
        "agents' conduct",
    )
    turning: list[Hit[ContextTerm]] = []
    for negator in reading.negators:
        if on_conduct and not _ATTACK.fullmatch(negator.words):
            continue
        if negator.start >= policy.start and negator.end <= policy.end:
            if policy.term.effect > 0:
                turning.append(negator)
            continue
        reach = _BACK_SUIT if _SUIT.fullmatch(negator.words) else _BACK
        if negator.end <= policy.start and policy.start - negator.end <= reach:
            between = words[negator.end : policy.start]
            if ";" in between or ". " in between or " but " in between or " while " in between:
                continue
            turning.append(negator)
        elif negator.start >= policy.end and negator.start - policy.end <= _AFTER:
            between = words[policy.end : negator.start]
            is_passive = bool(_PASSIVE.search(between)) or not between.strip(" ,")
            is_participle = negator.words.lower().endswith(
                ("ed", "invalid", "unlawful", "down", "struck", "cut")
            )
            if is_participle and (is_passive or len(between) < 12) and not set(",;") & set(between):
                turning.append(negator)
    attacked = False
    turns = 0
    last_end: int | None = None
    said = []
    for negator in turning:
        if last_end is not None and _JOINED.fullmatch(words, last_end, negator.start):
            last_end = negator.end
            continue
        if _SUIT.fullmatch(negator.words):
            # "filed suit against ... over": one attack, however many words tell of it.
            if attacked:
                continue
            attacked = True
        turns += 1
        said.append(negator.words)
        last_end = negator.end
    if turns == 0 and _ONLY.match(words, policy.end):
        turns, said = 1, ["only"]
    sign = effect if turns % 2 == 0 else -effect
    return sign, tuple(said)
