"""Fits how the readings of a story are joined and writes `joining.json` beside this module.

    python -m transforms.candidates.train_joining [--corpus tests/corpus]
    python -m transforms.candidates.train_joining --first-sight SET

Logistic regression on the figures of `joining_figures`, over pages that were new to every reading: those
of `fresh`, on which neither words nor encoder are ever fitted, with the figures that the rules gave on first
sight (`fresh.first_sight.jsonl`), and the held split of `own`. The printed figures are of fits without the
hand that wrote the page. The same files give the same weights. The second command keeps what today's rules
give for a set of new pages, before any rule is mended on it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from transforms.candidates.detector import read_page
from transforms.candidates.drafts import likeliest_drafts
from transforms.candidates.joining_figures import (
    QUESTIONS,
    READ,
    Figures,
    best_draft,
    direction_figures,
    newness_figures,
    relevance_figures,
)
from transforms.candidates.scoring import calibration_error
from transforms.candidates.scoring_lines import Label, LabelledDocument, read_documents, read_labels
from transforms.candidates.screening import screen
from transforms.candidates.second_reading import SecondReading, read_words
from transforms.candidates.third_reading import passage_around, read_meaning
from transforms.candidates.weights import score_page

CORPUS = Path(__file__).parents[2] / "tests" / "corpus"
WEIGHTS = Path(__file__).with_name("joining.json")
FRESH = "fresh"
HELD = "own"
REGULARIZATION = {"relevance": 1.0, "direction": 0.3, "newness": 1.0}
# Which way an act points has no side that is likelier before anything is read.
_BASELESS = frozenset({"direction"})
NOTHING = SecondReading(0.5, 0.5, 0, 0, {"direction": {"limits": 0.5, "expands": 0.5}}, {})


@dataclass(frozen=True)
class Judged:
    """One labelled page: what the readings gave for each question, and the answers."""

    hand: str
    figures: dict[str, Figures]
    answers: dict[str, bool | None]


def judged_pages(corpus: Path) -> Iterator[Judged]:
    """Yield every page the weights are fitted on."""
    labels = {label.id: label for label in read_labels(corpus / f"{FRESH}.labels.jsonl")}
    with (corpus / f"{FRESH}.first_sight.jsonl").open(encoding="utf-8") as lines:
        seen = {row["id"]: row for row in map(json.loads, lines)}
    for page in read_documents(corpus / f"{FRESH}.documents.jsonl"):
        if page.id in seen and "relevant" not in labels[page.id].disputed:
            row = seen[page.id]
            figures = {question: row[question] for question in QUESTIONS}
            yield _judged(page.id.partition("-")[0], page, labels[page.id], figures, row["start"])
    labels = {label.id: label for label in read_labels(corpus / f"{HELD}.labels.jsonl")}
    for page in read_documents(corpus / f"{HELD}.documents.jsonl"):
        if labels[page.id].split == "held" and (found := _rules_figures(page)) is not None:
            figures, start = found
            yield _judged(HELD, page, labels[page.id], figures, start)


def write_first_sight(corpus: Path, name: str) -> None:
    """Write the figures that today's rules give for a set, to be kept before any rule is mended on it.

    `start` is where the act begins that the rules think likeliest.
    """
    with (corpus / f"{name}.first_sight.jsonl").open("w", encoding="utf-8") as lines:
        for page in read_documents(corpus / f"{name}.documents.jsonl"):
            found = _rules_figures(page)
            if found is None:
                continue
            figures, start = found
            kept = {
                question: {
                    key: round(value, 3) for key, value in figures[question].items() if key not in READ
                }
                for question in QUESTIONS
            }
            lines.write(json.dumps({"id": page.id, "start": start, **kept}) + "\n")


def _rules_figures(page: LabelledDocument) -> tuple[dict[str, Figures], int] | None:
    """Return the figures of a story as the rules read it today, and where its act begins.

    None of a page that is never joined.
    """
    if not screen(page.text, page.title).is_kept:
        return None
    read = read_page(
        page.text, title=page.title, url=page.url, published=page.published, source_kind=page.source_kind
    )
    if read is None or read.genre.instrument is not None:
        return None
    score, _ = score_page(read.features)
    drafts = likeliest_drafts(read.drafts)
    figures = {
        "relevance": relevance_figures(read.features, drafts, NOTHING, NOTHING, score=score),
        "direction": direction_figures(drafts, NOTHING, NOTHING, score=score),
        "newness": newness_figures(drafts, NOTHING, NOTHING),
    }
    best = best_draft(drafts)
    return figures, best.sentence.start if best is not None else 0


def _judged(
    hand: str, page: LabelledDocument, label: Label, figures: dict[str, Figures], start: int
) -> Judged:
    second = read_words(page.text, page.title, [start])
    third = read_meaning(page.text, page.title, passage_around(page.text, start))
    read = {
        "relevance": relevance_figures({}, [], second, third, score=0.5),
        "direction": direction_figures([], second, third, score=0.5),
        "newness": newness_figures([], second, third),
    }
    joined = {
        question: {**figures[question], **{name: read[question][name] for name in READ}}
        for question in QUESTIONS
    }
    told = label.relevant and label.direction in ("limits", "expands")
    return Judged(
        hand,
        joined,
        {
            "relevance": label.relevant,
            "direction": label.direction == "limits" if told else None,
            "newness": label.new_action if label.relevant else None,
        },
    )


def fit_question(question: str, judged: Sequence[Judged]) -> Figures:
    """Return the weight of each figure, the intercept under the name `base`."""
    told = [one for one in judged if one.answers[question] is not None]
    names = list(told[0].figures[question])
    model = LogisticRegression(
        C=REGULARIZATION[question], max_iter=5_000, fit_intercept=question not in _BASELESS
    )
    model.fit(_matrix(question, names, told), np.array([one.answers[question] for one in told]))
    base = 0.0 if question in _BASELESS else float(model.intercept_[0])
    weights = {
        "base": base,
        **{name: float(value) for name, value in zip(names, model.coef_[0], strict=True)},
    }
    return {name: round(value, 3) for name, value in weights.items()}


def _matrix(question: str, names: Sequence[str], judged: Sequence[Judged]) -> NDArray[np.float64]:
    return np.array([[one.figures[question][name] for name in names] for one in judged])


def _chances(question: str, weights: Figures, judged: Sequence[Judged]) -> NDArray[np.float64]:
    names = [name for name in weights if name != "base"]
    total = _matrix(question, names, judged) @ np.array([weights[name] for name in names]) + weights["base"]
    chances: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.clip(total, -30.0, 30.0)))
    return chances


def cross_validate(judged: Sequence[Judged]) -> Iterator[dict[str, float | str]]:
    """Yield, for each hand and question, figures of a fit without that hand."""
    for hand in dict.fromkeys(one.hand for one in judged):
        for question in QUESTIONS:
            seen = [one for one in judged if one.hand != hand]
            unseen = [one for one in judged if one.hand == hand and one.answers[question] is not None]
            chances = _chances(question, fit_question(question, seen), unseen)
            wanted = np.array([bool(one.answers[question]) for one in unseen])
            found = chances >= 0.5
            hits = int((found & wanted).sum())
            yield {
                "hand": hand,
                "question": question,
                "pages": len(unseen),
                "right": round(float((found == wanted).mean()), 4),
                "f1": round(2 * hits / max(1, int(found.sum()) + int(wanted.sum())), 4),
                "calibration_error": round(
                    calibration_error(list(zip(map(float, chances), map(bool, wanted), strict=True))) or 0.0,
                    4,
                ),
            }


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, print the figures of each hand left out, and write the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument(
        "--first-sight", metavar="SET", help="only write what the rules give for this new set"
    )
    parser.add_argument("--output", type=Path, default=WEIGHTS)
    chosen = parser.parse_args(arguments)
    if chosen.first_sight:
        write_first_sight(chosen.corpus, chosen.first_sight)
        return 0
    judged = list(judged_pages(chosen.corpus))
    for figures in cross_validate(judged):
        sys.stdout.write(json.dumps(figures) + "\n")
    weights = {question: fit_question(question, judged) for question in QUESTIONS}
    chosen.output.write_text(json.dumps(weights, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
