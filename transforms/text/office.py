"""Word processor files to words: DOCX and ODT by their XML, RTF by a small bounded reader."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any

import lxml.etree

from transforms.text.dates import find_document_date
from transforms.text.language import guess_language
from transforms.text.letters import clean, clean_inline
from transforms.text.record import ExtractedText, no_words

Element = Any

MAX_PART_BYTES = 64 * 1024 * 1024
MAX_PARTS = 40
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT_W = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_TEXT_NS = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CELL, _ROW_END = "\x1f", "\x1e"


class _PartTooLarge(Exception):
    """A part of the archive unpacks to more than MAX_PART_BYTES."""


def read_docx(body: bytes, *, title: str | None = None) -> ExtractedText:
    """Return the words of a DOCX: headers first, then the body with its tables in place, then footnotes.

    Deleted and hidden words are left out, inserted ones kept. A table's row is one line, its cells
    joined by " | ". Never raises on any bytes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = archive.namelist()
            main = _first(names, r"word/document\d*\.xml$")
            if main is None:
                return no_words("docx", "broken: no document inside", title=title)
            headers = sorted(name for name in names if re.match(r"word/header\d*\.xml$", name))[:MAX_PARTS]
            notes = [name for name in ("word/footnotes.xml", "word/endnotes.xml") if name in names]
            heads = dict.fromkeys(_docx_words(_part(archive, name)) for name in headers)
            words = [*heads, _docx_words(_part(archive, main))]
            words += [_docx_words(_part(archive, name)) for name in notes]
            own_title = _own_title(archive, names)
    except _PartTooLarge:
        return no_words("docx", f"too large: a part unpacks to over {MAX_PART_BYTES:,} bytes", title=title)
    except _BROKEN as error:
        return no_words("docx", f"broken: not a whole DOCX ({type(error).__name__})", title=title)
    return as_read(clean("\n".join(words)), title or own_title)


_BROKEN = (
    zipfile.BadZipFile, zlib.error, lxml.etree.XMLSyntaxError, KeyError, ValueError, OSError, EOFError,
    NotImplementedError, RuntimeError, MemoryError,
)  # fmt: skip


def read_odt(body: bytes, *, title: str | None = None) -> ExtractedText:
    """Return the words of an OpenDocument text. Never raises on any bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            kind = archive.read("mimetype") if archive.getinfo("mimetype").file_size < 200 else b""
            if not kind.startswith(b"application/vnd.oasis.opendocument.text"):
                return no_words("docx", f"not text: {kind[:80].decode('ascii', 'replace')}", title=title)
            root = _part(archive, "content.xml")
    except _PartTooLarge:
        return no_words("docx", f"too large: a part unpacks to over {MAX_PART_BYTES:,} bytes", title=title)
    except _BROKEN as error:
        return no_words("docx", f"broken: not a whole ODT ({type(error).__name__})", title=title)
    lines = [
        "".join(block.itertext()) for block in root.iter(f"{_TEXT_NS}p", f"{_TEXT_NS}h")
        if next(block.iterancestors(f"{_TEXT_NS}tracked-changes"), None) is None
    ]  # fmt: skip
    return as_read(clean("\n".join(lines)), title)


def _first(names: list[str], pattern: str) -> str | None:
    return next((name for name in names if re.match(pattern, name)), None)


def _part(archive: zipfile.ZipFile, name: str) -> Element:
    """Return a part's root element. Raises: _PartTooLarge, and what a broken archive raises."""
    with archive.open(name) as stream:
        content = stream.read(MAX_PART_BYTES + 1)
    if len(content) > MAX_PART_BYTES:
        raise _PartTooLarge(name)
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = lxml.etree.fromstring(content, parser=parser)
    if root is None:
        raise ValueError(f"{name} holds no XML")
    return root


def _own_title(archive: zipfile.ZipFile, names: list[str]) -> str | None:
    if "docProps/core.xml" not in names:
        return None
    title = _part(archive, "docProps/core.xml").findtext("{http://purl.org/dc/elements/1.1/}title")
    title = clean_inline(title or "")[:300]
    return title if len(title.split()) >= 2 else None


def _docx_words(root: Element) -> str:
    """Return the words of one part, walking without recursion."""
    out: list[str] = []
    hidden_depth = 0
    for event, element in lxml.etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        name = tag.removeprefix(_W).removeprefix(_STRICT_W)
        skips = name in ("del", "moveFrom", "instrText", "delText") or tag.endswith("}Fallback")
        if event == "start":
            hidden_depth += skips
            if hidden_depth:
                continue
            if name == "t" and not _is_vanished(element):
                out.append(element.text or "")
            elif name in ("tab", "ptab"):
                out.append(" ")
            elif name in ("br", "cr"):
                out.append("\n")
            elif name in ("noBreakHyphen", "softHyphen"):
                out.append("-" if name == "noBreakHyphen" else "")
            elif name == "tr":
                out.append("\n" + _ROW_END)
        else:
            if not hidden_depth:
                if name == "p":
                    out.append("\n")
                elif name == "tc":
                    out.append(_CELL)
                elif name == "tr":
                    out.append(_ROW_END)
            hidden_depth -= skips
    return "\n".join(_rows("".join(out)))


