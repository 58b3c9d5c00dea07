"""What the crawl keeps about a source while it runs, and about each of its requests on the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest

from spiders.guard import host_of
from spiders.page import Ask, Draft, Page
from spiders.platforms import Platform
from spiders.replay import replay_key
from spiders.secrets import Secrets
from spiders.spec import Validator
from spiders.verdict import Tally
from warehouse.records import Source

MAX_REFUSALS = 10
"""After so many refusals of one host in a row, the source asks it for nothing more that night."""


class SourceExpired(IgnoreRequest):
    """The source has used up its time, or is refused; what of it still waits is not fetched."""


@dataclass
class SourceRun:
    """One source while it is crawled. `pending`: what is on its way, by its place in page order."""

    source: Source
    platform: Platform
    index: int
    tally: Tally
    secrets: Secrets
    requests_count: int = 0
    spent_seconds: float | None = None
    seen: set[bytes] = field(default_factory=set)
    pending: dict[bytes, Errand] = field(default_factory=dict)
    refusals: Counter[str] = field(default_factory=Counter)

    def answered(self, url: str, *, is_refusal: bool) -> bool:
        """Count how often in a row a host has refused us; tell whether that is now often enough."""
        host = host_of(url)
        self.refusals[host] = self.refusals[host] + 1 if is_refusal else 0
        return self.refusals[host] == MAX_REFUSALS

    def is_refused(self, url: str) -> bool:
        """Tell whether a host has refused us so often that it is asked for nothing more."""
        return self.refusals[host_of(url)] >= MAX_REFUSALS

    def stopped(self, url: str, max_seconds: float) -> str | None:
        """Return why the source asks for nothing more there tonight, None where it goes on."""
        if self.is_refused(url):
            return f"stopped asking {host_of(url)} after {MAX_REFUSALS} refusals in a row"
        if self.is_expired(max_seconds):
            return f"stopped after {max_seconds:.0f} seconds, its bound"
        return None

    def spend(self, seconds: float) -> None:
        """Count what an answer took. The first is free, and so is waiting in a shared host's queue."""
        self.spent_seconds = 0.0 if self.spent_seconds is None else self.spent_seconds + seconds

    def is_expired(self, max_seconds: float) -> bool:
        """Tell whether the source has used up its time."""
        return self.spent_seconds is not None and self.spent_seconds > max_seconds


@dataclass(frozen=True)
class Errand:
    """One ask on its way: where its documents stand in page order, and how often it was tried or sent on.

    `depth` is 0 for what a source begins with. `url` and `method` are of the present hop. What stands on an
    unchanged listing was landed by the night that first saw it.
    """

    ask: Ask
    run: SourceRun
    place: bytes
    depth: int
    url: str
    method: str
    parent_capture_id: str | None
    parent_url: str | None
    is_parent_unchanged: bool = False
    hops: int = 0
    attempt: int = 0

    @property
    def is_for_document(self) -> bool:
        """Whether the page behind is one document, which can be landed without it."""
        return self.ask.draft is not None and self.depth > 0

    @property
    def is_called_off(self) -> bool:
        """Whether a changed listing says that a meeting is off or moved: news though its agenda stands."""
        draft = self.ask.draft
        return (
            draft is not None
            and draft.status in ("cancelled", "rescheduled")
            and not self.is_parent_unchanged
        )


def place_of(parent: bytes, number: int) -> bytes:
    """Return the place of a page's n-th yield; places sort as bytes in page order."""
    return parent + number.to_bytes(4, "big")


def own_draft(drafts: list[Draft], page: Page, ask: Ask) -> Draft | None:
    """Return the draft whose words are the page's own, None where the page only lists.

    Rows of a hand-kept table may all carry the page's own address; then none of them is the page.
    """
    if ask.draft is not None and drafts:
        same = [each for each in drafts if each.key is not None and each.key == ask.draft.key]
        return same[0] if same else drafts[0]
    here = {replay_key(page.url), replay_key(page.requested_url)}
    own = [each for each in drafts if replay_key(each.url) in here]
    return own[0] if len(own) == 1 and len(drafts) == 1 else None


def conditions(known: Validator | None) -> dict[str, str]:
    """Return the headers that ask for a page only if it changed. None are sent for a body we do not have."""
    if known is None or known.sha256 is None:
        return {}
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in headers.items() if value}


def recorded_at(value: str | None) -> datetime | None:
    """Return the instant a WARC-Date names, None where there is none."""
    if not value:
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def media_type_of(content_type: str) -> str:
    """Return "text/html" of "Text/HTML; charset=utf-8"."""
    return content_type.partition(";")[0].strip().lower()


def charset_of(content_type: str) -> str | None:
    """Return the charset a Content-Type declares, None where it declares none that could be one."""
    _, mark, rest = content_type.lower().partition("charset=")
    name = rest.split(";")[0].strip(" \"'") if mark else ""
    return name if name and len(name) <= 40 and name.isascii() else None


def host_and_port(url: str) -> str:
    """Return "host:port" with the port written out."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
