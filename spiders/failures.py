"""Why a request came to nothing, in words for the operator, and whether another try may help."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from spiders.guard import host_of
from spiders.pace import retry_after_seconds
from spiders.page import Page
from spiders.replay import NotInArchive
from spiders.resolver import refused_addresses
from spiders.robots import RobotsRefusal, RobotsUnavailable
from spiders.spec import CrawlSpec
from spiders.verdict import Cause

_MAY_PASS = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_REFUSALS = frozenset({401, 403, 429, 451})
_GONE = frozenset({404, 410})


@dataclass(frozen=True)
class Trouble:
    """One request's failure. `retry_after`: seconds that the site asks us to wait, None where it does not."""

    cause: Cause
    reason: str
    may_pass: bool = False
    retry_after: float | None = None
    is_missing_from_archive: bool = False
    is_expected: bool = False


def of_status(status: int, page: Page, challenger: str | None) -> Trouble | None:
    """Return what an answer's status and body say against it, None where it is a page to read."""
    if challenger is not None:
        return Trouble("blocked", f"{page.url}: {challenger} (status {status})")
    if status < 300 or status == 304:
        return None
    wait = retry_after_seconds(page.headers.get("retry-after"))
    may_pass = status in _MAY_PASS
    if status in _REFUSALS:
        asked = "" if wait is None else f", asks to wait {wait:.0f} seconds"
        return Trouble("blocked", f"{page.url}: refused with status {status}{asked}", may_pass, wait)
    if status in _GONE:
        return Trouble("broken", f"{page.url}: status {status}, the page is gone; check the source's url")
    if status >= 500 or status in _MAY_PASS:
        return Trouble("unreachable", f"{page.url}: status {status}", may_pass, wait)
    return Trouble("broken", f"{page.url}: status {status}")


def of_failure(error: BaseException, url: str, spec: CrawlSpec) -> Trouble:
    """Return what a download's exception means."""
    if isinstance(error, RobotsRefusal):
        return Trouble("blocked", str(error))
    if isinstance(error, RobotsUnavailable):
        if error.cause is None:
            return Trouble("unreachable", str(error))
        return replace(of_failure(error.cause, error.url, spec), may_pass=False)
    if isinstance(error, NotInArchive):
        return Trouble("unreachable", str(error), is_missing_from_archive=str(error).startswith("not in the"))
    if isinstance(error, CannotResolveHostError):
        inward = refused_addresses.get(host_of(url).rsplit(":", 1)[0]) or refused_addresses.get(
            _hostname(url)
        )
        if inward:
            return Trouble("unreachable", f"{url}: leads to the private address {inward}; not fetched")
        return Trouble("unreachable", f"{url}: its host name does not resolve (DNS)", may_pass=True)
    if isinstance(error, DownloadTimeoutError):
        return Trouble("unreachable", f"{url}: no whole answer within {spec.timeout_seconds:g} seconds", True)
    if isinstance(error, DownloadConnectionRefusedError):
        return Trouble("unreachable", f"{url}: connection refused", may_pass=True)
    if isinstance(error, ResponseDataLossError):
        return Trouble("unreachable", f"{url}: the answer was cut short", may_pass=True)
    if isinstance(error, DownloadFailedError):
        return _of_lost_connection(error, url)
    if isinstance(error, DownloadCancelledError):
        return Trouble("broken", f"{url}: larger than {spec.max_body_bytes:,} bytes; not kept")
    if isinstance(error, IgnoreRequest) and "decompress" in str(error):
        return Trouble("broken", f"{url}: unpacks to over {spec.max_body_bytes:,} bytes; not kept")
    return Trouble("unreachable", f"{url}: {type(error).__name__}: {str(error)[:200]}")


def _of_lost_connection(error: DownloadFailedError, url: str) -> Trouble:
    said = " ".join(str(each) for each in (error, error.__cause__, *_reasons(error.__cause__)) if each)
    lowered = said.lower()
    if "ssl" in lowered or "certificate" in lowered or "tls" in lowered:
        return Trouble("unreachable", f"{url}: TLS failed ({_brief(said)})")
    return Trouble("unreachable", f"{url}: the connection was lost ({_brief(said)})", may_pass=True)


def _reasons(cause: BaseException | None) -> list[str]:
    return [str(getattr(each, "value", each)) for each in getattr(cause, "reasons", ()) or ()]


def _brief(text: str) -> str:
    return " ".join(text.split())[:160]


def _hostname(url: str) -> str:
    from urllib.parse import urlsplit

    return (urlsplit(url).hostname or "").lower()
