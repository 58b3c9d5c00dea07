"""The search over a published file: phrases, fields, filters, snippets."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from warehouse.lake import open_lake
from warehouse.looking import Filters, list_actions
from warehouse.publish import publish
from warehouse.searching import search

TEXTS = {
    0: "The council adopted item 0 on detainers on Tuesday.",
    1: "Deputies gave assistance that was operational, and nothing else.",
    2: "The sheriff ordered operational assistance; the Operational\nAssistance policy covers ice rinks.",
}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, empty_lake: Path, make, passing) -> Path:
    folder = tmp_path_factory.mktemp("home")
    shutil.copytree(empty_lake, folder / "lake")
    with open_lake(folder / "lake") as lake:
        make.full_night(lake)
        texts = [make.text(number, words) for number, words in TEXTS.items()]
        lake.merge("document_texts", texts, run_id=make.night)
        documents = [
            make.document(1, title="Doña Ana minutes", jurisdiction="Doña Ana County, NM", kind="minutes"),
            make.document(2, title="Of the sheriff", published_at="2025-04-01"),
        ]
        lake.merge("documents", documents, run_id=make.night)
        publish(lake, folder / "policywatch.duckdb", run_id=make.night, audit=passing)
    return folder / "policywatch.duckdb"


def ids(published: Path, words: str, **filters: object) -> list[str]:
    return sorted(each["id"] for each in search(published, words, filters=Filters(**filters)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("operational assistance", ["document-1", "document-2"]),
        ('"operational assistance"', ["document-2"]),
        ('"assistance of operational"', []),
        ("operational -rinks", ["document-1"]),
        ("title:minutes", ["document-1"]),
        ('title:"dona ana" assistance', ["document-1"]),
        ("title:minutes place:rochester", []),
        ("operational place:doña", ["document-1"]),
        ("the of", []),
        ("", []),
        ("zebra", []),
    ],
)
def test_what_a_query_finds(published: Path, words: str, found: list[str]) -> None:
    """Any plain word is enough; phrases stand side by side, fields hold, what is left out is gone."""
    assert ids(published, words) == found


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"state": "NM", "state_name": "New Mexico"}, ["document-1"]),
        ({"kind": "minutes"}, ["document-1"]),
        ({"place": "rochester"}, ["document-2"]),
        ({"place": "Doña Ana County, NM"}, ["document-1"]),
        ({"until": date(2025, 4, 1)}, ["document-2"]),
        ({"since": date(2025, 4, 2)}, ["document-1"]),
        ({"topic": "agreement_287g"}, []),
    ],
)
def test_filters_narrow_what_is_found(published: Path, filters: dict[str, object], found: list[str]) -> None:
    """By state, kind, place, day and topic."""
    assert ids(published, "operational", **filters) == found


def test_filters_alone_list(published: Path) -> None:
    """Without words, what meets the filters; actions by their own direction and topic."""
    assert ids(published, "", kind="action", direction="limits") == ["action-0", "action-2"]
    assert ids(published, "", kind="action", direction="expands") == []


def test_hits_are_marked_in_the_words_shown(published: Path) -> None:
    """Other forms of a word count, as they do in the index; a phrase is marked whole."""
    [found] = search(published, '"operational assistance" rink')
    assert [found["words"][start:end] for start, end in found["hits"]] == [
        "operational assistance",
        "Operational Assistance",
        "rinks",
    ]


def test_actions_meet_the_same_filters(published: Path) -> None:
    """Place with or without its state, state, topic, act and days."""
    day = date(2025, 4, 29)
    for filters, count in (
        (Filters(place="Rochester", state="NY", state_name="New York", since=day, until=day), 2),
        (Filters(topic="detainers_jail", kind="adopted", direction="limits"), 2),
        (Filters(state="MN", state_name="Minnesota"), 0),
        (Filters(until=date(2025, 4, 28)), 0),
        (Filters(kind="vetoed"), 0),
    ):
        assert len(list_actions(published, filters=filters)) == count
