"""PDF pages to words, by PDFium.

`iter_pages` is the only part that touches the C library; it runs in the guarded child (`guard.py`) on the
nightly path, because a hostile file can hang or crash it. What it yields is put together by `assemble`.
A page whose `layer` is not usable is a picture of a page, for `recognition.py` to have read.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from transforms.text.dates import find_document_date, iter_dates
from transforms.text.language import guess_language
from transforms.text.layout import MAX_BOXES, Box, flows, is_scrambled
from transforms.text.letters import clean, clean_inline
from transforms.text.lines import joined_flows
from transforms.text.record import PAGE_BREAK, ExtractedText, no_words
from transforms.text.usable import FEW_LETTERS, STAMP_LETTERS, TextLayer, judge_layer
from warehouse.records import PageText

MAX_PAGE_CHARS = 400_000
MAX_DOCUMENT_CHARS = 20_000_000
MAX_DRAWN = 2000
"""Drawn things of a page looked at in telling whether it is a picture."""

# Titles that the writing program made up.
_NO_TITLE = re.compile(
    r"^(?:untitled.*|microsoft \w+ - .*|.*\.(?:pdf|docx?|xlsx?|pptx?|indd|rtf|wpd|pub|tif|jpg)|document\d*|"
    r"slide \d+|table of contents|print|scan\w*|\W*|[\w-]{0,3}|\d[\d\W]*|[A-Z]{1,4}[_-]?\d+.*|agenda|"
    r"minutes)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class RawPage:
    """One page as the reader gave it: `text` in printed lines, a form feed between what stands in columns.

    `problem` tells why there are no words, or why they are not all; `layer` what its text layer is worth.
    """

    number: int
    text: str
    method: Literal["pdf", "ocr"] = "pdf"
    confidence: float | None = None
    problem: str | None = None
    layer: TextLayer = "usable"


@dataclass(frozen=True)
class PdfFacts:
    """What the file says of itself. `problem` is set, and pages_count 0, where it could not be opened."""

    pages_count: int
    title: str | None = None
    problem: str | None = None


def iter_pages(body: bytes, *, first: int = 1, max_pages: int = 1000) -> Iterator[PdfFacts | RawPage]:
    """Yield the facts of the file, then its pages in order from page `first` to page `max_pages`.

    Never raises on any bytes as far as PDFium lets it; a page that cannot be read carries the problem.
    """
    import pypdfium2
    from pypdfium2 import PdfiumError

    try:
        document = open_pdf(body)
        pages_count = len(document)
    except PdfiumError as error:
        is_locked = getattr(error, "err_code", None) == pypdfium2.raw.FPDF_ERR_PASSWORD or "assword" in str(
            error
        )
        yield PdfFacts(
            0, problem="encrypted: opens only with a password" if is_locked else "broken: not a whole PDF"
        )
        return
    try:
        yield PdfFacts(pages_count, title=_title_of(document))
        has_form = _open_form(document)
        for number in range(first, min(pages_count, max_pages) + 1):
            yield _read_page(document, number, has_form=has_form)
    finally:
        document.close()


def open_pdf(body: bytes) -> Any:
    """Return the opened file, from where its header stands. Raises: PdfiumError, a RuntimeError."""
    from pypdfium2 import PdfDocument

    start = body[:1024].find(b"%PDF-")
    return PdfDocument(body[start:] if start > 0 else body)


PAGE_PROBLEMS = (RuntimeError, ValueError, MemoryError, OSError)
"""What reading or drawing a page may raise; PDFium's own error is a RuntimeError."""


def _title_of(document: Any) -> str | None:
    try:
        title = clean_inline(str(document.get_metadata_value("Title")))[:300]
    except (ValueError, KeyError, RuntimeError, UnicodeError):
        return None
    return None if _NO_TITLE.match(title) else title


def _open_form(document: Any) -> bool:
    """Return whether the file has form fields, made ready: what was filled in is else no part of a page."""
    try:
        if document.get_formtype() == 0:
            return False
        document.init_forms()
    except (RuntimeError, ValueError):
        return False
    return True


def _read_page(document: Any, number: int, *, has_form: bool) -> RawPage:
    try:
        page = document[number - 1]
        if has_form:
            page.flatten()
            page.close()
            page = document[number - 1]
        try:
            words = page.get_textpage()
            try:
                text = _in_reading_order(words)
            finally:
                words.close()
            layer = _layer_of(page, text)
        finally:
            page.close()
    except PAGE_PROBLEMS as error:
        return RawPage(number, "", problem=f"broken page: {type(error).__name__}")
    return RawPage(number, text[:MAX_PAGE_CHARS], layer=layer)


