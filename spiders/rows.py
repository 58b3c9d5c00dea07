"""Finds the rows of a hand-kept or generated listing by what they hold, with no selector given.

A row is the largest part of the page that speaks of one day and stands beside parts of the same shape: a
table's `tr`, a `views-row`, an `li`, a `p` with a linked PDF, a segment between line breaks. Its heading is
the nearest one above it (a caption, an accordion's title, a bold line), and the year of dates without
one is that of the nearest heading above that names a year.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property

from parsel import Selector

from spiders.row_layouts import (
    DaysOf,
    Element,
    join_columns,
    plain_characters,
    split_at_breaks,
    spread_cells,
    words_in,
)
from spiders.times import find_year
from spiders.wording import is_file_link

MAX_ROWS = 2000
MAX_ELEMENTS = 60_000
MAX_DEPTH = 120
MAX_ROW_CHARS = 6000
MAX_HEADING_CHARS = 160

_CHROME_TAGS = (
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "iframe",
)
_CHROME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|mainmenu|breadcrumbs?|footer|cookie|social|share|sharing|sidebar|"
    r"skip(?:link|-link)?s?|alert-?bar|search-?(?:form|box)|pager|pagination|visually-?hidden|element-invisible|"
    r"sr-only|translate)(?:$|[\s_-])",
    re.IGNORECASE,
)
_MAIN = (
    "//main", "//*[@role='main']", "//*[@id='main-content' or @id='mainContent' or @id='maincontent']",
    "//*[@id='content']", "//*[@id='main']",
)  # fmt: skip
_HEADING_CLASS = re.compile(
    r"(?:title|heading|header|accordion|toggle|caption|tab-label|legend)", re.IGNORECASE
)
_BOLD = {"strong", "b", "u", "em"}
_ATOMS = {"tr", "article"}
_ROW_CLASSES = re.compile(
    r"(?:^|\s)(?:views-row|vevent|event|event-card|event-item|list-item|listing-item|news-item|teaser|listingRow|"
    r"catAgendaRow|search-result|meeting|meeting-item|eventon_list_event|eventlist-event|mec-event-article|em-event|"
    r"tribe-events-calendar-list__event|tribe-event|simcal-event|calendar-item|fsListItem)(?:$|\s)"
)


@dataclass
class Heading:
    """Words that stand over rows. `rank`: 1 the page's own, 2 a heading element, 3 a bold line."""

    words: str
    rank: int


@dataclass
class Row:
    """One row: its node, the headings above it (the nearest last), and for a table its cells by header."""

    node: Selector
    headings: list[Heading] = field(default_factory=list)
    columns: dict[str, Selector] = field(default_factory=dict)

    @property
    def year(self) -> int | None:
        """The year of the nearest heading that names one."""
        return next((year for each in reversed(self.headings) if (year := find_year(each.words))), None)


def content_of(selector: Selector) -> Element:
    """Return a copy of the page's main part without menus, headers, footers and scripts."""
    # The tree of the page is shared with other readers, so the pruning is done on a copy.
    root = deepcopy(selector.root)
    _prune(root)
    for path in _MAIN:
        found = root.xpath(path)
        if found and len(" ".join(found[0].itertext()).split()) > 20:
            return found[0]
    body = root.find("body") if root.tag == "html" else None
    return body if body is not None else root


def _prune(root: Element) -> None:
    doomed = []
    for count, element in enumerate(root.iter()):
        if count > MAX_ELEMENTS:
            break
        if not isinstance(element.tag, str):
            doomed.append(element)
            continue
        if element.tag in {"html", "body", "main"}:
            continue
        name = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"
        is_page_head = element.tag == "header" and element.xpath("ancestor::article | ancestor::main")
        if (element.tag in _CHROME_TAGS and not is_page_head and not _is_aspnet_form(element)) or (
            _CHROME.search(name)
            and element.tag not in _ATOMS
            and not _is_menu_of_files(element)
            and not element.xpath(".//h1 | .//main | .//table")
        ):
            doomed.append(element)
    for element in doomed:
        if element.getparent() is not None:
            _drop(element)


def _is_menu_of_files(element: Element) -> bool:
    """Return whether what is called a menu offers files: a row's "Download" unfolds such."""
    hrefs = [link.get("href", "") for link in element.iter("a")]
    return bool(hrefs) and sum(map(is_file_link, hrefs)) * 2 > len(hrefs)


