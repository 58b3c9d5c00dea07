"""Shards: hosts whole, balanced, the same every night."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from spiders.guard import source_hosts
from spiders.plan import plan_shards
from warehouse.records import Source


def source(number: int, host: str, *hosts: str, floor: int = 0) -> Source:
    return Source(
        source_id=f"s{number:03d}",
        jurisdiction="Testville, NY",
        timezone="America/New_York",
        kind="council",
        platform="rss",
        url=f"https://{host}/{number}",
        hosts=hosts,
        floor=floor,
    )


names = st.integers(0, 12).map(lambda number: f"h{number}.example")


@settings(deadline=None)  # the first example reads the list of public suffixes
@given(st.lists(st.tuples(names, st.lists(names, max_size=2)), min_size=1, max_size=40), st.integers(1, 6))
def test_a_host_is_whole_in_one_shard(shape: list[tuple[str, list[str]]], count: int) -> None:
    """Each source stands in one shard, and no host in two, also by way of `hosts`."""
    sources = [source(number, host, *more) for number, (host, more) in enumerate(shape)]
    shards = plan_shards(sources, shards=count)
    assert 1 <= len(shards) <= count
    assert all(shards)
    assert sorted(each.source_id for shard in shards for each in shard) == [
        each.source_id for each in sources
    ]
    where: dict[str, int] = {}
    for number, shard in enumerate(shards):
        for each in shard:
            for host in source_hosts(each):
                assert where.setdefault(host, number) == number


def test_the_order_of_the_registry_does_not_matter() -> None:
    """Shuffled sources make the same shards."""
    sources = [source(number, f"h{number % 7}.example", floor=number) for number in range(30)]
    shuffled = sources.copy()
    random.Random(7).shuffle(shuffled)
    plain, other = plan_shards(sources, shards=3), plan_shards(shuffled, shards=3)
    assert [{each.source_id for each in shard} for shard in plain] == [
        {each.source_id for each in shard} for shard in other
    ]


def test_shards_are_about_equal() -> None:
    """Sixty hosts of like size part evenly over four shards."""
    shards = plan_shards([source(number, f"h{number}.example") for number in range(60)], shards=4)
    assert [len(shard) for shard in shards] == [15, 15, 15, 15]


def test_www_and_bare_name_are_one_host() -> None:
    """www.city.gov and city.gov share a server, so they share a shard."""
    shards = plan_shards([source(1, "www.city.gov"), source(2, "city.gov"), source(3, "other.gov")], shards=3)
    assert sorted(len(shard) for shard in shards) == [1, 2]


def test_hosts_of_one_domain_and_jurisdiction_are_one_shard() -> None:
    """The council's files lie on the city's other host, which another source watches."""
    hosts = ("council.city.gov", "police.city.gov", "else.gov")
    shards = plan_shards([source(number, host) for number, host in enumerate(hosts)], shards=3)
    assert sorted(map(len, shards)) == [1, 2]


def test_cities_of_one_vendor_are_parted() -> None:
    """Each has its own host at the vendor; only what they share by name keeps them together."""
    cities = [
        source(number, f"city{number}.vendor.com").model_copy(update={"jurisdiction": f"City {number}, NY"})
        for number in range(6)
    ]
    assert [len(each) for each in plan_shards(cities, shards=3)] == [2, 2, 2]


def test_no_sources_no_shards() -> None:
    """An empty registry plans nothing."""
    assert plan_shards([], shards=3) == []
