"""The analysts' file: built beside the old one from one snapshot of the lake, audited, swapped in by rename.

Whoever holds the old file open keeps reading it whole. A file that fails a critical check is thrown away,
and yesterday's stays. What is published: what was read and found, with its proof; no subscriber, no mail.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from pydantic import BaseModel, ConfigDict, RootModel

from warehouse.connection import connect, is_disk_fault, quote_literal
from warehouse.declarations import read_declaration
from warehouse.errors import UserError
from warehouse.lake import Lake, Transaction, attach, lake_extensions, retried
from warehouse.load import Auditor, reason_of
from warehouse.locking import writer_lock
from warehouse.looking import list_actions, read_document, run_sql, source_health
from warehouse.records import CheckResult
from warehouse.schema import ROOM, roll_back
from warehouse.search_index import bring_up, published_index, sweep
from warehouse.searching import search

__all__ = [
    "PublicationHeld",
    "PublishReport",
    "list_actions",
    "publish",
    "read_document",
    "run_sql",
    "search",
    "source_health",
]

FOLDER = ROOM / "publication"
LOCK_SECONDS = 600.0


class PublicationHeld(UserError):
    """The new file failed its audit; the file of the night before stays."""


class ViewColumns(BaseModel):
    """What a view means, and each of its columns, in the view's order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    description: str
    columns: dict[str, str]


class Views(RootModel[dict[str, ViewColumns]]):
    """What `views.yml` holds."""


class MacroParameters(BaseModel):
    """What a table macro returns, and each of its parameters, in their order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    description: str
    parameters: dict[str, str]


class Macros(RootModel[dict[str, MacroParameters]]):
    """What `macros.yml` holds."""


@dataclass(frozen=True)
class PublishReport:
    """What was published: rows by relation, and the checks that only warn."""

    run_id: str
    path: Path
    rows: dict[str, int] = field(default_factory=dict)
    warnings: tuple[CheckResult, ...] = ()
    seconds: float = 0.0

    def told(self) -> str:
        """Return it in one line."""
        named = ("new_actions", "actions", "documents", "sources")
        counts = ", ".join(f"{self.rows.get(name, 0):,} {name.replace('_', ' ')}" for name in named)
        warned = f"; {len(self.warnings)} warnings" if self.warnings else ""
        return f"{counts}{warned}"


@cache
def views() -> dict[str, ViewColumns]:
    """Return every published view by name, in the order they are made."""
    return read_declaration(FOLDER / "views.yml", Views).root


@cache
def macros() -> dict[str, MacroParameters]:
    """Return every published table macro by name, in the order they are made."""
    return read_declaration(FOLDER / "macros.yml", Macros).root


def publish(
    lake: Lake, target: Path, *, run_id: str, audit: Auditor, may_shrink: bool = False
) -> PublishReport:
    """Build, audit and swap in the file `target`; keep the audit's results in the lake.

    `may_shrink`: rows were taken out on purpose, so that fewer than the file before had are no fault.

    Raises:
        PublicationHeld: a critical check failed; `target` is as it was.
        UserError: the folder cannot be written.
    """
    begun = time.monotonic()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = writer_lock(target.parent / f".{target.name}.lock", seconds=LOCK_SECONDS)
        with lock:
            for leftover in target.parent.glob(f".{target.name}.building*"):
                leftover.unlink(missing_ok=True)
            building = target.parent / f".{target.name}.building"
            try:
                rows, warnings = _build_audited(lake, building, None if may_shrink else target, run_id, audit)
                before = published_index(target)
                index = bring_up(building, target, run_id=run_id)
                _swap_in(building, target)
                sweep(target, keep=(before, index))
            finally:
                for leftover in target.parent.glob(f"{building.name}*"):
                    leftover.unlink(missing_ok=True)
    except (OSError, duckdb.Error) as error:
        if isinstance(error, duckdb.Error) and not is_disk_fault(error):
            raise
        why = getattr(error, "strerror", None) or str(error).strip().splitlines()[-1][:200]
        raise UserError(
            f"{target}: cannot be published ({why}); make its folder writable, "
            "free some space, and run the night again"
        ) from error
    return PublishReport(run_id, target, rows, warnings, time.monotonic() - begun)


def _build_audited(
    lake: Lake, building: Path, before: Path | None, run_id: str, audit: Auditor
) -> tuple[dict[str, int], tuple[CheckResult, ...]]:
    previous = _previous_counts(before) if before else {}
    measured = build(lake, building, run_id=run_id)
    measured["previous_count"] = [previous.get(name) for name in measured["relation"]]
    found = audit("publication", measured, run_id=run_id, subject="publication", facts={})
    is_held = found.is_stopped or bool(found.bad_rows)
    added = [] if is_held else _added_versions(building)

    def keep(tx: Transaction) -> None:
        tx.merge("check_results", found.results, run_id=run_id)
        tx.merge("action_versions", added, run_id=run_id)

    # Kept before the swap: whoever reads the file can find in the lake what it said.
    lake.transaction(keep)
    if is_held:
        why = "; ".join(dict.fromkeys(found.bad_rows.values())) or reason_of(found.results)
        raise PublicationHeld(
            f"the published file was kept as it was, since the new one failed its audit ({why[:500]}); "
            "look into check_results of the lake and run the night again"
        )
    rows = dict(zip(measured["relation"], measured["rows_count"].astype(int), strict=True))
    warnings = tuple(each for each in found.results if not each.success)
    return {str(name): int(count) for name, count in rows.items()}, warnings


def build(lake: Lake, path: Path, *, run_id: str) -> pd.DataFrame:
    """Build the analysts' file at `path`, which must not exist; return its measures for the audit."""
    extensions = lake_extensions(lake.catalog, lake.data)
    with connect(str(path), extensions=extensions) as connection:
        retried(lambda: _copy_tables(connection, lake, run_id), place=lake.place)
        make_macros_and_views(connection)
        # For those who ask for single rows, searches among them: a scan of a million documents takes seconds.
        connection.execute("CREATE INDEX documents_by_id ON data.documents (document_id)")
        connection.execute("CREATE INDEX actions_by_id ON data.standing_actions (action_id)")
        measured = connection.execute((FOLDER / "measure.sql").read_text(encoding="utf-8")).df()
        connection.execute("CHECKPOINT")
    return measured


