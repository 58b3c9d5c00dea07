"""`verify`, `backup` and `restore` as a person or a monitor runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policywatch import keeping
from policywatch.showing import console
from tests.policywatch.test_cli import refused, run
from warehouse.verifying import Fault, Home


def test_where_there_is_nothing_it_is_said(tmp_path: Path) -> None:
    """One line and exit code 2, and no folder is made."""
    refused(run("verify", cwd=tmp_path), "there is no home", "policywatch nightly")
    refused(run("backup", "safe", cwd=tmp_path), "there is no lake")
    refused(run("restore", "safe", cwd=tmp_path), "manifest.json", "policywatch backup")
    assert list(tmp_path.iterdir()) == []


def test_a_fault_is_exit_code_1_and_one_json_line(tmp_path: Path) -> None:
    """Made for a monitor: stage, subject, problem and remedy of each."""
    (tmp_path / "home" / "lake").mkdir(parents=True)
    (tmp_path / "home").chmod(0o700)
    (tmp_path / "home" / "lake" / "catalog.sqlite").write_bytes(b"no catalog" * 500)
    done = run("verify", "--json", cwd=tmp_path)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1 and [each["stage"] for each in found] == ["catalog", "published"]
    assert all(each["subject"] and each["problem"] and each["remedy"] for each in found)


def test_many_faults_of_a_kind_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A screen shows the first; notes are no faults; hostile names do not steer it."""
    many = [Fault("capture", f"c{number}\x1b[2J", "is gone", "restore it") for number in range(50)]
    note = Fault("landing", "unfinished", "goes on", "wait", is_note=True)
    monkeypatch.setattr("warehouse.verifying.verify_home", lambda home, told: iter([note, *many]))
    console.cache_clear()
    assert keeping.tell_faults(Home(tmp_path, tmp_path, tmp_path, tmp_path), as_json=False) == 50
    console.cache_clear()
    said = capsys.readouterr().out
    assert said.count("FAULT capture") == keeping.SHOWN and "30 more faults" in said and "\x1b" not in said
    assert "note landing unfinished" in said and "50 faults" in said
