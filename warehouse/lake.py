"""The lake: DuckLake tables that several processes read and write at once.

A catalog (SQLite beside the data, or any other that DuckLake knows) says which Parquet files are the
tables. DuckLake has no keys: every write is a MERGE on the natural key inside one transaction, and the
transaction is run again whole where another process was first. Observed with the SQLite catalog of
DuckLake 1.0: of two transactions that overlap, the second to commit always fails with "database is
locked", even when the two touch different tables; so a merge never misses a row that another process
is adding. A lock file beside a SQLite catalog makes writers queue instead of colliding.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import duckdb
import pyarrow as pa

from warehouse.connection import connect, is_disk_fault, quote_literal, secret_sql
from warehouse.errors import UserError
from warehouse.locking import FileLock, Lock, PostgresLock, Unreachable
from warehouse.records import Record
from warehouse.rows import staged_rows, storable
from warehouse.s3 import s3_access
from warehouse.schema import lake_version, migrate, migrations, query_sql, require_known, roll_back, tables

Result = TypeVar("Result")
Rows = Iterable[Record | Mapping[str, Any]]
Parameters = Sequence[Any] | Mapping[str, Any]

ATTEMPTS = 12
RETRY_SECONDS = 0.05
LOCK_SECONDS = 120.0
BATCH_ROWS = 200

# Columns that no record has and that are filled in later.
BEGIN_EMPTY = {"sent_at_utc": None, "held_back_reason": None}

# What DuckLake and its catalogs say where another process was first. The work is safe to run again.
RETRIED = ("database is locked", "conflict", "could not serialize", "database table is locked")

EXTENSIONS = {"sqlite": "sqlite_scanner", "postgres": "postgres_scanner"}


class LakeFilesFailed(UserError):
    """A Parquet file of the lake cannot be read, or none can be written: missing, damaged, a full disk."""


class LakeBusy(UserError):
    """Other processes kept the lake from us for longer than we wait."""


class LakeUnreachable(LakeBusy, Unreachable):
    """The catalog's server or the object store did not answer. It passes: the work may be run again."""


@dataclass(frozen=True)
class MergeCount:
    """What a merge did to a table, in rows."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: MergeCount) -> MergeCount:
        return MergeCount(
            self.inserted + other.inserted, self.updated + other.updated, self.unchanged + other.unchanged
        )

    @property
    def changed(self) -> int:
        """Rows inserted or updated."""
        return self.inserted + self.updated


class Transaction:
    """Everything done through it is committed together or not at all."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, schemas: dict[str, pa.Schema]) -> None:
        self._connection = connection
        self._schemas = schemas

    def merge(self, table: str, records: Rows, *, run_id: str, **more: Any) -> MergeCount:
        """Merge records into `table` on its natural key; return what changed.

        A record's fields are the columns; columns ending in `_run`, and `run_id`, that it has no field for
        get `run_id`; others come from `more`, or begin empty. Of two staged rows with one key the first
        counts.

        Raises:
            KeyError: a column gets no value.
        """
        sql = tables()[table].merge_sql
        if sql is None:
            raise KeyError(f"{table} has no merge.sql")
        schema = self._schema(table)
        runs = {name: run_id for name in schema.names if name == "run_id" or name.endswith("_run")}
        staged = staged_rows(records, schema, BEGIN_EMPTY | runs | more)
        if not staged.num_rows:
            return MergeCount()
        self._connection.register("staged", staged)
        try:
            before = self._count(table)
            row = self._connection.execute(sql).fetchone()
            affected = int(row[0]) if row else 0
            inserted = self._count(table) - before
        finally:
            self._connection.unregister("staged")
        return MergeCount(inserted, affected - inserted, staged.num_rows - affected)

    def query(self, name: str, parameters: Parameters = ()) -> list[dict[str, Any]]:
        """Return the rows of `queries/NAME.sql`."""
        self._connection.execute(query_sql(name), _bound(parameters))
        return _rows(self._connection)

    def execute(self, name: str, parameters: Parameters = ()) -> int:
        """Run the statement of `queries/NAME.sql`; return the rows it touched."""
        row = self._connection.execute(query_sql(name), _bound(parameters)).fetchone()
        return int(row[0]) if row else 0

    def _schema(self, table: str) -> pa.Schema:
        if table not in self._schemas:
            self._schemas[table] = self._connection.table(table).limit(0).to_arrow_table().schema
        return self._schemas[table]

    def _count(self, table: str) -> int:
        row = self._connection.table(table).count("*").fetchone()
        return int(row[0]) if row else 0


