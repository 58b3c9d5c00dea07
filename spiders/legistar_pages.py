"""Legistar's pages of one thing: a meeting (`MeetingDetail.aspx`) and a file (`LegislationDetail.aspx`).

Both show labels and values in table cells ("Meeting location:", then the place), whose ids end alike at every
client (`..._lblDate`, `..._lblFile2`) while the labels' words are the client's own: ids count first, then
labels. The meeting's items stand in `gridMain`, a file's history in `gridLegislation`, one `tr.rgRow` or
`tr.rgAltRow` each; columns differ by client and are mapped by header. `gridComments`, the
public's, is left out.

Traps: the meeting's name, day and hour stand in the page's title too ("City of Elmford - Meeting of City
Council on 1/23/2019 at 3:30 PM"). The location also announces other meetings ("There will be no meeting on
January 30"), which cancels nothing. The grid shows 100 items at most. A page of a deleted record answers 200.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import parse_qs, urlsplit

from parsel import Selector

from spiders.errors import EmptyPage, LayoutChanged
from spiders.page import Draft, Page
from spiders.times import find_time, iter_times, join_local, read_clock
from spiders.wording import join_url, plain_text, read_kind, read_status, unique_attachments
from warehouse.records import Attachment, DocumentKind, Source

MAX_ROWS = 1000
MAX_CHARS = 400_000

_PAGE_TITLE = re.compile(
    r"\bMeeting of (?P<body>.{1,200}?) on (?P<day>\d{1,2}/\d{1,2}/\d{4})(?: at (?P<time>.{1,80}))?$",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"(?:record|page|meeting|item)\s+(?:no\s+longer\s+exists|(?:has|might\s+have)\s+been\s+deleted)", re.I
)
_NOTHING = re.compile(
    r"not\s+(?:available|viewable)|no\s+records.*|video|(?:action|roll\s+call)\s+details", re.I
)
_FILE_KINDS: Mapping[str, DocumentKind] = {
    "A": "agenda", "AADA": "agenda", "M": "minutes", "MADA": "minutes", "PA": "packet",
}  # fmt: skip
_ITEM_COLUMNS = (
    ("agenda #", "agenda number", "item #", "agenda item"),
    ("file #", "file number", "file", "legislation #", "record #"),
    ("ver.", "version"),
    ("type",),
    ("name",),
    ("title", "description"),
    ("agenda note",),
    ("action",),
    ("result", "status"),
    ("minutes note",),
)
_HISTORY_COLUMNS = (
    ("date", "meeting date"), ("ver.", "version"), ("action by", "body"), ("action",), ("result",),
)  # fmt: skip
_VERSIONS = {"ver.", "version"}
_FILE_COLUMNS = _ITEM_COLUMNS[1]
_NAME_COLUMNS = ("title", "name", "description")
_DETAIL = re.compile(r"\bLegislationDetail\.aspx\?[^'\"\s]+", re.IGNORECASE)
_ROLL_CALL = re.compile(r"\bHistoryDetail\.aspx\?[^'\"\s]+", re.IGNORECASE)


@dataclass(frozen=True)
class _Cells:
    """A page's values: by the end of their cell's id, and by the label before them, in lower case."""

    by_id: Mapping[str, Selector]
    by_label: Mapping[str, Selector]

    def find(self, ids: tuple[str, ...], labels: tuple[str, ...]) -> Selector | None:
        """Return the first cell with words, by id and then by label."""
        found = [self.by_id.get(name) for name in ids] + [self.by_label.get(name) for name in labels]
        return next((cell for cell in found if cell is not None and plain_text(cell)), None)

    def words(self, ids: tuple[str, ...], labels: tuple[str, ...]) -> str | None:
        """Return that cell's words; None where it says that there is nothing."""
        cell = self.find(ids, labels)
        words = plain_text(cell) if cell is not None else ""
        return words if words and not _NOTHING.fullmatch(words) else None


def is_meeting_page(page: Page) -> bool:
    """Return whether a page is a meeting's own, whatever its address."""
    return bool(_PAGE_TITLE.search(_page_title(page)) or page.selector.css("[id$=_lblDate], [id*=_gridMain]"))


