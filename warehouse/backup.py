"""A home's backup: one folder of files named by their hash, and a manifest of which file stands where.

    TARGET/manifest.json    path in the home -> size, sha256
    TARGET/files/ab/abc...  the bytes

The manifest is swapped in last, so a backup that was cut short leaves the one before as it was. What the
backup before has is not copied again: Parquet files and landings never change once written, and are known by
path and size; everything else is read and known by its hash.

The lake is copied as of one moment: first the catalog, by SQLite's own backup, then the files that this copy
names. Other processes may write meanwhile; DuckLake adds files and never changes one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from warehouse.catalog_copy import check_catalog, copy_catalog, data_files
from warehouse.errors import UserError
from warehouse.landing import COMPLETE
from warehouse.locking import writer_lock

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 1 << 20
LOCK_SECONDS = 5.0
# Attempts at a lake of which files vanish while they are copied: its old snapshots were being cleared away.
ATTEMPTS = 3

CATALOG = "lake/catalog.sqlite"
SUBSCRIPTIONS = "subscriptions.yml"
# Airflow's own database is left out: it tells of runs, not of what was found, and is made anew.
FOLDERS = ("published", "nights", "mail", "feeds", "sources")

Told = Callable[[int, str], None]
"""Called with how many files are done, and the last one's path."""


class BackupDamaged(UserError):
    """The backup's manifest or one of its files is not what it should be."""


class _Vanished(Exception):
    """A file that the copied catalog names was gone before it could be copied."""


class Entry(BaseModel):
    """One file of the home."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    size_bytes: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class Manifest(BaseModel):
    """What `manifest.json` holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    made_at_utc: str
    files: dict[str, Entry]


@dataclass
class BackupReport:
    """What a backup came to. `left_out` are landings of crawls that have not ended."""

    target: Path
    files_count: int = 0
    size_bytes: int = 0
    copied_count: int = 0
    copied_bytes: int = 0
    left_out: list[str] = field(default_factory=list)

    def told(self) -> str:
        """Return it in one line, or two."""
        line = (
            f"{self.target}: {self.files_count:,} files, {self.size_bytes:,} bytes; "
            f"{self.copied_count:,} files, {self.copied_bytes:,} bytes of it copied now"
        )
        if self.left_out:
            line += f"\nleft out, their crawl has not ended: {', '.join(self.left_out)}"
        return line


def back_up(
    home: Path, target: Path, *, subscriptions: Path | None = None, told: Told = lambda *_: None
) -> BackupReport:
    """Bring the backup in `target` to what `home` holds now; return what was copied.

    `subscriptions` is the file where it lies outside the home. Files that the home no longer has are removed
    from the backup once the new manifest stands.

    Raises:
        UserError: no lake, a damaged or locked catalog, `target` inside the home, not ours, full, read-only,
            or being written by another backup.
    """
    home, target = home.resolve(), target.resolve()
    if target.is_relative_to(home) or home.is_relative_to(target):
        raise UserError(f"{target}: a backup cannot lie in the home or around it; choose another folder")
    check_catalog(home / CATALOG)
    try:
        _claim(target)
        with writer_lock(target / ".lock", seconds=LOCK_SECONDS):
            return _attempted(home, target, subscriptions, told)
    except TimeoutError as error:
        raise UserError(f"{target}: another backup is writing there; wait for its end") from error
    except OSError as error:
        raise UserError(
            f"{error.filename or target}: the backup could not be written ({error.strerror or error}); "
            "free some space or make it writable and run it again: the backup before still stands"
        ) from error


