"""A night killed at any moment and run again ends as one that was not (`make chaos`).

Each case draws from its number: the first night or the second, the moment, and whether the whole tree of
processes dies or only the command and its Airflow, whose crawls then go on as orphans beside the new night's.
`POLICYWATCH_KILLS` says how many cases, 200 unless told.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from warehouse.verifying import Home, verify_home

pytestmark = pytest.mark.chaos

KILLS = int(os.environ.get("POLICYWATCH_KILLS", "200"))
SEED = 20250501


@dataclass
class Undisturbed:
    """One installation, and what each of its two nights came to."""

    after_first: Path
    seconds: dict[int, float]
    outcome: dict[int, Any]


def outcome_of(installation: Any) -> dict[str, Any]:
    """Return all that a night leaves for others."""
    return {
        "tables": installation.tables(),
        "published": installation.published(),
        "mails": installation.mails(),
    }


@pytest.fixture(scope="module")
def undisturbed(fresh: Callable[[Path], Any], tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """Two nights that nothing disturbed."""
    installation = fresh(tmp_path_factory.mktemp("undisturbed") / "home")
    after_first = installation.home.parent / "after-first"
    seconds, outcome = {}, {}
    for night in (1, 2):
        begun = time.monotonic()
        installation.run(night)
        seconds[night] = time.monotonic() - begun
        outcome[night] = outcome_of(installation)
        if night == 1:
            shutil.copytree(installation.home, after_first)
    return Undisturbed(after_first, seconds, outcome)


@pytest.mark.parametrize("number", range(KILLS))
def test_a_night_killed_at_any_moment_and_run_again_equals_one_that_was_not(
    fresh: Callable[[Path], Any], undisturbed: Undisturbed, tmp_path: Path, number: int
) -> None:
    """Tables, published file and mails are those of an undisturbed night, and the home verifies."""
    chance = random.Random(SEED + number)
    night = chance.choice((1, 2))
    moment = chance.uniform(0.2, undisturbed.seconds[night])
    leaves_orphans = chance.random() < 0.25
    killed = fresh(tmp_path / "home")
    if night == 2:
        shutil.rmtree(killed.home)
        shutil.copytree(undisturbed.after_first, killed.home)
    kill_at(killed.start(night), moment, leaves_orphans=leaves_orphans)
    killed.run(night)
    found, wanted = outcome_of(killed), undisturbed.outcome[night]
    for part in wanted:
        assert found[part] == wanted[part], (part, night, moment, leaves_orphans)
    home = Home(
        killed.home, killed.home / "lake", killed.home / "landing",
        killed.home / "published" / "policywatch.duckdb",
    )  # fmt: skip
    assert list(verify_home(home)) == []
    shutil.rmtree(killed.home)


def kill_at(process: Any, moment: float, *, leaves_orphans: bool) -> None:
    """Kill the night's processes after `moment` seconds; a night that has ended by then is left."""
    until = time.monotonic() + moment
    while time.monotonic() < until and process.poll() is None:
        time.sleep(0.005)
    tree = [] if process.poll() is not None else psutil.Process(process.pid).children(recursive=True)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    for each in () if leaves_orphans else tree:
        with suppress(psutil.NoSuchProcess):
            each.kill()
    process.wait(30)
    process.stdout.close()
