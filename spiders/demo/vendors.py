"""How each vendor writes down what a sample site says: the true shapes, our own words.

Every writer returns the replies of one host on one night, by path; nothing here reads a clock, so that
an unchanged entry gives the same bytes on every night.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from email.utils import format_datetime
from html import escape
from zlib import crc32

from spiders.demo.content import BANNER, Entry, Site
from spiders.demo.legistar import legistar
from spiders.demo.reply import Replies, Reply, file_replies, moment, utc


def _spoken(when: date) -> str:
    return f"{when:%B} {when.day}, {when.year}"


def _paragraphs(text: str) -> str:
    blocks = [block.strip() for block in text.replace("\f", "\n\n").split("\n\n")]
    return "\n".join(f"<p>{escape(block)}</p>" for block in blocks if block)


def _page(site: Site, title: str, main: str, *, head: str = "", aside: str = "") -> bytes:
    links = "".join(
        f'<li><a href="{path}">{escape(name)}</a></li>'
        for path, name in (
            ("/", "Home"),
            ("/services", "Services"),
            ("/calendar", "Calendar"),
            ("/pay", "Pay a bill"),
        )
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{escape(title)} | {escape(site.title)}</title>{head}</head>
<body>
<div class="sample-banner" role="note">{BANNER}</div>
<header><a class="logo" href="/">{escape(site.title)}</a><nav><ul>{links}</ul></nav></header>
{main}
{aside}
<footer><p>{escape(site.title)}. Snow and ice: call 311. Subscribe to our newsletter.</p></footer>
</body>
</html>
""".encode()


def article_path(entry: Entry) -> str:
    """Return where a newsroom keeps the article: /2025/04/24/its-key/."""
    return f"/{moment(entry):%Y/%m/%d}/{entry.key}/"


def _article(site: Site, entry: Entry, others: list[Entry]) -> Reply:
    when = moment(entry)
    linked = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": entry.title,
        "datePublished": when.isoformat(),
        "publisher": {"@type": "Organization", "name": site.title},
    }
    head = (
        '<meta property="og:type" content="article">'
        f'<meta property="og:title" content="{escape(entry.title)}">'
        f'<meta property="article:published_time" content="{when.isoformat()}">'
        f'<script type="application/ld+json">{json.dumps(linked)}</script>'
    )
    main = (
        f'<main><article class="story"><h1>{escape(entry.title)}</h1>'
        '<p class="byline">Staff report &middot; '
        f'<time datetime="{when.isoformat()}">{_spoken(when)}</time></p>'
        f'<div class="story-body">{_paragraphs(entry.text)}</div></article></main>'
    )
    more = "".join(f'<li><a href="{article_path(one)}">{escape(one.title)}</a></li>' for one in others)
    aside = f'<aside class="more-headlines"><h2>More stories</h2><ul>{more}</ul></aside>'
    return Reply(_page(site, entry.title, main, head=head, aside=aside))


def _articles(site: Site, entries: list[Entry], base: str) -> Replies:
    # The rail names the same stories every night, so that an old article keeps its bytes.
    rail = [entry for entry in entries if entry.section == "rail"]
    return {article_path(entry): _article(site, entry, rail) for entry in entries}


def _newest_first(entries: list[Entry]) -> list[Entry]:
    return sorted(entries, key=moment, reverse=True)


def _rss(site: Site, entries: list[Entry], base: str) -> Replies:
    items = "".join(
        f"<item><title>{escape(entry.title)}</title><link>{base}{article_path(entry)}</link>"
        f'<guid isPermaLink="false">{site.host}-{entry.key}</guid>'
        f"<pubDate>{format_datetime(moment(entry))}</pubDate><category>{escape(site.section)}</category>"
        f"<description><![CDATA[{escape(entry.teaser or entry.text[:140])}]]></description></item>\n"
        for entry in _newest_first(entries)
    )
    feed = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">\n'
        f"<channel><title>{escape(site.title)}</title><link>{base}/</link><description>{BANNER}</description>"
        f"<language>en-US</language>\n{items}</channel></rss>\n"
    )
    media = "application/rss+xml; charset=UTF-8"
    return {site.front: Reply(feed.encode(), media), **_articles(site, entries, base)}


