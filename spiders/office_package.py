"""Office files (XLSX, DOCX) as what they are: a ZIP of XML parts, opened within bounds.

A spider opens one only where it is a list (a spreadsheet of agreements) or where nothing else names it (a
Word file's first line). Bombs are refused by their declared and their real sizes, entities and doctypes are
not resolved, and parts are read one element at a time.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from posixpath import join, normpath
from typing import Any

from lxml import etree

from spiders.errors import Unreadable

MAX_PARTS = 5000
MAX_PART_BYTES = 40_000_000
MAX_ROWS, MAX_COLUMNS = 50_000, 200
MAX_STRINGS = 500_000
MAX_CELL_CHARS = 5000
MAX_PARAGRAPHS = 60

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
# Built-in number formats that are days: ECMA-376, part 1, 18.8.30.
_DAY_FORMATS = frozenset({14, 15, 16, 17, 22, 27, 30, 36, 50, 57})
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


@dataclass(frozen=True)
class Cell:
    """One cell's words; a day is ISO text. `link` is the address that the cell opens, None for none."""

    words: str
    link: str | None = None


NO_CELL = Cell("")


@dataclass(frozen=True)
class Sheet:
    """One worksheet: its name and its rows in order, each as wide as its last filled cell."""

    name: str
    rows: list[list[Cell]] = field(default_factory=list)


def open_package(body: bytes, what: str) -> zipfile.ZipFile:
    """Return the ZIP of an office file. Raises Unreadable naming `what` where it is none or too large."""
    try:
        package = zipfile.ZipFile(io.BytesIO(body))
        parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RecursionError) as error:
        raise Unreadable(f"{what}: is no office file, or is cut short ({error})") from error
    if len(parts) > MAX_PARTS:
        raise Unreadable(f"{what}: holds {len(parts)} parts, more than {MAX_PARTS}")
    return package


def read_part(package: zipfile.ZipFile, name: str, what: str) -> bytes | None:
    """Return a part's bytes, None for no such part. Raises Unreadable where it is damaged or huge."""
    try:
        with package.open(name) as part:
            body = part.read(MAX_PART_BYTES + 1)
    except KeyError:
        return None
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError) as error:
        raise Unreadable(f"{what}: its part {name} is damaged or encrypted ({error})") from error
    if len(body) > MAX_PART_BYTES:
        raise Unreadable(f"{what}: its part {name} unpacks to more than {MAX_PART_BYTES // 1_000_000} MB")
    return body


def _elements(body: bytes | None, *names: str) -> Iterator[Any]:
    """Yield a part's elements of those names in document order, each whole, and forget it after."""
    if not body:
        return
    tags = [f"{{*}}{name}" for name in names]
    events = etree.iterparse(
        io.BytesIO(body), events=("end",), tag=tags, resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=False, remove_comments=True, remove_pis=True, recover=True,
    )  # fmt: skip
    try:
        for _, element in events:
            yield element
            element.clear(keep_tail=False)
            while element.getprevious() is not None and element.getparent() is not None:
                del element.getparent()[0]
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def _words(element: Any) -> str:
    texts = [node.text or "" for node in element.iter() if _local(node) == "t"]
    return " ".join("".join(texts)[:MAX_CELL_CHARS].split())


def _targets(package: zipfile.ZipFile, part: str, what: str) -> dict[str, str]:
    """Return a part's relations by id: addresses as they are, parts by their name in the package."""
    folder, _, name = part.rpartition("/")
    found: dict[str, str] = {}
    for each in _elements(read_part(package, f"{folder}/_rels/{name}.rels", what), "Relationship"):
        target = each.get("Target", "")
        if each.get("TargetMode") != "External":
            target = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
        found[each.get("Id", "")] = target
    return found


