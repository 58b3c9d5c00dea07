"""A night ends with the command that began it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import psutil
import pytest

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
