"""Hyland's OnBase Agenda Online: `{tenant}.hylandcloud.com/{site}`, `/OnBaseAgendaOnline` on a city's host.

Endpoints, each as written: the first page, which lists what is upcoming and recent; `/Meetings/Search?
dropid=11&mtids=&dropsv=M/D/YYYY&dropev=` for a range of days; `/Documents/ViewAgenda?meetingId=&doctype=1`
and its kin, one agenda as a page.

Lists come as a table (`tr.meeting-row` with columns of name, type and time, each thrice for screens of three
widths) or, in cities' own dress, as boxes around the links. So meetings are told by the number in their
links, `ViewMeeting?id=`; a meeting without documents has only its row. A link's `title` says what it opens,
of which meeting and when ("View Agenda for Closed Session City Council on 9/20/2022 11:00:00 AM"), and is
believed: the boxes show the day alone. A name that is only the day gives way to the meeting's type.
`ViewMeeting` frames the agenda, so the agenda that is followed is `Documents/ViewAgenda`, and where the page
links its PDF, that. Document types: 1 agenda, 2 minutes, 3 summary. Cancelled: in the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from urllib.parse import urlsplit

from parsel import Selector

from spiders.errors import EmptyPage, LayoutChanged
from spiders.linked_files import is_file_ask, read_linked_file, with_files
from spiders.meeting_rows import find_title, is_time_only, pieces_of, plain_title, with_files_of_page
from spiders.page import Ask, Draft, Page
from spiders.row_layouts import Element
from spiders.times import find_time
from spiders.wording import join_url, plain_text, read_kind, read_status, unique_attachments
from warehouse.records import Attachment, DocumentKind, Source

NAMES = ("onbase",)
OPTIONS = ("files",)
IS_TIMELESS = True
MAX_MEETINGS = 2000

_MEETING = re.compile(r"/ViewMeeting\?(?:[^#]*&)?id=(\d{1,12})", re.IGNORECASE)
_FILE = re.compile(r"/Documents/(?:DownloadFile|ViewDocument)\b[^#]*[?&]meetingId=(\d{1,12})", re.IGNORECASE)
_AGENDA = re.compile(r"/Documents/View(?:Agenda|Minutes|Summary|Document)\b", re.IGNORECASE)
_STAFF_REPORT = re.compile(r"/Documents/(?:DownloadFile|ViewDocument|ViewAttachment)\b", re.IGNORECASE)
_TITLE = re.compile(
    r"^\s*(?:view|download)\s+(?P<what>[\w ]{3,40}?)\s+for\s+(?P<name>.{1,400})\s+on\s+"
    r"(?P<when>\d\d?/\d\d?/\d{4}.{0,20})$",
    re.IGNORECASE | re.DOTALL,
)
_TYPES: dict[str, DocumentKind] = {"1": "agenda", "2": "minutes", "3": "minutes"}
_SIGN = re.compile(r"OnBase|meetings-list|ViewMeeting\?", re.IGNORECASE)


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Ask for the page as written."""
    return [Ask(url=source.url)]


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return a list's meetings with asks for their files, or the one document of an agenda's page.

    Raises EmptyPage for a list without meetings, LayoutChanged for what is no page of this vendor.
    """
    if is_file_ask(ask):
        return [with_files_of_page(read_linked_file(page, ask), page, _STAFF_REPORT)]
    if _AGENDA.search(urlsplit(page.url).path):
        return [_read_agenda(page, source)]
    meetings = list(_meetings(page, source))
    if meetings:
        return list(with_files(meetings, source))
    if not _SIGN.search(page.text):
        raise LayoutChanged(
            f"{page.url}: no page of OnBase Agenda Online; the tenant may have changed vendor"
        )
    raise EmptyPage(f"{page.url}: the page lists no meetings")


def _meetings(page: Page, source: Source) -> Iterator[Draft]:
    rows: dict[str, Element] = {}
    for row in page.selector.xpath("//tr[@data-meeting-id]")[:MAX_MEETINGS]:
        rows.setdefault(row.root.get("data-meeting-id"), row.root)
    if not rows:
        links = [(link.root, _number(link.root)) for link in page.selector.xpath("//a[@href]")]
        numbers = {element: number for element, number in links if number}
        for element, number in list(numbers.items())[:MAX_MEETINGS]:
            rows.setdefault(number, _box_around(element, number, numbers))
    for number, element in rows.items():
        draft = _meeting(number, Selector(root=element, type="html"), page, source)
        if draft is not None:
            yield draft


def _number(link: Element) -> str | None:
    href = link.get("href", "")
    found = _MEETING.search(href) or _FILE.search(href)
    return found[1] if found else None


def _box_around(link: Element, number: str, numbers: dict[Element, str]) -> Element:
    """Return the largest part around a link that holds links of its meeting alone."""
    box = link
    for ancestor in link.iterancestors():
        others = {numbers[each] for each in ancestor.iter("a") if each in numbers}
        if others != {number} or ancestor.tag in {"body", "main", "section", "html"}:
            break
        box = ancestor
    return box


def _meeting(number: str, row: Selector, page: Page, source: Source) -> Draft | None:
    known = {"timezone": source.timezone, "today": page.today}
    links = [
        (url, link)
        for link in row.xpath(".//a[@href]")
        if (url := join_url(page.base, link.root.get("href")))
    ]
    titled = [said for _, link in links if (said := _TITLE.match(link.root.get("title") or ""))]
    cells = {
        cell.root.get("data-sortable-type"): plain_text(cell)
        for cell in row.xpath("./td[@data-sortable-type]")
    }
    when = cells.get("mtgTime") or (" ".join(titled[0]["when"].split()) if titled else plain_text(row))
    found = find_time(when, **known)  # type: ignore[arg-type]
    pieces = [piece for piece in pieces_of(row) if piece.href is None]
    name = cells.get("mtgName") or find_title(pieces, **known) or ""  # type: ignore[arg-type]
    kind_of_meeting = cells.get("mtgType") or (_without(titled[0]["name"], name) if titled else "")
    if not name or is_time_only(name, **known):  # type: ignore[arg-type]
        name = kind_of_meeting
    title = plain_title(name, **known) or kind_of_meeting  # type: ignore[arg-type]
    if found is None or not title:
        return None
    own = next((url for url, _ in links if _MEETING.search(url)), None)
    words = plain_text(row)
    return Draft(
        kind="meeting",
        url=own or page.requested_url,
        title=title,
        starts_at=found.iso,
        starts_at_raw=found.raw,
        status=read_status(f"{name} · {words[:300]}"),
        body=kind_of_meeting or title,
        attachments=unique_attachments(_files(links)),
        key=f"meeting:{number}",
        inline_text="\n".join(dict.fromkeys((title, kind_of_meeting, found.raw))),
        inline_media_type="text/plain",
    )


def _without(words: str, name: str) -> str:
    """Return what stands beside a meeting's name in a link's title: its type."""
    words = " ".join(words.split())
    return words.removeprefix(name).strip() if words.startswith(name) else words


def _files(links: list[tuple[str, Selector]]) -> Iterator[Attachment]:
    """Yield a meeting's documents, each as its linked PDF, else as the page that `ViewMeeting` frames."""
    found: dict[str, Attachment] = {}
    for url, link in links:
        typed = re.search(r"[?&](?:doctype|documentType)=(\d)", url, re.IGNORECASE)
        if typed is None or not (_MEETING.search(url) or _FILE.search(url)):
            continue
        said = _TITLE.match(link.root.get("title") or "")
        words = plain_text(link) or (said["what"].strip() if said else "")
        kind = read_kind(words) or _TYPES.get(typed[1], "page")
        file = Attachment(url=_document(url), title=words or kind.capitalize(), kind=kind)
        if typed[1] not in found or _FILE.search(url):
            found[typed[1]] = file
    yield from found.values()


