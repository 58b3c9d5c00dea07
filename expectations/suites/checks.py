"""The checks that several suites share, each with the words that a person reads when it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from statistics import median
from typing import Any, Literal

import pandas as pd

from expectations.great import gxe

Severity = Literal["critical", "warning"]

SHA256 = r"^[0-9a-f]{64}$"
# Addresses that a reader can follow or cite. `javascript:` and `data:` are what this keeps out.
ADDRESS = r"(?i)^(?:https?://|urn:)"


def not_null(column: str, *, mostly: float = 1.0, severity: Severity = "critical", says: str = "") -> Any:
    """Expect a value in at least the share `mostly` of the rows."""
    return gxe.ExpectColumnValuesToNotBeNull(
        column=column, mostly=mostly, severity=severity, meta={"says": says or f"{column} is given"}
    )


def filled(column: str, *, severity: Severity = "critical") -> Any:
    """Expect at least one character."""
    return gxe.ExpectColumnValueLengthsToBeBetween(
        column=column, min_value=1, severity=severity, meta={"says": f"{column} is not empty"}
    )


def matches(column: str, pattern: str, says: str, *, severity: Severity = "critical") -> Any:
    """Expect values, where there are any, to match a regular expression."""
    return gxe.ExpectColumnValuesToMatchRegex(
        column=column, regex=pattern, severity=severity, meta={"says": says}
    )


def one_of(column: str, values: Sequence[str]) -> Any:
    """Expect values from a closed list."""
    return gxe.ExpectColumnValuesToBeInSet(
        column=column, value_set=list(values), severity="critical", meta={"says": f"{column} is a known word"}
    )


def between(
    column: str, least: float | None, most: float | None, *, severity: Severity = "critical", says: str = ""
) -> Any:
    """Expect numbers within bounds, both included."""
    return gxe.ExpectColumnValuesToBeBetween(
        column=column, min_value=least, max_value=most, severity=severity,
        meta={"says": says or f"{column} lies between {least} and {most}"},
    )  # fmt: skip


def unique(*columns: str) -> Any:
    """Expect no two rows with the same key."""
    says = f"{' and '.join(columns)} together are unique" if len(columns) > 1 else f"{columns[0]} is unique"
    if len(columns) == 1:
        return gxe.ExpectColumnValuesToBeUnique(column=columns[0], severity="critical", meta={"says": says})
    return gxe.ExpectCompoundColumnsToBeUnique(
        column_list=list(columns), severity="critical", meta={"says": says}
    )


def faultless(column: str, says: str, *, severity: Severity = "critical", mostly: float = 1.0) -> Any:
    """Expect a column that `fault_column` made to hold no fault."""
    return gxe.ExpectColumnValuesToBeNull(
        column=column, severity=severity, mostly=mostly, meta={"says": says}
    )


def at_least(count: int, says: str, *, severity: Severity = "critical") -> Any:
    """Expect so many rows: a floor."""
    return gxe.ExpectTableRowCountToBeBetween(min_value=count, severity=severity, meta={"says": says})


def at_most(count: int, says: str) -> Any:
    """Expect no more rows than that: a ceiling, which only warns."""
    return gxe.ExpectTableRowCountToBeBetween(max_value=count, severity="warning", meta={"says": says})


def usual_most(counts: Iterable[int], *, times: float, least: int) -> int:
    """Return the most that would be usual after earlier nights' `counts`, never under `least`."""
    known = list(counts)
    return max(least, round(times * median(known))) if known else least


def fault_column(
    frame: pd.DataFrame, name: str, fault_of: Callable[[dict[str, Any]], str | None]
) -> pd.DataFrame:
    """Return the frame with a column that tells each row's fault in words, null where it has none."""
    names = [str(column) for column in frame.columns]
    rows = zip(*(frame[column] for column in names), strict=True)
    faults = [fault_of(dict(zip(names, row, strict=True))) for row in rows]
    return frame.assign(**{name: pd.Series(faults, index=frame.index, dtype=object)})


def is_given(value: object) -> bool:
    """Tell a value from None and NaN."""
    return value is not None and value == value


def time_fault(value: object, column: str) -> str | None:
    """Return why a value is no ISO date or time; None where it is one or is not given."""
    if not is_given(value):
        return None
    text = str(value)
    try:
        if len(text) == 10:
            date.fromisoformat(text)
        else:
            datetime.fromisoformat(text)
    except ValueError:
        return f"{column} is {text[:40]!r}, not an ISO date or time"
    return None
