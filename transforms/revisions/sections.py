"""A text cut where its author cut it: agenda items, sections of a statute or manual, else paragraphs.

A section runs from the line that opens it to the next such line. Its key is the path of the numbers it
stands under ("ii/int no 171", "300.1"), the same in every version that does not renumber it. Its words are
what two versions are compared by: letters and figures alone, without the section's own number and without
noise, so that a text broken into other lines, set in capitals or printed on another day has the same words.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import Literal

from transforms.revisions.noise import noise_spans
from warehouse.records import PageText

Unit = Literal["section", "paragraph"]

MAX_SECTIONS = 5_000
MAX_LINES = 60_000
LONG_CHARS = 4_000
"""A section longer than this is cut into its paragraphs."""
MAX_HEADING_CHARS = 160

_WORD = re.compile(r"[^\W_]+(?:[-\u2010\u00ad'’]\n?[^\W_]+)*")
_INSIDE = re.compile(r"[\W_]+")
_LINE = re.compile(r"[^\n\f]+")

_NAMED = re.compile(
    r"(?:agenda\s)?(?P<name>item|int(?:ro)?|introductory|resolution|ordinance|res|ord|bill|file|docket|case|matter"
    r"|local\slaw|general\sorder|special\sorder|g\.o|motion|communication|petition|application)\.?\s{0,2}"
    r"(?:no\.?|number|id|#)?\s{0,2}[:#]?\s{0,2}(?P<label>(?:[a-z]{1,4}-?)?\d[\w./-]{0,20}|[a-z](?=[.):]))",
    re.IGNORECASE,
)
_FILE = re.compile(r"(?P<label>(?:[A-Z]{1,4}[ -]?)?\d{2,4}-\d{2,6}(?:-[A-Z\d]{1,6})?)(?=[\s.:)])")
_STATUTE = re.compile(
    r"(?P<name>§{1,2}|sec(?:tion)?|art(?:icle)?|chapter|part|title|rule|division|policy|directive|procedure"
    r"|appendix|exhibit|annex)(?:\.|\s|(?<=§))\s{0,2}(?:no\.?\s)?(?P<label>\d[\w.:()-]{0,20}|[IVXLC]{1,7}\b|[A-Z]\b)",
    re.IGNORECASE,
)
_DECIMAL = re.compile(r"(?P<label>\d{1,4}(?:\.\d{1,4}){1,5})[.)]?(?=\s+\S)")
_COUNTED = re.compile(r"\(?(?P<label>\d{1,3}|[IVXLC]{1,7}|[ivxlc]{1,7}|[A-Za-z])[.)](?=\s+\S|\s*$)")
_BARE = re.compile(r"(?P<label>\d{3,4})(?=\s+[A-Z])")
_CLAUSE = re.compile(r"(?P<label>whereas|resolved|be\sit|now,?\stherefore)\b", re.IGNORECASE)
_RUN_ON = re.compile(
    r"(?<=[.;:!?)]\s)(?:Int(?:ro)?|Item|Resolution|Ordinance|Local Law|Bill|File|Docket|Motion|Res|Ord)\.?\s"
    r"(?:No\.|Number|#)\s?\d"
)
_LEAST_BARE = 3
_SHORTEST_ITEM = 20
_TITLE_LINES = 5


@dataclass(frozen=True, slots=True)
class Section:
    """One section. `first_word` and `words_count` index the words of its text; `start`, `end` its characters.

    `context` is the heading it stands under: an item that moves from "For discussion" to "Adopted" says
    something new in the same words. `unit` tells a numbered section from a mere paragraph.
    """

    key: str
    label: str
    heading: str
    context: str
    unit: Unit
    start: int
    end: int
    first_word: int
    words_count: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SplitText:
    """A text with its words and sections. `word_starts` and `word_ends` are character offsets."""

    text: str
    words: tuple[str, ...]
    word_starts: tuple[int, ...]
    word_ends: tuple[int, ...]
    sections: tuple[Section, ...]

    def words_of(self, section: Section) -> tuple[str, ...]:
        """Return a section's words."""
        return self.words[section.first_word : section.first_word + section.words_count]


@dataclass(frozen=True, slots=True)
class _Opener:
    """A line that begins a section: `style` says how it is numbered, `label_end` where the number ends."""

    style: str
    label: str
    start: int
    label_end: int


