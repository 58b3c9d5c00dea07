"""A web page as a tree, with what a reader does not see taken out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import lxml.etree

Element = Any

_INVISIBLE_TAGS = (
    "script", "style", "template", "noscript", "head", "iframe", "object", "embed", "applet", "svg", "canvas",
    "select", "datalist", "textarea", "input", "button", "dialog", "audio", "video", "map", "math", "meter",
    "progress", "noframes", "source", "track",
)  # fmt: skip
_HIDING_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:^|[;\s])opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
    r"|font-size\s*:\s*0(?:\.0+)?(?:px|pt|em|rem|%)?\s*(?:;|!|$)|(?:left|top|text-indent)\s*:\s*-\d{3,}"
    r"|clip\s*:\s*rect\(\s*0|(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*;[^}]*overflow\s*:\s*hidden",
    re.IGNORECASE,
)
_HIDING_CLASS = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-?reader(?:-text|-only|s)?|element-invisible|hidden|"
    r"is-hidden|"
    r"u-hidden|d-none|invisible|hide|a11y-hidden|offscreen|off-screen|print-only|js-hidden|"
    r"display-none)(?:\s|$)",
    re.IGNORECASE,
)
# Panels that a reader opens with a click are hidden by style until then; they stay.
_PANEL = re.compile(r"accord|collaps|tab|panel|toggle|expand|content|answer|faq|drop|detail", re.IGNORECASE)


@dataclass(frozen=True)
class ParsedPage:
    """A page's tree; `root` is None where nothing is marked up, `is_whole` False where words were lost."""

    root: Element | None
    is_whole: bool


def parse_page(text: str) -> ParsedPage:
    """Return the tree of a page. libxml2 bounds its depth, and drops what lies deeper."""
    parser = lxml.etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = lxml.etree.fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError, ValueError, AssertionError):
        return ParsedPage(None, False)
    is_deep = any("depth" in fault.message.lower() for fault in parser.error_log)
    return ParsedPage(root, root is not None and not is_deep)


def words_in(element: Element) -> str:
    """Return the words within an element on one line."""
    text: str = lxml.etree.tostring(element, method="text", encoding="unicode", with_tail=False)
    return " ".join(text.split())


def link_share(element: Element, text: str | None = None) -> float:
    """Return the share of an element's letters that stand in links, 0 where it has no letters."""
    total = len(text if text is not None else words_in(element))
    if element.tag == "a":
        return 1.0 if total else 0.0
    linked = sum(len(words_in(link)) for link in element.iter("a"))
    return min(1.0, linked / total) if total else 0.0


def drop_invisible(root: Element) -> None:
    """Remove from the tree, in place, everything that a reader of the page does not see."""
    hiding = _hidden_by_sheet(root)
    doomed = []
    for element in root.iter():
        if not isinstance(element.tag, str):
            doomed.append(element)
        elif element.tag in ("html", "body"):
            continue
        elif (
            element.tag in _INVISIBLE_TAGS
            or _is_hidden(element, hiding)
            or (
                element.tag == "a"
                and (element.get("href") or "").startswith("#")
                and _SKIP_LINK.match(words_in(element))
            )
        ):
            doomed.append(element)
    for element in doomed:
        remove(element)


_SKIP_LINK = re.compile(r"(?:skip|jump|go|back|return) (?:to|past|over)\b|skip\b|top$", re.IGNORECASE)


def _is_hidden(element: Element, hiding: set[str]) -> bool:
    get = element.attrib.get
    if "hidden" in element.attrib and get("hidden") != "until-found":
        return True
    if get("aria-hidden") == "true" and element.tag not in ("main", "article"):
        return True
    style = get("style")
    if style and _HIDING_STYLE.search(style):
        return True
    classes, name = get("class") or "", get("id") or ""
    if classes and _HIDING_CLASS.search(classes):
        return not re.search(r"(?:sm|md|lg|xl)[:-](?:block|flex|d-block)|d-(?:sm|md|lg|xl)-", classes)
    return bool(hiding) and (any(f".{one}" in hiding for one in classes.split()) or f"#{name}" in hiding)


def _hidden_by_sheet(root: Element) -> set[str]:
    """Return the plain class and id selectors that the page's own style elements hide on screen."""
    names: set[str] = set()
    for sheet in root.iter("style"):
        css = (sheet.text or "")[:200_000]
        css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
        # Rules within @media hold for print or phones, not for readers at large.
        css = re.sub(r"@[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", css)
        for selectors, body in re.findall(r"([^{}]{1,400})\{([^{}]{0,2000})\}", css):
            if _HIDING_STYLE.search(body):
                names.update(
                    one for one in (part.strip() for part in selectors.split(","))
                    if re.fullmatch(r"[.#][\w-]+", one) and not _PANEL.search(one)
                )  # fmt: skip
    return names


def _lawful(words: str) -> str:
    # The HTML parser lets control characters in; none of them may be set anew.
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", " ", words)


def remove(element: Element) -> None:
    """Remove an element and keep the words that follow it."""
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail
    if tail:
        before = element.getprevious()
        if before is not None:
            before.tail = _lawful(f"{before.tail or ''} {tail}")
        else:
            parent.text = _lawful(f"{parent.text or ''} {tail}")
        element.tail = None
    parent.remove(element)
