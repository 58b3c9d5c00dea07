"""Old Word files and spreadsheets: their words in order, rows kept, and reasons where there are none."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.text.extract import extract_text
from transforms.text.old_word import read_doc
from transforms.text.sheets import read_xlsx

SECTOR = 512


def compound(**streams: bytes) -> bytes:
    """Return a compound file (the container of old Office files) with the given streams."""
    sectors: list[bytes] = []
    chain: list[int] = []
    entries = [("Root Entry", 5, 0xFFFFFFFE, 0)]
    for name, content in streams.items():
        # Streams under 4096 bytes live elsewhere; these are padded past that.
        content = content.ljust(4096, b"\x00")
        entries.append((name, 2, len(sectors), len(content)))
        parts = [content[at : at + SECTOR].ljust(SECTOR, b"\x00") for at in range(0, len(content), SECTOR)]
        chain += [*range(len(sectors) + 1, len(sectors) + len(parts)), 0xFFFFFFFE]
        sectors += parts
    directory = b""
    for number, (name, kind, start, size) in enumerate(entries):
        encoded = name.encode("utf-16-le") + b"\x00\x00"
        following = number + 1 if 0 < number < len(entries) - 1 else 0xFFFFFFFF
        child = 1 if number == 0 and len(entries) > 1 else 0xFFFFFFFF
        directory += encoded.ljust(64, b"\x00") + struct.pack(
            "<HBBIII16sIQQIQ",
            len(encoded), kind, 1, 0xFFFFFFFF, following, child, b"", 0, 0, 0, start, size,
        )  # fmt: skip
    directory = directory.ljust(-(-len(directory) // SECTOR) * SECTOR, b"\x00")
    first = len(sectors)
    count = len(directory) // SECTOR
    chain += [*range(first + 1, first + count), 0xFFFFFFFE, 0xFFFFFFFD]
    sectors += [directory[at : at + SECTOR] for at in range(0, len(directory), SECTOR)]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, first, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0
    )  # fmt: skip
    header += struct.pack("<I", len(sectors)) + b"\xff" * 432
    return header + b"".join(sectors) + table


def old_word(*pieces: str, flags: int = 0x0200, version: int = 0x00C1, lost: bool = False) -> bytes:
    """Return an old Word file of the given pieces, which alternate between Windows-1252 and UTF-16."""
    main = bytearray(1024)
    struct.pack_into("<HH", main, 0, 0xA5EC, version)
    struct.pack_into("<H", main, 0x0A, flags)
    places, starts = [], [0]
    for number, piece in enumerate(pieces):
        place = len(main)
        places.append(place if number % 2 else place * 2 | 0x40000000)
        main += piece.encode("utf-16-le" if number % 2 else "cp1252")
        starts.append(starts[-1] + len(piece))
    struct.pack_into("<I", main, 0x4C, starts[-1])
    plc = struct.pack(f"<{len(starts)}I", *starts) + b"".join(struct.pack("<HIH", 0, at, 0) for at in places)
    table = b"\x01\x02\x00ab" + b"\x02" + struct.pack("<I", len(plc)) + plc
    struct.pack_into("<II", main, 0x1A2, 9 if lost else 0, 1 if lost else len(table))
    return compound(WordDocument=bytes(main), **{"1Table": table})


def test_old_word_file_is_read() -> None:
    """Pieces in either encoding come in order; fields show their words, a table's row is one line."""
    body = old_word(
        "POLICE DEPARTMENT\rGeneral Order 12\rSee \x13 HYPERLINK \"http://x\" \x14the statute\x15.\r",
        "Señor – officers shall not honor detainers.\r",
        "Item\x07Title\x07\x077\x07Repeal of the order\x07\x07The end\x0c",
    )  # fmt: skip
    read = extract_text(body, media_type="application/msword", url="", title="Order")
    assert read.text.split("\n") == [
        "POLICE DEPARTMENT", "General Order 12", "See the statute.",
        "Señor – officers shall not honor detainers.", "Item | Title", "7 | Repeal of the order", "The end",
    ]  # fmt: skip
    assert (read.method, read.title, read.unreadable) == ("docx", "Order", None)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (old_word("x" * 50, flags=0x0300), "encrypted"),
        (old_word("x" * 50, version=0x0065), "not supported: a Word file from before 1997"),
        (old_word("x" * 50, lost=True), "broken: not a whole old Word file"),
        (old_word(), "empty"),
        (compound(Workbook=b"x"), "not supported: an old Office file, but not of Word"),
    ],
)
def test_old_files_without_words_say_why(body: bytes, reason: str) -> None:
    """Each kind of failure has its own reason."""
    assert (extract_text(body, media_type=None, url="").unreadable or "").startswith(reason)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 9000), st.binary(min_size=1, max_size=9))
def test_damaged_old_word_files_never_raise(at: int, damage: bytes) -> None:
    """Any bytes overwritten anywhere give words or a reason."""
    body = bytearray(old_word("The council met.\r", "And adjourned.\r"))
    body[at : at + len(damage)] = damage
    read = read_doc(bytes(body))
    assert bool(read.text) != bool(read.unreadable)


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(rows: str, *, shared: str = "") -> bytes:
    """Return a workbook of one visible and one hidden sheet."""
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="urn:r"><sheets>'
        '<sheet name="Agreements" r:id="a"/>'
        '<sheet name="Old" state="hidden" r:id="b"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/>'
        '<Relationship Id="b" Target="worksheets/sheet2.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
        "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{MAIN}"><row><c><v>99</v></c></row></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_spreadsheet_keeps_its_rows() -> None:
    """Each row is a line of its cells; hidden sheets and empty cells do not come."""
    body = workbook(
        '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
        '<row><c t="inlineStr"><is><t>Brook County Sheriff</t></is></c><c/><c><f>1+1</f><v>2</v></c></row>'
        '<row><c t="s"><v>77</v></c></row>',
        shared="<si><t>Agency</t></si><si><r><t>Mo</t></r><r><t>del</t></r></si>",
    )
    read = extract_text(body, media_type=None, url="")
    assert read.text.split("\n") == ["Agreements", "Agency | Model", "Brook County Sheriff | 2"]
    assert read_xlsx(workbook("")).unreadable == "empty: the file holds no words"


def test_spreadsheet_bomb_is_refused() -> None:
    """A sheet of millions of rows is given up at the bound, whatever its packed size."""
    body = workbook("<row><c><v>1</v></c></row>" * 250_000)
    assert len(body) < 200_000
    assert (extract_text(body, media_type=None, url="").unreadable or "").startswith("too large")
