"""From a landing into the lake: each source's batch audited, then all of it in one transaction."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

import pandas as pd

from warehouse.lake import Lake, MergeCount, Transaction
from warehouse.landing import Landing, frame_of, quarantined
from warehouse.reads import merge_readings
from warehouse.records import (
    Action,
    Alert,
    Candidate,
    Capture,
    CheckResult,
    Document,
    DocumentText,
    Quarantined,
    Reading,
    Record,
    Review,
    Revision,
    Source,
    SourceNight,
)

HISTORY_NIGHTS = 14

Row = TypeVar("Row", bound=Record)

MODELS: dict[str, type[Record]] = {
    "captures": Capture,
    "source_nights": SourceNight,
    "documents": Document,
    "document_texts": DocumentText,
    "candidates": Candidate,
    "actions": Action,
    "alerts": Alert,
    "reviews": Review,
    "revisions": Revision,
}


class Audit(Protocol):
    """What an audit found: `bad_rows` by the frame's row number, with the reason."""

    @property
    def results(self) -> Sequence[CheckResult]: ...
    @property
    def bad_rows(self) -> Mapping[int, str]: ...
    @property
    def is_stopped(self) -> bool: ...


class Auditor(Protocol):
    """Holds a staged batch against its table's expectations (`expectations.audit`)."""

    def __call__(
        self, table_name: str, frame: pd.DataFrame, *, run_id: str, subject: str, facts: dict[str, Any]
    ) -> Audit: ...


class BatchesAuditor(Protocol):
    """Returns the audits of those batches of one frame that pass (`expectations.sound_batches`)."""

    def __call__(
        self,
        table_name: str,
        frame: pd.DataFrame,
        *,
        run_id: str,
        subjects: Sequence[str],
        facts: Mapping[str, Mapping[str, Any]],
        shared: Mapping[str, Any],
    ) -> Mapping[str, Audit]: ...


@dataclass(frozen=True)
class LoadReport:
    """What a landing came to. `held_back` tells the reason by source_id."""

    run_id: str
    shard: str
    is_known: bool = False
    merged: dict[str, MergeCount] = field(default_factory=dict)
    held_back: dict[str, str] = field(default_factory=dict)
    quarantined_count: int = 0
    failed_checks: tuple[CheckResult, ...] = ()

    @property
    def is_unchanged(self) -> bool:
        """True where no row of the lake was inserted or updated."""
        return not any(count.changed for count in self.merged.values())


@dataclass(frozen=True)
class Sifted(Generic[Row]):
    """One batch after its audit. `held_back` is the reason where the whole batch was."""

    good: list[Row]
    set_aside: list[Quarantined]
    results: list[CheckResult]
    held_back: str | None

    def merge(self, tx: Transaction, table: str, *, run_id: str) -> MergeCount:
        """Merge what passed, what the checks said and what they set aside; return what changed in `table`."""
        merged = tx.merge(table, self.good, run_id=run_id)
        tx.merge("check_results", self.results, run_id=run_id)
        tx.merge("quarantine", self.set_aside, run_id=run_id)
        return merged


@dataclass
class _Staged:
    """What passed, what did not, and what the checks said."""

    documents: list[Document] = field(default_factory=list)
    captures: list[Capture] = field(default_factory=list)
    nights: list[SourceNight] = field(default_factory=list)
    results: list[CheckResult] = field(default_factory=list)
    set_aside: list[Quarantined] = field(default_factory=list)
    held_back: dict[str, str] = field(default_factory=dict)

    def take(self, sifted: Sifted[Row]) -> list[Row]:
        """Keep what an audit said and set aside; return the rows that passed."""
        self.results.extend(sifted.results)
        self.set_aside.extend(sifted.set_aside)
        return sifted.good