def _is_aspnet_form(element: Element) -> bool:
    """ASP.NET wraps the whole page in a form, so a form that holds a heading, a table or much is none."""
    if element.tag != "form":
        return False
    return bool(element.xpath(".//h1 | .//tr/td//a[@href]")) or len(" ".join(element.itertext())) > 1500


def _drop(element: Element) -> None:
    parent, previous = element.getparent(), element.getprevious()
    if element.tail:
        if previous is not None:
            previous.tail = plain_characters((previous.tail or "") + " " + element.tail)
        else:
            parent.text = plain_characters((parent.text or "") + " " + element.tail)
    parent.remove(element)


def find_rows(content: Element, days_of: DaysOf) -> list[Row]:
    """Return the rows under `content` that hold a day, in page order.

    `days_of` returns the distinct days that a text names. Where no part holds a day, rows are the parts
    that link a file.
    """
    spread_cells(content)
    join_columns(content, days_of)
    for node in list(content.iter("p", "td", "li", "div", "span")):
        split_at_breaks(node, days_of)
    rows = _dated_rows(content, days_of)
    if not rows:
        # Boxes of events that tell their time to machines alone.
        rows = content.xpath("//*[@data-time][.//a[@href] or @data-event_id]")
    if not rows:
        rows = _linked_rows(content, lambda href, _words: is_file_link(href))
    rows = _outermost(rows)[:MAX_ROWS]
    return _with_context(content, rows)


def find_selected(content: Element, css: str) -> list[Row]:
    """Return the rows that a source's own selector names."""
    rows = [node.root for node in Selector(root=content, type="html").css(css)[:MAX_ROWS]]
    within: dict[Element, int] = {}
    for row in rows:
        for ancestor in row.iterancestors():
            within[ancestor] = within.get(ancestor, 0) + 1
    # A row of one cell around several others is the frame of a page.
    frames = {
        row for row in rows if within.get(row, 0) > 1 and row.tag == "tr" and len(row.xpath("./td")) == 1
    }
    return _with_context(content, [row for row in rows if row not in frames])


def _dated_rows(content: Element, days_of: DaysOf) -> list[Element]:
    found: list[Element] = []
    # A part is looked at once for itself, and again for each of its siblings.
    known: dict[Element, bool] = {}

    def holds_rows(part: Element) -> bool:
        if part not in known:
            known[part] = _holds_rows(part, days_of)
        return known[part]

    _descend(content, days_of, holds_rows, found, 0)
    return found


def _descend(
    node: Element, days_of: DaysOf, holds_rows: Callable[[Element], bool], found: list[Element], depth: int
) -> None:
    if depth > MAX_DEPTH or len(found) >= MAX_ROWS:
        return
    children = [child for child in node if isinstance(child.tag, str)]
    days = {child: _days_in(child, days_of) for child in children}
    dated = [child for child in children if days[child]]
    alike: dict[tuple[str, str], _Alike] = {}
    for child in dated:
        alike.setdefault(_shape(child), _Alike([], days, holds_rows)).parts.append(child)
    rows = {child for child in dated if _is_row(child, alike[_shape(child)])}
    shapes = {_shape(row) for row in rows}
    for child in children:
        if child in rows or (not days[child] and _shape(child) in shapes and _is_undated_row(child)):
            found.append(child)
        elif days[child]:
            _descend(child, days_of, holds_rows, found, depth + 1)


def _days_in(element: Element, days_of: DaysOf) -> list[str]:
    """Return an element's distinct days; one too long for a row is taken to hold several, unread."""
    words = words_in(element)
    return days_of(words) if len(words) <= MAX_ROW_CHARS else ["", "?", "??", "???"]


def _shape(element: Element) -> tuple[str, str]:
    classes = element.get("class", "").split()
    return str(element.tag), classes[0] if classes else ""


@dataclass
class _Alike:
    """The dated siblings of one shape, with the days of each."""

    parts: list[Element]
    days: dict[Element, list[str]]
    holds_rows: Callable[[Element], bool]

    @cached_property
    def are_mostly_rows(self) -> bool:
        """Whether more than half of them hold a day or two, and no rows of their own."""
        single = sum(len(set(self.days[each])) <= 2 and not self.holds_rows(each) for each in self.parts)
        return single * 2 > len(self.parts)


