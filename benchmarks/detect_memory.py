"""Memory of `policywatch detect` over few and many lines: it must not grow with them.

usage: python benchmarks/detect_memory.py [--lines N ...]

Makes files of news, one line in 200 of which reports an action, and prints the most memory that the command
held over each, in one process and without clusters. A million lines are half a gigabyte on disk.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from detect_speed import ACTION, MATTERS, PLACES, RELEVANT_EVERY, SUBJECTS

COMMAND = Path(sys.executable).parent / "policywatch"
MEASURED = """
import resource, runpy, sys
sys.argv = sys.argv[1:]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""
VARIANTS = 2_000


def make_texts(chance: random.Random) -> list[str]:
    """Return texts of half a kilobyte to draw from; the first reports an action."""

    def sentence(form: str) -> str:
        return form.format(
            place=chance.choice(PLACES), body="council", matter=chance.choice(MATTERS),
            sum=chance.randint(20, 900), ayes=chance.randint(5, 7), nays=chance.randint(0, 4), street="Elm",
        )  # fmt: skip

    texts = [" ".join(sentence(chance.choice(SUBJECTS)) for _ in range(6)) for _ in range(VARIANTS)]
    return [f"{sentence(ACTION)} {texts[0]}", *texts[1:]]


def write_lines(path: Path, count: int) -> None:
    """Write `count` lines, each with an id and a first sentence of its own."""
    texts = make_texts(random.Random(7))
    with path.open("w", encoding="utf-8") as stream:
        for number in range(count):
            text = texts[0 if number % RELEVANT_EVERY == 0 else 1 + number % (VARIANTS - 1)]
            row = {"id": f"n{number}", "text": f"Story {number}. {text}", "published": "2025-05-07"}
            stream.write(json.dumps(row) + "\n")


def measure(count: int) -> tuple[float, float]:
    """Return the largest memory in MB and the seconds of one run over so many lines."""
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "lines.jsonl"
        write_lines(lines, count)
        begun = time.perf_counter()
        arguments = ["detect", "--input", str(lines), "--output", str(Path(folder) / "found.jsonl")]
        ended = subprocess.run(
            [sys.executable, "-c", MEASURED, str(COMMAND), *arguments], capture_output=True, text=True
        )
        if ended.returncode:
            raise SystemExit(f"detect failed: {ended.stderr[-2000:]}")
        return int(ended.stderr.split()[-1]) / 1024, time.perf_counter() - begun


def main() -> None:
    """Measure each number of lines and print the growth from the first to the last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    options = parser.parse_args()
    held = []
    for count in options.lines:
        megabytes, seconds = measure(count)
        held.append(megabytes)
        print(f"{count:>10,} lines: {megabytes:7.0f} MB at most, {count / seconds:8,.0f} lines a second")
    print(f"growth from {options.lines[0]:,} to {options.lines[-1]:,} lines: {held[-1] - held[0]:+.1f} MB")


if __name__ == "__main__":
    main()
