"""What stands on a page beside its matter, and is taken out before its words are read.

The furniture of the site (menus, banners, footers) goes from every page; from articles also the other stories
around the story. The rules are of markup and words, none is of one site. `_names` lists hold the class and
id names in which sites of all kinds agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from transforms.text.tree import link_share, remove, words_in

Element = Any


def _any_of(names: str) -> str:
    return "|".join(names.split())


_FURNITURE_NAMES = _any_of(
    r"""
    nav navbar navigation topnav subnav sidenav menu submenu megamenu breadcrumbs? cookies? cookiebar
    cookie\w* consent gdpr onetrust ccpa skip skiplink\w* skipnav share sharing sharebar addthis
    social\w* footer site-?footer masthead topbar toolbar pagination pager login signin sign-?in
    searchbox search-?form searchform translate google-?translate language-?switch\w* advert\w* ads?
    adslot ad-?wrapper dfp sponsored? taboola outbrain popup pop-?up modal overlay lightbox backtotop
    back-?to-?top copyright weather cart
    """
)
_STORY_LIST_NAMES = _any_of(
    r"""
    related\w* recommend\w* recirc\w* trending\w* popular\w* most-(?:read|viewed|shared|recent) mostread
    latest newsletter\w* subscri\w+ subscription promo\w* teasers? sidebars? rail right-?rail comments?
    commenting disqus author-?(?:bio|box|info|card) about-?the-?author tags? taglist tag-?cloud
    read-?(?:more|next|also) more-(?:stories|news|from|like|on|in) up-?next also-?(?:read|like)
    you-?may-?(?:also-?)?like headlines upsell paywall inline-?(?:related|promo|link) signup sign-?up
    donat\w+ carousel slideshow-?list playlist poll quiz widget-?area app-?promo follow-?us
    correction-?link further-?reading story-?(?:list|feed) card-?(?:list|grid) feed bottom-?links
    sponsor\w* partner\w* editors?-?picks? top-?stories jp-relatedposts
    """
)
_FURNITURE = re.compile(rf"(?:^|[\s_-])(?:{_FURNITURE_NAMES})(?:$|[\s_-])")
_AROUND_STORY = re.compile(rf"(?:^|[\s_-])(?:{_STORY_LIST_NAMES})(?:$|[\s_-])")
_OTHER_STORIES = re.compile(
    r"^(?:the )?(?:most (?:read|popular|viewed|shared|recent|commented)\b.*|related(?: \w+)?|recommended.*|"
    r"more (?:from|in|on|stories|news|headlines|local|coverage|about)\b.*|more|trending(?: \w+)*|"
    r"(?:you )?(?:may|might|'ll)? ?(?:also )?like.*|you (?:may|might) .*|"
    r"read (?:more|next|also|this next).*|"
    r"also (?:read|see|in .*|on .*)|see also.*|up next.*|next (?:up|story|article).*|latest(?: \w+){0,3}|"
    r"(?:today's )?top (?:stories|headlines|news).*|popular(?: \w+)?|editors?['’]?s? picks?.*|"
    r"don['’]t miss.*|"
    r"in other news|other (?:news|stories|headlines).*|what (?:to|others are) read(?:ing)?.*|around the web|"
    r"from (?:our|around) .*|sponsored.*|share this.*|comments?(?: \(\d+\))?|leave a (?:comment|reply).*|"
    r"join the conversation.*|follow us.*|sign up.*|subscribe.*|newsletters?.*|recent (?:posts|stories|"
    r"news).*|"
    r"keep reading.*|further reading.*|featured (?:stories|news|video).*|you['’]re (?:reading|all caught).*|"
    r"stay (?:informed|connected|up to date).*|support local.*|headlines|about the author|tags?:?|"
    r"topics?:?)\s*:?$",
    re.IGNORECASE,
)
_TEASER_LEAD = re.compile(
    r"^(?:\W*)(?:related(?: \w+)?|read (?:more|next|also|the (?:full|rest))|more|see also|"
    r"also(?: read)?|watch|"
    r"listen|previously|earlier|background|don['’]t miss|recommended|must[- ]read|in case you missed it|"
    r"photos?|"
    r"video|gallery|slideshow|opinion|sign up|subscribe|support|download|click here|"
    r"follow)\b[^.]{0,30}?[:|»>–—-]",
    re.IGNORECASE,
)
_CALL_TO_READER = re.compile(
    r"^(?:\W*)(?:sign up (?:for|to)|subscribe (?:to|now|today)|get (?:our|the) .{0,40}newsletter|"
    r"download (?:our|the) "
    r".{0,30}app|follow (?:us|him|her|them|\w+) on|click here|support (?:local )?journalism|"
    r"already a subscriber|"
    r"advertisement\W*$|story continues below|article continues|this story is for subscribers|"
    r"thank you for reading|contact \w+ at \S+@|.{0,80}support local journalism)",
    re.IGNORECASE,
)
_COOKIE_WORDS = re.compile(
    r"\b(?:uses?|using|of) (?:\w+ ){0,2}cookies\b|\baccept (?:all )?cookies\b|\bcookie (?:policy|settings)\b",
    re.I,
)
_BLOCKS = (
    "p", "div", "section", "article", "aside", "ul", "ol", "li", "table", "tr", "td", "h1", "h2", "h3",
    "h4", "h5",
    "h6", "blockquote", "figure", "header", "footer", "form", "dl", "dd", "dt", "nav", "main", "center",
    "tbody",
)  # fmt: skip
_FURNITURE_ROLES = (
    "navigation", "contentinfo", "search", "menu", "menubar", "dialog", "alertdialog", "banner",
)  # fmt: skip
_NEVER_FURNITURE = frozenset(
    ["td", "tr", "tbody", "b", "i", "em", "strong", "h1", "h2", "h3", "h4", "h5", "h6"]
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def _names_of(element: Element) -> str:
    get = element.attrib.get
    names = (get("class"), get("id"), get("data-component"), get("data-module"))
    return " ".join(name for name in names if name)[:400]


def _own_letters(element: Element) -> int:
    """Return the count of letters within the element that stand outside links."""
    return len(words_in(element)) - sum(len(words_in(link)) for link in element.iter("a"))


def drop_furniture(root: Element, *, is_article: bool) -> None:
    """Remove, in place, what belongs to the site and not to the page; for an article also the other stories.

    Nothing that holds most of the page's words outside links is ever taken for furniture: class names such as
    "page-with-nav" stand around whole pages.
    """
    total = max(1, _own_letters(root))
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in ("html", "body") or element.getparent() is None:
            continue
        if _is_furniture(element, is_article) and (
            element.tag in ("nav", "footer") or _own_letters(element) <= total * 0.4
        ):
            remove(element)
    for block in list(_leaf_blocks(root)):
        words = words_in(block)
        if (
            len(words) < 700
            and _COOKIE_WORDS.search(words)
            and re.search(r"accept|consent|agree|continu", words, re.I)
        ):
            remove(block)
    if is_article:
        _drop_other_stories(root)
    else:
        _drop_menus(root)


def _is_furniture(element: Element, is_article: bool) -> bool:
    tag = element.tag
    role = element.attrib.get("role") or ""
    if tag in ("nav", "footer") or role in _FURNITURE_ROLES:
        return tag == "nav" or not _holds_story(element)
    if tag == "aside" and is_article:
        return True
    if tag == "header":
        return not _holds_story(element) and next(element.iterancestors("article", "main"), None) is None
    names = _names_of(element)
    if not names or tag in _NEVER_FURNITURE:
        return False
    is_named, is_around = _told_by_name(names)
    if tag in ("p", "span", "a", "li"):
        return is_article and is_around and link_share(element) > 0.5
    return (is_named or (is_article and is_around)) and not _holds_story(element)


@lru_cache(maxsize=4096)
def _told_by_name(names: str) -> tuple[bool, bool]:
    """Return whether class and id names tell of the site's furniture, and of other stories."""
    names = re.sub(r"([a-z])([A-Z])", r"\1-\2", names).lower()
    return bool(_FURNITURE.search(names)), bool(_AROUND_STORY.search(names))


