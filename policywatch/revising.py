"""What changed since the version before: kept section by section, and read for actions where it is new."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.lake import Lake
from warehouse.records import Candidate, Document, DocumentText, PageText, Reading, Revision, Source

REVISION_BATCH = 100
LISTS_OF_ITEMS = ("agenda", "packet", "minutes", "meeting")


def keep_revisions(lake: Lake, run_id: str, *, again: bool = False) -> tuple[int, int]:
    """Keep the difference of each new version from the one before; return how many, and of how many sections.

    Of a directive or agreement the sections of the first version are kept too: its history begins there.
    """
    from transforms.revisions import revision_of, split_text
    from warehouse.revised import revisions_due

    batch: list[Revision] = []
    versions = sections = 0
    for due in revisions_due(lake, again=again):
        before = None
        if due.previous_text is not None:
            before = split_text(due.previous_text, due.previous_pages)
            versions += 1
        revision = revision_of(
            due.document_id,
            due.content_sha256,
            split_text(due.text, due.pages),
            previous_content_sha256=due.previous_content_sha256,
            before=before,
        )
        sections += revision.added_count + revision.changed_count + revision.removed_count
        batch.append(revision)
        if len(batch) >= REVISION_BATCH:
            _keep(lake, batch, run_id)
            batch = []
    if batch:
        _keep(lake, batch, run_id)
    return versions, sections


def _keep(lake: Lake, revisions: Sequence[Revision], run_id: str) -> None:
    from expectations import audit
    from warehouse.load import sift

    subject = f"revisions from {revisions[0].document_id}"
    sifted = sift("revisions", revisions, run_id=run_id, subject=subject, audit=audit, facts={})

    lake.transaction(lambda tx: sifted.merge(tx, "revisions", run_id=run_id))


def reading_of(
    lake: Lake,
    document: Document,
    text: DocumentText,
    source: Source,
    *,
    known: Sequence[Candidate],
    versions_count: int,
) -> Reading:
    """Return what the present detector makes of a text: of a later version, of what is new in it.

    Where this detector has read no earlier version, the text is read whole. `known` are the candidates that
    any version of the document had; those that are told again keep their ids.
    """
    from transforms.candidates import DETECTOR_VERSION, propose_candidates
    from transforms.revisions import Earlier, keep_identity, read_revised
    from warehouse.revised import version_read_before

    def read(words: str, pages: tuple[PageText, ...]) -> Reading:
        return propose_candidates(
            document_id=document.document_id,
            text=words,
            title=document.title or text.title,
            url=document.url,
            published=document.published_at or text.published_at,
            source_kind=source.kind,
            jurisdiction=document.jurisdiction,
            pages=pages,
        )

    before = None
    if versions_count > 1 and text.text:
        before = version_read_before(
            lake, document.document_id, text_sha256=text.text_sha256, detector_version=DETECTOR_VERSION
        )
    if before is not None:
        earlier = Earlier(before.text, before.pages, before.reading)
        reading = read_revised(
            text.text,
            text.pages,
            earlier=earlier,
            known=known,
            read=read,
            is_items=document.kind in LISTS_OF_ITEMS,
        )
    else:
        reading = read(text.text, text.pages)
        if known and reading.candidates:
            found = keep_identity(reading.candidates, known)
            reading = reading.model_copy(update={"candidates": tuple(found)})
    return reading.model_copy(update={"text_sha256": text.text_sha256})