def _document(url: str) -> str:
    """Return the address of the document that a meeting's page frames; a file's own as it is."""
    framed = {"1": "ViewAgenda", "2": "ViewMinutes", "3": "ViewSummary"}
    typed = re.search(r"[?&]doctype=(\d)", url, re.IGNORECASE)
    meeting = _MEETING.search(url)
    if meeting is None or typed is None or typed[1] not in framed:
        return url
    base, found, _ = url.rpartition(url[meeting.start() - len("/Meetings") : meeting.start()])
    if found.lower() != "/meetings":
        return url
    return f"{base}/Documents/{framed[typed[1]]}?meetingId={meeting[1]}&doctype={typed[1]}"


def _read_agenda(page: Page, source: Source) -> Draft:
    """Return the one document of an agenda's page. Raises LayoutChanged where it tells no day."""
    pieces = pieces_of(Selector(root=page.selector.root, type="html"))[:120]
    dated = ((piece.words, find_time(piece.words, timezone=source.timezone)) for piece in pieces)
    heading, found = next(((words, each) for words, each in dated if each and each.has_year), (None, None))
    if found is None or heading is None:
        raise LayoutChanged(f"{page.url}: an agenda's page without a day")
    named = read_kind(heading, urlsplit(page.url).path)
    title = heading if named and len(heading) <= 120 else source.title or heading[:300]
    return Draft(
        kind=named if named in {"agenda", "minutes"} else "agenda",
        url=page.requested_url,
        title=title,
        starts_at=found.iso,
        starts_at_raw=found.raw,
        status=read_status(title),
        key=f"file:{page.requested_url}",
    )