def _atom(site: Site, entries: list[Entry], base: str) -> Replies:
    items = "".join(
        f"<entry><title>{escape(entry.title)}</title><id>tag:{site.host},2025:{entry.key}</id>"
        f'<link rel="alternate" href="{base}{article_path(entry)}"/>'
        f"<published>{moment(entry).isoformat()}</published><updated>{moment(entry).isoformat()}</updated>"
        f"<summary>{escape(entry.teaser or entry.text[:140])}</summary></entry>\n"
        for entry in _newest_first(entries)
    )
    latest = max((moment(entry) for entry in entries), default=datetime(2025, 1, 1, tzinfo=UTC))
    feed = (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<title>{escape(site.title)}</title><id>tag:{site.host},2025:feed</id>"
        f"<updated>{latest.isoformat()}</updated>\n{items}</feed>\n"
    )
    media = "application/atom+xml; charset=utf-8"
    return {site.front: Reply(feed.encode(), media), **_articles(site, entries, base)}


def _wordpress(site: Site, entries: list[Entry], base: str) -> Replies:
    posts = [
        {
            "id": crc32(entry.key.encode()) % 90_000 + 1_000,
            "date": moment(entry).replace(tzinfo=None).isoformat(),
            "date_gmt": moment(entry).astimezone(UTC).replace(tzinfo=None).isoformat(),
            "guid": {"rendered": f"{base}/?p={crc32(entry.key.encode()) % 90_000 + 1_000}"},
            "modified_gmt": moment(entry).astimezone(UTC).replace(tzinfo=None).isoformat(),
            "slug": entry.key,
            "status": "publish",
            "type": "post",
            "link": f"{base}{article_path(entry)}",
            "title": {"rendered": escape(entry.title).replace("&#x27;", "&#8217;")},
            "content": {"rendered": _paragraphs(entry.text) + "\n", "protected": False},
            "excerpt": {
                "rendered": f"<p>{escape(entry.teaser or entry.text[:140])}</p>\n",
                "protected": False,
            },
            "categories": [1],
        }
        for entry in _newest_first(entries)
    ]
    media = "application/json; charset=UTF-8"
    past = {
        "code": "rest_post_invalid_page_number",
        "message": "The page number requested is larger than the number of pages available.",
        "data": {"status": 400},
    }
    totals = {"X-WP-Total": str(len(posts)), "X-WP-TotalPages": "1"}
    listing = Reply(
        json.dumps(posts).encode(),
        media,
        headers=totals,
        beyond=Reply(json.dumps(past).encode(), media, 400),
    )
    return {site.front: listing, **_articles(site, entries, base)}


def _sections(entries: list[Entry]) -> dict[str, list[Entry]]:
    grouped: dict[str, list[Entry]] = {}
    for entry in entries:
        grouped.setdefault(entry.section or "Documents", []).append(entry)
    return grouped


def _listing(site: Site, entries: list[Entry], base: str) -> Replies:
    """A page that a clerk keeps by hand: a table where rows have times, a plain list where they have none."""
    parts = []
    for name, rows in _sections(entries).items():
        parts.append(f"<h2>{escape(name)}</h2>")
        if any(row.time for row in rows):
            cells = "".join(
                f"<tr><td>{escape(row.when or '')}</td><td>{escape(row.time or '')}</td>"
                f"<td>{escape(row.title)}</td><td>{_link(row, 'Agenda (PDF)')}</td></tr>\n"
                for row in rows
            )
            heads = "<tr><th>Date</th><th>Time</th><th>Meeting</th><th>Documents</th></tr>"
            parts.append(f'<table class="meetings"><thead>{heads}</thead><tbody>\n{cells}</tbody></table>')
        else:
            links = "".join(
                f"<li>{_link(row, row.title)}{' &ndash; ' + escape(row.when) if row.when else ''}</li>\n"
                for row in rows
            )
            parts.append(f'<ul class="documents">\n{links}</ul>')
    nothing = "" if entries else "<p>There are no meetings scheduled at this time.</p>"
    main = (
        f'<main id="content"><h1>{escape(site.section)}</h1><div class="field field--name-body">'
        f"{nothing}{''.join(parts)}</div></main>"
    )
    return {
        site.front: Reply(_page(site, site.section, main)),
        **file_replies(entries),
        **_own_pages(site, entries),
    }


def _link(entry: Entry, words: str) -> str:
    path = entry.file or (f"/{entry.key}" if entry.text else None)
    return f'<a href="{path}">{escape(words)}</a>' if path else escape("" if "PDF" in words else words)


def _own_pages(site: Site, entries: list[Entry]) -> Replies:
    return {f"/{entry.key}": _node(site, entry) for entry in entries if entry.text and not entry.file}


