"""The real kind of a body, told by its bytes; headers and file names mislead."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from typing import Literal

from transforms.text.letters import decode

BodyKind = Literal[
    "empty", "pdf", "html", "xml", "docx", "odt", "rtf", "doc", "xlsx", "picture", "json", "plain", "binary"
]

MAX_UNPACKED_BYTES = 64 * 1024 * 1024

_HTML_OPENING = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|div|p|table|article|main|section|span|h[1-6]|ul|ol|br|a|"
    r"script|style|form|font|center|b|i|strong|em|td|tr|li|link|base|frameset|header|nav)(?=[\s>/])",
    re.IGNORECASE,
)
_ODD = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]+")
"""Characters that no text has many of."""
_PICTURE_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_BINARY_MAGIC = (
    b"GIF8", b"OggS", b"ID3", b"\x00\x00\x01\x00",
    b"wOFF",
    b"wOF2", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ", b"SQLite format 3", b"\x7fELF", b"%!PS",
)  # fmt: skip


class TooLarge(Exception):
    """Packed bytes that unpack to more than the bound."""


def unpack(body: bytes, *, limit: int = MAX_UNPACKED_BYTES) -> bytes:
    """Return the bytes inside gzip, or the body itself where it is not gzip or is broken from the start.

    A stream that is cut off gives what it holds. Raises: TooLarge beyond `limit` bytes.
    """
    for _ in range(3):  # servers compress twice at times
        if not body.startswith(b"\x1f\x8b"):
            break
        unpacked = _gunzip(body, limit=limit)
        if unpacked is None:
            break
        body = unpacked
    return body


def _gunzip(body: bytes, *, limit: int) -> bytes | None:
    parts: list[bytes] = []
    size, rest = 0, body
    while rest.startswith(b"\x1f\x8b"):
        stream = zlib.decompressobj(wbits=31)
        try:
            part = stream.decompress(rest, limit + 1 - size)
        except zlib.error:
            break
        size += len(part)
        parts.append(part)
        if size > limit or stream.unconsumed_tail:
            raise TooLarge(f"too large: unpacks to over {limit:,} bytes")
        if not part and not stream.eof:
            break
        rest = stream.unused_data
    return b"".join(parts) if parts else None


def sniff(body: bytes, *, media_type: str | None = None) -> BodyKind:
    """Return what the bytes are; `media_type` decides only where they allow both HTML and plain text."""
    head = body[:2048].lstrip(b"\x00\t\n\x0c\r \xef\xbb\xbf\xfe\xff")
    if not body.strip(b"\x00\t\n\x0b\x0c\r \xef\xbb\xbf"):
        return "empty"
    # Readers accept a PDF whose header stands within the first 1024 bytes.
    at = body[:1024].find(b"%PDF-")
    if at == 0 or (at > 0 and b"<" not in body[:at] and not body[:at].strip(b"\r\n\t \x00").isalnum()):
        return "pdf"
    if body.startswith(b"{\\rtf") or head.startswith(b"{\\rtf"):
        return "rtf"
    if body.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "doc"
    if body.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed_kind(body)
    if body.startswith(_PICTURE_MAGIC):
        return "picture"
    if body.startswith(_BINARY_MAGIC) or body[4:8] == b"ftyp" or body.startswith(b"RIFF"):
        return "binary"
    text = decode(body[:16384])
    if _looks_binary(text):
        return "binary"
    return _text_kind(text, body, media_type)


def _text_kind(text: str, body: bytes, media_type: str | None) -> BodyKind:
    start = text.lstrip("\ufeff \t\r\n\f\x00")
    declared = (media_type or "").split(";")[0].strip().lower()
    if start[:1] in "{[" and ("json" in declared or _is_json(body)):
        return "json"
    if start[:5].lower() == "<?xml":
        return "html" if re.search(r"<(?:!doctype\s+)?html[\s>]", start[:2000], re.IGNORECASE) else "xml"
    if re.match(r"<(?:rss|feed|urlset|rdf:RDF)[\s>]", start):
        return "xml"
    tags = len(_HTML_OPENING.findall(start))
    if start.startswith("<") and tags:
        return "html"
    if declared in ("text/html", "application/xhtml+xml") and (tags or "</" in start):
        return "html"
    if declared == "text/plain":
        return (
            "html" if re.match(r"(?:<!--.*?-->\s*)?<(?:!doctype|html)[\s>]", start, re.I | re.S) else "plain"
        )
    return "html" if tags >= 3 and "</" in start else "plain"


def _packed_kind(body: bytes) -> BodyKind:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(body)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError):
        return "docx" if b"word/document.xml" in body else "binary"
    if "word/document.xml" in names or any(name.startswith("word/document") for name in names):
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "odt" if "content.xml" in names and "mimetype" in names else "binary"


def _is_json(body: bytes) -> bool:
    if len(body) > MAX_UNPACKED_BYTES:
        return False
    try:
        json.loads(decode(body))
    except (ValueError, RecursionError):
        return False
    return True


def _looks_binary(text: str) -> bool:
    return sum(map(len, _ODD.findall(text))) * 10 > len(text)
