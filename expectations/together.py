"""Many sources' batches of one table, held against its suite in one run of Great Expectations.

A run costs a tenth of a second however few its rows, and a night has a thousand sources. A check of rows says
the same of a row among many as among few, so one run tells of each batch how many of its rows fail; its floor
and its ceiling are compared with the number of its rows. Of a batch in which anything else than a missing
title or date may be wrong nothing is said here: it is audited by itself, as is every batch where the run as a
whole went wrong.
"""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from expectations.audit import Audit, check_of, engine, is_raised, with_checked_columns
from warehouse.records import CheckResult

# Shares nearer than this to what is asked for are left to the engine's own arithmetic.
NEAR = 1e-6


def sound_batches(
    table_name: str,
    frame: pd.DataFrame,
    *,
    run_id: str,
    subjects: Sequence[str],
    facts: Mapping[str, Mapping[str, Any]],
    shared: Mapping[str, Any],
) -> dict[str, Audit]:
    """Return the audit of each batch that passes, by subject; the others are to be audited one by one.

    `subjects` names the batch of each row of `frame`, `facts` each batch's own facts, which its checks of the
    number of rows compare with; `shared` are the facts of every row.
    """
    suite = importlib.import_module(f"expectations.suites.{table_name}")
    prepared: pd.DataFrame = suite.prepare(frame.reset_index(drop=True), dict(shared))
    checks = suite.row_checks()
    outcome = engine().validate(table_name, with_checked_columns(prepared, checks), checks)
    sizes = Counter(subjects)
    sound: dict[str, list[CheckResult]] = {subject: [] for subject in sizes}
    for result in outcome.results:
        rows = _failing(result)
        if rows is None:
            return {}
        failing = Counter(subjects[number] for number in rows)
        passed = check_of(result, table_name, run_id, "").model_copy(
            update={"success": True, "unexpected_count": 0, "observed": None}
        )
        for subject in list(sound):
            count = failing[subject]
            if count and not _may_fail(result, count, sizes[subject]):
                del sound[subject]
                continue
            sound[subject].append(passed.model_copy(update={"subject": subject, "unexpected_count": count}))
    audits = {}
    for subject, results in sound.items():
        counted = [
            _counted(check, sizes[subject], table_name, run_id, subject)
            for check in suite.count_checks(dict(facts.get(subject, {})))
        ]
        if None not in counted:
            audits[subject] = Audit([*results, *(each for each in counted if each is not None)])
    return audits


def _failing(result: Any) -> list[int] | None:
    """Return the numbers of the failing rows, None where the check could not tell them."""
    content = result.result or {}
    if is_raised(result):
        return None
    rows = content.get("unexpected_index_list") or []
    count = int(content.get("unexpected_count") or 0)
    return [int(each) for each in rows] if len(rows) == count and (result.success or count) else None


def _may_fail(result: Any, count: int, size: int) -> bool:
    """Tell whether the check of a batch passes all the same, missing values being few enough."""
    config = result.expectation_config
    if config.type != "expect_column_values_to_not_be_null":
        return False
    return 1 - count / size > float(config.kwargs.get("mostly", 1.0)) + NEAR


def _counted(check: Any, size: int, table_name: str, run_id: str, subject: str) -> CheckResult | None:
    """Return what a check of the number of rows comes to, None where it fails."""
    least, most = check.min_value, check.max_value
    if (least is not None and size < least) or (most is not None and size > most):
        return None
    return CheckResult(
        run_id=run_id,
        table_name=table_name,
        subject=subject,
        expectation=check.meta["says"],
        column=None,
        severity=str(getattr(check.severity, "value", check.severity)),
        success=True,
        unexpected_count=0,
        observed=None,
    )
