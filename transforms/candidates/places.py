"""Whose policy it is: the jurisdictions a text names, and the one that an act belongs to.

The place is where the policy is, not where the site is: what the act's own sentence names decides before
the title, the title before the opening, the opening before the rest, and the source last.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from transforms.candidates.dates import sentence_bounds
from transforms.candidates.gazetteer.context import WHOLE_CHARACTERS, Mention, PageContext, read_context
from transforms.candidates.gazetteer.divisions import Division, Level, fold, load_gazetteer
from warehouse.records import ActionType, Actor, Reason

_LEVELS: dict[str, dict[Level, float]] = {
    "council": {"place": 1.0, "county": 0.7, "state": 0.2},
    "mayor": {"place": 1.0, "county": 0.6, "state": 0.2},
    "police": {"place": 1.0, "county": 0.75, "state": 0.2},
    "school_board": {"place": 1.0, "county": 0.8, "state": 0.2},
    "sheriff": {"county": 1.0, "place": 0.45, "state": 0.2},
    "county_board": {"county": 1.0, "place": 0.45, "state": 0.2},
    "prosecutor": {"county": 1.0, "place": 0.7, "state": 0.6},
    "state_legislature": {"state": 1.0, "county": 0.45, "place": 0.4},
    "governor": {"state": 1.0, "county": 0.65, "place": 0.6},
    "attorney_general": {"state": 1.0, "county": 0.65, "place": 0.7},
}
_ANY: dict[Level, float] = {"place": 1.0, "county": 1.0, "state": 0.7}
_BODIES = {
    "council": re.compile(r"(?i)council|alder|trustees|select|board of|common"),
    "mayor": re.compile(r"(?i)mayor"),
    "police": re.compile(r"(?i)police|pd\b|officer|department"),
    "sheriff": re.compile(r"(?i)sheriff|jail|correction|detention"),
    "county_board": re.compile(r"(?i)board|commission|supervisor|legislat|freeholder|executive|council"),
    "prosecutor": re.compile(r"(?i)district attorney|attorney"),
    "school_board": re.compile(r"(?i)school|public school|unified"),
    "governor": re.compile(r"(?i)gov"),
    "state_legislature": re.compile(r"(?i)legislat|senate|house|assembly|lawmaker|general assembly"),
    "attorney_general": re.compile(r"(?i)attorney general|ag\b"),
}
_STATE_OFFICES = frozenset({"governor", "attorney_general", "state_legislature"})
# What a state's office does to a locality it names, as against what it does in its own field.
_AIMED_AT_OTHERS = frozenset({"funding", "investigation", "lawsuit_filed", "rejected"})
_ITS_OWN = frozenset({"introduced", "hearing", "adopted", "amended", "vetoed", "repealed", "executive_order"})
_LOCAL_BODIES = frozenset({"council", "mayor", "police", "sheriff", "county_board", "school_board"})
_RECORD_SOURCES = frozenset({"council", "city_hall", "police", "sheriff", "county", "state", "legislation"})

_SAYS_COUNTY = re.compile(
    r"\b(?:the|this|its|said)\s+(?:county|parish)\b|\bcounty\s+(?:board|commission|council|executive|legislat|jail|court)"
    r"|\bsheriff|\bcommissioners\b|\bboard of supervisors\b|\bfreeholders\b"
    r"|\bcounty['\u2019]s (?:district attorney|prosecutor|jail)",
    re.IGNORECASE,
)
_SAYS_PLACE = re.compile(
    r"\b(?:the|this|its)\s+(?:city|town|village|borough)\b|\bcity\s+(?:council|hall|attorney|manager|employees|staff|workers|police|property|buildings)|\bmayor\b"
    r"|\balder(?:men|person)|\btrustees\b|\bselect\s?(?:board|men)\b",
    re.IGNORECASE,
)
_SAYS_STATE = re.compile(
    r"\bstate\s+(?:law|senat|house|assembl|legislat|lawmaker|rep)|\bgov(?:ernor|\.)\s|\blegislature\b"
    r"|\bgeneral assembly\b|\bstatewide\b|\bstate'?s\b|\bthe state\b",
    re.IGNORECASE,
)
_SUED_BY = re.compile(r"(?i)\bsued\b.{0,30}\bby\b|\bstate\S{0,2} su(?:es|ed|ing)\b")
_SUES_STATE = re.compile(
    r"\b(?:su(?:e[sd]?|ing)|lawsuit|suit|litigation|complaint|challeng\w+)\b.{0,140}?"
    r"\b(?:state|governor|gov\.|attorney general|law\b)",
    re.IGNORECASE | re.DOTALL,
)
_THREATENS = re.compile(
    r"\b(?:threat\w*|demand\w*|order(?:ed|s)|warn\w*|accus\w+|investigat\w+|violat\w+|cut(?:s|ting)?|"
    r"withhold\w*|sue[sd]?|"
    r"repeal|rescind|scrap|until|comply|lose|letter|dock(?:s|ed|ing)?|strip(?:s|ped)?|penaliz\w+|block(?:s|ed)?)\b",
    re.IGNORECASE,
)
_STATE_BUSINESS = re.compile(
    r"\b(?:House|Senate|Assembly)\s+(?:\w+\s+){0,3}"
    r"(?:panel|committee|bill|member|vote[sd]?|passed|sends|blocks|approv\w+)"
    r"|\bin the (?:state )?(?:House|Senate|Assembly)\b"
    r"|\b[Ss]tate (?:lawmaker|senator|representative|legislat|[Ss]enate|[Pp]olice)"
    r"|\b(?<!County )(?<!county )(?:[Ll]awmaker|[Ll]egislature|[Ll]egislator)|\bstatewide\b|\bin the state\b"
    r"|\b[Tt]roopers?\b|\bhighway patrol\b|\b(?:[Tt]he|[A-Z]\w+) [Gg]overnor\b(?! of)|\bGov\. [A-Z]"
    r"|\bstate'?s (?:high|supreme|appeals|training|attorney)"
    r"|\b(?:[Aa]|[Tt]he) bill (?:that|to|introduced|obliging|filed|would)"
    r"|\bfiled (?:a bill|legislation)\b|\bjoint resolution\b|\bgeneral assembly\b|\b[Ss]tate attorney general"
)
# Said under a capital's dateline, where the city's own business names its council or mayor.
_CAPITAL_BUSINESS = re.compile(
    r"\b[Ss]tate\b|\b[Aa]ttorney [Gg]eneral|\bbudget\b|\blegislation\b|\bbill\b|\b[Ss]upreme\b|\bappeals\b"
    r"|\bgovernor|\bsheriffs\b|\bdistrict attorneys\b|\bagency\b"
)
_LOCAL_BUSINESS = re.compile(
    r"(?i)\b(?:city|town|village|common|county) (?:council|commission|board|legislat)"
    r"|\bboard of (?:supervisors|aldermen|trustees|commissioners)|\bcouncil(?:members?)?\b|\bmayor\b"
    r"|\baldermen\b|\bselect\s?board"
)
_OPENING = 300
_GENERAL = re.compile(r"\b[Aa]ttorney [Gg]eneral")
_UNIFIED = re.compile(r"\b((?:[A-Z][\w'\u2019.-]+ ){1,3}Unified)\b(?! School)")
_DISTRICT = re.compile(
    r"\b((?:[A-Z][\w'’.-]+[ ]){1,4}"
    r"(?:(?:Unified |Independent |Community |Consolidated |Public |City )?School District|Public Schools))\b"
)
# Where a court sits is not whose policy it judges.
_AT_COURT = re.compile(
    r"(?i)\b(?:court|courthouse|courtroom|judge|magistrate|panel|jury)s?\s+(?:sitting\s+)?(?:at|in)\s+\Z"
)
_ITS_CITY = re.compile(r"['\u2019]s (?:[a-z-]+ ){0,2}(?:city|town|village|seat|suburb|municipality)\b")
_CITY_IN = re.compile(
    r"\b(?:[Aa]n?|[Oo]ne|[Tt]his) (?:[a-z-]+ ){0,3}"
    r"(?:city|town|village|council|suburb|borough|municipality|community)"
    r"(?: [a-z]+)? (?:in|of|from) (?:[a-z-]+ ){0,2}\Z"
)
PlaceKind = Level


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """One jurisdiction that a text names, at `text[start:end] == name`.

    `state` is its USPS code; `ocd_id` None for a community that is no division of its own.
    """

    start: int
    end: int
    name: str
    jurisdiction: str
    ocd_id: str | None
    kind: PlaceKind
    state: str


@dataclass(frozen=True, slots=True)
class ResolvedPlace:
    """Whose policy it is. `places` are all the jurisdictions that the act touches, this one first."""

    jurisdiction: str
    ocd_id: str | None
    geoid: str | None
    reasons: tuple[Reason, ...] = ()
    places: tuple[str, ...] = ()


def find_places(
    text: str, *, title: str | None = None, url: str | None = None, source_jurisdiction: str | None = None
) -> list[PlaceMention]:
    """Return the jurisdictions that a text names, in order, told apart by their context.

    Of a text over 60,000 characters the first 12,000 are read.
    """
    page = read_context(text, title, url, source_jurisdiction, 0)
    return [
        PlaceMention(
            start=each.start,
            end=each.end,
            name=text[each.start : each.end],
            jurisdiction=each.division.label,
            ocd_id=each.division.ocd_id,
            kind=each.division.level,
            state=each.division.state,
        )
        for each in page.mentions
    ]


@dataclass(slots=True)
class _Tally:
    """What speaks for one division."""

    worth: float = 0.0
    elsewhere: float = 0.0
    nearest: float = 0.0
    in_sentence: bool = False
    reasons: list[Reason] = field(default_factory=list)


def _is_against_state(words: str, actor: Actor | None, action_type: ActionType | None) -> bool:
    """Return whether a suit or ruling is about a state's law, whose policy it then is."""
    is_suit = action_type == "lawsuit_filed" or (action_type is None and actor in ("sheriff", "county_board"))
    is_ruling = action_type == "ruling" or (action_type is None and actor == "court")
    speaks_of_state = _SAYS_STATE.search(words) or _GENERAL.search(words)
    if _SUED_BY.search(words):
        return False
    return bool((is_suit and _SUES_STATE.search(words)) or (is_ruling and speaks_of_state))


