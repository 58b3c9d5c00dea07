"""Guesses whose source an address is, from its letters and a page's title: a start that a person checks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType

from spiders.guard import host_of, registrable_domain
from spiders.recognizing import tenant_of
from spiders.scaffold import Place
from transforms.candidates.gazetteer.divisions import Division, Gazetteer, fold, load_gazetteer
from transforms.candidates.gazetteer.hosts import host_evidence

# The zone most of a state keeps; those of two zones are marked to be checked.
_ZONES = MappingProxyType(
    {
        "America/New_York": "CT DC DE FL GA KY MA MD ME NC NH NJ NY OH PA RI SC VA VT WV",
        "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
        "America/Denver": "CO MT NM UT WY",
        "America/Los_Angeles": "CA NV OR WA",
        "America/Anchorage": "AK",
        "America/Boise": "ID",
        "America/Detroit": "MI",
        "America/Indiana/Indianapolis": "IN",
        "America/Phoenix": "AZ",
        "Pacific/Honolulu": "HI",
        "America/Puerto_Rico": "PR",
    }
)
TWO_ZONES = "AK FL ID IN KS KY ND NE OR SD TN TX"
_AROUND = re.compile(
    r"^(?:city|town|village|county|borough|access|my|go|ci|co)-?(?:of)?-?|-?(?:city|gov|council|clerk)$"
)
_NAME = r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3}"
_TITLED = re.compile(rf"\b({_NAME}),? ([A-Z]{{2}})\b")
_PUBLIC = re.compile(r"\.(?:gov|us)$|^(?:www\.)?(?:city|town|village|county)of")


def guess_place(url: str, *, title: str = "") -> Place | None:
    """Return the place that the address or the page's title names; None where they name none."""
    known = load_gazetteer()
    tenant, state = tenant_of(url)
    division, is_sure = _of_tenant(tenant, state, known) if tenant else (None, True)
    how = f"the address's {tenant!r}"
    if division is None and not tenant:
        division, is_sure, how = host_evidence(url, known)[1], True, "the address"
    if division is None and (titled := _of_title(title, known)):
        division, is_sure, how = titled, True, "the page's title"
    if division is None and not tenant and (code := host_evidence(url, known)[0]):
        division, is_sure, how = known.states.get(code), True, "the address"
    if division is None and not tenant and _PUBLIC.search(host_of(url)):
        label = registrable_domain(host_of(url)).split(".", 1)[0]
        (division, is_sure), how = _of_tenant(label, None, known), f"the address's {label!r}"
    return place_of(division, how=how, is_sure=is_sure) if division else None


def named_place(name: str) -> Place | None:
    """Return the place a person names as "Rochester, NY"; None where the gazetteer has none or several."""
    known = load_gazetteer()
    match = re.fullmatch(r"(.+?),\s*([A-Za-z]{2})", name.strip())
    if match is None:
        states = [each for each in known.states.values() if each.name.lower() == name.strip().lower()]
        return place_of(states[0], how="", is_sure=True) if states else None
    found = [each for each in known.in_state(fold(match.group(1)), match.group(2).upper()) if each.ocd_id]
    cities = [each for each in found if each.kind == "city"] or found
    return place_of(cities[0], how="", is_sure=True) if len(cities) == 1 else None


def place_of(division: Division, *, how: str, is_sure: bool) -> Place:
    """Return a division as a registry file names it, with the doubts that its reader is told."""
    doubts = []
    if how:
        guess = "is read from" if is_sure else "is a guess from"
        doubts.append(f"The place {guess} {how}; check it")
    if division.state in TWO_ZONES.split():
        doubts.append(f"{division.state} keeps two time zones; check this one")
    zone = next(
        (name for name, states in _ZONES.items() if division.state in states.split()), "America/New_York"
    )
    return Place(
        name=division.label,
        timezone=zone,
        state=division.state,
        ocd_id=division.ocd_id,
        geoid=division.geoid,
        level=division.level,
        doubt="; ".join(doubts) + "." if doubts else "",
    )


def _of_tenant(tenant: str, state: str | None, known: Gazetteer) -> tuple[Division | None, bool]:
    for name, code in _spellings(tenant, state, known):
        found = [each for each in _named(name, known) if each.ocd_id and each.level != "state"]
        in_state = [each for each in found if each.state == code] if code else []
        if in_state:
            return in_state[0], True
        if code is None and found:
            is_alone = len(found) == 1 or found[0].population > 4 * (found[1].population + 1_000)
            if is_alone:
                return found[0], len(found) == 1
    return None, True


def _spellings(tenant: str, state: str | None, known: Gazetteer) -> Iterator[tuple[str, str | None]]:
    """Yield the names that a customer's letters may spell, with the state that they end in."""
    plain = re.sub(r"[^a-z-]", "", tenant.lower())
    for label in dict.fromkeys((plain, _AROUND.sub("", plain))):
        if state:
            yield label, state
        coded = re.fullmatch(r"(.+?)-?([a-z]{2})", label)
        if coded and coded.group(2).upper() in known.states:
            for name in dict.fromkeys((coded.group(1), _AROUND.sub("", coded.group(1)))):
                yield name, coded.group(2).upper()
        yield label, None


def _named(name: str, known: Gazetteer) -> tuple[Division, ...]:
    letters = name.replace("-", "")
    county = re.sub(r"(?:co|cnty)$", "county", letters)
    return (
        known.run_together.get(letters)
        or known.by_name.get(fold(name.replace("-", " ")))
        or known.by_name.get(fold(letters))
        or known.run_together.get(county)
        or ()
    )


def _of_title(title: str, known: Gazetteer) -> Division | None:
    """Return the place that a title names with its state, by letters or in full: "Stevenson, WA"."""
    title = title[:300]
    named = [(match.group(1), match.group(2)) for match in _TITLED.finditer(title)]
    for code, division in known.states.items():
        if match := re.search(rf"({_NAME}),? {re.escape(division.name)}\b", title):
            named.append((match.group(1), code))
    for spelled, code in named:
        words = spelled.split()
        for start in range(len(words)):
            found = [each for each in known.in_state(fold(" ".join(words[start:])), code) if each.ocd_id]
            if found:
                return found[0]
    return None
