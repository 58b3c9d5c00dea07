"""The static site: what it says, what it escapes, and that it works in a browser from disk."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser
import icalendar
import pytest

from alerts.site import SiteMaterial, build_site
from alerts.site.charts import TILES, month_chart, state_tiles
from alerts.site.material import headline_of, slug_of, state_of
from alerts.words import TOPICS

HOSTILE = "</script><script>document.title='taken'</script><img src=x onerror=alert(1)>"


def action(number: int, **changes: Any) -> dict[str, Any]:
    """Return an action's row."""
    row: dict[str, Any] = {
        "action_id": f"{number:020x}",
        "title": f"Rochester, NY: council adopted a measure on asking about immigration status ({number})",
        "jurisdiction": "Rochester, NY",
        "ocd_id": "ocd-division/country:us/state:ny/place:rochester",
        "places": ["Rochester, NY"],
        "topics": ["status_inquiry"],
        "direction": "limits",
        "action_type": "adopted",
        "stage_date": date(2025, 4, 22),
        "actor": "council",
        "instrument": None,
        "corroboration": ["record"],
        "conflicts": [],
        "first_seen_on": date(2025, 4, 23),
        "confidence": 0.83,
    }
    return row | changes


def material(actions: list[dict[str, Any]], **changes: Any) -> SiteMaterial:
    """Return material in which each action has one stage with one quote of a newspaper."""
    timeline, evidence = [], []
    for row in actions:
        timeline.append(
            {
                "action_id": row["action_id"], "stage_number": 1, "action_type": row["action_type"],
                "stage_date": row["stage_date"], "first_seen_on": row["first_seen_on"], "is_new": True,
                "confidence": row["confidence"], "direction": row["direction"], "documents_count": 1,
                "quote": f"The council voted. {row['title']} " + "More words. " * 60,
                "source_url": "https://paper.test/a?b=1&c=2", "source_name": "The Paper",
                "source_kind": "news",
            }
        )  # fmt: skip
        evidence.append(
            {
                "action_id": row["action_id"], "stage_number": 1, "quote": timeline[-1]["quote"],
                "page": None,
                "document_id": f"d{row['action_id']}", "url": "https://paper.test/a?b=1&c=2",
                "document_title": row["title"], "source_id": "paper", "capture_sha256": "ab" * 32,
                "warc_path": "2025-04-23/0/captures.warc.gz", "warc_offset": 17,
                "fetched_at_utc": "2025-04-23 06:00:00+00",
            }
        )  # fmt: skip
    source = {
        "source_id": "paper", "title": "The Paper", "kind": "news", "jurisdiction": "Rochester, NY",
        "verdict": "ok", "reason": "12 documents", "since": date(2025, 4, 1),
        "last_read_on": date(2025, 4, 23), "last_spoke_on": date(2025, 4, 23), "is_silent": False,
        "silent_days": 0, "held_back_reason": None,
        "url": "https://paper.test/",
    }  # fmt: skip
    fields: dict[str, Any] = {
        "night": "2025-04-23", "actions": actions, "timeline": timeline, "evidence": evidence, "statuses": [],
        "sources": [source], "nights": [], "unreadable": [], "upcoming": [],
    }  # fmt: skip
    return SiteMaterial(**(fields | changes))


def no_files(folder: Path) -> list[dict[str, Any]]:
    """Write no downloads."""
    folder.mkdir()
    return []


def build(target: Path, made: SiteMaterial) -> Path:
    """Build and return the site."""
    build_site(made, target, downloads=no_files)
    return target


def test_news_is_quoted_in_at_most_300_characters_everywhere(tmp_path: Path) -> None:
    """No page, feed or data file holds more of a newspaper's words."""
    site = build(tmp_path / "site", material([action(1)]))
    for file in site.rglob("*"):
        if file.suffix in {".html", ".atom", ".js", ".ics"}:
            assert file.read_text().count("More words.") <= 300 // len("More words."), file


def test_what_strangers_wrote_is_never_markup(tmp_path: Path) -> None:
    """A title with markup in it is shown as its letters, in pages, data and feeds."""
    row = action(1, title=HOSTILE, jurisdiction="Ro<b>chester", instrument=HOSTILE, conflicts=[HOSTILE])
    site = build(tmp_path / "site", material([row]))
    for file in site.rglob("*.html"):
        text = file.read_text()
        assert "<img src=x" not in text and "<b>chester" not in text, file
    for file in (site / "data").glob("*.js"):
        assert "<" not in file.read_text(), file
    feed = feedparser.parse((site / "feeds" / "all.atom").read_bytes())
    assert not feed.bozo
    assert "<script>" in feed.entries[0].title


