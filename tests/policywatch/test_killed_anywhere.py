"""A night killed at any moment and run again ends as one that was not (`make chaos`).

Each case draws from its number: the night, the stretch between two notes of its progress (every stretch in
turn), the moment in it, whether the mail server's taking of a message is that moment, whether the whole tree
of processes dies or only the parent, and whether the second run is killed too. One in eight is the command as
a person runs it; the others fork a process that has its imports behind it (nursery.py). `POLICYWATCH_KILLS`
says how many cases, 200 unless told; `POLICYWATCH_KILLS_FROM` from which number on.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import psutil
import pytest
from aiosmtpd.controller import Controller

from spiders.demo.content import NIGHTS
from tests.policywatch.conftest import CLOCKED_WORDS, Installation
from tests.policywatch.nursery import FLAWS
from warehouse.searching import search
from warehouse.verifying import Home, verify_home

pytestmark = pytest.mark.chaos

FIRST = int(os.environ.get("POLICYWATCH_KILLS_FROM", "0"))
KILLS = int(os.environ.get("POLICYWATCH_KILLS", "200"))
SEED = 20250501
NURSERY = Path(__file__).with_name("nursery.py")
# Times of our own clock in pages, feeds and reports.
INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?")


class MailServer:
    """Takes every message, slowly enough to be interrupted, and keeps them in order."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.at_taking: Callable[[int], None] = lambda count: None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(envelope.content)
        self.at_taking(len(self.taken))
        return "250 OK"

    def close(self) -> None:
        self._controller.stop()


@dataclass
class Attempt:
    """One running night that may be killed: its process, and the stages it has noted since it began."""

    pid: int
    progress: Path
    begun_at_byte: int
    is_running: Callable[[], bool]
    noted: list[tuple[float, str]] = field(default_factory=list)
    begun: float = field(default_factory=time.monotonic)

    def look(self) -> list[tuple[float, str]]:
        """Return (seconds since the beginning, stage) of each note so far."""
        if self.progress.is_file():
            lines = self.progress.read_bytes()[self.begun_at_byte :].split(b"\n")[:-1]
            for line in lines[len(self.noted) :]:
                self.noted.append((time.monotonic() - self.begun, json.loads(line)["stage"]))
        return self.noted

    def kill(self, *, leaves_orphans: bool = False) -> bool:
        """Kill it with all its children, or alone; tell whether it still ran."""
        was_running = self.is_running()
        children: list[psutil.Process] = []
        with suppress(psutil.NoSuchProcess):
            children = psutil.Process(self.pid).children(recursive=True)
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGSTOP)
            (os.kill if leaves_orphans else os.killpg)(self.pid, signal.SIGKILL)
        for each in () if leaves_orphans else children:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        return was_running


