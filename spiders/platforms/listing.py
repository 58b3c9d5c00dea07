"""HTML listings: Drupal views, WordPress pages of uploads, and tables kept by hand, such as Rochester's.

Endpoints: the page as given; with option `next` (a CSS selector of the pager's link) up to `pages` of them.

Without further options rows are found by content (`spiders.rows`): parts of one shape that hold a day.
Columns are mapped by their headers, never by position. Options, all CSS selectors inside the row:
`row` (on the page), `title`, `date`, `time`, `link`, `status`, `body`; and `kind` (what the rows are),
`follow: false` (leave the rows' own pages alone), `files: false` (leave linked files alone).
A row whose link is a file is that file's document; other linked files become attachments and are followed
as documents of their own.

Times: the visible words are believed, a `<time datetime>` only where there are none: recorded Drupal pages
hold UTC with `Z`, naive values and `2024-01-28PST00:00:00`. Drupal 7 has only `span.date-display-single`.
A date without a year takes it from the nearest heading above that names one, else it is the nearest such
day to the day of the fetch that falls on the weekday written beside it.

Titles: a title column, the row's heading, its first telling link, its words without the date; a row that
holds none of these is one of what the heading above names ("Board Meetings": a Board Meeting).
Cancelled: in the title, a status column, or anywhere in a short row. An empty listing says so ("no upcoming
meetings", Drupal's `view-empty`); a page without rows that does not is a changed layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from urllib.parse import urlsplit

from spiders.errors import EmptyPage, LayoutChanged
from spiders.linked_files import MAX_FILES, ask_for_files, is_file_ask, read_linked_file
from spiders.month_grid import is_grid, read_month
from spiders.page import Ask, Draft, Page
from spiders.platforms.news_article import kind_of_source, read_article
from spiders.row_layouts import Element, words_in
from spiders.row_reader import MEDIA_HOSTS, NOT_A_PAGE, RowReader
from spiders.rows import Row, content_of, find_headed_rows, find_rows, find_selected
from spiders.times import iter_times
from spiders.wording import is_file_link, join_url
from warehouse.records import DocumentKind, Source

NAMES = ("drupal", "html_listing", "listing", "wordpress_html")
IS_TIMELESS = True
OPTIONS = (
    "row",
    "title",
    "date",
    "time",
    "link",
    "status",
    "body",
    "kind",
    "follow",
    "files",
    "next",
    "pages",
)

_EMPTY = re.compile(
    r"\b(?:no|not\s+any)\s+(?:\w+\s+){0,3}?(?:meetings?|events?|results?|items?|news|agendas?|documents?|records?|"
    r"content|releases?|posts?)\b[^.]{0,60}?\b(?:found|scheduled|available|at\s+this\s+time|posted|match\w*|"
    r"to\s+display|currently|yet)\b|\bthere\s+are\s+(?:currently\s+)?no\b|\bno\s+(?:upcoming|scheduled|current)\s"
    r"|\bno\s+results\b|\bnothing\s+(?:found|scheduled)",
    re.IGNORECASE,
)
_PROSE = re.compile(
    r"\b(?:news(?:room)?|press|releases?|media|blog|stories|articles?|announcements?|alerts?)\b", re.I
)
_GATHERING = re.compile(
    r"\b(?:meetings?|agendas?|minutes|calendar|events?|hearings?|boards?|councils?|commission(?:ers)?|"
    r"committees?|sessions?|workshops?|schedule)\b",
    re.IGNORECASE,
)


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Ask for the page as written."""
    return [Ask(url=source.url, role="listing 1")]


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return the rows as documents, and asks for their pages and files.

    Raises EmptyPage where the page says that it lists nothing, LayoutChanged where it holds no rows.
    """
    if is_file_ask(ask):
        return [read_linked_file(page, ask)]
    if ask.draft is not None:
        return [read_article(page, source, ask.draft)]
    drafts = read_listing(page, source)
    return [*follow_up(drafts, page, source), *next_page(page, ask, source)]


def read_listing(page: Page, source: Source, *, default: DocumentKind | None = None) -> list[Draft]:
    """Return a listing's rows as drafts, or the one document of a page that is no list.

    `default` is what rows are taken for that do not tell it themselves.
    """
    _refuse_file(page)
    content = content_of(page.selector)
    days = partial(_days, timezone=source.timezone, today=page.today)
    row_css = source.options.get("row")
    drawn = [] if row_css is not None else _of_months(content, page, source)
    rows = find_selected(content, row_css) if isinstance(row_css, str) else find_rows(content, days)
    reader = RowReader(page, source, default or _subject_kind(page, source))
    drafts = list(_with_own_keys(draft for row in rows if (draft := reader.read(row)) is not None))
    if drawn and len(drawn) >= len(drafts):
        return list(_with_own_keys(drawn))
    # Where no row tells a day, what the page links are its papers, and its entries stand elsewhere.
    are_papers = row_css is None and not any(days(words_in(row.node.root)) for row in rows[:20])
    if drafts and not are_papers and (row_css is not None or not _is_one_document(rows, drafts, page)):
        return drafts
    words = words_in(content)
    said = _EMPTY.search(words[:20_000])
    if not drafts and (said or page.selector.css(".view-empty")):
        told = words[said.start() : said.start() + 80] if said else "nothing, in an empty view"
        raise EmptyPage(f"{page.url}: the page says {told!r}")
    headed = [] if row_css is not None else find_headed_rows(content, days)
    if len(headed) == 1:
        only = reader.read(headed[0])
        if only is not None and only.url != page.requested_url:
            return [only]
    if drafts and are_papers and not _is_one_document(rows, drafts, page):
        return drafts
    name = drafts[0].title if drafts else None
    single = reader.read_single(words, name=name) if row_css is None else None
    if single is None and drafts:
        return drafts
    if single is None:
        what = (
            f"the selector {row_css!r} finds nothing" if row_css else "no rows with a date or a linked file"
        )
        raise LayoutChanged(f"{page.url}: {what}; look at the page and give `options: row:`")
    return [single]


def _of_months(content: Element, page: Page, source: Source) -> list[Draft]:
    """Take the months that the page draws out of its content, and return their events."""
    found = list(read_month(content, page, source))
    for table in list(content.iter("table")):
        if found and is_grid(table) and table.getparent() is not None:
            table.getparent().remove(table)
    return found


def _with_own_keys(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Number the drafts whose keys are equal (two sessions of one body on one day) in page order."""
    counts: dict[str | None, int] = {}
    for draft in drafts:
        counts[draft.key] = counts.get(draft.key, 0) + 1
        number = counts[draft.key]
        yield draft if number == 1 or draft.key is None else replace(draft, key=f"{draft.key}#{number}")


