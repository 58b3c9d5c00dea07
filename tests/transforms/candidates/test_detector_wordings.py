# ruff: noqa: E501 (a sentence stays on one line)
"""How such acts are worded across the country, in both directions. All acts are invented."""

from __future__ import annotations

import pytest

from transforms.candidates import propose_candidates
from warehouse.records import Reading

STORIES = [
    ("ruling", "expands", "A federal appeals court on Tuesday upheld most of Senate Bill 4, the Texas law that requires local officials to cooperate with federal immigration authorities."),
    ('ruling', 'limits', "A federal judge ruled Thursday that Clackamas County violated a woman's rights by holding her in jail at the request of immigration authorities."),
    ("ruling", "limits", "The Massachusetts Supreme Judicial Court ruled Monday that court officers have no authority to hold a person on an immigration detainer."),
    ('ruling', 'limits', "A federal judge dismissed the Justice Department's lawsuit against Illinois over its sanctuary laws on Friday."),
    ("ruling", "limits", "A judge on Wednesday blocked the Trump administration from withholding federal grants from sanctuary cities."),
    ("ruling", "expands", "The state Supreme Court sided with the sheriff Tuesday, saying he may keep his 287(g) agreement with ICE."),
    ("ruling", "limits", "A Cuyahoga County judge ordered the sheriff Monday to stop honoring ICE detainers."),
    ('ruling', 'expands', "A judge struck down the city's welcoming ordinance Tuesday, saying it conflicts with state law."),
    ("ruling", "expands", "A federal judge on Friday temporarily blocked a New Jersey law that bars private immigration detention centers."),
    ("ruling", "limits", "The county agreed Tuesday to pay $255,000 to settle a lawsuit by a man jailed for two days on an ICE detainer."),
    ("discipline", "limits", "Two state troopers were suspended without pay Thursday after an inquiry found they called Border Patrol on farmworkers."),
    ('discipline', 'limits', "A sheriff's deputy was fired Tuesday for sharing a driver's immigration status with ICE in a group chat."),
    ("directive_issued", "limits", "The police chief told officers in a memo Tuesday not to help federal agents with immigration arrests."),
    ("directive_issued", "expands", "The sheriff said Tuesday his deputies will begin holding inmates for ICE for up to 48 hours."),
    ('directive_issued', 'limits', "Sheriff's deputies will no longer notify ICE when inmates are released, the sheriff announced Wednesday."),
    ("directive_issued", "expands", "The police department dropped a policy Tuesday that kept officers from asking about immigration status."),
    ("directive_issued", "limits", "The district attorney ordered prosecutors Thursday to consider immigration consequences and to oppose ICE arrests in courthouses."),
    ("directive_issued", "expands", "The attorney general issued guidance Monday directing local police to cooperate fully with ICE."),
    ("executive_order", "expands", "The governor issued an executive order Tuesday directing state police to enter into 287(g) agreements with ICE."),
    ("executive_order", "limits", "Gov. Kate Moran signed an executive order Monday that bars state agencies from helping ICE."),
    ("lawsuit_filed", "limits", "The ACLU sued the Tarrant County sheriff on Tuesday over his 287(g) agreement with ICE."),
    ("lawsuit_filed", "expands", "A conservative group sued the city Monday over its sanctuary ordinance."),
    ("lawsuit_filed", "limits", "San Francisco and Santa Clara County sued the Trump administration Friday over its threat to cut funding from sanctuary cities."),
    ("lawsuit_filed", "limits", "A man held two extra days in the Denver jail for ICE filed a lawsuit against the city on Wednesday."),
    ("funding", "expands", "The governor withheld $2 million from the county Tuesday because it refuses to honor ICE detainers."),
    ("funding", "limits", "County supervisors set aside $1 million Tuesday for attorneys to represent immigrants facing deportation."),
    ('statement', 'expands', "The sheriffs' association issued a statement Tuesday opposing a bill that would bar deputies from working with ICE."),
    ("statement", "limits", "Twenty mayors signed a letter Monday urging the governor to veto a bill that would ban sanctuary cities."),
    ("adopted", "expands", "Lawmakers passed a bill Thursday requiring every sheriff to sign a 287(g) agreement."),
    ("adopted", "limits", "The council passed a resolution Tuesday opposing a planned ICE detention center."),
    ("adopted", "limits", "The House passed a bill Monday that prohibits courthouse arrests by immigration agents without a judicial warrant."),
    ("adopted", "expands", "The Senate passed legislation Tuesday that would penalize cities that limit cooperation with immigration enforcement."),
    ("rejected", "limits", "Commissioners voted 5-0 Tuesday against a plan to house ICE detainees in the old jail."),
    ("rejected", "limits", "A bill to require local police to check immigration status died in committee Thursday in the Kansas House."),
    ("rejected", "expands", "The Virginia Senate killed a bill Monday that would have barred sheriffs from signing 287(g) agreements."),
    ("vetoed", "expands", "Gov. Hale vetoed the Trust Act on Sunday."),
    ("vetoed", "limits", "Gov. Cooper on Wednesday vetoed a bill that would force sheriffs to cooperate with ICE."),
    ("repealed", "limits", "Lawmakers repealed a 2011 law Tuesday that required police to ask about immigration status."),
    ("repealed", "expands", "The town board rescinded its sanctuary resolution Monday."),
    ("agreement_ended", "limits", "Nashville will end its jail contract with ICE, the mayor announced Monday."),
    ("agreement_signed", "expands", "The Florida Highway Patrol signed an agreement with ICE on Monday under which troopers may arrest people on immigration charges."),
    ("hearing", "limits", "The council held a hearing Tuesday on a bill to bar city agencies from sharing data with ICE."),
    ("introduced", "limits", "Two councilors introduced an ordinance Tuesday to ban masks for federal immigration agents in the city."),
    ("investigation", "limits", "The state police opened an internal inquiry Monday into troopers who helped ICE during a traffic stop."),
    ("investigation", "expands", "Attorney General Ken Ross opened an investigation Tuesday into whether Dallas police are following a sanctuary policy that violates state law."),
    ("training", "limits", "Officers will be trained this month on a state law that limits cooperation with immigration agents, the chief said Tuesday."),
    ("training", "expands", "Ten deputies began a four-week 287(g) training course with ICE on Monday, the sheriff said."),
    ("amended", "limits", "The council amended its welcoming city ordinance Tuesday to forbid police from honoring ICE detainers without a warrant signed by a judge."),
    ("amended", "expands", "The council amended its sanctuary ordinance Tuesday to let police work with ICE on gang cases."),
]  # fmt: skip