class Nursery:
    """The process that nights are forked from."""

    def __init__(self, installation: Installation) -> None:
        self.is_warm = False
        self._process = subprocess.Popen(
            [sys.executable, str(NURSERY)],
            cwd=Path(__file__).parents[2],
            env=installation.environment() | {"PYTHONPATH": str(Path(__file__).parents[2])},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @contextmanager
    def night(self, installation: Installation, night: int, flaw: str | None = None) -> Iterator[Attempt]:
        """Fork a night, and see it ended when the block ends."""
        assert self._process.stdin is not None and self._process.stdout is not None
        installation.sites.night = night
        folder = installation.home / "nights" / NIGHTS[night - 1].isoformat()
        progress = folder / "progress.jsonl"
        begun_at = progress.stat().st_size if progress.is_file() else 0
        order = {"night": NIGHTS[night - 1].isoformat(), "log": str(folder / "airflow.log"), "flaw": flaw}
        if not self.is_warm:
            order["modules"] = str(installation.home.parent / "modules")
            self.is_warm = True
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        pid = int(self._process.stdout.readline())
        process = psutil.Process(pid)

        def is_running() -> bool:
            return process.is_running() and process.status() != psutil.STATUS_ZOMBIE

        yield Attempt(pid, progress, begun_at, is_running)
        self.code = int(self._process.stdout.readline())

    def run(self, installation: Installation, night: int) -> Attempt:
        """Run a night to its end; it must succeed."""
        with self.night(installation, night) as attempt:
            while attempt.is_running():
                attempt.look()
                time.sleep(0.05)
            attempt.look()
            attempt.noted.append((time.monotonic() - attempt.begun, "ended"))
        assert self.code == 0, installation.log(night)
        return attempt

    def close(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()


@dataclass
class Undisturbed:
    """What each of two nights that nothing disturbed came to, and when it noted what."""

    home: Path
    after_first: Path
    nursery: Nursery
    server: MailServer
    notes: dict[int, list[tuple[float, str]]]
    outcome: dict[int, dict[str, Any]]


def told(raw: bytes) -> tuple[str, ...]:
    """Return what of a message must be the same each time it is sent: all but its Date."""
    message = message_from_bytes(raw, policy=policy.default)
    parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
    return (
        str(message["Message-ID"]), str(message["To"]), str(message["Subject"]), str(message["In-Reply-To"]),
        *(CLOCKED_WORDS.sub("", str(part)) for part in parts),
    )  # fmt: skip


def unclocked(text: str) -> str:
    return INSTANT.sub("", CLOCKED_WORDS.sub("", text))


def published_of(installation: Installation) -> dict[str, Any] | None:
    """Return what the analysts' file says, None where there is none."""
    path = installation.home / "published" / "policywatch.duckdb"
    return installation.published() if path.exists() else None


def outcome_of(installation: Installation) -> dict[str, Any]:
    """Return all that a night leaves for others, without what the clock decides."""
    home = installation.home
    found: dict[str, Any] = {
        "tables": installation.tables(),
        "published": published_of(installation),
        "search": {"detainer": search(home / "published" / "policywatch.duckdb", "detainer")},
        "landings": {},
        "site": {},
        "reports": {},
    }
    for path in sorted((home / "landing").glob("*/*/documents.jsonl")):
        lines = path.read_text(encoding="utf-8").splitlines()
        found["landings"][str(path.parent.relative_to(home))] = [unclocked(line) for line in lines]
    for path in sorted((home / "published" / "site").rglob("*")):
        # A name with a dot before it is the site's own note of hashes, which are of the clock's words too.
        if path.suffix in (".html", ".xml", ".atom", ".json", ".ics") and not path.name.startswith("."):
            found["site"][path.name] = unclocked(path.read_text(encoding="utf-8"))
    for path in sorted((home / "nights").glob("*/report.json")):
        report = json.loads(path.read_bytes())
        found["reports"][path.parent.name] = unclocked(json.dumps(report, sort_keys=True))
    left = [each.name for each in (home / "published").iterdir() if "building" in each.name]
    assert left == []
    return found


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    running = MailServer()
    yield running
    running.close()


@pytest.fixture(scope="module")
def undisturbed(
    fresh: Callable[[Path], Installation], server: MailServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Undisturbed]:
    """Two nights that nothing disturbed. Every other case has its home at the same place."""
    home = tmp_path_factory.mktemp("killed") / "home"
    installation = fresh(home)
    installation.smtp_port = server.port
    nursery = Nursery(installation)
    after_first = home.parent / "after-first"
    result = Undisturbed(home, after_first, nursery, server, {}, {})
    for night in (1, 2):
        server.taken.clear()
        result.notes[night] = nursery.run(installation, night).noted
        result.outcome[night] = outcome_of(installation)
        result.outcome[night]["mails"] = sorted(told(each) for each in server.taken)
        if night == 1:
            shutil.copytree(home, after_first)
    yield result
    nursery.close()


@pytest.fixture
def installation(
    fresh: Callable[[Path], Installation], undisturbed: Undisturbed
) -> Callable[[int], Installation]:
    """A function that makes the home anew, as it stands before a night."""

    def make(night: int) -> Installation:
        shutil.rmtree(undisturbed.home, ignore_errors=True)
        made = fresh(undisturbed.home)
        made.smtp_port = undisturbed.server.port
        if night == 2:
            shutil.rmtree(made.home)
            shutil.copytree(undisturbed.after_first, made.home)
        undisturbed.server.taken.clear()
        return made

    return make


def stretch_of(notes: list[tuple[float, str]], number: int) -> tuple[int, float, float]:
    """Return a stretch between two notes: how many come before it, the seconds until then, its length."""
    at = number % len(notes)
    before = notes[at - 1][0] if at else 0.0
    return at, before, notes[at][0] - before


def kill_in_stretch(
    attempt: Attempt, notes: list[tuple[float, str]], number: int, chance: random.Random
) -> None:
    """Wait for the stretch, then for a moment in it; longer, where the machine is slower than it was."""
    at, before, length = stretch_of(notes, number)
    while attempt.is_running() and len(attempt.look()) < at:
        time.sleep(0.01)
    slower = max(1.0, (time.monotonic() - attempt.begun) / before) if at else 1.0
    until = time.monotonic() + chance.random() * length * slower
    while attempt.is_running() and time.monotonic() < until:
        time.sleep(min(0.01, max(0.0, until - time.monotonic())))


def repeated(mails: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    seen: set[tuple[str, ...]] = set()
    return [each for each in mails if each in seen or seen.add(each)]  # type: ignore[func-returns-value]


def compare(
    installation: Installation, undisturbed: Undisturbed, night: int, last_taken: list[tuple[str, ...]]
) -> None:
    """Hold what a night left against an undisturbed one's; only what a kill cut off may recur."""
    found, wanted = outcome_of(installation), dict(undisturbed.outcome[night])
    mails = [told(each) for each in undisturbed.server.taken]
    assert sorted(set(mails)) == sorted(set(wanted.pop("mails")))
    again = repeated(mails)
    assert all(each in last_taken for each in again) and len(again) <= len(last_taken), again
    for part in wanted:
        differing = [key for key in wanted[part] if found[part].get(key) != wanted[part][key]]
        assert found[part] == wanted[part], (part, differing)
    home = Home(
        installation.home, installation.home / "lake", installation.home / "landing",
        installation.home / "published" / "policywatch.duckdb",
    )  # fmt: skip
    assert list(verify_home(home)) == []


def compare_at_once(installation: Installation, undisturbed: Undisturbed, night: int) -> None:
    """What readers have the moment after a kill is whole: an undisturbed night's file, or none yet."""
    allowed = [undisturbed.outcome[each]["published"] for each in (night - 1, night) if each]
    assert published_of(installation) in (allowed if night == 2 else [None, *allowed])


@pytest.mark.parametrize("number", range(FIRST, FIRST + KILLS))
def test_a_night_killed_at_any_moment_and_run_again_equals_one_that_was_not(
    installation: Callable[[int], Installation],
    undisturbed: Undisturbed,
    record_property: Callable[[str, object], None],
    number: int,
) -> None:
    """Tables, published file, site, mails and reports are those of an undisturbed night, the home whole."""
    chance = random.Random(SEED + number)
    night = 1 + number % 2
    stretch = number // 2
    leaves_orphans, is_command = chance.random() < 0.25, chance.random() < 0.125
    kills_again, at_taking = chance.random() < 0.15, chance.randint(1, 8) if chance.random() < 0.08 else 0
    killed, server, notes = installation(night), undisturbed.server, undisturbed.notes[night]
    last_taken = []

    def kill(attempt: Attempt, number: int) -> None:
        taken = []
        if at_taking:
            server.at_taking = lambda count: (
                taken.append(count) or (attempt.kill() if count == at_taking else None)
            )
            while attempt.is_running():
                attempt.look()
                time.sleep(0.005)
        else:
            kill_in_stretch(attempt, notes, number, chance)
        was_running = attempt.kill(leaves_orphans=leaves_orphans) or bool(taken)
        server.at_taking = lambda count: None
        noted = len(attempt.look())
        record_property("killed", notes[min(noted, len(notes) - 1)][1] if was_running else "after its end")

    for round_number in range(2 if kills_again else 1):
        if is_command:
            attempt = begun_by_command(killed, night)
            kill(attempt, stretch + 7 * round_number)
        else:
            with undisturbed.nursery.night(killed, night) as attempt:
                kill(attempt, stretch + 7 * round_number)
        last_taken += [told(each) for each in server.taken[-1:]]
        compare_at_once(killed, undisturbed, night)
    undisturbed.nursery.run(killed, night)
    compare(killed, undisturbed, night, last_taken)


def begun_by_command(installation: Installation, night: int) -> Attempt:
    """Start `policywatch nightly` as a person does."""
    progress = installation.home / "nights" / NIGHTS[night - 1].isoformat() / "progress.jsonl"
    begun_at = progress.stat().st_size if progress.is_file() else 0
    process = installation.start(night)
    assert process.stdout is not None
    process.stdout.close()
    return Attempt(process.pid, progress, begun_at, lambda: process.poll() is None)


@pytest.mark.parametrize("flaw", FLAWS)
def test_the_comparison_finds_a_flaw_that_a_kill_brings_out(
    installation: Callable[[int], Installation], undisturbed: Undisturbed, flaw: str
) -> None:
    """With one of five flaws put into the night, a kill in its window makes the comparison fail."""
    flawed = installation(1)
    window = flawed.home / "window"
    with undisturbed.nursery.night(flawed, 1, flaw) as attempt:
        while attempt.is_running() and not window.exists():
            time.sleep(0.01)
        assert attempt.kill(), "the night ended before its flaw's window opened"
    window.unlink()
    last_taken = [told(each) for each in undisturbed.server.taken[-1:]]
    with pytest.raises(Exception) as found:
        compare_at_once(flawed, undisturbed, 1)
        undisturbed.nursery.run(flawed, 1)
        compare(flawed, undisturbed, 1, last_taken)
    assert not isinstance(found.value, psutil.Error | KeyError), found.value
