"""Any bytes at all: the real kind is told by the bytes, nothing raises, everything is bounded."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
import signal
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from transforms.text.extract import document_text, extract_text, inline_text
from transforms.text.guard import ChildCrashed, ChildTimeout, GuardedReader, shared_reader
from transforms.text.letters import clean, decode
from transforms.text.read import read_whole
from transforms.text.sniff import TooLarge, sniff, unpack
from transforms.text.web import read_page
from transforms.text.words import words_without_tree
from warehouse.records import Document

PAGE = (
    b"<!doctype html><html><head><title>T</title></head>"
    b"<body><h1>Head</h1><p>The council met.</p></body></html>"
)


@pytest.mark.parametrize(
    ("body", "media_type", "kind"),
    [
        (PAGE, "application/pdf", "html"),
        (b"\xef\xbb\xbf \n" + PAGE, "text/plain", "html"),
        (b"%PDF-1.4\n", "application/octet-stream", "pdf"),
        (b"\n\n%PDF-1.4\n", "text/html", "pdf"),
        (b'{"a": 1}', None, "json"),
        (b"[not json", "text/plain", "plain"),
        (b'<?xml version="1.0"?><rss><channel/></rss>', "text/html", "xml"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html/>', None, "html"),
        (b"{\\rtf1 x}", "application/msword", "rtf"),
        (b"Minutes of a < b and c > d", None, "plain"),
        (b"<p>piece</p>", "text/html", "html"),
        (b"", "text/html", "empty"),
        (b" \r\n\t", None, "empty"),
        (os.urandom(64) + bytes(range(32)) * 40, "text/html", "binary"),
        ("Résolution".encode("utf-16"), None, "plain"),
    ],
)
def test_kind_is_told_by_bytes(body: bytes, media_type: str | None, kind: str) -> None:
    """What the header claims does not matter where the bytes are plain."""
    assert sniff(body, media_type=media_type) == kind


def test_gzipped_page_is_unpacked_and_bounded() -> None:
    """A body still packed is unpacked; one that unpacks past the bound is refused."""
    read = extract_text(gzip.compress(gzip.compress(PAGE)), media_type="text/html", url="")
    assert read.text == "Head\nThe council met."
    with pytest.raises(TooLarge):
        unpack(gzip.compress(b"\x00" * 2_000_000), limit=1_000_000)
    bomb = gzip.compress(b"\x00" * (80 * 1024 * 1024))
    assert (extract_text(bomb, media_type=None, url="").unreadable or "").startswith("too large")


def test_json_gives_its_words() -> None:
    """Strings with words come in order, markup stripped; ids and addresses do not."""
    body = json.dumps(
        {"id": "a1b2", "url": "https://x.org", "title": "Bill 7", "text": ["<p>No detainers</p>", 5]}
    )
    assert extract_text(body.encode(), media_type="application/json", url="").text == "Bill 7\nNo detainers"


@pytest.mark.parametrize(
    ("body", "charset", "expected"),
    [
        ("Señor – “x”".encode(), "iso-8859-1", "Señor – “x”"),
        ("Señor – “x”".encode("cp1252"), "iso-8859-1", "Señor – “x”"),
        ("Señor – “x”".encode("cp1252"), None, "Señor – “x”"),
        ("Señor – “x”".encode("cp1252"), "utf-8", "Señor – “x”"),
        ("Señor".encode("utf-16"), None, "Señor"),
        ("Señor".encode("utf-8-sig"), "ascii", "Señor"),
        (
            b"<meta charset='windows-1251'>" + "Совет".encode("cp1251"),
            None,
            "<meta charset='windows-1251'>Совет",
        ),
        (b"plain", "base64", "plain"),
        (b"plain", "no-such-thing", "plain"),
    ],
)
def test_letters_of_bytes(body: bytes, charset: str | None, expected: str) -> None:
    """Mark, UTF-8 that holds, header, declaration, Windows-1252: in that order of trust."""
    assert decode(body, charset=charset) == expected


@given(st.text(alphabet=st.characters(codec=None), max_size=300))
def test_clean_is_final(text: str) -> None:
    """Cleaning twice changes nothing, and leaves no invisible mark or doubled space."""
    once = clean(text)
    assert clean(once) == once
    assert "  " not in once and "\n\n" not in once and not set("\u200b\u00ad\ufeff\x00\x0c\r\t") & set(once)
    once.encode("utf-8")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2000))
@example(b"PK\x03\x04word/document.xml")
@example(b"<html>" + b"\xff\xfe<p" * 50)
def test_random_bytes_never_raise(body: bytes) -> None:
    """Random bytes give words or a reason, through every reader."""
    read = extract_text(body, media_type=None, url="http://[bad", charset="x")
    assert bool(read.text) != bool(read.unreadable)
    for kind in ("html", "docx", "odt", "rtf", "json", "plain", "xml", "pdf"):
        one = read_whole(body, kind=kind)  # type: ignore[arg-type]
        assert bool(one.text) != bool(one.unreadable), kind


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_mutated_pages_never_raise(data: st.DataObject) -> None:
    """Real shapes with bytes cut, doubled and flipped give words or a reason."""
    body = bytearray(PAGE * 3)
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(body) - 1))
        change = data.draw(st.sampled_from(["flip", "cut", "double"]))
        if change == "flip":
            body[at] = data.draw(st.integers(0, 255))
        elif change == "cut" and len(body) > 50:
            del body[at : at + 40]
        else:
            body[at:at] = body[at : at + 200]
    read = read_page(decode(bytes(body)))
    assert bool(read.text) != bool(read.unreadable)


@pytest.mark.parametrize(
    "piece",
    [
        "<!-- ",
        "<script>",
        "<div ",
        "&amp;",
        "<a <b ",
        "<table><tr><td>",
        "]]>",
        "<style>",
        "\x00",
        "<p hidden>",
    ],
)
def test_hostile_repetition_is_linear(piece: str) -> None:
    """A megabyte of any one odd piece of markup is passed in a moment."""
    started = time.monotonic()
    words_without_tree(piece * (1_000_000 // len(piece)))
    assert time.monotonic() - started < 10


def test_slow_markup_falls_back_to_its_words() -> None:
    """Markup that the parser cannot finish in time still gives its words."""
    attributes = " ".join(f'a{number}="x"' for number in range(200_000))
    page = f"<html><body><p {attributes}>The council met.</p></body></html>"
    read = extract_text(page.encode(), media_type="text/html", url="", max_seconds=1)
    assert read.text == "The council met."


def test_twenty_megabytes_of_plain_text() -> None:
    """A plain text of 20 MB comes through whole, in seconds."""
    started = time.monotonic()
    read = extract_text(b"The council adopted the ordinance.\n" * 600_000, media_type="text/plain", url="")
    assert len(read.text) == 600_000 * 35 - 1 and time.monotonic() - started < 40


def test_wrapped_plain_text_is_joined() -> None:
    """A text broken at a fixed width, as a mailed release is, gets its paragraphs back."""
    lines = [
        "The sheriff has signed an agreement with the federal agency under which",
        "deputies in the jail may serve",
    ]
    body = "\n".join([lines[0]] * 8 + [lines[1]]) + "\n\nContact: the office\n"
    assert extract_text(body.encode(), media_type="text/plain", url="").text.count("\n") == 1


def test_hanging_child_is_replaced() -> None:
    """A child that stops answering is killed on time; the next job gets a fresh one."""
    reader = GuardedReader()
    job: dict[str, Any] = {"kind": "html", "url": "", "charset": None, "title": None}
    assert list(reader.ask(job, PAGE, max_seconds=20))[-1]["read"]["text"] == "Head\nThe council met."
    assert reader._process is not None
    os.kill(reader._process.pid, signal.SIGSTOP)
    with pytest.raises(ChildTimeout):
        list(reader.ask(job, PAGE, max_seconds=0.3))
    assert list(reader.ask(job, PAGE, max_seconds=20))[-1]["last"]
    reader.close()


def test_dead_child_is_told_and_replaced() -> None:
    """A child that dies within a job raises with the cause; one that died before it is simply replaced."""
    reader = GuardedReader()
    job: dict[str, Any] = {"kind": "no such kind of job"}
    with pytest.raises(ChildCrashed, match="reader ended"):
        list(reader.ask(job, PAGE, max_seconds=20))
    job = {"kind": "html", "url": "", "charset": None, "title": None}
    assert list(reader.ask(job, PAGE, max_seconds=20))[-1]["last"]
    assert reader._process is not None
    os.kill(reader._process.pid, signal.SIGKILL)
    time.sleep(0.2)
    assert list(reader.ask(job, PAGE, max_seconds=20))[-1]["last"]
    reader.close()


def test_child_has_a_memory_limit() -> None:
    """A child without enough memory for a body dies alone, and says of what."""
    reader = GuardedReader(memory_bytes=400 * 1024**2)
    job: dict[str, Any] = {"kind": "plain", "url": "", "charset": None, "title": None}
    with pytest.raises(ChildCrashed, match="memory"):
        list(reader.ask(job, b"x" * (150 * 1024 * 1024), max_seconds=60))
    reader.close()


def test_shared_reader_is_one_per_thread() -> None:
    """A thread asks one and the same child again and again."""
    assert shared_reader() is shared_reader()


def _read_in_fork(_: int) -> str:
    return extract_text(PAGE, media_type="text/html", url="").text


def test_forked_process_gets_a_reader_of_its_own() -> None:
    """A process forked after a reading neither talks through its parent's pipes nor ends its child."""
    assert _read_in_fork(0) == "Head\nThe council met."
    child = shared_reader()._process
    assert child is not None
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map(_read_in_fork, range(4)) == ["Head\nThe council met."] * 4
    assert child.poll() is None and _read_in_fork(0) == "Head\nThe council met."