PAGES = [
    ('council', 'City Council Agenda', 'CITY OF DAVENPORT\nREGULAR MEETING AGENDA\nJune 10, 2025\n\n7. Approve street sweeping contract.\n8. Resolution 2025-44 opposing the use of city property for federal immigration enforcement.\n9. Liquor license, 5th Street.', ('hearing', 'introduced', 'adopted'), ('limits', 'unclear')),
    ('county', 'Board minutes', 'MINUTES, Board of Supervisors, May 6, 2025. Item 12. Motion by Supervisor Diaz to terminate the detention services agreement with ICE. Motion carried 4-1. Item 13. Road closures approved.', ('agreement_ended',), ('limits',)),
    ('police', 'Policy 423', "Riverton Police Department\nPolicy 423: Immigration\nEffective May 1, 2025\n423.1 Officers shall not inquire into a person's immigration status.\n423.2 No member shall detain a person on a civil immigration detainer.", ('directive_issued',), ('limits',)),
    ('sheriff', 'Sheriff news release', 'FOR IMMEDIATE RELEASE. May 14, 2025. Sheriff Tom Wells announced today that his office has signed a 287(g) memorandum of agreement with U.S. Immigration and Customs Enforcement. Twelve deputies will be trained in June.', ('agreement_signed',), ('expands',)),
    ('state', 'Attorney General release', 'May 14, 2025 - Attorney General Lena Ortiz today filed a lawsuit against the Trump administration over conditions that tie transportation money to immigration enforcement.', ('lawsuit_filed',), ('limits',)),
    ('state', 'Governor signs bills', 'The Governor today signed House Bill 112, which prohibits state and local agencies from signing 287(g) agreements with ICE.', ('adopted',), ('limits',)),
    ('legislation', 'HB 2211', 'HOUSE BILL 2211\nAn Act relating to law enforcement; requiring county jails to honor immigration detainers; prohibiting sanctuary policies; providing penalties.\nBe it enacted by the Legislature.\nSection 1. Each county jail shall comply with a detainer request issued by United States Immigration and Customs Enforcement.', ('introduced',), ('expands',)),
    ('legislation', 'Ordinance', "AN ORDINANCE of the City of Millbrook adding Chapter 9.40, Immigration.\n9.40.010 No city employee shall request information about a person's citizenship or immigration status.\n9.40.020 City funds shall not be used to assist civil immigration enforcement.\nPASSED AND ADOPTED this 3rd day of June, 2025.", ('adopted',), ('limits',)),
    ('legislation', 'Resolution', "RESOLUTION NO. 25-18\nA RESOLUTION OF THE BOARD OF COUNTY COMMISSIONERS SUPPORTING THE SHERIFF'S PARTICIPATION IN THE 287(g) PROGRAM\nWHEREAS, public safety matters; NOW, THEREFORE, BE IT RESOLVED that the Board supports the Sheriff's 287(g) agreement with ICE. ADOPTED this 5th day of May, 2025.", ('adopted', 'statement'), ('expands',)),
    ('legislation', '287(g)', "MEMORANDUM OF AGREEMENT\n287(g) Task Force Model\nThis Memorandum of Agreement constitutes an agreement between U.S. Immigration and Customs Enforcement (ICE) and the Polk County Sheriff's Office.", ('agreement_signed',), ('expands',)),
    ('legislation', 'Agenda item', 'Board of Supervisors\nMeeting date: 2025-06-10\nAgenda item:\nApprove Amendment 3 to the agreement with GEO Group for the ICE processing center', ('hearing',), ('expands', 'unclear')),
    ('legislation', 'Agenda item', 'City Council\nMeeting date: 2025-06-10\nAgenda item:\nDiscussion and possible action on a policy limiting Flock camera data sharing with federal immigration authorities', ('hearing',), ('limits', 'unclear')),
    ('news', "Sheriff: We're done with ICE detainers", "GREELEY, Colo. - Weld County's jail stopped honoring ICE detainers Monday, Sheriff Ann Ruiz said.", ('directive_issued', 'agreement_ended'), ('limits',)),
    ('news', 'Homewood joins ICE program', "HOMEWOOD, Ala. - Police here are now part of ICE's task force program. The council approved the 287(g) agreement 4-1 on Monday night.", ('agreement_signed',), ('expands',)),
    ('news', 'School board: no ICE without warrant', 'The Boise school board adopted a policy Tuesday that bars immigration agents from campuses unless they have a warrant signed by a judge.', ('adopted',), ('limits',)),
    ('news', "County to pay for immigrants' lawyers", 'The county executive included $750,000 in the budget she signed Thursday for lawyers who represent immigrants in deportation cases.', ('funding', 'adopted'), ('limits',)),
    ('news', 'Council kills ID plan', 'A proposal for city ID cards for undocumented residents failed Tuesday when the council deadlocked 4-4.', ('rejected',), ('expands',)),
    ('news', 'Chief apologizes', 'The chief said Wednesday that two officers broke department policy when they helped ICE hold a driver, and that they have been disciplined.', ('discipline',), ('limits',)),
    ('news', 'DOJ letter', 'The Justice Department sent a letter Thursday threatening to sue Multnomah County over its sanctuary policies.', ('statement', 'funding'), ('expands',)),
    ('news', 'Detention center zoning', 'NEWTON - The planning board voted 6-1 Tuesday against rezoning a warehouse for an ICE detention center.', ('rejected',), ('limits',)),
    ('news', 'Mask law', 'Gov. Pratt signed a bill Friday that bans law enforcement officers, including federal immigration agents, from wearing masks on duty.', ('adopted',), ('limits',)),
    ('news', 'ICE parking', 'The mayor ordered city garages closed to ICE vehicles on Monday.', ('executive_order', 'directive_issued'), ('limits',)),
]  # fmt: skip

