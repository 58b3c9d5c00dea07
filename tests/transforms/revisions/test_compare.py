"""Two versions of a text: what was added, removed, changed, moved, and what only looks different."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.revisions import compare, split_text
from transforms.revisions.compare import Comparison
from warehouse.records import PageText

AGENDA = """CITY OF EXAMPLE
REGULAR MEETING AGENDA
Tuesday, May 6, 2025, 6:00 PM

I. ROLL CALL

II. NEW BUSINESS

1. Approve the purchase of road salt from the low bidder for the coming winter season.

2. Resolution 2025-14, opposing participation in the 287(g) program of the federal government.

3. Accept the annual report of the animal shelter and thank its volunteers.

III. ADJOURNMENT
"""

MANUAL = """EXAMPLE COUNTY SHERIFF
POLICY MANUAL

300.1 PURPOSE
This policy tells members how to treat requests of immigration authorities.

300.2 DETAINERS
Members shall not hold a person on a civil detainer.

300.2.1 NOTICE
The person is given a copy of the detainer.

300.3 RECORDS
The records unit keeps each request for five years.
"""


def _became(before: str, after: str, **more: tuple[PageText, ...]) -> Comparison:
    pages = more.get("pages", ())
    return compare(split_text(before, pages), split_text(after, more.get("later_pages", pages)))


def _told(comparison: Comparison) -> list[tuple[str, str]]:
    told = []
    for each in comparison.pairs:
        section = each.before or each.after
        if each.became != "unchanged":
            told.append((each.became, section.heading[:24]))
    return told


def test_an_added_item_is_added_and_the_renumbered_ones_moved() -> None:
    """The new item alone is to be read."""
    after = AGENDA.replace("2. Resolution", "2. Set the rate of the water fund.\n\n3. Resolution").replace(
        "3. Accept", "4. Accept"
    )
    comparison = _became(AGENDA, after)
    assert _told(comparison) == [
        ("added", "2. Set the rate of the w"),
        ("moved", "2. Resolution 2025-14, o"),
        ("moved", "3. Accept the annual rep"),
    ]
    assert [each.heading for each in comparison.to_read] == ["2. Set the rate of the water fund."]


def test_a_changed_item_is_changed_and_a_removed_one_removed() -> None:
    """Each keeps both sides as far as there are two."""
    after = AGENDA.replace("opposing participation in", "urging participation in").replace(
        "3. Accept the annual report of the animal shelter and thank its volunteers.\n\n", ""
    )
    comparison = _became(AGENDA, after)
    assert _told(comparison) == [
        ("changed", "2. Resolution 2025-14, o"),
        ("removed", "3. Accept the annual rep"),
    ]
    changed = next(each for each in comparison.pairs if each.became == "changed")
    assert "opposing" in changed.before.heading
    assert "urging" in changed.after.heading


def test_items_that_change_places_are_moved() -> None:
    """One of the two moved; neither is read again."""
    lines = AGENDA.split("\n\n")
    lines[3], lines[5] = lines[5], lines[3]
    comparison = _became(AGENDA, "\n\n".join(lines))
    assert {became for became, _ in _told(comparison)} == {"moved"}
    assert comparison.to_read == []


def test_an_item_under_another_heading_is_read_again() -> None:
    """The same words under "Adopted" say something new."""
    after = AGENDA.replace("II. NEW BUSINESS", "II. ADOPTED WITHOUT DEBATE")
    comparison = _became(AGENDA, after)
    assert "2. Resolution 2025-14, o" in [each.heading[:24] for each in comparison.to_read]


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(AGENDA + "\nPrinted on 5/2/2025 3:14 PM\n", id="print date"),
        pytest.param(AGENDA + "\nPage views: 1,204\n", id="counter"),
        pytest.param(AGENDA + "\nLast updated: May 2, 2025\n", id="last updated"),
        pytest.param(AGENDA + "\n© 2025 City of Example. Page 2 of 2\n", id="page number and year"),
        pytest.param(AGENDA.replace(" for the coming winter", "\nfor the coming winter"), id="reflow"),
        pytest.param(AGENDA.replace("participation", "partici-\npation"), id="cut word"),
        pytest.param(AGENDA.replace("\n\n", "\n").replace(" ", "  "), id="white space"),
        pytest.param(AGENDA.replace("II. NEW BUSINESS", "II. New Business"), id="case"),
    ],
)
def test_what_only_looks_different_is_no_change(after: str) -> None:
    """Nothing of it is to be read."""
    if "City of Example. Page" in after:
        after = after.replace(" City of Example.", "")
    comparison = _became(AGENDA, after)
    assert comparison.to_read == []
    assert _told(comparison) == []


def test_an_effective_date_is_a_change() -> None:
    """It tells when an order begins; only dates of printing and updating do not count."""
    before = "GENERAL ORDER 5\n\nEffective Date: May 1, 2024\n\nMembers shall wear their badges."
    comparison = _became(before, before.replace("2024", "2025"))
    assert [each.became for each in comparison.pairs if each.is_read] == ["changed"]


def test_page_headers_and_footers_do_not_count() -> None:
    """The same lines on every page, but for their numbers, are furniture."""

    def pages_of(date: str) -> tuple[str, tuple[PageText, ...]]:
        parts = [
            f"Example Board, {date}\n{n}. Approve contract {n} with the firm of {name}.\nPacket {date} {n}"
            for n, name in enumerate(("Abel", "Baker", "Cole"), start=1)
        ]
        text, pages = "", []
        for number, part in enumerate(parts, start=1):
            pages.append(PageText(number=number, start=len(text), end=len(text) + len(part), method="pdf"))
            text += part + "\n\f\n"
        return text, tuple(pages)

    before, pages = pages_of("May 1")
    after, later = pages_of("June 12")
    comparison = compare(split_text(before, pages), split_text(after, later))
    assert comparison.to_read == []


def test_a_manuals_sections_are_known_by_their_numbers() -> None:
    """A subsection's change is its own; its heading and neighbors stand."""
    after = MANUAL.replace("a copy of the detainer", "a copy of the detainer within one day")
    comparison = _became(MANUAL, after)
    assert [each.key for each in comparison.to_read] == ["300.2.1"]
    assert [each.key for each in split_text(MANUAL).sections if each.unit == "section"] == [
        "300.1",
        "300.2",
        "300.2.1",
        "300.3",
    ]


