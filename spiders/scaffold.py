"""Writes a registry file to start from: what is known is filled in, what is guessed or missing says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from textwrap import wrap
from urllib.parse import urlsplit

from spiders.errors import SpiderError
from spiders.guard import host_of, registrable_domain
from spiders.page import Ask, Draft, Page
from spiders.recognizing import Recognized, recognize, tenant_of
from warehouse.errors import UserError
from warehouse.records import Source

# Days of silence that are usual, by what a source is.
RHYTHMS = {"news": 2, "state": 7, "city_hall": 7, "police": 14, "sheriff": 30, "council": 30, "county": 30}
POLICY_RHYTHM = 90
FEEDS = ("rss", "atom", "civicplus_news_rss", "google_alerts")
FEED_FLOOR, MEETINGS_FLOOR = 5, 2


@dataclass(frozen=True)
class Place:
    """Whose source it is. `doubt` says what of it is a guess and is to be checked, empty where nothing is."""

    name: str
    timezone: str
    state: str | None = None
    ocd_id: str | None = None
    geoid: str | None = None
    level: str = "place"
    doubt: str = ""


def scaffold(
    url: str,
    *,
    jurisdiction: str = "",
    kind: str | None = None,
    timezone: str = "",
    source_id: str | None = None,
    title: str | None = None,
    found: Recognized | None = None,
    place: Place | None = None,
    seen: Sequence[Draft] | None = None,
    reason: str = "",
) -> str:
    """Return a complete registry file with one source at `url`, as YAML with what is guessed marked.

    `found` is what was recognized, by the address where it is not given; `seen` the documents that a page of
    it gave, from which the floor is set. Raises UserError where the address is none.
    """
    from spiders.registry import SourceKinds

    if not host_of(url):
        raise UserError(f"{url!r} is not an http or https URL with a host; write it whole")
    if kind is not None and kind not in SourceKinds:
        raise UserError(f"kind {kind!r} is not known; use one of {', '.join(SourceKinds)}")
    found = found or recognize(url)
    named = jurisdiction.strip() or (place.name if place else "")
    kind = kind or guess_kind(url, found, place)
    platform = found.platform if found.is_served else "listing"
    known_id = _slug(f"{named or _site(url)} {_body(kind, platform)}")
    lines = [f"# Vendor: {found.vendor}; {found.why}."]
    if not found.is_served:
        lines.append(f"# No platform reads {found.vendor} yet, so the page is read as a plain listing.")
    if place is not None and place.doubt:
        lines.append(f"# {place.doubt}")
    lines += [
        f"jurisdiction: {_quoted(named or 'Example City, NY')}"
        + ("" if named else "  # put the real name here"),
        f"timezone: {timezone or (place.timezone if place else 'America/New_York')}"
        + ("" if timezone or place else "  # put the real zone here"),
        *_division(place),
        "sources:",
        f"  - id: {source_id or known_id}",
        f"    kind: {kind}",
        f"    platform: {platform}",
        f"    url: {_quoted(found.url)}",
        f"    title: {_quoted(title or f'{named or _site(url)}: {_body(kind, platform)}')}",
    ]
    if found.hosts:
        lines.append(f"    hosts: [{', '.join(found.hosts)}]")
    if found.delay_seconds is not None:
        lines.append(f"    delay_seconds: {found.delay_seconds}")
    lines += [
        *_counts(platform, seen),
        f"    rhythm_days: {POLICY_RHYTHM if platform == 'police_page' else RHYTHMS.get(kind, 30)}"
        "  # days of silence that are usual",
        "    verified: unverified",
        "    note: >-",
        *_folded(reason or f"Written from {url}; not fetched yet."),
    ]
    return "\n".join(lines) + "\n"


def _division(place: Place | None) -> list[str]:
    if place is None or place.ocd_id is None:
        return ["# ocd_id: ocd-division/country:us/state:ny/place:example_city", '# geoid: "3600000"']
    lines = [f"ocd_id: {place.ocd_id}"]
    if place.geoid:
        lines.append(f'geoid: "{place.geoid}"')
    if place.state:
        lines.append(f"state: {place.state}")
    return lines


def _counts(platform: str, seen: Sequence[Draft] | None) -> list[str]:
    if seen:
        half = max(1, len(seen) // 2)
        return [f"    floor: {half}  # half of what its page listed", f"    last_count: {len(seen)}"]
    if platform in FEEDS:
        return [f"    floor: {FEED_FLOOR}  # documents a good night finds at least"]
    if platform in ("legistar_api", "primegov", "iqm2", "civicclerk", "civicweb", "escribe"):
        return [f"    floor: {MEETINGS_FLOOR}  # documents a good night finds at least"]
    return ["    floor: 0  # documents a good night finds at least; `policywatch sources check` counts them"]


def guess_kind(url: str, found: Recognized, place: Place | None) -> str:
    """Return what sort of body publishes at the address, as far as it and the place tell."""
    host, path = host_of(url), urlsplit(url).path.lower()
    if "sheriff" in host or "/sheriff" in path:
        return "sheriff"
    if found.platform == "police_page" or "police" in host or "/police" in path:
        return "police"
    is_public = host.endswith((".gov", ".us", ".mil")) or bool(tenant_of(url)[0])
    if found.platform in (*FEEDS, "news_article", "sitemap") and not is_public:
        return "news"
    level = place.level if place else "place"
    if level == "place":
        is_news = found.platform in FEEDS or re.search(r"/(?:news|press)", path)
        return "city_hall" if is_news and is_public else "council"
    return "state" if level == "state" else "county"


def read_once(found: Recognized, body: bytes, *, media_type: str, timezone: str) -> list[Draft]:
    """Return the documents that the recognized platform reads from a page already at hand; fetches nothing.

    Empty where the page is not the one the platform begins with, or where it cannot read it.
    """
    from spiders.platforms import load_platform

    if not found.is_served:
        return []
    now = datetime.now(UTC)
    source = Source(
        source_id="new", jurisdiction="new", timezone=timezone, kind="council", platform=found.platform,
        url=found.url,
    )  # fmt: skip
    platform = load_platform(found.platform)
    page = Page(found.url, found.url, 200, {}, media_type, body, now, night=now.date())
    try:
        ask = next(iter(platform.start_requests(source, now.date())), Ask(url=found.url))
        yields = list(platform.parse(page, ask, source))
    except SpiderError:
        return []
    drafts = (each if isinstance(each, Draft) else each.draft for each in yields)
    return [each for each in drafts if each is not None]


def _body(kind: str, platform: str) -> str:
    names = {"city_hall": "news", "county": "board"}
    return "policies" if platform == "police_page" else names.get(kind, kind)


def _site(url: str) -> str:
    tenant, _ = tenant_of(url)
    if tenant:
        return tenant
    host = host_of(url)
    return registrable_domain(host).rsplit(".", 1)[0] if host.count(".") < 2 else host.split(".")[0]


def _folded(words: str) -> list[str]:
    plain = " ".join(words.split())
    return [f"      {line}" for line in wrap(plain, 92, break_long_words=False, break_on_hyphens=False)]


def _slug(words: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
    return slug[:80].strip("-") or "source"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