def _in_reading_order(words: Any) -> str:
    """Return the page's words in the file's own order, unless that order mixes columns of prose."""
    pieces = words.count_rects()
    boxes = []
    for place in range(pieces if 8 <= pieces <= MAX_BOXES else 0):
        left, bottom, right, top = words.get_rect(place)
        if right > left and top > bottom:
            boxes.append(Box(left, -top, right, -bottom, place=place))
    parts = flows(boxes)
    if len(parts) < 2 or not is_scrambled(parts):
        return str(words.get_text_bounded())
    return "\f".join(
        words.get_text_bounded(
            left=min(box.left for box in part) - 1,
            bottom=-max(box.bottom for box in part) - 1,
            right=max(box.right for box in part) + 1,
            top=-min(box.top for box in part) + 1,
        )
        for part in parts
        if part
    )


def _layer_of(page: Any, text: str) -> TextLayer:
    letters = sum(1 for letter in text if letter.isalnum())
    if letters >= STAMP_LETTERS:
        return judge_layer(text, picture_share=0.0, drawn=0)
    share, drawn = _pictures_of(page)
    return judge_layer(text, picture_share=share, drawn=drawn)


def _pictures_of(page: Any) -> tuple[float, int]:
    """Return the share of the page that pictures cover, and how many things are drawn on it.

    Scanners cut a page into strips, so the pictures are taken together.
    """
    import pypdfium2.raw as raw

    width, height = page.get_size()
    share, drawn = 0.0, 0
    for piece in page.get_objects(max_depth=4):
        drawn += 1
        if piece.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = piece.get_bounds()
            share += (right - left) * (top - bottom) / max(width * height, 1.0)
        if drawn >= MAX_DRAWN:
            break
    return share, drawn


def read_pdf(
    body: bytes, *, title: str | None = None, max_seconds: float = 30, max_pages: int = 1000
) -> ExtractedText:
    """Return the words of a PDF, read in this very process; the clock is looked at between pages.

    Use `extract_text` where the file may be hostile.
    """
    deadline = time.monotonic() + max_seconds
    facts = PdfFacts(0, problem="broken: not a whole PDF")
    pages: list[RawPage] = []
    for part in iter_pages(body, max_pages=max_pages):
        if isinstance(part, PdfFacts):
            facts = part
        else:
            pages.append(part)
        if time.monotonic() > deadline:
            break
    return assemble(facts, pages, title=title, max_pages=max_pages)


def assemble(
    facts: PdfFacts, pages: Sequence[RawPage], *, title: str | None = None, max_pages: int = 1000
) -> ExtractedText:
    """Return the document's text out of its pages.

    Pages that are missing from `pages` (time ran out, the reader crashed) count as empty, with confidence 0.
    `title` is what the link to the file said.
    """
    linked_title = clean_inline(title)[:500] if title else None
    if facts.problem or not facts.pages_count:
        return no_words("pdf", facts.problem or "empty: no pages", title=linked_title or facts.title)
    by_number = {page.number: page for page in pages}
    whole = "\n".join(page.text for page in pages)
    spans: list[PageText] = []
    texts: list[str] = []
    at = 0
    for number in range(1, min(facts.pages_count, max_pages) + 1):
        page = by_number.get(
            number, RawPage(number, "", problem="not read: time ran out, or the reader crashed")
        )
        words = clean(joined_flows(_mend(page.text), words_of=whole))
        if at + len(words) > MAX_DOCUMENT_CHARS:
            words = ""
            page = replace(
                page, problem=f"too large: the document has over {MAX_DOCUMENT_CHARS:,} characters"
            )
        if page.confidence is None:
            page = replace(page, confidence=confidence_of(words))
        if not words:
            page = replace(page, confidence=0.0, problem=page.problem or _why_no_words_on(page))
        texts.append(words)
        spans.append(
            PageText(
                number=number,
                start=at,
                end=at + len(words),
                method=page.method,
                confidence=page.confidence or 0.0,
                problem=page.problem,
            )
        )
        at += len(words) + len(PAGE_BREAK)
    if facts.pages_count > max_pages and spans:
        beyond = f"pages {max_pages + 1:,} to {facts.pages_count:,} were left out: over {max_pages:,} pages"
        spans[-1] = spans[-1].model_copy(
            update={"problem": "; ".join(filter(None, (spans[-1].problem, beyond)))}
        )
    text = PAGE_BREAK.join(texts)
    letters = sum(1 for letter in text if letter.isalnum())
    if letters < FEW_LETTERS or all(span.confidence == 0 for span in spans):
        return ExtractedText(
            text="", method="pdf", title=linked_title or facts.title, unreadable=_why_no_words(text, pages),
            pages=tuple(span.model_copy(update={"start": 0, "end": 0, "confidence": 0.0}) for span in spans),
        )  # fmt: skip
    if _NEEDS_ADOBE.match(text[:600]):
        return no_words("pdf", "not supported: a form that only Adobe Reader fills (XFA)", title=linked_title)
    first_page = next((words for words in texts if words), "")
    found = find_document_date(first_page)
    return ExtractedText(
        text=text,
        method="ocr" if all(span.method == "ocr" for span in spans) else "pdf",
        pages=tuple(spans),
        title=_best_title(linked_title, facts.title, text[:6000], found[0] if found else None),
        published_at=found[0] if found else None,
        published_at_raw=found[1] if found else None,
        language=guess_language(text),
    )


