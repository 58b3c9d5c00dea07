"""Police pages: libraries of policies, general orders and directives; press releases; oversight meetings.

Endpoints: the page as given. Most live on the city's own system (CMPD on OpenCities, Detroit on Drupal,
Chicago on Adobe AEM, oversight boards on WordPress), so the rows are found by content as in `listing`.

A page whose name speaks of policies or orders and that links three of them, or that links five and hardly
other files, is a library: each becomes a `directive`, in page order. Its title is the link's words with the
number beside it ("502 Immigration Violations"); its date is the effective, issued or revised date in the
row, where there is one. The files are replaced silently under one address, so each is followed, and a
changed hash is a new version. A Lexipol manual of hundreds of pages is one file: its address is read as the
one directive that it is. PowerDMS shows a library as a program (`public.powerdms.com/{SITE}/tree`), but
serves each file at `/{SITE}/documents/{id}`: pages that link its documents in any of its forms are read,
each under that address (name `public.powerdms.com` in `hosts` to follow them), and so are options
`documents: [id, ...]` with a `/tree` address.

Any other page is read as a listing, and one event or release a page as one document. Press releases have
undated addresses and the date in their words. Options as in `listing`; `kind:` overrides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from parsel import Selector

from spiders.linked_files import is_file_ask, read_linked_file
from spiders.page import Ask, Draft, Page
from spiders.platforms.listing import OPTIONS as LISTING_OPTIONS
from spiders.platforms.listing import follow_up, next_page, read_listing
from spiders.platforms.news_article import read_article
from spiders.platforms.pdf import parse as parse_pdf
from spiders.row_reader import NOT_A_PAGE
from spiders.rows import Row, content_of, find_linked_rows
from spiders.times import find_date_in_name, find_time, iter_times
from spiders.wording import is_file_link, join_url, name_of_file, plain_text, read_kind
from warehouse.records import Attachment, Source

NAMES = ("police_page", "police_policies")
OPTIONS = ("documents", *LISTING_OPTIONS)

MIN_DIRECTIVES, MIN_UNNAMED = 3, 5
_ORDER_NUMBER = re.compile(
    r"^\W*(?:(?:G\.?\s?O\.?|S\.?\s?O\.?|D\.?\s?G\.?\s?O\.?|SOP|AR|P\s?&\s?P|general\s+orders?|special\s+orders?|"
    r"training\s+bulletin|directives?|polic(?:y|ies)|procedures?|chapter|article|section|title|manual\s+of\s+\w+|"
    r"order|bulletin|no\.?|number|#)\s*)*"
    r"#?\s*(?:[A-Z]{1,3}[-\s]?)?\d{1,5}(?:[.\-–/]\d{1,5})*[A-Z]?\b(?!\s*(?:st|nd|rd|th)\b)(?!\s*%)",
    re.IGNORECASE,
)
_POLICY_WORDS = re.compile(
    r"\b(?:general\s+orders?|special\s+orders?|directives?|polic(?:y|ies)|procedures?|SOPs?|manual|regulations?|"
    r"protocols?|guidelines?|bulletins?|orders?)\b",
    re.IGNORECASE,
)
_OTHER_FILES = re.compile(
    r"\b(?:agendas?|minutes|packets?|newsletter|brochure|flyer|application|form|map|annual\s+report|press\s+release)\b",
    re.IGNORECASE,
)
_DATED_BY = re.compile(
    r"(?:effective|issued?|revised|revision|updated|adopted|date|eff\.?)\W*(?:date|on|by)?\W*$", re.I
)
_NUMBER_COLUMN = re.compile(r"(?:\bnumber\b|\bno\b\.?|#|\border\b|\bpolicy\s+no)")
_DATE_COLUMN = re.compile(r"\b(?:effective|issued?|date|revised|updated|adopted)\b")
_POWERDMS_SITE = re.compile(r"https?://public\.powerdms\.com/[\w-]{1,60}")
_POWERDMS_DOCUMENT = re.compile(
    r"https?://(?:public\.powerdms\.com/(?P<site>[\w-]{1,60})/(?:tree/)?documents/"
    r"|(?:www\.)?powerdms\.com/public/(?P<old>[\w-]{1,60})/(?:tree/)?documents/"
    r"|(?:www\.)?powerdms\.com/link/(?P<linked>[\w-]{1,60})/document/?\?id=)(?P<id>\d{1,12})",
    re.IGNORECASE,
)
_POWERDMS = re.compile(r"powerdms\.com/.{0,100}documents?/\d+|/directives?/[\w-]*\d|/policies/[\w-]+\d", re.I)


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Ask for the page as written; for a PowerDMS site, for the documents that `documents` names."""
    given = source.options.get("documents")
    site = _POWERDMS_SITE.match(source.url)
    if isinstance(given, list) and site:
        numbers = [str(each) for each in given if re.fullmatch(r"\d{1,12}", str(each))]
        return [Ask(url=f"{site[0]}/documents/{number}", role="document") for number in numbers]
    return [Ask(url=powerdms_address(source.url), role="listing 1")]


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return directives of a library, else the rows of a listing or the one document of a page.

    Raises EmptyPage where the page says that it lists nothing, LayoutChanged where it holds neither.
    """
    if is_file_ask(ask):
        return [read_linked_file(page, ask)]
    if ask.draft is not None:
        return [read_article(page, source, ask.draft)]
    if page.body[:1024].lstrip().startswith(b"%PDF"):
        return parse_pdf(page, ask, source)
    directives = [] if source.options.get("row") else read_library(page, source)
    drafts = directives or read_listing(page, source)
    return [*follow_up(drafts, page, source), *next_page(page, ask, source)]


def powerdms_address(url: str) -> str:
    """Return the address at which PowerDMS serves a document's file; any other address as it is."""
    found = _POWERDMS_DOCUMENT.match(url)
    if found is None:
        return url
    site = found["site"] or found["old"] or found["linked"]
    return f"https://public.powerdms.com/{site}/documents/{found['id']}"


