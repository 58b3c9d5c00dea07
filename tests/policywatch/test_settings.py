"""Settings come from the environment, then the file, and say which variable is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from policywatch.settings import load_settings, prepare_home, settings_environment
from warehouse.errors import UserError


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_environment_wins_over_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is set nearer to the process counts."""
    (tmp_path / "policywatch.toml").write_text('shards = 7\nmail_from = "a@example.org"\n')
    monkeypatch.setenv("POLICYWATCH_SHARDS", "9")
    settings = load_settings()
    assert (settings.shards, settings.mail_from) == (9, "a@example.org")


@pytest.mark.parametrize(
    ("name", "value"), [("SHARDS", "many"), ("TIMEZONE", "Mars/Olympus"), ("SMTP_PORT", "0")]
)
def test_a_wrong_value_names_its_variable(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """The line tells what to correct."""
    monkeypatch.setenv(f"POLICYWATCH_{name}", value)
    with pytest.raises(UserError, match=f"POLICYWATCH_{name}"):
        load_settings()


def test_an_unknown_key_of_the_file_is_told(tmp_path: Path) -> None:
    """A misspelled key is not passed over."""
    (tmp_path / "policywatch.toml").write_text("shrads = 3\n")
    with pytest.raises(UserError, match="shrads"):
        load_settings()


def test_a_password_in_the_file_is_refused(tmp_path: Path) -> None:
    """Secrets stay out of files."""
    (tmp_path / "policywatch.toml").write_text('smtp_password = "x"\n')
    with pytest.raises(UserError, match="POLICYWATCH_SMTP_PASSWORD"):
        load_settings()


def test_a_child_process_sees_the_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is handed to Airflow's processes reads back equal, and holds no secret."""
    monkeypatch.setenv("POLICYWATCH_SMTP_PASSWORD", "swordfish")
    settings = load_settings(allow_private=("127.0.0.1:1",), shards=3)
    environment = settings_environment(settings)
    assert "swordfish" not in str(environment) and "swordfish" not in repr(settings)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert load_settings() == settings


def test_a_home_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """One line that names the folder and the variable."""
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="POLICYWATCH_HOME"):
        prepare_home(load_settings(home=tmp_path / "file" / "home"))
