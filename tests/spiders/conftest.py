"""A site on loopback whose every answer a test decides, and a crawl of it in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from spiders.spec import CrawlSpec
from warehouse.records import Source


@dataclass
class Reply:
    """One answer: `pause` seconds go by before it is sent, `drip` seconds between its bytes."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pause: float = 0.0
    drip: float = 0.0


@dataclass
class Asked:
    """One request as the site saw it."""

    at: float
    host: str
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Answer = Reply | Callable[[Asked], Reply]


class Site:
    """A server on every loopback address; a route is "127.0.0.2/path" or "/path" for any of them."""

    def __init__(self) -> None:
        self.routes: dict[str, Answer] = {}
        self.asked: list[Asked] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                return

            def _answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                host = (self.headers.get("Host") or "").rsplit(":", 1)[0]
                asked = Asked(
                    time.monotonic(),
                    host,
                    self.command,
                    self.path,
                    {name.lower(): value for name, value in self.headers.items()},
                    self.rfile.read(length),
                )
                site.asked.append(asked)
                found = site.routes.get(f"{host}{self.path}") or site.routes.get(self.path)
                reply = found(asked) if callable(found) else found
                if reply is None:
                    reply = Reply(b"not here", 404, {"Content-Type": "text/plain"})
                time.sleep(reply.pause)
                try:
                    self.send_response(reply.status)
                    headers = {"Content-Length": str(len(reply.body)), **reply.headers}
                    for name, value in headers.items():
                        self.send_header(name, value)
                    self.end_headers()
                    if reply.drip:
                        for byte in reply.body:
                            self.wfile.write(bytes([byte]))
                            self.wfile.flush()
                            time.sleep(reply.drip)
                    else:
                        self.wfile.write(reply.body)
                except OSError:
                    self.close_connection = True

            do_GET = do_POST = _answer

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, *_: object) -> None:
                return

        self._server = Server(("0.0.0.0", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """Return the address of a path."""
        return f"http://{host}:{self.port}{path}"

    def at(self, path: str, host: str | None = None) -> list[Asked]:
        """Return the requests that were made for a path."""
        return [each for each in self.asked if each.path == path and host in (None, each.host)]

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """A site for the tests of one module."""
    served = Site()
    yield served
    served.close()


SCRIPTED = '''
"""A platform whose pages are scripts: JSON that says which drafts and asks parse shall yield."""
import builtins, json, sys, time, types
import spiders.platforms
from spiders import errors
from spiders.page import Ask, Draft
from warehouse.records import Attachment

def draft(d):
    d = dict(d)
    d["attachments"] = tuple(Attachment(**a) for a in d.get("attachments", ()))
    return Draft(**d)

def ask(a):
    a = dict(a)
    if a.get("draft"): a["draft"] = draft(a["draft"])
    if a.get("body"): a["body"] = a["body"].encode()
    return Ask(**a)

def start_requests(source, night):
    for a in source.options.get("asks", [{"url": source.url}]):
        yield ask(a)

def parse(page, asked, source):
    if asked.role == "page":
        yield Draft(kind="article", url=page.url, title=page.selector.xpath("string(//title)").get(),
                    key=asked.draft.key if asked.draft else None)
        return
    script = page.json()
    for step in script:
        if "draft" in step: yield draft(step["draft"])
        elif "ask" in step: yield ask(step["ask"])
        elif "sleep" in step:
            end = time.monotonic() + step["sleep"]
            while time.monotonic() < end: pass
        elif "note" in step:
            with open(step["note"], "a") as notes: notes.write("parsed\\n")
        elif "raise" in step:
            known = getattr(errors, step["raise"], None) or getattr(builtins, step["raise"])
            raise known(step.get("why", ""))

module = types.ModuleType("spiders.platforms.scripted")
module.IS_TIMELESS = True
module.NAMES = ("scripted",); module.start_requests = start_requests; module.parse = parse
sys.modules[module.__name__] = module
spiders.platforms.MODULES = {**spiders.platforms.MODULES, "scripted": "scripted"}
from spiders.crawl import main
sys.exit(main(sys.argv[1:]))
'''


@dataclass
class Landing:
    """What a crawl left, read back."""

    folder: Path
    code: int
    said: str

    def _lines(self, name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / name).read_text("utf-8").splitlines()]

    @property
    def documents(self) -> list[dict[str, Any]]:
        return self._lines("documents.jsonl")

    @property
    def captures(self) -> list[dict[str, Any]]:
        return self._lines("captures.jsonl")

    @property
    def log(self) -> list[dict[str, Any]]:
        return self._lines("crawl.log")

    @property
    def stats(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "stats.json").read_text("utf-8"))
        return found

    def night(self, source_id: str) -> dict[str, Any]:
        """Return one source's verdict and counts."""
        (found,) = [each for each in self.stats["sources"] if each["source_id"] == source_id]
        return dict(found)

    def titles(self, source_id: str) -> list[str | None]:
        """Return one source's titles in page order."""
        return [each["title"] for each in self.documents if each["source_id"] == source_id]


def scripted_source(source_id: str, url: str, **fields: Any) -> Source:
    """Return a source that the scripted platform reads."""
    return Source(
        source_id=source_id,
        jurisdiction="Testville, NY",
        timezone="America/New_York",
        kind="council",
        platform="scripted",
        url=url,
        **fields,
    )


Crawl = Callable[..., Landing]


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Crawl:
    """Crawl sources of the scripted platform, all loopback addresses up to 127.0.0.40 allowed."""
    driver = tmp_path_factory.mktemp("driver") / "driver.py"
    driver.write_text(SCRIPTED, encoding="utf-8")

    def run(sources: list[Source], *, out: Path | None = None, **fields: Any) -> Landing:
        root = tmp_path_factory.mktemp("landing")
        folder = out or root / "2025-05-02" / "0"
        settings: dict[str, Any] = {
            "run_id": "2025-05-02",
            "night": date(2025, 5, 2),
            "shard": "0",
            "landing_root": folder.parent.parent,
            "delay_seconds": 0.0,
            "timeout_seconds": 1.5,
            "retries": 1,
            "allow_private": tuple(f"127.0.0.{last}:{site.port}" for last in range(1, 41)),
            "contact": "tests@example.org",
            "max_total_seconds": 60,
        } | fields
        spec = CrawlSpec(out=folder, sources=tuple(sources), **settings)
        path = root / "spec.json"
        path.write_text(spec.model_dump_json(), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, str(driver), str(path)], capture_output=True, text=True, timeout=120, check=False
        )
        return Landing(folder, done.returncode, done.stderr)

    return run


def script(*steps: dict[str, Any]) -> bytes:
    """Return a page of the scripted platform."""
    return json.dumps(list(steps)).encode()


def row(title: str, **fields: Any) -> dict[str, Any]:
    """Return one step that yields a draft."""
    return {"draft": {"kind": "meeting", "url": "http://127.0.0.1/x", "title": title, "key": title} | fields}
