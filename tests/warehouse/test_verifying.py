"""Every fault that a home can have is found, named and given its remedy; a whole home has none."""

import shutil
import sqlite3
from pathlib import Path

import pytest

import warehouse.catalog_copy as catalog_room
from warehouse.connection import connect
from warehouse.lake import open_lake
from warehouse.landing import read_landing
from warehouse.load import load_landing
from warehouse.publish import publish
from warehouse.reads import begin_night, save_readings
from warehouse.search_index import index_folder
from warehouse.verifying import Fault, Home, verify_home


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the home is kept from which each test gets its copy."""
    return tmp_path_factory.mktemp("kept") / "home"


@pytest.fixture
def home(kept: Path, tmp_path: Path, empty_lake: Path, make, write_landing, passing) -> Home:
    """A home after a night of three documents, of which one reports an action that was mailed."""
    if not kept.exists():
        shutil.copytree(empty_lake, kept / "lake")
        fill(kept, make, write_landing, passing)
    shutil.copytree(kept, tmp_path / "home")
    (tmp_path / "home").chmod(0o700)
    return home_in(tmp_path / "home")


def fill(root: Path, make, write_landing, passing) -> None:
    """Make one night."""
    folder = write_landing([make.document(number) for number in range(3)], root=root / "landing")
    texts = [make.text(number) for number in range(3)]
    found = [
        make.reading(text, *([make.candidate(text)] if at == 0 else [])) for at, text in enumerate(texts)
    ]
    with open_lake(root / "lake") as lake:
        begin_night(lake, make.night, night=make.night, started_at_utc=f"{make.night}T02:30:00+00:00")
        load_landing(lake, read_landing(folder), sources={"rochester_news": make.source()}, audit=passing)
        lake.merge("sources", [make.source()], run_id=make.night)
        lake.merge("document_texts", texts, run_id=make.night)
        save_readings(lake, found, run_id=make.night)
        lake.merge("actions", [make.action()], run_id=make.night)
        lake.merge("alerts", [make.alert()], run_id=make.night)
        publish(lake, root / "published" / "policywatch.duckdb", run_id=make.night, audit=passing)


def home_in(root: Path) -> Home:
    return Home(root, root / "lake", root / "landing", root / "published" / "policywatch.duckdb")


def faults(home: Home) -> list[Fault]:
    return [each for each in verify_home(home) if not each.is_note]


def change(home: Home, *statements: str) -> None:
    """Run statements on the lake as no code of ours would."""
    with open_lake(home.lake) as lake:
        for statement in statements:
            lake._connection.execute(statement)


def test_a_whole_home_has_no_fault(home: Home) -> None:
    """And everything was walked."""
    walked: dict[str, int] = {}
    assert [*verify_home(home, lambda stage, done, _: walked.update({stage: done}))] == []
    assert walked["captures"] == 3 and walked["landings"] == 1 and walked["Parquet files"] >= 9


def test_a_truncated_archive_names_landing_and_captures(home: Home) -> None:
    """The captures before the cut still stand."""
    archive = next(home.landing.rglob("captures.warc.gz"))
    archive.write_bytes(archive.read_bytes()[:-40])
    found = faults(home)
    assert [(each.stage, each.subject) for each in found] == [
        ("landing", str(archive.parent)), ("capture", "capture-2"),
    ]  # fmt: skip
    assert "COMPLETE says" in found[0].problem
    assert all("policywatch restore" in each.remedy for each in found)


def test_a_changed_byte_of_a_body_is_found(home: Home) -> None:
    """Also where size and offsets are as they were."""
    archive = next(home.landing.rglob("captures.warc.gz"))
    content = bytearray(archive.read_bytes())
    content[-30] ^= 0xFF
    archive.write_bytes(content)
    assert {each.stage for each in faults(home)} == {"landing", "capture"}


def test_a_half_copied_landing_is_found(home: Home) -> None:
    """One file short; and one without its marker at all."""
    folder = next(home.landing.glob("*/*"))
    (folder / "documents.jsonl").unlink()
    assert "documents.jsonl" in faults(home)[0].problem
    (folder / "COMPLETE").unlink()
    (found,) = faults(home)
    assert found.stage == "landing" and "COMPLETE" in found.problem


def test_an_unfinished_crawl_is_a_note(home: Home) -> None:
    """It may be going on right now."""
    (home.landing / "2025-05-02" / "shard-0").mkdir(parents=True)
    (found,) = verify_home(home)
    assert found.is_note and "2025-05-02" in found.remedy


@pytest.mark.parametrize("harm", ["missing", "truncated", "scribbled"])
def test_a_harmed_parquet_file_is_named_with_its_table(home: Home, harm: str) -> None:
    """The rest of the home is walked all the same."""
    path = next((home.lake / "data").rglob("document_texts/*.parquet"))
    content = path.read_bytes()
    if harm == "missing":
        path.unlink()
    else:
        path.write_bytes(content[:-20] if harm == "truncated" else b"\0" * len(content))
    found = faults(home)
    assert found[0].stage == "parquet" and found[0].subject == str(path)
    assert "document_texts" in found[0].problem and "policywatch restore" in found[0].remedy
    assert "landing" not in {each.stage for each in found}


@pytest.mark.parametrize("harm", ["scribbled", "truncated", "missing"])
def test_a_harmed_catalog_is_named(home: Home, harm: str) -> None:
    """And the published file is looked at all the same."""
    catalog = home.lake / "catalog.sqlite"
    content = bytearray(catalog.read_bytes())
    if harm == "scribbled":
        content[4096:20000] = b"\xa5" * (20000 - 4096)
    catalog.unlink() if harm == "missing" else catalog.write_bytes(
        content[: len(content) // 2] if harm == "truncated" else content
    )
    home.published.unlink()
    found = faults(home)
    assert [each.stage for each in found] == ["catalog", "published"]
    assert "policywatch restore" in found[0].remedy


def test_a_locked_catalog_is_told_as_locked(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not as damaged: nothing needs to be restored."""
    monkeypatch.setattr(catalog_room, "BUSY_SECONDS", 0.1)
    with sqlite3.connect(home.lake / "catalog.sqlite") as holder:
        holder.execute("PRAGMA journal_mode = DELETE")
        holder.execute("BEGIN EXCLUSIVE")
        (found,) = faults(home)
        holder.rollback()
    assert "another program" in found.problem and "try again" in found.remedy


