# ruff: noqa: E501 (a case stays on one line, so that the table can be read)
"""Short stories of every kind of act, most of them in both directions: direction, type and actor of the best candidate. All invented."""

from __future__ import annotations

import pytest

from transforms.candidates import propose_candidates

# Direction, type, actor (None: left open), headline, story.
STORIES: list[tuple[str, str, str | None, str, str]] = [
    ("limits", "rejected", None, "Bend council kills plan for jail pact", "BEND, Ore. - A plan to rent eight jail bunks to immigration officers died Wednesday when the City Council voted 5-2 against it."),
    ("limits", "rejected", None, "Committee buries detainer bill", "HELENA - A House panel killed a bill Thursday that would have made every sheriff hold people for ICE."),
    ("expands", "rejected", "state_legislature", "Trust bill dies on Senate floor", "ANNAPOLIS - The Senate rejected the Community Trust Act on Friday, 20-27. It would have kept jailers from calling immigration agents before a release."),
    ("expands", "rejected", "council", "Council says no to shield", "The Provo City Council turned down a proposal Tuesday to stop police from telling ICE about traffic arrests."),
    ("limits", "rejected", "council", "Repeal of sanctuary law fails", "ITHACA - An attempt to repeal the city's sanctuary law failed Wednesday on a 3-7 vote of the Common Council."),
    ("limits", "vetoed", "mayor", "Mayor vetoes repeal", "The mayor of Aurora vetoed an ordinance Monday that would have repealed the city's ban on holding people for immigration agents."),
    ("limits", "vetoed", "governor", "Governor vetoes sheriffs bill", "RALEIGH - The governor vetoed legislation Thursday that would have forced sheriffs to honor ICE detainers."),
    ("expands", "vetoed", "governor", "Veto for courthouse bill", "RENO - The governor vetoed a measure Tuesday that would have kept immigration agents out of courthouses without a judge's warrant."),
    ("expands", "adopted", "state_legislature", "Lawmakers override veto of detainer bill", "RALEIGH - Lawmakers on Tuesday overrode the governor's veto of a bill that requires sheriffs to work with ICE."),
    ("limits", "adopted", "council", "Council overrides mayor on detainers", "The Syracuse Common Council overrode the mayor's veto Monday and enacted an ordinance that bars the jail from honoring ICE detainers without a warrant."),
    ("expands", "rejected", "council", "Veto of welcoming ordinance stands", "The Kenosha council failed Monday to override the mayor's veto of an ordinance limiting police work with immigration agents."),
    ("expands", "lawsuit_filed", "federal", "Justice Department sues Boulder", "The Justice Department sued Boulder on Thursday over rules that keep its jail from telling ICE about releases."),
    ("limits", "lawsuit_filed", "other", "ACLU sues sheriff over holds", "The ACLU sued the Wicomico County sheriff Tuesday, saying that the jail keeps people past their release for ICE."),
    ("limits", "lawsuit_filed", "other", "Suit asks judge to void 287(g) pact", "CONCORD - Four residents filed a lawsuit Monday that asks a judge to void the town's 287(g) agreement."),
    ("expands", "lawsuit_filed", "other", "Taxpayer group sues over sanctuary policy", "A taxpayer group sued San Mateo County on Monday to stop it from spending money on lawyers for people in deportation cases."),
    ("expands", "lawsuit_filed", "attorney_general", "Attorney general sues city over police order", "NASHVILLE - The attorney general sued the city Wednesday over a police order that limits contact with immigration agents."),
    ("limits", "lawsuit_filed", "council", "City sues state over ban on sanctuary rules", "The city of Austin sued Texas on Monday, asking a court to strike down the state's ban on sanctuary policies."),
    ("limits", "lawsuit_filed", "council", "Cities sue over grant terms", "Providence and eleven other cities sued the Trump administration Friday over a demand that grantees help immigration agents."),
    ("expands", "lawsuit_filed", "sheriff", "Sheriffs take state to court", "Six sheriffs sued the state Tuesday to overturn a law that forbids them to hold people for ICE."),
    ("expands", "lawsuit_filed", "county_board", "County challenges state's limits", "Douglas County sued the state of Colorado on Monday over laws that keep it from helping federal immigration agents."),
    ("expands", "ruling", "court", "Judge throws out county's limits", "A federal judge struck down the county's ban on sharing release dates with ICE on Tuesday."),
    ("limits", "ruling", "court", "Judge tosses suit against sanctuary law", "CHICAGO - A federal judge dismissed a Justice Department suit against the city's welcoming ordinance Friday."),
    ("limits", "ruling", "court", "Court upholds limits on jail", "The state Supreme Court upheld a law Thursday that bars jails from holding people on ICE's word alone."),
    ("expands", "ruling", "court", "Court sides with state", "An appeals court upheld Florida's ban on sanctuary policies Wednesday."),
    ("expands", "ruling", "court", "Judge tosses suit over 287(g)", "A judge dismissed a suit Monday against the sheriff's 287(g) agreement."),
    ("limits", "ruling", "court", "Judge halts jail deal", "A county judge blocked the sale of an empty prison to a firm that would hold immigrants for ICE on Monday."),
    ("limits", "ruling", "court", "Court: deputies broke law by holding man", "A federal judge ruled Monday that deputies broke the law when they held a man for ICE after he made bail."),
    ("limits", "ruling", "court", "County settles over detainers", "Suffolk County agreed Tuesday to settle a suit and pay $60 million to people its jail held for ICE."),
    ("limits", "ruling", "court", "Judge bars cuts to sanctuary counties", "SAN FRANCISCO - A judge barred the administration on Thursday from withholding money from counties that limit cooperation with ICE."),
    ("expands", "ruling", "court", "Appeals panel lets grants be cut", "An appeals panel let the administration withhold police grants from cities that refuse to help immigration agents, in a ruling Tuesday."),
    ("expands", "ruling", "court", "Mask law put on hold", "A judge blocked the state's ban on masks for federal immigration agents on Monday."),
    ("limits", "ruling", "court", "Mask law may stand, judge says", "A judge refused Monday to block the state's ban on masks for immigration agents."),
    ("expands", "discipline", "sheriff", "Jail captain fired for letting man go", "The Collier County sheriff fired a jail captain Monday for releasing a man whom ICE had asked it to hold."),
    ("expands", "discipline", "governor", "Governor removes sheriff", "The governor suspended a sheriff Friday who had refused to sign a 287(g) agreement."),
    ("limits", "discipline", "police", "Officer reprimanded over call to ICE", "The chief reprimanded an officer Tuesday who called ICE on a driver at a traffic stop."),
    ("limits", "investigation", "police", "Chief opens inquiry into van stop", "The police chief opened an inquiry Monday into why two officers helped Border Patrol agents stop a van."),
    ("expands", "investigation", "attorney_general", "State probes county's policy", "The attorney general opened an investigation Tuesday into whether the county's jail policy breaks the state's ban on sanctuary rules."),
    ("expands", "investigation", "federal", "House panel, Justice Department look into city", "The Justice Department opened an inquiry Monday into the city of Burlington's refusal to honor immigration detainers."),
    ("limits", "investigation", "attorney_general", "State probes sheriff's e-mails to ICE", "The attorney general is investigating whether a sheriff broke the state's Trust Act by sending ICE a list of inmates, her office said Tuesday."),
    ("expands", "funding", "state_legislature", "Budget docks sanctuary cities", "The House voted Tuesday to withhold road money from cities that will not honor detainers."),
    ("limits", "funding", "council", "Council drops ICE overtime", "The council cut $90,000 from the police budget Monday that had paid for overtime on immigration operations."),
    ("limits", "funding", "county_board", "County pays for lawyers", "King County commissioners voted Tuesday to spend $1.2 million on lawyers for residents facing deportation."),
    ("expands", "funding", "council", "City ends money for lawyers", "The council voted Monday to end its $300,000 grant for lawyers in deportation cases."),
    ("expands", "funding", "county_board", "County takes ICE grant", "Commissioners accepted a $2.1 million grant from ICE on Tuesday for equipment for the sheriff's 287(g) deputies."),
    ("expands", "training", "sheriff", "Deputies finish immigration course", "Six Lake County deputies finished a four-week course Friday that lets them carry out immigration warrants under the 287(g) program."),
    ("limits", "agreement_ended", "sheriff", "Sheriff ends deal over staffing", "Short of guards, the Knox County sheriff on Tuesday ended a contract under which the jail held immigrants for ICE."),
    ("limits", "agreement_ended", "county_board", "County out of detention business", "Essex County will let its contract to house immigration detainees lapse Friday, the board said, because the beds no longer pay."),
    ("limits", "directive_issued", "sheriff", "Jail will want a judge's warrant", "The sheriff issued a policy Monday under which the jail will not honor ICE detainers unless a judge has signed a warrant."),
    ("expands", "directive_issued", "sheriff", "Sheriff to honor detainers again", "The new sheriff ordered jailers Monday to honor all ICE detainers, undoing his predecessor's rule."),
    ("limits", "directive_issued", "prosecutor", "DA: charges to weigh deportation", "The district attorney issued guidance Monday that forbids prosecutors to share witnesses' names with ICE."),
    ("limits", "adopted", "council", "Council passes ordinance on detainers", "LAWRENCE - The City Commission passed an ordinance on immigration detainers Tuesday, 4-1."),
    ("limits", "amended", "council", "Council tightens its ICE rules", "The council amended its sanctuary ordinance Monday to close a loophole that let police join task forces with ICE."),
    ("expands", "amended", "council", "Council loosens its ICE rules", "The council amended its sanctuary ordinance Monday so that police may turn over gang members to ICE."),
    ("expands", "repealed", "council", "Town drops its sanctuary label", "The Town Council rescinded its 2017 resolution that had made the town a sanctuary for immigrants."),
    ("limits", "repealed", "council", "City scraps status checks", "The council repealed an ordinance Tuesday that required landlords' permits to be checked against immigration status."),
    ("expands", "repealed", "state_legislature", "House votes to undo Trust Act", "The House passed a bill Tuesday repealing the Trust Act, which keeps police from holding people for ICE."),
    ("limits", "repealed", "governor", "Governor undoes predecessor's order", "The governor rescinded an order Friday that had told state police to help ICE."),
    ("unclear", "hearing", "council", "Vote on detainer rule put off", "The council postponed a vote Monday on an ordinance to limit help for ICE."),
    ("limits", "hearing", "state_legislature", "Panel advances mask bill", "A Senate committee advanced a bill Tuesday to bar immigration agents from wearing masks."),
    ("unclear", "hearing", "county_board", "TRUST forum set", "The county will hold a public forum Thursday on immigration enforcement."),
    ("limits", "hearing", "county_board", "Supervisors hear sheriff on TRUTH Act", "Supervisors held the yearly Truth Act forum Tuesday, at which the sheriff said his jail turned over 19 people to ICE."),
    ("unclear", "adopted", "council", "Council keeps plate readers", "The council voted 5-2 Monday to keep its license plate cameras despite fears that ICE could search them."),
    ("limits", "agreement_ended", "council", "City drops plate cameras", "The council voted Monday to cancel its contract for license plate cameras, which immigration agents had searched."),
    ("limits", "adopted", "state_legislature", "House votes to bar 287(g)", "The House voted 60-40 Wednesday to bar counties from signing 287(g) agreements."),
    ("expands", "adopted", "state_legislature", "Senate: every county must sign", "The Senate passed a bill Wednesday that makes every county jail join the 287(g) program."),
    ("expands", "adopted", "governor", "Ban on limits signed", "The governor signed a law Tuesday that forbids cities to stop their police from asking about immigration status."),
    ("limits", "executive_order", "mayor", "Mayor bars agents from lots", "The mayor signed an order Tuesday that no city parking lot may serve as a staging area for immigration agents."),
    ("expands", "executive_order", "governor", "Governor tells agencies to help ICE", "The governor signed an executive order Monday that directs state agencies to help ICE find and remove people."),
    ("limits", "statement", "attorney_general", "AG: sheriffs may not hold", "The attorney general issued an opinion Monday that sheriffs may not hold people on ICE detainers."),
    ("expands", "adopted", "county_board", "County opposes state's sanctuary law", "Commissioners passed a resolution Monday opposing the state's sanctuary law."),
    ("limits", "adopted", "council", "Council urges state to pass Dignity bill", "The Town Council passed a resolution Monday urging the legislature to end detention contracts with ICE."),
    ("limits", "introduced", "council", "Councilor to file ICE bill", "A councilor introduced an ordinance Tuesday that would make city workers turn away immigration agents who lack a warrant."),
    ("expands", "introduced", "state_legislature", "Bill would fine sanctuary cities", "A state senator filed a bill Monday that would fine cities $10,000 a day for refusing to help ICE."),
    ("limits", "introduced", "state_legislature", "Bill would end 287(g)", "A lawmaker filed a bill Monday to end all 287(g) agreements in the state."),
    ("expands", "agreement_signed", "police", "Chief signs on with ICE", "The Kerrville police chief signed an agreement Tuesday under which officers may question people about their status."),
    ("expands", "agreement_signed", "county_board", "County to lease old jail", "The commissioners agreed Monday to lease the old jail to a company that will hold 500 people for ICE."),
    ("limits", "adopted", "school_board", "Trustees: no agents without warrant", "The school board adopted a policy Tuesday that no immigration agent may enter a school without a judge's warrant."),
    ("expands", "rejected", "school_board", "Board votes down safe zone", "The school board voted down a resolution Tuesday that would have declared its schools safe zones for immigrants."),
    ("expands", "statement", "sheriff", "Sheriff says he won't enforce limits", "In a letter Monday, the sheriff told the council he will not follow its ordinance that bars deputies from calling ICE."),
    ("limits", "adopted", "council", "City exempts status from crime forms", "The council approved a rule Monday that strikes birthplace and citizenship from police forms, so that ICE can't get them."),
    ("expands", "agreement_signed", "county_board", "Jail to take up to 200 ICE detainees", "Over shouts from the gallery, the Clay County Commission signed off Monday on a deal to rent 200 bunks to Immigration and Customs Enforcement at $105 a night. The vote was 3-0. Opponents promised a lawsuit."),
    ("limits", "adopted", "council", "City hall closes its doors to raids", "EVERETT, Wash. - No federal agent will be able to use a city garage, gym or park to stage an immigration arrest under an ordinance that passed 6-1 Wednesday. A councilman who voted no said it invites a fight. Two years ago a similar idea went nowhere."),
    ("limits", "adopted", "council", "Police barred from asking papers", "In a packed chamber, Norwalk's council made it city law Tuesday that officers leave questions about citizenship to Washington. The 9-4 vote came after a night of testimony."),
    ("limits", "adopted", None, "Senate sends detainer limits to governor", "SACRAMENTO - Jailers could no longer hold people past release at the request of immigration agents under a bill that cleared the Senate on Thursday, 26-12. It goes to the governor, who hasn't said what she'll do."),
    ("expands", "adopted", "state_legislature", "Bill forcing sheriffs to aid ICE wins final passage", "BATON ROUGE - Louisiana lawmakers finished work Monday on a measure that makes it a crime for a local official to stand in the way of federal immigration officers. The House concurred 68-30."),
    ("expands", "adopted", "governor", "Governor's signature ends local say on detainers", "MONTGOMERY - Come October, every jail in the state must hold a prisoner whom ICE wants. The governor signed the requirement into law Thursday. Birmingham's mayor called it coercion."),
    ("limits", "adopted", "governor", "Governor signs curbs on ICE at courthouses", "HARTFORD - Immigration officers will need a judge's signature to make an arrest in a Connecticut courthouse. Gov. Ann Pell signed the bill Friday. The Justice Department has said it will challenge it."),
    ("limits", "executive_order", "mayor", "Mayor: city lots off limits to ICE", "Mayor Bren Castle on Thursday ordered every department to deny immigration agents the use of parking lots and vacant buildings the city owns. The order took effect at once. A police union spokesman said officers were caught in the middle."),
    ("expands", "executive_order", "governor", "Governor tells troopers to team with ICE", "COLUMBIA - By order of the governor, state troopers will get federal immigration powers. He signed the directive Wednesday, a day after a similar bill stalled in the Senate."),
    ("limits", "directive_issued", "police", "Chief spells out hands-off rule", "A bulletin read at every roll call this week tells Reno-area officers to stay clear of federal immigration arrests unless someone is in danger. Chief Dana Wu issued it Tuesday, after a video showed a patrol car blocking a street for agents."),
    ("limits", "directive_issued", "sheriff", "Jail to ask for judge's OK before holding inmates for ICE", "Starting this week the Pierce jail wants more than a form from ICE. A memo that Sheriff Tom Hale sent to his staff on Monday says nobody will be kept past release without a paper signed by a judge."),
    ("limits", "repealed", "council", "Town strikes 2006 immigration ordinance", "HAZLE - The borough council voted 5-0 Monday to erase from its code a law that fined landlords for renting to people without papers and had police check status. A court had long since barred its use."),
    ("expands", "repealed", "council", "Sanctuary label gone in 4-3 vote", "The city is a sanctuary no more. By one vote, Lancaster's council on Tuesday threw out the resolution of 2018 that told employees not to aid deportations. Mayor Ruiz said he'd have kept it."),
    ("expands", "repealed", "county_board", "County drops limits on jail after Justice letter", "Facing the loss of $11 million, supervisors voted 4-1 Tuesday to rescind the policy under which the jail turned away ICE requests. The Justice Department wrote to the county in August."),
    ("expands", "amended", "council", "Council softens welcoming law", "The council carved out an exception to its welcoming ordinance Monday: police may call immigration authorities about gang suspects. Advocates walked out."),
    ("limits", "amended", "state_legislature", "Lawmakers add schools to shield law", "The House voted 80-32 Tuesday to widen the state's Trust Act so that it covers schools and hospitals as well as jails."),
    ("limits", "rejected", "county_board", "Board says no to ICE money", "Kent commissioners won't take a federal grant that would have paid deputies to work with immigration officers. The motion to accept it died Thursday on a 5-6 vote."),
    ("limits", "rejected", None, "Vote on 287(g) comes up short", "The proposal to have Venice police trained by ICE fell one vote short Tuesday night. Cheers broke out. The chief, who'd asked for it, said he respected the decision."),
    ("expands", "rejected", None, "Bill to keep ICE from hospitals dies", "A bill to keep immigration agents out of hospitals won't become law this year. It failed in the Senate Health Committee on Monday when two Democrats joined Republicans."),
    ("expands", "rejected", "council", "Council won't bar police from ICE work", "TEMPE - A divided council turned aside a plan Thursday that would have kept police from joining immigration sweeps."),
    ("limits", "vetoed", "governor", "Hobbs strikes down ICE bill", "PHOENIX - Gov. Katie Hobbs used her veto stamp Tuesday on legislation that would have required police and jails to work hand in hand with immigration officers."),
    ("limits", "vetoed", "mayor", "Mayor blocks council's pact with ICE", "The mayor on Monday vetoed the council's 4-3 approval of a 287(g) agreement, saying it would cost the town its good name. The council meets next week and could override."),
    ("limits", "introduced", "council", "Alderman wants ICE out of traffic-camera data", "Ald. Rosa Nunez filed an ordinance Wednesday to stop the sharing of plate-camera data with immigration agencies. It goes to the public safety committee."),
    ("limits", "introduced", "governor", "Governor proposes ban on local ICE deals", "ALBANY - Gov. Hochul on Tuesday proposed to forbid sheriffs and police to contract with Immigration and Customs Enforcement. She put it in her budget."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("direction", "action_type", "actor", "title", "text"), STORIES, ids=lambda value: str(value)[:40]
)
def test_a_story_gives_direction_type_and_actor(
    direction: str, action_type: str, actor: str | None, title: str, text: str
) -> None:
    """The best candidate says which way the act points, what it is and who did it."""
    reading = propose_candidates(
        document_id="d",
        text=text,
        title=title,
        url=None,
        published="2025-05-15",
        source_kind="news",
        jurisdiction=None,
    )
    top = max(reading.candidates, key=lambda candidate: (candidate.is_new, candidate.confidence))
    assert top.direction == direction
    assert top.action_type == action_type
    assert actor is None or top.actor == actor
