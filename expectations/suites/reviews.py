"""Verdicts about to be kept. Facts: `candidate_ids` that exist, may be missing."""

from __future__ import annotations

from typing import Any, get_args

import pandas as pd

from expectations.suites.checks import (
    fault_column,
    faultless,
    filled,
    matches,
    one_of,
    time_fault,
    unique,
)
from warehouse.records import ActionType, Actor, Direction, ReviewScope, ReviewVerdict, Topic

CORRECTED = ("action_type", "direction", "topics", "jurisdiction", "actor", "action_date")
VOCABULARIES: dict[str, tuple[str, ...]] = {
    "action_type": get_args(ActionType),
    "direction": get_args(Direction),
    "actor": get_args(Actor),
}


def prepare(frame: pd.DataFrame, facts: dict[str, Any]) -> pd.DataFrame:
    """Return the frame with `candidate_fault`, `fields_fault` and `time_fault`."""
    candidate_ids = facts.get("candidate_ids")

    def candidate_fault(row: dict[str, Any]) -> str | None:
        if candidate_ids is None or row["candidate_id"] in candidate_ids:
            return None
        return f"the candidate {str(row['candidate_id'])[:40]!r} is not known"

    frame = fault_column(frame, "candidate_fault", candidate_fault)
    frame = fault_column(frame, "fields_fault", _fields_fault)
    return fault_column(
        frame, "time_fault", lambda row: time_fault(row["reviewed_at_utc"], "reviewed_at_utc")
    )


def _fields_fault(row: dict[str, Any]) -> str | None:
    fields = list(row["fields"])
    unknown = [name for name in fields if name not in CORRECTED]
    if unknown:
        return f"{unknown[0]!r} cannot be corrected"
    if bool(fields) != (row["verdict"] == "correct"):
        return "a correction names its fields, other verdicts name none"
    if row["scope"] == "wording" and row["verdict"] != "dismiss":
        return "only a dismissal holds for a wording"
    for name, words in VOCABULARIES.items():
        if name in fields and row[name] not in words:
            return f"{row[name]!r} is no {name}"
    if "topics" in fields and not (len(row["topics"]) and set(row["topics"]) <= set(get_args(Topic))):
        return "its topics are not known words"
    return time_fault(row["action_date"], "action_date")


def expectations(facts: dict[str, Any]) -> list[Any]:
    """Return the checks of a batch of verdicts."""
    return [
        filled("review_id"),
        unique("review_id"),
        filled("candidate_id"),
        filled("document_id"),
        filled("reviewer"),
        matches("reviewer", r"^[^\r\n\x00]*\Z", "reviewer is one line"),
        one_of("verdict", get_args(ReviewVerdict)),
        one_of("scope", get_args(ReviewScope)),
        one_of("detected_type", get_args(ActionType)),
        faultless("candidate_fault", "the candidate is known"),
        faultless("fields_fault", "corrected fields hold known words, and only a correction has them"),
        faultless("time_fault", "the time of the verdict is ISO"),
    ]
