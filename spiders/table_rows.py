"""Meetings out of a vendor's own table: columns mapped by header, dates found by content, files by column.

Headers are the table's, the labels that responsive tables write on each cell, or the cells' class names.
Links are often bare icons, so what a file is stands in its column's header, the link's `title` and its
address. A meeting's key is its day and name, which stay when its agenda is posted or it is cancelled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from parsel import Selector

from spiders.linked_files import FOLLOWED_KINDS
from spiders.meeting_rows import meeting_key
from spiders.page import Draft, Page
from spiders.row_reader import MEDIA_HOSTS, NOT_A_PAGE
from spiders.rows import Row
from spiders.times import FoundTime, iter_times
from spiders.wording import (
    is_file_link,
    join_url,
    percent_encoded,
    plain_text,
    read_kind,
    read_status,
    unique_attachments,
)
from warehouse.records import Attachment, DocumentKind, Source

_DATE = re.compile(r"\b(?:date|when|day)\b")
_TIME = re.compile(r"\btime\b")
_TITLES = (
    re.compile(r"\b(?:title|name|subject)\b"),
    re.compile(r"\b(?:meetings?|events?)\b"),
    re.compile(r"\b(?:body|boards?|committees?|commission|group|department|type|category)\b"),
    re.compile(r"\b(?:video|clip|recording|description)\b"),
)
_BODY = re.compile(r"\b(?:body|boards?|committees?|commission|group|department)\b")
_NO_TITLE = re.compile(
    r"\b(?:date|time|location|venue|place|agendas?|packets?|minutes|details?|status|links?|files?|id|view|duration)\b"
)
_STATUS = re.compile(r"\b(?:status|alerts?|notes?|location|venue|place)\b")
_NO_FILES = re.compile(r"\b(?:videos?|audio|multimedia|media|recordings?|details?|calendar|ical)\b")
_OWN_PAGE = re.compile(r"\b(?:view|details?|more)\b", re.IGNORECASE)
_FORMAT = re.compile(r"(?:view|download|open|pdf|html?|docx?|link|file|here|\W)*", re.IGNORECASE)
_AS_HTML = re.compile(r"\bhtml\b|adaHtmlDocument", re.IGNORECASE)
_POSTED = re.compile(r"\b(?:posted|published|updated|amended|revised|uploaded)\W*(?:on)?\W*$", re.IGNORECASE)
_LABEL = re.compile(r"[-_\s]+")


@dataclass(frozen=True)
class RowLink:
    """One link of a row: where it leads, its words, and the header of its column (empty without one)."""

    url: str
    words: str
    column: str

    @property
    def kind(self) -> DocumentKind | None:
        """What is linked, by the column, the words and the address; None where they do not tell."""
        if _NO_FILES.search(self.column) and not is_file_link(self.url):
            return None
        return read_kind(self.column, self.words, self.url.split("?")[0].rsplit("/", 1)[-1])


def columns_of(row: Row) -> Mapping[str, Selector]:
    """Return a row's cells by header in lower case; by their class names where no header is known."""
    if row.columns:
        return row.columns
    found: dict[str, Selector] = {}
    for cell in row.node.xpath("./*")[:30]:
        label = _LABEL.sub(" ", cell.root.get("class", "")).strip().lower()
        if label and cell.root.tag != "th":
            found.setdefault(label, cell)
    return found


def has_meeting_columns(columns: Mapping[str, Selector]) -> bool:
    """Return whether cells are those of a meeting: one of a date, and one of a name or of files."""
    is_dated = any(_DATE.search(name) for name in columns)
    return is_dated and any(_is_title(name) or read_kind(name) in FOLLOWED_KINDS for name in columns)