def _is_row(child: Element, alike: _Alike) -> bool:
    days = alike.days[child]
    if child.tag in {"tr", "dt"}:
        is_remark = len(child) == 1 and child.tag == "tr" and not child.xpath(".//a[@href]")
        is_plain = not child.xpath(".//table") and not _is_header_row(child) and not is_remark
        return is_plain and not _is_layout(child, days)
    if child.tag in {"table", "tbody", "thead", "ul", "ol", "dl", "h1", "caption"}:
        return False
    if re.fullmatch(r"h[2-6]|strong|b", str(child.tag)):
        return False
    words = words_in(child)
    if len(words) > MAX_ROW_CHARS:
        return False
    is_alike = len(alike.parts) >= 2
    is_named = child.tag in _ATOMS or bool(_ROW_CLASSES.search(child.get("class", "")))
    if not (is_alike or is_named):
        return False
    if len(set(days)) > (3 if is_named else 2) or alike.holds_rows(child):
        return False
    # A box around one row, with others beside it that hold several, is a box.
    return is_named or alike.are_mostly_rows


def _is_layout(row: Element, days: list[str]) -> bool:
    """Return whether a table's row is the frame of a page, as old sites have it, not a row of a list."""
    if len(set(days)) < 2:
        return bool(row.xpath(".//h1 | .//main"))
    cells = sum(cell.tag in {"td", "th"} for cell in row)
    boxes = row.xpath(".//h1 | .//h2 | .//main | .//article | .//form | .//*[contains(@class, 'views-row')]")
    return bool(boxes) or (cells == 1 and (len(set(days)) > 2 or len(row.xpath("./td//div")) > 1))


def _is_undated_row(element: Element) -> bool:
    """Return whether a part beside rows of its shape is one itself, though it holds no day: it must link.

    A bare paragraph beside linked files is as often a remark ("see the archive"), so it must link a file.
    """
    hrefs = [link.get("href", "") for link in element.iter("a")]
    is_bare = element.tag in {"p", "div"} and not element.get("class")
    return any(is_file_link(href) for href in hrefs) if is_bare else any(hrefs)


def _is_header_row(row: Element) -> bool:
    cells = [cell for cell in row if cell.tag in {"td", "th"}]
    return bool(cells) and all(cell.tag == "th" for cell in cells) and not row.xpath(".//a")


def _holds_rows(element: Element, days_of: DaysOf) -> bool:
    """Return whether a part holds two or more things that are rows by their own name or tag."""
    inner = element.xpath(".//tr[td] | .//article | .//*[contains(@class, 'views-row')]")
    if sum(bool(days_of(words_in(each))) for each in inner[:50]) >= 2:
        return True
    items = [each for each in element.xpath(".//li | .//p")[:80] if days_of(words_in(each))]
    return len({tuple(days_of(words_in(each))) for each in items}) >= 3 or _holds_boxes(element, days_of)


def _holds_boxes(element: Element, days_of: DaysOf) -> bool:
    """Return whether a part is a frame around boxes of one shape, each with a day of its own and a link."""
    for frame in [element, *element.xpath(".//div | .//section")[:40]]:
        boxes: dict[tuple[str, str], set[tuple[str, ...]]] = {}
        for child in frame:
            if child.tag in {"div", "section"} and child.get("class") and child.xpath("boolean(.//a[@href])"):
                days = _days_in(child, days_of)
                if len(days) == 1:
                    boxes.setdefault(_shape(child), set()).add(tuple(days))
        if any(len(days) >= 2 for days in boxes.values()):
            return True
    return False


def find_linked_rows(content: Element, is_wanted: Callable[[str, str], bool]) -> list[Row]:
    """Return the rows around the links for which `is_wanted(href, words)`, each row with one of them."""
    return _with_context(content, _outermost(_linked_rows(content, is_wanted))[:MAX_ROWS])


def find_headed_rows(content: Element, days_of: DaysOf) -> list[Row]:
    """Return boxes of one day whose heading links onward: the one entry that a list may be left with."""
    found: list[Element] = []
    for link in content.xpath(".//h2//a[@href] | .//h3//a[@href] | .//h4//a[@href] | .//h5//a[@href]")[:40]:
        for box in list(link.iterancestors())[:6]:
            if box is content or len(box.xpath(".//h1 | .//h2 | .//h3 | .//h4 | .//h5")) > 1:
                break
            if box.tag in {"div", "section", "article", "li"} and len(_days_in(box, days_of)) == 1:
                found.append(box)
                break
    return _with_context(content, _outermost(found))


