"""The published file before it is swapped in. One row a relation.

Columns: `relation`; `rows_count`; `previous_count` of yesterday's file, null where there is none;
`duplicates_count` of its key; `orphans_count`, rows whose parent is not published; `faults_count`, rows
that contradict themselves (a quote that does not stand in its text, an action without a stage);
`gaps_count`, rows that lack what a reader would look for (a stage without a quote, a document without words).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from expectations.suites.checks import between, fault_column, faultless, is_given, one_of, unique

RELATIONS = (
    "actions", "action_timeline", "action_versions", "candidates", "documents", "evidence", "new_actions",
    "nights", "policy_sections", "revisions", "source_health", "sources",
)  # fmt: skip
NEVER_EMPTY = ("nights", "sources")
LEAST_SHARE = 0.5


def prepare(frame: pd.DataFrame, facts: dict[str, Any]) -> pd.DataFrame:
    """Return the frame with `shrunk_fault`, `fewer_fault` and `empty_fault`."""

    def lost_share(row: dict[str, Any]) -> float:
        before = row["previous_count"]
        if row["relation"] == "new_actions" or not is_given(before) or before < 4:
            return 0.0
        return 1 - float(row["rows_count"]) / float(before)

    def shrunk_fault(row: dict[str, Any]) -> str | None:
        if lost_share(row) <= 1 - LEAST_SHARE:
            return None
        return f"{row['relation']} has {row['rows_count']} rows, yesterday's had {row['previous_count']}"

    def fewer_fault(row: dict[str, Any]) -> str | None:
        lost = lost_share(row)
        return f"{row['relation']} has {lost:.0%} fewer rows than yesterday's" if lost > 0.1 else None

    def empty_fault(row: dict[str, Any]) -> str | None:
        is_empty = row["relation"] in NEVER_EMPTY and row["rows_count"] == 0
        return f"{row['relation']} is empty" if is_empty else None

    frame = fault_column(frame, "shrunk_fault", shrunk_fault)
    frame = fault_column(frame, "fewer_fault", fewer_fault)
    return fault_column(frame, "empty_fault", empty_fault)


def expectations(facts: dict[str, Any]) -> list[Any]:
    """Return the checks of a publication."""
    return [
        unique("relation"),
        one_of("relation", RELATIONS),
        between("duplicates_count", 0, 0, says="keys are unique"),
        between("faults_count", 0, 0, says="no row contradicts itself"),
        between("orphans_count", 0, 0, severity="warning", says="every row's parent is published"),
        between("gaps_count", 0, 0, severity="warning", says="no row lacks its proof or words"),
        faultless("empty_fault", "nights and sources are not empty"),
        faultless("shrunk_fault", "no relation lost over half of yesterday's rows"),
        faultless("fewer_fault", "no relation lost over a tenth of yesterday's rows", severity="warning"),
    ]
