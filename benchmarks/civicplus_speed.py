"""An Agenda Center's meetings and files per second, against civic-scraper on the same site.

usage: python benchmarks/civicplus_speed.py [--meetings N] [--latency MS] [--rounds R]

Serves an Agenda Center of our own making on loopback and collects it by turns, each way in a fresh process,
R times, once without latency and once with MS milliseconds before each answer, as any real site has:

    meetings    the list alone: ours with `files: false`, theirs with `download=False`
    files       every agenda and minutes too: ours archived and landed, theirs with `download=True`

civic-scraper is installed into an environment of its own (below the system's temporary folder, kept there).
Where that cannot be done, it says so and ends with 0.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

PER_BODY = 20
PEER = "civic-scraper"
THEIRS = """
import sys
from civic_scraper.base.cache import Cache
from civic_scraper.platforms import CivicPlusSite
base, folder, download = sys.argv[1:]
site = CivicPlusSite(base + "/AgendaCenter", cache=Cache(folder), place_name="bench")
print(len(site.scrape(start_date="2025-01-01", end_date="2025-12-31", download=download == "True")))
"""
MINUTES_OF = (
    "<html><head><title>{name}</title></head><body><h1>{name}</h1>"
    + "<p>The board met and heard reports on roads, parks and the library budget.</p>" * 60
    + "</body></html>"
)


def agenda_center(meetings: int) -> bytes:
    """Return the search page of a year: bodies of `PER_BODY` meetings, each with an agenda and minutes."""
    bodies = []
    for first in range(0, meetings, PER_BODY):
        rows = []
        for number in range(first, min(first + PER_BODY, meetings)):
            day = date(2025, 1, 6) + timedelta(days=number * 3 % 350)
            name = f"_{day:%m%d%Y}-{number + 100}"
            rows.append(
                f'<tr id="row{number}" class="catAgendaRow"><td><a name="{name}"></a>'
                f"<h3><strong>{day:%B} {day.day}, {day.year}</strong> &#8212; Posted {day:%B} 1</h3>"
                f'<p><a href="/AgendaCenter/ViewFile/Agenda/{name}">Regular Meeting {number}</a></p></td>'
                f'<td class="minutes"><a href="/AgendaCenter/ViewFile/Minutes/{name}" aria-label="Minutes">'
                "<img></a></td><td><div class='popout'><ol>"
                f'<li><a href="/AgendaCenter/ViewFile/Agenda/{name}">Agenda</a></li></ol></div></td></tr>'
            )
        bodies.append(
            f'<div id="cat{first}"><h2><span>&#9660;</span>Board {first // PER_BODY}</h2>'
            f"<table><tbody>{''.join(rows)}</tbody></table></div>"
        )
    page = "".join(bodies)
    return f"<!doctype html><html><body><h1>Agenda Center</h1>{page}</body></html>".encode()


def serve(listener: socket.socket, meetings: int, latency_seconds: float) -> None:
    """Answer GET and HEAD on the socket until killed, each after the latency."""
    import asyncio

    index = agenda_center(meetings)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                method, path = head.decode("latin-1").split(" ", 2)[:2]
                status, body = 200, index
                if "/ViewFile/" in path:
                    body = MINUTES_OF.format(name=path.rsplit("/", 1)[-1]).encode()
                elif not path.startswith("/AgendaCenter"):
                    status, body = 404, b"nothing here"
                await asyncio.sleep(latency_seconds)
                writer.write(
                    f"HTTP/1.1 {status} X\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
                    "".encode()
                    + (b"" if method == "HEAD" else body)
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def forever() -> None:
        await (await asyncio.start_server(answer, sock=listener)).serve_forever()

    asyncio.run(forever())


def peer_python() -> Path | None:
    """Return the interpreter of an environment with the peer in it, None where it cannot be installed."""
    folder = Path(tempfile.gettempdir()) / "policywatch-bench-civic-scraper"
    python = folder / "bin" / "python"
    if not (folder / "done").exists():
        uv = [sys.executable, "-m", "uv"]
        for command in (
            [*uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder)],
            [*uv, "pip", "install", "--quiet", "--python", str(python), PEER, "setuptools"],
        ):
            if subprocess.run(command, check=False).returncode != 0:
                return None
        (folder / "done").touch()
    return python


def collect(port: int, *, with_files: bool) -> tuple[float, int]:
    """Crawl the site with our spider; return the seconds and the documents landed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base = f"http://127.0.0.1:{port}"
        source: dict[str, Any] = {
            "source_id": "bench", "title": "Bench", "kind": "council", "jurisdiction": "Rochester, NY",
            "platform": "civicplus_agenda", "timezone": "America/New_York",
            "url": f"{base}/AgendaCenter/Search/?term=&CIDs=all&startDate=01/01/2025&endDate=12/31/2025",
            "options": {"files": with_files, "max_requests": 100_000},
        }  # fmt: skip
        spec = folder / "spec.json"
        spec.write_text(
            json.dumps(
                {
                    "run_id": "2025-12-31", "night": "2025-12-31", "shard": "0", "out": str(folder / "0"),
                    "landing_root": str(folder), "sources": [source], "delay_seconds": 0,
                    "allow_private": [f"127.0.0.1:{port}"], "contact": "bench@example.test",
                }
            )
        )  # fmt: skip
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-m", "spiders.crawl", str(spec)], check=True)
        took = time.perf_counter() - begun
        with (folder / "0" / "documents.jsonl").open() as lines:
            return took, sum(1 for _ in lines)


def collect_theirs(python: Path, port: int, *, with_files: bool) -> tuple[float, int]:
    """Scrape the site with the peer; return the seconds and its assets."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        done = subprocess.run(
            [str(python), "-c", THEIRS, f"http://127.0.0.1:{port}", folder, str(with_files)],
            check=True,
            capture_output=True,
            text=True,
        )
        return time.perf_counter() - begun, int(done.stdout)


def main() -> None:
    """Serve, collect by turns, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--meetings", type=int, default=100)
    parser.add_argument("--latency", type=float, default=50.0)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    python = peer_python()
    if python is None:
        print(f"{PEER} could not be installed; nothing to compare with")
        return
    for latency in (0.0, options.latency):
        listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        port = listener.getsockname()[1]
        server = multiprocessing.get_context("fork").Process(
            target=serve, args=(listener, options.meetings, latency / 1000), daemon=True
        )
        server.start()
        listener.close()
        for with_files in (False, True):
            ours, theirs, landed, assets = [], [], 0, 0
            for _ in range(options.rounds):
                seconds, landed = collect(port, with_files=with_files)
                ours.append(seconds)
                seconds, assets = collect_theirs(python, port, with_files=with_files)
                theirs.append(seconds)
            ratio = statistics.median(b / a for a, b in zip(ours, theirs, strict=True))
            print(
                f"{latency:3.0f} ms, {'files' if with_files else 'meetings':8}: policywatch "
                f"{statistics.median(ours):6.2f} s ({landed} documents), {PEER} "
                f"{statistics.median(theirs):6.2f} s ({assets} assets); {ratio:.1f} times as fast"
            )
        server.kill()


if __name__ == "__main__":
    main()
