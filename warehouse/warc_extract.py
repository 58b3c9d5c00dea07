"""Single records out of WARC files, byte for byte, into an archive of their own."""

from __future__ import annotations

import gzip
import hashlib
import re
import uuid
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import IO

from fastwarc.warc import ArchiveIterator, WarcRecord

from warehouse.errors import UserError
from warehouse.landing_store import Readable

MAX_MEMBER_BYTES = 128_000_000
CHUNK = 1 << 20


class RecordUnavailable(UserError):
    """The archive does not hold the record where the capture says: absent, damaged, too large."""


@dataclass(frozen=True)
class Member:
    """One gzip member of a WARC: its very bytes, and what its record says of itself."""

    raw: bytes
    kind: str
    record_id: str
    url: str
    concurrent_to: str | None
    end: int


def members(path: Readable, offset: int) -> Iterator[Member]:
    """Yield the members of a WARC from `offset` on.

    Raises:
        RecordUnavailable: no member begins there, it is damaged, or larger than `MAX_MEMBER_BYTES`.
    """
    try:
        with path.open("rb") as stream:
            while True:
                stream.seek(offset)
                is_plain = stream.read(5) == b"WARC/"
                stream.seek(offset)
                raw = _one_plain(stream) if is_plain else _one_member(stream, path, offset)
                if raw is None:
                    return
                offset += len(raw)
                yield _described(gzip.compress(raw, mtime=0) if is_plain else raw, offset, path)
    except (OSError, zlib.error, ValueError) as error:
        raise RecordUnavailable(
            f"{path} at {offset}: cannot be read ({error}); restore the archive from a backup"
        ) from error


def _one_plain(stream: IO[bytes]) -> bytes:
    """Return a record of an archive that is not compressed."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        line = stream.readline(65_536)
        head += line
        if not line or len(head) > 1_000_000:
            raise ValueError("its header does not end")
    length = re.search(rb"(?im)^content-length:\s*(\d{1,12})\s*$", head)
    if length is None or int(length[1]) > MAX_MEMBER_BYTES:
        raise ValueError("its length is not told or too great")
    return head + stream.read(int(length[1]) + 4)


def _one_member(stream: IO[bytes], path: Readable, offset: int) -> bytes | None:
    inflater = zlib.decompressobj(31)
    raw, inflated = bytearray(), 0
    while not inflater.eof:
        chunk = stream.read(CHUNK)
        if not chunk:
            if raw:
                raise ValueError("it ends in the middle of a record")
            return None
        given = chunk
        while given and not inflater.eof:
            inflated += len(inflater.decompress(given, CHUNK))
            given = inflater.unconsumed_tail
            if inflated > MAX_MEMBER_BYTES:
                raise RecordUnavailable(
                    f"{path} at {offset}: a record larger than {MAX_MEMBER_BYTES:,} bytes is not copied"
                )
        raw += chunk
    return bytes(raw[: len(raw) - len(inflater.unused_data)])


def _described(raw: bytes, end: int, path: Readable) -> Member:
    record = next(iter(ArchiveIterator(BytesIO(raw), parse_http=False)), None)
    if record is None:
        raise ValueError(f"no record in {path} before byte {end}")
    named: Mapping[str, str] = dict(record.headers)
    return Member(
        raw,
        named.get("WARC-Type") or "",
        named.get("WARC-Record-ID") or "",
        (named.get("WARC-Target-URI") or "").strip("<>"),
        named.get("WARC-Concurrent-To"),
        end,
    )


def record_with_request(path: Readable, offset: int) -> list[Member]:
    """Return the record at `offset`, and the request kept right after it where there is one."""
    found: list[Member] = []
    for member in members(path, offset):
        if found and (member.kind != "request" or member.concurrent_to != found[0].record_id):
            break
        found.append(member)
        if len(found) == 2:
            break
    if not found or found[0].kind not in ("response", "revisit"):
        raise RecordUnavailable(f"{path} at {offset}: holds no response; restore the archive from a backup")
    return found


def information(name: str) -> bytes:
    """Return the member that an archive of copied records begins with."""
    block = (
        b"software: policywatch\r\nformat: WARC File Format 1.1\r\n"
        b"description: records copied byte for byte out of the archives that a crawl wrote\r\n"
    )
    head = (
        "WARC/1.1\r\nWARC-Type: warcinfo\r\n"
        f"WARC-Date: {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}\r\nWARC-Record-ID: <{uuid.uuid4().urn}>\r\n"
        f"WARC-Filename: {name}\r\nContent-Type: application/warc-fields\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(head.encode("ascii") + block + b"\r\n\r\n", mtime=0)


def body_hashes(raw: bytes) -> set[str]:
    """Return the SHA-256 of a response's body as it came, and with its content encoding undone."""
    found = set()
    for decoding in ("none", "all"):
        record: WarcRecord | None = next(iter(ArchiveIterator(BytesIO(raw), auto_decode=decoding)), None)
        if record is not None:
            found.add(hashlib.sha256(record.reader.read(MAX_MEMBER_BYTES)).hexdigest())
    return found
