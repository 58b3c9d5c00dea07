"""The bytes of a capture, out of its WARC by offset."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecordType

from warehouse.errors import UserError
from warehouse.landing_store import Landings, Readable, StoreUnreachable
from warehouse.records import Capture

MAX_BODY_BYTES = 64_000_000


class BodyUnavailable(UserError):
    """The archive does not give the bytes that the capture names: absent, damaged, too large."""


def read_body(
    landings: Landings,
    capture: Capture,
    *,
    original: Callable[[Capture], Capture | None] | None = None,
    max_bytes: int = MAX_BODY_BYTES,
) -> bytes:
    """Return the body of a capture as it was after content decoding.

    A revisit has no body of its own: `original` finds the capture that has it (see
    `warehouse.reads.original_of`).

    Raises:
        BodyUnavailable: no such file or record, another hash, more than `max_bytes` bytes, or a revisit
            whose original is not known.
    """
    if capture.is_revisit:
        earlier = original(capture) if original else None
        if earlier is None or earlier.is_revisit:
            raise BodyUnavailable(
                f"{capture.url}: unchanged since a capture that is not kept; crawl anew without validators"
            )
        return read_body(landings, earlier, max_bytes=max_bytes)
    path = _inside(landings, capture.warc_path)
    try:
        with path.open("rb") as stream:
            stream.seek(capture.warc_offset)
            body = _record_body(stream, capture, path, max_bytes)
    except StoreUnreachable:
        raise
    except (OSError, ValueError, EOFError, zlib.error) as error:
        raise BodyUnavailable(
            f"{path} at {capture.warc_offset}: cannot be read ({error}); restore the archive from a backup"
        ) from error
    return body


def _inside(landings: Landings, warc_path: str) -> Readable:
    try:
        return landings.file(warc_path)
    except ValueError as error:
        raise BodyUnavailable(f"{error}; correct the capture's warc_path") from error


def _record_body(stream: Any, capture: Capture, path: Readable, max_bytes: int) -> bytes:
    records = ArchiveIterator(stream, record_types=WarcRecordType.response, auto_decode="none")
    record = next(iter(records), None)
    if record is None or (record.headers.get("WARC-Target-URI") or "").strip("<>") not in (
        capture.url,
        capture.requested_url,
    ):
        raise BodyUnavailable(f"{path} at {capture.warc_offset}: holds no response of {capture.url}")
    body = record.reader.read(max_bytes + 1)
    if len(body) <= max_bytes and hashlib.sha256(body).hexdigest() == capture.sha256:
        return bytes(body)
    decoded = _decoded(body, record.http_headers.get("Content-Encoding", "") or "", max_bytes)
    if len(decoded) > max_bytes:
        raise BodyUnavailable(f"{capture.url}: larger than {max_bytes:,} bytes; raise the bound to read it")
    if hashlib.sha256(decoded).hexdigest() != capture.sha256:
        raise BodyUnavailable(
            f"{path} at {capture.warc_offset}: has another sha256 than the capture of {capture.url}; "
            "restore the archive from a backup"
        )
    return decoded


def _decoded(body: bytes, encoding: str, max_bytes: int) -> bytes:
    """Return at most `max_bytes` + 1 bytes of the body with its content encoding undone."""
    if encoding.strip().lower() in ("gzip", "x-gzip", "deflate"):
        inflater = zlib.decompressobj(47)
        return inflater.decompress(body, max_bytes + 1)
    return body
