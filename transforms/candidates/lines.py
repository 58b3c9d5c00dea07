"""`policywatch detect`: documents as JSON lines in, candidates as JSON lines out.

Input, one object a line: `{"id", "text", "title"?, "url"?, "published"?, "source_kind"?, "jurisdiction"?}`.
In place of `text` a page's markup may stand as `html`: its words are read out where it may concern us.
Output, one line for each line that could be read, in order: `{"id", "relevant", "new_action", "score",
"candidates"}`, and for markup with candidates `text`, the words that their quotes stand in. Lines that could
not be read go to a sibling `.rejected.jsonl` with the reason. A file of any size is read in bounded memory:
one line at a time, or some batches where several processes read.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from transforms.actions import DocumentFacts, resolve_actions, telling_order
from transforms.candidates.input_lines import DetectInput, RejectedLine, as_json_line, read_lines
from transforms.candidates.side_by_side import PageReading, read_all
from warehouse.errors import UserError
from warehouse.records import Action, Candidate, Reading

__all__ = ["DetectInput", "DetectReport", "RejectedLine", "detect_file", "read_lines"]

NIGHT_UNKNOWN = "9999-12-31"


@dataclass
class DetectReport:
    """What came of one file. `rejected_path` is None where every line could be read."""

    read: int = 0
    relevant: int = 0
    new: int = 0
    rejected: int = 0
    actions: int | None = None
    rejected_path: Path | None = None


def detect_file(
    input_path: Path, output: Path, *, clusters: Path | None = None, jobs: int = 1
) -> DetectReport:
    """Write the findings of every readable line of `input_path` to `output`, in order.

    Files are written beside their place and renamed when whole, so that a run that is cut short leaves the
    last good ones. The sibling `.rejected.jsonl` exists afterwards only where a line was rejected; one of an
    earlier run is removed. A document on which the detector fails is rejected like an unreadable line, and
    the run goes on. With `clusters`, also writes the resolved actions of the whole file, whose candidates are
    kept in memory until then. `jobs` processes read side by side.

    Raises: UserError where a path cannot be read or written, or two are the same.
    """
    rejected_path = output.with_suffix(".rejected.jsonl")
    _check_paths(input_path, output, rejected_path, clusters)
    report = DetectReport()
    gathered = _Gathered() if clusters else None
    with contextlib.ExitStack() as stack:
        try:
            stream = stack.enter_context(input_path.open("rb"))
        except OSError as error:
            raise UserError(f"{input_path}: cannot be read ({error.strerror}); check --input") from error
        findings = stack.enter_context(_Replacement(output))
        rejects = stack.enter_context(_Replacement(rejected_path, keep_empty=False))
        for one, answer in read_all(read_lines(stream), jobs=jobs):
            if isinstance(one, DetectInput) and isinstance(answer, Reading | PageReading):
                reading = answer if isinstance(answer, Reading) else answer.reading
                line = found_line(one.id, reading)
                if isinstance(answer, PageReading) and reading.candidates:
                    line["text"] = answer.text
                findings.write(as_json_line(line))
                report.read += 1
                report.relevant += reading.relevant
                report.new += reading.new_action
                if gathered is not None and reading.candidates:
                    gathered.add(one, reading)
                continue
            rejected = one if isinstance(one, RejectedLine) else _failed(one, str(answer))
            rejects.write(rejected.as_json())
            report.rejected += 1
        if clusters and gathered is not None:
            actions = stack.enter_context(_Replacement(clusters))
            report.actions = 0
            for action in gathered.resolve():
                actions.write(as_json_line(cluster_line(action)))
                report.actions += 1
    report.rejected_path = rejected_path if report.rejected else None
    return report


def found_line(document_id: str, reading: Reading) -> dict[str, Any]:
    """Return a reading in the shape of an output line."""
    return {
        "id": document_id,
        "relevant": reading.relevant,
        "new_action": reading.new_action,
        "score": reading.score,
        "candidates": [
            candidate.model_dump(mode="json", exclude={"document_id"}) for candidate in reading.candidates
        ],
    }


def cluster_line(action: Action) -> dict[str, Any]:
    """Return a resolved action in the shape of a clusters line."""
    return {
        "action_id": action.action_id,
        "document_ids": list(dict.fromkeys(one for stage in action.stages for one in stage.document_ids)),
        "jurisdiction": action.jurisdiction,
        "topics": list(action.topics),
        "direction": action.direction,
        "stages": [
            {"action_type": stage.action_type, "date": stage.date, "document_ids": list(stage.document_ids)}
            for stage in action.stages
        ],
    }


def _failed(one: DetectInput, reason: str) -> RejectedLine:
    return RejectedLine(one.line_number, reason, id=one.id[:200], excerpt=(one.text or one.html or "")[:200])


def _check_paths(input_path: Path, output: Path, rejected_path: Path, clusters: Path | None) -> None:
    if not input_path.is_file():
        raise UserError(f"{input_path}: is not a file; give --input a file of JSON lines")
    named = [input_path, output, rejected_path, *([clusters] if clusters else [])]
    if len({path.resolve() for path in named}) < len(named):
        raise UserError(f"{output}: input, output, clusters and {rejected_path.name} must be different files")
    for path in named[1:]:
        if path.exists() and not path.is_file():
            raise UserError(f"{path}: is not a regular file; give a path to write to")
        if not path.parent.is_dir():
            raise UserError(f"{path}: its folder does not exist; make it first")


class _Replacement:
    """A file of lines written beside its place, and put there by rename when the block ends well."""

    def __init__(self, path: Path, *, keep_empty: bool = True) -> None:
        self._path = path
        self._partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
        self._keep_empty = keep_empty
        self._lines = 0
        self._file: IO[str] | None = None

    def __enter__(self) -> _Replacement:
        try:
            self._file = self._partial.open("w", encoding="utf-8", newline="\n")
        except OSError as error:
            raise UserError(
                f"{self._path}: cannot be written ({error.strerror}); choose another place"
            ) from error
        return self

    def write(self, line: str) -> None:
        """Add one line."""
        assert self._file is not None
        self._file.write(line + "\n")
        self._lines += 1

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        assert self._file is not None
        try:
            self._file.close()
            if kind is None and (self._lines or self._keep_empty):
                self._partial.replace(self._path)
            elif kind is None:
                self._path.unlink(missing_ok=True)
        except OSError as problem:
            raise UserError(
                f"{self._path}: cannot be written ({problem.strerror}); free some space"
            ) from problem
        finally:
            self._partial.unlink(missing_ok=True)


@dataclass
class _Gathered:
    """The candidates of a file and what is known of their documents, for resolution at its end."""

    candidates: list[Candidate] = field(default_factory=list)
    documents: dict[str, DocumentFacts] = field(default_factory=dict)

    def add(self, one: DetectInput, reading: Reading) -> None:
        """Keep a relevant document's candidates."""
        self.candidates.extend(reading.candidates)
        self.documents[one.id] = DocumentFacts(
            document_id=one.id,
            source_kind=one.source_kind or "other",
            published_at=one.published,
            title=one.title,
            url=one.url,
            kind="page",
        )

    def resolve(self) -> Sequence[Action]:
        """Return the actions of all candidates kept, each document first with what it is about."""
        actions = resolve_actions(self.candidates, documents=self.documents, known=(), night=NIGHT_UNKNOWN)
        return telling_order(actions, self.candidates)
