"""Reviewed documents as labelled ones, in the shape of `tests/corpus`, for `evaluate` and the trainings."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from policywatch.judging import open_known_lake
from policywatch.settings import Settings
from warehouse.errors import UserError
from warehouse.lake import Lake
from warehouse.records import Candidate, Review
from warehouse.rows import record_of

SPLIT = "dev"
ENDINGS = (".documents.jsonl", ".labels.jsonl", ".jsonl")


def export_reviewed(settings: Settings, target: Path) -> tuple[Path, Path, int]:
    """Write the reviewed documents and their labels; return both paths and how many documents they hold.

    A document is left out while a new find in it waits for its verdict, unless another was vouched for: what
    it is cannot be said before. Texts are as they were judged.
    """
    stem = target.name
    for ending in ENDINGS:
        stem = stem.removesuffix(ending)
    documents_path, labels_path = (
        target.with_name(f"{stem}.{kind}.jsonl") for kind in ("documents", "labels")
    )
    with open_known_lake(settings) as lake:
        pairs = list(_labelled(lake))
    _write(documents_path, (document for document, _ in pairs))
    _write(labels_path, (label for _, label in pairs))
    return documents_path, labels_path, len(pairs)


def _write(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8") as stream:
            for row in rows:
                stream.write(json.dumps(row, ensure_ascii=True) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UserError(f"{path}: cannot be written ({error.strerror}); name another file") from error


def _labelled(lake: Lake) -> Iterable[tuple[dict[str, Any], dict[str, Any]]]:
    from transforms.actions.verdicts import as_reviewed
    from warehouse.reads import known_actions, standing_reviews

    reviews = {each.candidate_id: each for each in standing_reviews(lake)}
    homes = {
        key: action.action_id
        for action in known_actions(lake)
        for stage in action.stages
        for key in stage.candidate_ids
    }
    documents = {row["document_id"]: row for row in lake.query("reviewed_documents")}
    by_document: dict[str, list[Candidate]] = defaultdict(list)
    texts = {key: row["text_sha256"] for key, row in documents.items()}
    for row in lake.stream("candidates_of_texts", {"document_ids": sorted(documents)}):
        if row["text_sha256"] == texts[row["document_id"]]:
            by_document[row["document_id"]].append(record_of(Candidate, row))
    for document_id, row in documents.items():
        if row["text"] is None:
            continue
        found = by_document[document_id]
        vouched = [
            (as_reviewed(each, review), review)
            for each in found
            if (review := reviews.get(each.candidate_id)) and review.verdict != "dismiss"
        ]
        waiting = [each for each in found if each.candidate_id not in reviews]
        if not vouched and waiting:
            continue
        yield _document(row), _label(row, vouched, waiting, reviews, homes)


def _document(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": f"reviewed-{row['document_id']}",
        "url": row["url"],
        "title": row["title"],
        "published": row["published_at"],
        "source_kind": row["source_kind"],
        "jurisdiction": row["jurisdiction"],
        "text": row["text"],
    }


def _label(
    row: Mapping[str, Any],
    vouched: list[tuple[Candidate, Review]],
    waiting: list[Candidate],
    reviews: Mapping[str, Review],
    homes: Mapping[str, str],
) -> dict[str, Any]:
    """Return the label of one document; its main action is the newest that was vouched for."""
    label: dict[str, Any] = {
        "id": f"reviewed-{row['document_id']}",
        "title": row["title"],
        "relevant": bool(vouched),
        "new_action": False,
        "actor": None,
        "action_type": None,
        "topics": [],
        "direction": None,
        "jurisdiction": None,
        "action_date": None,
        "event_key": None,
        "act_key": None,
        "borderline": False,
        "why": "",
        "role": "hard_negative",
        "split": SPLIT,
    }
    if not vouched:
        dismissed = [each for each in reviews.values() if each.document_id == row["document_id"]]
        label["why"] = "; ".join(dict.fromkeys(each.reason for each in dismissed if each.reason))
        return label
    best, review = max(vouched, key=lambda pair: (pair[0].is_new, pair[0].candidate_id))
    new = any(each.is_new for each, _ in vouched)
    event = homes.get(best.candidate_id, best.candidate_id)
    label |= {
        "new_action": True if new else None if any(each.is_new for each in waiting) else False,
        "actor": best.actor,
        "action_type": best.action_type,
        "topics": list(best.topics),
        "direction": best.direction,
        "jurisdiction": best.jurisdiction,
        "action_date": best.action_date,
        "event_key": event,
        "act_key": f"{event}-{best.action_type}",
        "why": review.reason or f"{review.verdict}ed in review",
        "role": "positive" if new else "background",
    }
    return label
