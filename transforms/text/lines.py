"""Lines as printed, put back together into paragraphs.

A PDF page or a mail knows only lines. A line is joined to the next when it runs to the page's usual width
and the next does not open something of its own (an item, a heading, a bullet); a word cut by a hyphen is
made whole.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

# What begins an item of an agenda, a section of an order, a clause of a resolution.
_OPENS_ITEM = re.compile(
    r"^(?:\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,6})[.)](?:\d{1,3}[.)]?)*(?:\s|$)"
    r"|\d{1,3}(?:\.\d{1,3})+\.?\s|[•●○▪■◦·–—*§\uf0b7\uf0a7-]\s?|\d{2,4}-\d{2,6}\b|\d{1,2}:\d\d\b"
    r"|(?:WHEREAS|RESOLVED|BE IT|NOW,? THEREFORE|ORDERED|Section|SECTION|SEC\.|Sec\.|Article|ARTICLE|CHAPTER"
    r"|Chapter|Item|ITEM|Motion|MOTION|Ayes|AYES|Nays|NAYS|Noes|NOES|Absent|ABSENT|Subject|SUBJECT|To|TO"
    r"|From|FROM|Date|DATE|Re|RE|Present|PRESENT|File|FILE|Ordinance No|Resolution No)\b[:.,]?"
    r")"
)
_LETTERED = re.compile(r"[A-Za-z]")
_HYPHEN_END = re.compile(r"([A-Za-z]{2,})[-\u2010]$")
_NARROW = 60
# Compounds that keep their hyphen when the line happens to end there.
_KEEPS_HYPHEN = {
    "non", "self", "co", "anti", "pre", "post", "ex", "all", "well", "full", "part", "half", "long", "short",
    "high", "low", "law", "city", "county", "state", "court", "multi", "cross", "inter", "twenty", "thirty",
    "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "two", "three", "four", "five", "one", "mid",
    "vice",
    "so", "re", "by", "off", "on", "year", "in", "out", "first", "second", "third",
}  # fmt: skip


def joined_flows(text: str, *, words_of: str) -> str:
    """Return the paragraphs of a page whose flows (columns, and what stands across) are parted by form feeds.

    A sentence that runs on from the foot of one column to the head of the next is made whole.
    """
    flows = text.split("\f")
    if len(flows) == 1:
        return paragraphs(text, words_of=words_of)
    out: list[str] = []
    for flow in flows:
        lines = paragraphs(flow, words_of=words_of, is_column=True).strip("\n").split("\n")
        if out and lines[0] and out[-1][-1:] not in ".:;!?" and lines[0][:1].islower() and len(out[-1]) >= 25:
            out[-1] = _join(out[-1], lines.pop(0), _Words(words_of))
        out += [line for line in lines if line]
    return "\n".join(out)


def paragraphs(text: str, *, words_of: str | None = None, is_column: bool = False) -> str:
    """Return the text with printed lines joined into paragraphs, one a line.

    `words_of` is a larger text (the whole document) whose words tell whether a word cut at a line end has
    a hyphen of its own. A column of a page is narrow on purpose; other narrow pages are lists.
    """
    # PDFium writes U+FFFE or \x02, and no line end, where a printed line ends with a hyphen.
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = [line.strip(" \t") for line in re.sub("([\ufffe\x02])\n?", "\x02\n", text).split("\n")]
    width = _usual_width(lines, shortest=15 if is_column else 30)
    if words_of is not None and width < _NARROW and not is_column:
        # A page of short lines only (a cover, a list) has no width of its own.
        width = max(
            width, min(_NARROW, _usual_width([line.strip() for line in words_of[:200_000].split("\n")]))
        )
    known = _Words(words_of if words_of is not None else text)
    out: list[str] = []
    last_line = ""
    for line in lines:
        if not line:
            last_line = ""
            continue
        if out and last_line and _continues(last_line, line, width):
            out[-1] = _join(out[-1], line, known)
        else:
            out.append(line)
        last_line = line
    return "\n".join(out).replace("\x02", "-")


@functools.lru_cache(maxsize=2)
def _words_in(text: str) -> frozenset[str]:
    # All pages of a document ask about the same text.
    return frozenset(re.findall(r"[a-z]+(?:-[a-z]+)*", text[:3_000_000].lower()))


class _Words:
    """Answers whether a word stands in a text, building the index on the first question only."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __contains__(self, word: str) -> bool:
        return word.lower() in _words_in(self._text)


def _usual_width(lines: Sequence[str], *, shortest: int = 30) -> int:
    """Return the length that full lines have: of the longest tenth, and never under `shortest` and 15."""
    lengths = sorted(len(line) for line in lines if len(line) >= shortest)
    if len(lengths) < 2:
        return 10_000
    return max(shortest + 15, lengths[(len(lengths) * 9) // 10 - 1 if len(lengths) >= 10 else -1])


def _continues(line: str, following: str, width: int) -> bool:
    if line.endswith("\x02"):
        return following[:1].isalpha()
    if _HYPHEN_END.search(line) and following[:1].islower():
        return True
    if _OPENS_ITEM.match(following) and not following[:1].islower():
        return False
    if following[:1].islower() and _LETTERED.search(line) and line[-1] not in ".:;!?" and len(line) >= 25:
        return len(line) >= width * 0.45
    if len(line) < width * 0.72 or line.endswith(":"):
        return False
    # The first word of the next line would have fitted on this one: the break was meant.
    first_word = following.split(" ", 1)[0]
    slack = 0.97 if line[-1] in ".!?;" or width <= _NARROW else 0.85
    if len(line) + 1 + len(first_word) < width * slack:
        return False
    is_heading = following.isupper() and not line.isupper()
    return not is_heading and not (line.isupper() and not following.isupper() and following[:1].isupper())


def _join(so_far: str, line: str, known: _Words) -> str:
    if so_far.endswith("\x02"):
        so_far = so_far[:-1] + "-"
    cut = _HYPHEN_END.search(so_far)
    if not cut:
        return f"{so_far}{line}" if so_far.endswith(("/", "\u2013", "\u2014", "-")) else f"{so_far} {line}"
    head = cut[1]
    tail_match = re.match(r"[A-Za-z]+", line)
    tail = tail_match[0] if tail_match else ""
    if not tail or tail[0].isupper():
        return f"{so_far}{line}"
    whole, hyphened = f"{head}{tail}", f"{head}-{tail}"
    if hyphened in known and whole not in known:
        return f"{so_far}{line}"
    if whole in known or head.lower() not in _KEEPS_HYPHEN:
        return f"{so_far[:-1]}{line}"
    return f"{so_far}{line}"