def test_each_reference_that_leads_nowhere_is_found(home: Home, make) -> None:
    """Every link of the chain from alert to bytes, broken alone, is named with what mends it."""
    with open_lake(home.lake) as lake:
        lake.merge("documents", [make.document(4)], run_id=make.night)
        lake.merge("document_texts", [make.text(5)], run_id=make.night)
        save_readings(lake, [make.reading(make.text(6), make.candidate(make.text(6)))], run_id=make.night)
        lake.merge("actions", [make.action(7)], run_id=make.night)
        strays = [
            make.alert(8, action_id="action-gone"),
            make.alert(9, action_id=None, item_ids=("alert-gone",)),
            make.alert(10, action_id=None, carried_by="digest-gone"),
        ]
        lake.merge("alerts", strays, run_id=make.night)
        lake.merge("captures", [make.capture(11, is_revisit=True, sha256="unknown")], run_id=make.night)
    change(
        home,
        "UPDATE captures SET warc_offset = 0 WHERE capture_id = 'capture-1'",
        "UPDATE captures SET warc_path = '../outside' WHERE capture_id = 'capture-2'",
        "UPDATE document_texts SET text = text || '!' WHERE document_id = 'document-1'",
        "UPDATE candidates SET evidence = [{'quote': 'never said', 'start': 0, 'end': 10, 'page': NULL}] "
        "WHERE candidate_id = 'candidate-of-document-0'",
        "UPDATE landings SET complete_sha256 = 'another'",
    )
    found = faults(home)
    assert all(each.remedy for each in found)
    wanted = [
        ("landing", "shard-0", "not the one that was loaded"),
        ("capture", "capture-1", "holds no response"),
        ("capture", "capture-2", "leads out of"),
        ("capture", "capture-11", "no record begins there"),
        ("capture", "capture-11", "sha256 unknown"),
        ("document", "document-4", "capture-4"),
        ("text", "document-5", "document version"),
        ("text", "document-1", "words of sha256"),
        ("candidate", "candidate-of-document-6", "text"),
        ("candidate", "candidate-of-document-0", "quote at 0 to 10"),
        ("action", "action-7", "document document-7"),
        ("action", "action-7", "candidate candidate-of-document-7"),
        ("alert", "alert-8", "action action-gone"),
        ("alert", "alert-9", "alert alert-gone"),
        ("alert", "alert-10", "digest digest-gone"),
    ]
    for stage, subject, words in wanted:
        assert any(
            each.stage == stage and subject in each.subject and words in each.problem for each in found
        ), (stage, subject, words, found)
    assert len(found) == len(wanted), found


@pytest.mark.parametrize("content", [b"", b"no database" * 1000])
def test_a_published_file_that_cannot_be_read_is_found(home: Home, content: bytes) -> None:
    """It is rebuilt from the lake."""
    home.published.write_bytes(content)
    (found,) = faults(home)
    assert found.stage == "published" and "policywatch rebuild" in found.remedy


def test_an_index_that_does_not_hold_what_is_published_is_found(home: Home) -> None:
    """Searches would miss what it lacks; a lost index is told too."""
    published = home.published
    other = home.root / "other.duckdb"
    shutil.copy(published, other)
    with connect(str(other)) as connection:
        connection.execute("DELETE FROM data.documents WHERE document_id = 'document-1'")
    other.replace(published)
    (found,) = faults(home)
    assert found.subject == "policywatch.search" and "the published file" in found.problem
    shutil.rmtree(index_folder(published))
    (found,) = faults(home)
    assert "is not there" in found.problem and "policywatch rebuild" in found.remedy


def test_a_home_that_others_may_look_into_is_told(home: Home) -> None:
    """It holds addresses of subscribers."""
    home.root.chmod(0o755)
    (found,) = faults(home)
    assert found.stage == "home" and "chmod 700" in found.remedy


def test_an_older_lake_is_told(home: Home) -> None:
    """Its tables are not yet those that are asked about."""
    change(home, "DELETE FROM schema_migrations WHERE version = (SELECT max(version) FROM schema_migrations)")
    (found,) = faults(home)
    assert found.stage == "lake" and "policywatch nightly" in found.remedy
