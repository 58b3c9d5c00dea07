"""Word files of 1997 to 2003 (.doc) to words: the container by olefile, the text by its piece table.

The format is Microsoft's [MS-DOC]: the stream `WordDocument` opens with a table of offsets, one of which
points into `0Table` or `1Table` at the list of pieces, each a run of text in Windows-1252 or UTF-16.
"""

from __future__ import annotations

import io
import re
import struct

from transforms.text.letters import clean, clean_inline
from transforms.text.office import as_read
from transforms.text.record import ExtractedText, no_words

MAX_FILE_BYTES = 60 * 1024 * 1024
MAX_PIECES = 200_000
_MAGIC = 0xA5EC
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_BROKEN = (ValueError, IndexError, KeyError, struct.error, OverflowError, OSError, EOFError, MemoryError,
           TypeError, AttributeError, RecursionError)  # fmt: skip

# A field is \x13 instruction \x14 what it shows \x15, the shown part left out where there is none.
_FIELD = re.compile(r"\x13[^\x13\x14\x15]*(?:\x14([^\x13\x14\x15]*))?\x15")


def read_doc(body: bytes, *, title: str | None = None) -> ExtractedText:
    """Return the words of an old Word file with its footnotes, a table's row a line, or why there are none.

    Words deleted under tracked changes cannot be told from others and are kept. Never raises on any bytes.
    """
    import olefile

    if len(body) > MAX_FILE_BYTES:
        return no_words("docx", f"too large: over {MAX_FILE_BYTES:,} bytes of old Word", title=title)
    if "EncryptedPackage".encode("utf-16-le") in body:
        return no_words("docx", "encrypted: opens only with a password", title=title)
    try:
        with olefile.OleFileIO(io.BytesIO(body)) as container:
            if not container.exists("WordDocument"):
                return no_words("docx", "not supported: an old Office file, but not of Word", title=title)
            main = container.openstream("WordDocument").read()
            magic, version = struct.unpack_from("<HH", main)
            (flags,) = struct.unpack_from("<H", main, 0x0A)
            if flags & _ENCRYPTED:
                return no_words("docx", "encrypted: opens only with a password", title=title)
            if magic != _MAGIC or version < 0x00C0:
                return no_words(
                    "docx",
                    "not supported: a Word file from before 1997; convert it to PDF or DOCX",
                    title=title,
                )
            table = container.openstream("1Table" if flags & _TABLE_1 else "0Table").read()
            words = _words_of(main, table)
            own = container.get_metadata().title or b""
    except _BROKEN as error:
        return no_words("docx", f"broken: not a whole old Word file ({type(error).__name__})", title=title)
    named = clean_inline(own.decode("cp1252", "replace") if isinstance(own, bytes) else str(own))[:300]
    return as_read(clean(_lines(words)), title or (named if len(named.split()) >= 2 else None))


def _words_of(main: bytes, table: bytes) -> str:
    """Return the main text and the footnotes, control marks and all. Raises: struct.error, ValueError."""
    in_text, in_footnotes = struct.unpack_from("<II", main, 0x4C)
    at, size = struct.unpack_from("<II", main, 0x1A2)
    pieces = table[at : at + size]
    while pieces[:1] == b"\x01":  # formatting that pieces refer to
        pieces = pieces[3 + struct.unpack_from("<H", pieces, 1)[0] :]
    if pieces[:1] != b"\x02":
        raise ValueError("no piece table")
    pieces = pieces[5 : 5 + struct.unpack_from("<I", pieces, 1)[0]]
    count = min((len(pieces) - 4) // 12, MAX_PIECES)
    starts = struct.unpack_from(f"<{count + 1}I", pieces)
    wanted = min(in_text + in_footnotes, len(main))
    out: list[str] = []
    for number in range(count):
        start, end = starts[number], min(starts[number + 1], wanted)
        if end <= start:
            continue
        (place,) = struct.unpack_from("<I", pieces, 4 * (count + 1) + 8 * number + 2)
        if place & 0x40000000:
            first = (place & 0x3FFFFFFF) // 2
            out.append(main[first : first + end - start].decode("cp1252", "replace"))
        else:
            out.append(main[place : place + 2 * (end - start)].decode("utf-16-le", "replace"))
    return "".join(out)


def _lines(words: str) -> str:
    """Return the words with Word's control marks made lines, rows of cells and spaces."""
    for _ in range(8):  # fields stand within fields
        words, changed = _FIELD.subn(r"\1", words)
        if not changed:
            break
    words = words.replace("\x1e", "-").replace("\x1f", "").replace("\xa0", " ")
    words = re.sub(r"[\x0b\x0c\x0e\r]", "\n", words)
    # A cell ends with \x07, and so does its row, after its last cell.
    words = re.sub(r"\x07\x07", "\n", words)
    words = re.sub(r"\n?\x07", " | ", words)
    return re.sub(r"[\x00-\x08\x10-\x1f]", "", words)
