"""A small writer of PDF files with a true text layer: Helvetica, Letter pages, the same bytes every time.

It knows as much of PDF 1.4 (ISO 32000-1, 7.5 and 9.4) as an agenda or a general order needs. Text is
WinAnsi; what that cannot say becomes a question mark.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

LINES_A_PAGE = 46
COLUMNS = 88
_LEADING = 15
_TOP = 740


def _escaped(line: str) -> bytes:
    raw = line.encode("cp1252", "replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def lay_out(text: str) -> list[list[str]]:
    """Return the lines of each page: paragraphs wrapped at 88 columns, a form feed begins a page."""
    pages: list[list[str]] = []
    for part in text.split("\f"):
        lines: list[str] = []
        for paragraph in part.strip("\n").split("\n"):
            lines.extend(textwrap.wrap(paragraph, COLUMNS) or [""])
        for start in range(0, max(len(lines), 1), LINES_A_PAGE):
            pages.append(lines[start : start + LINES_A_PAGE])
    return pages


def _page_stream(lines: Sequence[str], number: int, count: int) -> bytes:
    out = [b"BT", b"/F1 10 Tf", b"%d TL" % _LEADING, b"72 %d Td" % _TOP]
    out += [b"(%s) Tj T*" % _escaped(line) for line in lines]
    out += [b"ET", b"BT /F1 8 Tf 280 30 Td (Page %d of %d) Tj ET" % (number, count)]
    return b"\n".join(out)


def _assembled(objects: Iterable[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\n" % (len(offsets) + 1)
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def write_pdf(text: str, *, title: str) -> bytes:
    """Return the bytes of a PDF file that holds `text`; a form feed in it begins a new page."""
    pages = lay_out(text)
    kids = b" ".join(b"%d 0 R" % (5 + 2 * at) for at in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title (%s) /Producer (policywatch sample sites) >>" % _escaped(title),
    ]
    for at, lines in enumerate(pages):
        stream = _page_stream(lines, at + 1, len(pages))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            b"/Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (6 + 2 * at)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    return _assembled(objects)
