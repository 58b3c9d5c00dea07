"""Puts apart what pages run together, and together what they set apart, before rows are looked for.

Cells that span several rows, days behind line breaks of one block, and columns side by side whose parts
belong together by their order alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from lxml import etree
from parsel import Selector

from spiders.wording import plain_text

MAX_SPAN, MAX_SPREAD = 60, 2000
# So many parts at least make columns of what stands side by side, and so many columns are joined at most.
MIN_PARTS, MAX_COLUMNS = 3, 6

_BLOCK = re.compile(r"p|div|[uod]l|li|table|tbody|t[rd]|section|article|d[td]|h[1-6]|blockquote")
# lxml ships no types.
Element = Any

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
DaysOf = Callable[[str], list[str]]


def words_in(element: Element) -> str:
    """Return an element's visible words."""
    return plain_text(Selector(root=element, type="html"))


def plain_characters(text: str | None) -> str | None:
    """Return the text without the control characters that a parser lets in and a tree refuses."""
    return _CONTROL.sub("", text) if text else text


def spread_cells(content: Element) -> None:
    """Repeat a cell that spans several rows in each of them: a day may stand before two meetings."""
    left = MAX_SPREAD
    for cell in list(content.iter("td")):
        span = cell.get("rowspan", "1")
        row = cell.getparent()
        if not span.isdigit() or not 1 < int(span[:4]) <= MAX_SPAN or row is None or row.tag != "tr":
            continue
        at = sum(int(each.get("colspan", "1")[:3] or 1) if each.get("colspan", "1")[:3].isdigit() else 1
                 for each in cell.itersiblings("td", "th", preceding=True))  # fmt: skip
        del cell.attrib["rowspan"]
        below = row
        for _ in range(int(span[:4]) - 1):
            below = next(below.itersiblings("tr"), None)
            left -= 1
            if below is None or left < 0:
                break
            copied = deepcopy(cell)
            copied.tail = None
            below.insert(min(at, len(below)), copied)


def split_at_breaks(node: Element, days_of: DaysOf) -> None:
    """Turn "May 5<br>May 19<br>" inside one block into a block for each segment that holds a day."""
    breaks = [child for child in node if child.tag == "br"]
    if not breaks or any(_BLOCK.fullmatch(str(child.tag)) for child in node):
        return
    segments: list[Element] = [etree.Element("li")]
    segments[0].text = plain_characters(node.text)
    for child in list(node):
        if child.tag == "br":
            segments.append(etree.Element("li"))
            segments[-1].text = plain_characters(child.tail)
        else:
            segments[-1].append(child)
    dated = [segment for segment in segments if days_of(words_in(segment))]
    if len({tuple(days_of(words_in(segment))) for segment in dated}) < 2:
        # Not a list after all: what was moved goes back, with its line breaks.
        node.text = None
        for child in list(node):
            node.remove(child)
        for at, segment in enumerate(segments):
            if at:
                segment.insert(0, etree.Element("br"))
                segment[0].tail, segment.text = segment.text, None
            else:
                node.text, segment.text = segment.text, None
            node.extend(list(segment))
        return
    node.text = None
    for child in list(node):
        node.remove(child)
    node.extend(segments)


def join_columns(content: Element, days_of: DaysOf) -> None:
    """Put the parts of columns side by side into rows: the days in one, their agendas and minutes in others.

    A column is parted by rules (`hr`). Columns belong together where they are the only such ones of one
    frame, are of equally many parts, and one of them alone tells a day in each.
    """
    if content.find(".//hr") is None:
        return
    frames: dict[Element, list[Element]] = {}
    for parted in {rule.getparent() for rule in content.iter("hr")}:
        for frame in _frames_around(parted):
            frames.setdefault(frame, []).append(parted)
    for frame, parted in frames.items():
        columns = sorted(parted, key=lambda each: _place(frame, each))
        if not 2 <= len(columns) <= MAX_COLUMNS or frame.getparent() is None:
            continue
        parts = [_between_rules(column) for column in columns]
        if len({len(each) for each in parts}) != 1 or len(parts[0]) < MIN_PARTS:
            continue
        dated = [sum(bool(days_of(words_in(part))) for part in each) for each in parts]
        # Files' words may name a day here and there; the days' own column names one in every part.
        if max(dated) != len(parts[0]) or sum(each * 2 > len(parts[0]) for each in dated) != 1:
            continue
        joined = [_joined(row) for row in zip(*parts, strict=True)]
        for child in list(columns[0]):
            columns[0].remove(child)
        columns[0].text = None
        columns[0].extend(joined)
        for column in columns[1:]:
            for child in list(column):
                column.remove(child)
            column.text = None


def _frames_around(parted: Element) -> list[Element]:
    """Return the nearest part around a column that holds another column, if any."""
    own = parted
    for frame in list(parted.iterancestors())[:8]:
        others = [child for child in frame if child is not own and isinstance(child.tag, str)]
        if any(child.find(".//hr") is not None for child in others):
            return [frame]
        own = frame
    return []


def _place(frame: Element, part: Element) -> int:
    child = part
    for ancestor in part.iterancestors():
        if ancestor is frame:
            break
        child = ancestor
    return int(frame.index(child))


def _between_rules(column: Element) -> list[Element]:
    """Return a column's parts in boxes of their own, without what is empty before and after its rules."""
    parts: list[Element] = [etree.Element("div")]
    for child in list(column):
        if child.tag == "hr":
            parts.append(etree.Element("div"))
        else:
            copied = deepcopy(child)
            parts[-1].append(copied)
    while parts and not words_in(parts[0]):
        parts.pop(0)
    if parts and not words_in(parts[-1]) and column[-1].tag == "hr":
        parts.pop()
    return parts


def _joined(parts: tuple[Element, ...]) -> Element:
    row = etree.Element("li")
    row.extend(parts)
    return row
