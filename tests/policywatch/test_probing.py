"""`sources check ID`: what one source gave is explained, and its file's better words are shown as a diff."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from policywatch.probing import edited, probe_source
from policywatch.settings import Settings
from warehouse.errors import UserError

PAGE = "https://www.springfield.example/council/meetings"
FILE = f"""\
jurisdiction: Springfield, IL
timezone: America/Chicago
sources:
  - id: springfield-news
    kind: city_hall
    platform: rss
    url: https://www.springfield.example/feed/

  - id: springfield-council
    kind: council
    platform: listing
    url: {PAGE}
    title: City Council
    verified: unverified
    note: >-
      The path is not checked.

  - {{id: inline, kind: council, platform: listing, url: {PAGE}/x}}
"""
ROW = '<li><a href="/files/a{0}.pdf">City Council Regular Meeting May {0}, 2026</a></li>'
GOOD = f"<main><h1>Meetings</h1><ul>{''.join(ROW.format(day) for day in range(1, 7))}</ul></main>"
MOVED = '<h1>City Council</h1><iframe src="https://springfieldil.portal.civicclerk.com/"></iframe>'
REFUSED = "<title>Just a moment...</title><p>Checking your browser before accessing</p>"


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "springfield.yml").write_text(FILE, encoding="utf-8")
    return folder


def archive(folder: Path, body: str, *, url: str = PAGE) -> Path:
    """Return a WARC of one response."""
    page = f"<!doctype html><html><body>{body}</body></html>".encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:7a1e0d2c-0000-4000-8000-1>\r\n"
        f"WARC-Date: 2026-05-01T00:00:00Z\r\nWARC-Target-URI: {url}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    path = folder / "page.warc.gz"
    path.write_bytes(gzip.compress(head.encode() + http + b"\r\n\r\n"))
    return path


def check(registry: Path, body: str, capsys: pytest.CaptureFixture[str], *, source: str) -> tuple[bool, str]:
    is_well = probe_source(Settings(), source, registry=registry, replay=archive(registry.parent, body))
    return is_well, capsys.readouterr().out


def test_a_good_page_gives_floor_and_count(registry: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was collected is listed, and the file is shown with its floor, count and standing."""
    is_well, said = check(registry, GOOD, capsys, source="springfield-council")
    assert is_well
    assert "springfield-council (listing): ok; 6 documents" in said
    assert f"asked for {PAGE}: 200, text/html" in said
    assert "robots.txt: not asked, since an archive answered" in said
    assert "(6 meeting)" in said
    assert "meeting, 2026-05-01: City Council Regular Meeting May 1, 2026" in said
    for line in (
        "+    floor: 3",
        "+    last_count: 6",
        "-    verified: unverified",
        "+    verified: recorded",
    ):
        assert line in said


def test_a_page_that_moved_to_another_vendor_proposes_it(
    registry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The frame tells the new vendor; the diff changes platform, address and hosts of that entry alone."""
    is_well, said = check(registry, MOVED, capsys, source="springfield-council")
    assert not is_well
    assert "vendor: CivicClerk (civicclerk), but the file says listing" in said
    assert "-    platform: listing" in said
    assert "+    platform: civicclerk" in said
    assert '+    url: "https://springfieldil.api.civicclerk.com"' in said
    assert "+    hosts: [springfieldil.portal.civicclerk.com]" in said
    assert "rss" not in said
    assert (registry / "springfield.yml").read_text(encoding="utf-8") == FILE


def test_a_refusal_is_reported_and_changes_nothing(
    registry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A challenge page is a block; it tells nothing of what the file should say."""
    is_well, said = check(registry, REFUSED, capsys, source="springfield-council")
    assert not is_well
    assert ": blocked; " in said
    assert "tells no change of the file" in said


def test_a_page_that_the_archive_lacks_is_unreachable(
    registry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The address that is missing is named."""
    is_well, said = check(registry, GOOD, capsys, source="inline")
    assert not is_well
    assert f"not in the archive: {PAGE}/x" in said
    assert "no page answered" in said


def test_orders_that_cannot_be_carried_out(registry: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown id names some that there are; a live probe wants a contact."""
    with pytest.raises(UserError, match="springfield-council"):
        probe_source(Settings(), "springfeld", registry=registry, replay=None)
    with pytest.raises(UserError, match="POLICYWATCH_CONTACT"):
        probe_source(Settings(contact=None), "inline", registry=registry, replay=None)


def test_an_entry_is_edited_in_its_own_lines() -> None:
    """Keys are replaced where they stand and added where they belong; an entry on one line is left alone."""
    lines = FILE.splitlines()
    after = edited(
        lines, "springfield-council", {"url": '"https://y.example/"', "floor": "4", "hosts": "[a.b]"}
    )
    assert after is not None
    start = after.index("  - id: springfield-council")
    assert after[start : start + 8] == [
        "  - id: springfield-council",
        "    kind: council",
        "    platform: listing",
        '    url: "https://y.example/"',
        "    title: City Council",
        "    hosts: [a.b]",
        "    floor: 4",
        "    verified: unverified",
    ]
    assert after[:start] == lines[:start]
    assert after[-1] == lines[-1]
    assert edited(lines, "inline", {"floor": "4"}) is None
