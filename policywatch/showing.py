"""What people see in a terminal: Rich tables where there is one, plain lines otherwise."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

PIPED_WIDTH = 140

FAILED = ("blocked", "broken", "unreachable")
VERDICT_STYLES = {"blocked": "red", "broken": "red", "unreachable": "yellow", "empty": "yellow"}


@lru_cache(maxsize=1)
def console() -> Console:
    """Return the console of standard output; where it is no terminal, lines are long and not cut."""
    if sys.stdout.isatty():
        return Console()
    return Console(width=PIPED_WIDTH, soft_wrap=True)


def words(value: object) -> Text:
    """Return a value from outside as text that can neither style nor steer the terminal."""
    return Text("".join(each if each.isprintable() or each == "\n" else " " for each in str(value)))


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    """Return a table of outside values; None shows as a dash."""
    shown = Table(title=title, title_justify="left", show_lines=False, pad_edge=False)
    for name in columns:
        shown.add_column(name, overflow="fold")
    for row in rows:
        shown.add_row(*("–" if each is None else words(each) for each in row))
    return shown


def show_night(report: dict[str, Any]) -> None:
    """Print what a night read, what it could not, and what it found."""
    out = console()
    verdicts = report["verdicts"]
    counts = ", ".join(f"{count} {name}" for name, count in sorted(verdicts["counts"].items()))
    out.print(f"{report['run_id']}: {sum(verdicts['counts'].values())} sources ({counts})", highlight=False)
    still: dict[str, list[str]] = {}
    for each in verdicts["attention"]:
        if each["verdict"] in FAILED and each["source_id"] not in report["broke"]:
            still.setdefault(each["verdict"], []).append(each["source_id"])
            continue
        out.print(
            words(f"  {each['verdict']:<11} {each['source_id']}: {each['reason']}"),
            style=VERDICT_STYLES.get(each["verdict"], ""),
        )
    for verdict, source_ids in still.items():
        out.print(
            words(f"  still {verdict}, told before: {', '.join(source_ids)}"), style=VERDICT_STYLES[verdict]
        )
    for source_id in report["recovered"]:
        out.print(words(f"  recovered   {source_id} is read again"), style="green")
    for source_id, proposal in report["proposals"].items():
        out.print(words(f"  {source_id} may have moved; its YAML would then read\n{_indented(proposal)}"))
    out.print(
        f"  {report['documents_new']} new or changed documents, {report['actions_new']} new actions, "
        f"{report['mails_sent']} mails, {report['quarantined']} rows set aside",
        highlight=False,
    )


def _indented(lines: str) -> str:
    return "\n".join(f"    {line}" for line in lines.splitlines())


def show_actions(rows: Sequence[dict[str, Any]], *, title: str) -> None:
    """Print actions as a table: when, where, what, direction."""
    console().print(
        table(
            title,
            ("date", "place", "what", "cooperation", "sure"),
            [
                (
                    row["stage_date"],
                    row["jurisdiction"],
                    str(row["title"]).removeprefix(f"{row['jurisdiction']}: "),
                    row["direction"],
                    f"{row['confidence']:.0%}",
                )
                for row in rows
            ],
        )
    )


def marked(text: str, hits: Sequence[Sequence[int]]) -> Text:
    """Return a snippet with its hits in bold; where output is no terminal, between asterisks."""
    shown, last = Text(), 0
    for start, end in hits:
        shown.append_text(words(text[last:start]))
        hit = words(text[start:end])
        if console().is_terminal:
            hit.stylize("bold yellow")
            shown.append_text(hit)
        else:
            shown.append("*").append_text(hit).append("*")
        last = end
    return shown.append_text(words(text[last:]))


def show_found(rows: Sequence[dict[str, Any]], *, query: str) -> None:
    """Print what a search found: one block a document or action, the best first."""
    out = console()
    if not rows:
        out.print(words(f"Nothing holds {query!r}."))
    for row in rows:
        where = " · ".join(str(row[name]) for name in ("found", "date", "jurisdiction") if row[name])
        out.print(words(where), style="bold", soft_wrap=True)
        out.print(words(f"  {row['title'] or 'without a title'}"), soft_wrap=True)
        if row["words"]:
            out.print(words("  ").append_text(marked(row["words"], row["hits"])), soft_wrap=True)
        out.print(words(f"  {row['url'] or ''}  [{row['id']}]\n"), soft_wrap=True)
