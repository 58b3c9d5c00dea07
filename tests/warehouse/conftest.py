"""A lake in an empty folder, records with sensible fields, and landings as a crawl would leave them."""

import hashlib
import json
import shutil
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from warehouse import records
from warehouse.lake import Lake, open_lake

NIGHT = "2025-05-01"


@dataclass(frozen=True)
class PassingAudit:
    """Finds nothing wrong."""

    results: list[records.CheckResult] = field(default_factory=list)
    bad_rows: dict[int, str] = field(default_factory=dict)
    is_stopped: bool = False


class Make:
    """Records whose fields are right unless a test says otherwise."""

    night = NIGHT

    def source(self, source_id: str = "rochester_news", **more: Any) -> records.Source:
        fields: dict[str, Any] = {
            "source_id": source_id,
            "jurisdiction": "Rochester, NY",
            "timezone": "America/New_York",
            "kind": "news",
            "platform": "rss",
            "url": "https://news.test/feed",
        }
        return records.Source(**(fields | more))

    def capture(self, number: int = 0, **more: Any) -> records.Capture:
        fields: dict[str, Any] = {
            "capture_id": f"capture-{number}",
            "run_id": NIGHT,
            "source_id": "rochester_news",
            "url": f"https://news.test/{number}",
            "requested_url": f"https://news.test/{number}",
            "status": 200,
            "fetched_at_utc": "2025-05-01T06:00:00+00:00",
            "media_type": "text/html",
            "size_bytes": 5,
            "sha256": hashlib.sha256(b"words").hexdigest(),
            "warc_path": f"{NIGHT}/shard-0/captures.warc.gz",
            "warc_offset": number,
        }
        return records.Capture(**(fields | more))

    def document(self, number: int = 0, **more: Any) -> records.Document:
        fields: dict[str, Any] = {
            "document_id": f"document-{number}",
            "source_id": "rochester_news",
            "jurisdiction": "Rochester, NY",
            "kind": "article",
            "url": f"https://news.test/{number}",
            "title": f"Council votes on item {number}",
            "published_at": "2025-04-30",
            "capture_id": f"capture-{number}",
            "content_sha256": f"content-{number}",
            "position": number,
        }
        return records.Document(**(fields | more))

    def source_night(self, source_id: str = "rochester_news", **more: Any) -> records.SourceNight:
        fields: dict[str, Any] = {
            "run_id": NIGHT,
            "source_id": source_id,
            "verdict": "ok",
            "reason": "3 documents",
            "documents_count": 3,
            "captures_count": 3,
        }
        return records.SourceNight(**(fields | more))

    def text(self, number: int = 0, words: str | None = None, **more: Any) -> records.DocumentText:
        said = words or f"The council adopted item {number} on detainers on Tuesday."
        fields: dict[str, Any] = {
            "document_id": f"document-{number}",
            "content_sha256": f"content-{number}",
            "text": said,
            "text_sha256": hashlib.sha256(said.encode()).hexdigest(),
            "method": "html",
        }
        return records.DocumentText(**(fields | more))

    def candidate(self, text: records.DocumentText, **more: Any) -> records.Candidate:
        quote = text.text[:20]
        fields: dict[str, Any] = {
            "candidate_id": f"candidate-of-{text.document_id}",
            "document_id": text.document_id,
            "action_type": "adopted",
            "topics": ("detainers_jail",),
            "direction": "limits",
            "actor": "council",
            "jurisdiction": "Rochester, NY",
            "action_date": "2025-04-29",
            "is_new": True,
            "evidence": (records.Evidence(quote=quote, start=0, end=len(quote)),),
            "confidence": 0.9,
        }
        return records.Candidate(**(fields | more))

    def reading(
        self, text: records.DocumentText, *candidates: records.Candidate, version: str = "1", **more: Any
    ) -> records.Reading:
        fields: dict[str, Any] = {
            "document_id": text.document_id,
            "text_sha256": text.text_sha256,
            "detector_version": version,
            "relevant": bool(candidates),
            "new_action": bool(candidates),
            "score": 0.9 if candidates else 0.1,
            "candidates": candidates,
        }
        return records.Reading(**(fields | more))

    def action(self, number: int = 0, **more: Any) -> records.Action:
        stage = records.Stage(
            action_type="adopted",
            date="2025-04-29",
            first_seen_on=NIGHT,
            is_new=True,
            document_ids=(f"document-{number}",),
            candidate_ids=(f"candidate-of-document-{number}",),
            confidence=0.9,
        )
        fields: dict[str, Any] = {
            "action_id": f"action-{number}",
            "title": f"Rochester council adopted item {number}",
            "jurisdiction": "Rochester, NY",
            "places": ("Rochester, NY",),
            "topics": ("detainers_jail",),
            "direction": "limits",
            "actor": "council",
            "stages": (stage,),
            "corroboration": ("news",),
            "first_seen_on": NIGHT,
            "confidence": 0.9,
        }
        return records.Action(**(fields | more))

    def alert(self, number: int = 0, **more: Any) -> records.Alert:
        fields: dict[str, Any] = {
            "alert_id": f"alert-{number}",
            "subscriber_id": "desk",
            "action_id": f"action-{number}",
            "action_type": "adopted",
            "run_id": NIGHT,
            "recipient": "desk@newsroom.test",
            "message_id": f"<alert-{number}@policywatch.test>",
            "subject": "Rochester, NY: adopted",
            "body_text": "What happened.",
            "body_html": "<p>What happened.</p>",
        }
        return records.Alert(**(fields | more))

    def full_night(self, lake: Lake, numbers: range = range(3)) -> None:
        """Fill the lake with a night of documents, of which the even ones report an action."""
        from warehouse import reads

        reads.begin_night(lake, NIGHT, night=NIGHT, started_at_utc=f"{NIGHT}T02:30:00+00:00")
        texts = [self.text(number) for number in numbers]
        found = {number: self.candidate(texts[at]) for at, number in enumerate(numbers) if number % 2 == 0}
        lake.merge("sources", [self.source()], run_id=NIGHT)
        lake.merge("source_nights", [self.source_night()], run_id=NIGHT)
        lake.merge("captures", [self.capture(number) for number in numbers], run_id=NIGHT)
        lake.merge("documents", [self.document(number) for number in numbers], run_id=NIGHT)
        lake.merge("document_texts", texts, run_id=NIGHT)
        readings = [
            self.reading(text, *([found[number]] if number in found else []))
            for number, text in zip(numbers, texts, strict=True)
        ]
        reads.save_readings(lake, readings, run_id=NIGHT)
        lake.merge("actions", [self.action(number) for number in found], run_id=NIGHT)


