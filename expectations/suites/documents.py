"""One source's documents of one night.

Facts: `floor`, `verdict`, `unchanged_count` and `recent_counts` (documents of earlier good nights, newest
first) of the source; `capture_ids` of the landing; all may be missing.
"""

from __future__ import annotations

from typing import Any, get_args

import pandas as pd

from expectations.suites.checks import (
    ADDRESS,
    at_least,
    at_most,
    fault_column,
    faultless,
    filled,
    is_given,
    matches,
    not_null,
    one_of,
    unique,
    usual_most,
)
from warehouse.records import DocumentKind

# Verdicts that claim the page was read: only then does a floor say something about its layout.
READ_VERDICTS = ("ok", "broken", None)
MAX_URL_CHARS = 8000
YEARS = range(1900, 2101)


def prepare(frame: pd.DataFrame, facts: dict[str, Any]) -> pd.DataFrame:
    """Return the frame with `any_date`, `capture_fault` and `plausible_fault`."""
    known = facts.get("capture_ids")

    def capture_fault(row: dict[str, Any]) -> str | None:
        if known is None or row["capture_id"] in known:
            return None
        return f"capture_id {str(row['capture_id'])[:40]!r} is no capture of this landing"

    dates = frame["published_at"].where(frame["published_at"].notna(), frame["starts_at"])
    frame = frame.assign(any_date=dates.astype(object))
    frame = fault_column(frame, "capture_fault", capture_fault)
    return fault_column(frame, "plausible_fault", _plausible_fault)


def _plausible_fault(row: dict[str, Any]) -> str | None:
    if len(str(row["url"])) > MAX_URL_CHARS:
        return f"url has {len(row['url']):,} characters"
    for column in ("published_at", "starts_at"):
        if is_given(row[column]) and int(str(row[column])[:4]) not in YEARS:
            return f"{column} lies in the year {str(row[column])[:4]}"
    return None


def expectations(facts: dict[str, Any]) -> list[Any]:
    """Return the checks of a source's batch."""
    return [*row_checks(), *count_checks(facts)]


def row_checks() -> list[Any]:
    """Return the checks of rows, which ask for no facts: `prepare` has answered those that need some."""
    return [
        not_null("document_id"),
        filled("document_id"),
        filled("content_sha256"),
        unique("document_id", "content_sha256"),
        one_of("kind", get_args(DocumentKind)),
        matches("url", ADDRESS, "url begins with http:// or https://"),
        faultless("capture_fault", "capture_id is a capture of the same landing"),
        faultless("plausible_fault", "addresses and years are plausible", severity="warning"),
        not_null("title", mostly=0.8, severity="warning", says="at least 80% have a title"),
        not_null("any_date", mostly=0.5, severity="warning", says="at least half have a date"),
    ]


def count_checks(facts: dict[str, Any]) -> list[Any]:
    """Return the checks of how many documents a source gave."""
    checks = []
    floor = int(facts.get("floor") or 0) - int(facts.get("unchanged_count") or 0)
    if floor > 0 and facts.get("verdict") in READ_VERDICTS:
        checks.append(at_least(floor, f"at least {facts['floor']} documents, the source's floor"))
    recent = facts.get("recent_counts") or []
    if len(recent) >= 3:
        most = usual_most(recent, times=5, least=50)
        checks.append(at_most(most, f"at most {most} documents, five times the usual"))
    return checks
