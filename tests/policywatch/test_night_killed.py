"""A night that is killed and run again ends as one that was not: the same rows, the same mails.

At the two moments from which most hangs; `make chaos` kills at 200 over all stages.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def unkilled(fresh: Callable[[Path], Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An installation after a first night that nothing disturbed."""
    installation = fresh(tmp_path_factory.mktemp("unkilled") / "home")
    installation.run(1)
    return installation


@pytest.mark.parametrize("stage", ["load", "publish"])
def test_a_killed_night_run_again_equals_one_that_was_not(
    unkilled: Any, fresh: Callable[[Path], Any], tmp_path: Path, stage: str
) -> None:
    """SIGKILL as soon as a stage is done, then the night again: the same tables, the same mails."""
    killed = fresh(tmp_path / "home")
    killed.kill_when(1, stage)
    killed.run(1)
    assert killed.tables() == unkilled.tables()
    assert killed.published() == unkilled.published()
    assert killed.mails() == unkilled.mails()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")
def test_no_night_outlives_the_command_that_began_it() -> None:
    """A command killed alone leaves nothing that goes on unseen and keeps the next night out."""
    night = (
        "import os, time; from policywatch import orchestration\n"
        "orchestration._stand_ready = lambda: (print(os.getpid(), flush=True), time.sleep(60))\n"
        "orchestration._serve()"
    )
    command = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]])",
            night,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert command.stdout is not None and command.stdin is not None
    child = psutil.Process(int(command.stdout.readline()))
    os.kill(command.pid, signal.SIGKILL)
    command.wait(10)
    psutil.wait_procs([child], timeout=5)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
    command.stdin.close()
    command.stdout.close()