NOTHING = [
    ('news', 'ICE arrests five in Dover', "DOVER, Del. - ICE agents arrested five men at a gas station Tuesday morning, the agency said. Neighbors recorded the arrests. Police said they weren't told beforehand."),
    ('news', 'Mayor condemns raid', 'The mayor said she was heartbroken by Tuesday\'s ICE raid. "These are our neighbors," she said.'),
    ('news', "Teen's deportation halted", 'A federal judge on Monday halted the deportation of a high school senior arrested by ICE in March.'),
    ('news', 'Hundreds rally', 'Hundreds rallied at the Capitol on Saturday to ask lawmakers to protect immigrants.'),
    ('news', 'Man charged', 'A man whom ICE had asked the jail to hold was charged Tuesday with murder, prosecutors said.'),
    ('council', 'Agenda', 'REGULAR AGENDA. 1. Snow and ice removal contract. 2. Ice arena compressor, $200,000. 3. Proclamation: Immigrant Heritage Month. 4. Juvenile detention center roof.'),
    ('county', 'Jail report', "The sheriff's office reported an average daily population of 412. Forty inmates were held for other counties on detainers. The Board accepted the report."),
    ('news', 'DACA clinic', 'The library will host a free DACA renewal clinic Saturday. Immigration lawyers will help fill in forms.'),
    ('news', 'Sheriff candidates debate', "Three candidates for sheriff debated Tuesday. Two said they'd end the 287(g) program; one would keep it."),
    ('police', 'Operation', 'Officers assisted the FBI and Homeland Security Investigations in serving a narcotics warrant Wednesday. Eight pounds of fentanyl were seized.'),
    ('news', 'New ICE office', 'ICE opened a field office in Roanoke on Monday. The agency leases the building from a private owner.'),
    ('other', 'Know your rights', 'Know your rights if ICE comes to your door. You do not have to open the door without a warrant signed by a judge.'),
    ('news', 'Border czar speaks', 'Tom Homan told sheriffs at a conference in Dallas on Monday that sanctuary cities are a danger.'),
]  # fmt: skip


