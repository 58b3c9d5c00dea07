"""How far a night is: one JSON line a step in `nights/<run_id>/progress.jsonl`, written by its tasks.

The command line follows the file while the DAG runs in another process; the scheduler's nights leave the
same file, so `policywatch health` and a person with `tail -f` see the same lines.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypedDict, TypeVar

from warehouse.errors import UserError

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Step(TypedDict, total=False):
    """One line of the file. `error` is set where the step failed, `remedy` where a person can mend it."""

    at_utc: str
    stage: str
    message: str
    error: bool
    remedy: bool


def note(folder: Path, stage: str, message: str, *, error: bool = False, remedy: bool = False) -> None:
    """Append one step. One write call, so that lines of several processes never mix."""
    step: Step = {
        "at_utc": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "stage": stage,
        "message": message,
    }
    if error:
        step["error"] = True
    if remedy:
        step["remedy"] = True
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "progress.jsonl").open("ab") as stream:
        stream.write(json.dumps(step, ensure_ascii=False).encode() + b"\n")


def told(
    stage: str, folder_of: Callable[[Any], Path]
) -> Callable[[Callable[Given, Result]], Callable[Given, Result]]:
    """Return a decorator that notes a stage's failure before the error goes on its way."""

    def decorate(function: Callable[Given, Result]) -> Callable[Given, Result]:
        @wraps(function)
        def run(*given: Given.args, **named: Given.kwargs) -> Result:
            try:
                return function(*given, **named)
            except Exception as error:
                remedy = isinstance(error, UserError)
                text = str(error) if remedy else f"{type(error).__name__}: {error}"
                # On a full disk the error itself says more than that it could not be noted.
                with suppress(OSError):
                    note(folder_of(given[0]), stage, text[:2000], error=True, remedy=remedy)
                raise

        return run

    return decorate


def follow(path: Path, is_running: Callable[[], bool], *, start: int = 0) -> Iterator[Step]:
    """Yield steps as they are written, from byte `start`, until the night has ended and all are read."""
    at, left_over = start, b""
    while True:
        running = is_running()
        if path.is_file():
            with path.open("rb") as stream:
                stream.seek(at)
                fresh = stream.read()
            at += len(fresh)
            *lines, left_over = (left_over + fresh).split(b"\n")
            for line in lines:
                step = _step_of(line)
                if step is not None:
                    yield step
        if not running:
            return
        time.sleep(0.1)


def _step_of(line: bytes) -> Step | None:
    """Return a line as a step, None for one that a full disk cut short."""
    try:
        step: Step = json.loads(line)
    except ValueError:
        return None
    return step
