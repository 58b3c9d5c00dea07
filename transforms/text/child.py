"""The guarded child: reads bodies from its standard input until that ends. See `guard.py`.

usage: python -m transforms.text.child MEMORY_BYTES
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import sys
from typing import Any, BinaryIO

from transforms.text.guard import _OUT_OF_MEMORY
from transforms.text.pdf import PdfFacts, iter_pages
from transforms.text.read import read_whole


def serve(jobs: BinaryIO, answers: BinaryIO) -> None:
    """Read jobs, one header line and a body each, and write their answers, one line each."""
    while header := jobs.readline():
        job: dict[str, Any] = json.loads(header)
        body = jobs.read(job["size"])
        # The parent kills on time; this holds when the parent itself was killed.
        signal.setitimer(signal.ITIMER_REAL, job["max_seconds"] + 10)
        if job["kind"] == "pdf":
            for part in iter_pages(body, first=job["first"], max_pages=job["max_pages"]):
                name = "facts" if isinstance(part, PdfFacts) else "page"
                _write(answers, {name: part.__dict__})
            _write(answers, {"last": True})
        elif job["kind"] in ("scan", "picture"):
            _recognize(job, body, answers)
        else:
            extracted = read_whole(
                body, kind=job["kind"], url=job["url"], charset=job["charset"], title=job["title"]
            )
            _write(answers, {"read": extracted.model_dump(), "last": True})
        signal.setitimer(signal.ITIMER_REAL, 0)


def _recognize(job: dict[str, Any], body: bytes, answers: BinaryIO) -> None:
    # Loaded at the first scan only: what reads pictures takes seconds to load.
    from transforms.text.scans import NoRecognition, iter_frames, iter_scanned_pages

    try:
        for part in (
            iter_scanned_pages(body, job["pages"])
            if job["kind"] == "scan"
            else iter_frames(body, first=job["first"], max_pages=job["max_pages"])
        ):
            _write(answers, {"facts" if isinstance(part, PdfFacts) else "page": part.__dict__})
    except NoRecognition as error:
        _write(answers, {"problem": str(error)})
    _write(answers, {"last": True})


def _write(answers: BinaryIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer).encode() + b"\n")
    answers.flush()


def main() -> None:
    """Bound this process, keep the answers' pipe for answers alone, and serve."""
    memory_bytes = int(sys.argv[1])
    for limit, most in ((resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CORE, 0)):
        # macOS refuses a bound on address space; the time limit holds there all the same.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a C library prints must not stand among the answers
    try:
        serve(sys.stdin.buffer, answers)
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)


if __name__ == "__main__":
    main()
