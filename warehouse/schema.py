"""The lake's tables as folders, and the steps that bring an older lake to them.

`tables/<table>/` holds `create.sql`, `merge.sql` and `columns.yml`. A new lake is made by the first;
`migrations/NNNN_*.sql` change a lake that was made before, in order, each with its record in one
transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import duckdb
from pydantic import BaseModel, ConfigDict

from warehouse.declarations import read_declaration
from warehouse.errors import UserError

ROOM = Path(__file__).parent
TABLES = ROOM / "tables"
MIGRATIONS = ROOM / "migrations"
QUERIES = ROOM / "queries"


class Column(BaseModel):
    """One column: its DuckDB type, its meaning and unit, and whether it may be null."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: str
    description: str
    nullable: bool = False


class TableColumns(BaseModel):
    """What `columns.yml` holds. `record` names the record whose fields are columns here, if one does."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    description: str
    grain: str
    key: tuple[str, ...]
    record: str | None = None
    columns: dict[str, Column]


@dataclass(frozen=True)
class Table:
    """One table's folder. `columns()` reads its meanings, which a night does not need."""

    name: str
    folder: Path
    create_sql: str
    merge_sql: str | None

    def columns(self) -> TableColumns:
        """Return what `columns.yml` says."""
        return read_declaration(self.folder / "columns.yml", TableColumns)


@dataclass(frozen=True)
class Migration:
    """One numbered file."""

    version: int
    name: str
    sql: str


@cache
def tables() -> dict[str, Table]:
    """Return every table by name, in alphabetical order."""
    return {folder.name: _read_table(folder) for folder in sorted(TABLES.iterdir()) if folder.is_dir()}


def _read_table(folder: Path) -> Table:
    merge = folder / "merge.sql"
    return Table(
        name=folder.name,
        folder=folder,
        create_sql=(folder / "create.sql").read_text(encoding="utf-8"),
        merge_sql=merge.read_text(encoding="utf-8") if merge.is_file() else None,
    )


@cache
def query_sql(name: str) -> str:
    """Return the text of `queries/NAME.sql`."""
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def migrations(folder: Path = MIGRATIONS) -> list[Migration]:
    """Return the migrations in order. Their numbers run from 1 without a gap."""
    found = [
        Migration(int(path.name[:4]), path.name, path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    ]
    if [each.version for each in found] != list(range(1, len(found) + 1)):
        raise ValueError(f"{folder}: the migrations do not run from 0001 without a gap")
    return found


def lake_version(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the newest migration that the attached lake records; 0: it has no tables yet."""
    known = connection.execute(query_sql("has_migrations")).fetchone()
    if not known or not known[0]:
        return 0
    row = connection.execute(query_sql("schema_version")).fetchone()
    return int(row[0]) if row else 0


def migrate(connection: duckdb.DuckDBPyConnection, place: str, folder: Path = MIGRATIONS) -> int:
    """Bring the attached lake to this code's tables; return the version it stands at.

    Raises:
        UserError: the lake was written by a newer version of the project.
    """
    steps = migrations(folder)
    version = lake_version(connection)
    require_known(version, place, folder)
    if version == 0:
        _in_one_transaction(connection, "".join(table.create_sql for table in tables().values()), steps)
    else:
        for step in steps[version:]:
            _in_one_transaction(connection, step.sql, [step])
    return len(steps)


def require_known(version: int, place: str, folder: Path = MIGRATIONS) -> None:
    """Raise UserError where a lake is newer than this code."""
    known = len(migrations(folder))
    if version > known:
        raise UserError(
            f"{place}: its tables are at version {version}, this policywatch knows {known}; "
            "install the newer policywatch that wrote it"
        )


def _in_one_transaction(connection: duckdb.DuckDBPyConnection, sql: str, steps: list[Migration]) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    connection.execute("BEGIN")
    try:
        connection.execute(sql)
        for step in steps:
            connection.execute(query_sql("record_migration"), [step.version, step.name, now])
        connection.execute("COMMIT")
    except BaseException:
        roll_back(connection)
        raise


def roll_back(connection: duckdb.DuckDBPyConnection) -> None:
    """End the transaction that failed; a COMMIT that failed has ended it already."""
    try:
        connection.execute("ROLLBACK")
    except duckdb.TransactionException as error:
        if "no transaction is active" not in str(error):
            raise
