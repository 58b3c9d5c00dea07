# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""How surely a sentence is about local immigration policy, seen with its neighbors and the title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.candidates.polarity import only_limits, sign_of, turning_words
from transforms.candidates.policy_terms import POLICY_TERMS, PolicyTerm
from transforms.candidates.reading import PolicyHit, SentenceReading
from transforms.candidates.references import LENT, lend_to_names
from transforms.candidates.screening import is_ice_elsewhere
from transforms.candidates.unnamed_acts import add_unnamed_acts
from transforms.candidates.vocabulary import Hit, Vocabulary, compile_expression

_policies = Vocabulary(POLICY_TERMS)
# The vocabulary's other lives: sanctuaries for guns, birds and the unborn, detainers of criminal law.
_other_sanctuary = compile_expression(
    r"second amendment|2nd amendment|2a sanctuary|gun(?:s|_rights)? sanctuar|unborn|abortion|pro_life|transgender|lgbtq?\+?|gender_affirming"
    r"|(?:bird|wildlife|marine|animal|butterfly|nature|wild ?horse|elephant|bee|monarch|farm|cat|dog|bat|fish|donkey|plant|river|chinese) sanctuar"
    r"|sanctuary for families|national marine sanctuary|sanctuary (?:congregation|cities? church)|human rights sanctuary|bodily autonomy|reproductive"
    r"|(?:city|town) (?:council )?of sanctuary|sanctuary, (?:texas|tx)|sanctuary police department|first amendment sanctuary|constitutional sanctuary|book sanctuar|sanctuary (?:of|at) (?:the )?(?:church|temple|synagogue|faith)"
)
_POLITICAL = compile_expression(
    r"second amendment|2nd amendment|gun sanctuar|unborn|transgender|gender_affirming|(?:city|town) (?:council )?of sanctuary|sanctuary, (?:texas|tx)|first amendment sanctuary|book sanctuar"
)
_FORBIDS = compile_expression(
    r"\b(?:prohibit\w*|ban(?:s|ned|ning)?|forbid\w*|unmask\w*|require\w* (?:visible )?identification)\b"
)
_BADGE = compile_expression(
    r"\b(?:badge|badges|printer|lanyard|employee id|student id|pet id|library card|fishing)\b"
)
_criminal_detainer = compile_expression(
    r"interstate (?:agreement|compact) on detainers|untried (?:indictment|information)|agreement on detainers|unlawful detainer|parole (?:violation )?detainer|stormwater|storm_water|detention (?:basin|pond)|juvenile detention|school detention|psychiatric|5150"
)
_PERSON_IN = re.compile(
    r"\b(?:freed?|released?|out|back|home|let go|held|kept|hours?|days?|weeks?|months?|year|died|dies|ends? up|land(?:s|ed)|remain\w*|sit(?:s|ting)?|sat|languish\w*|spent|from|remains?)\s+(?:from|in|of|at)\s+(?:an? |the )?$",
    re.IGNORECASE,
)
# Tenants and workers without papers: who may rent or be hired is no policy on enforcement.
_RENT_OR_HIRE = re.compile(
    r"\b(?:landlords?|tenants?|rent(?:s|ed|ing)? to|renters?|rental|hir(?:e|es|ed|ing)|employ(?:s|ed|ing|ers?)?)\b",
    re.IGNORECASE,
)
_HANDS_OVER = re.compile(
    r"\b(?:police|sheriff\w*|officers?|deput(?:y|ies)|jails?|ICE|detain\w*|report\w*|cooperat\w*|warrants?|agents?)\b",
    re.IGNORECASE,
)
# "Seized by masked agents" tells how a person was taken.
_TAKEN_BY = re.compile(
    r"\b(?:seized|taken|taking|grabbed|arrested|detained|snatched|pulled|picked up|led away|surrounded)\b[^.;,]{0,40}\bby (?:[a-z]+ ){0,2}$",
    re.IGNORECASE,
)
_SHELTER = re.compile(r"\b(?:asylum|shelters?|refugees?|dropped off)\b", re.IGNORECASE)
# "A high school senior" is a person, no place.
_PERSON_OF = re.compile(
    r" (?:seniors?|juniors?|students?|teachers?|graduates?|pupils?|girls?|boys?|kids|friends?|sweethearts?|workers?|patients?)\b",
    re.IGNORECASE,
)
_LAW_WORD = re.compile(
    r"\b(?:ordinance|resolution|code|legislation|bill|law|becom\w+|declar\w+|measure|policy|approv\w+)\b",
    re.IGNORECASE,
)
_ANY_BADGE = compile_expression(
    r"(?:no|every|any|all) officers?\b|police of every kind|officers? of (?:any|every|all) (?:government|agency|agencies|badge)|federal ones|law officers|law enforcement officers|federal (?:agents|officers)|of any agency|agents"
)
# A freeze or zoning of detention centers is aimed at private and federal ones, a county's own jail is not.
_ZONING = compile_expression(
    r"\b(?:moratorium|zoning|land use|conditional use|special use permits?|privately)\b"
)
_OWN_JAIL = compile_expression(
    r"[^n-]municipal detention|municipal jail|city jail|juvenile|new county jail|storm"
)