def restore(source: Path, home: Path, *, told: Told = lambda *_: None) -> int:
    """Put the backup in `source` into `home`, which must be absent or empty; return the number of files.

    The files are laid out beside `home`, each held against its hash, and moved there at the end.

    Raises:
        BackupDamaged: no manifest, or one that cannot be trusted; a file is missing or has another hash.
        UserError: `home` holds something, or cannot be written.
    """
    manifest = read_manifest(source)
    try:
        if home.exists() and (not home.is_dir() or any(home.iterdir())):
            raise UserError(
                f"{home}: is not empty, and nothing is written over; move it away, "
                "or set POLICYWATCH_HOME to another folder"
            )
        home.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{home.name}.restoring-", dir=home.parent))
        try:
            for count, (name, entry) in enumerate(manifest.files.items(), start=1):
                _lay_out(source, name, entry, staging)
                told(count, name)
            staging.replace(home)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
    except OSError as error:
        raise UserError(
            f"{home}: cannot be restored ({error.strerror or error}); free some space or make its folder "
            "writable, and run it again"
        ) from error
    return len(manifest.files)


def read_manifest(source: Path) -> Manifest:
    """Return the manifest of a backup. Raises BackupDamaged."""
    path = source / MANIFEST
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except OSError as error:
        raise BackupDamaged(
            f"{path}: cannot be read ({error.strerror}); name a folder that policywatch backup wrote"
        ) from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise BackupDamaged(f"{path}: is no manifest ({first['msg']}); take another backup") from error
    if manifest.format != FORMAT:
        raise BackupDamaged(
            f"{path}: has format {manifest.format}, this policywatch knows {FORMAT}; "
            "install the one that wrote it"
        )
    for name in manifest.files:
        parts = PurePosixPath(name).parts
        if not parts or name.startswith("/") or ".." in parts or "\x00" in name:
            raise BackupDamaged(f"{path}: names {name!r}, which leads out of the home; take another backup")
    return manifest


def _claim(target: Path) -> None:
    """Make the folder, or see that it is a backup of ours."""
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    foreign = {each.name for each in target.iterdir()} - {MANIFEST, f".{MANIFEST}", "files", ".lock"}
    if foreign:
        raise UserError(
            f"{target}: holds {min(foreign)!r}, so it is no backup of ours; name a new or empty folder"
        )
    (target / "files").mkdir(exist_ok=True, mode=0o700)


def _attempted(home: Path, target: Path, subscriptions: Path | None, told: Told) -> BackupReport:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _Copying(home, target, told).run(subscriptions)
        except _Vanished as error:
            if attempt == ATTEMPTS:
                raise UserError(
                    f"{error}: the catalog names it and it is not there; run policywatch verify, "
                    "which says what is missing; the backup before still stands"
                ) from error
    raise AssertionError("not reached")


