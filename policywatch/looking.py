"""Commands that look at the published file: actions, search, sql, health. None of them writes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import typer

from policywatch.showing import VERDICT_STYLES, console, show_actions, show_found, table, words

Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands to the command line."""
    app.command("actions")(actions)
    app.command("search")(search_words)
    app.command("sql")(sql)
    app.command("health")(health)


def _print_json(rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")


def _print_table(title: str, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        console().print(f"{title}: none", markup=False, highlight=False)
        return
    console().print(table(title, list(rows[0]), [list(row.values()) for row in rows]))


def actions(
    new: Annotated[bool, typer.Option("--new", help="Only those of the last night.")] = False,
    place: Annotated[str | None, typer.Option("--place", help='As "Rochester, NY".')] = None,
    direction: Annotated[str | None, typer.Option("--direction", help="limits, expands or unclear.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000)] = 50,
    as_json: Json = False,
) -> None:
    """List actions, the newest first."""
    from policywatch.settings import load_settings
    from warehouse.looking import list_actions

    rows = list_actions(
        load_settings().published, only_new=new, place=place, direction=direction, limit=limit
    )
    if as_json:
        _print_json(rows)
    elif rows:
        show_actions(rows, title="New actions" if new else "Actions")
    else:
        console().print("No such actions are known.")


def search_words(
    query: Annotated[
        str, typer.Argument(metavar="WORDS", help="Words to look for in documents and actions.")
    ],
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000)] = 20,
    as_json: Json = False,
) -> None:
    """Search the words of documents and actions."""
    from policywatch.settings import load_settings
    from warehouse.looking import search

    rows = search(load_settings().published, query, limit=limit)
    if as_json:
        _print_json(rows)
    else:
        show_found(rows, query=query)


def sql(
    query: Annotated[str, typer.Argument(metavar="SQL", help="One statement over the published views.")],
    limit: Annotated[int, typer.Option("--limit", min=1, help="Rows to show.")] = 1000,
    as_json: Json = False,
) -> None:
    """Run a query on the published file, read-only and without access to other files or the network."""
    from policywatch.settings import load_settings
    from warehouse.looking import run_sql

    rows = run_sql(load_settings().published, query, limit=limit)
    if as_json:
        _print_json(rows)
    else:
        _print_table("Result", rows)


def _health_lines(row: dict[str, Any]) -> list[str]:
    """Return what is told of one source: its verdict; where it wants attention, since when and what to do."""
    note = f"; silent for {row['silent_days']} days" if row["is_silent"] else ""
    lines = [f"{row['verdict'] or 'not read':<12} {row['source_id']}: {row['reason'] or ''}{note}"]
    if row["what_to_do"]:
        usual = f"; usual silence {row['rhythm_days']} days" if row["rhythm_days"] else ""
        read = f"last read {row['last_read_on']}" if row["last_read_on"] else "never read"
        lines.append(f"{'':<13}since {row['since'] or 'the first night'}, {read}{usual}")
        lines.append(f"{'':<13}{row['what_to_do']}")
    if row["proposal"]:
        lines += [f"{'':<15}{line}" for line in str(row["proposal"]).splitlines()]
    return lines


def health(as_json: Json = False) -> None:
    """Show every source's last verdict. Exit code 0: all read; 1: silent beyond rhythm; 2: some not read."""
    from policywatch.settings import load_settings
    from warehouse.looking import source_health

    rows = source_health(load_settings().published)
    failed = [row for row in rows if row["verdict"] in ("blocked", "broken", "unreachable")]
    silent = [row for row in rows if row["is_silent"]]
    if as_json:
        _print_json(rows)
    else:
        out = console()
        for row in sorted(rows, key=lambda row: (row["verdict"] in ("ok", "unchanged"), row["source_id"])):
            for line in _health_lines(row):
                style = VERDICT_STYLES.get(row["verdict"])
                out.print(words(line), style=style, soft_wrap=True)
        out.print(
            f"{len(rows)} sources, {len(failed)} not read, {len(silent)} silent beyond their rhythm",
            highlight=False,
        )
    raise typer.Exit(2 if failed else 1 if silent else 0)
