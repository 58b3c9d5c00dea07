"""Documents as JSON lines: each a document, or rejected with the reason."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from transforms.text.dates import parse_stated_time

MAX_TEXT_CHARS = 20 * 1024 * 1024
MAX_TEXT_BYTES = 24 * 1024 * 1024
MAX_LINE_BYTES = 6 * MAX_TEXT_CHARS + 1024 * 1024
"""A character takes six bytes at most in JSON: \\uXXXX."""
MAX_FIELD_CHARS = 20_000
SOURCE_KINDS = frozenset(
    [
        "news", "council", "police", "sheriff", "city_hall", "county", "state", "court", "legislation",
        "other",
    ]
)  # fmt: skip
_OPTIONAL = ("title", "url", "published", "source_kind", "jurisdiction")


@dataclass(frozen=True, slots=True)
class DetectInput:
    """One document to read. Grain: line_number, counted from 1. `published` is an ISO date or None.

    `html` is a page's markup, given in place of its words; `text` is empty then.
    """

    line_number: int
    id: str
    text: str
    title: str | None = None
    url: str | None = None
    published: str | None = None
    source_kind: str | None = None
    jurisdiction: str | None = None
    html: str | None = None


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """A line without an answer, and why. `excerpt` is its beginning, at most 200 characters."""

    line_number: int
    reason: str
    id: str | None = None
    excerpt: str = ""

    def as_json(self) -> str:
        """Return the line for `.rejected.jsonl`."""
        return as_json_line(
            {"line": self.line_number, "id": self.id, "reason": self.reason, "excerpt": self.excerpt}
        )


def as_json_line(content: Mapping[str, Any]) -> str:
    """Return an object as one line of JSON that is valid UTF-8, whatever its strings hold."""
    line = json.dumps(content, ensure_ascii=False)
    return line if _whole(line) == line else json.dumps(content)


def read_lines(stream: BinaryIO) -> Iterator[DetectInput | RejectedLine]:
    """Yield each line of the stream as a document, or as rejected with the reason. Blank lines are none.

    Memory is that of the longest line, which is bounded: what is longer is skipped without being kept.
    """
    number = 0
    while raw := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(raw) > MAX_LINE_BYTES:
            _skip_line(stream, raw)
            yield RejectedLine(number, f"too long: over {MAX_LINE_BYTES:,} bytes", excerpt=_excerpt(raw))
            continue
        if number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        raw = raw.strip(b" \t\r\n")
        if raw:
            yield _parse_line(number, raw)


def _skip_line(stream: BinaryIO, raw: bytes) -> None:
    while raw and not raw.endswith(b"\n"):
        raw = stream.readline(1 << 20)


def _parse_line(number: int, raw: bytes) -> DetectInput | RejectedLine:
    if b"\x00" in raw:
        return RejectedLine(number, "holds a NUL byte", excerpt=_excerpt(raw))
    try:
        content: Any = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        return RejectedLine(number, f"invalid UTF-8 at byte {error.start}", excerpt=_excerpt(raw))
    except json.JSONDecodeError as error:
        return RejectedLine(number, f"not JSON: {error.msg} at character {error.pos}", excerpt=_excerpt(raw))
    except RecursionError:
        return RejectedLine(number, "not JSON: nested too deeply", excerpt=_excerpt(raw))
    except ValueError as error:  # a number of thousands of digits
        return RejectedLine(number, f"not JSON: {str(error)[:100]}", excerpt=_excerpt(raw))
    if not isinstance(content, dict):
        return RejectedLine(number, f"not an object but {_kind(content)}", excerpt=_excerpt(raw))
    fault = _fault(content)
    if fault:
        known_id = content.get("id")
        known_id = known_id[:200] if isinstance(known_id, str) else None
        return RejectedLine(number, fault, id=known_id, excerpt=_excerpt(raw))
    content = {name: _whole(value) for name, value in content.items()}
    source_kind = content.get("source_kind")
    return DetectInput(
        line_number=number,
        id=content["id"],
        text=content.get("text") or "",
        title=content.get("title"),
        url=content.get("url"),
        published=_day_or_time(content.get("published")),
        source_kind=source_kind if source_kind is None or source_kind in SOURCE_KINDS else "other",
        jurisdiction=content.get("jurisdiction"),
        html=content.get("html") if content.get("text") is None else None,
    )


def _whole(value: Any) -> Any:
    """Return a string with U+FFFD for each half of a character pair, of which cut-off exports hold some.

    Offsets stay true, for each half is one character. Other values come back as they are.
    """
    return re.sub("[\ud800-\udfff]", "\ufffd", value) if isinstance(value, str) else value


def _fault(content: Mapping[str, Any]) -> str | None:
    """Return what keeps an object from being a document, or None."""
    words = "html" if content.get("text") is None and content.get("html") is not None else "text"
    for name in ("id", words):
        if content.get(name) is None:
            return f"{name} is missing"
        if not isinstance(content[name], str):
            return f"{name} is {_kind(content[name])}, not a string"
    if not content["id"].strip():
        return "id is empty"
    if _whole(content["id"]) != content["id"]:
        return "id holds half a character pair"
    for name in ("id", *_OPTIONAL):
        value = content.get(name)
        if value is not None and not isinstance(value, str):
            return f"{name} is {_kind(value)}, not a string"
        if value is not None and len(value) > MAX_FIELD_CHARS:
            return f"{name} is too long: over {MAX_FIELD_CHARS:,} characters"
    text = content[words]
    if len(text) > MAX_TEXT_CHARS or (
        len(text) * 4 > MAX_TEXT_BYTES and len(text.encode("utf-8", "surrogatepass")) > MAX_TEXT_BYTES
    ):
        return f"{words} is too long: over {MAX_TEXT_CHARS:,} characters or {MAX_TEXT_BYTES:,} bytes"
    return None


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, dict):
        return "an object"
    return "a list" if isinstance(value, list) else "a string" if isinstance(value, str) else "a number"


def _excerpt(raw: bytes) -> str:
    return raw[:200].decode("utf-8", "replace").strip()


def _day_or_time(words: str | None) -> str | None:
    """Return a date as ISO, as far as it is given, or None where the words are no date."""
    return parse_stated_time(words) if words else None
