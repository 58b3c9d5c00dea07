"""Politeness: how fast one host is asked, and when it is left alone.

Beside Scrapy's AutoThrottle, which slows down where a host answers slowly: a least pause for each host
that AutoThrottle never undercuts, `Crawl-delay` of robots.txt, `Retry-After`, and back-off after failures.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING

from scrapy.extensions.throttle import AutoThrottle

from spiders.errand import SourceExpired

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Spider
    from scrapy.core.downloader import Downloader
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response

MAX_CRAWL_DELAY_SECONDS = 30.0
_LEAST_SLOT_DELAY = 0.001


class HostThrottle(AutoThrottle):
    """AutoThrottle that keeps each host's own least pause."""

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        key, slot = self._get_slot(request, spider)
        if key is None or slot is None or self.crawler.engine is None:
            return
        own = self.crawler.engine.downloader.per_slot_settings.get(key, {})
        slot.delay = max(slot.delay, own.get("delay", self.mindelay))


def _downloader(crawler: Crawler) -> Downloader:
    assert crawler.engine is not None
    return crawler.engine.downloader


def slow_down(crawler: Crawler, host: str, seconds: float) -> None:
    """Ask this host no faster than one request in `seconds`, which robots.txt wants; bounded."""
    wanted = min(seconds, MAX_CRAWL_DELAY_SECONDS)
    settings = _downloader(crawler).per_slot_settings.setdefault(host, {})
    settings["delay"] = max(settings.get("delay", 0.0), wanted)
    slot = _downloader(crawler).slots.get(host)
    if slot is not None:
        slot.delay = max(slot.delay, wanted)


def pause(crawler: Crawler, host: str, seconds: float) -> None:
    """Leave this host alone for `seconds`; requests to it wait in their queue, other hosts go on."""
    slot = _downloader(crawler).slots.get(host)
    if slot is None or seconds <= 0:
        return
    slot.delay = max(slot.delay, _LEAST_SLOT_DELAY)
    slot.lastseen = max(slot.lastseen, monotonic() + seconds - slot.delay)


def drop(crawler: Crawler, host: str, is_unwanted: Callable[[Request], bool], why: str) -> None:
    """Take what is unwanted out of a host's queue; each such request fails with SourceExpired."""
    slot = _downloader(crawler).slots.get(host)
    if slot is None:
        return
    waiting = list(slot.queue)
    unwanted = [each for each in waiting if is_unwanted(each[0])]
    slot.queue.clear()
    slot.queue.extend(each for each in waiting if not is_unwanted(each[0]))
    for _, answer in unwanted:
        answer.errback(SourceExpired(why))


def retry_after_seconds(value: str | None, now: datetime | None = None) -> float | None:
    """Return the seconds that a Retry-After header asks for, be it a number or a date; None where neither."""
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit() and len(text) <= 9:
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - (now or datetime.now(UTC))).total_seconds())
