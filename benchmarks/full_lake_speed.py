"""What one night costs in a lake that is full already, stage by stage, beside one that is not.

usage: python benchmarks/full_lake_speed.py [--small N] [--large N] [--sources N] [--pages N]

Fills one lake with 10,000 documents and one with 1,000,000 (`archive_speed.fill`), runs the same night over
the same loopback sites on both, and prints the processor seconds of each stage. The goal is that loading,
reading and resolving cost at most 1.3 times as much in the large lake.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import unchanged_night_speed as night
from archive_speed import fill

from warehouse.lake import open_lake

COMPARED = ("load", "read_texts", "find_candidates", "resolve_actions")
GOAL_RATIO = 1.3


def run_in(count: int, sources: int, pages: int, port: int) -> dict[str, float]:
    """Return the seconds of each stage of one night in a lake of `count` documents."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with open_lake(home / "lake") as lake:
            fill(lake, count, seed=7)
        hosts = night.write_registry(home / "sources", sources, port)
        environment = os.environ | {
            "POLICYWATCH_HOME": folder, "POLICYWATCH_SOURCES": str(home / "sources"),
            "POLICYWATCH_CONTACT": "benchmark on loopback", "POLICYWATCH_DELAY_SECONDS": "0",
            "POLICYWATCH_SHARDS": "2", "POLICYWATCH_ALLOW_PRIVATE": json.dumps(hosts),
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, night.__file__, "--night", "2025-06-01"],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            sys.exit(done.stderr[-3000:])
        told: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])["stages"]
        return told


def main() -> None:
    """Run the night in both lakes and print the stages side by side."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--small", type=int, default=10_000)
    options.add_argument("--large", type=int, default=1_000_000)
    options.add_argument("--sources", type=int, default=20)
    options.add_argument("--pages", type=int, default=25)
    asked = options.parse_args()
    port, served = multiprocessing.Value("i", 0), multiprocessing.Value("q", 0)
    server = multiprocessing.Process(target=night.serve, args=(port, served, asked.pages), daemon=True)
    server.start()
    while not port.value:
        time.sleep(0.05)
    small, large = (
        run_in(count, asked.sources, asked.pages, port.value) for count in (asked.small, asked.large)
    )
    print(f"{'':18}{asked.small:>12,}{asked.large:>12,}{'ratio':>8}")
    for name in small:
        print(f"{name:18}{small[name]:12.2f}{large[name]:12.2f}{large[name] / max(small[name], 0.01):8.2f}")
    ratio = sum(large[name] for name in COMPARED) / sum(small[name] for name in COMPARED)
    print(f"{', '.join(COMPARED)} together: {ratio:.2f} times (to reach {GOAL_RATIO})")
    server.terminate()


if __name__ == "__main__":
    main()
