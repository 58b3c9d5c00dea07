"""Fits the weights of a candidate's confidence and writes `confidence.json` beside this module.

    python -m transforms.candidates.train_confidence [--pair DOCUMENTS.jsonl LABELS.jsonl ...]

Logistic regression: of the best candidates of labelled pages, which have the label's action type and its
direction? Pages of both splits take part, since how sure a reading is can only be learned from pages that
its rules were not written for; a page of the retold real news counts `NEWS_SHARE` times. The printed
figures are of folds that keep a place and a story together. The same files give the same weights.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from transforms.candidates.confidence import Figures, candidate_figures, chance_of
from transforms.candidates.detector import is_found, read_page
from transforms.candidates.drafts import Draft, likeliest_drafts
from transforms.candidates.scoring import calibration_error
from transforms.candidates.scoring_lines import Label, read_documents, read_labels
from transforms.candidates.screening import screen
from transforms.candidates.weights import score_page

CORPUS = Path(__file__).parents[2] / "tests" / "corpus"
PAIRS = tuple(
    (CORPUS / f"{name}.documents.jsonl", CORPUS / f"{name}.labels.jsonl")
    for name in ("own", "told", "news.dev")
)
WEIGHTS = Path(__file__).with_name("confidence.json")
REGULARIZATION = 0.2
NEWS_SHARE = 3.0
FOLDS = 10


@dataclass(frozen=True)
class Judged:
    """The best candidate of one labelled page that was found relevant."""

    set_name: str
    figures: Figures
    is_right: bool
    group: str


def judged_candidates(pairs: Sequence[tuple[Path, Path]]) -> list[Judged]:
    """Return the best candidate of every settled page that is found relevant, in file order."""
    labelled = [(path, label) for _, path in pairs for label in read_labels(path)]
    groups = _groups([label for _, label in labelled])
    judged: list[Judged] = []
    for documents, label_path in pairs:
        labels = {label.id: label for path, label in labelled if path == label_path}
        for page in read_documents(documents):
            label = labels.get(page.id)
            if label is None or "relevant" in label.disputed or not screen(page.text, page.title).is_kept:
                continue
            read = read_page(
                page.text, title=page.title, url=page.url, published=page.published,
                source_kind=page.source_kind,
            )  # fmt: skip
            if read is None or not read.drafts:
                continue
            score, _ = score_page(read.features)
            if not is_found(read, score):
                continue
            drafts = likeliest_drafts(read.drafts)
            best = max(drafts, key=lambda draft: draft.is_new)
            figures = candidate_figures(
                best, drafts, page_score=score, is_instrument=read.genre.instrument is not None
            )
            name = label_path.name.removesuffix(".labels.jsonl")
            judged.append(Judged(name, figures, _is_right(label, best), groups[label.id]))
    return judged


def _is_right(label: Label, draft: Draft) -> bool:
    types, directions = label.answers("action_type"), label.answers("direction")
    return (
        label.relevant
        and (not types or draft.action_type in types)
        and (not directions or draft.direction in directions)
    )


def _groups(labels: Sequence[Label]) -> dict[str, str]:
    """Return for each document the name of its group: documents that share a place or a story share one."""
    parents: dict[str, str] = {}

    def root(key: str) -> str:
        while parents.setdefault(key, key) != key:
            key = parents[key]
        return key

    for label in labels:
        keys = [f"id {label.id}"]
        keys += [f"place {label.jurisdiction}"] if label.jurisdiction else []
        keys += [f"story {label.event_key}"] if label.event_key else []
        for key in keys[1:]:
            parents[root(key)] = root(keys[0])
    return {label.id: root(f"id {label.id}") for label in labels}


def fit(judged: Sequence[Judged]) -> Figures:
    """Return the weight of each figure, the intercept under the name `candidate`."""
    names = [name for name in judged[0].figures if name != "candidate"]
    matrix = np.array([[one.figures[name] for name in names] for one in judged])
    shares = np.array([1.0 if one.set_name == "own" else NEWS_SHARE for one in judged])
    model = LogisticRegression(C=REGULARIZATION, max_iter=5_000)
    model.fit(matrix, np.array([one.is_right for one in judged]), sample_weight=shares)
    weights = {"candidate": float(model.intercept_[0])}
    weights.update({name: float(value) for name, value in zip(names, model.coef_[0], strict=True)})
    return {name: round(value, 3) for name, value in weights.items()}


def cross_validate(judged: Sequence[Judged]) -> Iterator[dict[str, float | str]]:
    """Yield, for each set, figures of candidates whose place and story the fit did not see."""
    chances = np.zeros(len(judged))
    groups = [one.group for one in judged]
    for seen, unseen in GroupKFold(FOLDS).split(chances, groups=groups):
        weights = fit([judged[i] for i in seen])
        for i in unseen:
            chances[i] = chance_of(judged[i].figures, weights)
    for name in dict.fromkeys(one.set_name for one in judged):
        rows = [
            (float(chance), one.is_right)
            for chance, one in zip(chances, judged, strict=True)
            if one.set_name == name
        ]
        yield {
            "set": name,
            "candidates": len(rows),
            "right": round(sum(right for _, right in rows) / len(rows), 4),
            "mean_confidence": round(sum(chance for chance, _ in rows) / len(rows), 4),
            "calibration_error": round(calibration_error(rows) or 0.0, 4),
            "brier": round(sum((chance - right) ** 2 for chance, right in rows) / len(rows), 4),
        }


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, print the cross-validated figures of each set, and write the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pair", nargs=2, action="append", type=Path, metavar=("DOCUMENTS", "LABELS"))
    parser.add_argument("--output", type=Path, default=WEIGHTS)
    chosen = parser.parse_args(arguments)
    judged = judged_candidates([(one, other) for one, other in chosen.pair] if chosen.pair else PAIRS)
    for figures in cross_validate(judged):
        sys.stdout.write(json.dumps(figures) + "\n")
    chosen.output.write_text(json.dumps(fit(judged), indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
