"""Web pages to words: fixtures of our own making, each a folder of input and expected reading."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from transforms.text.extract import extract_text
from transforms.text.letters import decode
from transforms.text.web import read_fragment, read_page

FIXTURES = sorted(path.parent for path in (Path(__file__).parent / "fixtures").glob("*/input.html"))


@pytest.mark.parametrize("folder", FIXTURES, ids=lambda folder: folder.name)
def test_page_reads_as_expected(folder: Path) -> None:
    """Each fixture page gives exactly its expected lines, title and dates."""
    read = read_page(decode((folder / "input.html").read_bytes()), url="https://example.org/news/x")
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    assert read.text.split("\n") == expected.pop("lines")
    for field, value in expected.items():
        assert getattr(read, field) == value, field
    assert read.unreadable is None


@pytest.mark.parametrize("folder", FIXTURES, ids=lambda folder: folder.name)
def test_guarded_reading_is_the_same(folder: Path) -> None:
    """The guarded child reads a page exactly as this process does, whatever the header claims."""
    body = (folder / "input.html").read_bytes()
    url = "https://example.org/news/x"
    assert extract_text(body, media_type="application/pdf", url=url) == read_page(decode(body), url=url)


def test_script_only_page_is_unreadable() -> None:
    """A page that only a script would fill says so and keeps its title."""
    read = read_page(
        "<html><head><title>Portal</title></head><body><div id=app></div><script>go()</script></body></html>"
    )
    assert read.text == "" and read.unreadable is not None and read.unreadable.startswith("empty")
    assert read.title == "Portal"


def test_words_too_deep_for_the_parser_are_kept() -> None:
    """Words nested deeper than the parser goes are read by their tags alone."""
    text = "<div>" * 5000 + "The council adopted the ordinance." + "</div>" * 5000
    assert read_page(text).text == "The council adopted the ordinance."


def test_fragment_keeps_everything_visible() -> None:
    """A piece of markup from a feed loses no part as furniture."""
    assert (
        read_fragment("<p>One &amp; two</p><nav><a href='x'>Three</a></nav>four") == "One & two\nThree\nfour"
    )


@pytest.mark.parametrize(
    ("headline", "site", "expected"),
    [
        ("Council votes | Daily Planet", "", "Council votes"),
        ("Council votes - again - Daily Planet", "Daily Planet", "Council votes - again"),
        ("Resolution 2025-114", "", "Resolution 2025-114"),
    ],
)
def test_title_loses_the_site_name(headline: str, site: str, expected: str) -> None:
    """The site's name at the end of a title is no part of the headline."""
    page = (
        f"<html><head><title>{headline}</title><meta property='og:site_name' content='{site}'></head>"
        "<body><p>Words of the page stand here.</p></body></html>"
    )
    assert read_page(page).title == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (
            "<meta property='article:published_time' content='2025-04-30T08:00:00+0000'>",
            "2025-04-30T08:00:00+00:00",
        ),
        ("<meta name='pubdate' content='Wed, 30 Apr 2025 08:00:00 -0400'>", "2025-04-30T08:00:00-04:00"),
        ("<meta name='dc.date' content='2025-04-30T23:15:00'>", "2025-04-30"),
        ("<meta name='date' content='1970-01-01T00:00:00Z'>", None),
        ("<meta name='date' content='soon'>", None),
        ("<script type='application/ld+json'>{broken</script>", None),
    ],
)
def test_stated_publication_date(markup: str, expected: str | None) -> None:
    """A stated date keeps its offset; without one only the day is sure; placeholders are no dates."""
    page = f"<html><head>{markup}</head><body><p>Words of the page stand here.</p></body></html>"
    assert read_page(page).published_at == expected


def test_date_of_an_event_is_not_its_publication() -> None:
    """On an event's page the time element is the event's, so the publication date stays unknown."""
    time = "<time datetime='2025-06-10'>June 10</time>"
    page = f"<html><body><main><h1>Hearing</h1>{time}<p>Room 5.</p></main></body></html>"
    assert read_page(page, url="https://example.gov/events/hearing").published_at is None
