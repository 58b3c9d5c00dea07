"""Pictures of pages to words, by rapidocr on the CPU. Runs in the guarded child (`guard.py`) alone.

The models (PP-OCRv6, one for all languages in Latin letters) lie in the wheel: nothing is downloaded, and
`_models` refuses to start the library where one is missing, since it would then try to. Loaded at the first
scan met, in about two seconds and 400 MB; a page of print then takes three to six seconds on two cores.
"""

from __future__ import annotations

import functools
import io
import logging
import math
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from transforms.text.layout import Box, flow_text, flows
from transforms.text.pdf import PAGE_PROBLEMS, PdfFacts, RawPage, open_pdf
from transforms.text.usable import FEW_LETTERS

Picture = Any  # a numpy array of height, width and three colors

LONG_SIDE_PIXELS = 1800
"""Pages are drawn with this long side, 160 dots an inch of a letter page. More is slower and no better."""
MAX_PICTURE_PIXELS = 120_000_000
MAX_FRAMES = 500
THREADS = 2
SURE = 0.6
"""Under this mean confidence a page is tried again turned on its side."""

# Greek and Cyrillic letters that the model takes for the Latin ones that look the same.
_LOOKALIKES = str.maketrans("ΑΒΕΖΗΙΚΛΜΝΟΡΤΥΧАВЕКМНОРСТХаеорсухί", "ABEZHIKAMNOPTYXABEKMHOPCTXaeopcyxí")


class NoRecognition(Exception):
    """The library that reads pictures, or one of its models, is not installed; the message says which."""


def iter_scanned_pages(body: bytes, numbers: Sequence[int]) -> Iterator[RawPage]:
    """Yield the given pages of a PDF as read off their pictures, each as soon as it is read."""
    try:
        document = open_pdf(body)
    except PAGE_PROBLEMS as error:
        for number in numbers:
            yield RawPage(number, "", method="ocr", problem=f"broken: {type(error).__name__}")
        return
    try:
        for number in numbers:
            try:
                picture = _drawn(document, number)
            except PAGE_PROBLEMS as error:
                yield RawPage(number, "", method="ocr", problem=f"broken page: {type(error).__name__}")
                continue
            yield recognize(picture, number=number)
    finally:
        document.close()


def _drawn(document: Any, number: int) -> Picture:
    page = document[number - 1]
    try:
        width, height = page.get_size()
        scale = LONG_SIDE_PIXELS / max(width, height, 1.0)
        bitmap = page.render(scale=scale, rev_byteorder=False, prefer_bgrx=False)
        try:
            return _three_colors(bitmap.to_numpy()).copy()
        finally:
            bitmap.close()
    finally:
        page.close()


def _three_colors(picture: Picture) -> Picture:
    import numpy

    if picture.ndim == 2:
        picture = picture[:, :, None]
    if picture.shape[2] == 1:
        return numpy.repeat(picture, 3, axis=2)
    return picture[:, :, :3]


def iter_frames(body: bytes, *, first: int = 1, max_pages: int = 60) -> Iterator[PdfFacts | RawPage]:
    """Yield the facts of a picture file (PNG, JPEG, TIFF), then its pages from page `first` on, as read."""
    from PIL import Image, UnidentifiedImageError

    # Bounds are looked at below, before any pixel is unpacked.
    Image.MAX_IMAGE_PIXELS = None
    problems = (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        KeyError,
        TypeError,
        OverflowError,
    )
    try:
        picture = Image.open(io.BytesIO(body), formats=("PNG", "JPEG", "TIFF"))
        frames = min(int(getattr(picture, "n_frames", 1)), MAX_FRAMES)
    except problems as error:
        yield PdfFacts(0, problem=f"broken: not a whole picture ({type(error).__name__})")
        return
    yield PdfFacts(frames)
    for number in range(first, min(frames, max_pages) + 1):
        try:
            picture.seek(number - 1)
            width, height = picture.size
            if width * height > MAX_PICTURE_PIXELS:
                yield RawPage(
                    number, "", method="ocr", problem=f"too large: a picture of {width:,} by {height:,} dots"
                )
                continue
            page = _loaded(picture)
        except problems as error:
            yield RawPage(number, "", method="ocr", problem=f"broken picture: {type(error).__name__}")
            continue
        yield recognize(page, number=number)


