"""A tree's words in reading order: one block a line, one table row a line."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import lxml.etree

from transforms.text.letters import clean

Element = Any

_LINE_TAGS = frozenset(
    [
        "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd",
        "details", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
        "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "label", "legend", "li", "main", "menu",
        "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead",
        "tr", "ul",
    ]
)  # fmt: skip
_CELL = "\x1f"
_SPACE = re.compile(r"[ \t\r\n\f\v]+")


def words_of_tree(root: Element) -> str:
    """Return the words of a tree, clean: blocks on lines of their own, cells of a row joined by " | ".

    A table that only lays the page out (a cell holds several blocks) gives its cells one after another.
    Walks without recursion, so that depth is no danger.
    """
    out: list[str] = []
    rows: list[int] = []  # where in `out` each open row began
    preformatted = 0
    for event, element in lxml.etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if event == "start":
            if tag == "tr":
                out.append("\n")
                rows.append(len(out))
            elif tag in _LINE_TAGS:
                out.append("\n")
            if tag == "pre":
                preformatted += 1
            if element.text and isinstance(tag, str):
                out.append(element.text if preformatted else _SPACE.sub(" ", element.text))
            continue
        if tag in ("td", "th"):
            out.append(_CELL)
        elif tag == "tr" and rows:
            begun = rows.pop()
            out[begun:] = [_row("".join(out[begun:])), "\n"]
        elif tag in _LINE_TAGS:
            out.append("\n")
        if tag == "pre":
            preformatted -= 1
        if element.tail and element is not root:
            out.append(element.tail if preformatted else _SPACE.sub(" ", element.tail))
    return clean("".join(out).replace(_CELL, "\n"))


def _row(text: str) -> str:
    cells = [clean(cell) for cell in text.split(_CELL)]
    cells = [cell for cell in cells if cell]
    lays_out = any("\n" in cell or len(cell) > 600 for cell in cells)
    return "\n".join(cells) if lays_out else " | ".join(cells)


_DROPPED = re.compile(
    r"<(script|style|template|noscript|head|svg|select|textarea|iframe)(?=[\s>/])[^<>]*>|<!--", re.IGNORECASE
)
_BREAKING_TAG = re.compile(r"</?(?:p|div|br|li|tr|h[1-6]|section|article|table|ul|ol|dt|dd)\b[^<>]*>", re.I)
_ANY_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*>")


def words_without_tree(text: str) -> str:
    """Return the words of markup that no parser should be given: tags cut out, in time linear to its length.

    Knows no furniture. For pages of hostile depth, and where the parser lost most of the words.
    """
    text = _BREAKING_TAG.sub("\n", _without_silent_parts(text))
    text = _ANY_TAG.sub("", text)
    return clean(_SPACE_BUT_LINES.sub(" ", unescape(text)))


def _without_silent_parts(text: str) -> str:
    """Return the markup without comments and elements that are never seen; what is not closed stays."""
    kept: list[str] = []
    at = 0
    unclosed: set[str] = set()
    lowered = text.lower() if text.isascii() else text
    while opening := _DROPPED.search(text, at):
        name = (opening[1] or "!").lower()
        closing = "-->" if name == "!" else f"</{name}"
        end = -1 if name in unclosed else lowered.find(closing, opening.end())
        if end < 0:
            unclosed.add(name)  # and so none of its name after it is closed: never look again
            kept.append(text[at : opening.end()])
            at = opening.end()
            continue
        kept.append(text[at : opening.start()])
        kept.append(" ")
        after = end + len(closing) if name == "!" else text.find(">", end) + 1
        at = after if after > 0 else len(text)
    kept.append(text[at:])
    return "".join(kept)


_SPACE_BUT_LINES = re.compile(r"[ \t\r\f\v]+")
