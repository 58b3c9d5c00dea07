"""Crawling from an archive: every kind of WARC, spellings of one address, no network."""

from __future__ import annotations

import gzip
import io
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from spiders.crawl import crawl_file, probe, run_crawl
from spiders.replay import Archive, NotInArchive, http_headers, replay_key
from tests.spiders.conftest import Crawl, row, script, scripted_source
from warehouse.errors import UserError

MOST = 10**7


class Packer:
    """Builds a WARC as other people's tools do."""

    def __init__(self, *, packed: bool = True) -> None:
        self._file = io.BytesIO()
        self._writer = WARCWriter(self._file, gzip=packed)

    def response(
        self,
        url: str,
        body: bytes,
        *,
        day: str = "2024-01-01",
        headers: list[tuple[str, str]] | None = None,
        status: str = "200 OK",
        **warc: str,
    ) -> Any:
        head = StatusAndHeaders(status, headers or [("Content-Type", "text/html")], protocol="HTTP/1.1")
        record = self._writer.create_warc_record(
            url,
            "response",
            payload=io.BytesIO(body),
            http_headers=head,
            warc_headers_dict={"WARC-Date": f"{day}T12:00:00Z", **warc},
        )
        self._writer.write_record(record)
        return record

    def request(self, url: str, method: str, body: bytes, concurrent: Any) -> None:
        head = StatusAndHeaders(f"{method} / HTTP/1.1", [("Host", "x")], is_http_request=True)
        self._writer.write_record(
            self._writer.create_warc_record(
                url,
                "request",
                payload=io.BytesIO(body),
                http_headers=head,
                warc_headers_dict={"WARC-Concurrent-To": concurrent.rec_headers.get_header("WARC-Record-ID")},
            )
        )

    def revisit(self, url: str, refers_to: str, day: str) -> None:
        self._writer.write_record(
            self._writer.create_revisit_record(
                url,
                "sha1:AAAA",
                refers_to,
                f"{day}T12:00:00Z",
                warc_headers_dict={"WARC-Date": f"{day}T12:00:00Z"},
            )
        )

    def save(self, path: Path) -> Path:
        path.write_bytes(self._file.getvalue())
        return path


def body_of(archive: Archive, url: str, **how: Any) -> bytes:
    place = archive.find(url, **how)
    assert place is not None, url
    return archive.read(place, max_bytes=MOST)[2]


@pytest.mark.parametrize("kind", ["records", "plain", "whole"])
def test_every_way_of_packing(tmp_path: Path, kind: str) -> None:
    """Gzip a record, gzip the whole, or none: each page is found."""
    packer = Packer(packed=kind == "records")
    for number in range(5):
        packer.response(f"https://x.gov/{number}", b"page %d " % number * 2000)
    path = packer.save(tmp_path / "a.warc")
    if kind == "whole":
        path.write_bytes(gzip.compress(path.read_bytes()))
    archive = Archive(path)
    for number in (3, 0, 4, 1, 2):
        assert body_of(archive, f"https://x.gov/{number}") == b"page %d " % number * 2000
    assert archive.find("https://x.gov/5") is None


def test_latest_of_several_wins(tmp_path: Path) -> None:
    """Of three recordings of one page the newest answers, wherever it stands in the file."""
    packer = Packer()
    for day, body in (("2024-02-01", b"second"), ("2024-03-01", b"third"), ("2024-01-01", b"first")):
        packer.response("https://x.gov/a", body, day=day)
    assert body_of(Archive(packer.save(tmp_path / "a.warc.gz")), "https://x.gov/a") == b"third"


