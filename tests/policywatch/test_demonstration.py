"""The demo's home: what it may empty, and what it never touches."""

from __future__ import annotations

from pathlib import Path

import pytest

from policywatch.demonstration import begin_demo_home
from warehouse.errors import UserError


def test_a_folder_that_no_demo_made_is_left_alone(tmp_path: Path) -> None:
    """Nobody's files are lost to a demo."""
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UserError, match="POLICYWATCH_HOME"):
        begin_demo_home(tmp_path, keep=False)
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_a_demo_begins_anew_but_keeps_airflow(tmp_path: Path) -> None:
    """The last demo's nights are gone, the database that takes long to make is not."""
    home = tmp_path / "demo"
    begin_demo_home(home, keep=False)
    for name in ("lake", "airflow"):
        (home / name).mkdir()
        (home / name / "file").write_text("x")
    (home / "elsewhere").symlink_to(tmp_path)
    begin_demo_home(home, keep=False)
    assert not (home / "lake").exists() and not (home / "elsewhere").is_symlink()
    assert (home / "airflow" / "file").exists() and tmp_path.exists()


def test_keep_builds_on_the_last_demo(tmp_path: Path) -> None:
    """`--keep` empties nothing."""
    begin_demo_home(tmp_path, keep=False)
    (tmp_path / "lake").mkdir()
    begin_demo_home(tmp_path, keep=True)
    assert (tmp_path / "lake").is_dir()
