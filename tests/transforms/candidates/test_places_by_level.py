"""Whose policy an act is: a state's or the locality's it is aimed at, and which of the places of one name."""

from __future__ import annotations

import pytest

from transforms.candidates.drafts import Draft
from transforms.candidates.gazetteer.divisions import load_gazetteer
from transforms.candidates.gazetteer.hosts import host_evidence
from transforms.candidates.places import find_places, resolve_jurisdiction
from transforms.candidates.sentences import Sentence
from transforms.candidates.settle import resolve_place
from warehouse.records import ActionType, Actor


def _place(title: str, text: str, act: str, actor: Actor, kind: ActionType) -> str:
    url = "https://badgerpost.example/story" if "Justice" in title else None
    start = text.index(act)
    found = resolve_jurisdiction(
        text=text, title=title, url=url, source_jurisdiction=None, span=(start, start + len(act)),
        actor=actor, action_type=kind, source_kind="news",
    )  # fmt: skip
    assert found is not None
    return found.jurisdiction


@pytest.mark.parametrize(
    ("title", "text", "act", "actor", "kind", "label"),
    [
        (
            "Indiana AG: Goshen must rescind police rule",
            "Attorney General Todd Rokita on Friday gave Goshen 30 days to rescind a rule on status.",
            "gave Goshen 30 days", "attorney_general", "statement", "Goshen, IN",
        ),
        (
            "Idaho AG says county may close its lot to agents",
            "Idaho Attorney General Raul Labrador found Ada County broke no law when it closed its lot.",
            "found", "attorney_general", "statement", "Ada County, ID",
        ),
        (
            "Florida governor freezes grants of city over ICE policy",
            "Gov. Ron DeSantis froze grants to Gainesville. A letter says the city's rule breaks state law.",
            "letter says", "governor", "funding", "Gainesville, FL",
        ),
        (
            "Case against Kansas sheriff is dropped",
            "The state has dropped its lawsuit against a western Kansas sheriff over detainers. In a filing "
            "the attorney general said Ford County had obeyed.",
            "dropped its lawsuit", "attorney_general", "lawsuit_filed", "Ford County, KS",
        ),
        (
            "Judge dismisses suit against sheriff",
            "An Allen County judge dismissed the attorney general's case against the sheriff. "
            "Attorney General Todd Rokita will appeal.",
            "dismissed", "court", "ruling", "Allen County, IN",
        ),
        (
            "Muncie drops rule on ICE",
            "Muncie police have struck two lines from their manual. The chief said he did so after "
            "Attorney General Todd Rokita wrote that the city would be sued.",
            "said he did so", "police", "statement", "Muncie, IN",
        ),
        (
            "Ohio attorney general: sheriffs may not keep people",
            "COLUMBUS - Sheriffs in Ohio may not keep anyone on a detainer alone, Attorney General Dave Yost "
            "said in an opinion. Franklin County had stopped last year.",
            "said in an opinion", "attorney_general", "statement", "Ohio",
        ),
        (
            "Athens commissioners take back resolution",
            "Athens-Clarke County commissioners on Tuesday rescinded a resolution that welcomed immigrants.",
            "rescinded", "county_board", "repealed", "Athens-Clarke County, GA",
        ),
        (
            "Justice will not seek higher post",
            "The justice dissented when the court allowed jail holds for ICE in a 4-3 ruling.",
            "allowed", "court", "ruling", "Wisconsin",
        ),
        (
            "School directors drop plan",
            "The School District of Lancaster in Pennsylvania dropped a plan on federal agents Monday.",
            "dropped", "school_board", "rejected", "School District of Lancaster, PA",
        ),
        (
            "Board: no agents without warrant",
            "The Salem-Keizer school board in Oregon voted Tuesday to keep agents out without a warrant.",
            "voted", "school_board", "adopted", "Salem-Keizer School District, OR",
        ),
    ],
)  # fmt: skip
def test_whose_policy_an_act_is(
    title: str, text: str, act: str, actor: Actor, kind: ActionType, label: str
) -> None:
    """A state's blow falls on the locality it names; advice to all its sheriffs is the state's own."""
    assert _place(title, text, act, actor, kind) == label


@pytest.mark.parametrize(
    ("text", "url", "label"),
    [
        ("Orange County commissioners voted on the ICE addendum.", None, "Orange County, FL"),
        ("Orange County supervisors voted on the ICE contract.", None, "Orange County, CA"),
        ("The Middlesex District Attorney gave his staff a memo.", None, "Middlesex County, MA"),
        ("Vancouver police broke the Keep Washington Working law.", None, "Vancouver, WA"),
        ("The Hamilton County sheriff signed.", "https://volunteerstate.example/a", "Hamilton County, TN"),
        ("The Mount Vernon police signed.", "https://skagitvoice.example/a", "Mount Vernon, WA"),
        ("Rockingham County will help. Sheriff Sam Page signed.", None, "Rockingham County, NC"),
    ],
)
def test_institutions_laws_and_papers_tell_namesakes_apart(text: str, url: str | None, label: str) -> None:
    """Counties with commissioners or supervisors, a state's law and a paper's name lean to one state."""
    assert label in {each.jurisdiction for each in find_places(text, url=url)}


@pytest.mark.parametrize(("host", "state"), [("hoosierpost.example", "IN"), ("mohavepress.example", "AZ")])
def test_a_host_tells_its_state_where_its_name_is_one_states(host: str, state: str) -> None:
    """A state's nickname and a county without namesake tell the state of a paper."""
    assert host_evidence(f"https://{host}/story", load_gazetteer())[0] == state


def test_a_host_named_for_a_county_and_a_city_elsewhere_tells_neither() -> None:
    """Oakland County is in Michigan alone, and Oakland is a city in California."""
    assert host_evidence("https://oaklandnet.example/story", load_gazetteer())[0] != "MI"


def test_the_actor_of_all_readings_decides_the_level() -> None:
    """Where rules took a sheriff told of for the one who acts, the joined reading's general decides."""
    text = (
        "LITTLE ROCK - The attorney general of Arkansas told a county sheriff that she may not leave. "
        "She can pick the form that takes less time, he wrote."
    )
    start = text.index("She can")
    draft = Draft(
        action_type="statement", actor="sheriff", topics=("operational_assistance",), direction="expands",
        is_new=True, sentence=Sentence(start, len(text)), act_start=start, act_end=start + 7, score=1.0,
    )  # fmt: skip
    asked = {"text": text, "title": "Arkansas says no", "url": None, "source_jurisdiction": None}
    draft.actor_by_words = "attorney_general"
    assert resolve_place(**asked, draft=draft, is_instrument=False, published=None).name == "Arkansas"  # type: ignore[arg-type]
    draft.actor_by_words = None
    assert resolve_place(**asked, draft=draft, is_instrument=False, published=None).name != "Arkansas"  # type: ignore[arg-type]
