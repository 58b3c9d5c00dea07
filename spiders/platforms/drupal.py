"""Drupal, versions 7 to 11: views of rows, node pages, `/views/ajax` answers, and JSON:API where a site
opens it.

Endpoints: the page as written, read as a listing (`div.views-row`, tables, hand-kept pages) with the options
of `listing`; `/views/ajax?view_name=...`, whose commands carry the rows as HTML; `/jsonapi/node/{type}` as
written, or with option `types: [event, article]` for a site that offers it, newest changes first, 50 rows a
page. Further pages follow the pager (`li.pager__item--next`, Drupal 7 `li.pager-next`, counted from 0) or
`links.next`, `pages` of them (1 unless said).

Times: on pages the visible words are believed, since `<time datetime>` is UTC with `Z`, naive, or malformed.
JSON:API gives an offset that is true: it is turned into local time; a value without one is local. Which field
holds an event's day is the site's own choice, so it is found by name and form (`field_date`,
`field_event_when`, `field_meeting_date` with `value` and `end_value`); `created` is the publication,
`changed` moves with every save and is not used.

Cancelled: in the title, or in a field named after it (`field_cancelled: true`, `field_status: Cancelled`). An
empty view says so (`view-empty`); JSON:API answers `data: []`, a closed one 403 or `errors`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

from parsel import Selector

from spiders.errors import Blocked, EmptyPage, LayoutChanged
from spiders.linked_files import ask_for_files, is_file_ask, read_linked_file
from spiders.page import Ask, Draft, Page
from spiders.platforms.listing import OPTIONS as LISTING_OPTIONS
from spiders.platforms.listing import parse as parse_listing
from spiders.platforms.news_article import kind_of_source
from spiders.structured import words_of
from spiders.times import as_local, read_instant, read_local, to_local
from spiders.wording import (
    is_file_link,
    join_url,
    plain_text,
    read_kind,
    read_status,
    strip_html,
    unique_attachments,
)  # fmt: skip
from warehouse.records import Attachment, DocumentKind, DocumentStatus, Source

NAMES = ("drupal",)
IS_TIMELESS = True
OPTIONS = ("types", *LISTING_OPTIONS)

ROWS_A_PAGE = 50
MAX_ROWS = 2000
MAX_CHARS = 400_000

_PAGER = ".pager__item--next a, li.pager-next a, li.pager__item a[rel='next'], .pagination a[rel='next']"
_DATE_FIELD = re.compile(r"(?:^|_)(?:date|datetime|when|start|starts|time|day)(?:$|_)", re.IGNORECASE)
_NOT_THE_EVENTS = re.compile(
    r"end|publish|creat|chang|updat|modif|revis|expir|post|release|unpublish|deadline|archiv", re.IGNORECASE
)
_PUBLISHED_FIELD = re.compile(r"publish|release|post|article_date|news_date", re.IGNORECASE)
_STATUS_FIELD = re.compile(r"cancel|status", re.IGNORECASE)
_EVENT_TYPE = re.compile(r"event|meeting|calendar|hearing|agenda|session", re.IGNORECASE)
_PROSE_TYPE = re.compile(r"article|news|press|release|story|blog|post|alert", re.IGNORECASE)
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d.*)?$")
_OFFSET = re.compile(r"T.*(?:Z|[+-]\d\d:?\d\d)$")


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Ask for the page or endpoint as written; with `types` for those of the site's JSON:API."""
    types = source.options.get("types")
    if not isinstance(types, list) or not types:
        role = "rows 1" if "/jsonapi/" in urlsplit(source.url).path else "listing 1"
        return [Ask(url=source.url, role=role)]
    site = urlunsplit(urlsplit(source.url)._replace(path="", query="", fragment=""))
    query = f"?sort=-changed&page%5Blimit%5D={ROWS_A_PAGE}"
    names = [re.sub(r"[^\w-]", "", str(name)) for name in types[:10]]
    return [Ask(url=f"{site}/jsonapi/node/{name}{query}", role="rows 1") for name in names if name]


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return a view's or an interface's rows as documents, and asks for what stands behind them.

    Raises EmptyPage where there are none, Blocked for a closed interface, LayoutChanged for another form.
    """
    if is_file_ask(ask):
        return [read_linked_file(page, ask)]
    if ask.draft is None and page.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        answer = page.json()
        if isinstance(answer, list):
            return parse_listing(_inserted(answer, page), ask, _paged(source))
        return list(_rows(answer, page, ask, source))
    if ask.draft is None and ask.role.startswith("rows"):
        raise LayoutChanged(f"{page.url}: a page, not JSON:API; the site does not offer it, watch its pages")
    return parse_listing(page, ask, _paged(source))


def _paged(source: Source) -> Source:
    """Return the source with the vendor's pager to follow, where `pages` asks for more than one."""
    if "pages" not in source.options:
        return source
    return source.model_copy(update={"options": {"next": _PAGER, **source.options}})


