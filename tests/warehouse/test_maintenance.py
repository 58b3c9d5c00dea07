"""The lake's upkeep loses nothing, keeps what readers may hold, and can be ended at any moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from warehouse.lake import Lake, LakeBusy, open_lake
from warehouse.maintenance import keep_up
from warehouse.publish import publish
from warehouse.reads import begin_night

LATER = datetime.now(UTC) + timedelta(days=60)


@pytest.fixture
def worn(lake: Lake, make) -> Lake:
    """A lake after ten small nights, each of which also replaced rows of the night before."""
    make.full_night(lake)
    for number in range(10):
        night = f"2025-05-{number + 2:02d}"
        begin_night(lake, night, night=night, started_at_utc=f"{night}T02:30:00Z")
        lake.merge("documents", [make.document(number, title=f"night {number}")], run_id=night)
        lake.merge("sources", [make.source(title=f"night {number}")], run_id=night)
    return lake


def contents(lake: Lake) -> dict[str, list[str]]:
    names = [row[0] for row in lake._connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
    return {
        name: sorted(map(repr, lake._connection.execute(f"SELECT * FROM lake.{name}").fetchall()))
        for name in names
        if not name.startswith("ducklake_")
    }


def parquet(lake: Lake) -> list[Path]:
    return list(Path(lake.data).rglob("*.parquet"))


def test_many_small_files_become_few_and_every_row_stays(worn: Lake, make, tmp_path: Path, passing) -> None:
    """The same rows, fewer files and snapshots, and nights and publications go on."""
    before, count = contents(worn), len(parquet(worn))
    done = keep_up(worn, now=LATER)
    assert contents(worn) == before
    assert done.files_after == len(parquet(worn)) < count == done.files_before
    assert done.snapshots_after < done.snapshots_before
    assert done.bytes_after < done.bytes_before
    assert f"{done.bytes_before - done.bytes_after:,} bytes reclaimed" in done.told()
    worn.merge("documents", [make.document(1, title="after")], run_id="2025-05-12")
    publish(worn, tmp_path / "policywatch.duckdb", run_id=make.night, audit=passing)


def test_what_a_reader_may_hold_stays(worn: Lake) -> None:
    """Today's upkeep deletes no file of today, and no snapshot of the last month."""
    files, snapshot = set(parquet(worn)), worn.snapshot_id()
    titles = "SELECT title FROM documents AT (VERSION => ?) ORDER BY ALL"
    known = worn._connection.execute(titles, [snapshot - 5]).fetchall()
    keep_up(worn)
    assert files <= set(parquet(worn))
    assert worn._connection.execute(titles, [snapshot - 5]).fetchall() == known


def test_what_a_dead_writer_left_goes_and_what_is_fresh_stays(worn: Lake) -> None:
    """A file that no catalog names may be one that a writer is about to commit."""
    orphan = Path(worn.data) / "main" / "documents" / "ducklake-orphan.parquet"
    orphan.write_bytes(parquet(worn)[0].read_bytes())
    keep_up(worn)
    assert orphan.exists()
    keep_up(worn, now=LATER)
    assert not orphan.exists()


def test_an_upkeep_that_was_cut_short_is_taken_up(worn: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between any two of its steps the lake is whole; the next run does the rest."""
    before = contents(worn)
    maintain = Lake.maintain
    for stop_at in range(5):
        calls: list[str] = []

        def dying(self: Lake, statement: str, parameters: object, *, at: int = stop_at, seen=calls) -> None:
            seen.append(statement)
            if len(seen) > at:
                raise LakeBusy("killed")
            maintain(self, statement, parameters)  # type: ignore[arg-type]

        monkeypatch.setattr(Lake, "maintain", dying)
        with pytest.raises(LakeBusy):
            keep_up(worn, now=LATER)
        assert contents(worn) == before
    monkeypatch.undo()
    keep_up(worn, now=LATER)
    assert contents(worn) == before


def test_a_reader_from_before_reads_to_its_end(worn: Lake) -> None:
    """Who began to read on the old files goes on while the upkeep runs."""
    root = Path(worn.catalog.removeprefix("sqlite:")).parent
    with open_lake(root, read_only=True) as reader:
        rows = reader.stream("nights", batch_rows=2)
        first = next(rows)
        keep_up(worn)
        assert len([first, *rows]) == 11
