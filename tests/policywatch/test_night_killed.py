"""A night that is killed and run again ends as one that was not: the same rows, the same mails.

At the two moments from which most hangs; `make chaos` kills at 200 over all stages.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def unkilled(fresh: Callable[[Path], Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An installation after a first night that nothing disturbed."""
    installation = fresh(tmp_path_factory.mktemp("unkilled") / "home")
    installation.run(1)
    return installation


@pytest.mark.parametrize("stage", ["load", "publish"])
def test_a_killed_night_run_again_equals_one_that_was_not(
    unkilled: Any, fresh: Callable[[Path], Any], tmp_path: Path, stage: str
) -> None:
    """SIGKILL as soon as a stage is done, then the night again: the same tables, the same mails."""
    killed = fresh(tmp_path / "home")
    killed.kill_when(1, stage)
    killed.run(1)
    assert killed.tables() == unkilled.tables()
    assert killed.published() == unkilled.published()
    assert killed.mails() == unkilled.mails()