def _loaded(picture: Any) -> Picture:
    import numpy
    from PIL import Image, ImageOps

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        picture.draft("RGB", (LONG_SIDE_PIXELS, LONG_SIDE_PIXELS))
        shrunk = picture.copy()
        if shrunk.mode in ("1", "P", "I;16", "I", "F", "CMYK", "LA", "PA"):
            shrunk = shrunk.convert("L" if shrunk.mode in ("1", "I;16", "I", "F") else "RGBA")
        shrunk.thumbnail((LONG_SIDE_PIXELS, LONG_SIDE_PIXELS), Image.Resampling.LANCZOS)
        upright = ImageOps.exif_transpose(shrunk)
        if "A" in upright.getbands():
            # What is see-through stands on white paper.
            paper = Image.new("RGBA", upright.size, "white")
            paper.alpha_composite(upright.convert("RGBA"))
            upright = paper
        return numpy.asarray(upright.convert("RGB"))[:, :, ::-1].copy()


def recognize(picture: Picture, *, number: int) -> RawPage:
    """Return a page's words in the order of reading. Its confidence is the mean of its lines', by letters.

    Raises: NoRecognition.
    """
    best = _read(picture)
    if best and (_stands_on_its_side(best) or _sureness(best) < SURE):
        import numpy

        for turns in (1, 3, 2):
            turned = _read(numpy.ascontiguousarray(numpy.rot90(picture, turns)))
            if _sureness(turned) * _letters(turned) > 1.1 * _sureness(best) * _letters(best):
                best = turned
            if not _stands_on_its_side(best) and _sureness(best) > 0.9:
                break
    if _letters(best) < FEW_LETTERS:
        return RawPage(number, "", method="ocr", problem="scanned: no words were found in its picture")
    lines = [box for box, _ in best]
    text = "\f".join(flow_text(part) for part in flows(lines))
    return RawPage(number, text, method="ocr", confidence=round(_sureness(best), 2))


def _letters(read: Sequence[tuple[Box, float]]) -> int:
    return sum(1 for box, _ in read for letter in box.text if letter.isalnum())


def _sureness(read: Sequence[tuple[Box, float]]) -> float:
    weights = [max(1, len(box.text)) for box, _ in read]
    return sum(sure * weight for (_, sure), weight in zip(read, weights, strict=True)) / (sum(weights) or 1)


def _stands_on_its_side(read: Sequence[tuple[Box, float]]) -> bool:
    tall = sum(1 for box, _ in read if len(box.text) > 3 and box.height > 1.5 * (box.right - box.left))
    return tall * 2 > sum(1 for box, _ in read if len(box.text) > 3)


def _read(picture: Picture) -> list[tuple[Box, float]]:
    """Return the lines found in a picture, set upright by their own slant, each with how sure it is."""
    found = _models()(picture)
    if found.boxes is None or found.txts is None:
        return []
    corners = [[(float(x), float(y)) for x, y in box] for box in found.boxes]
    slants = [
        math.atan2(box[1][1] - box[0][1], box[1][0] - box[0][0])
        for box in corners
        if abs(box[1][0] - box[0][0]) > 5 * abs(box[3][1] - box[0][1])
    ]
    slant = median(slants) if slants else 0.0
    sine, cosine = math.sin(-slant), math.cos(-slant)
    out = []
    for place, (box, words, sure) in enumerate(zip(corners, found.txts, found.scores, strict=True)):
        xs = [x * cosine - y * sine for x, y in box]
        ys = [x * sine + y * cosine for x, y in box]
        # A slanted box is no higher than the line in it.
        top, bottom = (ys[0] + ys[1]) / 2, (ys[2] + ys[3]) / 2
        line = Box(min(xs), min(top, bottom), max(xs), max(top, bottom), _latin(words), place)
        out.append((line, float(sure)))
    return out


def _latin(words: str) -> str:
    """Return the words with letters that only look Latin made so, where Latin ones stand around them."""
    latin = sum(1 for letter in words if letter.isascii() and letter.isalpha())
    return words.translate(_LOOKALIKES) if latin * 2 > len(words.replace(" ", "")) else words


@functools.cache
def _models() -> Any:
    """Return the reader with its models loaded. Raises: NoRecognition."""
    try:
        import cv2
        import rapidocr
    except ImportError as error:
        raise NoRecognition(
            f"scanned: {error.name or 'rapidocr'} is not installed, which reads scans"
        ) from None
    folder = Path(rapidocr.__file__).parent / "models"
    models = {part: next(folder.glob(f"*_{part}_*.onnx"), None) for part in ("det", "rec")}
    missing = [part for part, path in models.items() if path is None]
    if missing:
        raise NoRecognition(f"scanned: rapidocr came without its models ({', '.join(missing)})")
    cv2.setNumThreads(THREADS)
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,
            "Global.max_side_len": LONG_SIDE_PIXELS,
            "Det.model_path": str(models["det"]),
            "Rec.model_path": str(models["rec"]),
            "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
