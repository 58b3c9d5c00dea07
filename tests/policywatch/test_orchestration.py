"""Airflow's own database is prepared once, wherever its home goes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from policywatch import orchestration
from policywatch.orchestration import airflow_environment, prepare_airflow
from policywatch.settings import load_settings


@pytest.fixture
def preparations(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The databases that were prepared, each made by writing a byte in place of Airflow's own work."""
    made: list[Path] = []

    def prepare(*_: Any, env: dict[str, str], **__: Any) -> subprocess.CompletedProcess[bytes]:
        made.append(Path(env["AIRFLOW_HOME"]))
        (made[-1] / "airflow.db").write_bytes(b"x")
        return subprocess.CompletedProcess([], 0)

    monkeypatch.setattr(orchestration.subprocess, "run", prepare)
    monkeypatch.delenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", raising=False)
    return made


def test_a_home_that_moved_is_ready(tmp_path: Path, preparations: list[Path]) -> None:
    """Its database went with it; where the database is gone, or another was chosen, it is prepared anew."""
    prepare_airflow(load_settings(home=tmp_path / "one"))
    shutil.move(tmp_path / "one", tmp_path / "two")
    prepare_airflow(load_settings(home=tmp_path / "two"))
    assert preparations == [tmp_path / "one" / "airflow"]
    (tmp_path / "two" / "airflow" / "airflow.db").unlink()
    prepare_airflow(load_settings(home=tmp_path / "two"))
    assert preparations[1:] == [tmp_path / "two" / "airflow"]


def test_another_database_is_prepared(
    tmp_path: Path, preparations: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once for each that the user names."""
    settings = load_settings(home=tmp_path)
    prepare_airflow(settings)
    for name in ("a", "a", "b"):
        monkeypatch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", f"sqlite:///{tmp_path}/{name}.db")
        prepare_airflow(settings)
    assert len(preparations) == 3
    assert airflow_environment(settings)["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"].endswith("b.db")
