"""Whether a home is whole: every capture, hash, offset and reference, the lake's files, what is published.

One pass in bounded memory: rows are streamed, and a body is held one at a time. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from fastwarc.warc import ArchiveIterator, WarcRecordType

from warehouse.archive import BodyUnavailable, read_body
from warehouse.catalog_copy import check_catalog, data_files
from warehouse.connection import connect
from warehouse.errors import UserError
from warehouse.lake import Lake, open_lake
from warehouse.landing import COMPLETE, check_landing
from warehouse.landing_store import Landings
from warehouse.records import Capture
from warehouse.rows import record_of
from warehouse.schema import migrations
from warehouse.search_index import SearchIndex, index_name

RESTORE = "policywatch restore SOURCE gets it back from a backup"
READ_AGAIN = "policywatch rebuild --from captures reads it again"
FIND_AGAIN = "policywatch rebuild --from text finds it again"

# Each names a query `verify_NAME.sql`, what its rows are about, what is wrong, and what mends it.
REFERENCES = (
    ("revisits", "capture", "repeats bytes that no capture keeps", RESTORE),
    ("documents", "document", "its capture is not kept", RESTORE),
    ("texts", "text", "is of nothing that is kept", READ_AGAIN),
    ("candidates", "candidate", "its text is not kept", FIND_AGAIN),
    ("quotes", "candidate", "a quote does not stand in its text", FIND_AGAIN),
    ("actions", "action", "names what is not kept", FIND_AGAIN),
    ("alerts", "alert", "names what is not kept", RESTORE),
)

Told = Callable[[str, int, int], None]
"""Called with the stage, how many of it are done, and of how many (0: not known)."""


@dataclass(frozen=True)
class Home:
    """Where the parts of an installation lie."""

    root: Path
    lake: Path
    landing: Path
    published: Path


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it should be. `is_note`: worth knowing, but no fault of what is kept."""

    stage: str
    subject: str
    problem: str
    remedy: str
    is_note: bool = False


def verify_home(home: Home, told: Told = lambda *_: None) -> Iterator[Fault]:
    """Yield every fault of a home, stage by stage. A fault of one stage never ends the others."""
    yield from _modes(home)
    is_attachable = True
    for fault in _catalog(home, told):
        is_attachable = is_attachable and fault.stage != "catalog"
        yield fault
    if is_attachable:
        try:
            with open_lake(home.lake, read_only=True) as lake:
                outdated = list(_version(lake))
                yield from outdated
                yield from _guarded("landing", home.landing, _landings(home, lake, told))
                yield from _guarded("capture", home.lake, _captures(home, lake, told))
                for name, stage, problem, remedy in REFERENCES if not outdated else ():
                    yield from _guarded(stage, home.lake, _reference(lake, name, stage, problem, remedy))
                    told(f"{name} held against what they name", 1, 1)
        except UserError as error:
            yield _from_error("lake", home.lake, error)
    yield from _published(home.published)
    told("published file", 1, 1)


def _modes(home: Home) -> Iterator[Fault]:
    mode = home.root.stat().st_mode & 0o777 if home.root.is_dir() else 0o700
    if mode & 0o077:
        yield Fault(
            "home", str(home.root), f"others may look into it (mode {mode:04o})", f"chmod 700 {home.root}"
        )


def _catalog(home: Home, told: Told) -> Iterator[Fault]:
    catalog = home.lake / "catalog.sqlite"
    try:
        check_catalog(catalog)
        told("catalog", 1, 1)
        for count, file in enumerate(data_files(catalog, home.lake / "data"), start=1):
            if problem := _parquet_problem(file.path, file.size_bytes):
                yield Fault("parquet", str(file.path), f"{problem}; table {file.table}", RESTORE)
            told("Parquet files", count, 0)
    except UserError as error:
        yield _from_error("catalog", catalog, error)


def _parquet_problem(path: Path, size_bytes: int) -> str | None:
    try:
        size = path.stat().st_size
        if size != size_bytes:
            return f"has {size:,} bytes, the catalog says {size_bytes:,}"
        with pq.ParquetFile(path) as file:
            for _ in file.iter_batches(batch_size=512):
                pass
    except FileNotFoundError:
        return "is missing"
    except (OSError, pa.ArrowException) as error:
        return f"cannot be read ({str(error).splitlines()[0][:200]})"
    return None


def _version(lake: Lake) -> Iterator[Fault]:
    version, known = max(lake.query("schema_version")[0].values()), len(migrations())
    if version < known:
        problem = f"its tables are at version {version}, this policywatch knows {known}"
        yield Fault("lake", lake.place, problem, "policywatch nightly brings them up to date")


