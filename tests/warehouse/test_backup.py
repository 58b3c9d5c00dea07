"""A backup holds all that a home needs, costs only what is new, and comes back whole or not at all."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from warehouse.backup import BackupDamaged, back_up, read_manifest, restore
from warehouse.errors import UserError
from warehouse.lake import open_lake
from warehouse.verifying import Home, verify_home


@pytest.fixture
def home(tmp_path: Path, lake, make, write_landing) -> Path:
    """A home with a small lake, a landing, an unfinished one, a published file and subscriptions."""
    lake.merge("documents", [make.document(number) for number in range(3)], run_id=make.night)
    lake.close()
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (tmp_path / "lake").rename(home / "lake")
    write_landing(root=home / "landing")
    (home / "landing" / "2025-05-02" / "shard-0").mkdir(parents=True)
    for name in ("published/policywatch.duckdb", "nights/2025-05-01/report.json", "airflow/airflow.db"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(name)
    (home / "subscriptions.yml").write_text("subscribers: []\n")
    return home


def titles(home: Path) -> list[str]:
    with open_lake(home / "lake", read_only=True) as lake:
        rows = lake._connection.execute("SELECT title FROM documents ORDER BY title").fetchall()
    return [row[0] for row in rows]


def test_an_empty_home_gets_all_of_it_back(home: Path, tmp_path: Path) -> None:
    """Tables, landings, published file, nights and subscriptions; Airflow's own database is made anew."""
    report = back_up(home, tmp_path / "backup")
    assert report.left_out == ["landing/2025-05-02/shard-0"] and report.copied_count == report.files_count
    again = tmp_path / "again"
    again.mkdir()
    assert restore(tmp_path / "backup", again) == report.files_count
    assert titles(again) == titles(home)
    for name in ("published/policywatch.duckdb", "nights/2025-05-01/report.json", "subscriptions.yml"):
        assert (again / name).read_bytes() == (home / name).read_bytes()
    places = Home(again, again / "lake", again / "landing", again / "published" / "policywatch.duckdb")
    assert {each.stage for each in verify_home(places) if not each.is_note} <= {"published", "document"}
    assert not (again / "airflow").exists()
    assert again.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "backup").rglob("*")} == {0}
    assert {path.stat().st_mode & 0o077 for path in again.rglob("*")} == {0}


def test_the_next_backup_copies_only_what_is_new(home: Path, tmp_path: Path, make) -> None:
    """Nothing for nothing; the catalog and one Parquet file for one merge; what is gone is cleared away."""
    back_up(home, tmp_path / "backup")
    assert back_up(home, tmp_path / "backup").copied_count == 0
    with open_lake(home / "lake") as lake:
        lake.merge("documents", [make.document(9)], run_id=make.night)
    (home / "nights" / "2025-05-01" / "report.json").unlink()
    assert back_up(home, tmp_path / "backup").copied_count == 2
    named = {each.sha256 for each in read_manifest(tmp_path / "backup").files.values()}
    assert {path.name for path in (tmp_path / "backup" / "files").glob("??/*")} == named
    restore(tmp_path / "backup", tmp_path / "again")
    assert len(titles(tmp_path / "again")) == 4


def test_a_landing_that_was_made_anew_is_copied_anew(home: Path, tmp_path: Path, make, write_landing) -> None:
    """Though its files have the sizes that they had."""
    back_up(home, tmp_path / "backup")
    documents = [make.document(number, title=f"Council votes on item {9 - number}") for number in range(3)]
    folder = write_landing(documents, root=home / "landing")
    back_up(home, tmp_path / "backup")
    restore(tmp_path / "backup", tmp_path / "again")
    for path in folder.iterdir():
        assert (tmp_path / "again" / path.relative_to(home)).read_bytes() == path.read_bytes()


