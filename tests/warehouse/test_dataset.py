"""The export of all views: whole, checked, safe in a spreadsheet, and without whole news."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from warehouse.dataset import SINCE_COLUMNS, export_dataset
from warehouse.errors import UserError
from warehouse.exporting import write_csv
from warehouse.lake import open_lake
from warehouse.publish import publish, views

LONG = "The council adopted " + "a very long measure " * 30
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, empty_lake: Path, make, passing) -> Path:
    folder = tmp_path_factory.mktemp("home")
    shutil.copytree(empty_lake, folder / "lake")
    with open_lake(folder / "lake") as lake:
        make.full_night(lake)
        texts = [make.text(0, LONG), make.text(1, "The minutes.")]
        lake.merge("document_texts", texts, run_id=make.night)
        found = make.candidate(
            texts[0], evidence=({"quote": LONG[:500], "start": 0, "end": 500},), candidate_id="candidate-long"
        )
        from warehouse import reads

        reads.save_readings(lake, [make.reading(texts[0], found)], run_id=make.night)
        lake.merge("sources", [make.source("council", kind="council")], run_id=make.night)
        documents = [make.document(1, source_id="council", title=FORMULAS[0], kind="minutes")]
        lake.merge("documents", documents, run_id=make.night)
        publish(lake, folder / "policywatch.duckdb", run_id=make.night, audit=passing)
    return folder / "policywatch.duckdb"


def test_every_view_is_there_as_the_manifest_says(published: Path, tmp_path: Path) -> None:
    """Rows and hashes hold for both formats; each column is in the dictionary."""
    out = tmp_path / "out"
    report = export_dataset(published, out)
    assert report.night == "2025-05-01"
    manifest = json.loads((out / "manifest.json").read_bytes())
    told = {each["name"]: each for each in manifest["files"]}
    wanted = {f"{name}.{kind}" for name in views() if name != "dictionary" for kind in ("parquet", "csv")}
    assert wanted | {"dictionary.csv", "DICTIONARY.md"} == told.keys()
    for name, each in told.items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == each["sha256"]
        if name.endswith(".parquet"):
            [(count,)] = duckdb.sql(f"SELECT count(*) FROM '{out / name}'").fetchall()
            assert count == each["rows"] == len(list(csv.DictReader((out / name).with_suffix(".csv").open())))
    page = (out / "DICTIONARY.md").read_text()
    told_views = [view for name, view in views().items() if name != "dictionary"]
    assert all(f"`{column}`" in page for view in told_views for column in view.columns)
    assert "manifest.json" in (out / "SHA256SUMS").read_text()


def test_news_stays_unless_it_is_asked_for(published: Path, tmp_path: Path) -> None:
    """A newspaper's words do not go out whole, a council's do; quotes are at most 300 characters."""
    export_dataset(published, tmp_path / "out")
    export_dataset(published, tmp_path / "whole", with_texts=True)
    texts = "SELECT document_id, text FROM '{}' ORDER BY document_id"
    out = dict(duckdb.sql(texts.format(tmp_path / "out" / "documents.parquet")).fetchall())
    whole = dict(duckdb.sql(texts.format(tmp_path / "whole" / "documents.parquet")).fetchall())
    assert (out["document-0"], out["document-1"]) == (None, "The minutes.")
    assert whole["document-0"] == LONG
    for file in (tmp_path / "out").glob("*.csv"):
        assert LONG[:301] not in file.read_text(), file.name
    assert any(LONG[:301] in file.read_text() for file in (tmp_path / "whole").glob("evidence.csv"))


def test_since_leaves_out_what_is_older(published: Path, tmp_path: Path) -> None:
    """Where a view has a day; the day itself counts; the columns named exist."""
    export_dataset(published, tmp_path / "later", formats=("csv",), since=date(2025, 5, 2))
    export_dataset(published, tmp_path / "same", formats=("csv",), since=date(2025, 5, 1))
    assert (tmp_path / "later" / "actions.csv").read_text().count("\n") == 1
    assert (tmp_path / "same" / "actions.csv").read_text().count("\n") > 1
    assert (tmp_path / "later" / "sources.csv").read_text().count("\n") > 1
    assert not list((tmp_path / "later").glob("*.parquet"))
    assert all(column in views()[name].columns for name, column in SINCE_COLUMNS.items())


def test_a_folder_is_replaced_whole_or_left_alone(published: Path, tmp_path: Path) -> None:
    """An earlier export gives way; what no export made does not; nothing half made is left."""
    out = tmp_path / "out"
    export_dataset(published, out)
    (out / "stale.csv").write_text("old")
    export_dataset(published, out, formats=("csv",))
    assert not (out / "stale.csv").exists()
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "mine.txt").write_text("mine")
    for folder, formats, says in (
        (tmp_path / "thesis", ("csv",), "another folder"),
        (out, ("xlsx",), "parquet, csv"),
        (out, (), "parquet, csv"),
    ):
        with pytest.raises(UserError, match=says):
            export_dataset(published, folder, formats=formats)
    with pytest.raises(UserError, match="nothing is published"):
        export_dataset(tmp_path / "no.duckdb", out)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out", "thesis"]


def test_no_cell_runs_in_a_spreadsheet(published: Path, tmp_path: Path) -> None:
    """Of the files and of what is printed; numbers stay numbers."""
    export_dataset(published, tmp_path / "out", formats=("csv",))
    with (tmp_path / "out" / "documents.csv").open() as file:
        assert "'=1+1" in {row["title"] for row in csv.DictReader(file)}
    stream = io.StringIO()
    row = {
        "text": "",
        "number": -1.5,
        "flag": True,
        "list": ["=a", "b"],
        "none": None,
        "day": date(2025, 5, 1),
    }
    write_csv([row | {"text": each} for each in FORMULAS], stream)
    found = list(csv.DictReader(io.StringIO(stream.getvalue())))
    assert [each["text"] for each in found] == [f"'{each}" for each in FORMULAS]
    assert list(found[0].values())[1:] == ["-1.5", "true", "'=a; b", "", "2025-05-01"]