def _is_aimed(
    page: PageContext, sentence: tuple[int, int], words: str, action_type: ActionType | None
) -> bool:
    """Return whether a state's office acts on a county or place that the title or the sentence names."""
    if action_type in _ITS_OWN:
        return False
    near: tuple[Mention, ...] = ()
    if action_type in _AIMED_AT_OTHERS or _THREATENS.search(words):
        near = tuple(each for each in page.mentions if sentence[0] <= each.start < sentence[1])
    is_sure = any(e.strength == 3 and e.division.level != "state" for e in (*near, *page.in_title))
    return is_sure or any(e.strength >= 2 and e.division.level != "state" and not e.is_dateline for e in near)


def _is_state_business(page: PageContext, sentence: tuple[int, int], words: str, title: str | None) -> bool:
    """Return whether the act is told as a state's: a bill, a chamber, a governor, and no local body."""
    datelines = [each.division for each in page.mentions if each.is_dateline]
    capitals = load_gazetteer().capitals
    is_capital = any((fold(each.name), each.state) in capitals for each in datelines)
    rules = (_STATE_BUSINESS, _CAPITAL_BUSINESS) if is_capital else (_STATE_BUSINESS,)
    if not any(rule.search(words) or rule.search(title or "") for rule in rules):
        return False
    return not _LOCAL_BUSINESS.search(words) and not any(
        each.strength == 3 and each.body and each.division.level != "state" and not each.is_dateline
        for each in page.mentions
        if sentence[0] <= each.start < sentence[1]
    )


