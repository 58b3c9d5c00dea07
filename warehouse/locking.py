"""One writer at a time on one machine, by a lock that the system lets go of when its holder dies."""

from __future__ import annotations

import fcntl
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def writer_lock(path: Path, *, seconds: float) -> Iterator[None]:
    """Hold `path` for ourselves, waiting at most `seconds` for it.

    Raises:
        TimeoutError: another process held it all that time.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _wait(handle, time.monotonic() + seconds)
        yield
    finally:
        os.close(handle)


def _wait(handle: int, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise TimeoutError from None
            time.sleep(random.uniform(0.005, 0.05))  # noqa: S311 - no secret
        else:
            return
