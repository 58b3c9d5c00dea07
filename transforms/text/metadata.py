"""What a web page says of itself: JSON-LD, meta elements, headline and dateline."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from transforms.text.dates import iter_dates, parse_stated_time
from transforms.text.letters import clean, clean_inline
from transforms.text.tree import words_in

Element = Any

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
MAX_LD_CHARS = 2_000_000
_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|Report|PressRelease|LiveBlogPosting)$", re.IGNORECASE)
_DATE_META = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "date_published",
    "pubdate", "publishdate", "publish-date", "publish_date", "published_time", "publication_date",
    "publication-date", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "dc.date.issued",
    "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date", "dcterms.date",
    "citation_publication_date",
    "article.published", "article:published", "rnews:datepublished", "originalpublicationdate", "displaydate",
    "bt:pubdate", "date",
)  # fmt: skip
_DATELINE_CLASS = re.compile(
    r"publish|pub-?date|pubdate|posted|post-?date|entry-?date|dateline|timestamp|article-?date|news-?date|"
    r"release-?date|date-?display|submitted|byline|meta-?date|created|(?:^|[\s_-])date(?:$|[\s_-])|(?:^|"
    r"\s)time",
    re.IGNORECASE,
)
_DATELINE_WORDS = re.compile(
    r"^\W*(?:first |originally |date )?(?:published|posted|released?|issued|submitted|press release(?: date)?"
    r"|for immediate release|news release|article created)\b",
    re.IGNORECASE,
)
_CHANGED_WORDS = re.compile(
    r"\b(?:updated|modified|last (?:updated|reviewed|revised)|revised)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class PageFacts:
    """A page's own statements; each None or empty where it makes none."""

    is_article: bool
    title: str | None
    published_at: str | None
    published_at_raw: str | None
    article_body: str
    is_event: bool = False
    is_story: bool = False
    """Whether the publisher itself calls the page a story, where content systems call any page an article."""
    dateline: tuple[str, str] | None = None
    """A date set like a dateline, ISO and words: true of articles,
    while on an event's page it is the event's."""


def read_facts(root: Element, *, url: str) -> PageFacts:
    """Return what the page states of itself. Must be asked before the tree is pruned."""
    nodes = list(iter_ld_nodes(root))
    metas = _metas(root)
    articles = [node for node in nodes if _ARTICLE_TYPE.search(_type_of(node))]
    is_article = (
        bool(articles)
        or metas.get("og:type", "").lower() in ("article", "news", "blog")
        or any(re.search(r"article:published", name) for name in metas)
        or any(
            _ARTICLE_TYPE.search(one.get("itemtype") or "")
            for one in root.iter("article", "div", "body", "html")
        )
    )
    body = max((_article_body(node) for node in articles), key=len, default="")
    published_at, raw = _published(root, nodes, articles, metas, url)
    title = find_title(root, articles, metas)
    is_event = any(_type_of(node).endswith("Event") for node in nodes) or any(
        one.get("itemprop") == "startDate" or (one.get("itemtype") or "").endswith("Event")
        for one in root.iter("div", "article", "time", "meta", "span")
    )
    is_story = bool(articles) or "article:published_time" in metas
    return PageFacts(is_article, title, published_at, raw, body, is_event, is_story, _dateline(root))


def iter_ld_nodes(root: Element) -> Iterator[dict[str, Any]]:
    """Yield every object of the page's JSON-LD, outermost first; broken scripts are passed over."""
    budget = MAX_LD_CHARS
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        source = (script.text or "").strip()
        budget -= len(source)
        if budget < 0:
            return
        source = (
            re.sub(r"^(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)$", "", source)
            .strip()
            .rstrip(";")
        )
        try:
            content = json.loads(source, strict=False)
        except (ValueError, RecursionError):
            continue
        waiting, seen = [content], 0
        while waiting and seen < 2000:
            one = waiting.pop(0)
            seen += 1
            if isinstance(one, dict):
                yield one
                waiting.extend(
                    value for key, value in one.items() if key in ("@graph", "mainEntity", "hasPart")
                )
            elif isinstance(one, list):
                waiting[:0] = one[:500]


def _type_of(node: dict[str, Any]) -> str:
    kind = node.get("@type")
    return str(kind[0]) if isinstance(kind, list) and kind else str(kind or "")


def _article_body(node: dict[str, Any]) -> str:
    body = node.get("articleBody")
    if not isinstance(body, str):
        return ""
    if re.search(r"<(?:p|br|div|a|strong)\b", body):
        body = re.sub(r"<(?:/p|br|/div|/li|/h\d)\b[^>]{0,200}>", "\n", body)
        body = re.sub(r"<[^<>]{0,2000}>", "", body)
    if re.search(r"&(?:#\d+|#x[0-9a-f]+|[a-z]+);", body, re.IGNORECASE):
        from html import unescape

        body = unescape(body)
    return clean(body)


def _metas(root: Element) -> dict[str, str]:
    """Return the first content of each meta name, in lower case."""
    metas: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (
            meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or ""
        ).lower()
        content = clean_inline((meta.get("content") or "")[:2000])
        if name and content and name not in metas:
            metas[name] = content
    return metas


