"""RSS and Atom feeds, with their articles.

Endpoints: the feed's URL as given (`/feed/`, `/rss.aspx`, `RSSFeed.aspx?ModID=58&CID=All-calendar.xml`,
Google News and Alerts, `ViewPublisherRSS.php`). Each entry's link is then followed, so that the document's
words are the article's page and not the feed's summary; where that fails, or is another host than the
source's, the entry is kept with the feed's words. Options: `follow: false` keeps to the feed;
`kind: press_release` (or another document kind) overrides what the entries are taken for.

Traps: Latin-1 without declaration; white space or a BOM in front of the XML; RSS 1.0; markup in titles
(kept as the feed gives it, entities unescaped); `pubDate` in no known format; redirect links (kept as they
are given: they are the entry's identity; what they lead to is followed where they tell it, the counter
never). The time of publication is not the time of a meeting:
- CivicPlus calendars carry `calendarEvent:EventDates` and `EventTimes` beside a `pubDate` with the
  server's Central offset; "06:00 PM - 11:59 PM" means no end time.
- The Events Calendar (WordPress) and Blackboard put the start of the event in `pubDate`.
- Perry FL gives eight meetings one `pubDate`; the date is only in the titles.
So an entry is a meeting where it has an event's fields, where its pubDate lies after the feed was made,
or where most titles of the feed hold a whole date; its time is then the one in the words.

Cancelled: in the title, free text. An empty feed is a feed without entries; an HTML page in its place is a
changed layout.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import feedparser

from spiders.errors import EmptyPage, LayoutChanged, Unreadable
from spiders.page import Ask, Draft, Page
from spiders.platforms.news_article import kind_of_source, read_article
from spiders.redirect_links import is_google, unwrapped
from spiders.times import FoundTime, find_time, join_local, read_clock, read_instant, to_local
from spiders.wording import join_url, read_kind, read_status, strip_html, unique_attachments
from warehouse.records import Attachment, DocumentKind, Source

NAMES = ("rss", "atom", "civicplus_news_rss")
IS_TIMELESS = True
OPTIONS = ("follow", "kind")

MAX_ENTRIES = 2000
# Feeds put the last second of a day where there is no end; and clocks of servers differ by hours.
CLOCK_SKEW = timedelta(hours=26)

_BEFORE_XML = re.compile(rb"^[\s\x00]*(?:\xef\xbb\xbf)?\s*")
_NO_CHARACTER = re.compile(rb"&#(?:x0*[dD][89a-fA-F][0-9a-fA-F]{2}|x[0-9a-fA-F]{7,}|[0-9]{8,}|x?0+);")
_TIMES_AHEAD = re.compile(
    r"^(?:[\s,–—-]|at\b|to\b|noon\b|\d\d?(?::\d\d)?\s?(?:[ap]\.?m\.?)?(?=[\s,–-]))+", re.IGNORECASE
)
_TRIBE = re.compile(r"post_type=tribe_events")


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Ask for the feed as written."""
    return [Ask(url=source.url, role="feed")]


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return the feed's entries in its order, each behind an ask for its page unless `follow: false`.

    Raises EmptyPage for a feed without entries, LayoutChanged for what is no feed.
    """
    if ask.draft is not None:
        return [read_article(page, source, ask.draft)]
    feed = _read(page)
    entries = feed.entries[:MAX_ENTRIES]
    if not entries:
        raise EmptyPage(f"{page.url}: the feed has no entries")
    made = _made_at(feed)
    is_dated = _titles_hold_dates(entries, source)
    found: list[Draft | Ask] = []
    follow = bool(source.options.get("follow", True))
    for entry in entries:
        draft = _draft(entry, page, source, made=made, is_dated=is_dated)
        if draft is None:
            continue
        target = unwrapped(draft.url)
        can_follow = (
            follow
            and target.startswith(("http://", "https://"))
            and target != page.requested_url
            and not is_google(target)
        )
        found.append(Ask(url=target, role="article", draft=draft) if can_follow else draft)
    if not found:
        raise LayoutChanged(f"{page.url}: {len(entries)} entries, none with a title or link")
    return found


def _read(page: Page) -> Any:
    body = _NO_CHARACTER.sub(b"", _BEFORE_XML.sub(b"", page.body, count=1))
    headers = {"content-type": f"{page.media_type}; charset={page.encoding}"} if page.encoding else {}
    # The address resolves relative links; feedparser fetches nothing when it is given bytes.
    try:
        feed = feedparser.parse(body, response_headers={**headers, "content-location": page.url})
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, OverflowError) as error:
        # Its loose parser, used on damaged XML, lets its own slips through.
        raise Unreadable(f"{page.url}: the feed is damaged beyond reading ({error})") from error
    if not feed.get("version") and not feed.entries:
        start = page.text[:80].replace("\n", " ").strip()
        raise LayoutChanged(f"{page.url}: is not a feed; it begins {start!r}; look for its new address")
    return feed


def _made_at(feed: Any) -> datetime | None:
    """Return when the feed says it was made, naive UTC."""
    for name in ("updated_parsed", "published_parsed"):
        parsed = feed.feed.get(name)
        if parsed:
            return datetime(*parsed[:6])  # noqa: DTZ001 - compared with feedparser's other naive UTC times
    return None


def _titles_hold_dates(entries: list[Any], source: Source) -> bool:
    """Return whether most titles name a whole date, year and all: a calendar, not news."""
    dated = sum(_title_time(entry, source) is not None for entry in entries)
    return dated * 2 > len(entries)


def _title_time(entry: Any, source: Source) -> FoundTime | None:
    found = find_time(strip_html(entry.get("title")), timezone=source.timezone)
    return found if found and found.has_year else None


def _draft(entry: Any, page: Page, source: Source, *, made: datetime | None, is_dated: bool) -> Draft | None:
    title = " ".join(html.unescape(entry.get("title") or "").split()) or None
    link = _link(entry, page)
    if title is None and link is None:
        return None
    starts_at, starts_raw = _event_time(entry, source, made=made, is_dated=is_dated)
    raw = entry.get("published") or entry.get("updated")
    published = None
    if starts_raw is None or starts_raw != raw:
        published = _published(entry, raw, source)
    if starts_at and is_dated:
        title = _without_leading_time(title, source)
    text, media_type = _words(entry)
    guid = entry.get("id")
    return Draft(
        kind=_kind(title, source, is_meeting=starts_at is not None),
        url=link or page.requested_url,
        title=title,
        published_at=published,
        published_at_raw=raw if published else None,
        starts_at=starts_at,
        starts_at_raw=starts_raw,
        status=read_status(strip_html(title), strip_html(text)) if starts_at else None,
        attachments=unique_attachments(_enclosures(entry, page)),
        key=f"entry:{guid or link}" if guid or link else None,
        inline_text=text,
        inline_media_type=media_type,
    )


def _kind(title: str | None, source: Source, *, is_meeting: bool) -> DocumentKind:
    given = source.options.get("kind")
    if isinstance(given, str):
        return given  # type: ignore[return-value]
    plain = strip_html(title)
    named = read_kind(plain)
    if source.kind != "news" and named in {"agenda", "minutes", "packet", "notice"} and not is_meeting:
        return named
    return "meeting" if is_meeting else kind_of_source(source)


def _link(entry: Any, page: Page) -> str | None:
    link = entry.get("link")
    if not link:
        link = next((each.get("href") for each in entry.get("links", []) if each.get("href")), None)
    if not link and str(entry.get("id", "")).startswith(("http://", "https://")):
        link = entry.get("id")
    return join_url(page.base, link) if isinstance(link, str) else None


def _enclosures(entry: Any, page: Page) -> Iterator[Attachment]:
    for each in entry.get("enclosures", [])[:20]:
        href = join_url(page.base, each.get("href"))
        if href and not str(each.get("type", "")).startswith(("image/", "audio/", "video/")):
            yield Attachment(url=href, kind="page")


def _event_time(
    entry: Any, source: Source, *, made: datetime | None, is_dated: bool
) -> tuple[str | None, str | None]:
    """Return when a meeting starts, and the words that say so; (None, None) for what is no meeting."""
    dates, times = entry.get("calendarevent_eventdates"), entry.get("calendarevent_eventtimes")
    if dates:
        found = find_time(dates, timezone=source.timezone)
        if found:
            raw = " ".join(" ".join(words.split()) for words in (dates, times) if words)
            return join_local(found.day, read_clock(times), source.timezone), raw
    start = entry.get("ev_startdate") or entry.get("xcal_dtstart")
    if start:
        return read_instant(start, source.timezone), start
    if is_dated:
        titled = _title_time(entry, source)
        if titled:
            return titled.iso, titled.raw
    parsed, raw = entry.get("published_parsed"), entry.get("published")
    if not parsed or not raw:
        return None, None
    published = datetime(*parsed[:6])  # noqa: DTZ001 - as in _made_at
    is_event = bool(_TRIBE.search(str(entry.get("id", ""))))
    if is_event or (made is not None and published > made + CLOCK_SKEW):
        found_instant = read_instant(raw, source.timezone)
        return (to_local(found_instant, source.timezone), raw) if found_instant else (None, None)
    return None, None


def _published(entry: Any, raw: str | None, source: Source) -> str | None:
    found = read_instant(raw, source.timezone)
    if found is None:
        parsed = entry.get("published_parsed") or entry.get("updated_parsed")
        if parsed and 1970 <= parsed[0] <= 2069:
            found = datetime(*parsed[:6]).isoformat() + "+00:00"  # noqa: DTZ001 - feedparser gives UTC
    return found


def _without_leading_time(title: str | None, source: Source) -> str | None:
    """Return a title without the date and times that it opens with; they stand in starts_at."""
    found = find_time(title, timezone=source.timezone)
    if not title or found is None or title[: found.start].strip():
        return title
    rest = _TIMES_AHEAD.sub("", title[found.end :])
    return rest.strip() or title


def _words(entry: Any) -> tuple[str | None, str | None]:
    """Return the entry's own words and their type: of content and summary the longer."""
    given = [str(each.get("value") or "") for each in entry.get("content", [])]
    given.append(str(entry.get("summary") or ""))
    longest = max(given, key=len).strip()
    if not longest:
        return None, None
    return longest, "text/html" if re.search(r"<\w|&\w+;|&#", longest) else "text/plain"
