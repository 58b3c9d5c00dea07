"""Meetings that wait for a page of their own are filled in by it, and keep what the listing said."""

from __future__ import annotations

import json
from datetime import UTC, datetime

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
