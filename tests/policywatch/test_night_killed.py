"""A night ends with the command that began it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest

from policywatch import orchestration

pytestmark = pytest.mark.slow


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


def test_a_night_waits_for_one_that_dies_and_for_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was killed a moment ago keeps the home for a moment; what runs keeps it."""
    held = tmp_path / "night.lock"
    holding = (
        "import fcntl, sys, time; held = open(sys.argv[1], 'w'); fcntl.flock(held, fcntl.LOCK_EX)\n"
        "print(flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", holding, str(held)], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    monkeypatch.setattr(orchestration, "MOST_SECONDS_DYING", 0.2)
    with orchestration.alone_in(tmp_path) as is_alone:
        assert not is_alone
    monkeypatch.setattr(orchestration, "MOST_SECONDS_DYING", 20.0)
    ending = threading.Timer(0.3, holder.kill)
    ending.start()
    with orchestration.alone_in(tmp_path) as is_alone:
        assert is_alone
    holder.wait(10)
    holder.stdout.close()
