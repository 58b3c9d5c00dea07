# ruff: noqa: E501 (a sample stays on one line)
"""What holds of every text: no error, true offsets, the same answer twice, bounded quotes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.candidates import propose_candidates
from transforms.candidates.drafts import QUOTE_LONGEST
from warehouse.records import PageText, Reading

WORDS = st.sampled_from(
    [
        "The City Council", "voted 5-2 Tuesday", "to end", "the 287(g) agreement", "with ICE.", "sanctuary city", "\n\n",
        "WHEREAS,", "BE IT RESOLVED", "immigration detainer", "Gov. Smith", "“signed”", "é", "\u00a0", "🏛", "|", "\ud800",
        "police", "lawsuit", "was repealed", "$2 million", "in 2017", "No. 12", "(1)", ";", "\x00", "‘unmasked’",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=400), st.lists(WORDS, max_size=60).map(" ".join))


def read(text: str, title: str | None = None, published: str | None = None) -> Reading:
    """Return the reading of a text of unknown origin."""
    return propose_candidates(
        document_id="d",
        text=text,
        title=title,
        url=None,
        published=published,
        source_kind=None,
        jurisdiction=None,
    )


@settings(max_examples=150, deadline=None)
@given(text=TEXTS, title=st.none() | TEXTS, published=st.sampled_from([None, "2025-04-30", "", "not a date"]))
def test_any_text_gives_true_quotes_and_never_an_error(
    text: str, title: str | None, published: str | None
) -> None:
    """Quotes stand at their offsets, are bounded, and a relevant page has at least one."""
    reading = read(text, title, published)
    assert reading.relevant == bool(reading.candidates)
    assert reading.new_action == any(candidate.is_new for candidate in reading.candidates)
    for candidate in reading.candidates:
        assert candidate.evidence
        for evidence in candidate.evidence:
            assert text[evidence.start : evidence.end] == evidence.quote
            assert 0 < len(evidence.quote) <= QUOTE_LONGEST


@settings(max_examples=40, deadline=None)
@given(text=TEXTS)
def test_the_same_text_is_read_the_same_twice(text: str) -> None:
    """Nothing but the arguments decides."""
    assert read(text) == read(text)


def test_a_title_that_speaks_alone_is_quoted_from_the_text() -> None:
    """Where only the headline tells the act, the nearest sentence of the text is the evidence."""
    text = "The meeting ran past midnight. Speakers filled two rooms. Rain fell on those who waited outside."
    reading = read(text, "Elkton council votes to end 287(g) agreement with ICE", "2025-05-01")
    assert reading.relevant
    evidence = reading.candidates[0].evidence[0]
    assert text[evidence.start : evidence.end] == evidence.quote


def test_evidence_names_its_page() -> None:
    """A quote in the second page of a packet says so."""
    first = "Consent calendar. Snow and ice removal, route 4.\n" * 3
    second = "Item 9. The Board of Supervisors approved a 287(g) agreement with ICE on Tuesday, 3-2.\n"
    pages = (
        PageText(number=1, start=0, end=len(first), method="pdf"),
        PageText(number=2, start=len(first), end=len(first) + len(second), method="pdf"),
    )
    reading = propose_candidates(
        document_id="d", text=first + second, title="Board packet", url=None, published="2025-05-01",
        source_kind="county", jurisdiction="Polk County, NC", pages=pages,
    )  # fmt: skip
    assert [evidence.page for evidence in reading.candidates[0].evidence][:1] == [2]
