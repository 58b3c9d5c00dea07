"""The guard against mass cancellation, by itself and through a crawl."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from spiders.drafts import document_id
from spiders.page import Draft
from spiders.upcoming import is_upcoming, suspicion
from tests.spiders.conftest import Crawl, Reply, Site, scripted_source

NIGHT = date(2025, 5, 2)
KNOWN = tuple("abcdefgh")


@pytest.mark.parametrize(
    ("listed", "is_whole", "doubt"),
    [
        (dict.fromkeys(KNOWN, "scheduled"), True, None),
        (dict.fromkeys(KNOWN, "cancelled"), True, "cancelled"),
        (dict.fromkeys(KNOWN[:5], "cancelled") | dict.fromkeys(KNOWN[5:]), True, "cancelled"),
        (dict.fromkeys(KNOWN[:4], "cancelled") | dict.fromkeys(KNOWN[4:]), True, None),
        ({"a": "cancelled", "b": "cancelled"} | dict.fromkeys(KNOWN[2:]), True, None),
        (dict.fromkeys(KNOWN[:3]), True, "lost"),
        (dict.fromkeys(KNOWN[:4]), True, None),
        ({}, True, "lost"),
        ({}, False, None),
        (dict.fromkeys("stuvwxyz", "cancelled"), True, "cancelled"),
        (dict.fromkeys(KNOWN, "cancelled"), False, "cancelled"),
    ],
)
def test_most_at_once_is_not_believed(
    listed: dict[str, str | None], is_whole: bool, doubt: str | None
) -> None:
    """A few are, and of a list that was not read whole nothing is taken for lost."""
    found = suspicion(KNOWN, listed, is_whole=is_whole)
    assert (found[0] if found else None) == doubt


def test_of_few_meetings_nothing_is_told() -> None:
    """A body with three meetings ahead may well cancel them all."""
    assert suspicion("abc", dict.fromkeys("abc", "cancelled"), is_whole=True) is None


def test_only_meetings_ahead_count() -> None:
    """Neither last week's nor an article, nor a date that is none."""
    fields: dict[str, Any] = {"url": "https://city.test/1"}
    assert is_upcoming(Draft(kind="meeting", starts_at="2025-05-03", **fields), NIGHT)
    assert not is_upcoming(Draft(kind="meeting", starts_at="2025-05-02T18:00:00-04:00", **fields), NIGHT)
    assert not is_upcoming(Draft(kind="article", starts_at="2025-05-03", **fields), NIGHT)
    assert not is_upcoming(Draft(kind="meeting", starts_at="soon", **fields), NIGHT)
    assert not is_upcoming(Draft(kind="meeting", **fields), NIGHT)


def _meetings(status: str | None, days: range) -> list[dict[str, Any]]:
    return [
        {
            "draft": {
                "kind": "meeting", "url": f"http://127.0.0.1/{day}", "title": f"Council, May {day}",
                "key": f"m{day}", "starts_at": f"2025-05-{day:02d}T18:00:00-04:00", "status": status,
            }
        }
        for day in days
    ]  # fmt: skip


def _crawl_meetings(crawl: Crawl, site: Site, steps: list[dict[str, Any]], **options: Any) -> Any:
    source = scripted_source("board", site.url("/meetings"), options=options)
    known = tuple(document_id(source, Draft(kind="meeting", url="", key=f"m{day}")) for day in range(10, 18))
    site.routes["/meetings"] = Reply(json.dumps(steps).encode())
    return crawl([source], upcoming={"board": known})


def test_a_page_that_cancels_all_is_broken_and_cancels_none(site: Site, crawl: Crawl) -> None:
    """What else it lists is landed; the next night still knows what lay ahead."""
    steps = [*_meetings("cancelled", range(10, 18)), *_meetings("scheduled", range(20, 21))]
    done = _crawl_meetings(crawl, site, steps)
    night = done.night("board")
    assert night["verdict"] == "broken"
    assert "8 of 9 meetings ahead cancelled at once" in night["reason"]
    assert done.titles("board") == ["Council, May 20"]
    assert len(night["upcoming_ids"]) == 8


def test_one_cancelled_meeting_is_cancelled(site: Site, crawl: Crawl) -> None:
    """And is no longer among those ahead."""
    steps = [*_meetings("cancelled", range(10, 11)), *_meetings("scheduled", range(11, 18))]
    done = _crawl_meetings(crawl, site, steps)
    night = done.night("board")
    assert night["verdict"] == "ok"
    assert [each["status"] for each in done.documents].count("cancelled") == 1
    assert len(night["upcoming_ids"]) == 7


def test_a_listing_that_lost_most_is_broken(site: Site, crawl: Crawl) -> None:
    """What it still lists is landed."""
    done = _crawl_meetings(crawl, site, _meetings("scheduled", range(10, 12)))
    assert done.night("board")["verdict"] == "broken"
    assert "lists 2 of the 8 meetings ahead" in done.night("board")["reason"]
    assert len(done.documents) == 2


def test_an_empty_page_that_listed_meetings_is_broken(site: Site, crawl: Crawl) -> None:
    """Its own word that there is nothing is not enough."""
    done = _crawl_meetings(crawl, site, [{"raise": "EmptyPage", "why": "no meetings are scheduled"}])
    assert done.night("board")["verdict"] == "broken"


def test_a_person_can_vouch_for_it(site: Site, crawl: Crawl) -> None:
    """The option in the YAML lets a true mass cancellation through."""
    steps = _meetings("cancelled", range(10, 18))
    done = _crawl_meetings(crawl, site, steps, trust_cancellations=True)
    assert done.night("board")["verdict"] == "ok"
    assert len(done.documents) == 8
