"""Settings come from the environment, then the file, and say which variable is wrong."""

from __future__ import annotations

import errno
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


SHARED = {
    "POLICYWATCH_LAKE_CATALOG": "postgres:dbname=lake host=db.test user=policywatch",
    "POLICYWATCH_LAKE_DATA": "s3://bucket/lake",
    "POLICYWATCH_LANDING_STORE": "s3://bucket/landing/",
}


def test_a_lake_is_shared_by_settings_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses are settings; they end alike, and reach the processes that are started."""
    for name, value in SHARED.items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert settings.lake_data == "s3://bucket/lake/" and settings.landing_store == "s3://bucket/landing/"
    passed_on = settings_environment(settings)
    assert passed_on["POLICYWATCH_LAKE_CATALOG"] == SHARED["POLICYWATCH_LAKE_CATALOG"]


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("LAKE_CATALOG", "postgres:dbname=lake password=hunter2", "PGPASSWORD"),
        ("LAKE_CATALOG", "mysql:db=lake", "postgres:dbname="),
        ("LAKE_CATALOG", "postgres:", "postgres:dbname="),
        ("LAKE_CATALOG", None, "POLICYWATCH_LAKE_CATALOG"),
        ("LAKE_DATA", None, "POLICYWATCH_LAKE_DATA"),
        ("LAKE_DATA", "/mnt/lake", "s3://BUCKET"),
        ("LANDING_STORE", "s3://key:secret@bucket/x", "AWS_"),
    ],
)
def test_a_lake_that_is_shared_by_half_is_told(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str | None, says: str
) -> None:
    """One line that names the variable, and shows no secret."""
    for each, right in SHARED.items():
        monkeypatch.setenv(each, right)
    if value is None:
        monkeypatch.delenv(f"POLICYWATCH_{name}")
    else:
        monkeypatch.setenv(f"POLICYWATCH_{name}", value)
    with pytest.raises(UserError, match=says) as told:
        load_settings()
    assert "hunter2" not in str(told.value) and "\n" not in str(told.value)


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Container files pass on what was not set as an empty word."""
    monkeypatch.setenv("POLICYWATCH_SMTP_HOST", "")
    monkeypatch.setenv("POLICYWATCH_SHARDS", "")
    assert load_settings().smtp_host is None


@pytest.mark.parametrize(
    ("module", "ask"),
    [
        ("psycopg", "lake"),
        ("duckdb_extension_postgres_scanner", "lake"),
        ("duckdb_extension_httpfs", "lake"),
        ("obstore", "landings"),
    ],
)
def test_what_needs_the_extra_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, ask: str
) -> None:
    """The default install is told in one line what many machines need beside it."""
    import sys

    from policywatch.places import lake_of, landings_of, outbox_lock_of

    for name, value in (SHARED | {"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s"}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("POLICYWATCH_HOME", str(tmp_path))
    monkeypatch.setitem(sys.modules, module, None)
    settings = load_settings()
    with pytest.raises(UserError, match=r"policywatch\[cluster\]"):
        if module == "psycopg":
            with outbox_lock_of(settings).hold(seconds=0):
                pass
        elif ask == "lake":
            lake_of(settings)
        else:
            landings_of(settings).is_whole("2025-05-01", "0")


def test_a_full_disk_is_told_before_a_night_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home that can be made but takes no megabyte is refused with what to do, and nothing is left in it."""

    def full(path: Path, content: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(UserError, match=r"No space left on device.*free some space"):
        prepare_home(load_settings(home=tmp_path / "home"))
    assert not list((tmp_path / "home").glob(".write-test*"))
