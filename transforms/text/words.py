"""A tree's words in reading order: one block a line, one table row a line."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import lxml.etree  # type: ignore[import-untyped]

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
    r"<(script|style|template|noscript|head|svg|select|textarea|iframe)\b[^>]{0,20000}>.{0,500000}?</\1\s*>",
    re.IGNORECASE | re.DOTALL,
)
_COMMENT = re.compile(r"<!--.{0,500000}?-->", re.DOTALL)
_BREAKING_TAG = re.compile(r"</?(?:p|div|br|li|tr|h[1-6]|section|article|table|ul|ol|dt|dd)\b[^<>]*>", re.I)
_ANY_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*>")


def words_without_tree(text: str) -> str:
    """Return the words of markup that no parser should be given: tags cut out by a single bounded pass each.

    Knows no furniture. For pages of hostile depth, and where the parser lost most of the words.
    """
    text = _DROPPED.sub(" ", _COMMENT.sub(" ", text))
    text = _BREAKING_TAG.sub("\n", text)
    text = _ANY_TAG.sub("", text)
    return clean(_SPACE_BUT_LINES.sub(" ", unescape(text)))


_SPACE_BUT_LINES = re.compile(r"[ \t\r\f\v]+")
