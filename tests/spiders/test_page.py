"""What a page's bytes are as characters."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from spiders.page import Page


def page(body: bytes, encoding: str | None = None) -> Page:
    """Return a page of these bytes."""
    return Page(
        url="https://city.example/", requested_url="https://city.example/", status=200, headers={},
        media_type="text/html", body=body, fetched_at=datetime(2025, 5, 1, tzinfo=UTC), encoding=encoding,
    )  # fmt: skip


META = b'<meta charset="iso-8859-1">'


@pytest.mark.parametrize(
    ("body", "encoding", "text"),
    [
        ("<p>Peña’s report".encode(), None, "<p>Peña’s report"),
        (META + "<p>Peña’s report".encode(), None, META.decode() + "<p>Peña’s report"),
        ("<p>Peña’s report".encode(), "iso-8859-1", "<p>Peña’s report"),
        (META + b"<p>Pe\xf1a\x92s report", None, META.decode() + "<p>Peña’s report"),
        (b"<p>Pe\xf1a", None, "<p>Peña"),
        (b"\xef\xbb\xbf<p>Pe\xc3\xb1a", "iso-8859-1", "<p>Peña"),
        (b"<p>plain", "no-such-encoding", "<p>plain"),
    ],
)
def test_characters(body: bytes, encoding: str | None, text: str) -> None:
    """Whole UTF-8 is UTF-8 whatever a Latin-1 label says; real Latin-1 stays what it is."""
    assert page(body, encoding).text == text
