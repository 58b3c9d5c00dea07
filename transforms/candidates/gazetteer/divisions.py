"""The divisions of the gazetteer, by name, by label and by OCD id."""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

HERE = Path(__file__).parent
OCD_PREFIX = "ocd-division/country:us/"
Level = Literal["state", "county", "place"]

_COUNTY_KINDS = frozenset(
    {"county", "parish", "borough", "census area", "municipio", "municipality", "city and borough"}
)
_LABEL = re.compile(r"^(?P<name>.+?)(?:\s*\((?P<level>state|county|city)\))?(?:,\s*(?P<state>[A-Z]{2}))?$")
_GOVERNMENT = re.compile(
    r"^(?:the )?(?:city|town|village|borough|township|county)(?: and county)? of ", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Division:
    """One state, county or place. `ocd_id` is None for a community without a government of its own.

    `state` is the USPS code; `county` the name of the county a place lies in, "" where it isn't known;
    `population` 0 where it isn't known, and for a county that of its known places.
    """

    ocd_id: str | None
    name: str
    kind: str
    level: Level
    state: str
    geoid: str | None
    population: int
    county: str

    @property
    def label(self) -> str:
        """The jurisdiction as our records write it: "Rochester, NY", "Monroe County, NY", "New York"."""
        if self.state == "DC":
            return "Washington, DC"
        return self.name if self.level == "state" else f"{self.name}, {self.state}"


def _without_accents(name: str) -> str:
    """Return "San José" as "San Jose"."""
    parted = unicodedata.normalize("NFKD", name)
    return "".join(each for each in parted if not unicodedata.combining(each))


@lru_cache(maxsize=65_536)
def fold(name: str) -> str:
    """Return the form under which spellings of a name are one: "St. Paul" and "SAINT PAUL", "De Kalb"."""
    plain = name.lower() if name.isascii() else _without_accents(name.lower())
    plain = plain.replace("’", "'").replace("'", "").replace(".", "")
    plain = " ".join(re.sub(r"[^\w]+", " ", plain).split())
    plain = re.sub(r"\bsaint\b", "st", plain)
    plain = re.sub(r"^ft\b", "fort", plain)
    return re.sub(r"^mt\b", "mount", plain)


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All divisions: `by_name` under folded names, larger ones first; `longest` in words.

    `outlets` gives the state of a newspaper or station by a label of its host; `holders` whose mayor,
    sheriff, executive or attorney general a person is or was, by the office and the name.
    """

    by_name: dict[str, tuple[Division, ...]]
    by_ocd_id: dict[str, Division]
    states: dict[str, Division]
    state_words: dict[str, str]
    demonyms: dict[str, str]
    governors: dict[str, str]
    capitals: frozenset[tuple[str, str]]
    first_words: frozenset[str]
    run_together: dict[str, tuple[Division, ...]]
    states_run_together: tuple[tuple[str, str], ...]
    longest: int
    outlets: dict[str, str]
    holders: dict[tuple[str, str], Division]

    def in_state(self, name: str, state: str) -> tuple[Division, ...]:
        """Return the divisions of that folded name in that state."""
        return tuple(each for each in self.by_name.get(name, ()) if each.state == state)

    def county_of(self, division: Division) -> Division | None:
        """Return the county a place lies in; None for a county, a state, or where it isn't known."""
        if division.level != "place" or not division.county:
            return None
        return next(
            (e for e in self.in_state(fold(division.county), division.state) if e.level == "county"), None
        )


def _rows(path: Path) -> list[list[str]]:
    lines = path.read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def _level(division: str, kind: str) -> Level:
    if kind == "state":
        return "state"
    return "county" if kind in _COUNTY_KINDS and "/place:" not in division and division else "place"


@cache
def load_gazetteer() -> Gazetteer:
    """Return the compiled gazetteer, read once a process."""
    text = gzip.decompress((HERE / "divisions.tsv.gz").read_bytes()).decode("utf-8")
    names: dict[str, list[Division]] = defaultdict(list)
    by_ocd_id: dict[str, Division] = {}
    states: dict[str, Division] = {}
    for line in text.splitlines():
        division, name, folded, kind, state, geoid, population, county = line.split("\t")
        level = _level(division, kind)
        if state == "DC" and level == "place":
            continue
        each = Division(
            ocd_id=OCD_PREFIX + division if division else None,
            name=name,
            kind=kind,
            level=level,
            state=state,
            geoid=geoid or None,
            population=int(population or 0),
            county=county,
        )
        if each.ocd_id:
            by_ocd_id[each.ocd_id] = each
        if level == "state":
            states[state] = each
        names[folded if folded.isascii() else fold(folded)].append(each)
    for alias, division in _rows(HERE / "aliases.tsv"):
        found = by_ocd_id.get(OCD_PREFIX + division)
        if found is not None:
            key = fold(alias)
            # An alias says which: it puts out what else has that name in the state.
            names[key] = [found, *(e for e in names[key] if e.state != found.state and e.kind != "community")]
    words: dict[str, str] = {}
    capitals: set[tuple[str, str]] = set()
    demonyms: dict[str, str] = {}
    for row in _rows(HERE / "states.tsv"):
        code, name = row[0], row[1]
        short, people, capital = row[2], row[3], row[4]
        capitals.add((fold(capital), code))
        spellings = {code, name, short, short.replace(".", ". ").strip()} - {""}
        words.update({each: code for spelling in spellings for each in (spelling, spelling.upper())})
        demonyms.update({each: code for each in people.split(",") if each})
    governors: dict[str, str] = {}
    for code, names_of in _rows(HERE / "officials.tsv"):
        for person in names_of.split(","):
            # A surname that two states' governors bear tells nothing.
            governors[person] = "" if governors.get(person, code) != code else code
    by_name = {
        key: tuple(sorted(found, key=lambda each: (-each.population, each.ocd_id or "~", each.name)))
        for key, found in names.items()
    }
    # A capital by its division's own name too: Boise is "Boise City" there, Carson City "Carson".
    for name, code in tuple(capitals):
        capitals |= {(fold(each.name), code) for each in by_name.get(name, ())[:1] if each.state == code}
    longest = max(len(key.split()) for key in by_name)
    first_words = frozenset(key.partition(" ")[0] for key in by_name)
    run_together = {
        key.replace(" ", ""): tuple(each for each in found if each.level != "state")
        for key, found in by_name.items()
        if len(key) > 4
    }
    plain_states = {each.name.lower().replace(" ", ""): code for code, each in states.items()}
    spelled = tuple(
        (word, plain_states[word])
        for word in sorted(plain_states, key=lambda each: (-len(each), each))
        if len(word) > 4 and word not in ("washington", "newyork")
    )
    outlets = {host: code for code, hosts in _rows(HERE / "outlets.tsv") for host in hosts.split(",")}
    holders = {
        (office, name): by_ocd_id[OCD_PREFIX + division]
        for office, division, names_of in _rows(HERE / "officeholders.tsv")
        for name in names_of.split(",")
        if OCD_PREFIX + division in by_ocd_id
    }
    return Gazetteer(
        by_name,
        by_ocd_id,
        states,
        words,
        demonyms,
        governors,
        frozenset(capitals),
        first_words,
        run_together,
        spelled,
        longest,
        outlets,
        holders,
    )


@lru_cache(maxsize=4096)
def division_of_label(label: str | None) -> Division | None:
    """Return the division that a label names: "Rochester, NY", "Missouri (state), MO"; None if none."""
    match = _LABEL.match((label or "").strip())
    if match is None:
        return None
    known = load_gazetteer()
    name, state = match["name"], match["state"]
    bare = _GOVERNMENT.sub("", name)
    if match["level"] == "state" or state is None:
        code = known.state_words.get(bare)
        return known.states.get(code) if code else None
    if state == "DC":
        return known.states["DC"]
    wanted = [fold(name), fold(bare), fold(re.sub(r"(?i) (?:city|town|village|township|borough)$", "", bare))]
    is_county = name.lower().startswith("county of ") or match["level"] == "county"
    if is_county:
        wanted.insert(0, fold(bare + " County"))
    for key in wanted:
        found = [each for each in known.in_state(key, state) if each.level != "state"]
        found.sort(key=lambda each: (each.kind == "township", each.kind == "community", -each.population))
        if found:
            return found[0]
    return None
