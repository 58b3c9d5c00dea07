"""Feeds each target mutated bytes, led by what they reach (`make fuzz`), and keeps what goes wrong.

    python tests/fuzz/fuzz.py --seconds 3600 --out .fuzz/found [TARGET...]

A fault is an exception that the target does not name, more seconds or more memory than it allows, or an end
of the process. Each goes to OUT/TARGET/ once a traceback, bytes beside words, and the run goes on; the table
at the end tells executions and faults a target, and the exit code is 1 where there was one. The bytes that
reached something new stay in OUT/TARGET/corpus, so that a later run goes on where this one ended.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import os
import resource
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
MAX_BYTES = 65_536
MAX_KEPT = 25
"""Faults of one target that are kept; more would say nothing new."""


class Watched:
    """One target's function with its bounds; counts what it does."""

    def __init__(self, target: Any, out: Path, seconds: float) -> None:
        self.target, self.out = target, out
        self.until = time.monotonic() + seconds
        self.count = 0
        self.slowest = 0.0
        self.faults: dict[str, str] = {}
        self._peak = _peak_megabytes()

    def __call__(self, raw: bytes) -> None:
        self.count += 1
        (self.out / "running").write_bytes(raw)
        begun = time.process_time()
        try:
            self.target.read(raw)
        except self.target.typed:
            pass
        except Exception as error:
            frames = [
                f"{each.filename}:{each.lineno}" for each in traceback.extract_tb(error.__traceback__)[-3:]
            ]
            self._keep(raw, f"{type(error).__name__} {frames}", traceback.format_exc())
        took = time.process_time() - begun
        self.slowest = max(self.slowest, took)
        if took > self.target.most_seconds:
            self._keep(raw, f"slow {int(took / self.target.most_seconds)}", f"took {took:.1f} seconds")
        peak = _peak_megabytes()
        if self.count > 50 and peak - self._peak > self.target.most_megabytes:
            self._keep(raw, "memory", f"grew by {peak - self._peak:.0f} MB")
        self._peak = peak
        if self.count % 50 == 0 or time.monotonic() > self.until:
            self.tell()
        if time.monotonic() > self.until:
            # libFuzzer has no call that ends it in order.
            os._exit(0)

    def _keep(self, raw: bytes, cause: str, words: str) -> None:
        name = hashlib.sha256(cause.encode()).hexdigest()[:12]
        if name in self.faults or len(self.faults) >= MAX_KEPT:
            return
        self.faults[name] = cause
        (self.out / f"{name}.bytes").write_bytes(raw)
        (self.out / f"{name}.txt").write_text(f"{cause}\n\n{words}", encoding="utf-8")

    def tell(self) -> None:
        told = {"executions": self.count, "slowest": round(self.slowest, 2), "faults": self.faults}
        (self.out / "told.json").write_text(json.dumps(told), encoding="utf-8")


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run_one(name: str, seconds: float, out: Path, corpus: Path) -> None:
    """Fuzz one target in this process until its time is over. Does not return."""
    import atheris

    from tests.fuzz import targets as declared

    with atheris.instrument_imports(include=list(ROOMS), enable_loader_override=False):
        for each in ROOMS:
            importlib.import_module(each)
        target = declared.one(name)
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in declared.seeds_of(target):
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    watched: Callable[[bytes], None] = Watched(target, out, seconds)
    options = [
        sys.argv[0], str(corpus), f"-max_len={MAX_BYTES}", "-timeout=60", "-rss_limit_mb=3000",
        f"-artifact_prefix={out}/ended-", "-verbosity=0", "-len_control=0",
    ]  # fmt: skip
    atheris.Setup(options, watched)
    atheris.Fuzz()


ROOMS = ("spiders", "transforms", "alerts")


def run_all(names: list[str], seconds: float, out: Path) -> int:
    """Fuzz each target in a process of its own, the time shared evenly; print the table."""
    print("| target | executions | slowest, s | faults |\n|---|---|---|---|", flush=True)
    total = faults_count = 0
    for name in names:
        folder = out / name
        folder.mkdir(parents=True, exist_ok=True)
        until = time.monotonic() + seconds / len(names)
        executions, slowest, faults, ends = 0, 0.0, set(), 0
        while (left := until - time.monotonic()) > 1:
            (folder / "told.json").unlink(missing_ok=True)
            command = [sys.executable, __file__, "--one", name, "--seconds", str(left), "--out", str(folder)]
            with (folder / "log").open("ab") as log:
                ended = subprocess.run(command, cwd=ROOT, stdout=log, stderr=log, check=False)
            if (folder / "told.json").is_file():
                told = json.loads((folder / "told.json").read_bytes())
                executions += told["executions"]
                slowest = max(slowest, told["slowest"])
                faults |= set(told["faults"])
            if ended.returncode:
                # The bytes that ended the process stand in `running` and in libFuzzer's own file.
                ends += 1
                if (folder / "running").is_file():
                    (folder / "running").rename(folder / f"ended-{ends}.bytes")
                if ends > 5:
                    break
        total += executions
        faults_count += len(faults) + ends
        print(f"| {name} | {executions:,} | {slowest:.2f} | {len(faults) + ends} |", flush=True)
    print(f"| all {len(names)} | {total:,} | | {faults_count} |", flush=True)
    return int(faults_count > 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("targets", nargs="*", help="all unless named")
    parser.add_argument("--seconds", type=float, default=3600, help="in all")
    parser.add_argument("--out", type=Path, default=ROOT / ".fuzz" / "found")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    given = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    if given.one:
        run_one(given.one, given.seconds, given.out, given.out / "corpus")
    from tests.fuzz.targets import targets

    return run_all(given.targets or list(targets()), given.seconds, given.out.absolute())


if __name__ == "__main__":
    sys.exit(main())
