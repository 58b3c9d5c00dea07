"""What one reading of bytes gives: the words, how they were obtained, or why there are none."""

from __future__ import annotations

from warehouse.records import PageText, Record, TextMethod

PAGE_BREAK = "\n\f\n"
"""Stands between two PDF pages in a text; it belongs to neither page's span."""


class ExtractedText(Record):
    """The words of one body. `text` is final: offsets into it are true from here on.

    `pages` are the pages of a PDF, whose spans exclude the page breaks between them; an empty page has
    `start == end` and confidence 0. `published_at` is ISO as far as the page gives it, `published_at_raw` its
    own words; None where the page states none. `language` is an ISO 639-1 code, None when in doubt.
    `unreadable` tells why `text` is empty, and is None otherwise.
    """

    text: str
    method: TextMethod
    pages: tuple[PageText, ...] = ()
    title: str | None = None
    published_at: str | None = None
    published_at_raw: str | None = None
    language: str | None = None
    unreadable: str | None = None


def no_words(method: TextMethod, reason: str, *, title: str | None = None) -> ExtractedText:
    """Return the reading of a body that gives no words, with the reason."""
    return ExtractedText(text="", method=method, title=title, unreadable=reason)