def _holds_story(element: Element) -> bool:
    return any(True for _ in element.iter("h1", "main", "article"))


def _leaf_blocks(root: Element) -> Iterator[Element]:
    for element in root.iter(*_BLOCKS):
        if not any(True for child in element.iterdescendants(*_BLOCKS)):
            yield element


def _drop_other_stories(root: Element) -> None:
    """Remove headings such as "Most read" with the links below, inline teasers, calls to subscribe."""
    for element in list(root.iter(*_HEADINGS, "p", "div", "strong", "span", "li")):
        if element.getparent() is None:
            continue
        words = words_in(element)
        if len(words) <= 60 and _OTHER_STORIES.match(words):
            _drop_with_links_below(element)
    for block in list(_leaf_blocks(root)):
        if block.getparent() is None or block.tag in _HEADINGS[:1]:
            continue
        words = words_in(block)
        if not words or len(words) > 300:
            continue
        share = link_share(block, words)
        is_teaser = share > 0.5 and bool(_TEASER_LEAD.match(words))
        is_bare_link = (
            share >= 0.95 and len(words.split()) >= 4 and block.tag in ("p", "div", "li", "h2", "h3", "h4")
        )
        if is_teaser or is_bare_link or _CALL_TO_READER.match(words):
            remove(block)


def _drop_with_links_below(heading: Element) -> None:
    parent = heading.getparent()
    before = heading.getprevious() is None and not (parent.text or "").strip()
    if before and parent.tag not in ("body", "article", "main") and link_share(parent) > 0.4:
        if not _holds_story(parent):
            remove(parent)
        return
    following = heading.getnext()
    linked = []
    while following is not None and link_share(following) > 0.6:
        linked.append(following)
        following = following.getnext()
    if linked or (heading.tag in _HEADINGS and following is None):
        for element in (*linked, heading):
            remove(element)


def _drop_menus(root: Element) -> None:
    """Remove lists of short links without figures: menus that carry no name saying so."""
    for element in list(root.iter("ul", "ol", "table", "div")):
        if element.getparent() is None:
            continue
        links = [words_in(link) for link in element.iter("a")]
        links = [words for words in links if words]
        if len(links) < 4:
            continue
        lengths = sorted(len(words.split()) for words in links)
        if (
            lengths[len(lengths) // 2] > 3
            or sum(1 for words in links if re.search(r"\d", words)) > len(links) * 0.2
        ):
            continue
        if sum(1 for words in links if _DOCUMENT_LINK.search(words)) > len(links) * 0.2:
            continue
        if link_share(element) > 0.9:
            remove(element)


_DOCUMENT_LINK = re.compile(
    r"agenda|minutes|packet|ordinance|resolution|policy|order|pdf|report|notice", re.IGNORECASE
)