def find_title(root: Element, articles: list[dict[str, Any]], metas: dict[str, str]) -> str | None:
    """Return the page's main headline without the site's name, or None."""
    page_title = next((words_in(title) for title in root.iter("title") if title.getparent() is not None), "")
    page_title = clean_inline(page_title)[:500]
    headings = [clean_inline(words_in(one)) for one in root.iter("h1")]
    headings = [words for words in headings if 3 < len(words) <= 300]
    stated = next(
        (clean_inline(node["headline"]) for node in articles if isinstance(node.get("headline"), str)), ""
    ) or metas.get("og:title", "")
    site = metas.get("og:site_name", "")
    main = _without_site(stated or page_title, site)
    for words in headings:
        if len(main) > 15 and _plain(main) in _plain(words):
            return main  # the heading carries a kicker: "Politics | ..."
    headings.sort(key=lambda words: not _plain(main).startswith(_plain(words)))
    for words in headings:
        if words != site and _share_words(words, main):
            return words
    if not stated and len(headings) == 1 and not _share_words(headings[0], site):
        return headings[0]
    return main or (headings[0] if headings else None)


def _plain(words: str) -> str:
    return re.sub(r"\W+", " ", words).strip().lower()


def _share_words(one: str, other: str) -> bool:
    words, others = (set(re.findall(r"\w{3,}", text.lower())) for text in (one, other))
    return bool(words) and len(words & others) * 10 >= min(len(words), len(others) or 99) * 6


def _without_site(title: str, site: str) -> str:
    """Return a title without its last part when that is the site's name: "Council votes | Daily Planet"."""
    parts = re.split(r"\s+[|\u2013\u2014·»:-]\s+|\s*\|\s*", title)
    if len(parts) < 2:
        return title
    last = parts[-1]
    is_site = bool(site) and (site.lower() in last.lower() or last.lower() in site.lower())
    is_short = len(last.split()) <= 5 and ("|" in title or len(last) < len(title) * 0.45)
    if is_site or (not site and is_short):
        return title[: title.rfind(last)].rstrip(" |\u2013\u2014·»:-")
    return title


def _published(
    root: Element,
    nodes: list[dict[str, Any]],
    articles: list[dict[str, Any]],
    metas: dict[str, str],
    url: str,
) -> tuple[str | None, str | None]:
    stated: list[str] = []
    for node in (
        *articles,
        *(node for node in nodes if _type_of(node) in ("WebPage", "ItemPage", "NewsMediaOrganization")),
    ):
        for key in ("datePublished", "dateCreated"):
            if isinstance(node.get(key), str):
                stated.append(node[key])
    stated += [metas[name] for name in _DATE_META if name in metas]
    for element in root.iter("time", "span", "meta", "div", "p"):
        if "datepublished" in (element.get("itemprop") or "").lower() or "pubdate" in element.attrib:
            stated.append(element.get("datetime") or element.get("content") or words_in(element)[:200])
    for words in stated:
        iso = parse_stated_time(words)
        if iso:
            return iso, clean_inline(words)[:200]
    return _worded_dateline(root) or _from_url(url) or (None, None)


def _worded_dateline(root: Element) -> tuple[str, str] | None:
    """Return the date of a short line that calls it the day of publication: "Posted on April 30, 2025"."""
    for element in root.iter(
        "p", "div", "span", "li", "td", "time", "strong", "em", "b", "small", *_HEADINGS
    ):
        words = _short_words(element)
        if (
            words
            and _DATELINE_WORDS.match(words)
            and next(element.iterancestors("nav", "aside"), None) is None
        ):
            found = next(iter_dates(_CHANGED_WORDS.split(words)[0]), None)
            if found:
                return found.iso, clean_inline(found.raw)
    return None


def _short_words(element: Element) -> str:
    """Return the words of an element that could be a dateline: 6 to 140 characters, few parts; else ""."""
    if len(element) > 6:
        return ""
    words = " ".join("".join(element.itertext()).split())
    return words if 6 <= len(words) <= 140 else ""


def _dateline(root: Element) -> tuple[str, str] | None:
    """Return the date that stands as such on the page: in a time element, or in a short line of its own."""
    scope = next(iter(root.iter("main")), None)
    scope = root if scope is None else scope
    times = [one for one in scope.iter("time") if _could_date_page(one)]
    if len(times) == 1 or (times and next(times[0].iterancestors("header", "article"), None) is not None):
        one = times[0]
        for words in (one.get("datetime") or "", words_in(one)):
            iso = parse_stated_time(words)
            if iso:
                return iso, clean_inline(words)[:200]
    for element in scope.iter("p", "div", "span", "strong", "em", "small", "b", *_HEADINGS[1:]):
        words = _short_words(element)
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        if not words or not _DATELINE_CLASS.search(named) or _CHANGED_WORDS.match(words):
            continue
        if next(element.iterancestors("nav", "aside", "footer", "table", "li"), None) is not None:
            continue
        found = next(iter_dates(_CHANGED_WORDS.split(words)[0]), None)
        if found:
            return found.iso, clean_inline(found.raw)
    return None


def _could_date_page(time: Element) -> bool:
    """Return whether a time element is neither a change's nor one of a list's."""
    parent = time.getparent()
    around = f"{words_in(time)} {(parent.text or '') if parent is not None else ''}"
    if next(time.iterancestors("nav", "aside", "footer"), None) is not None or _CHANGED_WORDS.search(around):
        return False
    listing = next(time.iterancestors("ul", "ol"), None)
    return listing is None or sum(1 for _ in listing.iter("time")) == 1


def _from_url(url: str) -> tuple[str, str] | None:
    """Return the day that an article's address spells out, as /2023/11/08/ does."""
    shape = re.search(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?:/|-)", url) or re.search(
        r"/((?:19|20)\d\d)(\d\d)(\d\d)/", url
    )
    if not shape:
        return None
    iso = parse_stated_time(f"{shape[1]}-{int(shape[2]):02d}-{int(shape[3]):02d}")
    return (iso, shape[0].strip("/-")) if iso else None