class _Copying:
    """One pass over a home."""

    def __init__(self, home: Path, target: Path, told: Told) -> None:
        self._home, self._target, self._told = home, target, told
        self._report = BackupReport(target)
        self._files: dict[str, Entry] = {}
        self._before = read_manifest(target).files if (target / MANIFEST).exists() else {}

    def run(self, subscriptions: Path | None) -> BackupReport:
        """Copy, swap the manifest in, clear away what it no longer names."""
        for leftover in self._target.glob("files/.part-*"):
            leftover.unlink(missing_ok=True)
        self._lake()
        for name in self._landings():
            self._add(name, is_final=True)
        for folder in FOLDERS:
            for path in sorted((self._home / folder).rglob("*")):
                if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                    self._add(path.relative_to(self._home).as_posix())
        self._add(SUBSCRIPTIONS, path=subscriptions)
        self._swap_in()
        return self._report

    def _lake(self) -> None:
        copy = self._target / "files" / f".part-catalog-{os.getpid()}"
        try:
            copy_catalog(self._home / CATALOG, copy)
            check_catalog(copy)
            self._add(CATALOG, path=copy)
            data = self._home / "lake" / "data"
            for file in data_files(copy, data):
                if not file.path.is_relative_to(data):
                    raise UserError(
                        f"{file.path}: lies outside the home; back up that storage with its own means"
                    )
                if not self._add(file.path.relative_to(self._home).as_posix(), is_final=True):
                    raise _Vanished(file.path)
        finally:
            copy.unlink(missing_ok=True)

    def _landings(self) -> Iterator[str]:
        for folder in sorted((self._home / "landing").glob("*/*/")):
            if not (folder / COMPLETE).is_file():
                self._report.left_out.append(folder.relative_to(self._home).as_posix())
                continue
            for path in sorted(folder.iterdir()):
                if path.is_file() and not path.is_symlink():
                    yield path.relative_to(self._home).as_posix()

    def _add(self, name: str, *, path: Path | None = None, is_final: bool = False) -> bool:
        """Put one file into the backup; False where it is not there (any more)."""
        path = path or self._home / name
        try:
            stream = path.open("rb")
        except FileNotFoundError:
            return False
        with stream:
            size = os.fstat(stream.fileno()).st_size
            known = self._before.get(name)
            # The marker of a landing is read always: a landing that was made anew has another.
            is_same = is_final and path.name != COMPLETE and known is not None and known.size_bytes == size
            if not (is_same and known is not None and self._has(known) and self._marker_stands(name)):
                known = self._store(stream)
        self._files[name] = known
        self._report.files_count += 1
        self._report.size_bytes += known.size_bytes
        self._told(self._report.files_count, name)
        return True

    def _marker_stands(self, name: str) -> bool:
        """Tell whether the landing that a file is of is the one that the backup before has."""
        marker = str(PurePosixPath(name).parent / COMPLETE)
        return marker not in self._before or self._files.get(marker) == self._before[marker]

    def _has(self, entry: Entry) -> bool:
        stored = _stored(self._target, entry.sha256)
        return stored.is_file() and stored.stat().st_size == entry.size_bytes

    def _store(self, stream: BufferedReader) -> Entry:
        """Copy a file under its hash, unless that is there already."""
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        entry = Entry(size_bytes=stream.tell(), sha256=sha256)
        if self._has(entry):
            return entry
        stream.seek(0)
        part = self._target / "files" / f".part-{os.getpid()}"
        try:
            with part.open("wb") as copy:
                part.chmod(0o600)
                entry = _copied(stream, copy)
                copy.flush()
                os.fsync(copy.fileno())
            stored = _stored(self._target, entry.sha256)
            stored.parent.mkdir(exist_ok=True, mode=0o700)
            part.replace(stored)
        finally:
            part.unlink(missing_ok=True)
        self._report.copied_count += 1
        self._report.copied_bytes += entry.size_bytes
        return entry

    def _swap_in(self) -> None:
        manifest = Manifest(
            format=FORMAT, made_at_utc=datetime.now(UTC).isoformat(timespec="seconds"), files=self._files
        )
        part = self._target / f".{MANIFEST}"
        with part.open("w", encoding="utf-8") as stream:
            part.chmod(0o600)
            json.dump(manifest.model_dump(), stream, ensure_ascii=True, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(self._target / MANIFEST)
        named = {entry.sha256 for entry in self._files.values()}
        for stored in self._target.glob("files/??/*"):
            if stored.name not in named:
                stored.unlink(missing_ok=True)


def _stored(target: Path, sha256: str) -> Path:
    return target / "files" / sha256[:2] / sha256


def _copied(stream: BinaryIO, copy: BinaryIO) -> Entry:
    """Copy to the end; return size and hash of what was copied."""
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
        copy.write(chunk)
        size += len(chunk)
    return Entry(size_bytes=size, sha256=digest.hexdigest())


def _lay_out(source: Path, name: str, entry: Entry, staging: Path) -> None:
    stored, path = _stored(source, entry.sha256), staging / name
    for folder in reversed(path.relative_to(staging).parents):
        (staging / folder).mkdir(exist_ok=True, mode=0o700)
    try:
        stream = stored.open("rb")
    except FileNotFoundError as error:
        raise BackupDamaged(
            f"{stored}: is missing, it should be {name}; run policywatch backup again where the home still "
            "stands, or take another backup"
        ) from error
    with stream, path.open("wb") as copy:
        path.chmod(0o600)
        if _copied(stream, copy) != entry:
            raise BackupDamaged(
                f"{stored}: is damaged, it should be {name}; remove it and run policywatch backup again "
                "where the home still stands, or take another backup"
            )
