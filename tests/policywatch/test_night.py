"""The whole night, under the real DAG, over the sample sites: what it finds, and that it can be killed.

The sample sites and their three nights are declared in spiders/demo; `expected.yml` beside them says what
each night must come to.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
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
import yaml

from spiders.demo.content import NIGHTS
from spiders.demo.registry import write_registry
from spiders.demo.server import SampleSites, serve
from warehouse.lake import open_lake
from warehouse.looking import list_actions, run_sql
from warehouse.schema import tables

pytestmark = pytest.mark.slow

COMMAND = Path(sys.executable).parent / "policywatch"
EXPECTED = yaml.safe_load((Path(str(files("spiders.demo"))) / "expected.yml").read_text(encoding="utf-8"))

# Tables that tell of our own clock and of what Airflow did, not of the world.
UNCOMPARED = {"schema_migrations"}
# Columns that hold wall-clock times, or depend on them (an archive's offsets: its records hold times).
CLOCKED_WORDS = re.compile(r" at byte \d+|, fetched \d{4}-\d\d-\d\d \d\d:\d\d UTC")
CLOCKED = ("_at_utc", "warc_offset", "complete_sha256")


@dataclass
class Installation:
    """One home with the sample sites as its registry."""

    home: Path
    sites: SampleSites

    def environment(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("POLICYWATCH_")}
        return clean | {
            "POLICYWATCH_HOME": str(self.home),
            "POLICYWATCH_SOURCES": str(self.home / "sources"),
            "POLICYWATCH_SUBSCRIPTIONS": str(self.home / "subscriptions.yml"),
            "POLICYWATCH_MAIL_DIR": str(self.home / "mail"),
            "POLICYWATCH_CONTACT": "tests on loopback",
            "POLICYWATCH_DELAY_SECONDS": "0",
            "POLICYWATCH_SHARDS": "2",
            "POLICYWATCH_RETRY_SECONDS": "1",
            "POLICYWATCH_ALLOW_PRIVATE": json.dumps(self.sites.authorities),
        }

    def start(self, night: int) -> subprocess.Popen[bytes]:
        """Start a night in a process group of its own."""
        self.sites.night = night
        return subprocess.Popen(
            [str(COMMAND), "nightly", "--date", NIGHTS[night - 1].isoformat()],
            cwd=self.home,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def run(self, night: int) -> str:
        """Run a night to its end and return what it printed."""
        process = self.start(night)
        out, _ = process.communicate(timeout=240)
        text = out.decode()
        assert process.returncode == 0, text + self.log(night)
        return text

    def log(self, night: int) -> str:
        log = self.home / "nights" / NIGHTS[night - 1].isoformat() / "airflow.log"
        return log.read_text(errors="replace")[-6000:] if log.exists() else ""

    def report(self, night: int) -> dict[str, Any]:
        path = self.home / "nights" / NIGHTS[night - 1].isoformat() / "report.json"
        found: dict[str, Any] = json.loads(path.read_bytes())
        return found

    def kill_when(self, night: int, stage: str) -> None:
        """Run a night and kill all of its processes as soon as `stage` has been noted."""
        progress = self.home / "nights" / NIGHTS[night - 1].isoformat() / "progress.jsonl"
        process = self.start(night)
        until = time.monotonic() + 120
        wanted = f'"stage": "{stage}"'
        while time.monotonic() < until and process.poll() is None:
            if progress.exists() and wanted in progress.read_text(encoding="utf-8"):
                break
            time.sleep(0.01)
        assert process.poll() is None, f"the night ended before {stage} was noted"
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)

    def tables(self) -> dict[str, list[str]]:
        """Return every table's rows without what the clock decides, sorted."""
        found = {}
        with open_lake(self.home / "lake", read_only=True) as lake:
            for name in sorted(set(tables()) - UNCOMPARED):
                cursor = lake._connection.execute(f"SELECT * FROM {name}")
                columns = [column[0] for column in cursor.description]
                rows = [
                    {key: value for key, value in zip(columns, row, strict=True) if not key.endswith(CLOCKED)}
                    for row in cursor.fetchall()
                ]
                lines = (json.dumps(row, sort_keys=True, default=str) for row in rows)
                found[name] = sorted(CLOCKED_WORDS.sub("", line) for line in lines)
        return found

    def mails(self) -> list[tuple[str, str, str]]:
        """Return Message-ID, recipient and subject of every mail, sorted."""
        found = []
        for path in (self.home / "mail").glob("*.eml"):
            message = message_from_bytes(path.read_bytes(), policy=policy.default)
            found.append((message["Message-ID"], message["To"], message["Subject"]))
        return sorted(found)


@pytest.fixture(scope="module")
def sites() -> Iterator[SampleSites]:
    """The sample sites, on any free ports, for the whole module."""
    with serve(1, first_port=0) as running:
        yield running


