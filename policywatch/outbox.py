"""`policywatch alerts`: look into the outbox, send what is owed."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from policywatch.showing import console, table

app = typer.Typer(help="The outbox: mails owed, sent and parked.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]


@app.command("list")
def list_alerts(as_json: Json = False) -> None:
    """List every mail that was ever owed, with its state."""
    from policywatch.night import alerts_of_lake
    from policywatch.settings import load_settings

    alerts = alerts_of_lake(load_settings())
    if as_json:
        for each in alerts:
            sys.stdout.write(json.dumps(each.model_dump(exclude={"body_text", "body_html"})) + "\n")
        return
    console().print(
        table(
            "Alerts",
            ("night", "state", "to", "subject", "last error"),
            [(each.run_id, each.state, each.recipient, each.subject, each.last_error) for each in alerts],
        )
    )


@app.command("preview")
def preview() -> None:
    """Print the mails that are owed but not sent, as text."""
    from policywatch.night import alerts_of_lake
    from policywatch.settings import load_settings

    owed = [each for each in alerts_of_lake(load_settings()) if each.state == "pending"]
    for each in owed:
        console().print(
            f"To: {each.recipient}\nSubject: {each.subject}\n\n{each.body_text}\n{'-' * 72}",
            markup=False, highlight=False, soft_wrap=True,
        )  # fmt: skip
    console().print(f"{len(owed)} mails are owed", highlight=False)


@app.command("send")
def send() -> None:
    """Send what is owed now. Exit code 2 where the mail server refuses; nothing is lost then."""
    from policywatch.night import send_owed
    from policywatch.settings import load_settings

    counts = send_owed(load_settings())
    console().print(", ".join(f"{count} {name}" for name, count in counts.items()) or "nothing is owed")
