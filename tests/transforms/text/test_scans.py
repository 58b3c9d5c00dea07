"""Scanned pages are read off their pictures: within bounds, with how sure that is, and never silently not."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy
import pytest
import reportlab
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import letter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from transforms.candidates import propose_candidates
from transforms.text import recognition
from transforms.text.extract import document_text, extract_text
from transforms.text.pdf import RawPage
from transforms.text.recognition import ScanBounds, recognize_scans
from transforms.text.record import PAGE_BREAK
from warehouse.records import Document, DocumentText

FONT = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"

ENGLISH = [
    "CITY OF BROOK",
    "CITY COUNCIL REGULAR MEETING AGENDA",
    "Tuesday, June 10, 2025 at 6:00 PM",
    "",
    "5. The City Council adopted Resolution No. 2025-114, ending",
    "the agreement of the police department with U.S. Immigration",
    "and Customs Enforcement under section 287(g), by a vote of",
    "6 to 1.",
    "6. Adjournment",
]
SPANISH = [
    "AVISO DE AUDIENCIA PÚBLICA",
    "",
    "El Concejo Municipal rechaza la participación del alguacil en",
    "el programa 287(g) y prohíbe la detención de personas por",
    "motivos de inmigración sin orden judicial. La policía no",
    "preguntará por el estatus migratorio de ningún niño mañana.",
]


def picture(
    lines: list[str], *, slant: float = 0, noise: int = 0, size: tuple[int, int] = (1275, 800)
) -> Any:
    """Return a picture of printed lines, turned by `slant` degrees, with `noise` of the scanner's glass."""
    page = Image.new("L", size, 255)
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype(str(FONT), 30)
    for number, line in enumerate(lines):
        draw.text((110, 90 + 46 * number), line, font=font, fill=20)
    page = page.rotate(slant, fillcolor=250)
    if not noise:
        return page
    grains = numpy.random.default_rng(7).normal(0, noise, (size[1], size[0]))
    return Image.fromarray((numpy.asarray(page) + grains).clip(0, 255).astype("uint8"))


def pdf_of(*pages: Any, stamp: str = "") -> bytes:
    """Return a PDF of pages: a picture fills its page, a string is its text, None leaves it blank."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=letter)
    for page in pages:
        if isinstance(page, str):
            for number, line in enumerate(page.split("\n")):
                canvas.drawString(72, 720 - 14 * number, line)
        elif page is not None:
            canvas.drawImage(ImageReader(page), 0, 300, width=612, height=384)
            canvas.drawImage(ImageReader(Image.new("L", (40, 20), 255)), 0, 0, width=612, height=300)
            canvas.drawString(250, 20, stamp)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def bytes_of(page: Any, kind: str, **options: Any) -> bytes:
    """Return a picture as a file."""
    out = io.BytesIO()
    page.save(out, kind, **options)
    return out.getvalue()


def words(lines: list[str]) -> set[str]:
    """Return the words that a careful reader finds."""
    return set(" ".join(lines).split())


@pytest.fixture(scope="module")
def scanned() -> Any:
    """A PDF with a slanted scan, a page of text, a noisy scan with a stamp over it, and a blank page."""
    body = pdf_of(
        picture(ENGLISH, slant=1.6), "This page has a text layer.\nIt is read as it stands.",
        picture(SPANISH, noise=45, slant=-1), None, stamp="Page 3 of 4 RECEIVED BY CLERK",
    )  # fmt: skip
    return extract_text(body, media_type="application/pdf", url="https://brook.example/a.pdf")


def test_scanned_pages_are_read_and_the_others_left(scanned: Any) -> None:
    """Each page says how it was obtained and how sure that was; nearly all words of the scans are found."""
    assert [page.method for page in scanned.pages] == ["ocr", "pdf", "ocr", "pdf"]
    assert scanned.pages[0].confidence > 0.9 and scanned.pages[2].confidence > 0.85
    assert scanned.pages[3].problem == "blank: nothing is drawn on it"
    assert [page.problem for page in scanned.pages[:3]] == [None] * 3
    english, text, spanish, _ = scanned.text.split(PAGE_BREAK)
    assert len(words(ENGLISH) - set(english.split())) <= 2, words(ENGLISH) - set(english.split())
    assert len(words(SPANISH) - set(spanish.split())) <= 3, words(SPANISH) - set(spanish.split())
    assert text == "This page has a text layer.\nIt is read as it stands."
    assert "\n6. Adjournment" in english and "participación" in spanish and "niño" in spanish
    assert scanned.published_at == "2025-06-10"


def test_action_on_a_scanned_agenda_is_proposed(scanned: Any) -> None:
    """An act that stands in a picture only is found, quoted from the page that shows it."""
    reading = propose_candidates(
        document_id="d1", text=scanned.text, title=scanned.title, url="https://brook.example/a.pdf",
        published="2025-06-11", source_kind="minutes", jurisdiction="Brook, NY", pages=scanned.pages,
    )  # fmt: skip
    assert reading.relevant and reading.candidates
    quotes = " ".join(quote.quote for one in reading.candidates for quote in one.evidence)
    assert "ending the agreement of the police department" in quotes and "287(g)" in quotes
    assert {quote.page for one in reading.candidates for quote in one.evidence} == {1}


def test_record_keeps_what_each_page_says(scanned: Any) -> None:
    """The record of the text has the pages' methods, confidences and problems, and survives JSON."""
    document = Document(
        document_id="d1", source_id="s", jurisdiction="Brook", kind="agenda", url="https://x.example",
        capture_id="c", content_sha256="ab",
    )  # fmt: skip
    record = document_text(document, scanned)
    assert DocumentText.model_validate_json(record.model_dump_json()).pages == scanned.pages


