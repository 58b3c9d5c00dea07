"""Tables' folders, records and live lake say the same; new and damaged lakes are told apart."""

import json
import sqlite3
from pathlib import Path

import pytest

from warehouse import records, schema
from warehouse.errors import UserError
from warehouse.lake import Lake, open_lake


@pytest.mark.parametrize("name", sorted(schema.tables()))
def test_columns_are_those_of_the_live_table(name: str, lake: Lake) -> None:
    """columns.yml and the table agree in names, order, types and nulls."""
    rows = lake._connection.execute(
        "SELECT column_name, data_type, is_nullable FROM duckdb_columns() "
        "WHERE database_name = 'lake' AND table_name = ? ORDER BY column_index",
        [name],
    ).fetchall()
    declared = schema.tables()[name].columns()

    def plain(kind: str) -> str:
        return kind.replace('"', "")

    live = [(column, plain(kind), bool(nullable)) for column, kind, nullable in rows]
    assert live == [(column, plain(each.type), each.nullable) for column, each in declared.columns.items()]
    assert set(declared.key) <= set(declared.columns)


@pytest.mark.parametrize("name", sorted(schema.tables()))
def test_every_field_of_the_record_is_a_column(name: str) -> None:
    """A record's field that has no column would be lost in silence."""
    declared = schema.tables()[name].columns()
    if declared.record is None:
        pytest.skip("this table has no record")
    fields = set(getattr(records, declared.record).model_fields)
    # A reading's candidates have a table of their own.
    assert fields - {"candidates"} <= set(declared.columns)
    runs = {"first_seen_run", "last_seen_run", "run_id"}
    own = {
        "source_nights": {"held_back_reason"},
        "candidates": {"text_sha256", "detector_version"},
        "alerts": {"sent_at_utc"},
    }
    assert set(declared.columns) - fields <= runs | own.get(name, set())


def test_every_table_that_is_written_has_a_merge() -> None:
    """Only the record of migrations is written otherwise."""
    assert [name for name, table in schema.tables().items() if table.merge_sql is None] == [
        "schema_migrations"
    ]


def test_a_new_lake_records_every_migration(lake: Lake) -> None:
    """The newest version is recorded with the tables."""
    assert schema.lake_version(lake._connection) == len(schema.migrations())


def test_a_newer_lake_is_refused(tmp_path: Path) -> None:
    """A lake that a newer version wrote is left alone, with the remedy."""
    with open_lake(tmp_path) as lake:
        lake._connection.execute(schema.query_sql("record_migration"), [99, "0099_later.sql", "now"])
    for read_only in (False, True):
        with pytest.raises(UserError, match="install the newer policywatch"):
            open_lake(tmp_path, read_only=read_only)


def test_migrations_are_applied_once_and_together_with_their_record(tmp_path: Path) -> None:
    """A step that fails leaves neither its change nor its record."""
    steps = tmp_path / "migrations"
    steps.mkdir()
    known = len(schema.migrations())
    for each in schema.migrations():
        (steps / each.name).write_text(each.sql)
    with open_lake(tmp_path / "lake") as lake:
        connection = lake._connection
        more, wrong = f"{known + 1:04d}_more.sql", f"{known + 2:04d}_wrong.sql"
        (steps / more).write_text("ALTER TABLE nights ADD COLUMN weather VARCHAR;")
        assert schema.migrate(connection, "here", steps) == known + 1
        assert schema.migrate(connection, "here", steps) == known + 1
        (steps / wrong).write_text("ALTER TABLE nights ADD COLUMN moon VARCHAR; SELECT nothing;")
        with pytest.raises(Exception, match="nothing"):
            schema.migrate(connection, "here", steps)
        assert schema.lake_version(connection) == known + 1
        names = [row[0] for row in connection.execute("DESCRIBE nights").fetchall()]
        assert "weather" in names
        assert "moon" not in names


def test_a_lake_of_the_first_version_is_brought_to_this_one(tmp_path: Path, lake: Lake) -> None:
    """What the third version added or widened ends with the same columns as in a new lake."""

    def columns(connection) -> dict[str, set[tuple[str, str]]]:
        rows = connection.execute(
            "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE database_name = 'lake'"
        ).fetchall()
        found: dict[str, set[tuple[str, str]]] = {}
        for table, column, kind in rows:
            found.setdefault(table, set()).add((column, kind))
        return found

    with open_lake(tmp_path / "old") as old:
        connection = old._connection
        connection.execute("DROP TABLE revisions; DROP TABLE reviews")
        connection.execute("ALTER TABLE captures DROP COLUMN request_sha256")
        for column in ("upcoming_ids", "proposal"):
            connection.execute(f"ALTER TABLE source_nights DROP COLUMN {column}")
        connection.execute("DELETE FROM schema_migrations WHERE version > 1")
        for each in schema.migrations()[:3]:
            (tmp_path / each.name).write_text(each.sql)
        assert schema.migrate(connection, "here", tmp_path) == 3
        assert columns(connection) == columns(lake._connection)


def test_migrations_without_a_gap(tmp_path: Path) -> None:
    """A missing number is a fault of the project, found at once."""
    (tmp_path / "0001_a.sql").write_text("")
    (tmp_path / "0003_c.sql").write_text("")
    with pytest.raises(ValueError, match="without a gap"):
        schema.migrations(tmp_path)


def test_an_unwritable_home_is_told_with_its_remedy(tmp_path: Path) -> None:
    """A file where a folder should be stands for every way in which a home cannot be written."""
    (tmp_path / "home").write_text("a file")
    with pytest.raises(UserError, match="POLICYWATCH_HOME"):
        open_lake(tmp_path / "home" / "lake")


def test_a_damaged_catalog_is_told_with_its_remedy(tmp_path: Path) -> None:
    """A catalog that is no database is neither read nor overwritten."""
    (tmp_path / "catalog.sqlite").write_bytes(b"this is not a catalog" * 100)
    with pytest.raises(UserError, match="restore it from a backup"):
        open_lake(tmp_path)
    assert (tmp_path / "catalog.sqlite").read_bytes().startswith(b"this is not")


def test_reading_where_nothing_is_kept_makes_nothing(tmp_path: Path) -> None:
    """Looking does not create a lake."""
    with pytest.raises(UserError, match="there is no lake yet"):
        open_lake(tmp_path / "lake", read_only=True)
    assert not (tmp_path / "lake").exists()


def test_a_moved_home_is_still_a_lake(tmp_path: Path, make) -> None:
    """Nothing in the lake names the folder it was made in."""
    with open_lake(tmp_path / "old") as lake:
        lake.merge("documents", [make.document(n) for n in range(20)], run_id=make.night)
    (tmp_path / "old").rename(tmp_path / "new")
    with open_lake(tmp_path / "new") as lake:
        assert len(list(lake.stream("documents_without_text", {"again": False}))) == 20


def test_the_catalog_is_sqlite_that_readers_do_not_block(lake: Lake, tmp_path: Path) -> None:
    """Write-ahead logging lets the night commit while an analyst reads."""
    with sqlite3.connect(tmp_path / "lake" / "catalog.sqlite") as catalog:
        assert catalog.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_options_come_back_as_they_were(lake: Lake, make) -> None:
    """A source's own settings are kept as JSON text."""
    options = {"columns": {"date": "Meeting"}, "pages": [1, 2]}
    lake.merge("sources", [make.source(options=options)], run_id=make.night)
    row = lake._connection.execute("SELECT options FROM sources").fetchone()
    assert json.loads(row[0]) == options