def read_meeting_page(page: Page, source: Source, draft: Draft | None = None) -> Draft:
    """Return the meeting with its items as its words; what `draft` knows of it from a calendar is kept.

    Raises EmptyPage where the record is deleted, LayoutChanged where the page tells no meeting.
    """
    _refuse_deleted(page)
    cells, title = _cells(page), _page_title(page)
    told = _PAGE_TITLE.search(title)
    body = cells.words(("hypName", "lblName"), ("meeting name", "name")) or (told["body"] if told else None)
    place = cells.find(("lblLocation",), ("meeting location", "location"))
    raw_day = cells.words(("lblDate",), ()) or (told["day"] if told else None)
    raw_time = cells.words(("lblTime",), ()) or (told["time"] if told else None)
    raw = " ".join(words for words in (raw_day, raw_time) if words)
    if not raw_day:
        raw = cells.words((), ("meeting date/time", "meeting date", "date/time", "date")) or ""
    found = find_time(raw, timezone=source.timezone, today=page.today)
    if found is None or not (body or told):
        raise LayoutChanged(f"{page.url}: tells no meeting of a body on a day; look at the page")
    day = found.day
    lines = [body or "", raw, plain_text(place) if place is not None else ""]
    lines += _rows(page, "gridMain", _ITEM_COLUMNS)
    words = "\n".join(line for line in lines if line)[:MAX_CHARS]
    said = (
        body,
        raw,
        cells.words(("lblAgendaStatus",), ("agenda status",)),
        _of_this_day(place, day, source),
    )
    status = read_status(" · ".join(each for each in said if each))
    files = tuple(_files(page))
    if draft is not None:
        has_time = draft.starts_at is not None and "T" in draft.starts_at
        return replace(
            draft,
            title=draft.title or body,
            starts_at=draft.starts_at if has_time else _starts_at(day, raw, source),
            starts_at_raw=draft.starts_at_raw if has_time else raw,
            status=draft.status or status,
            body=draft.body or body,
            attachments=unique_attachments((*draft.attachments, *files)),
            inline_text=words,
            inline_media_type="text/plain",
        )
    return Draft(
        kind="meeting",
        url=page.requested_url,
        title=title if told else body,
        starts_at=_starts_at(day, raw, source),
        starts_at_raw=raw,
        status=status,
        body=body,
        attachments=unique_attachments(files),
        key=f"meeting:{day.isoformat()}:{_plain_name(body)}",
        inline_text=words,
        inline_media_type="text/plain",
    )


def read_legislation_page(page: Page, source: Source) -> Draft:
    """Return the file as a document: its number, type, status and title, and its history, as its words.

    Raises EmptyPage where the record is deleted, LayoutChanged where the page shows no file.
    """
    _refuse_deleted(page)
    cells = _cells(page)
    number = cells.words(("lblFile2",), ("file #", "file number", "legislation #", "record #", "reference"))
    name = cells.words(("lblName2",), ("name",))
    title = cells.words(("lblTitle2",), ("title",))
    if not (number or title):
        raise LayoutChanged(f"{page.url}: shows neither a file number nor a title; look at the page")
    raw = cells.words(("lblIntroduced2",), ("introduced", "file created", "created", "on agenda"))
    introduced = find_time(raw, timezone=source.timezone, today=page.today) if raw else None
    labelled = (
        ("", number),
        ("", cells.words(("lblType2",), ("type",))),
        ("", name),
        ("", title if title != name else None),
        ("Status: ", cells.words(("lblStatus2",), ("status",))),
        ("Introduced: ", raw),
        ("Final action: ", cells.words(("lblPassed2",), ("final action", "passed"))),
        ("Enactment number: ", cells.words(("lblEnactmentNumber2",), ("enactment #", "enactment number"))),
        ("Sponsors: ", cells.words(("lblSponsors2",), ("sponsors", "sponsor"))),
        ("Indexes: ", cells.words(("lblIndexes2",), ("indexes", "index"))),
    )
    lines = [f"{label}{words}" for label, words in labelled if words]
    lines += _rows(page, "gridLegislation", _HISTORY_COLUMNS)
    lines += [plain_text(node) for node in page.selector.css("[id$=_divText], [id$=_lblText2]")[:1]]
    record = (parse_qs(urlsplit(page.requested_url).query).get("ID") or [""])[0]
    return Draft(
        kind="legislation",
        url=page.requested_url,
        title=title or name or number,
        published_at=introduced.iso[:10] if introduced else None,
        published_at_raw=raw if introduced else None,
        body=cells.words(("hypInControlOf2", "lblInControlOf2"), ("in control", "controlling body")),
        attachments=unique_attachments(_files(page)),
        key=f"matter:{record or number}",
        inline_text="\n".join(line for line in lines if line)[:MAX_CHARS],
        inline_media_type="text/plain",
    )


