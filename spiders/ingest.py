"""Lands what others collected: the pages of a WARC archive, or documents that somebody already cut out.

A landing is written as a crawl would have written it, so that everything after it is the same: the bytes
stand in an archive of ours, with hash and offset, and every document leads back to them. No verdict on the
source is written: an archive from elsewhere tells nothing of how the source fares tonight.

Of an archive's responses those with status 200 that hold a page or a file of words are landed, the latest of
each address. Scripts, pictures, feeds and answers of APIs are left out: they say nothing without their
platform, and `nightly --replay` reads them through it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecordType

from spiders.drafts import to_document
from spiders.errand import charset_of, media_type_of, recorded_at
from spiders.errors import SpiderError
from spiders.guard import host_of
from spiders.landing_writer import LandingWriter, is_complete
from spiders.page import NO_HEADERS, Ask, Draft, HeaderMap, Page
from spiders.platforms import news_article, pdf
from spiders.replay import MAX_HTTP_HEADER_BYTES, replay_key
from spiders.spec import project_version
from warehouse.errors import UserError
from warehouse.records import Capture, Source, make_id

MAX_BODY_BYTES = 64_000_000
MAX_TOLD = 20
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_FILES = (
    "application/pdf", "application/msword", "application/rtf", "text/rtf", "text/plain",
    "application/vnd.openxmlformats", "application/vnd.oasis.opendocument", "application/vnd.ms-",
)  # fmt: skip
_ARCHIVED = WarcRecordType.response | WarcRecordType.resource


@dataclass
class Ingested:
    """What one archive or file of documents came to. `left_out` counts by reason, `examples` name some."""

    landing: Path
    documents_count: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def leave_out(self, reason: str, what: str) -> None:
        """Count one thing that is not landed, and name it while few are named."""
        self.left_out[reason] += 1
        if len(self.examples) < MAX_TOLD:
            self.examples.append(f"{what}: {reason}")


@dataclass(frozen=True)
class GivenDocument:
    """A document that somebody already cut out. `line` is what was given, byte for byte.

    `text` are its words, or `html` its markup; one of both is None. Grain: `id` within its source.
    """

    id: str
    url: str
    line: bytes
    text: str | None = None
    html: str | None = None
    title: str | None = None
    published: str | None = None
    jurisdiction: str | None = None


def shard_name(path: Path) -> str:
    """Return the name of the landing of this file: by its bytes, so that the same file is landed once.

    Raises UserError where it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return f"ingest-{hashlib.file_digest(file, 'sha256').hexdigest()[:12]}"
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror or error}); check the path") from error


class Ingestion:
    """One landing in the making, of documents of one source."""

    def __init__(self, folder: Path, *, landing_root: Path, run_id: str, source: Source) -> None:
        self.source, self.run_id = source, run_id
        self._writer = LandingWriter(
            folder, software=f"policywatch/{project_version()}", run_id=run_id, robots="ignore; ingested"
        )
        self._warc_path = str((folder / "captures.warc.gz").relative_to(landing_root))
        self._started = datetime.now(UTC)
        self._ids: set[str] = set()
        self.report = Ingested(folder)

    def add_page(self, page: Page) -> None:
        """Land one archived response as the document it is, or count it as left out with the reason."""
        try:
            draft = _draft_of(page, self.source)
            self._add(page, draft, is_own_page=True, jurisdiction=None)
        except SpiderError as error:
            self.report.leave_out(str(error).removeprefix(f"{page.url}: ")[:200], page.url)

    def add_document(self, given: GivenDocument) -> None:
        """Land one document that was given as it is, or count it as left out with the reason."""
        if not host_of(given.url):
            self.report.leave_out("its url is no http or https address", given.id[:80])
            return
        is_markup = given.text is None
        body = (given.html or "").encode("utf-8", "surrogatepass") if is_markup else given.line
        page = Page(
            url=given.url,
            requested_url=given.url,
            status=200,
            headers=NO_HEADERS,
            media_type="text/html" if is_markup else "application/json",
            body=body,
            fetched_at=self._started,
            encoding="utf-8",
        )
        draft = Draft(
            kind=news_article.kind_of_source(self.source) if self.source.kind == "news" else "page",
            url=given.url,
            title=given.title,
            published_at=given.published,
            published_at_raw=given.published,
            inline_text=given.text,
            inline_media_type=None if is_markup else "text/plain",
            key=f"ingested:{given.id}",
        )
        try:
            self._add(page, draft, is_own_page=is_markup, jurisdiction=given.jurisdiction)
        except SpiderError as error:
            self.report.leave_out(str(error)[:200], given.id[:80])

    def _add(self, page: Page, draft: Draft, *, is_own_page: bool, jurisdiction: str | None) -> None:
        source = self.source
        digest = hashlib.sha256(page.body).hexdigest()
        at = page.fetched_at.astimezone(UTC).isoformat(timespec="seconds")
        capture = Capture(
            capture_id=make_id(self.run_id, source.source_id, "ingested", page.url, at, draft.key, digest),
            run_id=self.run_id,
            source_id=source.source_id,
            url=page.url,
            requested_url=page.requested_url,
            status=page.status,
            fetched_at_utc=at,
            media_type=page.media_type or None,
            charset=page.encoding,
            size_bytes=len(page.body),
            sha256=digest,
            warc_path=self._warc_path,
            warc_offset=0,
        )
        if jurisdiction and jurisdiction != source.jurisdiction:
            source = source.model_copy(update={"jurisdiction": jurisdiction, "ocd_id": None, "geoid": None})
        document = to_document(
            draft,
            source,
            capture_id=capture.capture_id,
            page_url=page.url,
            own_page=page if is_own_page else None,
        )
        if document.document_id in self._ids:
            self.report.leave_out("it was given before in the same file", draft.url)
            return
        self._ids.add(document.document_id)
        self._writer.add_capture(capture, headers=list(page.headers.items()), body=page.body)
        place = b"%012d" % self.report.documents_count
        self._writer.add_document(document, place=place, is_own_page=is_own_page)
        self.report.documents_count += 1

    def finish(self) -> Ingested:
        """Mark the landing whole and return what it came to."""
        self._writer.finish(
            {
                "run_id": self.run_id,
                "shard": self.report.landing.name,
                "sources": [],
                "started_at_utc": self._started.isoformat(timespec="seconds"),
                "finished_at_utc": datetime.now(UTC).isoformat(timespec="seconds"),
                "missing_from_archive": [],
            }
        )
        return self.report

    def abandon(self) -> None:
        """Leave the landing unmarked, to be begun anew."""
        self._writer.abandon()


