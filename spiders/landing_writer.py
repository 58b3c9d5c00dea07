"""Writes one shard's landing: what came over the wire, what was found in it, and last the completion marker.

    captures.warc.gz  captures.jsonl  documents.jsonl  stats.json  crawl.log  COMPLETE

Files grow under temporary names, are forced to disk, then renamed; COMPLETE, written last, holds the size
and SHA-256 of every other file. A landing without it is begun anew.

A WARC record holds the body after transfer and content decoding, so that its offset, its hash and the text
read from it are of the same bytes; the headers that described the wire (Content-Encoding, Transfer-Encoding,
Content-Length) are kept beside it as X-Archive-Orig-*. The other headers stand as they came.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import uuid
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import IO, Any

from warehouse.errors import UserError
from warehouse.records import Capture, Document

COMPLETE = "COMPLETE"
CAPTURES, INDEX, DOCUMENTS, STATS, LOG = (
    "captures.warc.gz", "captures.jsonl", "documents.jsonl", "stats.json", "crawl.log",
)  # fmt: skip
FILES = (CAPTURES, INDEX, DOCUMENTS, STATS, LOG)
_UNSORTED = "documents.unsorted"
_PART = ".part"
_LOCK = ".lock"
UNFINISHED = (*(f"{name}{_PART}" for name in (*FILES, _UNSORTED, COMPLETE)), _LOCK)
_COMPRESSION = 4  # of zlib: nearly the size of 6 at half its time on HTML

_WIRE_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length"})


def is_complete(folder: Path) -> bool:
    """Tell whether a whole landing stands in this folder."""
    return (folder / COMPLETE).is_file()


class LandingWriter:
    """One landing in the making; a process holds it alone.

    Raises UserError where the folder cannot be written or another crawl is writing there.
    """

    def __init__(self, folder: Path, *, software: str, run_id: str, robots: str = "obey") -> None:
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock: IO[str] = (folder / _LOCK).open("w")
        except OSError as error:
            raise UserError(
                f"{folder}: cannot be written ({error.strerror or error}); check the path and its mode"
            ) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            raise UserError(f"{folder}: another crawl is writing here; wait for it to end") from error
        for name in (*FILES, _UNSORTED):
            for path in (folder / name, folder / f"{name}{_PART}"):
                path.unlink(missing_ok=True)
        self._warc = self._open(CAPTURES)
        self._index = self._open(INDEX)
        self._unsorted = self._open(_UNSORTED)
        self._warc_offset = 0
        self._unsorted_offset = 0
        # (place in page order, not the document's own page, offset, length, id)
        self._order: list[tuple[bytes, bool, int, int, str]] = []
        self._ids: set[str] = set()
        self._withheld: set[str] = set()
        self.captures_count = 0
        self._write_member(
            _record(
                "warcinfo",
                {"WARC-Filename": CAPTURES, "Content-Type": "application/warc-fields"},
                f"software: {software}\r\nformat: WARC File Format 1.1\r\nisPartOf: {run_id}\r\n"
                f"robots: {robots}\r\n".encode(),
                datetime.now(UTC),
            )
        )

    def _open(self, name: str) -> IO[bytes]:
        return (self.folder / f"{name}{_PART}").open("w+b")

    def _write_member(self, record: bytes) -> int:
        packer = zlib.compressobj(_COMPRESSION, zlib.DEFLATED, 31)
        member = packer.compress(record) + packer.flush()
        offset = self._warc_offset
        self._warc.write(member)
        self._warc_offset += len(member)
        return offset

    def add_capture(
        self,
        capture: Capture,
        *,
        headers: Sequence[tuple[str, str]],
        body: bytes,
        protocol: str = "HTTP/1.1",
        request_headers: Sequence[tuple[str, str]] = (),
        request_body: bytes = b"",
    ) -> Capture:
        """Write one response and return its capture with the offset filled in.

        A revisit's body is left out. A request that is more than a GET is kept beside its response, so that
        a replay can tell two POSTs to one URL apart.
        """
        fetched = datetime.fromisoformat(capture.fetched_at_utc)
        record_id = f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, capture.capture_id)}>"
        named = {"WARC-Record-ID": record_id, "WARC-Target-URI": capture.url}
        digest = f"sha256:{capture.sha256}"
        if capture.is_revisit:
            profile = "server-not-modified" if capture.status == 304 else "identical-payload-digest"
            block = _http_block(protocol, capture.status, headers, None)
            named |= {
                "WARC-Profile": f"http://netpreserve.org/warc/1.1/revisit/{profile}",
                "WARC-Refers-To-Target-URI": capture.url,
                "WARC-Payload-Digest": digest,
            }
            kind = "revisit"
        else:
            block = _http_block(protocol, capture.status, headers, len(body)) + body
            named["WARC-Payload-Digest"] = digest
            kind = "response"
        named["Content-Type"] = "application/http; msgtype=response"
        offset = self._write_member(_record(kind, named, block, fetched))
        if capture.method != "GET":
            head = f"{capture.method} {capture.url} HTTP/1.1\r\n" + "".join(
                f"{name}: {value}\r\n" for name, value in request_headers
            )
            asked = {
                "WARC-Target-URI": capture.url,
                "WARC-Concurrent-To": record_id,
                "Content-Type": "application/http; msgtype=request",
            }
            self._write_member(_record("request", asked, head.encode() + b"\r\n" + request_body, fetched))
        placed = capture.model_copy(update={"warc_offset": offset})
        self._index.write(placed.model_dump_json().encode() + b"\n")
        self.captures_count += 1
        return placed

    def add_document(self, document: Document, *, place: bytes, is_own_page: bool) -> bool:
        """Keep a document; `place` sorts it into the page order of the landing. Tells whether its id is new.

        Of several with one id the one read from its own page stays, at the first one's place.
        """
        line = document.model_dump_json(exclude={"position"}).encode("utf-8", "surrogatepass")
        self._unsorted.write(line)
        self._order.append((place, not is_own_page, self._unsorted_offset, len(line), document.document_id))
        self._unsorted_offset += len(line)
        is_new = document.document_id not in self._ids
        self._ids.add(document.document_id)
        return is_new

    def withhold(self, document_ids: Iterable[str]) -> None:
        """Leave these documents out of the landing; what came over the wire stays in its archive."""
        self._withheld.update(document_ids)

    def _sorted_lines(self) -> Iterator[bytes]:
        best: dict[str, tuple[bool, int, int]] = {}
        for _, is_inline, offset, length, document_id in self._order:
            known = best.get(document_id)
            if known is None or (is_inline, offset) < known[:2]:
                best[document_id] = (is_inline, offset, length)
        self._order.sort(key=lambda each: each[0])
        position = 0
        for _, _, _, _, document_id in self._order:
            chosen = best.pop(document_id, None)
            if chosen is None or document_id in self._withheld:
                continue
            self._unsorted.seek(chosen[1])
            yield self._unsorted.read(chosen[2])[:-1] + b',"position":%d}\n' % position
            position += 1

    def finish(self, stats: dict[str, Any]) -> None:
        """Put the documents in page order, write the statistics, and mark the landing whole."""
        self._unsorted.flush()
        with self._open(DOCUMENTS) as documents:
            for line in self._sorted_lines():
                documents.write(line)
            _force(documents)
        with self._open(STATS) as file:
            file.write(json.dumps(stats, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass"))
            _force(file)
        for open_file in (self._warc, self._index):
            _force(open_file)
        self._close_files()
        for name in (CAPTURES, INDEX, DOCUMENTS, STATS):
            (self.folder / f"{name}{_PART}").replace(self.folder / name)
        (self.folder / f"{_UNSORTED}{_PART}").unlink(missing_ok=True)
        present = [name for name in FILES if (self.folder / name).is_file()]
        marker = {"files": {name: _measured(self.folder / name) for name in present}}
        with self._open(COMPLETE) as file:
            file.write(json.dumps(marker, indent=1).encode())
            _force(file)
        _force_folder(self.folder)
        (self.folder / f"{COMPLETE}{_PART}").replace(self.folder / COMPLETE)
        _force_folder(self.folder)
        self._release()

    def abandon(self) -> None:
        """Close what is open and leave the landing unmarked, to be begun anew."""
        self._close_files()
        self._release()

    def _close_files(self) -> None:
        for file in (self._warc, self._index, self._unsorted):
            file.close()

    def _release(self) -> None:
        with contextlib.suppress(OSError):
            (self.folder / _LOCK).unlink(missing_ok=True)
        self._lock.close()


def _force(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _force_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _measured(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"size_bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def _record(kind: str, fields: dict[str, str], block: bytes, at: datetime) -> bytes:
    named = {"WARC-Type": kind, "WARC-Date": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), **fields}
    named.setdefault("WARC-Record-ID", f"<urn:uuid:{uuid.uuid4()}>")
    named["Content-Length"] = str(len(block))
    head = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in named.items())
    return b"WARC/1.1\r\n" + head.encode("utf-8", "replace") + b"\r\n" + block + b"\r\n\r\n"


def _http_block(protocol: str, status: int, headers: Iterable[tuple[str, str]], length: int | None) -> bytes:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Unknown"
    lines = [f"{protocol} {status} {phrase}"]
    for name, value in headers:
        kept = f"X-Archive-Orig-{name}" if name.lower() in _WIRE_HEADERS else name
        lines.append(f"{_one_line(kept)}: {_one_line(value)}")
    if length is not None:
        lines.append(f"Content-Length: {length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape")


def _one_line(value: str) -> str:
    return value.replace("\r", " ").replace("\n", " ")
