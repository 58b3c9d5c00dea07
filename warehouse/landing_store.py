"""Where landings lie: in a folder of this machine, or in a bucket that many machines share.

With a bucket, a crawl still lands in its machine's folder; once whole it is copied there, `COMPLETE` last,
and the folder goes. Who reads one record asks the bucket for those bytes alone. What the stages of a night
tell each other in files (what each shard is told) lies there too.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any, Protocol

from warehouse.errors import UserError
from warehouse.s3 import S3Access, s3_access

COMPLETE = "COMPLETE"
SPECS = "specs"
RECORD_BYTES = 128 * 1024


class StoreUnreachable(OSError):
    """The bucket did not answer. It passes: the work may be run again."""


class Readable(Protocol):
    """A file to be read: a path of this machine, or one of the bucket."""

    def open(self, mode: Any, /) -> IO[Any]:
        """Open it for reading bytes. Raises OSError where it is not there."""


@dataclass(frozen=True)
class Landings:
    """All landings of an installation. `store` is the bucket's address (`s3://bucket/prefix/`), if any."""

    root: Path
    store: str | None = None

    def file(self, name: str) -> Readable:
        """Return a file of a landing by its path below the root.

        Raises:
            ValueError: the path leads out of the root.
        """
        path = (self.root / name).resolve()
        if not path.is_relative_to(self.root.resolve()):
            raise ValueError(f"{name}: leads out of {self.root}")
        if self.store is None or path.is_file():
            return path
        return _StoredFile(self.store, name)

    def folder(self, run_id: str, shard: str) -> Path:
        """Return the folder of this machine in which a shard lands."""
        return self.root / run_id / shard

    def is_whole(self, run_id: str, shard: str) -> bool:
        """Tell whether a whole landing of this shard is kept already."""
        if self.store is None:
            return (self.folder(run_id, shard) / COMPLETE).is_file()
        return has_file(self.store, f"{run_id}/{shard}/{COMPLETE}")

    def keep(self, run_id: str, shard: str) -> None:
        """Put a whole landing where it stays: into the bucket, where there is one, and off this machine."""
        if self.store is None:
            return
        folder = self.folder(run_id, shard)
        copy_to_store(folder, self.store, f"{run_id}/{shard}")
        shutil.rmtree(folder)

    @contextmanager
    def brought(self, run_id: str, shard: str) -> Iterator[Path]:
        """Give a landing's folder on this machine, for as long as the block lasts."""
        if self.store is None:
            yield self.folder(run_id, shard)
            return
        with tempfile.TemporaryDirectory(prefix="policywatch-landing-") as temporary:
            folder = Path(temporary) / run_id / shard
            folder.mkdir(parents=True)
            for name in _names(self.store, f"{run_id}/{shard}/"):
                _fetch(self.store, name, folder / Path(name).name)
            yield folder

    def tell(self, run_id: str, shard: str, spec: bytes) -> None:
        """Leave what a shard's crawl is told where every machine finds it."""
        if self.store is not None:
            put_file(self.store, f"{SPECS}/{run_id}/{shard}.json", spec)

    def told(self, run_id: str, shard: str) -> bytes | None:
        """Return what a shard's crawl is told, None where nothing was left."""
        if self.store is None or not has_file(self.store, name := f"{SPECS}/{run_id}/{shard}.json"):
            return None
        with _StoredFile(self.store, name).open("rb") as stream:
            return bytes(stream.read())


def copy_to_store(folder: Path, store: str, prefix: str) -> None:
    """Copy a landing's files into the bucket under `prefix`, its completion marker last."""
    names = sorted(path.name for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    for name in sorted(names, key=lambda each: each == COMPLETE):
        put_file(store, f"{prefix}/{name}", folder / name)


def require_store(address: str) -> None:
    """Raise UserError where the bucket cannot be used: the extra is not installed, no keys, no answer."""
    try:
        _names(address, "none/")
    except OSError as error:
        raise UserError(f"{error}; correct POLICYWATCH_LANDING_STORE and the AWS_* variables") from error


@dataclass(frozen=True)
class _StoredFile:
    store: str
    name: str

    def open(self, mode: Any, /) -> IO[bytes]:
        return io.BufferedReader(_StoredBytes(self.store, self.name), RECORD_BYTES)

    def __str__(self) -> str:
        return f"{self.store.rstrip('/')}/{self.name}"


class _StoredBytes(io.RawIOBase):
    """An object of the bucket as a file that is asked for in pieces."""

    def __init__(self, store: str, name: str) -> None:
        self._store, self._name, self._at = store, name, 0
        with _told(store, name) as obstore:
            self._size = int(obstore.head(_opened(store), name)["size"])

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: Any, /) -> int:
        wanted = min(len(buffer), self._size - self._at)
        if wanted <= 0:
            return 0
        with _told(self._store, self._name) as obstore:
            got = bytes(obstore.get_range(_opened(self._store), self._name, start=self._at, length=wanted))
        buffer[: len(got)] = got
        self._at += len(got)
        return len(got)


def _obstore() -> Any:
    try:
        import obstore
    except ImportError as error:
        raise UserError(
            "landings on S3 need policywatch[cluster]; run: pip install 'policywatch[cluster]'"
        ) from error
    return obstore


@contextmanager
def _told(store: str, name: str) -> Iterator[Any]:
    """Give the library; what it raises becomes an OSError that names the file."""
    obstore = _obstore()
    try:
        yield obstore
    except (obstore.exceptions.NotFoundError, FileNotFoundError) as error:
        raise FileNotFoundError(f"{store.rstrip('/')}/{name}: there is no such file") from error
    except obstore.exceptions.BaseError as error:
        why = str(error).strip().splitlines()[0][:200]
        raise StoreUnreachable(f"{store.rstrip('/')}/{name}: the object store failed ({why})") from error


def _opened(address: str) -> Any:
    return _open(address, s3_access())


@cache
def _open(address: str, access: S3Access) -> Any:
    _obstore()
    from obstore.store import S3Store

    options = {"access_key_id": access.key_id, "secret_access_key": access.secret, "region": access.region}
    if access.token:
        options["session_token"] = access.token
    if access.endpoint:
        options |= {"endpoint": access.endpoint, "virtual_hosted_style_request": "false"}
    return S3Store.from_url(address, config=options, client_options={"allow_http": access.is_plain_http})


def has_file(store: str, name: str, *, size_bytes: int | None = None) -> bool:
    """Tell whether a file is in the bucket, of this size where one is given."""
    try:
        with _told(store, name) as obstore:
            found = obstore.head(_opened(store), name)
    except FileNotFoundError:
        return False
    return size_bytes is None or int(found["size"]) == size_bytes


def put_file(store: str, name: str, content: bytes | Path) -> None:
    """Write a file into the bucket, whole or not at all."""
    with _told(store, name) as obstore:
        obstore.put(_opened(store), name, content)


def _names(store: str, prefix: str) -> list[str]:
    with _told(store, prefix) as obstore:
        return [str(each["path"]) for batch in obstore.list(_opened(store), prefix) for each in batch]


def _fetch(store: str, name: str, target: Path) -> None:
    with _told(store, name) as obstore, target.open("wb") as stream:
        for chunk in obstore.get(_opened(store), name).stream():
            stream.write(chunk)
