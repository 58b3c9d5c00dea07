"""Nodes into groups, strongest link first, so that the order of the input decides nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from transforms.actions.linking import (
    COURSE_DAYS,
    FAMILY_DAYS,
    UNDATED_DAYS,
    is_conflicting,
    link_strength,
)
from transforms.actions.nodes import Node

# Undated reports of one place, act and topic beyond this many are compared with these only.
_UNDATED_COMPARED = 60
_CONFLICTS_COMPARED = 40


def _block_keys(node: Node) -> Iterator[tuple[str, ...]]:
    """Yield the blocks in which a node is compared: its places, else its words."""
    if node.instrument:
        for place in sorted(node.touched) or ("",):
            yield "number", place, node.instrument
    if not node.place:
        yield ("placeless",)
        return
    places = node.touched if node.family == "litigation" else {node.place}
    for place in sorted(places):
        yield "place", place


def _within(dated: Sequence[Node], least: int, most: int) -> Iterator[tuple[Node, Node]]:
    """Yield the pairs of nodes that lie more than `least` and at most `most` days apart, in order of time."""
    for index, first in enumerate(dated):
        for second in dated[index + 1 :]:
            apart = (second.when or 0) - (first.when or 0)
            if apart > most:
                break
            if apart > least:
                yield first, second


def _pairs(block: Sequence[Node], *, is_number: bool) -> Iterator[tuple[Node, Node]]:
    """Yield the pairs worth comparing: near in time, nearer unless of one family, or one of them undated."""
    dated = sorted((each for each in block if each.when is not None), key=lambda each: (each.when, each.key))
    undated = sorted((each for each in block if each.when is None), key=lambda each: each.key)
    near = FAMILY_DAYS["litigation"] if is_number else max(UNDATED_DAYS, COURSE_DAYS)
    yield from _within(dated, -1, near)
    for family in sorted(FAMILY_DAYS):
        yield from _within([each for each in dated if each.family == family], near, FAMILY_DAYS[family])
    heads: dict[tuple[str, frozenset[str]], list[Node]] = defaultdict(list)
    for each in undated:
        group = heads[each.action_type, each.topics]
        if len(group) < _UNDATED_COMPARED:
            group.append(each)
        yield from ((head, each) for head in group[:3] if head is not each)
    few = [each for group in heads.values() for each in group[:3]]
    for index, first in enumerate(few):
        yield from ((first, second) for second in few[index + 1 :])
    for first in undated:
        yield from (
            (first, second)
            for second in dated
            if second.family == first.family or (first.is_main and second.is_main)
        )


class _Groups:
    """Disjoint sets of nodes that never join two known actions or conflicting reports."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._parent = {each.key: each.key for each in nodes}
        self._dated = {each.key: each.when is not None for each in nodes}
        self.members = {each.key: [each] for each in nodes}

    def root(self, key: str) -> str:
        while self._parent[key] != key:
            self._parent[key] = self._parent[self._parent[key]]
            key = self._parent[key]
        return key

    def join(self, first: str, second: str, *, is_known: bool = False, is_bridge: bool = False) -> bool:
        """Join two groups and return whether they are one now; `is_known` joins what was one before.

        A link of an undated report (`is_bridge`) adds it to one dated group and never joins two of those.
        """
        roots = sorted((self.root(first), self.root(second)))
        if roots[0] == roots[1]:
            return True
        if is_bridge and self._dated[roots[0]] and self._dated[roots[1]]:
            return False
        ones, others = self.members[roots[0]], self.members[roots[1]]
        for one in () if is_known else ones[:_CONFLICTS_COMPARED]:
            if any(is_conflicting(one, other) for other in others[:_CONFLICTS_COMPARED]):
                return False
        self._parent[roots[1]] = roots[0]
        self._dated[roots[0]] |= self._dated[roots[1]]
        self.members[roots[0]] = sorted(ones + self.members.pop(roots[1]), key=_identity)
        return True


def _identity(node: Node) -> tuple[bool, str]:
    """Known stages first, so that a large group still shows which action it is."""
    return node.action_id is None, node.key


def group_nodes(nodes: Sequence[Node]) -> list[list[Node]]:
    """Return the nodes in groups, one an action; each group and the list of them in order of their keys."""
    ordered = sorted(nodes, key=_identity)
    groups = _Groups(ordered)
    by_action: dict[str, list[Node]] = defaultdict(list)
    for each in ordered:
        if each.action_id:
            by_action[each.action_id].append(each)
    for members in by_action.values():
        for each in members[1:]:
            groups.join(members[0].key, each.key, is_known=True)
    blocks: dict[tuple[str, ...], list[Node]] = defaultdict(list)
    for each in ordered:
        for key in _block_keys(each):
            blocks[key].append(each)
    links: dict[tuple[str, str], float] = {}
    for key in sorted(blocks):
        for first, second in _pairs(blocks[key], is_number=key[0] == "number"):
            if first.action_id and second.action_id:
                continue
            pair = (first.key, second.key) if first.key < second.key else (second.key, first.key)
            if pair not in links:
                strength = link_strength(first, second)
                if strength > 0:
                    links[pair] = strength
    undated = {each.key: each.when is None for each in ordered}
    for pair in sorted(links, key=lambda each: (-round(links[each], 6), each)):
        is_bridge = undated.get(pair[0], False) or undated.get(pair[1], False)
        groups.join(*pair, is_bridge=is_bridge)
    return [groups.members[key] for key in sorted(groups.members)]
