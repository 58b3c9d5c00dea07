"""What the words of titles, links and file names tell: a meeting's status, a document's kind, a plain text.

Cancellation is free text almost everywhere. In a title or a status cell a bare word is enough; in a
description only a sentence that says it of the meeting ("if cancelled, notice is posted" is none).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from urllib.parse import quote, unquote, urljoin, urlsplit

from parsel import Selector

from warehouse.records import Attachment, DocumentKind, DocumentStatus

_CANCELLED = re.compile(
    r"\b(?:cancel+ed|cancel+ation(?!\s+(?:policy|fee|of\s+(?:contract|debt|lease)))|canc\.|called\s+off"
    r"|no\s+(?:\w+\s+)?meeting(?!\s+(?:room|minutes|link))|no\s+quorum|lack\s+of\s+(?:a\s+)?quorum)(?![\w])",
    re.IGNORECASE,
)
_MOVED = re.compile(r"\b(?:re-?scheduled|postponed|rescheduling|date\s+change)\b", re.IGNORECASE)
_UNCERTAIN = re.compile(
    r"\b(?:if|unless|may\s+be|not(?!\s+(?:yet\s+)?(?:available|viewable|posted|published))|could\s+be"
    r"|in\s+the\s+event)\b[^.]{0,40}$",
    re.IGNORECASE,
)
_SAID_OF_IT = re.compile(
    r"CANCEL+(?:ED|ATION)|POSTPONED|RESCHEDULED|\b(?:meeting|session|hearing|event)s?\s+(?:\w+\s+){0,4}?"
    r"(?:is|are|was|were|has\s+been|have\s+been)\s+(?:hereby\s+)?(?:cancel+ed|postponed|rescheduled)",
)

_KINDS: tuple[tuple[DocumentKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))  # type: ignore[misc]
    for kind, pattern in (
        ("minutes", r"\bminutes?\b|\bsummary\s+of\s+actions?\b|\baction\s+summary\b"),
        ("packet", r"\bpackets?\b|\bagenda\s+book\b|\bboard\s+book\b"),
        ("agenda", r"\bagendas?\b|\border\s+of\s+business\b"),
        ("directive", r"\b(?:general|special|training|executive)\s+orders?\b|\bdirectives?\b|\bSOPs?\b"
                      r"|\bstandard\s+operating|\bpolic(?:y|ies)\b|\bprocedures?\b|\bmanual\b|\bprotocols?\b"),
        ("agreement", r"\bagreements?\b|\bMO[UA]s?\b|\bmemorand(?:um|a)\s+of\s+(?:understanding|agreement)"
                      r"|\bcontracts?\b"),
        ("legislation", r"\bresolutions?\b|\bordinances?\b|\blocal\s+law\b|\bbills?\b|\blegislation\b"),
        ("press_release", r"\b(?:press|news|media)\s+(?:release|advisory|statement)\b"),
        ("notice", r"\bnotices?\b|\bcancel+ation\b|\bnotification\b"),
    )
)  # fmt: skip

_FILE = re.compile(r"\.(?:pdf|docx?|rtf|odt|xlsx?|pptx?|txt)$", re.IGNORECASE)
_FILE_PATH = re.compile(
    r"/(?:ViewFile|DocumentCenter/View|showpublisheddocument|FileOpen|FileStream|View\.ashx|CompiledDocument"
    r"|DisplayAgendaPDF|GetMeetingFileStream|AgendaViewer|MinutesViewer|download|file/d/"
    r"|fs/resource-manager/view/)",
    re.IGNORECASE,
)
MAX_URL_CHARS = 4000
_ENCODED_BY_BROWSERS = re.compile(r"""[^!#$%&'()*+,./0-9:;=?@A-Z\[\\\]^_a-z|~-]+""")
_BLOCK = re.compile(r"p|div|[uod]l|li|br|t[rdh]|table|h[1-6]|article|section|header|footer|d[td]|option")
_HIDDEN = {"script", "style", "noscript", "template", "svg", "head"}


def read_status(title: str | None, description: str | None = None) -> DocumentStatus | None:
    """Return what the words say became of a meeting; None where they say nothing."""
    for words, pattern, status in (
        (title, _CANCELLED, "cancelled"),
        (title, _MOVED, "rescheduled"),
    ):
        match = pattern.search((words or "")[:2000])
        if match and not _UNCERTAIN.search((words or "")[: match.start()]):
            return status  # type: ignore[return-value]
    text = (description or "")[:5000]
    said = _SAID_OF_IT.search(text)
    if said and not _UNCERTAIN.search(text[: said.start()]):
        return "cancelled" if "cancel" in said[0].lower() else "rescheduled"
    return None


def read_kind(*words: str | None) -> DocumentKind | None:
    """Return the kind of document that the first telling words name ("Minutes of May 5"); None without."""
    for text in words:
        for kind, pattern in _KINDS:
            if text and pattern.search(re.sub(r"[_+%]|(?<=[a-z])(?=[A-Z])", " ", text[:500])):
                return kind
    return None


def join_url(base: str, href: str | None) -> str | None:
    """Return a link's whole http address; None for what is none (mail, script, malformed, endless)."""
    try:
        url = urljoin(base, (href or "").strip())
        parts = urlsplit(url)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname) and len(url) <= MAX_URL_CHARS
    except ValueError:
        return None
    return url if is_address and (href or "").strip() else None


