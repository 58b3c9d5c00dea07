"""The page of errors: worst first, held documents as counts alone, causes kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from policywatch import error_page
from transforms.candidates.scoring_lines import Found, Label

DOCUMENTS = (
    '{"id": "%s", "text": "The council adopted an order on ICE detainers.", "title": "A <b>| title"}\n'
)
LABELS = '{"id": "%s", "relevant": false, "split": "%s", "why": "no *act*", "title": "A <b>| title"}\n'


def test_held_documents_are_counted_and_causes_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands under `Cause:` survives a new writing; a held document's words never show."""
    corpus = tmp_path / "tests" / "corpus"
    corpus.mkdir(parents=True)
    (corpus / "own.documents.jsonl").write_text(DOCUMENTS % "seen" + DOCUMENTS % "kept-back")
    (corpus / "own.labels.jsonl").write_text(LABELS % ("seen", "dev") + LABELS % ("kept-back", "held"))
    monkeypatch.setattr(error_page, "ROOT", tmp_path)
    first = error_page.page()
    assert "`seen` relevant false" in first and "kept-back" not in first
    assert "| own | held | 1 | 1 |" in first
    assert "A \\<b\\>\\| title" in first and "no \\*act\\*" in first
    again = error_page.page(first.replace(f"Cause: {error_page.NO_CAUSE}", "Cause: a headline alone"))
    assert "Cause: a headline alone" in again


def test_a_wrong_direction_is_an_error_too() -> None:
    """Of a relevant document that was found, direction and type count beside relevance."""
    label = Label(id="a", relevant=True, direction="expands", action_type="adopted")
    candidate = {"direction": "limits", "action_type": "adopted", "confidence": 0.7, "is_new": True}
    found = Found.model_validate({"id": "a", "relevant": True, "candidates": [candidate]})
    read = error_page.ReadSet([label], [found], {"a": "x"}, [], {"a": None})
    assert [(each.kind, each.said, each.sureness) for each in error_page.errors_of("own", read)] == [
        ("direction wrong", "limits", 0.7)
    ]