def test_revisit_stands_for_what_it_refers_to(tmp_path: Path) -> None:
    """A revisit of the page, or of another address with the same bytes, is answered with the body."""
    packer = Packer()
    packer.response("https://x.gov/a", b"the body")
    packer.revisit("https://x.gov/a", "https://x.gov/a", "2024-05-01")
    packer.revisit("https://x.gov/copy", "https://x.gov/a", "2024-05-01")
    packer.revisit("https://x.gov/lost", "https://x.gov/never", "2024-05-01")
    archive = Archive(packer.save(tmp_path / "a.warc.gz"))
    assert body_of(archive, "https://x.gov/a") == b"the body"
    assert body_of(archive, "https://x.gov/copy") == b"the body"
    assert archive.find("https://x.gov/lost") is None


def test_chunks_are_joined_and_encodings_kept_only_where_true(tmp_path: Path) -> None:
    """A chunked gzip body comes out as gzip with its header; a decoded body sheds the header that lies."""
    packed = gzip.compress(b"hello " * 50)
    chunked = b"%x\r\n" % len(packed) + packed + b"\r\n0\r\n\r\n"
    wire = [("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"), ("Content-Type", "text/html")]
    packer = Packer()
    packer.response("https://x.gov/chunked", chunked, headers=wire)
    packer.response("https://x.gov/decoded", b"plain words", headers=[("Content-Encoding", "gzip")])
    archive = Archive(packer.save(tmp_path / "a.warc.gz"))
    place = archive.find("https://x.gov/chunked")
    assert place is not None
    _, headers, body = archive.read(place, max_bytes=MOST)
    assert gzip.decompress(body) == b"hello " * 50
    assert http_headers(headers, body)[b"Content-Encoding"] == b"gzip"
    place = archive.find("https://x.gov/decoded")
    assert place is not None
    _, headers, body = archive.read(place, max_bytes=MOST)
    assert b"Content-Encoding" not in http_headers(headers, body)


def test_posts_are_told_apart_where_the_archive_knows(tmp_path: Path) -> None:
    """By method and body where requests are recorded; any response of the URL where they are not."""
    packer = Packer()
    for body in (b"year=2023", b"year=2024"):
        packer.request(
            "https://x.gov/api", "POST", body, packer.response("https://x.gov/api", b"for " + body)
        )
    packer.response("https://x.gov/bare", b"recorded without its request")
    archive = Archive(packer.save(tmp_path / "a.warc.gz"))
    assert body_of(archive, "https://x.gov/api", method="POST", body=b"year=2023") == b"for year=2023"
    assert body_of(archive, "https://x.gov/api", method="POST", body=b"year=2024") == b"for year=2024"
    assert archive.find("https://x.gov/api", method="GET") is None
    assert body_of(archive, "https://x.gov/bare", method="POST", body=b"x") == b"recorded without its request"


@pytest.mark.parametrize(
    ("asked", "recorded"),
    [
        ("https://x.gov/a?b=1&c=2", "http://X.gov:80/a?c=2&b=1#top"),
        ("https://x.gov/e/{id}/items", "https://x.gov/e/%7Bid%7D/items"),
        (
            "https://x.gov/a?$filter=d+ge+datetime'2026'",
            "https://x.gov/a?%24filter=d%20ge%20datetime%272026%27",
        ),
        ("https://x.gov", "https://x.gov/"),
        ("https://x.gov/a", "https://x.gov/a/"),
        ("https://www.x.gov/a", "https://x.gov/A"),
    ],
)
def test_spellings_of_one_address(tmp_path: Path, asked: str, recorded: str) -> None:
    """Scheme, port, case of host, order, encoding and fragment do not matter."""
    packer = Packer()
    packer.response(recorded, b"found")
    assert body_of(Archive(packer.save(tmp_path / "a.warc.gz")), asked) == b"found"


def test_other_ports_and_other_arguments_are_other_addresses() -> None:
    """What differs in meaning differs as a key."""
    keys = [
        replay_key(url)
        for url in ("http://x:81/a", "http://x/a", "http://x/a?b=1", "http://x/a?b=2", "http://y/a")
    ]
    assert len(set(keys)) == 5


