"""Which parts of a long text are worth reading sentence by sentence: those around words of the subject.

A text of ordinary length is read whole. Of a packet of hundreds of pages only the surroundings of the
vocabulary are read, and never more than `MOST_CHARACTERS`, so that no text can make a night slow.
"""

from __future__ import annotations

from transforms.candidates.screening import subject_offsets

WHOLE_BELOW = 40_000
AROUND = 1_500
MOST_CHARACTERS = 400_000


def regions_of(text: str) -> list[tuple[int, int]]:
    """Return spans of the text, in order and apart, that begin and end at line or sentence ends."""
    if len(text) <= WHOLE_BELOW:
        return [(0, len(text))]
    spans: list[tuple[int, int]] = [(0, _soft_end(text, 2_500))]
    for offset in subject_offsets(text):
        start, end = _soft_start(text, offset - AROUND), _soft_end(text, offset + AROUND)
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    kept, total = [], 0
    for start, end in spans:
        if total >= MOST_CHARACTERS:
            break
        end = min(end, start + MOST_CHARACTERS - total)
        kept.append((start, end))
        total += end - start
    return kept


def _soft_start(text: str, at: int) -> int:
    if at <= 0:
        return 0
    cut = text.find("\n", at, at + 400)
    if cut < 0:
        cut = text.find(". ", at, at + 400)
    return cut + 1 if cut >= 0 else at


def _soft_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    cut = text.find("\n", at, at + 400)
    if cut < 0:
        cut = text.find(". ", at, at + 400)
    return cut + 1 if cut >= 0 else min(len(text), at)
