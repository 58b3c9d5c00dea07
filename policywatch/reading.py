"""The detector from the command line: detect, evaluate, explain."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from policywatch.showing import console
from warehouse.errors import UserError
from warehouse.records import Candidate

if TYPE_CHECKING:
    from transforms.candidates.scoring import Scores
    from transforms.candidates.scoring_lines import Cluster, Found, Label
    from transforms.candidates.training import CurvePoint


HELD = "held"


def _line(text: str) -> None:
    console().print(text, markup=False, highlight=False, soft_wrap=True)


def detect_documents(input_path: Path, output: Path, *, clusters: Path | None, jobs: int = 1) -> int:
    """Write what each document holds to `output`. Return 1 where lines were rejected, else 0."""
    from transforms.candidates.lines import detect_file

    report = detect_file(input_path, output, clusters=clusters, jobs=jobs)
    _line(
        f"{report.read} documents read, {report.relevant} relevant, {report.new} with a new action, "
        f"{report.rejected} lines rejected"
    )
    if report.rejected:
        _line(f"rejected lines and reasons: {report.rejected_path}")
    return 1 if report.rejected else 0


@dataclass(frozen=True)
class ReadSet:
    """A labelled set as the detector reads it."""

    labels: list[Label]
    found: list[Found]
    texts: dict[str, str]
    clusters: list[Cluster]
    source_kinds: dict[str, str | None]

    def scores(self, labels: list[Label]) -> Scores:
        """Return the measures of some of the set's labels."""
        from transforms.candidates.scoring import score

        wanted = {each.id for each in labels}
        return score(
            labels,
            [each for each in self.found if each.id in wanted],
            texts={key: text for key, text in self.texts.items() if key in wanted},
            clusters=self.clusters,
            source_kinds=self.source_kinds,
        )


def read_set(documents: Path, labels: Path, *, split: str | None = None) -> ReadSet:
    """Return a labelled set after the detector has read it; of one split, only that split's documents."""
    from transforms.actions import DocumentFacts, resolve_actions, telling_order
    from transforms.candidates import propose_candidates
    from transforms.candidates.scoring import clusters_from_actions, found_from_reading
    from transforms.candidates.scoring_lines import check_match, read_documents, read_labels

    known, wanted = read_documents(documents), read_labels(labels, split=split)
    check_match(wanted, known, path=labels)
    if split is not None:
        named = {each.id for each in wanted}
        known = [each for each in known if each.id in named]
    found, facts = [], {}
    candidates: list[Candidate] = []
    for each in known:
        reading = propose_candidates(
            document_id=each.id,
            text=each.text,
            title=each.title,
            url=each.url,
            published=each.published,
            source_kind=each.source_kind,
            jurisdiction=each.jurisdiction,
        )
        found.append(found_from_reading(each.id, reading))
        candidates.extend(reading.candidates)
        facts[each.id] = DocumentFacts(
            document_id=each.id,
            source_kind=each.source_kind or "other",
            kind="page",
            published_at=each.published,
            title=each.title,
            url=each.url,
        )
    actions = resolve_actions(candidates, documents=facts, known=(), night="9999-12-31")
    return ReadSet(
        labels=wanted,
        found=found,
        texts={each.id: each.text for each in known},
        clusters=clusters_from_actions(telling_order(actions, candidates)),
        source_kinds={each.id: each.source_kind for each in known},
    )


def evaluate_documents(
    documents: Path,
    labels: Path,
    *,
    misses: int,
    split: str | None = None,
    disputed: Path | None = None,
    curve: bool = False,
    as_json: bool = False,
) -> None:
    """Run the detector over labelled documents and print how right it was, field by field."""
    from transforms.candidates.scoring_lines import read_disputes, without_disputed
    from transforms.candidates.scoring_report import report_lines, scores_as_json

    read = read_set(documents, labels, split=split)
    scores = read.scores(read.labels)
    others: dict[str, Scores] = {}
    contested = read_disputes(disputed) if disputed else []
    contested = [each for each in contested if each.id in read.texts]
    if contested:
        others["undisputed"] = read.scores(without_disputed(read.labels, contested))
    splits = sorted({each.split for each in read.labels if each.split})
    for name in splits if len(splits) > 1 else ():
        others[name] = read.scores([each for each in read.labels if each.split == name])
    if split is None and HELD in splits and len(splits) > 1:
        scores = _without_held(scores, {each.id for each in read.labels if each.split == HELD})
    points = _learning_curve(documents, labels, split) if curve else []
    if as_json:
        values = scores_as_json(scores, misses=misses)
        values["parts"] = {name: scores_as_json(each, misses=0) for name, each in others.items()}
        values["learning_curve"] = [asdict(each) for each in points]
        _line(json.dumps(values, ensure_ascii=False))
        return
    for line in report_lines(scores, misses=misses, others=others):
        _line(line)
    for each in contested:
        _line(f"disputed {each.id} ({', '.join(each.fields)}): {each.reason}")
    if curve:
        _line(f"\n{'learning curve: share':24}{'stories':>9}{'precision':>11}{'recall':>9}{'F1':>9}")
    for point in points:
        _line(
            f"{point.share:<24.0%}{point.stories_fitted:>9}{point.precision:>11.3f}{point.recall:>9.3f}"
            f"{point.f1:>9.3f}"
        )
    if curve and not points:
        _line("too few stories and places to part them into folds")


def _without_held(scores: Scores, held: set[str]) -> Scores:
    """Return scores whose lists of errors leave out held documents: what is read is tuned on."""
    return replace(
        scores,
        misses=tuple(each for each in scores.misses if each.id not in held),
        wrong_fields=tuple(each for each in scores.wrong_fields if each.id not in held),
    )


def _learning_curve(documents: Path, labels: Path, split: str | None) -> list[CurvePoint]:
    from transforms.candidates.training import learning_curve, story_features

    features, truths, groups = story_features([(documents, labels)], split)
    return learning_curve(features, truths, groups)


def explain_document(document: str) -> None:
    """Print the sentences that decided about a text file or a document of the published file."""
    from transforms.candidates import propose_candidates
    from transforms.candidates.explain import explain_lines

    path = Path(document)
    if path.is_file():
        text, title, url, published, kind, place = (
            path.read_text("utf-8", "replace"),
            None,
            None,
            None,
            None,
            None,
        )
    else:
        from policywatch.settings import load_settings
        from warehouse.looking import read_document

        row = read_document(load_settings().published, document)
        if row is None:
            raise UserError(f"{document}: is neither a text file nor a document_id; find one with `search`")
        text, title, url = row["text"] or "", row["title"], row["url"]
        published, kind, place = row["published_at"], row["source_kind"], row["jurisdiction"]
    reading = propose_candidates(
        document_id=document, text=text, title=title, url=url, published=published,
        source_kind=kind, jurisdiction=place,
    )  # fmt: skip
    for line in explain_lines(reading, text):
        _line(line)
