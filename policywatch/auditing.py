"""Audited writes of the later stages: what passes is kept, what fails is set aside with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from warehouse.lake import Transaction
from warehouse.landing import frame_of
from warehouse.load import reason_of, set_aside
from warehouse.records import CheckResult, Quarantined, Record

Row = TypeVar("Row", bound=Record)


@dataclass(frozen=True)
class Sifted(Generic[Row]):
    """A batch after its audit."""

    kept: list[Row]
    checks: list[CheckResult]
    set_aside: list[Quarantined]

    def merge_findings(self, tx: Transaction, run_id: str) -> None:
        """Keep what the audit said and what it set aside."""
        tx.merge("check_results", self.checks, run_id=run_id)
        tx.merge("quarantine", self.set_aside, run_id=run_id)


def sift(
    table: str, records: Sequence[Row], *, run_id: str, subject: str, facts: Mapping[str, Any] | None = None
) -> Sifted[Row]:
    """Hold `records` against the suite of `table`. A batch that is stopped is set aside whole."""
    from expectations import audit

    if not records:
        return Sifted([], [], [])
    frame = frame_of(list(records), type(records[0]))
    found = audit(table, frame, run_id=run_id, subject=subject, facts=facts)
    reasons = dict(found.bad_rows)
    if found.is_stopped:
        whole = reason_of(found.results)
        reasons = {number: found.bad_rows.get(number, whole) for number in range(len(records))}
    return Sifted(
        kept=[each for number, each in enumerate(records) if number not in reasons],
        checks=found.results,
        set_aside=list(set_aside(table, records, reasons, run_id=run_id)),
    )
