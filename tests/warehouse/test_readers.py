"""Fifty readers while the file is published anew: each sees one night or the next, whole."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from warehouse.lake import Lake
from warehouse.publish import publish

PROCESSES, THREADS = 2, 25
LOOK = """
import sys, threading, time
from pathlib import Path
from warehouse.looking import list_actions, opened
from warehouse.searching import search

target, over = Path(sys.argv[1]), Path(sys.argv[2])
faults, seen = [], []

def look(number):
    time.sleep(number * 0.05)
    try:
        while True:
            is_last = over.exists()
            if number == 0:
                titles = [each["title"] for each in search(target, "night") if each["found"] == "action"]
            elif number == 1:
                titles = [each["title"] for each in list_actions(target)]
            else:
                with opened(target) as connection:
                    titles = [row[0] for row in connection.execute("SELECT title FROM actions").fetchall()]
                    time.sleep(1.5)  # a night may be published meanwhile; what is open stays as it was
                    titles += [row[0] for row in connection.execute("SELECT title FROM actions").fetchall()]
            assert len(titles) in (2, 4) and len(set(titles)) == 1, titles
            seen.append(titles[0])
            if is_last:
                return
            time.sleep(1)
    except BaseException as error:
        faults.append(repr(error))

readers = [threading.Thread(target=look, args=(number,)) for number in range(int(sys.argv[3]))]
for each in readers:
    each.start()
for each in readers:
    each.join()
print(faults[:3] or "", len(seen), *sorted(set(seen)), sep="|")
sys.exit(bool(faults))
"""


def test_fifty_readers_see_one_night_or_the_next(lake: Lake, make, tmp_path: Path, passing) -> None:
    """Whoever opened the file before a swap keeps what is open; nobody fails and nobody waits."""
    target, over = tmp_path / "published" / "policywatch.duckdb", tmp_path / "over"
    make.full_night(lake)

    def tell(night: int) -> None:
        told = [make.action(number, title=f"night {night}") for number in (0, 2)]
        lake.merge("actions", told, run_id=make.night)
        publish(lake, target, run_id=make.night, audit=passing)

    tell(1)
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", LOOK, str(target), str(over), str(THREADS)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    try:
        for night in (2, 3):
            tell(night)
        over.touch()
        told = [each.communicate(timeout=90) for each in readers]
    finally:
        for each in readers:
            each.kill()
    for (out, error), each in zip(told, readers, strict=True):
        assert each.returncode == 0, out + error
        faults, looks, *nights = out.strip().split("|")
        assert faults == "" and int(looks) >= THREADS
        assert set(nights) <= {"night 1", "night 2", "night 3"} and "night 3" in nights
