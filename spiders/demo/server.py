"""Serves the sample sites on loopback, one port a host, one night at a time.

Ports are consecutive from `first_port`, so that a page keeps its URL from night to night and from run to
run. Answers carry ETag and Last-Modified and honor If-None-Match and If-Modified-Since; text is gzipped
for those who accept it.
"""

from __future__ import annotations

import gzip
import hashlib
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from spiders.demo.content import NIGHTS, Site, load_sites
from spiders.demo.reply import Replies, Reply
from spiders.demo.vendors import replies_on
from warehouse.errors import UserError

ADDRESS = "127.0.0.1"
FIRST_PORT = 18931

_ROBOTS = Reply(b"User-agent: *\nDisallow: /private/\nCrawl-delay: 0\n", "text/plain; charset=utf-8")
_MISSING = Reply(b"<!DOCTYPE html><title>Not found</title><h1>Page not found</h1>", status=404)


def _etag(reply: Reply) -> str:
    return f'"{hashlib.sha256(reply.body).hexdigest()[:24]}"'


class SampleHost:
    """One host's replies on each night. Grain: host."""

    def __init__(self, site: Site, port: int) -> None:
        self.site = site
        self.port = port
        self.base = f"http://{ADDRESS}:{port}"
        self._nights: dict[int, Replies] = {
            night: replies_on(site, night, self.base) for night in range(1, len(NIGHTS) + 1)
        }

    def paths(self, night: int) -> list[str]:
        """Return every path that answers on `night`."""
        return list(self._nights[night])

    def answer(self, night: int, target: str) -> Reply:
        """Return what the host answers to `target` (path and query) on `night`."""
        parts = urlsplit(target)
        if parts.path == "/robots.txt":
            return _ROBOTS
        replies = self._nights[night]
        reply = replies.get(target) or replies.get(parts.path)
        if reply is None:
            return _MISSING
        query = parse_qs(parts.query)
        first = 0 if self.site.style == "drupal" else 1
        page = _whole(query.get("page"), first)
        if reply.beyond is not None and (page > first or _whole(query.get("$skip"), 0) > 0):
            return reply.beyond
        return reply

    def changed_at(self, night: int, target: str) -> datetime:
        """Return the first of the nights, up to `night`, since which the answer has been the same."""
        now = self.answer(night, target).body
        since = night
        while since > 1 and self.answer(since - 1, target).body == now:
            since -= 1
        return datetime.combine(NIGHTS[since - 1], time(6), tzinfo=UTC)


def _whole(values: list[str] | None, default: int) -> int:
    return int(values[0]) if values and values[0].isdecimal() else default


class _Handler(BaseHTTPRequestHandler):
    """Answers for one host; the server object carries it."""

    protocol_version = "HTTP/1.1"
    server: _HostServer

    def do_GET(self) -> None:
        self._send(with_body=True)

    def do_HEAD(self) -> None:
        self._send(with_body=False)

    def log_message(self, format: str, *args: object) -> None:
        return

    def _is_unchanged(self, reply: Reply, changed: datetime) -> bool:
        if reply.status != 200:
            return False
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return _etag(reply) in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
        since = self.headers.get("If-Modified-Since")
        if since is None:
            return False
        try:
            return changed <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False

    def _send(self, *, with_body: bool) -> None:
        host, night = self.server.host, self.server.sites.night
        self.server.sites.requests.append((host.site.host, self.path))
        reply = host.answer(night, self.path)
        changed = host.changed_at(night, self.path)
        unchanged = self._is_unchanged(reply, changed)
        body = b"" if unchanged else reply.body
        self.send_response(304 if unchanged else reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status == 200 and "cf-mitigated" not in reply.headers:
            self.send_header("ETag", _etag(reply))
            self.send_header("Last-Modified", format_datetime(changed, usegmt=True))
        if not unchanged:
            self.send_header("Content-Type", reply.media_type)
            if "gzip" in self.headers.get("Accept-Encoding", "") and "pdf" not in reply.media_type:
                body = gzip.compress(body, mtime=0)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)


class _HostServer(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, sites: SampleSites, site: Site, port: int) -> None:
        super().__init__((ADDRESS, port), _Handler)
        self.sites = sites
        self.host = SampleHost(site, self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A crawl that is killed hangs up in the middle of an answer; that is no news of the sites'.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class SampleSites:
    """The running sample sites. `night` (1 to 3) says what they show and may be set while they run."""

    def __init__(self, *, night: int = 1, first_port: int = FIRST_PORT) -> None:
        self.night = night
        self.requests: list[tuple[str, str]] = []
        self._servers: list[_HostServer] = []
        self._threads: list[threading.Thread] = []
        for at, site in enumerate(load_sites()):
            port = first_port + at if first_port else 0
            try:
                self._servers.append(_HostServer(self, site, port))
            except OSError as error:
                self.close()
                raise UserError(
                    f"port {port} of {ADDRESS} is taken ({error.strerror}); stop what listens there "
                    "or set POLICYWATCH_DEMO_PORT to the first of "
                    f"{len(load_sites())} free ports"
                ) from error
        self._threads = [
            # A short poll lets the sites close at once.
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
            for server in self._servers
        ]
        for thread in self._threads:
            thread.start()

    @property
    def hosts(self) -> dict[str, SampleHost]:
        """The hosts by name."""
        return {server.host.site.host: server.host for server in self._servers}

    @property
    def authorities(self) -> list[str]:
        """Every `127.0.0.1:port`, as a crawl's `allow_private` wants them."""
        return [f"{ADDRESS}:{server.host.port}" for server in self._servers]

    def close(self) -> None:
        """Stop answering and free the ports."""
        for server in self._servers:
            if self._threads:
                server.shutdown()
            server.server_close()


@contextmanager
def serve(night: int = 1, *, first_port: int = FIRST_PORT) -> Iterator[SampleSites]:
    """Serve the sample sites while the block runs; `first_port=0` takes any free ports.

    Raises UserError when a port is taken.
    """
    sites = SampleSites(night=night, first_port=first_port)
    try:
        yield sites
    finally:
        sites.close()
