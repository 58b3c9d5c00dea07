"""Two small hooks of the crawl: headers as they came, and sources whose time is up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spiders.errand import SourceExpired

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class WireHeaders:
    """Keeps a response's headers as they came, before content decoding takes some away."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Note the headers on the request."""
        request.meta["wire_headers"] = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        ]
        return response


class SourceClock:
    """Stops what still waits of a source that has used up its time."""

    def __init__(self, max_seconds: float) -> None:
        self._max_seconds = max_seconds

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SourceClock:
        """Build it with the crawl's bound."""
        return cls(crawler.settings.getfloat("POLICYWATCH_SOURCE_SECONDS"))

    def process_request(self, request: Request) -> None:
        """Let the request pass, or raise SourceExpired."""
        errand: Any = request.meta.get("errand")
        stopped = errand.run.stopped(errand.url, self._max_seconds) if errand is not None else None
        if stopped:
            raise SourceExpired(stopped)
