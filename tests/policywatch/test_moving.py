"""`policywatch lake move` asks where to before it does anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from policywatch.cli import main


def test_a_move_to_nowhere_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2 and the three settings that say where to."""
    monkeypatch.setenv("POLICYWATCH_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("sys.argv", ["policywatch", "lake", "move"])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert ended.value.code == 2
    for name in ("LAKE_CATALOG", "LAKE_DATA", "LANDING_STORE"):
        assert f"POLICYWATCH_{name}" in said
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("command", [["verify"], ["backup", "x"], ["restore", "x"]])
def test_a_shared_lake_has_other_backups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    """One line that says where it is told how."""
    monkeypatch.setenv("POLICYWATCH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("POLICYWATCH_LAKE_CATALOG", "postgres:dbname=lake")
    monkeypatch.setenv("POLICYWATCH_LAKE_DATA", "s3://bucket/lake/")
    monkeypatch.setattr("sys.argv", ["policywatch", *command])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2 and "docs/scale.md" in capsys.readouterr().err
