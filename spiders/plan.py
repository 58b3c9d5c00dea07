"""Cuts the night into shards: politeness belongs to a host, so a host is always whole in one shard.

A document may lie on another host of its source's registered domain (`spiders.guard.refusal`), which may be
the host of another source: a council's files on the city's site. So the sources of one jurisdiction on one
registered domain stay together too. Those of many jurisdictions on a vendor's domain do not: each city has
a host of its own there.
"""

from __future__ import annotations

from collections.abc import Sequence

from spiders.guard import registrable_domain, source_hosts
from warehouse.records import Source

# What a source costs beside its documents: robots.txt and its listing.
_BASE_COST = 3


def plan_shards(sources: Sequence[Source], *, shards: int) -> list[list[Source]]:
    """Return at most `shards` lists of sources, none empty, of about equal cost.

    Sources that share a host, or a jurisdiction and a registered domain, also by way of others, stay
    together; each shard keeps the order given. The same sources give the same shards, whatever their order.
    Raises ValueError for fewer than one shard.
    """
    if shards < 1:
        raise ValueError(f"shards is {shards}; at least one is needed")
    groups = sorted(
        _grouped(sources),
        key=lambda group: (-sum(map(_cost, group)), min(each.source_id for each in group)),
    )
    bins: list[list[Source]] = [[] for _ in range(min(shards, len(groups)))]
    loads = [0.0] * len(bins)
    for group in groups:
        lightest = loads.index(min(loads))
        bins[lightest].extend(group)
        loads[lightest] += sum(map(_cost, group))
    order = {id(source): number for number, source in enumerate(sources)}
    return [sorted(each, key=lambda source: order[id(source)]) for each in bins]


def _cost(source: Source) -> float:
    delay = max(source.delay_seconds or 0.0, 2.0)
    return (_BASE_COST + source.floor) * delay


def _grouped(sources: Sequence[Source]) -> list[list[Source]]:
    leader: dict[str, str] = {}

    def find(name: str) -> str:
        leader.setdefault(name, name)
        while leader[name] != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    for source in sources:
        first, *others = source_hosts(source) or (source.url,)
        others += [f"{source.jurisdiction} at {registrable_domain(each)}" for each in (first, *others)]
        for other in others:
            leader[find(other)] = find(first)
    groups: dict[str, list[Source]] = {}
    for source in sources:
        first = (source_hosts(source) or (source.url,))[0]
        groups.setdefault(find(first), []).append(source)
    return list(groups.values())
