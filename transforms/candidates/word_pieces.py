"""Text into the word pieces of an uncased WordPiece vocabulary, as BERT's own tokenizer cuts it.

Written out here, for the library that does it brings along a client of a model hub. Held against that
library's output in `tests/transforms/candidates/test_third_reading.py`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

UNKNOWN: Final = "[UNK]"
_MOST_LETTERS: Final = 100
_CONTROL: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def cut(text: str, vocabulary: Mapping[str, int]) -> list[int]:
    """Return the ids of the text's pieces, without the marks of begin and end."""
    return [piece for word in _words(text) for piece in _pieces(word, vocabulary)]


def _words(text: str) -> Iterator[str]:
    word: list[str] = []
    for letter in unicodedata.normalize("NFD", _spaced(text).lower()):
        kind = unicodedata.category(letter)
        if kind == "Mn":
            continue
        if letter.isspace():
            if word:
                yield "".join(word)
            word = []
        elif _is_punctuation(letter, kind):
            if word:
                yield "".join(word)
            word = []
            yield letter
        else:
            word.append(letter)
    if word:
        yield "".join(word)


def _spaced(text: str) -> str:
    """Return the text without control characters, every ideograph a word of its own."""
    if text.isascii() and text.isprintable():
        return text
    kept = []
    for letter in text:
        if letter in "\t\n\r":
            kept.append(" ")
        elif letter in "\0\ufffd" or unicodedata.category(letter) in _CONTROL:
            continue
        else:
            kept.append(f" {letter} " if _is_ideograph(ord(letter)) else letter)
    return "".join(kept)


def _is_punctuation(letter: str, kind: str) -> bool:
    # ASCII's signs part words whatever Unicode calls them.
    return kind[0] == "P" or (letter.isascii() and letter.isprintable() and not letter.isalnum())


def _is_ideograph(code: int) -> bool:
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0x20000 <= code <= 0x2CEAF
        or 0xF900 <= code <= 0xFAFF
        or 0x2F800 <= code <= 0x2FA1F
    )


def _pieces(word: str, vocabulary: Mapping[str, int]) -> list[int]:
    """Cut a word from its beginning into the longest known pieces; what cannot be cut is unknown whole."""
    if len(word) > _MOST_LETTERS:
        return [vocabulary[UNKNOWN]]
    found: list[int] = []
    start = 0
    while start < len(word):
        end = len(word)
        while end > start:
            piece = word[start:end] if start == 0 else f"##{word[start:end]}"
            known = vocabulary.get(piece)
            if known is not None:
                found.append(known)
                break
            end -= 1
        else:
            return [vocabulary[UNKNOWN]]
        start = end
    return found
