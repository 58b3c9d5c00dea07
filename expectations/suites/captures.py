"""One shard's captures of one night. Facts: `run_id` of the landing, may be missing."""

from __future__ import annotations

from typing import Any

import pandas as pd

from expectations.suites.checks import (
    SHA256,
    between,
    fault_column,
    faultless,
    filled,
    matches,
    not_null,
    time_fault,
    unique,
)


def prepare(frame: pd.DataFrame, facts: dict[str, Any]) -> pd.DataFrame:
    """Return the frame with `night_fault`."""
    run_id = facts.get("run_id")

    def night_fault(row: dict[str, Any]) -> str | None:
        if run_id is not None and row["run_id"] != run_id:
            return f"run_id is {str(row['run_id'])[:40]!r}, its landing's is {run_id!r}"
        if ".." in str(row["warc_path"]).split("/") or str(row["warc_path"]).startswith("/"):
            return f"warc_path {str(row['warc_path'])[:80]!r} leads out of the landing folder"
        return time_fault(row["fetched_at_utc"], "fetched_at_utc")

    return fault_column(frame, "night_fault", night_fault)


def expectations(facts: dict[str, Any]) -> list[Any]:
    """Return the checks of a shard's batch."""
    return [
        not_null("capture_id"),
        filled("capture_id"),
        unique("capture_id"),
        unique("warc_path", "warc_offset"),
        matches("sha256", SHA256, "sha256 is 64 hex digits"),
        between("status", 100, 599),
        between("size_bytes", 0, None, says="size_bytes is not negative"),
        matches("requested_url", r"(?i)^https?://", "requested_url begins with http:// or https://"),
        faultless("night_fault", "captures are of this night, with a time and a place in its landing"),
    ]
