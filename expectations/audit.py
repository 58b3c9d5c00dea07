"""Holding a staged batch against its table's suite.

Great Expectations takes seconds to import, so it is imported by the first audit of a process; the context,
ephemeral and without progress bars, serves all that follow. GX 1.24 sends no usage statistics; the setting
that earlier versions knew is switched off all the same.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from typing import Any

import pandas as pd

from warehouse.records import CheckResult

# A batch in which this share of the rows fails one check is not a good batch with bad rows: its page changed.
# Of a few rows a share tells nothing.
STOPPING_SHARE = 0.5
STOPPING_ROWS = 5
MAX_OBSERVED_CHARS = 300
MAX_EXAMPLES = 3

TABLES = (
    "documents", "captures", "source_nights", "document_texts", "candidates", "actions", "alerts",
    "publication", "reviews", "revisions",
)  # fmt: skip


@dataclass(frozen=True)
class Audit:
    """What an audit found.

    `bad_rows` tells by row number (from 0, in the frame's order) why a row must be set aside. `is_stopped`:
    the batch as a whole must not go on.
    """

    results: list[CheckResult] = field(default_factory=list)
    bad_rows: dict[int, str] = field(default_factory=dict)
    is_stopped: bool = False

    @property
    def warnings(self) -> list[CheckResult]:
        """Checks that failed but hold nothing back."""
        return [each for each in self.results if not each.success and each.severity == "warning"]


def audit(
    table_name: str, frame: pd.DataFrame, *, run_id: str, subject: str, facts: Mapping[str, Any] | None = None
) -> Audit:
    """Hold `frame` against the suite of `table_name` and return what was found.

    `facts` are what the suite compares with: counts of earlier nights, ids that must exist (see the
    docstring of each suite). A critical check of rows sets the failing rows aside, and stops the batch when
    half of them fail; a critical check of the batch stops it.

    Raises:
        KeyError: there is no suite of that name.
    """
    if table_name not in TABLES:
        raise KeyError(f"no suite for {table_name}; known: {', '.join(TABLES)}")
    suite = importlib.import_module(f"expectations.suites.{table_name}")
    known = dict(facts or {})
    prepared: pd.DataFrame = suite.prepare(frame.reset_index(drop=True), known)
    checks = suite.expectations(known)
    outcome = engine().validate(table_name, with_checked_columns(prepared, checks), checks)
    found = Audit()
    stops = []
    for result in outcome.results:
        check = check_of(result, table_name, run_id, subject)
        found.results.append(check)
        if check.success or check.severity != "critical":
            continue
        rows = _failing_rows(result, prepared)
        if rows is None:
            stops.append(check)
            continue
        for number, reason in rows.items():
            found.bad_rows.setdefault(number, reason)
        if len(rows) >= max(STOPPING_ROWS, STOPPING_SHARE * len(prepared)):
            stops.append(check)
    return Audit(found.results, found.bad_rows, is_stopped=bool(stops))


def with_checked_columns(frame: pd.DataFrame, checks: list[Any]) -> pd.DataFrame:
    """Return the columns that the checks read, as strings that pandas can hash.

    GX fingerprints every batch by hashing all of its columns, texts of megabytes and nested lists included.
    """
    wanted = {getattr(each, "column", None) for each in checks}
    wanted |= {name for each in checks for name in getattr(each, "column_list", None) or ()}
    kept = frame[[name for name in frame.columns if name in wanted]]
    return kept.map(_encodable)


def _encodable(value: Any) -> Any:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


@cache
def engine() -> ModuleType:
    """Return the module that runs Great Expectations, imported by the first who asks."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    return importlib.import_module("expectations.engine")


def check_of(result: Any, table_name: str, run_id: str, subject: str) -> CheckResult:
    """Return one result of Great Expectations as the lake keeps it."""
    config = result.expectation_config
    kwargs = config.kwargs
    column = kwargs.get("column")
    if column is None and kwargs.get("column_list"):
        column = ", ".join(kwargs["column_list"])
    return CheckResult(
        run_id=run_id,
        table_name=table_name,
        subject=subject,
        expectation=(config.meta or {}).get("says") or config.type,
        column=column,
        severity=str(getattr(config.severity, "value", config.severity)),
        success=bool(result.success),
        unexpected_count=int((result.result or {}).get("unexpected_count") or 0),
        observed=None if result.success else _observed(result),
    )


def _observed(result: Any) -> str:
    raised = _raised(result.exception_info)
    if raised:
        return f"the check could not run: {raised}"[:MAX_OBSERVED_CHARS]
    content = result.result or {}
    if content.get("observed_value") is not None:
        return str(content["observed_value"])[:MAX_OBSERVED_CHARS]
    count, total = content.get("unexpected_count"), content.get("element_count")
    examples = [_short(each) for each in (content.get("partial_unexpected_list") or ())[:MAX_EXAMPLES]]
    told = f"{count} of {total} rows"
    return (f"{told}, such as {'; '.join(examples)}" if examples else told)[:MAX_OBSERVED_CHARS]


def is_raised(result: Any) -> bool:
    """Tell whether a check could not be run at all."""
    return _raised(result.exception_info) is not None


def _short(value: object) -> str:
    if isinstance(value, dict):
        value = " ".join(str(each) for each in value.values())
    words = str(value)
    return "nothing" if words in ("nan", "None", "<NA>") else words[:80]


def _raised(info: Any) -> str | None:
    if not info:
        return None
    if "raised_exception" in info:
        return str(info.get("exception_message") or "no message") if info["raised_exception"] else None
    return next((message for each in info.values() if (message := _raised(each))), None)


def _failing_rows(result: Any, frame: pd.DataFrame) -> dict[int, str] | None:
    """Return the failing rows with their reasons; None where the check is one of the whole batch."""
    config = result.expectation_config
    indexes = (result.result or {}).get("unexpected_index_list")
    if indexes is None:
        return None
    says = (config.meta or {}).get("says") or config.type
    keys = config.kwargs.get("column_list")
    if keys or config.type == "expect_column_values_to_be_unique":
        # The first of several equal rows is good; only the later ones are too many.
        again = frame.duplicated(subset=list(keys or [config.kwargs["column"]]), keep="first")
        indexes = [number for number in indexes if again[number]]
        return {int(number): says for number in indexes}
    column = config.kwargs.get("column")
    reasons = {}
    for number in indexes:
        value = frame[column][number] if column in frame else None
        is_fault = str(column).endswith("_fault")
        reasons[int(number)] = str(value)[:MAX_OBSERVED_CHARS] if is_fault else f"{says} ({_short(value)})"
    return reasons
