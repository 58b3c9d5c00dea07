"""Characters: bytes to letters, and letters to the clean form whose offsets stay true.

A text that leaves this room is final: line ends are `\\n`, lines hold no leading, trailing or doubled spaces,
there are no empty lines, and nothing in it is invisible. `\\f` stands between PDF pages only.
"""

from __future__ import annotations

import codecs
import re

_SPACES = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_LINE_ENDS = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"
# Zero-width, direction and joining marks, soft hyphens, variation selectors, tags: all hide or split words.
_INVISIBLE = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B,
    0x180E),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xD800, 0xDFFF), (0xFDD0,
    0xFDEF),
    (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF9, 0xFFFB), (0xFFFE, 0xFFFF),
    (0xE0000, 0xE007F), (0xE0100, 0xE01EF),
)  # fmt: skip

_TABLE: dict[int, str | None] = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if code != 0x0A}
_TABLE |= {code: None for first, last in _INVISIBLE for code in range(first, last + 1)}
_TABLE |= {ord(mark): " " for mark in _SPACES} | {ord(mark): "\n" for mark in _LINE_ENDS}
_LIGATURES = str.maketrans(
    {
        "\ufb00": "ff",
        "\ufb01": "fi",
        "\ufb02": "fl",
        "\ufb03": "ffi",
        "\ufb04": "ffl",
        "\ufb05": "st",
        "\ufb06": "st",
    }
)

_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([a-zA-Z0-9_:.-]{2,40})""", re.IGNORECASE
)
_XML_CHARSET = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([a-zA-Z0-9_:.-]{2,40})["']""")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
# Browsers read these names as Windows-1252, which is what such pages are written in.
_WINDOWS_1252 = {
    "ascii",
    "us-ascii",
    "iso-8859-1",
    "iso8859-1",
    "latin-1",
    "latin1",
    "windows-1252",
    "cp1252",
}
# Codecs of Python that turn bytes into something other than the letters of a page.
_TEXT_CODECS = re.compile(
    r"^(utf[-_]?(8|16|32).*|iso[-_]?8859.*|windows[-_]?\d+|cp\d+|koi8.*|mac.*|big5.*|gb.*|euc.*|shift.*|"
    r"tis-620)$"
)


def clean(text: str) -> str:
    """Return the text in its final form: one paragraph a line, single spaces, no invisible characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.translate(_TABLE).translate(_LIGATURES)
    text = re.sub(r" {2,}", " ", text)
    return re.sub(r" ?\n[ \n]*", "\n", text).strip(" \n")


def clean_inline(text: str) -> str:
    """Return the text on one line, as a title is."""
    return clean(text).replace("\n", " ")


def declared_charset(body: bytes) -> str | None:
    """Return the encoding that the first 4096 bytes themselves name, in a meta element or XML declaration."""
    head = body[:4096]
    found = _XML_CHARSET.search(head) or _META_CHARSET.search(head)
    return found[1].decode("ascii").lower() if found else None


def decode(body: bytes, *, charset: str | None = None) -> str:
    """Return the letters of the bytes: byte order mark, header, what the page declares, UTF-8, Windows-1252.

    `charset` is the header's. A declared encoding that the bytes contradict is passed over; bytes that fit
    nothing are read as UTF-8 with replacement marks where a few are bad, else as Windows-1252. Never raises.
    """
    for mark, name in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    if len(body) >= 4 and body[:64].count(0) * 3 >= len(body[:64]):
        name = "utf-16-be" if body[0] == 0 else "utf-16-le"
        return body.decode(name, "replace")
    for stated in (charset, declared_charset(body), "utf-8"):
        codec = _codec(stated)
        # A page in an eight-bit encoding is hardly ever valid UTF-8 by chance; a wrong header is common.
        if codec and codec != "utf-8" and body and not body.isascii():
            utf8 = _strictly(body, "utf-8")
            if utf8 is not None:
                return utf8
        text = _strictly(body, codec) if codec else None
        if text is not None:
            return text
    utf8 = body.decode("utf-8", "replace")
    marks = utf8.count("\ufffd")
    high = len(body) - len(body.translate(None, bytes(range(0x80, 0x100))))
    if marks * 5 <= high:
        return utf8
    return body.decode("cp1252", "replace")


def _codec(name: str | None) -> str | None:
    name = (name or "").strip().lower().strip("\"'")
    if name in _WINDOWS_1252:
        return "cp1252"
    if not _TEXT_CODECS.match(name) or name.startswith(("utf-16", "utf16", "utf-32", "utf32")):
        # A page that is UTF-16 shows it by its zero bytes, seen above; one that only says so is not.
        return None
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def _strictly(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec)
    except (UnicodeDecodeError, ValueError):
        return None
