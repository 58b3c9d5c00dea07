"""What came over the wire becomes a page to read and a capture in the archive."""

from __future__ import annotations

import hashlib
import logging
from datetime import UTC, datetime

from scrapy.http import Response, TextResponse

from spiders.errand import Errand, charset_of, media_type_of, recorded_at
from spiders.landing_writer import LandingWriter
from spiders.page import HeaderMap, Page
from spiders.replay import NotInArchive, read_archived
from spiders.spec import CrawlSpec, Validator, request_key
from warehouse.landing_store import Landings
from warehouse.records import Capture, make_id

logger = logging.getLogger(__name__)


def request_sha256(errand: Errand) -> str | None:
    """Return the hash of the body that is sent, None for a GET."""
    return hashlib.sha256(errand.ask.body or b"").hexdigest() if errand.method != "GET" else None


class Keeper:
    """Keeps a shard's responses, and knows which of them an earlier night had."""

    def __init__(self, spec: CrawlSpec, writer: LandingWriter) -> None:
        self.spec, self.writer = spec, writer
        self._warc_path = spec.warc_path

    def known(self, errand: Errand) -> Validator | None:
        """Return what earlier nights learned of this request, by the address as it was first asked for."""
        source_id, sent = errand.run.source.source_id, request_sha256(errand)
        for url in dict.fromkeys((errand.ask.url, errand.url)):
            found = self.spec.validators.get(request_key(source_id, errand.method, url, sent))
            if found is not None:
                return found
        return None

    def keep(self, errand: Errand, response: Response, page: Page) -> Capture:
        """Write the response to the archive and return its capture, a revisit where the bytes are known."""
        run, spec = errand.run, self.spec
        assert response.request is not None
        known = self.known(errand)
        digest = hashlib.sha256(page.body).hexdigest()
        if page.status == 304 and known is not None and known.sha256:
            digest = known.sha256
        is_revisit = page.status == 304 or (
            page.status == 200 and known is not None and known.sha256 == digest
        )
        asked = request_sha256(errand)
        capture = Capture(
            capture_id=make_id(
                spec.run_id, run.source.source_id, errand.method, errand.ask.url, errand.url, asked,
                str(page.status), digest,
            ),
            run_id=spec.run_id,
            source_id=run.source.source_id,
            url=errand.url,
            requested_url=errand.ask.url,
            method=errand.method,
            status=page.status,
            fetched_at_utc=page.fetched_at.astimezone(UTC).isoformat(timespec="seconds"),
            media_type=page.media_type or None,
            charset=page.encoding,
            size_bytes=0 if is_revisit else len(page.body),
            sha256=digest,
            etag=page.headers.get("etag"),
            last_modified=page.headers.get("last-modified"),
            is_revisit=is_revisit,
            warc_path=self._warc_path,
            warc_offset=0,
            request_sha256=asked,
        )  # fmt: skip
        sent = [
            (k.decode("latin-1"), b", ".join(v).decode("latin-1"))
            for k, v in response.request.headers.items()
        ]
        run.tally.captures_count += 1
        run.tally.size_bytes += 0 if is_revisit else len(page.body)
        return self.writer.add_capture(
            capture,
            headers=[
                (name, run.secrets.hidden_in(value))
                for name, value in response.request.meta.get("wire_headers", ())
            ],
            body=page.body,
            protocol=response.protocol or "HTTP/1.1",
            request_headers=[each for each in sent if each[0].lower() not in ("cookie", "authorization")],
            request_body=response.request.body,
        )

    def earlier_body(self, errand: Errand, page: Page) -> Page | None:
        """Return an unchanged listing as it was archived, None where the spec does not say where that is.

        So is the agenda of a meeting that was called off: with its new status it is a new version.
        """
        known = self.known(errand)
        if errand.is_for_document and not errand.is_called_off:
            return None
        if known is None or known.warc_path is None or known.warc_offset is None:
            return None
        landings = Landings(self.spec.landing_root, self.spec.landing_store)
        try:
            archive = landings.file(known.warc_path)
            headers, body = read_archived(archive, known.warc_offset, max_bytes=self.spec.max_body_bytes)
        except (NotInArchive, ValueError) as error:
            logger.warning("%s", error, extra={"source_id": errand.run.source.source_id, "url": errand.url})
            return None
        kept = HeaderMap(headers)
        media_type = media_type_of(kept.get("content-type", ""))
        return Page(
            page.url, page.requested_url, 304, kept, media_type, body, page.fetched_at,
            charset_of(kept.get("content-type", "")), page.night,
        )  # fmt: skip

    def page(self, errand: Errand, response: Response) -> Page:
        """Return a response as platform modules see it, its time the archive's where it is replayed."""
        request = response.request
        assert request is not None
        wire = [*request.meta.get("wire_headers", ())]
        headers = HeaderMap(wire)
        media_type = media_type_of(headers.get("content-type", ""))
        recorded = recorded_at(request.meta.get("recorded_at"))
        declared = response._declared_encoding() if isinstance(response, TextResponse) else None
        return Page(
            url=errand.url,
            requested_url=errand.ask.url,
            status=response.status,
            headers=headers,
            media_type=media_type,
            body=response.body,
            fetched_at=recorded or datetime.now(UTC),
            encoding=charset_of(headers.get("content-type", "")) or declared,
            night=None if recorded else self.spec.night,
        )
