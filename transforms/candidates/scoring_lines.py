"""The JSON lines that scoring takes: labels, documents, detector output, clusters; and reading them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from warehouse.errors import UserError


class _Line(BaseModel):
    """A line of JSON: known fields are checked, others passed over, since every set adds its own."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Label(_Line):
    """What a reader says of one document. Grain: id. None means: not labelled, or nothing to say."""

    id: str
    relevant: bool
    new_action: bool | None = None
    title: str | None = None
    action_type: str | None = None
    direction: str | None = None
    actor: str | None = None
    topics: tuple[str, ...] = ()
    jurisdiction: str | None = None
    action_date: str | None = None
    event_key: str | None = None
    act_key: str | None = None
    why: str | None = None
    role: str | None = None
    split: str | None = None
    borderline: bool = False
    accept: dict[str, list[str]] = Field(default_factory=dict)
    disputed: tuple[str, ...] = ()

    def answers(self, name: str) -> tuple[str, ...]:
        """Return all answers that are right for a field; empty where the field is not labelled."""
        value = getattr(self, name)
        if not value:
            return ()
        accepted = self.accept.get(name)
        if accepted:
            return tuple(accepted)
        return tuple(value) if name == "topics" else (str(value),)


class FoundEvidence(_Line):
    """A quote and where the detector says it stands."""

    quote: str
    start: int
    end: int


class FoundReason(_Line):
    """What one rule or feature contributed."""

    rule: str = ""
    words: str = ""
    weight: float = 0.0


class FoundCandidate(_Line):
    """One candidate, as `policywatch detect` writes it."""

    action_type: str | None = None
    direction: str | None = None
    actor: str | None = None
    topics: tuple[str, ...] | None = ()
    jurisdiction: str | None = None
    action_date: str | None = None
    is_new: bool | None = False
    confidence: float | None = None
    evidence: tuple[FoundEvidence, ...] | None = ()
    reasons: tuple[FoundReason, ...] | None = ()


class Found(_Line):
    """What the detector made of one document. Grain: id."""

    id: str
    relevant: bool = False
    new_action: bool = False
    score: float | None = None
    candidates: tuple[FoundCandidate, ...] | None = ()
    reasons: tuple[FoundReason, ...] | None = ()


class Cluster(_Line):
    """One resolved action and the documents that report it."""

    action_id: str
    document_ids: tuple[str, ...]


class LabelledDocument(_Line):
    """One line of a documents file, as `policywatch detect` takes it. Grain: id."""

    id: str
    text: str
    title: str | None = None
    url: str | None = None
    published: str | None = None
    source_kind: str | None = None
    jurisdiction: str | None = None


class Dispute(_Line):
    """A label that contradicts the definition of an action. Grain: id. `fields` are what is contested."""

    id: str
    fields: tuple[str, ...]
    reason: str


_Row = TypeVar("_Row", Label, Found, Cluster, LabelledDocument, Dispute)


def read_labels(path: Path, *, split: str | None = None, skip_borderline: bool = False) -> list[Label]:
    """Return the labels of a file, or of one split of it.

    Raises UserError with file and line for a line that is no label, an id that comes twice, a file
    that cannot be read, and a split that no line has.
    """
    labels = list(_unique(path, Label))
    if split is not None:
        labels = [label for label in labels if label.split == split]
        if not labels:
            raise UserError(f"{path}: no label has split {split!r}; leave the split out or name one it has")
    return [label for label in labels if not (skip_borderline and label.borderline)]


def read_documents(path: Path) -> list[LabelledDocument]:
    """Return the documents of a file, in order. Raises UserError as read_labels does."""
    return list(_unique(path, LabelledDocument))


def read_found(path: Path) -> list[Found]:
    """Return detector output, in order. Raises UserError as read_labels does."""
    return list(_unique(path, Found))


def read_clusters(path: Path) -> list[Cluster]:
    """Return resolved actions with their documents. Raises UserError with file and line."""
    return [row for _, row in _rows(path, Cluster)]


def read_disputes(path: Path) -> list[Dispute]:
    """Return the disputed labels of a file. Raises UserError as read_labels does."""
    return list(_unique(path, Dispute))


def without_disputed(labels: list[Label], disputes: list[Dispute]) -> list[Label]:
    """Return the labels without what is contested of them: a measure set apart, a field without an answer."""
    contested = {each.id: each.fields for each in disputes}
    kept = []
    for label in labels:
        fields = contested.get(label.id, ())
        measures = tuple(name for name in fields if name in ("relevant", "new_action"))
        changes: dict[str, object] = {name: None for name in fields if name not in measures}
        if "topics" in changes:
            changes["topics"] = ()
        changes["disputed"] = tuple(dict.fromkeys((*label.disputed, *measures)))
        kept.append(label.model_copy(update=changes) if fields else label)
    return kept


def check_match(labels: list[Label], documents: list[LabelledDocument], *, path: Path) -> None:
    """Raise UserError if a label has no document; documents without a label are let be."""
    known = {document.id for document in documents}
    absent = [label.id for label in labels if label.id not in known]
    if absent:
        shown = ", ".join(absent[:3])
        raise UserError(
            f"{path}: {len(absent)} labels have no document ({shown}); give the set's own documents"
        )


def _unique(path: Path, model: type[_Row]) -> Iterator[_Row]:
    seen: dict[str, int] = {}
    for number, row in _rows(path, model):
        assert not isinstance(row, Cluster)
        if row.id in seen:
            raise UserError(
                f"{path}:{number}: id {row.id!r} stands on line {seen[row.id]} already; remove one"
            )
        seen[row.id] = number
        yield row


def _rows(path: Path, model: type[_Row]) -> Iterator[tuple[int, _Row]]:
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield number, _row(path, number, line, model)
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); check the name") from error


def _row(path: Path, number: int, line: bytes, model: type[_Row]) -> _Row:
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UserError(f"{path}:{number}: not a line of JSON ({error}); mend or remove it") from error
    if not isinstance(value, dict):
        raise UserError(f"{path}:{number}: not a JSON object; one object a line is needed")
    try:
        return model.model_validate({key: item for key, item in value.items() if item is not None})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "line"
        raise UserError(f"{path}:{number}: {where}: {first['msg']}; mend or remove the line") from error