def read_meeting(row: Row, page: Page, source: Source) -> Draft | None:
    """Return a table's row as a meeting; None for one without a day."""
    columns = columns_of(row)
    words = plain_text(row.node)
    found = _time(columns, words, row, page, source)
    if found is None:
        return None
    title_cell = _title_cell(columns)
    title = plain_text(title_cell)[:500] if title_cell is not None else None
    body_cell = next((cell for name, cell in columns.items() if _BODY.search(name)), None)
    body = plain_text(body_cell)[:200] if body_cell is not None else ""
    links = list(links_of(row, columns, page))
    files = unique_attachments(_files(links))
    asides = [plain_text(cell) for name, cell in columns.items() if _STATUS.search(name)]
    short = [title or "", *asides, words if len(words) <= 300 else ""]
    title = title or body or _heading_over(row)
    return Draft(
        kind="meeting",
        url=_own_page(links) or (files[0].url if files else page.requested_url),
        title=title,
        starts_at=found.iso,
        starts_at_raw=found.raw,
        status=read_status(" · ".join(text for text in short if text), words),
        body=body or None,
        attachments=files,
        key=meeting_key(title, found.iso),
        inline_text=words,
        inline_media_type="text/plain",
    )


def links_of(row: Row, columns: Mapping[str, Selector], page: Page) -> Iterator[RowLink]:
    """Yield a row's links with the header of the column they stand in."""
    places = {link: name for name, cell in columns.items() for link in cell.root.iter("a")}
    for node in row.node.xpath("descendant-or-self::a[@href]")[:60]:
        href = node.root.get("href", "").strip()
        url = None if NOT_A_PAGE.search(href) else join_url(page.base, href)
        if url is not None:
            words = plain_text(node) or node.root.get("title", "").strip()
            yield RowLink(percent_encoded(url), words[:300], places.get(node.root, ""))


def _time(
    columns: Mapping[str, Selector], words: str, row: Row, page: Page, source: Source
) -> FoundTime | None:
    dates = [plain_text(cell) for name, cell in columns.items() if _DATE.search(name)]
    clocks = [
        plain_text(cell) for name, cell in columns.items() if _TIME.search(name) and not _DATE.search(name)
    ]
    for text in [f"{day} {' '.join(clocks)}".strip() for day in dates] + [words]:
        times = list(iter_times(text, timezone=source.timezone, today=page.today, year=row.year))
        fresh = [each for each in times if not _POSTED.search(text[: each.start])]
        if fresh or times:
            return (fresh or times)[0]
    return None


def _is_title(name: str) -> bool:
    return any(pattern.search(name) for pattern in _TITLES) and not _NO_TITLE.search(name)


def _title_cell(columns: Mapping[str, Selector]) -> Selector | None:
    for pattern in _TITLES:
        for name, cell in columns.items():
            if pattern.search(name) and _is_title(name) and re.search(r"[^\W\d_]{2}", plain_text(cell)):
                return cell
    return None


def _heading_over(row: Row) -> str | None:
    headings = [each.words for each in row.headings if re.search(r"[^\W\d_]{3}", each.words)]
    return headings[-1] if headings else None


def _own_page(links: list[RowLink]) -> str | None:
    """Return the address of the meeting's own page: behind "View details", else behind its name."""
    pages = [link for link in links if not is_file_link(link.url) and not MEDIA_HOSTS.search(link.url)]
    pages = [link for link in pages if read_kind(link.column) not in FOLLOWED_KINDS]
    told = (link.url for link in pages if _OWN_PAGE.search(link.words) or _OWN_PAGE.search(link.column))
    named = (link.url for link in pages if _is_title(link.column))
    return next(told, None) or next(named, None)


def _files(links: list[RowLink]) -> Iterator[Attachment]:
    """Yield the linked files; of a file's page beside its PDF in one column only the PDF."""
    told = [(link, link.kind) for link in links if not MEDIA_HOSTS.search(link.url)]
    files = [(link, kind) for link, kind in told if kind in FOLLOWED_KINDS or is_file_link(link.url)]
    for link, kind in files:
        is_page = bool(_AS_HTML.search(f"{link.words} {link.url}")) and not is_file_link(link.url)
        beside = [other for other, _ in files if other.column == link.column and is_file_link(other.url)]
        if is_page and beside:
            continue
        named = link.words if not _FORMAT.fullmatch(link.words) else (kind or link.column).capitalize()
        yield Attachment(url=link.url, title=named or None, kind=kind or "page")
