"""Office files from strangers: what is read of them, and what is refused."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spiders import office_package
from spiders.errors import Unreadable
from spiders.office_package import first_words, read_sheets

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OF_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OF_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def book(rows: str, *, head: str = "", sheet: str = "", styles: str = "") -> bytes:
    """Return a workbook of one sheet with these rows."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{OF_OFFICE}">{head}<sheets>'
            f'<sheet name="List" sheetId="1" r:id="a" {sheet}/></sheets></workbook>',
        )
        package.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{OF_PACKAGE}"><Relationship Id="a" Target="/xl/worksheets/s.xml"/>'
            "</Relationships>",
        )
        if styles:
            package.writestr("xl/styles.xml", f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>')
        package.writestr(
            "xl/worksheets/s.xml", f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        )
    return out.getvalue()


def words_of(body: bytes) -> list[list[str]]:
    """Return the first sheet's words."""
    return [[cell.words for cell in row] for row in read_sheets(body, "x")[0].rows]


def test_gaps_inline_words_and_unnumbered_cells_keep_their_columns() -> None:
    """A cell stands where its reference says, or after the one before it."""
    rows = (
        '<row r="1"><c r="B1" t="inlineStr"><is><r><t>Oak </t></r><r><t>County</t></r></is></c>'
        '<c t="str"><v>x</v></c></row><row r="2"><c><v>7</v></c></row>'
    )
    assert words_of(book(rows)) == [["", "Oak County", "x"], ["7"]]


@pytest.mark.parametrize(
    ("head", "code", "serial", "day"),
    [
        ("", "m/d/yyyy", "45776", "2025-04-29"),
        ("", "[$-409]mmmm\\ d\\,\\ yyyy;@", "45776.75", "2025-04-29"),
        ('<workbookPr date1904="1"/>', "yyyy-mm-dd", "44314", "2025-04-29"),
        ("", '0.00" days"', "45776", "45776"),
    ],
)
def test_a_number_is_a_day_where_its_style_says_so(head: str, code: str, serial: str, day: str) -> None:
    """By the format's own letters, not by words that it quotes; from 1900 or, in old Mac files, 1904."""
    code = code.replace('"', "&quot;")
    styles = (
        f'<numFmts><numFmt numFmtId="170" formatCode="{code}"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>'
    )
    rows = f'<row r="1"><c r="A1" s="1"><v>{serial}</v></c></row>'
    assert words_of(book(rows, head=head, styles=styles)) == [[day]]


def test_hidden_sheets_are_left_out() -> None:
    """What its author hid is not read."""
    assert read_sheets(book("<row/>", sheet='state="hidden"'), "x") == []


def test_entities_are_not_resolved() -> None:
    """A billion laughs are none, and no file of ours is read."""
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    sheet = (
        f'<!DOCTYPE w [<!ENTITY a0 "ha">{laughs}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        f'<worksheet xmlns="{MAIN}"><sheetData><row><c t="inlineStr"><is><t>&a11;&f;</t></is></c></row>'
        "</sheetData></worksheet>"
    )
    body = book("<row/>")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, sheet if name.endswith("s.xml") else old.read(name))
    began = time.monotonic()
    assert "root:" not in str(words_of(out.getvalue()))
    assert time.monotonic() - began < 5


def test_a_part_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """By its real size, whatever it declares."""
    monkeypatch.setattr(office_package, "MAX_PART_BYTES", 100_000)
    with pytest.raises(Unreadable, match="unpacks to more than"):
        read_sheets(book("<row/>" * 50_000), "x")


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, b"no zip at all" * 99])
def test_what_is_no_workbook_is_refused_by_name(body: bytes) -> None:
    """Cut short, empty, or another file."""
    with pytest.raises(Unreadable, match="office file"):
        read_sheets(body, "list.xlsx")


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_damaged_workbooks_are_read_as_far_as_they_go_or_refused(data: st.DataObject) -> None:
    """Flipped and missing bytes give rows or one of our errors, never another."""
    body = bytearray(book('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="ZZZ1"><v>1</v></c></row>' * 20))
    for _ in range(data.draw(st.integers(1, 8))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_sheets(bytes(body[: data.draw(st.integers(0, len(body)))]), "x")
    except Unreadable as error:
        assert str(error)


def test_a_word_file_is_named_by_its_first_line() -> None:
    """Empty paragraphs and ones of marks alone are passed over; what is no Word file names nothing."""
    out = io.BytesIO()
    paragraphs = ("", "—", "PUBLIC HEARING ", "on detainers")
    inside = "".join(f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>" for words in paragraphs)
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(
            "word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{inside}</w:body></w:document>'
        )
    assert first_words(out.getvalue(), "x") == "PUBLIC HEARING"
    assert first_words(b"PK\x03\x04 no", "x") is None
    assert first_words(book("<row/>"), "x") is None
