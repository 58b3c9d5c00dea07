"""Airflow as this installation uses it: its own home inside ours, on loopback, with our DAGs alone.

`policywatch nightly` runs the DAG in a child process (`python -m policywatch.orchestration`), so that
Airflow's import, logging and signal handling never touch the command line, and a killed night leaves
nothing behind in it. `policywatch airflow` hands over to `airflow standalone`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from policywatch.settings import Settings, settings_environment
from warehouse.errors import UserError

DAG_ID = "policywatch_nightly"
LAKE_SLOTS = 1
BUSY = 3
"""Exit code of a night that found another one running in its home."""


def airflow_environment(settings: Settings) -> dict[str, str]:
    """Return the environment in which every Airflow process of this installation runs."""
    home = settings.home / "airflow"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
    # What a user set for Airflow on purpose (a Celery executor, a Postgres database) stays in force.
    chosen = {name: value for name, value in os.environ.items() if name.startswith("AIRFLOW__")}
    ours = {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(files("dags")),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__PARALLELISM": str(max(2, settings.shards)),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(settings.airflow_port),
        "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{settings.airflow_port}",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{settings.airflow_port}/execution/",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        **settings_environment(settings),
    }
    return {**environment, **ours, **chosen}


def prepare_airflow(settings: Settings) -> None:
    """Bring Airflow's own database and our pools up to date; at once where they are. Raises UserError."""
    home = settings.home / "airflow"
    mark = home / "prepared.json"
    wanted = {"airflow": version("apache-airflow"), "shards": settings.shards}
    if mark.is_file() and json.loads(mark.read_text(encoding="utf-8")) == wanted:
        return
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    _run_child(settings, "prepare", {}, home / "prepare.log", "Airflow's database could not be prepared")
    mark.write_text(json.dumps(wanted), encoding="utf-8")


def start_night(settings: Settings, parameters: dict[str, Any], log: Path) -> subprocess.Popen[bytes]:
    """Start one night through the DAG in a child process that writes to `log`, and return the process."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as stream:
        return subprocess.Popen(
            [sys.executable, "-m", "policywatch.orchestration", "night", json.dumps(parameters)],
            env=airflow_environment(settings),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )


# Airflow's log servers listen on every address and have no setting for it; this file is read by each of
# its processes as it starts.
LOCAL_SETTINGS = """\
import functools

import uvicorn

_run = uvicorn.run


@functools.wraps(_run)
def _run_on_loopback(app, *given, **named):
    named["host"] = named.get("host") or "127.0.0.1"
    return _run(app, *given, **named)


uvicorn.run = _run_on_loopback
"""


def hand_over_to_airflow(settings: Settings, arguments: Sequence[str]) -> None:
    """Replace this process by Airflow's own command in our environment. Does not return."""
    prepare_airflow(settings)
    folder = settings.home / "airflow" / "config"
    folder.mkdir(exist_ok=True, mode=0o700)
    (folder / "airflow_local_settings.py").write_text(LOCAL_SETTINGS, encoding="utf-8")
    environment = airflow_environment(settings)
    # Airflow starts its own parts by name, so its scripts must be found first.
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", "")])
    os.execve(sys.executable, [sys.executable, "-m", "airflow", *(arguments or ["standalone"])], environment)


def _run_child(settings: Settings, verb: str, parameters: dict[str, Any], log: Path, failure: str) -> None:
    with log.open("wb") as stream:
        ended = subprocess.run(
            [sys.executable, "-m", "policywatch.orchestration", verb, json.dumps(parameters)],
            env=airflow_environment(settings),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if ended.returncode:
        raise UserError(f"{failure}; read {log}, or remove {log.parent} to begin anew")


def _prepare() -> None:
    from airflow.models.pool import Pool
    from airflow.utils.db import initdb
    from airflow.utils.session import create_session

    from dags.nightly import CRAWL_POOL, LAKE_POOL
    from policywatch.settings import load_settings

    initdb()
    settings = load_settings()
    with create_session() as session:
        for name, slots, description in (
            (CRAWL_POOL, settings.shards, "crawls at a time"),
            (LAKE_POOL, LAKE_SLOTS, "writers of the lake at a time"),
        ):
            Pool.create_or_update_pool(
                name=name, slots=slots, description=description, include_deferred=False, session=session
            )


def _run_night(parameters: dict[str, Any]) -> int:
    """Run the DAG, alone in this home. The lock goes with the process, however it ends."""
    import fcntl

    with Path(os.environ["POLICYWATCH_HOME"], "night.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return BUSY
        return _run_dag(parameters)


def _run_dag(parameters: dict[str, Any]) -> int:
    from airflow import settings as airflow_settings

    airflow_settings.configure_orm()
    from dags.nightly import nightly_dag

    run = nightly_dag.test(run_conf=parameters)
    return 0 if str(run.state) == "success" else 1


def _main(verb: str, given: str) -> int:
    parameters = json.loads(given)
    if verb == "prepare":
        _prepare()
        return 0
    return _run_night(parameters)


def checked_night(value: str | None, today: date) -> str:
    """Return the night's ISO date. Raises UserError for anything but YYYY-MM-DD."""
    try:
        return (date.fromisoformat(value) if value else today).isoformat()
    except ValueError as error:
        raise UserError(f"--date {value!r} is not a date; write it as YYYY-MM-DD") from error


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "{}"))
