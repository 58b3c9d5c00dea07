"""The page of errors: worst first, held documents as counts alone, causes kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policywatch import error_page
from policywatch.reading import evaluate_documents
from policywatch.showing import console
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


def test_evaluate_lists_no_held_document_unless_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Held documents count in every figure; their words show only where their split is named."""
    documents, labels = tmp_path / "d.jsonl", tmp_path / "l.jsonl"
    documents.write_text(DOCUMENTS % "seen" + DOCUMENTS % "kept-back")
    labels.write_text(LABELS % ("seen", "dev") + LABELS % ("kept-back", "held"))
    disputed = tmp_path / "disputed.jsonl"
    disputed.write_text('{"id": "seen", "fields": ["relevant"], "reason": "it is an act"}\n')
    console.cache_clear()
    evaluate_documents(documents, labels, misses=5, disputed=disputed)
    told = capsys.readouterr().out
    assert "FALSE  relevant seen" in told and "kept-back" not in told
    assert "disputed seen (relevant): it is an act" in told
    assert "undisputed" in told and "held" in told
    evaluate_documents(documents, labels, misses=5, split="held")
    assert "kept-back" in capsys.readouterr().out
    evaluate_documents(documents, labels, misses=5, as_json=True, curve=True)
    values = json.loads(capsys.readouterr().out)
    assert values["parts"].keys() == {"dev", "held"} and values["learning_curve"] == []
    console.cache_clear()
