"""The detector from the command line: detect, evaluate, explain."""

from __future__ import annotations

import json
from pathlib import Path

from policywatch.showing import console
from warehouse.errors import UserError
from warehouse.records import Candidate


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


def evaluate_documents(documents: Path, labels: Path, *, misses: int, as_json: bool) -> None:
    """Run the detector over labelled documents and print how right it was, field by field."""
    from transforms.actions import DocumentFacts, resolve_actions
    from transforms.candidates import propose_candidates
    from transforms.candidates.scoring import clusters_from_actions, found_from_reading, score
    from transforms.candidates.scoring_lines import check_match, read_documents, read_labels
    from transforms.candidates.scoring_report import report_lines, scores_as_json

    known, wanted = read_documents(documents), read_labels(labels)
    check_match(wanted, known, path=labels)
    found, facts, texts = [], {}, {}
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
        texts[each.id] = each.text
        facts[each.id] = DocumentFacts(
            document_id=each.id,
            source_kind=each.source_kind or "other",
            kind="page",
            published_at=each.published,
            title=each.title,
            url=each.url,
        )
    actions = resolve_actions(candidates, documents=facts, known=(), night="9999-12-31")
    scores = score(
        wanted,
        found,
        texts=texts,
        clusters=clusters_from_actions(actions),
        source_kinds={each.id: each.source_kind for each in known},
    )
    if as_json:
        _line(json.dumps(scores_as_json(scores, misses=misses), ensure_ascii=False))
    else:
        for line in report_lines(scores, misses=misses):
            _line(line)


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
