# ruff: noqa: E501 (a story stays on one line)
"""Advice, rumors, federal business and other subjects, each beside the act that must still be found."""

from __future__ import annotations

import pytest

from transforms.candidates import propose_candidates
from warehouse.records import Reading

NOTHING = (
    ("Letter: Time for a spine", "Editor: The town ought to end its contract with ICE, and the selectmen had better do it soon. If they don't, I'll run myself. - P. Voss"),
    ("Rumor about the mayor is false", "KNOXVILLE - A video shared in group chats says that the council adopted a sanctuary ordinance. Nobody did; the clerk has no record, and the mayor laughed at it."),
    ("Words to know", "A hold usually means that the jail keeps someone two days for ICE. In the street model deputies make immigration arrests."),
    ("Council seat fight heats up", "YONKERS - A lawyer predicted a lawsuit over the sanctuary city label. Nothing was filed."),
    ("Two arrested with guns", "BILLINGS - Homeland Security Investigations and the sheriff's drug unit took 9 guns. The pair sit in the county jail on federal detainers for trafficking."),
    ("Detainee missing after stop", "LIBERAL, Kan. - An immigration detainee on his way from the Seward County jail to the airport walked off Sunday while his guard slept."),
    ("Warehouse gets a tenant", "Dentists and an insurance broker will share an elevator with new neighbors. A landlord in Polk County said Tuesday that Immigration and Customs Enforcement has taken a floor of his tower under a federal lease for ten years."),
    ("Prison firm's quarter", "Investors cheered Tuesday as CoreCivic said it had signed a federal contract to hold 600 people for immigration authorities in a former state prison."),
    ("Permanent residents to get a vote", "Green-card holders would be voting for council from 2027 under a bill adopted 8-1 Tuesday. One opponent called it the work of a sanctuary city."),
    ("Jail calls get cheaper", "Commissioners approved a vendor Monday who will charge 6 cents a minute for calls. The rate is the same for county inmates and people held for ICE."),
    ("Herons keep their marsh", "Supervisors voted Tuesday not to rezone the shore by the rookery, a sanctuary under an ordinance of 1979."),
    ("Family sues over rent law", "A judge ruled Friday that the borough may not fine owners who rent to tenants in the country illegally. The ordinance is from 2008."),
    ("Student home at last", "A judge ordered Friday the release of a graduate student who was grabbed by masked ICE agents outside her dormitory in Ohio and flown south."),
    ("Suit over citizenship order", "Attorneys general of 12 states sued Thursday to keep citizenship for children born here. Immigration officers aren't named in it."),
    ("White House issues order on agents", "WASHINGTON - The President signed an order Tuesday that hires 4,000 ICE officers, widens 287(g) and says sanctuary jurisdictions may lose grants. It names none."),
    ("Your heat is off", "Call the inspector. The city will not ask about your papers when you complain."),
    ("If he won't", "Our chief is wrong. If he won't cooperate with Immigration and Customs Enforcement, voters will notice."),
    ("New papers", "Among the forms are a request for the jail under 287(g), a notice to appear and a bond receipt."),
)  # fmt: skip
ACTS = (
    ("Selectmen: End the contract", "DOVER - Selectmen voted 4-1 Monday for a letter that says the county should end its contract with ICE."),
    ("Rumor gets one thing right", "KNOXVILLE - A video says that the city has deported families; it has not. But the council voted 6-3 Tuesday to adopt a sanctuary ordinance."),
    ("What the sheriff signed", "A hold usually means that the jail keeps someone two days for ICE. The sheriff signed an order Tuesday that ends such holds."),
    ("Suit over label", "YONKERS - A landlord sued the city Tuesday over its sanctuary ordinance, asking a court to strike it down."),
    ("Deputies leave federal team", "BILLINGS - The sheriff pulled his deputies from a Homeland Security Investigations task force Tuesday because it had turned to immigration arrests."),
    ("County walks away", "LIBERAL, Kan. - Commissioners walked away from the jail's ICE contract Monday on a 3-2 vote."),
    ("County lets a building to ICE", "Polk County commissioners approved Tuesday a ten-year lease of a floor of the old courthouse to Immigration and Customs Enforcement."),
    ("County signs with firm", "The county commission signed a contract Tuesday with CoreCivic to hold 600 immigration detainees for ICE in the former jail."),
    ("Federal suit names city", "CHICAGO - The Justice Department sued the city of Evanston on Tuesday over its ordinance that keeps police from honoring ICE detainers."),
    ("Board to agents", "Supervisors voted Tuesday to bar immigration agents from the county's wetlands center and other county property without a judge's warrant."),
    ("Judge ends rent law and jail rule", "A judge ruled Friday that the borough's police may not ask tenants whether they are in the country illegally."),
    ("Masks come off", "The council voted 5-4 Friday to bar masked ICE agents from city property after a student was grabbed by four of them."),
    ("White House issues order; Salem answers", "SALEM, Ore. - Hours after the President signed an order on sanctuary cities, Mayor Lee signed one Tuesday that bars police from honoring ICE detainers."),
    ("Chief: Your papers are your business", "Police will not ask about your papers from now on, under an order that the chief signed Tuesday."),
    ("Agenda of the village board", "The trustees voted 4-1 Monday to urge the Legislature to pass the New York for All Act."),
)  # fmt: skip


def read(title: str, text: str) -> Reading:
    """Return the reading of a news story."""
    return propose_candidates(
        document_id="d", text=text, title=title, url=None, published="2025-06-20", source_kind="news",
        jurisdiction=None,
    )  # fmt: skip


@pytest.mark.parametrize(("title", "text"), NOTHING)
def test_what_only_sounds_like_a_local_act_gives_nothing(title: str, text: str) -> None:
    """The rules find no act: advice, rumor, a foreseen suit, a branch's name, an escape, other subjects."""
    found = read(title, text).candidates
    assert not [each for each in found if "words alone" not in {reason.rule for reason in each.reasons}]


@pytest.mark.parametrize(("title", "text"), ACTS)
def test_the_act_beside_it_is_found_and_new(title: str, text: str) -> None:
    """The same words around a body that acts on its policy."""
    assert read(title, text).new_action
