"""Google Alerts and Google News as feeds: what the news says of a phrase, each entry under its own address.

Endpoints: an alert's feed as written (`https://www.google.com/alerts/feeds/{user}/{alert}`), a search's
(`https://news.google.com/rss/search?q=...`), Bing's (`/news/search?q=...&format=rss`).

Entries link a counter of Google's (`/url?...&url=`), which changes with the reader: the address inside it is
the document's, and its key, so that one story found by two alerts has one address. Google's own hosts are
never asked for a story, nor is an entry whose address only Google can resolve: it is kept with the feed's
words. A story's page is followed where its host is among the source's `hosts`; the others are kept from the
feed. Options as in `feeds`: `follow: false`, `kind`.

Traps: words that were searched for stand in `<b>`; a feed's summary is cut in the middle of a sentence; the
publisher's name is the title's tail in Google News (" - Democrat and Chronicle"), and stays there. The time
is that of the finding. An alert without hits is a feed without entries.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from spiders.page import Ask, Draft, Page
from spiders.platforms.feeds import parse as parse_feed
from spiders.redirect_links import unwrapped
from spiders.wording import strip_html
from warehouse.records import Source

NAMES = ("google_alerts",)
IS_TIMELESS = True
OPTIONS = ("follow", "kind")


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Ask for the feed as written."""
    return [Ask(url=source.url, role="feed")]


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return the entries under their own addresses, those that may be followed behind an ask.

    Raises EmptyPage for a feed without entries, LayoutChanged for what is no feed.
    """
    found: dict[str, Draft | Ask] = {}
    for each in parse_feed(page, ask, source):
        draft = each if isinstance(each, Draft) else each.draft
        if draft is None or ask.draft is not None:
            found[f"#{len(found)}"] = each
            continue
        url = unwrapped(draft.url)
        kind = draft.kind if "kind" in source.options else "article"
        own = replace(draft, kind=kind, url=url, title=strip_html(draft.title), key=f"entry:{url}")
        found.setdefault(url, replace(each, draft=own) if isinstance(each, Ask) else own)
    return list(found.values())
