"""Word processor files to words: DOCX, ODT, RTF and the old formats."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from transforms.text.extract import extract_text
from transforms.text.office import read_docx, read_rtf, rtf_words


def make_docx() -> bytes:
    """Return a notice with a header, a table between paragraphs and a hidden run."""
    file = docx.Document()
    file.sections[0].header.paragraphs[0].text = "Town of Brook"
    file.add_heading("PUBLIC MEETING NOTICE", 1)
    file.add_paragraph("Date:\t\tOctober 29, 2024")
    table = file.add_table(rows=2, cols=2)
    for row, cells in enumerate([("Item", "Title"), ("7", "Resolution on detainers")]):
        for column, words in enumerate(cells):
            table.cell(row, column).text = words
    paragraph = file.add_paragraph("The board will meet. ")
    paragraph.add_run("Hidden words").font.hidden = True
    paragraph.add_run("The public may speak.")
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def zipped(**parts: bytes) -> bytes:
    """Return a ZIP archive; `__` in a part's name stands for `/`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


W = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'


def test_docx_in_reading_order() -> None:
    """Header, paragraphs and table rows come in order; hidden words do not come."""
    read = extract_text(make_docx(), media_type="application/octet-stream", url="", title="Notice")
    assert read.text.split("\n") == [
        "Town of Brook", "PUBLIC MEETING NOTICE", "Date: October 29, 2024", "Item | Title",
        "7 | Resolution on detainers", "The board will meet. The public may speak.",
    ]  # fmt: skip
    assert (read.method, read.published_at, read.title) == ("docx", "2024-10-29", "Notice")


def test_docx_tracked_changes_and_smart_tags() -> None:
    """Inserted words stay, deleted ones go, words inside tags and controls are kept."""
    body = (
        b"<w:p><w:r><w:t>The city </w:t></w:r><w:del><w:r><w:delText>may</w:delText></w:r></w:del>"
        b"<w:ins><w:r><w:t>shall not</w:t></w:r></w:ins><w:smartTag>"
        b"<w:r><w:t xml:space='preserve'> honor</w:t></w:r></w:smartTag>"
        b"<w:sdt><w:sdtContent><w:r><w:t xml:space='preserve'> detainers</w:t></w:r></w:sdtContent></w:sdt>"
        b"</w:p>"
    )
    assert read_docx(zipped(word__document=W % body)).text == "The city shall not honor detainers"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"PK\x03\x04" + b"\x00" * 40, "not text"),
        (zipped(word__document=b"no xml at all"), "broken"),
        (zipped(xl__workbook=b"<x/>"), "empty"),
        (zipped(xl__workbook=b"no xml at all"), "broken"),
        (zipped(word__document=W % b""), "empty"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
            "broken: not a whole old Word file",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\x89PNG\r\n\x1a\n", "broken: not a whole picture"),
    ],
)
def test_unreadable_files_give_the_reason(body: bytes, reason: str) -> None:
    """A file that gives no words says why."""
    assert (extract_text(body, media_type=None, url="").unreadable or "").startswith(reason)


def test_zip_bomb_is_refused() -> None:
    """A part that unpacks past the bound is refused, in little memory."""
    body = zipped(word__document=W % (b"<w:p/>" * (12 * 1024 * 1024)))
    assert len(body) < 500_000
    read = extract_text(body, media_type=None, url="")
    assert (read.unreadable or "").startswith("too large")


def test_entity_bomb_is_not_expanded() -> None:
    """Entities of a DOCX's XML are never expanded."""
    bomb = (
        b'<!DOCTYPE a [<!ENTITY x "'
        + b"ha" * 1000
        + b'">]>'
        + W % (b"<w:p><w:r><w:t>&x;</w:t></w:r></w:p>" * 50)
    )
    assert "haha" not in read_docx(zipped(word__document=bomb)).text


def test_rtf_words() -> None:
    """Fonts, pictures and hidden words stay out; code pages, unicode and table cells come right."""
    source = (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\generator x;}{\info{\title No}}\pard "
        rb"ORDINANCE\par "
        rb"The council\'92s \b rule\b0 : \u8220?no detainers\u8221?.\par{\pict 0123abcd}{\v hidden}"
        rb"\trowd A\cell B\cell\row January 5, 2024\par}"
    )
    read = extract_text(source, media_type="text/plain", url="")
    assert read.text.split("\n") == [
        "ORDINANCE",
        "The council’s rule: “no detainers”.",
        "A | B",
        "January 5, 2024",
    ]
    assert (read.method, read.published_at) == ("plain", "2024-01-05")


def test_broken_rtf_is_safe() -> None:
    """Unbalanced braces and odd numbers in RTF do no harm."""
    assert "end" in rtf_words(r"{\rtf1 " + "{" * 20_000 + r"\u99999999 ?\uc-5 end" + "}" * 30_000)
    assert read_rtf(b"{\\rtf1}").unreadable is not None
