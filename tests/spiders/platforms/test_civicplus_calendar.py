"""An event of a CivicPlus list is filled in by its own page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from spiders.page import Ask, Draft, Page
from spiders.platforms import civicplus_agenda
from warehouse.records import Source

FIXTURES = Path(__file__).parent / "fixtures" / "civicplus_agenda"
Reader = Callable[[Path], tuple[Page, Ask, Source]]


def test_an_events_page_fills_in_the_lists_event(read_case: Reader) -> None:
    """Title, key and the address without the day of the view stay; status, day and words are the page's."""
    listed = Draft(
        kind="meeting", url="https://elmford.example/Calendar.aspx?EID=12", title="Council", key="event:12"
    )
    page, ask, source = read_case(FIXTURES / "calendar_event_cancelled")
    (found,) = civicplus_agenda.parse(page, replace(ask, draft=listed), source)
    assert isinstance(found, Draft)
    assert (found.title, found.key, found.url) == ("Council", "event:12", listed.url)
    assert (found.status, found.starts_at) == ("cancelled", "2025-05-13")
    assert "has been cancelled" in (found.inline_text or "")


def test_the_files_of_a_listed_events_page_are_followed(read_case: Reader) -> None:
    """A list links no files, so those of the event's page are asked for, as the event's own."""
    listed = Draft(kind="meeting", url="https://elmford.example/Calendar.aspx?EID=12", key="event:12")
    page, ask, source = read_case(FIXTURES / "calendar_event")
    event, file_ask = civicplus_agenda.parse(page, replace(ask, draft=listed), source)
    assert isinstance(event, Draft) and isinstance(file_ask, Ask)
    assert file_ask.url == "https://elmford.example/DocumentCenter/View/77/Agenda"
    assert file_ask.parent_key == "event:12"