def _inserted(commands: list[Any], page: Page) -> Page:
    """Return the page that a `/views/ajax` answer inserts: its longest piece of markup."""
    pieces = [
        each["data"]
        for each in commands
        if isinstance(each, dict) and isinstance(each.get("data"), str) and "<" in each["data"]
    ]
    if not pieces:
        raise LayoutChanged(f"{page.url}: {len(commands)} commands, none of which inserts markup")
    # The view's name is all that tells what its rows are.
    name = (parse_qs(urlsplit(page.url).query).get("view_name") or [""])[0][:100].replace("_", " ")
    head = f"<head><title>{escape(name)}</title></head>"
    body = f"<html>{head}<body><main>{max(pieces, key=len)}</main></body></html>".encode("utf-8", "replace")
    return replace(page, body=body, media_type="text/html", encoding="utf-8")


# JSON:API


def _rows(answer: Any, page: Page, ask: Ask, source: Source) -> Iterator[Draft | Ask]:
    errors = answer.get("errors") if isinstance(answer, dict) else None
    if isinstance(errors, list) and errors:
        first = errors[0] if isinstance(errors[0], dict) else {}
        words = (
            f"{first.get('status', '')} {words_of(first.get('title') or first.get('detail')) or ''}".strip()
        )
        if str(first.get("status")) in {"401", "403"}:
            raise Blocked(f"{page.url}: the interface is closed ({words[:160]})")
        raise LayoutChanged(f"{page.url}: the interface answers with an error ({words[:160]})")
    data = answer.get("data") if isinstance(answer, dict) else None
    rows = [data] if isinstance(data, dict) else data
    if not isinstance(rows, list):
        raise LayoutChanged(f"{page.url}: JSON without `data`; give an address below /jsonapi/node/")
    if not rows:
        raise EmptyPage(f"{page.url}: the interface answers with zero rows")
    files = _included_files(answer, page)
    drafts = [
        draft
        for row in rows[:MAX_ROWS]
        if isinstance(row, dict) and (draft := _document(row, page, source, files)) is not None
    ]
    if not drafts:
        raise LayoutChanged(f"{page.url}: {len(rows)} rows, none with attributes and a title")
    for draft in drafts:
        yield draft
        if source.options.get("files", source.kind != "news"):
            yield from ask_for_files(draft.attachments, draft)
    number = int(ask.role.rpartition(" ")[2]) if ask.role.rpartition(" ")[2].isdigit() else 1
    pages = source.options.get("pages", 1)
    links = answer.get("links")
    following = links.get("next") if isinstance(links, dict) else None
    href = following.get("href") if isinstance(following, dict) else following
    url = join_url(page.base, href) if isinstance(href, str) else None
    if url and isinstance(pages, int) and number < pages:
        yield Ask(url=url, role=f"rows {number + 1}")


def _document(
    row: Mapping[str, Any], page: Page, source: Source, files: Mapping[str, Attachment]
) -> Draft | None:
    given = row.get("attributes")
    attributes: Mapping[str, Any] = given if isinstance(given, dict) else {}
    title = strip_html(words_of(attributes.get("title") or attributes.get("name")))
    if not title:
        return None
    bundle = str(row.get("type", "")).partition("--")[2]
    markup = _markup(attributes.get("body")) or next(
        (
            html
            for name, value in attributes.items()
            if name.startswith("field_") and (html := _markup(value))
        ),
        None,
    )
    plain = strip_html(markup)
    starts_at, starts_raw = _event_time(attributes, bundle, source)
    published_raw = next(
        (
            words
            for name, value in attributes.items()
            if name.startswith("field_") and _PUBLISHED_FIELD.search(name) and (words := _moment(value))
        ),
        words_of(attributes.get("created")),
    )
    published = read_instant(published_raw, source.timezone)
    path = attributes.get("path")
    alias = path.get("alias") if isinstance(path, dict) else None
    number = attributes.get("drupal_internal__nid")
    address = alias if isinstance(alias, str) and alias else f"/node/{number}" if number else None
    url = join_url(page.base, address) or page.requested_url
    named = [files[each] for each in _related(row) if each in files]
    kind = _kind(title, bundle, source, is_event=starts_at is not None)
    return Draft(
        kind=kind,
        url=url,
        title=title[:500],
        published_at=as_local(published, source.timezone) if published else None,
        published_at_raw=published_raw if published else None,
        starts_at=starts_at,
        starts_at_raw=starts_raw,
        status=_status(attributes, title, plain) if starts_at else None,
        attachments=unique_attachments((*named, *_linked_files(markup, url))),
        key=f"node:{row.get('id')}" if row.get("id") else None,
        inline_text=markup[:MAX_CHARS] if markup else None,
        inline_media_type="text/html" if markup else None,
    )