DOCUMENT = Document(
    document_id="d1", source_id="s1", jurisdiction="Brook, NY", kind="article", url="https://x.org",
    capture_id="c1", content_sha256="ab",
)  # fmt: skip


def test_inline_text_of_a_document() -> None:
    """What came inside a listing is cleaned by its media type; a document without says so."""
    html = DOCUMENT.model_copy(
        update={"inline_text": "<p>No&nbsp;holds</p><p>at all", "inline_media_type": "text/html"}
    )
    assert inline_text(html).text == "No holds\nat all" and inline_text(html).method == "inline"
    plain = DOCUMENT.model_copy(update={"inline_text": "a <b> c", "inline_media_type": "text/plain"})
    assert inline_text(plain).text == "a <b> c"
    assert inline_text(DOCUMENT).unreadable == "empty: no inline text"


def test_record_of_a_text() -> None:
    """The record carries the version's ids and the text's hash; what the source states wins over the page."""
    read = extract_text(PAGE, media_type="text/html", url="")
    record = document_text(
        DOCUMENT.model_copy(update={"title": "Feed title", "published_at": "2025-01-02"}), read
    )
    assert (record.title, record.published_at, record.text) == ("Feed title", "2025-01-02", read.text)
    assert (record.document_id, record.content_sha256, len(record.text_sha256)) == ("d1", "ab", 64)
    assert document_text(DOCUMENT, read).title == "Head"


def test_control_characters_beside_what_is_dropped_cost_no_words() -> None:
    """A script's tail that holds what XML may not hold is kept without it."""
    page = "<html><body><main><p>Before <script>x()</script>\x01after&#2; that.</p></main></body>"
    assert "after" in read_page(page).text and "Before" in read_page(page).text