def _is_one_document(rows: list[Row], drafts: list[Draft], page: Page) -> bool:
    """Return whether what look like rows are the parts of one event's or release's own page.

    So few parts, none a table's or a list's, that link nowhere or all speak of one day.
    """
    if len(rows) > 3 or any(row.node.root.tag in {"tr", "li"} for row in rows):
        return False
    days = {(draft.starts_at or draft.published_at or "")[5:10] for draft in drafts}
    if len(days) > 1 and all(row.node.root.tag == "article" for row in rows):
        return False
    links = {draft.url for draft in drafts if "/cdn-cgi/" not in draft.url} - {page.requested_url}
    is_of_one_day = len(days) == 1 and len(rows) > 1
    # The page of one meeting names it, and then its agenda and minutes.
    is_with_files = len(links) < len(rows) and all(is_file_link(url) for url in links)
    return not links or (is_of_one_day and (len(links) == 1 or is_with_files))


def _refuse_file(page: Page) -> None:
    if page.body[:1024].lstrip().startswith((b"%PDF", b"PK\x03\x04")):
        raise LayoutChanged(f"{page.url}: is a file, not a listing; use platform pdf_text")
    if not page.body.strip():
        raise LayoutChanged(f"{page.url}: an empty body where a listing was")


def _days(words: str, *, timezone: str, today: date) -> list[str]:
    return list({found.iso[:10]: None for found in iter_times(words, timezone=timezone, today=today)})


def _subject_kind(page: Page, source: Source) -> DocumentKind:
    """Return what a page's rows are by its own name: news or meetings; else by the source's kind."""
    heads = " ".join(page.selector.xpath("//title/text() | //h1//text()").getall())
    path = re.sub(r"[-_/]+", " ", urlsplit(page.url).path)
    for words in (f"{path} {heads}",):
        if source.kind == "news":
            return "article"
        prose, gathering = _PROSE.search(words), _GATHERING.search(words)
        if prose and not gathering:
            return kind_of_source(source)
        if gathering:
            return "meeting"
    return "page"


def follow_up(drafts: list[Draft], page: Page, source: Source) -> Iterator[Draft | Ask]:
    """Yield the drafts in order, each behind an ask for its page or file, with asks for further files."""
    follow = bool(source.options.get("follow", True))
    files = bool(source.options.get("files", source.kind != "news"))
    asked = 0
    for draft in drafts:
        is_file = is_file_link(draft.url)
        is_elsewhere = draft.url.split("#")[0] != page.requested_url.split("#")[0]
        # A meeting is what its row says; the files that the row links are documents of their own.
        wanted = (
            (files and draft.kind != "meeting" if is_file else follow)
            and is_elsewhere
            and not MEDIA_HOSTS.search(draft.url)
        )
        if wanted and asked < MAX_FILES:
            asked += 1
            yield Ask(url=draft.url, role="article", draft=draft)
        else:
            yield draft
        if files:
            others = [each for each in draft.attachments if not wanted or each.url != draft.url]
            for file_ask in ask_for_files(others, draft):
                if asked < MAX_FILES:
                    asked += 1
                    yield file_ask


def next_page(page: Page, ask: Ask, source: Source) -> Iterator[Ask]:
    """Yield the ask for the page that the option `next` selects, while `pages` allow."""
    css = source.options.get("next")
    number = int(ask.role.rpartition(" ")[2]) if ask.role.rpartition(" ")[2].isdigit() else 1
    pages = source.options.get("pages", 5)
    if not isinstance(css, str) or not isinstance(pages, int) or number >= pages:
        return
    href = page.selector.css(css).xpath("@href").get()
    url = join_url(page.base, href)
    if url and not NOT_A_PAGE.search(href or ""):
        yield Ask(url=url, role=f"listing {number + 1}")
