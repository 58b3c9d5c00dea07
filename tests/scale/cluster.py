"""Several machines on this one: each has a home of its own, and shares with the others only servers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg
from services import PASSWORD, Services, answers, end, end_with_parent, free_port, wait_until

COMMAND = str(Path(sys.executable).parent / "policywatch")
START_SECONDS = 480.0
NIGHT_SECONDS = 720.0
SHARDS = 3


def end_family(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that descend from it, also those that began a session of their own."""
    family = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    end(process)
    for each in family:
        if each.is_running():
            each.kill()
    psutil.wait_procs(family, timeout=20)


@dataclass
class Machine:
    """One machine: a home, and the processes that run there, each by the name of its log."""

    name: str
    home: Path
    environment: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def log(self, part: str) -> Path:
        return self.home / f"{part}.log"

    def start(self, part: str, *arguments: str) -> None:
        """Start `policywatch airflow ARGUMENTS` here."""
        with self.log(part).open("ab") as stream:
            self.processes[part] = subprocess.Popen(
                [COMMAND, "airflow", *arguments],
                cwd=self.home,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )

    def kill(self, part: str) -> int:
        """End a process and all that descend from it, at once and without a word; return how many."""
        process = self.processes.pop(part)
        family = [psutil.Process(process.pid)]
        family += family[0].children(recursive=True)
        for each in family:
            each.send_signal(signal.SIGSTOP)  # that none starts another meanwhile
        for each in family:
            each.kill()
        process.wait(30)
        psutil.wait_procs(family, timeout=30)
        return len(family)

    def stop(self) -> None:
        """End everything that runs here."""
        for process in self.processes.values():
            end_family(process)