def test_pictures_offered_as_documents_are_read() -> None:
    """PNG with transparency, JPEG on its side by its EXIF mark, and a TIFF of two pages give their words."""
    small = {"size": (1000, 420)}
    clear = picture(SPANISH, **small).convert("RGBA")
    clear.putalpha(Image.eval(clear.convert("L"), lambda shade: 255 if shade < 128 else 0))
    png = extract_text(bytes_of(clear, "PNG"), media_type="image/png", url="")
    assert png.method == "ocr" and "inmigración sin orden judicial" in png.text and png.language == "es"
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = picture(ENGLISH, **small).rotate(90, expand=True)
    jpeg = extract_text(bytes_of(turned, "JPEG", exif=exif), media_type=None, url="")
    assert "Resolution No. 2025-114" in jpeg.text
    two = [
        picture(["The first page of this file"], size=(700, 250)),
        picture(["The second page"], size=(700, 250)),
    ]
    tiff = extract_text(
        bytes_of(two[0], "TIFF", save_all=True, append_images=two[1:]), media_type=None, url=""
    )
    assert len(tiff.pages) == 2 and tiff.text.startswith("The first page of this file\n\f\nThe second")


def test_scan_on_its_side_is_turned() -> None:
    """A page that was scanned sideways is read upright."""
    sideways = picture(ENGLISH, size=(1000, 560)).rotate(90, expand=True)
    read = extract_text(bytes_of(sideways, "PNG"), media_type=None, url="")
    assert "under section 287(g)" in read.text and read.pages[0].confidence > 0.8


def test_picture_bombs_and_torn_pictures_give_a_reason() -> None:
    """A small file of huge dimensions is never unpacked; torn and empty pictures say so."""
    huge = bytes_of(Image.new("1", (30_000, 30_000)), "PNG")
    started = time.monotonic()
    assert (extract_text(huge, media_type=None, url="").unreadable or "").startswith(
        "too large: a picture of"
    )
    assert time.monotonic() - started < 10
    torn = bytes_of(picture(ENGLISH), "PNG")[:4000]
    assert (extract_text(torn, media_type=None, url="").unreadable or "").startswith("broken picture")
    empty = bytes_of(Image.new("L", (300, 200), 255), "PNG")
    assert (
        extract_text(empty, media_type=None, url="").unreadable
        == "scanned: no words were found in its picture"
    )


def test_pages_over_the_bounds_are_named() -> None:
    """Scans past the number of pages, and all of them past the time, are left out with the reason on each."""
    body = pdf_of(*[Image.new("L", (60, 40), 200)] * 3)
    few = extract_text(body, media_type=None, url="", scans=ScanBounds(max_pages=1))
    assert (
        few.unreadable
        and [page.problem for page in few.pages[1:]] == ["scanned: left out, over 1 scanned pages"] * 2
    )
    late = extract_text(body, media_type=None, url="", scans=ScanBounds(max_seconds=0.0))
    assert {page.problem for page in late.pages} == {
        "scanned: left out, 0 seconds for the document were over"
    }
    assert late.unreadable == "scanned: left out, 0 seconds for the document were over"


class OneBadPage:
    """A reader that fails on page 2, as `failure` says, and reads every other page."""

    def __init__(self, failure: Exception) -> None:
        self.failure = failure
        self.asked: list[list[int]] = []

    def ask(self, job: dict[str, Any], body: bytes, **bounds: float) -> Any:
        """Yield an answer a page."""
        self.asked.append(job["pages"])
        for number in job["pages"]:
            if number == 2:
                raise self.failure
            yield {"page": RawPage(number, f"Words of page {number}", "ocr", 0.9).__dict__}
        yield {"last": True}


@pytest.mark.parametrize(
    ("failure", "problem"),
    [
        (recognition.ChildTimeout(), "scanned: not read within 90 seconds"),
        (
            recognition.ChildCrashed("the reader ran out of memory"),
            "scanned: not read: the reader ran out of",
        ),
    ],
)
def test_one_bad_scan_costs_itself_alone(
    failure: Exception, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that hangs or kills its reader is named; those after it are read by the next child."""
    reader = OneBadPage(failure)
    monkeypatch.setattr(recognition, "shared_reader", lambda: reader)
    pages = recognize_scans(b"", [RawPage(number, "", layer="none") for number in (1, 2, 3)], ScanBounds())
    assert [page.text for page in pages] == ["Words of page 1", "", "Words of page 3"]
    assert (pages[1].problem or "").startswith(problem) and reader.asked == [[1, 2, 3], [3]]


OFFLINE = """
import socket, sys
def refuse(*a, **k): raise SystemExit("went to the network")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from transforms.text.scans import iter_frames
pages = list(iter_frames(open(sys.argv[1], "rb").read()))
print(pages[1].text)
"""


def test_nothing_is_downloaded(tmp_path: Path) -> None:
    """With sockets forbidden and an empty home the models load and read."""
    path = tmp_path / "page.png"
    path.write_bytes(bytes_of(picture(["The council met today"], size=(700, 200)), "PNG"))
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE, str(path)], capture_output=True, text=True, timeout=120,
        env={"HOME": str(tmp_path), "PYTHONPATH": ":".join(sys.path)},
    )  # fmt: skip
    assert done.stdout.strip() == "The council met today", done.stderr


def test_reading_text_loads_no_models() -> None:
    """What reads pictures is loaded in the child at the first scan, never by the command line or a night."""
    code = (
        "import sys, policywatch.cli, policywatch.night, transforms.text, transforms.text.child\n"
        "print([name for name in ('onnxruntime', 'rapidocr', 'cv2', 'PIL') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "[]", done.stderr
