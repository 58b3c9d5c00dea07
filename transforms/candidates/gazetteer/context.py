"""What a page says of where it is: its mentions told apart by the states, hosts and neighbors beside them."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from transforms.candidates.gazetteer.divisions import (
    Division,
    Level,
    division_of_label,
    fold,
    load_gazetteer,
)
from transforms.candidates.gazetteer.hosts import WELL_KNOWN, host_evidence, path_places
from transforms.candidates.gazetteer.institutions import states_of_bodies, states_of_laws
from transforms.candidates.gazetteer.mentions import NamedPerson, RawMention, scan
from transforms.candidates.gazetteer.titled import abbreviated_states, demonyms, office_holders, officials
from transforms.candidates.gazetteer.words import ENGLISH

# Long documents are read at the head and, by the resolution, around the act itself.
WHOLE_CHARACTERS = 60_000
HEAD_CHARACTERS = 12_000

_TERRITORIES = frozenset({"AS", "GU", "MP", "PR", "VI"})
_SMALL = re.compile(r"\b[a-z]{4,}\b")
_CITY_BODY = re.compile(r"(?i)city|council|mayor|alder|trustees|town|village|select|common")
_SHERIFF = re.compile(r"(?i)sheriff")
_SCHOOL_BODY = re.compile(r"(?i)unified|schools?|public schools|consolidated")
_SAYS_COUNTY = re.compile(
    r"\b(?:the|this)\s+[Cc]ounty\b|\bcounty[’']s\b|\bcounty\s+(?:police|executive|legislat|board)"
)
_SAYS_CITY = re.compile(
    r"\b(?:the|this) city['’]s\b|\bcity (?:policy|police|council|manager|attorney|hall)\b"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A jurisdiction named at `start:end`; `others` are what else the name could be here."""

    start: int
    end: int
    key: str
    division: Division
    others: tuple[Division, ...]
    strength: int
    body: str | None
    is_dateline: bool = False


@dataclass(frozen=True, slots=True)
class PageContext:
    """The mentions of a page and of its title, what speaks for each state, and the source's own place."""

    mentions: tuple[Mention, ...]
    in_title: tuple[Mention, ...]
    states: dict[str, float]
    source: Division | None
    host: Division | None
    in_path: tuple[Division, ...]


# "CUMMING, Ga. - ": tells the state, though the gazetteer may not know the place.
_DATELINE = re.compile(
    r"\s*[A-Z][A-Z .'-]{2,38}, (?P<state>[A-Z][A-Za-z. ]{1,14}?)(?: \([A-Z][^)]{1,28}\))? "
    r"(?:-|--|\u2013|\u2014) "
)


def _is_headline(title: str) -> bool:
    words = [each for each in title.split() if len(each) > 3]
    return sum(each[0].isupper() for each in words) >= 0.7 * len(words)


def _evidence(raw: Iterable[RawMention], source: Division | None, host_state: str | None) -> dict[str, float]:
    states: dict[str, float] = defaultdict(float)
    if source is not None:
        states[source.state] += 2
    if host_state:
        states[host_state] += 3
    for each in raw:
        if each.state:
            states[each.state] += 2
        elif each.choices[0].level == "state" and each.strength >= 2:
            states[each.choices[0].state] += 1.5
        elif each.strength >= 2:
            homes = {choice.state for choice in each.choices}
            if len(homes) == 1:
                states[homes.pop()] += 1
            elif each.is_dateline and each.choices[0].population > 4 * (each.choices[1].population + 500):
                states[each.choices[0].state] += 1.5
            elif each.choices[0].population > 30 * (each.choices[1].population + 500):
                states[each.choices[0].state] += 0.7
        elif len({choice.state for choice in each.choices}) == 1 and " " in each.key:
            # "A Colorado Springs jury": a name of two words that one state alone has.
            states[each.choices[0].state] += 0.7
    return states


def _worth(
    choice: Division, states: dict[str, float], neighbors: set[tuple[str, str]], source: Division | None
) -> float:
    worth = 2.2 * math.log1p(states.get(choice.state, 0.0)) + 0.8 * math.log10(choice.population + 100)
    if source is not None and choice == source:
        worth += 2.5
    if choice.county and (fold(choice.county), choice.state) in neighbors:
        worth += 1.0
    return worth - (choice.kind == "township") - 0.6 * (choice.kind == "community")


def is_of_sheriff(mention: RawMention | Mention) -> bool:
    """Return whether a name stands before a sheriff, who is a county's."""
    return mention.body is not None and _SHERIFF.match(mention.body) is not None


