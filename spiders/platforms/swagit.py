"""Swagit (Granicus): recordings of meetings, `https://{tenant}.new.swagit.com/views/{n}`, `/videos/{id}`.

Endpoints: a view's page as given (`/views/561/board-of-directors-archive`), a bare tenant for `/views`; one
video's page. It is a source of links, not of decisions: each recording is a meeting that was held, with its
video and, where the page links one, its agenda, minutes or packet, which are followed; whoever watches a body
by its agendas takes another source.

A view's rows are those of `#video-table`, columns mapped by header: Video, Date (`Apr 28, 2026`, a day
without a time), Duration. Option `pages`: so many pages of a view, the newest first (1). The tab that is
active names the body.

Traps: links stand in comments too, which are left out (an agenda that is commented away answers 404). Titles
of the page may be another city's (an unfinished template). A view without recordings is an empty table, and
`/views/{n}/live` holds a player and no table. A duration ("10m 44s") is no time. Cancelled: in the title,
seldom, for what was cancelled was not recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

from spiders.errors import EmptyPage, LayoutChanged
from spiders.linked_files import is_file_ask, read_linked_file, with_files
from spiders.meeting_rows import number_keys
from spiders.page import Ask, Draft, Page
from spiders.rows import Row, content_of, find_selected
from spiders.table_rows import columns_of, links_of, read_meeting
from spiders.times import find_time
from spiders.wording import join_url, percent_encoded, plain_text, read_kind, read_status, unique_attachments
from warehouse.records import Attachment, DocumentStatus, Source

NAMES = ("swagit",)
OPTIONS = ("files", "pages")

_VIDEO = re.compile(r"/(?:videos|play)/(\d{1,14})(?:/?$|/?\?)", re.IGNORECASE)
_OWN_FILE = re.compile(r"/videos/\d+/(?:agenda|minutes|packet|download|transcript)/?$", re.IGNORECASE)
_GENERIC = re.compile(r"\W*(?:(?:watch|view|play|open|video|recording|live|stream|now)\W*)*", re.IGNORECASE)
_NOTHING = re.compile(r"\bno\s+(?:videos?|recordings?|results?|meetings?)\b", re.IGNORECASE)


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Ask for the page as written; for a bare tenant, for its views."""
    is_bare = urlsplit(source.url).path in {"", "/"}
    return [Ask(url=source.url.rstrip("/") + "/views" if is_bare else source.url, role="videos 1")]


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return a view's recordings as meetings held, asks for linked files and, where `pages` allow, more.

    Raises EmptyPage for a view without recordings, LayoutChanged for what is no view and no video.
    """
    if is_file_ask(ask):
        return [read_linked_file(page, ask)]
    content = content_of(page.selector)
    body = _active_tab(page)
    rows = find_selected(content, "table tr, .video-row, li.video")
    held = [draft for row in rows if (draft := _recording(row, page, body, source)) is not None]
    if held:
        return [*with_files(number_keys(held), source), *_next_page(page, ask, source)]
    if _VIDEO.search(urlsplit(page.url).path):
        return list(with_files([_one(page, source)], source))
    if page.selector.css("#video-table, table.videos") or _NOTHING.search(page.text[:200_000]):
        raise EmptyPage(f"{page.url}: the view holds no recordings")
    raise LayoutChanged(f"{page.url}: no table of recordings; give a view's page, /views/N")


def _active_tab(page: Page) -> str | None:
    tabs = page.selector.css(".nav-tabs li.active a, .nav-tabs a.active")
    words = next((text for node in tabs if (text := plain_text(node))), None)
    told = re.sub(r"\s*\b(?:archives?|live|videos?|meetings?)\b\s*$", "", words or "", flags=re.IGNORECASE)
    return told.strip() or words


def _recording(row: Row, page: Page, body: str | None, source: Source) -> Draft | None:
    """Return a row as the meeting whose recording it links; None for one that links none."""
    links = list(links_of(row, columns_of(row), page))
    video = next((link for link in links if _VIDEO.search(link.url)), None)
    draft = read_meeting(row, page, source)
    if video is None or draft is None:
        return None
    number = _VIDEO.search(video.url)
    beside = (
        Attachment(url=link.url, title=link.words or None, kind=kind)
        for link in links
        if _OWN_FILE.search(link.url) and (kind := read_kind(link.words, link.url.rsplit("/", 1)[-1]))
    )
    return replace(
        draft,
        url=video.url,
        title=video.words if not _GENERIC.fullmatch(video.words) else draft.title or body,
        attachments=unique_attachments([*draft.attachments, *beside]),
        status=draft.status or _held(draft.starts_at, page),
        body=draft.body or body,
        key=f"video:{number[1]}" if number else draft.key,
    )


def _held(starts_at: str | None, page: Page) -> DocumentStatus | None:
    """Return that a meeting was held, where its day is not yet to come (a live stream that is announced)."""
    return "held" if starts_at is not None and starts_at[:10] <= page.today.isoformat() else None


def _one(page: Page, source: Source) -> Draft:
    """Return the meeting of one video's own page. Raises LayoutChanged where it has no name."""
    heads = [text for node in page.selector.xpath("//h1 | //h2 | //h3")[:10] if (text := plain_text(node))]
    named = page.selector.xpath("//meta[@property='og:title']/@content").get()
    title = (heads or [named or (page.selector.xpath("//title/text()").get() or "").strip()])[0]
    if not title:
        raise LayoutChanged(f"{page.url}: a video without a name")
    words = plain_text(page.selector)[:5000]
    found = find_time(title, timezone=source.timezone) or find_time(words, timezone=source.timezone)
    number = _VIDEO.search(urlsplit(page.url).path)
    starts_at = found.iso if found and found.has_year else None
    files = unique_attachments(_files(page))
    if not (starts_at or files or page.selector.css("#player, video, [id*=swagit], [class*=swagit]")):
        raise LayoutChanged(f"{page.url}: neither a player nor a day nor files; is no video's page")
    return Draft(
        kind="meeting",
        url=page.requested_url,
        title=title,
        starts_at=starts_at,
        starts_at_raw=found.raw if found and found.has_year else None,
        status=read_status(title) or _held(starts_at, page),
        attachments=files,
        key=f"video:{number[1]}" if number else None,
        inline_text=words or None,
        inline_media_type="text/plain" if words else None,
    )


def _files(page: Page) -> Iterator[Attachment]:
    for link in page.selector.xpath("//a[@href]")[:500]:
        url = join_url(page.base, link.root.get("href"))
        words = plain_text(link)
        if url and (_OWN_FILE.search(urlsplit(url).path) or re.search(r"\.pdf(?:$|\?)", url, re.IGNORECASE)):
            kind = read_kind(words, urlsplit(url).path.rsplit("/", 1)[-1])
            if kind is not None:
                yield Attachment(url=percent_encoded(url), title=words[:300] or None, kind=kind)


def _next_page(page: Page, ask: Ask, source: Source) -> Iterator[Ask]:
    number = int(ask.role.rpartition(" ")[2]) if ask.role[-1:].isdigit() else 1
    pages = source.options.get("pages", 1)
    href = page.selector.css("a[rel=next], li.next a").xpath("@href").get()
    url = join_url(page.base, href)
    if isinstance(pages, int) and number < pages and url is not None:
        yield Ask(url=url, role=f"videos {number + 1}")
