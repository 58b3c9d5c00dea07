"""Two nights on many machines come to what two nights on one machine come to, whatever dies meanwhile."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from cluster import COMMAND, Cluster, cluster, end_family, night_settings, own_environment
from services import Services, end_with_parent

from spiders.demo.content import NIGHTS
from spiders.demo.registry import write_registry
from spiders.demo.server import SampleSites, serve
from warehouse.lake import Lake, open_lake
from warehouse.looking import opened
from warehouse.schema import tables

pytestmark = pytest.mark.scale

# What two runs of one night never share, each with the reason. All else must be equal.
IGNORED = {
    r"_at_utc$": "the clock of the run",
    r"^warc_offset$": "records hold the clock, so they pack to other lengths",
    r"^complete_sha256$": "the marker holds hashes of files that hold the clock",
}
IGNORED_TABLES = {"schema_migrations": "when the tables were made"}
CLOCKED_WORDS = re.compile(r" at byte \d+|, fetched \d{4}-\d\d-\d\d \d\d:\d\d UTC")
"""A citation tells the byte and the minute of its archived page."""


@dataclass(frozen=True)
class Outcome:
    """What nights came to: rows by table and by published view, and every mail."""

    tables: dict[str, list[str]]
    published: dict[str, list[str]]
    mails: list[tuple[str, str, str, str]]


def lines_of(cursor: Any) -> list[str]:
    """Return rows as sorted lines, without what two runs never share."""
    names = [column[0] for column in cursor.description]
    kept = [name for name in names if not any(re.search(each, name) for each in IGNORED)]
    rows = (dict(zip(names, row, strict=True)) for row in cursor.fetchall())
    lines = (json.dumps({name: row[name] for name in kept}, sort_keys=True, default=str) for row in rows)
    return sorted(CLOCKED_WORDS.sub("", line) for line in lines)


def outcome(lake: Lake, home: Path) -> Outcome:
    """Read everything that the nights left."""
    names = sorted(set(tables()) - set(IGNORED_TABLES))
    rows = {name: lines_of(lake._connection.execute(f"SELECT * FROM {name}")) for name in names}
    views = "SELECT view_name FROM duckdb_views() WHERE NOT internal AND schema_name = 'main'"
    with opened(home / "published" / "policywatch.duckdb") as connection:
        found = sorted(name for (name,) in connection.execute(views).fetchall())
        published = {name: lines_of(connection.execute(f'SELECT * FROM "{name}"')) for name in found}
    mails = []
    for path in (home / "mail").glob("*.eml"):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        words = message.get_body(("plain",))
        text = words.get_content() if words is not None else ""
        mails.append((message["Message-ID"], message["To"], message["Subject"], CLOCKED_WORDS.sub("", text)))
    return Outcome(rows, published, sorted(mails))


def say(words: str) -> None:
    """Tell how far the test is; `make scale-test` shows it."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {words}\n")
    sys.stderr.flush()


@pytest.fixture(scope="module")
def sites() -> Iterator[SampleSites]:
    """The sample sites on any free ports."""
    with serve(1, first_port=0) as running:
        yield running


