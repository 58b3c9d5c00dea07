"""ICE's list from one night to the next: what comes, what changes and what goes can be told apart."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from spiders.page import Ask, Draft, Page
from spiders.platforms import ice_agreements
from warehouse.records import Source

FOLDER = "https://www.ice.gov/doclib/about/offices/ero/287g"
HEADER = ("STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE", "SIGNED")
OAK = ("TEXAS", "Oak County Sheriff's Office", "County", "Oak", "Jail Enforcement Model", "3/4/2025")
ELM = ("NEW YORK", "Elmford Police Department", "Municipality", "Elmford", "Task Force Model", "4/9/2025")
SOURCE = Source(
    source_id="ice", jurisdiction="United States", timezone="America/New_York", kind="state",
    platform="ice_agreements", url="https://www.ice.gov/identify-and-arrest/287g",
)  # fmt: skip


def workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """Return a spreadsheet of one sheet with these rows of words."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{escape(words)}</t></is></c>' for words in row) + "</row>"
        for row in rows
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="a" r:id="r"/></sheets>'
            "</workbook>",
        )
        target.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="r" Target="sheet.xml"/></Relationships>',
        )
        target.writestr(
            "xl/sheet.xml", f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'
        )
    return out.getvalue()


def night(name: str, *rows: Sequence[str]) -> dict[str, Draft]:
    """Return a night's documents by key, from a file of that name with these rows."""
    url = f"{FOLDER}/{name}.xlsx"
    page = Page(
        url=url, requested_url=url, status=200, headers={}, media_type="application/octet-stream",
        body=workbook([HEADER, *rows]), fetched_at=datetime(2025, 5, 2, 4, tzinfo=UTC),
    )  # fmt: skip
    found = ice_agreements.parse(page, Ask(url=url, role="list participating"), SOURCE)
    return {each.key or "": each for each in found if isinstance(each, Draft)}


def test_a_new_row_is_a_new_document_whatever_the_order_and_the_files_name() -> None:
    """The rows that stay keep their keys and words; only the new one, and the list, are new."""
    first = night("participatingAgencies04302025am", OAK)
    second = night("participatingAgencies05012025pm", ELM, OAK)
    came = second.keys() - first.keys()
    assert came == {"agreement:ny:elmford:elmford police department:task force model"}
    kept = first.keys() & second.keys()
    changed = {key for key in kept if first[key].inline_text != second[key].inline_text}
    assert changed == {"list:participating agencies"}


def test_a_row_that_changes_is_a_new_version_of_its_document() -> None:
    """Signed anew: one key, other words."""
    first = night("a", OAK)
    second = night("b", (*OAK[:5], "5/1/2025"))
    key = "agreement:tx:oak:oak county sheriffs office:jail enforcement model"
    assert first.keys() == second.keys()
    assert "on March 4, 2025" in (first[key].inline_text or "")
    assert "on May 1, 2025" in (second[key].inline_text or "")


def test_a_row_that_goes_is_missing_from_the_list() -> None:
    """The list's own document tells which agreement is no longer there."""
    before = (night("a", OAK, ELM)["list:participating agencies"].inline_text or "").splitlines()
    after = (night("b", ELM)["list:participating agencies"].inline_text or "").splitlines()
    assert [line for line in before if line not in after] == [
        "TX: Oak County Sheriff's Office, Oak (Jail Enforcement Model), signed 2025-03-04"
    ]


def test_one_agency_twice_under_one_model_keeps_two_documents() -> None:
    """Rows that are told apart by nothing but their day are numbered in page order."""
    found = night("a", OAK, (*OAK[:5], "5/1/2025"))
    assert len(found) == 3
