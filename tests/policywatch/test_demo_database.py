"""What `make demo` leaves: every view, macro, question of the cookbook and command that looks, run on it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import icalendar
import pytest

from warehouse.looking import run_sql
from warehouse.publish import macros, views

pytestmark = pytest.mark.demo

ROOT = Path(__file__).parents[2]
HOME = ROOT / ".policywatch" / "demo"
FILE = HOME / "published" / "policywatch.duckdb"
SECTIONS = re.split(r"^## ", (ROOT / "docs" / "cookbook.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
EMPTY_IN_THE_DEMO = {"reviews"}
ARGUMENTS = {"day": "(SELECT max(night) FROM nights)"}


def command(*arguments: str) -> tuple[int, str]:
    """Run a command in the demo's home; return its exit code and what it printed."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("policywatch")), *arguments],
        env=os.environ | {"POLICYWATCH_HOME": str(HOME)}, cwd=ROOT,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("name", list(views()))
def test_every_view_has_rows(name: str) -> None:
    """Each can be read whole."""
    rows = run_sql(FILE, f"SELECT * FROM {name}")
    assert rows or name in EMPTY_IN_THE_DEMO


@pytest.mark.parametrize("name", list(macros()))
def test_every_macro_answers(name: str) -> None:
    """Each tells of the last night."""
    needed = ", ".join(ARGUMENTS[each] for each in macros()[name].parameters if each in ARGUMENTS)
    assert run_sql(FILE, f"SELECT * FROM {name}({needed})")


@pytest.mark.parametrize("section", SECTIONS[1:], ids=lambda section: section.split("\n")[0])
def test_every_question_is_answered(section: str) -> None:
    """With rows, unless the page says that there may be none."""
    (sql,) = re.findall(r"```sql\n(.*?)```", section, flags=re.DOTALL)
    assert run_sql(FILE, sql) or "May be empty" in section


def test_every_command_that_looks(tmp_path: Path) -> None:
    """Each prints something and ends as it says it does."""
    action = run_sql(FILE, "SELECT action_id FROM actions LIMIT 1")[0]["action_id"]
    for code, *arguments in (
        (0, "actions"), (0, "actions", "--new", "--json"), (0, "actions", "--state", "NY", "--csv"),
        (0, "search", "detainer", "--state", "NY"), (0, "search", '"287(g)" title:sheriff', "--csv"),
        (0, "search", "immigration place:rochester -marshals", "--topic", "status_inquiry", "--json"),
        (0, "sql", "SELECT * FROM dictionary", "--csv"), (0, "sql", "FROM search('warrant')"),
        (0, "alerts", "list"), (0, "alerts", "preview", "--days", "30"), (0, "review"),
        (0, "sources", "list", "--state", "NY"), (0, "version"), (0, "upkeep"),
        (0, "export", "--out", str(tmp_path / "export")),
        (0, "evidence", action, "--out", str(tmp_path / "evidence")),
        (0, "backup", str(tmp_path / "backup")), (0, "site"), (0, "verify"),
    ):  # fmt: skip
        found, said = command(*map(str, arguments))
        assert found == code, (arguments, said[-1000:])
        assert said.strip(), arguments
    assert command("health")[0] in (0, 1, 2)


def test_the_site_holds_what_was_found() -> None:
    """Every action has its page and the calendar can be read."""
    site = HOME / "published" / "site"
    actions = {each["action_id"] for each in run_sql(FILE, "SELECT action_id FROM actions")}
    assert {each.stem for each in (site / "actions").glob("*.html")} == actions
    assert not icalendar.Calendar.from_ical((site / "hearings.ics").read_bytes()).errors
    listed = json.loads((site / ".pages.json").read_text())["pages"]
    assert all((site / name).is_file() for name in listed)
