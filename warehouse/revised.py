"""What the night asks of the lake about documents that have more than one version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from warehouse.lake import Lake
from warehouse.records import Candidate, PageText, Reading
from warehouse.rows import record_of


@dataclass(frozen=True)
class DueRevision:
    """A version whose difference from the one before is not kept yet. `previous_*` are None for a first."""

    document_id: str
    content_sha256: str
    text: str
    pages: tuple[PageText, ...]
    previous_content_sha256: str | None
    previous_text: str | None
    previous_pages: tuple[PageText, ...]


@dataclass(frozen=True)
class ReadVersion:
    """An earlier version as the detector read it."""

    text: str
    pages: tuple[PageText, ...]
    reading: Reading


def revisions_due(lake: Lake, *, again: bool = False) -> Iterator[DueRevision]:
    """Yield each newest version whose difference from the one before is not kept; all of them if `again`."""
    for row in lake.stream("revisions_due", {"again": again}):
        yield DueRevision(
            document_id=row["document_id"],
            content_sha256=row["content_sha256"],
            text=row["text"],
            pages=_pages(row["pages"]),
            previous_content_sha256=row["previous_content_sha256"],
            previous_text=row["previous_text"],
            previous_pages=_pages(row["previous_pages"]),
        )


def candidates_of(lake: Lake, document_ids: Sequence[str]) -> dict[str, list[Candidate]]:
    """Return by document_id every candidate that any version of it had."""
    found: dict[str, list[Candidate]] = {}
    for row in lake.query("candidates_of_versions", {"document_ids": list(document_ids)}):
        found.setdefault(row["document_id"], []).append(record_of(Candidate, row))
    return found


def version_read_before(
    lake: Lake, document_id: str, *, text_sha256: str, detector_version: str
) -> ReadVersion | None:
    """Return the newest version with other words that this detector has read; None where there is none."""
    rows = lake.query(
        "earlier_reading",
        {"document_id": document_id, "text_sha256": text_sha256, "detector_version": detector_version},
    )
    if not rows:
        return None
    row = rows[0]
    reading = record_of(Reading, row["reading"])
    kept = lake.query("candidates_of_text", {"document_id": document_id, "text_sha256": reading.text_sha256})
    candidates = tuple(record_of(Candidate, each) for each in kept)
    return ReadVersion(
        row["text"], _pages(row["pages"]), reading.model_copy(update={"candidates": candidates})
    )


def _pages(rows: Sequence[dict[str, object]] | None) -> tuple[PageText, ...]:
    return tuple(PageText.model_validate(each) for each in rows or ())
