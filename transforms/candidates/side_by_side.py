"""The detector over many documents, in this process or several, answers in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context

from transforms.candidates.detector import propose_candidates
from transforms.candidates.input_lines import DetectInput, RejectedLine
from transforms.candidates.markup_screening import may_concern
from transforms.text.web import read_page
from warehouse.records import Reading


@dataclass(frozen=True, slots=True)
class PageReading:
    """What the detector made of a page's markup, with the words that its quotes stand in."""

    reading: Reading
    text: str


Answer = Reading | PageReading | str
"""What the detector made of a document, or the reason why it failed."""

_BATCH_CHARS = 1_000_000
_BATCH_DOCUMENTS = 200


def read_document(one: DetectInput) -> Answer:
    """Return what the detector makes of one document, or the reason where it fails on it."""
    try:
        if one.html is not None:
            return _read_markup(one, one.html)
        return propose_candidates(
            document_id=one.id,
            text=one.text,
            title=one.title,
            url=one.url,
            published=one.published,
            source_kind=one.source_kind,
            jurisdiction=one.jurisdiction,
        )
    except Exception as error:  # noqa: BLE001 (saves the run: one document's failure is its own)
        return f"the detector failed: {type(error).__name__}: {str(error)[:200]}"


def _read_markup(one: DetectInput, markup: str) -> PageReading:
    """Return what a page holds; its words are read out only where its markup may concern us."""
    text, title, published = "", one.title, one.published
    if may_concern(markup, title):
        page = read_page(markup, url=one.url or "", title=title)
        text, title, published = page.text, title or page.title, published or page.published_at
    reading = propose_candidates(
        document_id=one.id,
        text=text,
        title=title,
        url=one.url,
        published=published,
        source_kind=one.source_kind,
        jurisdiction=one.jurisdiction,
    )
    return PageReading(reading, text)


def _read_batch(batch: Sequence[DetectInput]) -> list[Answer]:
    return [read_document(one) for one in batch]


def read_all(
    lines: Iterable[DetectInput | RejectedLine], *, jobs: int
) -> Iterator[tuple[DetectInput | RejectedLine, Answer]]:
    """Yield every line with its answer, in order; a rejected line's answer is its reason."""
    if jobs <= 1:
        for one in lines:
            yield one, one.reason if isinstance(one, RejectedLine) else read_document(one)
        return
    pool = _Pool(jobs)
    try:
        waiting: deque[tuple[list[DetectInput | RejectedLine], Future[list[Answer]]]] = deque()
        for batch in _batches(lines):
            waiting.append((batch, pool.submit([one for one in batch if isinstance(one, DetectInput)])))
            if len(waiting) > 2 * jobs:
                yield from _merge(*waiting.popleft(), pool)
        while waiting:
            yield from _merge(*waiting.popleft(), pool)
    finally:
        pool.close()


def _batches(lines: Iterable[DetectInput | RejectedLine]) -> Iterator[list[DetectInput | RejectedLine]]:
    batch: list[DetectInput | RejectedLine] = []
    size = 0
    for one in lines:
        batch.append(one)
        size += len(one.html or one.text) if isinstance(one, DetectInput) else 0
        if len(batch) >= _BATCH_DOCUMENTS or size >= _BATCH_CHARS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _merge(
    batch: list[DetectInput | RejectedLine], future: Future[list[Answer]], pool: _Pool
) -> Iterator[tuple[DetectInput | RejectedLine, Answer]]:
    documents = [one for one in batch if isinstance(one, DetectInput)]
    try:
        answers = iter(future.result())
    except BrokenProcessPool:
        answers = iter(pool.one_by_one(documents))
    for one in batch:
        yield one, one.reason if isinstance(one, RejectedLine) else next(answers)


class _Pool:
    """Processes that read batches; where one dies of a document, that document alone is given up."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool = self._fresh(jobs)

    @staticmethod
    def _fresh(jobs: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(max_workers=jobs, mp_context=get_context("spawn"))

    def submit(self, documents: list[DetectInput]) -> Future[list[Answer]]:
        """Have a batch read."""
        try:
            return self._pool.submit(_read_batch, documents)
        except BrokenProcessPool:
            self._pool = self._fresh(self._jobs)
            return self._pool.submit(_read_batch, documents)

    def one_by_one(self, documents: list[DetectInput]) -> list[Answer]:
        """Return the answers of a batch in which a process died, each document alone in its process."""
        answers: list[Answer] = []
        alone = self._fresh(1)
        try:
            for one in documents:
                try:
                    answers.extend(alone.submit(_read_batch, [one]).result())
                except BrokenProcessPool:
                    answers.append("the detector failed: its process died of this document")
                    alone = self._fresh(1)
        finally:
            alone.shutdown(cancel_futures=True)
        return answers

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(cancel_futures=True)
