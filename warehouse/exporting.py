"""Files for others, from the published file: Parquet, and CSV that a spreadsheet opens safely."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

import duckdb

from warehouse.connection import connect, quote_literal
from warehouse.errors import UserError
from warehouse.looking import opened
from warehouse.schema import ROOM

SITE_QUERIES: Final = ROOM / "looking" / "site"
SHARED: Final = ROOM / "publication" / "shared"
"""One query a file that leaves the organization; news in them is quoted in at most 300 characters."""

CSV_ARRAY_MARK: Final = "; "
RISKY: Final = r"^[=+\-@＝＋－＠\t\r\n]"
"""How a cell begins that a spreadsheet would run; such a cell gets an apostrophe before it."""


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
                written += write_table(connection, file.stem, sql, folder)
            connection.execute("COMMIT")
        sums = "".join(f"{each.sha256}  {each.name}\n" for each in written)
        (folder / "SHA256SUMS").write_text(sums, encoding="ascii")
    except (OSError, duckdb.IOException) as error:
        raise UserError(
            f"{folder}: cannot be written ({str(error).splitlines()[0][:200]}); "
            "make it writable, or free some space"
        ) from error
    return written


def write_table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    sql: str,
    folder: Path,
    formats: Sequence[str] = ("parquet", "csv"),
) -> list[ExportedFile]:
    """Write the rows of a query of ours into `folder`, a file a format."""
    found = connection.sql(sql)
    count = found.count("*").fetchone()
    paths = [folder / f"{name}.{each}" for each in formats]
    for path in paths:
        if path.suffix == ".parquet":
            found.write_parquet(str(path), compression="zstd")
        else:
            columns = zip(found.columns, map(str, found.types), strict=True)
            cells = ", ".join(_csv_column(column, kind) for column, kind in columns)
            found.project(cells).write_csv(str(path), header=True)
    return [measured(path, int(count[0]) if count else 0) for path in paths]


def _csv_column(column: str, kind: str) -> str:
    """Return a column as a CSV cell: lists joined, and no text that a spreadsheet would run as a formula."""
    quoted = '"' + column.replace('"', '""') + '"'
    words = quoted
    if kind == "VARCHAR[]":
        words = f"array_to_string({quoted}, {quote_literal(CSV_ARRAY_MARK)})"
    elif kind.startswith("STRUCT") or kind.endswith("[]"):
        words = f"to_json({quoted})::VARCHAR"
    elif kind != "VARCHAR":
        return quoted
    return f"if(regexp_matches({words}, '{RISKY}'), '''' || {words}, {words}) AS {quoted}"


def write_csv(rows: Sequence[Mapping[str, object]], stream: TextIO) -> None:
    """Write rows as CSV whose cells no spreadsheet runs as a formula; lists joined, dates as ISO."""
    writer = csv.writer(stream, lineterminator="\n")
    if rows:
        writer.writerow(rows[0])
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row.values()])


def _csv_cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return str(value).lower() if isinstance(value, bool) else str(value)
    text = CSV_ARRAY_MARK.join(map(str, value)) if isinstance(value, list) else str(value)
    text = text.replace("\x00", "")
    return f"'{text}" if re.match(RISKY, text) else text


def measured(path: Path, rows: int) -> ExportedFile:
    """Return a written file with its size and hash."""
    """Return a written file with its size and hash."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return ExportedFile(path.name, rows, path.stat().st_size, digest)
