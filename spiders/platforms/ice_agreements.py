"""ICE's published list of 287(g) agreements: `https://www.ice.gov/identify-and-arrest/287g`, or a copy of it.

Endpoints: the page as written, then the spreadsheets it links
(`/doclib/about/offices/ero/287g/participatingAgencies11202025pm.xlsx`, `pendingAgencies...xlsx`); a
spreadsheet's own address; or a page that holds the list as a table, as ICE's did until 2025. The files get a
new name with each update, so the page is what to watch.

One document of kind `agreement` a row: agency, county, state, model ("Task Force Model"), the day it was
signed, the memorandum's address. Its key is the agency, its place and the model, whatever the order and the
file's name: a row that comes is a new document, one that changes a new version. Since a row that goes leaves
nothing, each list is a document too (`page`, one line an agreement, sorted), whose versions show what was
ended. A pending application is a row of its own, without a day.
Memoranda signed within `days` (60) of the night are followed, `files: false` leaves them; `states: [NY, PA]`
keeps to those states.

Columns are mapped by header (STATE, LAW ENFORCEMENT AGENCY, TYPE, COUNTY, SUPPORT TYPE, SIGNED, MOA,
ADDENDUM); rows above the header and notes below are passed over. Days are the sheet's serial numbers or
American words. Traps: states as names or as two letters, in capitals; line breaks in cells; the same agency
once per model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import unquote, urlsplit

from spiders.errors import EmptyPage, LayoutChanged
from spiders.linked_files import MAX_FILES, ask_for_files, is_file_ask, read_linked_file
from spiders.meeting_rows import number_keys
from spiders.office_package import Cell, read_sheets
from spiders.page import Ask, Draft, Page
from spiders.times import find_time, read_local
from spiders.wording import join_url, percent_encoded, plain_text
from warehouse.records import Attachment, Source

NAMES = ("ice_agreements",)
OPTIONS = ("states", "files", "days")

DAYS = 60
MAX_HEAD_ROWS = 40
MAX_LISTS = 6
MAX_LINE_CHARS = 400

_SHEET = re.compile(r"\.xls[xm]$", re.IGNORECASE)
_LIST_WORDS = re.compile(r"particip|pending|agenc|agreement|287", re.IGNORECASE)
_PENDING = re.compile(r"pending", re.IGNORECASE)
_COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("agency", re.compile(r"\b(?:law\s+enforcement\s+agency|agency|lea|department)\b", re.IGNORECASE)),
    ("state", re.compile(r"^state\b", re.IGNORECASE)),
    ("county", re.compile(r"^county\b|\bjurisdiction\b", re.IGNORECASE)),
    ("model", re.compile(r"\b(?:support|agreement|program)\s+type\b|\bmodel\b", re.IGNORECASE)),
    ("type", re.compile(r"^(?:agency\s+)?type\b", re.IGNORECASE)),
    ("signed", re.compile(r"\b(?:signed|signature|effective|executed|date)\b", re.IGNORECASE)),
    ("moa", re.compile(r"\b(?:mo[au]|memorandum)\b", re.IGNORECASE)),
    ("addendum", re.compile(r"\baddend", re.IGNORECASE)),
)
_STATES: Mapping[str, str] = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas",
    "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts",
    "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana",
    "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico",
    "NY": "New York", "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma",
    "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota",
    "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia", "WA": "Washington",
    "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming", "PR": "Puerto Rico", "GU": "Guam",
    "VI": "Virgin Islands", "MP": "Northern Mariana Islands", "AS": "American Samoa",
}  # fmt: skip
_CODES = {name.lower(): code for code, name in _STATES.items()}


@dataclass(frozen=True)
class _Agreement:
    """One row as it is written. `signed` is an ISO day, None where the row tells none."""

    agency: str
    state: str
    county: str
    model: str
    type: str
    signed: str | None
    signed_raw: str | None
    files: tuple[Attachment, ...]

    @property
    def code(self) -> str:
        """The state's two letters, or what is written where it is no state's name."""
        return _CODES.get(self.state.lower(), self.state.upper())

    @property
    def state_name(self) -> str:
        """The state's name in the usual letters."""
        return _STATES.get(self.code, self.state)


