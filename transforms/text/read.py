"""One body to words, in this very process: the reader for each kind."""

from __future__ import annotations

from transforms.text.letters import decode
from transforms.text.office import read_docx, read_odt, read_rtf
from transforms.text.pdf import read_pdf
from transforms.text.plain import read_json, read_plain, read_xml
from transforms.text.record import ExtractedText, no_words
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
        return no_words("docx", _why_not_ole(body), title=title)
    if kind == "empty":
        return no_words("plain", "empty: no bytes to read", title=title)
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


def _why_not_ole(body: bytes) -> str:
    """Return why a compound file gives no words: newer files with a password, or the old Word format."""
    if "EncryptedPackage".encode("utf-16-le") in body:
        return "encrypted: opens only with a password"
    if "WordDocument".encode("utf-16-le") in body:
        return "not supported: an old Word file (.doc); ask for PDF or DOCX"
    return "not supported: an old Office file"


def _name_of(body: bytes) -> str:
    if body.startswith(b"PK"):
        return "an archive or a spreadsheet"
    if body.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*", b"MM\x00*")):
        return "a picture"
    return "bytes of no known kind"