def _landings(home: Home, lake: Lake, told: Told) -> Iterator[Fault]:
    known = set()
    for count, row in enumerate(lake.stream("verify_landings"), start=1):
        folder = home.landing / row["run_id"] / row["shard"]
        known.add(folder)
        try:
            if check_landing(folder) != row["complete_sha256"]:
                yield Fault(
                    "landing", str(folder), f"its {COMPLETE} is not the one that was loaded",
                    f"policywatch nightly --date {row['run_id']} loads it",
                )  # fmt: skip
        except UserError as error:
            yield _from_error("landing", folder, error, remedy=RESTORE)
        except OSError as error:
            yield Fault("landing", str(folder), f"cannot be read ({error.strerror or error})", RESTORE)
        told("landings", count, 0)
    for folder in sorted(home.landing.glob("*/*/")) if home.landing.is_dir() else ():
        if folder not in known and not folder.name.startswith("."):
            is_whole = (folder / COMPLETE).is_file()
            yield Fault(
                "landing",
                str(folder),
                "is whole and not loaded"
                if is_whole
                else f"has no {COMPLETE}: its crawl goes on, or was ended",
                f"policywatch nightly --date {folder.parent.name} takes it up",
                is_note=True,
            )


def _captures(home: Home, lake: Lake, told: Told) -> Iterator[Fault]:
    total = int(lake.query("verify_size")[0]["captures_count"])
    for count, row in enumerate(lake.stream("verify_captures"), start=1):
        capture = record_of(Capture, row)
        try:
            if capture.is_revisit:
                _find_revisit(home.landing, capture)
            else:
                read_body(Landings(home.landing), capture)
                _require_record(home.landing / capture.warc_path, capture.warc_offset)
        except UserError as error:
            yield _from_error("capture", capture.capture_id, error, remedy=RESTORE)
        told("captures", count, total)


def _find_revisit(landing: Path, capture: Capture) -> None:
    """Raise BodyUnavailable where the record at the capture's offset is not its own."""
    place = f"{landing / capture.warc_path} at {capture.warc_offset}"
    if not (landing / capture.warc_path).resolve().is_relative_to(landing.resolve()):
        raise BodyUnavailable(f"{capture.warc_path}: leads out of {landing}")
    try:
        _require_record(landing / capture.warc_path, capture.warc_offset)
        with (landing / capture.warc_path).open("rb") as stream:
            stream.seek(capture.warc_offset)
            kinds = WarcRecordType.revisit | WarcRecordType.response
            record = next(iter(ArchiveIterator(stream, record_types=kinds, parse_http=False)), None)
    except (OSError, ValueError, EOFError) as error:
        raise BodyUnavailable(f"{place}: cannot be read ({error})") from error
    target = (record.headers.get("WARC-Target-URI") or "").strip("<>") if record is not None else None
    if target not in (capture.url, capture.requested_url):
        raise BodyUnavailable(f"{place}: holds no record of {capture.url}")


def _require_record(path: Path, offset: int) -> None:
    """Raise BodyUnavailable where no record begins at the very byte; a reader would find the next one."""
    with path.open("rb") as stream:
        stream.seek(offset)
        if not stream.read(5).startswith((b"\x1f\x8b", b"WARC/")):
            raise BodyUnavailable(f"{path} at {offset}: no record begins there")


def _reference(lake: Lake, name: str, stage: str, problem: str, remedy: str) -> Iterator[Fault]:
    for row in lake.stream(f"verify_{name}"):
        yield Fault(stage, row["subject"], f"{problem}: {row['missing']}", remedy)


def _published(path: Path) -> Iterator[Fault]:
    remedy = "policywatch rebuild --from text publishes it anew"
    if not path.is_file():
        yield Fault("published", str(path), "is not there", remedy)
        return
    try:
        with connect(str(path), read_only=True) as connection:
            names = connection.execute(
                "SELECT schema_name, view_name FROM duckdb_views() WHERE NOT internal ORDER BY ALL"
            ).fetchall()
            for schema, name in names:
                connection.execute(f'SELECT count(*) FROM "{schema}"."{name}"').fetchone()  # noqa: S608
            if not names:
                yield Fault("published", str(path), "holds no views", remedy)
                return
            counts = "SELECT (SELECT count(*) FROM documents) + (SELECT count(*) FROM data.searched_actions)"
            row, name = connection.execute(counts).fetchone(), index_name(connection)
        index = SearchIndex.beside(path, name)
        if row is not None and index.rows_count != row[0]:
            said = f"holds {index.rows_count:,} documents and actions, the published file {row[0]:,}"
            yield Fault("published", f"{path.stem}.search", said, remedy)
    except UserError as error:
        yield _from_error("published", path, error, remedy=remedy)
    except (duckdb.Error, OSError) as error:
        why = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
        yield Fault("published", str(path), f"cannot be read ({why})", remedy)


def _guarded(stage: str, place: Path, faults: Iterator[Fault]) -> Iterator[Fault]:
    """Yield the faults of a stage, and what ended it where it could not go to its end."""
    try:
        yield from faults
    except (UserError, duckdb.Error) as error:
        yield _from_error(stage, place, error, remedy=RESTORE)


def _from_error(stage: str, subject: object, error: Exception, *, remedy: str | None = None) -> Fault:
    """Return an error as a fault: its line's last clause is what to do."""
    problem, _, advice = (str(error).strip().splitlines() or [""])[0].rpartition("; ")
    if not problem:
        problem, advice = advice, RESTORE
    return Fault(stage, str(subject), problem.removeprefix(f"{subject}: "), remedy or advice)