def _rows(text: str) -> list[str]:
    """Return the lines of a text in which rows stand between row marks and cells before cell marks."""
    lines = []
    for part in text.split(_ROW_END):
        if _CELL not in part:
            lines.append(part)
            continue
        cells = [clean(cell) for cell in part.split(_CELL)]
        cells = [cell for cell in cells if cell]
        lays_out = any("\n" in cell or len(cell) > 600 for cell in cells)
        lines.append("\n".join(cells) if lays_out else " | ".join(cells))
    return lines


def _is_vanished(text: Element) -> bool:
    run = text.getparent()
    for space in (_W, _STRICT_W):
        mark = run.find(f"{space}rPr/{space}vanish") if run is not None else None
        if mark is not None:
            return mark.get(f"{space}val", "true") not in ("0", "false", "off")
    return False


def as_read(text: str, title: str | None) -> ExtractedText:
    if not text:
        return no_words("docx", "empty: the file holds no words", title=title)
    found = find_document_date(text)
    return ExtractedText(
        text=text,
        method="docx",
        title=clean_inline(title)[:500] if title else None,
        published_at=found[0] if found else None,
        published_at_raw=found[1] if found else None,
        language=guess_language(text),
    )


# RTF: one token at a time; groups that carry no words of the document are skipped whole.
_RTF_TOKEN = re.compile(
    r"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.IGNORECASE,
)
_RTF_SILENT = frozenset(
    [
        "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "themedata", "colorschememapping",
        "datastore",
        "latentstyles", "listtable", "listoverridetable", "rsidtbl", "generator", "xmlnstbl", "mmathpr",
        "fldinst",
        "filetbl", "revtbl", "bkmkstart", "bkmkend", "nonshppict", "shppict", "background", "operator",
        "author",
        "comment", "annotation", "atnid", "atnauthor", "wgrffmtfilter", "pgptbl", "panose", "falt",
        "private", "template",
    ]
)  # fmt: skip
_RTF_BREAKS = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "nestrow": "\n", "tab": " ",
    "cell": " | ", "nestcell": " | ", "emdash": "\u2014", "endash": "\u2013", "lquote": "\u2018",
    "rquote": "\u2019", "ldblquote": "\u201c", "rdblquote": "\u201d", "bullet": "\u2022",
}  # fmt: skip
MAX_RTF_BYTES = 40 * 1024 * 1024


def read_rtf(body: bytes, *, title: str | None = None) -> ExtractedText:
    """Return the words of an RTF file, hidden text and pictures left out. Never raises on any bytes."""
    if len(body) > MAX_RTF_BYTES:
        return no_words("plain", f"too large: over {MAX_RTF_BYTES:,} bytes of RTF", title=title)
    text = clean(rtf_words(body.decode("latin-1")))
    text = re.sub(r"(?: ?\| ?)+(?=\n|$)", "", text)
    if not text:
        return no_words("plain", "empty: the file holds no words", title=title)
    return as_read(text, title).model_copy(update={"method": "plain"})


def rtf_words(source: str) -> str:
    """Return the words of RTF source, with the breaks of its paragraphs, rows and cells."""
    out: list[str] = []
    stack: list[tuple[bool, bool, int, str]] = []
    silent = vanished = False
    skip_after_unicode, to_skip = 1, 0
    codec = "cp1252"
    is_first_in_group = is_starred = False
    for token in _RTF_TOKEN.finditer(source):
        word, number, byte, symbol, brace, plain = token.groups()
        if brace == "{":
            if len(stack) < 5000:
                stack.append((silent, vanished, skip_after_unicode, codec))
            is_first_in_group, is_starred, to_skip = True, False, 0
            continue
        if brace == "}":
            if stack:
                silent, vanished, skip_after_unicode, codec = stack.pop()
            is_first_in_group, to_skip = False, 0
            continue
        if symbol == "*":
            is_starred = is_first_in_group
            continue
        if word:
            word = word.lower()
            if is_first_in_group and (
                word in _RTF_SILENT or (is_starred and word not in ("shpinst", "shptxt"))
            ):
                silent = True
            elif word == "v":
                vanished = number != "0"
            elif word == "plain":
                vanished = False
            elif word == "ansicpg" and number:
                codec = f"cp{number}" if number in _KNOWN_PAGES else "cp1252"
            elif word == "uc":
                skip_after_unicode = min(8, int(number or 1)) if (number or "1").isdigit() else 1
            elif word == "u" and number and not (silent or vanished):
                code = int(number) % 65536
                out.append(chr(code) if not 0xD800 <= code < 0xE000 else "")
                to_skip = skip_after_unicode
            elif word == "bin":
                silent = True  # bytes follow that are no tokens
            elif word in _RTF_BREAKS and not (silent or vanished):
                out.append(_RTF_BREAKS[word])
            is_first_in_group = False
            continue
        is_first_in_group = False
        if silent or vanished:
            continue
        if byte:
            if to_skip:
                to_skip -= 1
            else:
                out.append(bytes([int(byte, 16)]).decode(codec, "replace"))
        elif symbol:
            out.append({"~": " ", "_": "-", "-": ""}.get(symbol, symbol if symbol in "\\{}" else ""))
        elif plain:
            out.append(plain[to_skip:])
            to_skip = max(0, to_skip - len(plain))
    return "".join(out)


_KNOWN_PAGES = frozenset(
    [*map(str, range(1250, 1259)), "437", "850", "852", "866", "874", "932", "936", "949", "950"]
)
