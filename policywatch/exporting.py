"""Commands that hand data on: export (all views as files) and evidence (one action's proof as a folder)."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policywatch.showing import console
from warehouse.errors import UserError

if TYPE_CHECKING:
    from warehouse.records import Capture


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands to the command line."""
    app.command("export")(export)
    app.command("evidence")(evidence)


def read_day(name: str, value: str | None) -> date | None:
    """Return a day given as YYYY-MM-DD. Raises UserError."""
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise UserError(f"{name} is {value!r}; write a day as 2025-04-24") from error


def export(
    out: Annotated[Path, typer.Option("--out", help="Folder; new, empty, or an earlier export.")],
    formats: Annotated[str, typer.Option("--format", help="parquet, csv or both.")] = "parquet,csv",
    since: Annotated[
        str | None, typer.Option("--since", help="Only rows of this day and later, YYYY-MM-DD.")
    ] = None,
    with_texts: Annotated[
        bool, typer.Option("--with-texts", help="Whole texts and quotes of news too; mind their owners.")
    ] = False,
) -> None:
    """Write every published view as Parquet and CSV, with a dictionary, a manifest and checksums."""
    from policywatch.settings import load_settings
    from warehouse.dataset import export_dataset

    chosen = tuple(dict.fromkeys(each.strip() for each in formats.split(",") if each.strip()))
    report = export_dataset(
        load_settings().published,
        out,
        formats=chosen,
        since=read_day("--since", since),
        with_texts=with_texts,
    )
    console().print(report.told(), markup=False, highlight=False, soft_wrap=True)


def evidence(
    action: Annotated[str, typer.Argument(metavar="ACTION", help="An action's id, or its beginning.")],
    out: Annotated[Path, typer.Option("--out", help="Folder; new, empty, or earlier evidence.")],
) -> None:
    """Write one action's proof: cover page, quotes, archived pages (WARC), hashes. Exit 1: not all proven."""
    from policywatch.places import lake_of, landings_of
    from policywatch.settings import load_settings
    from warehouse.evidence_folder import write_evidence
    from warehouse.lake import Lake

    settings = load_settings()
    with ExitStack() as stack:
        lakes: list[Lake] = []

        def original(sha256: str, url: str) -> Capture | None:
            from warehouse.records import Capture
            from warehouse.rows import record_of

            if not lakes:
                lakes.append(stack.enter_context(lake_of(settings, read_only=True)))
            rows = lakes[0].query("original_capture", {"sha256": sha256, "requested_url": url})
            return record_of(Capture, rows[0]) if rows else None

        report = write_evidence(settings.published, landings_of(settings), action, out, original=original)
    console().print(report.told(), markup=False, highlight=False, soft_wrap=True)
    console().print(f"Open {out / 'index.html'}", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(1 if report.problems else 0)
