"""The one spider: it asks each source's platform for requests, and hands the pages to its parse function.

Any mix of platforms runs in one engine. A source's fault, whatever it is, is counted against that source
and the others go on. Redirects and retries are made here, so that each hop is judged and each cause named.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from time import monotonic
from typing import Any
from urllib.parse import urljoin

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from spiders import pace
from spiders.challenge import challenge_in
from spiders.drafts import document_id, to_document
from spiders.errand import (
    Errand,
    SourceExpired,
    SourceRun,
    conditions,
    host_and_port,
    own_draft,
    place_of,
)  # fmt: skip
from spiders.errors import Blocked, EmptyPage, SpiderError, Unreadable
from spiders.failures import Trouble, of_failure, of_status
from spiders.guard import OFF_HOSTS, host_of, is_public_address, refusal
from spiders.keeper import Keeper
from spiders.known_listings import KnownListings
from spiders.landing_writer import LandingWriter
from spiders.moved import move_of, moved_to
from spiders.page import Ask, Draft, Page
from spiders.platforms import load_platform
from spiders.rest import is_due
from spiders.secrets import Secrets
from spiders.spec import CrawlSpec
from spiders.time_limit import ParseTooLong, time_limit
from spiders.upcoming import is_upcoming
from spiders.verdict import Tally, distrusted, judge
from warehouse.records import Capture, SourceNight

logger = logging.getLogger(__name__)

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class WatchSpider(Spider):
    """Crawls the sources of one shard into a landing."""

    name = "policywatch"

    def __init__(self, spec: CrawlSpec, writer: LandingWriter, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.spec, self.writer = spec, writer
        self.keeper = Keeper(spec, writer)
        self.listings = KnownListings(spec)
        self.missing: list[str] = []
        self.close_reason = "finished"
        self._answered_at: dict[str, float] = {}
        self.runs = [
            SourceRun(
                source,
                load_platform(source.platform),
                index,
                Tally(
                    source.source_id,
                    source.floor,
                    known_upcoming=spec.upcoming.get(source.source_id, ()),
                    trusts_cancellations=source.options.get("trust_cancellations") is True,
                ),
                Secrets.of(source),
            )
            for index, source in enumerate(spec.sources)
        ]

    async def start(self) -> AsyncIterator[Any]:
        """Yield what every source begins with."""
        for run in self.runs:
            place = place_of(b"", run.index)
            run.tally.notes.extend(run.secrets.missing)
            asks: list[Ask] = []
            try:
                for ask in run.platform.start_requests(run.source, self.spec.night):
                    asks.append(ask)
                    if len(asks) >= self.spec.max_requests:
                        break
            except Exception as error:  # noqa: BLE001  saved: the other sources of the shard
                self._fault(run, run.source.url, error)
            for number, ask in enumerate(asks):
                for request in self._ask(run, ask, place_of(place, number), 0):
                    yield request

    def closed(self, reason: str) -> None:
        """Land what still waited when the crawl was ended by its time."""
        self.close_reason = reason
        for run in self.runs:
            if run.pending:
                run.tally.is_cut_short = True
                run.tally.notes.append(f"{len(run.pending)} requests were left when the crawl's time was up")
            for errand in list(run.pending.values()):
                self._land_as_it_stands(errand)
            run.pending.clear()
            self.writer.withhold(distrusted(run.tally))

    def nights(self) -> list[SourceNight]:
        """Return each source's verdict, in the order of the spec."""
        return [judge(run.tally, self.spec.run_id) for run in self.runs]

    # Requests

    def _ask(
        self,
        run: SourceRun,
        ask: Ask,
        place: bytes,
        depth: int,
        parent: Capture | None = None,
        page_url: str | None = None,
    ) -> Iterator[Request]:
        errand = Errand(
            ask, run, place, depth, ask.url, ask.method.upper(),
            parent_capture_id=parent.capture_id if parent else None,
            parent_url=page_url,
            is_parent_unchanged=parent is not None and parent.is_revisit,
        )  # fmt: skip
        key = hashlib.sha256(
            f"{errand.method} {ask.url} ".encode("utf-8", "replace") + (ask.body or b"")
        ).digest()
        if not errand.is_for_document:
            run.tally.listings_count += 1
        bound = self._bound(run, ask.url)
        if bound:
            run.tally.is_cut_short = True
            run.tally.notes.append(bound)
            self._land_as_it_stands(errand)
        elif key in run.seen:
            self._land_as_it_stands(errand)
        elif self._may_rest(errand):
            run.seen.add(key)
            run.tally.unchanged_count += 1
            run.tally.rested_count += 1
        else:
            run.seen.add(key)
            request = self._request(errand)
            if request is not None:
                yield request

    def _may_rest(self, errand: Errand) -> bool:
        """Tell whether the page of a document is known, and not to be asked for tonight."""
        draft = errand.ask.draft
        if draft is None or not errand.is_for_document or self.spec.replay is not None:
            return False
        known = self.keeper.known(errand)
        return known is not None and not is_due(draft, known, self.spec.night)

    def _bound(self, run: SourceRun, url: str) -> str | None:
        most = int(run.source.options.get("max_requests", self.spec.max_requests))
        if run.requests_count >= most:
            return f"stopped after {most} requests, its bound"
        return run.stopped(url, self.spec.max_seconds)

    def _request(self, errand: Errand) -> Request | None:
        """Return the request for an errand, None where the source may not make it."""
        run, ask = errand.run, errand.ask
        if self.spec.replay is None:
            refused = refusal(errand.url, run.source, is_for_document=errand.is_for_document)
            if refused and errand.is_for_document:
                if OFF_HOSTS in refused:
                    run.tally.elsewhere[host_of(errand.url)] += 1
                else:
                    run.tally.unfetched[refused] += 1
                self._land_as_it_stands(errand)
                return None
            if refused:
                self._note_move(errand)
                via = f"it redirects to {errand.url}, and " if errand.hops else ""
                self._failed(errand, Trouble("broken", f"{ask.url}: {via}{refused}"))
                return None
        headers = dict(ask.headers)
        if errand.method == "GET":
            headers |= conditions(self.keeper.known(errand))
        run.requests_count += 1
        run.pending[errand.place] = errand
        meta: dict[str, Any] = {
            "errand": errand,
            "download_slot": host_of(errand.url),
            "made_at": monotonic(),
            "cookiejar": run.source.source_id,
            "handle_httpstatus_all": True,
        }
        try:
            return Request(
                run.secrets.on_the_wire(errand.url),
                method=errand.method,
                body=ask.body if errand.method != "GET" else b"",
                headers=headers,
                callback=self.on_response,
                errback=self.on_failure,
                meta=meta,
                dont_filter=True,
                priority=-errand.depth,
            )
        except (ValueError, TypeError) as error:
            self._failed(errand, Trouble("broken", f"{errand.url}: is no URL that can be fetched ({error})"))
            return None

    def _note_move(self, errand: Errand) -> None:
        """Remember where a source's first page sends on to, if that is a vendor's."""
        move = move_of(errand.url, errand.run.source, "redirects to") if errand.hops else None
        if move is not None and errand.depth == 0:
            errand.run.tally.moves.append(move)

    def _again(self, errand: Errand, trouble: Trouble) -> Request | None:
        """Return the next try of an errand, None where its tries are used up or the wait is too long."""
        if errand.attempt >= self.spec.retries or not trouble.may_pass or self.spec.replay is not None:
            return None
        wait = trouble.retry_after
        if wait is not None and wait > self.spec.max_retry_after_seconds:
            return None
        backoff = max(self.spec.delay_seconds, 0.02) * 2 ** (errand.attempt + 1)
        pace.pause(self.crawler, host_of(errand.url), backoff if wait is None else wait)
        self._log(errand.run, logging.INFO, "retry", url=errand.url, reason=trouble.reason)
        return self._request(replace(errand, attempt=errand.attempt + 1))

    # Answers

    def on_response(self, response: Response) -> Iterator[Request]:
        """Handle one answer, whatever it is."""
        assert response.request is not None
        errand: Errand = response.request.meta["errand"]
        run = errand.run
        self._count_time(response.request)
        try:
            yield from self._answer(errand, response)
        except Exception as error:  # noqa: BLE001  saved: the other sources, and this one's other pages
            self._fault(run, errand.url, error, errand=errand)

    def on_failure(self, failure: Failure) -> Iterator[Request]:
        """Handle a request that got no answer."""
        request: Request = failure.request  # type: ignore[attr-defined]
        errand: Errand = request.meta["errand"]
        self._count_time(request)
        assert failure.value is not None
        if isinstance(failure.value, SourceExpired):
            errand.run.tally.is_cut_short = True
            errand.run.tally.notes.append(str(failure.value))
            if errand.run.is_refused(errand.url):
                self._failed(errand, Trouble("blocked", f"{errand.url}: {failure.value}"))
            else:
                self._land_as_it_stands(errand)
            return
        trouble = of_failure(failure.value, errand.url, self.spec)
        if trouble.is_missing_from_archive:
            self.missing.append(errand.url)
        again = self._again(errand, trouble)
        if again is not None:
            yield again
        else:
            self._failed(errand, trouble)

    def _count_time(self, request: Request) -> None:
        """Add to a source's time what its request took: since it was made, or since its host was free."""
        now, slot = monotonic(), str(request.meta.get("download_slot"))
        since = max(self._answered_at.get(slot, 0.0), request.meta.get("made_at", now))
        self._answered_at[slot] = now
        request.meta["errand"].run.spend(now - since)

    def _answer(self, errand: Errand, response: Response) -> Iterator[Request]:
        run = errand.run
        status = response.status
        page = self.keeper.page(errand, response)
        if response.ip_address is not None and not self._may_connect(errand, str(response.ip_address)):
            raise Blocked(f"{errand.url}: answered from the private address {response.ip_address}; not kept")
        if status in _REDIRECTS and "location" in page.headers:
            self.keeper.keep(errand, response, page)
            yield from self._follow(errand, page)
            return
        challenger = challenge_in(page) if status != 304 else None
        trouble = of_status(status, page, challenger)
        is_last = run.answered(errand.url, is_refusal=trouble is not None and trouble.cause == "blocked")
        if is_last:
            why = run.stopped(errand.url, self.spec.max_seconds) or ""
            pace.drop(self.crawler, host_of(errand.url), lambda each: _is_of(run, each), why)
        if trouble is not None:
            again = self._again(errand, trouble) if challenger is None and not is_last else None
            if again is not None:
                yield again
                return
            self.keeper.keep(errand, response, page)
            self._failed(errand, trouble)
            return
        capture = self.keeper.keep(errand, response, page)
        if capture.is_revisit:
            run.tally.unchanged_count += 1
        known = self.listings.recall(errand, capture)
        if known is None and status == 304:
            earlier = self.keeper.earlier_body(errand, page)
            if earlier is None:
                run.pending.pop(errand.place, None)
                run.tally.unread_listings_count += not errand.is_for_document
                return
            page = earlier
        yield from self._read(errand, page, capture, known)

    def _may_connect(self, errand: Errand, address: str) -> bool:
        return is_public_address(address) or host_and_port(errand.url) in self.spec.allow_private

    def _follow(self, errand: Errand, page: Page) -> Iterator[Request]:
        location = errand.run.secrets.hidden_in(page.headers["location"].split(", http", 1)[0])
        if errand.hops >= self.spec.max_redirects:
            reason = f"{errand.ask.url}: redirected more than {self.spec.max_redirects} times"
            self._failed(errand, Trouble("broken", reason))
            return
        keeps_method = page.status in (307, 308) or errand.method in ("GET", "HEAD")
        onward = replace(
            errand,
            url=urljoin(errand.url, location),
            hops=errand.hops + 1,
            method=errand.method if keeps_method else "GET",
        )
        request = self._request(onward)
        if request is not None:
            yield request

    # Reading

    def _read(
        self, errand: Errand, page: Page, capture: Capture, known: list[Draft | Ask] | None = None
    ) -> Iterator[Request]:
        """Parse a page, land its documents and make its further requests, in page order.

        `known` is what it gave when these bytes were parsed before.
        """
        run, ask = errand.run, errand.ask
        found: list[Draft | Ask] = []
        fault: Exception | None = None
        most = int(run.source.options.get("max_documents", self.spec.max_documents))
        try:
            with time_limit(self.spec.max_parse_seconds):
                for each in run.platform.parse(page, ask, run.source) if known is None else known:
                    found.append(each)
                    if run.tally.found_count + len(found) > most:
                        run.tally.is_cut_short = True
                        run.tally.notes.append(f"stopped after {most} documents, its bound")
                        break
                else:
                    if known is None:
                        self.listings.keep(errand, capture, found)
        except EmptyPage as error:
            run.tally.empties.append(str(error) or "the page says that it holds nothing")
        except Exception as error:  # noqa: BLE001  saved: what the page gave before, and the other pages
            fault = error
        drafts = [each for each in found if isinstance(each, Draft)]
        is_new = not capture.is_revisit or (errand.is_for_document and errand.is_called_off)
        run.pending.pop(errand.place, None)
        if errand.is_for_document and not drafts and is_new:
            if fault is None or not isinstance(fault, Blocked):
                self._land(errand, ask.draft, capture.capture_id, page, b"", own_page=page)
            else:
                self._land_as_it_stands(errand)
        run.tally.found_count += max(0, len(drafts) - 1) if errand.is_for_document else len(drafts)
        self._look_ahead(run, found)
        if errand.depth == 0 and not run.tally.found_count and not _leads_to_documents(found):
            move = moved_to(page, run.source)
            if move is not None:
                run.tally.moves.append(move)
        own = own_draft(drafts, page, ask)
        for number, each in enumerate(found):
            place = place_of(errand.place, number)
            if isinstance(each, Draft):
                if is_new:
                    own_page = page if each is own else None
                    self._land(errand, each, capture.capture_id, page, place, own_page=own_page)
            else:
                if each.draft is not None:
                    run.tally.found_count += 1
                yield from self._ask(run, each, place, errand.depth + 1, capture, page.url)
        if fault is not None:
            self._fault(run, errand.url, fault, errand=errand)

    def _look_ahead(self, run: SourceRun, found: list[Draft | Ask]) -> None:
        """Note what a page says of the meetings ahead: a cancelled one is so wherever it says so."""
        for each in found:
            draft = each if isinstance(each, Draft) else each.draft
            if draft is None or not is_upcoming(draft, self.spec.night):
                continue
            known = document_id(run.source, draft)
            if draft.status == "cancelled" or run.tally.upcoming.get(known) is None:
                run.tally.upcoming[known] = draft.status

    def _land(
        self,
        errand: Errand,
        draft: Draft | None,
        capture_id: str,
        page: Page,
        place: bytes,
        *,
        own_page: Page | None,
    ) -> None:
        if draft is None:
            return
        if draft.parent_key is None and errand.ask.parent_key is not None:
            draft = replace(draft, parent_key=errand.ask.parent_key)
        self._write(errand.run, draft, capture_id, page.url, place or errand.place, own_page)

    def _land_as_it_stands(self, errand: Errand) -> None:
        """Land the draft of an errand whose page was not read, from the listing it was found on."""
        errand.run.pending.pop(errand.place, None)
        if errand.is_parent_unchanged:
            return
        if errand.ask.draft is not None and errand.parent_capture_id is not None:
            page_url = errand.parent_url or errand.ask.url
            self._write(errand.run, errand.ask.draft, errand.parent_capture_id, page_url, errand.place, None)

    def _write(
        self,
        run: SourceRun,
        draft: Draft,
        capture_id: str,
        page_url: str,
        place: bytes,
        own_page: Page | None,
    ) -> None:
        try:
            document = to_document(
                draft, run.source, capture_id=capture_id, page_url=page_url, own_page=own_page
            )
        except Unreadable as error:
            run.tally.fail(page_url, "broken", str(error), depth=1, is_for_document=True, may_fail=False)
            return
        is_new = self.writer.add_document(document, place=place, is_own_page=own_page is not None)
        run.tally.documents_count += is_new

    # Faults

    def _fault(self, run: SourceRun, url: str, error: Exception, *, errand: Errand | None = None) -> None:
        """Count what a platform module raised."""
        if isinstance(error, Blocked):
            trouble = Trouble("blocked", str(error))
        elif isinstance(error, SpiderError):
            trouble = Trouble("broken", str(error) or type(error).__name__)
        elif isinstance(error, ParseTooLong):
            trouble = Trouble(
                "broken", f"{url}: its parser took over {self.spec.max_parse_seconds:.0f} seconds"
            )
        else:
            trouble = Trouble("broken", f"{url}: its parser failed ({type(error).__name__}: {error})")
            logger.error(
                "parser failed", exc_info=error, extra={"source_id": run.source.source_id, "url": url}
            )
        if errand is not None and errand.place in run.pending:
            self._failed(errand, trouble)
            return
        depth, for_document, may_fail = 0, False, False
        if errand is not None:
            depth, for_document, may_fail = errand.depth, errand.is_for_document, errand.ask.may_fail
        reason = run.secrets.hidden_in(trouble.reason)
        run.tally.fail(
            url, trouble.cause, reason, depth=depth, is_for_document=for_document, may_fail=may_fail
        )
        self._log(run, logging.WARNING, trouble.cause, url=url, reason=reason)

    def _failed(self, errand: Errand, trouble: Trouble) -> None:
        run = errand.run
        reason = run.secrets.hidden_in(trouble.reason)
        run.tally.fail(
            errand.url,
            trouble.cause,
            reason,
            depth=errand.depth,
            is_for_document=errand.is_for_document,
            may_fail=errand.ask.may_fail or trouble.is_expected,
        )
        self._log(run, logging.WARNING, trouble.cause, url=errand.url, reason=reason)
        self._land_as_it_stands(errand)

    def _log(self, run: SourceRun, level: int, event: str, *, url: str, reason: str) -> None:
        logger.log(
            level, "%s: %s", event, reason,
            extra={"source_id": run.source.source_id, "url": run.secrets.hidden_in(url)},
        )  # fmt: skip


def _is_of(run: SourceRun, request: Request) -> bool:
    errand: Errand | None = request.meta.get("errand")
    return errand is not None and errand.run is run


def _leads_to_documents(found: list[Draft | Ask]) -> bool:
    return any(isinstance(each, Draft) or each.draft is not None for each in found)
