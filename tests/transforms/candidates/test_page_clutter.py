# ruff: noqa: E501 (a line of a page stays on one line)
"""Pages as the web and the scanner give them: menus, lists of other stories, comments, broken letters."""

from __future__ import annotations

import pytest

from transforms.candidates import propose_candidates
from warehouse.records import Reading

MENU = """Skip to main content
Home | News | Sports | Opinion | Obituaries | Subscribe
MOST READ
1. Sheriff signs 287(g) agreement with ICE
2. City council votes to become a sanctuary city
3. What is a detainer?
We use cookies to improve your experience. Accept all
"""
FOOT = """
Related
Council repeals sanctuary ordinance after state threat
ICE raid nets 14 at roofing yard
More from Local News
Sheriff ends jail contract with ICE
Sign up for our newsletter
"""
PLOWS = "BOISE, Idaho - The City Council voted 5-1 Tuesday to buy two snowplows. The plows arrive in May. Residents spoke for an hour about potholes."
RULE = "BOISE, Idaho - The City Council voted 5-1 Tuesday to bar police from asking people about immigration status. The rule takes effect in May."
SECTIONS = "Home News Local Nation Politics Crime Education Weather Sports High School Sports Business Obituaries Opinion Letters Lifestyle Food Travel Calendar Classifieds\nLIVE: Federal agents expand operations in three cities; follow updates\nTrending: School closings | Immigration protest photos | Playoff bracket\n"


def read(text: str, *, title: str = "Council meets", kind: str = "news", place: str | None = None) -> Reading:
    """Return the reading of a page of April 9, 2025."""
    return propose_candidates(
        document_id="d", text=text, title=title, url=None, published="2025-04-09", source_kind=kind,
        jurisdiction=place,
    )  # fmt: skip


@pytest.mark.parametrize(
    "page",
    [
        MENU + PLOWS + FOOT,
        SECTIONS + PLOWS,
        "Trending: ICE raids | Sheriff ends ICE contract | Best tacos. " + PLOWS,
        "You may also like: The sheriff signed a 287(g) agreement with ICE on Monday. Read more.\n" + PLOWS,
        PLOWS.replace(". ", ".\n\nRELATED STORY: Commissioners vote to end contract with ICE\n\n", 1),
        PLOWS + "\nTags: immigration, ICE, sanctuary cities, city council, police",
        PLOWS
        + "\nComments (3)\nJoe: They voted to end the sanctuary city policy!\nAnn: The sheriff signed with ICE.",
    ],
)
def test_other_stories_on_the_page_lend_nothing(page: str) -> None:
    """Menus, most-read lists, teasers, tags and readers' comments are not the story."""
    assert not read(page).relevant


@pytest.mark.parametrize(
    "page", [MENU + RULE + FOOT, SECTIONS + RULE, RULE + "\n7 comments\nAnn: I voted for none of them."]
)
def test_the_story_amid_clutter_is_found_alone(page: str) -> None:
    """One new act, quoted from the story."""
    reading = read(page)
    assert reading.new_action
    assert all(
        "bar police" in each.evidence[0].quote or "The rule" in each.evidence[0].quote
        for each in reading.candidates
    )


@pytest.mark.parametrize(
    "text",
    [
        "The Board of Cornrnissioners voted 3-2 Tuesday to end its agreernent with U.S. Irnrnigration and Custorns Enforcernent to house detainees at the county jail.",
        "The Commissioners voted2-1 to terrninate the contract with lmmigration and Customs Enforcement for detention beds.",
        "Upon motion the Board agreed to terminate the county's contract with lCE for jail beds; carried 4-1 on April 8, 2025.",
    ],
)
def test_scanned_letters_are_read(text: str) -> None:
    """rn for m, l for I, a lost blank: the act is found and quoted as it stands."""
    reading = read(text, title="Minutes of April 8, 2025", kind="county", place="Pike County, PA")
    assert reading.relevant
    assert reading.candidates[0].evidence[0].quote in text


def test_a_row_of_a_table_is_an_act() -> None:
    """One relevant row among others gives one act, in its place."""
    table = "Ordinance | Sponsor | Action | Date\n2025-14 | Ruiz | Snow and ice routes | Adopted 4/8/2025\n2025-15 | Cole | Prohibit use of city funds to assist federal immigration enforcement | Adopted 4/8/2025\n2025-16 | Hall | Dog park hours | Tabled"
    reading = read(table, title="Actions of the council", kind="council", place="Erie, PA")
    assert [(each.action_type, each.jurisdiction) for each in reading.candidates] == [("adopted", "Erie, PA")]


def test_quotations_in_spanish_do_not_hide_the_act() -> None:
    """The English sentence between them tells it."""
    text = 'YAKIMA, Wash. - "No más detenciones para la migra", said María López after the vote. The county commissioners voted 2-1 Tuesday to stop holding people for ICE at the jail. "Gracias a Dios", said her brother.'
    reading = read(text)
    assert reading.new_action
    assert reading.candidates[0].jurisdiction == "Yakima County, WA"


def test_one_item_of_a_long_packet_is_found() -> None:
    """Three hundred pages about snow and ice, and one resolution."""
    page = (
        "Approve the minutes. Accept the snow and ice removal bid. Hear a report on detention basins.\n" * 40
    )
    item = "ITEM 9.C: Resolution 2025-31, directing police not to honor civil immigration detainers absent a warrant signed by a judge. Adopted 4-1.\n"
    reading = read(page * 150 + item + page * 150, title="Agenda packet", kind="council", place="Erie, PA")
    assert reading.relevant
    assert "2025-31" in reading.candidates[0].evidence[0].quote