@pytest.fixture(scope="session")
def make() -> Make:
    return Make()


@pytest.fixture(scope="session")
def empty_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake's folder to copy, since making one takes longer than most tests."""
    folder = tmp_path_factory.mktemp("empty") / "lake"
    open_lake(folder).close()
    return folder


@pytest.fixture
def lake(tmp_path: Path, empty_lake: Path) -> Iterator[Lake]:
    shutil.copytree(empty_lake, tmp_path / "lake")
    with open_lake(tmp_path / "lake") as opened:
        yield opened


@pytest.fixture(scope="session")
def passing() -> Callable[..., PassingAudit]:
    """An auditor that finds nothing wrong."""

    def audit(*_: Any, **__: Any) -> PassingAudit:
        return PassingAudit()

    return audit


@pytest.fixture
def tables() -> Callable[[Lake], dict[str, list[tuple[Any, ...]]]]:
    """Every row of every table, sorted, without the moments of our own clock."""
    from warehouse.schema import tables as known

    def read(lake: Lake) -> dict[str, list[tuple[Any, ...]]]:
        found = {}
        for name in known():
            names = [c for c in known()[name].columns().columns if not c.endswith("_at_utc")]
            listed = ", ".join(f'"{each}"' for each in names)
            rows = lake._connection.execute(f"SELECT {listed} FROM {name}").fetchall()
            found[name] = sorted(rows, key=repr)
        return found

    return read


def response(url: str, body: bytes, status: int = 200) -> bytes:
    """One WARC response record, compressed as a member of its own."""
    http = f"HTTP/1.1 {status} OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    block = http + body
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\n"
        f"WARC-Target-URI: {url}\r\nWARC-Date: 2025-05-01T06:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    ).encode()
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    return packer.compress(head + block + b"\r\n\r\n") + packer.flush()


@pytest.fixture
def write_landing(tmp_path: Path, make: Make) -> Callable[..., Path]:
    """Write a whole landing of `documents`, each with a capture of the page `words NUMBER`."""

    def write(
        documents: list[records.Document] | None = None,
        nights: list[records.SourceNight] | None = None,
        *,
        shard: str = "shard-0",
        run_id: str = NIGHT,
        extra_lines: tuple[bytes, ...] = (),
        root: Path | None = None,
    ) -> Path:
        documents = [make.document(n) for n in range(3)] if documents is None else documents
        folder = (root or tmp_path / "landing") / run_id / shard
        folder.mkdir(parents=True, exist_ok=True)
        archive, captures = b"", []
        for at, document in enumerate(documents):
            body = f"words {at}".encode()
            captures.append(
                make.capture(
                    at, capture_id=document.capture_id, source_id=document.source_id, url=document.url,
                    requested_url=document.url, run_id=run_id, size_bytes=len(body),
                    sha256=hashlib.sha256(body).hexdigest(), warc_offset=len(archive),
                    warc_path=f"{run_id}/{shard}/captures.warc.gz",
                )
            )  # fmt: skip
            archive += response(document.url, body)
        if nights is None:
            ids = list(dict.fromkeys(each.source_id for each in documents)) or ["rochester_news"]
            nights = [make.source_night(each, run_id=run_id) for each in ids]
        stats = {
            "run_id": run_id,
            "shard": shard,
            "sources": [each.model_dump() for each in nights],
            "started_at_utc": f"{run_id}T06:00:00+00:00",
            "finished_at_utc": f"{run_id}T06:01:00+00:00",
            "missing_from_archive": [],
        }
        lines = [each.model_dump_json().encode() for each in documents]
        files = {
            "captures.warc.gz": archive,
            "captures.jsonl": b"".join(each.model_dump_json().encode() + b"\n" for each in captures),
            "documents.jsonl": b"".join(line + b"\n" for line in [*lines, *extra_lines]),
            "stats.json": json.dumps(stats).encode(),
        }
        for name, content in files.items():
            (folder / name).write_bytes(content)
        marker = {
            "files": {
                name: {"size_bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
                for name, content in files.items()
            }
        }
        (folder / "COMPLETE").write_text(json.dumps(marker))
        return folder

    return write
