"""The site as readers have it: in a browser, by keyboard, on a phone, in the dark, and with hostile words."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="make browser installs what these tests need")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="make browser installs it")
expect = playwright.expect

pytestmark = pytest.mark.browser

KINDS = ("index", "places", "health", "downloads", "query", "action", "place")
PHONE = {"width": 360, "height": 740}
See = Callable[..., Any]


def test_filters_narrow_the_list_and_live_in_the_address(site: Any, see: See) -> None:
    """What one reader filters, another sees by the address alone; clearing shows everything again."""
    page = see(site.address + "index.html")
    expect(page.locator("#count")).to_have_text("65 actions; the newest 50 are shown.")
    page.locator("select[name=state]").select_option("FL")
    expect(page.locator("#count")).to_have_text("1 action of 65 matches.")
    expect(page).to_have_url(site.address + "index.html#state=FL")
    page.locator("select[name=direction]").select_option("limits")
    expect(page.locator("#count")).to_have_text("No action matches these filters.")
    other = see(page.url)
    expect(other.locator("#count")).to_have_text("No action matches these filters.")
    assert other.locator("select[name=state]").input_value() == "FL"
    other.get_by_role("button", name="Clear the filters").click()
    expect(other.locator("#count")).to_have_text("65 actions; the newest 50 are shown.")
    other.get_by_label("Words in the title").fill("council considering")
    expect(other.locator("#count")).to_have_text("1 action of 65 matches.")
    other.locator("input[name=from]").fill("2025-06-01")
    expect(other.locator("#count")).to_have_text("No action matches these filters.")


def test_the_list_goes_on(site: Any, see: See) -> None:
    """The rest is shown on demand, and the reader's place is kept."""
    page = see(site.address + "index.html")
    page.get_by_role("button", name="Show more").click()
    expect(page.locator("#actions > li")).to_have_count(65)
    expect(page.locator("#more")).to_be_hidden()
    expect(page.locator("#actions > li").nth(50).locator("h2 a")).to_be_focused()


def test_places_are_linked_from_the_list_with_and_without_scripts(site: Any, see: See, chromium: Any) -> None:
    """The list that the script writes links what the page as written does."""
    scripted = see(site.address + "index.html")
    expect(scripted.locator("#filters")).to_be_visible()
    bare = chromium.new_context(java_script_enabled=False)
    plain = bare.new_page()
    plain.goto(site.address + "index.html")
    for page in (scripted, plain):
        links = page.locator("#actions a[href^='places/']").evaluate_all(
            "links => links.map(each => each.getAttribute('href'))"
        )
        assert len(links) > 40
        assert set(links) == {"places/rochester-ny.html", "places/polk-county-fl.html"}
    bare.close()


def test_the_keyboard_alone_is_enough(site: Any, see: See) -> None:
    """Skip to the content, choose a state, open the action, all without a pointer."""
    page = see(site.address + "index.html")
    expect(page.locator("#filters")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("select[name=state]")).to_be_focused()
    page.keyboard.type("Flo")
    expect(page.locator("#count")).to_have_text("1 action of 65 matches.")
    link = page.locator("#actions h2 a")
    for _ in range(30):
        page.keyboard.press("Tab")
        if link.evaluate("each => each === document.activeElement"):
            break
    expect(link).to_be_focused()
    outline = link.evaluate("each => getComputedStyle(each).outlineWidth")
    assert outline == "3px"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sheriff approved or signed an agreement")


def test_the_map_filters(site: Any, see: See) -> None:
    """A state's square leads to its actions."""
    page = see(site.address + "index.html")
    page.get_by_role("link", name="Florida: 0 limit, 1 expand").click()
    expect(page.locator("#count")).to_have_text("1 action of 65 matches.")
    assert page.locator("select[name=state]").input_value() == "FL"


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_words_stay_text(site: Any, see: See, kind: str) -> None:
    """Markup in titles, reasons and sources is shown as its letters on every kind of page."""
    page = see(site.address + site.pages()[kind])
    page.wait_for_load_state("networkidle")
    assert "taken" not in page.title() or "</script>" in page.title()
    assert page.locator("img").count() == 0
    assert page.locator("a[href^='javascript:']").count() == 0
    if kind in ("index", "health"):
        assert "<img src=x onerror=" in page.locator("main").inner_text()


