"""A listing whose bytes stand is not parsed again, and yet all that it led to is looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from spiders.platforms import MODULES, load_platform
from tests.spiders.conftest import Crawl, Landing, Reply, Site, row, script, scripted_source


@pytest.fixture
def crawl_on(tmp_path: Path, site: Site, crawl: Crawl) -> Callable[..., Landing]:
    """Crawl a listing that notes when it is parsed, on a day of May, knowing the bytes of earlier crawls."""
    known: dict[str, dict[str, str]] = {}

    def run(day: int, **options: Any) -> Landing:
        night = date(2025, 5, day)
        done = crawl(
            [scripted_source("one", site.url("/list"), options=options)],
            run_id=night.isoformat(), night=night, known_listings=tmp_path / "listings",
            validators=dict(known),
        )  # fmt: skip
        assert done.code == 0, done.said
        for each in done.captures:
            known[f"one GET {each['requested_url']}"] = {"sha256": each["sha256"]}
        return done

    return run


def listing(site: Site, notes: Path, title: str = "one") -> bytes:
    draft = {"kind": "article", "url": site.url("/a"), "title": "A", "key": "a"}
    return script(
        {"note": str(notes)}, row(title), {"ask": {"url": site.url("/a"), "role": "page", "draft": draft}}
    )


def parsed(notes: Path) -> int:
    return len(notes.read_text().splitlines())


def test_an_unchanged_listing_is_not_parsed_and_its_pages_are_asked_for(
    tmp_path: Path, site: Site, crawl_on: Callable[..., Landing]
) -> None:
    """A page changed in place behind it is found; after a week the listing is parsed all the same."""
    notes = tmp_path / "notes"
    site.routes["/list"] = Reply(listing(site, notes))
    site.routes["/a"] = Reply(b"<title>A</title>")
    assert crawl_on(1).titles("one") == ["one", "A"]
    site.routes["/a"] = Reply(b"<title>A, amended</title>")
    second = crawl_on(2)
    assert (second.titles("one"), parsed(notes)) == (["A, amended"], 1)
    third = crawl_on(3)
    assert (third.titles("one"), third.night("one")["verdict"], parsed(notes)) == ([], "unchanged", 1)
    crawl_on(8)
    assert parsed(notes) == 2
    crawl_on(9)
    assert parsed(notes) == 2


def test_what_may_read_otherwise_is_parsed_again(
    tmp_path: Path, site: Site, crawl_on: Callable[..., Landing]
) -> None:
    """Other bytes, another entry of the source, a damaged file of what is known."""
    notes = tmp_path / "notes"
    site.routes["/a"] = Reply(b"<title>A</title>")
    site.routes["/list"] = Reply(listing(site, notes))
    crawl_on(1)
    site.routes["/list"] = Reply(listing(site, notes, "two"))
    assert crawl_on(2).titles("one") == ["two"]
    crawl_on(3, follow=False)
    assert parsed(notes) == 3
    (kept,) = (tmp_path / "listings").iterdir()
    assert hashlib.sha256(b"one").hexdigest().startswith(kept.stem)
    kept.write_bytes(b"{")
    crawl_on(4, follow=False)
    assert parsed(notes) == 4
    crawl_on(5, follow=False)
    assert parsed(notes) == 4


def test_what_ended_badly_is_not_remembered(
    tmp_path: Path, site: Site, crawl_on: Callable[..., Landing]
) -> None:
    """A fault shows on every night, not on the first alone."""
    site.routes["/list"] = Reply(script(row("one"), {"raise": "LayoutChanged", "why": "no rows"}))
    for day in (1, 2, 3):
        assert "no rows" in crawl_on(day).night("one")["reason"]


def test_only_modules_that_do_not_go_by_the_day_are_remembered() -> None:
    """Those whose asks name a range of days are not."""
    remembered = {name for name in MODULES if getattr(load_platform(name), "IS_TIMELESS", False)}
    assert {"rss", "sitemap", "html_listing"} <= remembered
    assert not remembered & {"escribe", "primegov", "legistar_api", "legistar_html", "civicweb", "opencities"}
