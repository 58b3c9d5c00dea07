"""What a night without changes costs: CPU and bytes of the second night, as a share of the first's.

usage: python benchmarks/unchanged_night_speed.py [--sources N] [--pages N] [--gap DAYS]

Makes a registry of N sources on loopback, each its own host (127.0.x.y) with a listing of dated articles and
their pages; half of the hosts answer with ETag and Last-Modified, half with neither. Two nights, GAP days
apart, are run stage by stage as the DAG runs them, each in a process of its own, and of each are measured

    cpu      user and system seconds of the night's process and its crawls, the server's not counted
    served   bytes of the bodies that the server sent
    kept     bytes that the night's landings hold
    seconds  by the clock
    memory   megabytes, of the greatest of the night's processes

The goal is 5% of CPU and of bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

FIRST = date(2025, 5, 1)
GOAL_RATIO = 0.05
SUBJECTS = (
    "The board heard a report on the {thing} and asked for a second one in the fall.",
    "Residents said that the {thing} had been put off for years, and that its cost had only grown.",
    "The budget sets aside ${sum},000 for the {thing}, a tenth more than in the year before.",
    "A vote of {ayes} to {nays} moved the {thing} to the next meeting, the clerk said.",
)
ACTION = (
    "The council voted {ayes} to {nays} to adopt an ordinance that bars police from honoring civil "
    "immigration detainers of U.S. Immigration and Customs Enforcement."
)
THINGS = ("water main", "library roof", "animal shelter", "parks plan", "road salt", "detention basin")
NAVIGATION = "".join(f'<li><a href="/section/{n}">Section {n} of the site</a></li>' for n in range(60))
STYLE = "<style>" + "".join(f".box-{n} {{margin: {n}px; padding: 0}}\n" for n in range(300)) + "</style>"


def wrapped(title: str, main: str) -> bytes:
    """Return a page of a news site around its matter."""
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>{STYLE}</head><body><header><nav><ul>'
        f"{NAVIGATION}</ul></nav></header><main>{main}</main><footer><ul>{NAVIGATION}</ul></footer></body></html>"
    ).encode()


def article(host: int, number: int) -> bytes:
    """Return one article, the same on every night; one in two hundred reports an action."""
    chance = random.Random(host * 1_000 + number)
    paragraphs = [
        " ".join(
            chance.choice(SUBJECTS).format(
                thing=chance.choice(THINGS), sum=chance.randint(20, 900), ayes=7, nays=chance.randint(0, 4)
            )
            for _ in range(4)
        )
        for _ in range(12)
    ]
    if chance.random() < 0.005:
        paragraphs.insert(1, ACTION.format(ayes=7, nays=chance.randint(0, 2)))
    told = "".join(f"<p>{each}</p>" for each in paragraphs)
    return wrapped(f"Story {number} of host {host}", f"<article><h1>Story {number}</h1>{told}</article>")


def listing(host: int, pages: int) -> bytes:
    """Return a host's list of articles, the newest of the first night's day, one older day for each."""
    rows = "".join(
        f'<li><a href="/story/{n}">Story {n} on the {THINGS[n % 6]} of place {host}</a> '
        f"<time>{FIRST - timedelta(days=2 * n):%B %d, %Y}</time></li>"
        for n in range(pages)
    )
    return wrapped("News", f'<h1>News</h1><ul class="news">{rows}</ul>')


def serve(port: Any, served: Any, pages: int) -> None:
    """Answer for every host until killed, counting the bytes of bodies."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            return

        def do_GET(self) -> None:
            octets = (self.headers["Host"] or "").split(":")[0].split(".")
            host = int(octets[2]) * 250 + int(octets[3])
            path = self.path.split("?")[0]
            if path == "/robots.txt":
                body, kind = b"User-agent: *\nDisallow:\n", "text/plain"
            elif path == "/news":
                body, kind = listing(host, pages), "text/html; charset=utf-8"
            else:
                body, kind = article(host, int(path.rsplit("/", 1)[1])), "text/html; charset=utf-8"
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            has_validators = host % 2 == 0
            is_known = has_validators and self.headers.get("If-None-Match") == tag
            self.send_response(304 if is_known else 200)
            if has_validators:
                self.send_header("ETag", tag)
                self.send_header("Last-Modified", formatdate(1_745_000_000, usegmt=True))
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", "0" if is_known else str(len(body)))
            self.end_headers()
            if not is_known:
                self.wfile.write(body)
                if path != "/robots.txt":
                    with served.get_lock():
                        served.value += len(body)

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 256

    server = Server(("0.0.0.0", 0), Handler)
    port.value = server.server_address[1]
    server.serve_forever()


