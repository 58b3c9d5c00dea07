"""The words of a night: read side by side, in order, each body once, kept batch by batch."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest

from policywatch import texts
from transforms.text.record import ExtractedText, no_words


def _words(number: int) -> ExtractedText:
    return no_words("plain", f"reason {number}")


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Seven documents instead of a lake's; the batches that were kept, as reasons."""
    batches: list[list[str]] = []
    monkeypatch.setattr(
        "warehouse.reads.documents_without_text", lambda lake, again: ((n, None) for n in range(7))
    )
    monkeypatch.setattr(
        "transforms.text.document_text",
        lambda number, words: SimpleNamespace(text="x" * 10, unreadable=f"{number}: {words.unreadable}"),
    )
    monkeypatch.setattr(
        texts, "_keep", lambda lake, batch, run_id: batches.append([one.unreadable for one in batch])
    )
    return batches


def _settings() -> SimpleNamespace:
    return SimpleNamespace()


def test_texts_are_kept_in_order_however_long_each_takes(
    kept: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first body is read last; a batch ends at its bound of texts."""
    later = threading.Event()

    def work_on(settings: object, lake: object, number: int, capture: object):
        def work() -> ExtractedText:
            if number == 0:
                assert later.wait(20)
            if number == 1:
                later.set()
            return _words(number)

        return work

    monkeypatch.setattr(texts, "READERS", 2)
    monkeypatch.setattr(texts, "BATCH_TEXTS", 3)
    monkeypatch.setattr(texts, "_work_on", work_on)
    assert texts.read_all_texts(_settings(), None, "2025-05-01") == (7, 7)
    assert [len(batch) for batch in kept] == [3, 3, 1]
    assert [one for batch in kept for one in batch] == [f"{n}: reason {n}" for n in range(7)]


def test_a_batch_ends_at_its_bound_of_characters(
    kept: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few long texts are a batch too."""
    monkeypatch.setattr(texts, "BATCH_CHARS", 20)
    monkeypatch.setattr(texts, "_work_on", lambda settings, lake, number, capture: lambda: _words(number))
    texts.read_all_texts(_settings(), None, "2025-05-01")
    assert [len(batch) for batch in kept] == [2, 2, 2, 1]


def test_a_fault_of_ours_is_not_taken_for_an_unreadable_page(
    kept: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was kept before it stays."""

    def work_on(settings: object, lake: object, number: int, capture: object):
        def work() -> ExtractedText:
            if number == 5:
                raise RuntimeError("a fault of ours")
            return _words(number)

        return work

    monkeypatch.setattr(texts, "BATCH_TEXTS", 2)
    monkeypatch.setattr(texts, "_work_on", work_on)
    with pytest.raises(RuntimeError, match="a fault of ours"):
        texts.read_all_texts(_settings(), None, "2025-05-01")
    assert [one for batch in kept for one in batch] == [f"{n}: reason {n}" for n in range(4)]
