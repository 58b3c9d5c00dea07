"""What the stages of a night ask of the lake, and the small writes that answer them.

Where many rows are meant, the function is a generator: memory holds a batch, and the lake may be written
to while it is read. A document has versions; "current" is the version that the latest night showed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from warehouse.lake import Lake, MergeCount, Transaction
from warehouse.records import (
    Action,
    Alert,
    AlertState,
    Candidate,
    Capture,
    Document,
    DocumentText,
    Reading,
    Review,
    Source,
)
from warehouse.rows import record_of

FAILED_VERDICTS = ("blocked", "broken", "unreachable")

# Later than any night, earlier than any.
NEVER = "9999-12-31"
EVER = ""


def validators(
    lake: Lake, source_ids: Sequence[str], *, before_run: str = NEVER
) -> dict[str, dict[str, Any]]:
    """Return what is known of each request: by source_id, method, requested URL and hash of the body sent.

    Keys: etag, last_modified, sha256, capture_id, warc_path, warc_offset, and the nights first_on, changed_on
    (None where no other body is known) and asked_on. They are of the newest whole body before the night
    `before_run`. Nights whose verdict was bad, or whose documents were held back, are left out, so that what
    was read badly is read again.
    """
    rows = lake.query("validators", {"source_ids": list(source_ids), "before_run": before_run})
    return {row.pop("request_key"): row for row in rows}


def upcoming(
    lake: Lake, source_ids: Sequence[str], *, night: str, before_run: str = NEVER
) -> dict[str, tuple[str, ...]]:
    """Return by source the documents of meetings after `night` that its last good night listed.

    Those that are known to be cancelled are left out.
    """
    found: dict[str, list[str]] = {}
    asked = {"source_ids": list(source_ids), "night": night, "before_run": before_run}
    for row in lake.query("upcoming", asked):
        found.setdefault(row["source_id"], []).append(row["document_id"])
    return {source_id: tuple(ids) for source_id, ids in found.items()}


def documents_without_text(lake: Lake, *, again: bool = False) -> Iterator[tuple[Document, Capture | None]]:
    """Yield each document version that has no text yet, with its capture; all versions if `again`.

    The capture is None where it was never loaded, which is a fault of the landing.
    """
    for row in lake.stream("documents_without_text", {"again": again}):
        capture = row["capture"]
        known = capture is not None and capture["capture_id"] is not None
        yield record_of(Document, row), record_of(Capture, capture) if known else None


def original_of(lake: Lake, capture: Capture) -> Capture | None:
    """Return the capture that holds the body of a revisit; None where none is kept."""
    rows = lake.query("original_capture", {"sha256": capture.sha256, "requested_url": capture.requested_url})
    return record_of(Capture, rows[0]) if rows else None


def texts_without_reading(
    lake: Lake, detector_version: str
) -> Iterator[tuple[Document, DocumentText, Source, int]]:
    """Yield each current text that this version of the detector has not read, in no particular order.

    With it the source, and how many versions of the document are known.
    """
    for row in lake.stream("texts_without_reading", {"detector_version": detector_version}):
        yield (
            record_of(Document, row["document"]),
            record_of(DocumentText, row["document_text"]),
            record_of(Source, row["source"]),
            int(row["versions_count"]),
        )


def merge_readings(tx: Transaction, readings: Sequence[Reading], *, run_id: str) -> MergeCount:
    """Keep readings with their candidates; return what changed of the candidates.

    Candidates of the same words that a newest reading no longer has are removed.
    """
    tx.merge("readings", readings, run_id=run_id)
    rows = [
        candidate.model_dump()
        | {"text_sha256": reading.text_sha256, "detector_version": reading.detector_version}
        for reading in readings
        for candidate in reading.candidates
    ]
    tx.execute(
        "supersede_candidates",
        {
            "document_ids": [each.document_id for each in readings],
            "text_sha256s": [each.text_sha256 for each in readings],
            "kept_ids": [row["candidate_id"] for row in rows],
        },
    )
    return tx.merge("candidates", rows, run_id=run_id)


def save_readings(lake: Lake, readings: Iterable[Reading], *, run_id: str) -> MergeCount:
    """Keep readings with their candidates in a transaction of their own; see `merge_readings`."""
    kept = list(readings)
    return lake.transaction(lambda tx: merge_readings(tx, kept, run_id=run_id))


def open_candidates(lake: Lake) -> Iterator[Candidate]:
    """Yield every candidate of the words that now stand in its document, by document."""
    return candidates_since(lake, EVER)


def candidates_since(lake: Lake, run_id: str) -> Iterator[Candidate]:
    """Yield the current candidates that readings of the night `run_id` or later proposed or changed."""
    for row in lake.stream("current_candidates", {"since_run": run_id}):
        yield record_of(Candidate, row)


def candidates_by_id(lake: Lake, candidate_ids: Sequence[str]) -> dict[str, Candidate]:
    """Return candidates by id, current or not; of several texts, the newest reading's."""
    rows = lake.query("candidates_by_id", {"candidate_ids": list(candidate_ids)})
    return {row["candidate_id"]: record_of(Candidate, row) for row in rows}


def standing_reviews(lake: Lake) -> list[Review]:
    """Return the verdict that stands on each candidate that has one, by candidate_id."""
    return [record_of(Review, row) for row in lake.query("standing_reviews")]


def known_actions(lake: Lake, *, jurisdictions: Sequence[str] | None = None) -> list[Action]:
    """Return the actions known so far, oldest first; only those touching `jurisdictions` where given."""
    rows = lake.query("actions", {"jurisdictions": None if jurisdictions is None else list(jurisdictions)})
    return [record_of(Action, row) for row in rows]


