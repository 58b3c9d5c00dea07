"""The lake's upkeep: many small files become few, old snapshots and the files that only they name go.

Each night writes small Parquet files and marks rows of older ones as replaced; DuckLake deletes nothing by
itself. What is kept is `keep_days` of snapshots (what was known on a day is in `action_versions`, not in
snapshots) and every file that a reader who began within `grace_days` may still have open. Backups copy the
files that their copy of the catalog names, and begin again where one went meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from warehouse.lake import Lake

KEEP_DAYS, GRACE_DAYS = 30, 2
REWRITE_FROM_RATIO = 0.1
"""A file of which so many rows were replaced is written again without them."""


@dataclass(frozen=True)
class Upkeep:
    """What the upkeep came to. Files and bytes are those on the disk; of a lake that lies elsewhere, those
    that its catalog names.
    """

    snapshots_before: int
    snapshots_after: int
    files_before: int
    files_after: int
    bytes_before: int
    bytes_after: int

    def told(self) -> str:
        """Return it in one line."""
        reclaimed = self.bytes_before - self.bytes_after
        return (
            f"{self.files_before:,} files of data became {self.files_after:,}, "
            f"{self.snapshots_before:,} snapshots {self.snapshots_after:,}; {reclaimed:,} bytes reclaimed"
        )


def keep_up(
    lake: Lake, *, keep_days: int = KEEP_DAYS, grace_days: float = GRACE_DAYS, now: datetime | None = None
) -> Upkeep:
    """Bring the lake into order and return what that came to. Safe to end at any moment and run again.

    Raises LakeBusy where other processes kept the catalog busy for too long.
    """
    at = now or datetime.now(UTC)
    snapshots, (files, size) = _snapshots(lake), stored(lake)
    _call(lake, "ducklake_expire_snapshots", older_than=at - timedelta(days=keep_days))
    _call(lake, "ducklake_rewrite_data_files", delete_threshold=REWRITE_FROM_RATIO)
    _call(lake, "ducklake_merge_adjacent_files")
    _call(lake, "ducklake_cleanup_old_files", older_than=at - timedelta(days=grace_days))
    # Of writers that died. A writer at work has files that no catalog names yet: hence the grace.
    _call(lake, "ducklake_delete_orphaned_files", older_than=at - timedelta(days=grace_days))
    files_after, size_after = stored(lake)
    return Upkeep(snapshots, _snapshots(lake), files, files_after, size, size_after)


def _call(lake: Lake, function: str, **named: object) -> None:
    # The names are our own; the values are bound.
    given = "".join(f", {name} => ${name}" for name in named)
    lake.maintain(f"CALL {function}('lake'{given})", named)


def _snapshots(lake: Lake) -> int:
    return int(lake.query("snapshots_count")[0]["snapshots_count"])


def stored(lake: Lake) -> tuple[int, int]:
    """Return how many files of data there are, and their bytes."""
    root = Path(lake.data)
    if "://" in lake.data or not root.is_dir():
        named = lake.query("files_named")[0]
        return int(named["files_count"]), int(named["size_bytes"])
    files = [path for path in root.rglob("*.parquet") if path.is_file()]
    return len(files), sum(path.stat().st_size for path in files)
