"""What the resolution needs to know of a document."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.records import DocumentKind, SourceKind


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """Who published a document, as what, and when. Grain: document_id."""

    document_id: str
    source_kind: SourceKind | str | None = None
    published_at: str | None = None
    title: str | None = None
    url: str | None = None
    kind: DocumentKind | str | None = None
