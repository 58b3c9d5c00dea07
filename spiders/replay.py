"""Answers requests out of a WARC archive instead of the network, through the very same spiders.

An archive may be gzipped a record at a time, gzipped as a whole, or plain; its responses chunked and
compressed or not. Of several records of one URL the latest stands. A `revisit` stands for the response it
refers to. Archives made by others seldom say how a page was asked for, so a POST is answered by the record
whose request it matches, else by any response of that URL.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fastwarc.warc import ArchiveIterator, WarcRecordType
from scrapy.http import Headers, Request, Response
from scrapy.responsetypes import responsetypes
from w3lib.url import canonicalize_url

from spiders.errors import SpiderError
from warehouse.errors import UserError
from warehouse.landing_store import Readable

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

MAX_UNPACKED_BYTES = 8_000_000_000
MAX_HTTP_HEADER_BYTES = 1_000_000
_STATUS = re.compile(r"HTTP/\S+\s+(\d{3})")
_WANTED = WarcRecordType.response | WarcRecordType.revisit | WarcRecordType.resource | WarcRecordType.request


class NotInArchive(SpiderError):
    """The archive holds no response of this URL. Verdict `unreachable` where nothing else was read."""


def replay_key(url: str) -> str:
    """Return what two spellings of one address share.

    Scheme, default port, fragment, order of query arguments and percent-encoding do not count.
    """
    try:
        plain = canonicalize_url(url.strip())
        parts = urlsplit(plain)
        port = parts.port
    except ValueError:
        return url.strip()
    host = (parts.hostname or "").rstrip(".")
    if port is not None and port not in (80, 443):
        host = f"{host}:{port}"
    return f"{host}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")


def _loose_key(key: str) -> str:
    path, mark, query = key.partition("?")
    return f"{path.rstrip('/')}{mark}{query}".removeprefix("www.").lower()


@dataclass(frozen=True)
class Recorded:
    """Where one response stands in the archive, and how it was asked for, as far as that is known."""

    offset: int
    recorded_at: str
    method: str | None = None
    body_sha256: str | None = None


@dataclass
class _Index:
    by_key: dict[str, list[Recorded]] = field(default_factory=dict)
    by_loose_key: dict[str, str] = field(default_factory=dict)
    records_count: int = 0


class Archive:
    """An archive opened for answering. Raises UserError where it is missing or no WARC."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise UserError(f"{path}: there is no such archive; check --replay")
        self.path = path
        self._temporary: IO[bytes] | None = None
        try:
            self._stream: IO[bytes] = path.open("rb")
        except OSError as error:
            raise UserError(f"{path}: cannot be read ({error.strerror}); check its mode") from error
        if self._is_packed_whole():
            self._stream = self._unpacked()
        self._index = self._read_index()

    def _records(self) -> Iterator[Any]:
        self._stream.seek(0)
        # Closing over a private handle: the iterator reads ahead and would move ours.
        yield from ArchiveIterator(self._stream, record_types=_WANTED, parse_http=False)

    def _is_packed_whole(self) -> bool:
        with self.path.open("rb") as stream, self.path.open("rb") as probe:
            if probe.read(2) != b"\x1f\x8b":
                return False
            try:
                for number, record in enumerate(ArchiveIterator(stream, parse_http=False)):
                    probe.seek(record.stream_pos)
                    if probe.read(2) != b"\x1f\x8b":
                        return True
                    if number >= 3:
                        break
            except (OSError, ValueError):
                return False
        return False

    def _unpacked(self) -> IO[bytes]:
        unpacked = tempfile.TemporaryFile(prefix="policywatch-replay-")  # noqa: SIM115  kept open while answering
        try:
            with gzip.open(self.path) as packed:
                while piece := packed.read(1 << 20):
                    unpacked.write(piece)
                    if unpacked.tell() > MAX_UNPACKED_BYTES:
                        raise UserError(
                            f"{self.path}: unpacks to over {MAX_UNPACKED_BYTES:,} bytes; split it"
                        )
        except (EOFError, OSError) as error:
            logger.warning("%s: ends early (%s); what was read of it is used", self.path, error)
        return unpacked

    def _read_index(self) -> _Index:
        index = _Index()
        asked: dict[str, tuple[str, str]] = {}
        found: list[tuple[str, str, Recorded, str | None]] = []
        revisits: list[tuple[str, str, str | None]] = []
        ended: Exception | None = None
        try:
            for record in self._records():
                index.records_count += 1
                url = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
                if not url:
                    continue
                at = record.headers.get("WARC-Date") or ""
                if record.record_type == WarcRecordType.request:
                    concurrent = record.headers.get("WARC-Concurrent-To")
                    if concurrent:
                        asked[concurrent] = _request_of(record)
                elif record.record_type == WarcRecordType.revisit:
                    revisits.append((replay_key(url), at, record.headers.get("WARC-Refers-To-Target-URI")))
                else:
                    place = Recorded(record.stream_pos, at)
                    found.append((replay_key(url), at, place, record.headers.get("WARC-Record-ID")))
        except (OSError, ValueError, RuntimeError) as error:
            ended = error
        if not found:
            cause = f" ({ended})" if ended else ""
            raise UserError(
                f"{self.path}: holds no WARC response record{cause}; give a .warc or .warc.gz file"
            )
        if ended:
            logger.warning("%s: ends early (%s); what was read of it is used", self.path, ended)
        for key, _, place, record_id in found:
            how = asked.get(record_id or "")
            known = Recorded(place.offset, place.recorded_at, *how) if how else place
            index.by_key.setdefault(key, []).append(known)
        for key, _at, refers_to in revisits:
            if key not in index.by_key and refers_to and replay_key(refers_to) in index.by_key:
                index.by_key[key] = index.by_key[replay_key(refers_to)]
        for key, places in index.by_key.items():
            places.sort(key=lambda place: (place.recorded_at, place.offset))
            index.by_loose_key[_loose_key(key)] = key
        return index

    def find(self, url: str, *, method: str = "GET", body: bytes = b"") -> Recorded | None:
        """Return the latest response that answers this request, None where the archive has none."""
        key = replay_key(url)
        places = self._index.by_key.get(key)
        if places is None:
            places = self._index.by_key.get(self._index.by_loose_key.get(_loose_key(key), ""))
        if not places:
            return None
        digest = hashlib.sha256(body).hexdigest()
        exact = [p for p in places if p.method == method and (method == "GET" or p.body_sha256 == digest)]
        alike = [p for p in places if p.method is None]
        # A GET is never answered by what is known to have been a POST.
        return (exact or alike or (places if method != "GET" else []) or [None])[-1]  # type: ignore[list-item]

    def read(self, place: Recorded, *, max_bytes: int) -> tuple[int, list[tuple[str, str]], bytes]:
        """Return status, headers and body, chunks joined, content encoding as it was recorded.

        Raises NotInArchive where the record cannot be read, is cut short or is larger than `max_bytes`.
        """
        return _read_at(self._stream, place.offset, max_bytes)

    def close(self) -> None:
        """Let go of the file."""
        self._stream.close()


