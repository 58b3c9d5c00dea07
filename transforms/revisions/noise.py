"""What changes on a page without anybody having changed its matter: print dates, counters, page furniture."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from warehouse.records import PageText

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s)?"
    rf"(?:{_MONTH}\s\d{{1,2}},?\s\d{{4}}|\d{{1,2}}\s{_MONTH}\s\d{{4}}"
    r"|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d\d-\d\d)"
)
_TIME = r"(?:,?\s?(?:at\s|t)?\d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?)?(?:\s[a-z]{2,4}t\b)?)?"
_STAMP = (
    r"\b(?:(?:page|document|file|site|agenda|packet)\s)?(?:printed|generated|downloaded|retrieved|accessed"
    r"|last\s(?:updated|modified|revised|reviewed|changed|published|printed|saved|edited)|updated"
    r"|date\s(?:printed|generated|modified)|report\s(?:run|generated|date))"
    rf"(?:\s(?:on|at|as\sof))?\s?:?\s{{0,3}}{_DATE}{_TIME}"
)
_COUNTED = r"(?:page\s)?(?:views?|visits?|visitors?|hits|downloads?|shares?|likes|reads|comments?|followers?)"
_GAP = r"[ \t]{0,40}"
_COUNTER = (
    rf"(?:(?<=\n)|(?<=[|·•])|\A){_GAP}"
    rf"(?:{_COUNTED}\s?[:(]?\s?\d[\d,.]*[km]?\)?|\d[\d,.]*[km]?\s{_COUNTED})"
    rf"{_GAP}(?=\n|[|·•]|\Z)"
)
_AGO = (
    r"\b(?:(?:updated|posted|published|edited)\s)?\d{1,3}\s"
    r"(?:sec(?:ond)?|min(?:ute)?|hour|hr|day|week|month|year)s?\.?\sago\b"
)
_PAGE_NUMBER = (
    rf"(?:(?<=\n)|(?<=\f)|\A){_GAP}[-–—]?{_GAP}(?:page\s)?\d{{1,4}}(?:\s?(?:of|/)\s?\d{{1,4}})?"
    rf"{_GAP}[-–—]?{_GAP}(?=\n|\f|\Z)"
    r"|\bpage\s\d{1,4}\s(?:of|/)\s\d{1,4}\b"
)
_COPYRIGHT = r"(?:©|\bcopyright\b|\(c\))[^\n]{0,80}?\b(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)\d\d)?"
_NOISE = re.compile("|".join((_STAMP, _COUNTER, _AGO, _PAGE_NUMBER, _COPYRIGHT)), re.IGNORECASE)

# A line without any of these has no noise; finding that out costs a tenth of the pattern above.
_HINTS = (
    "printed", "generated", "download", "retrieved", "accessed", "last ", "updated", "date ", "report ",
    "view", "visit", "hits", "share", "like", "read", "comment", "follow", " ago", "page", "©",
    "copyright", "(c)",
)  # fmt: skip
_SHORT = 24

_LINE = re.compile(r"[^\n\f]+")
_DIGITS = re.compile(r"\d+")
_EDGE_LINES = 3
_MAX_FURNITURE_CHARS = 200


def noise_spans(text: str, pages: Sequence[PageText] = ()) -> list[tuple[int, int]]:
    """Return the spans, in order, of what says nothing about the document's matter.

    Dates of printing and updating, counters, page numbers, and the lines at the head or foot of a page that
    at least two and half of the pages share, whatever their numbers. An effective date is no such date.
    """
    spans = []
    for line in _LINE.finditer(text):
        start, end = line.span()
        words = line[0].lower()
        if end - start <= _SHORT or any(each in words for each in _HINTS):
            spans += [found.span() for found in _NOISE.finditer(text, start, end)]
    spans += _furniture(text, pages)
    return _joined(spans)


def _furniture(text: str, pages: Sequence[PageText]) -> Iterator[tuple[int, int]]:
    if len(pages) < 2:
        return
    edges: list[tuple[str, int, int]] = []
    seen: Counter[str] = Counter()
    for page in pages:
        lines = [each.span() for each in _LINE.finditer(text, page.start, page.end)]
        near = dict.fromkeys([*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:]])
        named = {_DIGITS.sub("#", text[start:end].strip().casefold()): (start, end) for start, end in near}
        for words, (start, end) in named.items():
            if words and end - start <= _MAX_FURNITURE_CHARS:
                seen[words] += 1
                edges.append((words, start, end))
    least = max(2, (len(pages) + 1) // 2)
    for words, start, end in edges:
        if seen[words] >= least:
            yield start, end


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif end > start:
            joined.append((start, end))
    return joined
