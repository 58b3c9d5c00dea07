"""Commands that look at the published file: actions, search, sql, health. None of them writes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from policywatch.showing import VERDICT_STYLES, console, show_actions, show_found, table, words
from warehouse.errors import UserError
from warehouse.vocabulary import ActionType, Direction, DocumentKind, Topic

if TYPE_CHECKING:
    from warehouse.looking import Filters

Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
Csv = Annotated[bool, typer.Option("--csv", help="Print CSV that a spreadsheet opens safely.")]


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands to the command line."""
    app.command("actions")(actions)
    app.command("search")(search_words)
    app.command("sql")(sql)
    app.command("health")(health)


def _print_json(rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")


def _is_data(rows: Sequence[dict[str, Any]], *, as_json: bool, as_csv: bool) -> bool:
    """Print rows for programs where that was asked for; tell whether it was."""
    from warehouse.exporting import write_csv

    if as_json and as_csv:
        raise UserError("--json and --csv were both given; give one")
    if as_json:
        _print_json(rows)
    elif as_csv:
        write_csv(rows, sys.stdout)
    return as_json or as_csv


def _print_table(title: str, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        console().print(f"{title}: none", markup=False, highlight=False)
        return
    console().print(table(title, list(rows[0]), [list(row.values()) for row in rows]))


def read_filters(
    *,
    place: str | None = None,
    state: str | None = None,
    topic: str | None = None,
    direction: str | None = None,
    since: str | None = None,
    until: str | None = None,
    kind: str | None = None,
    kinds: Sequence[str] = (),
) -> Filters:
    """Return the filters that were given. Raises UserError for a word that no row can have."""
    from alerts.places import STATES
    from policywatch.exporting import read_day
    from warehouse.looking import Filters

    code = None
    if state is not None:
        names = {name.casefold(): each for each, name in STATES.items()}
        code = state.strip().upper()
        code = code if code in STATES else names.get(state.strip().casefold())
        if code is None:
            raise UserError(f"{state!r} is no state; write NY or New York")
    vocabularies = (
        ("topic", topic, get_args(Topic)),
        ("direction", direction, get_args(Direction)),
        ("kind", kind, kinds),
    )
    for name, value, known in vocabularies:
        if value is not None and value not in known:
            raise UserError(f"{value!r} is no {name}; use one of {', '.join(known)}")
    return Filters(
        place=place, state=code, state_name=STATES[code] if code else None, topic=topic, direction=direction,
        kind=kind, since=read_day("--since", since), until=read_day("--until", until),
    )  # fmt: skip


Place = Annotated[str | None, typer.Option("--place", help='As "Rochester, NY", or Rochester.')]
State = Annotated[str | None, typer.Option("--state", help="As NY or New York, all places in it.")]
OneTopic = Annotated[str | None, typer.Option("--topic", help="As detainers_jail.")]
Way = Annotated[str | None, typer.Option("--direction", help="limits, expands or unclear.")]
Since = Annotated[str | None, typer.Option("--since", help="From this day on, YYYY-MM-DD.")]
Until = Annotated[str | None, typer.Option("--until", help="Up to this day, YYYY-MM-DD.")]


def actions(
    new: Annotated[bool, typer.Option("--new", help="Only those of the last night.")] = False,
    place: Place = None,
    state: State = None,
    topic: OneTopic = None,
    direction: Way = None,
    since: Since = None,
    until: Until = None,
    kind: Annotated[str | None, typer.Option("--kind", help="The act, as adopted.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000)] = 50,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """List actions, those first that were found last."""
    from policywatch.settings import load_settings
    from warehouse.looking import list_actions

    filters = read_filters(
        place=place, state=state, topic=topic, direction=direction, since=since, until=until, kind=kind,
        kinds=get_args(ActionType),
    )  # fmt: skip
    rows = list_actions(load_settings().published, only_new=new, filters=filters, limit=limit)
    if _is_data(rows, as_json=as_json, as_csv=as_csv):
        return
    if rows:
        show_actions(rows, title="New actions" if new else "Actions, those first that were found last")
    else:
        console().print("No such actions are known.")


def search_words(
    query: Annotated[
        str,
        typer.Argument(
            metavar="WORDS", help='Words; "a phrase", title:word, place:word and -word (left out) too.'
        ),
    ],
    place: Place = None,
    state: State = None,
    topic: OneTopic = None,
    direction: Way = None,
    since: Since = None,
    until: Until = None,
    kind: Annotated[
        str | None, typer.Option("--kind", help="action, or a kind of document such as minutes.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000)] = 20,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Search the words of documents and actions, the best first."""
    from policywatch.settings import load_settings
    from warehouse.searching import search

    filters = read_filters(
        place=place, state=state, topic=topic, direction=direction, since=since, until=until, kind=kind,
        kinds=("action", *get_args(DocumentKind)),
    )  # fmt: skip
    rows = search(load_settings().published, query, filters=filters, limit=limit)
    if not _is_data(rows, as_json=as_json, as_csv=as_csv):
        show_found(rows, query=query)


def sql(
    query: Annotated[str, typer.Argument(metavar="SQL", help="One statement over the published views.")],
    limit: Annotated[int, typer.Option("--limit", min=1, help="Rows to show.")] = 1000,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Run a query on the published file, read-only and without access to other files or the network.

    Views and columns: SELECT * FROM dictionary.
    """
    from policywatch.settings import load_settings
    from warehouse.looking import run_sql

    rows = run_sql(load_settings().published, query, limit=limit + 1)
    if not _is_data(rows[:limit], as_json=as_json, as_csv=as_csv):
        _print_table("Result", rows[:limit])
    if len(rows) > limit:
        sys.stderr.write(f"these are the first {limit:,} rows; --limit shows more\n")


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
