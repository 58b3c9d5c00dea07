# ruff: noqa: E501 (a story stays on one line)
"""Policies told without their textbook words, and stories that share the words and hold no policy."""

from __future__ import annotations

import pytest

from transforms.candidates import propose_candidates
from warehouse.records import Reading

RULES = (
    "the jail won't hold inmates for federal agents past their release",
    "officers are barred from asking where people were born",
    "agents need a judge's signature to come into the jail",
    "agents may roam the jail without a judge's signature",
    "staff may not tell the feds when an immigrant leaves the jail",
    "troopers may not swap names with Homeland Security over civil immigration matters",
    "detectives cannot run plates for Border Patrol",
    "schools must turn agents away at the front desk unless they carry a warrant from a judge",
    "the city will pay lawyers for residents who face removal",
    "no one will be asked for papers at the library",
    "a judge's warrant is needed before bailiffs let agents past the courtroom door",
    "the sheriff will screen everyone booked for legal status",
    "police will pass along the names of people without papers to the feds",
    "plate-reader searches are open to Homeland Security",
    "twelve deputies will be trained and sworn in to make immigration arrests",
    "jail staff will ignore ICE's requests to keep people an extra two days",
)
FRAMES = (
    "DAYTON, Ohio - The City Council voted 5-2 Tuesday for a rule under which {}. The vote followed comment.",
    "ERIE, Pa. - A policy that the sheriff signed Monday says that {}. It takes effect July 1.",
    "BOISE, Idaho - The mayor announced on Wednesday an order under which {}, a spokesman said.",
)
STORIES = (
    "BATAVIA, Ill. - The council adopted Ordinance 2025-31 on Monday. It takes effect in May. The ordinance says that civil immigration enforcement isn't the work of city staff.",
    "ELKO, Nev. - Immigration officers can search the county's plate readers from their own desks. The sheriff signed the access order Wednesday.",
    "KEENE, N.H. - The sheriff, sworn in this week, has kept his main campaign promise: he told ICE on Wednesday, in writing, that the county withdraws from the partnership under which jailers checked papers.",
    "NORMAN, Okla. - By 9-3 on Friday, county commissioners repealed the 2013 resolution that told the jail to refuse most immigration holds.",
    "SALEM, Ore. - Officers of any government would have to show their faces when they take someone into custody under legislation introduced in the House Tuesday.",
    "TROY, N.Y. - The Attorney General joined legislators today to urge passage of a bill that would bar civil immigration arrests at courthouses. A hearing before the House Judiciary Committee is next week.",
    "ROME, N.Y. - Common councilors struck the word sanctuary from the city code Wednesday. Mayor Ann Fusco had asked for it.",
    "PUEBLO, Colo. - All detainers will be honored from Monday on, the sheriff wrote in a memo that reached jailers Thursday.",
    "ANNAPOLIS - Agents without a name tape could be fined $500 under a bill that the Senate's judicial committee backed 7-4 on Thursday.",
    "A Cumberland County judge in Maine ruled Friday that the jail had no power to keep a mother of three for federal agents after her bail was paid.",
    "SANTA ROSA - A hotline that warns families about immigration agents will get $80,000 from the city; the vote was 5-2 on Tuesday.",
    "PATERSON, N.J. - The mayor refused Tuesday to sign a council ordinance that would've let police hold people on ICE paperwork. It dies at midnight.",
    "RICHMOND - A state trooper who called Border Patrol to a crash scene was fired Wednesday for breaking department rules.",
    "BURLINGTON, Vt. - The superintendent sent every school a two-page guide Monday: nobody from ICE goes past the office, and no file leaves the building.",
    "MCALLEN - A rights group sued Hidalgo County on Tuesday to stop it from leasing 200 beds to the immigration service.",
    "KALISPELL, Mont. - Flathead County commissioners voted Tuesday to ask the Legislature to require that jails hold people whom immigration officers want.",
    "MEDFORD - Jackson County's deputies have left a federal task force after agents used it for immigration arrests, the sheriff said Friday.",
    "FARMVILLE, Va. - The town council let its deal with the detention company expire Monday; ICE must empty the 700-bed center by June.",
    "MACOMB, Ill. - Nine pages, adopted unanimously Monday: the county's first policy on what jailers do when immigration agents call. In short, nothing.",
    "LITTLE ROCK - City directors on Tuesday ended the program that gave identification cards to people without papers.",
    "BELLINGHAM - The city turned down $140,000 in federal police money Monday rather than promise to help with deportations.",
    "BENTONVILLE - Six Benton County deputies were sworn in Thursday as immigration officers after a month of classes in Georgia.",
    "TACOMA - The police oversight board opened a review Tuesday of two ride-alongs that officers took with ICE.",
    "JEFFERSON CITY - Cities that keep police from calling immigration agents would lose sales tax money under a bill filed Wednesday by the House speaker.",
    "NEWARK - Starting today no one may be arrested by immigration agents inside a New Jersey courthouse without a judge's warrant, under a directive from the chief justice.",
    "ROSEVILLE - After state lawyers called, the city council voted 3-2 Thursday to let officers take immigration training after all.",
    "BATON ROUGE - Sheriffs may hold people for immigration agents without a warrant, the attorney general wrote in an opinion released Monday.",
    "Broward deputies will stop helping load deportation flights, Sheriff Gregory Tony announced Friday in Fort Lauderdale.",
    "CAMBRIDGE, Mass. - City councilors will vote Monday on barring federal immigration teams from parks, after a committee sent it on 4-1.",
    "MESA - The chief apologized Tuesday and ordered retraining after an officer asked a crash victim whether she was a citizen, which the rules forbid.",
    "WINDHAM, N.H. - Selectmen voted 4-1 Monday to take the town out of ICE's partnership with police.",
    "PHOENIX - Attorney General Kris Mayes joined 11 states Tuesday in asking a court to stop ICE from using state driver data.",
    "CHARLESTON - On her second day the mayor tore up her predecessor's order that kept city police from working with immigration agents.",
    "ITHACA - County legislators killed Tuesday a plan for a county ID that immigrants could use, 8-6.",
    "SAN DIEGO - Eleven mayors put their names Tuesday to a letter telling Congress that their officers are not immigration agents.",
    "FRESNO - A civil grand jury found Thursday that the sheriff gave ICE release dates without telling the public, as state law demands.",
    "HARRISBURG - A Philadelphia senator introduced a bill Monday under which no officer could hide his face or his agency while making an arrest.",
    "JACKSON, Miss. - A driver sued the city Wednesday, saying officers held him an hour on a highway so that immigration agents could come.",
    "SAN FRANCISCO - The city agreed Tuesday to pay $190,000 to a man whose name police gave to ICE after he reported his car stolen.",
    "GREELEY - Weld County sent ICE a bill Monday for $27,000 and a letter saying that jail beds will go to others until it's paid.",
    "MONTPELIER - Recruits at the state police academy will sit through four hours on the fair policing policy, which bars them from asking who is here legally.",
    "TALLAHASSEE - As of today sheriffs in Florida must sign pacts with ICE or be removed, under the law that the governor signed in February.",
    "SANTA CLARA - By 3-2 supervisors widened Tuesday the list of crimes for which the jail may hand people to ICE.",
    "PLANO - An aide who phoned ICE about a pupil's father was let go Monday, the district said. Its rules forbid such calls.",
    "CONROE - The county agreed Monday to sell ICE's landlord the land next to the detention center, for 300 more beds.",
    "HARTFORD - The attorney general told every police chief in a memo Wednesday that holding a driver for immigration agents breaks the Trust Act.",
)
NOTHING = (
    "LANSING, Mich. - Immigration agents arrested 14 people at a roofing yard Friday, officials said. The sheriff said that his office was not told.",
    "LANSING, Mich. - A candidate for sheriff said Tuesday that if elected he would bring ICE into the jail.",
    "TYLER, Texas - ICE said Thursday that it had deported a man wanted for murder. He was held at the county jail on a drug charge before agents took custody.",
    "PROVO, Utah - The police chief told a reporter Thursday that officers do what they have always done. The department has no agreement with ICE and has not been asked for one, he said.",
    "YUMA, Ariz. - The county accepted $5.4 million Wednesday in federal shelter money and agreed to lease a building for asylum seekers dropped off by the Border Patrol.",
    "SALINA, Kan. - A march for wages drew 1,500. They carried signs against deportations and for a sanctuary county. Police closed six blocks.",
    "MACON, Ga. - A federal judge has moved by five weeks the hearing in a suit about ICE holds at the jail. Lawyers had asked for more time.",
    "RENO, Nev. - A student was freed from ICE detention this week. Police had pulled over the wrong truck and dropped the ticket.",
    "What is an immigration detainer? It is a request from ICE to a jail. Can a jail be sued for honoring one? In some cases, yes.",
    "FLINT, Mich. - Automakers who build electric or ICE vehicles want a tax credit. The council's committee voted Tuesday for a resolution on it.",
    "BEND - At Monday's forum each of four who'd be sheriff said how they'd treat ICE. Two would sign on; two wouldn't. The vote is May 20.",
    "LOWELL, Mass. - A mother of two came home Tuesday after 40 days in an ICE jail in Louisiana. Neighbors hung lights. The mayor hugged her on the steps.",
    "HOUSTON - A rumor that ICE was at a middle school emptied classrooms Wednesday. District police found no agents. The principal sent a message to parents.",
    "MIAMI - Border Patrol agents took a roofer from the new city hall's scaffolding Thursday. The contractor said that police had nothing to do with it.",
    "ELOY, Ariz. - Fifty people lit candles Sunday for a man who died in the detention center. The medical examiner will rule on the cause.",
    "AURORA, Colo. - A congressman was let into the ICE facility Monday after two refusals. He said the beds were full.",
    "FORT WAYNE - The city's office for newcomers announced Monday a schedule of citizenship classes and a workshop on visas.",
    "CINCINNATI - A federal appeals court ruled Tuesday that a Honduran man may be deported despite his asylum claim. A lower judge had blocked it.",
    "LAREDO - Webb County deputies stopped a truck Friday and found 12 people in the sleeper. They called Border Patrol. The driver faces state charges.",
    "Agents work from lists. A supervisor signs a form. Local jails may get a request to hold someone. Here is what happens next, step by step.",
    "I have known our sheriff for years. He is right to work with ICE. Those who march against him should read the law.",
    "TUCSON - Since agents came to a taqueria in May, owners keep warrants cards by the register. The chamber of commerce held a seminar Tuesday.",
    "PHILADELPHIA - Police arrested a man Tuesday who wore an ICE vest to rob women. He was charged with impersonating an officer.",
    "The fair board voted Monday to move the date. Last year immigration agents were seen near the midway, which kept some away.",
    "EL CENTRO - The county supervisors approved $60,000 Tuesday to help count immigrants in the census. Some fear the form.",
    "UTICA - The refugee center laid off 40 people Friday as federal money stopped. The mayor called it sad.",
    "AUSTIN - The state awarded a $200 million contract Thursday for 11 more miles of border wall. Ranchers are divided.",
    "GREELEY - A judge set bond at $50,000 Monday for a man who fled a traffic stop. Immigration agents have a hold on him, jail records show.",
    "WASHINGTON - The Senate voted 51-48 Tuesday to confirm the director of ICE. Two governors praised the vote.",
    "BRUNSWICK, Ga. - The federal training center will add 200 beds for new ICE officers by fall, officials said Tuesday. The county commission welcomed the jobs.",
    "MEDINA, Ohio - Asked at the Rotary on Tuesday about immigration, the sheriff said his jail has always honored ICE holds and always will. Then he drew the raffle.",
    "TEMPE - A dozen residents told the council Thursday that they want police to stop talking to ICE. The item wasn't on the agenda, and the council didn't reply.",
    "DES MOINES - A church that gave sanctuary to a family found its sign painted over Monday. Police are investigating.",
    "In 1985 the council of Berkeley, Calif., took in refugees. The author tells it well. There are maps.",
    "COLUMBIA, Mo. - A group began gathering names Saturday for a petition that would ask the council to end police work with ICE. It needs 2,400.",
    "TOPEKA - Two hundred students walked out Friday over ICE arrests. The school board president said she admired their courage.",
    "SPOKANE - The deputies' union endorsed the incumbent Monday, citing his stand on immigration detainers.",
    "YAKIMA - Local police and Homeland Security agents arrested 22 people in a drug sweep Thursday. Officers seized fentanyl and guns.",
    "The Department of Homeland Security on Thursday published a list of sanctuary places with 14 Oregon counties on it. Several were surprised.",
    "BRACKETTVILLE, Texas - A driver fleeing Border Patrol died Monday when his truck rolled. The sheriff's office closed the road for six hours.",
)


def read(text: str, *, title: str | None = None, published: str | None = "2025-06-20") -> Reading:
    """Return the reading of a news story."""
    return propose_candidates(
        document_id="d", text=text, title=title, url=None, published=published, source_kind="news",
        jurisdiction=None,
    )  # fmt: skip


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("rule", RULES)
def test_a_rule_in_plain_words_is_found_and_new(rule: str, frame: str) -> None:
    """Whoever makes the rule and wherever: no textbook word is needed."""
    reading = read(frame.format(rule))
    assert reading.relevant
    assert reading.new_action


@pytest.mark.parametrize("story", STORIES)
def test_an_act_is_found_though_its_policy_stands_elsewhere(story: str) -> None:
    """An order signed, a bill introduced, a promise kept, a numbered ordinance: new, not background."""
    assert read(story).new_action


@pytest.mark.parametrize("story", NOTHING)
def test_the_same_words_without_a_local_policy_give_nothing(story: str) -> None:
    """Raids, promises, restatements, shelters, marches, calendars, persons, explainers, engines."""
    assert not read(story).relevant
