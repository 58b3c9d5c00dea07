"""`sources new URL`: recognizes the platform, guesses the place, and writes an entry to start from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from policywatch.ordering import require_contact
from policywatch.placing import guess_place, named_place
from policywatch.settings import Settings
from spiders.recognizing import recognize, recognize_page
from spiders.scaffold import read_once, scaffold
from warehouse.errors import UserError
from warehouse.records import Source

MAX_PAGE_BYTES = 16_000_000
_TITLE = re.compile(rb"<title[^>]{0,200}>(.{0,500}?)</title>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class SeenPage:
    """A page at hand, and how it was come by, in the words of the entry's note."""

    url: str
    body: bytes
    media_type: str
    how: str


def saved_page(url: str, path: Path) -> SeenPage:
    """Return a page that a person saved from `url`. Raises UserError where it cannot be read."""
    try:
        body = path.read_bytes()[:MAX_PAGE_BYTES]
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); give a saved page to --page") from error
    if not body.strip():
        raise UserError(f"{path}: is empty; save the page again")
    return SeenPage(url, body, "", "read from a saved page; not fetched")


def fetched_page(settings: Settings, url: str, *, replay: Path | None) -> SeenPage:
    """Return the page at `url`, out of an archive or from its site, as a crawl would get it.

    Raises UserError where there is no contact for a live fetch, and where nothing could be had, with why.
    """
    from spiders.crawl import probe

    if replay is None:
        require_contact(settings)
    source = Source(
        source_id="new", jurisdiction="new", timezone="UTC", kind="council", platform="listing", url=url
    )
    found = probe(
        source,
        replay=replay,
        contact=settings.contact,
        allow_private=list(settings.allow_private),
        delay_seconds=settings.delay_seconds,
        max_requests=1,
    )
    good = next((each for each in found.pages if each.status < 400 and each.body), None)
    if good is None:
        cause = found.night.reason
        raise UserError(
            f"{url}: gave no page ({found.night.verdict}; {cause}); save it and give it to --page"
        )
    how = "read from an archive" if replay else "fetched once"
    return SeenPage(good.url, good.body, good.media_type, f"{how} when this file was written")


def begin_entry(
    url: str, *, page: SeenPage | None, jurisdiction: str, kind: str | None, timezone: str
) -> str:
    """Return a complete registry file for `url` as YAML; what is guessed is marked. Fetches nothing."""
    if page is None:
        found, seen, title = recognize(url), None, ""
    else:
        found = recognize_page(page.url, page.body, media_type=page.media_type)
        title = _title_of(page.body)
        is_same = found.url.rstrip("/") == page.url.rstrip("/")
        clock = timezone or "America/New_York"
        seen = read_once(found, page.body, media_type=page.media_type, timezone=clock) if is_same else None
    place = named_place(jurisdiction) if jurisdiction else guess_place(url, title=title)
    if place is None and not jurisdiction and found.url != url:
        place = guess_place(found.url, title=title)
    how = page.how if page else "not fetched yet"
    reason = f"Written from {url}; {how}; {found.why}."
    return scaffold(
        url,
        jurisdiction=jurisdiction,
        kind=kind,
        timezone=timezone,
        found=found,
        place=place,
        seen=seen,
        reason=reason,
    )


def _title_of(body: bytes) -> str:
    found = _TITLE.search(body[:200_000])
    return " ".join(found.group(1).decode("utf-8", "replace").split()) if found else ""
