"""Documents that wait for a page of their own are filled in by it, and keep what the listing said."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from spiders.errors import LayoutChanged
from spiders.page import Ask, Draft, Page
from spiders.platforms import load_platform
from warehouse.records import Source


def page_of(url: str, body: str, media_type: str = "application/json") -> Page:
    return Page(
        url=url,
        requested_url=url,
        status=200,
        headers={},
        media_type=media_type,
        body=body.encode(),
        fetched_at=datetime(2025, 5, 2, tzinfo=UTC),
    )


def source_of(platform: str, url: str) -> Source:
    return Source(
        source_id="s", jurisdiction="Anywhere, NY", timezone="America/New_York", kind="council",
        platform=platform, url=url,
    )  # fmt: skip


def test_documents_of_a_civicweb_meeting_fill_it_in() -> None:
    """Its files, the status and the time that only the agenda's cover tells; then the documents."""
    url = "https://elmford.civicweb.net/Services/MeetingsService.svc/meetings/790/meetingDocuments"
    waiting = Draft(kind="meeting", url="https://x.net/", title="Work Session", starts_at="2025-04-28",
                    starts_at_raw="Apr 28 2025", body="Council", key="meeting:790")  # fmt: skip
    rows = [
        {"Id": 1, "Type": 1, "DocumentType": 1, "Name": "Work Session", "Html": "<p>1. Agreement</p>",
         "AgendaCover": "<b>CANCELLED</b> April 28, 2025 at 1:00 PM"},
        {"Id": 2, "Type": 1, "DocumentType": 4, "Name": "Work Session", "IsPublic": False},
        {"Id": 3, "Type": 2, "DocumentType": 10, "Name": "Work Session", "IsPublic": False},
    ]  # fmt: skip
    ask = Ask(url=url, role="documents", draft=waiting)
    found = list(
        load_platform("civicweb").parse(page_of(url, json.dumps(rows)), ask, source_of("civicweb", url))
    )
    meeting, agenda, minutes = found
    assert isinstance(meeting, Draft)
    assert isinstance(agenda, Draft)
    assert isinstance(minutes, Ask)
    assert (meeting.key, meeting.status, meeting.starts_at) == (
        "meeting:790",
        "cancelled",
        "2025-04-28T13:00:00-04:00",
    )
    assert [(each.kind, each.url.rsplit("/", 1)[-1]) for each in meeting.attachments] == [
        ("agenda", "1"),
        ("minutes", "3?printPdf=true"),
    ]
    assert (agenda.kind, agenda.parent_key, agenda.inline_text) == (
        "agenda",
        "meeting:790",
        "<p>1. Agreement</p>",
    )
    assert (minutes.parent_key, minutes.may_fail) == ("meeting:790", True)


def test_a_civicweb_meeting_without_documents_stays() -> None:
    """No documents are no reason to lose the meeting."""
    url = "https://elmford.civicweb.net/Services/MeetingsService.svc/meetings/790/meetingDocuments"
    waiting = Draft(kind="meeting", url="https://x.net/", title="Work Session", key="meeting:790")
    ask = Ask(url=url, role="documents", draft=waiting)
    for body in ("[]", '{"Documents": []}'):
        found = list(load_platform("civicweb").parse(page_of(url, body), ask, source_of("civicweb", url)))
        assert found == [waiting]


DETAILS = """<div id="view-meeting"><button class="url" data-clipboard-text="https://go.boarddocs.com/ny/e/Board.nsf/goto?open&id=DQ3VPX80F260"></button>
<div class="meeting-name">REGULAR MEETING</div><div class="meeting-date">Tuesday, May 13, 2025</div>
<div class="meeting-description">Library, 6:00PM</div><a id="btn-view-agenda" href="#">View</a></div>"""


