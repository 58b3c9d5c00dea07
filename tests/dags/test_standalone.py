"""`policywatch airflow`: the scheduler on loopback finds the DAG, and a triggered night succeeds."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from spiders.demo.content import NIGHTS
from spiders.demo.registry import write_registry
from spiders.demo.server import serve

pytestmark = pytest.mark.slow

COMMAND = str(Path(sys.executable).parent / "policywatch")
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

        def airflow(*arguments: str) -> list[dict[str, str]]:
            done = subprocess.run(
                [COMMAND, "airflow", *arguments, "--output", "json"],
                cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120,
            )  # fmt: skip
            # Airflow's warnings come before its answer, on the same stream.
            answers = [line for line in done.stdout.splitlines() if line.startswith("[{")]
            found: list[dict[str, str]] = json.loads(answers[-1]) if answers else []
            return found

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
            known: list[dict[str, str]] = []
            while time.monotonic() < until and not known:
                time.sleep(3)
                known = [each for each in airflow("dags", "list") if each["dag_id"] == "policywatch_nightly"]
            assert known and str(known[0]["is_paused"]) == "False", (tmp_path / "standalone.log").read_text()[
                -3000:
            ]
            order = json.dumps(
                {"date": NIGHTS[0].isoformat(), "only": ["rochester-courier", "polk-sheriff-news"]}
            )
            airflow("dags", "trigger", "policywatch_nightly", "--conf", order)
            state = ""
            while time.monotonic() < until and state not in ("success", "failed"):
                time.sleep(3)
                states = [each["state"] for each in airflow("dags", "list-runs", "policywatch_nightly")]
                state = states[0] if states else ""
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
