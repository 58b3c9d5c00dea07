"""The analysts' file: what it says, whom it never holds up, and what never gets into it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations import audit
from warehouse import reads
from warehouse.errors import UserError
from warehouse.lake import Lake, open_lake
from warehouse.publish import (
    PublicationHeld,
    list_actions,
    publish,
    read_document,
    run_sql,
    search,
    source_health,
    views,
)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "published" / "policywatch.duckdb"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, empty_lake: Path, make, passing) -> Path:
    """One file for the tests that only look."""
    folder = tmp_path_factory.mktemp("home")
    shutil.copytree(empty_lake, folder / "lake")
    with open_lake(folder / "lake") as lake:
        make.full_night(lake)
        text = make.text(1, "The sheriff signed a 287(g) agreement.")
        lake.merge("document_texts", [text], run_id=make.night)
        publish(lake, folder / "policywatch.duckdb", run_id=make.night, audit=passing)
    return folder / "policywatch.duckdb"


def rows(target: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(target), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def assert_nothing_is_left_beside(target: Path) -> None:
    beside = sorted(each.name for each in target.parent.iterdir())
    assert beside == [f".{target.name}.lock", target.name, "policywatch.search"]


def test_the_news_of_the_night_with_its_proof(lake: Lake, make, target: Path) -> None:
    """Each new step has its quote, address, direction and date."""
    make.full_night(lake)
    report = publish(lake, target, run_id=make.night, audit=audit)
    assert report.rows["new_actions"] == 2
    assert "2 new actions" in report.told()
    [first, _] = list_actions(target, only_new=True)
    assert first["quote"] == make.text(0).text[:20]
    assert (first["source_url"], first["direction"]) == ("https://news.test/0", "limits")
    assert first["stage_date"].isoformat() == "2025-04-29"
    [proof] = rows(
        target, "SELECT capture_sha256, warc_path, start_char FROM evidence WHERE action_id='action-0'"
    )
    assert proof == (make.capture(0).sha256, make.capture(0).warc_path, 0)


def test_yesterdays_news_is_no_news(lake: Lake, make, target: Path) -> None:
    """A night without a new step has an empty view; the action stays among the actions."""
    make.full_night(lake)
    reads.begin_night(lake, "2025-05-02", night="2025-05-02", started_at_utc="2025-05-02T02:30:00Z")
    publish(lake, target, run_id="2025-05-02", audit=audit)
    assert list_actions(target, only_new=True) == []
    assert len(list_actions(target, place="rochester, ny", direction="limits")) == 2
    assert list_actions(target, place="Rochester, MN") == []
    assert list_actions(target, direction="expands") == []


def test_a_later_step_of_a_known_action_is_news(lake: Lake, make, target: Path) -> None:
    """An adoption after an introduction is told, with the whole life in the timeline."""
    make.full_night(lake)
    action = make.action(0)
    [stage] = action.stages
    repealed = stage.model_copy(
        update={"action_type": "repealed", "date": "2025-05-02", "first_seen_on": "2025-05-02"}
    )
    lake.merge("actions", [action.model_copy(update={"stages": (stage, repealed)})], run_id="2025-05-02")
    reads.begin_night(lake, "2025-05-02", night="2025-05-02", started_at_utc="2025-05-02T02:30:00Z")
    publish(lake, target, run_id="2025-05-02", audit=audit)
    assert [each["action_type"] for each in list_actions(target, only_new=True)] == ["repealed"]
    steps = rows(target, "SELECT stage_number, action_type FROM action_timeline WHERE action_id = 'action-0'")
    assert steps == [(1, "adopted"), (2, "repealed")]


def test_every_view_and_column_is_explained(lake: Lake, make, target: Path) -> None:
    """views.yml and the file agree, and the file tells it itself."""
    make.full_night(lake)
    publish(lake, target, run_id=make.night, audit=audit)
    live: dict[str, list[str]] = {}
    found = "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal "
    for view, column, comment in rows(target, found + "AND schema_name = 'main' ORDER BY ALL"):
        live.setdefault(view, []).append(column)
        assert comment, (view, column)
    assert live == {name: sorted(view.columns) for name, view in views().items()}
    for name, view in views().items():
        assert [row[0] for row in rows(target, f"DESCRIBE {name}")] == list(view.columns)
    told = rows(
        target, "SELECT view_name, comment FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal"
    )
    assert len(told) == len(live)
    assert all(comment for _, comment in told)
    told = rows(target, "FROM dictionary WHERE data_type <> 'macro'")
    assert len(told) == sum(len(columns) for columns in live.values())


def test_another_program_reads_it_without_us(lake: Lake, make, target: Path) -> None:
    """A plain DuckDB without extensions and without the lake."""
    make.full_night(lake)
    publish(lake, target, run_id=make.night, audit=audit)
    lake.close()
    script = (
        "import duckdb, json, sys; c = duckdb.connect(sys.argv[1], read_only=True, "
        "config={'autoload_known_extensions': False, 'autoinstall_known_extensions': False}); "
        "print(json.dumps({v: len(c.execute(f'FROM {v}').fetchall()) for v in sys.argv[2:]}))"
    )
    copy = target.parent / "elsewhere.duckdb"
    copy.write_bytes(target.read_bytes())
    done = subprocess.run([sys.executable, "-c", script, copy, *views()], capture_output=True, check=True)
    counts = json.loads(done.stdout)
    assert counts["documents"] == 3
    assert counts["new_actions"] == 2


def test_it_holds_no_recipient_and_no_mail(lake: Lake, make, target: Path) -> None:
    """Subscribers are nobody else's business."""
    make.full_night(lake)
    alert = make.alert(recipient="whistle@blower.test", body_text="a secret body", subject="a secret subject")
    lake.merge("alerts", [alert], run_id=make.night)
    publish(lake, target, run_id=make.night, audit=audit)
    raw = target.read_bytes()
    assert b"whistle@blower" not in raw
    assert b"a secret" not in raw
    names = {row[0] for row in rows(target, "SELECT table_name FROM duckdb_tables()")}
    assert not any("alert" in name or "subscri" in name for name in names)


