"""One operative clause makes an instrument on another subject relevant; borrowed words make none so."""

from __future__ import annotations

import pytest

from transforms.candidates import propose_candidates
from transforms.candidates.screening import other_ice
from warehouse.records import Reading

FILLER = "\n".join(
    f"Section {number}. The sum of ${number},000 is appropriated to the Department of Roads for "
    "culverts and signs."
    for number in range(2, 30)
)
CLAUSES = (
    "No sum appropriated by this act shall be used to pay a state employee while he makes arrests for civil "
    "violations of the immigration laws.",
    "A department shall not run a search of license plate data for an agency that seeks it in order "
    "to enforce "
    "civil immigration law.",
    "The sheriff shall deliver inmates who are subject to final orders of removal to United States "
    "Immigration "
    "and Customs Enforcement before the end of their terms.",
)
BORROWED = (
    ("An ordinance on storm water", "No private detention facility shall be built in the basin "
        "without a permit. "
     "Each detention facility shall drain within seventy-two hours."),
    ("A statute on alien insurers", "The director may examine an alien insurer's books, detain "
        "assets held in "
     "trust, and share information with federal authorities."),
    ("Records of landowners", "Records that show the citizenship status of an owner of farm land "
        "are confidential "
     "but may be shared with the committee."),
    ("A drug task force", "Memorandum of understanding between Homeland Security Investigations and "
        "the County "
     "Sheriff for participation in a task force on opioids and firearms."),
)  # fmt: skip


def _read(text: str, title: str) -> Reading:
    return propose_candidates(
        document_id="d", text=text, title=title, url=None, published=None, source_kind="legislation",
        jurisdiction="Dover, DE",
    )  # fmt: skip


@pytest.mark.parametrize("clause", CLAUSES)
def test_one_clause_in_a_budget_is_enough(clause: str) -> None:
    """A bill on roads with one rule on immigration enforcement is relevant, and the clause is its proof."""
    found = _read(
        f"HOUSE BILL NO. 9\nAN ACT MAKING APPROPRIATIONS.\nSection 1. {clause}\n{FILLER}",
        "HB 9 appropriations",
    )
    assert found.relevant
    assert found.candidates[0].evidence[0].quote in f"Section 1. {clause}"
    without = _read(f"HOUSE BILL NO. 9\nAN ACT MAKING APPROPRIATIONS.\n{FILLER}", "HB 9 appropriations")
    assert not without.relevant


@pytest.mark.parametrize(("title", "text"), BORROWED)
def test_words_that_others_use_too(title: str, text: str) -> None:
    """Basins detain, insurers are alien and share data, owners show their citizenship: all irrelevant."""
    assert not _read(f"ORDINANCE NO. 12\nBe it ordained: {text}", title).relevant


def test_letters_that_stand_for_something_else() -> None:
    """A fund that calls itself ICE is no federal agency, unless the page names that too."""
    fund = "The Infrastructure and Capital Enterprise (ICE) Fund Board reports that ICE held five meetings."
    assert other_ice(fund)
    assert not other_ice(f"{fund} Immigration and Customs Enforcement rents the hall.")
    assert not other_ice("Immigration and Customs Enforcement (ICE) rents the hall.")
    assert not _read(f"Agenda item: {fund}", "26-81 Communication from the ICE Fund Board").relevant


def test_repealed_limits_favor_cooperation() -> None:
    """What a resolution rescinds and a section repeals is turned round, however far it stands before."""
    text = (
        "ORDINANCE NO. 77\nSections 5 to 9, by which officers were told not to give time, data or "
        "space to federal "
        "immigration officers, are repealed."
    )
    found = _read(text, "Ordinance No. 77 conforming chapter 4 to state law")
    assert found.relevant
    assert found.candidates[0].direction == "expands"


DIRECTIONS = (
    ("A RESOLUTION DECLARING THE TOWN A NON-SANCTUARY TOWN", "expands"),
    ("Approve amendment 4 to the agreement with ICE adding 60 beds for detainees at the jail", "expands"),
    ("Ratify the application to the state immigration enforcement grant program for the sheriff", "expands"),
    ("LOCAL LAW NO. 4 OF 2026 PROHIBITING THE USE OF STAFF FOR CIVIL IMMIGRATION ENFORCEMENT", "limits"),
    ("Motion to table the resolution on the sheriff's 287(g) agreement. Motion carried 4-2.", "unclear"),
    ("Resolution urging the U.S. Department of Homeland Security to allow inspection of the immigration "
     "detention facility", "limits"),
)  # fmt: skip


@pytest.mark.parametrize(("item", "direction"), DIRECTIONS)
def test_items_point_by_what_they_do(item: str, direction: str) -> None:
    """Beds added and money taken favor cooperation, inspection limits it, a motion to put off is neither."""
    found = _read(f"Board of Commissioners\nAgenda item:\n{item}", item)
    assert found.relevant
    assert found.candidates[0].direction == direction
