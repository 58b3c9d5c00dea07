"""PDFs to words: pages, spans, dates, and files that mean harm."""

from __future__ import annotations

import io
import time
import zlib

import pytest
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from transforms.text.extract import extract_text
from transforms.text.pdf import PdfFacts, RawPage, assemble, confidence_of, read_pdf
from transforms.text.recognition import ScanBounds
from transforms.text.record import PAGE_BREAK, ExtractedText


def make_pdf(*pages: str, title: str = "", password: str = "") -> bytes:
    """Return a PDF whose pages hold the given lines; an empty page holds a drawn box only."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=letter, encrypt=password or None)
    canvas.setTitle(title)
    for page in pages:
        canvas.setFont("Helvetica", 11)
        for number, line in enumerate(page.split("\n")):
            canvas.drawString(72, 720 - 14 * number, line)
        if not page:
            canvas.rect(72, 72, 300, 300, fill=1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def one_page(content: bytes) -> bytes:
    """Return a hand-made PDF of one page with the given content stream, deflated."""
    packed = zlib.compress(content, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n" % len(packed) + packed + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out = b"%PDF-1.5\n"
    for number, content in enumerate(objects, 1):
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    return out + b"trailer <</Size 6 /Root 1 0 R>>\n%%EOF"


AGENDA = (
    "CITY OF BROOK\nCITY COUNCIL REGULAR MEETING AGENDA\nTuesday, June 10, 2025 at 6:00 PM\n1. Call to order"
)
BODY = (
    "The Council will consider a resolution opposing participation of the police depart-\n"
    "ment in the program and directing the city manager to report on every request for\n"
    "assistance within ten days.\n"
    "2. Adjournment"
)


def spans_hold(read: ExtractedText) -> bool:
    """Return whether the pages' spans cut the text exactly at its page breaks."""
    return PAGE_BREAK.join(read.text[page.start : page.end] for page in read.pages) == read.text


def test_lines_become_paragraphs_and_items_stay_apart() -> None:
    """Printed lines join, a cut word is whole again, and items and headings keep their lines."""
    read = read_pdf(make_pdf(AGENDA, BODY))
    assert read.text.split("\n") == [
        *AGENDA.split("\n"),
        "\f",
        "The Council will consider a resolution opposing participation of the police department in the "
        "program and directing the city manager to report on every request for assistance within ten days.",
        "2. Adjournment",
    ]
    assert spans_hold(read) and [page.number for page in read.pages] == [1, 2]
    assert (read.published_at, read.published_at_raw) == ("2025-06-10", "Tuesday, June 10, 2025")
    assert read.method == "pdf" and read.language == "en" and read.unreadable is None


def test_empty_page_among_others_is_marked() -> None:
    """A page without words has an empty span and confidence 0, which is where recognition may fill in."""
    read = read_pdf(make_pdf(AGENDA, "", BODY))
    assert spans_hold(read)
    assert [page.confidence == 0 for page in read.pages] == [False, True, False]
    assert read.pages[1].start == read.pages[1].end


def test_scan_is_unreadable_with_its_pages() -> None:
    """A PDF without any text layer says so, and how many pages it has."""
    read = read_pdf(make_pdf("", ""))
    assert read.unreadable == "scanned: no text layer" and read.text == "" and len(read.pages) == 2


def test_recognised_pages_take_their_place() -> None:
    """Words that recognition found for a page stand in its span, with their own method and confidence."""
    pages = [RawPage(1, "Minutes of the meeting"), RawPage(2, "Motion carried", method="ocr", confidence=0.7)]
    read = assemble(PdfFacts(2), pages)
    assert read.text == f"Minutes of the meeting{PAGE_BREAK}Motion carried"
    assert [(page.method, page.confidence) for page in read.pages] == [("pdf", 1.0), ("ocr", 0.7)]


def test_encrypted_and_broken_files_say_so() -> None:
    """A password, a torn file and a mere header each have their own reason."""
    assert (read_pdf(make_pdf(AGENDA, password="x")).unreadable or "").startswith("encrypted")
    assert (read_pdf(b"%PDF-1.7\n" + b"\x00garbage" * 50).unreadable or "").startswith("broken")
    assert (read_pdf(b"%PDF-").unreadable or "").startswith("broken")


def test_torn_pdf_keeps_what_can_be_read() -> None:
    """A PDF that was cut off at its end is read as far as it goes, or says that it is broken."""
    body = make_pdf(AGENDA, BODY)
    for keep in range(0, len(body), 97):
        read = read_pdf(body[:keep])
        assert read.text or read.unreadable


def test_more_pages_than_allowed_are_left_out() -> None:
    """Only the first `max_pages` pages are read."""
    read = extract_text(make_pdf(*["Page of words"] * 5), media_type=None, url="", max_pages=3)
    assert len(read.pages) == 3
    assert [page.problem for page in read.pages] == [
        None, None, "pages 4 to 5 were left out: over 3 pages"
    ]  # fmt: skip


def many_pages(count: int) -> bytes:
    """Return a PDF of so many pages, all of them the same object, in a few bytes each."""
    kids = b"3 0 R " * count
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count " + str(count).encode() + b"/Kids[" + kids + b"]>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


