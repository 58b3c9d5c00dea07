"""`policywatch demo`: three nights over the sample sites, served on loopback, mail into a folder."""

from __future__ import annotations

import os
import shutil
import sys
import time
from importlib.resources import files
from pathlib import Path

from policywatch.orchestration import NightRunner, prepare_airflow
from policywatch.running import run_night
from policywatch.settings import Settings, load_settings, prepare_home
from policywatch.showing import console, show_actions
from spiders.demo.content import NIGHTS
from spiders.demo.registry import write_registry
from spiders.demo.server import FIRST_PORT, serve
from warehouse.errors import UserError

MARK = ".demo-home"

QUERIES = (
    "SELECT jurisdiction, action_type, direction, title FROM new_actions",
    "SELECT source_id, verdict, reason FROM source_health WHERE verdict NOT IN ('ok', 'unchanged')",
    "SELECT stage_date, action_type, title FROM action_timeline WHERE jurisdiction = 'Rochester, NY'",
)


def demo_settings(home: Path, authorities: list[str]) -> Settings:
    """Return the settings of a demo in `home`: sample registry, no delays, mail into a folder."""
    return load_settings(
        home=home,
        sources=home / "sources",
        subscriptions=home / "subscriptions.yml",
        mail_dir=home / "mail",
        mail_from="policywatch demo <policywatch@demo.invalid>",
        smtp_host=None,
        contact="demo on loopback",
        shards=2,
        delay_seconds=0,
        allow_private=tuple(authorities),
    )


def begin_demo_home(home: Path, *, keep: bool) -> None:
    """Make `home` ready. Only a folder that an earlier demo marked as its own is emptied."""
    mark = home / MARK
    if home.exists() and any(home.iterdir()) and not mark.exists():
        raise UserError(
            f"{home}: is not empty and was not made by a demo; set POLICYWATCH_HOME to another folder"
        )
    if not keep and mark.exists():
        for entry in home.iterdir():
            # Airflow's own database is no part of what the demo shows, and takes eight seconds to make.
            if entry.name == "airflow":
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        mark.touch()
    except OSError as error:
        raise UserError(f"{home}: cannot be written ({error.strerror}); set POLICYWATCH_HOME") from error


def run_demo(*, keep: bool = False) -> None:
    """Run the three nights and say what to look at next."""
    begun = time.monotonic()
    home = load_settings().home / "demo"
    begin_demo_home(home, keep=keep)
    first_port = int(os.environ.get("POLICYWATCH_DEMO_PORT", FIRST_PORT))
    out = console()
    out.print(
        "Three nights over sample sites on this machine. The places are real, the pages are samples written "
        "for the purpose, and nothing leaves this machine.\n",
        highlight=False,
    )
    example = Path(str(files("alerts"))) / "example.subscriptions.yml"
    with serve(1, first_port=first_port) as sites:
        settings = demo_settings(home, sites.authorities)
        write_registry(settings.sources, {name: host.base for name, host in sites.hosts.items()})
        shutil.copyfile(example, settings.subscriptions_path)
        prepare_home(settings)
        prepare_airflow(settings)
        with NightRunner(settings) as runner:
            for number, night in enumerate(NIGHTS, start=1):
                sites.night = number
                out.rule(f"Night {number} of {len(NIGHTS)}: {night.isoformat()}", align="left")
                run_night(settings, night=night.isoformat(), only=[], replay=None, runner=runner)
    say_what_next(settings, time.monotonic() - begun)


def say_what_next(settings: Settings, seconds: float) -> None:
    """Print the actions found, where everything is, and queries to try."""
    from warehouse.looking import list_actions

    out = console()
    out.rule("What was found", align="left")
    show_actions(list_actions(settings.published), title="Actions of the three nights")
    mails = sorted(settings.mail_folder.glob("*.eml"))
    binary = Path(sys.executable).parent / "policywatch"
    shown = os.path.relpath(binary) if binary.is_relative_to(Path.cwd()) else str(binary)
    home = os.path.relpath(settings.home) if settings.home.is_relative_to(Path.cwd()) else str(settings.home)
    lines = [
        "",
        f"Mails:     {len(mails)} in {home}/mail (any mail program opens the .eml files)",
        f"Database:  {home}/published/policywatch.duckdb (any DuckDB opens it)",
        f"Page:      {home}/published/site/index.html (open it in a browser, or: "
        f"POLICYWATCH_HOME={home} {shown} serve)",
        f"Archive:   {home}/landing (WARC, every response as it came)",
        "",
        "Queries to try:",
        *(f'  POLICYWATCH_HOME={home} {shown} sql "{query}"' for query in QUERIES),
        "",
        f"The demo took {seconds:.0f} seconds.",
    ]
    for line in lines:
        out.print(line, markup=False, highlight=False, soft_wrap=True)
