"""Meeting portals: what is asked first, what is followed, and damaged answers."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spiders.errors import SpiderError
from spiders.meeting_rows import body_of, is_time_only, meeting_key, plain_title
from spiders.page import Ask, Draft, Page
from spiders.platforms import load_platform
from warehouse.records import Source

FIXTURES = Path(__file__).parent / "fixtures"
NIGHT = date(2025, 5, 2)
Reader = Callable[[Path], tuple[Page, Ask, Source]]


def source_of(platform: str, url: str, **options: object) -> Source:
    """Return a source of that platform at that address."""
    return Source(
        source_id="fixture",
        jurisdiction="Anywhere, NY",
        timezone="America/New_York",
        kind="council",
        platform=platform,
        url=url,
        options=options,
    )


def page_of(url: str, body: str, media_type: str = "text/html") -> Page:
    """Return a page with that body."""
    return Page(
        url=url,
        requested_url=url,
        status=200,
        headers={},
        media_type=media_type,
        body=body.encode(),
        fetched_at=datetime(2025, 5, 2, 4, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("platform", "url", "asked"),
    [
        (
            "granicus",
            "https://elmford.granicus.com",
            ["https://elmford.granicus.com/ViewPublisher.php?view_id=1"],
        ),
        (
            "iqm2",
            "https://elmford.iqm2.com/Citizens/",
            ["https://elmford.iqm2.com/Citizens/Calendar.aspx?From=1/2/2025&To=5/2/2026"],
        ),
        (
            "primegov",
            "https://elmford.primegov.com/",
            [
                "https://elmford.primegov.com/api/v2/PublicPortal/ListUpcomingMeetings",
                "https://elmford.primegov.com/api/v2/PublicPortal/ListArchivedMeetings?year=2025",
            ],
        ),
        (
            "novusagenda",
            "https://elmford.novusagenda.com",
            ["https://elmford.novusagenda.com/agendapublic/meetingsgeneral.aspx?MeetingType=1&Date=6ms"],
        ),
        ("escribe", "https://pub-elmford.escribemeetings.com", ["https://pub-elmford.escribemeetings.com/"]),
    ],
)
def test_a_bare_tenant_is_asked_for_its_meetings(platform: str, url: str, asked: list[str]) -> None:
    """A tenant's own address is expanded into what lists its meetings."""
    found = load_platform(platform).start_requests(source_of(platform, url), NIGHT)
    assert [ask.url for ask in found] == asked


@pytest.mark.parametrize(
    ("platform", "url"),
    [
        ("granicus", "https://elmford.granicus.com/ViewPublisher.php?view_id=12"),
        ("iqm2", "http://elmford.iqm2.com/Citizens/Detail_Meeting.aspx?ID=5147"),
        ("primegov", "https://elmford.primegov.com/api/v2/PublicPortal/ListUpcomingMeetings?_=17"),
        ("novusagenda", "https://elmford.novusagenda.com/agendapublic"),
        ("escribe", "https://pub-elmford.escribemeetings.com/Meeting.aspx?Id=aa11"),
    ],
)
def test_a_concrete_page_is_asked_for_as_written(platform: str, url: str) -> None:
    """An address that names a page is not changed."""
    (ask,) = load_platform(platform).start_requests(source_of(platform, url), NIGHT)
    assert (ask.url, ask.method) == (url, "GET")


def test_a_granicus_client_may_name_its_view() -> None:
    """Option `view_id` chooses the view of a bare client."""
    source = source_of("granicus", "https://elmford.granicus.com/", view_id=7)
    (ask,) = load_platform("granicus").start_requests(source, NIGHT)
    assert ask.url.endswith("?view_id=7")


def test_a_framed_view_is_not_followed_further() -> None:
    """Views frame each other; one level is read."""
    body = """<div class="archive"><table class="listingTable"></table></div>
        <iframe src="/ViewPublisher.php?view_id=6"></iframe>"""
    page = page_of("https://elmford.granicus.com/ViewPublisher.php?view_id=9", body)
    source = source_of("granicus", page.url)
    (ask,) = load_platform("granicus").parse(page, Ask(page.url, role="view"), source)
    assert isinstance(ask, Ask) and ask.may_fail
    with pytest.raises(SpiderError, match="lists no meetings"):
        list(load_platform("granicus").parse(page, ask, source))


