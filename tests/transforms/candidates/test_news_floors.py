"""The retold real news: what the detector reaches on it may not fall unseen."""

from __future__ import annotations

from pathlib import Path

import yaml

from transforms.candidates import propose_candidates
from transforms.candidates.scoring import found_from_reading, score
from transforms.candidates.scoring_lines import read_documents, read_labels

CORPUS = Path(__file__).parents[2] / "corpus"


def test_the_news_stands_above_its_floors() -> None:
    """Each pinned measure of the news set is at or above its floor; every quote stands at its offsets."""
    documents = read_documents(CORPUS / "news.dev.documents.jsonl")
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
        read_labels(CORPUS / "news.dev.labels.jsonl"), found, texts={one.id: one.text for one in documents}
    )
    seen = {f"{name}.f1": scores.detection[name].f1 for name in ("relevant", "new_action")}
    seen.update({f"top.{name}": share.ratio or 0.0 for name, share in scores.fields_top.items()})
    floors = yaml.safe_load((CORPUS / "floors.yml").read_text("utf-8"))["news"]
    assert {name: value for name, value in seen.items() if value < floors.get(name, 0.0)} == {}
    assert scores.evidence is not None and scores.evidence.ratio == 1.0
