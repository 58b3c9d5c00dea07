"""One action's proof as a folder: cover page, quotes with offsets, the archived records, hashes."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from fastwarc.warc import ArchiveIterator
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from warehouse.dataset import swap_in_folder
from warehouse.errors import UserError
from warehouse.exporting import measured
from warehouse.landing_store import Landings
from warehouse.looking import opened
from warehouse.records import Capture
from warehouse.schema import ROOM
from warehouse.warc_extract import RecordUnavailable, body_hashes, information, record_with_request

FOLDER: Final = ROOM / "looking" / "evidence"
ARCHIVE: Final = "archive.warc.gz"
MARK: Final = "evidence.json"
FindOriginal = Callable[[str, str], Capture | None]
"""From the hash of a body and its address to the capture that holds it; None where none is kept."""


@dataclass
class Kept:
    """What the new archive holds of one capture. `problem`: why it lacks it; None: it does not."""

    offsets: list[int] = field(default_factory=list)
    problem: str | None = None
    is_revisit: bool = False


@dataclass(frozen=True)
class EvidenceReport:
    """What was written; `problems` are quotes and records that could not be proven."""

    folder: Path
    title: str
    quotes_count: int
    records_count: int
    problems: tuple[str, ...]

    def told(self) -> str:
        """Return it in a line, and one more for each problem."""
        proven = "not everything could be proven" if self.problems else "every quote stands in its text"
        counts = f"{self.quotes_count} quotes, {self.records_count} archived records"
        first = f"{self.folder}: {self.title}; {counts}; {proven}"
        return "\n".join([first, *(f"  {each}" for each in self.problems)])


def write_evidence(
    published: Path, landings: Landings, action_id: str, folder: Path, *, original: FindOriginal
) -> EvidenceReport:
    """Write the proof of one action into `folder`; an earlier one there is replaced whole.

    `action_id` may be shortened as far as it names one action alone.

    Raises:
        UserError: no such action, several, or the folder cannot be written or holds something else.
    """
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARK).is_file())):
        raise UserError(f"{folder}: is not empty and holds no evidence of ours; name another folder")
    asked = _ask(published, action_id)
    building = folder.with_name(f".{folder.name}.building")
    try:
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        try:
            report = _write(asked, landings, building, original)
            swap_in_folder(building, folder)
        finally:
            shutil.rmtree(building, ignore_errors=True)
    except OSError as error:
        raise UserError(
            f"{folder}: cannot be written ({error.strerror or error}); make it writable, or free some space"
        ) from error
    return EvidenceReport(folder, *report)


def _ask(published: Path, name: str) -> dict[str, Any]:
    """Return what the published file knows of the action: night, action, timeline and quotes."""
    if not re.fullmatch(r"[0-9A-Za-z_-]{4,64}", name):
        raise UserError("that is no action's id; `policywatch actions --json` lists them")
    with opened(published) as connection:

        def rows(query: str, action_id: str) -> list[dict[str, Any]]:
            sql = (FOLDER / f"{query}.sql").read_text(encoding="utf-8")
            connection.execute(sql, {"action_id": action_id})
            names = [column[0] for column in connection.description or ()]
            return [dict(zip(names, row, strict=True)) for row in connection.fetchall()]

        connection.execute("BEGIN")
        found = rows("action", name)
        exact = [each for each in found if each["action_id"] == name] or found
        if len(exact) != 1:
            why = "begins several ids; write more of it" if exact else "is no action"
            raise UserError(f"{name} {why}; `policywatch actions --json` lists ids")
        action_id = exact[0]["action_id"]
        night = connection.execute("SELECT max(night)::VARCHAR FROM nights").fetchone()
        return {
            "night": night[0] if night else None,
            "action": exact[0],
            "timeline": rows("timeline", action_id),
            "quotes": rows("quotes", action_id),
        }


def _write(
    asked: Mapping[str, Any], landings: Landings, folder: Path, original: FindOriginal
) -> tuple[str, int, int, tuple[str, ...]]:
    quotes: list[dict[str, Any]] = asked["quotes"]
    kept = _write_archive(quotes, landings, folder / ARCHIVE, original)
    steps = {each["stage_number"]: each["action_type"] for each in asked["timeline"]}
    documents: dict[tuple[str, Any], dict[str, Any]] = {}
    problems: list[str] = []
    for quote in quotes:
        place = (quote["document_id"], quote["text_sha256"])
        if place not in documents:
            documents[place] = _document(quote, kept[_record_key(quote)], folder)
            problem = kept[_record_key(quote)].problem
            if problem:
                problems.append(problem)
        stands, checked = _verified(quote)
        if not stands:
            problems.append(f"a quote of {quote['document_title'] or quote['url']}: {checked}")
        documents[place]["quotes"].append(
            {name: quote[name] for name in ("quote", "page", "start_char", "end_char", "candidate_id")}
            | {"step": steps.get(quote["stage_number"], ""), "stands": stands, "told": checked}
        )
    if not quotes:
        problems.append("no quote is kept of this action")
    is_whole = not problems
    told = {
        "night": asked["night"],
        "action": asked["action"],
        "timeline": asked["timeline"],
        "is_proven": is_whole,
        "problems": problems,
        "documents": list(documents.values()),
    }
    (folder / MARK).write_text(json.dumps(told, indent=2, default=str, ensure_ascii=False) + "\n", "utf-8")
    (folder / "index.html").write_text(_cover(told), encoding="utf-8")
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    sums = "".join(f"{measured(folder / name, 0).sha256}  {name}\n" for name in names)
    (folder / "SHA256SUMS").write_text(sums, encoding="ascii")
    records = sum(len(each.offsets) for each in kept.values())
    return str(asked["action"]["title"]), len(quotes), records, tuple(dict.fromkeys(problems))


def _record_key(quote: Mapping[str, Any]) -> tuple[Any, Any]:
    return quote["warc_path"], quote["warc_offset"]


def _verified(quote: Mapping[str, Any]) -> tuple[bool, str]:
    """Return whether the quote stands where it is said to stand, and that in words."""
    at = f"characters {quote['start_char']} to {quote['end_char']}"
    if quote["text"] is not None:
        stands = quote["text"][quote["start_char"] : quote["end_char"]] == quote["quote"]
        is_same = hashlib.sha256(quote["text"].encode()).hexdigest() == quote["text_sha256"]
        if stands and is_same:
            return True, f"verified: stands word for word at {at} of the extracted text"
        return False, f"does NOT stand at {at} of the extracted text"
    if quote["stood_when_published"]:
        return True, f"stood at {at} of an earlier version of this document, checked at publication"
    return False, "the words it was taken from are no longer kept, so it could not be checked"


def _document(quote: Mapping[str, Any], kept: Kept, folder: Path) -> dict[str, Any]:
    text_file = None
    if quote["text"] is not None:
        # Named by hash alone: ids and titles come from outside.
        text_file = f"texts/{quote['text_sha256'][:16]}.txt"
        (folder / "texts").mkdir(exist_ok=True)
        (folder / text_file).write_bytes(quote["text"].encode())
    fetched = quote["fetched_at_utc"]
    offsets = " and ".join(f"byte {each}" for each in kept.offsets)
    told = kept.problem or (
        f"in {ARCHIVE} at {offsets}"
        + ("; unchanged since an earlier response, whose bytes are there too" if kept.is_revisit else "")
        + "; its body has the hash below"
    )
    return {
        "document_id": quote["document_id"],
        "title": quote["document_title"],
        "url": quote["url"],
        "link": quote["url"] if re.match(r"https?://", quote["url"] or "", re.IGNORECASE) else None,
        "source_name": quote["source_name"],
        "source_kind": quote["source_kind"],
        "fetched": f"{fetched:%Y-%m-%d %H:%M:%S} UTC" if isinstance(fetched, datetime) else None,
        "capture_sha256": quote["capture_sha256"],
        "warc_path": quote["warc_path"],
        "warc_offset": quote["warc_offset"],
        "archive_offsets": kept.offsets,
        "is_archived": kept.problem is None,
        "archive_told": told,
        "text_file": text_file,
        "text_sha256": quote["text_sha256"],
        "quotes": [],
    }


def _write_archive(
    quotes: list[dict[str, Any]], landings: Landings, path: Path, original: FindOriginal
) -> dict[tuple[Any, Any], Kept]:
    """Copy the records that the quotes rest on; return what was kept by archive file and offset."""
    found: dict[tuple[Any, Any], Kept] = {}
    copied: dict[tuple[str, int], int] = {}
    with path.open("wb") as archive:
        archive.write(information(ARCHIVE))

        def copy(warc_path: str, offset: int) -> tuple[int, str, bytes]:
            try:
                source = landings.file(warc_path)
            except ValueError as error:
                raise RecordUnavailable(str(error)) from error
            records = record_with_request(source, offset)
            if (warc_path, offset) not in copied:
                copied[warc_path, offset] = archive.tell()
                for member in records:
                    archive.write(member.raw)
            return copied[warc_path, offset], records[0].kind, records[0].raw

        for quote in quotes:
            if _record_key(quote) not in found:
                found[_record_key(quote)] = _kept(quote, copy, original)
    _require_readable(path, sum(len(set(each.offsets)) for each in found.values()))
    return found


def _kept(
    quote: Mapping[str, Any], copy: Callable[[str, int], tuple[int, str, bytes]], original: FindOriginal
) -> Kept:
    if quote["warc_path"] is None:
        return Kept(problem=f"{quote['url']}: no archived response is known of it")
    kept = Kept()
    try:
        offset, kind, raw = copy(quote["warc_path"], quote["warc_offset"])
        kept.offsets.append(offset)
        if kind == "revisit":
            kept.is_revisit = True
            earlier = original(quote["capture_sha256"], quote["url"])
            if earlier is None:
                raise RecordUnavailable(f"{quote['url']}: unchanged since a response that is not kept")
            offset, _, raw = copy(earlier.warc_path, earlier.warc_offset)
            kept.offsets.append(offset)
        if quote["capture_sha256"] not in body_hashes(raw):
            raise RecordUnavailable(f"{quote['url']}: the archived body has another hash than was noted")
    except RecordUnavailable as error:
        kept.problem = str(error)
    return kept


def _require_readable(path: Path, least: int) -> None:
    """Read the new archive from its beginning, as a replay would. Raises OSError where it is not whole."""
    kinds = [record.headers.get("WARC-Type") for record in ArchiveIterator(BytesIO(path.read_bytes()))]
    if len([each for each in kinds if each in ("response", "revisit")]) < least:
        raise OSError(f"{path} was not written whole")


def _cover(told: Mapping[str, Any]) -> str:
    style = (FOLDER / "cover.css").read_text(encoding="utf-8")
    pages = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    quotes = sum(len(each["quotes"]) for each in told["documents"])
    verdict = (
        f"All {quotes} quotes stand word for word in what was read from the archived pages."
        if told["is_proven"]
        else f"Not everything could be proven: {'; '.join(told['problems'])}."
    )
    return pages.get_template("cover.html.j2").render(
        told,
        is_whole=told["is_proven"],
        verdict=verdict,
        style=style,
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    )
