"""The command line: what a person gets wrong is one clear line and exit code 2, with nothing half-written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).parent / "policywatch"

GOOD = """\
jurisdiction: Rochester, NY
timezone: America/New_York
sources:
  - {id: council, kind: council, platform: html_listing, url: "https://www.example.org/council"}
"""


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command in `cwd` with a home inside it."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("POLICYWATCH_")}
    return subprocess.run(
        [str(COMMAND), *arguments],
        cwd=cwd,
        env={**clean, "POLICYWATCH_HOME": str(cwd / "home"), **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def refused(done: subprocess.CompletedProcess[str], *says: str) -> None:
    """Assert exit code 2, one line on standard error that says it, and no traceback."""
    assert done.returncode == 2, done.stdout + done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert "Traceback" not in done.stderr
    for words in says:
        assert words in lines[0], lines[0]


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    """A registry of one valid file."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "rochester.yml").write_text(GOOD)
    return folder


def test_help_names_every_command(tmp_path: Path) -> None:
    """`--help` works without settings, home or registry."""
    done = run("--help", cwd=tmp_path)
    assert done.returncode == 0
    for name in ("demo", "nightly", "crawl", "detect", "evaluate", "sources", "alerts", "health", "airflow"):
        assert name in done.stdout
    assert not (tmp_path / "home").exists()


def test_help_waits_for_no_library_of_the_night(tmp_path: Path) -> None:
    """What takes long to import is imported by the commands that work with it."""
    code = (
        "import sys; from policywatch.cli import app, compose; compose(); "
        "app(['--help'], standalone_mode=False); "
        "print(sorted({'pydantic', 'yaml', 'duckdb', 'pandas', 'scrapy', 'airflow'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stdout + done.stderr


def test_a_bad_yaml_names_file_and_line(tmp_path: Path, registry: Path) -> None:
    """The night is refused before anything is written."""
    (registry / "rochester.yml").write_text(GOOD.replace("kind: council", "kind: parish"))
    done = run("nightly", "--sources", str(registry), cwd=tmp_path)
    refused(done, "rochester.yml:4", "kind")
    assert not (tmp_path / "home").exists()


def test_an_unknown_platform_names_the_known(tmp_path: Path, registry: Path) -> None:
    """The remedy is in the line."""
    (registry / "rochester.yml").write_text(GOOD.replace("html_listing", "granikus"))
    done = run("nightly", "--sources", str(registry), cwd=tmp_path)
    refused(done, "granikus", "legistar_api")
    assert not (tmp_path / "home").exists()


def test_an_unknown_source_is_refused(tmp_path: Path, registry: Path) -> None:
    """`--only` with a misspelled id does not run an empty night."""
    refused(
        run("nightly", "--sources", str(registry), "--only", "counsel", cwd=tmp_path), "counsel", "council"
    )
    assert not (tmp_path / "home").exists()


def test_a_missing_archive_is_refused(tmp_path: Path, registry: Path) -> None:
    """For the night and for the crawl alone."""
    done = run("nightly", "--sources", str(registry), "--replay", "none.warc.gz", cwd=tmp_path)
    refused(done, "none.warc.gz")
    source = str(registry / "rochester.yml")
    done = run("crawl", "--source", source, "--replay", "none.warc.gz", "--out", "out", cwd=tmp_path)
    refused(done, "none.warc.gz")
    assert not (tmp_path / "home").exists() and not (tmp_path / "out").exists()


def test_an_unwritable_home_is_refused(tmp_path: Path, registry: Path) -> None:
    """A home below a file cannot be made."""
    (tmp_path / "file").write_text("")
    done = run(
        "nightly",
        "--sources",
        str(registry),
        cwd=tmp_path,
        POLICYWATCH_CONTACT="tests@example.org",
        POLICYWATCH_HOME=str(tmp_path / "file" / "home"),
    )
    refused(done, "POLICYWATCH_HOME")


def test_live_sites_need_a_contact(tmp_path: Path, registry: Path) -> None:
    """Nobody's site is fetched by a watcher that cannot be reached."""
    refused(run("nightly", "--sources", str(registry), cwd=tmp_path), "POLICYWATCH_CONTACT")
    assert not (tmp_path / "home").exists()


def test_a_wrong_date_is_refused(tmp_path: Path, registry: Path) -> None:
    """Dates are YYYY-MM-DD."""
    refused(run("nightly", "--sources", str(registry), "--date", "April", cwd=tmp_path), "YYYY-MM-DD")


def test_looking_before_the_first_night_is_told(tmp_path: Path) -> None:
    """There is no database yet, and the line says how one comes to be."""
    for command in (["actions"], ["search", "ice"], ["sql", "SELECT 1"], ["health"]):
        refused(run(*command, cwd=tmp_path), "nightly")


def test_sources_list_prints_the_registry(tmp_path: Path, registry: Path) -> None:
    """Every source by id, and as JSON."""
    done = run("sources", "list", str(registry), "--json", cwd=tmp_path)
    assert done.returncode == 0 and '"source_id": "council"' in done.stdout


def test_sources_check_counts(tmp_path: Path, registry: Path) -> None:
    """A valid registry is said to be valid."""
    done = run("sources", "check", str(registry), cwd=tmp_path)
    assert done.returncode == 0 and "1 sources of 1 jurisdictions, all valid" in done.stdout


def test_sources_new_writes_a_valid_file(tmp_path: Path) -> None:
    """What it writes passes `sources check`, and it never overwrites."""
    arguments = ("sources", "new", "https://webapi.legistar.com/v1/seattle", "--jurisdiction", "Seattle, WA")
    done = run(*arguments, "--timezone", "America/Los_Angeles", "--out", "seattle.yml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "legistar_api" in (tmp_path / "seattle.yml").read_text()
    assert run("sources", "check", "seattle.yml", cwd=tmp_path).returncode == 0
    refused(run(*arguments, "--out", "seattle.yml", cwd=tmp_path), "exists")
