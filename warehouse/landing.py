"""Reading a landing folder: what one crawl left, whole and unaltered, or a typed error that says why not.

A shard's folder holds `captures.warc.gz`, `captures.jsonl`, `documents.jsonl`, `stats.json`, and, written
last, `COMPLETE`: JSON with size and sha256 of every other file. A line that cannot be read is set aside
with its reason and harms no other line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError

from warehouse.errors import UserError
from warehouse.records import Capture, Document, Quarantined, Record, SourceNight, make_id
from warehouse.rows import RecordType

COMPLETE = "COMPLETE"
MAX_LINE_BYTES = 64_000_000
MAX_KEPT_CHARS = 1_000_000


class LandingIncomplete(UserError):
    """The folder is not there or lacks its completion marker: the crawl did not end."""


class LandingDamaged(UserError):
    """A file's size or hash is not what the completion marker says."""


@dataclass(frozen=True)
class Landing:
    """One shard's night as the crawl left it. `rejected` are the lines that could not be read."""

    path: Path
    run_id: str
    shard: str
    complete_sha256: str
    captures: tuple[Capture, ...]
    documents: tuple[Document, ...]
    source_nights: tuple[SourceNight, ...]
    rejected: tuple[Quarantined, ...] = ()
    missing_from_archive: tuple[str, ...] = ()
    started_at_utc: str | None = None
    finished_at_utc: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    def documents_of(self, source_id: str) -> list[Document]:
        """Return one source's documents in the order they were landed."""
        return [each for each in self.documents if each.source_id == source_id]


def frame_of(records: Sequence[Record], model: type[Record]) -> pd.DataFrame:
    """Return records as a frame with one column a field, rows numbered from 0 in their order."""
    return pd.DataFrame(
        [each.model_dump() for each in records], columns=list(model.model_fields), dtype=object
    )


def read_landing(path: Path) -> Landing:
    """Return the landing in folder `path`, after holding every file against the completion marker.

    Raises:
        LandingIncomplete: no folder, no marker, or a file that the marker names is not there.
        LandingDamaged: a file has another size or hash, or `stats.json` cannot be read.
    """
    complete_sha256 = check_landing(path)
    stats = _read_stats(path / "stats.json")
    run_id, shard = str(stats.get("run_id") or path.parent.name), str(stats.get("shard") or path.name)
    rejected: list[Quarantined] = []
    captures = _read_lines(path / "captures.jsonl", Capture, "captures", run_id, rejected)
    documents = _read_lines(path / "documents.jsonl", Document, "documents", run_id, rejected)
    nights = []
    for row in stats.get("sources") or ():
        try:
            nights.append(SourceNight.model_validate(row))
        except ValidationError as error:
            rejected.append(_set_aside("source_nights", run_id, json.dumps(row, default=str), _why(error)))
    return Landing(
        path=path,
        run_id=run_id,
        shard=shard,
        complete_sha256=complete_sha256,
        captures=tuple(captures),
        documents=tuple(documents),
        source_nights=tuple(nights),
        rejected=tuple(rejected),
        missing_from_archive=tuple(str(each) for each in stats.get("missing_from_archive") or ()),
        started_at_utc=stats.get("started_at_utc"),
        finished_at_utc=stats.get("finished_at_utc"),
    )


def check_landing(path: Path) -> str:
    """Hold every file of a landing against its completion marker; return the marker's own sha256.

    Raises as `read_landing` does.
    """
    marker = path / COMPLETE
    try:
        raw = marker.read_bytes()
    except OSError as error:
        raise LandingIncomplete(
            f"{path}: has no {COMPLETE}, so its crawl did not end; run the night again"
        ) from error
    _verify(path, _marked_files(marker, raw))
    return hashlib.sha256(raw).hexdigest()


