"""The first look at a page's markup: can its words, once they are read out, hold anything of the subject?

Reading a page's words with care costs a hundred times what the screen costs. A page none of whose letters,
menus and scripts included, holds a word of the vocabulary need not be read for actions at all. What is kept
here is read with care and screened again; what is let go must not be lost, so every doubt keeps the page:
words are looked for across tags as if each were a gap and as if it were none, in what `meta` elements say,
and behind the escapes of JSON in scripts.
"""

from __future__ import annotations

import re
from html import unescape

from transforms.candidates.screening import names_nothing, screen
from transforms.candidates.vocabulary import compile_expression
from transforms.text.letters import clean

_TAG = re.compile(r"<[^<>]*>")
_META = re.compile(r"<(?:meta|title|base)\b[^<>]{0,20000}>", re.IGNORECASE)
_JSON_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|[nrtbf/\"])")
_AGENCY = compile_expression(r"\b(?-i:ICE)\b")


def may_concern(markup: str, title: str | None = None) -> bool:
    """Return whether a page may hold words of the subject; `title` is what the link to it said.

    Linear in the length of the markup. Any string is taken, none raises.
    """
    told = _JSON_ESCAPE.sub(" ", markup) if "\\" in markup else markup
    between = _TAG.split(told)
    parts = [" ".join(between), "".join(between), *_META.findall(told)]
    words = "\n".join(parts)
    if "&" in words:
        words = unescape(words)
    if not words.isascii():
        words = clean(words)
    words = " ".join(words.split())
    if names_nothing(words, title):
        return False
    # Frozen ICE is told apart by its neighbors, which tags may part: with care, or not at all.
    return _AGENCY.search(words) is not None or screen(words, title).is_kept
