"""Addresses that only lead to another: Google's and Bing's counters in front of a story's own address.

Google Alerts link `https://www.google.com/url?rct=j&url=https://...&usg=...`; old Google News entries carry
the story's address in base64 (`/rss/articles/CBMi...`), new ones a token that only Google can resolve; Bing
News has `apiclick.aspx?...&url=`. Nothing is fetched to find out.
"""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import parse_qs, urlsplit

from spiders.wording import join_url, percent_encoded

MAX_DEPTH = 3

# Not sites.google.com or docs.google.com, where others publish.
_GOOGLE = re.compile(r"^(?:www\.|news\.)?google(?:\.[a-z]{2,3}){1,2}$", re.IGNORECASE)
_BING = re.compile(r"^(?:www\.)?bing\.com$", re.IGNORECASE)
_ARTICLE = re.compile(r"/articles/(?P<token>[\w-]{20,2000})")
_INSIDE = re.compile(rb"https?://[\x21-\x7e]{4,2000}")


def is_google(url: str) -> bool:
    """Return whether an address is Google's search's or news's own: a counter, never a story."""
    return bool(_GOOGLE.search(_host(url)))


def unwrapped(url: str) -> str:
    """Return the address that a counter leads to; the address itself where it is none or does not tell."""
    for _ in range(MAX_DEPTH):
        inner = _inner(url)
        if inner is None:
            return url
        url = inner
    return url


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _inner(url: str) -> str | None:
    host = _host(url)
    if not (_GOOGLE.search(host) or _BING.search(host)):
        return None
    parts = urlsplit(url)
    asked = parse_qs(parts.query, max_num_fields=50) if parts.query.count("&") < 50 else {}
    for name in ("url", "q", "u"):
        given = (asked.get(name) or [""])[0]
        if given.startswith(("http://", "https://")):
            found = join_url(url, given)
            return percent_encoded(found) if found else None
    article = _ARTICLE.search(parts.path)
    return _in_token(article["token"]) if article and _GOOGLE.search(host) else None


def _in_token(token: str) -> str | None:
    """Return the first address inside a base64 token; None where it holds none in the clear."""
    try:
        inside = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return None
    # Strings stand one after another, each behind a tag and its length, which are no letters of an address
    # unless the length is one: the one before the address says where it ends.
    found = _INSIDE.search(inside)
    if found is None:
        return None
    address = found[0]
    size = _length_before(inside, found.start())
    if size is not None and 8 <= size <= len(address):
        address = address[:size]
    return join_url("", address.decode("ascii"))


def _length_before(inside: bytes, start: int) -> int | None:
    """Return the length (a varint of one or two bytes) that stands before a string; None without one."""
    if start >= 2 and inside[start - 2] >= 0x80:
        return (inside[start - 2] & 0x7F) | (inside[start - 1] << 7)
    return inside[start - 1] if start else None