def test_a_backup_while_others_write_is_of_one_moment(home: Path, tmp_path: Path, make) -> None:
    """Pairs of documents that are merged together are both in it, or neither."""
    is_over = threading.Event()

    def write() -> None:
        with open_lake(home / "lake") as lake:
            for number in range(100, 140, 2):
                lake.merge("documents", [make.document(number), make.document(number + 1)], run_id=make.night)
                if is_over.is_set():
                    return

    writer = threading.Thread(target=write)
    writer.start()
    try:
        back_up(home, tmp_path / "backup")
    finally:
        is_over.set()
        writer.join()
    restore(tmp_path / "backup", tmp_path / "again")
    numbers = {int(title.split()[-1]) for title in titles(tmp_path / "again")}
    assert {0, 1, 2} <= numbers
    assert all((number ^ 1) in numbers for number in numbers if number >= 100)


def test_a_full_disk_leaves_the_backup_before(home: Path, tmp_path: Path) -> None:
    """One line that says so; what stood before can be restored."""
    back_up(home, tmp_path / "backup")
    (home / "published" / "policywatch.duckdb").write_bytes(b"x" * 2_000_000)
    code = (
        "import sys, resource; from pathlib import Path; from warehouse.backup import back_up\n"
        "from warehouse.errors import UserError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))\n"
        "try: back_up(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "except UserError as error: sys.exit(f'told: {error}')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(home), str(tmp_path / "backup")], capture_output=True, text=True
    )
    assert done.stderr.startswith("told: ") and "free some space" in done.stderr, done.stderr
    restore(tmp_path / "backup", tmp_path / "again")
    assert (tmp_path / "again" / "published" / "policywatch.duckdb").read_text().startswith("published")


def test_a_home_that_holds_something_is_not_written_over(home: Path, tmp_path: Path) -> None:
    """And a backup that cannot be read leaves no home behind."""
    back_up(home, tmp_path / "backup")
    with pytest.raises(UserError, match="is not empty"):
        restore(tmp_path / "backup", home)
    with pytest.raises(BackupDamaged, match="policywatch backup wrote"):
        restore(tmp_path / "nowhere", tmp_path / "again")
    assert not (tmp_path / "again").exists()


@pytest.mark.parametrize("harm", ["missing", "changed"])
def test_a_damaged_file_of_the_backup_is_named(home: Path, tmp_path: Path, harm: str) -> None:
    """Nothing of it is left in the home."""
    back_up(home, tmp_path / "backup")
    entry = read_manifest(tmp_path / "backup").files["subscriptions.yml"]
    stored = tmp_path / "backup" / "files" / entry.sha256[:2] / entry.sha256
    stored.unlink() if harm == "missing" else stored.write_bytes(b"y" * entry.size_bytes)
    with pytest.raises(BackupDamaged, match=r"subscriptions\.yml.*take another backup"):
        restore(tmp_path / "backup", tmp_path / "again")
    assert not (tmp_path / "again").exists()
    assert not list(tmp_path.glob(".again*"))


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "lake/../../outside"])
def test_a_manifest_that_leads_out_of_the_home_is_refused(home: Path, tmp_path: Path, name: str) -> None:
    """A backup may have come from anywhere."""
    back_up(home, tmp_path / "backup")
    path = tmp_path / "backup" / "manifest.json"
    content = json.loads(path.read_text())
    content["files"] = {name: content["files"]["subscriptions.yml"]}
    path.write_text(json.dumps(content))
    with pytest.raises(BackupDamaged, match="leads out of the home"):
        restore(tmp_path / "backup", tmp_path / "again")


def test_a_folder_of_something_else_is_left_alone(home: Path, tmp_path: Path) -> None:
    """Nor is a backup put into the home, or made of a damaged catalog, or of a lake with a file missing."""
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_text("cat")
    with pytest.raises(UserError, match=r"cat\.jpg"):
        back_up(home, tmp_path / "photos")
    with pytest.raises(UserError, match="choose another folder"):
        back_up(home, home / "backup")
    next((home / "lake" / "data").rglob("documents/*.parquet")).unlink()
    with pytest.raises(UserError, match="policywatch verify"):
        back_up(home, tmp_path / "backup")
    (home / "lake" / "catalog.sqlite").write_bytes(b"no catalog" * 1000)
    with pytest.raises(UserError, match="policywatch restore"):
        back_up(home, tmp_path / "backup")
    assert not (tmp_path / "backup" / "manifest.json").exists()
