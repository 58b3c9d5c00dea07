"""A bound on how long a page may keep its parser busy."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class ParseTooLong(Exception):
    """A page kept its parser busy beyond the bound."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise ParseTooLong where the block takes longer; only in the main thread, where the engine runs."""

    def ring(_signal: int, _frame: object) -> None:
        raise ParseTooLong

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
