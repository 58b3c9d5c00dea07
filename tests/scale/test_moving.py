"""A lake and its landings move to PostgreSQL and S3, every row and snapshot with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Place
from test_lake_on_postgres import capture, source

from warehouse import moving
from warehouse.errors import UserError
from warehouse.lake import open_lake
from warehouse.landing_store import Landings
from warehouse.moving import move_lake
from warehouse.records import Document
from warehouse.schema import migrations

pytestmark = pytest.mark.scale

# One source, four captures, every version of the documents, and the record of how the tables were made.
ROWS_COUNT = 1 + 4 + (1 + 2 + 3 + 4) + len(migrations())


def document(number: int, title: str) -> Document:
    return Document(
        document_id=f"document-{number}", source_id="s", jurisdiction="Rochester, NY", kind="article",
        url=f"https://news.test/{number}", title=title, capture_id=f"capture-{number}", content_sha256=title,
    )  # fmt: skip


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The folder of a lake after a few nights, with rows that were replaced."""
    root = tmp_path / "old"
    with open_lake(root) as lake:
        for number in range(4):
            night = f"2025-05-{number + 1:02d}"
            lake.merge("sources", [source(f"night {number}")], run_id=night)
            lake.merge("captures", [capture(number)], run_id=night)
            lake.merge("documents", [document(n, f"as of {number}") for n in range(number + 1)], run_id=night)
    return root


def landed(root: Path) -> Landings:
    """Two landings, one of which did not end."""
    for name, is_whole in (("one", True), ("two", False)):
        folder = root / "2025-05-01" / name
        folder.mkdir(parents=True)
        (folder / "captures.warc.gz").write_bytes(b"WARC of " + name.encode())
        if is_whole:
            (folder / "COMPLETE").write_text("{}")
    return Landings(root)


def test_the_whole_lake_moves(old: Path, place: Place, tmp_path: Path) -> None:
    """Rows, snapshots and bytes are the same; work goes on there, and the old lake stays as it was."""
    landings = Landings(landed(tmp_path / "landing").root, place.landings)
    with open_lake(old, read_only=True) as lake:
        titles = "SELECT title FROM documents AT (VERSION => ?) ORDER BY ALL"
        snapshots = range(2, lake.snapshot_id() + 1)
        known = [lake._connection.execute(titles, [each]).fetchall() for each in snapshots]
    moved = move_lake(old, landings, catalog=place.catalog, data=place.data)
    assert moved.landings_count == 1 and moved.snapshots_count == len(snapshots) + 2
    assert moved.rows_count == ROWS_COUNT
    with place.open() as lake:
        assert [lake._connection.execute(titles, [each]).fetchall() for each in snapshots] == known
        assert lake.merge("documents", [document(0, "as of 3")], run_id="2025-05-04").unchanged == 1
        assert lake.merge("documents", [document(9, "new")], run_id="2025-05-05").inserted == 1
    elsewhere = Landings(tmp_path / "another machine", place.landings)
    with elsewhere.file("2025-05-01/one/captures.warc.gz").open("rb") as stream:
        assert stream.read() == b"WARC of one"
    assert not landings.is_whole("2025-05-01", "two")
    with open_lake(old, read_only=True) as lake:
        assert lake.snapshot_id() == snapshots[-1]


def test_a_move_that_was_cut_short_is_run_again(
    old: Path, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is in the bucket is not copied twice; and a lake that is there is never written over."""
    landings = Landings(tmp_path / "landing", place.landings)
    with monkeypatch.context() as cut:
        cut.setattr(moving, "_copy_rows", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            move_lake(old, landings, catalog=place.catalog, data=place.data)
    moved = move_lake(old, landings, catalog=place.catalog, data=place.data)
    assert moved.files_count == 0 and moved.rows_count == ROWS_COUNT
    with pytest.raises(UserError, match="holds a lake already"):
        move_lake(old, landings, catalog=place.catalog, data=place.data)