class Lake:
    """An open lake. One thread of one process; open another for another."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        *,
        catalog: str,
        data: str,
        lock: Lock | None,
        read_only: bool,
    ) -> None:
        self.place = _visible(catalog)
        self.catalog = catalog
        self.data = data
        self.is_read_only = read_only
        self._connection = connection
        self._lock = lock
        self._schemas: dict[str, pa.Schema] = {}
        self._is_writing = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the catalog."""
        self._connection.close()

    def transaction(self, work: Callable[[Transaction], Result]) -> Result:
        """Run `work` in one transaction and return what it returns.

        `work` is run again from its beginning where another process was first, so it must do nothing that
        cannot be done twice.

        Raises:
            LakeBusy: other processes were first for too long.
        """
        if self.is_read_only:
            raise UserError(f"{self.place}: opened for reading only; open it for writing")
        if self._is_writing:
            raise RuntimeError("a transaction is under way already; pass its Transaction on")
        self._is_writing = True
        try:
            with _queued(self._lock, self.place) as is_ours:
                return retried(lambda: self._once(work, is_ours), place=self.place)
        finally:
            self._is_writing = False

    def _once(self, work: Callable[[Transaction], Result], is_ours: Callable[[], bool]) -> Result:
        self._connection.execute("BEGIN")
        try:
            result = work(Transaction(self._connection, self._schemas))
            if not is_ours():
                raise LakeUnreachable(f"{self.place}: ended our session while we wrote; nothing was written")
            self._connection.execute("COMMIT")
        except BaseException:
            roll_back(self._connection)
            raise
        return result

    def merge(self, table: str, records: Rows, *, run_id: str, **more: Any) -> MergeCount:
        """Merge records in a transaction of their own; see `Transaction.merge`."""
        staged = list(records)
        return self.transaction(lambda tx: tx.merge(table, staged, run_id=run_id, **more))

    def query(self, name: str, parameters: Parameters = ()) -> list[dict[str, Any]]:
        """Return the rows of `queries/NAME.sql`, all at once."""
        return retried(lambda: self._query(name, parameters), place=self.place)

    def _query(self, name: str, parameters: Parameters) -> list[dict[str, Any]]:
        self._connection.execute(query_sql(name), _bound(parameters))
        return _rows(self._connection)

    def stream(
        self, name: str, parameters: Parameters = (), *, batch_rows: int = BATCH_ROWS
    ) -> Iterator[dict[str, Any]]:
        """Yield the rows of `queries/NAME.sql` as they stood when the first was asked for.

        Memory holds `batch_rows` of them. The lake may be written to meanwhile, by us too.
        """
        reader = self._connection.cursor()
        try:
            retried(lambda: self._start(reader, name, parameters), place=self.place)
            names = [column[0] for column in reader.description or ()]
            while batch := reader.fetchmany(batch_rows):
                for row in batch:
                    yield dict(zip(names, row, strict=True))
        finally:
            reader.close()

    def _start(self, reader: duckdb.DuckDBPyConnection, name: str, parameters: Parameters) -> None:
        reader.execute("USE lake")
        reader.execute(query_sql(name), _bound(parameters))

    def maintain(self, statement: str, parameters: Parameters) -> None:
        """Run one of DuckLake's own upkeep calls, alone: no other process writes meanwhile.

        Raises:
            LakeBusy: other processes were first for too long.
        """
        with _queued(self._lock, self.place):
            retried(
                lambda: self._connection.execute(statement, _bound(parameters)).fetchall(), place=self.place
            )

    def snapshot_id(self) -> int:
        """Return the number of the newest snapshot; it grows by one with each commit that changed a row."""
        return int(self.query("snapshot")[0]["snapshot_id"])


