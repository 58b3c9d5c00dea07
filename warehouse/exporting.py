"""Files for others, from the published file: Parquet, and CSV that a spreadsheet opens safely."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from warehouse.connection import connect, quote_literal
from warehouse.errors import UserError
from warehouse.looking import opened
from warehouse.schema import ROOM

SITE_QUERIES: Final = ROOM / "looking" / "site"
SHARED: Final = ROOM / "publication" / "shared"
"""One query a file that leaves the organization; news in them is quoted in at most 300 characters."""

CSV_ARRAY_MARK: Final = "; "


@dataclass(frozen=True)
class ExportedFile:
    """One written file. `rows`: without the header."""

    name: str
    rows: int
    size_bytes: int
    sha256: str


def read_site_rows(published: Path) -> dict[str, list[dict[str, object]]]:
    """Return what the site shows, by the name of the query: rows as dicts, all from one published file."""
    found: dict[str, list[dict[str, object]]] = {}
    with opened(published) as connection:
        for file in sorted(SITE_QUERIES.glob("*.sql")):
            connection.execute(file.read_text(encoding="utf-8"))
            names = [column[0] for column in connection.description or ()]
            found[file.stem] = [dict(zip(names, row, strict=True)) for row in connection.fetchall()]
    return found


def write_shared_tables(published: Path, folder: Path) -> list[ExportedFile]:
    """Write every shared table into `folder`, as Parquet and as CSV, with a file of their checksums.

    Raises:
        UserError: nothing is published, or the folder cannot be written.
    """
    if not published.is_file():
        raise UserError(f"{published}: nothing is published yet; run: policywatch nightly")
    written: list[ExportedFile] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with connect(str(published), read_only=True) as connection:
            connection.execute("BEGIN")
            for file in sorted(SHARED.glob("*.sql")):
                sql = file.read_text(encoding="utf-8").strip().rstrip(";")
                written += _write_table(connection, file.stem, sql, folder)
            connection.execute("COMMIT")
        sums = "".join(f"{each.sha256}  {each.name}\n" for each in written)
        (folder / "SHA256SUMS").write_text(sums, encoding="ascii")
    except (OSError, duckdb.IOException) as error:
        raise UserError(
            f"{folder}: cannot be written ({str(error).splitlines()[0][:200]}); "
            "make it writable, or free some space"
        ) from error
    return written


def _write_table(
    connection: duckdb.DuckDBPyConnection, name: str, sql: str, folder: Path
) -> list[ExportedFile]:
    found = connection.sql(sql)
    count = found.count("*").fetchone()
    parquet, csv = folder / f"{name}.parquet", folder / f"{name}.csv"
    found.write_parquet(str(parquet), compression="zstd")
    columns = zip(found.columns, map(str, found.types), strict=True)
    found.project(", ".join(_csv_column(column, kind) for column, kind in columns)).write_csv(
        str(csv), header=True
    )
    return [_measured(path, int(count[0]) if count else 0) for path in (parquet, csv)]


def _csv_column(column: str, kind: str) -> str:
    """Return a column as a CSV cell: lists joined, and no text that a spreadsheet would run as a formula."""
    quoted = '"' + column.replace('"', '""') + '"'
    words = quoted
    if kind.endswith("[]"):
        words = f"array_to_string({quoted}, {quote_literal(CSV_ARRAY_MARK)})"
    elif kind != "VARCHAR":
        return quoted
    risky = r"^[=+\-@\t\r\n]"
    return f"if(regexp_matches({words}, '{risky}'), '''' || {words}, {words}) AS {quoted}"


def _measured(path: Path, rows: int) -> ExportedFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return ExportedFile(path.name, rows, path.stat().st_size, digest)