@pytest.fixture(scope="module")
def shared(sites: SampleSites, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The registry and the subscriptions, alike for both."""
    folder = tmp_path_factory.mktemp("shared")
    write_registry(folder / "sources", {name: host.base for name, host in sites.hosts.items()})
    shutil.copyfile(Path(str(files("alerts"))) / "example.subscriptions.yml", folder / "subscriptions.yml")
    return folder


@pytest.fixture(scope="module")
def on_one(sites: SampleSites, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """The outcome of both nights on one machine, by `policywatch nightly`."""
    home = tmp_path_factory.mktemp("one") / "home"
    home.mkdir()
    environment = own_environment(night_settings(home, shared, sites.authorities))
    for number in (1, 2):
        sites.night = number
        night = NIGHTS[number - 1].isoformat()
        say(f"night {night} on one machine")
        with (home / "nightly.log").open("ab") as log:
            process = subprocess.Popen(
                [COMMAND, "nightly", "--date", night],
                cwd=home, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=end_with_parent,
            )  # fmt: skip
        try:
            assert process.wait(600) == 0, (home / "nightly.log").read_text()
        finally:
            end_family(process)
    with open_lake(home / "lake", read_only=True) as lake:
        return outcome(lake, home)


@pytest.fixture(scope="module")
def many(
    servers: Services, sites: SampleSites, shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cluster]:
    """A scheduler and three workers; the DAGs are a copy, so that others can be deployed."""
    folder = tmp_path_factory.mktemp("many")
    shutil.copytree(Path(str(files("dags"))), folder / "dags", ignore=shutil.ignore_patterns("__pycache__"))
    with cluster(servers, folder, shared, sites.authorities, dags=folder / "dags") as running:
        dag = "SELECT count(*) FROM dag WHERE dag_id = 'policywatch_nightly' AND NOT is_paused"
        running.wait_for(lambda: running.ask(dag)[0][0] == 1, "the DAG", 300)
        yield running


def test_nights_on_many_machines_equal_nights_on_one(
    on_one: Outcome, many: Cluster, sites: SampleSites
) -> None:
    """A worker dies in the first night; in the second the scheduler, and another DAG is deployed."""
    first, second = (night.isoformat() for night in NIGHTS[:2])
    sites.night = 1
    say(f"night {first} on three workers")
    many.trigger("first", {"date": first})
    crawling = {each.name: each for each in many.workers[1:]}

    def begun() -> bool:
        return any(list(each.home.glob("landing/*/*/captures.warc.gz.part")) for each in crawling.values())

    many.wait_for(begun, "a crawl on one of the workers 2 and 3")
    victim = next(e for e in crawling.values() if list(e.home.glob("landing/*/*/captures.warc.gz.part")))
    ended = victim.kill("worker")
    say(f"{victim.name} killed in the middle of a crawl: {ended} processes")
    many.wait_for_night("first")
    tries = many.tries("first")
    retried = {task: count for task, count in tries.items() if count > 1}
    say(f"the night is whole; tried again: {retried}")
    assert retried, "the kill hit nothing"

    sites.night = 2
    say(f"night {second} on two workers")
    many.trigger("second", {"date": second})
    crawls = (
        "SELECT count(*) FROM task_instance "
        "WHERE run_id = 'second' AND task_id = 'shard.crawl' AND state = 'running'"
    )
    many.wait_for(lambda: many.ask(crawls)[0][0] > 0, "a crawl of the second night")
    ended = many.control.kill("scheduler")
    say(f"the scheduler killed: {ended} processes")
    deployed = Path(many.control.environment["AIRFLOW__CORE__DAGS_FOLDER"]) / "nightly.py"
    words = deployed.read_text(encoding="utf-8")
    assert 'tags=["policywatch", "nightly"]' in words
    deployed.write_text(words.replace('"nightly"]', '"nightly", "deployed"]'), encoding="utf-8")
    many.control.start("scheduler-again", "scheduler")
    tag = "SELECT count(*) FROM dag_tag WHERE dag_id = 'policywatch_nightly' AND name = 'deployed'"
    many.wait_for(lambda: many.ask(tag)[0][0] == 1, "the DAG that was deployed", 300)
    many.wait_for_night("second")
    say("the night is whole")

    with open_lake(
        many.control.home / "lake", catalog=many.lake_catalog, data=many.lake_data, read_only=True
    ) as lake:
        found = outcome(lake, many.publisher.home)
    assert found.tables.keys() == on_one.tables.keys() and found.tables["actions"]
    for name, rows in on_one.tables.items():
        assert found.tables[name] == rows, f"table {name}"
    assert found.published.keys() == on_one.published.keys()
    for name, rows in on_one.published.items():
        assert found.published[name] == rows, f"view {name}"
    assert found.mails == on_one.mails and found.mails
    left = [path for each in many.workers for path in each.home.glob("landing/*/*/COMPLETE")]
    assert not left, "a landing stayed on the machine that crawled it"
    rows_count = sum(map(len, found.tables.values()))
    say(
        f"equal: {len(found.tables)} tables ({rows_count} rows), {len(found.published)} views, "
        f"{len(found.mails)} mails; ignored: {', '.join(IGNORED)}"
    )
