"""The two pictures of the site, as figures that a template draws: steps by month, and states by count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from alerts.places import STATES
from alerts.site.material import Row, iso, state_of

MONTHS: Final = 36
"""As many months as the chart shows, the last the night's own."""

# Row and column of each state in a map of equal tiles, so that Rhode Island is as easy to hit as Texas.
TILES: Final[dict[str, tuple[int, int]]] = {
    "AK": (0, 0), "ME": (0, 10), "VT": (1, 9), "NH": (1, 10), "WA": (2, 0), "ID": (2, 1), "MT": (2, 2),
    "ND": (2, 3), "MN": (2, 4), "IL": (2, 5), "WI": (2, 6), "MI": (2, 7), "NY": (2, 8), "RI": (2, 9),
    "MA": (2, 10), "OR": (3, 0), "NV": (3, 1), "WY": (3, 2), "SD": (3, 3), "IA": (3, 4), "IN": (3, 5),
    "OH": (3, 6), "PA": (3, 7), "NJ": (3, 8), "CT": (3, 9), "CA": (4, 0), "UT": (4, 1), "CO": (4, 2),
    "NE": (4, 3), "MO": (4, 4), "KY": (4, 5), "WV": (4, 6), "VA": (4, 7), "MD": (4, 8), "DE": (4, 9),
    "AZ": (5, 1), "NM": (5, 2), "KS": (5, 3), "AR": (5, 4), "TN": (5, 5), "NC": (5, 6), "SC": (5, 7),
    "DC": (5, 8), "OK": (6, 3), "LA": (6, 4), "MS": (6, 5), "AL": (6, 6), "GA": (6, 7), "HI": (7, 0),
    "TX": (7, 3), "FL": (7, 8), "PR": (7, 10),
}  # fmt: skip
TILE, GAP = 44, 4


@dataclass(frozen=True)
class Month:
    """One month's steps by direction; x, and the heights of its bars, in the drawing's units."""

    name: str
    limits: int
    expands: int
    unclear: int
    x: int
    up: float
    down: float


@dataclass(frozen=True)
class MonthChart:
    """Bars above the line limit cooperation, bars below expand it. Heights are at most `half`."""

    months: tuple[Month, ...]
    top: int
    half: int
    width: int
    undated: int
    bar: int

    @property
    def shown(self) -> int:
        """Steps that the chart shows."""
        return sum(each.limits + each.expands + each.unclear for each in self.months)


@dataclass(frozen=True)
class Tile:
    """One state of the map, with its actions by direction and where its square stands."""

    code: str
    name: str
    limits: int
    expands: int
    unclear: int
    x: int
    y: int

    @property
    def total(self) -> int:
        """All its actions."""
        return self.limits + self.expands + self.unclear

    @property
    def leaning(self) -> str:
        """Which direction most of its actions have: limits, expands, mixed or none."""
        if not self.total:
            return "none"
        if self.limits == self.expands:
            return "mixed"
        return "limits" if self.limits > self.expands else "expands"


def month_chart(timeline: Sequence[Row], night: str, *, months: int = MONTHS) -> MonthChart:
    """Return the steps of the last `months` months by the day they were taken."""
    last = date.fromisoformat(night)
    names = []
    for back in range(months - 1, -1, -1):
        year, month = divmod(last.year * 12 + last.month - 1 - back, 12)
        names.append(f"{year}-{month + 1:02d}")
    counts: Counter[tuple[str, str]] = Counter()
    undated = 0
    for row in timeline:
        day = iso(row["stage_date"])
        if day is None:
            undated += 1
        else:
            counts[day[:7], row["direction"]] += 1
    most = max([1, *(counts[name, way] for name in names for way in ("limits", "expands"))])
    half, bar, step = 90, 14, 20
    found = tuple(
        Month(
            name, counts[name, "limits"], counts[name, "expands"], counts[name, "unclear"], at * step,
            round(half * counts[name, "limits"] / most, 1), round(half * counts[name, "expands"] / most, 1),
        )
        for at, name in enumerate(names)
    )  # fmt: skip
    return MonthChart(found, most, half, months * step, undated, bar)


def state_tiles(actions: Sequence[Row]) -> tuple[list[Tile], dict[str, Any]]:
    """Return a tile for each state, in order of their names, and the drawing's size."""
    counts: Counter[tuple[str | None, str]] = Counter((state_of(row), row["direction"]) for row in actions)
    tiles = [
        Tile(
            code, STATES[code], counts[code, "limits"], counts[code, "expands"], counts[code, "unclear"],
            column * (TILE + GAP), line * (TILE + GAP),
        )
        for code, (line, column) in sorted(TILES.items(), key=lambda each: STATES[each[0]])
    ]  # fmt: skip
    return tiles, {"width": 11 * (TILE + GAP), "height": 8 * (TILE + GAP), "tile": TILE}
