"""Whole nights over the sample sites, each in a home of its own, under the real DAG."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from spiders.demo.content import NIGHTS
from spiders.demo.registry import write_registry
from spiders.demo.server import SampleSites, serve
from warehouse.lake import open_lake
from warehouse.looking import opened
from warehouse.schema import tables

COMMAND = Path(sys.executable).parent / "policywatch"

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
    smtp_port: int | None = None
    """Of a mail server on loopback; without one, mails go into a folder."""

    def environment(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("POLICYWATCH_")}
        mail = {"POLICYWATCH_MAIL_DIR": str(self.home / "mail")}
        if self.smtp_port is not None:
            mail = {
                "POLICYWATCH_SMTP_HOST": "127.0.0.1",
                "POLICYWATCH_SMTP_PORT": str(self.smtp_port),
                "POLICYWATCH_SMTP_SECURITY": "none",
            }
        return (
            clean
            | mail
            | {
                "POLICYWATCH_HOME": str(self.home),
                "POLICYWATCH_SOURCES": str(self.home / "sources"),
                "POLICYWATCH_SUBSCRIPTIONS": str(self.home / "subscriptions.yml"),
                "POLICYWATCH_CONTACT": "tests on loopback",
                "POLICYWATCH_DELAY_SECONDS": "0",
                "POLICYWATCH_SHARDS": "2",
                "POLICYWATCH_RETRY_SECONDS": "1",
                "POLICYWATCH_ALLOW_PRIVATE": json.dumps(self.sites.authorities),
            }
        )

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

    def command(self, *arguments: str, without: tuple[str, ...] = (), **more: str) -> Any:
        """Run the command line here; return the completed process with its output as text."""
        environment = {name: value for name, value in self.environment().items() if name not in without}
        return subprocess.run(
            [str(COMMAND), *arguments],
            cwd=self.home,
            env=environment | more,
            capture_output=True,
            text=True,
            timeout=240,
        )

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

    def published(self) -> dict[str, list[str]]:
        """Return every published view's rows without what the clock decides, sorted."""
        found = {}
        with opened(self.home / "published" / "policywatch.duckdb") as connection:
            names = "SELECT view_name FROM duckdb_views() WHERE NOT internal AND schema_name = 'main'"
            for (name,) in sorted(connection.execute(names).fetchall()):
                cursor = connection.execute(f'SELECT * FROM "{name}"')
                columns = [column[0] for column in cursor.description or ()]
                rows = (
                    {key: value for key, value in zip(columns, row, strict=True) if not key.endswith(CLOCKED)}
                    for row in cursor.fetchall()
                )
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


@pytest.fixture(scope="session")
def prepared(made_once: Any) -> Path:
    """A home in which Airflow's database stands ready, to be copied: making one takes eight seconds."""
    from policywatch.orchestration import prepare_airflow
    from policywatch.settings import load_settings, prepare_home

    def make(home: Path) -> None:
        settings = load_settings(home=home, shards=2)
        prepare_home(settings)
        prepare_airflow(settings)

    found: Path = made_once("prepared", make)
    return found


@pytest.fixture(scope="module")
def fresh(prepared: Path, sites: SampleSites) -> Callable[[Path], Installation]:
    """A function that makes a new installation, its home a copy of the prepared one."""

    def install(home: Path) -> Installation:
        shutil.copytree(prepared, home)
        write_registry(home / "sources", {name: host.base for name, host in sites.hosts.items()})
        example = Path(str(files("alerts"))) / "example.subscriptions.yml"
        shutil.copyfile(example, home / "subscriptions.yml")
        return Installation(home, sites)

    return install


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Tell in which stretch of a night how many kills fell."""
    fallen: dict[str, int] = {}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, ()):
            for name, value in getattr(report, "user_properties", ()):
                if name == "killed" and report.when == "call":
                    fallen[value] = fallen.get(value, 0) + 1
    if fallen:
        total = sum(fallen.values())
        told = ", ".join(f"{count} before {stage}" for stage, count in sorted(fallen.items()))
        terminalreporter.write_line(f"{total} kills: {told}")
