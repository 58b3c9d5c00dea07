"""One body to words, in this very process: the reader for each kind."""

from __future__ import annotations

from transforms.text.letters import decode
from transforms.text.office import read_docx, read_odt, read_rtf
from transforms.text.old_word import read_doc
from transforms.text.pdf import read_pdf
from transforms.text.plain import read_json, read_plain, read_xml
from transforms.text.record import ExtractedText, no_words
from transforms.text.sheets import read_xlsx
from transforms.text.sniff import BodyKind
from transforms.text.web import read_page


def read_whole(
    body: bytes, *, kind: BodyKind, url: str = "", charset: str | None = None, title: str | None = None
) -> ExtractedText:
    """Return the words of a body of a known kind. Pure, and unbounded in time: see `extract_text`."""
    if kind == "pdf":
        return read_pdf(body, title=title)
    if kind == "docx":
        return read_docx(body, title=title)
    if kind == "odt":
        return read_odt(body, title=title)
    if kind == "rtf":
        return read_rtf(body, title=title)
    if kind == "doc":
        return read_doc(body, title=title)
    if kind == "xlsx":
        return read_xlsx(body, title=title)
    if kind == "empty":
        return no_words("plain", "empty: no bytes to read", title=title)
    if kind == "picture":
        return no_words("ocr", "not read here: a picture is read in the guarded child", title=title)
    if kind == "binary":
        return no_words("plain", f"not text: {_name_of(body)}", title=title)
    text = decode(body, charset=charset)
    if kind == "html":
        return read_page(text, url=url, title=title)
    if kind == "xml":
        return read_xml(text, title=title)
    if kind == "json":
        return read_json(text, title=title)
    return read_plain(text, title=title)


def _name_of(body: bytes) -> str:
    if body.startswith(b"PK"):
        return "an archive or slides"
    if body.startswith((b"GIF8", b"RIFF")):
        return "a picture or sound"
    return "bytes of no known kind"