INSTRUMENTS = [
    ('Texas statutes 752.053', 'Texas statutes 752.053. POLICIES AND ACTIONS REGARDING IMMIGRATION ENFORCEMENT. (a) A local entity may not adopt, enforce, or endorse a policy under which the entity prohibits or materially limits the enforcement of immigration laws.', True, 'expands'),
    ('Georgia statutes 36-80-23', 'Georgia statutes 36-80-23. (b) No local governing body, whether acting through resolution or ordinance, initiative, referendum, or any other official action, shall enact, adopt, implement, or enforce any immigration sanctuary policy.', True, 'expands'),
    ('North Carolina statutes 162-62', '162-62. Legal status of prisoners. (b1) When the administrator of a county jail receives notice that Immigration and Customs Enforcement has issued a detainer, the prisoner shall be held for up to 48 hours and the administrator shall notify Immigration and Customs Enforcement.', True, 'expands'),
    ('Iowa statutes 27A.2', '27A.2 Law enforcement agency duties - immigration detainer requests. A law enforcement agency in this state that has custody of a person subject to an immigration detainer request shall fully comply with any instruction made in the detainer request.', True, 'expands'),
    ('Colorado statutes 24-76.6-102', '24-76.6-102. Peace officer - prohibition - civil immigration detainer. (2) A peace officer shall not arrest or detain an individual on the basis of a civil immigration detainer request.', True, 'limits'),
    ('California statutes 7284.6', "7284.6. (a) California law enforcement agencies shall not: (1) Use agency or department moneys or personnel to investigate, interrogate, detain, detect, or arrest persons for immigration enforcement purposes, including inquiring into an individual's immigration status.", True, 'limits'),
    ('Illinois statutes 5 ILCS 805/15', '(5 ILCS 805/15) Sec. 15. Prohibition on enforcing federal civil immigration laws. (a) A law enforcement agency or law enforcement official shall not detain or continue to detain any individual solely on the basis of any immigration detainer.', True, 'limits'),
    ('Oregon statutes 181A.820', '181A.820 Enforcement of federal immigration laws. (1) A law enforcement agency may not use agency moneys, equipment or personnel for the purpose of detecting or apprehending persons whose only violation of law is that they are persons of foreign citizenship present in the United States in violation of federal immigration laws.', True, 'limits'),
    ('Arizona statutes 11-1051', '11-1051. Cooperation and assistance in enforcement of immigration laws; indemnification. A. No official or agency of this state or a county, city, town may limit or restrict the enforcement of federal immigration laws to less than the full extent permitted by federal law. B. For any lawful stop, a reasonable attempt shall be made to determine the immigration status of the person.', True, 'expands'),
    ('Maine LD 1971', 'An Act to Protect Workers in This State by Clarifying the Relationship of State and Local Law Enforcement Agencies with Federal Immigration Authorities. Be it enacted by the People of the State of Maine. A law enforcement agency may not stop, investigate, interrogate, arrest or detain a person for immigration enforcement purposes.', True, 'limits'),
    ('Chicago 2-173-020', '2-173-020 Civil immigration enforcement actions - Federal responsibility. (a) No agency or agent shall arrest, detain or continue to detain a person solely on the belief that the person is not present legally in the United States.', True, 'limits'),
    ('Resolution in support of the Dignity Act', 'RESOLUTION urging Congress to pass legislation ending the use of private immigration detention centers. WHEREAS, thousands are held; NOW THEREFORE BE IT RESOLVED that the Council urges Congress to end private detention of immigrants.', True, 'limits'),
    ('HB 1 relating to E-Verify', 'HOUSE BILL 1. AN ACT relating to employment; requiring employers to use E-Verify to confirm the work authorization of new employees. Be it enacted.', False, None),
    ("SB 9 driver's licenses", "SENATE BILL 9. AN ACT relating to motor vehicles; allowing persons without lawful immigration status to obtain a driver's license. Be it enacted.", False, None),
    ('HB 77 tuition', 'HOUSE BILL 77. AN ACT relating to higher education; resident tuition for students regardless of immigration status. Be it enacted.', False, None),
    ('Resolution honoring immigrants', 'A RESOLUTION recognizing June as Immigrant Heritage Month. WHEREAS immigrants built this city; BE IT RESOLVED that the Council recognizes Immigrant Heritage Month.', False, None),
    ('Sec. 5-2 Detention of animals', 'Sec. 5-2. Detention. An animal control officer may detain any dog at the city detention facility for rabies observation. The owner shall pay the cost.', False, None),
    ('Agreement on detainers', 'ARTICLE I The party states find that charges outstanding against a prisoner and detainers based on untried indictments produce uncertainties. Interstate Agreement on Detainers.', False, None),
    ('Agenda item', 'Board of Supervisors\nMeeting date: 2026-02-03\nAgenda item:\nAccept a grant from the Department of Homeland Security for emergency management, $200,000', False, None),
    ('Agenda item', 'City Council\nMeeting date: 2026-02-03\nAgenda item:\nA resolution declaring the City of Alton a Welcoming City and prohibiting the use of city resources for federal immigration enforcement', True, 'limits'),
    ('Agenda item', "Board of Commissioners\nMeeting date: 2026-02-03\nAgenda item:\nApprove the Memorandum of Agreement between the Sheriff's Office and ICE under Section 287(g)", True, 'expands'),
    ('Agenda item', 'City Council\nMeeting date: 2026-02-03\nAgenda item:\nOrdinance prohibiting law enforcement officers from wearing masks or disguises while interacting with the public', True, 'limits'),
    ('Agenda item', 'City Council\nMeeting date: 2026-02-03\nAgenda item:\nAllocate $500,000 to the Immigrant Legal Defense Fund for representation in removal proceedings', True, 'limits'),
    ('Executive Order 2025-12', 'EXECUTIVE ORDER NO. 2025-12. WHEREAS illegal immigration burdens the state; NOW THEREFORE, I, Governor, hereby order the Department of Public Safety to enter into an agreement with ICE under section 287(g) and to assist in the identification of criminal aliens.', True, 'expands'),
]  # fmt: skip