def test_a_file_that_fails_its_audit_is_not_swapped_in(lake: Lake, make, target: Path) -> None:
    """Yesterday's stays to the byte, nothing is left beside it, and the results are kept."""
    make.full_night(lake, range(6))
    publish(lake, target, run_id=make.night, audit=audit)
    before = target.read_bytes()
    lake._connection.execute("DELETE FROM documents")
    with pytest.raises(PublicationHeld, match="documents has 0 rows, yesterday's had 6"):
        publish(lake, target, run_id=make.night, audit=audit)
    assert target.read_bytes() == before
    assert_nothing_is_left_beside(target)
    failed = reads.night_report(lake, make.night)["failed_checks"]
    assert "publication" in {each["table_name"] for each in failed}


def test_a_quote_that_does_not_stand_holds_the_file_back(lake: Lake, make, target: Path) -> None:
    """Nothing unproved is published, whatever let it into the lake."""
    make.full_night(lake)
    publish(lake, target, run_id=make.night, audit=audit)
    before = target.read_bytes()
    lake._connection.execute(
        "UPDATE document_texts SET text = 'Other words.' WHERE document_id = 'document-0'"
    )
    with pytest.raises(PublicationHeld, match="no row contradicts itself"):
        publish(lake, target, run_id=make.night, audit=audit)
    assert target.read_bytes() == before


def test_a_build_that_dies_leaves_yesterdays_file(lake: Lake, make, target: Path, passing) -> None:
    """Leftovers of a killed build are swept by the next."""
    make.full_night(lake)
    publish(lake, target, run_id=make.night, audit=passing)
    (target.parent / f".{target.name}.building").write_bytes(b"half a file")
    (target.parent / f".{target.name}.building.wal").write_bytes(b"half a log")

    def dying(*_: Any, **__: Any) -> Any:
        raise MemoryError

    before = target.read_bytes()
    with pytest.raises(MemoryError):
        publish(lake, target, run_id=make.night, audit=dying)
    assert target.read_bytes() == before
    publish(lake, target, run_id=make.night, audit=passing)
    assert_nothing_is_left_beside(target)