def test_a_file_framed_by_googles_viewer_is_fetched_itself() -> None:
    """Where an agenda sends on to Google's viewer, the file behind it is asked for."""
    known = {"kind": "agenda", "title": None, "starts_at": None, "starts_at_raw": None, "body": None}
    role = f"file {json.dumps({**known, 'status': None})}"
    ask = Ask("https://elmford.granicus.com/AgendaViewer.php?clip_id=1", role=role, may_fail=True)
    page = page_of(
        "https://docs.google.com/gview?url=https%3A%2F%2Ffiles.elmford.gov%2Fa.pdf&embedded=true", "<p>"
    )
    (found,) = load_platform("granicus").parse(page, ask, source_of("granicus", ask.url))
    assert isinstance(found, Ask)
    assert (found.url, found.role, found.may_fail) == ("https://files.elmford.gov/a.pdf", role, True)


def test_an_agenda_not_yet_published_lands_nothing() -> None:
    """A viewer that only says so is no agenda, followed or named by the source."""
    page = page_of(
        "https://elmford.granicus.com/GeneratedAgendaViewer.php?event_id=1",
        "<html><body>This agenda is not currently published.</body></html>",
    )
    source = source_of("granicus", page.url)
    for role in ("view", "file {}"):
        with pytest.raises(SpiderError, match="not"):
            list(load_platform("granicus").parse(page, Ask(page.url, role=role), source))


def test_an_items_cover_sheet_gives_its_words_and_files() -> None:
    """A followed NovusAGENDA item keeps its title and gains the page's attachments."""
    item = Draft(
        kind="item", url="https://x.novusagenda.com/CoverSheet.aspx?ItemID=4", title="Contract", key="item:4"
    )
    ask = Ask(item.url, role="item", draft=item)
    body = f"""<p>{"Staff report on the contract with the county sheriff. " * 3}</p>
        <a href="AttachmentViewer.ashx?AttachmentID=9&ItemID=4">Draft Resolution</a>"""
    source = source_of("novusagenda", "https://x.novusagenda.com")
    (found,) = load_platform("novusagenda").parse(page_of(item.url, body), ask, source)
    assert isinstance(found, Draft)
    assert (found.title, found.key, found.inline_text) == ("Contract", "item:4", None)
    assert [(each.kind, each.title) for each in found.attachments] == [("legislation", "Draft Resolution")]
    (bare,) = load_platform("novusagenda").parse(page_of(item.url, "<p>Error</p>"), ask, source)
    assert bare is item


def test_items_are_left_alone_where_the_source_says_so(read_case: Reader) -> None:
    """`items: false` lands the items of a grid without their pages."""
    page, ask, source = read_case(FIXTURES / "novusagenda" / "grids_of_meetings_and_items")
    quiet = source.model_copy(update={"options": {"items": False, "files": False}})
    found = list(load_platform("novusagenda").parse(page, ask, quiet))
    assert [each.kind for each in found if isinstance(each, Draft)] == ["meeting", "meeting", "item", "item"]
    assert not [each for each in found if isinstance(each, Ask)]


def test_an_escribe_calendar_is_posted_to() -> None:
    """The calendar's address is asked by POST with the days around the night."""
    url = "https://pub-elmford.escribemeetings.com/MeetingsCalendarView.aspx/GetCalendarMeetings?MeetingViewId=2"
    (ask,) = load_platform("escribe").start_requests(source_of("escribe", url), NIGHT)
    assert (ask.url, ask.method, ask.headers["X-Requested-With"]) == (url, "POST", "XMLHttpRequest")
    assert json.loads(ask.body or b"") == {"calendarStartDate": "2025-02-01", "calendarEndDate": "2026-01-27"}


def test_an_escribe_tenants_first_page_leads_to_its_calendar() -> None:
    """The page is fetched for its cookies, then the calendar is asked."""
    page = page_of(
        "https://pub-elmford.escribemeetings.com/", "<script src='MeetingsCalendarView.js'></script>"
    )
    source = source_of("escribe", "https://pub-elmford.escribemeetings.com")
    (ask,) = load_platform("escribe").parse(page, Ask(page.url, role="page"), source)
    assert isinstance(ask, Ask)
    assert (ask.method, ask.role) == ("POST", "calendar")
    with pytest.raises(SpiderError, match="a page where the calendar's JSON was"):
        list(load_platform("escribe").parse(page, ask, source))


def test_a_granicus_archive_of_thousands_is_read_in_seconds() -> None:
    """A whole archive on one page is bounded in rows, files and time."""
    rows = "".join(
        f"<tr class='listingRow'><td>Council {n}</td><td><span style='display:none'>1700000000</span>"
        f"May&nbsp;{n % 28 + 1},&nbsp;2024 - 6:00&nbsp;PM</td>"
        f"<td><a href='AgendaViewer.php?view_id=1&clip_id={n}'>Agenda</a>"
        for n in range(4000)
    )
    page = page_of(
        "https://elmford.granicus.com/ViewPublisher.php?view_id=1", f"<table class='listing'>{rows}</table>"
    )
    began = time.monotonic()
    found = list(load_platform("granicus").parse(page, Ask(page.url), source_of("granicus", page.url)))
    assert sum(isinstance(each, Draft) for each in found) == 2000
    assert sum(isinstance(each, Ask) for each in found) == 200
    assert time.monotonic() - began < 30


