"""Looking into the published file: read-only, bounded, and without access to anything beside it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb

from warehouse.connection import connect, quote_literal
from warehouse.errors import UserError
from warehouse.rows import storable
from warehouse.schema import ROOM
from warehouse.search_index import SearchIndex, index_name
from warehouse.search_query import read_query

FOLDER = ROOM / "looking"
MAX_ROWS = 10_000
MAX_SECONDS = 60.0
MEMORY_LIMIT = "1GB"


@contextmanager
def opened(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the published file so that a query can neither change it nor reach any other file or host.

    Each opening stands for itself: two of one process, before and after a night, see each their own file.

    Raises:
        UserError: nothing is published yet, or the file is damaged.
    """
    if not published.is_file():
        raise UserError(f"{published}: nothing is published yet; run: policywatch nightly")
    # A file that is opened by its name is shared by all who open it in one process, settings and all.
    connection = connect(memory_limit=MEMORY_LIMIT)
    try:
        try:
            connection.execute(f"ATTACH {quote_literal(str(published))} AS published (READ_ONLY)")
            connection.execute("USE published")
        except duckdb.Error as error:
            raise UserError(
                f"{published}: cannot be read as a database ({_first_line(error)}); run: policywatch nightly"
            ) from error
        connection.execute("SET temp_directory = ''")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection
    finally:
        connection.close()


def run_sql(
    published: Path, sql: str, *, limit: int = MAX_ROWS, max_seconds: float = MAX_SECONDS
) -> list[dict[str, Any]]:
    """Return at most `limit` rows of one statement.

    In it `search('words')` is a table of id and score: the documents and actions that hold the words, at most
    `MAX_ROWS` of them, or as many as `most := 100` says.

    Raises:
        UserError: the statement is wrong, takes longer than `max_seconds`, or more memory than allowed.
    """
    with opened(published) as connection:
        try:
            statements = connection.extract_statements(sql)
        except duckdb.Error as error:
            raise UserError(f"the query cannot be read: {_message(error)}; correct it") from error
        if len(statements) != 1:
            raise UserError(f"{len(statements)} statements were given; give one")
        _offer_search(connection, published)
        return bounded(connection, statements[0], None, limit, max_seconds)


def _offer_search(connection: duckdb.DuckDBPyConnection, published: Path) -> None:
    """Make `search('words')` a table that a statement may read. It is opened when it is first asked for."""
    name = index_name(connection)

    def ranked(words: str, most: int) -> list[dict[str, Any]]:
        index = SearchIndex.beside(published, name)
        found = index.rank(read_query(words), most=max(1, min(most, MAX_ROWS)))
        return [{"id": each, "score": score} for each, score in found]

    connection.create_function(
        "policywatch_ranked", ranked, ["VARCHAR", "BIGINT"], "STRUCT(id VARCHAR, score DOUBLE)[]"
    )
    connection.execute(
        f"CREATE TEMP MACRO search(words, most := {MAX_ROWS}) AS TABLE "
        "SELECT unnest(policywatch_ranked(words, most), recursive := true)"
    )


@dataclass(frozen=True)
class Filters:
    """What rows must meet; None: anything.

    `state` is a pair of letters and `state_name` its name; `kind` is the act of an action, and of what a
    search finds "action" or the kind of the document. `since` and `until` are both inclusive.
    """

    place: str | None = None
    state: str | None = None
    state_name: str | None = None
    topic: str | None = None
    direction: str | None = None
    kind: str | None = None
    since: date | None = None
    until: date | None = None

    def parameters(self) -> dict[str, Any]:
        """Return what the queries bind."""
        division = f"/(state|district|territory):{re.escape(self.state.lower())}(/|$)" if self.state else ""
        return asdict(self) | {"state_division": division}

    def terms(self) -> list[list[str]]:
        """Return what the index for searches knows rows by, days aside: of each list one must be met."""
        asked = []
        if self.place:
            asked.append([f"place:{storable(self.place.lower())}"])
        if self.state:
            asked.append([f"state:{self.state.lower()}", f"is:{self.state_name}"])
        for name in ("topic", "direction", "kind"):
            if value := getattr(self, name):
                asked.append([f"{name}:{value}"])
        return asked


ANY: Final = Filters()


def list_actions(
    published: Path,
    *,
    only_new: bool = False,
    place: str | None = None,
    direction: str | None = None,
    filters: Filters = ANY,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Return actions as they now stand, the newest first; `only_new`: the latest night's news."""
    name = "list_new_actions" if only_new else "list_actions"
    asked = replace(filters, place=place or filters.place, direction=direction or filters.direction)
    return _ask(published, name, asked.parameters() | {"limit": limit})


def source_health(published: Path) -> list[dict[str, Any]]:
    """Return the latest verdict of every source, those that were not read first."""
    return _ask(published, "source_health", {})


health = source_health


def read_document(published: Path, document_id: str) -> dict[str, Any] | None:
    """Return one document with its words; None where there is none of that id."""
    rows = _ask(published, "read_document", {"document_id": document_id})
    return rows[0] if rows else None


def _ask(published: Path, name: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    sql = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    with opened(published) as connection:
        return bounded(connection, sql, storable(parameters), MAX_ROWS * 100, MAX_SECONDS)


def bounded(
    connection: duckdb.DuckDBPyConnection, sql: Any, parameters: Any, limit: int, max_seconds: float
) -> list[dict[str, Any]]:
    """Return at most `limit` rows of a statement. Raises UserError where it is wrong or takes too long."""
    timer = threading.Timer(max_seconds, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        connection.execute(sql, parameters)
        names = _distinct([column[0] for column in connection.description or ()])
        return [dict(zip(names, row, strict=True)) for row in connection.fetchmany(limit)]
    except duckdb.InterruptException as error:
        raise UserError(f"the query took longer than {max_seconds:.0f} s; narrow it") from error
    except duckdb.Error as error:
        raise UserError(f"the query failed: {_message(error)}; correct it") from error
    finally:
        timer.cancel()


def _distinct(names: list[str]) -> list[str]:
    """Return the names with later twins numbered, so that no column hides another."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return found


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


def _message(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).strip().splitlines() if line.strip()]
    return " ".join(lines)[:500]