def test_links_from_outside_are_web_addresses_or_none(tmp_path: Path) -> None:
    """A javascript: address is printed and not linked."""
    made = material([action(1)])
    made.evidence[0]["url"] = "javascript:alert(1)"  # type: ignore[index]
    site = build(tmp_path / "site", made)
    page = (site / "actions" / f"{1:020x}.html").read_text()
    assert "javascript:alert(1)" in page
    assert 'href="javascript' not in page


def test_every_page_has_a_strict_policy_and_asks_nobody_else(tmp_path: Path) -> None:
    """Nothing is loaded from another host."""
    site = build(tmp_path / "site", material([action(1), action(2, jurisdiction=None, ocd_id=None)]))
    pages = list(site.rglob("*.html"))
    assert len(pages) >= 8
    for page in pages:
        text = page.read_text()
        assert "default-src 'none'" in text, page
        assert not re.findall(r'(?:src|<link[^>]+href)="(?:https?:)?//', text), page


def test_every_link_within_the_site_leads_somewhere(tmp_path: Path) -> None:
    """No page links to a file that was not written, the downloads aside."""
    site = build(
        tmp_path / "site",
        material([action(n, jurisdiction=place) for n, place in enumerate(["Rochester, NY", "Ñandú, TX"])]),
    )
    for page in site.rglob("*.html"):
        for target in re.findall(r'(?:href|src)="([^"#:]+?)(?:#[^"]*)?"', page.read_text()):
            assert (page.parent / target).resolve().exists(), f"{page} -> {target}"


def test_an_empty_site_says_that_nothing_was_found(tmp_path: Path) -> None:
    """No action is a statement, with the way to what was read."""
    site = build(tmp_path / "site", material([]))
    text = (site / "index.html").read_text()
    assert "No action has been found yet" in text
    assert "health.html" in text


def test_a_site_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    """The folder is swapped only when it is whole."""
    site = build(tmp_path / "site", material([action(1)]))
    before = (site / "index.html").read_bytes()

    def refuse(folder: Path) -> list[dict[str, Any]]:
        raise OSError(28, "no space")

    with pytest.raises(OSError, match="no space"):
        build_site(material([]), site, downloads=refuse)
    assert (site / "index.html").read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["site"]