def document_facts(lake: Lake, document_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return by document_id what other rooms need to know of a document's newest version.

    Keys: document_id, source_id, source_name, source_kind, jurisdiction, kind, url, title, published_at,
    starts_at, content_sha256, first_seen_on (night of its first version), version_first_seen_on (of the
    newest), source_seen_before (its source had a good night before the first), capture_id, sha256,
    warc_path, warc_offset, fetched_at_utc.
    """
    rows = lake.query("document_facts", {"document_ids": list(document_ids)})
    return {row["document_id"]: row for row in rows}


def outbox(lake: Lake, *, state: AlertState | None = None) -> list[Alert]:
    """Return alerts, oldest first; only those in `state` where given."""
    return [record_of(Alert, row) for row in lake.query("alerts_by_state", {"state": state})]


def outbox_pending(lake: Lake) -> list[Alert]:
    """Return the messages that are owed and not sent; what waits as a line of a digest is none."""
    return [record_of(Alert, row) for row in lake.query("pending_messages")]


def mark_alerts(lake: Lake, alerts: Iterable[Alert], *, sent_at_utc: str | None = None) -> int:
    """Record what delivery came to; return how many alerts changed. A sent alert stays sent.

    The lines of a digest share its end, in the same transaction.
    """
    alerts = list(alerts)
    marks = [
        {
            "alert_id": each.alert_id,
            "state": each.state,
            "attempts": each.attempts,
            "last_error": each.last_error,
            "sent_at_utc": sent_at_utc if each.state == "sent" else None,
            "retry_at_utc": each.retry_at_utc,
        }
        for each in alerts
    ]
    pairs = zip(marks, alerts, strict=True)
    settled = [mark for mark, each in pairs if each.item_ids and each.state != "pending"]
    shared = ("alert_id", "state", "last_error", "sent_at_utc")

    def mark_all(tx: Transaction) -> int:
        changed = sum(tx.execute("mark_alert", mark) for mark in marks)
        for mark in settled:
            changed += tx.execute("mark_carried", {name: mark[name] for name in shared})
        return changed

    return lake.transaction(mark_all)


def first_seen_sources(lake: Lake, run_id: str) -> set[str]:
    """Return the sources that were first watched in the night `run_id`."""
    return {row["source_id"] for row in lake.query("first_seen_sources", {"run_id": run_id})}


def source_history(lake: Lake, source_id: str, *, nights: int = 60) -> list[dict[str, Any]]:
    """Return a source's nights, newest first."""
    return lake.query("source_history", {"source_id": source_id, "nights": nights})


def begin_night(lake: Lake, run_id: str, *, night: str, started_at_utc: str) -> MergeCount:
    """Record that a night began. Beginning it again changes nothing."""
    row = {
        "run_id": run_id,
        "night": night,
        "started_at_utc": started_at_utc,
        "finished_at_utc": None,
        "outcome": "running",
        "note": None,
    }
    return lake.merge("nights", [row], run_id=run_id)


def end_night(
    lake: Lake,
    run_id: str,
    *,
    night: str,
    finished_at_utc: str,
    is_published: bool,
    note: str | None = None,
) -> MergeCount:
    """Record that a night ended, and whether its publication stands."""
    row = {
        "run_id": run_id,
        "night": night,
        "started_at_utc": finished_at_utc,
        "finished_at_utc": finished_at_utc,
        "outcome": "good" if is_published else "held",
        "note": note,
    }
    return lake.merge("nights", [row], run_id=run_id)


def night_report(lake: Lake, run_id: str) -> dict[str, Any]:
    """Return a night's numbers for its operator.

    Keys: run_id; verdicts {counts by verdict, attention: rows with source_id, verdict, reason}; broke and
    recovered (source_ids whose verdict turned since their last night); proposals {source_id: lines of
    YAML, those not told before}; held_back {source_id: reason}; failed_checks; and counts: captures,
    size_bytes, documents_new, documents_unreadable, readings, candidates_new, actions_new,
    actions_changed, mails_owed, mails_sent, mails_pending, mails_parked, quarantined.
    """
    nights = lake.query("night_verdicts", {"run_id": run_id})
    earlier = lake.query("previous_verdicts", {"run_id": run_id})
    before = {row["source_id"]: row["verdict"] for row in earlier}
    proposed = {row["source_id"]: row["proposal"] for row in earlier}
    counts: dict[str, int] = {}
    for each in nights:
        counts[each["verdict"]] = counts.get(each["verdict"], 0) + 1
    report: dict[str, Any] = dict(lake.query("night_counts", {"run_id": run_id})[0])
    report["verdicts"] = {"counts": counts, "attention": [each for each in nights if _needs_attention(each)]}
    report["broke"] = [
        each["source_id"]
        for each in nights
        if each["verdict"] in FAILED_VERDICTS and before.get(each["source_id"]) not in FAILED_VERDICTS
    ]
    report["recovered"] = [
        each["source_id"]
        for each in nights
        if each["verdict"] not in FAILED_VERDICTS and before.get(each["source_id"]) in FAILED_VERDICTS
    ]
    report["proposals"] = {
        each["source_id"]: each["proposal"]
        for each in nights
        if each["proposal"] and each["proposal"] != proposed.get(each["source_id"])
    }
    report["held_back"] = {
        each["source_id"]: each["held_back_reason"] for each in nights if each["held_back_reason"]
    }
    report["failed_checks"] = lake.query("night_failed_checks", {"run_id": run_id})
    return report


def _needs_attention(night: Mapping[str, Any]) -> bool:
    return night["verdict"] not in ("ok", "unchanged") or night["held_back_reason"] is not None