def read_items(page: Page, meeting: Draft) -> list[Draft]:
    """Return the meeting's items that have a file, in page order, each belonging to `meeting`.

    Rows without one are headings, roll calls and remarks; they stand in the meeting's own words.
    """
    found: dict[str, Draft] = {}
    for names, cells, row in _grid_rows(page, "gridMain"):
        by_name = dict(zip(names, cells, strict=False)) if len(names) == len(cells) else {}
        number = next((by_name[name] for name in _FILE_COLUMNS if by_name.get(name)), None)
        url = next(iter(_opened(row, page, _DETAIL)), None)
        line = _line(names, cells, _ITEM_COLUMNS)
        if not line or not (number or url):
            continue
        title = next((by_name[name] for name in _NAME_COLUMNS if by_name.get(name)), None)
        record = number or (parse_qs(urlsplit(url or "").query).get("ID") or [""])[0]
        linked = Attachment(url=url, title=number, kind="legislation") if url else None
        key = f"item:{meeting.key}:{record}"
        item = Draft(
            kind="item",
            url=url or meeting.url,
            title=(title or line)[:500],
            starts_at=meeting.starts_at,
            starts_at_raw=meeting.starts_at_raw,
            body=meeting.body,
            attachments=(linked,) if linked else (),
            key=key,
            parent_key=meeting.key,
            inline_text=line[:MAX_CHARS],
            inline_media_type="text/plain",
        )
        earlier = found.get(key)
        if earlier is None:
            found[key] = item
        elif line not in (earlier.inline_text or ""):
            # One file may be called twice in a meeting: to be read, and to be voted on.
            found[key] = replace(earlier, inline_text=f"{earlier.inline_text}\n{line}"[:MAX_CHARS])
    return list(found.values())


def legislation_of(item: Draft) -> str | None:
    """Return the address of the page of an item's file; None without one."""
    return next((each.url for each in item.attachments if each.kind == "legislation"), None)


def roll_calls_of(page: Page) -> Iterator[str]:
    """Yield the addresses of the roll calls in a file's history ("Action details")."""
    for _, _, row in _grid_rows(page, "gridLegislation"):
        yield from _opened(row, page, _ROLL_CALL)


def read_roll_call(page: Page, source: Source, parent_key: str | None) -> Draft:
    """Return what was done with a file on one day and who voted how, as an item of the file.

    Raises EmptyPage where the record is deleted, LayoutChanged where the page tells no action.
    """
    _refuse_deleted(page)
    cells = _cells(page)
    number = cells.words(("hypFile", "lblFile"), ("file #", "file number", "record #"))
    action = cells.words(("lblAction",), ("action",))
    result = cells.words(("lblResult",), ("result",))
    raw = cells.words(("lblDate", "hypMeetingDate", "lblMeetingDate"), ("meeting date", "date"))
    if not (action or result):
        raise LayoutChanged(f"{page.url}: tells neither an action nor a result; look at the page")
    found = find_time(raw, timezone=source.timezone, today=page.today) if raw else None
    votes: dict[str, list[str]] = {}
    for _, row_cells, _ in _grid_rows(page, "gridVote"):
        if len(row_cells) >= 2 and row_cells[0] and row_cells[-1]:
            votes.setdefault(row_cells[-1], []).append(row_cells[0])
    told = ", ".join(words for words in (action, result) if words)
    lines = [number, cells.words(("lblTitle",), ("title",)), raw, told]
    lines += [cells.words(("lblActionText",), ("action text",))]
    lines += [f"{vote} ({len(names)}): {', '.join(names)}" for vote, names in votes.items()]
    return Draft(
        kind="item",
        url=page.requested_url,
        title=f"{number}: {told}" if number else told,
        starts_at=found.iso[:10] if found else None,
        starts_at_raw=raw if found else None,
        body=cells.words(("hypBody", "lblBody"), ("action by", "agenda by", "body")),
        key=f"roll call:{page.requested_url}",
        parent_key=parent_key,
        inline_text="\n".join(line for line in lines if line)[:MAX_CHARS],
        inline_media_type="text/plain",
    )