def write_registry(folder: Path, sources: int, port: int) -> list[str]:
    """Write one YAML with all the sources and return their hosts."""
    folder.mkdir(parents=True)
    hosts = [f"127.0.{1 + n // 250}.{1 + n % 250}:{port}" for n in range(sources)]
    rows = [
        {
            "id": f"news-{n}", "kind": "news", "platform": "html_listing", "url": f"http://{host}/news",
            "delay_seconds": 0, "floor": 1,
        }
        for n, host in enumerate(hosts)
    ]  # fmt: skip
    content = {"jurisdiction": "Rochester, NY", "timezone": "America/New_York", "sources": rows}
    (folder / "places.yml").write_text(json.dumps(content), encoding="utf-8")
    return hosts


def run_night(night: str) -> None:
    """Run one night's stages in this process and print its CPU by stage, in seconds."""
    from policywatch import night as stages

    marks = [("begun", _cpu())]

    def mark(name: str) -> None:
        marks.append((name, _cpu()))

    opened = stages.open_night({"date": night})
    mark("open_night")
    landings = [stages.crawl_shard(opened, name) for name in opened["shards"]]
    mark("crawl")
    for landing in landings:
        stages.load_landing(opened, landing)
    mark("load")
    stages.read_texts(opened)
    mark("read_texts")
    stages.find_candidates(opened)
    mark("find_candidates")
    stages.resolve_and_owe(opened)
    mark("resolve_actions")
    stages.publish_night(opened)
    mark("publish")
    stages.publish_site(opened)
    mark("publish_site")
    stages.close_night(opened)
    mark("close_night")
    parts = {name: round(at - before, 2) for (_, before), (name, at) in pairwise(marks)}
    used = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    stages_cpu = {"imports": round(marks[0][1], 2), **parts}
    print(json.dumps({"stages": stages_cpu, "memory": max(used) / 1024}))


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main() -> None:
    """Run both nights and print what each cost."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sources", type=int, default=300)
    parser.add_argument("--pages", type=int, default=25)
    parser.add_argument("--gap", type=int, default=1)
    parser.add_argument("--night", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.night:
        run_night(asked.night)
        return
    port, served = multiprocessing.Value("i", 0), multiprocessing.Value("q", 0)
    server = multiprocessing.Process(target=serve, args=(port, served, asked.pages), daemon=True)
    server.start()
    while not port.value:
        time.sleep(0.05)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        hosts = write_registry(home / "sources", asked.sources, port.value)
        environment = os.environ | {
            "POLICYWATCH_HOME": folder, "POLICYWATCH_SOURCES": str(home / "sources"),
            "POLICYWATCH_CONTACT": "benchmark on loopback", "POLICYWATCH_DELAY_SECONDS": "0",
            "POLICYWATCH_SHARDS": "2", "POLICYWATCH_ALLOW_PRIVATE": json.dumps(hosts),
        }  # fmt: skip
        nights = []
        for night in (FIRST, FIRST + timedelta(days=asked.gap)):
            begun = time.monotonic()
            sent, kept = served.value, _size(home / "landing") if (home / "landing").exists() else 0
            done = subprocess.run(
                [sys.executable, __file__, "--night", night.isoformat()],
                env=environment, capture_output=True, text=True, check=False,
            )  # fmt: skip
            if done.returncode:
                sys.exit(done.stderr[-3000:])
            told = json.loads(done.stdout.strip().splitlines()[-1])
            nights.append(
                {
                    **told, "cpu": sum(told["stages"].values()), "served": served.value - sent,
                    "kept": _size(home / "landing") - kept, "seconds": time.monotonic() - begun,
                }
            )  # fmt: skip
        first, second = nights
        pages = asked.sources * (asked.pages + 1)
        print(f"{asked.sources} sources, {pages} pages, {asked.gap} days between the nights")
        print(f"{'':16}{'first':>14}{'second':>14}{'share':>9}")
        for name in ("cpu", "served", "kept"):
            share = second[name] / first[name]
            verdict = "" if share <= GOAL_RATIO else f"  over the goal of {GOAL_RATIO:.0%}"
            print(f"{name:16}{first[name]:14,.1f}{second[name]:14,.1f}{share:9.1%}{verdict}")
        for name in ("seconds", "memory"):
            print(f"{name:16}{first[name]:14,.1f}{second[name]:14,.1f}")
        for name in first["stages"]:
            print(f"  {name:14}{first['stages'][name]:14.2f}{second['stages'][name]:14.2f}")
    server.terminate()


if __name__ == "__main__":
    main()
