"""Several processes at once, locks, and a kill in the middle."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from warehouse import lake as lake_room
from warehouse.lake import Lake, LakeBusy, open_lake
from warehouse.landing import read_landing
from warehouse.load import load_landing
from warehouse.locking import writer_lock

WRITER = """
import sys
from pathlib import Path
from warehouse.lake import open_lake
from warehouse.records import Capture
root, name = Path(sys.argv[1]), sys.argv[2]
with open_lake(root) as lake:
    for batch in range(6):
        rows = [
            Capture(
                capture_id=f"{owner}-{batch}-{n}", run_id="2025-05-01", source_id="s", url="u",
                requested_url="u", status=200, fetched_at_utc="t", size_bytes=1, sha256=name,
                warc_path="p", warc_offset=n,
            )
            for owner in (name, "shared")
            for n in range(20)
        ]
        lake.merge("captures", rows, run_id="2025-05-01")
"""


def start(script: str, *arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", script, *map(str, arguments)], stderr=subprocess.PIPE)


HOLDER = """
import sqlite3, sys, time
catalog = sqlite3.connect(sys.argv[1], isolation_level=None)
catalog.execute("BEGIN EXCLUSIVE")
print("here", flush=True)
time.sleep(float(sys.argv[2]))
"""


@contextmanager
def holding(catalog: Path, *, seconds: float) -> Iterator[None]:
    """Another program locks the catalog for `seconds`, or until we are done."""
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, catalog, str(seconds)], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"here\n"
    try:
        yield
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()


@pytest.mark.parametrize("is_queued", [True, False])
def test_two_processes_write_at_once(tmp_path: Path, is_queued: bool) -> None:
    """Neither loses a row nor doubles one that both write, with the queue or by running again alone."""
    with open_lake(tmp_path) as lake:
        script = WRITER if is_queued else WRITER.replace("as lake:", "as lake:\n    lake._lock = None")
        writers = [start(script, tmp_path, name) for name in ("a", "b")]
        for writer in writers:
            _, said = writer.communicate(timeout=120)
            assert writer.returncode == 0, said.decode()
        rows = lake._connection.execute(
            "SELECT count(*), count(DISTINCT capture_id) FROM captures"
        ).fetchone()
    assert rows == (360, 360)


def test_two_processes_make_one_lake(tmp_path: Path) -> None:
    """Both find it absent; one makes it."""
    script = "import sys; from pathlib import Path; from warehouse.lake import open_lake; "
    script += "open_lake(Path(sys.argv[1])).close()"
    makers = [start(script, tmp_path / "lake") for _ in range(3)]
    for maker in makers:
        _, said = maker.communicate(timeout=60)
        assert maker.returncode == 0, said.decode()
    with open_lake(tmp_path / "lake") as lake:
        row = lake._connection.execute("SELECT count(*) FROM schema_migrations").fetchone()
        assert row == (len(lake_room.migrations()),)


def test_a_locked_catalog_is_waited_for(lake: Lake, make, tmp_path: Path) -> None:
    """Another program holds it for a while; the merge is run again and succeeds."""
    with holding(tmp_path / "lake" / "catalog.sqlite", seconds=6):
        assert lake.merge("documents", [make.document()], run_id=make.night).inserted == 1


def test_a_catalog_that_stays_locked_is_told(lake: Lake, make, tmp_path: Path, monkeypatch) -> None:
    """After a bounded wait, in one line with the remedy."""
    monkeypatch.setattr(lake_room, "ATTEMPTS", 1)
    with (
        holding(tmp_path / "lake" / "catalog.sqlite", seconds=60),
        pytest.raises(LakeBusy, match="try again later"),
    ):
        lake.merge("documents", [make.document()], run_id=make.night)
    assert lake.merge("documents", [make.document()], run_id=make.night).inserted == 1


def test_a_writer_that_hangs_is_told(lake: Lake, make, tmp_path: Path, monkeypatch) -> None:
    """The queue has an end."""
    monkeypatch.setattr(lake_room, "LOCK_SECONDS", 0.2)
    with (
        writer_lock(tmp_path / "lake" / "writer.lock", seconds=1),
        pytest.raises(LakeBusy, match="another process has been writing"),
    ):
        lake.merge("documents", [make.document()], run_id=make.night)


def test_other_faults_are_not_retried() -> None:
    """Only the named causes are."""
    import duckdb

    calls = []

    def work() -> None:
        calls.append(1)
        raise duckdb.ConversionException("no such date")

    with pytest.raises(duckdb.ConversionException):
        lake_room.retried(work, place="here")
    assert len(calls) == 1


LOADER = """
import os, sys
from pathlib import Path
from types import SimpleNamespace
from warehouse import lake as lake_room
from warehouse.lake import Transaction, open_lake
from warehouse.landing import read_landing
from warehouse.load import load_landing
root, folder, stop = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
merge = Transaction.merge
def merge_and_tell(self, table, *args, **more):
    count = merge(self, table, *args, **more)
    if table == stop:
        print("here", flush=True)
        import time
        time.sleep(60)
    return count
Transaction.merge = merge_and_tell
def audit(*args, **more):
    return SimpleNamespace(results=[], bad_rows={}, is_stopped=False)
with open_lake(root) as lake:
    load_landing(lake, read_landing(folder), sources={}, audit=audit)
"""


@pytest.mark.parametrize("stop", ["captures", "landings"])
def test_a_load_killed_in_the_middle_and_run_again_is_as_if_never_killed(
    tmp_path: Path, write_landing, tables, passing, stop: str
) -> None:
    """SIGKILL between two merges of one load: nothing of it stays, and the rerun ends in the same tables."""
    folder = write_landing()
    killed = subprocess.Popen(
        [sys.executable, "-c", LOADER, tmp_path / "killed", folder, stop], stdout=subprocess.PIPE
    )
    assert killed.stdout is not None
    assert killed.stdout.readline() == b"here\n"
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    killed.stdout.close()
    with open_lake(tmp_path / "killed") as lake, open_lake(tmp_path / "whole") as whole:
        assert all(not rows for name, rows in tables(lake).items() if name != "schema_migrations")
        for each in (lake, whole):
            load_landing(each, read_landing(folder), sources={}, audit=passing)
        assert tables(lake) == tables(whole)


def test_a_reader_in_another_process_neither_waits_nor_blocks(lake: Lake, make, tmp_path: Path) -> None:
    """It sees whole commits while the night goes on."""
    script = """
import sys
from pathlib import Path
from warehouse.lake import open_lake
with open_lake(Path(sys.argv[1]), read_only=True) as lake:
    print("here", flush=True)
    for _ in range(30):
        count = len(lake.query("first_seen_sources", {"run_id": "2025-05-01"}))
        assert count % 10 == 0, count
"""
    reader = subprocess.Popen(
        [sys.executable, "-c", script, tmp_path / "lake"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert reader.stdout is not None
    assert reader.stdout.readline() == b"here\n"
    begun = time.monotonic()
    for batch in range(8):
        rows = [make.source(f"{batch}-{n}") for n in range(10)]
        assert lake.merge("sources", rows, run_id=make.night).inserted == 10
    assert time.monotonic() - begun < 20
    _, said = reader.communicate(timeout=60)
    assert reader.returncode == 0, said.decode()