def weigh_policies(
    readings: Sequence[SentenceReading], title: SentenceReading | None, *, is_instrument: bool = False
) -> None:
    """Fill in each sentence's policies, seeing what its neighbors and the title name."""
    title_agency = title is not None and title.names_agency
    title_people = title is not None and title.names_people
    everything = [*readings, title] if title is not None else list(readings)
    elsewhere = any(_POLITICAL.search(reading.words) for reading in everything) and not any(
        hit.term.kind == "agency" and not hit.words.lower().startswith("sanctuary")
        for reading in everything
        for hit in reading.agencies
    )
    # An ordinance or order names the agency once and speaks of it to the end.
    speaks_of_agency = is_instrument and any(
        hit.term.kind == "agency" and not hit.words.lower().startswith("sanctuary")
        for reading in everything
        for hit in reading.agencies
    )
    is_foreign = is_instrument and not speaks_of_agency and not _names_immigrants(everything)
    is_drainage = is_foreign and any(_DRAINAGE.search(reading.words) for reading in everything)
    for at, reading in enumerate(readings):
        if reading.is_navigation:
            continue
        near = [
            other
            for other, later in (
                *((each, reading) for each in readings[max(0, at - 2) : at]),
                *((each, each) for each in readings[at + 1 : at + 2]),
            )
            if not other.is_navigation and (is_instrument or not _ITEM_START.match(later.words))
        ]
        reading.policies = _weigh(
            reading,
            near_agency=any(other.names_agency for other in near),
            near_people=any(other.names_people for other in near),
            title_agency=title_agency,
            title_people=title_people,
            is_instrument=is_instrument,
            sanctuary_elsewhere=elsewhere,
            speaks_of_agency=speaks_of_agency,
        )
        if is_foreign:
            reading.policies = [_doubted(policy, is_drainage=is_drainage) for policy in reading.policies]
        asked = [
            policy.hit
            for policy in reading.policies
            if policy.strength >= 0.6 and "status_inquiry" in policy.hit.term.topics
        ]
        if asked:
            # In "barred from asking about status" the asking is the policy, no act.
            reading.acts = [
                act
                for act in reading.acts
                if act.term.family not in _OF_ASKING
                or not any(hit.start <= act.start and act.end <= hit.end for hit in asked)
            ]
    if not is_instrument:
        for reading, name in lend_to_names(readings):
            reading.policies = [*reading.policies, _policy_hit(reading, name, LENT)]
        add_unnamed_acts(readings)