def picture_bomb(side: int) -> bytes:
    """Return a PDF of one page that is a picture of `side` by `side` dots, packed to a few thousand bytes."""
    packed = zlib.compress(zlib.compress(b"\x00" * (side * side // 8), 9), 9)
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</XObject<</I 5 0 R>>>>>>endobj\n"
        b"4 0 obj<</Length 24>>stream\n612 0 0 792 0 0 cm /I Do\nendstream endobj\n"
        b"5 0 obj<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 1/ColorSpace/DeviceGray"
        b"/Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n"
        % (side, side, len(packed))
        + packed
        + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


def test_hundred_thousand_pages_are_bounded() -> None:
    """A small file that claims an endless number of pages costs its first thousand."""
    started = time.monotonic()
    read = extract_text(many_pages(100_000), media_type=None, url="")
    assert read.unreadable and len(read.pages) <= 1000 and time.monotonic() - started < 20


def test_picture_bomb_in_a_pdf_is_bounded() -> None:
    """A page whose picture unpacks to gigabits costs its own bounds and gives a reason."""
    started = time.monotonic()
    bounds = ScanBounds(max_page_seconds=15, max_seconds=20)
    read = extract_text(picture_bomb(40_000), media_type=None, url="", scans=bounds)
    assert (read.unreadable or "").startswith(("scanned", "broken")) and time.monotonic() - started < 30


def test_page_of_any_size_is_drawn_small() -> None:
    """A page as large as a field is drawn no larger than any other."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(14_400, 14_400))
    canvas.rect(72, 72, 3000, 3000, fill=1)
    canvas.save()
    started = time.monotonic()
    read = extract_text(out.getvalue(), media_type=None, url="", scans=ScanBounds(max_page_seconds=20))
    assert (read.unreadable or "").startswith("scanned: no words") and time.monotonic() - started < 30


def test_nested_page_tree_is_bounded() -> None:
    """A tree of pages that holds itself a thousand levels deep ends with words or a reason."""
    nodes = b"".join(
        b"%d 0 obj<</Type/Pages/Count 1/Kids[%d 0 R]>>endobj\n" % (n, n + 1) for n in range(2, 4000)
    )
    body = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" + nodes + b"trailer<</Root 1 0 R>>\n%%EOF"
    )
    assert extract_text(body, media_type=None, url="").unreadable


def test_three_hundred_pages_take_seconds() -> None:
    """A packet of 300 pages is read in a few seconds."""
    body = make_pdf(*[f"{AGENDA}\n{BODY}"] * 300)
    started = time.monotonic()
    read = extract_text(body, media_type="application/pdf", url="")
    assert len(read.pages) == 300 and spans_hold(read)
    assert time.monotonic() - started < 25


def test_hanging_pdf_is_given_up_and_the_next_is_read() -> None:
    """A page whose drawing never ends costs its time limit and nothing else."""
    hanging = one_page(b"BT /F1 12 Tf 72 700 Td " + b"(aa) Tj " * 2_000_000 + b" ET")
    started = time.monotonic()
    read = extract_text(hanging, media_type="application/pdf", url="", max_seconds=1)
    assert read.unreadable == "timeout: not read within 1 seconds"
    assert time.monotonic() - started < 15
    assert "CITY OF BROOK" in extract_text(make_pdf(AGENDA), media_type=None, url="").text


def test_words_filled_into_a_form_are_read() -> None:
    """What was typed into a form's fields (an agency's name in an agreement) stands in the text."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=letter)
    canvas.drawString(72, 720, "The parties to this agreement:")
    canvas.acroForm.textfield(name="agency", value="Brook County Sheriff", x=260, y=715, width=200, height=20)
    canvas.save()
    assert "Brook County Sheriff" in read_pdf(out.getvalue()).text


def test_adobe_form_is_told() -> None:
    """A form that shows other readers a notice only is unreadable, not a document of that notice."""
    notice = "Please wait...\nIf this message is not eventually replaced, your PDF viewer may not be able"
    assert (read_pdf(make_pdf(notice)).unreadable or "").startswith("not supported")


@pytest.mark.parametrize(
    ("linked", "own", "expected"),
    [
        ("Agenda for the June 10 meeting", "x", "Agenda for the June 10 meeting"),
        (None, "City Council Regular Meeting", "City Council Regular Meeting"),
        ("Agenda", "City Council Regular Meeting", "City Council Regular Meeting"),
        ("Agenda", "Regular Meeting September 7, 2010", "Agenda"),
        (None, "Microsoft Word - Document1", None),
        (None, "Budget workshop of the parks district", None),
    ],
)
def test_title_is_the_link_or_a_title_that_the_page_bears_out(
    linked: str | None, own: str, expected: str | None
) -> None:
    """A file's own title counts only where its first page says the same."""
    assert read_pdf(make_pdf(AGENDA, title=own), title=linked).title == expected


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("The Council adopted Resolution 2025-114 under Sec. 287(g)(1) on 6/10/2025.", 0.95, 1.0),
        ("", 0.0, 0.0),
        (" ".join(['20?n .I\\"·x 2l-P~n |J: tA`P ;l^i'] * 8), 0.0, 0.7),
    ],
)
def test_confidence_tells_words_from_noise(text: str, low: float, high: float) -> None:
    """Plain print scores near 1, recognition noise clearly lower, nothing 0."""
    assert low <= confidence_of(text) <= high