def load_landing(
    lake: Lake,
    landing: Landing,
    *,
    sources: Mapping[str, Source],
    audit: Auditor,
    sound: BatchesAuditor | None = None,
    again: bool = False,
) -> LoadReport:
    """Load a landing, all of it or nothing, and return what it came to.

    A source whose documents fail a critical check of the whole batch has them all set aside with the
    reason; its captures and its verdict stay, and the other sources go on. A landing that was loaded
    before is left alone, unless `again`. `sound` spares the batches that pass an audit of their own.
    """
    key = {"run_id": landing.run_id, "shard": landing.shard}
    if not again:
        known = lake.query("landing_loaded", key)
        if known and known[0]["complete_sha256"] == landing.complete_sha256:
            return LoadReport(landing.run_id, landing.shard, is_known=True)
    staged = _stage(lake, landing, sources, audit, sound)
    merged = lake.transaction(lambda tx: _merge(tx, landing, staged))
    return LoadReport(
        run_id=landing.run_id,
        shard=landing.shard,
        merged=merged,
        held_back=staged.held_back,
        quarantined_count=len(staged.set_aside),
        failed_checks=tuple(each for each in staged.results if not each.success),
    )


def _stage(
    lake: Lake,
    landing: Landing,
    sources: Mapping[str, Source],
    audit: Auditor,
    sound: BatchesAuditor | None,
) -> _Staged:
    staged = _Staged(set_aside=list(landing.rejected))
    run_id, shard = landing.run_id, landing.shard
    facts: dict[str, Any] = {"run_id": run_id}
    if landing.captures:
        captures = sift("captures", landing.captures, run_id=run_id, subject=shard, audit=audit, facts=facts)
        staged.captures = staged.take(captures)
    if landing.source_nights:
        verdicts = sift(
            "source_nights", landing.source_nights, run_id=run_id, subject=shard, audit=audit, facts=facts
        )
        staged.nights = staged.take(verdicts)
    nights = {each.source_id: each for each in staged.nights}
    capture_ids = {each.capture_id for each in staged.captures}
    by_source: dict[str, list[Document]] = {source_id: [] for source_id in nights}
    for document in landing.documents:
        by_source.setdefault(document.source_id, []).append(document)
    history = recent_counts(lake, run_id, list(by_source))
    facts_of: dict[str, dict[str, Any]] = {}
    for source_id, documents in by_source.items():
        night = nights.get(source_id)
        if not documents and (night is None or night.verdict != "ok"):
            continue
        facts_of[source_id] = {
            "floor": sources[source_id].floor if source_id in sources else 0,
            "verdict": night.verdict if night else None,
            "unchanged_count": night.unchanged_count if night else 0,
            "recent_counts": history.get(source_id, []),
            "capture_ids": capture_ids,
        }
    passed: Mapping[str, Audit] = {}
    if sound is not None and landing.documents:
        passed = sound(
            "documents",
            frame_of(landing.documents, Document),
            run_id=run_id,
            subjects=[each.source_id for each in landing.documents],
            facts=facts_of,
            shared={"capture_ids": capture_ids},
        )
    for source_id, facts in facts_of.items():
        documents = by_source[source_id]
        if source_id in passed:
            staged.documents.extend(documents)
            staged.results.extend(passed[source_id].results)
            continue
        sifted = sift("documents", documents, run_id=run_id, subject=source_id, audit=audit, facts=facts)
        staged.documents.extend(staged.take(sifted))
        if sifted.held_back:
            staged.held_back[source_id] = sifted.held_back
    return staged


def sift(
    table: str, records: Sequence[Row], *, run_id: str, subject: str, audit: Auditor, facts: dict[str, Any]
) -> Sifted[Row]:
    """Return which records pass their table's checks, and the others with the reason why not."""
    found = audit(table, frame_of(records, MODELS[table]), run_id=run_id, subject=subject, facts=facts)
    reasons: Mapping[int, str] = found.bad_rows
    held_back = None
    if found.is_stopped:
        held_back = reason_of(found.results)
        whole = f"set aside with its whole batch: {held_back}"
        reasons = {number: found.bad_rows.get(number, whole) for number in range(len(records))}
    return Sifted(
        good=[each for number, each in enumerate(records) if number not in reasons],
        set_aside=list(set_aside(table, records, reasons, run_id=run_id)),
        results=list(found.results),
        held_back=held_back,
    )


