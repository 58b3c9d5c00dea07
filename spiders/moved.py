"""Recognizes that a source's page has moved to a vendor, and says how its YAML would have to read.

A city that leaves one vendor for another keeps its old page as a shell: it redirects, frames the vendor's
page or links to it. Only what leads to a vendor's own meeting pages counts, only where the old page gives
nothing, and it is only ever proposed: a person reads the page and edits the file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from spiders.guard import host_of, source_hosts
from spiders.page import Page
from spiders.registry import recognize
from warehouse.records import Source

MEETING_VENDORS = frozenset(
    {
        "legistar_api", "legistar_html", "granicus", "civicclerk", "primegov", "novusagenda", "escribe",
        "boarddocs", "iqm2", "municode", "civicweb", "simbli", "civicplus_agenda",
    }
)  # fmt: skip
_SAME_VENDOR = {"legistar_html": "legistar_api", "legistar": "legistar_api"}
MAX_LINKS = 3_000
_REFRESH = re.compile(r"url\s*=\s*['\"]?\s*([^'\"\s>]+)", re.IGNORECASE)
_QUOTED = re.compile(r"[\s\"'<>\\{}|^`]")


@dataclass(frozen=True)
class Move:
    """Where a page leads now. `how` is what it does: redirects to, frames, links to."""

    platform: str
    vendor: str
    url: str
    how: str
    hosts: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """The move in words."""
        return f"its page now {self.how} {self.vendor} ({host_of(self.url)})"

    def proposal(self, source_id: str) -> str:
        """Return the lines that the source's YAML would have to have."""
        lines = [f"- id: {source_id}", f"  platform: {self.platform}", f'  url: "{self.url}"']
        if self.hosts:
            lines.append(f"  hosts: [{', '.join(self.hosts)}]")
        return "\n".join(lines)


def move_of(url: str, source: Source, how: str) -> Move | None:
    """Return the move that one address stands for, None where it leads to no other meeting vendor."""
    if not host_of(url) or _QUOTED.search(url) or len(url) > 500:
        return None
    found = recognize(url)
    if found.platform not in MEETING_VENDORS or _same(found.platform) == _same(source.platform):
        return None
    if host_of(url) in source_hosts(source) and found.platform != "civicplus_agenda":
        return None
    return Move(found.platform, found.vendor, found.url, how, found.hosts)


def moved_to(page: Page, source: Source) -> Move | None:
    """Return where this page leads, by what is surest: a redirect, then a frame, then the most links."""
    arrived = move_of(page.url, source, "redirects to") if page.url != page.requested_url else None
    if arrived is not None:
        return arrived
    if "html" not in page.media_type:
        return None
    for url in _framed(page):
        framed = move_of(_joined(page.base, url), source, "frames")
        if framed is not None:
            return framed
    linked: list[Move] = []
    for url in page.selector.xpath("//a/@href").getall()[:MAX_LINKS]:
        found = move_of(_joined(page.base, url), source, "links to")
        if found is not None:
            linked.append(found)
    if not linked:
        return None
    most = Counter(each.platform for each in linked).most_common(1)[0][0]
    return next(each for each in linked if each.platform == most)


def _framed(page: Page) -> Iterator[str]:
    for content in page.selector.xpath(
        "//meta[translate(@http-equiv,'REFSH','refsh')='refresh']/@content"
    ).getall():
        found = _REFRESH.search(content)
        if found:
            yield found[1]
    yield from page.selector.xpath("//iframe/@src | //frame/@src | //embed/@src | //object/@data").getall()[
        :50
    ]


def _joined(base: str, url: str) -> str:
    try:
        return urljoin(base, url.strip())
    except ValueError:
        return ""


def _same(platform: str) -> str:
    return _SAME_VENDOR.get(platform, platform)