def _markup(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("processed") or value.get("value")
        return value.strip() or None if isinstance(value, str) and not _ISO.match(value) else None
    return None


def _moment(value: Any) -> str | None:
    """Return a field's first time as it is written; None for a field of another kind."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("value") or value.get("start") or value.get("date")
    return value if isinstance(value, str) and _ISO.match(value) else None


def _event_time(attributes: Mapping[str, Any], bundle: str, source: Source) -> tuple[str | None, str | None]:
    for name, value in attributes.items():
        is_dated = name.startswith("field_") and _DATE_FIELD.search(name) and not _NOT_THE_EVENTS.search(name)
        raw = _moment(value) if is_dated else None
        has_end = isinstance(value, dict) and bool(value.get("end_value"))
        if raw and (has_end or _EVENT_TYPE.search(bundle) or _EVENT_TYPE.search(name)):
            if _OFFSET.search(raw):
                instant = read_instant(raw, source.timezone)
                return (to_local(instant, source.timezone), raw) if instant else (None, None)
            return read_local(raw, source.timezone), raw
    return None, None


def _status(attributes: Mapping[str, Any], title: str, plain: str | None) -> DocumentStatus | None:
    for name, value in attributes.items():
        if name.startswith("field_") and _STATUS_FIELD.search(name):
            if value is True and "cancel" in name.lower():
                return "cancelled"
            if isinstance(value, str) and (said := read_status(value)):
                return said
    return read_status(title, plain)


def _kind(title: str, bundle: str, source: Source, *, is_event: bool) -> DocumentKind:
    given = source.options.get("kind")
    if isinstance(given, str):
        return given  # type: ignore[return-value]
    if is_event:
        return "meeting"
    # A release about an order is no order.
    named = None if source.kind == "news" or _PROSE_TYPE.search(bundle) else read_kind(title)
    return named or kind_of_source(source)


def _included_files(answer: Mapping[str, Any], page: Page) -> dict[str, Attachment]:
    """Return the files that come with the answer (`include=`), by their id."""
    found: dict[str, Attachment] = {}
    given = answer.get("included")
    for each in given[:MAX_ROWS] if isinstance(given, list) else ():
        attributes = each.get("attributes") if isinstance(each, dict) else None
        if not isinstance(attributes, dict):
            continue
        uri = attributes.get("uri")
        url = join_url(page.base, words_of(uri.get("url"))) if isinstance(uri, dict) else None
        if url and is_file_link(url):
            name = words_of(attributes.get("filename"))
            found[str(each.get("id"))] = Attachment(url=url, title=name, kind=read_kind(name, url) or "page")
    return found


def _related(row: Mapping[str, Any]) -> Iterator[str]:
    relations = row.get("relationships")
    for relation in relations.values() if isinstance(relations, dict) else ():
        data = relation.get("data") if isinstance(relation, dict) else None
        for each in data if isinstance(data, list) else [data]:
            if isinstance(each, dict) and each.get("id"):
                yield str(each["id"])


def _linked_files(markup: str | None, base: str) -> Iterator[Attachment]:
    if not markup or "<a" not in markup:
        return
    for link in Selector(text=markup[:1_000_000], type="html").xpath("//a[@href]")[:300]:
        url = join_url(base, link.root.get("href"))
        if url and is_file_link(url):
            title = plain_text(link) or None
            yield Attachment(url=url, title=title, kind=read_kind(title, urlsplit(url).path) or "page")
