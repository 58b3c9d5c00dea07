"""Pages with columns, tables and text layers that say nothing: the order in which a person reads them."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import zip_longest

import pytest
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from transforms.text.layout import Box, flow_text, flows
from transforms.text.pdf import read_pdf
from transforms.text.usable import judge_layer, recognized_is_better

HEADING = "NOTICE OF A PUBLIC HEARING ABOUT THE COUNTY'S AGREEMENT"
LEFT = [
    "The council met in regular session and con-",
    "sidered the items that stand below. Forty",
    "speakers asked it to end the agreement that",
    "the sheriff has signed with the federal",
    "office under section 287(g) of the statute,",
    "and nine asked it to keep that agreement in",
]
RIGHT = [
    "force. The motion to end it was carried by",
    "five votes to two after a debate of two",
    "hours. The sheriff said that deputies would",
    "go on as before until the notice has run,",
    "which the contract sets at ninety days, and",
    "that he would then report to the council.",
]
FOOT = "This line stands at the foot of the page and runs across both of its columns."
READ = [HEADING, " ".join([*LEFT, *RIGHT]).replace("con- ", "con"), FOOT]

Draw = Callable[[Canvas], None]


def by_rows(canvas: Canvas) -> None:
    """Draw line by line over both columns."""
    for row, pair in enumerate(zip(LEFT, RIGHT, strict=True)):
        for x, line in zip((72, 330), pair, strict=True):
            canvas.drawString(x, 700 - 13 * row, line)


def by_words(canvas: Canvas) -> None:
    """Draw word by word, the right column first, its lines a little lower than the left one's."""
    for row, pair in enumerate(zip(LEFT, RIGHT, strict=True)):
        for x, y, line in ((330, 696 - 13 * row, pair[1]), (72, 700 - 13 * row, pair[0])):
            at = float(x)
            for word in line.split():
                canvas.drawString(at, y, word)
                at += canvas.stringWidth(f"{word} ")


def by_columns(canvas: Canvas) -> None:
    """Draw one column after the other."""
    for x, lines in ((72, LEFT), (330, RIGHT)):
        for row, line in enumerate(lines):
            canvas.drawString(x, 700 - 13 * row, line)


def page_of(draw: Draw) -> bytes:
    """Return a PDF of one page."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=letter)
    canvas.setFont("Helvetica", 11)
    draw(canvas)
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize("draw", [by_rows, by_words])
def test_mixed_columns_are_read_one_by_one(draw: Draw) -> None:
    """However the file orders its pieces, the left column comes before the right one, sentences whole."""

    def whole(canvas: Canvas) -> None:
        canvas.drawString(72, 740, HEADING)
        draw(canvas)
        canvas.drawString(72, 560, FOOT)

    assert read_pdf(page_of(whole)).text.split("\n") == READ


def test_columns_in_their_order_are_left_so() -> None:
    """A file that gives its columns one after the other is read as it is."""
    text = read_pdf(page_of(by_columns)).text
    assert text.index("keep that agreement in") < text.index("force. The motion")


ROWS = [
    ("1. Resolution 25-101", "Approve the agreement with the sheriff for jail beds", "$ 120,000"),
    ("2. Resolution 25-102", "Decline the grant", "$ 0"),
    ("3. Ordinance 25-9", "Amend the code on the use of city property by others", "none"),
    ("4. Proclamation", "Police week", "-"),
    ("5. Minutes", "Approve the minutes of June 3", "-"),
    ("6. Contract 8", "Award of the contract for towing", "$ 9"),
    ("7. Contract 9", "Renewal of the contract for the shelter of animals", "$ 1"),
]


def test_tables_keep_their_rows() -> None:
    """The cells of a table's row stay on one line."""

    def draw(canvas: Canvas) -> None:
        for row, cells in enumerate(ROWS):
            for x, cell in zip((72, 200, 480), cells, strict=True):
                canvas.drawString(x, 700 - 14 * row, cell)

    assert read_pdf(page_of(draw)).text.split("\n") == [" ".join(cells) for cells in ROWS]


def test_three_columns_of_boxes_are_read_one_by_one() -> None:
    """Recognized lines have no order of their own: three columns come one after the other, gaps as breaks."""
    columns = [[f"Column {column} line {row} of a long text" for row in range(8)] for column in range(3)]
    boxes = [
        Box(column * 240, row * 20 + column * 3, column * 240 + 220, row * 20 + column * 3 + 12, line)
        for row, lines in enumerate(zip_longest(*columns))
        for column, line in enumerate(lines)
    ]
    assert [flow_text(flow).split("\n") for flow in flows(boxes)] == columns
    assert flow_text([Box(0, 0, 9, 10, "a"), Box(0, 14, 9, 24, "b"), Box(0, 60, 9, 70, "c")]) == "a\nb\n\nc"


SHIFTED = "Wkh frxqflo phw lq uhjxodu vhvvlrq dqg frqvlghuhg wkh lwhpv wkdw vwdqg ehorz. " * 4
PROSE = "The council met in regular session and considered the items that stand below. " * 4


@pytest.mark.parametrize(
    ("text", "share", "drawn", "expected"),
    [
        (PROSE, 1.0, 9, "usable"),
        ("El concejo se reunió y consideró los asuntos de la agenda de hoy. " * 4, 1.0, 9, "usable"),
        ("Hội đồng đã họp phiên thường kỳ và xem xét các mục dưới đây. " * 4, 0, 9, "usable"),
        (SHIFTED, 0.0, 9, "garbled"),
        ("\ue010\ue011 \ue012\ue013 a" * 20, 0.0, 9, "garbled"),
        ("\x03\x04\x05 \x06\x07\x08 abc def ghi jkl mno" * 9, 0.0, 9, "garbled"),
        ("RECEIVED AUG 21 2020 CITY CLERK 14 of 220", 0.98, 9, "stamp"),
        ("Exhibit A: map of the district", 0.3, 9, "usable"),
        ("14", 0.98, 9, "none"),
        ("", 0.0, 9, "none"),
        ("", 0.0, 0, "usable"),
        ("Page of text", 0.0, 1, "usable"),
        ("Page 4", 0.0, 900, "none"),
    ],
)  # fmt: skip
def test_worth_of_a_text_layer(text: str, share: float, drawn: int, expected: str) -> None:
    """Prose of any language is trusted; shifted letters, unnamed glyphs and stamps on pictures are not."""
    assert judge_layer(text, picture_share=share, drawn=drawn) == expected


def test_the_better_of_layer_and_picture() -> None:
    """A garbled layer gives way to words, not to more garble; a stamp gives way to more letters."""
    assert recognized_is_better(SHIFTED, PROSE, judged="garbled")
    assert not recognized_is_better(PROSE, SHIFTED, judged="garbled")
    assert recognized_is_better("RECEIVED", PROSE, judged="stamp")
    assert not recognized_is_better("RECEIVED AUG 21", "RECEIVED AUG", judged="stamp")
