"""One action's proof as a folder: what it holds, what it admits, and that nothing from outside runs in it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from warehouse import records
from warehouse.errors import UserError
from warehouse.evidence_folder import EvidenceReport, write_evidence
from warehouse.lake import Lake
from warehouse.landing_store import Landings
from warehouse.publish import publish

BODY = b"<p>The council adopted item 0 on detainers on Tuesday.</p>"
URL = "https://news.test/0"
WARC = "2025-05-01/shard-0/captures.warc.gz"


def member(kind: str, block: bytes, name: str, *more: str) -> bytes:
    head = [
        "WARC/1.1", f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{name * 8}-0000-4000-8000-000000000000>",
        "WARC-Date: 2025-05-01T06:00:00Z", f"WARC-Target-URI: {URL}", f"Content-Length: {len(block)}",
        f"Content-Type: application/http;msgtype={'request' if kind == 'request' else 'response'}", *more,
    ]  # fmt: skip
    return gzip.compress(("\r\n".join(head) + "\r\n\r\n").encode() + block + b"\r\n\r\n")


HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
RESPONSE = member("response", HTTP + BODY, "a")
REQUEST = member(
    "request", b"GET /0 HTTP/1.1\r\n\r\n", "b",
    "WARC-Concurrent-To: <urn:uuid:aaaaaaaa-0000-4000-8000-000000000000>",
)  # fmt: skip
REVISIT = member(
    "revisit", b"HTTP/1.1 304 Not Modified\r\n\r\n", "c", f"WARC-Refers-To-Target-URI: {URL}",
    "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/server-not-modified",
)  # fmt: skip
OTHER = member("response", HTTP + b"something else", "d")


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    path = tmp_path / "landing" / WARC
    path.parent.mkdir(parents=True)
    path.write_bytes(OTHER + RESPONSE + REQUEST + REVISIT)
    return tmp_path / "landing"


def capture(make, **more) -> records.Capture:
    fields = {"sha256": hashlib.sha256(BODY).hexdigest(), "warc_path": WARC, "warc_offset": len(OTHER)}
    return make.capture(0, **(fields | more))


def evidence(
    lake: Lake, make, passing, tmp_path: Path, landing: Path, *captures: records.Capture, title: str = "Vote"
) -> EvidenceReport:
    """Publish one action that rests on the first capture, and write its proof; the second is its original."""
    make.full_night(lake, range(1))
    lake.merge("captures", captures[:1], run_id=make.night)
    lake.merge("documents", [make.document(0, title=title)], run_id=make.night)
    published = tmp_path / "published.duckdb"
    publish(lake, published, run_id=make.night, audit=passing)
    return write_evidence(
        published, Landings(landing), "action-0", tmp_path / "out", original=lambda *_: (*captures, None)[1]
    )


def kinds(archive: Path) -> list[str]:
    with archive.open("rb") as stream:
        return [record.rec_type for record in ArchiveIterator(stream, verify_http=True)]


def test_the_very_records_stand_in_an_archive_of_their_own(
    lake: Lake, make, passing, tmp_path: Path, landing: Path
) -> None:
    """The response byte for byte with its request and no other; every file of the folder has its hash."""
    report = evidence(lake, make, passing, tmp_path, landing, capture(make))
    assert report.problems == () and "every quote stands" in report.told()
    out = tmp_path / "out"
    assert kinds(out / "archive.warc.gz") == ["warcinfo", "response", "request"]
    assert (out / "archive.warc.gz").read_bytes().endswith(RESPONSE + REQUEST)
    told = json.loads((out / "evidence.json").read_bytes())
    [document] = told["documents"]
    [quote] = document["quotes"]
    text = (out / document["text_file"]).read_text()
    assert text[quote["start_char"] : quote["end_char"]] == quote["quote"]
    [offset] = document["archive_offsets"]
    assert (out / "archive.warc.gz").read_bytes()[offset:] == RESPONSE + REQUEST
    sums = dict(reversed(line.split("  ")) for line in (out / "SHA256SUMS").read_text().splitlines())
    files = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert sums.keys() == files - {"SHA256SUMS"}
    assert all(hashlib.sha256((out / name).read_bytes()).hexdigest() == said for name, said in sums.items())


def test_a_revisit_comes_with_the_response_that_has_its_bytes(
    lake: Lake, make, passing, tmp_path: Path, landing: Path
) -> None:
    """Else a replay would have nothing to show."""
    offset = len(OTHER + RESPONSE + REQUEST)
    revisit = capture(make, is_revisit=True, warc_offset=offset, size_bytes=0)
    report = evidence(lake, make, passing, tmp_path, landing, revisit, capture(make))
    assert report.problems == ()
    assert kinds(tmp_path / "out" / "archive.warc.gz") == ["warcinfo", "revisit", "response", "request"]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"warc_offset": 0}, "another hash"),
        ({"warc_offset": 7}, "cannot be read"),
        ({"warc_path": "2025-05-01/gone.warc.gz"}, "cannot be read"),
        ({"warc_path": "../../../etc/passwd"}, "leads out"),
        ({"warc_offset": len(OTHER + RESPONSE + REQUEST)}, "not kept"),
        ({"warc_offset": len(OTHER + RESPONSE)}, "holds no response"),
    ],
)
def test_what_cannot_be_proven_is_said(
    lake: Lake, make, passing, tmp_path: Path, landing: Path, more: dict[str, object], says: str
) -> None:
    """The folder is written all the same, and its cover says what is missing."""
    report = evidence(lake, make, passing, tmp_path, landing, capture(make, **more))
    assert len(report.problems) == 1 and says in report.problems[0]
    assert "Not everything could be proven" in (tmp_path / "out" / "index.html").read_text()


def test_nothing_from_outside_runs_on_the_cover(
    lake: Lake, make, passing, tmp_path: Path, landing: Path
) -> None:
    """A hostile title is words, a script's address is no link, and the policy forbids scripts."""
    title = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    evidence(lake, make, passing, tmp_path, landing, capture(make), title=title)
    page = (tmp_path / "out" / "index.html").read_text()
    assert "<script" not in page and "<img" not in page and "&lt;script&gt;" in page
    style = page.split("<style>")[1].split("</style>")[0]
    assert base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() in page
    assert "default-src 'none'" in page


def test_a_name_that_is_none_and_a_folder_of_others(
    lake: Lake, make, passing, tmp_path: Path, landing: Path
) -> None:
    """Each is told in a line and nothing is written."""
    make.full_night(lake)
    published = tmp_path / "published.duckdb"
    publish(lake, published, run_id=make.night, audit=passing)
    for name, says in (("action-", "several"), ("nothing-such", "is no action"), ("'; --", "no action's id")):
        with pytest.raises(UserError, match=says):
            write_evidence(published, Landings(landing), name, tmp_path / "new", original=lambda *_: None)
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "mine.txt").write_text("mine")
    with pytest.raises(UserError, match="name another folder"):
        write_evidence(
            published, Landings(landing), "action-0", tmp_path / "thesis", original=lambda *_: None
        )
    assert not (tmp_path / "new").exists() and (tmp_path / "thesis" / "mine.txt").exists()
