"""`sources list` and `sources check` on registries of a test's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from policywatch.registry_commands import app
from warehouse.errors import UserError

ENTRY = """\
jurisdiction: {place}
timezone: America/New_York
sources:
  - {{id: {name}-council, kind: council, platform: listing, url: https://{name}.example/, verified: recorded}}
  - {{id: {name}-paper, kind: news, platform: rss, url: "https://{name}-paper.example/feed/", note: seen}}
"""


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    for state, place, name in (("ny", "Rochester, NY", "roc"), ("nj", "Newark, NJ", "newark")):
        folder = tmp_path / "us" / state
        folder.mkdir(parents=True)
        (folder / f"{name}.yml").write_text(ENTRY.format(place=place, name=name), encoding="utf-8")
    return tmp_path


def listed(registry: Path, *arguments: str) -> list[str]:
    done = CliRunner().invoke(app, ["list", str(registry), "--json", *arguments])
    assert done.exit_code == 0, done.output
    return [json.loads(line)["source_id"] for line in done.output.splitlines()]


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        ((), ["newark-council", "newark-paper", "roc-council", "roc-paper"]),
        (("--state", "ny"), ["roc-council", "roc-paper"]),
        (("--kind", "news"), ["newark-paper", "roc-paper"]),
        (("--platform", "listing", "--state", "NJ"), ["newark-council"]),
        (("--verified", "recorded"), ["newark-council", "roc-council"]),
        (("--state", "TX"), []),
    ],
)
def test_sources_are_listed_as_asked(registry: Path, arguments: tuple[str, ...], ids: list[str]) -> None:
    """Hundreds of sources are looked at by state, kind, platform and standing; together they narrow."""
    assert listed(registry, *arguments) == ids


def test_rows_tell_how_an_address_is_known(registry: Path) -> None:
    """A row carries the standing of its address and the reason."""
    done = CliRunner().invoke(app, ["list", str(registry), "--json", "--kind", "news", "--state", "NY"])
    row = json.loads(done.output)
    assert (row["verified"], row["note"]) == ("unverified", "seen")


def test_an_id_is_probed_in_the_registry_given(registry: Path) -> None:
    """With `--sources` the argument is an id; an unknown one names some that there are."""
    caught = CliRunner().invoke(app, ["check", "rocky", "--sources", str(registry), "--replay", "x.warc.gz"])
    assert isinstance(caught.exception, UserError) and "roc-council" in str(caught.exception)


def test_a_folder_is_validated(registry: Path) -> None:
    """A path is read whole and counted."""
    done = CliRunner().invoke(app, ["check", str(registry)])
    assert done.exit_code == 0
    assert "4 sources of 2 jurisdictions, all valid" in done.output