def load_readings(
    lake: Lake, readings: Sequence[Reading], *, run_id: str, texts: Mapping[str, str], audit: Auditor
) -> MergeCount:
    """Load readings with the candidates that pass their checks; return what changed of the candidates.

    `texts` are the words that were read, by document_id: every quote is held against them.
    """
    candidates = [candidate for reading in readings for candidate in reading.candidates]
    if not candidates:
        return lake.transaction(lambda tx: merge_readings(tx, readings, run_id=run_id))
    # One batch of a night must not hide another's results, so each is named by where it begins.
    sifted = sift(
        "candidates",
        candidates,
        run_id=run_id,
        subject=f"readings from {readings[0].document_id}",
        audit=audit,
        facts={"texts": texts},
    )
    good = {each.candidate_id for each in sifted.good}
    kept = [
        each.model_copy(update={"candidates": tuple(c for c in each.candidates if c.candidate_id in good)})
        for each in readings
    ]

    def merge(tx: Transaction) -> MergeCount:
        tx.merge("check_results", sifted.results, run_id=run_id)
        tx.merge("quarantine", sifted.set_aside, run_id=run_id)
        return merge_readings(tx, kept, run_id=run_id)

    return lake.transaction(merge)


def _merge(tx: Transaction, landing: Landing, staged: _Staged) -> dict[str, MergeCount]:
    run_id = landing.run_id
    held = [each for each in staged.nights if each.source_id in staged.held_back]
    fine = [each for each in staged.nights if each.source_id not in staged.held_back]
    merged = {
        "captures": tx.merge("captures", staged.captures, run_id=run_id),
        "documents": tx.merge("documents", staged.documents, run_id=run_id),
        "source_nights": tx.merge("source_nights", fine, run_id=run_id),
        "check_results": tx.merge("check_results", staged.results, run_id=run_id),
        "quarantine": tx.merge("quarantine", staged.set_aside, run_id=run_id),
    }
    for night in held:
        merged["source_nights"] += tx.merge(
            "source_nights", [night], run_id=run_id, held_back_reason=staged.held_back[night.source_id]
        )
    merged["landings"] = tx.merge("landings", [_landing_row(landing)], run_id=run_id)
    return merged


def _landing_row(landing: Landing) -> dict[str, Any]:
    return {
        "run_id": landing.run_id,
        "shard": landing.shard,
        "complete_sha256": landing.complete_sha256,
        "captures_count": len(landing.captures),
        "documents_count": len(landing.documents),
        "rejected_count": len(landing.rejected),
        "missing_from_archive": list(landing.missing_from_archive),
        "started_at_utc": landing.started_at_utc,
        "finished_at_utc": landing.finished_at_utc,
    }


def set_aside(
    table: str, records: Sequence[Record], reasons: Mapping[int, str], *, run_id: str
) -> Iterable[Quarantined]:
    """Yield the quarantine entries of the rows that `reasons` names by number."""
    for number, reason in sorted(reasons.items()):
        row = records[number].model_dump()
        yield quarantined(
            table,
            run_id=run_id,
            source_id=row.get("source_id"),
            reason=reason,
            row_json=json.dumps(row, sort_keys=True, ensure_ascii=True),
        )


def reason_of(results: Iterable[CheckResult]) -> str:
    """Return the critical checks that failed, as one line."""
    failed = [each for each in results if each.severity == "critical" and not each.success]
    said = "; ".join(f"{each.expectation}: {each.observed or 'not met'}" for each in failed[:5])
    return said or "a critical check failed"


def recent_counts(lake: Lake, run_id: str, source_ids: Sequence[Hashable]) -> dict[str, list[int]]:
    """Return how many documents each source gave in its last good nights before `run_id`, newest first."""
    counts: dict[str, list[int]] = {}
    rows = lake.query(
        "recent_counts", {"run_id": run_id, "source_ids": list(source_ids), "nights": HISTORY_NIGHTS}
    )
    for row in rows:
        counts.setdefault(row["source_id"], []).append(int(row["documents_count"]))
    return counts