def open_lake(
    root: Path, *, catalog: str | None = None, data: str | None = None, read_only: bool = False
) -> Lake:
    """Open the lake of folder `root`, making and migrating it where needed.

    `catalog` and `data` are what DuckLake attaches: default `sqlite:ROOT/catalog.sqlite` and `ROOT/data/`;
    else for instance `postgres:dbname=lake host=db` and `s3://bucket/lake/`.

    Raises:
        UserError: the folder cannot be written, the catalog is damaged, or newer than this code; nothing
            there while `read_only`.
    """
    local = root / "catalog.sqlite"
    catalog = catalog or f"sqlite:{local}"
    data = data or f"{root / 'data'}/"
    lock = lake_lock(root, catalog)
    if read_only and catalog == f"sqlite:{local}" and not local.is_file():
        raise UserError(f"{local}: there is no lake yet; run: policywatch nightly")
    if not read_only:
        _prepare_folder(root)
    connection = connect(extensions=lake_extensions(catalog, data))
    try:
        _attach_or_make(connection, catalog, data, lock, read_only=read_only)
        connection.execute("USE lake")
        if read_only:
            require_known(lake_version(connection), _visible(catalog))
        elif lake_version(connection) != _known_version():
            with _queued(lock, _visible(catalog)):
                retried(lambda: migrate(connection, _visible(catalog)), place=_visible(catalog))
    except duckdb.Error as error:
        connection.close()
        if _is_unreachable(error):
            raise LakeUnreachable(
                f"{_visible(catalog)}: cannot be reached ({_first_line(error)}); start it, or correct "
                "POLICYWATCH_LAKE_CATALOG, POLICYWATCH_LAKE_DATA, PGPASSWORD and the AWS_* keys"
            ) from error
        # Whoever moved a whole lake away because the disk was full would lose it.
        remedy = (
            "free some space, or make it writable, and run it again"
            if is_disk_fault(error)
            else "restore it from a backup, or move it away to begin anew"
        )
        raise UserError(
            f"{_visible(catalog)}: cannot be opened as a lake ({_first_line(error)}); {remedy}"
        ) from error
    except BaseException:
        connection.close()
        raise
    return Lake(connection, catalog=catalog, data=data, lock=lock, read_only=read_only)


