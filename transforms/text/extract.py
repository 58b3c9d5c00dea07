"""Any body to words, within bounds, whatever the bytes: the door of this room."""

from __future__ import annotations

import hashlib
import time
from typing import Any

from transforms.text.guard import ChildCrashed, ChildTimeout, shared_reader
from transforms.text.letters import clean_inline, decode
from transforms.text.pdf import PdfFacts, RawPage, assemble
from transforms.text.plain import read_plain
from transforms.text.read import read_whole
from transforms.text.recognition import ScanBounds, recognize_picture, recognize_scans
from transforms.text.record import ExtractedText, no_words
from transforms.text.sniff import BodyKind, TooLarge, sniff, unpack
from transforms.text.web import read_fragment
from transforms.text.words import words_without_tree
from warehouse.records import Document, DocumentText, TextMethod

MAX_BODY_BYTES = 200 * 1024 * 1024
MAX_CRASHES = 3
"""Pages of one PDF that may crash the reader before the rest is given up."""
SMALL_PLAIN_BYTES = 30 * 1024 * 1024

_METHODS: dict[BodyKind, TextMethod] = {
    "pdf": "pdf",
    "html": "html",
    "docx": "docx",
    "odt": "docx",
    "doc": "docx",
    "xlsx": "docx",
    "picture": "ocr",
}
_DEFAULT_SCANS = ScanBounds()


def extract_text(
    body: bytes,
    *,
    media_type: str | None,
    url: str,
    charset: str | None = None,
    title: str | None = None,
    max_seconds: float = 30,
    max_pages: int = 1000,
    scans: ScanBounds = _DEFAULT_SCANS,
) -> ExtractedText:
    """Return the words of a body, told by its bytes and not by its headers. Never raises on any bytes.

    PDF, HTML and office files are read in a guarded child process: one that hangs, crashes or grows past
    bounds comes back as `unreadable` with the reason, or with the pages that were read. `charset` and
    `media_type` are the response's; `title` is what the link said. `max_seconds` holds for the whole body,
    but for pages that are pictures, which have bounds of their own in `scans`.
    """
    title = (clean_inline(title) or None) if title else None
    if len(body) > MAX_BODY_BYTES:
        return no_words("plain", f"too large: over {MAX_BODY_BYTES:,} bytes", title=title)
    try:
        body = unpack(body)
    except TooLarge as error:
        return no_words("plain", str(error), title=title)
    kind = sniff(body, media_type=media_type)
    if kind == "pdf":
        return _guarded_pdf(body, title=title, max_seconds=max_seconds, max_pages=max_pages, scans=scans)
    if kind == "picture":
        facts, frames = recognize_picture(body, scans)
        read = assemble(facts, frames, title=title, max_pages=max_pages)
        return read.model_copy(update={"method": "ocr"})
    if kind in ("empty", "binary") or (kind in ("plain", "json") and len(body) <= SMALL_PLAIN_BYTES):
        return read_whole(body, kind=kind, url=url, charset=charset, title=title)
    job = {"kind": kind, "url": url, "charset": charset, "title": title}
    method = _METHODS.get(kind, "plain")
    try:
        answers = list(shared_reader().ask(job, body, max_seconds=max_seconds))
    except (ChildTimeout, ChildCrashed) as problem:
        if kind in ("html", "xml"):
            # Words without their order of importance are better than none.
            return _by_tags_alone(body, charset=charset, title=title)
        return no_words(method, _reason(problem, max_seconds), title=title)
    return ExtractedText.model_validate(answers[-1]["read"])


def _reason(problem: ChildTimeout | ChildCrashed, max_seconds: float) -> str:
    if isinstance(problem, ChildTimeout):
        return f"timeout: not read within {max_seconds:g} seconds"
    return f"too large: {problem}" if "memory" in str(problem) else f"broken: {problem}"


def _by_tags_alone(body: bytes, *, charset: str | None, title: str | None) -> ExtractedText:
    words = words_without_tree(decode(body, charset=charset))
    return read_plain(words, title=title).model_copy(update={"method": "html"})


def _guarded_pdf(
    body: bytes, *, title: str | None, max_seconds: float, max_pages: int, scans: ScanBounds
) -> ExtractedText:
    deadline = time.monotonic() + max_seconds
    facts: PdfFacts | None = None
    pages: list[RawPage] = []
    first = 1
    problem = ""
    for _ in range(MAX_CRASHES):
        job = {"kind": "pdf", "first": first, "max_pages": max_pages}
        try:
            for answer in shared_reader().ask(job, body, max_seconds=max(0.05, deadline - time.monotonic())):
                if "facts" in answer:
                    facts = PdfFacts(**answer["facts"])
                elif "page" in answer:
                    pages.append(RawPage(**answer["page"]))
            break
        except ChildTimeout as error:
            problem = _reason(error, max_seconds)
            break
        except ChildCrashed as error:
            problem = _reason(error, max_seconds)
            if facts is None:
                break
            # Pages come in order: the one after the last is the one that killed the reader.
            first = (pages[-1].number + 1 if pages and pages[-1].number >= first else first) + 1
    if facts is None or (problem and not pages):
        return no_words("pdf", problem or "broken: not a whole PDF", title=title)
    pages = recognize_scans(body, pages, scans)
    return assemble(facts, pages, title=title, max_pages=max_pages)


def inline_text(document: Document) -> ExtractedText:
    """Return the words that came inside a listing, feed or API answer; unreadable where none came."""
    source = document.inline_text
    if source is None or not source.strip():
        return no_words("inline", "empty: no inline text")
    words = source
    if document.inline_media_type == "text/html":
        words = _fragment_words(source)
    read = read_plain(words)
    return read.model_copy(update={"method": "inline"})


def _fragment_words(source: str) -> str:
    return words_without_tree(source) if len(source) > 5_000_000 else read_fragment(source)


def document_text(document: Document, extracted: ExtractedText) -> DocumentText:
    """Return the record of a document version's words.

    Title and date are the document's own where it has them (a feed or a register states them on purpose),
    else those read off the body.
    """
    published_at, raw = document.published_at, document.published_at_raw
    if not published_at:
        published_at, raw = extracted.published_at, extracted.published_at_raw
    fields: dict[str, Any] = extracted.model_dump(exclude={"title", "published_at", "published_at_raw"})
    return DocumentText(
        document_id=document.document_id,
        content_sha256=document.content_sha256,
        text_sha256=hashlib.sha256(extracted.text.encode("utf-8", "surrogatepass")).hexdigest(),
        title=document.title or extracted.title,
        published_at=published_at,
        published_at_raw=raw,
        **fields,
    )
