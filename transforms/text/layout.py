"""Where words stand on a page, to the order in which a person reads them: band by band, column by column.

A band is what lies between two lines that run across the page. Within a band, prose that stands side by side
is read down the left column and then down the right one; a table, whose cells are short and uneven, is read
row by row. Units are those of the page, whatever they are; `top` is less than `bottom`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

MAX_BOXES = 4000
"""A page with more pieces than this is read in the order it has."""
MIN_COLUMN_LINES = 4
GUTTERS_TRIED = 48


@dataclass(frozen=True)
class Box:
    """A piece of a line. `place` counts the pieces in the order in which the page gives them."""

    left: float
    top: float
    right: float
    bottom: float
    text: str = ""
    place: int = 0

    @property
    def height(self) -> float:
        """Return how high it is."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Return the height at which its letters stand."""
        return (self.top + self.bottom) / 2


def rows_of(boxes: Iterable[Box]) -> list[list[Box]]:
    """Return the boxes in rows from the top, each from the left."""
    rows: list[list[Box]] = []
    for box in sorted(boxes, key=lambda one: one.middle):
        last = rows[-1] if rows else []
        height = median(one.height for one in last[-5:]) if last else 0.0
        if last and box.middle - median(one.middle for one in last[-5:]) <= 0.55 * min(height, box.height):
            last.append(box)
        else:
            rows.append([box])
    return [sorted(row, key=lambda one: one.left) for row in rows]


def _segments(boxes: Sequence[Box]) -> list[Box]:
    """Return the boxes with those joined that stand in a row with no more than a space between them."""
    out: list[Box] = []
    for row in rows_of(boxes):
        joined = row[:1]
        for box in row[1:]:
            last = joined[-1]
            if box.left - last.right < 0.9 * max(last.height, box.height):
                joined[-1] = replace(
                    last,
                    top=min(last.top, box.top),
                    right=max(last.right, box.right),
                    bottom=max(last.bottom, box.bottom),
                )
            else:
                joined.append(box)
        out += joined
    return out


def flows(boxes: Sequence[Box], *, depth: int = 2) -> list[list[Box]]:
    """Return the boxes as the flows to read one after the other; one flow where nothing stands in columns."""
    if len(boxes) > MAX_BOXES or len(boxes) < 2 * MIN_COLUMN_LINES or depth == 0:
        return [list(boxes)]
    segments = _segments(boxes)
    gutter = _gutter(segments)
    if gutter is None:
        return [list(boxes)]
    out: list[list[Box]] = []
    so_far: list[Box] = []
    for is_columns, top, bottom in _bands(segments, gutter):
        inside = [box for box in boxes if top <= box.middle < bottom]
        if not is_columns:
            so_far += inside
            continue
        if so_far:
            out.append(so_far)
            so_far = []
        for side in (
            [box for box in inside if (box.left + box.right) / 2 < gutter],
            [box for box in inside if (box.left + box.right) / 2 >= gutter],
        ):
            out += flows(side, depth=depth - 1)
    return [*out, so_far] if so_far else out


def is_scrambled(parts: Sequence[Sequence[Box]]) -> bool:
    """Return whether the page's own order jumps to and fro between its flows, line by line."""
    ordered = sorted((box.place, number) for number, part in enumerate(parts) for box in part)
    jumps = sum(1 for (_, one), (_, other) in itertools.pairwise(ordered) if one != other)
    lines = min((len(rows_of(part)) for part in parts if len(part) >= MIN_COLUMN_LINES), default=0)
    return lines > 0 and jumps >= len(parts) - 1 + lines * 0.5


def _gutter(segments: Sequence[Box]) -> float | None:
    """Return where the page is cut in two with the most lines of prose on either side; None: nowhere."""
    left, right = min(box.left for box in segments), max(box.right for box in segments)
    best, best_lines = None, 0
    tried = (left + (right - left) * (0.2 + 0.6 * step / GUTTERS_TRIED) for step in range(GUTTERS_TRIED + 1))
    for gutter in tried:
        sides = (sum(box.right <= gutter for box in segments), sum(box.left >= gutter for box in segments))
        if min(sides) < MIN_COLUMN_LINES:
            continue
        lines = sum(
            sum(1 for box in segments if top <= box.middle < bottom)
            for is_columns, top, bottom in _bands(segments, gutter)
            if is_columns
        )
        if lines > best_lines:
            best, best_lines = gutter, lines
    return best


def _bands(segments: Sequence[Box], gutter: float) -> list[tuple[bool, float, float]]:
    """Return the bands from the top, each with whether prose stands on both sides of the gutter in it."""
    crossing = sorted((box for box in segments if box.left < gutter < box.right), key=lambda one: one.top)
    beside = sorted(
        (box for box in segments if not box.left < gutter < box.right), key=lambda one: one.middle
    )
    edges = [float("-inf"), *(box.middle for box in crossing), float("inf")]
    out: list[tuple[bool, float, float]] = []
    at = 0
    for top, bottom in itertools.pairwise(edges):
        inside: list[Box] = []
        while at < len(beside) and beside[at].middle < bottom:
            inside.append(beside[at])
            at += 1
        lefts = [box for box in inside if box.right <= gutter]
        rights = [box for box in inside if box.left >= gutter]
        is_columns = len(inside) >= 2 * MIN_COLUMN_LINES and _is_prose(lefts) and _is_prose(rights)
        # The line that runs across belongs to what follows it only as its upper edge.
        start = top + 1e-6 if is_columns else top
        if is_columns:
            out.append((False, top, start))
        out.append((is_columns, start, bottom))
    return out


def _is_prose(boxes: Sequence[Box]) -> bool:
    """Return whether these are lines of prose: enough of them, wide, most of them as wide as their column.

    They may themselves stand in two columns, which are then told apart next.
    """
    rows = rows_of(boxes)
    if len(rows) < MIN_COLUMN_LINES or len(boxes) > 2.5 * len(rows):
        return False
    if len(boxes) > 1.5 * len(rows):
        widths = sorted(box.right - box.left for box in boxes)
    else:
        widths = sorted(max(box.right for box in row) - min(box.left for box in row) for row in rows)
    full = widths[min(len(widths) - 1, (len(widths) * 9) // 10)]
    if full < 9 * median(box.height for box in boxes):
        return False
    return sum(1 for width in widths if width >= 0.72 * full) >= 0.6 * len(widths)


def flow_text(boxes: Sequence[Box]) -> str:
    """Return the words of one flow, a line for each row, an empty line where a gap parts two paragraphs."""
    rows = rows_of(boxes)
    middles = [median(box.middle for box in row) for row in rows]
    steps = [after - before for before, after in itertools.pairwise(middles)]
    usual = median(steps) if steps else 0.0
    lines: list[str] = []
    for number, row in enumerate(rows):
        if number and steps[number - 1] > 1.45 * usual:
            lines.append("")
        lines.append(" ".join(box.text for box in row))
    return "\n".join(lines)
