"""Which jurisdictions a subscriber's place covers: a state covers its cities, a county what is inside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

STATES: Final[dict[str, str]] = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas",
    "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts",
    "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana",
    "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico",
    "NY": "New York", "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma",
    "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina",
    "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont",
    "VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
    "DC": "District of Columbia", "AS": "American Samoa", "GU": "Guam",
    "MP": "Northern Mariana Islands", "PR": "Puerto Rico", "VI": "U.S. Virgin Islands",
}  # fmt: skip

_CODES: Final = {name.casefold(): code for code, name in STATES.items()}
_OCD: Final = re.compile(r"ocd-division/country:us(?:/[a-z_]+:[a-z0-9._~-]+)*")
_NAMED: Final = re.compile(r"(.+\S)\s*,\s*([A-Za-z]{2})")


def _state_ids(code: str) -> tuple[str, ...]:
    root = "ocd-division/country:us"
    return tuple(f"{root}/{kind}:{code.lower()}" for kind in ("state", "district", "territory"))


def checked_place(value: str) -> str:
    """Return `value` in one spelling: an OCD id, "City, ST" or a state's two letters.

    Raises ValueError with the remedy where it is none of these.
    """
    text = " ".join(value.split())
    if text.startswith("ocd-"):
        if not _OCD.fullmatch(text):
            raise ValueError(f"{text[:60]!r} is not an OCD id; see `jurisdiction` files for the right one")
        return text
    if text.upper() in STATES:
        return text.upper()
    if text.casefold() in _CODES:
        return _CODES[text.casefold()]
    named = _NAMED.fullmatch(text)
    if named and named.group(2).upper() in STATES:
        return f"{named.group(1)}, {named.group(2).upper()}"
    raise ValueError(
        f'{text[:60]!r} is not a place; write "City, ST", "Some County, ST", a state ("NY") or an OCD id'
    )


def _names_of(jurisdiction: str) -> set[str]:
    """Return the spellings that `jurisdiction` covers itself and its state by, casefolded."""
    named = _NAMED.fullmatch(jurisdiction.strip())
    if named:
        return {f"{named.group(1)}, {named.group(2)}".casefold(), named.group(2).casefold()}
    code = _CODES.get(jurisdiction.strip().casefold())
    return {code.casefold()} if code else {jurisdiction.strip().casefold()}


def is_covered(
    place: str,
    *,
    jurisdictions: Iterable[str],
    ocd_ids: Iterable[str],
    containers: Mapping[str, Iterable[str]],
) -> bool:
    """Return whether `place` (as `checked_place` gives it) is or contains one of the jurisdictions.

    `containers` gives, for an OCD id or a name such as "Lakeland, FL", the ids and names of what contains it
    beyond what the id's own path says: a city's county, since `place:` stands beside `county:` in OCD ids.
    """
    named = set(jurisdictions)
    ids = set(ocd_ids)
    for known in (*named, *ids):
        for container in containers.get(known, ()):
            (ids if container.startswith("ocd-") else named).add(container)
    names = set().union(*(_names_of(jurisdiction) for jurisdiction in named), set())
    if place.startswith("ocd-"):
        if any(ocd_id == place or ocd_id.startswith(place + "/") for ocd_id in ids):
            return True
        # A jurisdiction that has a name but no id still lies in its state.
        last = place.rsplit("/", 1)[-1]
        return last.startswith(("state:", "district:", "territory:")) and last.split(":")[1] in names
    if place in STATES:
        roots = _state_ids(place)
        return place.casefold() in names or any(
            ocd_id == root or ocd_id.startswith(root + "/") for ocd_id in ids for root in roots
        )
    return place.casefold() in names
