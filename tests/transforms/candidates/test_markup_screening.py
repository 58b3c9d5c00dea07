"""The look at markup lets go of no page whose words, read out, the screen would keep."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.candidates.lines import detect_file
from transforms.candidates.markup_screening import may_concern
from transforms.candidates.scoring_lines import read_documents
from transforms.candidates.screening import screen
from transforms.text.letters import decode
from transforms.text.web import read_page

TESTS = Path(__file__).parents[2]
PLAIN = "<p>The board heard a report on the water main and went home.</p>"


@pytest.mark.parametrize(
    "markup",
    [
        f"{PLAIN}<p>It is an immi<b>gra</b>tion matter.</p>",
        f"{PLAIN}<p>The word immi&shy;gration, hidden in the middle.</p>",
        f"{PLAIN}<p>A &#105;mmigration matter.</p>",
        f"{PLAIN}<p>Out on<br>immigration<br>today</p>",
        f"{PLAIN}<td>border</td><td>patrol</td>",
        f"{PLAIN}<p>border&nbsp;<i>patrol</i></p>",
        f"{PLAIN}<p>287 <span>(</span>g) program</p>",
        f"{PLAIN}<li>Snow and </li><li>ICE came</li>",
        f"{PLAIN}<p>a <b>detainer</b></p><p>by federal agents</p>",
        '<meta property="og:title" content="Immigration order">' + PLAIN,
        '<script type="application/ld+json">{"articleBody":"One.\\nImmigration\\u2019s turn"}</script>'
        + PLAIN,
        "<p>unclosed < immigration",
        "<p title='>'>immigration</p>",
    ],
)
def test_words_are_found_wherever_markup_hides_them(markup: str) -> None:
    """Across tags, entities, soft hyphens, cells, meta elements and scripts."""
    assert may_concern(markup)


def test_other_pages_and_titles() -> None:
    """An ordinary page is let go unless the link to it said more."""
    assert not may_concern(f"<html><head><title>Water</title></head><body>{PLAIN}</body></html>")
    assert may_concern(PLAIN, "Immigration order")


def _texts() -> list[str]:
    documents = read_documents(TESTS / "corpus" / "own.documents.jsonl")
    return [each.text for each in documents[::3]]


@given(st.sampled_from(_texts()), st.sampled_from(["<i></i>", "</p><p>", "<br>", "&nbsp;", "&#32;", "\n   "]))
def test_no_page_is_lost_whatever_stands_between_its_words(text: str, between: str) -> None:
    """A page of our set, its blanks replaced by markup: what the screen keeps of its words is kept."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    markup = f"<html><body><main><p>{escaped.replace(' ', f' {between}')}</p></main></body></html>"
    read = read_page(markup)
    if screen(read.text, read.title).is_kept:
        assert may_concern(markup)


def test_no_recorded_page_is_lost() -> None:
    """Of every page that the spiders' tests recorded."""
    pages = sorted(TESTS.glob("spiders/**/*.html"))
    assert len(pages) > 20
    for path in pages:
        markup = decode(path.read_bytes())
        read = read_page(markup)
        if screen(read.text, read.title).is_kept:
            assert may_concern(markup), path


@given(st.text(max_size=300))
def test_any_string_is_taken(markup: str) -> None:
    """Broken markup is no fault."""
    assert may_concern(markup) in (True, False)


def test_pages_are_read_from_lines_of_markup(tmp_path: Path) -> None:
    """`html` in place of `text`: quotes stand in the text that is given back; others cost no reading."""
    act = "The Easton City Council voted Tuesday 5 to 2 to bar police from honoring ICE detainers."
    rows = [
        {"id": "a", "html": f"<html><body><p>{act}</p></body></html>", "published": "2025-05-07"},
        {"id": "b", "html": PLAIN},
        {"id": "c", "html": 5},
        {"id": "d"},
    ]
    source = tmp_path / "pages.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    report = detect_file(source, tmp_path / "found.jsonl")
    found = [json.loads(line) for line in (tmp_path / "found.jsonl").read_text().splitlines()]
    assert [(row["id"], row["relevant"]) for row in found] == [("a", True), ("b", False)]
    quote = found[0]["candidates"][0]["evidence"][0]
    assert found[0]["text"][quote["start"] : quote["end"]] == quote["quote"]
    assert "text" not in found[1]
    reasons = [json.loads(line)["reason"] for line in (tmp_path / "found.rejected.jsonl").open()]
    assert reasons == ["html is a number, not a string", "text is missing"]
    assert report.rejected == 2
