"""Reads a meeting out of a vendor's row by content: its pieces of text, when it is, its name and its files.

A piece is a run of words between blocks, line breaks and link borders; where a row has no headers, the first
piece that is no time, duration or file's name is the meeting's name. Visible words are believed; an epoch
that a vendor hides for sorting is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from lxml import etree
from parsel import Selector

from spiders.page import Draft, Page
from spiders.row_layouts import Element
from spiders.rows import content_of
from spiders.times import FoundTime, iter_times, join_local, read_clock
from spiders.wording import join_url, read_kind, read_status, unique_attachments
from warehouse.records import Attachment, DocumentStatus

MAX_PIECES = 200

_BREAKS = re.compile(r"p|div|[uod]l|li|br|t[rdh]|table|tbody|h[1-6]|article|section|header|d[td]|option|a")
_HIDDEN = {"script", "style", "noscript", "template", "svg", "head", "select"}
_EPOCH = re.compile(r"\d{9,13}")
_OPENED = re.compile(
    r"""(?:window\.open|open\w*|location(?:\.href)?|navigate)\s*[=(]\s*(['"])(?P<url>[^'"]{4,2000})\1""",
    re.IGNORECASE,
)
_TIME_WORDS = re.compile(
    r"\b(?:\d\d?(?:[:.]\d\d){0,2}\s*[ap]\.?\s?m\b\.?|(?:12\s?)?noon|midnight|\d+\s?(?:h|hrs?|hours?|m|min|minutes|"
    r"s|sec)\b\.?|\d\d?:\d\d(?::\d\d)?|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|"
    r"at|from|to|until|date|time|when|on|[ecmp][sd]?t)\b",
    re.IGNORECASE,
)
_FILE_WORDS = (
    r"(?:agendas?|minutes|packets?|videos?|audio|mp[34]|media|e-?comments?|in\s+progress|download|captions?|share|"
    r"n/?a|not\s+(?:yet\s+)?available|(?:view\s+)?event|summary|documents?|links?|results?|transcripts?|"
    r"podcast|recap|annotated|actions?|pdf|html|docx?|here|more|details?|recording|player|window|attachments?|"
    r"(?:event\s+)?page|"
    r"staff\s+reports?|cancell?ation\s+notice|notice)"
)
_GENERIC = re.compile(
    r"^\W*(?:(?:view|watch|listen|download|open|see|live|the|online|meeting|full|accessible|draft|approved|final|"
    r"revised|amended|legal|supporting|stream|only|to|in|closed|public|click|for|a|new|add|staff)\s+)*"
    rf"{_FILE_WORDS}(?:\s*(?:&|and|,|/|\+|-|\|)?\s*{_FILE_WORDS}){{0,5}}\W*$",
    re.IGNORECASE,
)
_MARKS = re.compile(
    r"\b(?:(?:notice\s+of\s+)?cancel\w*(?:\s+notice)?|canc|re-?scheduled|postponed|revised|amended|notice\s+of)\b",
    re.IGNORECASE,
)
_KIND_OF_MEETING = re.compile(
    r"[\s,:–—-]*\b(?:(?:regular|special|adjourned|emergency|annual|joint|called|study|work|closed|virtual|formal|"
    r"hybrid|organizational)\s+)*(?:meetings?|(?:work|study|closed|executive)?\s?sessions?|hearings?|workshops?)"
    r"\b.*$",
    re.IGNORECASE,
)
_OPENING = re.compile(r"^(?:regular|special|adjourned|emergency|annual|joint)\s+(?=\S)", re.IGNORECASE)
_NO_BODY = re.compile(
    r"^\W*(?:(?:upcoming|past|archived?|recent|live|current|previous|available|all|future|next)\b.*|"
    r".*\b(?:events?|meetings|videos|archives?|agendas|calendar|search|in\s+progress)|[\W\d]*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Piece:
    """A run of a row's words; `href` where it is a link's."""

    words: str
    href: str | None = None


def content_around(selector: Selector, is_wanted: re.Pattern[str]) -> Element:
    """Return the page's main part; the whole body where the main part lacks links that the body has.

    A site's own frame around a vendor's list may call a small part of itself the main one.
    """
    content = content_of(selector)
    root = content.getroottree().getroot()
    counts = [
        sum(
            bool(is_wanted.search(f"{link.get('href', '')} {link.get('onclick', '')}"))
            for link in part.iter("a")
        )
        for part in (content, root)
    ]
    return content if counts[0] == counts[1] else root


def pieces_of(node: Selector) -> list[Piece]:
    """Return a node's visible words in pieces, in order; hidden epochs are left out."""
    found: list[Piece] = []
    buffer: list[str] = []
    hrefs: list[str] = []

    def flush() -> None:
        words = " ".join("".join(buffer).split())
        buffer.clear()
        if words and not _EPOCH.fullmatch(words) and len(found) < MAX_PIECES:
            found.append(Piece(words, hrefs[-1] if hrefs else None))

    hidden = 0
    for event, element in etree.iterwalk(node.root, events=("start", "end")):
        tag = element.tag
        if not isinstance(tag, str):
            continue
        is_hidden = tag in _HIDDEN or _is_epoch(element)
        if event == "start":
            hidden += is_hidden
            if _BREAKS.fullmatch(tag):
                flush()
            if tag == "a":
                hrefs.append(target_of(element) or "")
            if not hidden and element.text:
                buffer.append(element.text)
        else:
            if _BREAKS.fullmatch(tag):
                flush()
            hidden -= is_hidden
            if tag == "a" and hrefs:
                hrefs.pop()
            if not hidden and element.tail and element is not node.root:
                buffer.append(element.tail)
    flush()
    return found


def _is_epoch(element: etree._Element) -> bool:
    return element.tag == "span" and bool(_EPOCH.fullmatch((element.text or "").strip()))


def target_of(link: etree._Element) -> str | None:
    """Return where a link leads: its href, else the address that its `onclick` opens; None without one."""
    href = (link.get("href") or "").strip()
    if href and not re.match(r"#|javascript:", href, re.IGNORECASE):
        return href
    opened = _OPENED.search(f"{link.get('onclick') or ''} {href}"[:4000])
    return opened["url"].strip() if opened else None


def links_of(node: Selector, base: str) -> Iterator[tuple[str, str]]:
    """Yield (whole address, words) of a node's links, those opened by script among them.

    A link without words of its own has its picture's, or its title's.
    """
    for link in node.xpath("descendant-or-self::a")[:60]:
        url = join_url(base, target_of(link.root))
        if url is None:
            continue
        words = " ".join(" ".join(link.xpath(".//text()").getall()).split())
        words = words or (link.xpath(".//img/@alt").get() or link.root.get("title") or "").strip()
        yield url, words[:300]


def with_files_of_page(draft: Draft, page: Page, is_file: re.Pattern[str]) -> Draft:
    """Return an agenda that is a page with the files that it links (staff reports, drafts) as attachments."""
    if page.body.lstrip()[:1] != b"<":
        return draft
    found = [
        Attachment(url=url, title=words or None, kind=read_kind(words) or "page")
        for link in page.selector.xpath("//a[@href]")[:600]
        for url, words in links_of(link, page.base)
        if is_file.search(url)
    ]
    # Pictures link the same files again, without words.
    named = sorted(found, key=lambda file: not file.title)
    return replace(draft, attachments=unique_attachments([*draft.attachments, *named]))


def is_time_only(words: str, *, timezone: str, today: date) -> bool:
    """Return whether words tell nothing but a date, a time or a duration."""
    for found in reversed(list(iter_times(words, timezone=timezone, today=today))):
        words = words[: found.start] + " " + words[found.end :]
    return not re.search(r"[^\W\d_]{2}", _TIME_WORDS.sub(" ", words))


def is_generic(words: str) -> bool:
    """Return whether words name a file or a recording, not a meeting ("View Agenda", "Video")."""
    return bool(_GENERIC.match(words)) or not re.search(r"[^\W\d_]{2}", words)


def find_start(
    pieces: Iterable[Piece], *, timezone: str, today: date, year: int | None = None
) -> FoundTime | None:
    """Return when a row's meeting is: the first piece that is a date, else the first date in any.

    A time of day is that piece's, else the first piece's with a.m. or p.m. None where no piece holds a date.
    """
    pieces = list(pieces)
    dated: list[tuple[int, FoundTime]] = []
    for at, piece in enumerate(pieces):
        found = next(iter_times(piece.words, timezone=timezone, today=today, year=year), None)
        if found is not None:
            dated.append((at, found))
    pure = [each for each in dated if is_time_only(pieces[each[0]].words, timezone=timezone, today=today)]
    for at, found in [*pure, *dated][:1]:
        if found.has_clock:
            return found
        return _with_clock(found, [*pieces[at:], *pieces[:at]], timezone)
    return None


def _with_clock(found: FoundTime, pieces: list[Piece], timezone: str) -> FoundTime:
    for piece in pieces:
        said = re.search(r"\d\d?(?::\d\d)?\s?[ap]\.?\s?m\b\.?|\bnoon\b", piece.words, re.IGNORECASE)
        clock = read_clock(said[0]) if said else None
        if said and clock:
            raw = found.raw if said[0] in found.raw else f"{found.raw} {said[0]}"
            return replace(found, iso=join_local(found.day, clock, timezone), raw=raw, has_clock=True)
    return found


def find_title(pieces: Iterable[Piece], *, timezone: str, today: date) -> str | None:
    """Return the first piece that names something: no time, duration, file or recording."""
    for piece in pieces:
        plain = _MARKS.sub(" ", piece.words)
        if not is_generic(piece.words) and not is_time_only(plain, timezone=timezone, today=today):
            return piece.words[:500]
    return None


def plain_title(title: str, *, timezone: str, today: date) -> str:
    """Return a title without the date that it ends in ("Board on 2018-06-21 - (8:30 a.m.)": "Board").

    What follows the date is dropped with it only where it is a time or stands in brackets.
    """
    found = next(iter_times(title, timezone=timezone, today=today), None)
    if found is None or not found.has_year:
        return title
    head = re.sub(r"[\s,|(–—-]*(?:\b(?:on|for|of))?[\s,|(–—-]*$", "", title[: found.start])
    tail = re.sub(r"\([^()]*\)", " ", title[found.end :])
    is_spare = is_time_only(tail, timezone=timezone, today=today)
    return head if is_spare and re.search(r"[^\W\d_]{3}", head) else title


def body_of(title: str | None, heading: str | None = None) -> str | None:
    """Return the body that meets: what the heading above names, else the title without the meeting's kind."""
    if heading and not _NO_BODY.match(heading) and len(heading) <= 120:
        return heading
    words = _KIND_OF_MEETING.sub("", _without_asides(title)).strip(" ,:–—-()*")
    words = _OPENING.sub("", words)
    return words[:200] if re.search(r"[^\W\d_]{3}", words) else title


def _without_asides(title: str | None) -> str:
    """Return a title without brackets, times of day and marks of cancellation, which come and go."""
    words = re.sub(r"\([^()]*\)", " ", (title or "")[:500])
    words = re.sub(r"\b\d\d?(?:[:.]\d\d)?\s*[ap]\.?\s?m\b\.?", " ", words, flags=re.IGNORECASE)
    return " ".join(_MARKS.sub(" ", words).split()).strip(" ,:–—-()*")


def status_with_files(
    title: str | None, description: str | None, files: Iterable[Attachment]
) -> DocumentStatus | None:
    """Return what became of a meeting by its name, description, or a file's title ("Cancellation Notice")."""
    said = read_status(title, description)
    for file in files:
        if said is None and re.search(r"cancel|postpone|reschedul", file.title or "", re.IGNORECASE):
            said = read_status(file.title)
    return said


def meeting_key(title: str | None, day: str, body: str | None = None) -> str:
    """Return a key that stays when an agenda is posted or a meeting cancelled: its day and its name."""
    words, names = (re.findall(r"[^\W_]+", _without_asides(each).lower()) for each in (title, body))
    words = words if " ".join(names) in " ".join(words) else [*names, *words]
    return f"meeting:{day[:10]}:{' '.join(words)}"


def number_keys(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Number the drafts whose keys are equal (two sessions of one body on one day) in page order."""
    counts: dict[str, int] = {}
    for draft in drafts:
        if draft.key is None:
            yield draft
            continue
        counts[draft.key] = counts.get(draft.key, 0) + 1
        number = counts[draft.key]
        yield draft if number == 1 else replace(draft, key=f"{draft.key}#{number}")