@given(st.text(max_size=60))
def test_any_text_has_a_key(text: str) -> None:
    """No address makes the comparison raise."""
    assert isinstance(replay_key(text), str)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no warc at all\n" * 50,
        gzip.compress(b"nor this" * 99, mtime=0),
        b"\x1f\x8b\x08broken",
        b"WARC/1.0\r\n",
    ],
)
def test_what_is_no_archive_is_told(tmp_path: Path, body: bytes) -> None:
    """An unreadable archive is one line with the file's name."""
    path = tmp_path / "bad.warc.gz"
    path.write_bytes(body)
    with pytest.raises(UserError, match=r"bad\.warc\.gz: "):
        Archive(path)


def test_missing_archive_is_told(tmp_path: Path) -> None:
    """A path that leads nowhere is a user's error before anything is begun."""
    source = scripted_source("s", "https://x.gov/").model_copy(update={"platform": "rss"})
    with pytest.raises(UserError, match="no such archive"):
        probe(source, replay=tmp_path / "nowhere.warc")


@pytest.mark.parametrize("cut", [100, 400, 900])
def test_truncated_archive_gives_what_is_whole(tmp_path: Path, cut: int) -> None:
    """Records before the cut answer, the one cut through never gives half a page."""
    packer = Packer()
    for number in range(3):
        packer.response(f"https://x.gov/{number}", bytes(range(256)) * 8)
    path = packer.save(tmp_path / "a.warc.gz")
    path.write_bytes(path.read_bytes()[:-cut])
    archive = Archive(path)
    assert body_of(archive, "https://x.gov/0") == bytes(range(256)) * 8
    place = archive.find("https://x.gov/2")
    if place is not None:
        try:
            assert archive.read(place, max_bytes=MOST)[2] == bytes(range(256)) * 8
        except NotInArchive as error:
            assert "archive" in str(error)


def test_larger_than_the_bound_is_refused(tmp_path: Path) -> None:
    """A record that unfolds beyond the bound is not read into memory."""
    packer = Packer()
    packer.response("https://x.gov/a", b" " * 100_000)
    archive = Archive(packer.save(tmp_path / "a.warc.gz"))
    place = archive.find("https://x.gov/a")
    assert place is not None
    with pytest.raises(NotInArchive, match="larger than"):
        archive.read(place, max_bytes=1000)


def test_crawl_goes_on_where_the_archive_lacks_a_page(tmp_path: Path, crawl: Crawl) -> None:
    """What is missing is named in errors and statistics; what is there is landed."""
    packer = Packer()
    packer.response("https://x.gov/list", script(row("a"), {"ask": {"url": "https://x.gov/more"}}, row("b")))
    path = packer.save(tmp_path / "a.warc.gz")
    sources = [scripted_source("x", "https://x.gov/list"), scripted_source("y", "https://y.gov/list")]
    done = crawl(sources, replay=path, allow_private=(), contact=None)
    assert done.code == 0, done.said
    assert done.titles("x") == ["a", "b"]
    assert done.stats["missing_from_archive"] == ["https://y.gov/list", "https://x.gov/more"]
    assert done.night("y")["verdict"] == "unreachable"
    assert done.night("y")["errors"] == [
        {"url": "https://y.gov/list", "reason": "not in the archive: https://y.gov/list"}
    ]
    assert done.captures[0]["fetched_at_utc"].startswith("2024-01-01T12:00:00")