def _linked_rows(content: Element, is_wanted: Callable[[str, str], bool]) -> list[Element]:
    links = [link for link in content.iter("a") if is_wanted(link.get("href", "").strip(), words_in(link))]
    wanted, counts = set(links), dict[Element, int]()
    for link in links:
        for ancestor in link.iterancestors():
            counts[ancestor] = counts.get(ancestor, 0) + 1
    found: list[Element] = []
    for link in links:
        row = link
        for ancestor in link.iterancestors():
            is_table_row = ancestor.tag == "tr"
            if ancestor is content or (counts[ancestor] > 1 and not is_table_row):
                break
            row = ancestor
            if is_table_row or ancestor.tag in {"li", "article"}:
                break
        if row not in wanted or row is link:
            found.append(row)
    return list(dict.fromkeys(found))


def _outermost(rows: list[Element]) -> list[Element]:
    chosen = set(rows)
    return [row for row in rows if not any(ancestor in chosen for ancestor in row.iterancestors())]


def _with_context(content: Element, rows: list[Element]) -> list[Row]:
    """Walk the page once and give each row the headings above it and its cells by header."""
    wanted = {row: at for at, row in enumerate(rows)}
    found: dict[int, Row] = {}
    headings: list[Heading] = []
    inside: Element | None = None
    headers: dict[Element, list[str]] = {}
    for element in content.iter():
        if inside is not None:
            if element is not inside and any(ancestor is inside for ancestor in _near_ancestors(element)):
                continue
            inside = None
        if element in wanted:
            inside = element
            columns = _columns(element, headers) if element.tag == "tr" else {}
            found[wanted[element]] = Row(Selector(root=element, type="html"), headings[-8:], columns)
            continue
        heading = _heading(element)
        if heading:
            _place(headings, heading)
    return [found[at] for at in sorted(found)]


def _near_ancestors(element: Element) -> Iterator[Element]:
    for count, ancestor in enumerate(element.iterancestors()):
        if count > MAX_DEPTH:
            return
        yield ancestor


def _place(headings: list[Heading], heading: Heading) -> None:
    if heading.rank == 1:
        headings.clear()
    if not headings or headings[-1].words != heading.words:
        headings.append(heading)
    del headings[:-12]


def _heading(element: Element) -> Heading | None:
    tag = element.tag
    if not isinstance(tag, str):
        return None
    rank = 0
    if re.fullmatch(r"h[1-6]|caption|legend|summary", tag):
        rank = 1 if tag == "h1" else 2
    elif tag in _BOLD:
        parent = element.getparent()
        alone = (
            parent is not None and parent.tag not in {"td", "th"} and words_in(parent) == words_in(element)
        )
        rank = 3 if alone else 0
    elif tag in {"div", "span", "a", "p", "td", "th", "button"} and (
        (_HEADING_CLASS.search(element.get("class", "")) and not element.xpath(".//p | .//li | .//table"))
        or element.get("colspan", "1") not in {"", "1"}
    ):
        rank = 2
    if not rank:
        return None
    words = words_in(element)
    return Heading(words, rank) if 2 <= len(words) <= MAX_HEADING_CHARS else None


def _columns(row: Element, headers: dict[Element, list[str]]) -> dict[str, Selector]:
    table = next((each for each in row.iterancestors() if each.tag == "table"), None)
    if table is None:
        return {}
    if table not in headers:
        headers[table] = _header_names(table)
    names = headers[table]
    cells = [cell for cell in row if cell.tag in {"td", "th"}]
    if not names or len(cells) != len(names):
        return _labelled(cells)
    return {name: Selector(root=cell, type="html") for name, cell in zip(names, cells, strict=True) if name}


def _labelled(cells: list[Element]) -> dict[str, Selector]:
    """Return cells by the label that responsive tables write on each (`data-label`, `headers`)."""
    labels = (
        (cell.get("data-label") or cell.get("data-th") or cell.get("headers") or "", cell) for cell in cells
    )
    return {label.lower(): Selector(root=cell, type="html") for label, cell in labels if label}


def _header_names(table: Element) -> list[str]:
    """Return the table's column names in lower case, or none: a first row of th, or of bold short words."""
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in {"td", "th"}]
        names = [words_in(cell).lower() for cell in cells]
        if len(cells) < 2 or not any(names):
            continue
        is_bold = all(cell.tag == "th" or not name or cell.xpath(".//strong | .//b")
                      for cell, name in zip(cells, names, strict=True))  # fmt: skip
        is_short = all(len(name) <= 40 and not re.search(r"\d", name) for name in names)
        return names if is_short and (is_bold or _names_columns(names)) else []
    return []


def _names_columns(names: list[str]) -> bool:
    telling = re.compile(
        r"^(?:meeting\s+)?(?:date|time|location|agenda|minutes|title|name|body|board|committee)\b"
    )
    return sum(bool(telling.match(name)) for name in names) * 2 >= len(names)
