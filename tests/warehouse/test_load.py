"""From landing to lake: audited by source, whole or not at all, the same landing twice for nothing."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from expectations import audit, sound_batches
from warehouse.lake import Lake, open_lake
from warehouse.landing import read_landing
from warehouse.load import load_landing, load_readings
from warehouse.reads import night_report


def load(lake: Lake, folder: Any, sources: Any = (), **more: Any) -> Any:
    named = {each.source_id: each for each in sources}
    return load_landing(lake, read_landing(folder), sources=named, audit=audit, **more)


def test_a_landing_is_loaded_whole(lake: Lake, write_landing, tables) -> None:
    """Captures, documents, verdicts, checks and the landing itself."""
    report = load(lake, write_landing())
    assert report.merged["documents"].inserted == report.merged["captures"].inserted == 3
    assert not report.held_back
    assert report.quarantined_count == 0
    kept = tables(lake)
    assert len(kept["landings"]) == len(kept["source_nights"]) == 1
    assert {row[6] for row in kept["check_results"]} == {True}


def test_the_same_landing_twice_changes_nothing(lake: Lake, write_landing, tables) -> None:
    """The second time it is known; forced again, every row is found unchanged and no snapshot is made."""
    folder = write_landing()
    load(lake, folder)
    before, snapshot = tables(lake), lake.snapshot_id()
    assert load(lake, folder).is_known
    assert load(lake, folder, again=True).is_unchanged
    assert tables(lake) == before
    assert lake.snapshot_id() == snapshot


def test_a_source_under_its_floor_is_held_back_and_the_others_go_on(
    lake: Lake, write_landing, make, tables
) -> None:
    """Its documents go to quarantine with the reason; its captures and verdict stay."""
    documents = [
        make.document(0),
        make.document(1, source_id="council"),
        make.document(2, source_id="council"),
    ]
    sources = [make.source(floor=10), make.source("council", floor=2)]
    report = load(lake, write_landing(documents), sources)
    assert list(report.held_back) == ["rochester_news"]
    assert "at least 10 documents" in report.held_back["rochester_news"]
    kept = tables(lake)
    assert {row[1] for row in kept["documents"]} == {"council"}
    assert len(kept["captures"]) == 3
    assert {row[1]: bool(row[10]) for row in kept["source_nights"]} == {
        "council": False,
        "rochester_news": True,
    }
    [entry] = kept["quarantine"]
    assert entry[2:4] == ("rochester_news", "documents")
    assert "at least 10 documents" in entry[4]
    assert "document-0" in entry[5]
    assert night_report(lake, make.night)["held_back"].keys() == {"rochester_news"}


def test_batches_audited_together_come_to_what_they_come_to_alone(
    lake: Lake, write_landing, make, tables, tmp_path: Path
) -> None:
    """Of many sources in one landing every check, reason, row and held-back batch is the same."""
    numbers = iter(range(1000))

    def of(source_id: str, count: int, **more: Any) -> list[Any]:
        return [make.document(next(numbers), source_id=source_id, **more) for _ in range(count)]

    twins = of("twins", 6)
    batches = {
        "sound": of("sound", 6),
        "under_floor": of("under_floor", 2),
        "at_floor": of("at_floor", 3),
        "few_titles": of("few_titles", 9) + of("few_titles", 2, title=None),
        "fewer_titles": of("fewer_titles", 8) + of("fewer_titles", 2, title=None),
        "no_titles": of("no_titles", 4, title=None),
        "no_dates": of("no_dates", 7, published_at=None),
        "one_bad": of("one_bad", 9) + of("one_bad", 1, url="javascript:alert(1)"),
        "turned_bad": of("turned_bad", 4) + of("turned_bad", 5, url="data:,"),
        "one_empty": of("one_empty", 3) + of("one_empty", 1, document_id=""),
        "far_year": of("far_year", 3) + of("far_year", 1, published_at="1066-10-14"),
        "twins": [*twins, make.document(**(twins[0].model_dump() | {"title": "Again"}))],
        "also_sound": of("also_sound", 1),
        "crowd": of("crowd", 60),
    }
    documents = [each for batch in batches.values() for each in batch]
    sources = [make.source(each, floor=3 if "floor" in each else 1) for each in (*batches, "silent")]
    nights = [make.source_night(each) for each in (*batches, "silent")]
    for number in range(3):
        run_id = f"2025-04-2{number}"
        earlier = [make.source_night("crowd", run_id=run_id, documents_count=4)]
        lake.merge("source_nights", earlier, run_id=run_id)
    lake.close()
    shutil.copytree(tmp_path / "lake", tmp_path / "other")
    folder, runs = write_landing(documents, nights), []

    def counted(*given: Any, **named: Any) -> Any:
        runs.append(named["subject"])
        return audit(*given, **named)

    with open_lake(tmp_path / "lake") as alone, open_lake(tmp_path / "other") as together:
        named = {each.source_id: each for each in sources}
        one = load_landing(alone, read_landing(folder), sources=named, audit=audit)
        two = load_landing(together, read_landing(folder), sources=named, audit=counted, sound=sound_batches)
        assert two == one
        assert tables(together) == tables(alone)
    assert set(two.held_back) == {"under_floor", "turned_bad", "silent"}
    by_themselves = set(runs) - {"shard-0"}
    assert by_themselves == {*batches, "silent"} - {"sound", "at_floor", "few_titles", "also_sound"}


def test_a_bad_row_is_set_aside_alone(lake: Lake, write_landing, make, tables) -> None:
    """An address that is none does not hold back its source."""
    documents = [make.document(n) for n in range(9)] + [make.document(9, url="javascript:alert(1)")]
    report = load(lake, write_landing(documents))
    assert not report.held_back
    assert report.quarantined_count >= 1
    kept = tables(lake)
    assert len(kept["documents"]) == 9
    assert any("http" in row[4] and "document-9" in row[5] for row in kept["quarantine"])


def test_lines_that_cannot_be_read_are_in_quarantine(lake: Lake, write_landing, tables) -> None:
    """Nothing is dropped in silence."""
    report = load(lake, write_landing(extra_lines=(b"not json", b'{"document_id": 3}')))
    assert report.quarantined_count == 2
    assert {row[5] for row in tables(lake)["quarantine"]} == {"not json", '{"document_id": 3}'}


def test_a_document_of_no_capture_is_set_aside(lake: Lake, write_landing, make) -> None:
    """Every document walks back to archived bytes."""
    landing = read_landing(write_landing([make.document(n) for n in range(6)]))
    landing.__dict__["captures"] = landing.captures[1:]
    report = load_landing(lake, landing, sources={}, audit=audit)
    assert report.quarantined_count == 1
    assert report.merged["documents"].inserted == 5


def test_a_silent_night_is_loaded(lake: Lake, write_landing, make) -> None:
    """A source without documents still has its verdict."""
    nights = [make.source_night(verdict="unchanged", documents_count=0, reason="304")]
    report = load(lake, write_landing([], nights), [make.source(floor=5)])
    assert not report.held_back
    assert report.merged["source_nights"].inserted == 1


def test_a_failure_in_the_middle_leaves_nothing(lake: Lake, write_landing, tables, monkeypatch) -> None:
    """The last merge of a load fails; the first is undone with it, and the next try loads all."""
    from warehouse.lake import Transaction

    folder, merge = write_landing(), Transaction.merge

    def breaking(self: Transaction, table: str, *args: Any, **more: Any) -> Any:
        if table == "landings":
            raise OSError("disk full")
        return merge(self, table, *args, **more)

    monkeypatch.setattr(Transaction, "merge", breaking)
    with pytest.raises(OSError, match="disk full"):
        load(lake, folder)
    assert all(not rows for name, rows in tables(lake).items() if name != "schema_migrations")
    monkeypatch.setattr(Transaction, "merge", merge)
    assert load(lake, folder).merged["documents"].inserted == 3


def test_candidates_whose_quotes_do_not_stand_are_set_aside(lake: Lake, make, tables) -> None:
    """The others of the same batch are kept."""
    texts = [make.text(n) for n in range(3)]
    good = [make.candidate(each) for each in texts[:2]]
    moved = make.candidate(texts[2])
    moved = moved.model_copy(
        update={"evidence": (moved.evidence[0].model_copy(update={"start": 1, "end": 21}),)}
    )
    readings = [make.reading(text, each) for text, each in zip(texts, [*good, moved], strict=True)]
    words = {each.document_id: each.text for each in texts}
    count = load_readings(lake, readings, run_id=make.night, texts=words, audit=audit)
    assert count.inserted == 2
    [entry] = tables(lake)["quarantine"]
    assert "does not stand at 1 to 21" in entry[4]
    assert len(tables(lake)["readings"]) == 3
