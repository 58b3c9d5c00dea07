"""The lake's SQLite catalog as a file: whether it is sound, which Parquet files it names, a copy of it.

Read without DuckDB, so that a catalog that DuckDB cannot attach is told too.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import UserError

BUSY_SECONDS = 30.0

FILES = """
SELECT schemas.path, schemas.path_is_relative, tables.path, tables.path_is_relative,
    files.path, files.path_is_relative, files.file_size_bytes, tables.table_name
FROM (
    SELECT table_id, path, path_is_relative, file_size_bytes FROM ducklake_data_file
    UNION ALL
    SELECT table_id, path, path_is_relative, file_size_bytes FROM ducklake_delete_file
) AS files
JOIN (SELECT DISTINCT table_id, schema_id, table_name, path, path_is_relative FROM ducklake_table) AS tables
    ON tables.table_id = files.table_id
JOIN (SELECT DISTINCT schema_id, path, path_is_relative FROM ducklake_schema) AS schemas
    ON schemas.schema_id = tables.schema_id
ORDER BY tables.table_name, files.path
"""


class CatalogDamaged(UserError):
    """The catalog is no sound SQLite database of a lake."""


class CatalogLocked(UserError):
    """Another program held the catalog for longer than we wait."""


@dataclass(frozen=True)
class DataFile:
    """One Parquet file that the catalog names, of the present or of an earlier snapshot."""

    table: str
    path: Path
    size_bytes: int


def check_catalog(path: Path) -> None:
    """Raise CatalogDamaged or CatalogLocked where the catalog is not sound."""
    with _reading(path) as catalog:
        found = catalog.execute("PRAGMA quick_check(1)").fetchone()
        if found != ("ok",):
            raise _damaged(path, str(found[0] if found else "it answers nothing"))
        catalog.execute("SELECT count(*) FROM ducklake_snapshot").fetchone()


def data_files(path: Path, data: Path) -> Iterator[DataFile]:
    """Yield every Parquet file that catalog `path` names, of a lake whose data lies in `data`."""
    with _reading(path) as catalog:
        for row in catalog.execute(FILES):
            place = data
            for part, is_relative in zip(row[0:6:2], row[1:6:2], strict=True):
                place = place / part if is_relative else Path(part)
            yield DataFile(row[7], place, int(row[6]))


def copy_catalog(path: Path, target: Path) -> None:
    """Copy the catalog as it stands at one moment; others may write meanwhile. Raises as check_catalog."""
    with _reading(path) as catalog, closing(sqlite3.connect(target)) as copy:
        catalog.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    if not path.is_file():
        raise UserError(
            f"{path}: there is no lake; run: policywatch nightly, or get one back: policywatch restore SOURCE"
        )
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
        ) as catalog:
            yield catalog
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise CatalogLocked(
                f"{path}: another program held it for {BUSY_SECONDS:.0f} s; end it (`fuser {path}` names it) "
                "and try again"
            ) from error
        if "disk" in str(error) or "full" in str(error):
            raise UserError(f"{path}: cannot be copied ({error}); free some space and try again") from error
        raise _damaged(path, str(error)) from error
    except sqlite3.DatabaseError as error:
        raise _damaged(path, str(error)) from error


def _damaged(path: Path, why: str) -> CatalogDamaged:
    return CatalogDamaged(
        f"{path}: is no sound catalog ({why[:200]}); move the home away and run: policywatch restore SOURCE"
    )
