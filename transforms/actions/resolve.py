"""Candidates into actions: one real-world action, from all the documents that report it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from transforms.actions.facts import DocumentFacts
from warehouse.records import Action, Candidate, Reading


def resolve_actions(
    candidates: Sequence[Candidate],
    *,
    documents: Mapping[str, DocumentFacts],
    known: Sequence[Action],
    night: str,
) -> list[Action]:
    """Return the actions that are new or changed by these candidates; the same input changes nothing."""
    return []


def clusters(readings: Iterable[Reading], documents: Mapping[str, DocumentFacts]) -> Iterator[dict[str, Any]]:
    """Yield the resolved actions of a set of readings, as `policywatch detect --clusters` writes them."""
    return iter(())