def _opened(row: Selector, page: Page, pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield the addresses of one kind that a row's links lead to, or open by script."""
    for link in row.xpath(".//a")[:30]:
        told = pattern.search(f"{link.root.get('href') or ''} {link.root.get('onclick') or ''}"[:4000])
        url = join_url(page.base, told[0]) if told else None
        if url is not None:
            yield url


def _plain_name(body: str | None) -> str:
    return " ".join(re.findall(r"[^\W_]+", (body or "").lower()))


def _page_title(page: Page) -> str:
    return " ".join((page.selector.xpath("//title/text()").get() or "").split())[:500]


def _refuse_deleted(page: Page) -> None:
    words = plain_text(page.selector)[:3000]
    if said := _GONE.search(words):
        raise EmptyPage(f"{page.url}: the page says {said[0]!r}")
    if re.search(r"invalid\s+parameters", words[:1000], re.IGNORECASE):
        raise LayoutChanged(f"{page.url}: says that its parameters are invalid; correct ID and GUID")


def _cells(page: Page) -> _Cells:
    by_id: dict[str, Selector] = {}
    for node in page.selector.xpath("//*[@id][contains(@id, '_lbl') or contains(@id, '_hyp')]")[:3000]:
        # A grid's cells are named after their columns (`..._gridMain_ctl00_ctl04_hypFile`), not values.
        name = str(node.root.get("id"))
        if "_grid" not in name.lower():
            by_id.setdefault(name.rpartition("_")[2], node)
    by_label: dict[str, Selector] = {}
    for cell in page.selector.xpath("//td[not(.//td)]")[:3000]:
        label = plain_text(cell)
        if label.endswith(":") and len(label) <= 40:
            value = cell.xpath("following-sibling::td[1]")
            if value:
                by_label.setdefault(label.rstrip(": ").lower(), value[0])
    return _Cells(by_id, by_label)


def _starts_at(day: date, raw: str, source: Source) -> str:
    # The date's own digits must not be read as an hour.
    return join_local(day, read_clock(re.sub(r"\d{1,2}/\d{1,2}/\d{2,4}", " ", raw)), source.timezone)


def _of_this_day(place: Selector | None, day: date, source: Source) -> str | None:
    """Return the location's lines but for those that speak of other days."""
    if place is None:
        return None
    lines = [" ".join(text.split()) for text in place.xpath(".//text()").getall()[:50]]
    kept = [
        line
        for line in lines
        if all(found.day == day for found in iter_times(line[:500], timezone=source.timezone, today=day))
    ]
    return " · ".join(line for line in kept if line) or None


def _rows(page: Page, grid: str, columns: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    """Yield a grid's rows as words, in the order of `columns`; without headers in the row's own order."""
    for names, cells, _ in _grid_rows(page, grid):
        if line := _line(names, cells, columns):
            yield line


def _grid_rows(page: Page, grid: str) -> Iterator[tuple[list[str], list[str], Selector]]:
    """Yield a grid's rows: the headers in lower case, the cells' words, and the row itself."""
    for table in page.selector.xpath(f"//table[contains(@id, '{grid}')][.//tr[contains(@class, 'rg')]]")[:2]:
        names = [plain_text(head).lower() for head in table.xpath(".//tr[th][1]/th")]
        for row in table.css("tr.rgRow, tr.rgAltRow")[:MAX_ROWS]:
            yield names, [plain_text(cell) for cell in row.xpath("./td")], row


def _line(names: list[str], cells: list[str], columns: tuple[tuple[str, ...], ...]) -> str:
    by_name = dict(zip(names, cells, strict=False)) if len(names) == len(cells) else {}
    found = [
        f"v. {by_name[name]}" if name in _VERSIONS and by_name[name] else by_name[name]
        for choices in columns
        for name in choices
        if name in by_name
    ]
    if not found:
        found = cells
    return " ".join(dict.fromkeys(words for words in found if words and not _NOTHING.fullmatch(words)))


def _files(page: Page) -> Iterator[Attachment]:
    """Yield the files that the page links outside its grids: agenda, minutes, packet, attachments."""
    for link in page.selector.xpath(
        "//a[contains(@href, 'View.ashx')][not(ancestor::tr[contains(@class, 'rg')])]"
    )[:200]:
        url = join_url(page.base, link.root.get("href"))
        mode = (parse_qs(urlsplit(url or "").query).get("M") or [""])[0].upper()
        if url and mode != "IC":
            words = plain_text(link)
            kind = _FILE_KINDS.get(mode) or read_kind(words) or "page"
            yield Attachment(url=url, title=words or kind.capitalize(), kind=kind)