def test_items_run_into_one_line_are_items() -> None:
    """A page whose lines were joined still lists its items one by one."""
    before = "Int. No. 168 Authorizing a bridge, $1,200. Int. No. 169 Planting trees in the north."
    after = before + " Int. No. 171 Barring civil detainers."
    comparison = _became(before, after)
    assert [each.heading for each in comparison.to_read] == ["Int. No. 171 Barring civil detainers."]
    assert len(split_text(before).sections) == 2


def test_statutes_and_clauses_are_sections() -> None:
    """§ and Section are one style; a recital is told by its words."""
    text = "§ 5-1 Definitions.\nWords.\nSection 5-2 Detainers.\nMore.\nWHEREAS, residents trust police; and"
    assert [each.key.rsplit("/", 1)[-1] for each in split_text(text).sections] == [
        "§ 5-1",
        "§ 5-2",
        "whereas whereas residents trust police and",
    ]


def test_paragraphs_stand_in_where_nothing_is_numbered() -> None:
    """An article's new paragraph is all that is read."""
    story = "The council met on Tuesday.\n\nIt heard a report on snow.\n\nNobody spoke about the budget."
    after = story.replace("It heard", "It voted 5-4 to end its jail contract.\n\nIt heard")
    comparison = _became(story, after)
    assert [each.heading for each in comparison.to_read] == ["It voted 5-4 to end its jail contract."]
    assert all(each.unit == "paragraph" for each in split_text(story).sections)


def test_paragraphs_cut_at_other_places_are_the_same() -> None:
    """Two paragraphs printed as one hold the same words."""
    before = "First, the council met. Then it voted.\n\nIt went home after midnight.\n\nThe mayor stayed."
    after = "First, the council met.\n\nThen it voted. It went home after midnight.\n\nThe mayor stayed."
    assert _became(before, after).to_read == []


def test_names_and_years_at_the_start_of_a_line_are_no_sections() -> None:
    """A bare number opens a section only where several rise."""
    text = "2025 was a year of change.\nThe board met in Room 300.\n300 Main Street is closed."
    assert all(each.unit == "paragraph" for each in split_text(text).sections)


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_two_texts_compare(before: str, after: str) -> None:
    """Sections stand in order within their text, and every word of theirs is accounted for once."""
    one, two = split_text(before), split_text(after)
    for each in (one, two):
        assert all(a.end <= b.start for a, b in zip(each.sections, each.sections[1:], strict=False))
        assert sum(section.words_count for section in each.sections) == len(each.words)
    comparison = compare(one, two)
    assert len([each for each in comparison.pairs if each.after]) == sum(
        1 for each in two.sections if each.words_count
    )
    for earlier, later in comparison.word_map.items():
        assert one.words[earlier] == two.words[later]


@given(st.text(max_size=600))
def test_a_text_is_the_same_as_itself(text: str) -> None:
    """Nothing is to be read, and every word maps to itself."""
    split = split_text(text)
    comparison = compare(split, split_text(text))
    assert comparison.to_read == []
    assert comparison.word_map == {n: n for n in range(len(split.words))}