# The whole text of a form of Adobe's own kind, in every other reader.
_NEEDS_ADOBE = re.compile(r"(?s)\s*Please wait\.\.\..{0,500}(?:Adobe Reader|PDF viewer)")


def _best_title(linked: str | None, own: str | None, opening: str, day: str | None) -> str | None:
    """Return the link's words where they say something, else the file's title if its pages bear it out.

    Writing programs carry a title over from the file that was the model: its words or its date then differ.
    """
    if linked and not _NO_TITLE.match(linked) and len(linked.split()) >= 3:
        return linked
    if own:
        words = set(re.findall(r"[^\W\d_]{3,}", own.lower()))
        borne_out = words & set(re.findall(r"[^\W\d_]{3,}", opening.lower()))
        dates = {found.iso for found in iter_dates(own)}
        if len(borne_out) * 10 >= len(words) * 6 and not (dates and day and day not in dates):
            return own
    return linked


def _why_no_words_on(page: RawPage) -> str:
    return "blank: nothing is drawn on it" if page.layer == "usable" else _UNREAD[page.layer]


_UNREAD: dict[TextLayer, str] = {
    "none": "scanned: no text layer",
    "stamp": "scanned: no text layer but a stamp",
    "garbled": "garbled: its fonts do not say which letters they draw",
}


def _why_no_words(text: str, pages: Sequence[RawPage]) -> str:
    problems = [page.problem for page in pages if page.problem]
    if not pages:
        return "timeout: no page was read in time"
    if len(problems) == len(pages):
        return problems[0] or "broken: no page can be read"
    if text.strip() and confidence_of(clean(text)) == 0:
        return "garbled: its fonts do not say which letters they draw"
    return "scanned: no text layer"


def _mend(text: str) -> str:
    """Return the page's text without the marks of fonts that name no letter (private use, replacement)."""
    return re.sub(r"[\ue000-\uf0a6\uf0a8-\uf0b6\uf0b8-\uf8ff\ufffd]+", " ", text)


def confidence_of(text: str) -> float:
    """Return 0 to 1, how far the words look like words: 0 where there are none, 1 for clean print.

    Recognition noise ("20?n .I\\"· 21 Pn") and undecoded fonts lower it: it is the share of tokens with a
    letter that are plain words, numbers and usual marks aside.
    """
    tokens = [token for token in text[:20_000].split() if any(letter.isalpha() for letter in token)]
    if not tokens:
        return 0.0 if not any(letter.isdigit() for letter in text) else 0.3
    plain = sum(1 for token in tokens if _PLAIN_TOKEN.match(token))
    share = plain / len(tokens)
    if len(tokens) >= 20 and share < 0.2:
        return 0.0
    return round(min(1.0, share / 0.92), 2)


# A word with the marks that print sets around it: "(b)(1)", "County's", "Agency—wide", "287(g)", "https://…".
_PLAIN_TOKEN = re.compile(
    r"^(?:[\W\d_]*(?:[^\W\d_]{2,}|[aAI])(?:[-'’/.,&—–@:()]+[^\W_]*)*[\W\d_]*"
    r"|\(?[\w.]{1,4}\)?(?:\(\w{1,4}\))*[.,;:)]*|\d+\(?\w{1,2}\)?[\W]*|https?:.*|www\..*|"
    r"[A-Z](?:\.[A-Z])*\.?[,;:]?)$"
)