def _level_factors(
    actor: Actor | None, words: str, *, is_state_business: bool, is_city_commission: bool = False
) -> dict[Level, float]:
    factors = dict(_LEVELS.get(actor or "", _ANY))
    if is_city_commission and not is_state_business:
        # "Key West commissioners" sit for the city, as in Florida, Kansas or Montana.
        return {"place": 1.0, "county": 0.5, "state": 0.3}
    if is_state_business:
        return {"state": 1.0, "county": min(factors["county"], 0.6), "place": min(factors["place"], 0.6)}
    says_county, says_place = _SAYS_COUNTY.search(words), _SAYS_PLACE.search(words)
    if says_county and not says_place and actor not in ("council", "mayor", "school_board"):
        factors["county"], factors["place"] = 1.0, min(factors["place"], 0.6)
    elif says_place and not says_county:
        factors["county"] = min(factors["county"], 0.7)
    if _SAYS_COUNTY.search(words):
        factors["county"] = max(factors["county"], 0.9)
    if _SAYS_PLACE.search(words):
        factors["place"] = max(factors["place"], 0.9)
    if _SAYS_STATE.search(words) and factors["state"] > 0.3:
        factors["state"] = max(factors["state"], 0.75)
    return factors


def _sits_for_city(page: PageContext, sentence: tuple[int, int]) -> bool:
    """Return whether the sentence or the title names the commission of a city."""
    near = [each for each in page.mentions if sentence[0] <= each.start < sentence[1]]
    return any(
        each.division.level == "place"
        and each.body is not None
        and each.body.lower().startswith("commission")
        for each in (*near, *page.in_title)
    )