def read_library(page: Page, source: Source) -> list[Draft]:
    """Return a policy library's directives in page order; none where the page is no library."""
    if not page.body.strip() or page.body[:5] == b"%PDF-":
        return []
    subject = " ".join(page.selector.xpath("//title/text() | //h1//text()").getall())
    is_library = bool(_POLICY_WORDS.search(f"{subject} {re.sub(r'[-_/]', ' ', page.url)}"))

    def is_wanted(href: str, words: str) -> bool:
        if NOT_A_PAGE.search(href) or _OTHER_FILES.search(words):
            return False
        is_numbered = bool(_ORDER_NUMBER.search(words)) and bool(re.search(r"[^\W\d_]{3}", words))
        if find_time(words[:40], timezone="UTC", today=date(2020, 1, 1)):
            is_numbered = False  # "May 9, 2023 Special Meeting" numbers a day, not an order.
        if is_file_link(href) or _POWERDMS.search(href) or _POWERDMS_DOCUMENT.match(href):
            return is_library or is_numbered or bool(_POLICY_WORDS.search(words))
        return is_library and is_numbered

    content = content_of(page.selector)
    rows = find_linked_rows(content, is_wanted)
    drafts = [draft for row in rows if (draft := _directive(row, page, source, is_wanted)) is not None]
    files = sum(is_file_link(link.get("href", "")) for link in content.iter("a"))
    if is_library:
        return drafts if len(drafts) >= MIN_DIRECTIVES else []
    return drafts if len(drafts) >= MIN_UNNAMED and len(drafts) * 5 >= files * 4 else []


def _directive(row: Row, page: Page, source: Source, is_wanted: object) -> Draft | None:
    assert callable(is_wanted)
    links = [
        link
        for link in row.node.xpath("descendant-or-self::a[@href]")
        if is_wanted(link.root.get("href", "").strip(), plain_text(link))
    ]
    if not links:
        return None
    urls = [
        (powerdms_address(url), link) for link in links if (url := join_url(page.base, link.root.get("href")))
    ]
    if not urls:
        return None
    url = urls[0][0]
    title = _title(row, urls[0][1], url)
    published, raw = _date(row, url, page, source)
    given = source.options.get("kind")
    return Draft(
        kind=given if isinstance(given, str) else "directive",  # type: ignore[arg-type]
        url=url,
        title=title,
        published_at=published,
        published_at_raw=raw,
        attachments=tuple(
            Attachment(url=other, title=plain_text(each) or None,
                       kind=read_kind(plain_text(each)) or "directive")
            for other, each in urls[1:20]
        ),
        key=f"directive:{url}",
    )  # fmt: skip


def _title(row: Row, link: Selector, url: str) -> str | None:
    words = plain_text(link)
    if not re.search(r"[^\W\d_]{3}", words) or re.fullmatch(
        r"\W*(?:view|download|pdf|open|link|here)\W*", words, re.I
    ):
        whole = plain_text(row.node).replace(words, " ", 1) if words else plain_text(row.node)
        words = f"{words} {whole}".strip() if re.search(r"\d", words) else whole
        words = " ".join(words.split())
    number = next(
        (plain_text(cell) for name, cell in row.columns.items() if _NUMBER_COLUMN.search(name)), None
    )
    if number and len(number) <= 20 and number not in words:
        words = f"{number} {words}"
    words = re.sub(r"\s*\(?(?:pdf|docx?)\)?\s*$", "", words, flags=re.IGNORECASE).strip(" -–—|•")
    return words[:500] or name_of_file(url)


def _date(row: Row, url: str, page: Page, source: Source) -> tuple[str | None, str | None]:
    today = page.today
    for name, cell in row.columns.items():
        if _DATE_COLUMN.search(name):
            found = find_time(plain_text(cell), timezone=source.timezone, today=today)
            if found:
                return found.iso[:10], found.raw
    words = plain_text(row.node)
    times = [each for each in iter_times(words, timezone=source.timezone) if each.has_year]
    told = [each for each in times if _DATED_BY.search(words[: each.start])]
    chosen = next(iter(told or times), None)
    if chosen:
        return chosen.iso[:10], chosen.raw
    return find_date_in_name(url.rsplit("/", 1)[-1]) or (None, None)
