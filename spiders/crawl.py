"""Runs one shard's crawl in a process of its own: `python -m spiders.crawl SPEC.json`.

Twisted's reactor starts once in a process, so each crawl gets a fresh one. It exits with 0 once the landing
is whole, whatever the sources gave; with 2 where a user can mend the cause; with 1 otherwise.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from spiders.errors import CrawlFailed
from spiders.guard import source_hosts
from spiders.landing_writer import LOG, is_complete
from spiders.spec import CrawlSpec
from warehouse.errors import UserError
from warehouse.records import Document, Source, SourceNight

EXIT_WHOLE, EXIT_FAILED, EXIT_USER = 0, 1, 2
LOG_TAIL_LINES = 40
# Beyond the crawl's own bound: to start, and to write out a landing.
GRACE_SECONDS = 120.0
# Of a probe, so many responses are kept with their bodies.
PAGES_KEPT, MAX_PAGE_BYTES = 3, 16_000_000


def run_crawl(spec: CrawlSpec) -> Path:
    """Crawl a shard in a fresh process and return its landing folder, whole.

    A landing that is whole already is left alone. Raises UserError where the user can mend the cause, and
    CrawlFailed, with the last lines of the log, where the process ended without a whole landing.
    """
    if is_complete(spec.out):
        return spec.out
    _check(spec)
    started = time.monotonic()
    command = [sys.executable, "-m", "spiders.crawl", "/dev/stdin"]
    # Files without names: nothing is left of them, however this process ends.
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as errors:
        given.write(spec.model_dump_json().encode())
        given.seek(0)
        # A session of its own: a terminal's interrupt reaches us, and we end the child in order.
        process = subprocess.Popen(
            command,
            stdin=given,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,
        )
        try:
            code = process.wait(spec.max_total_seconds + GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        errors.seek(0)
        said = errors.read()[-20_000:].decode("utf-8", "replace").strip()
    if code == EXIT_WHOLE and is_complete(spec.out):
        return spec.out
    if code == EXIT_USER:
        raise UserError(said.splitlines()[-1] if said else f"{spec.out}: the crawl could not begin")
    tail = _tail(spec.out / LOG) or said
    took = time.monotonic() - started
    ended = "was ended by its time bound" if code is None else f"ended with code {code}"
    last = tail.splitlines()[-1][:300] if tail else "nothing was logged"
    raise CrawlFailed(
        f"crawl of shard {spec.shard} {ended} after {took:.0f} seconds; {last}",
        log_tail=tail,
        returncode=code,
    )


def _check(spec: CrawlSpec) -> None:
    """Raise UserError for what would fail in the child anyway, before a process is started for it."""
    from spiders.platforms import load_platform

    for source in spec.sources:
        load_platform(source.platform)
    if spec.replay is not None and not spec.replay.is_file():
        raise UserError(f"{spec.replay}: there is no such archive; check --replay")
    live = [
        source.source_id
        for source in spec.sources
        if not any(f"{host}" in spec.allow_private for host in source_hosts(source))
    ]
    if spec.replay is None and live and not (spec.contact or spec.user_agent):
        raise UserError(
            "no contact is set, which the sites' owners need to reach you; set POLICYWATCH_CONTACT to an "
            "address or a page, or replay an archive with --replay"
        )


def _tail(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 40_000))
            lines = file.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    return "\n".join(lines[-LOG_TAIL_LINES:])


def crawl_file(
    path: Path,
    *,
    out: Path,
    only: Sequence[str] = (),
    replay: Path | None = None,
    contact: str | None = None,
    delay_seconds: float = 2.0,
    allow_private: Sequence[str] = (),
    max_seconds: float = 1200.0,
    night: date | None = None,
) -> Path:
    """Crawl the sources of one registry file (or folder) straight into `out` and return it.

    Raises UserError for faults of the registry, ids in `only` that it lacks, and a folder that is not new.
    """
    from spiders.registry import load_registry

    sources = chosen(load_registry(path), only)
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not _is_landing(out))):
        raise UserError(f"{out}: is not empty; give a new folder to --out")
    today = night or datetime.now(UTC).date()
    spec = CrawlSpec(
        run_id=today.isoformat(),
        night=today,
        shard="0",
        out=out,
        landing_root=out.resolve().parent,
        sources=tuple(sources),
        replay=replay,
        contact=contact,
        delay_seconds=delay_seconds,
        allow_private=tuple(allow_private),
        max_seconds=max_seconds,
    )
    return run_crawl(spec)


def chosen(sources: Sequence[Source], only: Sequence[str]) -> list[Source]:
    """Return the sources of these ids, all where none is given. Raises UserError for an unknown id."""
    if not only:
        return list(sources)
    known = {source.source_id for source in sources}
    missing = [each for each in only if each not in known]
    if missing:
        some = ", ".join(sorted(known)[:12])
        raise UserError(f"no source is called {missing[0]!r}; there are {some}")
    return [source for source in sources if source.source_id in set(only)]


def _is_landing(folder: Path) -> bool:
    from spiders.landing_writer import COMPLETE, FILES, UNFINISHED

    return all(path.name in {COMPLETE, *FILES, *UNFINISHED} for path in folder.iterdir())


@dataclass(frozen=True)
class ProbedPage:
    """One response of a probe with its body, after content decoding."""

    url: str
    status: int
    media_type: str
    body: bytes


@dataclass(frozen=True)
class Probe:
    """What one source gave just now, for `sources check`.

    `documents` and `pages` are the first few; `kinds` counts all documents; `is_cut_short` where the bound on
    requests left some out.
    """

    night: SourceNight
    documents: list[Document]
    captures: list[dict[str, Any]]
    log: str
    pages: list[ProbedPage] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    is_cut_short: bool = False


def probe(
    source: Source,
    *,
    replay: Path | None = None,
    contact: str | None = None,
    allow_private: Sequence[str] = (),
    delay_seconds: float = 2.0,
    max_requests: int = 8,
    max_seconds: float = 120.0,
    night: date | None = None,
    keep: int = 5,
) -> Probe:
    """Fetch (or replay) one source and return its verdict, its first `keep` documents and what was fetched.

    Only `max_requests` requests are made, so documents behind a listing may stand as the listing has them.
    """
    today = night or datetime.now(UTC).date()
    with tempfile.TemporaryDirectory(prefix="policywatch-probe-") as folder:
        out = Path(folder) / "0"
        spec = CrawlSpec(
            run_id=today.isoformat(), night=today, shard="0", out=out, landing_root=Path(folder),
            sources=(source,), replay=replay, contact=contact, allow_private=tuple(allow_private),
            delay_seconds=delay_seconds, max_requests=max_requests, max_seconds=max_seconds,
            max_total_seconds=max_seconds + 60,
        )  # fmt: skip
        run_crawl(spec)
        stats = json.loads((out / "stats.json").read_text(encoding="utf-8"))
        documents: list[Document] = []
        kinds: Counter[str] = Counter()
        with (out / "documents.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                kinds[json.loads(line)["kind"]] += 1
                if len(documents) < keep:
                    documents.append(Document.model_validate_json(line))
        with (out / "captures.jsonl").open(encoding="utf-8") as lines:
            captures = [json.loads(line) for line in lines]
        source_night = SourceNight.model_validate(stats["sources"][0])
        pages = [page for each in captures[:PAGES_KEPT] if (page := _probed(each, Path(folder))) is not None]
        return Probe(
            source_night, documents, captures, _tail(out / LOG), pages, kinds,
            is_cut_short=source_night.captures_count >= max_requests,
        )  # fmt: skip


def _probed(capture: dict[str, Any], root: Path) -> ProbedPage | None:
    from spiders.replay import NotInArchive, read_archived

    archive, offset = root / capture["warc_path"], capture["warc_offset"]
    try:
        _, body = read_archived(archive, offset, max_bytes=MAX_PAGE_BYTES)
    except NotInArchive:
        return None
    media_type = str(capture.get("media_type") or "")
    return ProbedPage(str(capture["url"]), int(capture["status"]), media_type, body)


def read_spec(path: Path) -> CrawlSpec:
    """Return the spec in a file. Raises UserError where it is none."""
    try:
        return CrawlSpec.model_validate_json(path.read_bytes())
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in fault["loc"])
        raise UserError(f"{path}: {place}: {fault['msg']}; correct the spec") from error


def crawl_here(spec: CrawlSpec) -> bool:
    """Crawl in this process, which may do it once. Tells whether the landing is whole."""
    from spiders.engine import run

    return run(spec)


def die_with_parent() -> None:
    """Have the kernel end this process when the one that started it is gone: none writes on unseen.

    Only Linux can be asked for it; elsewhere nothing is done.
    """
    if sys.platform == "linux":
        import ctypes

        parent = os.getppid()
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(EXIT_FAILED)


def main(arguments: Sequence[str]) -> int:
    """Run the crawl of the spec named on the command line and return the exit code."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m spiders.crawl SPEC.json\n")
        return EXIT_USER
    die_with_parent()
    try:
        spec = read_spec(Path(arguments[0]))
        if is_complete(spec.out):
            return EXIT_WHOLE
        return EXIT_WHOLE if crawl_here(spec) else EXIT_FAILED
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_USER
    except OSError as error:
        logging.getLogger(__name__).exception("the landing could not be written")
        sys.stderr.write(f"the landing could not be written: {error}\n")
        return EXIT_FAILED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
