"""One article or press release a page, of any publisher.

Endpoints: the article's own URL, as given. Also what feeds, listings and WordPress hand on to be filled in.

Where the facts are, in the order they are believed: JSON-LD (`headline`, `datePublished`), then
`article:published_time` and its cousins, then microdata, `<time>` in the article, the visible words under the
headline, and last the date in the URL. Traps: publishers mix UTC, offsets and naive times (a naive one is
local, and one in UTC is turned to local time, since an evening's story else gets tomorrow's date);
`dateModified` moves without edits and is never used; a headline in JSON-LD is cut at 110
characters by some, then the longer twin in `og:title` is the title; `og:title` carries " | Site Name";
Gannett's links end in `?rssfeed=true`; paywalls leave a stub body, and the words stay in the capture
for later stages either way. A removed article answers 200 with "page not found".

2019-2026: recorded pages of AP, Gannett, Hearst, GateHouse and MediaNews sites follow this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from parsel import Selector

from spiders.errors import EmptyPage, LayoutChanged, Unreadable
from spiders.page import Ask, Draft, Page
from spiders.rows import content_of
from spiders.structured import first_of_types, read_json_ld, read_meta, read_microdata, words_of
from spiders.times import as_local, find_date_in_name, find_time, read_instant
from spiders.wording import plain_text, strip_html
from warehouse.records import DocumentKind, Source

NAMES = ("news_article_html", "news_article")

_ARTICLE_TYPES = ("Article", "Posting", "Report", "PressRelease", "SpecialAnnouncement")
_DATE_METAS = (
    "article:published_time", "article:published", "og:article:published_time", "og:pubdate",
    "parsely-pub-date", "sailthru.date", "datepublished", "publishdate", "publish_date",
    "publication_date", "pubdate", "published", "dc.date.issued", "dcterms.created", "dcterms.date",
    "dc.date", "cxenseparse:recs:publishtime", "article.published", "rnews:datepublished", "date",
)  # fmt: skip
_GONE = re.compile(
    r"\b(?:page|article|story|content)\s+(?:you\s+\w+\s+\w+\s+\w+\s+)?(?:is\s+)?(?:could\s+)?(?:not|no\s+longer)"
    r"\s+(?:be\s+)?(?:found|available|exist)",
    re.IGNORECASE,
)
_POSTED = re.compile(
    r"\b(?:posted|published|released?|issued|for\s+immediate|dateline|date)\b", re.IGNORECASE
)
_DATE_CLASS = " or ".join(
    f"contains(translate(@class, 'DATEPUBLISHBYLN', 'datepublishbyln'), '{word}')"
    for word in ("date", "publish", "byline", "timestamp")
)
# Under this many characters of paragraphs a page is a shell: a redirect, a consent wall, a script's frame.
MIN_ARTICLE_CHARS = 200
_PARAGRAPHS = etree.XPath("//p//text()", smart_strings=False)


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Ask for the article itself; the night has no say in it."""
    return [Ask(url=source.url, role="article")]


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return the page's one article. Raises LayoutChanged without a headline, EmptyPage where it is gone."""
    return [read_article(page, source, ask.draft)]


def read_article(page: Page, source: Source, draft: Draft | None = None) -> Draft:
    """Return the page's article; what `draft` already knows of it (from a feed, a listing) is kept.

    A file (PDF, office) behind a draft fills it in as it is: its words are in the capture. A page that is
    only a shell leaves a draft's own words standing.
    """
    if not _is_html(page):
        if draft is not None:
            return replace(draft, inline_text=None, inline_media_type=None)
        raise Unreadable(
            f"{page.url}: is {page.media_type or 'of no type'}, not a page; use platform pdf_text"
        )
    selector = page.selector
    meta = read_meta(selector)
    ld = first_of_types(read_json_ld(selector), _ARTICLE_TYPES)
    title = _title(selector, meta, ld)
    if draft is not None:
        return _filled(draft, page, source, meta, ld, title)
    if title is None:
        raise LayoutChanged(f"{page.url}: has no headline (JSON-LD, og:title, h1, title); correct the URL")
    if _GONE.search(title) or (len(_body_text(selector)) < MIN_ARTICLE_CHARS and _is_gone(selector)):
        raise EmptyPage(f"{page.url}: says that the article is gone ({title[:80]!r})")
    published, raw = _published(page, source, selector, meta, ld)
    return Draft(
        kind=kind_of_source(source),
        url=page.url,
        title=title,
        published_at=published,
        published_at_raw=raw,
        key=f"article:{_identity(page.requested_url)}",
    )


def kind_of_source(source: Source) -> DocumentKind:
    """Return what a source's prose is: a newsroom's an article, a public body's a press release."""
    return "article" if source.kind == "news" else "press_release"


