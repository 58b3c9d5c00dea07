"""The index beside the published file: what a publication makes anew, what it keeps, and what readers see."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from warehouse import searching
from warehouse.errors import UserError
from warehouse.lake import Lake
from warehouse.looking import Filters, run_sql
from warehouse.publish import publish
from warehouse.search_index import WHOLE, SearchIndex, index_folder, published_index
from warehouse.search_query import read_query
from warehouse.searching import search


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "published" / "policywatch.duckdb"


@pytest.fixture
def tell(lake: Lake, make, target: Path, passing):
    """Publish a night in which the documents have these words."""
    make.full_night(lake, range(8))

    def publish_with(words: dict[int, str]) -> str:
        lake.merge("document_texts", [make.text(n, said) for n, said in words.items()], run_id=make.night)
        publish(lake, target, run_id=make.night, audit=passing)
        name = published_index(target)
        assert name is not None
        return name

    return publish_with


def found(target: Path, words: str) -> list[str]:
    return sorted(each["id"] for each in search(target, words))


def test_a_night_that_changes_nothing_keeps_the_index(tell, target: Path) -> None:
    """The same words are not indexed again."""
    first = tell({1: "A herring was seen."})
    assert tell({}) == first
    assert [each.name for each in index_folder(target).iterdir()] == [first]


def test_only_what_changed_is_indexed_anew(tell, target: Path) -> None:
    """New words are found and old ones of the same document are gone; most of the index is the one before."""
    first = tell({1: "A herring was seen.", 2: "A mackerel too."})
    second = tell({1: "A sturgeon was seen instead."})
    assert second != first
    assert found(target, "herring") == []
    assert found(target, "sturgeon") == ["document-1"]
    assert found(target, "mackerel") == ["document-2"]
    segments = {each.stat().st_ino for each in (index_folder(target) / first).iterdir()}
    assert segments & {each.stat().st_ino for each in (index_folder(target) / second).iterdir()}
    index = SearchIndex.beside(target, second)
    assert index.rows_count == run_sql(
        target, "SELECT (SELECT count(*) FROM documents) + (SELECT count(*) FROM data.searched_actions) AS n"
    )[0]["n"]  # fmt: skip


def test_the_index_before_stays_until_the_next_publication(tell, target: Path) -> None:
    """Who has the file before open still finds its index; older ones and leftovers of a killed build go."""
    names = [tell({1: f"Night {word}."}) for word in ("herring", "mackerel", "sturgeon")]
    (index_folder(target) / "half-built").mkdir()
    names.append(tell({1: "Night pike."}))
    assert sorted(each.name for each in index_folder(target).iterdir()) == sorted(names[-2:])
    before = SearchIndex.beside(target, names[-2])
    assert [each for each, _ in before.rank(read_query("sturgeon"), most=5)] == ["document-1"]


def test_a_lost_or_foreign_index_is_named_and_made_anew(tell, target: Path) -> None:
    """A search without its index fails with what to do; the next publication makes it whole."""
    name = tell({1: "A herring was seen."})
    marker = index_folder(target) / name / WHOLE
    marker.write_text(json.dumps({"form": 0, "tantivy": "0"}))
    with pytest.raises(UserError, match="made by another version; run: policywatch rebuild"):
        search(target, "herring")
    shutil.rmtree(index_folder(target))
    with pytest.raises(UserError, match="is not there; run: policywatch rebuild"):
        search(target, "herring")
    assert tell({}) != name
    assert found(target, "herring") == ["document-1"]


def test_sql_may_search_too(tell, target: Path) -> None:
    """`search('words')` is a table of ids and scores; what is wrong with the words is told."""
    tell({1: "A herring was seen.", 2: "A herring, a herring."})
    rows = run_sql(
        target,
        "SELECT document_id, score FROM search('herring') JOIN documents ON id = document_id ORDER BY 2",
    )
    assert [each["document_id"] for each in rows] == ["document-1", "document-2"]
    assert rows[0]["score"] > 0
    assert len(run_sql(target, "SELECT * FROM search('herring', most := 1)")) == 1
    with pytest.raises(UserError, match="only says what to leave out"):
        run_sql(target, "SELECT * FROM search('-herring')")


def test_rare_filters_are_met_however_common_the_word(
    tell, lake: Lake, make, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the best of the ranking do not meet the filter, those that do are found."""
    monkeypatch.setattr(searching, "FIRST_LOOK", 1)
    lake.merge("documents", [make.document(7, jurisdiction="Doña Ana County, NM")], run_id=make.night)
    tell({number: "herring " * (9 - number) + "and more" for number in range(8)})
    rows = search(target, "herring", filters=Filters(state="NM", state_name="New Mexico"), limit=1)
    assert [each["id"] for each in rows] == ["document-7"]
    assert [each["id"] for each in search(target, "herring place:dona", limit=1)] == ["document-7"]
    assert len(search(target, "herring", limit=50)) == 8