def make_macros_and_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Make what is read over the tables of the schema `data`, each with what it means."""
    # In one transaction: each of hundreds of comments would else be forced to disk by itself.
    connection.execute("BEGIN")
    for name, macro in macros().items():
        connection.execute((FOLDER / "macros" / f"{name}.sql").read_text(encoding="utf-8"))
        told = " ".join(f"{parameter}: {meaning}." for parameter, meaning in macro.parameters.items())
        # COMMENT takes no parameters; the words and names here and below are our own.
        connection.execute(f"COMMENT ON MACRO TABLE {name} IS {quote_literal(f'{macro.description} {told}')}")
    for name, view in views().items():
        connection.execute((FOLDER / "views" / f"{name}.sql").read_text(encoding="utf-8"))
        _comment(connection, name, view)
    connection.execute("COMMIT")


def _added_versions(building: Path) -> list[dict[str, Any]]:
    """Return the versions of actions that the new file is the first to publish, as the lake keeps them."""
    with connect(str(building), read_only=True) as connection:
        connection.execute((FOLDER / "added_versions.sql").read_text(encoding="utf-8"))
        rows: list[dict[str, Any]] = connection.fetch_arrow_table().to_pylist()
        return rows


def _copy_tables(connection: duckdb.DuckDBPyConnection, lake: Lake, run_id: str) -> None:
    """Copy what is published in one transaction, hence from one snapshot of the lake."""
    attach(connection, lake.catalog, lake.data, read_only=True)
    try:
        connection.execute("BEGIN")
        try:
            connection.execute("CREATE SCHEMA data")
            for file in sorted((FOLDER / "tables").glob("*.sql")):
                sql = file.read_text(encoding="utf-8")
                connection.execute(sql, {"run_id": run_id} if "$run_id" in sql else None)
            connection.execute("COMMIT")
        except BaseException:
            with suppress(duckdb.Error):
                roll_back(connection)
            raise
    finally:
        # After a fault of the disk nothing more can be said to it; closing lets go of the lake too.
        with suppress(duckdb.Error):
            connection.execute("DETACH lake")


def _comment(connection: duckdb.DuckDBPyConnection, name: str, view: ViewColumns) -> None:
    connection.execute(f"COMMENT ON VIEW {name} IS {quote_literal(view.description)}")
    for column, meaning in view.columns.items():
        connection.execute(f'COMMENT ON COLUMN {name}."{column}" IS {quote_literal(meaning)}')


def _previous_counts(target: Path) -> Mapping[str, int]:
    """Return rows by relation of the file that stands there; none where it is absent or unreadable."""
    if not target.is_file():
        return {}
    try:
        with connect(str(target), read_only=True) as connection:
            counts: dict[str, Any] = {}
            for name in views():
                row = connection.table(name).count("*").fetchone()
                counts[name] = row[0] if row else None
            return counts
    except duckdb.Error:
        return {}


def _swap_in(building: Path, target: Path) -> None:
    handle = os.open(building, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    building.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
