"""WordPress as JSON: posts, The Events Calendar, and the calendars that plug-ins serve through admin-ajax.

Endpoints: `/wp-json/wp/v2/posts?per_page=100&page=N` (any post type), `/wp-json/tribe/events/v1/events`,
`/wp-admin/admin-ajax.php?action=...`. A URL that names one is fetched as written; a bare site URL asks for
its 100 newest posts, and with `types: [posts, events, pages, ...]` for those. Further pages follow
`X-WP-TotalPages`, `total_pages` or `next_rest_url`, `pages: N` of them (1 unless said). `kind:` overrides
what the rows are taken for; `files: false` leaves linked files alone.

Rows are found by content, since every calendar plug-in names its keys in its own way: the longest list of
objects that hold a title and a link or a start. Answers of admin-ajax come with PHP notices in front.

Times: `date_gmt` is true UTC; `start_date` of The Events Calendar is local, `utc_start_date` is not used.
An offset in `start` is disbelieved: it is the server's. All-day events have a date, and the time that their
title names, if any.
`date` of a post is its publication, never the meeting; post types of a site's own keep the meeting's date
under `acf` or `meta`.

Cancelled: in the title ("- RESCHEDULED"), or said in the description. A route that is off answers
`rest_no_route`, a closed one `rest_forbidden`, an unknown action of admin-ajax `0`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from parsel import Selector

from spiders.errors import Blocked, EmptyPage, LayoutChanged
from spiders.linked_files import ask_for_files, is_file_ask, read_linked_file
from spiders.page import Ask, Draft, Page
from spiders.platforms.news_article import kind_of_source, read_article
from spiders.structured import words_of
from spiders.times import as_local, join_local, read_clock, read_instant, read_local
from spiders.wording import (
    is_file_link,
    join_url,
    plain_text,
    read_kind,
    read_status,
    strip_html,
    unique_attachments,
)  # fmt: skip
from warehouse.records import Attachment, DocumentKind, Source

NAMES = ("wordpress_json", "wordpress")
OPTIONS = ("types", "pages", "kind", "files", "follow")

PER_PAGE = 100
MAX_DEPTH = 5
MIN_CONTENT_CHARS = 80

_TITLES = ("title", "name", "post_title", "event_title", "eventtitle", "summary", "subject")
_LINKS = ("link", "url", "permalink", "event_url", "eventurl", "post_url", "href", "guid")
_STARTS = (
    "start_date", "startdate", "start", "start_date_time", "startdatetime", "start_time", "event_start",
    "eventstartdate", "event_start_date", "date_start", "dtstart", "event_date", "eventdate", "meeting_date",
    "start_datetime", "startstr", "begin",
)  # fmt: skip
_TEXTS = ("content", "description", "post_content", "body", "excerpt", "details")
_ALL_DAY = ("all_day", "allday", "is_all_day")
_DATE_KEY = re.compile(r"(?:start|meeting|event|hearing)?_?(?:date|start|datetime)(?:_time)?$", re.IGNORECASE)

_Row = Mapping[str, Any]


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Ask for the endpoint as written; for a bare site, for its newest posts and what `types` names."""
    parts = urlsplit(source.url)
    path = parts.path.rstrip("/")
    if parts.query or (path and not path.endswith("wp-json") and "wp-json" in path) or "admin-ajax" in path:
        return [Ask(url=source.url, role="rows")]
    if path and not path.endswith("/wp-json") and _looks_like_endpoint(path):
        return [Ask(url=source.url, role="rows")]
    base = urlunsplit(parts._replace(path=path.removesuffix("/wp-json"), query="", fragment=""))
    types = source.options.get("types") or ["posts"]
    return [Ask(url=_endpoint(base, str(name)), role="rows") for name in types]


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return the rows as posts or meetings, and asks for further pages, linked files and empty contents.

    Raises EmptyPage for zero rows, Blocked for a closed route, LayoutChanged for JSON without known rows.
    """
    if is_file_ask(ask):
        return [read_linked_file(page, ask)]
    if ask.draft is not None:
        return [read_article(page, source, ask.draft)]
    answer = _load(page)
    _refuse_error(answer, page)
    rows = _find_rows(answer)
    if not rows:
        if _is_empty(answer):
            raise EmptyPage(f"{page.url}: the site answers with zero rows")
        raise LayoutChanged(
            f"{page.url}: JSON without rows that hold a title and a link or a start; give another endpoint"
        )
    found: list[Draft | Ask] = []
    for row in rows:
        found.extend(_documents(row, page, source))
    found.extend(_next_page(answer, page, ask, source))
    return found


def _looks_like_endpoint(path: str) -> bool:
    return bool(re.search(r"\.(?:json|php)$|/feed/?$|/api/", path))


def _endpoint(base: str, name: str) -> str:
    if name in {"events", "tribe_events"}:
        return f"{base}/wp-json/tribe/events/v1/events?per_page={PER_PAGE}&page=1"
    return f"{base}/wp-json/wp/v2/{name}?per_page={PER_PAGE}&page=1"


def _load(page: Page) -> Any:
    text = page.text.strip()
    for start in (0, *(at for mark in "[{" if (at := text.find(mark)) > 0)):
        body = text[start:].rstrip(" \n\r\t;)") if start else text
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            continue
    if text.startswith("<"):
        raise LayoutChanged(
            f"{page.url}: answers with a page, not JSON; the REST API may be off, try platform rss on /feed/"
        )
    return page.json()


def _refuse_error(answer: Any, page: Page) -> None:
    if answer in (0, -1, "0", "-1", False):
        raise LayoutChanged(
            f"{page.url}: admin-ajax answers {answer!r}: its action is gone; look for the new one"
        )
    if isinstance(answer, dict) and isinstance(answer.get("code"), str) and "message" in answer:
        words = f"{answer['code']}: {strip_html(str(answer['message']))}"
        if re.search(r"forbidden|unauthori|not_logged_in|cannot|disabled|401|403", answer["code"]):
            raise Blocked(f"{page.url}: the REST API is closed ({words[:160]})")
        raise LayoutChanged(f"{page.url}: the REST API answers with an error ({words[:160]})")


def _is_empty(answer: Any) -> bool:
    if isinstance(answer, dict):
        return any(answer.get(name) == [] for name in ("events", "data", "posts", "items", "results"))
    return bool(answer == [] or answer is None)


def _lower(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(key).lower(): value for key, value in row.items()}


def _is_row(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    keys = _lower(value)
    has_title = any(words_of(keys.get(name)) for name in _TITLES)
    return has_title and any(keys.get(name) for name in (*_LINKS, *_STARTS, "date"))


def _find_rows(answer: Any, depth: int = 0) -> list[_Row]:
    """Return the longest list of rows in the answer; of equals the outermost and first."""
    if depth > MAX_DEPTH:
        return []
    if _is_row(answer) and depth == 0:
        return [answer]
    children = (
        answer if isinstance(answer, list) else list(answer.values()) if isinstance(answer, dict) else []
    )
    best = [child for child in children if _is_row(child)]
    if best and (isinstance(answer, list) or len(best) == len(children)):
        return best
    for child in children:
        if isinstance(child, list | dict) and not _is_row(child):
            inner = _find_rows(child, depth + 1)
            best = inner if len(inner) > len(best) else best
    return best if not (isinstance(answer, dict) and depth and _is_row(answer)) else []


def _documents(row: _Row, page: Page, source: Source) -> Iterator[Draft | Ask]:
    keys = _lower(row)
    starts_at, starts_raw = _start(keys, source)
    title = next((words for name in _TITLES if (words := strip_html(words_of(keys.get(name))))), None)
    link = next((url for name in _LINKS if (url := words_of(keys.get(name)))), None)
    text = next((html for name in _TEXTS if (html := _markup(keys.get(name)))), None)
    is_event = starts_at is not None
    published, published_raw = _publication(keys, source, is_event=is_event)
    plain = strip_html(text)
    link = join_url(page.base, link) or page.requested_url
    attachments = unique_attachments(_linked_files(text, link))
    draft = Draft(
        kind=_kind(keys, title, source, is_event=is_event),
        url=link,
        title=title,
        published_at=published,
        published_at_raw=published_raw,
        starts_at=starts_at,
        starts_at_raw=starts_raw,
        status=read_status(title, plain) if is_event else None,
        body=_organizer(keys) if is_event else None,
        attachments=attachments,
        key=_key(keys, starts_at),
        inline_text=text,
        inline_media_type="text/html" if text else None,
    )
    is_thin = not is_event and len(plain or "") < MIN_CONTENT_CHARS and link != page.requested_url
    if is_thin and source.options.get("follow", True):
        yield Ask(url=link, role="article", draft=draft)
    else:
        yield draft
    if source.options.get("files", source.kind != "news"):
        yield from ask_for_files(attachments, draft)


def _key(keys: Mapping[str, Any], starts_at: str | None) -> str | None:
    number = keys.get("id", keys.get("event_id"))
    if not isinstance(number, int | str):
        return None
    # Calendars give all dates of a recurring event one number.
    return f"{keys.get('type') or 'event'}:{number}:{starts_at}" if starts_at else f"post:{number}"


def _kind(keys: Mapping[str, Any], title: str | None, source: Source, *, is_event: bool) -> DocumentKind:
    given = source.options.get("kind")
    if isinstance(given, str):
        return given  # type: ignore[return-value]
    if is_event:
        return "meeting"
    if keys.get("type") == "page":
        return "page"
    named = read_kind(title)
    return (
        named
        if named in {"agenda", "minutes", "packet"} and source.kind != "news"
        else kind_of_source(source)
    )


def _markup(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("rendered")
    return value.strip() or None if isinstance(value, str) else None


def _start(keys: Mapping[str, Any], source: Source) -> tuple[str | None, str | None]:
    given = [keys.get(name) for name in _STARTS]
    if keys.get("type") not in (None, "post", "page"):
        for group in ("acf", "meta"):
            inner = keys.get(group)
            if isinstance(inner, dict):
                given += [value for name, value in inner.items() if _DATE_KEY.search(str(name))]
    if "date" in keys and not {"modified", "slug", "date_gmt", "status"} & keys.keys():
        given.append(keys["date"])
    for raw in given:
        found = _local(raw, source)
        if found:
            if any(keys.get(name) in (True, 1, "1", "true", "yes") for name in _ALL_DAY):
                title = next((words for name in _TITLES if (words := words_of(keys.get(name)))), None)
                found = join_local(date.fromisoformat(found[:10]), read_clock(title), source.timezone)
            return found, str(raw)
    return None, None


def _local(raw: Any, source: Source) -> str | None:
    if isinstance(raw, dict):
        raw = raw.get("date") or raw.get("datetime") or raw.get("raw")
    if isinstance(raw, int) or (isinstance(raw, str) and re.fullmatch(r"\d{10}|\d{13}", raw)):
        instant = read_instant(raw, source.timezone)
        return as_local(instant, source.timezone) if instant else None
    return read_local(raw, source.timezone)


def _publication(keys: Mapping[str, Any], source: Source, *, is_event: bool) -> tuple[str | None, str | None]:
    raw = (
        words_of(keys.get("date_gmt"))
        or words_of(keys.get("date_utc"))
        or words_of(keys.get("post_date_gmt"))
    )
    if raw:
        has_zone = re.search(r"(?:Z|[+-]\d\d:?\d\d)$", raw)
        instant = read_instant(raw if has_zone or len(raw) <= 10 else f"{raw}Z", source.timezone)
        if instant:
            return as_local(instant, source.timezone), raw
    if is_event and not {"modified", "slug"} & keys.keys():
        return None, None
    raw = words_of(keys.get("date")) or words_of(keys.get("post_date")) or words_of(keys.get("published"))
    instant = read_instant(raw, source.timezone)
    return (instant, raw) if instant else (None, None)


def _organizer(keys: Mapping[str, Any]) -> str | None:
    return strip_html(words_of(keys.get("organizer")))


def _linked_files(markup: str | None, base: str) -> Iterator[Attachment]:
    if not markup or "<a" not in markup:
        return
    for link in Selector(text=markup[:1_000_000], type="html").xpath("//a[@href]")[:300]:
        url = join_url(base, link.root.get("href"))
        if url and is_file_link(url):
            title = plain_text(link) or None
            yield Attachment(url=url, title=title, kind=read_kind(title, urlsplit(url).path) or "page")


def _next_page(answer: Any, page: Page, ask: Ask, source: Source) -> Iterator[Ask]:
    parts = urlsplit(ask.url)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    try:
        at = int(options.get("page", "1"))
        total = int(
            _header(page, "x-wp-totalpages")
            or (answer.get("total_pages") if isinstance(answer, dict) else 0)
            or 0
        )
        limit = int(source.options.get("pages", 1))
    except (ValueError, TypeError):
        return
    if at < min(total, limit):
        options["page"] = str(at + 1)
        yield Ask(url=urlunsplit(parts._replace(query=urlencode(options))), role="rows")


def _header(page: Page, name: str) -> str | None:
    return next((value for key, value in page.headers.items() if key.lower() == name), None)
