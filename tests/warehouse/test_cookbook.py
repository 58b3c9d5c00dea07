"""Every query of docs/cookbook.md and every cell of the notebook, over three eventful nights."""

from __future__ import annotations

import ast
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from warehouse import reads, records
from warehouse.lake import open_lake
from warehouse.looking import run_sql
from warehouse.publish import publish

ROOT = Path(__file__).parents[2]
NIGHTS = ("2025-05-01", "2025-05-02", "2025-05-03")
PAGE = (ROOT / "docs" / "cookbook.md").read_text(encoding="utf-8")
SECTIONS = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
MAY_BE_EMPTY = "May be empty: "
EMPTY_HERE = {"18"}
"""No page of the fixture has changed."""


def stage(action_type: str, date: str | None, night: str, number: int = 0) -> records.Stage:
    return records.Stage(
        action_type=action_type,  # type: ignore[arg-type]
        date=date,
        first_seen_on=night,
        is_new=True,
        document_ids=(f"document-{number}",),
        candidate_ids=(f"candidate-of-document-{number}",),
        confidence=0.9,
    )


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, empty_lake: Path, make, passing) -> Path:
    """Three nights: acts of both directions, one taken back, one that turned round, a source blocked."""
    folder = tmp_path_factory.mktemp("home")
    shutil.copytree(empty_lake, folder / "lake")
    target = folder / "policywatch.duckdb"

    def act(number: int, *stages: records.Stage, **more: Any) -> records.Action:
        return make.action(number, stages=stages, **more)

    with open_lake(folder / "lake") as lake:
        make.full_night(lake)
        ny = {"ocd_id": "ocd-division/country:us/state:ny/place:rochester"}
        first = [
            act(0, stage("introduced", "2025-04-01", NIGHTS[0]),
                stage("adopted", "2025-04-29", NIGHTS[0]), **ny),
            act(2, stage("agreement_signed", "2025-02-01", NIGHTS[0], 2), topics=("agreement_287g",),
                jurisdiction="Polk County, FL", direction="expands"),
        ]  # fmt: skip
        lake.merge("actions", first, run_id=NIGHTS[0])
        publish(lake, target, run_id=NIGHTS[0], audit=passing)
        for night in NIGHTS[1:]:
            reads.begin_night(lake, night, night=night, started_at_utc=f"{night}T02:30:00Z")
            lake.merge("sources", [make.source()], run_id=night)
        blocked = make.source_night(run_id=NIGHTS[2], verdict="blocked", reason="status 403")
        lake.merge("source_nights", [make.source_night(run_id=NIGHTS[1]), blocked], run_id=NIGHTS[1])
        later = [
            act(4, stage("repealed", "2025-05-02", NIGHTS[2]), direction="expands", **ny),
            act(6, stage("hearing", "2025-05-20", NIGHTS[2]), conflicts=("date: 2025-05-20 or 2025-05-21",)),
        ]
        lake.merge("actions", later, run_id=NIGHTS[2])
        publish(lake, target, run_id=NIGHTS[2], audit=passing)
    return target


def test_twenty_questions_are_numbered() -> None:
    """Each has one query."""
    assert [section.split(".")[0] for section in SECTIONS] == [str(number) for number in range(1, 21)]
    assert all(len(re.findall(r"```sql\n", section)) == 1 for section in SECTIONS)


@pytest.mark.parametrize("section", SECTIONS, ids=[section.splitlines()[0][:50] for section in SECTIONS])
def test_a_query_gives_rows_or_says_why_not(published: Path, section: str) -> None:
    """Over nights in which something of everything happened."""
    sql = re.findall(r"```sql\n(.*?)```", section, flags=re.DOTALL)[0]
    rows = run_sql(published, sql)
    number = section.split(".")[0]
    assert bool(rows) != (number in EMPTY_HERE), section
    if number in EMPTY_HERE:
        assert MAY_BE_EMPTY in section


def test_the_notebook_runs_from_its_first_cell_to_its_last(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every chart can be drawn, and no output was saved with it."""
    monkeypatch.setenv("POLICYWATCH_PUBLISHED", str(published))
    notebook = json.loads((ROOT / "notebooks" / "explore.ipynb").read_bytes())
    cells = [each for each in notebook["cells"] if each["cell_type"] == "code"]
    assert all(each["outputs"] == [] and each["execution_count"] is None for each in cells)
    known: dict[str, Any] = {}
    charts = 0
    for cell in cells:
        lines = "".join(cell["source"])
        *before, last = ast.parse(lines).body
        exec(compile(ast.Module(before, []), "cell", "exec"), known)
        shown = (
            eval(compile(ast.Expression(last.value), "cell", "eval"), known)
            if isinstance(last, ast.Expr)
            else exec(compile(ast.Module([last], []), "cell", "exec"), known)
        )
        if hasattr(shown, "to_dict") and type(shown).__module__.startswith("altair"):
            assert shown.to_dict()["data"]
            charts += 1
    known["lake"].close()
    assert charts == 3
    assert shown == "2 actions were known on 2025-05-01, 4 are now"
