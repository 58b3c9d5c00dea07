"""Dates that a text tells of an act, resolved against its publication where the words need that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Precision = Literal["day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class FoundDate:
    """One date told by a text. `iso` is a whole day; `precision` says how much of it the words gave."""

    start: int
    end: int
    iso: str
    raw: str
    precision: Precision


def find_dates(text: str, *, published: str | None) -> list[FoundDate]:
    """Return the dates that a text tells, in order; relative words need `published` (ISO)."""
    return []


def resolve_action_date(
    *, text: str, span: tuple[int, int], published: str | None, title: str | None = None
) -> tuple[str, str] | None:
    """Return the ISO date of the act told at `span` and the words that give it; None rather than a guess."""
    return None
