"""A lake whose files are gone, or whose disk is full, says so in one line and keeps what it had."""

import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.lake import LakeFilesFailed, open_lake

# A limit on the size of a file fails a write as a full disk does.
FILL = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from warehouse.errors import UserError
from warehouse.lake import open_lake
from warehouse.records import Source
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
fields = dict(jurisdiction="Rochester, NY", timezone="America/New_York", kind="news", platform="rss")
rows = [Source(source_id=f"s{n}", url=f"https://news.test/{n * 7919}", **fields) for n in range(40_000)]
with open_lake(Path(sys.argv[1])) as lake:
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    try:
        lake.merge("sources", rows, run_id="2025-05-02")
    except UserError as error:
        sys.exit(f"told: {error}")
"""

# The same, for all that is written beside rows: a catalog, the published file at each of its steps, upkeep.
STEPS = """
import resource, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from warehouse.errors import UserError
from warehouse.lake import open_lake
from warehouse.maintenance import keep_up
from warehouse.publish import publish
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
home = Path(sys.argv[1])
class Passing:
    results, bad_rows, is_stopped = (), {}, False
def published():
    with open_lake(home / "lake") as lake:
        target, audit = home / "published" / "policywatch.duckdb", lambda *_, **__: Passing()
        publish(lake, target, run_id="2025-05-02", audit=audit)
def kept_up():
    with open_lake(home / "lake") as lake:
        keep_up(lake)
def made():
    open_lake(home / "another").close()
rooms = {made: (0, 50_000), kept_up: (0,), published: (0, 90_000, 1_000_000)}
for step, room in ((step, room) for step in rooms for room in rooms[step]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
    try:
        step()
        told = "nothing"
    except UserError as error:
        told = f"told: {error}"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print(f"{step.__name__} {room} {told}")
published()
kept_up()
"""


@pytest.mark.parametrize("harm", ["missing", "truncated"])
def test_a_harmed_parquet_file_is_told_with_its_remedy(lake, make, tmp_path: Path, harm: str) -> None:
    """No traceback, and nothing of ours is called a fault of ours."""
    lake.merge("documents", [make.document()], run_id=make.night)
    path = next((tmp_path / "lake" / "data").rglob("documents/*.parquet"))
    path.unlink() if harm == "missing" else path.write_bytes(path.read_bytes()[:30])
    lake.close()
    with open_lake(tmp_path / "lake") as again:
        for read in (
            lambda: again.query("documents_without_text", {"again": False}),
            lambda: list(again.stream("documents_without_text", {"again": False})),
            lambda: again.merge("documents", [make.document(title="Another")], run_id=make.night),
        ):
            with pytest.raises(LakeFilesFailed, match="policywatch verify"):
                read()


def test_a_full_disk_costs_the_merge_and_nothing_else(lake, make, tmp_path: Path) -> None:
    """One line with the remedy; the rows of before stand and the merge works once there is space."""
    lake.merge("sources", [make.source()], run_id=make.night)
    lake.close()
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", FILL, str(tmp_path / "lake"), root], capture_output=True, text=True
    )
    assert done.stderr.startswith("told: ") and "free some space" in done.stderr, done.stderr
    with open_lake(tmp_path / "lake") as again:
        count = "SELECT count(*) FROM sources"
        assert again._connection.execute(count).fetchone() == (1,)
        assert again.merge("sources", [make.source("another")], run_id=make.night).inserted == 1


def test_a_full_disk_is_told_at_every_step_and_the_step_works_again(lake, make, tmp_path: Path) -> None:
    """No step calls it damage or advises to begin anew; with space again, each works on what stands."""
    make.full_night(lake)
    lake.close()
    root = str(Path(__file__).parents[2])
    done = subprocess.run([sys.executable, "-c", STEPS, str(tmp_path), root], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    steps = done.stdout.splitlines()
    assert len(steps) == 6
    for step in steps:
        assert " told: " in step and "free some space" in step and "begin anew" not in step, step
