"""Commands that keep a home safe and in order: verify, backup, restore, upkeep."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policywatch.showing import console, words
from warehouse.errors import UserError

if TYPE_CHECKING:
    from policywatch.settings import Settings
    from warehouse.verifying import Home

SHOWN = 20
SECONDS_BETWEEN = 5.0


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands to the command line."""
    app.command("verify")(verify)
    app.command("backup")(backup)
    app.command("restore")(restore)
    app.command("upkeep")(upkeep)


def verify(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one fault a line.")] = False,
) -> None:
    """Hold every capture, hash, offset, reference and file of the home against each other. Exit 1: faults."""
    from policywatch.settings import load_settings

    settings = load_settings()
    require_own_home(settings)
    if not settings.home.is_dir():
        raise UserError(f"{settings.home}: there is no home; run: policywatch nightly, or restore a backup")
    raise typer.Exit(1 if tell_faults(home_of(settings), as_json=as_json) else 0)


def backup(
    target: Annotated[Path, typer.Argument(help="Folder; new, empty, or an earlier backup.")],
) -> None:
    """Copy the home into a folder: consistent while a night runs, and only what is new since the last."""
    from policywatch.settings import load_settings
    from warehouse.backup import back_up

    settings = load_settings()
    require_own_home(settings)
    progress = Progress()
    report = back_up(
        settings.home,
        target,
        subscriptions=settings.subscriptions,
        told=lambda count, _: progress.tell(f"{count:,} files"),
    )
    console().print(words(report.told()), soft_wrap=True)


def restore(
    source: Annotated[Path, typer.Argument(help="Folder that `policywatch backup` wrote.")],
) -> None:
    """Put a backup into the home, which must be empty, and verify it. Exit 1: faults."""
    from policywatch.settings import load_settings
    from warehouse.backup import restore as restore_files

    settings = load_settings()
    require_own_home(settings)
    progress = Progress()
    count = restore_files(source, settings.home, told=lambda number, _: progress.tell(f"{number:,} files"))
    console().print(
        words(f"{settings.home}: {count:,} files restored, each of the hash it had"), soft_wrap=True
    )
    raise typer.Exit(1 if tell_faults(home_of(settings), as_json=False) else 0)


def upkeep(
    keep_days: Annotated[int, typer.Option(min=1, help="Days of the lake's snapshots to keep.")] = 30,
) -> None:
    """Merge the lake's small files and let old snapshots go; the weekly DAG does the same."""
    from policywatch.upkeep import keep_lake

    console().print(words(keep_lake(keep_days=keep_days)), soft_wrap=True)


def require_own_home(settings: Settings) -> None:
    """Raise UserError where the lake is not in the home but on servers, which have their own backups."""
    if settings.lake_catalog is not None:
        raise UserError(
            "verify, backup and restore are for a lake in its own home; this one is shared "
            "(POLICYWATCH_LAKE_CATALOG): see docs/scale.md for pg_dump and the bucket's versions"
        )


def home_of(settings: Settings) -> Home:
    """Return where the parts of this installation lie."""
    from warehouse.verifying import Home

    return Home(settings.home, settings.lake_root, settings.landing_root, settings.published)


def tell_faults(home: Home, *, as_json: bool) -> int:
    """Print every fault of a home with its remedy, as it is found; return how many there are."""
    from warehouse.verifying import verify_home

    progress = Progress()
    counts: dict[str, int] = {}
    reached: dict[str, int] = {}

    def told(stage: str, done: int, total: int) -> None:
        reached[stage] = done
        progress.tell(f"{stage}: {done:,}" + (f" of {total:,}" if total else ""))

    notes = 0
    for fault in verify_home(home, told):
        counts[fault.stage] = counts.get(fault.stage, 0) + (not fault.is_note)
        notes += fault.is_note
        if as_json:
            sys.stdout.write(json.dumps(asdict(fault)) + "\n")
        elif fault.is_note or counts[fault.stage] <= SHOWN:
            kind = "note" if fault.is_note else "FAULT"
            line = f"{kind} {fault.stage} {fault.subject}: {fault.problem}\n    {fault.remedy}"
            console().print(words(line), soft_wrap=True)
    total = sum(counts.values())
    if not as_json:
        for stage, count in counts.items():
            if count > SHOWN:
                console().print(words(f"{stage}: {count - SHOWN:,} more faults; --json shows all"))
        walked = ", ".join(
            f"{reached[name]:,} {name}"
            for name in ("captures", "landings", "Parquet files")
            if name in reached
        )
        said = "whole" if not total else f"{total:,} {'fault' if total == 1 else 'faults'}"
        console().print(words(f"{home.root}: {said} ({walked or 'nothing could be walked'})"), soft_wrap=True)
    return total


class Progress:
    """Says on standard error how far a long command is: at once on a terminal, else every few seconds."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def tell(self, line: str) -> None:
        """Say it, unless something was said a moment ago."""
        now = time.monotonic()
        if now - self._last < (0.2 if sys.stderr.isatty() else SECONDS_BETWEEN):
            return
        self._last = now
        end = "\r" if sys.stderr.isatty() else "\n"
        sys.stderr.write(f"{line}{' ' * 20 if end == chr(13) else ''}{end}")
        sys.stderr.flush()