def _request_of(record: Any) -> tuple[str, str]:
    payload = record.reader.read(MAX_HTTP_HEADER_BYTES)
    head, _, body = payload.partition(b"\r\n\r\n")
    method = head.split(b" ", 1)[0].decode("ascii", "replace").upper()
    return method, hashlib.sha256(body).hexdigest()


_MAGIC = {"gzip": (b"\x1f\x8b",), "x-gzip": (b"\x1f\x8b",), "zstd": (b"\x28\xb5\x2f\xfd",)}
_DROPPED = ("transfer-encoding", "content-length", "x-archive-orig-content-encoding")


def http_headers(recorded: list[tuple[str, str]], body: bytes) -> Headers:
    """Return the headers to hand on: a content encoding that the body no longer has is left out."""
    headers = Headers()
    for name, value in recorded:
        lowered = name.lower()
        if lowered in _DROPPED:
            continue
        if lowered == "content-encoding":
            encodings = [each.strip().lower() for each in value.split(",") if each.strip()]
            if encodings and encodings[-1] in _MAGIC and not body.startswith(_MAGIC[encodings[-1]]):
                continue
        headers.appendlist(name, value.encode("utf-8", "surrogateescape"))
    return headers


class ReplayHandler:
    """Scrapy's download handler for http and https while replaying. Touches no network."""

    lazy = False

    def __init__(self, archive: Archive, max_bytes: int) -> None:
        self._archive, self._max_bytes = archive, max_bytes

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ReplayHandler:
        """Open the archive that the crawl's settings name."""
        return _shared_handler(
            Path(crawler.settings["POLICYWATCH_REPLAY"]), crawler.settings.getint("DOWNLOAD_MAXSIZE")
        )

    async def download_request(self, request: Request) -> Response:
        """Return the recorded answer. Raises NotInArchive."""
        place = self._archive.find(request.url, method=request.method, body=request.body)
        if place is None:
            raise NotInArchive(f"not in the archive: {request.url}")
        try:
            status, recorded, body = self._archive.read(place, max_bytes=self._max_bytes)
        except NotInArchive as error:
            raise NotInArchive(f"{request.url}: {error}") from error
        request.meta["recorded_at"] = place.recorded_at
        headers = http_headers(recorded, body)
        kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
        return kind(url=request.url, status=status, headers=headers, body=body)

    async def close(self) -> None:
        """Let go of the archive."""
        self._archive.close()