def _node(site: Site, entry: Entry) -> Reply:
    stamp = f'<span class="date-display-single">{escape(entry.when)}</span>' if entry.when else ""
    main = (
        '<main role="main"><article class="node node--type-article">'
        f'<h1 class="page-title">{escape(entry.title)}</h1>'
        f'{stamp}<div class="field field--name-body">{_paragraphs(entry.text)}</div></article></main>'
    )
    return Reply(_page(site, entry.title, main))


def _drupal(site: Site, entries: list[Entry], base: str) -> Replies:
    def view(rows: str) -> bytes:
        main = (
            f'<main role="main"><h1 class="page-title">{escape(site.section)}</h1>'
            '<div class="view view-news view-display-id-page_1">'
            f'<div class="view-content">{rows}</div></div></main>'
        )
        return _page(site, site.section, main)

    rows = "".join(
        f'<div class="views-row"><div class="views-field views-field-created"><span class="field-content">'
        f'<time datetime="{utc(moment(entry))}Z">{_spoken(moment(entry))}</time></span></div>'
        '<div class="views-field views-field-title"><h3 class="field-content">'
        f'<a href="{entry.file or "/" + entry.key}">'
        f"{escape(entry.title)}</a></h3></div></div>\n"
        for entry in _newest_first(entries)
    )
    first = Reply(view(rows), beyond=Reply(view("")))
    return {site.front: first, **file_replies(entries), **_own_pages(site, entries)}


def _police(site: Site, entries: list[Entry], base: str) -> Replies:
    parts = []
    for name, rows in _sections(entries).items():
        links = "".join(
            f'<li><a href="{row.file}">{escape(row.title)}</a> <span class="file-size">(PDF)</span>'
            f"{' ' + escape(row.when) if row.when else ''}</li>\n"
            for row in rows
        )
        parts.append(f"<h2>{escape(name)}</h2>\n<ul>\n{links}</ul>")
    main = (
        f'<main id="content"><h1>{escape(site.section)}</h1><p>The department publishes its written '
        f"directives here. A directive is replaced when it is revised.</p>{''.join(parts)}</main>"
    )
    return {site.front: Reply(_page(site, site.section, main)), **file_replies(entries)}


def _only_files(site: Site, entries: list[Entry], base: str) -> Replies:
    return file_replies(entries)


_WRITERS: dict[str, Callable[[Site, list[Entry], str], Replies]] = {
    "rss": _rss,
    "atom": _atom,
    "wordpress": _wordpress,
    "legistar": legistar,
    "listing": _listing,
    "drupal": _drupal,
    "police": _police,
    "articles": _articles,
    "files": _only_files,
}


def _challenge(status: int) -> Reply:
    page = (
        b'<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>'
        b'<meta name="robots" content="noindex,nofollow"></head><body><div class="main-wrapper">'
        b"<h1>One more step</h1><noscript>Enable JavaScript and cookies to continue</noscript>"
        b'<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script></div></body></html>'
    )
    return Reply(page, status=status, headers={"cf-mitigated": "challenge", "Cache-Control": "no-store"})


def _redesign(site: Site) -> Reply:
    shell = (
        '<main><div id="app-root" data-tenant="portal"></div><noscript>Turn on JavaScript to see our new '
        'portal.</noscript></main><script src="/static/portal.9f3c.js" defer></script>'
    )
    return Reply(_page(site, "Our new website is here", shell))


def _moved(site: Site) -> Reply:
    frame = f'<iframe title="Meetings" src="https://{site.host}.portal.civicclerk.com/"></iframe>'
    return Reply(_page(site, site.section, f"<main><h1>{escape(site.section)}</h1>{frame}</main>"))


def replies_on(site: Site, night: int, base: str) -> Replies:
    """Return every answer of `site` on `night`, by path; `base` is scheme and authority of the host."""
    weather = site.weather.get(night)
    entries = site.standing(night)
    if weather == "cancelling":
        entries = [each.model_copy(update={"title": f"CANCELLED - {each.title}"}) for each in entries]
        return _WRITERS[site.style](site, entries, base)
    replies = _WRITERS[site.style](site, entries, base)
    if weather == "moved":
        return {site.front: _moved(site)}
    if weather == "redesigned":
        return {site.front: _redesign(site)}
    if weather:
        return dict.fromkeys(replies, _challenge(403 if weather == "forbidden" else 200))
    return replies
