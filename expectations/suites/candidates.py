"""Candidates about to be kept.

Facts: `texts`, the words by document_id. Of a candidate whose words are not given only the quotes' lengths
are held against their offsets.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, get_args

import pandas as pd

from expectations.suites.checks import (
    between,
    fault_column,
    faultless,
    filled,
    one_of,
    time_fault,
    unique,
)
from warehouse.records import ActionType, Actor, Direction, Topic

MAX_PER_DOCUMENT = 60


def prepare(frame: pd.DataFrame, facts: dict[str, Any]) -> pd.DataFrame:
    """Return the frame with `evidence_fault`, `fields_fault` and `crowd_fault`."""
    texts = facts.get("texts") or {}
    per_document = Counter(frame["document_id"])

    def evidence_fault(row: dict[str, Any]) -> str | None:
        return quote_fault(row["evidence"], texts.get(row["document_id"]))

    def crowd_fault(row: dict[str, Any]) -> str | None:
        count = per_document[row["document_id"]]
        return f"{row['document_id']} has {count} candidates" if count > MAX_PER_DOCUMENT else None

    frame = fault_column(frame, "evidence_fault", evidence_fault)
    frame = fault_column(frame, "fields_fault", _fields_fault)
    return fault_column(frame, "crowd_fault", crowd_fault)


def quote_fault(evidence: Any, text: str | None) -> str | None:
    """Return why quotes do not prove anything; None where each stands at its offsets."""
    if not len(evidence):
        return "no quote proves it"
    for each in evidence:
        quote, start, end = each["quote"], each["start"], each["end"]
        if not quote.strip():
            return f"the quote at {start} is empty"
        if end - start != len(quote) or (text is not None and text[start:end] != quote):
            return f"the quote {quote[:60]!r} does not stand at {start} to {end}"
    return None


def _fields_fault(row: dict[str, Any]) -> str | None:
    if not len(row["topics"]):
        return "it has no topic"
    unknown = [topic for topic in row["topics"] if topic not in get_args(Topic)]
    if unknown:
        return f"{unknown[0]!r} is no known topic"
    return time_fault(row["action_date"], "action_date")


def expectations(facts: dict[str, Any]) -> list[Any]:
    """Return the checks of a batch of candidates."""
    return [
        filled("candidate_id"),
        unique("candidate_id"),
        filled("document_id"),
        one_of("action_type", get_args(ActionType)),
        one_of("direction", get_args(Direction)),
        one_of("actor", get_args(Actor)),
        between("confidence", 0, 1),
        faultless("evidence_fault", "every quote stands at its offsets"),
        faultless("fields_fault", "topics are known and the date is ISO"),
        faultless("crowd_fault", f"at most {MAX_PER_DOCUMENT} candidates a document", severity="warning"),
    ]
