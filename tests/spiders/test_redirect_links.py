"""Counters in front of addresses: unwrapped where they tell, left alone where they do not."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.redirect_links import is_google, unwrapped

STORY = "https://www.elmfordledger.example.com/2025/05/01/vote?id=7"


def token_of(*addresses: str) -> str:
    """Return what Google News puts in the place of an address: strings behind tags and lengths."""
    inside = b"\x08\x13"
    for tag, address in zip((b"\x22", b"\xd2\x01"), addresses, strict=False):
        size = len(address)
        length = bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])
        inside += tag + length + address.encode()
    return base64.urlsafe_b64encode(inside).decode().rstrip("=")


@pytest.mark.parametrize(
    ("given_url", "leads_to"),
    [
        ("https://www.google.com/url?rct=j&sa=t&url=" + STORY.replace("?", "%3F") + "&ct=ga", STORY),
        ("https://www.google.co.uk/url?q=" + STORY.replace("?", "%3F") + "&sa=U", STORY),
        ("http://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2foak.example%2fa", "https://oak.example/a"),
        (f"https://news.google.com/rss/articles/{token_of(STORY)}?oc=5", STORY),
        (f"https://news.google.com/__i/rss/rd/articles/{token_of(STORY, STORY + '&amp=1')}?oc=5", STORY),
        (f"https://news.google.com/articles/{token_of(STORY + '&x=' + 'y' * 99)}", STORY + "&x=" + "y" * 99),
        (STORY, STORY),
        ("https://www.google.com/url?url=javascript:alert(1)", "https://www.google.com/url?url=javascript:alert(1)"),
        ("https://oak.example/?u=https://b.example/", "https://oak.example/?u=https://b.example/"),
    ],
)  # fmt: skip
def test_a_counter_is_unwrapped_and_nothing_else_is(given_url: str, leads_to: str) -> None:
    """Only the counters of search engines, and only where the address stands in the clear."""
    assert unwrapped(given_url) == leads_to


def test_where_others_publish_is_no_counter() -> None:
    """A page that somebody keeps at Google is a page."""
    assert is_google("https://news.google.com/rss/articles/x")
    assert is_google("https://www.google.com/url?q=x")
    assert not is_google("https://sites.google.com/view/elmford-police")
    assert not is_google("https://notgoogle.com/")


@given(st.text(max_size=80))
def test_any_words_are_left_alone_or_unwrapped(words: str) -> None:
    """Whatever stands after a counter's path, an address comes back."""
    for base in ("https://www.google.com/url?url=", "https://news.google.com/rss/articles/", ""):
        assert isinstance(unwrapped(base + words), str)
