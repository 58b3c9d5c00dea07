"""What passes between the crawl engine and the platform modules: an ask, the page it gave, the drafts in it.

A platform module is two functions. `start_requests(source, night)` yields what to fetch first, and
`parse(page, ask, source)`, which is pure, yields drafts (documents to be) and further asks. Neither knows
the crawler, so a test calls them with bytes.
"""

from __future__ import annotations

import codecs
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any
from urllib.parse import urljoin, urlsplit

from parsel import Selector

from spiders.errors import LayoutChanged
from warehouse.records import Attachment, DocumentKind, DocumentStatus, IsoTime


class HeaderMap(Mapping[str, str]):
    """Response headers, found whatever the case of their names; several of one name joined by ", "."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._values: dict[str, str] = {}
        for name, value in pairs:
            key = name.lower()
            self._values[key] = f"{self._values[key]}, {value}" if key in self._values else value

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


MAX_HEAD = 200_000
"""How far into a page its `<base>` is looked for, in characters: behind scripts that stand above it."""

NO_HEADERS: Mapping[str, str] = MappingProxyType({})

_BASE = re.compile(r"""<base\b[^>]{0,400}?\bhref\s*=\s*["']?([^"'\s>]{1,2000})""", re.IGNORECASE)
_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE
)
_XML_ENCODING = re.compile(rb"""^\s{0,64}<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{2,40})["']""")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Browsers read these names as windows-1252, whose bytes 0x80-0x9f are curly quotes and dashes.
_READ_AS_CP1252 = {"iso8859-1", "ascii", "latin-1"}


@dataclass(frozen=True)
class Draft:
    """A document as a platform module read it, before it has ids. Times as in `warehouse.records.Document`.

    `key` is the vendor's own stable id; without it the engine derives one from url, title and starts_at.
    `parent_key` is the key of another draft of the same source (an agenda's meeting).
    """

    kind: DocumentKind
    url: str
    title: str | None = None
    published_at: IsoTime | None = None
    published_at_raw: str | None = None
    starts_at: IsoTime | None = None
    starts_at_raw: str | None = None
    status: DocumentStatus | None = None
    body: str | None = None
    attachments: tuple[Attachment, ...] = ()
    key: str | None = None
    parent_key: str | None = None
    inline_text: str | None = None
    inline_media_type: str | None = None


@dataclass(frozen=True)
class Ask:
    """One request that a platform module wants made. `role` is the module's own word for what parse is to do.

    With `draft` set, the fetch is to fill in that draft (an article behind a feed item, a linked PDF): parse
    may yield a better one, and where the fetch fails or is not allowed the draft is landed as it stands.
    `may_fail`: a failure is recorded but does not count against the source.
    """

    url: str
    method: str = "GET"
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=lambda: NO_HEADERS)
    role: str = "listing"
    draft: Draft | None = None
    parent_key: str | None = None
    may_fail: bool = False


@dataclass(frozen=True)
class Page:
    """One response, its body after content decoding. `url` is the last of the redirects.

    `night` is the night that the page is read for; None where it comes from an archive: its own date counts.
    """

    url: str
    requested_url: str
    status: int
    headers: Mapping[str, str]
    media_type: str
    body: bytes
    fetched_at: datetime
    encoding: str | None = None
    night: date | None = None

    @property
    def today(self) -> date:
        """The day from which the page's dates without a year, and what is recent, are judged."""
        return self.night or self.fetched_at.date()

    @cached_property
    def text(self) -> str:
        """The body as characters: by BOM, then header, the document's own word, UTF-8, windows-1252.

        Where the word is Latin-1 and the bytes are whole UTF-8, they are UTF-8: servers and templates say
        Latin-1 out of habit, and chance makes no such sequences.
        """
        for bom, name in _BOMS:
            if self.body.startswith(bom):
                return self.body[len(bom) :].decode(name, "replace")
        declared = _META_CHARSET.search(self.body[:4096]) or _XML_ENCODING.search(self.body[:512])
        names: list[str | None] = [
            self.encoding,
            declared.group(1).decode("ascii") if declared else None,
            "utf-8",
        ]
        for candidate in names:
            codec = _codec(candidate)
            if codec is None:
                continue
            if codec == "cp1252" and not self.body.isascii() and _is_utf8(self.body):
                codec = "utf-8"
            try:
                return self.body.decode(codec)
            except (UnicodeDecodeError, ValueError):
                continue
        return self.body.decode("cp1252", "replace")

    @cached_property
    def base(self) -> str:
        """The address from which the page's links are read: its `<base href>` in HTML, else its own."""
        told = _BASE.search(self.text, 0, MAX_HEAD) if self.body.lstrip()[:1] == b"<" else None
        try:
            joined = urljoin(self.url, html.unescape(told[1])) if told else self.url
            return joined if urlsplit(joined).scheme in {"http", "https"} else self.url
        except ValueError:
            return self.url

    @cached_property
    def selector(self) -> Selector:
        """The body as an HTML tree."""
        return Selector(text=self.text or "<html></html>", type="html", base_url=self.url)

    def json(self) -> Any:
        """Return the body read as JSON. Raises LayoutChanged where it is not."""
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError) as error:
            start = self.text[:60].replace("\n", " ")
            raise LayoutChanged(f"{self.url}: is not JSON ({error}); it begins {start!r}") from error


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _codec(name: str | None) -> str | None:
    if not name:
        return None
    try:
        codec = codecs.lookup(name.strip())
    except (LookupError, ValueError):
        return None
    if not getattr(codec, "_is_text_encoding", True):
        return None
    return "cp1252" if codec.name in _READ_AS_CP1252 else codec.name