def test_a_reader_keeps_what_it_opened(lake: Lake, make, target: Path, passing) -> None:
    """The old file stays whole for who holds it; who opens anew sees the new one."""
    make.full_night(lake)
    publish(lake, target, run_id=make.night, audit=passing)
    script = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True); print('here', flush=True); "
        "sys.stdin.readline(); print(c.execute('SELECT count(*) FROM documents').fetchone()[0])"
    )
    reader = subprocess.Popen(
        [sys.executable, "-c", script, target], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert reader.stdout is not None
    assert reader.stdout.readline() == "here\n"
    make.full_night(lake, range(3, 8))
    publish(lake, target, run_id=make.night, audit=passing)
    said, _ = reader.communicate("\n", timeout=60)
    assert said.strip() == "3"
    assert rows(target, "SELECT count(*) FROM documents") == [(8,)]


def test_an_unwritable_folder_is_told(lake: Lake, make, tmp_path: Path, passing) -> None:
    """One line with the remedy."""
    (tmp_path / "published").write_text("a file")
    with pytest.raises(UserError, match="make its folder writable"):
        publish(lake, tmp_path / "published" / "policywatch.duckdb", run_id=make.night, audit=passing)


def test_health_tells_since_when_and_how_silent(lake: Lake, make, target: Path, passing) -> None:
    """The verdict, the nights it has lasted, the last good one, and silence against the source's rhythm."""
    sources = [make.source(rhythm_days=1), make.source("fine", rhythm_days=30), make.source("never_read")]
    lake.merge("sources", sources, run_id="2025-05-01")
    verdicts = {"2025-05-01": "ok", "2025-05-02": "blocked", "2025-05-03": "blocked"}
    lake.merge("documents", [make.document(0), make.document(1, source_id="fine")], run_id="2025-05-01")
    for run_id, verdict in verdicts.items():
        reads.begin_night(lake, run_id, night=run_id, started_at_utc=f"{run_id}T02:30:00Z")
        night = make.source_night(run_id=run_id, verdict=verdict, reason=f"{verdict} that night")
        fine = make.source_night("fine", run_id=run_id, verdict="unchanged")
        lake.merge("source_nights", [night, fine], run_id=run_id)
    publish(lake, target, run_id="2025-05-03", audit=passing)
    found = {each["source_id"]: each for each in source_health(target)}
    blocked = found["rochester_news"]
    assert (blocked["verdict"], blocked["reason"]) == ("blocked", "blocked that night")
    assert (blocked["since"].isoformat(), blocked["last_read_on"].isoformat()) == ("2025-05-02", "2025-05-01")
    assert (blocked["silent_days"], blocked["is_silent"]) == (2, True)
    assert (found["fine"]["since"].isoformat(), found["fine"]["is_silent"]) == ("2025-05-01", False)
    assert (found["never_read"]["verdict"], found["never_read"]["is_silent"]) == (None, False)


def test_words_are_found_in_documents_and_actions(published: Path) -> None:
    """Digits count as words; what no text says is not found; marks of query languages are words."""
    assert [each["id"] for each in search(published, "287(g)")] == ["document-1"]
    assert {each["found"] for each in search(published, "adopted")} == {"action", "article"}
    assert search(published, "zebra") == []
    for hostile in ("'; DROP VIEW actions; --", '"', "*", "", "\x00", "\ud800"):
        assert isinstance(search(published, hostile), list)


def test_one_document_is_read_by_id(published: Path) -> None:
    """With its words; None where there is none."""
    document = read_document(published, "document-1")
    assert document is not None
    assert document["text"] == "The sheriff signed a 287(g) agreement."
    assert document["source_kind"] == "news"
    assert read_document(published, "'; --") is None


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("SELECT * FROM read_csv('/etc/passwd')", "disabled by configuration"),
        ("SELECT * FROM read_text('http://example.test/')", "disabled by configuration|does not exist"),
        ("COPY documents TO 'stolen.csv'", "disabled by configuration"),
        ("ATTACH 'other.duckdb'", "disabled by configuration"),
        ("INSTALL httpfs", "disabled by configuration"),
        ("LOAD httpfs", "disabled through configuration"),
        ("SET enable_external_access = true", "locked|cannot be enabled|Cannot"),
        ("DROP VIEW nights", "read-only"),
        ("UPDATE data.nights SET note = 'x'", "read-only"),
        ("SELECT 1; SELECT 2", "2 statements"),
        ("", "0 statements"),
        ("SELECT nothing FROM nowhere", "nowhere"),
        ("SELEC 1", "cannot be read"),
        (
            "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE hash(a, b) = 1",
            "longer",
        ),
    ],
)
def test_a_query_is_read_only_bounded_and_alone(published: Path, query: str, says: str) -> None:
    """Each answer is one line for the person who asked."""
    with pytest.raises(UserError, match=says) as told:
        run_sql(published, query, max_seconds=1.0)
    assert "\n" not in str(told.value)


def test_a_query_gives_rows(published: Path) -> None:
    """At most as many as asked for; columns of one name are told apart."""
    assert len(run_sql(published, "SELECT * FROM documents", limit=2)) == 2
    assert run_sql(published, "SELECT 1 AS a, 2 AS a") == [{"a": 1, "a_2": 2}]


def test_nothing_published_yet_is_told(tmp_path: Path) -> None:
    """And a file that is no database."""
    with pytest.raises(UserError, match="nothing is published yet"):
        list_actions(tmp_path / "policywatch.duckdb")
    (tmp_path / "policywatch.duckdb").write_bytes(b"not a database" * 1000)
    with pytest.raises(UserError, match="cannot be read as a database"):
        list_actions(tmp_path / "policywatch.duckdb")
