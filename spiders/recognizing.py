"""Tells which vendor serves an address, and so which platform reads it: by the address, then by the page.

An address is told by its host or the form of its path. A page is told by what only that vendor's pages hold,
then by what it frames or links to: a city's own page is often a shell around a vendor's. Both are judged
without fetching anything; `hosts` names what the vendor keeps its files on.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urljoin, urlsplit

from parsel import Selector

from spiders.guard import host_of
from spiders.platforms import known_platforms
from spiders.vendor_marks import HOSTS, KEYS, MARKS, PATHS

MAX_READ = 3_000_000
MAX_LINKS = 5_000
FRAMES = "//iframe/@src | //frame/@src | //embed/@src | //object/@data"


@dataclass(frozen=True)
class Recognized:
    """What an address or its page tells of its vendor. `url` is what to watch, where that is another address.

    `is_certain` is False where nothing told a vendor and a plain listing is the guess.
    """

    platform: str
    url: str
    vendor: str
    why: str
    hosts: tuple[str, ...] = ()
    delay_seconds: float | None = None
    is_certain: bool = True

    @property
    def is_served(self) -> bool:
        """Whether a module for it exists."""
        return self.platform in known_platforms()


def recognize(url: str) -> Recognized:
    """Return what the address tells of its vendor; where it tells nothing, a configurable listing."""
    host = host_of(url)
    parts = urlsplit(url)
    rest = parts.path + (f"?{parts.query}" if parts.query else "")
    for pattern, vendor, platform, delay in HOSTS:
        if re.fullmatch(pattern, host):
            return _for_vendor(url, host, vendor, platform, delay)
    for pattern, vendor, platform, delay in PATHS:
        if re.search(pattern, rest, re.IGNORECASE):
            why = f"the address has the form of {vendor}"
            is_news = re.search(r"/CivicAlerts\.aspx", rest, re.IGNORECASE)
            watched = _news_feed(url) if is_news else url
            return Recognized(platform, watched, vendor, why, delay_seconds=delay)
    if host.endswith(".civicplus.com"):
        why = "the host is the vendor's; it sends on to the place's own host, to be named in hosts"
        return Recognized("civicplus_agenda", url, "CivicPlus", why, delay_seconds=7.2)
    why = "the address tells no vendor; rows with dates and links are looked for on the page"
    return Recognized("listing", url, "none that is known", why, is_certain=False)


def _news_feed(url: str) -> str:
    return urljoin(url, "/RSSFeed.aspx?ModID=1&CID=All-newsflash.xml")


def _for_vendor(url: str, host: str, vendor: str, platform: str, delay: float | None) -> Recognized:
    base = f"{urlsplit(url).scheme}://{urlsplit(url).netloc}"
    found = Recognized(platform, url, vendor, "the host is the vendor's", delay_seconds=delay)
    if platform == "legistar_html":
        client = host.split(".", 1)[0]
        if client == "legistar":
            return replace(found, why="the host is a city's own name for the vendor's")
        why = "its Web API tells more than its pages; where it answers 403 or 500, watch the pages"
        api = f"https://webapi.legistar.com/v1/{client}"
        return Recognized("legistar_api", api, "Legistar", why, hosts=(host, "legistar.granicus.com"))
    if platform == "legistar_api":
        return replace(found, hosts=("legistar.granicus.com",))
    if platform == "municode":
        files = ("mccmeetings.blob.core.usgovcloudapi.net", "meetings.municode.com")
        why = "the host is the vendor's; its files lie on others"
        return replace(found, why=why, hosts=tuple(each for each in files if each != host))
    if platform == "civicclerk":
        tenant = host.split(".", 1)[0]
        why = "the portal is filled from its API, which is watched"
        hosts = (f"{tenant}.portal.civicclerk.com",)
        return replace(found, url=f"https://{tenant}.api.civicclerk.com", why=why, hosts=hosts)
    if platform == "elms":
        why = "the City Clerk's pages are filled from its API, which is watched"
        return replace(
            found,
            url="https://api.chicityclerkelms.chicago.gov",
            why=why,
            hosts=("occprodstoragev1.blob.core.usgovcloudapi.net",),
        )
    if platform in ("primegov", "iqm2", "lims") or (
        platform == "escribe" and "GetCalendarMeetings" not in url
    ):
        return replace(found, url=base, why="the host is the vendor's; its calendar is asked for by itself")
    if platform == "novusagenda" and "meetings" not in url.lower():
        return replace(
            found, url=base, why="the host is the vendor's; its meetings are asked for by themselves"
        )
    if platform == "boarddocs" and (
        shell := re.match(r"(.*?/[a-z]{2}/[^/]+/Board\.nsf)", url, re.IGNORECASE)
    ):
        return replace(
            found, url=shell.group(1), why="the host is the vendor's; its committees are asked for"
        )
    return found


def recognize_page(url: str, body: bytes, *, media_type: str = "") -> Recognized:
    """Return what the address and the page behind it tell together, the page before the address.

    An address of a vendor's own host stands: its page can only agree. `body` is after content decoding.
    """
    by_address = recognize(url)
    if any(re.fullmatch(pattern, host_of(url)) for pattern, *_ in HOSTS):
        return by_address
    by_page = _by_bytes(url, body[:MAX_READ], media_type)
    if by_page is not None:
        return by_page
    return by_address


def _by_bytes(url: str, body: bytes, media_type: str) -> Recognized | None:
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n\x00")[:2000]
    if start.startswith(b"%PDF"):
        return Recognized("pdf", url, "a PDF", "the answer is a PDF")
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        return Recognized("docx", url, "an office document", "the answer is an office document")
    text = body.decode("utf-8", "replace")
    if start[:1] in (b"{", b"["):
        return _by_json(url, text)
    if found := _by_xml(url, start.decode("utf-8", "replace")):
        return found
    return _by_html(url, text) if b"<" in start or "html" in media_type else None


def _by_json(url: str, text: str) -> Recognized | None:
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return None
    for row in _rows(answer, depth=0):
        for platform, vendor, keys in KEYS:
            if keys <= row.keys():
                return Recognized(platform, url, vendor, f"the answer's rows have {vendor}'s keys")
    return None


def _rows(value: object, depth: int) -> Iterator[dict[str, object]]:
    if isinstance(value, dict):
        yield value
        children: list[object] = list(value.values())[:50]
    elif isinstance(value, list):
        children = list(value[:3])
    else:
        return
    if depth < 4:
        for child in children:
            yield from _rows(child, depth + 1)


def _by_xml(url: str, start: str) -> Recognized | None:
    root = re.search(r"<(?![?!])\s*([\w:]+)", start)
    name = root.group(1).lower() if root else ""
    if name in ("rss", "rdf:rdf"):
        is_civicplus = "calendarevent" in start.lower() or "/RSSFeed.aspx" in url
        platform, vendor = ("civicplus_news_rss", "CivicPlus feeds") if is_civicplus else ("rss", "a feed")
        return Recognized(
            platform, url, vendor, "the answer is an RSS feed", delay_seconds=7.2 if is_civicplus else None
        )
    if name == "feed":
        if re.search(r"tag:google\.com,2005:reader/user|google\.com/alerts", start):
            return Recognized(
                "google_alerts", url, "Google Alerts", "the feed says that it is Google Alerts'"
            )
        return Recognized("atom", url, "an Atom feed", "the answer is an Atom feed")
    if name in ("urlset", "sitemapindex"):
        return Recognized("sitemap", url, "a sitemap", "the answer is a sitemap")
    return None


def _by_html(url: str, text: str) -> Recognized | None:
    tree = Selector(text=text, type="html", base_url=url)
    for platform, vendor, mark in MARKS:
        if found := mark.search(text):
            said = " ".join(found.group()[:60].split())
            own = _own(platform, url, vendor, f"the page holds {said!r}")
            return own if _is_same_site(url, tree, platform) else _elsewhere(url, tree, platform) or own
    framed = (urljoin(url, each) for each in tree.xpath(FRAMES).getall()[:200])
    for address in framed:
        if found_there := _at_vendor(address):
            return replace(found_there, why=f"the page frames {host_of(address)}")
    if found_there := _most_linked(url, tree):
        return found_there
    return _by_system(url, tree, text)


def _own(platform: str, url: str, vendor: str, why: str) -> Recognized:
    delays = {"civicplus_agenda": 7.2, "granicus": 3.6, "novusagenda": 3.6}
    hosts = (
        ("mccmeetings.blob.core.usgovcloudapi.net", "meetings.municode.com") if platform == "municode" else ()
    )
    return Recognized(platform, url, vendor, why, hosts=hosts, delay_seconds=delays.get(platform))


def _links(url: str, tree: Selector) -> Iterator[str]:
    for each in tree.xpath("//a/@href").getall()[:MAX_LINKS]:
        try:
            yield urljoin(url, each.strip())
        except ValueError:
            continue


def _at_vendor(address: str) -> Recognized | None:
    found = recognize(address) if host_of(address) else None
    is_vendors = found is not None and any(re.fullmatch(each[0], host_of(address)) for each in HOSTS)
    return found if is_vendors else None


def _is_same_site(url: str, tree: Selector, platform: str) -> bool:
    """Whether the vendor's marks stand in addresses of the page's own host (or of none)."""
    here = host_of(url)
    return not any(
        host_of(each) != here and (there := _at_vendor(each)) is not None and _alike(there.platform, platform)
        for each in _links(url, tree)
    )


def _elsewhere(url: str, tree: Selector, platform: str) -> Recognized | None:
    found = _most_linked(url, tree)
    return found if found is not None and _alike(found.platform, platform) else None


def _alike(one: str, other: str) -> bool:
    return one.partition("_")[0] == other.partition("_")[0]


def _most_linked(url: str, tree: Selector) -> Recognized | None:
    """Return the vendor that the page links to most, where it links to one at all."""
    counts: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], Recognized] = {}
    for each in _links(url, tree):
        there = _at_vendor(each)
        if there is not None and there.platform != "swagit":
            key = (there.platform, host_of(each))
            counts[key] += 1
            first.setdefault(key, there)
    if not counts:
        return None
    key, count = counts.most_common(1)[0]
    times = "once" if count == 1 else f"{count} times"
    return replace(first[key], why=f"the page links to {key[1]} {times}")


def _by_system(url: str, tree: Selector, text: str) -> Recognized | None:
    generator = " ".join(
        tree.xpath("//meta[@name='generator' or @name='Generator']/@content").getall()
    ).lower()
    feeds = [
        urljoin(url, href)
        for href in tree.xpath(
            "//link[contains(@type, 'rss+xml') or contains(@type, 'atom+xml')]/@href"
        ).getall()[:20]
        if "comments" not in href
    ]
    if "drupal" in generator or re.search(r"/sites/(?:default|g/files)|data-drupal|views-row", text):
        why = "the page says it is Drupal" if "drupal" in generator else "the page has Drupal's marks"
        return Recognized("drupal", url, "Drupal", why)
    is_article = re.search(r'"@type"\s*:\s*\[?\s*"(?:News|Reportage)?(?:News)?Article"', text)
    if is_article and tree.xpath("//meta[@property='og:type'][@content='article']"):
        return Recognized("news_article", url, "a news article", "the page says that it is one article")
    if "wordpress" in generator or "/wp-content/" in text:
        if feeds:
            return Recognized("rss", feeds[0], "WordPress", "the page is WordPress and names this feed")
        return Recognized("wordpress_html", url, "WordPress", "the page is WordPress, without a feed")
    if feeds:
        return Recognized("rss", feeds[0], "a feed", "the page names this feed")
    return None


def tenant_of(url: str) -> tuple[str, str | None]:
    """Return the part of a vendor's address that names the customer, and its state where the vendor tells it.

    ("", None) where the host is no vendor's: "seattle", "nashcounty" of "nc-nashcounty.civicplus.com".
    """
    host, parts = host_of(url), urlsplit(url)
    steps = [each for each in parts.path.split("/") if each]
    if host == "webapi.legistar.com":
        return (steps[1].lower() if len(steps) > 1 else ""), None
    if host == "go.boarddocs.com":
        return (steps[1].lower(), steps[0].upper()) if len(steps) > 1 else ("", None)
    if host == "meetings.municode.com":
        return parse_qs(parts.query).get("cid", [""])[0].lower(), None
    label = host.split(".", 1)[0].removeprefix("pub-")
    if host.endswith(".civicplus.com") and (coded := re.fullmatch(r"([a-z]{2})-(.+)", label)):
        return re.sub(r"\d+$", "", coded.group(2)), coded.group(1).upper()
    return (label, None) if any(re.fullmatch(each[0], host) for each in HOSTS) else ("", None)
