"""The lake with its catalog in PostgreSQL and its files on S3: the same tables, many machines."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from conftest import Place
from services import Services, free_port

from warehouse.errors import UserError
from warehouse.lake import Lake, LakeBusy, LakeUnreachable, Transaction, open_lake
from warehouse.maintenance import keep_up
from warehouse.records import Capture, Source
from warehouse.schema import migrations

pytestmark = pytest.mark.scale

WRITER = """
import sys
from pathlib import Path
from warehouse.lake import open_lake
from warehouse.records import Capture
root, catalog, data, name = Path(sys.argv[1]), *sys.argv[2:]
with open_lake(root, catalog=catalog, data=data) as lake:
    for batch in range(5):
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


def source(title: str = "News") -> Source:
    return Source(
        source_id="rochester_news", jurisdiction="Rochester, NY", timezone="America/New_York", kind="news",
        platform="rss", url="https://news.test/feed", title=title,
    )  # fmt: skip


def capture(number: int) -> Capture:
    return Capture(
        capture_id=f"capture-{number}", run_id="2025-05-01", source_id="s", url="u", requested_url="u",
        status=200, fetched_at_utc="t", size_bytes=1, sha256="h", warc_path="p", warc_offset=number,
    )  # fmt: skip


def started(place: Place, *names: str, script: str = WRITER) -> list[subprocess.Popen[bytes]]:
    """Start writers with homes of their own, as on machines of their own."""
    return [
        subprocess.Popen(
            [sys.executable, "-c", script, str(place.root / name), place.catalog, place.data, name],
            stderr=subprocess.PIPE,
        )
        for name in names
    ]


def ended_well(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        _, said = process.communicate(timeout=240)
        assert process.returncode == 0, said.decode()


def test_writers_on_three_machines_lose_and_double_nothing(place: Place) -> None:
    """They find no lake, make one between them, and write rows that two of them write at once."""
    ended_well(started(place, "a", "b", "c"))
    with place.open() as lake:
        rows = lake._connection.execute("SELECT count(*), count(DISTINCT capture_id) FROM captures")
        assert rows.fetchone() == (400, 400)
        made = lake._connection.execute("SELECT count(*) FROM schema_migrations").fetchone()
        assert made == (len(migrations()),)


def test_without_the_queue_postgres_doubles_rows(place: Place) -> None:
    """Why writers queue: of two merges at once that insert one key, DuckLake commits both."""
    with place.open() as one, place.open() as other:
        other._lock = None

        def overtaken(tx: Transaction) -> None:
            tx.merge("captures", [capture(1)], run_id="2025-05-01")
            other.merge("captures", [capture(1)], run_id="2025-05-01")

        one.transaction(overtaken)
        assert one._connection.execute("SELECT count(*) FROM captures").fetchone() == (2,)


def test_a_merge_changes_what_changed_and_old_snapshots_are_asked(lake: Lake) -> None:
    """Inserted, unchanged, updated; and what was known before is still known."""
    assert lake.merge("sources", [source()], run_id="2025-05-01").inserted == 1
    before = lake.snapshot_id()
    assert lake.merge("sources", [source()], run_id="2025-05-01").changed == 0
    assert lake.merge("sources", [source("Herald")], run_id="2025-05-02").updated == 1
    titles = "SELECT title FROM sources AT (VERSION => ?)"
    assert lake._connection.execute(titles, [before]).fetchall() == [("News",)]


def test_a_writer_whose_lock_was_lost_writes_nothing(lake: Lake, place: Place) -> None:
    """The server ended its session, so another may be writing: it is told, and may run again."""
    address = place.catalog.removeprefix("postgres:")

    def cut_off(tx: Transaction) -> None:
        tx.merge("captures", [capture(1)], run_id="2025-05-01")
        with psycopg.connect(address, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")

    with pytest.raises(LakeUnreachable, match="nothing was written"):
        lake.transaction(cut_off)
    assert lake._connection.execute("SELECT count(*) FROM captures").fetchone() == (0,)
    assert lake.merge("captures", [capture(1)], run_id="2025-05-01").inserted == 1


def test_a_lock_dies_with_its_holder(place: Place) -> None:
    """A writer that is killed in its transaction leaves neither rows nor a lock behind."""
    script = WRITER.replace(
        'lake.merge("captures", rows, run_id="2025-05-01")',
        "lake.transaction(lambda tx: (tx.merge('captures', rows, run_id='1'), __import__('os').kill("
        "__import__('os').getpid(), 9)))",
    )
    (killed,) = started(place, "a", script=script)
    killed.communicate(timeout=120)
    assert killed.returncode == -9
    with place.open() as lake:
        assert lake._connection.execute("SELECT count(*) FROM captures").fetchone() == (0,)
        assert lake.merge("captures", [capture(1)], run_id="2025-05-01").inserted == 1


def test_what_is_out_of_reach_is_told_and_tried_again(servers: Services, tmp_path: Path, monkeypatch) -> None:
    """A server that is down, a wrong password, no such bucket: one line, and the DAG tries again."""
    gone = servers.postgres.catalog("x").replace(str(servers.postgres.port), str(free_port()))
    with pytest.raises(LakeBusy, match="cannot be reached"):
        open_lake(tmp_path, catalog=gone, data="s3://policywatch/x/")
    servers.postgres.make("unreached")
    catalog = servers.postgres.catalog("unreached")
    with pytest.raises(UserError, match="no lake yet"):
        open_lake(tmp_path, catalog=catalog, data="s3://policywatch/x/", read_only=True)
    with pytest.raises(LakeUnreachable, match="object store"):
        open_lake(tmp_path, catalog=catalog, data="s3://no-such-bucket/x/")
    monkeypatch.setenv("PGPASSWORD", "wrong")
    with pytest.raises(LakeBusy, match="PGPASSWORD"):
        open_lake(tmp_path, catalog=catalog, data="s3://policywatch/x/")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(UserError, match="AWS_SECRET_ACCESS_KEY"):
        open_lake(tmp_path, catalog=catalog, data="s3://policywatch/x/")


def test_the_upkeep_of_a_lake_on_s3(lake: Lake) -> None:
    """Files become few, every row stays, what no catalog names goes, and the bytes are told."""
    for number in range(10):
        lake.merge("sources", [source(f"night {number}")], run_id=f"2025-05-{number + 1:02d}")
        lake.merge("captures", [capture(number)], run_id=f"2025-05-{number + 1:02d}")
    lake._connection.execute(f"COPY (SELECT 1) TO '{lake.data}main/captures/orphan.parquet'")
    names = f"SELECT file FROM glob('{lake.data}**')"
    before = len(lake._connection.execute(names).fetchall())
    done = keep_up(lake, now=datetime.now(UTC) + timedelta(days=60))
    left = lake._connection.execute(names).fetchall()
    assert len(left) < before / 2 and not [name for (name,) in left if "orphan" in name]
    assert done.files_after < done.files_before and done.snapshots_after < done.snapshots_before
    assert done.bytes_after < done.bytes_before
    assert lake._connection.execute("SELECT title FROM sources").fetchall() == [("night 9",)]
    assert lake._connection.execute("SELECT count(*) FROM captures").fetchone() == (10,)
