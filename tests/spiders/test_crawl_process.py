"""The crawl's process: killed, told to stop, out of time, orphaned, and never two in one folder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

import spiders.crawl
from spiders.crawl import run_crawl
from spiders.errors import CrawlFailed
from spiders.spec import CrawlSpec
from tests.spiders.conftest import Reply, Site
from warehouse.errors import UserError
from warehouse.records import Source

FEED = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>N</title><item><title>Story</title>'
    b"<guid>1</guid><link>http://127.0.0.1/1</link><description>Words</description></item></channel></rss>"
)


def spec_for(site: Site, folder: Path, path: str) -> CrawlSpec:
    source = Source(
        source_id="feed",
        jurisdiction="Testville, NY",
        timezone="America/New_York",
        kind="news",
        platform="rss",
        url=site.url(path),
    )
    return CrawlSpec(
        run_id="2025-05-02",
        night=date(2025, 5, 2),
        shard="0",
        out=folder / "2025-05-02" / "0",
        landing_root=folder,
        sources=(source,),
        delay_seconds=0.0,
        allow_private=(f"127.0.0.1:{site.port}",),
        timeout_seconds=30,
        max_total_seconds=60,
    )


def started(spec: CrawlSpec, folder: Path) -> subprocess.Popen[bytes]:
    path = folder / "spec.json"
    path.write_text(spec.model_dump_json(), encoding="utf-8")
    return subprocess.Popen([sys.executable, "-m", "spiders.crawl", str(path)], stderr=subprocess.PIPE)


def wait_for(site: Site, path: str) -> None:
    until = time.monotonic() + 20
    while not site.at(path) and time.monotonic() < until:
        time.sleep(0.02)
    assert site.at(path)
    time.sleep(0.05)


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM])
def test_ended_crawl_leaves_no_marker_and_is_done_again(
    site: Site, tmp_path: Path, sent: signal.Signals
) -> None:
    """Killed or told to stop, a crawl leaves an unmarked landing; the next run makes it whole."""
    path = f"/hanging-{sent.name}"
    site.routes[path] = Reply(FEED, pause=30)
    spec = spec_for(site, tmp_path, path)
    process = started(spec, tmp_path)
    wait_for(site, path)
    process.send_signal(sent)
    assert process.wait(20) != 0
    assert not (spec.out / "COMPLETE").exists()
    site.routes[path] = Reply(FEED)
    assert run_crawl(spec) == spec.out
    marker = json.loads((spec.out / "COMPLETE").read_text("utf-8"))
    assert {each.name for each in spec.out.iterdir()} == {*marker["files"], "COMPLETE"}
    assert len((spec.out / "documents.jsonl").read_text("utf-8").splitlines()) == 1


def test_two_crawls_never_share_a_folder(site: Site, tmp_path: Path) -> None:
    """While one writes, another is told so in one line, and harms nothing."""
    site.routes["/shared"] = Reply(FEED, pause=60)
    spec = spec_for(site, tmp_path, "/shared")
    process = started(spec, tmp_path)
    wait_for(site, "/shared")
    before = sorted(each.name for each in spec.out.iterdir())
    try:
        with pytest.raises(UserError, match="another crawl is writing here"):
            run_crawl(spec)
        assert process.poll() is None
        assert sorted(each.name for each in spec.out.iterdir()) == before
    finally:
        process.kill()
        process.wait(10)


def test_crawl_out_of_time_is_told_with_its_log(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that does not end by its bound is killed; the error says so and carries the log's end."""
    site.routes["/stuck"] = Reply(FEED, pause=30)
    monkeypatch.setattr(spiders.crawl, "GRACE_SECONDS", -56.5)
    with pytest.raises(CrawlFailed, match="shard 0 was ended by its time bound") as caught:
        run_crawl(spec_for(site, tmp_path, "/stuck"))
    assert "crawl of 1 sources begins" in caught.value.log_tail
    assert caught.value.returncode is None


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")
def test_no_crawl_outlives_the_one_that_started_it(site: Site, tmp_path: Path) -> None:
    """When a worker is killed, its crawl is gone too, so the next try finds the folder free."""
    site.routes["/orphan"] = Reply(FEED, pause=30)
    spec = spec_for(site, tmp_path, "/orphan")
    path = tmp_path / "spec.json"
    path.write_text(spec.model_dump_json(), encoding="utf-8")
    code = f"from spiders.crawl import *; from pathlib import Path; run_crawl(read_spec(Path({str(path)!r})))"
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    parent = subprocess.Popen([sys.executable, "-c", code], env=os.environ | {"TMPDIR": str(temporary)})
    wait_for(site, "/orphan")
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text("utf-8").split()
    assert children
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait(10)
    until = time.monotonic() + 5
    while time.monotonic() < until and any(_lives(child) for child in children):
        time.sleep(0.05)
    assert not any(_lives(child) for child in children)
    assert not list(temporary.iterdir())


def _lives(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_spec_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    """A bad spec names the field."""
    path = tmp_path / "spec.json"
    path.write_text('{"run_id": 3}', encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "spiders.crawl", str(path)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert str(path) in done.stderr
