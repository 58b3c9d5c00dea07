"""XML from strangers, read without its entities, its network and its depth."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from spiders.errors import LayoutChanged
from spiders.page import Page

_DECLARATION = re.compile(r"^\s{0,64}<\?xml[^>]{0,300}\?>", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]{1,9})|(\d{1,10}));")


def read_xml(page: Page) -> Any:
    """Return the root element of a page's XML, as far as it can be read. Raises LayoutChanged for no XML."""
    root = parse_xml(page.text)
    if root is None:
        start = page.text[:60].replace("\n", " ")
        raise LayoutChanged(f"{page.url}: is not XML; it begins {start!r}")
    return root


def parse_xml(text: str) -> Any | None:
    """Return the root element of XML, mended where its tags do not match; None for none."""
    plain = _CONTROL.sub("", _DECLARATION.sub("", text.lstrip("\ufeff"), count=1))
    body = _REFERENCE.sub(_lawful, plain).strip().encode("utf-8")
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        recover=True, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(body, parser) if body else None
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return None


def _lawful(reference: re.Match[str]) -> str:
    """Return a reference to a character, nothing where no text may hold it (a half of one, a control)."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    is_lawful = code in {9, 10, 13} or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE
    return reference[0] if is_lawful or 0x10000 <= code < 0x110000 else ""


def name_of(element: Any) -> str:
    """Return an element's name in lower case without its namespace; empty for what is no element."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def words_of_child(element: Any, name: str) -> str | None:
    """Return the words of the first child of that name, whatever its namespace; None for no words."""
    for child in element:
        if name_of(child) == name:
            return " ".join("".join(child.itertext()).split()) or None
    return None
