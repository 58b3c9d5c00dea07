"""The words of every document version that has none yet: read side by side, kept in batches."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from policywatch.places import landings_of
from policywatch.settings import Settings
from warehouse.lake import Lake
from warehouse.records import Capture, Document, DocumentText

if TYPE_CHECKING:
    from transforms.text import ExtractedText

TEXT_SECONDS = 60.0

# Each thread waits on a guarded child of its own, which may take gigabytes.
READERS = min(2, os.cpu_count() or 1)
# Bodies that are held at a time: those being read, and one that is ready.
AHEAD = READERS + 1
# A batch is one audit and one transaction, whose cost hardly grows with its rows.
BATCH_TEXTS, BATCH_CHARS = 1_000, 16_000_000


def read_all_texts(settings: Settings, lake: Lake, run_id: str, *, again: bool = False) -> tuple[int, int]:
    """Read the words of what has none yet, of everything if `again`.

    Returns how many texts were read, and how many of those held no readable words. What was kept before a
    crash is not read again.
    """
    count = unreadable = chars = 0
    batch: list[DocumentText] = []
    for text in _read(settings, lake, again=again):
        batch.append(text)
        count += 1
        unreadable += text.unreadable is not None
        chars += len(text.text)
        if len(batch) >= BATCH_TEXTS or chars >= BATCH_CHARS:
            _keep(lake, batch, run_id)
            batch, chars = [], 0
    if batch:
        _keep(lake, batch, run_id)
    return count, unreadable


def _read(settings: Settings, lake: Lake, *, again: bool) -> Iterator[DocumentText]:
    """Yield the texts in the order of the documents. Only this thread asks the lake."""
    from transforms.text import document_text
    from warehouse.reads import documents_without_text

    waiting: deque[tuple[Document, Future[ExtractedText]]] = deque()
    with ThreadPoolExecutor(READERS, thread_name_prefix="words") as readers:
        for document, capture in documents_without_text(lake, again=again):
            waiting.append((document, readers.submit(_work_on(settings, lake, document, capture))))
            if len(waiting) > AHEAD:
                first, words = waiting.popleft()
                yield document_text(first, words.result())
        for each, words in waiting:
            yield document_text(each, words.result())


def _work_on(
    settings: Settings, lake: Lake, document: Document, capture: Capture | None
) -> Callable[[], ExtractedText]:
    """Return what a thread is to do for a document; its bytes are fetched at once."""
    from transforms.text import extract_text, inline_text
    from transforms.text.record import no_words
    from warehouse.archive import BodyUnavailable, read_body
    from warehouse.reads import original_of

    if document.inline_text is not None:
        return lambda: inline_text(document)
    if capture is None:
        return lambda: no_words("plain", "its capture was never loaded")
    try:
        body = read_body(landings_of(settings), capture, original=lambda each: original_of(lake, each))
    except BodyUnavailable as error:
        reason = str(error)
        return lambda: no_words("plain", reason)
    return lambda: extract_text(
        body,
        media_type=capture.media_type,
        url=document.url,
        charset=capture.charset,
        title=document.title,
        max_seconds=TEXT_SECONDS,
    )


def _keep(lake: Lake, texts: list[DocumentText], run_id: str) -> None:
    from expectations import audit
    from warehouse.load import sift

    # One batch of a night must not hide another's results, so each is named by where it begins.
    subject = f"texts from {texts[0].document_id}"
    sifted = sift("document_texts", texts, run_id=run_id, subject=subject, audit=audit, facts={})

    lake.transaction(lambda tx: sifted.merge(tx, "document_texts", run_id=run_id))
