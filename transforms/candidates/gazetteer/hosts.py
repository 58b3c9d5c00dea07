"""What an address tells of a page's place: the body, the paper or the state that its host is named for."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from transforms.candidates.gazetteer.divisions import Division, Gazetteer, fold
from transforms.candidates.gazetteer.words import ENGLISH

WELL_KNOWN = 100_000
# Before or after the name of a body in a host: "cityofpetaluma", "opelikapolice".
_BODY_IN_HOST = re.compile(
    r"^(?:(?:city|town|village)of-?(?P<city>[a-z]{4,}?)|countyof-?(?P<county>[a-z]{4,}?)"
    r"|(?P<body>[a-z]{4,}?)-?(?:police|policedept|pd|citycouncil))(?:[-_][a-z]{2})?$"
)
_PAPERS = (
    r"(?:herald|times|banner|standard|monitor|messenger|advance|news|roundtable|tribune|post|journal|gazette|"
    r"democrat|patch|today|now|daily|star|sun|press|chronicle|register|record|review|sentinel|examiner|observer|"
    r"beacon|reporter|reader|voice|weekly|live|dailynews|newsnow|independent|citizen|courier|bee|globe|inquirer|"
    r"enquirer|dispatch|leader|ledger|eagle|mirror|online)"
)
_PAPER = re.compile(rf"(?P<place>[a-z]{{5,}}?){_PAPERS}(?:online|news|[a-z]{{2}})?$")
_PAPER_OF = re.compile(r"(?:timesof|voiceof|newsof|spiritof)(?P<place>[a-z]{5,})$")
_PAPER_OF_COUNTY = re.compile(rf"(?:county|valley|area)?{_PAPERS}(?:online|news)?")
_HOST_STATE = re.compile(r"\b([a-z]{2})\.(?:us|gov)$|\.([a-z]{2})\.us$|(?:^|[.-])(?:state|leg)\.([a-z]{2})\.")

# What a state is called in the names of its papers: "volunteerstate", "hoosiertimes".
_NICKNAMES = {
    "CO": "centennialstate", "CT": "nutmeg|constitutionstate", "FL": "sunshinestate", "GA": "peachstate",
    "HI": "alohastate", "IA": "hawkeye", "ID": "gemstate", "IL": "prairiestate|landoflincoln",
    "IN": "hoosier",
    "KS": "jayhawk|sunflowerstate", "KY": "bluegrass", "LA": "pelicanstate", "MA": "baystate",
    "MD": "oldline", "ME": "pinetree", "MI": "wolverine|greatlakesstate",
    "MN": "gopherstate", "MS": "magnoliastate", "MT": "bigsky|treasurestate", "NC": "tarheel",
    "ND": "peacegarden", "NE": "cornhusker", "NH": "granitestate", "NJ": "gardenstate",
    "NM": "landofenchantment",
    "NV": "silverstate|battleborn", "NY": "empirestate", "OH": "buckeye", "OK": "sooner", "OR": "beaverstate",
    "PA": "keystone", "RI": "oceanstate", "SC": "palmetto", "TN": "volunteerstate", "TX": "lonestar",
    "UT": "beehive|wasatch", "VA": "olddominion|dominion", "VT": "greenmountain",
    "WA": "evergreenstate|salish",
    "WI": "badger", "WV": "mountainstate",
}  # fmt: skip
_NICKNAMED = re.compile("|".join(f"(?P<{code}>{names})" for code, names in _NICKNAMES.items()))


def _spaced(run_together: str, known: Gazetteer) -> Division | None:
    """Return the one place that a host name's letters spell: "capemaycounty", "evanston"."""
    found = known.run_together.get(run_together, ())
    counties = known.run_together.get(f"{run_together}county", ())
    if found and len(counties) == 1 and counties[0].population >= 6 * (found[0].population + 1_000):
        found = counties  # "wyandottedaily" serves Wyandotte County, not a town of the name
    if not found or (len(found) > 1 and found[0].population < 4 * (found[1].population + 1_000)):
        return None
    return found[0]


def _parted(label: str, known: Gazetteer) -> Division | None:
    """Return the place that a host name spells with hyphens: "lawrence-ks", "cass-county-nd"."""
    parts = label.split("-")
    if len(parts) < 2:
        return None
    for start in range(len(parts)):
        for stop in range(min(len(parts), start + 4), start, -1):
            name, after = " ".join(parts[start:stop]), parts[stop] if stop < len(parts) else ""
            if after in ("sheriff", "jail", "county", "so"):
                counties = [
                    each for each in known.by_name.get(f"{name} county", ()) if each.level == "county"
                ]
                code = parts[stop + 1].upper() if stop + 1 < len(parts) else ""
                fits = [each for each in counties if each.state == code] or counties
                if len(fits) == 1:
                    return fits[0]
            if len(after) == 2 and after.upper() in known.states:
                fits = [
                    each
                    for each in known.by_name.get(name, ())
                    if each.state == after.upper() and each.ocd_id
                ]
                if fits and fits[0].level != "state":
                    return fits[0]
    return None


