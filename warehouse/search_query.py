"""What a person types into the search: words, "phrases", title:word, place:"a b", and -word to leave out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from warehouse.errors import UserError

MAX_CHARS = 1000
MAX_PHRASES = 8

_PART = re.compile(r'(?P<out>-)?(?:(?P<field>[A-Za-z]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_FIELDS = ("title", "place")
_TOKEN = re.compile(r"[a-z0-9]+")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class SearchQuery:
    """A query in tokens, as the index holds them. Any of `words` is enough; all of the rest must hold."""

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    title: tuple[tuple[str, ...], ...] = ()
    place: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()

    @property
    def required(self) -> tuple[str, ...]:
        """Tokens that what is found must hold somewhere."""
        return tuple(dict.fromkeys(token for each in (*self.phrases, *self.title) for token in each))

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing."""
        return not (self.words or self.phrases or self.title or self.place)


def tokens(text: str) -> list[str]:
    """Return the words of a text as the index holds them: without case and accents, digits as words."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _TOKEN.findall(text.lower())


def read_query(text: str) -> SearchQuery:
    """Return what the words of a person ask for. Marks of no meaning here are passed over.

    Raises:
        UserError: it is too long, holds too many phrases, or only leaves out.
    """
    if len(text) > MAX_CHARS:
        raise UserError(f"the search has {len(text)} characters; write at most {MAX_CHARS}")
    words: list[str] = []
    demanded: dict[str, list[tuple[str, ...]]] = {"phrase": [], "title": [], "place": [], "out": []}
    for part in _PART.finditer(text):
        field = (part["field"] or "").lower()
        said = part["phrase"] if part["phrase"] is not None else part["word"]
        if field and field not in _FIELDS:
            said, field = f"{part['field']} {said}", ""
        found = tuple(tokens(said))
        if not found:
            continue
        if part["out"]:
            demanded["out"].append(found)
        elif field:
            demanded[field].append(found)
        elif part["phrase"] is not None and len(found) > 1:
            demanded["phrase"].append(found)
        else:
            words += found
    query = SearchQuery(
        tuple(dict.fromkeys(words)),
        *(tuple(dict.fromkeys(demanded[name])) for name in ("phrase", "title", "place", "out")),
    )
    if sum(len(each) for each in demanded.values()) > MAX_PHRASES:
        raise UserError(f"the search holds more than {MAX_PHRASES} phrases and fields; leave some out")
    if query.is_empty and query.excluded:
        raise UserError("the search only says what to leave out; say also what to look for")
    return query


def pattern_of(phrase: Iterable[str]) -> str:
    """Return a regular expression that finds the tokens side by side in a text in small letters."""
    return r"(^|[^a-z0-9])" + "[^a-z0-9]+".join(phrase) + r"([^a-z0-9]|$)"


@dataclass(frozen=True)
class Snippet:
    """A stretch of a text, and which characters of it are what was asked for, as pairs of offsets."""

    text: str
    hits: tuple[tuple[int, int], ...] = ()


def cut_snippet(
    text: str,
    is_hit: Callable[[str], bool],
    *,
    phrases: Iterable[tuple[str, ...]] = (),
    most_chars: int = 280,
) -> Snippet:
    """Return the stretch of `text` that holds most of what was asked for, on one line."""
    line = " ".join(text.split())
    spans = _phrase_spans(line, phrases)
    spans += [
        (word.start(), word.end(), 1)
        for word in _WORD.finditer(line)
        if any(is_hit(token) for token in tokens(word[0]))
    ]
    if not spans:
        return Snippet(_ended(line, 0, most_chars))
    spans.sort()
    best, weight, behind = spans[0][0], 0, 0
    total = 0
    for start, end, each in spans:
        total += each
        while end - spans[behind][0] > most_chars * 0.8 and spans[behind][0] < start:
            total -= spans[behind][2]
            behind += 1
        if total > weight:
            best, weight = spans[behind][0], total
    begin = max(0, best - most_chars // 5)
    while begin and begin < best and line[begin - 1] != " ":
        begin += 1
    shown = _ended(line, begin, most_chars)
    shift = (1 if begin else 0) - begin
    hits = [
        (start + shift, end + shift)
        for start, end, _ in spans
        if start >= begin and end + shift <= len(shown.rstrip("…"))
    ]
    return Snippet(shown, tuple(_merged(hits)))


def _ended(line: str, begin: int, most_chars: int) -> str:
    end = begin + most_chars
    if end < len(line):
        end = max(line.rfind(" ", begin + most_chars // 2, end), begin + most_chars // 2)
    return ("…" if begin else "") + line[begin:end] + ("…" if end < len(line) else "")


def _phrase_spans(line: str, phrases: Iterable[tuple[str, ...]]) -> list[tuple[int, int, int]]:
    phrases = list(phrases)
    if not phrases:
        return []
    words = [(token, word.start(), word.end()) for word in _WORD.finditer(line) for token in tokens(word[0])]
    spelled = [token for token, _, _ in words]
    found = []
    for phrase in phrases:
        for at in range(len(spelled) - len(phrase) + 1):
            if spelled[at] == phrase[0] and tuple(spelled[at : at + len(phrase)]) == tuple(phrase):
                found.append((words[at][1], words[at + len(phrase) - 1][2], 10))
    return found


def _merged(hits: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the stretches without those that lie within another."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(hits, key=lambda each: (each[0], -each[1])):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found
