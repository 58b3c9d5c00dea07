"""Whether a page's text layer can be trusted, or its picture must be read instead."""

from __future__ import annotations

import re
from typing import Literal

FEW_LETTERS = 12
"""Fewer letters than this are no text layer to speak of: a stamped number, a page's own."""
STAMP_LETTERS = 200
"""A page that is a picture and has fewer letters than this besides may carry a stamp or a watermark only."""
PICTURE_SHARE = 0.45
"""From this share of the page on, a picture is the page and no illustration."""
OUTLINES = 150
"""So many things drawn beside a page number may be letters without a font."""
MIN_TOKENS = 30

TextLayer = Literal["usable", "none", "stamp", "garbled"]

# What prose in the languages of notices holds throughout: English, Spanish, and the others' commonest.
_COMMON_WORDS = """
the of and to in a for is on that by with as be or are from at this it an shall will was not has have may no
all any city county council board meeting public agenda item police sheriff
el la los las de del y en que a por para con se un una al es su o no lo como más
le les des du et un une est à pou ak nan yo ki và của các cho là không ng mga sa ang na
do da dos e em os um uma iyo ka ku waa der die und den von
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+")
_UNNAMED = re.compile(r"[\ue000-\uf8ff\ufffd\U000f0000-\U0010fffd]")


def common_share(text: str) -> float:
    """Return 0 to 1, the share of words that are among the commonest of the languages of notices."""
    words = _WORD.findall(text[:20_000].lower())
    return sum(1 for word in words if word in _COMMON) / len(words) if words else 0.0


def judge_layer(text: str, *, picture_share: float, drawn: int) -> TextLayer:
    """Return what a page's text layer is worth, given the share of the page that pictures cover.

    `drawn` counts the things drawn on the page: nothing on a blank one, many where letters are outlines.
    """
    letters = sum(1 for letter in text if letter.isalnum())
    marks = sum(1 for letter in text if not letter.isspace())
    if letters < FEW_LETTERS and not _UNNAMED.search(text):
        is_drawn = drawn > 0 if letters == 0 else picture_share >= PICTURE_SHARE or drawn >= OUTLINES
        return "none" if is_drawn else "usable"
    if marks and len(_UNNAMED.findall(text)) > marks * 0.2:
        return "garbled"
    words = _WORD.findall(text[:20_000])
    if len(words) >= MIN_TOKENS and text.isascii() and common_share(text) < 0.02:
        return "garbled"
    # Letters of fonts that were given numbers instead of names: control marks and odd signs.
    odd = sum(
        1 for letter in text if (letter < " " and letter not in "\t\r\n\f\x02") or "\x7f" <= letter < "\xa0"
    )
    if odd > marks * 0.2:
        return "garbled"
    if letters < STAMP_LETTERS and picture_share >= PICTURE_SHARE:
        return "stamp"
    return "usable"


def recognized_is_better(layer: str, recognized: str, *, judged: TextLayer) -> bool:
    """Return whether the words read off the picture say more than the text layer does."""
    if judged == "garbled":
        return common_share(recognized) > common_share(_UNNAMED.sub("", layer)) or not _WORD.search(layer)
    letters = sum(1 for letter in recognized if letter.isalnum())
    return letters > 1.2 * sum(1 for letter in layer if letter.isalnum())
