# ruff: noqa: E501 (a case stays on one line, so that the table can be read)
"""The hard lines of the definition, one by one, in several places and both directions. All acts are invented."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from transforms.candidates import propose_candidates
from warehouse.records import Reading


@dataclass(frozen=True)
class Case:
    """A page and what must come of it; None leaves a field open."""

    name: str
    text: str
    title: str | None = None
    published: str | None = "2025-05-15"
    kind: str = "news"
    relevant: bool = True
    new: bool | None = True
    action_type: str | None = None
    direction: str | None = None
    topic: str | None = None
    actor: str | None = None


def read(case: Case) -> Reading:
    """Return the reading of a case."""
    return propose_candidates(
        document_id=case.name, text=case.text, title=case.title, url=None, published=case.published,
        source_kind=case.kind, jurisdiction=None,
    )  # fmt: skip


POSITIVE = [
    Case("287(g) approved by a board", "DOBSON, N.C. - The Surry County Board of Commissioners voted 4-1 Tuesday to approve a 287(g) agreement between the sheriff and ICE.", action_type="agreement_signed", direction="expands", topic="agreement_287g", actor="county_board"),
    Case("287(g) signed by a sheriff", "Sheriff Ann Doyle signed an agreement with Immigration and Customs Enforcement on Monday that lets jail deputies serve immigration warrants under the 287(g) program.", action_type="agreement_signed", direction="expands", topic="agreement_287g", actor="sheriff"),
    Case("287(g) ended", "The new sheriff of Dakota County ended the jail's 287(g) program on Thursday, his office said.", action_type="agreement_ended", direction="limits", topic="agreement_287g", actor="sheriff"),
    Case("287(g) voted down", "NAPLES, Fla. - The City Council rejected a 287(g) agreement with ICE on Wednesday night, 4-3.", action_type="rejected", direction="limits", actor="council"),
    Case("sanctuary ordinance adopted", "SALEM - The City Council adopted a sanctuary city ordinance Monday on a 7-2 vote.", action_type="adopted", direction="limits", topic="sanctuary_declaration", actor="council"),
    Case("sanctuary ordinance repealed", "MACON - City commissioners repealed the sanctuary ordinance Tuesday, 5-4.", action_type="repealed", direction="expands", topic="sanctuary_declaration"),
    Case("sanctuary ordinance defeated", "The Cedar Falls City Council voted down a proposed sanctuary city resolution on Monday.", action_type="rejected", direction="expands"),
    Case("veto of a limiting bill", "SANTA FE - The governor vetoed a bill Friday that would have barred local jails from holding people for ICE.", action_type="vetoed", direction="expands", actor="governor"),
    Case("veto of an expanding bill", "PHOENIX - The governor vetoed a bill Friday that would have required sheriffs to cooperate with ICE.", action_type="vetoed", direction="limits", actor="governor"),
    Case("state ban on sanctuary policies signed", "AUSTIN - The governor signed a bill banning sanctuary cities on Sunday.", action_type="adopted", direction="expands", actor="governor"),
    Case("state limits signed", "OLYMPIA - Gov. Lee signed a law Tuesday that prohibits local police from asking about immigration status.", action_type="adopted", direction="limits", actor="governor", topic="status_inquiry"),
    Case("executive order of a mayor", "Mayor Ellen Park signed an executive order Thursday barring the use of city property for federal immigration enforcement.", action_type="executive_order", direction="limits", topic="facility_access", actor="mayor"),
    Case("police directive", "The Tucson police chief issued a new general order Wednesday that bars officers from stopping people to ask about immigration status.", action_type="directive_issued", direction="limits", topic="status_inquiry", actor="police"),
    Case("officer disciplined for helping ICE", "A Fairfax officer was suspended Tuesday for turning a driver over to ICE, against department policy, the police chief said.", action_type="discipline", direction="limits", topic="discipline_oversight"),
    Case("federal suit against a sanctuary law", "The Justice Department sued the city of Newark on Thursday over its sanctuary policies.", action_type="lawsuit_filed", direction="expands", actor="federal"),
    Case("county suit against a state law", "Lincoln County sued the state of Washington on Monday over a law that limits cooperation with ICE.", action_type="lawsuit_filed", direction="expands"),
    Case("injunction against a sanctuary law", "A federal judge blocked the county's sanctuary ordinance on Friday, granting an injunction the Justice Department had sought.", action_type="ruling", direction="expands", actor="court"),
    Case("detention contract ended", "The Board of Supervisors voted 3-2 Tuesday not to renew a contract with ICE to house detainees at the county jail.", action_type="agreement_ended", direction="limits", topic="detention_facility", actor="county_board"),
    Case("detention contract approved", "County commissioners approved a contract Monday to house ICE detainees in the county jail for $95 a day.", action_type="agreement_signed", direction="expands", topic="detention_facility"),
    Case("legal defense fund", "The Long Beach City Council approved $250,000 Tuesday for a legal defense fund for immigrants facing deportation.", action_type="funding", direction="limits", topic="legal_defense"),
    Case("municipal identity cards", "HARTFORD - The council approved a municipal ID program Monday open to residents regardless of immigration status.", action_type="adopted", direction="limits", topic="municipal_id"),
    Case("a threat in writing", "Florida's attorney general warned the city council in a letter Tuesday that rejecting the ICE agreement breaks the state's ban on sanctuary policies.", direction="expands", actor="attorney_general"),
    Case("policy in a story about something else", "The council approved cannabis licenses Tuesday after two hours of debate. It also voted 6-3 to bar city police from helping ICE make civil immigration arrests. A vote on parking meters was put off.", direction="limits", title="Council clears first cannabis shops"),
    Case("refusal for reasons of money", "Citing the cost, the sheriff said Monday he has ended the county's 287(g) agreement with ICE.", action_type="agreement_ended", direction="limits"),
    Case("opinion that reports a fresh vote", "Letter to the Editor. On Tuesday the Board of Supervisors voted to end its contract with ICE, and I for one am glad of it.", direction="limits"),
    Case("a committee's vote", "A Senate committee approved a bill Wednesday that would require sheriffs to honor ICE detainers.", action_type="hearing", direction="expands", actor="state_legislature"),
    Case("an order on federal agents' masks", "The county board passed an ordinance Monday that forbids federal immigration agents to wear masks.", direction="limits", topic="agent_identification"),
    Case("plate readers cut off", "The village ended its Flock Safety contract Tuesday after an audit showed that immigration agents had searched its license plate cameras.", action_type="agreement_ended", direction="limits", topic="surveillance_data"),
]  # fmt: skip

BACKGROUND = [
    Case("a resolution of years ago", "The farmers' market opens in June with forty stalls. The city has been a sanctuary city since the council adopted a resolution in 2017.", published="2025-05-15", new=False),
    Case("a program that began long ago", "The sheriff's office signed its 287(g) agreement with ICE in 2008, and the jail has used it since.", new=False),
]  # fmt: skip

NEGATIVE = [
    Case("a raid", "ICE agents arrested 40 workers at a meatpacking plant in Fremont on Tuesday. Families waited outside the gate."),
    Case("a protest", "Hundreds marched downtown Saturday against deportations and chanted outside the ICE field office."),
    Case("an explainer", "What is a 287(g) agreement? It is a partnership in which local officers can be trained to question people about status.", title="287(g) agreements, explained"),
    Case("candidates' views", "Both candidates for mayor said at Monday's debate that they would keep the sanctuary ordinance.", title="Where the candidates stand on sanctuary cities"),
    Case("snow and ice", "The council approved a $2 million contract for snow and ice removal Tuesday and set a public hearing on the ice rink.", kind="council"),
    Case("a gun sanctuary", "County commissioners voted 3-0 Monday to declare a Second Amendment sanctuary."),
    Case("a sanctuary for the unborn", "The council voted unanimously Monday to make the town a sanctuary city for the unborn."),
    Case("a bird sanctuary", "Selectmen approved a boardwalk at the bird sanctuary Tuesday."),
    Case("criminal detainers", "The judge lodged a detainer under the Interstate Agreement on Detainers, and the sheriff moved the inmate Tuesday."),
    Case("storm-water detention", "The county board approved a storm-water detention basin Tuesday near the jail."),
    Case("a citizenship ceremony", "The mayor welcomed 120 new citizens at a naturalization ceremony Friday. Immigrants from thirty nations took the oath."),
    Case("refugee resettlement", "The council voted Monday to let agencies resettle refugees in the city."),
    Case("driving licences", "The House passed a bill Tuesday that lets undocumented immigrants apply for driver's licenses."),
    Case("a drug task force", "Police and Homeland Security Investigations arrested nine people Monday after a drug task force searched a warehouse."),
    Case("the emergency contact", "Deputies reminded residents Tuesday to list ICE, in case of emergency, contacts in their phones.", kind="police"),
    Case("a hearing in Congress", "WASHINGTON - The House Judiciary Committee held a hearing Thursday on sanctuary cities.", title="House Hearing: Sanctuary Cities"),
    Case("links of other stories", "MOST READ: County ends ICE contract | Council adopts sanctuary law | Lottery\nELKTON - The school board approved a new roof Tuesday. Classes start September 2."),
]  # fmt: skip


@pytest.mark.parametrize("case", POSITIVE, ids=lambda case: case.name)
def test_an_act_is_found_with_its_fields(case: Case) -> None:
    """Body, act and policy in a sentence make a new action with type, direction, topic and actor."""
    reading = read(case)
    assert reading.relevant
    assert reading.new_action
    top = max(reading.candidates, key=lambda candidate: (candidate.is_new, candidate.confidence))
    if case.action_type is not None:
        assert top.action_type == case.action_type
    if case.direction is not None:
        assert top.direction == case.direction
    if case.topic is not None:
        assert case.topic in top.topics
    if case.actor is not None:
        assert top.actor == case.actor


@pytest.mark.parametrize("case", BACKGROUND, ids=lambda case: case.name)
def test_what_is_told_of_the_past_is_not_new(case: Case) -> None:
    """An old act may be a candidate, but never news."""
    assert not read(case).new_action


@pytest.mark.parametrize("case", NEGATIVE, ids=lambda case: case.name)
def test_what_is_no_local_policy_gives_nothing(case: Case) -> None:
    """Raids, views, explanations and the vocabulary's other lives are no actions."""
    assert not read(case).relevant


@pytest.mark.parametrize(
    "case", [case for case in POSITIVE if case.kind == "news"], ids=lambda case: case.name
)
def test_a_negative_word_elsewhere_vetoes_nothing(case: Case) -> None:
    """Snow, rinks, birds and guns around a positive sentence change nothing."""
    around = "The board bought an ice rink and paid for snow and ice removal. A bird sanctuary got a bench."
    noisy = Case(case.name, f"{around}\n\n{case.text}\n\n{around}", title=case.title)
    assert read(noisy).new_action
