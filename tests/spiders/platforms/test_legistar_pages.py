"""Legistar's meetings, items, files, histories and roll calls, and the posts that turn its pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs

from spiders.page import Ask, Draft, Page
from spiders.platforms import legistar_api, legistar_html
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


def api_source(**options: object) -> Source:
    """Return a client of the Web API with those options."""
    return Source(
        source_id="fixture", jurisdiction="Elmford, NY", timezone="America/New_York", kind="council",
        platform="legistar_api", url="https://webapi.legistar.com/v1/elmford", options=options,
    )  # fmt: skip


def answer(url: str, rows: object) -> Page:
    """Return an answer of the Web API."""
    return Page(
        url=url, requested_url=url, status=200, headers={}, media_type="application/json",
        body=json.dumps(rows).encode(), fetched_at=datetime(2025, 5, 2, 4, tzinfo=UTC),
    )  # fmt: skip


def test_a_bill_tells_its_history_with_dates_actions_and_results() -> None:
    """A matter is asked for its history, whose rows follow its own words."""
    source = api_source(matters=True, histories=True)
    rows = [{"MatterId": 9, "MatterFile": "Ord 25-9", "MatterTitle": "Limiting detainers"}]
    url = "https://webapi.legistar.com/v1/elmford/matters"
    (ask,) = legistar_api.parse(answer(url, rows), Ask(url=url, role="rows"), source)
    assert isinstance(ask, Ask)
    assert ask.url == f"{url}/9/histories"
    history = [
        {
            "MatterHistoryActionDate": "2025-04-22T00:00:00",
            "MatterHistoryActionBodyName": "City Council",
            "MatterHistoryActionName": "Adopted",
            "MatterHistoryPassedFlagName": "Pass",
        }
    ]
    (bill,) = legistar_api.parse(answer(ask.url, history), ask, source)
    assert isinstance(bill, Draft)
    assert (bill.inline_text or "").endswith("2025-04-22 City Council Adopted Pass")
    (bill,) = legistar_api.parse(answer(ask.url, []), ask, source)
    assert isinstance(bill, Draft)
    assert bill.title == "Limiting detainers"


def test_a_roll_call_is_asked_for_where_there_was_one_and_told_by_vote() -> None:
    """Only items with a roll call are asked for it; the votes stand in the item's words."""
    source = api_source(votes=True)
    rows = [
        {"EventItemId": 1, "EventItemEventId": 5, "EventItemTitle": "Limiting detainers",
         "EventItemRollCallFlag": 1},
        {"EventItemId": 2, "EventItemEventId": 5, "EventItemTitle": "Minutes", "EventItemRollCallFlag": 0},
    ]  # fmt: skip
    url = "https://webapi.legistar.com/v1/elmford/events/5/eventitems"
    ask, plain = legistar_api.parse(answer(url, rows), Ask(url=url, role="rows"), source)
    assert isinstance(ask, Ask)
    assert isinstance(plain, Draft)
    votes = [
        {"VotePersonName": "Ash", "VoteValueName": "Aye"},
        {"VotePersonName": "Birch", "VoteValueName": "Nay"},
        {"VotePersonName": "Cedar", "VoteValueName": "Aye"},
    ]
    (item,) = legistar_api.parse(answer(ask.url, votes), ask, source)
    assert isinstance(item, Draft)
    assert (item.inline_text or "").endswith("Aye (2): Ash, Cedar\nNay (1): Birch")
    assert item.parent_key == "event:5"


def test_the_files_of_coming_meetings_are_followed_where_asked_for(read_case: Reader) -> None:
    """With `legislation: true` each item's file is asked for once, of meetings not long past."""
    page, ask, source = read_case(FIXTURES / "meeting_page_with_items")
    asking = source.model_copy(update={"options": {"legislation": True}})
    found = [each for each in legistar_html.parse(page, ask, asking) if isinstance(each, Ask)]
    assert [each.url for each in found if each.role == "legislation"] == [
        "https://elmford.legistar.com/LegislationDetail.aspx?ID=7&GUID=G"
    ]
    later = replace(page, fetched_at=datetime(2026, 5, 2, 4, tzinfo=UTC))
    assert not [
        each
        for each in legistar_html.parse(later, ask, asking)
        if isinstance(each, Ask) and each.role == "legislation"
    ]


def test_a_post_back_carries_the_pages_state(read_case: Reader) -> None:
    """Hidden fields go back as they came, with the control that turns the page or changes the year."""
    page, ask, source = read_case(FIXTURES / "all_years_in_pages")
    asks = [each for each in legistar_html.parse(page, ask, source) if isinstance(each, Ask)]
    turned, year, everything = (parse_qs((each.body or b"").decode()) for each in asks)
    assert turned["__VIEWSTATE"] == year["__VIEWSTATE"] == ["state1"]
    assert turned["__EVENTTARGET"] == ["ctl00$ContentPlaceHolder1$gridCalendar$ctl00$ctl02$ctl00$ctl02"]
    assert year["__EVENTTARGET"] == ["ctl00$ContentPlaceHolder1$lstYears"]
    assert json.loads(year["ctl00_ContentPlaceHolder1_lstYears_ClientState"][0])["value"] == "2024"
    assert json.loads(everything["ctl00_ContentPlaceHolder1_lstYears_ClientState"][0])["value"] == "All"