def _bare_counties(mention: RawMention) -> tuple[Division, ...]:
    """Return the counties that a bare name may mean: "Fairfax", where the city of the name is far smaller."""
    is_city_body = mention.body is not None and _CITY_BODY.match(mention.body) is not None
    if mention.state or is_city_body or any(each.level != "place" for each in mention.choices):
        return ()
    found = []
    for county in load_gazetteer().by_name.get(f"{mention.key} county", ()):
        cities = [each.population for each in mention.choices if each.state == county.state]
        least = max(cities, default=0) / 3 if is_of_sheriff(mention) else 6 * max([*cities, 1_000])
        if county.level == "county" and county.population >= least:
            found.append(county)
    return tuple(found)


def _is_of_capital(mention: RawMention) -> bool:
    """Return whether a name may be that of a state's capital, which papers of the state write without it."""
    capitals = load_gazetteer().capitals
    return any((fold(each.name), each.state) in capitals for each in mention.choices)


def _stands_out(best: Division, mention: RawMention) -> bool:
    """Return whether a name means one place nearly always: its others have a tenth of its people at most."""
    return (
        best.population >= 5_000
        and mention.key not in ENGLISH
        and all(each == best or 10 * each.population <= best.population for each in mention.choices)
    )


def _settle(
    raw: list[RawMention],
    states: dict[str, float],
    source: Division | None,
    persons: set[str],
    host: Division | None,
    least: int,
    county_lean: float,
    common: frozenset[str],
    has_dateline: bool,
    forms: dict[Level, frozenset[str]],
) -> tuple[Mention, ...]:
    neighbors = {
        (each.key, choice.state) for each in raw for choice in each.choices if choice.level == "county"
    }
    sure = {each.key for each in raw if each.strength >= 2}
    named_states = {each.state for each in raw if each.state}
    named_states |= {each.choices[0].state for each in raw if each.choices[0].level == "state"}
    named_states |= {each.state for each in (source, host) if each is not None}
    named = Counter(each.key for each in raw)
    settled = []
    for each in raw:
        if each.key in common and not each.state and source not in each.choices:
            continue
        if (
            each.body
            and _SCHOOL_BODY.match(each.body)
            and not each.state
            and states
            and not any(states.get(choice.state) for choice in each.choices)
        ):
            continue  # "Sunnyside Unified" under a dateline of Tucson is no town of another state
        if (
            has_dateline
            and not each.state
            and each.choices[0].level == "place"
            and each.choices[0].population < WELL_KNOWN
            and not (each.is_dateline and _is_of_capital(each))
            and not any(states.get(choice.state) for choice in (*each.choices, *_bare_counties(each)))
        ):
            continue
        counties = _bare_counties(each)

        def rank(
            choice: Division,
            counties: tuple[Division, ...] = counties,
            hint: str | None = each.hint,
            is_body: bool = bool(each.body),
            is_sheriffs: bool = is_of_sheriff(each),
        ) -> tuple[float, str]:
            worth = _worth(choice, states, neighbors, source) + (2.0 if choice.state == hint else 0.0)
            if choice.state in forms.get(choice.level, ()) and (choice not in counties or is_body):
                worth += 2.0
            if choice in counties:
                is_named = (fold(choice.name), choice.state) in neighbors
                worth += (2.0 if is_named else 0.0) + (3.0 if is_sheriffs else county_lean - 1.0)
            return -round(worth, 6), choice.ocd_id or "~"

        ranked = sorted((*each.choices, *counties), key=rank)
        if each.choices[0].level == "state":
            # "New York" with nothing beside it: the state first, the city kept in mind.
            ranked = list(each.choices)
        best = ranked[0]
        if each.strength == 1 and each.key not in sure:
            is_large = best.population >= least and each.key not in ENGLISH
            is_backed = states.get(best.state, 0) > 0 or is_large or best in (source, host)
            is_backed = is_backed or (named[each.key] >= 2 and _stands_out(best, each))
            is_other_washington = best.level == "state" and states.get(best.state, 0.0) < 1
            if each.key in persons or not is_backed or is_other_washington:
                continue
            if best.population < 2_000 and best != source and best != host:
                continue
        if each.strength == 1 and each.key in persons:
            continue
        if best.state in _TERRITORIES and best.level != "state" and best.state not in named_states:
            continue  # "the Carolina region" is no municipality of Puerto Rico
        settled.append(
            Mention(
                each.start,
                each.end,
                each.key,
                best,
                tuple(ranked[1:3]),
                each.strength,
                each.body,
                each.is_dateline,
            )
        )
    return tuple(settled)


def _best_guess(
    raw: list[RawMention],
    title_raw: list[RawMention],
    persons: set[str],
    common: frozenset[str],
    forms: dict[Level, frozenset[str]],
) -> tuple[Mention, ...]:
    """Return the place of the one name that a page gives, where it is that of one town of some size.

    "A Portsmouth detective", "DULUTH - ", with no state: the town with twice the people of its namesakes.
    """
    names = [each for each in (*raw, *title_raw) if each.key not in persons | common | ENGLISH]
    if len({each.key for each in names}) != 1:
        return ()
    choices = names[0].choices
    fits = [each for each in choices if each.state in forms.get(each.level, (each.state,))] or [*choices]
    best, others = fits[0], fits[1:2]
    if (
        best.ocd_id is None
        or best.population < 5_000
        or any(2 * each.population > best.population for each in others)
    ):
        return ()
    return tuple(
        Mention(each.start, each.end, each.key, best, (), max(each.strength, 2), each.body, each.is_dateline)
        for each in raw
    )