def _weigh(
    reading: SentenceReading,
    *,
    near_agency: bool,
    near_people: bool,
    title_agency: bool,
    title_people: bool,
    is_instrument: bool,
    sanctuary_elsewhere: bool,
    speaks_of_agency: bool,
) -> list[PolicyHit]:
    words = reading.words
    other_sanctuary = sanctuary_elsewhere or (
        bool(_other_sanctuary.search(words))
        and not any(
            hit.term.kind == "agency" and not hit.words.lower().startswith("sanctuary")
            for hit in reading.agencies
        )
    )
    criminal = bool(_criminal_detainer.search(words))
    found = []
    zoning = bool(_ZONING.search(words)) and not _OWN_JAIL.search(words)
    seen: set[tuple[int, int]] = set()
    for hit in _policies.scan(words):
        term = hit.term
        if (term.in_instruments_only and not is_instrument) or (hit.start, hit.end) in seen:
            continue
        ice = hit.words.find("ICE")
        if ice >= 0 and is_ice_elsewhere(words, hit.start + ice, hit.start + ice + 3):
            continue
        if "municipal_id" in term.topics and _BADGE.search(words):
            continue
        if _SHELTER.search(hit.words):
            continue
        if term.name == "immigration detention" and _PERSON_IN.search(
            words, max(0, hit.start - 40), hit.start
        ):
            continue  # "freed from ICE detention" tells of a person
        if term.name == "use of public property" and _PERSON_OF.match(words, hit.end):
            continue
        if "agent_identification" in term.topics and _TAKEN_BY.search(
            words, max(0, hit.start - 80), hit.start
        ):
            continue
        if (
            "status_inquiry" in term.topics
            and _RENT_OR_HIRE.search(words[max(0, hit.start - 50) : hit.end + 40])
            and not _HANDS_OVER.search(words)
        ):
            continue
        strength = 0.0
        if term.needs == "self":
            strength = 1.0
            if term.name == "immigration status":
                strength = 0.35
            elif term.name == "immigration policy":
                strength = 0.8
            elif term.name == "protection of immigrants":
                strength = 0.65 if is_instrument else 0.4
            elif term.name == "immigration enforcement as the matter":
                strength = 0.7
        elif _LAW_WORD.search(words) and (
            term.name == "welcoming city" or (term.name == "declared a sanctuary" and _is_of_law(words))
        ):
            strength = 0.8
        elif term.name == "detention center" and zoning:
            strength = 0.9
        else:
            agency = _apart(reading, hit, "agency")
            people = term.needs == "people" and _apart(reading, hit, "people")
            weak = _apart(reading, hit, "weak_agency")
            if agency or people or (weak and reading.names_people):
                strength = 0.8
            elif weak and term.name != "the agreement":
                strength = 0.6 if (near_agency or title_agency) else 0.45
                if "surveillance_data" in term.topics and _names_immigration(reading):
                    strength = 0.8  # a search whose stated reason was "immigration"
                if term.in_instruments_only:
                    strength = 0.7
            elif speaks_of_agency and term.name in _OF_THE_AGENCY and _MODAL.search(words):
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
        if (
            term.name in ("agents' masks", "agents' faces")
            and strength < 0.7
            and (not is_instrument or _FORBIDS.search(words))
        ):
            # Laws on "officers of every badge" are aimed at federal agents, whatever they call them.
            strength = (0.8 if _LAW_WORD.search(words) else 0.7) if _ANY_BADGE.search(words) else strength
        if strength > 0:
            seen.add((hit.start, hit.end))
            found.append(_policy_hit(reading, hit, strength))
    if max((policy.strength for policy in found), default=0.0) < 0.6:
        rule = _rule_on_agency(reading, is_instrument=is_instrument)
        if rule is not None:
            found.append(rule)
    return found


# What means immigration only where the instrument names it: others ask, share, hold and agree too.
_OTHERWISE: frozenset[str] = frozenset(
    {
        "status questions",
        "answer to ICE",
        "share with ICE",
        "immigration agreement",
        "jail access",
        "help enforcement",
    }
)
_DRAINAGE = compile_expression(r"\b(?:storm ?waters?|drainage|basins?|watersheds?|ponds?|runoff)\b")


def _names_immigrants(readings: Sequence[SentenceReading]) -> bool:
    """Return whether anybody is named an immigrant; alien insurers and foreign nationals are none."""
    return any(
        hit.term.kind == "people" and _IMMIGRANT.search(hit.words)
        for each in readings
        for hit in each.agencies
    )


_IMMIGRANT = re.compile(
    r"immigra|migrant|undocumented|noncitizen|non.citizen|illegal|foreign.born", re.IGNORECASE
)


def _doubted(policy: PolicyHit, *, is_drainage: bool) -> PolicyHit:
    """Return a policy of an instrument that names neither immigration nor an agency of it, as far as it counts.

    Insurers share information with federal authorities too, owners show their citizenship, and basins detain.
    """
    term = policy.hit.term
    if term.name not in _OTHERWISE and not (is_drainage and "detention_facility" in term.topics):
        return policy
    return PolicyHit(policy.hit, min(policy.strength, 0.4), policy.sign, policy.turning)


def _is_of_law(words: str) -> bool:
    """Return whether the bare word sanctuary is said of a place and its law, not of a roof or a marsh."""
    return _AS_SANCTUARY.search(words) is not None and _BUILDING.search(words) is None


