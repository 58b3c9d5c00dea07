"""Other sites of a vendor write the same page in other words: what is read from a fixture stays the same.

Each variation rewrites a fixture's page as another customer's template would have it (columns in another
order, dates and times written otherwise, no-break spaces, a layout table around it all, more menus) and
compares title, time and status of every document with those of the page as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html

from spiders.errors import SpiderError
from spiders.page import Ask, Draft, Page
from spiders.platforms import load_platform
from warehouse.records import Source

FIXTURES = Path(__file__).parent / "fixtures"
Reader = Callable[[Path], tuple[Page, Ask, Source]]
Told = list[tuple[str, ...]]

# A month whose weekdays run backwards is no month; a lone event's box is told from its frame by its place.
EXCEPT = {
    ("columns reversed", "month_grid"),
    ("columns reversed", "month_of_days_by_name"),
    ("in a layout table", "one_event_in_a_box"),
}


def has_documents(folder: Path) -> bool:
    """Return whether a fixture is a page that is read."""
    return "documents" in json.loads((folder / "expected.json").read_text(encoding="utf-8"))


CASES = [path.parent for path in sorted(FIXTURES.glob("*/*/input.html")) if has_documents(path.parent)]


def reverse_columns(root: Any) -> bool:
    """Reverse the cells of every plain table with a header row."""
    done = False
    for table in root.iter("table"):
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
        cells = [[cell for cell in row if cell.tag in {"td", "th"}] for row in rows]
        has_header = any(each and all(cell.tag == "th" for cell in each) for each in cells)
        if len({len(each) for each in cells}) != 1 or not has_header or table.xpath(".//*[@colspan]"):
            continue
        for row, each in zip(rows, cells, strict=True):
            for cell in each:
                row.remove(cell)
            row.extend(reversed(each))
        done = True
    return done


def rewrite_words(change: Callable[[str], str]) -> Callable[[Any], bool]:
    """Return a variation that changes the visible words piece by piece."""

    def apply(root: Any) -> bool:
        done = False
        for element in root.iter():
            if not isinstance(element.tag, str) or element.tag in {"script", "style", "title", "option"}:
                continue
            for place in ("text", "tail"):
                words = getattr(element, place)
                if words and (changed := change(words)) != words:
                    setattr(element, place, changed)
                    done = True
        return done

    return apply


def redate(written: Callable[[date], str]) -> Callable[[Any], bool]:
    """Return a variation that writes `M/D/YYYY` otherwise."""

    def change(words: str) -> str:
        return re.sub(
            r"(?<![\d/])(\d{1,2})/(\d{1,2})/(20\d\d)(?![\d/])",
            lambda match: written(date(int(match[3]), int(match[1]), int(match[2]))),
            words,
            count=1,
        )

    return rewrite_words(change)


def put_in_layout_table(root: Any) -> bool:
    """Put the whole page into one cell, as sites of 2005 do."""
    body = root.find("body")
    table = etree.SubElement(body, "table")
    cell = etree.SubElement(etree.SubElement(table, "tr"), "td")
    cell.text, body.text = body.text, None
    cell.extend([child for child in body if child is not table])
    return True


def add_menus(root: Any) -> bool:
    """Put a menu and a dated footer around the page."""
    menu = html.fragment_fromstring('<nav><ul><li><a href="/calendar">Calendar</a></li></ul></nav>')
    foot = html.fragment_fromstring(
        "<footer><p>Copyright 2025. Last updated January 3, 2024. 1 Main Street (585) 555-0100</p></footer>"
    )
    root.find("body").insert(0, menu)
    root.find("body").append(foot)
    return True


def comment_cells(root: Any) -> bool:
    """Leave a remark in the markup of every cell and row."""
    found = list(root.iter("td", "li", "h3"))
    for element in found:
        remark = etree.Comment(" 1/1/1999 ")
        remark.tail, element.text = element.text, None
        element.insert(0, remark)
    return bool(found)


def wrap_in_spans(root: Any) -> bool:
    """Wrap the words of cells, headings and paragraphs."""
    found = [each for each in root.iter("td", "h3", "p") if each.text and each.text.strip()]
    for element in found:
        span = etree.Element("span")
        span.text, element.text = element.text, None
        element.insert(0, span)
    return bool(found)


VARIATIONS: dict[str, Callable[[Any], bool]] = {
    "columns reversed": reverse_columns,
    "no-break spaces": rewrite_words(
        lambda words: words.replace(" ", "\xa0") if re.search(r"\d", words) else words
    ),
    "day in full": redate(lambda day: f"{day:%A}, {day:%B} {day.day}, {day.year}"),
    "day abbreviated": redate(lambda day: f"{day:%b}. {day.day}, {day.year}"),
    "year of two digits": redate(lambda day: f"{day:%m/%d/%y}"),
    "day as ISO": redate(lambda day: day.isoformat()),
    "day with hyphens": redate(lambda day: f"{day:%m-%d-%Y}"),
    "canceled with one l": rewrite_words(lambda words: re.sub(r"(?i)(cancel)l(ed)", r"\1\2", words)),
    "in a layout table": put_in_layout_table,
    "with menus": add_menus,
    "with remarks": comment_cells,
    "in spans": wrap_in_spans,
}


def told_by(page: Page, ask: Ask, source: Source) -> Told | str:
    """Return kind, title, time and status of every document, or the name of what is raised."""
    try:
        found = list(load_platform(source.platform).parse(page, ask, source))
    except SpiderError as error:
        return type(error).__name__
    drafts = [each if isinstance(each, Draft) else each.draft for each in found]
    rows = [
        (each.kind, each.title or "", each.starts_at or each.published_at or "", each.status or "")
        for each in drafts
        if each is not None
    ]
    return [
        tuple(re.sub(r"(?i)(cancel)l(ed)", r"\1\2", words.replace("\xa0", " ")) for words in row)
        for row in rows
    ]  # fmt: skip


@pytest.mark.parametrize("name", VARIATIONS)
def test_a_page_written_otherwise_tells_the_same(name: str, read_case: Reader) -> None:
    """The variation changes no title, time or status of any fixture that it applies to."""
    applied, differing = 0, []
    for folder in CASES:
        page, ask, source = read_case(folder)
        root = html.document_fromstring(page.text.encode(), parser=html.HTMLParser(encoding="utf-8"))
        if (name, folder.name) in EXCEPT or root.find("body") is None or not VARIATIONS[name](root):
            continue
        applied += 1
        body = b"<!doctype html>" + etree.tostring(root, method="html", encoding="utf-8")
        if told_by(replace(page, body=body, encoding="utf-8"), ask, source) != told_by(page, ask, source):
            differing.append(f"{folder.parent.name}/{folder.name}")
    assert applied >= 5
    assert differing == []