def _weigh(
    text: str,
    page: PageContext,
    span: tuple[int, int],
    sentence: tuple[int, int],
    opening: int,
    actor: Actor | None,
) -> dict[Division, _Tally]:
    tallies: dict[Division, _Tally] = defaultdict(_Tally)

    def add(mention: Mention, worth: float, rule: str) -> None:
        for division, share in ((mention.division, 1.0), *((each, 0.5) for each in mention.others)):
            if division is not mention.division and mention.division.level != "state":
                continue
            tally = tallies[division]
            if rule == "place elsewhere":
                worth_here = min(worth, max(0.0, 2.0 - tally.elsewhere))
                tally.elsewhere += worth_here
            else:
                worth_here = worth
            tally.worth += worth_here * share
            tally.in_sentence |= rule == "place in sentence"
            if worth_here * share >= 0.5:
                tally.reasons.append(
                    Reason(rule=rule, words=mention.key, weight=round(worth_here * share, 2))
                )

    seen_in_sentence: set[Division] = set()
    datelines = [each.start for each in page.mentions if each.is_dateline]
    last_dateline = max((each for each in datelines if each <= span[1]), default=min(datelines, default=-1))
    for each in page.mentions:
        if each.is_dateline and each.division.state == "DC" and actor not in _LOCAL_BODIES:
            continue
        if each.is_dateline:
            add(each, 2.2 if each.start == last_dateline else 0.3, "place in dateline")
        elif sentence[0] <= each.start < sentence[1]:
            if each.division in seen_in_sentence:
                continue
            seen_in_sentence.add(each.division)
            near = min(abs(each.start - span[0]), abs(each.start - span[1]))
            inside = span[0] <= each.start <= span[1] or near < 40
            worth = {3: 4.0, 2: 3.0, 1: 2.0}[each.strength] + (0.7 if inside else 0.0)
            worth += 0.6 if len(seen_in_sentence) == 1 else 0.0
            if _AT_COURT.search(text, max(0, each.start - 40), each.start):
                worth *= 0.25
            add(each, worth + (1.0 if each.body else 0.0), "place in sentence")
        elif opening <= each.start < opening + _OPENING:
            add(each, 1.9 if each is page.mentions[0] else 1.6, "place in opening")
        elif span[0] - 700 <= each.start < span[0]:
            add(each, 0.9, "place just before")
        else:
            add(each, 0.35, "place elsewhere")
    bodies = _BODIES.get(actor or "")
    acting = {each.division for each in page.mentions if bodies and each.body and bodies.match(each.body)}
    for division in acting if actor else ():
        if _LEVELS.get(actor or "", _ANY)[division.level] < 0.5:
            continue
        tallies[division].worth += 1.5
        tallies[division].reasons.append(Reason(rule="its body named", words=division.label, weight=1.5))
    for division in {each.division for each in page.in_title}:
        best = max((each for each in page.in_title if each.division == division), key=lambda e: e.strength)
        add(best, 2.8 + (0.7 if best.body else 0.0), "place in title")
    return tallies


