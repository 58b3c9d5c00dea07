"""One Scrapy crawl over one shard: settings, log, start and end."""

from __future__ import annotations

import json
import logging
import os
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy.crawler import CrawlerProcess

from spiders.guard import source_hosts
from spiders.landing_writer import LOG, LandingWriter
from spiders.secrets import HideSecrets, Secrets
from spiders.spec import CrawlSpec, project_version
from spiders.watch_spider import WatchSpider

_WHOLE_REASONS = frozenset({"finished", "closespider_timeout"})


class JsonLines(logging.Formatter):
    """One JSON object a line, keyed by source_id where the line belongs to one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line."""
        line: dict[str, Any] = {
            "at_utc": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        for name in ("source_id", "url"):
            if getattr(record, name, None):
                line[name] = getattr(record, name)
        line["message"] = record.getMessage()
        if record.exc_info:
            line["traceback"] = record.exc_text or self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def settings_of(spec: CrawlSpec) -> dict[str, Any]:
    """Return Scrapy's settings for a spec."""
    slots: dict[str, dict[str, float]] = {}
    for source in spec.sources:
        for host in source_hosts(source):
            wanted = max(spec.delay_seconds, source.delay_seconds or 0.0)
            known = slots.get(host, {}).get("delay", 0.0)
            slots[host] = {"delay": max(wanted, known), "jitter": 0.0}
    is_polite = spec.delay_seconds > 0 and spec.replay is None
    settings: dict[str, Any] = {
        "USER_AGENT": spec.agent,
        "COOKIES_ENABLED": True,
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "en-US,en;q=0.9",
        },
        "CONCURRENT_ITEMS": 2,  # Scrapy starts so many tasks a response; ours yields only requests
        "WARN_ON_GENERATOR_RETURN_VALUE": False,  # would compile our callbacks' source for each response
        "CONCURRENT_REQUESTS": max(16, 4 * len(slots)),
        "CONCURRENT_REQUESTS_PER_DOMAIN": 2 if is_polite else 8,
        "DOWNLOAD_DELAY": spec.delay_seconds if is_polite else 0.0,
        "DOWNLOAD_DELAY_JITTER": 0.0,
        "DOWNLOAD_SLOTS": slots if is_polite else {},
        "DOWNLOAD_TIMEOUT": spec.timeout_seconds,
        "DOWNLOAD_MAXSIZE": spec.max_body_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "AUTOTHROTTLE_ENABLED": is_polite,
        "AUTOTHROTTLE_START_DELAY": spec.delay_seconds,
        "AUTOTHROTTLE_MAX_DELAY": max(30.0, spec.delay_seconds),
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
        # Of Scrapy's parts only these run. The others would listen, connect by a proxy where the guard cannot
        # look, follow, retry or obey where we do so with the reasons named, or count what nobody reads; each
        # costs an import and a call a request.
        "EXTENSIONS_BASE": {"scrapy.extensions.closespider.CloseSpider": 0, "spiders.pace.HostThrottle": 0},
        "SPIDER_MIDDLEWARES_BASE": {},  # one of these drops long URLs unseen; the guard says so
        "DOWNLOADER_MIDDLEWARES_BASE": {
            "spiders.middleware.SourceClock": 50,
            **({} if spec.replay else {"spiders.robots.RobotsMiddleware": 100}),
            "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
            "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
            "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590,
            "spiders.middleware.WireHeaders": 595,  # between content decoding (590) and the wire
            "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": 700,
        },
        "CLOSESPIDER_TIMEOUT": spec.max_total_seconds,
        "POLICYWATCH_SOURCE_SECONDS": spec.max_seconds,
        "POLICYWATCH_ALLOW_PRIVATE": list(spec.allow_private),
        "TWISTED_DNS_RESOLVER": "spiders.resolver.GuardedResolver",
    }
    if spec.replay is not None:
        settings["POLICYWATCH_REPLAY"] = str(spec.replay)
        settings["DOWNLOAD_HANDLERS"] = {
            "http": "spiders.replay.ReplayHandler",
            "https": "spiders.replay.ReplayHandler",
            "ftp": None,
            "file": None,
            "data": None,
            "s3": None,
        }
    else:
        settings["DOWNLOAD_HANDLERS"] = {"ftp": None, "file": None, "data": None, "s3": None}
    return settings


def run(spec: CrawlSpec) -> bool:
    """Crawl the spec's sources into its landing. Tells whether the landing is whole.

    A crawl that is told to stop (SIGTERM, SIGINT) ends at once and leaves no marker: it is done again.
    Raises UserError for what the user can mend, OSError where the landing cannot be written.
    """
    if spec.replay is not None:
        from spiders.replay import check_archive

        check_archive(spec.replay)
    started = datetime.now(UTC)
    writer = LandingWriter(
        spec.out,
        software=f"policywatch/{project_version()}",
        run_id=spec.run_id,
        robots="obey" if spec.replay is None else "ignore; replayed",
    )
    handler = _log_into(spec.out / LOG, spec)
    log = logging.getLogger(__name__)
    try:
        log.info("crawl of %d sources begins, as %s", len(spec.sources), spec.agent)
        process = CrawlerProcess(settings_of(spec))
        crawler = process.create_crawler(WatchSpider)
        process.crawl(crawler, spec=spec, writer=writer)
        _stop_at_once_when_told()
        process.start(stop_after_crawl=True, install_signal_handlers=False)
        spider = crawler.spider
        reason = spider.close_reason if isinstance(spider, WatchSpider) else "it could not be built"
        if not isinstance(spider, WatchSpider) or reason not in _WHOLE_REASONS:
            log.error("crawl ended before its time (%s); its landing is not marked whole", reason)
            writer.abandon()
            return False
        nights = spider.nights()
        for night in nights:
            log.info("%s: %s", night.verdict, night.reason, extra={"source_id": night.source_id})
        spider.listings.save(spec.sources)
        log.info("crawl ends with %d captures", writer.captures_count)
        _close(handler)
        writer.finish(
            {
                "run_id": spec.run_id,
                "shard": spec.shard,
                "sources": [night.model_dump() for night in nights],
                "started_at_utc": started.isoformat(timespec="seconds"),
                "finished_at_utc": datetime.now(UTC).isoformat(timespec="seconds"),
                "missing_from_archive": spider.missing,
            }
        )
    except BaseException:
        writer.abandon()
        raise
    return True


def _stop_at_once_when_told() -> None:
    """End without waiting for what is on its way: the landing is not marked, so nothing of it counts."""

    def stop(number: int, _frame: object) -> None:
        logging.getLogger(__name__).error("told to stop (%s)", signal.Signals(number).name)
        logging.shutdown()
        os._exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


def _log_into(path: Path, spec: CrawlSpec) -> logging.Handler:
    handler = logging.FileHandler(path, encoding="utf-8", errors="replace")
    handler.setFormatter(JsonLines())
    handler.addFilter(HideSecrets([Secrets.of(source) for source in spec.sources]))
    root = logging.getLogger()
    root.addHandler(handler)
    handler.addFilter(_is_ours_or_serious)
    root.setLevel(logging.WARNING)
    logging.getLogger("spiders").setLevel(logging.INFO)
    return handler


def _is_ours_or_serious(record: logging.LogRecord) -> bool:
    """Libraries tell much that our own lines say with source and cause; only their errors are kept."""
    return record.name.startswith("spiders") or record.levelno >= logging.ERROR


def _close(handler: logging.Handler) -> None:
    handler.flush()
    logging.getLogger().removeHandler(handler)
    handler.close()