def _identity(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path}?{parts.query}".removesuffix("?")


def _is_html(page: Page) -> bool:
    start = page.body[:1024].lstrip()[:200].lower()
    if start.startswith((b"%pdf", b"pk\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        return False
    return "html" in page.media_type or start.startswith(b"<") or not page.media_type


def _filled(
    draft: Draft,
    page: Page,
    source: Source,
    meta: dict[str, str],
    ld: dict[str, Any] | None,
    title: str | None,
) -> Draft:
    published, raw = draft.published_at, draft.published_at_raw
    if published is None and draft.starts_at is None:
        published, raw = _published(page, source, page.selector, meta, ld)
    inline, media_type = draft.inline_text, draft.inline_media_type
    body = _body_text(page.selector)
    own = strip_html(inline) or ""
    if len(body) >= min(MIN_ARTICLE_CHARS, max(len(own), 1)):
        inline, media_type = None, None
    return replace(
        draft,
        title=draft.title or title,
        published_at=published,
        published_at_raw=raw,
        inline_text=inline,
        inline_media_type=media_type,
    )


def _body_text(selector: Selector) -> str:
    return " ".join(" ".join(_PARAGRAPHS(selector.root)[:5000]).split())


def _is_gone(selector: Selector) -> bool:
    return bool(_GONE.search(plain_text(selector)[:3000]))


def _title(selector: Selector, meta: dict[str, str], ld: dict[str, Any] | None) -> str | None:
    site = meta.get("og:site_name", "")
    social = _without_site(meta.get("og:title") or meta.get("twitter:title"), site)
    headline = words_of((ld or {}).get("headline")) or words_of((ld or {}).get("name"))
    headline = strip_html(headline)
    if headline:
        stem = headline.rstrip(".… ")
        return social if social and len(social) > len(headline) and social.startswith(stem) else headline
    if social:
        return strip_html(social)
    heads = [words for node in selector.xpath("//h1")[:5] if (words := plain_text(node))]
    page_title = _without_site(words_of(selector.xpath("//title/text()").get()), site)
    if page_title and heads:
        # Of several h1 the article's own is the one that the page's title repeats; a lone site name is not.
        return next((head for head in heads if head.lower() in page_title.lower()), heads[0])
    return next(iter(heads), page_title)


def _without_site(title: str | None, site: str) -> str | None:
    if not title:
        return None
    parts = re.split(r"\s+[|–—»:-]+\s+", title)
    if len(parts) > 1 and site and parts[-1].lower() in {site.lower(), f"the {site}".lower()}:
        return title[: title.rindex(parts[-1])].rstrip(" |–—»:-")
    if len(parts) > 1 and "|" in title:
        return max(parts, key=len) if len(parts[0]) < 12 else title.split("|", 1)[0].strip()
    return title


def _published(
    page: Page, source: Source, selector: Selector, meta: dict[str, str], ld: dict[str, Any] | None
) -> tuple[str | None, str | None]:
    given = [words_of((ld or {}).get("datePublished")), words_of((ld or {}).get("dateCreated"))]
    given += [meta.get(name) for name in _DATE_METAS]
    given.append(read_microdata(selector, "datePublished"))
    given += selector.xpath("(//article//time | //main//time)/@datetime").getall()[:1]
    for raw in given:
        found = read_instant(raw, source.timezone)
        if found and _plausible(found, page):
            return as_local(found, source.timezone), raw
    for words in _dateline_words(selector):
        visible = find_time(words, timezone=source.timezone, today=page.today)
        if visible and visible.has_year and _plausible(visible.iso, page):
            return visible.iso, visible.raw
    in_url = find_date_in_name(urlsplit(page.url).path)
    return in_url if in_url else (None, None)


def _plausible(iso: str, page: Page) -> bool:
    return date.fromisoformat(iso[:10]).toordinal() <= page.today.toordinal() + 2


def _dateline_words(selector: Selector) -> Iterator[str]:
    """Yield short words in which the date of publication may stand, the likeliest first.

    The site's own head shows today's date, so only the page's main part counts.
    """
    content = Selector(root=content_of(selector), type="html")
    near = [words for node in content.xpath("//h1/following::*[position() <= 40] | //h1/preceding::*[1]")
            if 0 < len(words := plain_text(node)) <= 200]  # fmt: skip
    classed = [words for node in content.xpath(f"//*[{_DATE_CLASS}] | //time")[:60]
               if 0 < len(words := plain_text(node)) <= 200]  # fmt: skip
    yield from (words for words in (*near, *classed) if _POSTED.search(words))
    yield from classed
    yield from near
