"""Web pages to words.

Which reader serves a page is a rule, not a list of sites:

1. A page is an *article* when it says so (JSON-LD, og:type, itemtype) or is one `article` element of prose,
   and at least half of its letters stand in prose: content systems of city halls call every page an article,
   so an agenda or a listing is told by its links and short lines.
2. An article is read by trafilatura, after the invisible, the furniture and the other stories are cut. If
   it finds less than six tenths of the prose of the page's main part, the page is read as in 3.
3. Any other page (agenda, listing, policy) gives all words of its main part: headings, lists and tables in
   order.
4. A stub gives way to the longer `articleBody` of the page's own JSON-LD.
"""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from typing import Any

import lxml.etree

from transforms.text.dates import iter_dates
from transforms.text.furniture import drop_furniture
from transforms.text.language import guess_language
from transforms.text.letters import clean
from transforms.text.metadata import PageFacts, read_facts
from transforms.text.record import ExtractedText, no_words
from transforms.text.tree import drop_invisible, link_share, parse_page, remove, words_in
from transforms.text.words import words_of_tree, words_without_tree

Element = Any

MAX_ARTICLE_CHARS = 3_000_000
"""Larger pages are never articles; trafilatura's time grows faster than their size."""
_MAIN_XPATHS = (
    "//main", "//*[@role='main']", "//article",
    "//*[@id='main-content' or @id='maincontent' or @id='main' or @id='content' or @id='mainContent'"
    " or @id='page-content' or @id='contentarea' or @id='bodyContent' or @id='MainContent' or @id='primary']",
)  # fmt: skip


def read_page(text: str, *, url: str = "", title: str | None = None) -> ExtractedText:
    """Return the words of a page's markup, its headline and its date. Never raises on any text.

    `title` is what the link said; it serves where the page has none.
    """
    page = parse_page(text)
    root = page.root
    if root is None:
        return _as_read(words_without_tree(text), None, title)
    facts = read_facts(root, url=url)
    if not page.is_whole:
        # The parser dropped what lies too deep; a reader would still see it.
        return _as_read(words_without_tree(text), facts, title)
    drop_invisible(root)
    is_article = len(text) <= MAX_ARTICLE_CHARS and _reads_as_article(root, facts)
    words = _words_of_story(root, facts.title) if is_article else _words_of_main(root)
    if not facts.published_at:
        is_event = facts.is_event or _EVENT_ADDRESS.search(url) is not None
        is_news = not is_event and ((is_article and facts.is_article) or _tells_news(root))
        found = facts.dateline if is_news else None
        found = found or (_opening_date(words) if is_article else None)
        if found:
            facts = replace(facts, published_at=found[0], published_at_raw=found[1])
    if len(facts.article_body) > max(200, len(words) * 1.2) and facts.is_article:
        words = facts.article_body
    if not words:
        # Pages that only a script fills, or that hide everything: what noscript and the title say.
        return no_words("html", "empty: the page holds no words", title=facts.title or title)
    return _as_read(words, facts, title)


def read_fragment(text: str) -> str:
    """Return the words of a piece of markup out of a feed or an API: nothing is taken for furniture."""
    page = parse_page(f"<div>{text}</div>")
    root = page.root
    if root is None or not page.is_whole:
        return words_without_tree(text)
    drop_invisible(root)
    words = words_of_tree(root)
    return words


def _as_read(words: str, facts: PageFacts | None, title: str | None) -> ExtractedText:
    title = ((facts.title if facts else None) or title or "")[:500] or None
    if not words:
        return no_words("html", "empty: the page holds no words", title=title)
    return ExtractedText(
        text=words,
        method="html",
        title=title,
        published_at=facts.published_at if facts else None,
        published_at_raw=facts.published_at_raw if facts else None,
        language=guess_language(words),
    )


def _words_of_story(root: Element, title: str | None) -> str:
    story = copy.deepcopy(root)
    drop_furniture(story, is_article=True)
    for headline in list(story.iter("h1")):
        if title and _plain(title) in _plain(words_in(headline)):
            remove(headline)
    prose = "\n".join(_prose_blocks(_main_part(story)))
    words = _without_headline(_by_trafilatura(story), title)
    if len(words) >= 0.6 * len(prose) and words:
        return words
    own = _without_headline(words_of_tree(_main_part(story)), title)
    return own or words or _words_of_main(root)


def _words_of_main(root: Element) -> str:
    """Return all words of a page's main part, its furniture cut; a page that is nothing else keeps it all."""
    pruned = copy.deepcopy(root)
    drop_furniture(pruned, is_article=False)
    words = words_of_tree(_main_part(pruned))
    return words or words_of_tree(root)