def read_sheets(body: bytes, what: str) -> list[Sheet]:
    """Return a spreadsheet's visible worksheets in their order. Raises Unreadable where it is none."""
    package = open_package(body, what)
    book = read_part(package, "xl/workbook.xml", what)
    if book is None:
        raise Unreadable(f"{what}: is an office file without worksheets")
    targets = _targets(package, "xl/workbook.xml", what)
    strings = [
        _words(each)
        for each, _ in zip(
            _elements(read_part(package, "xl/sharedStrings.xml", what), "si"),
            range(MAX_STRINGS),
            strict=False,
        )
    ]
    epoch = date(1899, 12, 30)
    sheets: list[Sheet] = []
    day_styles = _day_styles(read_part(package, "xl/styles.xml", what))
    for each in _elements(book, "workbookPr", "sheet"):
        if _local(each) == "workbookPr":
            epoch = date(1904, 1, 1) if each.get("date1904") in {"1", "true"} else epoch
            continue
        relation = next((value for key, value in each.attrib.items() if str(key).endswith("}id")), "")
        if each.get("state", "visible") == "visible" and relation in targets:
            reader = _SheetReader(package, targets[relation], what, strings, day_styles, epoch)
            sheets.append(Sheet(each.get("name", ""), reader.rows()))
    return sheets


def _day_styles(body: bytes | None) -> frozenset[int]:
    """Return the cell styles (by index) that show a number as a day."""
    days: set[str] = {str(number) for number in _DAY_FORMATS}
    styles: list[str] = []
    for each in _elements(body, "numFmt", "cellXfs"):
        if _local(each) == "numFmt":
            code = _QUOTED.sub("", each.get("formatCode", "")).lower()
            if "d" in code or "yy" in code:
                days.add(each.get("numFmtId", ""))
        else:
            styles = [child.get("numFmtId", "0") for child in each if _local(child) == "xf"]
    return frozenset(at for at, number in enumerate(styles) if number in days)


@dataclass(frozen=True)
class _SheetReader:
    package: zipfile.ZipFile
    part: str
    what: str
    strings: list[str]
    day_styles: frozenset[int]
    epoch: date

    def rows(self) -> list[list[Cell]]:
        body = read_part(self.package, self.part, self.what)
        links = self._links(body)
        rows: list[list[Cell]] = []
        for number, row in enumerate(_elements(body, "row")):
            if number >= MAX_ROWS:
                break
            rows.append(self._row(row, number + 1, links))
        return rows

    def _links(self, body: bytes | None) -> dict[str, str]:
        targets = _targets(self.package, self.part, self.what)
        found: dict[str, str] = {}
        for each in _elements(body, "hyperlink"):
            relation = next((value for key, value in each.attrib.items() if str(key).endswith("}id")), "")
            found[each.get("ref", "").partition(":")[0]] = targets.get(relation, "")
        return found

    def _row(self, row: Any, number: int, links: dict[str, str]) -> list[Cell]:
        cells: dict[int, Cell] = {}
        at = -1
        for cell in row:
            if _local(cell) != "c":
                continue
            reference = cell.get("r", "")
            named = _REFERENCE.fullmatch(reference)
            at = _column(named[1]) if named else at + 1
            if at < MAX_COLUMNS:
                reference = reference or f"{_letters(at)}{number}"
                cells[at] = Cell(self._value(cell), links.get(reference) or None)
        return [cells.get(each, NO_CELL) for each in range(max(cells, default=-1) + 1)]

    def _value(self, cell: Any) -> str:
        kind = cell.get("t", "n")
        raw = next((child.text or "" for child in cell if _local(child) == "v"), "").strip()
        if kind == "s":
            at = int(raw) if raw.isdigit() and len(raw) < 9 else -1
            return self.strings[at] if 0 <= at < len(self.strings) else ""
        if kind == "inlineStr":
            return _words(cell)
        style = cell.get("s", "")
        if kind == "n" and style.isdigit() and int(style[:6]) in self.day_styles:
            return self._day(raw) or raw[:MAX_CELL_CHARS]
        return " ".join(raw[:MAX_CELL_CHARS].split())

    def _day(self, raw: str) -> str | None:
        try:
            return (self.epoch + timedelta(days=int(float(raw[:20])))).isoformat()
        except (ValueError, OverflowError):
            return None


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _letters(at: int) -> str:
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def first_words(body: bytes, what: str) -> str | None:
    """Return a Word file's first line of words; None where it has none or is no Word file."""
    try:
        document = read_part(open_package(body, what), "word/document.xml", what)
    except Unreadable:
        return None
    for number, paragraph in enumerate(_elements(document, "p")):
        words = _words(paragraph)
        if re.search(r"[^\W\d_]{2}", words):
            return words[:300]
        if number > MAX_PARAGRAPHS:
            break
    return None
