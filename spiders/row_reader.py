"""Reads one row of a listing: its time, title, link, kind, status and files.

Columns are mapped by their headers. The visible words are believed; a machine's `datetime` only where the
words hold no date, and a file's name last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from parsel import Selector

from spiders.meeting_rows import is_time_only, plain_title
from spiders.page import Draft, Page
from spiders.platforms.news_article import read_article
from spiders.rows import Row, content_of
from spiders.times import (
    FoundTime,
    find_date_in_name,
    iter_times,
    join_local,
    read_clock,
    read_instant,
    read_local,
    to_local,
)
from spiders.wording import (
    is_file_link,
    join_url,
    name_of_file,
    plain_text,
    read_kind,
    read_status,
    unique_attachments,
)  # fmt: skip
from warehouse.records import Attachment, DocumentKind, DocumentStatus, Source

_PART = (
    r"(?:(?:view|read|download|see|get|open|full|final|draft|approved|amended|revised|public|meeting|supporting|the|"
    r"accessible|legal|online|live|html|event|previous|"
    r"regular|board)\s+)*(?:agendas?|minutes|packets?|notices?|summary|videos?|audio|recordings?|details?|"
    r"more(?:\s+info\w*)?|view|pdf|docx?|download|links?|here|click\s+here|register(?:\s+here)?|zoom(?:\s+link)?|"
    r"website|materials?|map|livestream|watch(?:\s+live)?|files?|documents?|html|tba|tbd|n/?a|continue\s+reading|"
    r"join(?:\s+\w+)?|versions?|page|presentations?|attachments?|reports?|english|spanish|espa[nñ]ol|ingl[eé]s|enm\w+|(?:notice\s+of\s+)?cancell?ation(?:\s+notice)?|cancell?ed|"
    r"re-?scheduled|postponed|attach(?:ed)?|location|date|time)"
)
_GENERIC = re.compile(rf"^\W*{_PART}(?:\s*(?:&|and|[,/+|•·;(–—-])?\s*{_PART}){{0,6}}\W*$", re.IGNORECASE)
_MONTH_ALONE = re.compile(
    r"^\W*(?:january|february|march|april|may|june|july|august|september|october|november|december)\W*"
    r"(?:(?:19|20)\d\d)?\W*$",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(r"^\W*[A-Z][a-z]{2,8}\.?\s+(?:19|20)\d\d\b(?=\s)")
_CLOCK_FIRST = re.compile(r"^\W*\d\d?(?::\d\d)?\s?[ap]\.?m\b\.?[\s–—:|-]+(?=[^\W\d_]{3})", re.IGNORECASE)
_NO_NAME = re.compile(
    r"^\W*(?:(?:upcoming|past|next|previous|current|recent|archived?|all|future|the|calendar|schedule|list|of|for)\s*)*"
    r"(?:meetings?|events?|calendar|schedule|archives?|when|where|contact|january|february|march|april|may|june|july|"
    r"august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|news|"
    r"(?:meeting|event|calendar)\s+(?:details?|information))?\W*$",
    re.IGNORECASE,
)
_POSTED = re.compile(
    r"(?:posted|published|updated|amended|revised|uploaded|created|due|deadline|adopted|effective)\W*(?:on|by)?\W*$",
    re.IGNORECASE,
)
_TITLE_COLUMN = re.compile(r"\b(?:title|meeting|name|event|subject|description|topic|item|document|policy)\b")
_BODY_COLUMN = re.compile(r"\b(?:body|board|committee|commission|group|department)\b")
_DATE_COLUMN = re.compile(r"\b(?:date|when|day)\b")
_TIME_COLUMN = re.compile(r"\btime\b")
_ASIDE_COLUMN = re.compile(r"\b(?:location|where|place|venue|address|time|date|status|contact|phone|room)\b")
_STATUS_COLUMN = re.compile(r"\b(?:status|alerts?|notes?|updates?)\b")
NOT_A_PAGE = re.compile(r"^(?:mailto|tel|javascript|data|sms|ftp|webcal):|^#|^$", re.IGNORECASE)
MEDIA_HOSTS = re.compile(
    r"(?:youtube\.com|youtu\.be|zoom\.us|vimeo\.com|facebook\.com|google\.com/maps|maps\.)", re.I
)
_HEADS = ".//h1 | .//h2 | .//h3 | .//h4 | .//h5 | .//h6 | .//*[contains(@class, 'title')]"
_CALENDAR_FILE = re.compile(
    r"[?&]M=IC\b|\.ics\b|[?&](?:format|outlook-)?i?cal(?:endar)?=|/ical\b", re.IGNORECASE
)
_OWN_PAGE = re.compile(r"^\W*(?:view\s+)?(?:meeting\s+|event\s+|full\s+)?details\W*$", re.IGNORECASE)
_ASIDE = re.compile(r"[\s/|–—-]*\(([^()]{3,60})\)[\s/|–—-]*")
# EventON writes an event's start and end so.
_EPOCH = re.compile(r"(\d{10})(?:-\d{10})?$")
_CLOCK_AFTER = re.compile(r"[\s,@–-]{0,4}(?:at\s)?\d\d?(?::\d\d)?\s?[ap]\.?m\.?", re.IGNORECASE)
_POSTED_FIRST = re.compile(
    r"^\W*(?:(?:last|date|agenda|minutes)\s+)?(?:posted|updated|published|amended|uploaded)\b", re.IGNORECASE
)
_LEADING_TIME = re.compile(
    r"^(?:[\s,|–—:-]|at\b|from\b|to\b|noon\b|\d\d?(?::\d\d)?\s?(?:[ap]\.?m\.?)?(?=[\s,–|-]|$))+",
    re.IGNORECASE,
)
_MARKS = re.compile(r"\b(?:cancel\w*|canc|re-?scheduled|postponed|revised|amended|notice of)\b")
_MEETING_KINDS = frozenset({"meeting", "agenda", "packet", "minutes", "notice"})


@dataclass(frozen=True)
class RowReader:
    """Reads rows of one page. `default` is the kind of a row that does not tell it itself."""

    page: Page
    source: Source
    default: DocumentKind

    def read(self, row: Row) -> Draft | None:
        """Return the row as a draft; None for one without date, link and title."""
        words = plain_text(row.node)
        if not words:
            return None
        links = list(self._links(row))
        found = self._time(row, words, links)
        title_words, title_url = self._title(row, words, links, found)
        # A title may link its body's page; "Meeting details" is the row's own.
        own_page = next((link.url for link in links if _OWN_PAGE.match(link.words)), None)
        url = (
            own_page
            or title_url
            or next((link.url for link in links if not MEDIA_HOSTS.search(link.url)), None)
        )
        url = url or next((link.url for link in links), None) or self.page.requested_url
        if found is None and url == self.page.requested_url:
            return None
        if title_url is None and not row.columns and not row.node.xpath(_HEADS):
            title_url = self._dated_file(links)
        kind = self._kind(title_words, title_url, words)
        files = unique_attachments(
            Attachment(url=link.url, title=link.words or name_of_file(link.url), kind=link.kind)
            for link in links
            if is_file_link(link.url) and link.url != title_url
        )
        is_meeting = kind in _MEETING_KINDS
        starts_at = found.iso if found else None
        return Draft(
            kind=kind,
            url=url,
            title=title_words,
            published_at=None if is_meeting else starts_at,
            published_at_raw=None if is_meeting or not found else found.raw,
            starts_at=starts_at if is_meeting else None,
            starts_at_raw=found.raw if is_meeting and found else None,
            status=self._status(row, title_words, words) if is_meeting else None,
            body=self._body(row),
            attachments=files,
            key=_key(kind, url, title_words, found.iso[:10] if found else ""),
            inline_text=words if kind == "meeting" else None,
            inline_media_type="text/plain" if kind == "meeting" else None,
        )

    def read_single(self, words: str, *, name: str | None = None) -> Draft | None:
        """Return the one document of a page that is no list (an event's or a release's own page), or None.

        `name` is what it is called where no heading tells.
        """
        heads = [
            text
            for node in self.page.selector.xpath("//main//h1 | //h1 | //h2 | //*[@itemprop='name']")[:8]
            if (text := plain_text(node)) and not _NO_NAME.match(text)
        ]
        known = {"timezone": self.source.timezone, "today": self.page.today}
        heads = heads or [plain_title(each, **known) for each in [name] if each]  # type: ignore[arg-type]
        times = list(iter_times(words, timezone=self.source.timezone, today=self.page.today))
        if not heads or not times:
            return None
        found = next((each for each in times if each.has_clock and each.has_year), None)
        found = found or next((each for each in times if each.has_year), times[0])
        named = (self.page.selector.xpath("//title/text()").get() or "").lower()
        # A menu may have headings of its own; the page's name repeats the one that is meant.
        title = next((head for head in heads if len(head) > 5 and head.lower() in named), heads[0])
        if self.default != "meeting":
            return replace(read_article(self.page, self.source), kind=self.default)
        clock = read_clock(words)
        iso = (
            found.iso if found.has_clock or not clock else join_local(found.day, clock, self.source.timezone)
        )
        return Draft(
            kind="meeting",
            url=self.page.requested_url,
            title=title,
            starts_at=iso,
            starts_at_raw=found.raw,
            status=read_status(title, words[:5000]),
            attachments=unique_attachments(self._files_of_page()),
        )

    def _files_of_page(self) -> Iterator[Attachment]:
        content = Row(Selector(root=content_of(self.page.selector), type="html"))
        labels = {
            join_url(self.page.base, node.root.get("href")): plain_text(box)
            for node in content.node.xpath("//a[@href]")[:60]
            for box in node.xpath("ancestor::*[self::p or self::li or self::tr or self::dd or self::div][1]")
        }
        for link in self._links(content):
            if is_file_link(link.url):
                beside = read_kind((labels.get(link.url) or "")[:80]) if link.kind == "page" else None
                title = link.words or name_of_file(link.url)
                yield Attachment(url=link.url, title=title, kind=beside or link.kind)

    def _selected(self, row: Row, name: str) -> str | None:
        css = self.source.options.get(name)
        if not isinstance(css, str):
            return None
        return next((text for node in row.node.css(css) if (text := plain_text(node))), None)

    def _column(self, row: Row, pattern: re.Pattern[str]) -> Selector | None:
        return next((cell for name, cell in row.columns.items() if pattern.search(name)), None)

    def _links(self, row: Row) -> Iterator[_Link]:
        css = self.source.options.get("link")
        nodes = row.node.css(css) if isinstance(css, str) else row.node.xpath("descendant-or-self::a[@href]")
        if not nodes:
            nodes = row.node.xpath("ancestor::a[@href][1]")
        for node in nodes[:60]:
            href = node.root.get("href", "").strip()
            if NOT_A_PAGE.search(href):
                continue
            url = join_url(self.page.base, href)
            if url is not None and not _CALENDAR_FILE.search(url):
                path = urlsplit(url).path
                words = plain_text(node)
                yield _Link(
                    url,
                    href,
                    words,
                    read_kind(words, path.rsplit("/", 1)[-1], path.replace("/", " ")) or "page",
                )

    def _times(self, row: Row, words: str) -> list[FoundTime]:
        today = self.page.today
        return list(iter_times(words, timezone=self.source.timezone, today=today, year=row.year))

    def _time(self, row: Row, words: str, links: list[_Link]) -> FoundTime | None:
        """Return when the row is: the date column or selector, else the first date not of its posting."""
        column = self._column(row, _DATE_COLUMN)
        given = [self._selected(row, "date"), plain_text(column) if column is not None else None]
        chosen: FoundTime | None = None
        for text in given:
            chosen = chosen or next(iter(self._times(row, text or "")), None)
        if chosen is None:
            words = self._without_postings(row, words)
            times = self._times(row, words)
            fresh = [each for each in times if not _POSTED.search(words[: each.start])]
            chosen = next(iter(fresh or times), None)
            if chosen and not chosen.has_year:
                # The same day with its year elsewhere in the row outweighs an inferred year.
                same = (each for each in times if each.has_year and each.iso[5:10] == chosen.iso[5:10])
                chosen = next(same, chosen)
        if chosen is None:
            chosen = self._machine_time(row) or self._time_above(row)
            if chosen is None:
                return self._time_in_file_name(links)
        words = self._without_postings(row, words)
        return chosen if chosen.has_clock else self._with_clock(row, words, chosen)

    def _without_postings(self, row: Row, words: str) -> str:
        """Return a row's words without "Posted Aug 8, 2022 4:53 PM", unless that is its only date."""
        times = self._times(row, words)
        told = [each for each in times if _POSTED.search(words[: each.start])]
        if len(told) == len(times):
            return words
        for each in reversed(told):
            clock = _CLOCK_AFTER.match(words[each.end :])
            words = words[: each.start] + words[each.end + (clock.end() if clock else 0) :]
        return words

    def _with_clock(self, row: Row, words: str, found: FoundTime) -> FoundTime:
        column = self._column(row, _TIME_COLUMN)
        given = self._selected(row, "time") or (plain_text(column) if column is not None else None) or words
        clock = read_clock(given)
        if clock is None:
            return found
        raw = f"{found.raw} {given}" if given != words else found.raw
        return replace(
            found, iso=join_local(found.day, clock, self.source.timezone), raw=raw[:200], has_clock=True
        )

    def _time_above(self, row: Row) -> FoundTime | None:
        """Return the day that the heading right above the row is ("Tuesday, February 7"), if no more."""
        words = row.headings[-1].words if row.headings else ""
        if not is_time_only(words, timezone=self.source.timezone, today=self.page.today):
            return None
        return next(iter(self._times(row, words)), None)

    def _machine_time(self, row: Row) -> FoundTime | None:
        for raw in row.node.xpath(
            ".//time/@datetime | .//@data-date | .//*[@itemprop='startDate']/@content | ./@data-time"
        ).getall():
            epoch = _EPOCH.match(raw)
            instant = read_instant(epoch[1], self.source.timezone) if epoch else None
            iso = to_local(instant, self.source.timezone) if instant else None
            iso = iso or read_local(raw, self.source.timezone)
            if iso:
                # Midnight is what a machine writes for a day without a time.
                iso = iso[:10] if iso[10:19] == "T00:00:00" else iso
                return FoundTime(iso=iso, raw=raw, start=0, end=0, has_year=True, has_clock=len(iso) > 10)
        return None

    def _time_in_file_name(self, links: list[_Link]) -> FoundTime | None:
        for link in links:
            named = find_date_in_name(urlsplit(link.url).path.rsplit("/", 1)[-1])
            if named and is_file_link(link.url):
                return FoundTime(named[0], named[1], 0, 0, has_year=True, has_clock=False)
        return None

    def _title(
        self, row: Row, words: str, links: list[_Link], found: FoundTime | None
    ) -> tuple[str | None, str | None]:
        """Return the row's title and the link that bears it."""
        selected = self._selected(row, "title")
        if selected:
            return selected, next((link.url for link in links if link.words and link.words in selected), None)
        column = self._column(row, _TITLE_COLUMN)
        texts = _parts(column) if column is not None else []
        texts += [plain_text(node) for node in row.node.xpath(_HEADS)[:5]]
        aside = {
            url for name, cell in row.columns.items() if _ASIDE_COLUMN.search(name) for url in _hrefs(cell)
        }
        texts += [link.words for link in links if link.href not in aside]
        for text in texts:
            title = self._told(text, found)
            if title:
                return title, next((link.url for link in links if link.words and link.words in text), None)
        body = self._body(row)
        if body:
            return body, None
        if not row.columns:
            for link in links:
                if link.words and _GENERIC.match(link.words):
                    head, _, tail = words.rpartition(link.words)
                    words = f"{head} {tail}"
            rest = self._told(_MONTH_FIRST.sub("", " ".join(words.split())), found)
            if rest and (beside := _ASIDE.fullmatch(rest)):
                # "(Special)" tells which of the meetings that the heading names it is.
                above = self._title_above(row)
                return (f"{above} ({beside[1]})" if above else beside[1]), None
            if rest and not _GENERIC.match(self._without_days(rest)):
                return rest[:300], None
        spare = next((link.words for link in links if re.search(r"[^\W\d_]{3}", link.words)), None)
        return self._title_above(row) or spare or self._title_of_page(), None

    def _told(self, text: str, found: FoundTime | None) -> str | None:
        """Return a text as a title, without the date that it opens with; None where no title is left."""
        times = list(iter_times(text, timezone=self.source.timezone, today=self.page.today))
        if times and not text[: times[0].start].strip(" -–—|:,•*"):
            text = _LEADING_TIME.sub("", text[times[0].end :])
        text = _CLOCK_FIRST.sub("", text)
        text = re.sub(r"\s*\(?(?:pdf|docx?)\)?\s*$", "", text, flags=re.IGNORECASE).strip(" -–—|:,•*·»›")
        if (
            not re.search(r"[^\W\d_]{3}", text)
            or _POSTED_FIRST.match(text)
            or _MONTH_ALONE.match(text)
            or _GENERIC.match(text)
            or (len(text) < 12 and read_clock(text))
        ):
            return None
        return text[:500]

    def _without_days(self, words: str) -> str:
        for found in reversed(self._days(words)):
            words = f"{words[: found.start]} {words[found.end :]}"
        return " ".join(words.split())

    def _title_above(self, row: Row) -> str | None:
        """Return what the nearest heading names, one of its plural; bold lines with a year name a year."""
        for rank in (2, 3, 1):
            for heading in reversed(row.headings):
                words = re.sub(r"^\W*(?:19|20)\d\d\W*|\W*(?:19|20)\d\d\W*$", "", heading.words)
                is_year = heading.rank == 3 and words != heading.words
                if (
                    heading.rank == rank
                    and not is_year
                    and self._told(words, None)
                    and not _NO_NAME.match(words)
                ):
                    return re.sub(r"\b(Meeting|Hearing|Session|Workshop|Event)s$", r"\1", words)
        return None

    def _title_of_page(self) -> str | None:
        title = self.page.selector.xpath("//title/text()").get()
        return re.split(r"\s+[|–—-]\s+", title.strip())[0] if title and title.strip() else None

    def _body(self, row: Row) -> str | None:
        selected = self._selected(row, "body")
        column = self._column(row, _BODY_COLUMN)
        words = selected or (plain_text(column) if column is not None else "")
        return (
            words[:200] if words and re.search(r"[^\W\d_]{3}", words) and not _GENERIC.match(words) else None
        )

    def _status(self, row: Row, title: str | None, words: str) -> DocumentStatus | None:
        column = self._column(row, _STATUS_COLUMN)
        short = [title, self._selected(row, "status"), plain_text(column) if column is not None else None]
        if len(words) <= 300:
            short.append(words)
        return read_status(" · ".join(text for text in short if text), words)

    def _kind(self, title: str | None, title_url: str | None, words: str) -> DocumentKind:
        given = self.source.options.get("kind")
        if isinstance(given, str):
            return given  # type: ignore[return-value]
        if self.default == "article" or title_url is None or not is_file_link(title_url):
            return self.default
        named = read_kind(title, urlsplit(title_url).path.rsplit("/", 1)[-1], words[:300])
        return named or self._kind_of_page()

    def _dated_file(self, links: list[_Link]) -> str | None:
        """Return the row's one file where its link is the date ("<a>May 6, 2025</a>"): the row is it."""
        files = [link for link in links if is_file_link(link.url)]
        is_one = len(files) == 1 and len(links) == 1
        return files[0].url if is_one and self._days(files[0].words) else None

    def _days(self, words: str) -> list[FoundTime]:
        return list(iter_times(words, timezone=self.source.timezone, today=self.page.today))

    def _kind_of_page(self) -> DocumentKind:
        """Return what a page of files holds by its own name; of several kinds, agendas."""
        words = " ".join((urlsplit(self.page.url).path, *self.page.selector.xpath("//h1//text()").getall()))
        return "agenda" if re.search(r"agenda", words, re.IGNORECASE) else read_kind(words) or self.default


def _key(kind: DocumentKind, url: str, title: str | None, day: str) -> str:
    """Return what stays when a row's agenda is posted or its meeting cancelled: a meeting's day and name."""
    if kind != "meeting":
        return f"file:{url}" if is_file_link(url) else f"page:{url}:{title}"
    words = re.findall(r"[^\W_]+", _MARKS.sub("", (title or "").lower()))
    return f"meeting:{day}:{' '.join(words)}"


def _parts(cell: Selector) -> list[str]:
    """Return a cell's own words, then each of its links' words."""
    linked = [plain_text(link) for link in cell.xpath(".//a")]
    words = plain_text(cell)
    for each in linked:
        words = words.replace(each, " ", 1)
    return [plain_text(cell)] if len(linked) == 1 else [" ".join(words.split()), *linked]


def _hrefs(cell: Selector) -> list[str]:
    return [href.strip() for href in cell.xpath(".//a/@href").getall()]


@dataclass(frozen=True)
class _Link:
    """One link of a row."""

    url: str
    href: str
    words: str
    kind: DocumentKind
