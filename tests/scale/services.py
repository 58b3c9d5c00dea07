"""PostgreSQL, Redis and an S3 server on loopback, each with a folder of its own and on a free port.

Every process started here ends with the one that started it, however that ends.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
S3_SERVER = ROOT / ".venv-s3" / "bin" / "moto_server"
PASSWORD = "lake-on-loopback"
BUCKET = "policywatch"
PATIENCE_SECONDS = 60.0


class ServicesMissing(RuntimeError):
    """A server's program is not on this machine."""


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def end_with_parent() -> None:
    """Have the kernel end this process when the one that started it is gone."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def program(name: str) -> str:
    """Return where a server's program lies. Raises ServicesMissing."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = shutil.which(name) or (str(places[-1]) if places else None)
    if found is None:
        raise ServicesMissing(f"{name} is not installed; run: make scale-test, or apt-get install it")
    return found


@contextmanager
def running(
    command: Sequence[str],
    log: Path,
    *,
    environment: Mapping[str, str] | None = None,
    user: str | None = None,
    cwd: Path | None = None,
    ended_by: signal.Signals = signal.SIGTERM,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server, its words in `log`, as long as the block lasts."""
    with log.open("ab") as stream:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            env=environment,
            user=user,
            cwd=cwd or log.parent,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )
    try:
        yield process
    finally:
        end(process, ended_by)


def end(process: subprocess.Popen[bytes], by: signal.Signals = signal.SIGTERM) -> None:
    """End a process and all that it started: gently, then not."""
    if process.poll() is None:
        process.send_signal(by)
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(20)


def wait_until(is_ready: Callable[[], bool], what: str, log: Path, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait for `is_ready`. Raises RuntimeError with the end of the log after `seconds`."""
    until = time.monotonic() + seconds
    while not is_ready():
        if time.monotonic() > until:
            raise RuntimeError(f"{what} did not come up; {log.read_text(errors='replace')[-3000:]}")
        time.sleep(0.1)


def answers(port: int) -> bool:
    """Tell whether something accepts connections on a port of loopback."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass(frozen=True)
class Postgres:
    """A server whose every database belongs to `policywatch`."""

    port: int

    @property
    def environment(self) -> dict[str, str]:
        """The password, as libpq reads it."""
        return {"PGPASSWORD": PASSWORD}

    def catalog(self, database: str) -> str:
        """Return a database as POLICYWATCH_LAKE_CATALOG names it, without the password."""
        return f"postgres:dbname={database} host=127.0.0.1 port={self.port} user=policywatch"

    def url(self, database: str, scheme: str = "postgresql+psycopg2") -> str:
        """Return a database's address with the password, as SQLAlchemy and Celery take it."""
        return f"{scheme}://policywatch:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def make(self, database: str) -> None:
        """Make an empty database."""
        subprocess.run(
            [program("psql"), "-h", "127.0.0.1", "-p", str(self.port), "-U", "policywatch", "-d", "postgres",
             "-c", f'CREATE DATABASE "{database}"'],
            env=os.environ | self.environment, check=True, capture_output=True, timeout=60,
        )  # fmt: skip


@dataclass(frozen=True)
class ObjectStore:
    """An S3 server with one bucket."""

    port: int

    @property
    def environment(self) -> dict[str, str]:
        """Its address and keys, as every S3 client reads them."""
        return {
            "AWS_ACCESS_KEY_ID": "scale",
            "AWS_SECRET_ACCESS_KEY": "scale-on-loopback",
            "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
        }


@dataclass(frozen=True)
class Services:
    """The three servers."""

    postgres: Postgres
    s3: ObjectStore
    redis_port: int

    @property
    def environment(self) -> dict[str, str]:
        """All that clients need to know beside addresses."""
        return self.postgres.environment | self.s3.environment


@contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    """Run PostgreSQL with its data under `folder`. It refuses root, so root runs it as `postgres`."""
    folder.mkdir(parents=True, mode=0o700)
    user = "postgres" if os.getuid() == 0 else None
    secret = folder / "password"
    secret.write_text(PASSWORD)
    if user:
        account = pwd.getpwnam(user)
        for path in (folder, secret):
            os.chown(path, account.pw_uid, account.pw_gid)
    data, log, port = folder / "data", folder / "postgres.log", free_port()
    subprocess.run(
        [program("initdb"), "-D", str(data), "-U", "policywatch", "-A", "scram-sha-256", "-E", "UTF8",
         f"--pwfile={secret}", "--no-sync", "--locale=C.UTF-8"],
        user=user, cwd=folder, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    command = [
        program("postgres"), "-D", str(data), "-p", str(port), "-h", "127.0.0.1", "-k", str(folder),
        "-c", "fsync=off", "-c", "max_connections=300", "-c", "shared_buffers=64MB",
    ]  # fmt: skip
    with running(command, log, user=user, cwd=folder, ended_by=signal.SIGQUIT):
        server = Postgres(port)
        probe = [program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
        wait_until(lambda: subprocess.run(probe, check=False, timeout=10).returncode == 0, "PostgreSQL", log)
        yield server


@contextmanager
def object_store(folder: Path) -> Iterator[ObjectStore]:
    """Run an S3 server with an empty bucket; it keeps everything in memory."""
    folder.mkdir(parents=True, exist_ok=True)
    if not S3_SERVER.is_file():
        raise ServicesMissing(f"{S3_SERVER} is not there; run: make scale-test")
    port, log = free_port(), folder / "s3.log"
    # Its log holds every request; only where it begins to fail is it wanted.
    with running([str(S3_SERVER), "-H", "127.0.0.1", "-p", str(port)], log):
        wait_until(lambda: answers(port), "the S3 server", log)
        put = urllib.request.Request(f"http://127.0.0.1:{port}/{BUCKET}", method="PUT")
        with urllib.request.urlopen(put, timeout=30):
            yield ObjectStore(port)


@contextmanager
def redis(folder: Path) -> Iterator[int]:
    """Run Redis, nothing written to disk; yields its port."""
    folder.mkdir(parents=True, exist_ok=True)
    port, log = free_port(), folder / "redis.log"
    command = [
        program("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder),
        "--save", "", "--appendonly", "no",
    ]  # fmt: skip
    with running(command, log):
        wait_until(lambda: answers(port), "Redis", log)
        yield port


@contextmanager
def services(folder: Path) -> Iterator[Services]:
    """Run all three under `folder`."""
    with ExitStack() as stack:
        yield Services(
            stack.enter_context(postgres(folder / "postgres")),
            stack.enter_context(object_store(folder / "s3")),
            stack.enter_context(redis(folder / "redis")),
        )


if __name__ == "__main__":
    # By hand: `python tests/scale/services.py FOLDER` runs them and prints what clients need.
    with services(Path(sys.argv[1])) as given:
        for name, value in given.environment.items():
            sys.stdout.write(f"export {name}={value}\n")
        sys.stdout.write(f"# PostgreSQL {given.postgres.port}, Redis {given.redis_port}\n")
        sys.stdout.flush()
        signal.pause()
