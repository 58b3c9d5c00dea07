"""A child process that reads what may hang, crash or eat the memory of its reader, and is killed if it does.

PDFium and libxml2 are C: no exception and no thread can stop them inside a hostile file. One child serves
many bodies (its start costs a third of a second); a time limit holds for each body, a memory limit for the
child. A PDF's pages arrive one by one, so that what was read before a crash is kept, and reading resumes
after the page that caused it.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from typing import Any

MAX_JOBS = 500
"""Bodies a child reads before a fresh one takes its place: C libraries leak."""
MAX_ANSWER_BYTES = 400 * 1024 * 1024


class ChildTimeout(Exception):
    """The child gave no answer in time; it has been killed."""


class ChildCrashed(Exception):
    """The child died. The message says of what, as far as is known."""


class GuardedReader:
    """One child process and the pipes to it. Not for use from two threads or processes at once."""

    def __init__(self, *, memory_bytes: int = 3 * 1024**3) -> None:
        self._memory_bytes = memory_bytes
        self._process: subprocess.Popen[bytes] | None = None
        self._jobs = 0
        self._owner = os.getpid()

    def ask(
        self, job: dict[str, Any], body: bytes, *, max_seconds: float, max_seconds_each: float | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the child's answers to one job, the last of which has `"last": True`.

        `max_seconds` holds for the whole job, `max_seconds_each` for the wait between two answers.

        Raises: ChildTimeout, ChildCrashed. Either way the next job gets a fresh child.
        """
        process = self._running()
        deadline = time.monotonic() + max_seconds
        header = json.dumps({**job, "size": len(body), "max_seconds": max_seconds}).encode() + b"\n"
        assert process.stdin is not None and process.stdout is not None
        finished = False
        try:
            try:
                process.stdin.write(header)
                process.stdin.write(body)
                process.stdin.flush()
            except (BrokenPipeError, OSError) as error:
                raise ChildCrashed(self._cause_of_death()) from error
            for line in self._lines(process, deadline, max_seconds_each):
                answer: dict[str, Any] = json.loads(line)
                finished = bool(answer.get("last"))
                yield answer
                if finished:
                    self._jobs += 1
                    return
        finally:
            if not finished:
                self.close()

    def _lines(
        self, process: subprocess.Popen[bytes], deadline: float, each: float | None
    ) -> Iterator[bytes]:
        assert process.stdout is not None
        pending: list[bytes] = []
        size = 0
        due = deadline if each is None else time.monotonic() + each
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while True:
                left = min(deadline, due) - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise ChildTimeout
                chunk = os.read(process.stdout.fileno(), 1 << 20)
                if not chunk:
                    raise ChildCrashed(self._cause_of_death())
                size += len(chunk)
                if size > MAX_ANSWER_BYTES:
                    raise ChildCrashed(f"its words take over {MAX_ANSWER_BYTES:,} bytes")
                *lines, rest = chunk.split(b"\n")
                for line in lines:
                    pending.append(line)
                    yield b"".join(pending)
                    pending = []
                    due = deadline if each is None else time.monotonic() + each
                pending.append(rest)

    def _cause_of_death(self) -> str:
        if self._process is None:
            return "the reader ended"
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(2)
        code = self._process.returncode
        if code is not None and code < 0:
            return f"the reader died of {signal.Signals(-code).name}"
        return "the reader ran out of memory" if code == _OUT_OF_MEMORY else f"the reader ended with {code}"

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and (self._process.poll() is not None or self._jobs >= MAX_JOBS):
            self.close()
        if self._process is None:
            self._jobs = 0
            self._owner = os.getpid()
            self._process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
                [sys.executable, "-m", "transforms.text.child", str(self._memory_bytes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={
                    **os.environ,
                    "PYTHONPATH": os.pathsep.join(one for one in sys.path if one),
                    # Each thread of these takes address space, of which the child has little.
                    "OPENBLAS_NUM_THREADS": "1",
                    "OMP_NUM_THREADS": "1",
                },
            )
        return self._process

    def close(self) -> None:
        """End the child, at once. A child that a fork inherited is its parent's, and left alone."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        process.wait()


_OUT_OF_MEMORY = 77

_readers = threading.local()
_all_readers: weakref.WeakSet[GuardedReader] = weakref.WeakSet()


@atexit.register
def _close_readers() -> None:
    for reader in list(_all_readers):
        reader.close()


def shared_reader() -> GuardedReader:
    """Return this thread's reader. A forked process gets its own, for the pipes belong to its parent."""
    owner = getattr(_readers, "owner", None)
    if owner != os.getpid():
        _readers.owner = os.getpid()
        _readers.reader = GuardedReader()
        _all_readers.add(_readers.reader)
    reader: GuardedReader = _readers.reader
    return reader
