"""Landings are read whole or refused by name; bodies come out of the archive by offset, bounded."""

import hashlib
import json
import zlib
from pathlib import Path

import pytest

from warehouse.archive import BodyUnavailable, read_body
from warehouse.landing import LandingDamaged, LandingIncomplete, read_landing
from warehouse.landing_store import Landings


def test_a_whole_landing_is_read(write_landing, make) -> None:
    """Captures, documents and verdicts come back as records, in their order."""
    landing = read_landing(write_landing())
    assert (landing.run_id, landing.shard) == (make.night, "shard-0")
    assert [each.document_id for each in landing.documents] == ["document-0", "document-1", "document-2"]
    assert len(landing.captures) == 3
    assert [each.verdict for each in landing.source_nights] == ["ok"]
    assert landing.rejected == ()


def test_a_landing_without_its_marker_is_incomplete(write_landing) -> None:
    """The crawl did not end."""
    folder = write_landing()
    (folder / "COMPLETE").unlink()
    with pytest.raises(LandingIncomplete, match="run the night again"):
        read_landing(folder)
    with pytest.raises(LandingIncomplete):
        read_landing(folder / "nowhere")


@pytest.mark.parametrize("name", ["captures.warc.gz", "captures.jsonl", "documents.jsonl", "stats.json"])
def test_a_changed_file_is_damage(write_landing, name: str) -> None:
    """One byte more, one byte other, or no file: each is named."""
    folder = write_landing()
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole + b"\n")
    with pytest.raises(LandingDamaged, match=name):
        read_landing(folder)
    (folder / name).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(LandingDamaged, match=r"sha256 .* move .* away and run the night again"):
        read_landing(folder)
    (folder / name).unlink()
    with pytest.raises(LandingIncomplete, match="missing"):
        read_landing(folder)


@pytest.mark.parametrize(
    "marker",
    [
        b"", b"{", b"[]", b"null", b"{}", b'{"files": {"stats.json": 1}}', b'{"files": 3}', b"\xff\xfe",
        b"[" * 99999, b'{"files": {"../x": {"size_bytes": 1, "sha256": "a"}}}',
    ],
)  # fmt: skip
def test_a_marker_that_says_nothing_is_damage(write_landing, marker: bytes) -> None:
    """Whatever stands in it, the answer is one line."""
    folder = write_landing()
    (folder / "COMPLETE").write_bytes(marker)
    with pytest.raises(LandingDamaged):
        read_landing(folder)


def test_a_marker_cannot_name_a_file_elsewhere(write_landing) -> None:
    """Only files of the folder itself are looked at."""
    folder = write_landing()
    marker = json.loads((folder / "COMPLETE").read_text())
    marker["files"]["../../secret"] = {"size_bytes": 1, "sha256": "0" * 64}
    (folder / "COMPLETE").write_text(json.dumps(marker))
    with pytest.raises(LandingDamaged, match="not a file of its folder"):
        read_landing(folder)


@pytest.mark.parametrize(
    "line",
    [
        b"not json",
        b"{}",
        b'{"document_id": 1}',
        b"\xff\xfe\x00",
        b'"a string"',
        b"[" * 5000,
        b'{"source_id": "rochester_news", "kind": "poem"}',
    ],
)
def test_a_bad_line_is_set_aside_and_harms_no_other(write_landing, line: bytes) -> None:
    """It is kept whole, with the line's number and the reason."""
    landing = read_landing(write_landing(extra_lines=(line, b"", b"   ")))
    assert len(landing.documents) == 3
    [rejected] = landing.rejected
    assert rejected.reason.startswith("documents.jsonl line 4: ")
    assert rejected.row_json
    if b"source_id" in line:
        assert rejected.source_id == "rochester_news"


def test_bodies_come_back_by_offset(write_landing, tmp_path: Path) -> None:
    """Each capture gives its own page, whatever its place in the archive."""
    landing = read_landing(write_landing())
    bodies = [read_body(Landings(tmp_path / "landing"), each) for each in reversed(landing.captures)]
    assert bodies == [b"words 2", b"words 1", b"words 0"]


def test_a_body_is_bounded(write_landing, tmp_path: Path) -> None:
    """A larger one is refused, not cut."""
    [capture, *_] = read_landing(write_landing()).captures
    with pytest.raises(BodyUnavailable, match="larger than 3 bytes"):
        read_body(Landings(tmp_path / "landing"), capture, max_bytes=3)


def test_a_body_with_another_hash_is_refused(write_landing, tmp_path: Path) -> None:
    """Words that are not those that were captured prove nothing."""
    [capture, *_] = read_landing(write_landing()).captures
    with pytest.raises(BodyUnavailable, match="another sha256"):
        read_body(Landings(tmp_path / "landing"), capture.model_copy(update={"sha256": "0" * 64}))


def test_an_offset_that_leads_elsewhere_is_refused(write_landing, tmp_path: Path) -> None:
    """Neither another page's record, nor the middle of one, nor the file's end, passes for it."""
    first, second, _ = read_landing(write_landing()).captures
    size = (tmp_path / "landing" / first.warc_path).stat().st_size
    for offset in (second.warc_offset, first.warc_offset + 7, size, size + 1000):
        with pytest.raises(BodyUnavailable):
            read_body(Landings(tmp_path / "landing"), first.model_copy(update={"warc_offset": offset}))


@pytest.mark.parametrize("path", ["../outside.gz", "/etc/passwd", "2025-05-01/../../x", "nowhere.gz"])
def test_a_path_that_leads_out_is_refused(tmp_path: Path, make, path: str) -> None:
    """An archive's name cannot reach a file beside the landing folder."""
    (tmp_path / "landing").mkdir()
    with pytest.raises(BodyUnavailable):
        read_body(Landings(tmp_path / "landing"), make.capture(warc_path=path))


def test_a_revisit_is_read_through_the_capture_it_repeats(write_landing, tmp_path: Path) -> None:
    """It has no body of its own."""
    [capture, *_] = read_landing(write_landing()).captures
    revisit = capture.model_copy(update={"is_revisit": True, "status": 304, "size_bytes": 0})
    assert read_body(Landings(tmp_path / "landing"), revisit, original=lambda _: capture) == b"words 0"
    for original in (None, lambda _: None, lambda _: revisit):
        with pytest.raises(BodyUnavailable, match="not kept"):
            read_body(Landings(tmp_path / "landing"), revisit, original=original)


def test_a_compressed_body_is_bounded_as_it_grows(tmp_path: Path, make) -> None:
    """A small record that expands to a hundred million bytes is refused before it does."""
    packed = zlib.compress(b"\0" * 100_000_000, 9)
    http = f"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
    block = http + packed
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.test/0\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n"
        "WARC-Date: 2025-05-01T06:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    ).encode()
    (tmp_path / "a.warc").write_bytes(head + block + b"\r\n\r\n")
    capture = make.capture(warc_path="a.warc", warc_offset=0, sha256=hashlib.sha256(b"").hexdigest())
    with pytest.raises(BodyUnavailable, match="larger than 1,000,000 bytes"):
        read_body(Landings(tmp_path), capture, max_bytes=1_000_000)
