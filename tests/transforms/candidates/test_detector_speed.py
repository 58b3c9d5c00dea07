# ruff: noqa: E501 (a sample stays on one line)
"""The detector is cheap where nothing is said, and bounded where everything is; bounds are thrice the aim."""

from __future__ import annotations

import time

from transforms.candidates import propose_candidates
from transforms.candidates.screening import screen

ORDINARY = (
    "The council approved the road budget, heard about snow and ice removal, and set a hearing on sewers. "
    * 50
)
RELEVANT = (
    "The Board of Supervisors voted 3-2 Tuesday to end its contract with ICE to house detainees at the county jail. "
    "The sheriff said deputies would still honor a warrant signed by a judge. Residents spoke for two hours. "
) * 24


def best_seconds(text: str, *, runs: int, kind: str = "news") -> float:
    """Return the shortest time that one reading took."""
    best = float("inf")
    for _ in range(runs):
        start = time.perf_counter()
        propose_candidates(
            document_id="d",
            text=text,
            title=None,
            url=None,
            published="2025-05-15",
            source_kind=kind,
            jurisdiction=None,
        )
        best = min(best, time.perf_counter() - start)
    return best


def test_an_ordinary_document_is_screened_out_in_microseconds() -> None:
    """5 kB without the subject: aim 0.2 ms."""
    assert not screen(ORDINARY).is_kept
    assert best_seconds(ORDINARY, runs=30) < 0.0006


def test_a_relevant_document_is_read_in_milliseconds() -> None:
    """5 kB dense with the subject, the encoder's 50 ms included: aim 70 ms."""
    assert best_seconds(RELEVANT, runs=8) < 0.2


def test_a_packet_of_three_hundred_pages_takes_under_two_seconds() -> None:
    """One positive sentence inside 800 kB of other business is found, quickly."""
    page = ORDINARY[:2_600] + "\n"
    needle = (
        "Resolution 2025-114, opposing participation in the 287(g) program, was adopted 7-2 by the Board.\n"
    )
    packet = page * 150 + needle + page * 150
    reading = propose_candidates(
        document_id="d", text=packet, title="Board packet", url=None, published="2025-05-15", source_kind="county",
        jurisdiction="Polk County, NC",
    )  # fmt: skip
    assert reading.relevant
    assert "2025-114" in reading.candidates[0].evidence[0].quote
    assert best_seconds(packet, runs=2, kind="county") < 2.0


def test_no_text_makes_it_slow() -> None:
    """A megabyte of act words, brackets or one endless line stays within seconds: nothing is quadratic."""
    for text in ("ICE " * 250_000, "(" * 1_000_000 + " ICE", "voted to end the 287(g) agreement " * 30_000):
        assert best_seconds(text, runs=1) < 8.0