def _draft_of(page: Page, source: Source) -> Draft:
    if page.media_type in _PAGES:
        return news_article.read_article(page, source)
    found = [each for each in pdf.parse(page, Ask(url=page.url), source) if isinstance(each, Draft)]
    # A registry source's own title is not that of every file in an archive.
    return replace(found[0], title=found[0].title if source.title is None else None)


def ingest_archive(
    path: Path, folder: Path, *, landing_root: Path, run_id: str, source: Source
) -> Ingested | None:
    """Land an archive's pages; None where this very archive was landed in this run before.

    Raises UserError where the file is no archive or holds nothing to land.
    """
    if is_complete(folder):
        return None
    latest = _latest(path)
    ingestion = Ingestion(folder, landing_root=landing_root, run_id=run_id, source=source)
    try:
        for position, record in _records(path):
            url = _address(record)
            if latest.get(replay_key(url)) != position:
                continue
            page = _page(record, url, ingestion.report)
            if page is not None:
                ingestion.add_page(page)
        return ingestion.finish()
    except BaseException:
        ingestion.abandon()
        raise


def _latest(path: Path) -> dict[str, int]:
    """Return where the latest response of each address stands."""
    found: dict[str, tuple[str, int]] = {}
    for position, record in _records(path):
        url = _address(record)
        if not host_of(url):
            continue
        at = record.headers.get("WARC-Date") or ""
        found[replay_key(url)] = max(found.get(replay_key(url), ("", -1)), (at, position))
    if not found:
        raise UserError(f"{path}: holds no WARC response record; give a .warc or .warc.gz file")
    return {key: position for key, (_, position) in found.items()}


def _records(path: Path) -> Iterator[tuple[int, Any]]:
    """Yield each response with its place among them. What an archive that ends early still holds is read."""
    try:
        with path.open("rb") as stream:
            records = ArchiveIterator(stream, record_types=_ARCHIVED, parse_http=False)
            try:
                yield from enumerate(records)
            except (ValueError, RuntimeError, EOFError):
                return
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror or error}); check the file") from error


def _address(record: Any) -> str:
    return (record.headers.get("WARC-Target-URI") or "").strip("<> ")


def _page(record: Any, url: str, report: Ingested) -> Page | None:
    """Return a response that holds words; else None, counted with the reason."""
    headers: list[tuple[str, str]] = [("Content-Type", record.headers.get("Content-Type") or "")]
    status = 200
    try:
        if record.record_type == WarcRecordType.response:
            record.parse_http(auto_decode="all", max_header_len=MAX_HTTP_HEADER_BYTES)
            if record.http_headers is None:
                report.leave_out("its record holds no HTTP response", url)
                return None
            status = int(record.http_headers.status_code or 0)
            headers = [(str(name), str(value)) for name, value in record.http_headers]
        kept = HeaderMap(headers)
        media_type = media_type_of(kept.get("content-type", ""))
        if status != 200:
            report.leave_out(f"its status is {status}", url)
            return None
        if media_type not in _PAGES and not media_type.startswith(_FILES):
            report.leave_out(f"it is {media_type or 'of no type'}, neither a page nor a file of words", url)
            return None
        body: bytes = record.reader.read(MAX_BODY_BYTES + 1)
    except (OSError, ValueError, RuntimeError) as error:
        report.leave_out(f"its record cannot be read ({error})"[:200], url)
        return None
    if len(body) > MAX_BODY_BYTES:
        report.leave_out(f"it is larger than {MAX_BODY_BYTES:,} bytes", url)
        return None
    if not body.strip():
        report.leave_out("it is empty", url)
        return None
    return Page(
        url=url,
        requested_url=url,
        status=status,
        headers=kept,
        media_type=media_type,
        body=body,
        fetched_at=recorded_at(record.headers.get("WARC-Date")) or datetime.now(UTC),
        encoding=charset_of(kept.get("content-type", "")),
    )
