"""Sitemaps: plain ones, news sitemaps, indexes of them, gzipped or of plain lines, on any site.

Endpoints: the sitemap's URL as given (`/sitemap.xml`, `/wp-sitemap.xml`, `/news-sitemap.xml`, `.xml.gz`,
`.txt`); a bare site that answers with a page is asked for the sitemap its head names, else for
`/sitemap.xml`. A feed in the place of a sitemap is read as a feed. Every address is a document, in the
sitemap's order; the recent ones are followed: those dated `days` (7) before the night or later, at most
`most` (100), the newest first. Where nothing is dated the first ones are followed. Options: `match` (a
regular expression: only such addresses, in the sitemaps themselves, not of indexes), `children` (so many
sitemaps of an index, the newest first, 20), `follow: false`.

Traps: `lastmod` is often the build's time, so it is a document's date only until its page tells when it was
published; `news:publication_date` is believed. It may be a day, a month, or local without offset. An image's
or a video's address stands beside the page's own. A news sitemap covers two days: watch it every night.
Sitemaps hold up to 50,000 addresses and 50 MB: the newest 5,000 are read. Gzip may come with any name or
type, and cut short. Nothing is cancelled here: sitemaps hold no meetings.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

from spiders.errors import EmptyPage, LayoutChanged, Unreadable
from spiders.page import Ask, Draft, Page
from spiders.platforms.feeds import parse as parse_feed
from spiders.platforms.news_article import kind_of_source, read_article
from spiders.times import as_local, find_date_in_name, read_instant
from spiders.wording import is_file_link, join_url, name_of_file, percent_encoded, read_kind
from spiders.xml_tree import name_of, parse_xml, words_of_child
from warehouse.records import DocumentKind, Source

NAMES = ("sitemap",)
IS_TIMELESS = True
OPTIONS = ("match", "days", "most", "children", "follow")

DAYS, MOST, CHILDREN = 7, 100, 20
MAX_ENTRIES = 5000
MAX_READ = 60_000
MAX_BYTES = 64_000_000
MAX_MEMBERS = 100
MAX_DEPTH = 3


@dataclass(frozen=True)
class _Entry:
    """One address of a sitemap. `published` is from a news sitemap, `modified` is the `lastmod`."""

    url: str
    title: str | None = None
    published: str | None = None
    modified: str | None = None
    is_news: bool = False


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Ask for the sitemap as written."""
    is_bare = urlsplit(source.url).path in {"", "/"} and not urlsplit(source.url).query
    return [Ask(url=source.url, role="site" if is_bare else "sitemap 1")]


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return the addresses as documents, the recent behind asks for their pages; of an index, its sitemaps.

    Raises EmptyPage for a sitemap of none, LayoutChanged for what is no sitemap, Unreadable for damage.
    """
    if ask.draft is not None:
        return [_read_page(page, ask, ask.draft, source)]
    body = _unpacked(page)
    start = body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise LayoutChanged(f"{page.url}: an empty body where a sitemap was")
    if re.match(rb"https?://\S+\s*(?:[\r\n]|$)", start):
        lines = body.decode("utf-8", "replace").lstrip("\ufeff").splitlines()[:MAX_READ]
        urls = [url for line in lines if line.startswith("http") and (url := join_url(page.base, line))]
        return _documents([_Entry(percent_encoded(url)) for url in urls], page, source)
    root = None if _is_page(start) else parse_xml(replace(page, body=body).text)
    kind = name_of(root) if root is not None else ""
    if kind in {"rss", "feed", "rdf"}:
        return parse_feed(replace(page, body=body), replace(ask, role="feed"), source)
    if kind == "sitemapindex":
        return _children(root, page, ask, source)
    if kind == "urlset":
        return _documents(list(_entries(root, page)), page, source)
    if ask.role == "site":
        named = page.selector.xpath("//link[@rel='sitemap']/@href").get()
        return [Ask(url=join_url(page.url, named or "/sitemap.xml") or page.url, role="sitemap 1")]
    raise LayoutChanged(f"{page.url}: is no sitemap; its address may stand in the site's robots.txt")


def _is_page(start: bytes) -> bool:
    return bool(re.match(rb"<(?:!doctype\s+html|html|head|body)\b", start, re.IGNORECASE))


def _unpacked(page: Page) -> bytes:
    """Return the body without gzip, as far as it can be read. Raises Unreadable where nothing can."""
    body = page.body
    pieces: list[bytes] = []
    size = 0
    while body.startswith(b"\x1f\x8b") and size < MAX_BYTES and len(pieces) < MAX_MEMBERS:
        stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            piece = stream.decompress(body, MAX_BYTES - size)
        except zlib.error as error:
            if pieces:
                break
            raise Unreadable(f"{page.url}: the gzip is damaged ({error})") from error
        if not piece and not pieces and not stream.eof:
            raise Unreadable(f"{page.url}: the gzip ends before anything can be read")
        pieces.append(piece)
        size += len(piece)
        body = stream.unused_data
    return b"".join(pieces) if pieces else page.body


def _children(root: Any, page: Page, ask: Ask, source: Source) -> list[Draft | Ask]:
    """Return the asks for an index's sitemaps, the newest first where they are dated."""
    depth = int(ask.role.rpartition(" ")[2]) if ask.role[-1:].isdigit() else 1
    rows = [child for child in root if name_of(child) == "sitemap"][:MAX_READ]
    dated: list[tuple[str, str]] = []
    for row in rows:
        url = join_url(page.base, words_of_child(row, "loc"))
        if url is not None:
            modified = read_instant(words_of_child(row, "lastmod"), source.timezone)
            named = find_date_in_name(urlsplit(url).path)
            dated.append(((modified or (named[0] if named else ""))[:10], percent_encoded(url)))
    if not dated:
        raise EmptyPage(f"{page.url}: the index names no sitemaps")
    if depth >= MAX_DEPTH:
        raise LayoutChanged(f"{page.url}: indexes of indexes of indexes; give one of the sitemaps")
    most = _number(source, "children", CHILDREN)
    if len(dated) > most:
        # Undated ones are numbered from the oldest or from the newest, so both ends are taken.
        undated = [each for each in dated if not each[0]]
        ends = [*undated[: most // 2], *undated[len(undated) - (most - most // 2) :]]
        newest = sorted((each for each in dated if each[0]), key=lambda each: each[0], reverse=True)
        dated = [*newest, *ends][:most]
    return [Ask(url=url, role=f"sitemap {depth + 1}") for url in dict.fromkeys(url for _, url in dated)]


def _entries(root: Any, page: Page) -> Iterator[_Entry]:
    for row in [child for child in root if name_of(child) == "url"][:MAX_READ]:
        url = join_url(page.base, words_of_child(row, "loc"))
        if url is None:
            continue
        news = next((child for child in row if name_of(child) == "news"), None)
        yield _Entry(
            url=percent_encoded(url),
            title=words_of_child(news, "title") if news is not None else None,
            published=words_of_child(news, "publication_date") if news is not None else None,
            modified=words_of_child(row, "lastmod"),
            is_news=news is not None,
        )


def _documents(entries: list[_Entry], page: Page, source: Source) -> list[Draft | Ask]:
    match = source.options.get("match")
    wanted = _pattern(match, page) if isinstance(match, str) else None
    drafts: dict[str, tuple[Draft, bool]] = {}
    for entry in entries:
        if (
            entry.url not in drafts
            and join_url(page.base, entry.url)
            and (not wanted or wanted.search(entry.url))
        ):
            drafts[entry.url] = (_draft(entry, source), entry.published is None)
    if not drafts:
        why = f"none of {len(entries)} addresses matches {match!r}" if entries else "it names no addresses"
        raise EmptyPage(f"{page.url}: {why}")
    newest = sorted(drafts, key=lambda url: drafts[url][0].published_at or "", reverse=True)
    kept = set(newest[:MAX_ENTRIES])
    followed = _followed(newest, drafts, page, source)
    found: list[Draft | Ask] = []
    for url, (draft, is_modified) in drafts.items():
        if url in followed:
            role = f"article {json.dumps({'is_modified': is_modified})}"
            found.append(Ask(url=url, role=role, draft=draft))
        elif url in kept:
            found.append(draft)
    return found


def _pattern(match: str, page: Page) -> re.Pattern[str]:
    try:
        return re.compile(match[:500])
    except re.error as error:
        raise LayoutChanged(
            f"{page.url}: option match {match!r} is no regular expression ({error})"
        ) from error


def _followed(
    newest: list[str], drafts: dict[str, tuple[Draft, bool]], page: Page, source: Source
) -> set[str]:
    if not source.options.get("follow", True):
        return set()
    since = (page.today - timedelta(days=_number(source, "days", DAYS))).isoformat()
    dated = [url for url in newest if drafts[url][0].published_at]
    recent = [url for url in dated if (drafts[url][0].published_at or "")[:10] >= since]
    return set((recent if dated else newest)[: _number(source, "most", MOST)])


def _number(source: Source, name: str, default: int) -> int:
    given = source.options.get(name, default)
    return given if isinstance(given, int) and not isinstance(given, bool) and given >= 0 else default


def _draft(entry: _Entry, source: Source) -> Draft:
    raw = entry.published or entry.modified
    published = read_instant(raw, source.timezone)
    title = entry.title
    kind: DocumentKind = "page"
    if entry.is_news or source.kind == "news":
        kind = kind_of_source(source)
    elif is_file_link(entry.url):
        title = title or name_of_file(entry.url)
        kind = read_kind(title, unquote(urlsplit(entry.url).path)) or "page"
    return Draft(
        kind=kind,
        url=entry.url,
        title=title,
        published_at=as_local(published, source.timezone) if published else None,
        published_at_raw=raw if published else None,
        key=f"page:{entry.url}",
    )


def _read_page(page: Page, ask: Ask, draft: Draft, source: Source) -> Draft:
    """Return an address's document, dated by its page; by `lastmod` only where the page tells no date."""
    known = json.loads(ask.role.partition(" ")[2] or "{}")
    if not known.get("is_modified"):
        return read_article(page, source, draft)
    filled = read_article(page, source, replace(draft, published_at=None, published_at_raw=None))
    if filled.published_at is not None:
        return filled
    return replace(filled, published_at=draft.published_at, published_at_raw=draft.published_at_raw)
