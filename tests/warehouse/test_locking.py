"""Locks of one machine: whoever comes second waits, whatever they share, and nothing outlives its holder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.errors import UserError
from warehouse.locking import FileLock, PostgresLock, RangeLock

HOLDER = """
import sys
from pathlib import Path
from warehouse.locking import RangeLock
with RangeLock(Path(sys.argv[1]), ("a", "b")).hold(seconds=1):
    print("here", flush=True)
    sys.stdin.read()
"""


def test_names_in_common_wait_and_others_do_not(tmp_path: Path) -> None:
    """Two crawls that share one host are one after the other; those that share none run at once."""
    path = tmp_path / "hosts.lock"
    with RangeLock(path, ("a", "b")).hold(seconds=1) as is_ours:
        assert is_ours()
        with RangeLock(path, ("c",)).hold(seconds=0):
            pass
        with pytest.raises(TimeoutError), RangeLock(path, ("c", "b")).hold(seconds=0.1):
            pass
        with RangeLock(path, ("c",)).hold(seconds=0):
            pass  # what was taken before the one that was missing is free again
    with RangeLock(path, ("b", "c")).hold(seconds=0):
        pass


def test_thousands_of_names_take_one_file(tmp_path: Path) -> None:
    """A shard of five thousand hosts is locked with one open file."""
    before = len(list(Path("/proc/self/fd").iterdir()))
    with RangeLock(tmp_path / "hosts.lock", tuple(map(str, range(5000)))).hold(seconds=5):
        assert len(list(Path("/proc/self/fd").iterdir())) == before + 1


def test_a_lock_ends_with_the_process_that_held_it(tmp_path: Path) -> None:
    """Killed without a word, it leaves nothing locked."""
    path = tmp_path / "hosts.lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None and holder.stdin is not None
    assert holder.stdout.readline() == b"here\n"
    with pytest.raises(TimeoutError), RangeLock(path, ("b",)).hold(seconds=0.1):
        pass
    holder.kill()
    holder.wait()
    with RangeLock(path, ("b",)).hold(seconds=5):
        pass
    holder.stdin.close()
    holder.stdout.close()


def test_a_file_is_held_by_one(tmp_path: Path) -> None:
    """The lock of the outbox and of the lake."""
    lock = FileLock(tmp_path / "outbox.lock")
    with lock.hold(seconds=1), pytest.raises(TimeoutError), lock.hold(seconds=0.1):
        pass


def test_a_server_without_the_extra_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line that names what to install."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with (
        pytest.raises(UserError, match=r"policywatch\[cluster\]"),
        PostgresLock("dbname=x", ("lake",)).hold(seconds=0),
    ):
        pass
