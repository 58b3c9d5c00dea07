"""`policywatch subscribe`: validated, no duplicates, the rest of the file as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from alerts.subscriptions import load_subscriptions
from policywatch.cli import app, compose
from policywatch.subscribing import add_entry
from warehouse.errors import UserError

FILE = "# ours\nsubscribers:\n  - id: desk   # the first\n    email: desk@newsroom.test\n"


def _entry(**fields: Any) -> dict[str, Any]:
    return {"id": "evening", "email": "evening@newsroom.test", **fields}


def test_an_entry_is_added_and_comments_stay(tmp_path: Path) -> None:
    """The file reads as before, with one more."""
    path = tmp_path / "subscriptions.yml"
    path.write_text(FILE)
    add_entry(path, _entry(places=["Monroe County, NY"], frequency="weekly", weekday="friday", at="10:30"))
    assert path.read_text().startswith(FILE)
    added = load_subscriptions(path).subscribers[1]
    assert (added.id, added.weekday, added.at) == ("evening", "friday", "10:30")


def test_the_first_entry_makes_the_file(tmp_path: Path) -> None:
    """Its folder too."""
    path = tmp_path / "home" / "subscriptions.yml"
    add_entry(path, _entry(webhook={"url": "https://x.example/", "secret_env": "DESK_SECRET"}, email=None))
    assert load_subscriptions(path).subscribers[0].channel == "webhook"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"id": "desk"}, "the id 'desk' is taken"),
        ({"email": "desk@newsroom.test"}, "'desk' asks for just the same"),
        ({"email": "a@b.org, c@d.org"}, "is not a plain address"),
        ({"places": ["Atlantis"]}, 'write "City, ST"'),
        ({"frequency": "hourly"}, "frequency"),
        ({"quiet": "late"}, 'write "22:00-07:00"'),
        ({"timezone": "Mars/North"}, "America/Chicago"),
        ({"feed": True}, "give one of email, webhook, slack and feed"),
        ({"weekday": "friday"}, "add frequency: weekly"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(tmp_path: Path, fields: Any, words: str) -> None:
    """One line with what to write instead."""
    path = tmp_path / "subscriptions.yml"
    path.write_text(FILE)
    with pytest.raises(UserError) as caught:
        add_entry(path, _entry(**fields))
    assert words in str(caught.value)
    assert path.read_text() == FILE


def test_a_secret_is_not_repeated(tmp_path: Path) -> None:
    """Where somebody writes the secret itself instead of a variable's name."""
    with pytest.raises(UserError) as caught:
        add_entry(
            tmp_path / "s.yml",
            {"id": "x", "webhook": {"url": "https://x.example/", "secret_env": "hunter2-secret"}},
        )
    assert "hunter2" not in str(caught.value) and "environment variable" in str(caught.value)


@pytest.mark.parametrize(
    "text", ["subscribers: [{id: desk, email: d@n.test}]\n", f"{FILE}# end\nsubscribers_end: 1\n"]
)
def test_a_file_that_cannot_be_added_to_is_left_alone(tmp_path: Path, text: str) -> None:
    """A list in brackets, or keys after it."""
    path = tmp_path / "subscriptions.yml"
    path.write_text(text)
    with pytest.raises(UserError):
        add_entry(path, _entry())
    assert path.read_text() == text


def test_the_command_shows_the_entry_and_writes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --dry-run it writes nothing; before the first night there is nothing to preview with."""
    monkeypatch.setenv("POLICYWATCH_HOME", str(tmp_path))
    compose()
    words = ["subscribe", "evening", "--email", "e@newsroom.test", "--place", "NY", "--frequency", "nightly"]
    dry = CliRunner().invoke(app, [*words, "--dry-run"])
    assert dry.exit_code == 0, dry.output
    assert not (tmp_path / "subscriptions.yml").exists()
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    (added,) = load_subscriptions(tmp_path / "subscriptions.yml").subscribers
    assert added.frequency == "nightly" and added.places == ("NY",)
