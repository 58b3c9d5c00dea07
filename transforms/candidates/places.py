"""Whose policy it is: the jurisdictions a text names, and the one that an act belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from warehouse.records import Actor, Reason

PlaceKind = Literal["state", "county", "place", "town"]


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """One jurisdiction that a text names. `state` is its USPS code; `ocd_id` its OCD division."""

    start: int
    end: int
    name: str
    jurisdiction: str
    ocd_id: str
    kind: PlaceKind
    state: str


@dataclass(frozen=True, slots=True)
class ResolvedPlace:
    """Whose policy it is. `places` are all the jurisdictions that the act touches, this one first."""

    jurisdiction: str
    ocd_id: str | None
    geoid: str | None
    reasons: tuple[Reason, ...] = ()
    places: tuple[str, ...] = ()


def find_places(
    text: str, *, title: str | None = None, url: str | None = None, source_jurisdiction: str | None = None
) -> list[PlaceMention]:
    """Return the jurisdictions that a text names, in order, told apart by their context."""
    return []


def resolve_jurisdiction(
    *,
    text: str,
    title: str | None,
    url: str | None,
    source_jurisdiction: str | None,
    span: tuple[int, int],
    actor: Actor | None,
    published: str | None = None,
) -> ResolvedPlace | None:
    """Return whose policy the act at `span` is, or None where nothing tells."""
    return None
