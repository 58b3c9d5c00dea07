"""All published views as a folder of Parquet and CSV, with a dictionary, a manifest and checksums."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Final

import duckdb

from warehouse.connection import connect, quote_literal
from warehouse.errors import UserError
from warehouse.exporting import ExportedFile, measured, write_table
from warehouse.publish import views

FORMATS: Final = ("parquet", "csv")
NEWS_CHARS: Final = 300
MARK: Final = "manifest.json"

SINCE_COLUMNS: Final = {
    "actions": "first_seen_on", "action_timeline": "first_seen_on", "new_actions": "first_seen_on",
    "action_versions": "published_on", "documents": "last_seen_on", "evidence": "fetched_at_utc",
    "nights": "night", "coverage": "night", "revisions": "seen_on", "policy_sections": "since",
    "reviews": "reviewed_at_utc",
}  # fmt: skip
"""By which day `since` cuts a view; the others are always whole."""

_SHORT = f"struct_update(each, quote := left(each.quote, {NEWS_CHARS}))"
SHORTENED: Final = {
    "documents": "if(source_kind = 'news', NULL, text) AS text",
    "actions": f"left(quote, {NEWS_CHARS}) AS quote",
    "action_timeline": f"left(quote, {NEWS_CHARS}) AS quote",
    "new_actions": f"left(quote, {NEWS_CHARS}) AS quote",
    "policy_status": f"left(quote, {NEWS_CHARS}) AS quote",
    "evidence": f"left(quote, {NEWS_CHARS}) AS quote",
    "revisions": f"left(before_text, {NEWS_CHARS}) AS before_text, "
    f"left(after_text, {NEWS_CHARS}) AS after_text",
    "candidates": f"list_transform(evidence, lambda each: {_SHORT}) AS evidence",
    "action_versions": f"list_transform(stages, lambda each: {_SHORT}) AS stages",
}
"""What keeps whole news from leaving the organization, unless it is asked for by name."""


@dataclass(frozen=True)
class DatasetReport:
    """What was written, and of which night."""

    folder: Path
    night: str
    files: tuple[ExportedFile, ...]

    def told(self) -> str:
        """Return it in one line."""
        size = sum(each.size_bytes for each in self.files) / 1e6
        rows = sum({each.name.rsplit(".", 1)[0]: each.rows for each in self.files}.values())
        return f"{self.folder}: {len(self.files)} files, {rows:,} rows, {size:.1f} MB, as of {self.night}"


def export_dataset(
    published: Path,
    folder: Path,
    *,
    formats: Sequence[str] = FORMATS,
    since: date | None = None,
    with_texts: bool = False,
) -> DatasetReport:
    """Write every published view into `folder`, all of one night; an earlier export there is replaced whole.

    `since`: rows of that day and later only, where a view has a day (`SINCE_COLUMNS`). Unless `with_texts`,
    texts of news are left out and quotes cut to 300 characters.

    Raises:
        UserError: nothing is published, a format is unknown, the folder cannot be written, or it holds
            something that no export made.
    """
    if not published.is_file():
        raise UserError(f"{published}: nothing is published yet; run: policywatch nightly")
    unknown = [each for each in formats if each not in FORMATS]
    if unknown or not formats:
        raise UserError(f"{', '.join(unknown) or 'no'} format; use one or both of {', '.join(FORMATS)}")
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARK).is_file())):
        raise UserError(f"{folder}: is not empty and no export made it; name another folder")
    building = folder.with_name(f".{folder.name}.building")
    try:
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        try:
            night, files = _write_all(published, building, formats, since, with_texts)
            swap_in_folder(building, folder)
        finally:
            shutil.rmtree(building, ignore_errors=True)
    except (OSError, duckdb.IOException) as error:
        raise UserError(
            f"{folder}: cannot be written ({str(error).splitlines()[0][:200]}); "
            "make it writable, or free some space"
        ) from error
    return DatasetReport(folder, night, tuple(files))


def _write_all(
    published: Path, folder: Path, formats: Sequence[str], since: date | None, with_texts: bool
) -> tuple[str, list[ExportedFile]]:
    files: list[ExportedFile] = []
    with connect(str(published), read_only=True) as connection:
        connection.execute("BEGIN")
        row = connection.execute("SELECT max(night)::VARCHAR FROM nights").fetchone()
        night = str(row[0]) if row and row[0] else "no night"
        for name in views():
            if name != "dictionary":
                files += write_table(connection, name, _view_sql(name, since, with_texts), folder, formats)
        words = connection.execute(
            "SELECT view_name, column_name, data_type, meaning FROM dictionary WHERE data_type <> 'macro'"
        ).fetchall()
        files += write_table(connection, "dictionary", "SELECT * FROM dictionary", folder, ("csv",))
    (folder / "DICTIONARY.md").write_text(_dictionary_page(night, words, with_texts), encoding="utf-8")
    files.append(measured(folder / "DICTIONARY.md", 0))
    manifest = {
        "night": night,
        "since": since.isoformat() if since else None,
        "with_texts": with_texts,
        "files": [asdict(each) for each in files],
    }
    (folder / MARK).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    sums = [*files, measured(folder / MARK, 0)]
    (folder / "SHA256SUMS").write_text("".join(f"{each.sha256}  {each.name}\n" for each in sums), "ascii")
    return night, files


def _view_sql(name: str, since: date | None, with_texts: bool) -> str:
    # Names of views and columns are our own; the day is a date, and so holds no SQL.
    replaced = f" REPLACE ({SHORTENED[name]})" if name in SHORTENED and not with_texts else ""
    kept = ""
    if since and name in SINCE_COLUMNS:
        kept = f" WHERE {SINCE_COLUMNS[name]}::DATE >= {quote_literal(since.isoformat())}::DATE"
    return f"SELECT *{replaced} FROM {name}{kept}"  # noqa: S608


def _dictionary_page(night: str, words: Sequence[tuple[str, str, str, str]], with_texts: bool) -> str:
    told = (
        "with the whole texts of news"
        if with_texts
        else "without texts of news, quotes cut to 300 characters"
    )
    lines = ["# Data dictionary", "", f"As published for the night of {night}, {told}.", ""]
    lines += ["In the CSV files a cell that a spreadsheet would run as a formula begins with an apostrophe;"]
    lines += ["lists are joined by `; `, nested values are JSON.", ""]
    for name, view in views().items():
        if name == "dictionary":
            continue
        lines += [f"## {name}", "", view.description, "", "| column | type | meaning |", "|---|---|---|"]
        for _, column, kind, meaning in (each for each in words if each[0] == name):
            lines.append(f"| `{column}` | {kind} | {(meaning or '').replace('|', chr(92) + '|')} |")
        lines.append("")
    return "\n".join(lines)


def swap_in_folder(building: Path, folder: Path) -> None:
    """Put the new folder in the place of the old one; a failure between leaves the old one beside it."""
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    try:
        building.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