def _marked_files(marker: Path, raw: bytes) -> dict[str, tuple[int, str]]:
    """Return size in bytes and sha256 of each file that the marker names."""
    try:
        content = json.loads(raw)
        files = content.get("files", content)
        named = files.items() if isinstance(files, dict) else ((each["name"], each) for each in files)
        return {
            str(name): (int(each.get("size_bytes", each.get("size", -1))), str(each["sha256"]))
            for name, each in named
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise LandingDamaged(
            f"{marker}: cannot be read as a completion marker; {_again(marker.parent)}"
        ) from error


def _again(folder: Path) -> str:
    # While its marker stands, a night run again takes the landing for whole and leaves it alone.
    return f"copy the landing again, or move {folder} away and run the night again"


def _verify(path: Path, files: dict[str, tuple[int, str]]) -> None:
    for needed in ("captures.jsonl", "documents.jsonl", "stats.json"):
        if needed not in files:
            raise LandingDamaged(f"{path / COMPLETE}: does not name {needed}; {_again(path)}")
    for name, (size, sha256) in files.items():
        file = path / name
        if "/" in name or "\\" in name or name in (".", ".."):
            raise LandingDamaged(f"{path / COMPLETE}: names {name!r}, which is not a file of its folder")
        if not file.is_file():
            raise LandingIncomplete(f"{file}: is missing; {_again(path)}")
        if file.stat().st_size != size:
            raise LandingDamaged(
                f"{file}: has {file.stat().st_size:,} bytes, {COMPLETE} says {size:,}; {_again(path)}"
            )
        with file.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != sha256:
                raise LandingDamaged(f"{file}: has another sha256 than {COMPLETE} says; {_again(path)}")


def _read_stats(path: Path) -> dict[str, Any]:
    try:
        stats = json.loads(path.read_bytes().decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise LandingDamaged(f"{path}: is not JSON ({error}); {_again(path.parent)}") from error
    if not isinstance(stats, dict):
        raise LandingDamaged(f"{path}: holds no object; {_again(path.parent)}")
    return stats


def _read_lines(
    path: Path, model: type[RecordType], table: str, run_id: str, rejected: list[Quarantined]
) -> list[RecordType]:
    found = []
    for number, line, is_whole in _lines(path):
        where = f"{path.name} line {number}"
        if not is_whole:
            kept = line[:MAX_KEPT_CHARS].decode("utf-8", "replace")
            rejected.append(_set_aside(table, run_id, kept, f"{where}: longer than {MAX_LINE_BYTES:,} bytes"))
            continue
        try:
            found.append(model.model_validate_json(line))
        except ValidationError as error:
            kept = line.decode("utf-8", "backslashreplace")[:MAX_KEPT_CHARS]
            rejected.append(_set_aside(table, run_id, kept, f"{where}: {_why(error)}"))
    return found


def _lines(path: Path) -> Iterator[tuple[int, bytes, bool]]:
    """Yield number from 1, bytes, and whether the line is whole; blank lines are left out."""
    with path.open("rb") as stream:
        number = 0
        while line := stream.readline(MAX_LINE_BYTES):
            number += 1
            is_whole = len(line) < MAX_LINE_BYTES or line.endswith(b"\n")
            rest = line
            while not is_whole and rest and not rest.endswith(b"\n"):
                rest = stream.readline(MAX_LINE_BYTES)
            if line.strip():
                yield number, line.rstrip(b"\r\n"), is_whole


def _set_aside(table: str, run_id: str, row: str, reason: str) -> Quarantined:
    source_id = None
    try:
        content = json.loads(row)
        if isinstance(content, dict) and isinstance(content.get("source_id"), str):
            source_id = content["source_id"]
    except (ValueError, RecursionError):
        source_id = None
    return quarantined(table, run_id=run_id, source_id=source_id, reason=reason, row_json=row)


def quarantined(table: str, *, run_id: str, source_id: str | None, reason: str, row_json: str) -> Quarantined:
    """Return the entry of a row that is set aside; the same row for the same reason has the same id."""
    return Quarantined(
        quarantine_id=make_id(run_id, table, source_id, reason, row_json),
        run_id=run_id,
        source_id=source_id,
        table_name=table,
        reason=reason,
        row_json=row_json,
    )


def _why(error: ValidationError) -> str:
    faults = error.errors(include_url=False, include_input=False)
    first = faults[0]
    place = ".".join(str(part) for part in first["loc"]) or "the line"
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return f"{place}: {first['msg']}{more}"