def retried(work: Callable[[], Result], *, place: str) -> Result:
    """Return what `work` returns, running it again where another process was first.

    Raises:
        LakeBusy: the last of `ATTEMPTS` failed too.
        LakeFilesFailed: a file of the lake could not be read or written.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return work()
        except duckdb.HTTPException as error:
            raise LakeUnreachable(
                f"{place}: the object store failed ({_first_line(error)}); try again later"
            ) from error
        except (duckdb.IOException, duckdb.InvalidInputException) as error:
            is_of_files = ".parquet" in str(error) or is_disk_fault(error)
            if any(cause in str(error) for cause in RETRIED) or not is_of_files:
                raise
            raise LakeFilesFailed(
                f"{place}: a file of the lake failed ({_first_line(error)}); free some space where the "
                "disk is full, else policywatch verify names what is damaged and policywatch restore gets it "
                "back"
            ) from error
        except duckdb.Error as error:
            if is_disk_fault(error):
                raise LakeFilesFailed(
                    f"{place}: could not be written ({_first_line(error)}); free some space, "
                    "or make it writable, and run it again"
                ) from error
            if not any(cause in str(error) for cause in RETRIED):
                raise
            if attempt == ATTEMPTS:
                raise LakeBusy(
                    f"{place}: other processes kept it busy through {ATTEMPTS} attempts "
                    f"({_first_line(error)}); end them or try again later"
                ) from error
            # Jitter parts two processes that would collide again; the sum stays under half a minute.
            pause = min(RETRY_SECONDS * 2**attempt, 4.0)
            time.sleep(random.uniform(0.5, 1.0) * pause)  # noqa: S311 - no secret
    raise AssertionError("not reached")


def lake_lock(root: Path, catalog: str) -> Lock | None:
    """Return what writers of a lake queue by: where its catalog is a server, one lock for all machines."""
    kind, _, address = catalog.partition(":")
    if kind == "postgres":
        return PostgresLock(address, ("lake",))
    return FileLock(root / "writer.lock") if kind == "sqlite" else None


@contextmanager
def _queued(lock: Lock | None, place: str) -> Iterator[Callable[[], bool]]:
    """Wait for our turn; yields what tells whether it is still ours."""
    with ExitStack() as held:
        try:
            is_ours = held.enter_context(lock.hold(seconds=LOCK_SECONDS)) if lock else _always
        except Unreachable as error:
            raise LakeUnreachable(f"{place}: {error}") from error
        except TimeoutError as error:
            raise LakeBusy(
                f"{place}: another process has been writing for {LOCK_SECONDS:.0f} s; "
                "end it or try again later"
            ) from error
        yield is_ours


def _always() -> bool:
    return True


def _prepare_folder(root: Path) -> None:
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        (root / "data").mkdir(exist_ok=True, mode=0o700)
        (root / "writer.lock").touch(mode=0o600)
    except OSError as error:
        raise UserError(
            f"{root}: the lake cannot be written there ({error.strerror}); "
            "make it writable or set POLICYWATCH_HOME to another folder"
        ) from error


def lake_extensions(catalog: str, data: str) -> tuple[str, ...]:
    """Return the DuckDB extensions that a lake of these addresses needs, in the order to load them."""
    kind = catalog.split(":", 1)[0]
    needed = [EXTENSIONS[kind]] if kind in EXTENSIONS else []
    if "://" in data:
        needed.append("httpfs")
    return (*needed, "ducklake")


def _attach_or_make(
    connection: duckdb.DuckDBPyConnection, catalog: str, data: str, lock: Lock | None, *, read_only: bool
) -> None:
    """Attach the lake. On a server one process makes it: of two at once the second would fail midway."""
    place = _visible(catalog)
    is_served = not catalog.startswith("sqlite:")
    try:
        retried(
            lambda: attach(connection, catalog, data, read_only=read_only, may_make=not is_served),
            place=place,
        )
    except duckdb.InvalidInputException as error:
        if not is_served or "does not exist" not in str(error):
            raise
        if read_only:
            raise UserError(f"{place}: holds no lake yet; run: policywatch nightly") from error
        with _queued(lock, place):
            retried(lambda: attach(connection, catalog, data, read_only=False), place=place)


def _is_unreachable(error: duckdb.Error) -> bool:
    """Tell whether the catalog's server or the object store did not answer, or refused us."""
    return isinstance(error, duckdb.HTTPException) or (
        isinstance(error, duckdb.IOException) and "nable to connect to Postgres" in str(error)
    )


def attach(
    connection: duckdb.DuckDBPyConnection, catalog: str, data: str, *, read_only: bool, may_make: bool = True
) -> None:
    """Attach a lake to a connection under the name `lake`; one that is not there is made if it `may`."""
    if data.startswith("s3://"):
        connection.execute(secret_sql(s3_access()))
    options = [f"DATA_PATH {quote_literal(data)}", "OVERRIDE_DATA_PATH true", "DATA_INLINING_ROW_LIMIT 0"]
    if catalog.startswith("sqlite:"):
        # Under WAL a reader never holds up a commit. The busy timeout covers a checkpoint.
        options += ["META_BUSY_TIMEOUT 5000", *([] if read_only else ["META_JOURNAL_MODE 'WAL'"])]
    if read_only:
        options.append("READ_ONLY")
    if not may_make:
        options.append("CREATE_IF_NOT_EXISTS false")
    connection.execute(f"ATTACH {quote_literal('ducklake:' + catalog)} AS lake ({', '.join(options)})")


def _known_version() -> int:
    return len(migrations())


def _visible(catalog: str) -> str:
    """Return the catalog's address as messages may show it."""
    kind, _, address = catalog.partition(":")
    return address if kind == "sqlite" else f"the {kind} catalog"


def _first_line(error: BaseException) -> str:
    return str(error).strip().splitlines()[-1][:200] if str(error).strip() else type(error).__name__


def _bound(parameters: Parameters) -> Any:
    return storable(parameters)


def _rows(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    names = [column[0] for column in connection.description or ()]
    return [dict(zip(names, row, strict=True)) for row in connection.fetchall()]