def _state_of_outlet(host: str, known: Gazetteer) -> str | None:
    """Return the state that a newspaper's or station's host serves: "masslive.com", "nj.com"."""
    labels = host.split(".")
    if labels[-1] in ("us", "gov"):
        return None
    named = (each for each in labels[:-1] if len(each) > 3 or each == labels[-2])
    return next((known.outlets[each] for each in named if each in known.outlets), None)


def host_evidence(url: str | None, known: Gazetteer) -> tuple[str | None, Division | None]:
    """Return the state and the place that a host name tells: "cityofevanston.org", "ci.salem.or.us"."""
    try:
        host = (urlsplit(url or "").hostname or "").lower()
    except ValueError:
        return None, None
    if not host:
        return None, None
    match = _HOST_STATE.search(host)
    state = next((each.upper() for each in match.groups() if each), None) if match else None
    if state not in known.states:
        state = None
    if state is None:
        state = _state_of_outlet(host, known)
    labels = [each for each in host.split(".")[:-1] if each not in ("www", "gov", "ci", "co")]
    for label in labels:
        parted = _parted(label, known)
        if parted is not None:
            return parted.state, parted
        bare = re.sub(
            r"^(?:cityof|townof|villageof|countyof|city-of-)|(?:city|county|town)?(?:gov|sheriff|police|pd)?$",
            "",
            label,
        )
        county = known.by_name.get(f"{bare.removesuffix('county')} county", ()) if "sheriff" in label else ()
        if len(county) == 1:
            return county[0].state, county[0]
        coded = re.search(r"(?:[-_]?)([a-z]{2})$", bare)
        for name in (bare, label, re.sub(r"[-_]?[a-z]{2}$", "", bare)):
            spaced = fold(name.replace("-", " "))
            for choice in known.by_name.get(spaced, ())[:6]:
                is_coded = coded is not None and coded.group(1).upper() == choice.state
                if choice.level != "state" and len(spaced) > 4 and (is_coded or choice.state == state):
                    return choice.state, choice
        named = _BODY_IN_HOST.match(label)
        if named is not None:
            spelled = _spaced(named["city"] or named["body"] or f"{named['county']}county", known)
            if spelled is not None and (state is None or spelled.state == state):
                return spelled.state, spelled
        own = _spaced(label, known) if host.endswith(".gov") and label not in ENGLISH else None
        if own is not None and state in (None, own.state):
            return own.state, own
        if _NICKNAMED.match(label) is not None:
            return state or _state_by_nickname([label], known), None
        paper = _PAPER_OF.match(label) or _PAPER.match(label)
        spelled = _spaced(paper["place"], known) if paper else None
        if spelled is not None:
            return state or spelled.state, spelled
    for code, division in known.states.items():
        if re.search(rf"(?:^|\.){re.escape(division.name.lower().replace(' ', ''))}\.gov$", host):
            return code, division
    spelled_state = next((code for word, code in known.states_run_together if word in host), None)
    return state or spelled_state or _state_by_nickname(labels, known), None


def _state_by_nickname(labels: list[str], known: Gazetteer) -> str | None:
    """Return the state whose nickname, or whose county of a name like no other, begins a host's label."""
    for label in (each.replace("-", "") for each in labels):
        nickname = _NICKNAMED.match(label)
        if nickname is not None:
            return next(code for code, found in nickname.groupdict().items() if found)
        for length in range(len(label) - 2, 5, -1):
            counties = known.by_name.get(f"{label[:length]} county", ())
            is_paper = _PAPER_OF_COUNTY.fullmatch(label, length) is not None
            if (
                not is_paper
                or len(counties) != 1
                or counties[0].population < 30_000
                or label[:length] in ENGLISH
            ):
                continue
            towns = [e for e in known.by_name.get(label[:length], ()) if e.population >= 10_000]
            if all(each.state == counties[0].state for each in towns):
                return counties[0].state
    return None


def path_places(url: str | None, states: dict[str, float], known: Gazetteer) -> tuple[Division, ...]:
    """Return the places that whole segments of a path name: "/suburbs/evanston/", "/states/new-york/"."""
    try:
        segments = urlsplit(url or "").path.lower().split("/")[1:-1][:6]
    except ValueError:
        return ()
    found: list[Division] = []
    for segment in segments:
        choices = [each for each in known.by_name.get(fold(segment.replace("-", " ")), ()) if each.ocd_id]
        if len(segment) < 5 or not choices or segment in ENGLISH:
            continue
        best = max(
            choices, key=lambda each: (states.get(each.state, 0.0), each.level == "state", each.population)
        )
        if states.get(best.state) or best.population >= WELL_KNOWN or best.level == "state":
            found.append(best)
            if best.level == "state" and segment == "new-york":
                found.extend(each for each in choices if each.level == "place")
    return tuple(dict.fromkeys(found))
