"""What a page says of itself for machines: JSON-LD, meta elements, microdata.

Publishers break all three: JSON-LD with raw line breaks, trailing commas, HTML comments or a wrapping
`@graph`; the same meta twice; empty contents. What cannot be read is passed over, never raised.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from parsel import Selector

MAX_BLOCKS = 50
MAX_BLOCK_CHARS = 1_000_000
MAX_DEPTH = 6

_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_WRAPPERS = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.{0,40}?\*/)|(?:-->|//\s*\]\]>|\]\]>)\s*$"
)


def _load(text: str) -> Any:
    text = _WRAPPERS.sub("", text.strip()).strip().rstrip(";")
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _flatten(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for child in value[:500]:
            yield from _flatten(child, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"):
            yield from _flatten(value.get(key), depth + 1)


def read_json_ld(selector: Selector) -> list[dict[str, Any]]:
    """Return every object of the page's JSON-LD blocks, graphs flattened, in page order."""
    found: list[dict[str, Any]] = []
    for block in selector.xpath("//script[contains(@type, 'ld+json')]/text()").getall()[:MAX_BLOCKS]:
        found.extend(_flatten(_load(block[:MAX_BLOCK_CHARS])))
    return found


def types_of(thing: Mapping[str, Any]) -> tuple[str, ...]:
    """Return an object's schema.org types without their address ("NewsArticle")."""
    given = thing.get("@type")
    names = given if isinstance(given, list) else [given]
    return tuple(name.rsplit("/", 1)[-1] for name in names if isinstance(name, str))


def first_of_types(things: list[dict[str, Any]], suffixes: tuple[str, ...]) -> dict[str, Any] | None:
    """Return the first object one of whose types ends so ("Article" finds NewsArticle), or None."""
    for thing in things:
        if any(name.endswith(suffixes) for name in types_of(thing)):
            return thing
    return None


def words_of(value: Any) -> str | None:
    """Return a JSON value as plain words, entities unescaped, white space collapsed; None for no words."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value") or value.get("rendered") or value.get("name")
    if not isinstance(value, str):
        return None
    return " ".join(html.unescape(value).split()) or None


def read_meta(selector: Selector) -> dict[str, str]:
    """Return meta contents by lower-case name, property or itemprop; the first not empty."""
    found: dict[str, str] = {}
    for element in selector.xpath("//meta[@content]")[:500]:
        content = " ".join(element.root.get("content", "").split())
        for attribute in ("property", "name", "itemprop"):
            name = element.root.get(attribute, "").strip().lower()
            if name and content:
                found.setdefault(name, html.unescape(content)[:2000])
    return found


def read_microdata(selector: Selector, name: str) -> str | None:
    """Return the first `itemprop` of that name: its content or datetime, else its words; None without one."""
    for element in selector.xpath("//*[@itemprop=$name]", name=name)[:20]:
        for attribute in ("content", "datetime"):
            value: str = element.root.get(attribute, "").strip()
            if value:
                return value[:500]
        words = " ".join(" ".join(element.xpath(".//text()").getall()).split())
        if words:
            return words[:500]
    return None
