"""What was known on a day: every night's file, told again by a later one."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations import audit
from warehouse import reads, records
from warehouse.lake import Lake, open_lake
from warehouse.publish import PublicationHeld, macros, publish


@dataclass(frozen=True)
class Refused:
    """An audit that stops whatever it is given."""

    results: list[records.CheckResult] = field(default_factory=list)
    bad_rows: dict[int, str] = field(default_factory=dict)
    is_stopped: bool = True


NIGHTS = ("2025-05-01", "2025-05-02", "2025-05-03", "2025-05-04")
TOLD = {
    "actions": "actions_as_of",
    "action_timeline": "action_timeline_as_of",
    "new_actions": "new_actions_as_of",
    "policy_status": "policy_status_as_of",
}


def rows(target: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(target), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def columns(target: Path, sql: str) -> list[tuple[str, str]]:
    with duckdb.connect(str(target), read_only=True) as connection:
        return [(row[0], row[1]) for row in connection.execute(f"DESCRIBE {sql}").fetchall()]


def shown(target: Path) -> dict[str, list[tuple[Any, ...]]]:
    return {view: rows(target, f"SELECT * FROM {view}") for view in TOLD}


def stage(night: str, action_type: str, date: str | None, candidate_id: str, **more: Any) -> records.Stage:
    fields: dict[str, Any] = {
        "action_type": action_type,
        "date": date,
        "first_seen_on": night,
        "is_new": True,
        "document_ids": ("document-0",),
        "candidate_ids": (candidate_id,),
        "confidence": 0.9,
    }
    return records.Stage(**(fields | more))


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "published" / "policywatch.duckdb"


Shown = dict[str, dict[str, list[tuple[Any, ...]]]]


def four_nights(lake: Lake, make, target: Path) -> Shown:
    """Publish four nights: found, told otherwise, taken back while another comes, come again."""
    found = {}
    make.full_night(lake)
    publish(lake, target, run_id=NIGHTS[0], audit=audit)
    found[NIGHTS[0]] = shown(target)
    begin(lake, NIGHTS[1])
    first = make.action(0)
    repealed = stage(NIGHTS[1], "repealed", "2025-05-01", "candidate-of-document-2")
    told = first.model_copy(update={"stages": (*first.stages, repealed), "direction": "expands"})
    lake.merge("actions", [told], run_id=NIGHTS[1])
    publish(lake, target, run_id=NIGHTS[1], audit=audit)
    found[NIGHTS[1]] = shown(target)
    begin(lake, NIGHTS[2])
    lake.transaction(lambda tx: tx.execute("drop_actions", {"action_ids": ["action-2"]}))
    lake.merge("actions", [make.action(1, title="Another")], run_id=NIGHTS[2])
    publish(lake, target, run_id=NIGHTS[2], audit=audit, may_shrink=True)
    found[NIGHTS[2]] = shown(target)
    begin(lake, NIGHTS[3])
    lake.merge("actions", [make.action(2, title="Back again")], run_id=NIGHTS[3])
    publish(lake, target, run_id=NIGHTS[3], audit=audit)
    found[NIGHTS[3]] = shown(target)
    return found


@pytest.fixture(scope="module")
def told(empty_lake: Path, make, tmp_path_factory: pytest.TempPathFactory) -> tuple[Shown, Path]:
    """What each of the four nights showed, and the file of the last: to be read, not written."""
    home = tmp_path_factory.mktemp("nights")
    shutil.copytree(empty_lake, home / "lake")
    published = home / "published" / "policywatch.duckdb"
    with open_lake(home / "lake") as lake:
        return four_nights(lake, make, published), published


def begin(lake: Lake, night: str) -> None:
    reads.begin_night(lake, night, night=night, started_at_utc=f"{night}T02:30:00Z")


def test_each_night_is_told_again_as_it_was(told: tuple[Shown, Path]) -> None:
    """The last file gives, for every night and view, the very rows that were published then."""
    nights, target = told
    assert len({str(each["actions"]) for each in nights.values()}) == 4
    for night, views in nights.items():
        for view, macro in TOLD.items():
            assert rows(target, f"SELECT * FROM {macro}(DATE '{night}')") == views[view], (night, view)


def test_a_day_between_nights_knows_the_night_before(told: tuple[Shown, Path]) -> None:
    """Before the first night nothing was known; long after the last, what stands."""
    nights, target = told
    assert rows(target, "SELECT * FROM actions_as_of(DATE '2025-04-30')") == []
    assert rows(target, "SELECT * FROM policy_status_as_of(DATE '2025-04-30')") == []
    later = rows(target, "SELECT * FROM actions_as_of(DATE '2026-01-01')")
    assert later == nights[NIGHTS[3]]["actions"]


@pytest.mark.parametrize(("view", "macro"), TOLD.items())
def test_a_macro_has_the_columns_of_its_view(told: tuple[Shown, Path], view: str, macro: str) -> None:
    """Names, types and order."""
    _, target = told
    today = columns(target, f"SELECT * FROM {view}")
    assert columns(target, f"SELECT * FROM {macro}(DATE '2025-05-02')") == today


def test_macros_tell_what_they_are(told: tuple[Shown, Path]) -> None:
    """In the file itself and in the dictionary."""
    meanings = dict(rows(told[1], "SELECT view_name, meaning FROM dictionary WHERE data_type = 'macro'"))
    assert meanings.keys() == macros().keys()
    assert all("day" in meaning for meaning in meanings.values())


def test_a_rerun_adds_no_version_and_a_change_one(lake: Lake, make, target: Path) -> None:
    """Publishing the same again is no news; a verdict between two nights is."""
    four_nights(lake, make, target)
    before = rows(target, "SELECT * FROM action_versions")
    publish(lake, target, run_id=NIGHTS[3], audit=audit)
    assert rows(target, "SELECT * FROM action_versions") == before
    lake.merge("actions", [make.action(2, title="Corrected")], run_id=NIGHTS[3])
    publish(lake, target, run_id=NIGHTS[3], audit=audit)
    versions = rows(
        target,
        "SELECT version_number, published_on::VARCHAR, until::VARCHAR, is_withdrawn, title "
        "FROM action_versions WHERE action_id = 'action-2' ORDER BY version_number",
    )
    assert [each[:4] for each in versions] == [
        (1, NIGHTS[0], NIGHTS[2], False),
        (2, NIGHTS[2], NIGHTS[3], True),
        (3, NIGHTS[3], NIGHTS[3], False),
        (4, NIGHTS[3], None, False),
    ]
    assert versions[-1][4] == "Corrected"


def test_a_night_that_was_held_was_never_known(lake: Lake, make, target: Path) -> None:
    """What failed its audit is no version; what the next good night publishes is of that night."""
    make.full_night(lake)
    publish(lake, target, run_id=NIGHTS[0], audit=audit)
    begin(lake, NIGHTS[1])
    lake.merge("actions", [make.action(4, title="Wrong")], run_id=NIGHTS[1])
    with pytest.raises(PublicationHeld):
        publish(lake, target, run_id=NIGHTS[1], audit=lambda *_, **__: Refused())
    lake.merge("actions", [make.action(4)], run_id=NIGHTS[1])
    begin(lake, NIGHTS[2])
    publish(lake, target, run_id=NIGHTS[2], audit=audit)
    assert len(rows(target, f"SELECT * FROM actions_as_of(DATE '{NIGHTS[1]}')")) == 2
    assert len(rows(target, f"SELECT * FROM actions_as_of(DATE '{NIGHTS[2]}')")) == 3


def status(lake: Lake, make, target: Path, *actions: records.Action) -> dict[tuple[str, str], dict[str, Any]]:
    """Publish these actions alone; return the standing by place and topic."""
    make.full_night(lake)
    lake.transaction(lambda tx: tx.execute("drop_actions", {"action_ids": ["action-0", "action-2"]}))
    lake.merge("actions", actions, run_id=NIGHTS[0])
    publish(lake, target, run_id=NIGHTS[0], audit=audit)
    with duckdb.connect(str(target), read_only=True) as connection:
        found = connection.execute("SELECT * FROM policy_status").fetchall()
        names = [each[0] for each in connection.description or ()]
    told = [dict(zip(names, each, strict=True)) for each in found]
    return {(each["jurisdiction"], each["topic"]): each for each in told}


def act(make, name: str, *stages: records.Stage, **more: Any) -> records.Action:
    return make.action(0, **({"action_id": name, "title": name, "stages": stages} | more))


KEY = ("Rochester, NY", "detainers_jail")
CANDIDATE = "candidate-of-document-0"


@pytest.mark.parametrize(
    ("case", "stands"),
    [
        ("a proposal binds nobody", "old"),
        ("what takes effect later does not stand yet", "old"),
        ("an undated background act comes before dated ones", "old"),
        ("an undated fresh act counts from its night", "other"),
        ("an unsure find does not undo a sure act", "old"),
        ("a later sure act stands", "other"),
    ],
)
def test_which_act_stands(lake: Lake, make, target: Path, case: str, stands: str) -> None:
    """The latest binding act in force, the surer before the unsure."""
    other = {
        "a proposal binds nobody": stage(NIGHTS[0], "introduced", "2025-04-30", CANDIDATE),
        "what takes effect later does not stand yet": stage(NIGHTS[0], "adopted", "2025-07-01", CANDIDATE),
        "an undated background act comes before dated ones": stage(
            NIGHTS[0], "adopted", None, CANDIDATE, is_new=False
        ),
        "an undated fresh act counts from its night": stage(NIGHTS[0], "adopted", None, CANDIDATE),
        "an unsure find does not undo a sure act": stage(
            NIGHTS[0], "repealed", "2025-04-20", CANDIDATE, confidence=0.3
        ),
        "a later sure act stands": stage(NIGHTS[0], "repealed", "2025-04-20", CANDIDATE),
    }[case]
    old = stage(NIGHTS[0], "adopted", "2017-02-21", "candidate-of-document-2", document_ids=("document-2",))
    found = status(lake, make, target, act(make, "old", old), act(make, "other", other, direction="expands"))[
        KEY
    ]
    assert found["action_id"] == stands
    assert found["direction"] == {"old": "limits", "other": "expands"}[stands]


def test_the_standing_has_its_history_and_its_quarrel(lake: Lake, make, target: Path) -> None:
    """Newest first; two acts of one day that go opposite ways are told as contested."""
    old = act(make, "old", stage(NIGHTS[0], "adopted", "2017-02-21", "candidate-of-document-2"))
    one = act(make, "one", stage(NIGHTS[0], "ruling", "2025-04-29", CANDIDATE))
    two = act(make, "two", stage(NIGHTS[0], "amended", "2025-04-29", "none"), direction="expands")
    found = status(lake, make, target, old, one, two)[KEY]
    assert [each["action_id"] for each in found["history"]] == ["one", "two", "old"]
    assert (found["acts_count"], found["is_contested"]) == (3, True)
    [then] = rows(
        target,
        f"SELECT action_id, is_contested FROM policy_status_as_of(DATE '{NIGHTS[0]}', "
        "effective_on := DATE '2020-01-01')",
    )
    assert then == ("old", False)


def test_coverage_names_what_was_not_read(lake: Lake, make, target: Path) -> None:
    """One row a source and night, the night that did not ask it included."""
    make.full_night(lake)
    for night, verdict in zip(NIGHTS[1:3], ("blocked", None), strict=True):
        begin(lake, night)
        lake.merge("sources", [make.source()], run_id=night)
        if verdict:
            blocked = make.source_night(run_id=night, verdict=verdict, reason="status 403")
            lake.merge("source_nights", [blocked], run_id=night)
    publish(lake, target, run_id=NIGHTS[2], audit=audit)
    found = rows(target, "SELECT night::VARCHAR, verdict, was_read, reason FROM coverage ORDER BY night")
    assert found == [
        (NIGHTS[0], "ok", True, "3 documents"),
        (NIGHTS[1], "blocked", False, "status 403"),
        (NIGHTS[2], None, False, None),
    ]
