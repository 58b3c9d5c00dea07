"""One document a URL that is a file: PDF, or a Word or RTF file in its place.

Endpoints: the file's own URL (`/AgendaCenter/ViewFile/Agenda/_05052020-382`, `/DocumentCenter/View/123`,
`wp-content/uploads/...pdf`, Legistar's `View.ashx?M=A&ID=...`).

The words are read from the capture later. Here the title comes from the source's own `title`, else from
`Content-Disposition`, else from the URL's last part where that is words. A `docx` source is named by the
file's first line, which is its heading, and by its address only where it holds no words. A script that
serves files (`View.ashx`) names none. The date is from those names ("_05052020-382", "January-6-2022"),
which is the meeting's for agendas, minutes and notices, else of publication. `Last-Modified` is left alone:
servers stamp the upload tool's day. CivicPlus tells the kind in the path (`Agenda`, `Minutes`). Option
`kind:` overrides.

Traps: HTML with status 200 where a file was (login, viewer, "file not found"): changed layout; an empty
body; a PDF with a byte-order mark or white space before `%PDF`, which is still one.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import unquote, urlsplit

from spiders.errors import EmptyPage, LayoutChanged, Unreadable
from spiders.office_package import first_words
from spiders.page import Ask, Draft, Page
from spiders.times import find_date_in_name
from spiders.wording import name_of_file, read_kind, read_status
from warehouse.records import DocumentKind, Source

NAMES = ("pdf_text", "pdf", "pdf_document", "pdf_scanned", "docx")
OPTIONS = ("kind",)

_MAGIC = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")
_NOT_FOUND = re.compile(rb"not\s+found|no\s+longer\s+available|does\s+not\s+exist|404", re.IGNORECASE)
_VERB = re.compile(r"^(?:view(?:file)?|download|file|open|get|show\w*|index|default)$", re.IGNORECASE)
_SCRIPT = re.compile(r"\.(?:as[hpm]x?|aspx|php\d?|cfm|jsp|cgi|dll)$", re.IGNORECASE)
_CODE = re.compile(r"^[\W\d_]*$|^[0-9a-f-]{20,}$", re.IGNORECASE)


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Ask for the file."""
    return [Ask(url=source.url, role="document")]


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return the file's one document.

    Raises EmptyPage for no bytes, LayoutChanged for a page in its place, Unreadable for unknown bytes.
    """
    start = page.body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if not start:
        raise EmptyPage(f"{page.url}: the file is empty")
    if not start.startswith(_MAGIC) and b"%PDF" not in page.body[:1024]:
        if start[:1] == b"<" or "html" in page.media_type:
            what = "says that it is gone" if _NOT_FOUND.search(page.body[:20_000]) else "is a page"
            raise LayoutChanged(f"{page.url}: {what}, not a file; look for its new address")
        if not page.media_type.startswith("text/plain"):
            raise Unreadable(
                f"{page.url}: is {page.media_type or 'of no type'}, neither PDF nor an office file"
            )
    name = _name_in_header(page)
    path = urlsplit(page.requested_url).path
    is_word = source.platform == "docx"
    title = source.title or (first_words(page.body, page.url) if is_word else None)
    title = title or (name_of_file(f"/{name}") if name else None) or _title_of_path(path, 1 if is_word else 2)
    dated = find_date_in_name(name or "") or find_date_in_name(path)
    kind = _kind(source, title, name, path)
    is_meetings = kind in {"agenda", "minutes", "packet", "notice"}
    day, raw = dated or (None, None)
    return [
        Draft(
            kind=kind,
            url=page.requested_url,
            title=title,
            published_at=None if is_meetings else day,
            published_at_raw=None if is_meetings else raw,
            starts_at=day if is_meetings else None,
            starts_at_raw=raw if is_meetings else None,
            status=read_status(title),
            key=f"file:{page.requested_url}",
        )
    ]


def _kind(source: Source, title: str | None, name: str | None, path: str) -> DocumentKind:
    given = source.options.get("kind")
    if isinstance(given, str):
        return given  # type: ignore[return-value]
    fallback: DocumentKind = "directive" if source.kind in {"police", "sheriff"} else "page"
    return read_kind(title, name, unquote(path).replace("/", " ")) or fallback


def _name_in_header(page: Page) -> str | None:
    """Return the file name that Content-Disposition gives, RFC 2231 and all."""
    given = next((value for key, value in page.headers.items() if key.lower() == "content-disposition"), None)
    if not given:
        return None
    given = " ".join(given[:1000].split())
    extended = re.search(r"filename\*\s*=\s*([\w-]*)'[^']*'([^;]+)", given, re.IGNORECASE)
    plain = re.search(r'filename\s*=\s*(?:"([^"]+)"|([^;]+))', given, re.IGNORECASE)
    if extended:
        name = unquote(extended[2].strip(' "'), encoding=_codec(extended[1]), errors="replace")
    elif plain:
        name = unquote((plain[1] or plain[2]).strip())
    else:
        return None
    return re.split(r"[/\\]", name)[-1] or None


def _codec(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "utf-8"


def _title_of_path(path: str, depth: int) -> str | None:
    """Return a title from the URL's last telling part, at most `depth` parts up.

    A number, a GUID, and a script that serves files (`View.ashx`) are none.
    """
    for part in reversed([part for part in path.split("/") if part][-depth:]):
        words = None if _SCRIPT.search(part) else name_of_file(f"/{part}")
        if words and not _CODE.match(words.replace(" ", "")) and not _VERB.match(words):
            return words
    return None
