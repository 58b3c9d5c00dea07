"""Texts about to be kept. No facts are needed."""

from __future__ import annotations

from typing import Any, get_args

import pandas as pd

from expectations.suites.checks import SHA256, fault_column, faultless, filled, matches, one_of, unique
from warehouse.records import TextMethod


def prepare(frame: pd.DataFrame, facts: dict[str, Any]) -> pd.DataFrame:
    """Return the frame with `words_fault` and `pages_fault`."""
    frame = fault_column(frame, "words_fault", _words_fault)
    return fault_column(frame, "pages_fault", _pages_fault)


def _words_fault(row: dict[str, Any]) -> str | None:
    has_words = bool(str(row["text"]).strip())
    return None if has_words or row["unreadable"] else "no words, and no reason why there are none"


def _pages_fault(row: dict[str, Any]) -> str | None:
    length, after = len(row["text"]), 0
    for page in row["pages"]:
        if not after <= page["start"] <= page["end"] <= length:
            return (
                f"page {page['number']} stands at {page['start']} to {page['end']}, "
                f"after {after}, in a text of {length} characters"
            )
        after = page["end"]
    return None


def expectations(facts: dict[str, Any]) -> list[Any]:
    """Return the checks of a batch of texts."""
    return [
        filled("document_id"),
        filled("content_sha256"),
        unique("document_id", "content_sha256"),
        matches("text_sha256", SHA256, "text_sha256 is 64 hex digits"),
        one_of("method", get_args(TextMethod)),
        faultless("pages_fault", "pages follow each other within the text"),
        faultless("words_fault", "a text has words, or the reason why not", severity="warning"),
    ]
