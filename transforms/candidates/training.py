"""Fits the weights by which a story's features are scored, and writes `weights.json` beside this module.

    python -m transforms.candidates.training --pair DOCUMENTS.jsonl LABELS.jsonl [--pair ...] [--split dev]

Logistic regression on the features of `weights.page_features`; every feature is a figure between 0 and 1
that a rule made, so a weight can be read. Folds are grouped by story, else by place, never random: the
printed figure is for places and stories that the fit did not see. An instrument's weights are set by hand
(`instrument` in the file) and kept as they stand. The same files give the same weights, to the last digit.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from transforms.candidates.detector import read_page
from transforms.candidates.screening import screen

WEIGHTS = Path(__file__).with_name("weights.json")
REGULARIZATION = 5.0
FOLDS = 8


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON-lines file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def story_features(
    pairs: Sequence[tuple[Path, Path]], split: str | None
) -> tuple[list[dict[str, float]], list[bool], list[str]]:
    """Return features, labels and groups of the settled stories that screening keeps, in file order."""
    features, labels, groups = [], [], []
    for documents, label_path in pairs:
        known = {row["id"]: row for row in read_rows(label_path)}
        for row in read_rows(documents):
            label = known.get(row["id"])
            if label is None or "relevant" in label.get("disputed", []):
                continue
            if split is not None and label.get("split", split) != split:
                continue
            text, title = row["text"], row.get("title")
            if not screen(text, title).is_kept:
                continue
            page = read_page(
                text,
                title=title,
                url=row.get("url"),
                published=row.get("published"),
                source_kind=row.get("source_kind"),
            )
            if page is None or "story" not in page.features:
                continue
            features.append(page.features)
            labels.append(bool(label["relevant"]))
            groups.append(label.get("event_key") or label.get("jurisdiction") or row["id"])
    return features, labels, groups


def fit(features: Sequence[dict[str, float]], labels: Sequence[bool]) -> dict[str, float]:
    """Return the weight of each feature, the intercept under the name `story`."""
    names = [name for name in features[0] if name != "story"]
    matrix = np.array([[row[name] for name in names] for row in features])
    model = LogisticRegression(C=REGULARIZATION, max_iter=5_000).fit(matrix, np.array(labels))
    weights = {"story": float(model.intercept_[0])}
    weights.update({name: float(value) for name, value in zip(names, model.coef_[0], strict=True)})
    return {name: round(value, 3) for name, value in weights.items()}


def cross_validate(
    features: Sequence[dict[str, float]], labels: Sequence[bool], groups: Sequence[str]
) -> dict[str, float]:
    """Return precision, recall and F1 over folds grouped by story or place."""
    scores = np.zeros(len(labels))
    wanted = np.array(labels)
    for seen, unseen in GroupKFold(FOLDS).split(scores, wanted, list(groups)):
        weights = fit([features[i] for i in seen], [labels[i] for i in seen])
        for i in unseen:
            scores[i] = sum(weights[name] * value for name, value in features[i].items())
    found = scores >= 0
    hits = int((found & wanted).sum())
    precision, recall = hits / max(1, int(found.sum())), hits / max(1, int(wanted.sum()))
    return {
        "stories": float(len(labels)), "precision": round(precision, 4), "recall": round(recall, 4),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 4),
    }  # fmt: skip


@dataclass(frozen=True)
class CurvePoint:
    """How well unseen places and stories are judged by a fit on a share of the others."""

    share: float
    stories_fitted: int
    precision: float
    recall: float
    f1: float


def learning_curve(
    features: Sequence[dict[str, float]],
    labels: Sequence[bool],
    groups: Sequence[str],
    *,
    shares: Sequence[float] = (0.25, 0.5, 0.75, 1.0),
) -> list[CurvePoint]:
    """Return the figures over grouped folds of fits on each share of the other folds' groups.

    A share takes whole groups, in the order of their hashes, so the same data give the same curve. Empty
    where there are fewer groups than folds.
    """
    if len(set(groups)) < FOLDS:
        return []
    wanted = np.array(labels)
    order = {name: hashlib.sha256(name.encode("utf-8", "replace")).hexdigest() for name in groups}
    points = []
    for share in shares:
        found, fitted = np.zeros(len(labels), dtype=bool), []
        for seen, unseen in GroupKFold(FOLDS).split(wanted, wanted, list(groups)):
            names = sorted({groups[i] for i in seen}, key=order.__getitem__)
            kept = set(names[: max(2, round(share * len(names)))])
            rows = [i for i in seen if groups[i] in kept]
            fitted.append(len(rows))
            if len({labels[i] for i in rows}) < 2:
                found[unseen] = labels[rows[0]]
                continue
            weights = fit([features[i] for i in rows], [labels[i] for i in rows])
            for i in unseen:
                found[i] = sum(weights[name] * value for name, value in features[i].items()) >= 0
        hits = int((found & wanted).sum())
        precision, recall = hits / max(1, int(found.sum())), hits / max(1, int(wanted.sum()))
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        points.append(CurvePoint(share, round(sum(fitted) / len(fitted)), precision, recall, f1))
    return points


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, print the cross-validated figures, and write the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--pair", nargs=2, action="append", required=True, type=Path, metavar=("DOCUMENTS", "LABELS")
    )
    parser.add_argument("--split", default="dev", help="use only labels of this split, where they name one")
    parser.add_argument("--output", type=Path, default=WEIGHTS)
    chosen = parser.parse_args(arguments)
    features, labels, groups = story_features([tuple(pair) for pair in chosen.pair], chosen.split)
    sys.stdout.write(json.dumps(cross_validate(features, labels, groups)) + "\n")
    weights = json.loads(WEIGHTS.read_text("utf-8"))
    weights["story"] = fit(features, labels)
    chosen.output.write_text(json.dumps(weights, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
