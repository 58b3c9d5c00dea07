"""Pages per second through spider, archive and documents, against a bare Scrapy spider that only yields.

usage: python benchmarks/crawl_speed.py [--pages N] [--rounds R] [--memory-pages M]

Serves N articles of some 20 kB behind RSS feeds on loopback, from a process of its own, and crawls them at
no delay, each way in a fresh process, by turns, R times:

    policywatch     `python -m spiders.crawl`: every response archived, every article a document, COMPLETE
    bare Scrapy     the same feeds and articles, as many at once, yielding {"url", "title", "published"}

and prints the rates of each round, by the clock and by processor time (which other work on the machine
disturbs less), and the medians of their ratios. Both include the start of the process.
`--memory-pages M` then crawls M pages once and prints the most memory it held at a tenth, half and the end.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from email.utils import format_datetime
from pathlib import Path
from typing import Any

PER_FEED = 200
WORDS = [
    "council",
    "street",
    "water",
    "budget",
    "hearing",
    "school",
    "library",
    "permit",
    "road",
    "county",
    "report",
    "meeting",
    "service",
    "public",
    "park",
    "plan",
    "safety",
    "board",
    "member",
    "request",
    "project",
    "state",
    "grant",
    "fund",
    "review",
    "traffic",
    "station",
    "officer",
    "community",
]
BARE = """
import sys
import scrapy
from scrapy.crawler import CrawlerProcess

class Bare(scrapy.Spider):
    name = "bare"
    start_urls = sys.argv[1].split()
    count = 0

    def parse(self, response):
        for link in response.xpath("//item/link/text()").getall():
            yield scrapy.Request(link, callback=self.parse_article)

    def parse_article(self, response):
        Bare.count += 1
        yield {
            "url": response.url,
            "title": response.xpath("//meta[@property='og:title']/@content").get(),
            "published": response.xpath("//meta[@property='article:published_time']/@content").get(),
        }

process = CrawlerProcess({
    "LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "ROBOTSTXT_OBEY": False, "DOWNLOAD_DELAY": 0,
    "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "RETRY_ENABLED": False,
    "WARN_ON_GENERATOR_RETURN_VALUE": False,
})
process.crawl(Bare)
process.start()
print(Bare.count)
"""


def article(number: int) -> bytes:
    """Return one article's page: JSON-LD, meta, menus, story, related headlines."""
    chance = random.Random(number)

    def words(count: int) -> str:
        return " ".join(chance.choices(WORDS, k=count)).capitalize() + "."

    title = f"Story {number}: {words(6)}"
    at = f"2025-05-{1 + number % 28:02d}T08:00:00-04:00"
    menu = "".join(f'<li><a href="/section/{n}">{words(2)}</a></li>' for n in range(60))
    story = "".join(f"<p>{' '.join(words(14) for _ in range(4))}</p>" for _ in range(14))
    related = "".join(f'<div class="card"><h3><a href="/a/{n}">{words(8)}</a></h3></div>' for n in range(20))
    linked = json.dumps({"@type": "NewsArticle", "headline": title, "datePublished": at})
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title} | The Post</title>'
        f'<meta property="og:title" content="{title}"><meta property="og:site_name" content="The Post">'
        f'<meta property="article:published_time" content="{at}">'
        f'<script type="application/ld+json">{linked}</script></head><body><nav><ul>{menu}</ul></nav>'
        f"<main><article><h1>{title}</h1>{story}</article><aside>{related}</aside></main>"
        f"<footer><ul>{menu}</ul></footer><script>{'var x = 1;' * 300}</script></body></html>"
    ).encode()


def feed(number: int, count: int, base: str) -> bytes:
    """Return a feed of `count` articles."""
    from datetime import UTC, datetime

    items = []
    for index in range(number * PER_FEED, number * PER_FEED + count):
        at = format_datetime(datetime(2025, 5, 1 + index % 28, 12, tzinfo=UTC))
        items.append(
            f"<item><title>Story {index}</title><link>{base}/a/{index}</link><guid>{base}/a/{index}</guid>"
            f"<pubDate>{at}</pubDate><description>In short.</description></item>"
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>The Post</title>'
        f"<link>{base}/</link>{''.join(items)}</channel></rss>"
    ).encode()


def serve(listener: socket.socket, pages: int) -> None:
    """Answer GET on the socket until killed: /feed/N, /a/N; everything else is a 404."""
    import asyncio
    from functools import cache

    base = f"http://127.0.0.1:{listener.getsockname()[1]}"

    # A few hundred stories serve for any number of addresses: the server must not be what is measured.
    @cache
    def body_of(number: int) -> bytes:
        return article(number)

    def answer(path: str) -> tuple[int, str, bytes]:
        _, _, rest = path.partition("/")
        kind, _, number = rest.partition("/")
        if kind == "a" and number.isdigit():
            return 200, "text/html; charset=utf-8", body_of(int(number) % 500)
        if kind == "feed" and number.isdigit():
            left = pages - int(number) * PER_FEED
            return 200, "application/rss+xml", feed(int(number), max(0, min(PER_FEED, left)), base)
        return 404, "text/plain", b"nothing here"

    class Connection(asyncio.Protocol):
        def connection_made(self, transport: Any) -> None:
            self.transport = transport
            self.waiting = b""

        def data_received(self, data: bytes) -> None:
            self.waiting += data
            while b"\r\n\r\n" in self.waiting:
                head, _, self.waiting = self.waiting.partition(b"\r\n\r\n")
                status, media_type, body = answer(head.split(b" ", 2)[1].decode())
                self.transport.write(
                    f"HTTP/1.1 {status} X\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n"
                    "\r\n".encode()
                    + body
                )

    async def forever() -> None:
        server = await asyncio.get_running_loop().create_server(Connection, sock=listener)
        await server.serve_forever()

    asyncio.run(forever())


