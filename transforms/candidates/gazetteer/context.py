"""What a page says of where it is: its mentions told apart by the states, hosts and neighbors they stand with."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from transforms.candidates.gazetteer.divisions import (
    Division,
    Gazetteer,
    division_of_label,
    fold,
    load_gazetteer,
)
from transforms.candidates.gazetteer.mentions import NamedPerson, RawMention, scan

# Long documents are read at the head and, by the resolution, around the act itself.
WHOLE_CHARACTERS = 60_000
HEAD_CHARACTERS = 30_000

_WELL_KNOWN = 100_000
_HOST_STATE = re.compile(r"\b([a-z]{2})\.(?:us|gov)$|\.([a-z]{2})\.us$|(?:^|[.-])(?:state|leg)\.([a-z]{2})\.")


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


@dataclass(frozen=True, slots=True)
class PageContext:
    """The mentions of a page and of its title, what speaks for each state, and the source's own place."""

    mentions: tuple[Mention, ...]
    in_title: tuple[Mention, ...]
    states: dict[str, float]
    source: Division | None
    host: Division | None


def host_evidence(url: str | None, known: Gazetteer) -> tuple[str | None, Division | None]:
    """Return the state and the place that a host name tells: "cityofevanston.org", "ci.salem.or.us"."""
    try:
        host = (urlsplit(url or "").hostname or "").lower()
    except ValueError:
        return None, None
    match = _HOST_STATE.search(host)
    state = next((each.upper() for each in match.groups() if each), None) if match else None
    if state not in known.states:
        state = None
    labels = [each for each in host.split(".")[:-1] if each not in ("www", "gov", "ci", "co")]
    for label in labels:
        bare = re.sub(
            r"^(?:cityof|townof|villageof|countyof|city-of-)|(?:city|county|town)?(?:gov)?$", "", label
        )
        coded = re.search(r"(?:[-_]?)([a-z]{2})$", bare)
        for name in (bare, label, re.sub(r"[-_]?[a-z]{2}$", "", bare)):
            spaced = fold(name.replace("-", " "))
            for choice in known.by_name.get(spaced, ())[:6]:
                is_coded = coded is not None and coded.group(1).upper() == choice.state
                if choice.level != "state" and len(spaced) > 4 and (is_coded or choice.state == state):
                    return choice.state, choice
    for code, division in known.states.items():
        if re.search(rf"(?:^|\.){re.escape(division.name.lower().replace(' ', ''))}\.gov$", host):
            return code, division
    return state, None


def _evidence(raw: Iterable[RawMention], source: Division | None, host_state: str | None) -> Counter[str]:
    states: Counter[str] = Counter()
    if source is not None:
        states[source.state] += 2
    if host_state:
        states[host_state] += 3
    for each in raw:
        if each.state:
            states[each.state] += 2
        elif each.choices[0].level == "state" and each.strength >= 2:
            states[each.choices[0].state] += 1
        elif each.strength >= 2:
            homes = {choice.state for choice in each.choices}
            if len(homes) == 1:
                states[homes.pop()] += 1
            elif each.choices[0].population > 30 * (each.choices[1].population + 500):
                states[each.choices[0].state] += 0.7
    return states


def _worth(
    choice: Division, states: Counter[str], neighbors: set[tuple[str, str]], source: Division | None
) -> float:
    worth = 2.0 * math.log1p(states.get(choice.state, 0.0)) + 0.45 * math.log10(choice.population + 1)
    if source is not None and choice == source:
        worth += 2.5
    if choice.county and (fold(choice.county), choice.state) in neighbors:
        worth += 1.0
    return worth - (choice.kind == "township") - 0.6 * (choice.kind == "community")


def _settle(
    raw: list[RawMention], states: Counter[str], source: Division | None, persons: set[str]
) -> tuple[Mention, ...]:
    neighbors = {
        (each.key, choice.state) for each in raw for choice in each.choices if choice.level == "county"
    }
    sure = {each.key for each in raw if each.strength >= 2}
    settled = []
    for each in raw:
        ranked = sorted(
            each.choices,
            key=lambda choice: (-round(_worth(choice, states, neighbors, source), 6), choice.ocd_id or "~"),
        )
        if each.choices[0].level == "state" and each.strength < 3:
            # "New York" with nothing beside it: the state first, the city kept in mind.
            ranked = list(each.choices)
        best = ranked[0]
        if each.strength == 1 and each.key not in sure:
            is_backed = states.get(best.state, 0) > 0 or best.population >= _WELL_KNOWN or best == source
            if each.key in persons or not is_backed or best.level == "state":
                continue
            if best.population < 2_000 and best != source:
                continue
        if each.strength == 1 and each.key in persons:
            continue
        settled.append(
            Mention(each.start, each.end, each.key, best, tuple(ranked[1:3]), each.strength, each.body)
        )
    return tuple(settled)


def _sift(found: Iterable[RawMention | NamedPerson]) -> tuple[list[RawMention], set[str]]:
    raw: list[RawMention] = []
    persons: set[str] = set()
    for each in found:
        if isinstance(each, NamedPerson):
            persons.add(each.key)
        elif each.choices:
            raw.append(each)
    return raw, persons


@lru_cache(maxsize=2)
def read_context(
    text: str, title: str | None, url: str | None, source_jurisdiction: str | None, around: int
) -> PageContext:
    """Return what the page says of where it is. `around` is a position to read near, in a long document."""
    known = load_gazetteer()
    source = division_of_label(source_jurisdiction)
    host_state, host = host_evidence(url, known)
    title_raw, title_persons = _sift(scan(title or ""))
    if len(text) <= WHOLE_CHARACTERS:
        parts = [(0, len(text))]
    else:
        middle = (max(HEAD_CHARACTERS, around - HEAD_CHARACTERS // 2), around + HEAD_CHARACTERS // 2)
        parts = [(0, HEAD_CHARACTERS)] + ([middle] if middle[1] > HEAD_CHARACTERS else [])
    raw: list[RawMention] = []
    persons = set(title_persons)
    for start, end in parts:
        found, named = _sift(scan(text, start=start, end=end))
        raw.extend(found)
        persons |= named
    states = _evidence([*title_raw, *raw], source, host_state)
    mentions = _settle(raw, states, source, persons)
    known_keys = {each.key for each in mentions if each.strength >= 2}
    title_raw = [
        RawMention(
            e.start,
            e.end,
            e.key,
            e.choices,
            max(e.strength, 2 if e.key in known_keys else 0),
            e.body,
            e.state,
        )
        for e in title_raw
    ]
    in_title = _settle(title_raw, states, source, persons)
    return PageContext(mentions, in_title, dict(states), source, host)