def test_the_page_of_a_hostile_action_is_text(site: Any, see: See) -> None:
    """Title, number and conflict of it are shown and not run."""
    page = see(site.address + hostile_page(site))
    assert page.locator("main").inner_text().count("<img src=x onerror=") >= 3
    assert page.locator("img").count() == 0


def hostile_page(site: Any) -> str:
    """Return the page of the action with the hostile title."""
    found = [
        each for each in (site.folder / "actions").glob("*.html") if "<h1>&lt;/script" in each.read_text()
    ]
    assert len(found) == 1
    return f"actions/{found[0].name}"


def test_an_empty_site_says_so(empty_site: Any, see: See) -> None:
    """Nothing found is a statement; no form asks to filter nothing."""
    page = see(empty_site.address + "index.html")
    expect(page.get_by_text("No action has been found yet.")).to_be_visible()
    expect(page.locator("#filters")).to_be_hidden()
    expect(see(empty_site.address + "places.html").get_by_text("No place with an action")).to_be_visible()


@pytest.mark.parametrize("kind", KINDS)
def test_a_phone_needs_no_sideways_scrolling(site: Any, see: See, kind: str) -> None:
    """At 360 points a page is as wide as its window; wide tables scroll within themselves."""
    page = see(site.address + site.pages()[kind], size=PHONE)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for field in page.locator("form:visible :is(input, select, textarea, button)").all():
        inner, outer = field.bounding_box(), page.locator("form:visible").bounding_box()
        assert inner["x"] + inner["width"] <= outer["x"] + outer["width"]
        assert field.evaluate("each => each.scrollWidth <= each.clientWidth + 1")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_stands_in_the_way_of_anybody(site: Any, see: See, kind: str, scheme: str) -> None:
    """axe-core finds no violation, best practices included."""
    page = see(site.address + site.pages()[kind], scheme=scheme)
    page.wait_for_load_state("networkidle")
    for details in page.locator("summary").all():
        details.click()
    found = axe.Axe().run(page)
    assert not found.response["violations"], found.generate_report()


def test_the_page_works_from_disk(site: Any, chromium: Any) -> None:
    """A folder on a stick: the list is filtered without a server."""
    page = chromium.new_page()
    page.goto((site.folder / "index.html").as_uri() + "#state=FL")
    expect(page.locator("#count")).to_have_text("1 action of 65 matches.")
    page.close()


def test_the_query_box_answers_or_says_what_it_needs(site: Any, see: See, chromium: Any) -> None:
    """With the engine a query gives rows; without it the reader is told how to have it."""
    is_built = (site.folder / "assets" / "duckdb" / "duckdb.wasm").is_file()
    if not is_built:
        page = chromium.new_page()  # the engine's absence is a 404 that the browser logs
        page.goto(site.address + "query.html")
        page.get_by_role("button", name="Run").click()
        expect(page.locator("#said")).to_contain_text("make query-box")
        page.close()
        return
    with (site.folder / "data" / "actions.csv").open(newline="") as lines:
        counts = Counter((row["jurisdiction"] or "–", row["direction"]) for row in csv.DictReader(lines))
    page = see(site.address + "query.html")
    page.get_by_role("button", name="Run").click()
    rows = page.locator("#answer tbody tr")
    expect(rows).to_have_count(len(counts), timeout=60_000)
    answered = rows.evaluate_all("rows => rows.map(row => Array.from(row.cells, cell => cell.textContent))")
    assert {(place, direction): int(count) for place, direction, count in answered} == counts
    page.get_by_label("A query").fill("SELECT nothing FROM nowhere")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#said")).to_contain_text("nowhere")
