"""From one machine's lake to one that many share: the same files, the same catalog, every snapshot kept.

DuckLake's catalog is tables: those of the SQLite file are written, in one transaction, into the ones that
DuckLake itself makes in PostgreSQL, after the Parquet files are in the bucket under the paths that the
catalog names. Nothing is taken from the old lake, so it stays as it was until its owner removes it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.catalog_copy import check_catalog, data_files
from warehouse.connection import connect, quote_literal
from warehouse.errors import UserError
from warehouse.lake import attach, lake_extensions, lake_lock, open_lake
from warehouse.landing_store import COMPLETE, Landings, copy_to_store, has_file, put_file
from warehouse.schema import tables

LOCK_SECONDS = 600.0

Told = Callable[[str], None]


@dataclass(frozen=True)
class Moved:
    """What was copied; files and landings that were there already are not counted again."""

    files_count: int
    size_bytes: int
    snapshots_count: int
    rows_count: int
    landings_count: int

    def told(self) -> str:
        """Return it in one line."""
        return (
            f"{self.files_count:,} files of data ({self.size_bytes:,} bytes), "
            f"{self.snapshots_count:,} snapshots, {self.rows_count:,} rows, "
            f"{self.landings_count:,} landings copied; both lakes hold the same"
        )


def move_lake(
    root: Path, landings: Landings, *, catalog: str, data: str, told: Told = lambda _: None
) -> Moved:
    """Copy the lake of folder `root`, and the landings of this machine, to a catalog, a bucket and a store.

    May be ended at any moment and run again. Nobody writes to the old lake meanwhile.

    Raises:
        UserError: there is no lake here, another is there, or the two differ in the end.
        TimeoutError: a night went on writing for ten minutes.
    """
    local = root / "catalog.sqlite"
    check_catalog(local)
    lock = lake_lock(root, f"sqlite:{local}")
    assert lock is not None and landings.store is not None
    # Brings an older lake to the tables of today, as any night would.
    open_lake(root).close()
    with lock.hold(seconds=LOCK_SECONDS):
        files, size = _copy_files(local, root / "data", data, told)
        snapshots = _copy_catalog(local, catalog, data)
        rows = _compare(root, catalog, data)
        moved = _copy_landings(landings, told)
    return Moved(files, size, snapshots, rows, moved)


def _copy_files(local: Path, folder: Path, data: str, told: Told) -> tuple[int, int]:
    count = size = 0
    for file in data_files(local, folder):
        if not file.path.is_relative_to(folder):
            raise UserError(f"{file.path}: lies outside of {folder}; run policywatch verify")
        name = file.path.relative_to(folder).as_posix()
        if has_file(data, name, size_bytes=file.size_bytes):
            continue
        put_file(data, name, file.path)
        count, size = count + 1, size + file.size_bytes
        told(f"{count:,} files of data")
    return count, size


def _copy_catalog(local: Path, catalog: str, data: str) -> int:
    """Write the catalog's rows into an empty lake's; return how many snapshots it has."""
    connection = connect(extensions=(*lake_extensions(catalog, data), "sqlite_scanner"))
    try:
        attach(connection, catalog, data, read_only=False)
        if connection.execute("SELECT count(*) FROM ducklake_snapshots('lake')").fetchone() != (1,):
            raise UserError(
                "POLICYWATCH_LAKE_CATALOG holds a lake already; name an empty database to move this one to"
            )
        connection.execute("DETACH lake")
        # SQLite's columns say little of their types; the tables that DuckLake made say all.
        connection.execute("SET sqlite_all_varchar = true")
        connection.execute(f"ATTACH {quote_literal(str(local))} AS old (TYPE sqlite, READ_ONLY)")
        connection.execute(f"ATTACH {quote_literal(catalog.partition(':')[2])} AS new (TYPE postgres)")
        return _copy_rows(connection, data)
    except duckdb.Error as error:
        raise UserError(
            f"the catalog cannot be written to PostgreSQL ({str(error).splitlines()[0][:200]}); "
            "correct it and run again"
        ) from error
    finally:
        connection.close()


def _copy_rows(connection: duckdb.DuckDBPyConnection, data: str) -> int:
    columns: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in connection.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() "
        "WHERE database_name = 'new' AND starts_with(table_name, 'ducklake_') "
        "ORDER BY table_name, column_index"
    ).fetchall():
        columns.setdefault(table, []).append((column, kind))
    known = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'old' ORDER BY table_name"
    ).fetchall()
    strange = [name for (name,) in known if name.startswith("ducklake_") and name not in columns]
    if strange:
        raise UserError(f"the catalog has tables that are not known here: {', '.join(strange)}")
    connection.execute("BEGIN")
    for table, named in columns.items():
        # The names are DuckLake's own.
        into = ", ".join(f'"{column}"' for column, _ in named)
        values = ", ".join(f'CAST("{column}" AS {kind})' for column, kind in named)
        connection.execute(f"DELETE FROM new.{table}")  # noqa: S608
        connection.execute(f"INSERT INTO new.{table} ({into}) SELECT {values} FROM old.{table}")  # noqa: S608
    connection.execute("UPDATE new.ducklake_metadata SET value = ? WHERE key = 'data_path'", [data])
    connection.execute("COMMIT")
    row = connection.execute("SELECT count(*) FROM new.ducklake_snapshot").fetchone()
    return int(row[0]) if row else 0


def _compare(root: Path, catalog: str, data: str) -> int:
    """Return how many rows both lakes hold. Raises UserError where they differ."""
    count = 0
    with (
        open_lake(root, read_only=True) as old,
        open_lake(root, catalog=catalog, data=data, read_only=True) as new,
    ):
        for table in tables():
            # Every column of every row is read from the bucket, and its hash held against the old one's.
            query = f"SELECT count(*), bit_xor(hash(all_of)) FROM {table} AS all_of"  # noqa: S608
            was, now = (each._connection.execute(query).fetchone() for each in (old, new))
            if was != now:
                raise UserError(
                    f"table {table} differs after the copy; empty the new database and bucket and run again"
                )
            count += int(now[0]) if now else 0
        if old.snapshot_id() != new.snapshot_id():
            raise UserError("the snapshots differ after the copy; end what writes to the old lake")
    return count


def _copy_landings(landings: Landings, told: Told) -> int:
    count = 0
    assert landings.store is not None
    for folder in sorted(landings.root.glob("*/*/")):
        if not (folder / COMPLETE).is_file() or landings.is_whole(folder.parent.name, folder.name):
            continue
        copy_to_store(folder, landings.store, f"{folder.parent.name}/{folder.name}")
        count += 1
        told(f"{count:,} landings")
    return count
