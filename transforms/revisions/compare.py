"""Two versions of a text, section by section: what was added, removed, changed, moved, or left as it was.

The same words make the same section, whatever number it has and wherever it stands; then the same number
does; then words that are mostly alike. What remains was added or removed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from rapidfuzz.distance import Indel

from transforms.revisions.sections import Section, SplitText

Became = Literal["first", "added", "removed", "changed", "moved", "unchanged"]

ALIKE = 0.6
"""Two sections of which this share of the words agree are one that changed."""
NUMBERED_ALIKE = 0.25
"""Of one number, this share does: items are renumbered, and a number is given to another matter."""
_MOST_WORDS = 2_000
_MOST_PAIRS = 40_000


@dataclass(frozen=True, slots=True)
class Pair:
    """What became of one section. `is_read`: its words, or the heading they stand under, are new."""

    became: Became
    before: Section | None
    after: Section | None
    is_read: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every section of both versions, in the order of the later one; what was removed, where it stood.

    `word_map` gives for the index of a word of the earlier text that of the same word in the later one, of
    sections that are not to be read again.
    """

    pairs: tuple[Pair, ...]
    word_map: dict[int, int] = field(default_factory=dict)

    def count(self, became: Became) -> int:
        """Return how many sections became so."""
        return sum(each.became == became for each in self.pairs)

    @property
    def to_read(self) -> list[Section]:
        """The later version's sections that are to be read for what they report."""
        return [each.after for each in self.pairs if each.after is not None and each.is_read]


def compare(before: SplitText, after: SplitText) -> Comparison:
    """Return what became of every section that has words."""
    old = [each for each in before.sections if each.words_count]
    new = [each for each in after.sections if each.words_count]
    matched: dict[int, int] = {}  # index of new -> index of old
    _same_words(old, new, matched)
    reflowed = _same_runs(before, after, old, new, matched)
    same = set(matched) | set(reflowed)
    _same_keys(before, after, old, new, matched, reflowed)
    _alike(before, after, old, new, matched, reflowed)
    in_order = _in_order({at: matched[at] for at in same if at in matched})
    became: dict[int, Pair] = {}
    word_map: dict[int, int] = {}
    for at, section in enumerate(new):
        if at in reflowed:
            became[at] = Pair("unchanged", None, section, is_read=False)
            continue
        if at not in matched:
            became[at] = Pair("added", None, section, is_read=True)
            continue
        earlier = old[matched[at]]
        if at not in same:
            became[at] = Pair("changed", earlier, section, is_read=True)
            continue
        elsewhere = earlier.context != section.context
        is_moved = earlier.label != section.label or at not in in_order or elsewhere
        became[at] = Pair("moved" if is_moved else "unchanged", earlier, section, is_read=elsewhere)
        if not elsewhere:
            word_map.update(
                (earlier.first_word + n, section.first_word + n) for n in range(section.words_count)
            )
    for at, (first_old, first_new) in reflowed.items():
        if first_old >= 0:
            word_map.update((first_old + n, first_new + n) for n in range(new[at].words_count))
    gone = sorted(set(range(len(old))) - set(matched.values()) - _consumed(before, old, reflowed, new))
    return Comparison(tuple(_told(old, new, matched, became, gone)), word_map)


def _same_words(old: Sequence[Section], new: Sequence[Section], matched: dict[int, int]) -> None:
    """Match sections of the very same words, one for one, those of one key first, then in order."""
    by_key: dict[tuple[str, str], int] = {}
    for at, each in enumerate(old):
        by_key.setdefault((each.sha256, each.key), at)
    taken: set[int] = set()
    for at, each in enumerate(new):
        known = by_key.get((each.sha256, each.key))
        if known is not None and known not in taken:
            matched[at] = known
            taken.add(known)
    rest: dict[str, list[int]] = defaultdict(list)
    for at in range(len(old) - 1, -1, -1):
        if at not in taken:
            rest[old[at].sha256].append(at)
    for at, each in enumerate(new):
        if at not in matched and rest[each.sha256]:
            matched[at] = rest[each.sha256].pop()