def split_text(text: str, pages: Sequence[PageText] = ()) -> SplitText:
    """Return the text cut into sections. Every character belongs to one, save page breaks and blank lines."""
    noise = noise_spans(text, pages)
    lines = list(islice(_lines(text), MAX_LINES))
    openers = _openers(text, lines, noise)
    pieces = list(_pieces(text, lines, openers))[:MAX_SECTIONS]
    if pieces and (len(pieces) == MAX_SECTIONS or len(lines) == MAX_LINES):
        pieces[-1] = replace(pieces[-1], end=len(text))
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    sections = []
    used: Counter[str] = Counter()
    at = _Noise(noise)
    for piece in pieces:
        first = len(words)
        for found in _WORD.finditer(text, piece.body_start, piece.end):
            if not at.covers(found.start()):
                words.append(_INSIDE.sub("", found[0]).casefold())
                starts.append(found.start())
                ends.append(found.end())
        said = " ".join(words[first:])
        used[piece.key] += 1
        number = used[piece.key]
        sections.append(
            Section(
                key=piece.key if number == 1 else f"{piece.key} #{number}",
                label=piece.label,
                heading=_heading(text, piece),
                context=piece.context,
                unit=piece.unit,
                start=piece.start,
                end=piece.end,
                first_word=first,
                words_count=len(words) - first,
                sha256=hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest(),
            )
        )
    return SplitText(text, tuple(words), tuple(starts), tuple(ends), tuple(sections))


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield the lines that have words; a line into which several numbered items were run, item by item."""
    for found in _LINE.finditer(text):
        if not found[0].strip():
            continue
        start = found.start()
        for inner in _RUN_ON.finditer(text, found.start(), found.end()):
            # "4. Ordinance No. 31" is one item under two numbers.
            if inner.start() - start >= _SHORTEST_ITEM:
                yield start, inner.start()
                start = inner.start()
        yield start, found.end()


class _Noise:
    """Answers whether a character stands in noise."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._spans = spans
        self._starts = [start for start, _ in spans]

    def covers(self, offset: int) -> bool:
        if not self._starts:
            return False
        at = bisect_left(self._starts, offset + 1) - 1
        return at >= 0 and offset < self._spans[at][1]


@dataclass(frozen=True, slots=True)
class _Piece:
    key: str
    label: str
    context: str
    unit: Unit
    start: int
    end: int
    body_start: int


def _heading(text: str, piece: _Piece) -> str:
    line = text[piece.start : piece.end].strip().split("\n", 1)[0].strip()
    return line if len(line) <= MAX_HEADING_CHARS else f"{line[: MAX_HEADING_CHARS - 1].rstrip()}…"


def _openers(text: str, lines: Sequence[tuple[int, int]], noise: Sequence[tuple[int, int]]) -> list[_Opener]:
    """Return the lines that open a section, each told by how it is numbered."""
    at = _Noise(noise)
    found = []
    for start, end in lines:
        begin = start + len(text[start:end]) - len(text[start:end].lstrip())
        if at.covers(begin):
            continue
        opener = _opener(text, begin, end)
        if opener is not None:
            found.append(opener)
    found = found[_title_lines(found, lines) :]
    bare = [int(each.label) for each in found if each.style == "bare"]
    rising = sum(later > earlier for earlier, later in pairwise(bare))
    if len(bare) < _LEAST_BARE or rising < 0.8 * (len(bare) - 1):
        found = [each for each in found if each.style != "bare"]
    if sum(each.style == "decimal" for each in found) < 2:
        found = [each for each in found if each.style != "decimal"]
    return _settled(found)


def _title_lines(openers: Sequence[_Opener], lines: Sequence[tuple[int, int]]) -> int:
    """Return how many of the first openers are the document's own title in capitals."""
    count = 0
    for opener, (start, end) in zip(openers, lines[:_TITLE_LINES], strict=False):
        if opener.style != "caps" or not start <= opener.start < end:
            break
        count += 1
    return count