_RULE_TERM = PolicyTerm("rule on immigration enforcement", ("operational_assistance",), 1, "agency", "")
_PUBLIC_NOUN = compile_expression(
    r"\b(?:city|county|town|village|state|police|officers?|deput(?:y|ies)|sheriffs?|jails?|prisons?|schools?|hospitals?|librar(?:y|ies)|courts?|courthouses?|staff|employees|troopers?|departments?|district|council|boards?|supervisors|commission(?:ers)?|mayor|governor|chiefs?|clerks?|principals|guards?|bailiffs?|members?|constables?|registrars?|trustees|village)\b"
)
_RULE_WORD = compile_expression(
    r"\b(?:must|may (?:not|now|only)|may|shall|requir\w+|allow\w*|permit\w*|forbid\w*|barr?(?:s|ed|ing)?|bann?(?:s|ed|ing)?|prohibit\w*|unless|judge's (?:warrant|signature|order)|judicial warrants?|signed by a judge|subpoena|warrant|rules?|polic(?:y|ies)|task forces?|directives?|orders?|ordinances?|resolutions?|laws?|bills?|measures?|agreements?|contracts?|lease|leases|license|will (?:now|no longer|not)|won't|train(?:ed|ing)?|course|violations?|fine[sd]?|permits?|zoning|land-use|deals?|pacts?|memos?|letters?|motion|budget|\$|fund(?:s|ed|ing)?|moratorium|manual|code)\b"
)


# What in an instrument on immigration enforcement means that, without its name beside it.
_OF_THE_AGENCY = frozenset(
    {"detainer", "share with ICE", "jail access", "agents' masks", "agents' faces", "help enforcement", "bare status",
     "a judge's warrant", "use of public property"}
)  # fmt: skip
_MODAL = re.compile(
    r"\b(?:shall|must|may not|may only|is to|are to|is not|are not|will not|do not|no (?:member|officer|employee|agent)s?|requir\w+|in violation of)\b",
    re.IGNORECASE,
)
# "Struck the word sanctuary from the code": the word alone, told of a city and its law.
_AS_SANCTUARY = re.compile(
    r"\b(?:the word|a|as|become|becomes|remain|remains|remaining|declared? (?:it|itself|the (?:city|town|county))) [\"']?sanctuary\b",
    re.IGNORECASE,
)
_BUILDING = re.compile(
    r"\b(?:wildlife|birds?|marsh|nature|animals?|temple|church|roof|choir|pipes?|pews?|organ|horses?|butterfl\w+|sea|marine|farm|seats?|worship)\b",
    re.IGNORECASE,
)
# Each item of an agenda speaks of its own matter.
_ITEM_START = re.compile(
    r"\W*(?:(?:ITEM|Item) \d|\(?(?:\d{1,3}|[A-Z])[.)] |(?:Approve|Authorize|Accept|Hear|Consider|Receive|Adopt|Hold|Refer|Renew|Introduce|Proclaim|Award|(?:First|Second|Third) reading|Public hearing|Report) \w)"
)
_OF_ASKING = frozenset({"call", "investigate", "hear", "find", "rule"})
_OF_POLICY = re.compile(
    r"\b(?:detain\w*|287|cooperat\w*|status|sanctuary|warrants?|subpoenas?)\b", re.IGNORECASE
)


def _rule_on_agency(reading: SentenceReading, *, is_instrument: bool) -> PolicyHit | None:
    """Return a policy hit where a sentence sets a rule between a public body and immigration agents."""
    agency = next((hit for hit in reading.agencies if hit.term.kind == "agency"), None)
    if _SHELTER.search(reading.words) and not _OF_POLICY.search(reading.words):
        return None
    if agency is None or not _PUBLIC_NOUN.search(reading.words) or not _RULE_WORD.search(reading.words):
        return None
    hit = Hit(agency.start, agency.end, agency.words, _RULE_TERM)
    return _policy_hit(reading, hit, 0.8 if is_instrument and _MODAL.search(reading.words) else 0.6)


def _names_immigration(reading: SentenceReading) -> bool:
    """Return whether the weak word for enforcement is immigration itself."""
    return any(hit.words.lower() == "immigration" for hit in reading.agencies)


def _apart(reading: SentenceReading, policy: Hit[PolicyTerm], kind: str) -> bool:
    """Return whether a word of that kind stands in the sentence, beyond the very words of the policy hit."""
    for hit in reading.agencies:
        if hit.term.kind != kind:
            continue
        inside = policy.start <= hit.start and hit.end <= policy.end
        if not inside or (policy.end - policy.start) > (hit.end - hit.start) + 3:
            return True
    return False


def _policy_hit(reading: SentenceReading, hit: Hit[PolicyTerm], strength: float) -> PolicyHit:
    turning = turning_words(reading.words, reading.negators, hit)
    sign = sign_of(hit.term.effect, turning)
    if not turning and hit.term.effect > 0 and only_limits(reading.words, hit):
        sign = -1
    return PolicyHit(hit, strength, sign, turning)