def _main_part(root: Element) -> Element:
    """Return the element that holds the page's matter: the first marked as such, else the root."""
    total = len(words_in(root))
    for path in _MAIN_XPATHS:
        found = root.xpath(path)
        if len(found) == 1 or (found and path == "//main"):
            size = len(words_in(found[0]))
            if size >= total * 0.5 or (size >= 200 and path != "//article" and size >= total * 0.25):
                return found[0]
    return root


def _prose_blocks(root: Element) -> list[str]:
    """Return the blocks that read as prose: at least 80 letters, mostly outside links, not a table's cell."""
    blocks = []
    for block in root.iter("p", "blockquote"):
        words = words_in(block)
        if (
            len(words) >= 80
            and link_share(block, words) < 0.5
            and next(block.iterancestors("table"), None) is None
        ):
            blocks.append(words)
    return blocks


def _reads_as_article(root: Element, facts: PageFacts) -> bool:
    stories = list(root.iter("article"))
    if not facts.is_article and len(stories) != 1:
        return False
    if len(facts.article_body) > 400:
        return True
    part = stories[0] if len(stories) == 1 else _main_part(root)
    prose, rows, listed = _shares(part)
    if prose < 200 and len(stories) == 1:
        prose, rows, listed = _shares(root)
    if prose >= 200 and prose > 1.5 * rows and (facts.is_article or prose > listed):
        return True
    if not facts.is_story:
        return False
    # A brief: less prose than the page around it. What is left without that page decides.
    story = copy.deepcopy(root)
    drop_furniture(story, is_article=True)
    prose, rows, listed = _shares(_main_part(story))
    return prose >= 60 and prose > 1.5 * rows and prose > listed


def _shares(part: Element) -> tuple[int, int, int]:
    """Return how many letters of a part stand in prose, in tables and in lists of links."""
    prose = sum(len(words) for words in _prose_blocks(part))
    tables = (one for one in part.iter("table") if next(one.iterancestors("table"), None) is None)
    rows = sum(len(words_in(table)) for table in tables)
    listed = sum(len(words_in(item)) for item in part.iter("li") if link_share(item) > 0.5)
    return prose, rows, listed


_EVENT_ADDRESS = re.compile(r"event|calendar|meeting|agenda|schedule", re.IGNORECASE)


def _tells_news(root: Element) -> bool:
    """Return whether a page that does not call itself an article holds enough prose to be a notice."""
    return sum(len(words) for words in _prose_blocks(_main_part(root))) >= 300


def _opening_date(words: str) -> tuple[str, str] | None:
    """Return the date that opens a text: on a line of its own, or as in "ROCHESTER (April 30, 2025)"."""
    for line in words[:600].split("\n")[:4]:
        found = next(iter_dates(line), None)
        if not found:
            continue
        place = line[: found.start].strip(" (-\u2013\u2014,")
        rest = line[found.end :].strip()
        if len(place.split()) <= 5 and (
            not rest or len(rest) < 30 or re.match(r"[)\s]*[-\u2013\u2014]", rest)
        ):
            return found.iso, found.raw
    return None


def _by_trafilatura(story: Element) -> str:
    import trafilatura

    try:
        # `fast`: without its own second and third readers, for which rule 2 stands in.
        words = trafilatura.extract(
            lxml.etree.tostring(story, method="html", encoding="unicode"), fast=True, include_comments=False,
            include_tables=True, deduplicate=False, with_metadata=False, include_formatting=False,
        )  # fmt: skip
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError):
        # What such trees have drawn from it; the page is then read by our own rules.
        return ""
    lines = (re.sub(r"^\|\s*|\s*\|$", "", line.strip()) for line in (words or "").split("\n"))
    return clean("\n".join(re.sub(r"^- ", "", line) for line in lines if not re.fullmatch(r"[\s|-]*", line)))


def _without_headline(words: str, title: str | None) -> str:
    """Return an article's words without headline, author and date on top: other fields hold them."""
    for _ in range(4):
        first, _, rest = words.partition("\n")
        if not rest or not ((title and _plain(first) == _plain(title)) or _is_byline(first)):
            break
        words = rest
    return words


def _is_byline(line: str) -> bool:
    """Return whether a line on top of an article is only its date, or its author's name."""
    if len(line) > 70:
        return False
    if re.match(r"by\s+[A-Z]", line, re.IGNORECASE) and line[-1] not in '.!?"':
        return True
    found = next(iter_dates(line), None)
    rest = re.sub(r"\b(?:published|posted|updated|at|on|am|pm|[ECMP][SD]?T|GMT|UTC)\b", "", line, flags=re.I)
    return found is not None and len(re.findall(r"[^\W\d_]", rest.replace(found.raw, ""))) <= 3


def _plain(words: str) -> str:
    return re.sub(r"\W+", " ", words).strip().lower()
