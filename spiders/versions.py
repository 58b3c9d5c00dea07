"""What of a document matters to a reader, hashed: the same hash on two nights means the same version."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from lxml import etree

from spiders.page import Draft, Page

_SPACE = re.compile(r"\s+")
_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "head"})
_SEEN_TEXT = etree.XPath(
    f".//text()[not({' or '.join(f'ancestor::{name}' for name in sorted(_UNSEEN))})]", smart_strings=False
)


def tree_text(root: Any, *, enough: int | None = None) -> str:
    """Return the visible words under a parsed element, white space collapsed.

    With `enough`, reading stops once that many characters are found.
    """
    if enough is None:
        return " ".join(" ".join(_SEEN_TEXT(root)).split())
    words: list[str] = []
    length = 0
    skipped: Any = None
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        said = None
        if event == "start":
            if skipped is None:
                if node.tag in _UNSEEN:
                    skipped = node
                else:
                    said = node.text
        else:
            if (skipped is None or skipped is node) and node is not root:
                said = node.tail
            if skipped is node:
                skipped = None
        if said:
            words.append(said)
            length += len(said.strip())
            if length > enough:
                break
    return _SPACE.sub(" ", " ".join(words)).strip()


def page_fingerprint(page: Page) -> str:
    """Return the SHA-256 of what matters in a fetched page: an HTML page's visible words, else its bytes.

    Where the page marks its main part (`main`, else one `article`), navigation around it does not count.
    """
    if "html" not in page.media_type:
        return hashlib.sha256(page.body).hexdigest()
    root: Any = page.selector.root
    part = root
    for path in ("//main", "//*[@role='main']", "//article"):
        found = root.xpath(path)
        if len(found) == 1:
            part = found[0]
            break
    text = tree_text(part) or tree_text(root)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def content_sha256(draft: Draft, page: Page | None, fingerprint: str | None = None) -> str:
    """Return the hash of one document's version.

    `page` is the document's own page where it was fetched; None for one that came inside a listing, whose
    fields are hashed instead. A meeting's time and status count in both cases: a cancelled meeting is news.
    """
    if page is not None and draft.inline_text is None:
        said = [fingerprint or page_fingerprint(page), draft.starts_at, draft.status]
        if draft.starts_at is None and draft.status is None:
            return str(said[0])
    else:
        said = [
            draft.kind, draft.title, draft.published_at, draft.starts_at, draft.starts_at_raw, draft.status,
            draft.body, json.dumps([(each.url, each.title, each.kind) for each in draft.attachments]),
            None if draft.inline_text is None else _SPACE.sub(" ", draft.inline_text).strip(),
        ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
