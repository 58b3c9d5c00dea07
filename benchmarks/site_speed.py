"""What the static site costs each night, beside copying its folder and beside writing every page anew.

usage: python benchmarks/site_speed.py [--actions N] [--places N]

Makes N actions of our own, builds their site, and then builds it again: after a night that changed nothing,
after one that changed one action in a thousand and brought as many new ones, and with the list of standing
pages taken away, as a change of the code does. The yardsticks are `cp -r` of the finished folder, and the
last of these. The goal is that a night costs at most a quarter of writing every page, and that the first page
stays under 200 kB.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from alerts.site import SiteMaterial, build_site
from alerts.site.standing import LIST
from alerts.words import TOPICS

STATES = ("NY", "FL", "TX", "CA", "MN", "GA", "CO", "VA", "IL", "NC")
FIRST = date(2019, 1, 1)
WORDS = [
    "the", "board", "voted", "to", "end", "detainer", "holds", "without", "a", "warrant", "after", "public",
    "comment", "on", "Tuesday", "evening",
]  # fmt: skip


def action(number: int, places: int, change: int = 0) -> dict[str, Any]:
    """Return an action's row; `change` gives it another day."""
    chance = random.Random(number)
    place = number % places
    state = STATES[place % len(STATES)]
    return {
        "action_id": f"{number:020x}",
        "title": f"Town {place}, {state}: council adopted a measure on {' '.join(chance.sample(WORDS, 5))}",
        "jurisdiction": f"Town {place}, {state}",
        "ocd_id": f"ocd-division/country:us/state:{state.lower()}/place:town_{place}",
        "places": [f"Town {place}, {state}"],
        "topics": [chance.choice(list(TOPICS))],
        "direction": chance.choice(["limits", "expands"]),
        "action_type": "adopted",
        "stage_date": FIRST + timedelta(days=number % 2300 + change),
        "actor": "council",
        "instrument": f"Ordinance {number}",
        "corroboration": ["record"],
        "conflicts": [],
        "first_seen_on": FIRST + timedelta(days=number % 2300 + 1),
        "confidence": 0.83,
    }


def material(numbers: Sequence[int], places: int, night: date, changed: frozenset[int]) -> SiteMaterial:
    """Return actions of one or two steps, each with a quote of a newspaper and one of a record."""
    actions = [action(number, places, number in changed) for number in numbers]
    actions.sort(key=lambda row: (row["first_seen_on"], row["action_id"]), reverse=True)
    timeline, evidence = [], []
    for row in actions:
        for stage in (1, 2) if int(row["action_id"], 16) % 3 == 0 else (1,):
            quote = f"{row['title']} " + " ".join(WORDS) * 3
            timeline.append(
                {
                    **row, "stage_number": stage, "is_new": True, "documents_count": 2, "quote": quote,
                    "source_url": f"https://paper.test/{row['action_id']}", "source_name": "The Paper",
                    "source_kind": "news",
                }
            )  # fmt: skip
            evidence += [
                {
                    "action_id": row["action_id"], "stage_number": stage, "quote": quote, "page": None,
                    "document_id": f"{source}{row['action_id']}",
                    "url": f"https://{source}.test/{row['action_id']}",
                    "document_title": row["title"], "source_id": source, "capture_sha256": "ab" * 32,
                    "warc_path": "2025-04-23/0/captures.warc.gz", "warc_offset": 17,
                    "fetched_at_utc": "2025-04-23 06:00:00+00",
                }
                for source in ("paper", "council")
            ]  # fmt: skip
    sources = [
        {
            "source_id": name, "title": name, "kind": kind, "jurisdiction": f"Town {place}, NY",
            "verdict": "ok", "reason": "12 documents", "since": FIRST,
            "last_read_on": night, "last_spoke_on": night, "is_silent": False,
            "silent_days": 0, "held_back_reason": None, "url": f"https://{name}.test/",
        }
        for name, kind, place in [
            ("paper", "news", 0), ("council", "council", 10),
            *((f"source-{number}", "council", number * 10) for number in range(2, 1000)),
        ]
    ]  # fmt: skip
    return SiteMaterial(str(night), actions, timeline, evidence, [], sources, [], [], [])


def no_files(folder: Path) -> list[Mapping[str, Any]]:
    """Write no downloads: DuckDB's work, measured elsewhere."""
    folder.mkdir()
    return []


def main() -> None:
    """Build, change, build again, and print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--actions", type=int, default=50_000)
    options.add_argument("--places", type=int, default=15_000)
    asked = options.parse_args()
    few = max(1, asked.actions // 1000)
    home = Path(tempfile.mkdtemp(prefix="site-"))
    site = home / "site"
    night = date(2025, 5, 1)
    numbers = list(range(asked.actions))
    try:
        for name, count, changed, is_listed in (
            ("first", asked.actions, 0, True),
            ("nothing changed", asked.actions, 0, True),
            ("one in 1,000 changed", asked.actions + few, few, True),
            ("every page anew", asked.actions + few, few, False),
        ):
            night += timedelta(days=1)
            shown = numbers + list(range(asked.actions, count))
            made = material(shown, asked.places, night, frozenset(range(500, 500 + changed)))
            if not is_listed:
                (site / LIST).unlink()
            took, used, report = _timed(lambda made=made: build_site(made, site, downloads=no_files))
            pages = f"{report.pages_count:,} pages, {report.written_count:,} pages and feeds written"
            print(f"{name:24}{took:8.1f} s{used:8.1f} s of the processor; {pages}", flush=True)
        took, _, _ = _timed(lambda: subprocess.run(["cp", "-r", site, home / "copy"], check=True))
        print(f"{'cp -r of the folder':24}{took:8.1f} s")
        first = [site / "index.html", *(site / "assets").glob("site.*")]
        print(f"first page with style and script {sum(each.stat().st_size for each in first) / 1e3:.0f} kB")
        print(f"memory at the most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    begun, used = time.perf_counter(), time.process_time()
    found = work()
    return time.perf_counter() - begun, time.process_time() - used, found


if __name__ == "__main__":
    main()
