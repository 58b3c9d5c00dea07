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