def resolve_jurisdiction(
    *,
    text: str,
    title: str | None,
    url: str | None,
    source_jurisdiction: str | None,
    span: tuple[int, int],
    actor: Actor | None,
    published: str | None = None,
    source_kind: str | None = None,
    action_type: ActionType | None = None,
) -> ResolvedPlace | None:
    """Return whose policy the act at `span` is, or None where nothing tells.

    `source_jurisdiction` is a hint: a strong one where `source_kind` is a public body's own site or a
    register of legislation, a weak one for a newsroom. Where the place is the source's own, its label is
    the source's ("New York City, NY"). `published` is not used: places do not depend on it.
    """
    around = span[0] // 10_000 * 10_000 if len(text) > WHOLE_CHARACTERS else 0
    page = read_context(text, title, url, source_jurisdiction, around)
    sentence = sentence_bounds(text, span, reach=600)
    words = text[sentence[0] : sentence[1]]
    is_state_business = _is_state_business(page, sentence, words, title)
    told = f"{title or ''}. {words}"
    factors = _level_factors(
        actor, told, is_state_business=is_state_business, is_city_commission=_sits_for_city(page, sentence)
    )
    opening = next((each.start for each in page.mentions if each.is_dateline), 0)
    tallies = _weigh(text, page, span, sentence, opening, actor)
    _add_background(tallies, page, source_kind)
    _add_kin(tallies, factors, actor == "sheriff" or _SAYS_COUNTY.search(told) is not None)
    if actor in _STATE_OFFICES and _is_aimed(page, sentence, words, action_type):
        factors = {"place": 1.0, "county": 1.0, "state": 0.45}
    if actor == "school_board" and (district := _school_district(text, sentence, page, source_jurisdiction)):
        return district
    if not tallies:
        return None
    is_record = source_kind in _RECORD_SOURCES
    if _is_against_state(words, actor, action_type):
        _favor_state(tallies)
        factors = {**factors, "state": 1.0}
    elif actor in _LOCAL_BODIES and not is_state_business:
        local = {each.state for each in tallies if each.level != "state" and tallies[each].worth >= 1.5}
        for each in [each for each in tallies if each.level == "state" and each.state in local]:
            # "A Virginia officer": the state says where the body is, not whose it is.
            tallies[each].worth *= 0.2

    def total(each: Division) -> float:
        # The District is a city and a state at once.
        factor = max(factors["place"], factors["state"]) if each.state == "DC" else factors[each.level]
        factor = max(factor, 0.9) if is_record and each == page.source else factor
        return round(tallies[each].worth * factor, 6)

    ranked = sorted(tallies, key=lambda each: (-total(each), -each.population, each.label))
    best = ranked[0]
    if total(best) < 0.6 and not (len(tallies) == 1 and tallies[best].worth >= 2.0):
        return None
    within = _city_within(page, best, text, sentence) if best.level == "county" else None
    if within is not None:
        best = within
    touched = [best, *(each for each in ranked[1:] if tallies[each].in_sentence and each.ocd_id)]
    names = [_label(each, page.source, source_jurisdiction) for each in touched]
    reasons = tuple(sorted(tallies[ranked[0]].reasons, key=lambda each: -each.weight)[:4])
    return ResolvedPlace(
        jurisdiction=names[0],
        ocd_id=best.ocd_id,
        geoid=best.geoid,
        reasons=reasons,
        places=tuple(dict.fromkeys(names)),
    )


def _city_within(
    page: PageContext, county: Division, text: str, sentence: tuple[int, int]
) -> Division | None:
    """Return the city that "Ulster County's largest city" or "a council in Orange County" stands for."""
    says = any(
        each.division == county
        and (
            _ITS_CITY.match(text, each.end, each.end + 40)
            or _CITY_IN.search(text, max(0, each.start - 60), each.start)
        )
        for each in page.mentions
        if sentence[0] <= each.start < sentence[1]
    )
    if not says:
        return None
    known = load_gazetteer()
    places = [e.division for e in (*page.in_title, *page.mentions) if e.division.level == "place"]
    return next((each for each in places if known.county_of(each) == county), None)


