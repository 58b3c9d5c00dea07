"""`policywatch review`: what waits for a person, and what the person says."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, get_args

import typer

from policywatch.showing import console, words
from warehouse.errors import UserError
from warehouse.vocabulary import ReviewScope

app = typer.Typer(
    help="Judge what was found. Without a command: list what waits, the least certain first.",
    invoke_without_command=True,
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
Names = Annotated[
    list[str], typer.Argument(metavar="ID...", help="A candidate, or an action for all that it rests on.")
]
By = Annotated[str | None, typer.Option("--by", help="Who judges; default: who is logged in.")]
Reason = Annotated[str | None, typer.Option("--reason", help="Why, in a line; kept with the verdict.")]

QUOTE_CHARS = 400


@app.callback()
def review(
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many to list.")] = 20,
    background: Annotated[bool, typer.Option("--background", help="Also what was no news.")] = False,
    export: Annotated[
        Path | None,
        typer.Option(
            "--export", help="Write reviewed documents as FILE.documents.jsonl and FILE.labels.jsonl."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Judge what was found. Without a command: list what waits, the least certain first."""
    if context.invoked_subcommand is not None:
        return
    if export is not None:
        _export(export)
        return
    from policywatch.judging import open_known_lake
    from policywatch.settings import load_settings

    settings = load_settings()
    with open_known_lake(settings) as lake:
        rows = lake.query("waiting_candidates", {"limit": limit, "with_background": background})
    for row in rows:
        row["is_held_from_mail"] = row["is_new"] and row["stage_confidence"] < settings.review_below
    if as_json:
        _print_json(rows)
        return
    for row in rows:
        _print_waiting(row)
    out = console()
    if not rows:
        out.print("Nothing waits for review.")
        return
    held = sum(row["is_held_from_mail"] for row in rows)
    out.print(
        f"{len(rows)} wait, {held} of them held back from mail. `policywatch review show ID` shows one; "
        "then confirm, correct or dismiss it.",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )


@app.command()
def show(
    name: Annotated[
        str, typer.Argument(metavar="ID", help="A candidate or an action; its beginning is enough.")
    ],
    as_json: Json = False,
) -> None:
    """Show a candidate, or all of an action's, with quotes, reasons and earlier verdicts."""
    from policywatch.judging import find_named, open_known_lake
    from policywatch.settings import load_settings
    from warehouse.reads import document_facts

    with open_known_lake(load_settings()) as lake:
        rows = find_named(lake, name)
        facts = document_facts(lake, sorted({row["document_id"] for row in rows}))
        verdicts = lake.query("candidate_reviews", {"candidate_ids": [row["candidate_id"] for row in rows]})
    for row in rows:
        row.pop("is_named_itself")
        document = facts.get(row["document_id"], {})
        row["document"] = {
            key: document.get(key) for key in ("title", "url", "published_at", "source_id", "source_name")
        }
        row["reviews"] = [each for each in verdicts if each["candidate_id"] == row["candidate_id"]]
    if as_json:
        _print_json(rows)
        return
    for row in rows:
        _print_whole(row)


@app.command()
def confirm(names: Names, reason: Reason = None, by: By = None) -> None:
    """Say that a find is right. What waited for this is mailed, if it still is news."""
    from policywatch.judging import Verdict, one_line

    _judge(names, Verdict("confirm", reason=one_line(reason, "the reason")), by)


@app.command()
def correct(
    name: Annotated[str, typer.Argument(metavar="ID", help="A candidate, or an action.")],
    corrections: Annotated[
        list[str],
        typer.Argument(
            metavar="FIELD=VALUE...",
            help="action_type, direction, actor, topics (with commas), jurisdiction or action_date.",
        ),
    ],
    reason: Reason = None,
    by: By = None,
) -> None:
    """Say what is right instead, as `direction=expands topics=detainers_jail,status_inquiry`."""
    from policywatch.judging import Verdict, one_line, read_corrections

    verdict = Verdict(
        "correct", corrections=read_corrections(corrections), reason=one_line(reason, "the reason")
    )
    _judge([name], verdict, by)


