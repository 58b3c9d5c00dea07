"""A page that moved to a vendor: what leads there, what does not, and the edit that is proposed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import yaml

from spiders.moved import move_of, moved_to
from spiders.page import HeaderMap, Page
from spiders.verdict import Tally, judge
from warehouse.records import Source


def _source(**more: Any) -> Source:
    fields: dict[str, Any] = {
        "source_id": "example-council", "jurisdiction": "Example, NY", "timezone": "America/New_York",
        "kind": "council", "platform": "html_listing", "url": "https://www.example.test/council",
    }  # fmt: skip
    return Source(**(fields | more))


def _page(body: str, *, url: str = "https://www.example.test/council", media: str = "text/html") -> Page:
    return Page(
        url, "https://www.example.test/council", 200, HeaderMap(), media, body.encode(),
        datetime(2025, 5, 1, tzinfo=UTC), "utf-8",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "how", "platform"),
    [
        ('<iframe src="https://exampleny.portal.civicclerk.com/"></iframe>', "frames", "civicclerk"),
        ('<iframe src="//example.primegov.com/public/portal"></iframe>', "frames", "primegov"),
        (
            '<meta http-equiv="Refresh" content="0; URL=https://example.legistar.com/Calendar.aspx">',
            "frames",
            "legistar_api",
        ),
        (
            '<p>Agendas moved: <a href="https://pub-example.escribemeetings.com/">here</a></p>',
            "links to",
            "escribe",
        ),
        ('<a href="/AgendaCenter">Agendas</a>', "links to", "civicplus_agenda"),
    ],
)
def test_a_shell_leads_to_its_vendor(body: str, how: str, platform: str) -> None:
    """By frame, by refresh or by link."""
    move = moved_to(_page(f"<html><body>{body}</body></html>"), _source())
    assert move is not None
    assert (move.how, move.platform) == (how, platform)


def test_a_redirect_to_a_vendor_is_a_move() -> None:
    """Wherever it lands, the page itself may say nothing."""
    move = moved_to(_page("<html></html>", url="https://example.iqm2.com/Citizens"), _source())
    assert move is not None and (move.how, move.platform) == ("redirects to", "iqm2")


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://www.youtube.com/watch?v=1">Video</a>',
        '<a href="https://www.example.test/agendas">Agendas</a>',
        '<a href="https://example.test/feed/">Feed</a> <a href="/minutes.pdf">Minutes</a>',
        '<iframe src="javascript:alert(1)"></iframe><a href="http://[broken">x</a><a href="mailto:a@b">y</a>',
        "",
    ],
)
def test_other_links_are_no_move(body: str) -> None:
    """Files, feeds, videos and nonsense lead to no vendor."""
    assert moved_to(_page(f"<html><body>{body}</body></html>"), _source()) is None


def test_a_source_of_that_vendor_has_not_moved_to_it() -> None:
    """A Legistar page that links to its Web API stays where it is."""
    url = "https://example.legistar.com/Calendar.aspx"
    assert move_of(url, _source(platform="legistar_html", url=url), "links to") is None


def test_a_link_that_could_break_the_file_is_not_proposed() -> None:
    """What a page says never reaches a YAML but as one plain address."""
    assert move_of('https://x.primegov.com/"\nplatform: evil', _source(), "links to") is None


def test_the_proposal_is_yaml_and_stands_with_the_reason() -> None:
    """Only a source that gave nothing is proposed to be moved."""
    move = moved_to(
        _page('<html><iframe src="https://exampleny.portal.civicclerk.com/"></iframe></html>'), _source()
    )
    assert move is not None
    tally = Tally("example-council", listings_count=1, moves=[move])
    night = judge(tally, "2025-05-01")
    assert night.verdict == "broken"
    assert "its page now frames CivicClerk" in night.reason
    (entry,) = yaml.safe_load(night.proposal or "")
    assert entry["id"] == "example-council" and entry["platform"] == "civicclerk"
    assert entry["url"].startswith("https://exampleny.")
    tally = Tally("example-council", listings_count=1, found_count=3, documents_count=3, moves=[move])
    assert judge(tally, "2025-05-01").proposal is None
