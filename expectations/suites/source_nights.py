"""One shard's verdicts of one night. Facts: `run_id` of the landing, may be missing."""

from __future__ import annotations

from typing import Any, get_args

import pandas as pd

from expectations.suites.checks import fault_column, faultless, filled, not_null, one_of, unique
from warehouse.records import Verdict

FAILED = ("blocked", "broken", "unreachable")


def prepare(frame: pd.DataFrame, facts: dict[str, Any]) -> pd.DataFrame:
    """Return the frame with `night_fault` and `read_fault`."""
    run_id = facts.get("run_id")

    def night_fault(row: dict[str, Any]) -> str | None:
        if run_id is not None and row["run_id"] != run_id:
            return f"run_id is {str(row['run_id'])[:40]!r}, its landing's is {run_id!r}"
        if row["errors_count"] < len(row["errors"]):
            return f"errors_count is {row['errors_count']}, {len(row['errors'])} errors are listed"
        return None

    def read_fault(row: dict[str, Any]) -> str | None:
        return f"{row['source_id']} is {row['verdict']}" if row["verdict"] in FAILED else None

    return fault_column(fault_column(frame, "night_fault", night_fault), "read_fault", read_fault)


def expectations(facts: dict[str, Any]) -> list[Any]:
    """Return the checks of a shard's verdicts."""
    return [
        not_null("source_id"),
        filled("source_id"),
        unique("run_id", "source_id"),
        one_of("verdict", get_args(Verdict)),
        filled("reason", severity="warning"),
        faultless("night_fault", "verdicts are of this night and count every error"),
        faultless("read_fault", "at least half of the sources were read", severity="warning", mostly=0.5),
    ]
