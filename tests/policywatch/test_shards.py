"""Shards across runs: one crawl at a time for a host, one landing a shard, and nothing done twice."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from policywatch import night, shards
from policywatch.settings import Settings, load_settings
from spiders.spec import CrawlSpec
from warehouse.errors import UserError
from warehouse.locking import LockLost


class Crawls:
    """Stands for the crawl's process: notes who crawls at once, and lands what `made` says."""

    def __init__(self, seconds: float = 0.15) -> None:
        self.seconds = seconds
        self.running: set[str] = set()
        self.at_once: list[set[str]] = []
        self.done: list[str] = []
        self._guard = threading.Lock()

    def __call__(self, spec: CrawlSpec) -> Path:
        name = f"{spec.run_id}/{spec.shard}"
        with self._guard:
            self.running.add(name)
            self.at_once.append(set(self.running))
        time.sleep(self.seconds)
        spec.out.mkdir(parents=True, exist_ok=True)
        (spec.out / "stats.json").write_text(json.dumps({"sources": []}))
        (spec.out / "COMPLETE").write_text("{}")
        with self._guard:
            self.running.discard(name)
            self.done.append(name)
        return spec.out


REGISTRY = """\
jurisdiction: "{place}, NY"
timezone: America/New_York
sources:
  - {{id: {name}, kind: news, platform: rss, url: "https://{host}/feed"}}
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """An installation whose registry has one source on each of three hosts."""
    folder = tmp_path / "sources" / "us" / "ny"
    folder.mkdir(parents=True)
    for name in ("one", "two", "three"):
        text = REGISTRY.format(place=name.title(), name=name, host=f"{name}.test")
        (folder / f"{name}.yml").write_text(text)
    monkeypatch.setenv("POLICYWATCH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("POLICYWATCH_SOURCES", str(tmp_path / "sources"))
    monkeypatch.setenv("POLICYWATCH_CONTACT", "tests")
    monkeypatch.setenv("POLICYWATCH_SHARDS", "3")
    monkeypatch.setattr(shards, "AT_ONCE_SECONDS", 0.05)
    yield load_settings()


@pytest.fixture
def crawls(monkeypatch: pytest.MonkeyPatch) -> Crawls:
    """The crawl that is run instead of the real one."""
    from spiders import crawl

    standing_in = Crawls()
    monkeypatch.setattr(crawl, "run_crawl", standing_in)
    return standing_in


def crawl_all(opened: list[dict[str, Any]]) -> None:
    """Crawl every shard of every run, all at once, as so many workers would."""
    tasks = [(each, name) for each in opened for name in each["shards"]]
    with ThreadPoolExecutor(len(tasks)) as workers:
        list(workers.map(lambda task: night.crawl_shard(*task), tasks))


def test_ten_runs_of_one_night_at_once_crawl_it_once(settings: Settings, crawls: Crawls) -> None:
    """A backfill opens many runs at once, and what cannot be fetched for the past is tonight's: once."""
    opened = [night.open_night({}), night.open_night({})] * 5
    crawl_all(opened)
    assert sorted(crawls.done) == sorted(f"{opened[0]['run_id']}/{name}" for name in opened[0]["shards"])
    assert max(map(len, crawls.at_once)) == 3, "shards of other hosts run side by side"


def test_two_nights_at_once_never_share_a_host(settings: Settings, crawls: Crawls) -> None:
    """A night by hand beside the scheduled one: each host is asked by one of them at a time."""
    opened = [night.open_night({"date": f"2025-05-{day:02d}"}) for day in (1, 2)]
    crawl_all(opened)
    assert len(crawls.done) == 6
    for running in crawls.at_once:
        names = [each.split("/")[1] for each in running]
        assert len(names) == len(set(names)), "two nights crawl one shard's hosts"


def test_other_shards_of_the_same_hosts_wait_too(
    settings: Settings, crawls: Crawls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run of one source is another shard, of another name, with a host that the whole night has too."""
    monkeypatch.setenv("POLICYWATCH_SHARDS", "1")
    whole, some = night.open_night({"date": "2025-05-01"}), night.open_night({"only": ["one"]})
    assert not set(some["shards"]) & set(whole["shards"])
    crawl_all([whole, some])
    (part,) = some["shards"]
    (same,) = [each for each in whole["shards"] if "one" in shards.sources_of(settings, "2025-05-01", each)]
    for running in crawls.at_once:
        assert running != {f"{some['run_id']}/{part}", f"2025-05-01/{same}"}
    assert len(crawls.done) == 2


def test_a_crawl_that_lost_its_lock_is_begun_anew(
    settings: Settings, crawls: Crawls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another may have begun with its hosts: its landing does not count."""
    from contextlib import contextmanager

    from warehouse.locking import RangeLock

    @contextmanager
    def lost(lock: RangeLock, *, seconds: float) -> Iterator[Any]:
        yield lambda: False

    opened = night.open_night({})
    monkeypatch.setattr(RangeLock, "hold", lost)
    with pytest.raises(LockLost, match="crawled again"):
        night.crawl_shard(opened, opened["shards"][0])


def test_a_shard_that_no_machine_told_of(settings: Settings) -> None:
    """One line, with the setting that makes machines share."""
    opened = night.open_night({})
    shutil.rmtree(settings.nights_root)
    with pytest.raises(UserError, match="POLICYWATCH_LANDING_STORE"):
        night.crawl_shard(opened, opened["shards"][0])