def _opener(text: str, start: int, end: int) -> _Opener | None:
    for style, pattern in (
        ("named", _NAMED), ("statute", _STATUTE), ("file", _FILE), ("decimal", _DECIMAL),
        ("counted", _COUNTED), ("bare", _BARE), ("clause", _CLAUSE),
    ):  # fmt: skip
        found = pattern.match(text, start, end)
        if found is None:
            continue
        label = " ".join(found["label"].rstrip(".:)(").casefold().split())
        if style in ("named", "statute"):
            style = found["name"].casefold().replace("§§", "§").rstrip(".")
            style = {"section": "§", "sec": "§", "introductory": "int", "intro": "int"}.get(style, style)
            label = f"{style} {label}"
        elif style == "counted":
            style = _counted_style(found["label"])
            label = found["label"]
        # The words of a clause are part of what it says; a number is not.
        label_end = start if style == "clause" else found.end()
        return _Opener(style, label, start, label_end)
    line = text[start:end].strip()
    letters = [each for each in line if each.isalpha()]
    if len(letters) >= 4 and len(line) <= 90 and line.isupper() and line[-1] not in ".;,":
        return _Opener("caps", "", start, start)
    return None


def _counted_style(label: str) -> str:
    if label.isdigit():
        return "1"
    if len(label) > 1:
        return "I" if label.isupper() else "i"
    roman = label in "IVXLCivxlc"
    return ("I?" if label.isupper() else "i?") if roman else ("A" if label.isupper() else "a")


def _settled(openers: Sequence[_Opener]) -> list[_Opener]:
    """Return the openers, a lone I, V, X, L or C a letter after its neighbor, else a number."""
    settled: list[_Opener] = []
    last: dict[str, str] = {}
    for each in openers:
        style = each.style
        if style in ("I?", "i?"):
            letter, number = ("A", "I") if style == "I?" else ("a", "i")
            before = last.get(letter)
            is_letter = before is not None and ord(each.label) == ord(before) + 1
            style = letter if is_letter and each.label not in "Ii" else number
            if is_letter and each.label in "Ii" and settled and settled[-1].style == letter:
                style = letter
            each = _Opener(style, each.label, each.start, each.label_end)
        if each.style in ("A", "a"):
            last[each.style] = each.label
        settled.append(each)
    return settled


def _pieces(text: str, lines: Sequence[tuple[int, int]], openers: Sequence[_Opener]) -> Iterator[_Piece]:
    """Yield the pieces in order: what stands before the first opener, then each opener's, long ones cut."""
    stack: list[tuple[str, str, str]] = []
    bounds = [each.start for each in openers] + [len(text)]
    line_starts = [start for start, _ in lines]
    if lines and bounds[0] > lines[0][0]:
        first = lines[0][0]
        head = _Piece("", "", "", "paragraph", first, bounds[0], first)
        yield from _cut(text, lines, line_starts, head)
    for number, opener in enumerate(openers):
        styles = [style for style, _, _ in stack]
        if opener.style in styles:
            del stack[styles.index(opener.style) :]
        context = " / ".join(heading for _, _, heading in stack if heading)
        end = bounds[number + 1]
        line = _LINE.match(text, opener.start, end)
        heading = line[0].strip()[:MAX_HEADING_CHARS] if line else ""
        own = opener.label.casefold() if opener.label else _slug(heading)
        if opener.style == "clause":
            own = f"{opener.label} {_digest(heading)}"
        key = "/".join([*(label for _, label, _ in stack), own])
        whole = _Piece(key, opener.label, context, "section", opener.start, end, opener.label_end)
        yield from _cut(text, lines, line_starts, whole)
        if opener.style != "clause":
            shown = heading[opener.label_end - opener.start :] if len(stack) < 6 else ""
            stack.append((opener.style, own, " ".join(_WORD.findall(shown.casefold()))))


def _cut(
    text: str, lines: Sequence[tuple[int, int]], line_starts: Sequence[int], whole: _Piece
) -> Iterator[_Piece]:
    """Yield the piece, or its paragraphs where it is long or no section at all."""
    is_section = whole.unit == "section"
    if is_section and whole.end - whole.start <= LONG_CHARS:
        yield whole
        return
    at = bisect_left(line_starts, whole.start)
    began = whole.start
    while at < len(lines) and lines[at][0] < whole.end:
        until = lines[at + 1][0] if at + 1 < len(lines) and lines[at + 1][0] < whole.end else whole.end
        if is_section and began == whole.start:
            yield replace(whole, end=until)
        else:
            key = f"{whole.key} ¶ {_digest(text[began:until])}".strip()
            yield _Piece(key, "", whole.context, "paragraph", began, until, began)
        began = until
        at += 1


def _slug(heading: str) -> str:
    return " ".join(_WORD.findall(heading.casefold()))[:60]


def _digest(words: str) -> str:
    """Return a name for a paragraph: its first words, which most changes leave as they are."""
    return " ".join(_WORD.findall(words[:400].casefold())[:5])[:60]
