"""How the rules' reading of a story and those by words and by meaning settle what is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from transforms.candidates import propose_candidates, train_encoder, train_joining, train_words
from transforms.candidates.joining_figures import (
    QUESTIONS,
    READ,
    chance_of,
    direction_figures,
    log_odds,
    newness_figures,
    parts_of,
    relevance_figures,
)
from transforms.candidates.second_reading import SecondReading
from warehouse.records import Reading

CORPUS = Path(__file__).parents[2] / "corpus"
SNOW = "The board bought an ice rink, paid for road salt and snow plows, and closed the bird sanctuary. "
LINE = "Resolution 2025-114, opposing participation in the 287(g) program, was adopted Tuesday by the board. "


def second(chance: float, *, limits: float = 0.5, news: float = 0.9) -> SecondReading:
    """Return a second reading that is as sure as told."""
    return SecondReading(chance, news, 0, 1, {"direction": {"limits": limits, "expands": 1.0 - limits}}, {})


def test_every_reading_speaks_for_an_act() -> None:
    """The chance grows with each, and none decides alone."""

    def chance(score: float, words: float, meaning: float) -> float:
        figures = relevance_figures({"event_best": 0.5}, [], second(words), second(meaning), score=score)
        return chance_of("relevance", figures)

    assert chance(0.9, 0.9, 0.9) > chance(0.9, 0.3, 0.9) > chance(0.1, 0.3, 0.9) > chance(0.1, 0.3, 0.1)
    assert chance(0.9, 0.9, 0.9) > chance(0.1, 0.9, 0.9)
    assert chance(0.95, 0.9, 0.95) > 0.9
    assert chance(0.05, 0.1, 0.05) < 0.1


def test_a_direction_without_words_or_rules_is_even() -> None:
    """No side is likelier before anything is read."""
    assert chance_of(
        "direction", direction_figures([], second(0.5), second(0.5), score=0.5)
    ) == pytest.approx(0.5)
    for words, meaning in ((0.9, 0.5), (0.5, 0.9)):
        figures = direction_figures([], second(0.5, limits=words), second(0.5, limits=meaning), score=0.5)
        assert chance_of("direction", figures) > 0.5


def test_parts_add_up_to_the_chance() -> None:
    """What is told as a reason is what decided."""
    figures = newness_figures([], second(0.5, news=0.95), second(0.5, news=0.9))
    weights = json.loads(train_joining.WEIGHTS.read_text("utf-8"))["newness"]
    total = weights["base"] + sum(part for _, part in parts_of("newness", figures))
    assert log_odds(chance_of("newness", figures)) == pytest.approx(total, abs=1e-6)


def read(text: str) -> Reading:
    """Return the detector's reading of a council's page."""
    return propose_candidates(
        document_id="d", text=text, title="Regular meeting of the board", url=None, published="2025-05-07",
        source_kind="council", jurisdiction=None,
    )  # fmt: skip


@pytest.mark.parametrize(("before", "after"), [(0, 0), (3, 3), (40, 40), (2_000, 2_000), (4_000, 0)])
def test_nothing_around_an_act_speaks_against_it(before: int, after: int) -> None:
    """One line in a packet of snow and ice is judged by its own words."""
    text = SNOW * before + LINE + SNOW * after
    reading = read(text)
    assert reading.relevant
    assert "287(g)" in " ".join(one.quote for one in reading.candidates[0].evidence)
    assert not read(SNOW * (before + after + 1)).relevant


def test_every_kept_figure_is_of_a_labelled_page() -> None:
    """What rules gave on first sight is kept for pages of ours, with the figures that are weighed."""
    weights = json.loads(train_joining.WEIGHTS.read_text("utf-8"))
    name = train_joining.FRESH
    ids = {json.loads(line)["id"] for line in (CORPUS / f"{name}.labels.jsonl").open(encoding="utf-8")}
    rows = [json.loads(line) for line in (CORPUS / f"{name}.first_sight.jsonl").open(encoding="utf-8")]
    assert len(rows) > 500
    for row in rows:
        assert row["id"] in ids
        for question in QUESTIONS:
            assert set(row[question]) == set(weights[question]) - {"base", *READ}


def test_no_reading_is_fitted_on_the_pages_that_join_them() -> None:
    """A reading looks surer than it is on what it was fitted on, and would be trusted too much."""
    assert train_joining.FRESH not in {*train_words.SETS, *train_encoder.SETS}