@pytest.fixture(scope="module")
def prepared(sites: SampleSites, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which Airflow's database stands ready, to be copied: making one takes eight seconds."""
    from policywatch.orchestration import prepare_airflow
    from policywatch.settings import load_settings, prepare_home

    home = tmp_path_factory.mktemp("prepared")
    settings = load_settings(home=home, shards=2)
    prepare_home(settings)
    prepare_airflow(settings)
    write_registry(home / "sources", {name: host.base for name, host in sites.hosts.items()})
    example = Path(str(files("alerts"))) / "example.subscriptions.yml"
    shutil.copyfile(example, home / "subscriptions.yml")
    return home


def fresh(prepared: Path, sites: SampleSites, home: Path) -> Installation:
    """Return a new installation whose home is a copy of the prepared one."""
    shutil.copytree(prepared, home)
    return Installation(home, sites)


@pytest.fixture(scope="module")
def three_nights(
    prepared: Path, sites: SampleSites, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Installation, list[str]]:
    """An installation after its three nights, and what each printed."""
    installation = fresh(prepared, sites, tmp_path_factory.mktemp("nights") / "home")
    return installation, [installation.run(night) for night in (1, 2, 3)]


def test_every_source_gets_the_verdict_it_should(three_nights: tuple[Installation, list[str]]) -> None:
    """Broken, blocked, empty and unchanged sites are told apart, each night."""
    installation, _ = three_nights
    for number, night in enumerate(NIGHTS, start=1):
        rows = run_sql(
            installation.home / "published" / "policywatch.duckdb",
            f"SELECT source_id, verdict FROM data.source_nights WHERE run_id = '{night.isoformat()}'",
        )
        assert {row["source_id"]: row["verdict"] for row in rows} == EXPECTED["nights"][number]["verdicts"]


def test_a_night_names_what_it_could_not_read(three_nights: tuple[Installation, list[str]]) -> None:
    """The broken and the blocked site stand in what the command printed, with their verdicts."""
    _, printed = three_nights
    for number, text in enumerate(printed, start=1):
        for source_id, verdict in EXPECTED["nights"][number]["verdicts"].items():
            if verdict in ("broken", "blocked", "unreachable"):
                assert any(verdict in line and source_id in line for line in text.splitlines()), text


def test_the_night_mails_only_what_is_new(three_nights: tuple[Installation, list[str]]) -> None:
    """Each night's mails are about actions first seen that night; nobody gets one twice."""
    installation, _ = three_nights
    rows = run_sql(
        installation.home / "published" / "policywatch.duckdb",
        "SELECT action_id, first_seen_on FROM actions",
    )
    first_seen = {row["action_id"]: str(row["first_seen_on"]) for row in rows}
    with open_lake(installation.home / "lake", read_only=True) as lake:
        alerts = lake.query("alerts_by_state", {"state": None})
    assert alerts
    assert len({(a["subscriber_id"], a["action_id"], a["action_type"]) for a in alerts}) == len(alerts)
    for alert in alerts:
        assert first_seen[alert["action_id"]] <= alert["run_id"]
    assert len(installation.mails()) == len(alerts)
    assert all(alert["state"] == "sent" for alert in alerts)
    third = [alert for alert in alerts if alert["run_id"] == NIGHTS[2].isoformat()]
    assert third and len(third) < len(alerts)


def test_the_actions_are_those_of_the_sites(three_nights: tuple[Installation, list[str]]) -> None:
    """Both directions are found, at the places they concern, and nothing in the ordinary pages."""
    installation, _ = three_nights
    actions = list_actions(installation.home / "published" / "policywatch.duckdb", limit=1000)
    found = {(row["jurisdiction"], row["direction"]) for row in actions}
    for wanted in EXPECTED["places"]:
        assert (wanted["jurisdiction"], wanted["direction"]) in found
    assert {row["jurisdiction"] for row in actions} <= set(EXPECTED["possible_places"])


def test_the_same_night_again_changes_nothing(three_nights: tuple[Installation, list[str]]) -> None:
    """No row, no mail."""
    installation, _ = three_nights
    before, mails = installation.tables(), installation.mails()
    installation.run(3)
    assert installation.tables() == before
    assert installation.mails() == mails


@pytest.fixture(scope="module")
def unkilled(prepared: Path, sites: SampleSites, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation after a first night that nothing disturbed."""
    installation = fresh(prepared, sites, tmp_path_factory.mktemp("unkilled") / "home")
    installation.run(1)
    return installation


@pytest.mark.parametrize("stage", ["open_night", "crawl", "load", "find_candidates", "publish"])
def test_a_killed_night_run_again_equals_one_that_was_not(
    unkilled: Installation, prepared: Path, sites: SampleSites, tmp_path: Path, stage: str
) -> None:
    """SIGKILL as soon as a stage is done, then the night again: the same tables, the same mails."""
    killed = fresh(prepared, sites, tmp_path / "home")
    killed.kill_when(1, stage)
    killed.run(1)
    assert killed.tables() == unkilled.tables()
    assert killed.mails() == unkilled.mails()


def test_a_mail_server_that_refuses_costs_no_mail(prepared: Path, sites: SampleSites, tmp_path: Path) -> None:
    """One line and exit code 2; the night is published, the mails stay owed and go out when asked again."""
    installation = fresh(prepared, sites, tmp_path / "home")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = str(unused.getsockname()[1])
    environment = installation.environment()
    del environment["POLICYWATCH_MAIL_DIR"]
    environment |= {"POLICYWATCH_SMTP_HOST": "127.0.0.1", "POLICYWATCH_SMTP_PORT": port}
    done = subprocess.run(
        [str(COMMAND), "nightly", "--date", NIGHTS[0].isoformat(), "--only", "rochester-courier"],
        cwd=installation.home,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    lines = done.stderr.strip().splitlines()
    assert done.returncode == 2 and len(lines) == 1, done.stderr + installation.log(1)
    assert "stay owed" in lines[0] and "POLICYWATCH_SMTP_HOST" in lines[0]
    assert list_actions(installation.home / "published" / "policywatch.duckdb")
    assert not installation.mails()
    counts = []
    for _ in range(2):
        command = [str(COMMAND), "alerts", "send"]
        sent = subprocess.run(command, cwd=installation.home, env=installation.environment(), timeout=120)
        assert sent.returncode == 0
        counts.append(len(installation.mails()))
    assert counts[0] == counts[1] > 0