@app.command()
def dismiss(
    names: Names,
    reason: Annotated[str, typer.Option("--reason", help="Why, in a line; kept with the verdict.")],
    scope: Annotated[
        str,
        typer.Option(
            "--scope",
            help="`candidate`: this find alone. `wording`: also every later one of this wording (numbers and "
            "dates aside) and kind from this source.",
        ),
    ] = "candidate",
    by: By = None,
) -> None:
    """Say that a find is none. Its action leaves the views, and unsent mails are withdrawn."""
    from policywatch.judging import Verdict, one_line

    if scope not in get_args(ReviewScope):
        raise UserError(f"--scope {scope[:40]!r} is not known; use candidate or wording")
    why = one_line(reason, "the reason")
    if why is None:
        raise UserError("--reason is empty; say in a line why this is no action")
    _judge(names, Verdict("dismiss", scope=scope, reason=why), by)  # type: ignore[arg-type]


def _judge(names: list[str], verdict: Any, by: str | None) -> None:
    from policywatch.judging import judge, one_line
    from policywatch.settings import load_settings

    reviewer = one_line(by if by is not None else getpass.getuser(), "--by")
    if reviewer is None:
        raise UserError("--by is empty; say who judges")
    outcome = judge(load_settings(), names, verdict, reviewer=reviewer)
    told = [
        f"{outcome.reviewed} {'verdict' if outcome.reviewed == 1 else 'verdicts'} recorded",
        f"{outcome.actions_changed} actions changed",
        f"{outcome.actions_gone} gone",
        f"{outcome.mails_owed} mails owed",
        f"{outcome.mails_withdrawn} withdrawn",
    ]
    if outcome.quieted:
        told.append(f"{outcome.quieted} other finds of that wording quiet")
    console().print(", ".join(told), markup=False, highlight=False, soft_wrap=True)
    if outcome.mails_owed:
        console().print("`policywatch alerts send` sends what is owed now; else the next night does.")


def _export(target: Path) -> None:
    from policywatch.labelling import export_reviewed
    from policywatch.settings import load_settings

    documents, labels, count = export_reviewed(load_settings(), target)
    console().print(
        words(f"{count} reviewed documents in {documents}, their labels in {labels}"), soft_wrap=True
    )


def _print_json(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=True, default=str) + "\n")


def _line(text: str, *, style: str = "") -> None:
    console().print(words(text), style=style, soft_wrap=True)


def _print_waiting(row: Mapping[str, Any]) -> None:
    held = "  held back from mail" if row["is_held_from_mail"] else ""
    _line(f"{row['confidence']:.0%}  {row['candidate_id']}{held}", style="bold")
    _line(f"     {row['action_title']} ({row['action_date'] or 'no date'}, {row['direction']})")
    _line(f"     “{_shortened(row['quote'])}”")
    _line(f"     {row['source_id']}: {row['url']}")


def _print_whole(row: Mapping[str, Any]) -> None:
    document = row["document"]
    _line(f"{row['candidate_id']}  {row['confidence']:.0%} sure", style="bold")
    fields = (
        ("action_type", row["action_type"]),
        ("direction", row["direction"]),
        ("topics", ",".join(row["topics"])),
        ("actor", row["actor"]),
        ("jurisdiction", row["jurisdiction"] or "none"),
        ("action_date", f"{row['action_date'] or 'none'} ({row['action_date_raw'] or 'no words for it'})"),
        ("new", "yes" if row["is_new"] else "no"),
        ("instrument", row["instrument"] or "none"),
        ("action", row["action_id"] or "none: dismissed, or not resolved yet"),
        ("document", f"{document['title'] or 'without a title'}, {document['published_at'] or 'undated'}"),
        ("source", f"{document['source_id']} ({document['source_name']})"),
        ("url", document["url"] or "none"),
    )
    for name, value in fields:
        _line(f"  {name:13}{value}")
    for each in row["evidence"]:
        page = f", page {each['page']}" if each["page"] else ""
        _line(f"  quote at {each['start']}{page}: “{' '.join(each['quote'].split())}”")
    for each in row["reasons"]:
        _line(f"  because {each['rule']} {each['weight']:+.2f}: {_shortened(each['words'])}")
    for each in row["reviews"]:
        what = f" ({', '.join(each['fields'])})" if each["fields"] else ""
        why = f": {each['reason']}" if each["reason"] else ""
        _line(f"  {each['reviewed_at_utc'][:16]} {each['reviewer']}: {each['verdict']}{what}{why}")
    if not row["reviews"]:
        _line("  nobody has judged it yet")


def _shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= QUOTE_CHARS else f"{flat[:QUOTE_CHARS]}…"
