"""Which pages are read off their pictures, within which bounds, and what becomes of those that are not.

The reading itself (`scans.py`) runs in the guarded child: a page that takes too long, crashes it or eats its
memory costs that page, with the reason on the page, and the rest is read on by a fresh child.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from transforms.text.guard import ChildCrashed, ChildTimeout, shared_reader
from transforms.text.pdf import PdfFacts, RawPage
from transforms.text.usable import recognized_is_better
from warehouse.records import Record

MAX_CRASHES = 3
"""Pages of one document that may crash the reader before the rest is given up."""


class ScanBounds(Record):
    """How much one document's scanned pages may cost. Seconds are those of the clock on the wall.

    A page of print takes three to six seconds on two free cores, and many times that on busy ones; loading
    the models, once a child, two more.
    """

    max_pages: int = 100
    max_seconds: float = 600.0
    max_page_seconds: float = 90.0


def recognize_scans(body: bytes, pages: Sequence[RawPage], bounds: ScanBounds) -> list[RawPage]:
    """Return a PDF's pages with those read off their pictures whose text layer is not usable.

    A page that could not be read, or was left out for time, keeps its layer's words, if any, and says why.
    """
    wanted = [page.number for page in pages if page.layer != "usable" and not page.problem]
    if not wanted:
        return list(pages)
    read = _read_pages(body, wanted, bounds)
    return [_better(page, read[page.number]) if page.number in read else page for page in pages]


def _better(page: RawPage, read: RawPage) -> RawPage:
    if read.text and (page.layer == "none" or recognized_is_better(page.text, read.text, judged=page.layer)):
        return replace(read, layer=page.layer)
    # Letters that no font names are no words, and a picture without any is no loss beside a stamp.
    words = "" if page.layer == "garbled" and read.problem is None and read.text else page.text
    return replace(page, text=words, problem=read.problem)


def _read_pages(body: bytes, wanted: Sequence[int], bounds: ScanBounds) -> dict[int, RawPage]:
    read: dict[int, RawPage] = {}
    todo = list(wanted[: bounds.max_pages])
    deadline = time.monotonic() + bounds.max_seconds
    crashes = 0
    while todo and crashes < MAX_CRASHES and (left := deadline - time.monotonic()) > 0:
        job: dict[str, Any] = {"kind": "scan", "pages": todo}
        problem: str | None = None
        try:
            for answer in shared_reader().ask(
                job, body, max_seconds=left, max_seconds_each=bounds.max_page_seconds
            ):
                if "page" in answer:
                    page = RawPage(**answer["page"])
                    read[page.number] = page
                elif "problem" in answer:
                    return {number: _unread(number, answer["problem"]) for number in wanted}
        except ChildTimeout:
            if time.monotonic() < deadline:
                problem = f"scanned: not read within {bounds.max_page_seconds:g} seconds"
        except ChildCrashed as error:
            crashes += 1
            problem = f"scanned: not read: {error}"
        todo = [number for number in todo if number not in read]
        if todo and problem:
            # Pages come in order: the first without an answer is the one that stopped the reader.
            read[todo[0]] = _unread(todo[0], problem)
            todo = todo[1:]
    why = (
        f"scanned: left out, the reader died on {MAX_CRASHES} pages before"
        if crashes >= MAX_CRASHES
        else f"scanned: left out, {bounds.max_seconds:g} seconds for the document were over"
    )
    read.update({number: _unread(number, why) for number in todo})
    beyond = f"scanned: left out, over {bounds.max_pages} scanned pages"
    read.update({number: _unread(number, beyond) for number in wanted[bounds.max_pages :]})
    return read


def _unread(number: int, problem: str) -> RawPage:
    return RawPage(number, "", method="ocr", problem=problem)


def recognize_picture(body: bytes, bounds: ScanBounds) -> tuple[PdfFacts, list[RawPage]]:
    """Return the facts and the pages of a picture file; a TIFF may have several."""
    facts: PdfFacts | None = None
    pages: list[RawPage] = []
    first, crashes = 1, 0
    deadline = time.monotonic() + bounds.max_seconds
    while crashes < MAX_CRASHES and (left := deadline - time.monotonic()) > 0:
        job = {"kind": "picture", "first": first, "max_pages": bounds.max_pages}
        try:
            for answer in shared_reader().ask(
                job, body, max_seconds=left, max_seconds_each=bounds.max_page_seconds
            ):
                if "facts" in answer:
                    facts = PdfFacts(**answer["facts"])
                elif "page" in answer:
                    pages.append(RawPage(**answer["page"]))
                elif "problem" in answer:
                    return PdfFacts(0, problem=answer["problem"]), []
            break
        except ChildTimeout:
            problem = f"scanned: not read within {bounds.max_page_seconds:g} seconds"
        except ChildCrashed as error:
            crashes += 1
            problem = f"too large: {error}" if "memory" in str(error) else f"broken: {error}"
        if facts is None:
            return PdfFacts(0, problem=problem), []
        first = (pages[-1].number if pages else 0) + 2
        pages.append(_unread(first - 1, problem))
        if first > facts.pages_count:
            break
    if facts is None:
        return PdfFacts(0, problem="timeout: not read in time"), []
    for number in range(len(pages) + 1, facts.pages_count + 1):
        pages.append(_unread(number, f"scanned: left out, over {bounds.max_pages} pages or out of time"))
    return facts, pages
