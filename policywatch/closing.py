"""What a night came to: its report, for the operator and for those who must trust "nothing new"."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from policywatch.posting import held_count, parked_rows
from policywatch.settings import Settings
from warehouse.lake import Lake
from warehouse.reads import end_night, night_report


class NightIncomplete(RuntimeError):
    """A part of the night was lost. What was read is kept; running the night again does the rest."""


def write_report(
    settings: Settings, lake: Lake, run_id: str, folder: Path, shards: Sequence[str], *, is_published: bool
) -> dict[str, Any]:
    """Write `report.json` into the night's folder and return it.

    Of the mails it tells, beside the counts, `mails_held`: pending ones that wait for their hour, and
    `parked`: to whom, about what and why.
    """
    missing = [each for each in shards if not lake.query("landing_loaded", {"run_id": run_id, "shard": each})]
    end_night(
        lake,
        run_id,
        night=run_id,
        finished_at_utc=datetime.now(UTC).isoformat(timespec="seconds"),
        is_published=is_published and not missing,
        note=f"{len(missing)} shards were not loaded" if missing else None,
    )
    report = {
        **night_report(lake, run_id),
        "missing_shards": missing,
        "is_published": is_published,
        "mails_held": held_count(settings, lake),
        "parked": parked_rows(lake),
    }
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / "report.json.part"
    part.write_text(json.dumps(report, indent=1, ensure_ascii=False, default=str), encoding="utf-8")
    part.replace(folder / "report.json")
    return report
