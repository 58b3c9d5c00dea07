"""The first look loses next to nothing, however a story calls the subject, and lets everyday pages go."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from transforms.candidates.screening import names_nothing, screen

CORPUS = Path(__file__).parents[2] / "corpus"
SETS = ("own", "told", "taught", "plain", "contrasts", "fresh", "kept", "instruments", "news.dev")
LEAST_KEPT = 0.995

TOLD_OTHERWISE = [
    "The council voted 5-0 to join the lawsuit against SB 54, the mayor said.",
    "Deputies may go on checking the papers of drivers they stop, a judge ruled of SB 1070.",
    "The sheriff told jailers to ignore detainers that no judge has signed.",
    "County commissioners rescinded the rule that let jailers keep people past their release for Washington.",
    "The chief justice barred civil arrests in and around courthouses.",
    "Aldermen created a resident card for anyone, papers or none.",
    "Trustees told schools not to record where a child was born, or birthplaces of parents.",
    "The mayor signed an order that city staff may not ask about status.",
    "Supervisors ended the federal detention contract of the juvenile hall.",
    "The attorney general warned that officials who hide releases could be charged with harboring people.",
    "Police may no longer share shifts with border agents, the town council said.",
    "The Senate passed the bill that lets police verify the lawful presence of prisoners.",
    "A vote to drop the safe-haven resolution failed in Roseburg.",
    "The sheriff will not renew the county's part in the federal program that trains deputies at the jail.",
    "The town board repealed its mask ban for agents who make arrests.",
    "The clerk of the court says judges want notice of releases kept within the jail.",
    "The sheriff signed a 287 agreement; the county board had no say.",
    "Deputies trained under section 287, the sheriff said, will stay in the jail.",
    "The county lost its Byrne grants over the jail's policy, the attorney general said.",
]
EVERYDAY = [
    "The budget sets aside $287,000 for the library roof, the council said; police closed Interstate 287.",
    "The council heard a report on the water main; a weekly roundup of events is on the city's page.",
    "Residents can check the status of a permit online, the city manager said in a news release.",
    "The sheriff's office announced the release of its annual report and the date of its open house.",
    "The library offers passports, photo services and a story hour; show your library card at the desk.",
    "The school board adopted the calendar. The superintendent asked about the status of the roof.",
    "Police are looking for a man who took a wallet with an identification card in it.",
    "The mayor thanked federal, state and local partners for the bridge grant before the county vote.",
]


@pytest.mark.parametrize("text", TOLD_OTHERWISE)
def test_acts_that_name_neither_agency_nor_immigration_are_read_on(text: str) -> None:
    assert screen(text).is_kept


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_pages_are_let_go(text: str) -> None:
    assert not screen(text).is_kept, screen(text).words


def test_of_all_labelled_stories_next_to_none_is_lost() -> None:
    """No set loses more than one in two hundred, one story of a small set apart."""
    for name in SETS:
        labels = map(json.loads, (CORPUS / f"{name}.labels.jsonl").read_text("utf-8").splitlines())
        relevant = {label["id"] for label in labels if label["relevant"]}
        with (CORPUS / f"{name}.documents.jsonl").open(encoding="utf-8") as lines:
            pages = [page for page in map(json.loads, lines) if page["id"] in relevant]
        lost = [page["id"] for page in pages if not screen(page["text"], page.get("title")).is_kept]
        assert len(lost) <= max(1, (1 - LEAST_KEPT) * len(pages)), (name, lost)


def test_the_pass_that_lets_go_at_once_lets_go_of_nothing_that_is_kept() -> None:
    """Wherever the words stand: alone in the title, across title and text, at the end of a long text."""
    assert names_nothing("The council heard a report on the water main.", "Water")
    for text in TOLD_OTHERWISE:
        assert not names_nothing(text)
    assert not names_nothing("The council met.", "A word on immigration")
    assert not names_nothing("labor center opens, the mayor said", "A day")
    assert screen("labor center opens, the mayor said", "A day").is_kept
    long = "The council heard a report on the water main. " * 22_000
    assert names_nothing(long, "Water")
    assert not names_nothing(long + "ICE", None)
    assert screen(long, "Immigration").is_kept
