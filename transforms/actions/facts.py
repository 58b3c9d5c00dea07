"""What the resolution needs to know of a document, and which kind of source vouches by it."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.records import Corroboration, DocumentKind, SourceKind

_RECORD_KINDS = frozenset(
    {"meeting", "agenda", "packet", "minutes", "item", "legislation", "directive", "agreement"}
)
_OFFICIAL_SOURCES = frozenset({"city_hall", "police", "sheriff", "county", "state", "council"})


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """Who published a document, as what, and when. Grain: document_id."""

    document_id: str
    source_kind: SourceKind | str | None = None
    published_at: str | None = None
    title: str | None = None
    url: str | None = None
    kind: DocumentKind | str | None = None


def corroboration_of(facts: DocumentFacts | None) -> Corroboration:
    """Return which kind of source vouches by this document; news where nothing is known of it.

    A body's own papers are a record: its agendas, minutes, bills and directives, and what a court or a
    register of legislation publishes. What else a public body says of itself is an official statement.
    """
    if facts is None:
        return "news"
    if facts.source_kind == "news":
        return "news"
    if facts.kind in _RECORD_KINDS or facts.source_kind in ("court", "legislation"):
        return "record"
    if facts.kind in ("press_release", "notice") or facts.source_kind in _OFFICIAL_SOURCES:
        return "official_statement"
    return "news"
