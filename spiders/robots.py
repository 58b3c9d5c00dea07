"""robots.txt, read as RFC 9309 says and obeyed.

A file that is not there (4xx) allows everything; one that cannot be had (5xx, no answer) allows nothing
tonight, and the source is `unreachable`, not `blocked`. Redirects are followed, five at most, each to a
public address. At most 500 KiB are read.
"""

from __future__ import annotations

import logging
from asyncio import Future, ensure_future
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from spiders.guard import host_of
from spiders.pace import slow_down

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

MAX_BYTES = 500 * 1024
MAX_REDIRECTS = 5
PRODUCT = "policywatch"


class RobotsRefusal(IgnoreRequest):
    """robots.txt forbids the page. Verdict `blocked`."""


class RobotsUnavailable(IgnoreRequest):
    """robots.txt could not be had, so nothing of the host may be fetched tonight. Verdict `unreachable`.

    `cause` is the download's exception, None where the server answered, with the status in the message.
    """

    def __init__(self, url: str, said: str, cause: Exception | None = None) -> None:
        super().__init__(f"{url} could not be read ({said})")
        self.url, self.cause = url, cause


class RobotsMiddleware:
    """Asks each host's robots.txt once, before its first page."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, Future[Protego | RobotsUnavailable]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Build it for one crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise RobotsRefusal with the cause."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = ensure_future(self._fetch(origin))
        rules = await self._rules[origin]
        if isinstance(rules, RobotsUnavailable):
            raise rules
        if not rules.can_fetch(request.url, PRODUCT):
            raise RobotsRefusal(f"robots.txt of {parts.netloc} forbids {request.url}")

    async def _fetch(self, origin: str) -> Protego | RobotsUnavailable:
        """Return a host's rules, or why they could not be had, after two tries."""
        found = await self._fetch_once(origin)
        return await self._fetch_once(origin) if isinstance(found, RobotsUnavailable) else found

    async def _fetch_once(self, origin: str) -> Protego | RobotsUnavailable:
        url = f"{origin}/robots.txt"
        try:
            for _ in range(MAX_REDIRECTS + 1):
                response = await self._download(url)
                if response.status in (301, 302, 303, 307, 308) and b"Location" in response.headers:
                    location = response.headers[b"Location"] or b""
                    url = urljoin(url, location.decode("latin-1"))
                    if not host_of(url):
                        return Protego.parse("")
                    continue
                return self._read(response, origin)
        except Exception as error:  # noqa: BLE001  saved: the host's pages get this as their named cause
            return RobotsUnavailable(url, type(error).__name__, error)
        return Protego.parse("")

    async def _download(self, url: str) -> Response:
        request = Request(
            url,
            priority=1000,
            callback=NO_CALLBACK,
            meta={
                "dont_obey_robotstxt": True,
                "download_slot": host_of(url),
                "download_maxsize": 4 * MAX_BYTES,
                "handle_httpstatus_all": True,
            },
        )
        engine = self._crawler.engine
        assert engine is not None
        return await engine.download_async(request)

    def _read(self, response: Response, origin: str) -> Protego | RobotsUnavailable:
        if response.status >= 500 or response.status == 429:
            return RobotsUnavailable(response.url, f"status {response.status}")
        if response.status >= 400:
            return Protego.parse("")
        rules = Protego.parse(response.body[:MAX_BYTES].decode("utf-8", "replace"))
        delay = rules.crawl_delay(PRODUCT)
        if delay:
            slow_down(self._crawler, host_of(origin), float(delay))
        return rules
