"""`policywatch alerts`: look into the outbox, send what is owed, try out a subscription."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from policywatch.showing import console, table, words

app = typer.Typer(help="The outbox: messages owed, sent and parked.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
Days = Annotated[
    int, typer.Option("--days", min=1, max=366, help="How far back to look, from the last night.")
]


@app.command("list")
def list_alerts(as_json: Json = False) -> None:
    """List every message that was ever owed, with its state; those in a digest name it."""
    from policywatch.night import alerts_of_lake
    from policywatch.settings import load_settings

    alerts = alerts_of_lake(load_settings())
    if as_json:
        for each in alerts:
            sys.stdout.write(json.dumps(each.model_dump(exclude={"body_text", "body_html"})) + "\n")
        return
    rows = [
        (
            each.run_id,
            "in a digest" if each.is_bundled else each.kind,
            each.state,
            each.recipient,
            each.subject,
            each.last_error,
        )
        for each in alerts
    ]
    console().print(table("Alerts", ("night", "what", "state", "to", "subject", "last error"), rows))


@app.command("preview")
def preview(
    subscriber: Annotated[
        str | None, typer.Option("--subscriber", help="Id of a subscriber: what they would have got.")
    ] = None,
    days: Days = 30,
    file: Annotated[
        Path | None, typer.Option("--file", help="Subscriptions that are not saved yet, as YAML.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Print each message whole.")] = False,
    as_json: Json = False,
) -> None:
    """Print the messages that are owed; or what a subscription would have sent over the past month."""
    from policywatch.previewing import preview_subscribers, print_preview
    from policywatch.settings import load_settings

    settings = load_settings()
    if subscriber is None and file is None:
        _print_owed()
        return
    for each in preview_subscribers(settings, subscriber, file, days=days):
        print_preview(each, full=full, as_json=as_json)


def _print_owed() -> None:
    from policywatch.night import alerts_of_lake
    from policywatch.settings import load_settings

    alerts = alerts_of_lake(load_settings())
    owed = [each for each in alerts if each.state == "pending" and not each.is_bundled]
    for each in owed:
        console().print(
            words(f"To: {each.recipient}\nSubject: {each.subject}\n\n{each.body_text}\n{'-' * 72}"),
            soft_wrap=True,
        )
    waiting = sum(each.state == "pending" and each.is_bundled for each in alerts)
    told_too = f"; {waiting} finds wait for a digest" if waiting else ""
    console().print(f"{len(owed)} mails are owed{told_too}", highlight=False)


@app.command("send")
def send(
    parked: Annotated[
        bool, typer.Option("--parked", help="Try again also what was refused and set aside.")
    ] = False,
    over_ceiling: Annotated[
        bool, typer.Option("--over-ceiling", help="Send more than POLICYWATCH_SEND_CEILING.")
    ] = False,
) -> None:
    """Send what is owed and due now. Exit code 2 where the server refuses or the ceiling was reached."""
    from policywatch.night import send_owed
    from policywatch.posting import require_under_ceiling
    from policywatch.settings import load_settings

    settings = load_settings()
    posted = send_owed(settings, with_parked=parked, over_ceiling=over_ceiling)
    console().print(words(posted.told()), soft_wrap=True)
    require_under_ceiling(settings, posted)