@dataclass
class Cluster:
    """A scheduler's machine and its workers' over one PostgreSQL, Redis and bucket."""

    control: Machine
    workers: list[Machine]
    database: str
    lake_catalog: str
    lake_data: str

    @property
    def publisher(self) -> Machine:
        """The machine whose home has the published file and the mails."""
        return self.workers[0]

    def airflow(self, *arguments: str) -> str:
        """Run one of Airflow's commands on the scheduler's machine and return what it printed."""
        done = subprocess.run(
            [COMMAND, "airflow", *arguments],
            cwd=self.control.home, env=self.control.environment, capture_output=True, text=True, timeout=240,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
        return done.stdout

    def ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Return rows of Airflow's database."""
        with psycopg.connect(self.database, autocommit=True) as session:
            return session.execute(query, values).fetchall()  # type: ignore[arg-type]

    def trigger(self, run_id: str, order: Mapping[str, object], dag_id: str = "policywatch_nightly") -> None:
        """Ask for a night by hand."""
        self.airflow("dags", "trigger", dag_id, "--run-id", run_id, "--conf", json.dumps(order))

    def state(self, run_id: str) -> str:
        """Return the state of a run, "" where it is not known yet."""
        rows = self.ask("SELECT state FROM dag_run WHERE run_id = %s", run_id)
        return str(rows[0][0]) if rows else ""

    def wait_for(self, is_so: Callable[[], bool], what: str, seconds: float = NIGHT_SECONDS) -> None:
        """Wait until it is so. Raises AssertionError with what every task and log says after `seconds`."""
        until = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < until, f"{what} did not come in {seconds:.0f} s\n{self.told()}"
            time.sleep(0.05)

    def wait_for_night(self, run_id: str) -> None:
        """Wait for the end of a run, which must be a good one."""
        # Asked once a second: the machine is busy enough.
        ended = ("success", "failed")
        until = time.monotonic() + NIGHT_SECONDS
        while (state := self.state(run_id)) not in ended and time.monotonic() < until:
            time.sleep(1)
        assert state == "success", f"{run_id}: {state}\n{self.told()}"

    def tries(self, run_id: str) -> dict[str, int]:
        """Return how often each task was tried, by task and index of its shard."""
        rows = self.ask("SELECT task_id, map_index, try_number FROM task_instance WHERE run_id = %s", run_id)
        return {f"{task}[{index}]" if index >= 0 else task: tries for task, index, tries in rows}

    def told(self) -> str:
        """Return the states of all tasks and the ends of all logs."""
        rows = self.ask(
            "SELECT run_id, task_id, map_index, state, try_number, queue FROM task_instance "
            "ORDER BY start_date"
        )
        said = ["\n".join(map(str, rows))]
        for machine in (self.control, *self.workers):
            for log in sorted(machine.home.glob("*.log")):
                said.append(f"== {machine.name} {log.name}\n{log.read_text(errors='replace')[-2500:]}")
            for log in sorted(machine.home.glob("airflow/logs/**/*.log"))[-6:]:
                said.append(f"== {machine.name} {log.name}\n{log.read_text(errors='replace')[-1500:]}")
        return "\n".join(said)


def own_environment(more: Mapping[str, str]) -> dict[str, str]:
    """Return our environment without settings that are meant for another installation."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("POLICYWATCH_", "AIRFLOW"))
    } | dict(more)


def night_settings(home: Path, shared: Path, authorities: Sequence[str]) -> dict[str, str]:
    """Return the settings of a night over the sample sites, alike on one machine and on many."""
    return {
        "POLICYWATCH_HOME": str(home),
        "POLICYWATCH_SOURCES": str(shared / "sources"),
        "POLICYWATCH_SUBSCRIPTIONS": str(shared / "subscriptions.yml"),
        "POLICYWATCH_MAIL_DIR": str(home / "mail"),
        "POLICYWATCH_CONTACT": "tests on loopback",
        "POLICYWATCH_DELAY_SECONDS": "0",
        "POLICYWATCH_SHARDS": str(SHARDS),
        "POLICYWATCH_RETRY_SECONDS": "2",
        "POLICYWATCH_SCHEDULE": "0 0 29 2 *",
        "POLICYWATCH_ALLOW_PRIVATE": json.dumps(list(authorities)),
    }


@contextmanager
def cluster(
    servers: Services, folder: Path, shared: Path, authorities: Sequence[str], *, dags: Path | None = None
) -> Iterator[Cluster]:
    """Run a scheduler, an API server, a DAG processor and three workers until the block ends."""
    for name in ("airflow", "lake_of_many"):
        servers.postgres.make(name)
    port = free_port()
    catalog, bucket = servers.postgres.catalog("lake_of_many"), "s3://policywatch/many"
    common = {
        **servers.environment,
        "POLICYWATCH_LAKE_CATALOG": catalog,
        "POLICYWATCH_LAKE_DATA": f"{bucket}/lake/",
        "POLICYWATCH_LANDING_STORE": f"{bucket}/landing/",
        "POLICYWATCH_PUBLISH_QUEUE": "publish",
        "POLICYWATCH_AIRFLOW_PORT": str(port),
        "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
        "AIRFLOW__CORE__PARALLELISM": "8",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": servers.postgres.url("airflow"),
        "AIRFLOW__CELERY__BROKER_URL": f"redis://127.0.0.1:{servers.redis_port}/0",
        "AIRFLOW__CELERY__RESULT_BACKEND": f"db+{servers.postgres.url('airflow')}",
        "AIRFLOW__API_AUTH__JWT_SECRET": "a secret that every machine of this test knows, and no other",
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "20",
        # A worker that is gone is noticed after half a minute, not after five.
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "30",
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
        "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": "60",
        "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL": "10",
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(free_port()),
    }
    if dags is not None:
        common["AIRFLOW__CORE__DAGS_FOLDER"] = str(dags)

    def machine(name: str, **more: str) -> Machine:
        home = folder / name
        home.mkdir(parents=True)
        given = night_settings(home, shared, authorities) | common | more
        return Machine(name, home, own_environment(given))

    ports = [str(free_port()) for _ in range(4)]
    control = machine("control", AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT=ports[0])
    workers = [
        machine(f"worker{number}", AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT=ports[number])
        for number in (1, 2, 3)
    ]
    address = (
        f"host=127.0.0.1 port={servers.postgres.port} user=policywatch dbname=airflow password={PASSWORD}"
    )
    running = Cluster(control, workers, address, catalog, f"{bucket}/lake/")
    with ExitStack() as stack:
        stack.callback(lambda: [each.stop() for each in (*workers, control)])
        control.start("api-server", "api-server")
        wait_until(lambda: answers(port), "the API server", control.log("api-server"), START_SECONDS)
        control.start("dag-processor", "dag-processor")
        control.start("scheduler", "scheduler")
        for number, each in enumerate(workers, start=1):
            start_worker(each, with_home=number == 1)
        yield running


def start_worker(machine: Machine, *, with_home: bool = False) -> None:
    """Start a machine's Celery worker; one of them also serves the queue of the publishing machine."""
    queues = "publish,default" if with_home else "default"
    machine.start(
        "worker",
        "celery",
        "worker",
        "--queues",
        queues,
        "--concurrency",
        "2",
        "--celery-hostname",
        machine.name,
    )
