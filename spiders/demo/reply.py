"""One HTTP answer of a sample host, and what every vendor's writer needs to make it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from spiders.demo.content import Entry
from spiders.demo.pdf import write_pdf


@dataclass(frozen=True)
class Reply:
    """One HTTP answer. `beyond` answers the same path when the query asks for a page past the last."""

    body: bytes
    media_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    beyond: Reply | None = None


Replies = dict[str, Reply]


def moment(entry: Entry) -> datetime:
    """Return when the entry was published; an entry without a date counts as of 2025."""
    return datetime.fromisoformat(entry.date or "2025-01-01T00:00:00+00:00")


def utc(when: datetime) -> str:
    """Return an instant as the naive UTC that vendors write."""
    return when.astimezone(UTC).replace(tzinfo=None).isoformat()


def pdf_reply(entry: Entry) -> Reply:
    """Return the entry's text as a PDF file."""
    return Reply(write_pdf(entry.text, title=entry.title), "application/pdf")


def file_replies(entries: list[Entry]) -> Replies:
    """Return the files of the entries that have one, by path."""
    return {entry.file: pdf_reply(entry) for entry in entries if entry.file}
