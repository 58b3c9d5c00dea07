"""Spreadsheets (XLSX) to words: a row a line, its cells joined by " | ", each sheet under its name."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import lxml.etree

from transforms.text.letters import clean, clean_inline
from transforms.text.office import as_read
from transforms.text.record import ExtractedText, no_words

MAX_SHEETS = 60
MAX_ROWS = 200_000
MAX_CHARS = 20_000_000
MAX_PART_BYTES = 256 * 1024 * 1024
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lxml.etree.XMLSyntaxError, KeyError, ValueError, IndexError, OSError,
    EOFError, NotImplementedError, RuntimeError, MemoryError,
)  # fmt: skip


class _TooLarge(Exception):
    """A part unpacks to more than its bound."""


def read_xlsx(body: bytes, *, title: str | None = None) -> ExtractedText:
    """Return the words and numbers of a workbook's visible sheets, in order. Never raises on any bytes.

    Dates stand as the numbers that the file keeps; formulas as their last result.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = set(archive.namelist())
            shared = _shared_strings(archive) if "xl/sharedStrings.xml" in names else []
            lines: list[str] = []
            size = 0
            for sheet, part in _sheets(archive, names):
                lines.append(sheet)
                for row in _rows(archive, part, shared):
                    lines.append(row)
                    size += len(row) + 1
                    if size > MAX_CHARS or len(lines) > MAX_ROWS:
                        raise _TooLarge
    except _TooLarge:
        return no_words("docx", f"too large: over {MAX_ROWS:,} rows or {MAX_CHARS:,} characters", title=title)
    except _BROKEN as error:
        return no_words("docx", f"broken: not a whole spreadsheet ({type(error).__name__})", title=title)
    has_cells = any(" | " in line for line in lines) or size > 0
    return as_read(clean("\n".join(lines)) if has_cells else "", title)


def _elements(archive: zipfile.ZipFile, name: str, *tags: str) -> Iterator[Any]:
    """Yield the elements of the given names as they end, and forget them."""
    if archive.getinfo(name).file_size > MAX_PART_BYTES:
        raise _TooLarge
    wanted = [space + tag for space in (_MAIN, _STRICT) for tag in tags]
    with archive.open(name) as stream:
        for _, element in lxml.etree.iterparse(
            stream, tag=wanted, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        ):
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _shared_strings(archive: zipfile.ZipFile) -> list[str]:
    out: list[str] = []
    size = 0
    for item in _elements(archive, "xl/sharedStrings.xml", "si"):
        out.append(_words(item))
        size += len(out[-1])
        if size > MAX_CHARS:
            raise _TooLarge
    return out


def _words(element: Any) -> str:
    runs = (one.text or "" for one in element.iter(f"{_MAIN}t", f"{_STRICT}t"))
    return clean_inline("".join(runs))


def _sheets(archive: zipfile.ZipFile, names: set[str]) -> list[tuple[str, str]]:
    """Return the name and the part of each visible sheet, as the workbook orders them."""
    targets: dict[str, str] = {}
    relations = "xl/_rels/workbook.xml.rels"
    if relations in names:
        with archive.open(relations) as stream:
            for one in re.finditer(rb"<Relationship\b[^>]*>", stream.read(1 << 20)):
                fields = dict(re.findall(r'(\w+)="([^"]*)"', one[0].decode("utf-8", "replace")))
                target = fields.get("Target", "").lstrip("/")
                targets[fields.get("Id", "")] = target if target.startswith("xl/") else f"xl/{target}"
    out = []
    for sheet in _elements(archive, "xl/workbook.xml", "sheet"):
        relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        part = targets.get(relation, "")
        if sheet.get("state", "visible") == "visible" and part in names and "sheets/" in part:
            out.append((clean_inline(sheet.get("name", "")), part))
    return [one for one in out if "worksheets" in one[1]][:MAX_SHEETS]


def _rows(archive: zipfile.ZipFile, part: str, shared: list[str]) -> Iterator[str]:
    for row in _elements(archive, part, "row"):
        cells = [_cell(cell, shared) for cell in row.iter(f"{_MAIN}c", f"{_STRICT}c")]
        words = " | ".join(cell for cell in cells if cell)
        if words:
            yield words


def _cell(cell: Any, shared: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _words(cell)
    value = cell.findtext(f"{_MAIN}v") or cell.findtext(f"{_STRICT}v") or ""
    if kind == "s":
        number = int(value) if value.isdigit() else -1
        return shared[number] if 0 <= number < len(shared) else ""
    return clean_inline(value)