@pytest.fixture
def feed(tmp_path: Path) -> Iterator[Path]:
    """A registry file and an archive of one feed."""
    (tmp_path / "r.yml").write_text(
        "jurisdiction: Testville, NY\ntimezone: America/New_York\nsources:\n"
        "  - {id: feed, kind: news, platform: rss, url: 'https://news.example.org/feed'}\n"
        "  - {id: other, kind: news, platform: rss, url: 'https://other.example.org/feed'}\n",
        encoding="utf-8",
    )
    packer = Packer()
    items = "".join(
        f"<item><title>Story {n}</title><link>https://news.example.org/{n}</link><guid>{n}</guid>"
        f"<pubDate>Fri, 02 May 2025 0{n}:00:00 GMT</pubDate><description>Words {n}</description></item>"
        for n in range(1, 4)
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'
    packer.response(
        "https://news.example.org/feed", body.encode(), headers=[("Content-Type", "application/rss+xml")]
    )
    packer.save(tmp_path / "a.warc.gz")
    yield tmp_path


def test_crawl_file_lands_straight_in_the_folder(feed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`crawl --source FILE --only ID --replay WARC --out DIR` without a contact and without a socket."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    out = crawl_file(feed / "r.yml", out=feed / "new" / "out", only=["feed"], replay=feed / "a.warc.gz")
    assert {path.name for path in out.iterdir()} >= {
        "documents.jsonl", "captures.warc.gz", "captures.jsonl", "stats.json", "COMPLETE",
    }  # fmt: skip
    lines = (out / "documents.jsonl").read_text("utf-8").splitlines()
    assert [f"Story {n}" in line for n, line in enumerate(lines, start=1)] == [True] * 3


def test_crawl_file_refuses_what_it_cannot_do(feed: Path) -> None:
    """A wrong id, a folder in use, no contact for a live crawl: each is one line."""
    with pytest.raises(UserError, match="no source is called 'fede'"):
        crawl_file(feed / "r.yml", out=feed / "o1", only=["fede"], replay=feed / "a.warc.gz")
    (feed / "o2").mkdir()
    (feed / "o2" / "thesis.doc").write_text("", encoding="utf-8")
    with pytest.raises(UserError, match="not empty"):
        crawl_file(feed / "r.yml", out=feed / "o2", replay=feed / "a.warc.gz")
    with pytest.raises(UserError, match="contact"):
        crawl_file(feed / "r.yml", out=feed / "o3")
    (feed / "bad.warc").write_bytes(b"junk" * 100)
    with pytest.raises(UserError, match="holds no WARC"):
        crawl_file(feed / "r.yml", out=feed / "o4", replay=feed / "bad.warc")


def test_probe_tells_verdict_and_first_documents(feed: Path) -> None:
    """One source, looked at once."""
    from spiders.registry import find_source

    found = probe(find_source(feed / "r.yml", "feed"), replay=feed / "a.warc.gz", keep=2)
    assert (found.night.verdict, found.night.documents_count) == ("ok", 3)
    assert [each.title for each in found.documents] == ["Story 1", "Story 2"]
    assert found.captures[0]["status"] == 200


def test_replay_opens_no_connection(feed: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With every socket but the reactor's own forbidden in the child, a replay works as before."""
    guard = tmp_path / "site"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(
        "import socket\n"
        "def refuse(*a, **k): raise RuntimeError('a replay touched the network')\n"
        "socket.socket.connect = refuse\nsocket.socket.connect_ex = refuse\n"
        "socket.socket.bind = refuse\nsocket.getaddrinfo = refuse\nsocket.create_connection = refuse\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", str(guard))
    assert socket.socket.connect is not None
    out = crawl_file(feed / "r.yml", out=feed / "quiet", replay=feed / "a.warc.gz")
    assert len((out / "documents.jsonl").read_text("utf-8").splitlines()) == 3


def test_a_whole_landing_is_returned_at_once(feed: Path) -> None:
    """Running a finished shard again starts no process."""
    from spiders.spec import CrawlSpec

    out = crawl_file(feed / "r.yml", out=feed / "again", replay=feed / "a.warc.gz")
    spec = CrawlSpec.model_validate(
        {"run_id": "x", "night": "2025-05-02", "shard": 0, "out": out, "landing_root": feed, "sources": []}
    )
    assert run_crawl(spec) == out
