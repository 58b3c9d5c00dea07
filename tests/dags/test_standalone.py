"""`policywatch airflow`: the scheduler on loopback finds the DAG, and a triggered night succeeds."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from spiders.demo.content import NIGHTS
from spiders.demo.registry import write_registry
from spiders.demo.server import serve

pytestmark = pytest.mark.slow

COMMAND = str(Path(sys.executable).parent / "policywatch")
NIGHTLY = "policywatch_nightly"
PATIENCE_SECONDS = 300


def free_port() -> str:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def listening(pids: set[int]) -> set[str]:
    """Return the addresses that these processes listen on."""
    import psutil

    found = set()
    for pid in pids:
        try:
            for connection in psutil.Process(pid).net_connections(kind="inet"):
                if connection.status == "LISTEN":
                    found.add(connection.laddr.ip)
        except psutil.Error:
            continue
    return found


def test_a_triggered_night_succeeds_under_the_scheduler(tmp_path: Path) -> None:
    """The DAG appears unpaused and scheduled, runs when triggered, and everything listens on loopback."""
    import psutil

    with serve(1, first_port=0) as sites:
        registry = write_registry(
            tmp_path / "sources", {name: host.base for name, host in sites.hosts.items()}
        )
        clean = {name: value for name, value in os.environ.items() if not name.startswith("POLICYWATCH_")}
        environment = clean | {
            "POLICYWATCH_HOME": str(tmp_path / "home"),
            "POLICYWATCH_SOURCES": str(registry),
            "POLICYWATCH_CONTACT": "tests on loopback",
            "POLICYWATCH_DELAY_SECONDS": "0",
            "POLICYWATCH_SHARDS": "1",
            "POLICYWATCH_ALLOW_PRIVATE": json.dumps(sites.authorities),
            "POLICYWATCH_AIRFLOW_PORT": free_port(),
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": free_port(),
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": free_port(),
        }

        def asked(sql: str) -> Any:
            """Return the first value of Airflow's own database; its commands take seconds to start."""
            database = tmp_path / "home" / "airflow" / "airflow.db"
            if not database.exists():
                return None
            connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)
            with closing(connection), suppress(sqlite3.OperationalError):  # not all tables are made at once
                row = connection.execute(sql).fetchone()
                return row[0] if row else None
            return None

        log = (tmp_path / "standalone.log").open("wb")
        process = subprocess.Popen(
            [COMMAND, "airflow"],
            cwd=tmp_path,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            until = time.monotonic() + PATIENCE_SECONDS
            is_paused = None
            while time.monotonic() < until and is_paused is None:
                time.sleep(1)
                is_paused = asked(f"SELECT is_paused FROM dag WHERE dag_id = '{NIGHTLY}'")
            assert is_paused == 0, (tmp_path / "standalone.log").read_text()[-3000:]
            order = json.dumps(
                {"date": NIGHTS[0].isoformat(), "only": ["rochester-courier", "polk-sheriff-news"]}
            )
            subprocess.run(
                [COMMAND, "airflow", "dags", "trigger", NIGHTLY, "--conf", order],
                cwd=tmp_path, env=environment, check=True, capture_output=True, timeout=120,
            )  # fmt: skip
            state = None
            while time.monotonic() < until and state not in ("success", "failed"):
                time.sleep(1)
                state = asked(f"SELECT state FROM dag_run WHERE dag_id = '{NIGHTLY}'")
            assert state == "success", (tmp_path / "standalone.log").read_text()[-6000:]
            report = json.loads(
                (tmp_path / "home/nights" / NIGHTS[0].isoformat() / "report.json").read_text()
            )
            assert report["is_published"] and report["actions_new"] > 0
            family = {child.pid for child in psutil.Process(process.pid).children(recursive=True)}
            assert listening(family | {process.pid}) <= {"127.0.0.1", "::1"}
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(20)
            log.close()