def _sift(found: Iterable[RawMention | NamedPerson]) -> tuple[list[RawMention], set[str]]:
    raw: list[RawMention] = []
    persons: set[str] = set()
    for each in found:
        if isinstance(each, NamedPerson):
            persons.add(each.key)
        elif each.choices:
            raw.append(each)
    return raw, persons


def _shorthand(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Read "Fairfax" as the county where the page names Fairfax County and never a city of that name."""
    sure = {each.division for each in mentions if each.strength == 3}
    counties = {(each.key.removesuffix(" county"), each.division.state): each.division
                for each in mentions if each.strength == 3 and each.division.level == "county"}  # fmt: skip
    read = []
    for each in mentions:
        county = counties.get((each.key, each.division.state))
        if county is not None and each.division.level == "place" and each.division not in sure:
            each = replace(each, division=county)
        read.append(each)
    return tuple(read)


@lru_cache(maxsize=6)
def _read_part(text: str, start: int, end: int) -> tuple[tuple[RawMention, ...], frozenset[str]]:
    """Return what one stretch of a text names; kept, since the acts of a packet share its head."""
    raw, persons = _sift(scan(text, start=start, end=end))
    states = (*officials(text, start=start, end=end), *abbreviated_states(text, start=start, end=end))
    held = office_holders(text, start=start, end=end)
    return (*raw, *states, *held), frozenset(persons)


@lru_cache(maxsize=2)
def read_context(
    text: str, title: str | None, url: str | None, source_jurisdiction: str | None, around: int
) -> PageContext:
    """Return what the page says of where it is. `around` is a position to read near, in a long document."""
    known = load_gazetteer()
    source = division_of_label(source_jurisdiction)
    host_state, host = host_evidence(url, known)
    title_raw, title_persons = _sift(scan(title or "", is_headline=_is_headline(title or "")))
    if len(text) <= WHOLE_CHARACTERS:
        parts = [(0, len(text))]
    else:
        middle = (max(HEAD_CHARACTERS, around - HEAD_CHARACTERS // 2), around + HEAD_CHARACTERS // 2)
        parts = [(0, HEAD_CHARACTERS)] + ([middle] if middle[1] > HEAD_CHARACTERS else [])
    title_raw.extend(
        (*officials(title or ""), *abbreviated_states(title or ""), *office_holders(title or ""))
    )
    raw: list[RawMention] = []
    persons = set(title_persons)
    for start, end in parts:
        found, named = _read_part(text, start, end)
        raw.extend(found)
        persons |= named
    states = _evidence([*title_raw, *raw], source, host_state)
    dateline = _DATELINE.match(text)
    if dateline is not None and (code := known.state_words.get(dateline["state"])):
        states[code] = states.get(code, 0.0) + 2.0
    for start, end in parts:
        for code in demonyms(text, start=start, end=end):
            states[code] = states.get(code, 0.0) + 0.7
    for code in states_of_laws([title or "", *(text[start:end] for start, end in parts)]):
        states[code] = states.get(code, 0.0) + 1.5
    # A name that the page also writes small is the word: "campus", "airport".
    written_small = {word for start, end in parts for word in _SMALL.findall(text, start, end)}
    common = frozenset({each.key for each in (*raw, *title_raw)} & written_small)
    says_county = any(_SAYS_COUNTY.search(text, start, end) for start, end in parts)
    says_city = not says_county and any(_SAYS_CITY.search(text, start, end) for start, end in parts)
    has_dateline = any(each.is_dateline for each in raw)
    county_lean = 1.0 if says_county else -1.5 if says_city else 0.0
    forms = states_of_bodies([title or "", *(text[start:end] for start, end in parts)])
    mentions = _settle(
        raw, states, source, persons, host, WELL_KNOWN, county_lean, common, has_dateline, forms
    )
    known_keys = {each.key for each in mentions if each.strength >= 2}
    title_raw = [replace(e, strength=max(e.strength, 2 if e.key in known_keys else 0)) for e in title_raw]
    in_title = _settle(
        title_raw, states, source, persons, host, WELL_KNOWN // 10, county_lean, common, has_dateline, forms
    )
    if not mentions and not in_title and host is None and source is None:
        mentions = _best_guess(raw, title_raw, persons, common, forms)
    mentions = _shorthand(mentions)
    in_path = path_places(url, states, known)
    return PageContext(mentions, in_title, dict(states), source, host, in_path)
