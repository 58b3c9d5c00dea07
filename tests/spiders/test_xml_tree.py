"""XML from strangers: mended where it is broken, and never made to fetch or to swell."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.errors import LayoutChanged
from spiders.page import Page
from spiders.xml_tree import name_of, parse_xml, read_xml, words_of_child

PAGE = Page(
    url="https://example.gov/x.xml", requested_url="https://example.gov/x.xml", status=200, headers={},
    media_type="application/xml", body=b"", fetched_at=datetime(2025, 5, 2, tzinfo=UTC),
)  # fmt: skip


def test_entities_are_neither_fetched_nor_multiplied() -> None:
    """Files and nested entities stay unread; the rest of the document is there."""
    declared = (
        '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/hostname"><!ENTITY b "xxxx"><!ENTITY c "&b;&b;">]>'
    )
    root = parse_xml(f"{declared}<a><loc>one &f;&c;</loc><loc>two</loc></a>")
    assert root is not None
    told = "".join(root.itertext())
    assert "two" in told
    assert "xxxx" not in told


def test_tags_that_do_not_match_are_mended() -> None:
    """What stands before and after a stray tag is read."""
    root = parse_xml("<m><name>A &amp; B</name><item></items></category><link>x</link></m>")
    assert root is not None
    assert (name_of(root), words_of_child(root, "name")) == ("m", "A & B")


@pytest.mark.parametrize(
    "body",
    [
        '<?xml version="1.0" encoding="UTF-16"?><a><n>é</n></a>'.encode("utf-16"),
        '<?xml version="1.0" encoding="ISO-8859-1"?><a><n>é</n></a>'.encode("latin-1"),
        "\ufeff<a><n>é</n></a>".encode(),
        "<x:a xmlns:x='urn:x'><x:n>é&#xD800;&#0;\x01</x:n></x:a>".encode(),
    ],
)
def test_encodings_namespaces_and_unlawful_characters(body: bytes) -> None:
    """The words are the same however they are written."""
    assert words_of_child(read_xml(replace(PAGE, body=body)), "n") == "é"


def test_what_is_no_xml_says_so() -> None:
    """Empty bodies and plain words are refused by name."""
    for body in (b"", b"   ", b"not found"):
        with pytest.raises(LayoutChanged, match="is not XML"):
            read_xml(replace(PAGE, body=body))


@given(st.text(alphabet="<>&#;x0dDa! []\"'/?-=\x00\ud800é", max_size=60))
def test_any_text_is_read_or_is_none(text: str) -> None:
    """Nothing that can be typed raises, and what is read can be written."""
    root = parse_xml(f"<a>{text}")
    if root is not None:
        "".join(root.itertext()).encode("utf-8")
