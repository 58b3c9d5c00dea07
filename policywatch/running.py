"""Nights and crawls started by hand: check what a person gave, run, follow, and say what came of it."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from policywatch.orchestration import BUSY, NightRunner, checked_night, prepare_airflow
from policywatch.ordering import check_order, require_contact
from policywatch.progress import Step, follow
from policywatch.settings import Settings, prepare_home
from policywatch.showing import console, show_night
from warehouse.errors import UserError


def run_night(
    settings: Settings,
    *,
    night: str | None,
    only: Sequence[str],
    replay: Path | None,
    runner: NightRunner | None = None,
) -> dict[str, Any]:
    """Run one night through the DAG, follow it, show it, and return its report.

    Raises UserError before anything is written where the order cannot be carried out, and after the night
    where a stage failed by something that a person can mend.
    """
    run_id = checked_night(night, datetime.now(ZoneInfo(settings.timezone)).date())
    order = {
        "date": run_id,
        "sources": str(settings.sources),
        "only": list(only),
        "replay": str(replay.absolute()) if replay else None,
    }
    check_order(settings, order)
    prepare_home(settings)
    prepare_airflow(settings)
    if runner is not None:
        return _follow_night(settings, runner, run_id, order)
    with NightRunner(settings) as own:
        return _follow_night(settings, own, run_id, order)


def _follow_night(
    settings: Settings, runner: NightRunner, run_id: str, order: dict[str, Any]
) -> dict[str, Any]:
    folder = settings.nights_root / run_id
    progress, log = folder / "progress.jsonl", folder / "airflow.log"
    begun_at = progress.stat().st_size if progress.is_file() else 0
    runner.begin(order, log)
    failures: list[Step] = []
    for step in follow(progress, runner.is_running, start=begun_at):
        if step.get("error"):
            failures.append(step)
        _print_step(run_id, step)
    if runner.code == BUSY:
        raise UserError(f"another night is running in {settings.home}; wait for its end, or stop it")
    if runner.code:
        raise UserError(_why_failed(run_id, failures, runner.code, log))
    report: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    show_night(report)
    return report


def _why_failed(run_id: str, failures: Sequence[Step], code: int, log: Path) -> str:
    """Return the one line that tells a person what to do: the last fault that a person can mend, if any."""
    mendable = [step["message"] for step in failures if step.get("remedy")]
    if mendable:
        return mendable[-1]
    what = failures[0]["message"] if failures else f"its process ended with code {code}"
    return f"night {run_id}: {what}; read {log}, mend it and run the night again"


def _print_step(run_id: str, step: Step) -> None:
    style = "red" if step.get("error") else None
    console().print(
        f"{run_id}  {step['stage']:<16} {step['message']}", style=style, markup=False, highlight=False
    )


def crawl_alone(source: Path, out: Path, *, only: Sequence[str], replay: Path | None, as_json: bool) -> None:
    """Crawl one registry file into `out` and print each source's verdict."""
    from policywatch.settings import load_settings
    from spiders.crawl import crawl_file

    settings = load_settings()
    if replay is None:
        require_contact(settings)
    landing = crawl_file(
        source,
        out=out,
        only=list(only),
        replay=replay,
        contact=settings.contact,
        delay_seconds=settings.delay_seconds,
        allow_private=list(settings.allow_private),
        max_seconds=settings.max_source_seconds,
    )
    stats = json.loads((landing / "stats.json").read_text(encoding="utf-8"))
    out_console = console()
    for each in stats["sources"]:
        if as_json:
            out_console.print(
                json.dumps(each, ensure_ascii=False), markup=False, highlight=False, soft_wrap=True
            )
        else:
            count = f"{each['documents_count']} documents"
            line = f"{each['source_id']}: {each['verdict']}, {count}; {each['reason']}"
            out_console.print(line, markup=False, highlight=False, soft_wrap=True)
            for error in each["errors"]:
                out_console.print(f"  {error['reason']}", markup=False, highlight=False, soft_wrap=True)
    if not as_json:
        out_console.print(f"landed in {landing}", markup=False, highlight=False, soft_wrap=True)


def rebuild_from(start: str) -> None:
    """Redo the later stages from kept bytes (`captures`) or kept texts (`text`). Mails nobody."""
    from policywatch.night import rebuild
    from policywatch.settings import load_settings
    from policywatch.site import build_published_site

    if start not in ("captures", "text"):
        raise UserError(f"--from {start!r} is not known; use captures or text")
    settings = load_settings()
    os.environ["POLICYWATCH_HOME"] = str(settings.home)
    counts = rebuild(settings, start)
    build_published_site(settings)
    console().print(", ".join(f"{count} {name}" for name, count in counts.items()), highlight=False)
