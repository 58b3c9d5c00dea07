"""One holder at a time: on one machine by a file, on many by PostgreSQL.

Either lock is let go of when its holder dies: the system closes its file, the server ends its session.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import random
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from warehouse.errors import UserError

CLUSTER = "pip install 'policywatch[cluster]'"

# A machine that vanished without a word is noticed by the server after so long: idle + count * interval.
_SESSION = (
    "SET tcp_keepalives_idle = 30",
    "SET tcp_keepalives_interval = 10",
    "SET tcp_keepalives_count = 6",
)
_RETRY_SECONDS = (0.05, 0.3)


class Unreachable(UserError):
    """PostgreSQL did not answer, or ended our session. It passes: the work may be run again."""


class LockLost(RuntimeError):
    """The server let go of our lock while we worked, so another may have begun. The work may be run again."""


class Lock(Protocol):
    """Something that one process holds at a time."""

    def hold(self, *, seconds: float) -> Any:
        """Return a context manager that holds it, waiting at most `seconds`; its value tells whether we
        still do. Raises TimeoutError where another process held it all that time.
        """


@dataclass(frozen=True)
class FileLock:
    """A file that is locked; its folder must be there."""

    path: Path

    @contextmanager
    def hold(self, *, seconds: float) -> Iterator[Callable[[], bool]]:
        """See `Lock.hold`."""
        with writer_lock(self.path, seconds=seconds):
            yield lambda: True


@dataclass(frozen=True)
class RangeLock:
    """One byte of a file a name, held together. Thousands of names take one open file."""

    path: Path
    names: tuple[str, ...]

    @contextmanager
    def hold(self, *, seconds: float) -> Iterator[Callable[[], bool]]:
        """See `Lock.hold`."""
        deadline = time.monotonic() + seconds
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            for key in sorted(map(_key, self.names)):
                while not _lock_byte(handle, key):
                    if time.monotonic() >= deadline:
                        raise TimeoutError
                    time.sleep(random.uniform(0.01, 0.1))  # noqa: S311 - no secret
            yield lambda: True
        finally:
            os.close(handle)


def _lock_byte(handle: int, at: int) -> bool:
    """Lock one byte for as long as the file is open; tell whether nobody else held it."""
    try:
        if hasattr(fcntl, "F_OFD_SETLK"):
            # Held by the open file, not by the process: threads of one process keep each other out too.
            wanted = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, at, 1, 0)
            fcntl.fcntl(handle, fcntl.F_OFD_SETLK, wanted)
        else:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, at, os.SEEK_SET)
    except (BlockingIOError, PermissionError):
        return False
    return True


@dataclass(frozen=True)
class PostgresLock:
    """Advisory locks of the server and database that `address` names (libpq's `key=value` form), one a name,
    held together by one session.
    """

    address: str
    names: tuple[str, ...]

    @contextmanager
    def hold(self, *, seconds: float) -> Iterator[Callable[[], bool]]:
        """See `Lock.hold`. Raises Unreachable where the server does not answer."""
        psycopg = _psycopg()
        try:
            session = psycopg.connect(self.address, autocommit=True, connect_timeout=20)
        except psycopg.OperationalError as error:
            raise Unreachable(f"the postgres catalog cannot be reached ({_first_line(error)})") from error
        try:
            try:
                for each in _SESSION:
                    session.execute(each)
                deadline = time.monotonic() + seconds
                # All who ask take them in one order, so that no two wait for each other.
                for key in sorted(map(_key, self.names)):
                    _wait_for_server(session, key, deadline)
            except psycopg.OperationalError as error:
                raise Unreachable(f"the postgres catalog went away ({_first_line(error)})") from error
            yield lambda: _is_alive(session)
        finally:
            session.close()


def _wait_for_server(session: Any, key: int, deadline: float) -> None:
    while not session.execute("SELECT pg_try_advisory_lock(%s)", [key]).fetchone()[0]:
        if time.monotonic() >= deadline:
            raise TimeoutError
        time.sleep(random.uniform(*_RETRY_SECONDS))  # noqa: S311 - no secret


def _key(name: str) -> int:
    """Return a name's number, of 63 bits: that two of ten thousand share one is less than once in 10^11."""
    return int.from_bytes(hashlib.sha256(f"policywatch {name}".encode()).digest()[:8], "big") >> 1


def _is_alive(session: Any) -> bool:
    try:
        session.execute("SELECT 1")
    except _psycopg().Error:
        return False
    return True


def _psycopg() -> Any:
    try:
        import psycopg
    except ImportError as error:
        raise UserError(f"a catalog in PostgreSQL needs policywatch[cluster]; run: {CLUSTER}") from error
    return psycopg


def _first_line(error: BaseException) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__


@contextmanager
def writer_lock(path: Path, *, seconds: float) -> Iterator[None]:
    """Hold `path` for ourselves, waiting at most `seconds` for it.

    Raises:
        TimeoutError: another process held it all that time.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _wait(handle, time.monotonic() + seconds)
        yield
    finally:
        os.close(handle)


def _wait(handle: int, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise TimeoutError from None
            time.sleep(random.uniform(0.005, 0.05))  # noqa: S311 - no secret
        else:
            return
