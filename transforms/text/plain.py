"""Plain text, XML and JSON bodies to words."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

from transforms.text.language import guess_language
from transforms.text.letters import clean
from transforms.text.lines import paragraphs
from transforms.text.record import ExtractedText, no_words
from transforms.text.words import words_without_tree

_NOT_WORDS = re.compile(
    r"^(?:https?://\S+|[\w.+-]+@[\w.-]+|[0-9a-f-]{24,}|[\d\W_]*|\S*\d\S*)$", re.IGNORECASE
)


def read_plain(text: str, *, title: str | None = None) -> ExtractedText:
    """Return a plain text's words; one broken at a fixed width, as mails are, has its paragraphs joined."""
    words = clean(paragraphs(text)) if _is_wrapped(text) else clean(text)
    if not words:
        return no_words("plain", "empty: no words", title=title)
    return ExtractedText(text=words, method="plain", title=title, language=guess_language(words))


def read_xml(text: str, *, title: str | None = None) -> ExtractedText:
    """Return the words between the tags of an XML body, each element's on a line of its own."""
    text = re.sub(r"<!\[CDATA\[(.*?)\]\]>", r"\1", text, flags=re.DOTALL)
    text = re.sub(r"(?<!^)<(?=[/a-zA-Z])", "\n<", text)
    return read_plain(words_without_tree(words_without_tree(text)), title=title)


def read_json(text: str, *, title: str | None = None) -> ExtractedText:
    """Return the strings of a JSON body that hold words, in order; addresses, ids and codes are left out."""
    try:
        content: Any = json.loads(text)
    except (ValueError, RecursionError):
        return read_plain(text, title=title)
    waiting: list[Any] = [content]
    out: list[str] = []
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting.extend(reversed(list(one.values())))
        elif isinstance(one, list):
            waiting.extend(reversed(one))
        elif isinstance(one, str) and not _NOT_WORDS.match(one):
            out.append(words_without_tree(one) if "<" in one and ">" in one else one)
    return read_plain("\n".join(out), title=title)


def _is_wrapped(text: str) -> bool:
    """Return whether most lines that another follows end near one width between 55 and 100."""
    lines = text[:100_000].split("\n")
    lengths = [len(line.rstrip()) for line, after in pairwise(lines) if line.strip() and after.strip()]
    if len(lengths) < 5:
        return False
    full = sorted(lengths)[(len(lengths) * 9) // 10]
    return 55 <= full <= 100 and sum(1 for one in lengths if one >= full * 0.8) >= len(lengths) * 0.7
