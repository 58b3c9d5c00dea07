"""Fits how the two readings of a story are joined and writes `joining.json` beside this module.

    python -m transforms.candidates.train_joining [--corpus tests/corpus]
    python -m transforms.candidates.train_joining --first-sight SET

Logistic regression on the figures of `joining_figures`, over pages that were new to both readings: those of
`FIRST_SEEN`, with the figures that the rules gave on first sight (`*.first_sight.jsonl`), and the held split
of `own`. The words' part is of a second reading fitted without the hand that wrote the page. The printed
figures are of fits without that hand. The same files give the same weights. The second command keeps what
today's rules give for a set of new pages, before any rule is mended on it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
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
    Figures,
    direction_figures,
    newness_figures,
    relevance_figures,
)
from transforms.candidates.scoring import calibration_error
from transforms.candidates.scoring_lines import Label, LabelledDocument, read_documents, read_labels
from transforms.candidates.screening import screen
from transforms.candidates.second_reading import SecondReading, read_model, read_words
from transforms.candidates.train_words import SETS, fit, ordinary_pages, read_pages, save
from transforms.candidates.weights import score_page

CORPUS = Path(__file__).parents[2] / "tests" / "corpus"
WEIGHTS = Path(__file__).with_name("joining.json")
FIRST_SEEN = ("told", "plain")
# Pages told as news tells them count more.
SHARES = {"plain": 2.0}
HELD = "own"
REGULARIZATION = {"relevance": 1.0, "direction": 0.3, "newness": 1.0}
# Which way an act points has no side that is likelier before anything is read.
_BASELESS = frozenset({"direction"})
_HANDS = {"t": "h"}
"""Pages of `told` are named by the hand that wrote them; `t` and `h` are one."""


@dataclass(frozen=True)
class Judged:
    """One labelled page: what both readings gave for each question, and the answers."""

    hand: str
    figures: dict[str, Figures]
    answers: dict[str, bool | None]


def judged_pages(corpus: Path) -> Iterator[Judged]:
    """Yield every page the weights are fitted on."""
    for name in FIRST_SEEN:
        documents = list(read_documents(corpus / f"{name}.documents.jsonl"))
        labels = {label.id: label for label in read_labels(corpus / f"{name}.labels.jsonl")}
        seen = _first_sight(corpus / f"{name}.first_sight.jsonl")
        for hand in sorted({_hand(name, page.id) for page in documents if page.id in seen}):
            pages = [page for page in documents if _hand(name, page.id) == hand]
            second = _second_readings(corpus, pages)
            for page in pages:
                if page.id in seen and "relevant" not in labels[page.id].disputed:
                    yield _judged(hand, labels[page.id], seen[page.id], second[page.id])
    labels = {label.id: label for label in read_labels(corpus / f"{HELD}.labels.jsonl")}
    pages = [
        page for page in read_documents(corpus / f"{HELD}.documents.jsonl") if labels[page.id].split == "held"
    ]
    second = _second_readings(corpus, pages)
    for page in pages:
        figures = _rules_figures(page, second[page.id])
        if figures is not None:
            yield _judged(HELD, labels[page.id], figures, second[page.id])


def write_first_sight(corpus: Path, name: str) -> None:
    """Write the figures that today's rules give for a set, to be kept before any rule is mended on it."""
    nothing = SecondReading(0.5, 0.5, 0, 0, {"direction": {"limits": 0.5, "expands": 0.5}}, {})
    with (corpus / f"{name}.first_sight.jsonl").open("w", encoding="utf-8") as lines:
        for page in read_documents(corpus / f"{name}.documents.jsonl"):
            figures = _rules_figures(page, nothing)
            if figures is None:
                continue
            kept = {
                question: {key: round(value, 3) for key, value in figures[question].items() if key != "words"}
                for question in QUESTIONS
            }
            lines.write(json.dumps({"id": page.id, **kept}) + "\n")


def _hand(name: str, page_id: str) -> str:
    return f"{name} {_HANDS.get(page_id[0], page_id[0])}"


def _first_sight(path: Path) -> dict[str, dict[str, Figures]]:
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return {row["id"]: {question: row[question] for question in QUESTIONS} for row in rows}


def _second_readings(corpus: Path, pages: Sequence[LabelledDocument]) -> dict[str, SecondReading]:
    """Return the second reading of these pages by weights that were fitted without them."""
    without = {page.id for page in pages}
    fitted = fit([*read_pages(corpus, SETS, split="dev", without=without), *ordinary_pages(corpus)])
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "words.npz"
        save(fitted, target, "")
        model = read_model(target)
    return {page.id: read_words(page.text, page.title, _centers(page), model=model) for page in pages}


def _centers(page: LabelledDocument) -> list[int]:
    read = read_page(
        page.text, title=page.title, url=page.url, published=page.published, source_kind=page.source_kind
    )
    return [draft.sentence.start for draft in read.drafts] if read is not None else []


def _rules_figures(page: LabelledDocument, second: SecondReading) -> dict[str, Figures] | None:
    """Return the figures of a story as the rules read it today; None of a page that is never joined."""
    if not screen(page.text, page.title).is_kept:
        return None
    read = read_page(
        page.text, title=page.title, url=page.url, published=page.published, source_kind=page.source_kind
    )
    if read is None or read.genre.instrument is not None:
        return None
    score, _ = score_page(read.features)
    drafts = likeliest_drafts(read.drafts)
    return {
        "relevance": relevance_figures(read.features, drafts, second, score=score),
        "direction": direction_figures(drafts, second, score=score),
        "newness": newness_figures(drafts, second),
    }


def _judged(hand: str, label: Label, figures: dict[str, Figures], second: SecondReading) -> Judged:
    words = {
        "relevance": relevance_figures({}, [], second, score=0.5)["words"],
        "direction": direction_figures([], second, score=0.5)["words"],
        "newness": newness_figures([], second)["words"],
    }
    joined = {question: {**figures[question], "words": words[question]} for question in QUESTIONS}
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
    model.fit(
        _matrix(question, names, told),
        np.array([one.answers[question] for one in told]),
        sample_weight=[SHARES.get(one.hand.split()[0], 1.0) for one in told],
    )
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