def percent_encoded(url: str) -> str:
    """Return a URL with what a browser would encode in its path and query encoded, the host as it is.

    So are spaces, quotes, angle and curly brackets and letters beyond ASCII; what is encoded stays so.
    """
    parts = urlsplit(url)
    ahead, mark, rest = url.partition(parts.netloc) if parts.netloc else ("", "", url)
    return ahead + mark + _ENCODED_BY_BROWSERS.sub(lambda match: quote(match[0]), rest)


def is_file_link(url: str) -> bool:
    """Return whether a URL leads to a file to read (PDF, office) by its name or its vendor's path."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(_FILE.search(parts.path) or _FILE_PATH.search(parts.path)) or bool(
        _FILE.search(unquote(parts.query).rsplit("=", 1)[-1])
    )


def name_of_file(url: str) -> str | None:
    """Return a title from a URL's last part: "General-Order_502.pdf" gives "General Order 502"; or None."""
    path = unquote(urlsplit(url).path).rstrip("/")
    name = _FILE.sub("", path.rsplit("/", 1)[-1])
    name = re.sub(r"[_+]+|(?<=[A-Za-z])-|-(?=[A-Za-z])", " ", name)
    words = " ".join(re.sub(r"(?<=[A-Za-z]\s)(\d\d?)-((?:19|20)\d\d)\b", r"\1 \2", name).split())
    return words[:300] if re.search(r"[A-Za-z]{2}", words) else None


def plain_text(node: Selector) -> str:
    """Return a node's visible words, one space between them, blocks apart."""
    parts: list[str] = []
    _collect(node.root, parts)
    return " ".join("".join(parts).split())


def _collect(root: object, parts: list[str]) -> None:
    if isinstance(root, str):
        parts.append(root)
        return
    # An explicit stack: hostile pages nest deeper than Python's own.
    stack: list[tuple[object, bool]] = [(root, True)]
    while stack:
        node, opening = stack.pop()
        if isinstance(node, str):
            parts.append(node)
            continue
        tag = getattr(node, "tag", None)
        if not isinstance(tag, str) or tag in _HIDDEN:
            continue
        if _BLOCK.fullmatch(tag):
            parts.append(" ")
        if not opening:
            continue
        stack.append((node, False))
        children = list(node)  # type: ignore[call-overload]
        for child in reversed(children):
            if getattr(child, "tail", None):
                stack.append((child.tail, True))
            stack.append((child, True))
        if getattr(node, "text", None):
            stack.append((node.text, True))  # type: ignore[attr-defined]


def strip_html(fragment: str | None) -> str | None:
    """Return a fragment's words without markup and entities; None for none."""
    if not fragment:
        return None
    if "<" not in fragment:
        return " ".join(html.unescape(fragment).split()) or None
    return plain_text(Selector(text=whole_characters(fragment[:500_000]), type="html")) or None


def whole_characters(text: str) -> str:
    """Return a text without the halves of characters that JSON escapes can carry and no tree can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def unique_attachments(found: Iterable[Attachment]) -> tuple[Attachment, ...]:
    """Return the attachments in order, each URL once, at most 100."""
    kept: dict[str, Attachment] = {}
    for attachment in found:
        kept.setdefault(attachment.url, attachment)
    return tuple(kept.values())[:100]