KEYS = [
    "d",
    "Meetings",
    "ID",
    "Id",
    "MeetingName",
    "StartDate",
    "Url",
    "MeetingDocumentLink",
    "Title",
    "Type",
    "Description",
    "MeetingType",
    "id",
    "title",
    "dateTime",
    "date",
    "time",
    "documentList",
    "templateId",
    "templateName",
    "link",
    "compileOutputType",
]
TIMES = ["2025-05-06T10:00:00", "2025/05/06 10:00:00", "/Date(1747144800000)/", "May 6, 2025", "9:00 AM"]
PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12)
VALUES = st.recursive(
    PLAIN | st.sampled_from(TIMES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=20,
)


@pytest.mark.parametrize("platform", ["primegov", "escribe"])
@settings(max_examples=80, deadline=None)
@given(value=VALUES)
def test_any_json_is_read_or_refused_by_name(platform: str, value: object) -> None:
    """Values of any type under the known keys raise only our errors."""
    page = page_of("https://pub-x.escribemeetings.com/api", json.dumps(value), "application/json")
    try:
        for each in load_platform(platform).parse(page, Ask(page.url), source_of(platform, page.url)):
            assert isinstance(each, Draft | Ask)
    except SpiderError as error:
        assert str(error)


@pytest.mark.parametrize("platform", ["granicus", "iqm2", "primegov", "novusagenda", "escribe"])
@pytest.mark.parametrize(
    "body", ["", "\x00" * 100, "<" * 5000, "[" * 5000, '{"d":' * 3000, "<div>" * 10_000 + "May 5, 2025"]
)
def test_degenerate_bodies_are_refused_by_name(read_case: Reader, platform: str, body: str) -> None:
    """Empty, endless, deep and binary bodies raise only our errors."""
    page, ask, source = read_case(sorted((FIXTURES / platform).iterdir())[0])
    try:
        list(load_platform(platform).parse(replace(page, body=body.encode()), ask, source))
    except SpiderError as error:
        assert str(error)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("City Council Regular Meeting", "City Council"),
        ("CANCELLED - Planning Board", "Planning Board"),
        ("Regular Board Meeting, Including Closed Session", "Board"),
        ("Finance Committee 8:30 AM", "Finance Committee"),
        ("Board of Directors (following Committee meetings)", "Board of Directors"),
        ("Special Meeting", "Special Meeting"),
    ],
)
def test_a_body_is_told_from_a_meetings_name(title: str, body: str) -> None:
    """Marks, times, brackets and the meeting's kind are no part of the body's name."""
    assert body_of(title) == body


def test_a_heading_that_names_no_body_gives_way_to_the_name() -> None:
    """Upcoming events and years are no bodies."""
    assert body_of("Zoning Board Hearing", "Upcoming Events") == "Zoning Board"
    assert body_of("Regular Meeting", "2025") == "Regular Meeting"
    assert body_of("Regular Meeting", "Board of Health") == "Board of Health"


def test_a_meetings_key_survives_its_cancellation() -> None:
    """Marks of cancellation come and go; the key stays."""
    before = meeting_key("Planning Board", "2025-05-14T18:30:00-07:00")
    assert before == meeting_key("Cancellation Notice - Planning Board 6:30 PM", "2025-05-14")
    assert (
        meeting_key("City Council Meeting", "2025-05-14", "City Council")
        == "meeting:2025-05-14:city council meeting"
    )


@pytest.mark.parametrize(
    ("words", "is_time"),
    [
        ("Nov 15, 2022 - 7:00 PM", True),
        ("01h 30m", True),
        ("Tuesday, May 6, 2025 at 6 p.m. EDT", True),
        ("May Day Committee", False),
        ("Board of Directors on 2025-06-19", False),
    ],
)
def test_times_are_told_from_names(words: str, is_time: bool) -> None:
    """Dates, times and durations hold no name."""
    assert is_time_only(words, timezone="America/New_York", today=NIGHT) is is_time


def test_a_title_loses_only_a_date_that_ends_it() -> None:
    """A remark after the date stays with it unless it is a time or in brackets."""
    known = {"timezone": "America/New_York", "today": NIGHT}
    assert plain_title("Board on 2025-06-19 - (8:30 a.m.)", **known) == "Board"  # type: ignore[arg-type]
    kept = "Hearing of May 6, 2025 on the detention contract"
    assert plain_title(kept, **known) == kept  # type: ignore[arg-type]
