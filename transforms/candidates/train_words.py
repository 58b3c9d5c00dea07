"""Fits the second reading's weights and writes `words.npz` beside this module.

    python -m transforms.candidates.train_words [--corpus tests/corpus] [--measure NAME]

Logistic regression on words and pairs of words of the labelled pages of `SETS` (of `own` and `told` their
`dev` splits), and of half of the ordinary pages as pages without an act. The same files give the same
weights. With `--measure NAME` that set is left out of the fit and judged: relevance alone, and each leaning.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from transforms.candidates.word_forms import word_counts

CORPUS = Path("tests/corpus")
WEIGHTS = Path(__file__).with_name("words.npz")
SETS = ("own", "news.dev", "told", "plain", "taught", "contrasts")
ORDINARY = "ordinary"
FITTED_SPLIT = "dev"
STRENGTH = 10.0
LEAST_PAGES = 2
LEANINGS = ("action_type", "actor", "direction")


@dataclass(frozen=True)
class Page:
    """One labelled story, or an ordinary page."""

    words: str
    relevant: bool
    action_type: str = "statement"
    actor: str = "other"
    direction: str = "unclear"
    topics: tuple[str, ...] = ()
    is_new: bool | None = None


def read_pages(
    corpus: Path, names: Sequence[str], *, split: str | None = None, without: Collection[str] = ()
) -> Iterator[Page]:
    """Yield the labelled pages of these sets, without those whose relevance is disputed and these ids."""
    for name in names:
        labels = {row["id"]: row for row in _rows(corpus / f"{name}.labels.jsonl")}
        for row in _rows(corpus / f"{name}.documents.jsonl"):
            label = labels.get(row["id"])
            if label is None or row["id"] in without or "relevant" in label.get("disputed", []):
                continue
            if split is not None and label.get("split", split) != split:
                continue
            yield Page(
                f"{row.get('title') or ''}. {row['text'][:6000]}", bool(label["relevant"]),
                label.get("action_type") or "statement", label.get("actor") or "other",
                label.get("direction") or "unclear", tuple(label.get("topics") or ()),
                label["new_action"],
            )  # fmt: skip


def ordinary_pages(corpus: Path) -> Iterator[Page]:
    """Yield every second ordinary page; the others stay to be judged by."""
    for number, row in enumerate(_rows(corpus / f"{ORDINARY}.documents.jsonl")):
        if number % 2 == 0:
            yield Page(f"{row.get('title') or ''}. {row['text'][:6000]}", False)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


@dataclass(frozen=True)
class Fitted:
    """Everything that `words.npz` holds, with the vectorizer that made its columns."""

    vectorizer: TfidfVectorizer
    relevance: LogisticRegression
    news: LogisticRegression
    leanings: dict[str, LogisticRegression]
    topics: dict[str, LogisticRegression]

    def vectors(self, pages: Sequence[Page]) -> Any:
        """Return one row a page."""
        return self.vectorizer.transform([page.words for page in pages])


def _counted(words: str) -> list[str]:
    return list(word_counts(words).elements())


def _model(*, is_even: bool = False) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=3000, class_weight="balanced" if is_even else None)


def fit(pages: Sequence[Page]) -> Fitted:
    """Fit relevance on all pages, the rest on the relevant ones."""
    vectorizer = TfidfVectorizer(analyzer=_counted, min_df=LEAST_PAGES, sublinear_tf=True)
    vectors = vectorizer.fit_transform([page.words for page in pages])
    relevance = _model().fit(vectors, [page.relevant for page in pages])
    told = [at for at, page in enumerate(pages) if page.relevant]
    leanings = {
        name: _model(is_even=True).fit(vectors[told], [getattr(pages[at], name) for at in told])
        for name in LEANINGS
    }
    dated = [at for at in told if pages[at].is_new is not None]
    news = _model().fit(vectors[dated], [pages[at].is_new for at in dated])
    names = sorted({topic for at in told for topic in pages[at].topics})
    topics = {
        name: _model(is_even=True).fit(vectors[told], [name in pages[at].topics for at in told])
        for name in names
    }
    return Fitted(vectorizer, relevance, news, leanings, topics)


def save(fitted: Fitted, target: Path, corpus_sha256: str) -> None:
    """Write the weights; numbers are rounded to half precision, which no judgement feels."""
    kept: dict[str, Any] = {
        "terms": _named(fitted.vectorizer.get_feature_names_out()),
        "rarity": fitted.vectorizer.idf_.astype(np.float16),
        "relevance_weights": fitted.relevance.coef_.astype(np.float16),
        "relevance_base": fitted.relevance.intercept_.astype(np.float32),
        "news_weights": fitted.news.coef_.astype(np.float16),
        "news_base": fitted.news.intercept_.astype(np.float32),
        "corpus": _named([corpus_sha256]),
    }
    for name, model in fitted.leanings.items():
        kept[f"{name}_names"] = _named(model.classes_)
        kept[f"{name}_weights"] = model.coef_.astype(np.float16)
        kept[f"{name}_base"] = model.intercept_.astype(np.float32)
    kept["topics_names"] = _named(fitted.topics)
    kept["topics_weights"] = np.vstack([model.coef_[0] for model in fitted.topics.values()]).astype(
        np.float16
    )
    kept["topics_base"] = np.array([model.intercept_[0] for model in fitted.topics.values()], np.float32)
    np.savez_compressed(target, **kept)


def _named(names: Iterable[str]) -> Any:
    return np.frombuffer("\n".join(names).encode("utf-8"), dtype=np.uint8)


def corpus_sha256(corpus: Path) -> str:
    """Return a hash of every file the weights are fitted on; a test compares it with the one kept."""
    found = hashlib.sha256()
    for name in (*SETS, ORDINARY):
        for kind in ("documents", "labels"):
            path = corpus / f"{name}.{kind}.jsonl"
            if path.is_file():
                found.update(path.read_bytes())
    return found.hexdigest()


def measure(corpus: Path, left_out: str) -> dict[str, float]:
    """Return how a fit without this set judges it."""
    others = [name for name in SETS if name != left_out]
    pages = [*read_pages(corpus, others, split=FITTED_SPLIT), *ordinary_pages(corpus)]
    judged = list(read_pages(corpus, [left_out]))
    fitted = fit(pages)
    vectors = fitted.vectors(judged)
    found = fitted.relevance.predict(vectors)
    wanted = np.array([page.relevant for page in judged])
    hits = int((found & wanted).sum())
    precision, recall = hits / max(1, int(found.sum())), hits / max(1, int(wanted.sum()))
    told = [at for at, page in enumerate(judged) if page.relevant]
    return {
        "pages": float(len(judged)),
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / max(1e-9, precision + recall),
        **{
            field: float(np.mean(model.predict(vectors[told]) == [getattr(judged[at], field) for at in told]))
            for field, model in fitted.leanings.items()
        },
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit and write the weights, or measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--measure", choices=SETS)
    parser.add_argument("--output", type=Path, default=WEIGHTS)
    chosen = parser.parse_args(arguments)
    if chosen.measure:
        figures = measure(chosen.corpus, chosen.measure)
        sys.stdout.write(json.dumps({name: round(value, 4) for name, value in figures.items()}) + "\n")
        return 0
    pages = [*read_pages(chosen.corpus, SETS, split=FITTED_SPLIT), *ordinary_pages(chosen.corpus)]
    fitted = fit(pages)
    save(fitted, chosen.output, corpus_sha256(chosen.corpus))
    sys.stdout.write(f"{len(pages)} pages, {len(fitted.vectorizer.vocabulary_)} terms: {chosen.output}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