def test_boarddocs_goes_from_shell_to_list_to_details_to_agenda() -> None:
    """Each answer leads to the next post; the agenda's words are its meeting's, under one key a meeting."""
    nsf = "https://go.boarddocs.com/ny/e/Board.nsf"
    source = source_of("boarddocs", "https://go.boarddocs.com/ny/e")
    module = load_platform("boarddocs")
    shell = '<a committeeid="A8EGER437CB9">Board</a>'
    (first,) = module.start_requests(source, date(2025, 5, 2))
    assert (first.url, first.method) == (f"{nsf}/Public", "GET")
    (listing,) = module.parse(page_of(first.url, shell, "text/html"), first, source)
    assert isinstance(listing, Ask)
    assert (listing.url, listing.method, listing.body) == (
        f"{nsf}/BD-GetMeetingsList?open",
        "POST",
        b"current_committee_id=A8EGER437CB9",
    )
    rows = [{"unique": "DQ3VPX80F260", "name": "REGULAR MEETING", "numberdate": "20250513"}]
    (details,) = module.parse(page_of(listing.url, json.dumps(rows)), listing, source)
    assert isinstance(details, Ask)
    assert details.draft is not None
    assert (details.draft.body, details.draft.starts_at) == ("Board", "2025-05-13")
    assert details.body == b"id=DQ3VPX80F260&current_committee_id=A8EGER437CB9"
    meeting, agenda = module.parse(page_of(details.url, DETAILS, "text/html"), details, source)
    assert isinstance(meeting, Draft)
    assert isinstance(agenda, Ask)
    assert (meeting.key, meeting.starts_at, meeting.body) == (
        "meeting:DQ3VPX80F260",
        "2025-05-13T18:00:00-04:00",
        "Board",
    )
    assert (agenda.method, agenda.may_fail, agenda.parent_key) == ("POST", True, meeting.key)
    assert agenda.body == b"id=DQ3VPX80F260&current_committee_id=A8EGER437CB9"
    words = page_of(agenda.url, "<div>1.1 Resolution on detainers</div>", "text/html")
    (draft,) = module.parse(words, agenda, source)
    assert isinstance(draft, Draft)
    assert (draft.kind, draft.key, draft.title) == (
        "agenda",
        "agenda:DQ3VPX80F260",
        "REGULAR MEETING Agenda 2025-05-13",
    )
    assert draft.inline_text == "<div>1.1 Resolution on detainers</div>"
    assert draft.inline_media_type == "text/html"


def test_boarddocs_names_the_committees_where_the_wanted_is_none() -> None:
    """A committee that was renamed is told with those that there are."""
    source = source_of("boarddocs", "https://go.boarddocs.com/ny/e").model_copy(
        update={"options": {"committee": "Audit"}}
    )
    module = load_platform("boarddocs")
    (first,) = module.start_requests(source, date(2025, 5, 2))
    with pytest.raises(LayoutChanged, match="Board \\(A8EGER437CB9\\)"):
        list(module.parse(page_of(first.url, '<a committeeid="A8EGER437CB9">Board</a>'), first, source))


def test_simbli_pages_follow_while_there_are_more() -> None:
    """The tokens of the listing page travel from post to post; the option `pages` bounds them."""
    url = "https://simbli.eboardsolutions.com/SB_Meetings/SB_MeetingListing.aspx?S=4242"
    source = source_of("simbli", url)
    module = load_platform("simbli")
    (first,) = module.start_requests(source, date(2025, 5, 2))
    shell = "<html><script>var constr = 'conn=='; var sToken = 'tok==';</script></html>"
    (post,) = module.parse(page_of(first.url, shell, "text/html"), first, source)
    rows = [
        {
            "Master_MeetingID": n,
            "MM_DateTime": "2025-05-13T18:00:00",
            "MM_DistrictID": 4242,
            "MeetingsCount": 120,
        }
        for n in range(50)
    ]
    asked = []
    for _ in range(2):
        assert isinstance(post, Ask)
        sent = json.loads(post.body or b"")
        asked.append((sent["RecordStart"], sent["SchoolID"], sent["ConnectionString"], sent["SecurityToken"]))
        *meetings, post = module.parse(page_of(post.url, json.dumps(rows)), post, source)
        assert len(meetings) in {49, 50}
    assert asked == [(0, "4242", "conn==", "tok=="), (50, "4242", "conn==", "tok==")]
    assert isinstance(post, Draft)


def test_a_sitemap_dates_a_page_only_where_the_page_does_not() -> None:
    """`lastmod` gives way to the article's own date, a news sitemap's date stands."""
    site = "https://www.elmfordtimes.example.com"
    rows = "".join(f"<url><loc>{site}/{name}</loc><lastmod>2025-05-01</lastmod></url>" for name in "ab")
    source = source_of("sitemap", f"{site}/sitemap.xml")
    module = load_platform("sitemap")
    (first,) = module.start_requests(source, date(2025, 5, 2))
    dated, undated = module.parse(
        page_of(first.url, f"<urlset>{rows}</urlset>", "application/xml"), first, source
    )
    assert isinstance(dated, Ask)
    assert isinstance(undated, Ask)
    article = (
        '<html><head><meta property="article:published_time" content="2025-04-29T10:00:00-04:00"></head>'
    )
    article += "<body><h1>Council votes</h1><p>Words.</p></body></html>"
    (own,) = module.parse(page_of(dated.url, article, "text/html"), dated, source)
    assert isinstance(own, Draft)
    assert (own.title, own.published_at) == ("Council votes", "2025-04-29T10:00:00-04:00")
    bare = "<html><body><h1>About us</h1></body></html>"
    (kept,) = module.parse(page_of(undated.url, bare, "text/html"), undated, source)
    assert isinstance(kept, Draft)
    assert (kept.title, kept.published_at) == ("About us", "2025-05-01")
