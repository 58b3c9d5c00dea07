"""What people type into the search, and the stretch of a text that answers it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.errors import UserError
from warehouse.search_query import cut_snippet, read_query, tokens


def test_words_phrases_fields_and_what_is_left_out() -> None:
    """Each part where it belongs; an unknown field's name is a word."""
    query = read_query(
        'sheriff "Operational  Assistance" title:detainer place:"new york" -rink http://x.test'
    )
    assert query.words == ("sheriff", "http", "x", "test")
    assert query.phrases == (("operational", "assistance"),)
    assert (query.title, query.place) == ((("detainer",),), (("new", "york"),))
    assert query.excluded == (("rink",),)
    assert read_query('"one"').words == ("one",)
    assert read_query("287(g) Doña").words == ("287", "g", "dona")


@pytest.mark.parametrize("text", ["x" * 1001, " ".join(f'"a b{n}"' for n in range(9)), "-ice"])
def test_what_cannot_be_asked_is_told(text: str) -> None:
    """With what to do."""
    with pytest.raises(UserError, match=";"):
        read_query(text)


def test_a_snippet_shows_where_most_of_it_stands() -> None:
    """The phrase wins over a lone word at the beginning; offsets mark the very words."""
    text = (
        "A detainer. " + "snow and ice " * 60 + "the  Detainer\nPolicy of the sheriff " + "more words " * 50
    )
    found = cut_snippet(text, lambda token: token == "sheriff", phrases=[("detainer", "policy")])
    assert [found.text[a:b] for a, b in found.hits] == ["Detainer Policy", "sheriff"]
    assert found.text.startswith("…") and found.text.endswith("…") and len(found.text) < 300
    assert cut_snippet("nothing here", lambda token: False).hits == ()


@given(st.text(max_size=400), st.text(max_size=60))
def test_no_text_and_no_query_breaks_it(text: str, words: str) -> None:
    """Offsets always lie within the snippet, in order and apart."""
    try:
        query = read_query(words)
    except UserError:
        return
    sought = set(query.words)
    found = cut_snippet(text, sought.__contains__, phrases=query.phrases, most_chars=40)
    last = 0
    for start, end in found.hits:
        assert last <= start < end <= len(found.text)
        last = end
    assert all(token.isascii() and token == token.lower() for token in tokens(text))
