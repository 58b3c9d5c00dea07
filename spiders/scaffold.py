"""Writes a registry file to start from: the platform is recognized by the address, where it can be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from spiders.guard import host_of, registrable_domain
from spiders.platforms import known_platforms
from warehouse.errors import UserError


@dataclass(frozen=True)
class Recognized:
    """What an address tells of its vendor. `url` is what to watch, where that is another address.

    `platform` is the name that this vendor's module has or will have; `is_served` tells whether there is one.
    """

    platform: str
    url: str
    vendor: str
    why: str
    hosts: tuple[str, ...] = ()
    delay_seconds: float | None = None

    @property
    def is_served(self) -> bool:
        """Whether a module for it exists."""
        return self.platform in known_platforms()


# (pattern of the host, vendor, platform, least pause that the vendor bears)
_HOSTS: tuple[tuple[str, str, str, float | None], ...] = (
    (r"webapi\.legistar\.com", "Legistar Web API", "legistar_api", None),
    (r".+\.legistar\.com", "Legistar", "legistar_html", None),
    (r".+\.granicus\.com", "Granicus", "granicus", 3.6),
    (r".+\.(?:portal|api)\.civicclerk\.com", "CivicClerk", "civicclerk", None),
    (r".+\.primegov\.com", "PrimeGov", "primegov", None),
    (r".+\.novusagenda\.com", "NovusAgenda", "novusagenda", 3.6),
    (r"(?:pub-)?.+\.escribemeetings\.com", "eScribe", "escribe", None),
    (r"go\.boarddocs\.com", "BoardDocs", "boarddocs", None),
    (r".+\.iqm2\.com", "IQM2", "iqm2", None),
    (r".+\.municodemeetings\.com|meetings\.municode\.com", "Municode Meetings", "municode", None),
    (
        r".+\.civicweb\.net|.+\.community\.(?:highbond|diligentoneplatform)\.com|.+\.diligent\.community",
        "CivicWeb", "civicweb", None,
    ),
    (r"simbli\.eboardsolutions\.com", "Simbli", "simbli", None),
    (r".+\.swagit\.com", "Swagit", "swagit", None),
    (r".+\.civicplus\.com", "CivicPlus", "civicplus_agenda", 7.2),
)  # fmt: skip

# (pattern of path and query, vendor, platform, least pause)
_PATHS: tuple[tuple[str, str, str, float | None], ...] = (
    (r"/AgendaCenter\b", "CivicPlus AgendaCenter", "civicplus_agenda", 7.2),
    (r"/RSSFeed\.aspx|/rss\.aspx", "CivicPlus feeds", "civicplus_news_rss", 7.2),
    (r"/wp-json(?:/|$)", "WordPress REST", "wordpress", None),
    (r"sitemap[^/?]*\.(?:xml|txt)(?:\.gz)?(?:$|\?)", "a sitemap", "sitemap", None),
    (r"/(?:feed|rss|atom)/?(?:$|\?)", "a feed", "rss", None),
    (r"\.(?:rss|atom|rdf|xml)(?:$|\?)|[?&](?:f|feed|format)=(?:rss|atom)", "a feed", "rss", None),
    (r"\.pdf(?:$|\?)", "a PDF", "pdf", None),
    (
        r"/(?:police|sheriff)[^?]*(?:polic(?:y|ies)|directive|orders?|manual)",
        "a policy library", "police_page", None,
    ),
)  # fmt: skip


def recognize(url: str) -> Recognized:
    """Return what the address tells of its vendor; where it tells nothing, a configurable listing."""
    host = host_of(url)
    parts = urlsplit(url)
    rest = parts.path + (f"?{parts.query}" if parts.query else "")
    for pattern, vendor, platform, delay in _HOSTS:
        if re.fullmatch(pattern, host):
            return _for_vendor(url, host, vendor, platform, delay)
    for pattern, vendor, platform, delay in _PATHS:
        if re.search(pattern, rest, re.IGNORECASE):
            return Recognized(platform, url, vendor, f"the address has {vendor}'s form", delay_seconds=delay)
    why = "the address tells no vendor; rows with dates and links are looked for on the page"
    return Recognized("listing", url, "none that is known", why)


def _for_vendor(url: str, host: str, vendor: str, platform: str, delay: float | None) -> Recognized:
    if platform == "legistar_html":
        client = host.split(".", 1)[0]
        api = f"https://webapi.legistar.com/v1/{client}"
        why = "its Web API tells more than its pages; where it answers 403 or 500, watch the pages"
        return Recognized("legistar_api", api, "Legistar", why, hosts=(host, "legistar.granicus.com"))
    if platform == "legistar_api":
        return Recognized(platform, url, vendor, "the host is the vendor's", hosts=("legistar.granicus.com",))
    if platform == "municode":
        files = ("mccmeetings.blob.core.usgovcloudapi.net", "meetings.municode.com")
        why = "the host is the vendor's; its files lie on others"
        return Recognized(platform, url, vendor, why, hosts=tuple(each for each in files if each != host))
    if platform == "granicus" and "viewpublisherrss" in url.lower():
        return Recognized("rss", url, "Granicus feed", "the address is of a view's feed", delay_seconds=delay)
    return Recognized(platform, url, vendor, "the host is the vendor's", delay_seconds=delay)


def scaffold(
    url: str,
    *,
    jurisdiction: str = "",
    kind: str = "council",
    timezone: str = "America/New_York",
    source_id: str | None = None,
    title: str | None = None,
) -> str:
    """Return a complete registry file with one source at `url`, as YAML with what to fill in marked.

    Raises UserError where the address is none.
    """
    from spiders.registry import SourceKinds

    if not host_of(url):
        raise UserError(f"{url!r} is not an http or https URL with a host; write it whole")
    if kind not in SourceKinds:
        raise UserError(f"kind {kind!r} is not known; use one of {', '.join(SourceKinds)}")
    found = recognize(url)
    place = jurisdiction.strip() or "Example City, NY"
    named = source_id or _slug(f"{place} {kind}" if jurisdiction.strip() else f"{_site(url)} {kind}")
    platform = found.platform if found.is_served else "listing"
    lines = [
        f"# Vendor: {found.vendor}; {found.why}.",
        *_unserved(found),
        f"jurisdiction: {_quoted(place)}" + ("" if jurisdiction.strip() else "  # put the real name here"),
        f"timezone: {timezone}",
        "# ocd_id: ocd-division/country:us/state:ny/place:example_city",
        '# geoid: "3600000"',
        "sources:",
        f"  - id: {named}",
        f"    kind: {kind}",
        f"    platform: {platform}",
        f"    url: {_quoted(found.url)}",
        f"    title: {_quoted(title or f'{place}: {kind}')}",
    ]
    if found.hosts:
        lines.append(f"    hosts: [{', '.join(found.hosts)}]")
    if found.delay_seconds is not None:
        lines.append(f"    delay_seconds: {found.delay_seconds}")
    lines += [
        "    floor: 0  # documents a good night finds at least; `policywatch sources check` counts them",
        "    rhythm_days: 30  # days of silence that are usual",
        "    verified: unverified",
        f"    note: {_quoted(f'written from {url}; not fetched yet')}",
    ]
    return "\n".join(lines) + "\n"


def _unserved(found: Recognized) -> list[str]:
    if found.is_served:
        return []
    return [f"# No platform reads {found.vendor} yet, so the page is read as a plain listing."]


def _site(url: str) -> str:
    parts = urlsplit(url)
    client = parse_qs(parts.query).get("client", [""])[0] or parts.path.strip("/").split("/")[-1]
    host = host_of(url)
    if host == "webapi.legistar.com":
        return client
    return registrable_domain(host).rsplit(".", 1)[0] if host.count(".") < 2 else host.split(".")[0]


def _slug(words: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
    return slug[:80].strip("-") or "source"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
