"""Whose policy it is: the jurisdictions a text names, and the one that an act belongs to.

The place is where the policy is, not where the site is: what the act's own sentence names decides before
the title, the title before the opening, the opening before the rest, and the source last.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from transforms.candidates.dates import sentence_bounds
from transforms.candidates.defendants import is_law_of_state, sued_level
from transforms.candidates.gazetteer.context import (
    WHOLE_CHARACTERS,
    Mention,
    PageContext,
    is_of_sheriff,
    read_context,
)
from transforms.candidates.gazetteer.divisions import Division, Level, fold, load_gazetteer
from transforms.candidates.place_levels import (
    ANY_LEVEL,
    BLOWS,
    LEVELS,
    LOCAL_BODIES,
    STATE_OFFICES,
    acting_for_place,
    is_against_state,
    is_aimed,
    is_of_state,
    is_seat_of_state,
    level_factors,
    only_locality,
    sits_for_city,
)
from transforms.candidates.place_words import (
    AT_COURT,
    AT_THE_STATE,
    BODIES,
    CITY_IN,
    CITY_POLICE,
    CONSOLIDATED,
    COUNTY_COURT,
    ITS_CITY,
    ITS_LAW,
    ITS_LAW_TOUCHED,
    LIES_IN,
    ONE_GOVERNMENT,
    SAYS_COUNTY,
    STATE_LAW,
    THE_CITY,
)
from transforms.candidates.school_districts import ResolvedPlace, school_district
from warehouse.records import ActionType, Actor, Reason

_FEDERAL_BLOWS = frozenset({"funding", "investigation", "lawsuit_filed", "statement"})
_BEFORE_COURTS = frozenset({"lawsuit_filed", "ruling"})
_RECORD_SOURCES = frozenset({"council", "city_hall", "police", "sheriff", "county", "state", "legislation"})
_OPENING = 300
# By whom a state is named that the text does not name: `office_holders` and `officials`.
_OFFICES = frozenset({"Attorney General", "attorney general", "governor"})
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
    local = {each.division for each in page.mentions if each.division.level != "state"}
    known = load_gazetteer()
    homes = {
        known.county_of(each.division)
        for each in (*page.mentions, *page.in_title)
        if each.division.level == "place" and each.strength >= 2
    }
    datelines = [each.start for each in page.mentions if each.is_dateline]
    last_dateline = max((each for each in datelines if each <= span[1]), default=min(datelines, default=-1))
    for each in page.mentions:
        if each.is_dateline and each.division.state == "DC" and actor not in LOCAL_BODIES:
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
            if (
                each.division.level == "state"
                and actor not in STATE_OFFICES
                and each.body in _OFFICES
                and each.strength == 2
            ):
                worth *= 0.3  # "after Attorney General Todd Rokita wrote": who speaks, not whose it is
            if AT_COURT.search(text, max(0, each.start - 40), each.start) or (
                each.division.level == "county"
                and actor not in ("sheriff", "county_board")
                and _is_court(text, each, sentence, page)
            ):
                worth *= 0.25
            if (
                each.division.level == "state"
                and actor not in (*STATE_OFFICES, "court", "federal")
                and ITS_LAW_TOUCHED.search(text, max(0, each.start - 40), each.start)
                and ITS_LAW.match(text, each.end)
            ):
                worth *= 0.3  # "an opt-out from California's law": the state's law, a locality's act
            if (
                each.division.level == "county"
                and actor in ("police", "council", "mayor")
                and not each.body
                and each.division in homes
                and LIES_IN.search(text, max(0, each.start - 30), each.start)
            ):
                worth *= 0.3
            add(each, worth + (1.0 if each.body else 0.0), "place in sentence")
        elif opening <= each.start < opening + _OPENING:
            add(each, 1.9 if each is page.mentions[0] else 1.6, "place in opening")
        elif span[0] - 700 <= each.start < span[0]:
            add(each, 0.9, "place just before")
        else:
            # "City of Hagerstown, Maryland" under a letter, and no other place on the page.
            add(each, 0.7 if each.strength == 3 and len(local) == 1 else 0.35, "place elsewhere")
    bodies = BODIES.get(actor or "")
    acting = {each.division for each in page.mentions if bodies and each.body and bodies.match(each.body)}
    for division in acting if actor else ():
        if LEVELS.get(actor or "", ANY_LEVEL)[division.level] < 0.5:
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
    actor = acting_for_place(page, text, sentence, actor, action_type)
    is_state_business = is_of_state(page, sentence, words, title, actor)
    told = f"{title or ''}. {words}"
    factors = level_factors(
        actor,
        action_type,
        told,
        is_state_business=is_state_business,
        is_city_commission=sits_for_city(page, sentence),
    )
    opening = next((each.start for each in page.mentions if each.is_dateline), 0)
    known = load_gazetteer()
    tallies = _weigh(text, page, span, sentence, opening, actor)
    _add_background(tallies, page, source_kind)
    is_state_act = is_state_business or actor in (*STATE_OFFICES, "court")
    if is_state_act and len(page.states) == 1 and all(each.worth < 1.0 for each in tallies.values()):
        only = known.states[next(iter(page.states))]
        worth = 0.9 if actor == "court" else 0.7
        tallies[only].worth += worth
        tallies[only].reasons.append(Reason(rule="only state of the page", words=only.name, weight=worth))
    _add_kin(tallies, factors, actor in ("sheriff", "prosecutor") or SAYS_COUNTY.search(told) is not None)
    if (
        actor == "federal"
        and action_type in _FEDERAL_BLOWS
        and not AT_THE_STATE.search(words)
        and any(
            sentence[0] <= each.start < sentence[1]
            and each.strength >= 2
            and each.division.level != "state"
            and not each.is_dateline
            for each in page.mentions
        )
    ):
        factors = {"place": 1.0, "county": 1.0, "state": 0.3}
    is_of_office = actor in STATE_OFFICES or (is_state_business and action_type in BLOWS)
    is_at_locality = is_of_office and is_aimed(
        page, sentence, words, title, action_type, is_state_business=is_state_business
    )
    if is_at_locality:
        struck = only_locality(page)
        if struck is not None:
            tallies[struck].worth += 2.0
            tallies[struck].reasons.append(Reason(rule="aimed at it", words=struck.label, weight=2.0))
        factors = {"place": 1.0, "county": 1.0, "state": 0.3}
    if actor == "school_board" and (district := school_district(text, sentence, page, source_jurisdiction)):
        return district
    if not tallies:
        return None
    is_record = source_kind in _RECORD_SOURCES
    sued = sued_level(page, text, title, sentence) if action_type in _BEFORE_COURTS else None
    if sued in ("place", "county"):
        factors = {"place": 1.0, "county": 1.0, "state": 0.3}
    elif (
        sued == "state"
        or is_against_state(words, actor, action_type)
        or (action_type in _BEFORE_COURTS and is_law_of_state(page, text, title, sentence))
    ):
        _favor_state(tallies, is_state_law=STATE_LAW.search(words) is not None)
        factors = {**factors, "state": 1.0}
    elif actor in LOCAL_BODIES and not is_state_business:
        local = {each.state for each in tallies if each.level != "state" and tallies[each].worth >= 1.5}
        for each in [each for each in tallies if each.level == "state" and each.state in local]:
            # "A Virginia officer": the state says where the body is, not whose it is.
            tallies[each].worth *= 0.2

    def total(each: Division) -> float:
        # The District is a city and a state at once.
        factor = max(factors["place"], factors["state"]) if each.state == "DC" else factors[each.level]
        if is_state_business and not is_at_locality and is_seat_of_state(each):
            factor = min(factor, 0.3)  # the capital stands for the state's government
        factor = max(factor, 0.9) if is_record and each == page.source else factor
        return round(tallies[each].worth * factor, 6)

    ranked = sorted(tallies, key=lambda each: (-total(each), -each.population, each.label))
    best = ranked[0]
    is_only = len(tallies) == 1 and (
        tallies[best].worth >= 2.0
        or any(each.strength == 3 and each.division == best for each in (*page.mentions, *page.in_title))
    )
    if total(best) < 0.6 and not is_only:
        return None
    within = _city_within(page, best, text, sentence) if best.level == "county" else None
    if within is not None:
        best = within
    best = known.by_ocd_id[CONSOLIDATED[best.label]] if best.label in CONSOLIDATED else best
    touched = [best, *(each for each in ranked[1:] if tallies[each].in_sentence and each.ocd_id)]
    names = [_label(each, page.source, source_jurisdiction, f"{title or ''} {text[:WHOLE_CHARACTERS]}")
             for each in touched]  # fmt: skip
    reasons = tuple(sorted(tallies[ranked[0]].reasons, key=lambda each: -each.weight)[:4])
    return ResolvedPlace(
        jurisdiction=names[0],
        ocd_id=best.ocd_id,
        geoid=best.geoid,
        reasons=reasons,
        places=tuple(dict.fromkeys(names)),
    )


def _is_court(text: str, county: Mention, sentence: tuple[int, int], page: PageContext) -> bool:
    """Return whether a county is named for its court alone: "a Clay County judge told the city"."""
    if COUNTY_COURT.match(text, county.end, county.end + 40) is None:
        return False
    names_city = any(each.division.level == "place" for each in page.mentions)
    if any(each.division.level == "place" and not is_of_sheriff(each) for each in page.in_title) or any(
        each.division.level == "place" and sentence[0] <= each.start < sentence[1] and not each.is_dateline
        for each in page.mentions
    ):
        return True
    return THE_CITY.search(text, *sentence) is not None or (
        names_city and CITY_POLICE.search(text, *sentence) is not None
    )


def _city_within(
    page: PageContext, county: Division, text: str, sentence: tuple[int, int]
) -> Division | None:
    """Return the city that "Ulster County's largest city" or "a council in Orange County" stands for."""
    says = any(
        each.division == county
        and (
            ITS_CITY.match(text, each.end, each.end + 40)
            or CITY_IN.search(text, max(0, each.start - 60), each.start)
            or _is_court(text, each, sentence, page)
        )
        for each in page.mentions
        if sentence[0] <= each.start < sentence[1]
    )
    if not says:
        return None
    known = load_gazetteer()
    places = [e.division for e in (*page.in_title, *page.mentions) if e.division.level == "place"]
    if not places:
        # "A Leavenworth County judge ruled for the city": the one that the county is named for.
        name = fold(county.name).removesuffix(" county").removesuffix(" parish")
        places = [each for each in known.in_state(name, county.state) if each.kind == "city"]
    return next((each for each in places if known.county_of(each) == county), None)


def _label(division: Division, source: Division | None, written: str | None, told: str) -> str:
    if written and division == source:
        return written
    if division.label in ONE_GOVERNMENT:
        return ONE_GOVERNMENT[division.label]
    if division.kind == "township" and f"{division.name} Township" in told:
        return f"{division.name} Township, {division.state}"
    return division.label


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
        is_told_else = all(each.division != page.host for each in page.mentions) and any(
            each.strength == 3 and each.division.level != "state" for each in page.mentions
        )
        worth = 0.4 if page.host == page.source else 0.3 if is_told_else else 0.8
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
            # Every city of Virginia is a government beside its county, with a prosecutor of its own.
            is_apart = division.state == "VA" and division.kind == "city" and says_county
            county = None if is_apart else known.county_of(division)
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


def _favor_state(tallies: dict[Division, _Tally], *, is_state_law: bool) -> None:
    known = load_gazetteer()
    named = {each for each in tallies if each.level == "state" and tallies[each].in_sentence}
    homes = [each for each in tallies if each.level == "county"]
    if not homes and not named and is_state_law:
        homes = [each for each in tallies if each.level == "place" and tallies[each].worth >= 2.0][:1]
    for division in homes:
        state = known.states[division.state]
        _lift(tallies, state, tallies[division].worth, "suit against the state's law")
        tallies[state].worth += 2.0
        named.discard(state)
    for state in named:
        tallies[state].worth += 2.0
