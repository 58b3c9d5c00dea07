"""Airflow as this installation uses it: its own home inside ours, on loopback, with our DAGs alone.

`policywatch nightly` runs the DAG in a child process (`NightRunner`), so that
Airflow's import, logging and signal handling never touch the command line, and a killed night leaves
nothing behind in it. `policywatch airflow` hands over to `airflow standalone`.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import select
import subprocess
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

from policywatch.settings import Settings, settings_environment
from spiders.crawl import die_with_parent
from warehouse.errors import UserError
from warehouse.locking import writer_lock

LAKE_SLOTS = 1
BUSY = 3
MOST_SECONDS_DYING = 3.0
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
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": _own_database(home),
        "AIRFLOW__API__HOST": settings.airflow_host,
        "AIRFLOW__API__PORT": str(settings.airflow_port),
        "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{settings.airflow_port}",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{settings.airflow_port}/execution/",
        **settings_environment(settings),
    }
    return {**environment, **ours, **chosen}


def _own_database(home: Path) -> str:
    return f"sqlite:///{home}/airflow.db"


def prepare_airflow(settings: Settings) -> None:
    """Bring Airflow's own database and our pools up to date; at once where they are. Raises UserError."""
    home = settings.home / "airflow"
    mark = home / "prepared.json"
    environment = airflow_environment(settings)
    database = environment["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"]
    # Our own goes where the home goes, so a home that was moved or copied has it still.
    is_ours = database == _own_database(home)
    named = "ours" if is_ours else hashlib.sha256(database.encode()).hexdigest()
    wanted = {"airflow": version("apache-airflow"), "shards": settings.shards, "database": named}
    with suppress(OSError, ValueError):
        stands = (home / "airflow.db").stat().st_size > 0 if is_ours else True
        if stands and json.loads(mark.read_text(encoding="utf-8")) == wanted:
            return
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    log = home / "prepare.log"
    with log.open("wb") as stream:
        ended = subprocess.run(
            [sys.executable, "-m", "policywatch.orchestration", "prepare"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if ended.returncode:
        raise UserError(
            f"Airflow's database could not be prepared; read {log}, or remove {home} to begin anew"
        )
    # Whole or not at all: what is cut short could not be read the next time.
    part = mark.with_suffix(".part")
    part.write_text(json.dumps(wanted), encoding="utf-8")
    part.replace(mark)


class NightRunner:
    """A child process that runs nights through the DAG, one after another; its imports are paid for once.

    Used as a context manager. `code` is the last night's exit code, None while it runs.
    """

    def __init__(self, settings: Settings) -> None:
        self.code: int | None = None
        self._replies = b""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "policywatch.orchestration", "serve"],
            # Someone is waiting: a task that failed in passing is tried again after seconds, not minutes.
            env={"POLICYWATCH_RETRY_SECONDS": "5", **airflow_environment(settings)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def begin(self, parameters: dict[str, Any], log: Path) -> None:
        """Begin a night whose Airflow writes to `log`."""
        log.parent.mkdir(parents=True, exist_ok=True)
        self.code = None
        order = json.dumps({"parameters": parameters, "log": str(log)})
        if self._process.stdin is None:
            raise RuntimeError("the child was started without a pipe")
        self._process.stdin.write(order.encode() + b"\n")
        self._process.stdin.flush()

    def is_running(self) -> bool:
        """Tell whether the night goes on; a child that died has ended it with the child's own code."""
        if self.code is None and self._process.stdout is not None:
            ready, _, _ = select.select([self._process.stdout], [], [], 0)
            if ready:
                self._replies += os.read(self._process.stdout.fileno(), 4096)
                reply, newline, rest = self._replies.partition(b"\n")
                if newline:
                    self.code, self._replies = int(reply), rest
                elif self._process.poll() is not None:
                    self.code = self._process.returncode
        return self.code is None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.code is None:
            self._process.terminate()
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


# Airflow's log servers listen on every address and have no setting for it; this file, read by each of its
# processes as it starts, has them listen where its page does.
LOCAL_SETTINGS = """\
import functools
import os

import uvicorn

_run = uvicorn.run


@functools.wraps(_run)
def _run_there(app, *given, **named):
    named["host"] = named.get("host") or os.environ["AIRFLOW__API__HOST"]
    return _run(app, *given, **named)


uvicorn.run = _run_there
"""


def hand_over_to_airflow(settings: Settings, arguments: Sequence[str]) -> None:
    """Replace this process by Airflow's own command in our environment. Does not return."""
    # A Celery worker talks to the API server alone, and its machine need not reach Airflow's database.
    if list(arguments[:2]) != ["celery", "worker"]:
        prepare_airflow(settings)
    folder = settings.home / "airflow" / "config"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / "airflow_local_settings.py").write_text(LOCAL_SETTINGS, encoding="utf-8")
    environment = airflow_environment(settings)
    # Airflow starts its own parts by name, so its scripts must be found first.
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", "")])
    os.execve(sys.executable, [sys.executable, "-m", "airflow", *(arguments or ["standalone"])], environment)


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
    with alone_in(Path(os.environ["POLICYWATCH_HOME"])) as is_alone:
        return _run_dag(parameters) if is_alone else BUSY


@contextmanager
def alone_in(home: Path) -> Iterator[bool]:
    """Hold the lock of a home's nights; the value tells whether it could be had.

    It is waited for as long as a night that was killed a moment ago takes to be gone.
    """
    with ExitStack() as held:
        is_alone = True
        try:
            held.enter_context(writer_lock(home / "night.lock", seconds=MOST_SECONDS_DYING))
        except TimeoutError:
            is_alone = False
        yield is_alone


def _run_dag(parameters: dict[str, Any]) -> int:
    from airflow import settings as airflow_settings

    airflow_settings.configure_orm()
    from dags.nightly import nightly_dag

    run = nightly_dag.test(run_conf=parameters)
    return 0 if str(run.state) == "success" else 1


def _serve() -> None:
    """Run each night that a line of standard input orders; answer on standard output with its exit code.

    While a night runs, whatever its libraries print goes to the night's log. A night whose command is gone
    would go on unseen, and keep the next one out, so it ends with it.
    """
    die_with_parent()
    with os.fdopen(os.dup(1), "w", encoding="ascii") as replies:
        unready = _stand_ready()
        for line in sys.stdin:
            order = json.loads(line)
            with Path(order["log"]).open("ab") as log:
                os.dup2(log.fileno(), 1)
                os.dup2(log.fileno(), 2)
            sys.stderr.write(unready)
            try:
                code = _run_night(order["parameters"])
            except Exception:  # noqa: BLE001 - the end of this process's work
                # The DAG could not even be run; the log says why and the caller is told.
                traceback.print_exc()
                code = 1
            replies.write(f"{code}\n")
            replies.flush()


def _stand_ready() -> str:
    """Import Airflow and the DAG, and have the API that tasks report to built, before there is an order.

    Hundreds of thousands of objects come to be that stay. The garbage collector would look through them
    again and again, a quarter of these seconds, so it waits, and leaves them aside from then on.

    Returns why it failed, for a night's log, since the night then fails by what this left half done.
    """
    gc.disable()
    failed, told = "", os.dup(2)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    try:
        import httpx
        from airflow import settings as airflow_settings
        from airflow.sdk.execution_time.supervisor import in_process_api_server

        import dags.nightly  # noqa: F401

        airflow_settings.configure_orm()
        httpx.Client(transport=in_process_api_server().transport).get("http://in-process.invalid/health")
    except Exception:  # noqa: BLE001 - saved: the words, for the log that the order names
        failed = traceback.format_exc()
    os.dup2(told, 2)
    os.close(told)
    gc.freeze()
    gc.enable()
    return failed


def checked_night(value: str | None, today: date) -> str:
    """Return the night's ISO date. Raises UserError for anything but YYYY-MM-DD."""
    try:
        return (date.fromisoformat(value) if value else today).isoformat()
    except ValueError as error:
        raise UserError(f"--date {value!r} is not a date; write it as YYYY-MM-DD") from error


if __name__ == "__main__":
    if sys.argv[1:] == ["prepare"]:
        _prepare()
    else:
        _serve()
        # What every night left is committed and closed; taking the rest apart would take seconds.
        sys.stderr.flush()
        os._exit(0)