def _school_district(
    text: str, sentence: tuple[int, int], page: PageContext, written: str | None
) -> ResolvedPlace | None:
    """Return the district that a sentence names, in the state that the page speaks of most."""
    state = max(page.states, key=lambda each: (page.states[each], each), default=None)
    match = _DISTRICT.search(text, max(0, sentence[0] - 200), sentence[1])
    unified = _UNIFIED.search(text, max(0, sentence[0] - 200), sentence[1]) if match is None else None
    if unified is not None and state is not None:
        label = f"{unified.group(1).removeprefix('The ')} School District, {state}"
        return ResolvedPlace(
            label,
            None,
            None,
            (Reason(rule="school district in sentence", words=label, weight=4.0),),
            (label,),
        )
    if match is None or state is None:
        return None
    if written and page.source is None and written.partition(",")[0] == match.group(1):
        return ResolvedPlace(written, None, None, (), (written,))
    name = re.sub(r"^(?:The|A|At|In|For) ", "", match.group(1))
    label = f"{name}, {state}"
    return ResolvedPlace(
        jurisdiction=label,
        ocd_id=None,
        geoid=None,
        reasons=(Reason(rule="school district in sentence", words=name, weight=4.0),),
        places=(label,),
    )


def _label(division: Division, source: Division | None, written: str | None) -> str:
    return written if written and division == source else division.label


def _add_background(tallies: dict[Division, _Tally], page: PageContext, source_kind: str | None) -> None:
    if source_kind == "state" and page.source is None and page.states:
        code = max(page.states, key=lambda each: (page.states[each], each))
        if page.states[code] >= 2:
            state = load_gazetteer().states[code]
            tallies[state].worth += 4.0
            tallies[state].reasons.append(Reason(rule="a state's site", words=state.name, weight=4.0))
    if page.source is not None:
        worth = 10.0 if source_kind in _RECORD_SOURCES else 0.8 if source_kind == "news" else 2.0
        tally = tallies[page.source]
        tally.worth += worth
        tally.reasons.append(Reason(rule="place of source", words=page.source.label, weight=worth))
    if page.host is not None:
        tally = tallies[page.host]
        worth = 0.4 if page.host == page.source else 0.8
        tally.worth += worth
        tally.reasons.append(Reason(rule="place of host", words=page.host.label, weight=worth))
    for division in page.in_path:
        tallies[division].worth += 1.5
        tallies[division].reasons.append(Reason(rule="place in path", words=division.label, weight=1.5))


def _add_kin(tallies: dict[Division, _Tally], factors: dict[Level, float], says_county: bool) -> None:
    """Let a place speak for its county and its state where those are what acts."""
    known = load_gazetteer()
    for division in list(tallies):
        worth = tallies[division].worth
        if division.level == "place" and factors["county"] >= 0.9 and factors["place"] < 0.9:
            county = known.county_of(division)
            if county is not None and county.ocd_id and (says_county or county in tallies):
                _lift(tallies, county, worth * 0.8, f"county of {division.label}")
        if division.level != "state" and factors["state"] >= 0.9:
            _lift(tallies, known.states[division.state], min(worth, 2.0), f"state of {division.label}")


def _lift(tallies: dict[Division, _Tally], kin: Division, worth: float, rule: str) -> None:
    tally = tallies[kin]
    gain = max(0.0, min(worth - tally.nearest, worth))
    tally.nearest = max(tally.nearest, worth)
    tally.worth += gain
    if gain >= 0.5:
        tally.reasons.append(Reason(rule=rule, words=kin.label, weight=round(gain, 2)))


def _favor_state(tallies: dict[Division, _Tally]) -> None:
    known = load_gazetteer()
    for division in [each for each in tallies if each.level == "county"]:
        state = known.states[division.state]
        _lift(tallies, state, tallies[division].worth, "suit against the state's law")
        tallies[state].worth += 2.0
