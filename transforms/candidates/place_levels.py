"""At which level of government an act is: the state's own business, aimed at a locality, or a locality's."""

from __future__ import annotations

from transforms.candidates.gazetteer.context import Mention, PageContext
from transforms.candidates.gazetteer.divisions import Division, Level, fold, load_gazetteer
from transforms.candidates.place_words import (
    BROKE_LAW,
    CALLS_ON,
    CAPITAL_BUSINESS,
    COUNTY_COUNCIL,
    COUNTY_SCHOOLS,
    EVERY_COUNTY,
    FOR_STATE,
    GENERAL,
    GENERAL_ADVISES,
    LOCAL_BUSINESS,
    LOSS,
    MUST,
    SAYS_COUNTY,
    SAYS_PLACE,
    SAYS_STATE,
    STATE_BUSINESS,
    SUED_BY,
    SUES_STATE,
    SUSPENDS,
    THREATENS,
    WRITES_TO,
)
from warehouse.records import ActionType, Actor

LEVELS: dict[str, dict[Level, float]] = {
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
ANY_LEVEL: dict[Level, float] = {"place": 1.0, "county": 1.0, "state": 0.7}
STATE_OFFICES = frozenset({"governor", "attorney_general", "state_legislature"})
# What a state's office does to a locality it names, as against what it does in its own field.
BLOWS = frozenset({"funding", "investigation", "lawsuit_filed"})
_AIMED_AT_OTHERS = frozenset({"funding", "investigation", "lawsuit_filed", "rejected"})
_ITS_OWN = frozenset({"introduced", "hearing", "adopted", "amended", "vetoed", "repealed", "executive_order"})
LOCAL_BODIES = frozenset({"council", "mayor", "police", "sheriff", "county_board", "school_board"})
_OPENING = 300


def is_against_state(words: str, actor: Actor | None, action_type: ActionType | None) -> bool:
    """Return whether a suit or ruling is about a state's law, whose policy it then is."""
    is_suit = action_type == "lawsuit_filed" or (action_type is None and actor in ("sheriff", "county_board"))
    is_ruling = action_type == "ruling" or (action_type is None and actor == "court")
    speaks_of_state = SAYS_STATE.search(words) or GENERAL.search(words)
    if SUED_BY.search(words) or actor in STATE_OFFICES:
        return False
    if is_ruling and (FOR_STATE.search(words) or BROKE_LAW.search(words)):
        return False
    return bool((is_suit and SUES_STATE.search(words)) or (is_ruling and speaks_of_state))


def is_seat_of_state(division: Division) -> bool:
    """Return whether a place is a state's capital; the District is a state of its own."""
    if division.level != "place" or division.state == "DC":
        return False
    return (fold(division.name), division.state) in load_gazetteer().capitals


def is_aimed(
    page: PageContext,
    sentence: tuple[int, int],
    words: str,
    title: str | None,
    action_type: ActionType | None,
    *,
    is_state_business: bool,
) -> bool:
    """Return whether a state's office acts on a county or place that the title or the sentence names."""
    if action_type in _ITS_OWN and not (action_type == "executive_order" and SUSPENDS.search(words)):
        return False
    near: tuple[Mention, ...] = ()
    told = {
        each.division
        for each in page.mentions
        if sentence[0] <= each.start < sentence[1] and not each.is_dateline
    }
    if action_type in _AIMED_AT_OTHERS and any(
        each.division.level != "state"
        and each.division.state in page.states
        and not (is_state_business and is_seat_of_state(each.division) and each.division not in told)
        for each in page.in_title
    ):
        return True
    if action_type in _AIMED_AT_OTHERS or THREATENS.search(words) or WRITES_TO.search(words):
        near = tuple(each for each in page.mentions if sentence[0] <= each.start < sentence[1])
    if action_type == "funding" and not LOSS.search(f"{title or ''} {words}"):
        return False
    if action_type in _AIMED_AT_OTHERS or (action_type == "statement" and not is_state_business):
        only = only_locality(page)
        if only is not None and (
            action_type in BLOWS or only in told or any(each.division == only for each in page.in_title)
        ):
            return True
    is_sure = any(
        e.strength == 3 and e.division.level != "state" and not e.is_dateline for e in (*near, *page.in_title)
    )
    return is_sure or any(e.strength >= 2 and e.division.level != "state" and not e.is_dateline for e in near)


def only_locality(page: PageContext) -> Division | None:
    """Return the one county or place that a page names beside its dateline, in its title or with a body."""
    named = [e for e in (*page.in_title, *page.mentions) if e.division.level != "state" and not e.is_dateline]
    sure = any(each.strength >= 2 or each in page.in_title for each in named)
    return named[0].division if sure and len({each.division for each in named}) == 1 else None


def acting_for_place(
    page: PageContext,
    text: str,
    sentence: tuple[int, int],
    actor: Actor | None,
    action_type: ActionType | None,
) -> Actor | None:
    """Return who acts, for the place's sake: a county's own legislature, a general who advises sheriffs."""
    if actor == "state_legislature" and any(
        each.division.level == "county" and each.body and each.body.lower().startswith("legislat")
        for each in page.mentions
    ):
        return "county_board"
    if actor == "state_legislature" and any(
        each.division.level == "place" and each.body == "Assembly"
        for each in (*page.in_title, *page.mentions)
    ):
        return "council"  # Anchorage's assembly
    if actor in ("sheriff", "police") and action_type in ("statement", "directive_issued"):
        is_local = any(
            each.division.level != "state" and not each.is_dateline
            for each in page.mentions
            if sentence[0] <= each.start < sentence[1]
        )
        if not is_local and GENERAL_ADVISES.search(text, 0, 600):
            return "attorney_general"
    return actor


def is_of_state(
    page: PageContext, sentence: tuple[int, int], words: str, title: str | None, actor: Actor | None
) -> bool:
    """Return whether the act is told as a state's: a bill, a chamber, a governor, and no local body."""
    if actor in LOCAL_BODIES and CALLS_ON.search(words):
        return False
    if actor == "prosecutor" and any(
        each.division.level == "county" and each.strength == 3 and sentence[0] <= each.start < sentence[1]
        for each in page.mentions
    ):
        return False
    datelines = [each.division for each in page.mentions if each.is_dateline]
    is_capital = any(is_seat_of_state(each) for each in datelines)
    is_local = any(
        each.division.level != "state" and not each.is_dateline
        for each in page.mentions
        if sentence[0] <= each.start < sentence[1]
    )
    is_local = is_local or any(
        each.strength == 3 and each.division.level != "state" and each.start < _OPENING
        for each in (*page.in_title, *page.mentions)
    )
    is_local = is_local or any(each and each.level != "state" for each in (page.source, page.host))
    if not is_local and page.states and EVERY_COUNTY.search(words) and MUST.search(words):
        return True
    if actor == "county_board" and any(
        each.division.level == "county" and each.body and each.body.lower().startswith("legislat")
        for each in page.mentions
    ):
        return False
    rules = (STATE_BUSINESS, CAPITAL_BUSINESS) if is_capital else (STATE_BUSINESS,)
    if not any(rule.search(words) or rule.search(title or "") for rule in rules):
        return False
    return not LOCAL_BUSINESS.search(words) and not any(
        each.strength == 3 and each.body and each.division.level != "state" and not each.is_dateline
        for each in page.mentions
        if sentence[0] <= each.start < sentence[1]
    )


def level_factors(
    actor: Actor | None,
    action_type: ActionType | None,
    words: str,
    *,
    is_state_business: bool,
    is_city_commission: bool = False,
) -> dict[Level, float]:
    """Return how likely an act of this actor is one of each level, 0 to 1, by the words it is told in."""
    factors = dict(LEVELS.get(actor or "", ANY_LEVEL))
    if actor == "council" and COUNTY_COUNCIL.search(words):
        return {"county": 1.0, "place": 0.5, "state": 0.2}
    if actor == "school_board" and COUNTY_SCHOOLS.search(words):
        return {"county": 1.0, "place": 0.6, "state": 0.2}
    if (
        actor in (None, "federal", "other", "court")
        and SAYS_PLACE.search(words)
        and not SAYS_STATE.search(words)
    ):
        factors["state"] = 0.4
    if is_city_commission and not is_state_business:
        # "Key West commissioners" sit for the city, as in Florida, Kansas or Montana.
        return {"place": 1.0, "county": 0.5, "state": 0.3}
    if is_state_business:
        most = 0.3 if action_type == "vetoed" else 0.6
        return {"state": 1.0, "county": min(factors["county"], most), "place": min(factors["place"], most)}
    says_county, says_place = SAYS_COUNTY.search(words), SAYS_PLACE.search(words)
    if says_county and not says_place and actor not in ("council", "mayor", "school_board"):
        factors["county"], factors["place"] = 1.0, min(factors["place"], 0.6)
    elif says_place and not says_county:
        factors["county"] = min(factors["county"], 0.7)
    if SAYS_COUNTY.search(words):
        factors["county"] = max(factors["county"], 0.9)
    if SAYS_PLACE.search(words) and actor != "county_board":
        factors["place"] = max(factors["place"], 0.9)
    if SAYS_STATE.search(words) and factors["state"] > 0.3:
        factors["state"] = max(factors["state"], 0.75)
    return factors


def sits_for_city(page: PageContext, sentence: tuple[int, int]) -> bool:
    """Return whether the sentence or the title names the commission of a city."""
    near = [each for each in page.mentions if sentence[0] <= each.start < sentence[1]]
    return any(
        each.division.level == "place"
        and each.body is not None
        and each.body.lower().startswith("commission")
        for each in (*near, *page.in_title)
    )
