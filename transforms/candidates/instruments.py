"""Numbers of bills, ordinances, orders and cases as a text writes them, and in one form to compare by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Instrument:
    """One number of an instrument. `normalized` is what two documents that mean the same one share."""

    start: int
    end: int
    kind: str
    number: str
    normalized: str


def find_instruments(text: str) -> list[Instrument]:
    """Return the instruments that a text names by number, in order."""
    return []