_handlers: dict[Path, ReplayHandler] = {}


def _shared_handler(path: Path, max_bytes: int) -> ReplayHandler:
    if path not in _handlers:
        _handlers[path] = ReplayHandler(Archive(path), max_bytes)
    return _handlers[path]


def check_archive(path: Path) -> None:
    """Raise UserError where a replay from `path` could not even begin."""
    Archive(path).close()


def read_archived(path: Readable, offset: int, *, max_bytes: int) -> tuple[list[tuple[str, str]], bytes]:
    """Return headers and body of the response at `offset` of an archive. Raises NotInArchive."""
    try:
        with path.open("rb") as stream:
            status, headers, body = _read_at(stream, offset, max_bytes)
    except OSError as error:
        raise NotInArchive(f"{path}: cannot be read ({error.strerror or error})") from error
    if status == 304:
        raise NotInArchive(f"{path}: no response stands at {offset}")
    return headers, body


def _read_at(stream: IO[bytes], offset: int, max_bytes: int) -> tuple[int, list[tuple[str, str]], bytes]:
    stream.seek(offset)
    headers: list[tuple[str, str]] = []
    status = 200
    try:
        record = next(iter(ArchiveIterator(stream, parse_http=False)))
        if record.record_type == WarcRecordType.revisit:
            raise NotInArchive("its record in the archive is a revisit without a body")
        if record.record_type == WarcRecordType.resource:
            headers = [("Content-Type", record.headers.get("Content-Type") or "")]
        else:
            record.parse_http(max_header_len=MAX_HTTP_HEADER_BYTES)
            if record.http_headers is None:
                raise NotInArchive("its record in the archive holds no HTTP response")
            matched = _STATUS.match(record.http_headers.status_line or "")
            status = int(matched.group(1)) if matched else 200
            headers = [(str(name), str(value)) for name, value in record.http_headers]
        body: bytes = record.reader.read(max_bytes + 1)
        # Of a record that ends early fastwarc gives what there is.
        is_short = len(body) < min(record.content_length, max_bytes + 1) or (not headers and not body)
    except (OSError, ValueError, RuntimeError, StopIteration) as error:
        raise NotInArchive(f"its record in the archive cannot be read ({error})") from error
    if len(body) > max_bytes:
        raise NotInArchive(f"its record in the archive is larger than {max_bytes:,} bytes")
    if is_short:
        raise NotInArchive("its record in the archive is cut short")
    if any(name.lower() == "transfer-encoding" and "chunked" in value.lower() for name, value in headers):
        body = _joined(body)
    return status, headers, body


def _joined(body: bytes) -> bytes:
    """Return a chunked body's chunks as one; the body itself where it is not chunked after all."""
    pieces: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\r\n", at, at + 1000)
        size = body[at:end].split(b";", 1)[0].strip() if end > at else b""
        if not size or not all(byte in b"0123456789abcdefABCDEF" for byte in size):
            return body
        length = int(size, 16)
        if length == 0:
            return b"".join(pieces)
        if end + 2 + length > len(body):
            return body
        pieces.append(body[end + 2 : end + 2 + length])
        at = end + 2 + length + 2
