"""Differences of versions about to be kept. No facts are needed."""

from __future__ import annotations

from typing import Any, get_args

import pandas as pd

from expectations.suites.checks import fault_column, faultless, filled, unique
from warehouse.records import SectionFate

COUNTED = ("first", "added", "removed", "changed", "moved")
MOST_CHANGED = 500


def prepare(frame: pd.DataFrame, facts: dict[str, Any]) -> pd.DataFrame:
    """Return the frame with `sections_fault` and `size_fault`."""
    frame = fault_column(frame, "sections_fault", _sections_fault)
    return fault_column(frame, "size_fault", _size_fault)


def _sections_fault(row: dict[str, Any]) -> str | None:
    for each in row["sections"]:
        if each["change"] not in get_args(SectionFate):
            return f"{each['change']!r} is no known change"
        for side, missing_in in (("before", ("added", "first")), ("after", ("removed",))):
            start, end = each[f"{side}_start"], each[f"{side}_end"]
            if each["change"] in missing_in:
                if start is not None:
                    return f"{each['key']}: was {each['change']}, yet stands {side}"
            elif start is None or end is None or not start <= end:
                return f"{each['key']}: was {each['change']}, yet has no place {side}"
    for name in COUNTED:
        told = sum(each["change"] == name for each in row["sections"])
        if told != row[f"{name}_count"]:
            return f"{name}_count is {row[f'{name}_count']}, {told} are listed"
    return None


def _size_fault(row: dict[str, Any]) -> str | None:
    count = int(row["changed_count"]) + int(row["added_count"]) + int(row["removed_count"])
    return f"{row['document_id']} changed in {count} sections" if count > MOST_CHANGED else None


def expectations(facts: dict[str, Any]) -> list[Any]:
    """Return the checks of a batch of differences."""
    return [
        filled("document_id"),
        filled("content_sha256"),
        unique("document_id", "content_sha256", "previous_content_sha256"),
        faultless("sections_fault", "every section has its place, and the counts are of those listed"),
        faultless("size_fault", f"at most {MOST_CHANGED} sections changed at once", severity="warning"),
    ]