def start_requests(source: Source, night: date) -> Iterable[Ask]:
    """Ask for the page as written; for a spreadsheet, for it."""
    if _SHEET.search(urlsplit(source.url).path):
        return [_ask_for_list(source.url, source.url)]
    return [Ask(url=source.url, role="page")]


def parse(page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]:
    """Return a list's agreements and the list itself, or asks for the spreadsheets that the page links.

    Raises EmptyPage for a list without rows, LayoutChanged where there is neither list nor spreadsheet.
    """
    if is_file_ask(ask):
        return [read_linked_file(page, ask)]
    if page.body[:2] == b"PK":
        is_pending = ask.role == "list pending" or bool(_PENDING.search(urlsplit(page.url).path))
        return _agreements(_of_sheets(page), page, source, is_pending=is_pending)
    if ask.role.startswith("list"):
        raise LayoutChanged(f"{page.url}: is no spreadsheet; look for the list's new address on ICE's page")
    asks = list(_spreadsheets(page))
    if asks:
        return asks
    tables = list(_of_tables(page))
    if not tables:
        raise LayoutChanged(f"{page.url}: links no spreadsheet of agencies and holds no table of them")
    return _agreements(tables, page, source, is_pending=False)


def _ask_for_list(url: str, words: str) -> Ask:
    name = unquote(urlsplit(url).path.rsplit("/", 1)[-1])
    is_pending = bool(_PENDING.search(f"{name} {words}"))
    return Ask(url=percent_encoded(url), role="list pending" if is_pending else "list participating")


def _spreadsheets(page: Page) -> Iterator[Ask]:
    seen: set[str] = set()
    for link in page.selector.xpath("//a[@href]")[:5000]:
        url = join_url(page.base, link.root.get("href"))
        if url is None or not _SHEET.search(urlsplit(url).path) or url in seen or len(seen) >= MAX_LISTS:
            continue
        words = plain_text(link)
        if _LIST_WORDS.search(f"{urlsplit(url).path.rsplit('/', 1)[-1]} {words}"):
            seen.add(url)
            yield _ask_for_list(url, words)


def _of_sheets(page: Page) -> list[list[list[Cell]]]:
    return [sheet.rows for sheet in read_sheets(page.body, page.url)]


def _of_tables(page: Page) -> Iterator[list[list[Cell]]]:
    for table in page.selector.xpath("//table[not(.//table)]")[:20]:
        rows = []
        for row in table.xpath(".//tr")[:5000]:
            cells = row.xpath("./td | ./th")
            rows.append([Cell(plain_text(cell), cell.xpath(".//a/@href").get()) for cell in cells[:40]])
        if _header(rows) is not None:
            yield rows


def _header(rows: Sequence[Sequence[Cell]]) -> tuple[int, dict[str, int]] | None:
    """Return where the header stands and each field's column; None without one that names an agency."""
    for at, row in enumerate(rows[:MAX_HEAD_ROWS]):
        columns: dict[str, int] = {}
        for number, cell in enumerate(row):
            words = " ".join(cell.words.split())
            name = next(
                (each for each, pattern in _COLUMNS if pattern.search(words) and each not in columns), None
            )
            if words and len(words) <= 60 and name is not None:
                columns[name] = number
        if "agency" in columns and len(columns) >= 3 and ("state" in columns or "county" in columns):
            return at, columns
    return None


def _agreements(
    lists: Iterable[Sequence[Sequence[Cell]]], page: Page, source: Source, *, is_pending: bool
) -> list[Draft | Ask]:
    found: list[_Agreement] = []
    has_header = False
    for rows in lists:
        header = _header(rows)
        if header is None:
            continue
        has_header = True
        at, columns = header
        found += [each for row in rows[at + 1 :] if (each := _agreement(row, columns, page, source))]
    if not has_header:
        raise LayoutChanged(f"{page.url}: no row names the columns state and law enforcement agency")
    if not found:
        raise EmptyPage(f"{page.url}: the list names its columns and no agencies")
    wanted = {str(state).upper() for state in source.options.get("states") or ()}
    kept = [each for each in found if not wanted or each.code in wanted]
    if not kept:
        raise EmptyPage(f"{page.url}: none of {len(found)} agreements is of {', '.join(sorted(wanted))}")
    drafts = list(number_keys(_draft(each, source, is_pending=is_pending) for each in kept))
    return [*_with_memoranda(drafts, page, source), _whole(kept, source, is_pending=is_pending)]