def test_pages_that_say_the_same_are_not_written_again(tmp_path: Path) -> None:
    """Only the changed action's page, its place's, and what tells of the night; what is gone goes."""
    other = {"jurisdiction": "Polk County, FL", "ocd_id": "ocd-division/country:us/state:fl/county:polk"}
    site = build(tmp_path / "site", material([action(1), action(2, **other), action(3, **other)]))
    kept, changed, gone = (site / "actions" / f"{number:020x}.html" for number in (1, 2, 3))
    before = {page: page.stat() for page in (kept, changed, site / "index.html")}
    build(site, material([action(1), action(2, **other, confidence=0.5)], night="2025-04-24"))
    assert kept.stat().st_ino == before[kept].st_ino
    assert changed.stat().st_ino != before[changed].st_ino
    assert "50% sure" in changed.read_text() and "April 24, 2025" in (site / "index.html").read_text()
    assert not gone.exists()
    assert "Rochester" in (site / "places" / "rochester-ny.html").read_text()
    assert [each.name for each in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize("harm", ["lost", "cut short", "link", "list", "edition"])
def test_a_page_that_was_harmed_is_written_again(tmp_path: Path, harm: str) -> None:
    """Whatever became of a page, its list or the code, the next site says what it should."""
    site = build(tmp_path / "site", material([action(1)]))
    page = site / "actions" / f"{1:020x}.html"
    text = page.read_text()
    if harm == "lost":
        page.unlink()
    elif harm == "cut short":
        page.write_text(text[:100])
    elif harm == "link":
        page.unlink()
        page.symlink_to("/etc/hostname")
    elif harm == "list":
        (site / ".pages.json").write_text('{"edition": 1, "pages": [')
    else:
        known = json.loads((site / ".pages.json").read_text())
        (site / ".pages.json").write_text(json.dumps(known | {"edition": "of other code"}))
        page.write_text(text.replace("Rochester", "Elsewhere"))
    build(site, material([action(1)]))
    assert page.read_text() == text and not page.is_symlink()


def test_pages_tell_what_their_rows_tell(tmp_path: Path) -> None:
    """A site brought up by steps is the site made at once, every file of it."""
    first = material([action(1), action(2, direction="expands"), action(4)])
    second = material(
        [action(1, direction="unclear"), action(2, direction="expands"), action(3)], night="2025-04-24"
    )
    build(tmp_path / "steps", first)
    steps, once = build(tmp_path / "steps", second), build(tmp_path / "once", second)
    found = [
        {str(each.relative_to(site)): each.read_bytes() for each in site.rglob("*") if each.is_file()}
        for site in (steps, once)
    ]
    assert found[0] == found[1]


def test_there_is_a_site_at_every_moment(tmp_path: Path) -> None:
    """The folder is exchanged: whoever looks for it while sites follow one another finds it."""
    site = build(tmp_path / "site", material([]))
    missed, done = [], threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                site.stat()
            except OSError as error:
                missed.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(30):
        build(site, material([]))
    done.set()
    reader.join()
    assert not missed


def test_feeds_are_valid_and_newest_first(tmp_path: Path, valid_atom: Callable[[bytes], None]) -> None:
    """Each filter has a feed; an entry's id names action and stage."""
    rows = [
        action(1),
        action(2, direction="expands", topics=["agreement_287g"], jurisdiction="Polk County, FL",
               ocd_id="ocd-division/country:us/state:fl/county:polk", first_seen_on=date(2025, 4, 25)),
    ]  # fmt: skip
    site = build(tmp_path / "site", material(rows))
    found = feedparser.parse((site / "feeds" / "all.atom").read_bytes())
    assert not found.bozo
    for feed in (site / "feeds").glob("*.atom"):
        valid_atom(feed.read_bytes())
    assert [entry.id.rsplit(":", 1)[1] for entry in found.entries] == [
        f"{2:020x}/adopted",
        f"{1:020x}/adopted",
    ]
    for name, count in [("expands", 1), ("topic-agreement_287g", 1), ("state-fl", 1), ("state-ny", 1),
                        ("place-polk-county-fl", 1), ("unclear", 0)]:  # fmt: skip
        feed = feedparser.parse((site / "feeds" / f"{name}.atom").read_bytes())
        assert not feed.bozo
        assert len(feed.entries) == count, name
    assert len(list((site / "feeds").glob("topic-*.atom"))) == len(TOPICS)


def test_a_feed_is_xml_whatever_characters_a_title_holds(
    tmp_path: Path, valid_atom: Callable[[bytes], None]
) -> None:
    """XML has no place for some characters, not even escaped."""
    site = build(tmp_path / "site", material([action(1, title="Council \ufffe\uffff\x0b\x00\ud800 votes")]))
    valid_atom((site / "feeds" / "all.atom").read_bytes())
    (title,) = ElementTree.parse(site / "feeds" / "all.atom").findall("{*}entry/{*}title")
    assert title.text is not None
    assert title.text.startswith("Rochester, NY: Council")
    assert title.text.endswith("votes")


def test_the_calendar_holds_the_hearings_to_come(tmp_path: Path) -> None:
    """Whole days, lines of at most 75 bytes, commas escaped, no line break let in."""
    upcoming = [
        {
            "action_id": "ab12",
            "title": "Zürich, KS: council is considering a measure; with, commas\r\nX:1" + "é" * 80,
            "jurisdiction": "Zürich, KS", "stage_date": date(2025, 5, 6), "quote": "Hearing\nset",
            "source_url": "https://k.test/a", "source_kind": "council",
        }
    ]  # fmt: skip
    site = build(tmp_path / "site", material([], upcoming=upcoming))
    raw = (site / "hearings.ics").read_bytes()
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    calendar = icalendar.Calendar.from_ical(raw)
    (event,) = calendar.walk("VEVENT")
    assert not calendar.errors and not event.errors
    assert all(calendar.get(name) for name in ("PRODID", "VERSION"))
    assert all(event.get(name) for name in ("UID", "DTSTAMP", "DTSTART"))
    assert (event.start, event.end) == (date(2025, 5, 6), date(2025, 5, 7))
    assert str(event["SUMMARY"]).startswith(
        "Zürich, KS: Council is considering a measure; with, commas X:1éé"
    )
    assert str(event["DESCRIPTION"]) == "Hearing set" and str(event["LOCATION"]) == "Zürich, KS"
    assert str(event["URL"]) == "https://k.test/a"
    assert icalendar.Calendar.from_ical(calendar.to_ical()).to_ical() == raw


@pytest.mark.parametrize(
    "place", ["\ud800 City, KS", "A\x00B, KS", "Line\r\nEND:VEVENT, KS", "x" * 5000, None, ""]
)
def test_a_hearing_of_any_name_keeps_the_calendar_whole(tmp_path: Path, place: str | None) -> None:
    """Whatever a place is called, there is one event, and it can be read."""
    upcoming = [
        {"action_id": "ab12", "title": f"{place}: hearing", "jurisdiction": place,
         "stage_date": date(2025, 5, 6), "quote": place, "source_url": "javascript:x", "source_kind": None}
    ]  # fmt: skip
    raw = (build(tmp_path / "site", material([], upcoming=upcoming)) / "hearings.ics").read_bytes()
    (event,) = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    assert not event.errors and "URL" not in event
    assert not re.search(rb"[\x00-\x09\x0b\x0c\x0e-\x1f]", raw)


@pytest.mark.parametrize(
    ("row", "state"),
    [
        ({"ocd_id": "ocd-division/country:us/state:ny/place:rochester", "jurisdiction": "x"}, "NY"),
        ({"ocd_id": "ocd-division/country:us/district:dc", "jurisdiction": "x"}, "DC"),
        ({"ocd_id": None, "jurisdiction": "Rochester, MN"}, "MN"),
        ({"ocd_id": None, "jurisdiction": "New York"}, "NY"),
        ({"ocd_id": None, "jurisdiction": "Nowhere, ZZ"}, None),
        ({"ocd_id": None, "jurisdiction": None}, None),
    ],
)
def test_states_come_from_ids_else_names(row: dict[str, Any], state: str | None) -> None:
    """An id decides; a name only where it names a state."""
    assert state_of(row) == state


def test_places_never_share_a_page() -> None:
    """Names that lose letters carry a hash."""
    names = [
        "Rochester, NY",
        "Rochester, MN",
        "Ñandú, TX",
        "Nandu, TX",
        "../../etc",
        "",
        "A" * 300,
        "A" * 301,
        "東京",
    ]
    slugs = [slug_of(name) for name in names]
    assert len(set(slugs)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9-]+", slug) for slug in slugs)


def test_headlines_drop_the_place_that_stands_beside_them() -> None:
    """The place is not said twice."""
    assert headline_of(action(7)) == "Council adopted a measure on asking about immigration status (7)"


def test_the_chart_counts_by_month_and_says_what_it_leaves_out() -> None:
    """Undated steps are counted apart; a month before the window is not shown."""
    rows = [
        {"stage_date": date(2025, 4, 2), "direction": "limits"},
        {"stage_date": date(2025, 4, 30), "direction": "expands"},
        {"stage_date": date(2025, 3, 1), "direction": "limits"},
        {"stage_date": date(2017, 2, 1), "direction": "limits"},
        {"stage_date": None, "direction": "limits"},
    ]
    chart = month_chart(rows, "2025-04-30", months=3)
    assert [(each.name, each.limits, each.expands) for each in chart.months] == [
        ("2025-02", 0, 0), ("2025-03", 1, 0), ("2025-04", 1, 1),
    ]  # fmt: skip
    assert (chart.shown, chart.undated, chart.top) == (3, 1, 1)


def test_every_state_has_a_tile_of_its_own() -> None:
    """Fifty states, the District and Puerto Rico, none upon another."""
    assert len(TILES) == 52
    assert len(set(TILES.values())) == len(TILES)
    tiles, _ = state_tiles([action(1), action(2, direction="expands"), action(3)])
    assert {tile.code: (tile.limits, tile.expands, tile.leaning) for tile in tiles if tile.total} == {
        "NY": (2, 1, "limits")
    }


def test_the_list_is_cut_into_files_that_scripts_load(tmp_path: Path) -> None:
    """The first page stays small whatever the number of actions."""
    site = build(tmp_path / "site", material([action(n) for n in range(2001)]))
    assert {file.name for file in (site / "data").iterdir()} == {"index.js", "actions-0.js", "actions-1.js"}
    text = (site / "data" / "actions-1.js").read_text()
    number, rows = json.loads("[" + text.removeprefix("policywatchAdd(").removesuffix(");\n") + "]")
    assert (number, len(rows), rows[0][4:6]) == (1, 1, ["Rochester, NY", "NY"])
    assets = sum(file.stat().st_size for file in (site / "assets").iterdir())
    assert (site / "index.html").stat().st_size + assets < 200_000


def shown(page: str) -> str:
    """Return a page's elements after its scripts ran, as headless Chromium has them."""
    browser = next(
        (
            found
            for name in ("chromium", "chromium-browser", "google-chrome")
            if (found := shutil.which(name))
        ),
        None,
    )
    if browser is None:
        pytest.skip("no Chromium is installed; install it to see the page as readers do")
    done = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=4000",
         "--dump-dom", page],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.stdout


def test_filters_in_the_address_work_from_disk(tmp_path: Path) -> None:
    """The list is narrowed by what the address says, and the count says so."""
    rows = [action(1), action(2, direction="expands", jurisdiction="Polk County, FL",
                              title="Polk County, FL: sheriff signed <b>it</b>",
                              ocd_id="ocd-division/country:us/state:fl/county:polk")]  # fmt: skip
    site = build(tmp_path / "site", material(rows))
    dom = shown((site / "index.html").as_uri() + "#state=FL&direction=expands")
    entries = re.findall(r"<ol id=\"actions\".*?</ol>", dom, re.DOTALL)[0]
    assert "1 action of 2 matches." in dom
    assert "Sheriff signed &lt;b&gt;it&lt;/b&gt;" in entries
    assert "Council adopted" not in entries
    dom = shown((site / "index.html").as_uri() + "#state=TX")
    assert "No action matches these filters." in dom
