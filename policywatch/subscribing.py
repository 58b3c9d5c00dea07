"""`policywatch subscribe`: writes a validated entry, after showing what it would bring."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from policywatch.showing import console, words
from warehouse.errors import UserError

_BEGINNING = "# Who is told about what, how and how often.\nsubscribers:\n"


def add_commands(app: typer.Typer) -> None:
    """Add this module's command to the command line."""
    app.command("subscribe")(subscribe)


def subscribe(
    name: Annotated[str, typer.Argument(metavar="ID", help="A short id, as evening-desk.")],
    email: Annotated[str | None, typer.Option("--email", help="By mail to this address.")] = None,
    webhook: Annotated[
        str | None, typer.Option("--webhook", help="By signed JSON to this https address.")
    ] = None,
    secret_env: Annotated[
        str | None, typer.Option("--secret-env", help="The variable that holds the webhook's secret.")
    ] = None,
    slack_env: Annotated[
        str | None, typer.Option("--slack-env", help="The variable that holds a Slack webhook's address.")
    ] = None,
    feed: Annotated[bool, typer.Option("--feed", help="As an Atom file, HOME/feeds/ID.xml.")] = False,
    person: Annotated[str | None, typer.Option("--name", help="Who that is.")] = None,
    places: Annotated[
        list[str] | None, typer.Option("--place", help='"City, ST", a county, a state or an OCD id.')
    ] = None,
    topics: Annotated[list[str] | None, typer.Option("--topic", help="As detainers_jail.")] = None,
    directions: Annotated[
        list[str] | None, typer.Option("--direction", help="limits, expands or unclear.")
    ] = None,
    action_types: Annotated[list[str] | None, typer.Option("--type", help="As adopted.")] = None,
    found_words: Annotated[
        list[str] | None, typer.Option("--word", help="One of these stands in title or quotes.")
    ] = None,
    min_confidence: Annotated[float | None, typer.Option("--min-confidence", help="0 to 1.")] = None,
    frequency: Annotated[
        str | None, typer.Option("--frequency", help="immediate, nightly or weekly.")
    ] = None,
    weekday: Annotated[str | None, typer.Option("--weekday", help="Of a weekly digest.")] = None,
    at: Annotated[str | None, typer.Option("--at", help="A digest not before this time of day.")] = None,
    quiet: Annotated[
        str | None, typer.Option("--quiet", help='No immediate message then, as "22:00-07:00".')
    ] = None,
    timezone: Annotated[str | None, typer.Option("--timezone", help="As America/Chicago.")] = None,
    also_when_empty: Annotated[
        bool | None,
        typer.Option("--also-when-empty/--not-when-empty", help="A digest also when nothing is new."),
    ] = None,
    max_per_night: Annotated[
        int | None, typer.Option("--max-per-night", help="Immediate messages; more come in one.")
    ] = None,
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="How far back the preview looks.")] = 30,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show it and write nothing.")] = False,
) -> None:
    """Add a subscriber. Shows the entry and what it would have sent over the past month, then writes it."""
    from policywatch.settings import load_settings

    given: dict[str, Any] = {
        "id": name,
        "email": email,
        "webhook": {"url": webhook, "secret_env": secret_env} if webhook or secret_env else None,
        "slack": {"url_env": slack_env} if slack_env else None,
        "feed": feed or None,
        "name": person,
        "places": places or None,
        "topics": topics or None,
        "directions": directions or None,
        "action_types": action_types or None,
        "words": found_words or None,
        "min_confidence": min_confidence,
        "frequency": frequency,
        "weekday": weekday,
        "at": at,
        "quiet": quiet,
        "timezone": timezone,
        "also_when_empty": also_when_empty,
        "max_per_night": max_per_night,
    }
    entry = {key: value for key, value in given.items() if value is not None}
    settings = load_settings()
    text = add_entry(settings.subscriptions_path, entry, dry_run=True)
    console().print(words(_as_yaml(entry)), soft_wrap=True)
    _show_preview(settings, entry, days)
    if dry_run:
        console().print("nothing was written")
        return
    _write(settings.subscriptions_path, text)
    console().print(
        words(f"written to {settings.subscriptions_path}; counts from the next night"), soft_wrap=True
    )


def _show_preview(settings: Any, entry: dict[str, Any], days: int) -> None:
    from alerts.subscriptions import Subscriber
    from policywatch.places import lake_of
    from policywatch.previewing import preview_of, print_preview

    try:
        lake = lake_of(settings, read_only=True)
    except UserError:
        console().print("There is no night yet to preview it with.")
        return
    with lake:
        if not lake.query("nights"):
            console().print("There is no night yet to preview it with.")
            return
        for each in preview_of(settings, lake, [Subscriber.model_validate(entry)], days=days):
            print_preview(each, full=False, as_json=False)


def _as_yaml(entry: dict[str, Any]) -> str:
    import yaml

    lines = yaml.safe_dump([entry], sort_keys=False, allow_unicode=True, default_flow_style=False, width=100)
    return "".join(f"  {line}\n" for line in lines.splitlines())


def add_entry(path: Path, entry: dict[str, Any], *, dry_run: bool = False) -> str:
    """Return the file's text with the entry at its end, and write it unless `dry_run`.

    Comments and order of the file stay. Raises UserError where the entry is at fault, its id is taken,
    another subscriber has all the rest of it, or the file cannot be added to.
    """
    from pydantic import ValidationError

    from alerts.subscriptions import Subscriber, load_subscriptions

    try:
        wanted = Subscriber.model_validate(entry)
    except ValidationError as error:
        faults = [
            f"{'.'.join(str(part) for part in each['loc']) or entry['id']}: "
            f"{each['msg'].removeprefix('Value error, ')}"
            for each in error.errors(include_url=False, include_input=False)
        ]
        raise UserError("\n".join(faults)) from error
    known = load_subscriptions(path).subscribers if path.exists() else ()
    for each in known:
        if each.id == wanted.id:
            raise UserError(f"{path}: the id {wanted.id!r} is taken; choose another, or edit the file")
        if each.model_copy(update={"id": wanted.id}) == wanted:
            raise UserError(f"{path}: {each.id!r} asks for just the same; nothing was added")
    before = path.read_text(encoding="utf-8") if path.exists() else _BEGINNING
    if before.strip() and not before.endswith("\n"):
        before += "\n"
    text = before + ("\n" if known else "") + _as_yaml(entry)
    _require_whole(path, text, [*known, wanted])
    if not dry_run:
        _write(path, text)
    return text


def _require_whole(path: Path, text: str, wanted: list[Any]) -> None:
    """Raise UserError unless the text reads as just these subscribers."""
    from alerts.subscriptions import load_subscriptions

    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / "subscriptions.yml"
        trial.write_text(text, encoding="utf-8")
        try:
            found = list(load_subscriptions(trial).subscribers)
        except UserError:
            found = []
    if found != wanted:
        raise UserError(
            f"{path}: its list cannot be added to at its end; write `subscribers:` last, each entry as "
            "`  - id: …`, or add the entry by hand"
        )


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, part = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(part).replace(path)
    except OSError as error:
        raise UserError(
            f"{path}: cannot be written ({error.strerror}); check the folder and its mode"
        ) from error
