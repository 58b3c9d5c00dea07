"""What one source gave in one night: `ok`, `unchanged`, `empty`, `blocked`, `broken` or `unreachable`.

Empty is a verdict, not a result: no documents without the page's own word that there are none means that
the page is not what we think it is. The reason is a sentence for the operator.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from spiders.moved import Move
from spiders.upcoming import MAX_KEPT, suspicion
from warehouse.records import FetchError, SourceNight, Verdict

Cause = Literal["blocked", "unreachable", "broken", "bound"]

MAX_ERRORS_KEPT = 50
MAX_REASON, MAX_URL = 600, 2_000  # characters
# Of many pages behind a listing a few may fail without the source being down.
TOLERATED_SHARE = 0.1


@dataclass
class Tally:
    """What is counted about one source while it is crawled."""

    source_id: str
    floor: int = 0
    documents_count: int = 0
    found_count: int = 0
    captures_count: int = 0
    unchanged_count: int = 0
    rested_count: int = 0
    size_bytes: int = 0
    listings_count: int = 0
    unread_listings_count: int = 0
    errors_count: int = 0
    errors: list[FetchError] = field(default_factory=list)
    first_failures: list[tuple[Cause, str]] = field(default_factory=list)
    later_failures: list[tuple[Cause, str]] = field(default_factory=list)
    document_failures: Counter[str] = field(default_factory=Counter)
    empties: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    elsewhere: Counter[str] = field(default_factory=Counter)
    unfetched: Counter[str] = field(default_factory=Counter)
    """Documents not asked for, by why their URLs are fetched of no host."""
    is_cut_short: bool = False
    known_upcoming: tuple[str, ...] = ()
    upcoming: dict[str, str | None] = field(default_factory=dict)
    trusts_cancellations: bool = False
    moves: list[Move] = field(default_factory=list)

    def fail(
        self, url: str, cause: Cause, reason: str, *, depth: int, is_for_document: bool, may_fail: bool
    ) -> None:
        """Count one request that came to nothing. `depth` is 0 for what the source begins with."""
        self.errors_count += 1
        url, reason = url[:MAX_URL], reason[:MAX_REASON]
        if len(self.errors) < MAX_ERRORS_KEPT:
            self.errors.append(FetchError(url=url, reason=reason))
        if may_fail:
            return
        if is_for_document:
            self.document_failures[cause] += 1
        elif depth == 0:
            self.first_failures.append((cause, reason))
        elif len(self.later_failures) < MAX_ERRORS_KEPT:
            self.later_failures.append((cause, reason))


def distrusted(tally: Tally) -> set[str]:
    """Return the documents whose cancellation is not believed, and which are not landed for it."""
    found = _suspicion(tally)
    if found is None or found[0] != "cancelled":
        return set()
    return {each for each, status in tally.upcoming.items() if status == "cancelled"}


def judge(tally: Tally, run_id: str) -> SourceNight:
    """Return the source's night. Pure: it depends on the tally alone."""
    verdict, reason = _verdict(tally)
    move = tally.moves[0] if tally.moves and verdict in ("broken", "empty") else None
    if move is not None:
        reason += f"; {move.reason}"
    # A listing that is not believed leaves what the last good night listed as it was.
    keeps_known = tally.unread_listings_count or verdict not in ("ok", "unchanged", "empty")
    upcoming = tally.known_upcoming if keeps_known else _standing(tally.upcoming)
    asides = list(dict.fromkeys(tally.notes))
    if tally.rested_count:
        asides.append(f"{_counted(tally.rested_count, 'known page')} not asked for again yet")
    failed = sum(tally.document_failures.values())
    if failed and verdict in ("ok", "unchanged"):
        named = ", ".join(f"{count} {cause}" for cause, count in sorted(tally.document_failures.items()))
        asides.append(f"{_counted(failed, 'page')} behind the listing could not be read ({named})")
    if tally.elsewhere:
        hosts = ", ".join(host for host, _ in tally.elsewhere.most_common(3))
        count = _counted(sum(tally.elsewhere.values()), "document")
        asides.append(f"{count} on hosts that are not this source's ({hosts}), landed from the listing alone")
    if tally.unfetched:
        why = ", ".join(reason for reason, _ in tally.unfetched.most_common(3))
        asides.append(f"{_counted(tally.unfetched.total(), 'document')} not fetched ({why})")
    return SourceNight(
        run_id=run_id,
        source_id=tally.source_id,
        verdict=verdict,
        reason="; ".join([reason, *asides[:5]])[: 2 * MAX_REASON],
        documents_count=tally.documents_count,
        captures_count=tally.captures_count,
        unchanged_count=tally.unchanged_count,
        size_bytes=tally.size_bytes,
        errors=tuple(tally.errors),
        errors_count=tally.errors_count,
        upcoming_ids=tuple(upcoming[:MAX_KEPT]),
        proposal=move.proposal(tally.source_id) if move is not None else None,
    )


def _standing(upcoming: dict[str, str | None]) -> tuple[str, ...]:
    return tuple(each for each, status in upcoming.items() if status != "cancelled")


def _suspicion(tally: Tally) -> tuple[str, str] | None:
    if tally.trusts_cancellations:
        return None
    is_whole = not (
        tally.is_cut_short or tally.unread_listings_count or tally.first_failures or tally.later_failures
    )
    return suspicion(tally.known_upcoming, tally.upcoming, is_whole=is_whole)


def _verdict(tally: Tally) -> tuple[Verdict, str]:
    failures = list(tally.first_failures)
    if len(tally.later_failures) > TOLERATED_SHARE * tally.listings_count or not tally.found_count:
        failures += tally.later_failures
    found = _counted(tally.found_count, "document")
    if failures:
        verdict, reason = _worst(failures)
        if tally.found_count:
            reason += f"; {found} found before and beside it"
        return verdict, reason
    doubt = _suspicion(tally)
    if doubt is not None:
        return "broken", doubt[1]
    if tally.is_cut_short and not tally.found_count:
        return "unreachable", "the time or request bound was reached before anything was found"
    if tally.found_count:
        if tally.found_count < tally.floor and not tally.unread_listings_count and not tally.empties:
            return "broken", f"{found} found, at least {tally.floor} expected; the layout may have changed"
        if not tally.documents_count and tally.unchanged_count:
            return "unchanged", f"{_counted(tally.unchanged_count, 'page')} unchanged since the last night"
        return "ok", found
    if tally.unchanged_count:
        return "unchanged", f"{_counted(tally.unchanged_count, 'page')} unchanged since the last night"
    if tally.empties:
        return "empty", tally.empties[0]
    if not tally.listings_count:
        return "broken", "the platform asked for nothing; check the source's url and options"
    return "broken", "no documents found, and the page does not say that there are none"


def _worst(failures: list[tuple[Cause, str]]) -> tuple[Verdict, str]:
    for verdict in ("blocked", "broken", "unreachable"):
        reasons = [reason for cause, reason in failures if cause == verdict]
        if reasons:
            more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
            return verdict, reasons[0] + more
    return "unreachable", failures[0][1]


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