def spec_of(port: int, pages: int, folder: Path) -> dict[str, Any]:
    """Return the crawl's spec: one source a feed."""
    sources = [
        {
            "source_id": f"feed-{number}",
            "title": f"The Post {number}",
            "kind": "news",
            "jurisdiction": "Rochester, NY",
            "platform": "rss",
            "url": f"http://127.0.0.1:{port}/feed/{number}",
            "timezone": "America/New_York",
        }
        for number in range(-(-pages // PER_FEED))
    ]
    return {
        "run_id": "2025-05-30", "night": date(2025, 5, 30).isoformat(), "shard": "0",
        "out": str(folder / "0"), "landing_root": str(folder), "sources": sources,
        "allow_private": [f"127.0.0.1:{port}"], "delay_seconds": 0, "contact": "bench@example.test",
        "max_seconds": 36_000, "max_total_seconds": 36_000,
    }  # fmt: skip


def crawl(port: int, pages: int, *, watch: bool = False) -> tuple[float, list[int]]:
    """Crawl with our spider; return the seconds and, where `watch`, its resident megabytes every second."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        spec = folder / "spec.json"
        spec.write_text(json.dumps(spec_of(port, pages, folder)))
        begun = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-m", "spiders.crawl", str(spec)])
        held = list(_resident(process)) if watch else []
        if process.wait() != 0:
            raise SystemExit("the crawl failed")
        took = time.perf_counter() - begun
        with (folder / "0" / "documents.jsonl").open() as lines:
            landed = sum(1 for _ in lines)
        if landed != pages:
            raise SystemExit(f"{landed} documents landed of {pages}")
        return took, held


def _resident(process: subprocess.Popen[bytes]) -> Iterator[int]:
    while process.poll() is None:
        try:
            status = Path(f"/proc/{process.pid}/status").read_text()
        except OSError:
            return
        found = [int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS")]
        yield from found
        time.sleep(1)


def crawl_bare(port: int, pages: int) -> float:
    """Crawl with a bare spider; return the seconds."""
    feeds = " ".join(f"http://127.0.0.1:{port}/feed/{n}" for n in range(-(-pages // PER_FEED)))
    with tempfile.TemporaryDirectory() as name:
        script = Path(name) / "bare.py"
        script.write_text(BARE)
        begun = time.perf_counter()
        done = subprocess.run(
            [sys.executable, str(script), feeds], check=True, capture_output=True, text=True
        )
        took = time.perf_counter() - begun
    if int(done.stdout) != pages:
        raise SystemExit(f"the bare spider saw {done.stdout.strip()} pages of {pages}")
    return took


def processor_seconds() -> float:
    """Return the processor time of the processes that have ended so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Serve, crawl by turns, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory-pages", type=int, default=0)
    options = parser.parse_args()
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    port = listener.getsockname()[1]
    most = max(options.pages, options.memory_pages)
    server = multiprocessing.get_context("fork").Process(target=serve, args=(listener, most), daemon=True)
    server.start()
    ratios: list[tuple[float, float]] = []
    for number in range(options.rounds):
        start = processor_seconds()
        ours, _ = crawl(port, options.pages)
        between = processor_seconds()
        theirs = crawl_bare(port, options.pages)
        by_processor = (processor_seconds() - between) / (between - start)
        ratios.append((theirs / ours, by_processor))
        print(
            f"round {number + 1}: policywatch {options.pages / ours:7.1f} pages a second, "
            f"bare Scrapy {options.pages / theirs:7.1f}; {theirs / ours:.2f} of its rate, "
            f"{by_processor:.2f} by processor time"
        )
    if ratios:
        by_clock, by_processor = (statistics.median(each) for each in zip(*ratios, strict=True))
        print(
            f"median: {by_clock:.2f} of bare Scrapy's rate by the clock, {by_processor:.2f} by "
            "processor time (to reach: 0.8)"
        )
    if options.memory_pages:
        took, held = crawl(port, options.memory_pages, watch=True)
        marks = {share: held[min(len(held) - 1, int(len(held) * share))] for share in (0.1, 0.5, 0.99)}
        told = ", ".join(f"{megabytes} MB at {share:.0%}" for share, megabytes in marks.items())
        print(f"{options.memory_pages} pages in {took:.0f} s; resident: {told}")
    server.terminate()


if __name__ == "__main__":
    main()
