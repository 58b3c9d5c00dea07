"""Verdicts from counts alone."""

from __future__ import annotations

from typing import Any

import pytest

from spiders.verdict import MAX_ERRORS_KEPT, Tally, judge


def tally(**fields: Any) -> Tally:
    return Tally("s", **({"listings_count": 1} | fields))


def failed(tallied: Tally, cause: Any, *, depth: int = 0, document: bool = False, may: bool = False) -> Tally:
    tallied.fail("https://x/", cause, f"it was {cause}", depth=depth, is_for_document=document, may_fail=may)
    return tallied


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        (tally(found_count=3, documents_count=3), "ok"),
        (tally(found_count=3, documents_count=3, floor=3), "ok"),
        (tally(found_count=2, documents_count=2, floor=3), "broken"),
        (tally(found_count=2, documents_count=0, unchanged_count=2), "unchanged"),
        (tally(found_count=2, documents_count=1, unchanged_count=2), "ok"),
        (tally(unchanged_count=1, unread_listings_count=1, floor=9), "unchanged"),
        (tally(found_count=1, documents_count=1, unchanged_count=1, unread_listings_count=1, floor=9), "ok"),
        (tally(found_count=1, documents_count=0, unchanged_count=1, floor=9), "broken"),
        (tally(), "broken"),
        (tally(listings_count=0), "broken"),
        (tally(empties=["no meetings"]), "empty"),
        (tally(empties=["no meetings"], floor=5), "empty"),
        (failed(tally(), "blocked"), "blocked"),
        (failed(tally(), "unreachable"), "unreachable"),
        (failed(tally(), "broken"), "broken"),
        (failed(failed(tally(), "unreachable"), "blocked"), "blocked"),
        (failed(tally(empties=["none"]), "unreachable"), "unreachable"),
        (failed(tally(found_count=9, documents_count=9), "blocked"), "blocked"),
        (failed(tally(found_count=9, documents_count=9, listings_count=40), "unreachable", depth=1), "ok"),
        (failed(tally(found_count=9, documents_count=9, listings_count=4), "blocked", depth=1), "blocked"),
        (failed(tally(found_count=9, documents_count=9), "blocked", depth=1, document=True), "ok"),
        (failed(tally(found_count=9, documents_count=9), "blocked", may=True), "ok"),
        (tally(is_cut_short=True), "unreachable"),
    ],
)
def test_verdict(given: Tally, verdict: str) -> None:
    """Counts and causes decide, and nothing else."""
    night = judge(given, "2025-05-02")
    assert night.verdict == verdict, night.reason
    assert night.reason


def test_errors_are_bounded_and_counted() -> None:
    """A thousand failures leave fifty errors and their whole count."""
    many = tally(found_count=1, documents_count=1)
    for _ in range(1000):
        failed(many, "unreachable", depth=1, document=True)
    night = judge(many, "2025-05-02")
    assert (len(night.errors), night.errors_count) == (MAX_ERRORS_KEPT, 1000)
    assert "1,000 pages behind the listing could not be read (1000 unreachable)" in night.reason


def test_asides_are_told() -> None:
    """Documents on foreign hosts are told with the hosts."""
    night = tally(found_count=2, documents_count=2)
    night.elsewhere["a.example"] += 2
    assert "2 documents on hosts that are not this source's (a.example)" in judge(night, "x").reason
