"""`policywatch lake`: from a lake of one machine to one that many share."""

from __future__ import annotations

import typer

from policywatch.showing import console, words
from warehouse.errors import UserError

app = typer.Typer(help="The lake: where it is, and moving it to servers.", no_args_is_help=True)


@app.callback()
def lake() -> None:
    """The lake: where it is, and moving it to servers."""


@app.command("move")
def move() -> None:
    """Copy this home's lake and landings to where the settings say: PostgreSQL and S3. Snapshots are kept."""
    from policywatch.keeping import Progress
    from policywatch.places import landings_of
    from policywatch.settings import load_settings
    from warehouse.moving import move_lake

    settings = load_settings()
    if settings.lake_catalog is None or settings.lake_data is None or settings.landing_store is None:
        raise UserError(
            "where to? set POLICYWATCH_LAKE_CATALOG, POLICYWATCH_LAKE_DATA and POLICYWATCH_LANDING_STORE "
            "(docs/scale.md), and run again"
        )
    progress = Progress()
    try:
        moved = move_lake(
            settings.lake_root,
            landings_of(settings),
            catalog=settings.lake_catalog,
            data=settings.lake_data,
            told=progress.tell,
        )
    except TimeoutError as error:
        raise UserError(f"{settings.home}: a night is writing; wait for its end and run again") from error
    console().print(words(moved.told()), soft_wrap=True)
    console().print(
        words(f"{settings.lake_root} and {settings.landing_root} are as they were; remove them in time"),
        soft_wrap=True,
    )