def _same_runs(
    before: SplitText,
    after: SplitText,
    old: Sequence[Section],
    new: Sequence[Section],
    matched: dict[int, int],
) -> dict[int, tuple[int, int]]:
    """Return the new sections whose words stand in the old text in the same run, cut at other places.

    By index of the new section: the index of its first word in the old text, and in the new.
    """
    found: dict[int, tuple[int, int]] = {}
    taken = set(matched.values())
    at = 0
    while at < len(new):
        if at in matched:
            at += 1
            continue
        until = at
        while until < len(new) and until not in matched:
            until += 1
        first = matched[at - 1] + 1 if at else 0
        last = first
        while last < len(old) and last not in taken:
            last += 1
        ours = [word for section in new[at:until] for word in after.words_of(section)]
        theirs = [word for section in old[first:last] for word in before.words_of(section)]
        if ours and ours == theirs:
            indexes = [
                section.first_word + n for section in old[first:last] for n in range(section.words_count)
            ]
            passed = 0
            for number in range(at, until):
                found[number] = (indexes[passed], new[number].first_word)
                passed += new[number].words_count
        at = until
    return found


def _consumed(
    before: SplitText, old: Sequence[Section], reflowed: dict[int, tuple[int, int]], new: Sequence[Section]
) -> set[int]:
    """Return the old sections whose words stand, cut otherwise, in new ones."""
    firsts = [each.first_word for each in old]
    consumed: set[int] = set()
    for number, (first_old, _) in reflowed.items():
        until = first_old + new[number].words_count
        at = max(0, bisect_left(firsts, first_old + 1) - 1)
        while at < len(old) and old[at].first_word < until:
            consumed.add(at)
            at += 1
    return consumed


def _same_keys(
    before: SplitText,
    after: SplitText,
    old: Sequence[Section],
    new: Sequence[Section],
    matched: dict[int, int],
    reflowed: dict[int, tuple[int, int]],
) -> None:
    taken = set(matched.values()) | _consumed(before, old, reflowed, new)
    by_key = {each.key: at for at, each in reversed(list(enumerate(old))) if at not in taken}
    for at, each in enumerate(new):
        known = by_key.get(each.key)
        if at in matched or at in reflowed or known is None or known in taken:
            continue
        if likeness(before.words_of(old[known]), after.words_of(each)) >= NUMBERED_ALIKE:
            matched[at] = known
            taken.add(known)


def _alike(
    before: SplitText,
    after: SplitText,
    old: Sequence[Section],
    new: Sequence[Section],
    matched: dict[int, int],
    reflowed: dict[int, tuple[int, int]],
) -> None:
    taken = set(matched.values()) | _consumed(before, old, reflowed, new)
    left = [at for at in range(len(old)) if at not in taken]
    right = [at for at in range(len(new)) if at not in matched and at not in reflowed]
    if not left or not right or len(left) * len(right) > _MOST_PAIRS:
        return
    bags = {at: frozenset(before.words_of(old[at])) for at in left}
    scored = []
    for at in right:
        words = after.words_of(new[at])
        bag = frozenset(words)
        for known in left:
            shared = len(bag & bags[known])
            if 2 * shared < ALIKE * (len(bag) + len(bags[known])) * 0.8:
                continue
            score = likeness(before.words_of(old[known]), words)
            if score >= ALIKE:
                scored.append((-score, at, known))
    for _, at, known in sorted(scored):
        if at not in matched and known not in taken:
            matched[at] = known
            taken.add(known)


def likeness(first: Sequence[str], second: Sequence[str]) -> float:
    """Return which share of the words of both stands in both in the same order, 0 to 1."""
    return Indel.normalized_similarity(first[:_MOST_WORDS], second[:_MOST_WORDS])


def _in_order(matched: dict[int, int]) -> set[int]:
    """Return the new sections of the longest run that keeps the old order: the others were moved."""
    ends: list[int] = []
    ends_at: list[int] = []
    before: dict[int, int | None] = {}
    for at in sorted(matched):
        place = bisect_left(ends, matched[at])
        before[at] = ends_at[place - 1] if place else None
        if place == len(ends):
            ends.append(matched[at])
            ends_at.append(at)
        else:
            ends[place], ends_at[place] = matched[at], at
    kept: set[int] = set()
    last: int | None = ends_at[-1] if ends_at else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return kept


def _told(
    old: Sequence[Section],
    new: Sequence[Section],
    matched: dict[int, int],
    became: dict[int, Pair],
    gone: Sequence[int],
) -> list[Pair]:
    """Return the pairs in the order of the later version, what was removed after what stood before it."""
    after_old: dict[int, list[Pair]] = defaultdict(list)
    place_of = {known: at for at, known in matched.items()}
    for each in gone:
        anchor = each - 1
        while anchor >= 0 and anchor not in place_of:
            anchor -= 1
        after_old[place_of.get(anchor, -1)].append(Pair("removed", old[each], None, is_read=False))
    told = list(after_old[-1])
    for at in range(len(new)):
        told.append(became[at])
        told.extend(after_old[at])
    return told
