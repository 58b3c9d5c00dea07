"""A calendar's row is filled in by its meeting's own page, and by that page's words alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from spiders.page import Ask, Draft, Page
from spiders.platforms import legistar_html
from warehouse.records import Source

FIXTURES = Path(__file__).parent / "fixtures" / "legistar_html"
Reader = Callable[[Path], tuple[Page, Ask, Source]]

ROW = Draft(
    kind="meeting",
    url="https://elmford.legistar.com/MeetingDetail.aspx?ID=101&GUID=M1",
    title="City Council",
    starts_at="2025-05-13",
    key="meeting:2025-05-13:city council",
    inline_text="City Council 5/13/2025 Meeting details",
    inline_media_type="text/plain",
)


def test_the_items_of_a_meetings_page_fill_in_the_calendars_row(read_case: Reader) -> None:
    """The row's title, key and address stay; the hour, the files and the items come from the page."""
    page, ask, source = read_case(FIXTURES / "meeting_page_with_items")
    found, *items = legistar_html.parse(page, replace(ask, draft=ROW), source)
    assert isinstance(found, Draft)
    assert (found.title, found.key, found.url) == (ROW.title, ROW.key, ROW.url)
    assert [each.parent_key for each in items if isinstance(each, Draft)] == [ROW.key] * 2
    assert found.starts_at == "2025-05-13T18:30:00-04:00"
    assert [each.kind for each in found.attachments] == ["agenda"]
    assert "civil immigration detainers" in (found.inline_text or "")
    assert "I object" not in (found.inline_text or "")


def test_a_cancelled_meetings_page_cancels_the_calendars_row(read_case: Reader) -> None:
    """What the row did not yet say is taken from the page."""
    page, ask, source = read_case(FIXTURES / "meeting_page_cancelled_without_items")
    (found,) = legistar_html.parse(page, replace(ask, draft=ROW), source)
    assert isinstance(found, Draft)
    assert found.status == "cancelled"
