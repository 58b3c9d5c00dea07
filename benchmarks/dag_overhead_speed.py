"""What Airflow costs a demo night, against the same stages called one after another; and what --help costs.

usage: python benchmarks/dag_overhead_speed.py [--times N]

Runs the first demo night by `policywatch nightly` (a process that imports Airflow, the DAG, every task) and
by a process that calls the stages of `policywatch.night` in the same order, each in a new home whose Airflow
database stands ready. Then `policywatch --help` and `python -c pass`. The least of N runs counts, for each.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from policywatch.demonstration import demo_settings
from policywatch.orchestration import prepare_airflow
from policywatch.settings import prepare_home, settings_environment
from spiders.demo.content import NIGHTS
from spiders.demo.registry import write_registry
from spiders.demo.server import serve

COMMAND = str(Path(sys.executable).parent / "policywatch")
MOST_OVERHEAD_SECONDS, MOST_HELP_SECONDS = 20.0, 0.4


def run_directly(night: str) -> None:
    """Run one night's stages in this process, in the DAG's order."""
    from policywatch import night as stages

    opened = stages.open_night({"date": night})
    for landing in [stages.crawl_shard(opened, name) for name in opened["shards"]]:
        stages.load_landing(opened, landing)
    for stage in ("read_texts", "find_candidates", "resolve_and_owe", "publish_night", "publish_site",
                  "send_alerts", "close_night"):  # fmt: skip
        getattr(stages, stage)(opened)


class Taken(NamedTuple):
    """Seconds by the clock, and of the processor, with all that a command started."""

    clock: float
    processor: float


def seconds_of(command: list[str], environment: dict[str, str]) -> Taken:
    """Return what a command took. Raises where it failed."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=900)
    after, ended = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(ended - begun, used)


def night_seconds(command: list[str], times: int) -> Taken:
    """Return the least that a demo night in a new home took."""
    taken = []
    with tempfile.TemporaryDirectory() as folder, serve(1, first_port=0) as sites:
        prepared = Path(folder) / "prepared"
        settings = demo_settings(prepared, sites.authorities)
        prepare_home(settings)
        prepare_airflow(settings)
        write_registry(prepared / "sources", {name: host.base for name, host in sites.hosts.items()})
        example = Path(str(files("alerts"))) / "example.subscriptions.yml"
        shutil.copyfile(example, prepared / "subscriptions.yml")
        for number in range(times):
            home = Path(folder) / f"home{number}"
            shutil.copytree(prepared, home)
            given = settings_environment(demo_settings(home, sites.authorities))
            taken.append(seconds_of(command, os.environ | given))
    return min(taken)


def main() -> None:
    """Measure both and print them as JSON; exit 1 where a bound is passed."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--times", type=int, default=3)
    options.add_argument("--direct", metavar="NIGHT", help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.direct:
        run_directly(asked.direct)
        return
    night = NIGHTS[0].isoformat()
    by_dag = night_seconds([COMMAND, "nightly", "--date", night], asked.times)
    directly = night_seconds([sys.executable, __file__, "--direct", night], asked.times)
    shown = min(seconds_of([COMMAND, "--help"], dict(os.environ)) for _ in range(asked.times * 3))
    nothing = min(
        seconds_of([sys.executable, "-c", "pass"], dict(os.environ)) for _ in range(asked.times * 3)
    )
    overhead, help_overhead = by_dag.clock - directly.clock, shown.clock - nothing.clock
    print(
        json.dumps(
            {
                "night by the DAG, seconds and of the processor": [round(each, 1) for each in by_dag],
                "stages called directly": [round(each, 1) for each in directly],
                "overhead, seconds": round(overhead, 1),
                "at most": MOST_OVERHEAD_SECONDS,
                "policywatch --help, seconds and of the processor": [round(each, 2) for each in shown],
                "python -c pass": [round(each, 2) for each in nothing],
                "more, seconds": round(help_overhead, 2),
                "more, at most": MOST_HELP_SECONDS,
            },
            indent=1,
        )
    )
    sys.exit(1 if overhead > MOST_OVERHEAD_SECONDS or help_overhead > MOST_HELP_SECONDS else 0)


if __name__ == "__main__":
    main()
