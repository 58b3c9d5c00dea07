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
