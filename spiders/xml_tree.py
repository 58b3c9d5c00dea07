"""XML from strangers, read without its entities, its network and its depth."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from spiders.errors import LayoutChanged
from spiders.page import Page

_CHARACTERS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def read_xml(page: Page) -> Any:
    """Return the root element of a page's XML, as far as it can be read. Raises LayoutChanged for no XML."""
    root = parse_xml(page.body)
    if root is None:
        start = page.text[:60].replace("\n", " ")
        raise LayoutChanged(f"{page.url}: is not XML; it begins {start!r}")
    return root


def parse_xml(body: bytes) -> Any | None:
    """Return the root element of XML, mended where its tags do not match; None for none."""
    body = _CHARACTERS.sub(b"", body).lstrip(b"\xef\xbb\xbf \t\r\n")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(body, parser) if body else None
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return None


def name_of(element: Any) -> str:
    """Return an element's name in lower case without its namespace; empty for what is no element."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def words_of_child(element: Any, name: str) -> str | None:
    """Return the words of the first child of that name, whatever its namespace; None for no words."""
    for child in element:
        if name_of(child) == name:
            return " ".join("".join(child.itertext()).split()) or None
    return None
