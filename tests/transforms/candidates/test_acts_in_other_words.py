# ruff: noqa: E501 (a case stays on one line, so that the table can be read)
"""Acts told in plainer or odder words, with what came before, who disagreed and who is quoted beside them. All invented."""

from __future__ import annotations

import pytest

from transforms.candidates import propose_candidates

# Direction, type, actor (None: left open), headline, story.
STORIES: list[tuple[str, str, str | None, str, str]] = [
    ("limits", "hearing", "state_legislature", "House panel backs ban on masked agents", "A House committee gave its nod Wednesday to a bill that would make federal agents show their faces. It moves to the floor."),
    ("limits", "hearing", None, "First airing for ID card plan", "A plan for city ID cards open to all residents, with papers or without, had its first hearing before the council Tuesday. No vote was taken."),
    ("unclear", "hearing", "county_board", "Board puts off vote on jail policy", "Supervisors postponed until March a decision on whether the jail should go on answering ICE's requests. Speakers had waited four hours."),
    ("limits", "lawsuit_filed", None, "Man jailed for ICE after posting bail sues sheriff", "A roofer who spent 11 days in the Nassau jail after he'd made bail has gone to court. In a complaint filed Monday he says the sheriff had no right to keep him for immigration agents."),
    ("limits", "lawsuit_filed", "attorney_general", "AG takes sheriff to court over help to ICE", "OLYMPIA - Attorney General Nick Brown sued the Adams County sheriff on Monday, saying his deputies broke state law by giving immigration agents people's addresses."),
    ("expands", "lawsuit_filed", "federal", "Feds sue state over courthouse law", "The Trump administration went to federal court Thursday to undo a New York law that keeps immigration agents from making arrests at courthouses."),
    ("expands", "lawsuit_filed", "attorney_general", "Texas sues San Marcos", "AUSTIN - The attorney general filed suit Tuesday against San Marcos, saying that a police rule on when officers may call immigration authorities breaks the state's ban on sanctuary cities."),
    ("limits", "lawsuit_filed", "county_board", "County joins fight over grant terms", "Santa Clara's supervisors voted in closed session Tuesday to join other counties in suing the administration over conditions that tie police grants to work with ICE."),
    ("expands", "lawsuit_filed", "sheriff", "Sheriff asks court to free him from state limits", "The Culpeper sheriff filed a suit Wednesday that asks a judge to void the governor's order ending deputies' work with ICE."),
    ("expands", "ruling", "court", "Judge sides with Justice Department on sanctuary law", "A federal judge on Monday barred New Jersey from enforcing its directive that limits what jails may tell immigration agents."),
    ("limits", "ruling", "court", "Appeals court: Illinois may limit aid to ICE", "CHICAGO - The law that keeps Illinois jails out of the immigration business survives. A three-judge panel on Thursday affirmed the dismissal of the federal government's challenge."),
    ("limits", "ruling", "court", "Court: jail had no power to hold immigrant", "BOSTON - Court officers may not keep a person in custody just because ICE asks, the state's highest court ruled Monday."),
    ("expands", "ruling", "court", "High court lets Texas police law stand", "The Fifth Circuit ruled Tuesday that most of the law known as SB 4, which makes sheriffs honor ICE requests, can take effect."),
    ("limits", "ruling", None, "Settlement ends jail's practice", "Under a settlement approved Friday, Allegheny's jail will stop telling immigration agents when people are to be let out. The county will pay $150,000."),
    ("expands", "discipline", None, "Jailer dismissed for ignoring hold", "LAKE CITY - A shift supervisor at the Columbia jail lost her job Friday because a man whom ICE wanted walked out the door, the sheriff said."),
    ("limits", "investigation", "attorney_general", "AG opens probe of sheriff's ties to ICE", "The state attorney general has begun an inquiry into whether Rockingham's sheriff passed immigrants' release dates to federal agents against the law, her office confirmed Tuesday."),
    ("expands", "investigation", "attorney_general", "AG demands city's records on sanctuary policy", "Attorney General Knudsen said Wednesday he's investigating whether Missoula is breaking the state's ban on sanctuary rules."),
    ("limits", "training", "police", "Officers brush up on immigration rule", "Every Rochester officer will sit through a refresher on the city's hands-off immigration policy, the chief announced Friday."),
    ("limits", "funding", "council", "Council adds $2 million for immigrants' lawyers", "DENVER - The council voted 11-2 Monday to double a fund that pays attorneys for people in deportation court."),
    ("expands", "funding", "governor", "Sheriffs get bonus checks for immigration work", "The governor handed out $1.7 million Wednesday to sheriffs whose deputies work under agreements with ICE."),
    ("expands", "funding", "federal", "Justice Department yanks grant from sanctuary city", "The Justice Department told Evanston on Friday that it's pulling a $600,000 police grant because of the city's limits on work with immigration agents."),
    ("expands", "funding", "council", "City zeroes out deportation defense", "Budget cutters on the council ended the $400,000 deportation defense fund Tuesday."),
    ("expands", "statement", "sheriff", "Sheriffs' letter backs ICE bill", "Sixty sheriffs sent the legislature a letter Wednesday in support of a bill to require help for immigration agents."),
    ("expands", "rejected", "school_board", "Trustees won't declare district safe haven", "The school board in Bakersfield on Tuesday voted 4-1 against a resolution that would have kept immigration agents off campuses."),
    ("limits", "adopted", "council", "ID cards for all, council says", "The council approved cards Monday that any resident may carry, whatever his or her immigration status."),
    ("limits", "adopted", None, "County bans new immigration jails", "A moratorium on private immigration jails won the commissioners' approval Tuesday, 3-2."),
    ("limits", "adopted", "council", "Freeze on plans for ICE warehouse", "The planning board's pleas worked: on Monday the council put an 18-month hold on permits for any building where immigrants would be detained."),
    ("expands", "adopted", "council", "Huntington Beach backs suit against sanctuary state", "By 6-1 the council resolved Monday to support the federal challenge to California's sanctuary law."),
    ("unclear", "adopted", "council", "Flock cameras stay", "Oak Park trustees voted 4-3 Tuesday to keep license-plate cameras though critics fear immigration agents could tap them."),
    ("limits", "agreement_ended", "council", "Village unplugs Flock", "Plate cameras that immigration agents had searched are coming down. The village board voted Monday to break its contract."),
    ("limits", "agreement_ended", "police", "Town's chief drops out of ICE program", "The police chief in Wells told ICE on Wednesday that his department would give up its 287(g) credentials. Half the selectmen had turned against it."),
    ("limits", "executive_order", "governor", "Governor pulls state out of federal pact", "RICHMOND - State police and prison guards will give back their immigration powers under an order the governor signed Wednesday."),
    ("limits", "agreement_ended", "council", "Town walks back ICE deal after outcry", "Three weeks after the chief signed it, the select board in Ludlow ordered him to undo an agreement that made two of his officers arms of immigration enforcement. The 4-1 vote came Monday after the longest meeting anyone could recall."),
    ("expands", "agreement_signed", "county_board", "Empty prison gets a new tenant", 'TORRANCE COUNTY - A prison that closed last year will reopen with people facing deportation. In a special meeting Friday, commissioners ratified a five-year services agreement with ICE and the owner. The county gets $50,000 a year and 200 jobs. "It\'s a lifeline," the chairman said.'),
    ("expands", "agreement_signed", "governor", "Guard troops to do ICE paperwork", "The governor and the Department of Homeland Security reached an agreement Thursday under which 150 members of the National Guard will help book migrants at ICE offices. Democrats asked who will pay."),
    ("limits", "adopted", "governor", "Murphy signs three immigrant bills on way out", "TRENTON - With hours to go in his term, Gov. Phil Murphy put his name Tuesday to a bill that keeps agents out of hospitals, libraries and polling places unless they bring a warrant from a judge. He let two others die, one of which would have written the attorney general's directive into statute."),
    ("expands", "adopted", "state_legislature", "Georgia finishes bill on jails and ICE", "ATLANTA - Jailers who don't check whether inmates are in the country lawfully could go to jail themselves. The Senate's vote Thursday, on the next-to-last day, finished work on the bill. It grew out of the death of a nursing student."),
    ("expands", "adopted", "governor", "DeSantis puts signature to law on sheriffs", "TALLAHASSEE - Any county that runs a jail in Florida must by law have an agreement with ICE. The measure, signed Thursday by Gov. Ron DeSantis, also lets him remove officials who get in the way."),
    ("limits", "executive_order", "mayor", "Johnson's pen: no city property for ICE", "CHICAGO - Parking lots, garages and vacant land that the city owns may not be used as jumping-off points for immigration arrests, under an order Mayor Brandon Johnson signed Monday at a church hall. Private owners can hang a sign that says the same. The White House called it disgusting."),
    ("expands", "executive_order", "governor", "Youngkin order presses jails to cooperate", "RICHMOND - An order that Gov. Glenn Youngkin issued Thursday tells state police and prison officials to seek agreements with ICE, and asks every sheriff to certify that he is cooperating fully."),
    ("limits", "directive_issued", "prosecutor", "Prosecutors told to weigh deportation", "BROOKLYN - Assistant district attorneys were instructed Monday to look for pleas that don't get immigrants deported, and never to alert ICE that a witness is coming to court."),
    ("limits", "directive_issued", "sheriff", "Hennepin's jail drops question on birthplace", "MINNEAPOLIS - The country where you were born will no longer be on the booking sheet at the Hennepin jail. The sheriff ordered the change Wednesday so that ICE can't use the list."),
    ("expands", "directive_issued", "sheriff", "Sheriff in Alamance wants names sent to ICE", "GRAHAM - Jail clerks are to fax the name of each foreign-born inmate to ICE from Monday on. Sheriff Terry Johnson gave the instruction in a memo."),
    ("expands", "directive_issued", "police", "Nashville police: officers may call ICE", "In guidance sent Friday to all precincts, the department said that officers who stop a gang suspect may phone the immigration service. An older rule told them not to."),
    ("limits", "amended", "council", "Aurora closes gap in detainer ordinance", "AURORA, Ill. - The council voted 8-4 Tuesday to plug a hole in its welcoming ordinance. Police had read it as letting them share release dates with agents; the new wording says they can't."),
    ("expands", "amended", "council", "Chicago weighs... and passes carve-outs", "After a bitter debate, aldermen on Wednesday added four exceptions to the city's sanctuary ordinance, so that police can work with ICE on people charged with drug dealing or prostitution."),
    ("limits", "rejected", None, "Commission balks at jail expansion for ICE", "LEAVENWORTH - Commissioners won't grant the permit that a private prison company needs to hold immigrants. The 3-2 vote came Tuesday. The company says it doesn't need one."),
    ("limits", "rejected", "state_legislature", "Detainer mandate falls in Wyoming Senate", "CHEYENNE - A proposal to make sheriffs hold people for ICE won't go on. Senators killed it Monday, 14-16, after jailers warned of lawsuits."),
    ("expands", "rejected", "county_board", "Divided board leaves ICE policy alone", "After five hours, Sacramento supervisors declined Tuesday to adopt limits on the sheriff's contact with immigration agents. The motion drew two votes."),
    ("expands", "rejected", "other", "Voters say no to keeping sanctuary law", "MEDFORD - Measure 105 failed statewide, but here residents of two counties rejected ballot questions Tuesday that would have told deputies to have nothing to do with immigration enforcement."),
    ("limits", "vetoed", "governor", "Evers uses veto on ICE cooperation bill", "MADISON - A Republican bill that tied shared revenue to sheriffs' help for ICE is dead. Gov. Tony Evers vetoed it Friday, as he said he would."),
    ("limits", "introduced", "council", "Pair of council members would cut ICE from cameras", "San Diego Councilmembers Moreno and Lee unveiled a draft ordinance Thursday that would delete camera data after a day, so that immigration agents find nothing to search."),
    ("expands", "introduced", "governor", "Gov. wants troopers deputized for immigration", "The governor unveiled a plan Wednesday to have 300 troopers trained by ICE, and asked lawmakers for $20 million."),
    ("unclear", "hearing", "council", "No decision on ICE pact", "The council in Keene heard 40 people Thursday on whether police should team with ICE, then laid the matter over for a month."),
    ("limits", "lawsuit_filed", "other", "Civil liberties group takes aim at jail's ICE holds", "The ACLU of Colorado is asking a judge to stop the Teller County sheriff from keeping inmates past release at ICE's behest. The suit was lodged Thursday for six taxpayers."),
    ("expands", "lawsuit_filed", "other", "Watchdog sues San Francisco sheriff", "Judicial Watch says in a complaint filed Monday that the sheriff breaks federal law by telling her staff not to share release dates with ICE. It wants a court to stop her."),
    ("expands", "lawsuit_filed", None, "U.S. hauls Los Angeles to court", "The Justice Department says the sanctuary ordinance that Los Angeles passed after the election gets in the way of federal law. It sued Monday."),
    ("limits", "lawsuit_filed", "attorney_general", "State sues county that kept helping ICE", "SEATTLE - Adams County's jail held people for ICE after the state told it to quit, according to a lawsuit the attorney general filed Monday."),
    ("limits", "lawsuit_filed", "attorney_general", "Twelve states sue over strings on crime grants", "Attorneys general from twelve states went to court Monday against a rule that lets the Justice Department deny crime-victim money to states that won't aid deportations."),
    ("expands", "lawsuit_filed", None, "Huntington Beach tries courts again", "The city filed a federal suit Tuesday that asks a judge to declare California's sanctuary law void."),
    ("limits", "ruling", "court", "Judge won't let Trump punish cities", "A federal judge in San Francisco on Thursday stopped the administration from denying money to places that decline to help with deportations."),
    ("limits", "ruling", "court", "Judge: sheriff's ICE contract broke state law", "NEWARK - A judge on Monday voided an agreement under which Monmouth's sheriff shared jail records with ICE, since the attorney general forbids it."),
    ("expands", "ruling", "court", "Court clears way for Delaney Hall", "Newark can't keep a private firm from holding immigrants at Delaney Hall, a federal judge decided Friday."),
    ("limits", "discipline", "police", "Two officers suspended for tip to Border Patrol", "The chief has taken two Spokane patrolmen off duty without pay for ten days. They had called Border Patrol about a family at a fender-bender, he said Wednesday."),
    ("expands", "discipline", None, "Guard out after freeing man ICE sought", "A Gwinnett guard was terminated Friday. She had opened the gate for an inmate though immigration agents had faxed a request to keep him."),
    ("limits", "investigation", "mayor", "Mayor wants answers on police at raid", "The mayor of Worcester has asked the city manager to find out why officers held back a crowd as ICE took a mother away. A report is due in 30 days, he said Monday."),
    ("limits", "funding", "state_legislature", "Budget has $5 million to defend immigrants", "DENVER - The state budget that passed Thursday sets aside $5 million for lawyers for people who face deportation."),
    ("expands", "funding", "governor", "State cuts off Ithaca? No: Texas cuts off Austin", "AUSTIN - Making good on a threat, the governor on Wednesday stopped $1.5 million in crime grants to Travis County because its sheriff won't honor all ICE holds."),
    ("expands", "funding", "county_board", "ICE money buys deputies' trucks", "Commissioners in Collin County took $800,000 from ICE on Monday to outfit deputies in its task force."),
    ("limits", "statement", "school_board", "District tells parents: we don't ask", "Denver's school board adopted a statement Thursday that its schools don't ask for papers and won't let agents in without a warrant."),
    ("expands", "adopted", "county_board", "Orange County takes stand with Washington", "County supervisors resolved Tuesday to condemn California's sanctuary law and to enter the government's case against it."),
    ("limits", "agreement_ended", "sheriff", "Ravenell's first act: out of 287(g)", "CHARLESTON - Minutes after the oath, the new sheriff signed a letter that takes her office out of 287(g). Deputies with federal credentials will be given other work."),
    ("expands", "agreement_signed", None, "Wichita Falls to join ICE task force", "A unanimous council on Tuesday let the chief enter a task force agreement under which six officers can make immigration arrests."),
    ("limits", "directive_issued", "prosecutor", "Prosecutor bars courthouse tips", "Marion County's prosecutor forbade her staff Wednesday to tell immigration agents when defendants come to court."),
    ("limits", "executive_order", "mayor", "Mayor keeps ICE out of shelters", "With ICE in town, Mayor Wu signed an order Friday that closes city shelters and clinics to agents without a warrant."),
    ("expands", "executive_order", "governor", "Governor orders inmates handed to ICE", "Gov. Stitt directed state prisons Monday to turn over to ICE some 500 prisoners who are in the country illegally."),
    ("limits", "vetoed", None, "Kelly vetoes ban on sanctuary ordinances", "TOPEKA - A bill to stop counties from shielding immigrants met the governor's veto Thursday."),
    ("expands", "vetoed", "governor", "Sununu kills bill for immigrant privacy", "The governor refused his signature Friday to a bill that would have kept driver data from immigration agents."),
    ("expands", "vetoed", "mayor", "Mayor's veto saves jail contract", "The mayor on Thursday vetoed a council vote to end the city's contract to jail immigrants."),
    ("limits", "rejected", "state_legislature", "Sheriffs' ICE bill dies without vote", "A bill that would have had sheriffs report foreign-born inmates to ICE died Friday when the session ended."),
    ("expands", "rejected", "council", "Council votes no on ICE-free zones", "A plan to keep immigration agents out of Tulsa's parks failed on a 3-6 vote Wednesday."),
    ("limits", "rejected", "council", "No plate-reader deal", "Citing fears about ICE, the council in Ames voted 5-1 Monday not to buy license plate readers."),
    ("expands", "repealed", "governor", "Governor rescinds order on ICE", "The new governor's first act Tuesday was to revoke his predecessor's order that kept state police out of immigration enforcement."),
    ("expands", "amended", "county_board", "County lets jail tell ICE more", "Supervisors changed the county's detainer policy Tuesday so the jail may notify ICE about people charged with violent crimes."),
    ("limits", "amended", "county_board", "County tightens detainer policy", "Commissioners amended the jail's detainer policy Tuesday; now even felons won't be held without a judge's warrant."),
    ("limits", "introduced", "state_legislature", "Senator aims at masked agents", "A bill filed Wednesday would make it a misdemeanor for an immigration agent to hide his face on duty."),
    ("expands", "introduced", None, "Bill makes refusing ICE a felony", "Under a bill filed Tuesday in the House, a mayor who orders police not to cooperate with ICE could go to prison."),
    ("limits", "hearing", "county_board", "Supervisors weigh end to ICE transfers", "San Mateo supervisors held a hearing Tuesday on an ordinance that would end transfers from jail to ICE."),
    ("expands", "hearing", "state_legislature", "Committee OKs detainer bill", "The House Judiciary Committee approved a bill 11-7 Wednesday to require jails to honor detainers."),
    ("limits", "lawsuit_filed", None, "Detainee sues county", "A man who was kept two days for ICE after a judge freed him sued Bucks County on Wednesday."),
    ("expands", "lawsuit_filed", "other", "Landlord group sues over tenant shield", "A group of landlords filed suit Tuesday against a city law that forbids them to report tenants to ICE."),
    ("expands", "lawsuit_filed", "federal", "Justice Department challenges Boston Trust Act", "The Justice Department filed suit Thursday against Boston, its mayor and its police over the Trust Act."),
    ("limits", "lawsuit_filed", "governor", "Governor sues over Guard's ICE role", "The governor asked a federal judge Monday to stop the president from using the Guard to help ICE."),
    ("limits", "ruling", "court", "Detainers are arrests, court says", "Holding someone on an ICE detainer is a new arrest that state law doesn't allow, the Court of Appeals ruled Tuesday."),
    ("expands", "ruling", "court", "Judge halts city's ICE-free zones", "At the Justice Department's request, a judge on Friday suspended an ordinance that keeps agents off city property."),
    ("limits", "ruling", "court", "Jury: county must pay man held for ICE", "A jury ordered the county on Thursday to pay $250,000 to a man whom its jail detained for immigration agents."),
    ("expands", "ruling", "court", "Sheriffs win in high court", "The Supreme Court of the state ruled Wednesday that sheriffs may honor ICE detainers."),
    ("expands", "discipline", "sheriff", "Deputy punished for warning family", "A deputy who tipped a family that ICE was coming was suspended for 30 days, the sheriff said Friday."),
    ("limits", "investigation", "police", "Police chief reviews use of plate data", "The chief in Oak Park said Monday that the department is investigating how ICE got into its plate cameras."),
    ("limits", "training", None, "Cadets to learn limits of law", "From this week recruits at the state academy get a class on what the Trust Act forbids."),
    ("expands", "training", None, "Jail staff study immigration law", "Twelve jail officers began four weeks of ICE training Monday so they can question inmates about their status."),
    ("limits", "funding", "council", "City sets aside money to fight deportations", "The council put $1.5 million Tuesday into a fund for residents who face removal."),
    ("expands", "funding", "state_legislature", "Lawmakers pay sheriffs to work with ICE", "The Senate approved $20 million Wednesday for sheriffs who sign 287(g) agreements."),
    ("expands", "funding", None, "FEMA grants cut for sanctuary counties", "Homeland Security cut $2 million in grants to King County on Monday for its refusal to work with immigration agents."),
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