def read(text: str, *, kind: str = "news", title: str | None = None) -> Reading:
    """Return the reading of a page of May 16, 2025."""
    return propose_candidates(
        document_id="d",
        text=text,
        title=title,
        url=None,
        published="2025-05-16",
        source_kind=kind,
        jurisdiction=None,
    )


@pytest.mark.parametrize(("action_type", "direction", "text"), STORIES)
def test_a_sentence_gives_type_and_direction(action_type: str, direction: str, text: str) -> None:
    """One sentence of a story is enough."""
    top = max(read(text).candidates, key=lambda candidate: (candidate.is_new, candidate.confidence))
    assert (top.action_type, top.direction) == (action_type, direction)


@pytest.mark.parametrize(("kind", "title", "text", "types", "directions"), PAGES)
def test_pages_of_every_kind_are_read(
    kind: str, title: str, text: str, types: tuple[str, ...], directions: tuple[str, ...]
) -> None:
    """Agendas, minutes, releases, policies, bills, ordinances and stories."""
    top = max(read(text, kind=kind, title=title).candidates, key=lambda c: (c.is_new, c.confidence))
    assert top.action_type in types
    assert top.direction in directions


@pytest.mark.parametrize(("kind", "title", "text"), NOTHING)
def test_pages_without_local_policy_give_nothing(kind: str, title: str, text: str) -> None:
    """Arrests, grief, rallies, crimes, clinics, debates and speeches."""
    assert not read(text, kind=kind, title=title).relevant


@pytest.mark.parametrize(("title", "text", "relevant", "direction"), INSTRUMENTS)
def test_instruments_of_other_states_are_read(
    title: str, text: str, relevant: bool, direction: str | None
) -> None:
    """Statutes, bills, orders and agenda items, by their operative words."""
    reading = read(text, kind="legislation", title=title)
    assert reading.relevant == relevant
    if direction is not None:
        assert reading.candidates[0].direction == direction