def _agreement(
    row: Sequence[Cell], columns: Mapping[str, int], page: Page, source: Source
) -> _Agreement | None:
    def cell(name: str) -> Cell:
        at = columns.get(name)
        return row[at] if at is not None and at < len(row) else Cell("")

    agency, state, county = (" ".join(cell(name).words.split()) for name in ("agency", "state", "county"))
    if not re.search(r"[^\W\d_]{2}", agency) or not (state or county) or len(agency) > 300:
        return None
    raw = " ".join(cell("signed").words.split()) or None
    day = read_local(raw, source.timezone) if raw else None
    told = None if day or not raw else find_time(raw, timezone=source.timezone)
    signed = day[:10] if day else told.iso[:10] if told else None
    files = []
    for name, title in (("moa", "Memorandum of agreement"), ("addendum", "Addendum")):
        written = cell(name)
        address = written.link or (written.words if written.words.startswith("http") else None)
        if url := join_url(page.base, address):
            files.append(Attachment(url=percent_encoded(url), title=title, kind="agreement"))
    model, kind = (" ".join(cell(name).words.split())[:120] for name in ("model", "type"))
    return _Agreement(agency, state, county, model, kind, signed, raw if signed else None, tuple(files))


def _plain(*words: str) -> str:
    return ":".join(" ".join(re.findall(r"[^\W_]+", each.lower().replace("'", ""))) for each in words)


def _place(each: _Agreement) -> str:
    county = each.county.title() if each.county.isupper() else each.county
    if county and not re.search(r"\b(?:county|parish|borough|city)\b", county, re.IGNORECASE):
        county += " Parish" if each.code == "LA" else " County"
    return ", ".join(part for part in (county, each.state_name) if part)


def _model(each: _Agreement) -> str:
    words = each.model.strip(" .;")
    return f" ({words})" if words else ""


def _draft(each: _Agreement, source: Source, *, is_pending: bool) -> Draft:
    what = "application for a 287(g) agreement" if is_pending else "287(g) agreement"
    place = _place(each)
    signed = date.fromisoformat(each.signed) if each.signed else None
    day = f" on {signed:%B} {signed.day}, {signed.year}" if signed else ""
    if is_pending:
        told = f"{each.agency} ({place}) has a pending {what}{_model(each)} with U.S. Immigration and Customs"
        told += " Enforcement (ICE)."
    else:
        told = f"{each.agency} ({place}) signed a {what}{_model(each)} with U.S. Immigration and Customs"
        told += f" Enforcement (ICE){day}."
    lines = [told, f"Agency type: {each.type}" if each.type else ""]
    return Draft(
        kind="agreement",
        url=each.files[0].url if each.files else source.url,
        title=f"{each.agency}, {each.code}: {'pending ' if is_pending else ''}{what}{_model(each)}",
        published_at=each.signed,
        published_at_raw=each.signed_raw,
        body=each.agency[:200],
        attachments=each.files,
        key=f"{'pending' if is_pending else 'agreement'}:"
        + _plain(each.code, each.county, each.agency, each.model),
        inline_text="\n".join(line for line in lines if line),
        inline_media_type="text/plain",
    )


def _whole(found: list[_Agreement], source: Source, *, is_pending: bool) -> Draft:
    """Return the list as one document, whose next version shows which rows came and went."""
    what = "pending agencies" if is_pending else "participating agencies"
    lines = sorted(
        f"{each.code}: {each.agency}{', ' + each.county if each.county else ''}{_model(each)}"
        f"{', signed ' + each.signed if each.signed else ''}"[:MAX_LINE_CHARS]
        for each in found
    )
    return Draft(
        kind="page",
        # The file's address changes with each update, the source's does not.
        url=source.url,
        title=f"ICE 287(g) {what}",
        key=f"list:{what}",
        inline_text="\n".join(lines),
        inline_media_type="text/plain",
    )


def _with_memoranda(drafts: list[Draft], page: Page, source: Source) -> Iterator[Draft | Ask]:
    given = source.options.get("days", DAYS)
    days = given if isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= 36_500 else DAYS
    since = (page.today - timedelta(days=days)).isoformat()
    asked = 0
    for draft in drafts:
        yield draft
        if source.options.get("files", True) and (draft.published_at or "") >= since:
            for ask in ask_for_files(draft.attachments, draft):
                if asked < MAX_FILES:
                    asked += 1
                    yield ask
