"""The retold real news and the instruments: what the detector reaches on them may not fall unseen."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from transforms.candidates import propose_candidates
from transforms.candidates.scoring import found_from_reading, score
from transforms.candidates.scoring_lines import read_documents, read_labels

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.mark.parametrize(
    ("name", "pinned"), [("news.dev", "news"), ("kept", "kept"), ("instruments", "instruments")]
)
def test_a_set_stands_above_its_floors(name: str, pinned: str) -> None:
    """Each pinned measure of a set is at or above its floor; every quote stands at its offsets."""
    documents = read_documents(CORPUS / f"{name}.documents.jsonl")
    found = [
        found_from_reading(
            one.id,
            propose_candidates(
                document_id=one.id, text=one.text, title=one.title, url=one.url, published=one.published,
                source_kind=one.source_kind, jurisdiction=one.jurisdiction,
            ),
        )
        for one in documents
    ]  # fmt: skip
    scores = score(
        read_labels(CORPUS / f"{name}.labels.jsonl"), found, texts={one.id: one.text for one in documents}
    )
    seen = {f"{measure}.f1": found.f1 for measure, found in scores.detection.items()}
    seen.update({f"top.{field}": share.ratio or 0.0 for field, share in scores.fields_top.items()})
    floors = yaml.safe_load((CORPUS / "floors.yml").read_text("utf-8"))[pinned]
    assert {each: seen[each] for each in floors if seen[each] < floors[each]} == {}
    assert scores.evidence is not None and scores.evidence.ratio == 1.0
