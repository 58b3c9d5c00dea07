# ruff: noqa: E501 (a case stays on one line)
"""Places told by little: a county's bare name, a body that few states have, an outlet's host, a defendant."""

from __future__ import annotations

from typing import Any

import pytest

from transforms.candidates.gazetteer.divisions import load_gazetteer
from transforms.candidates.gazetteer.hosts import host_evidence
from transforms.candidates.places import find_places, resolve_jurisdiction


def _resolve(text: str, act: str, actor: Any, **page: Any) -> str | None:
    start = text.index(act)
    found = resolve_jurisdiction(
        text=text,
        title=page.pop("title", None),
        url=page.pop("url", None),
        source_jurisdiction=None,
        span=(start, start + len(act)),
        actor=actor,
        **page,
    )
    return found.jurisdiction if found is not None else None


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("The executive ended Anne Arundel's program.", "Anne Arundel County, MD"),
        ("Winneshiek supervisors in Iowa tabled the resolution.", "Winneshiek County, IA"),
        ("Fauquier supervisors adopted the memo, Virginia papers said.", "Fauquier County, VA"),
        ("The Polk County Board of Supervisors approved a letter.", "Polk County, IA"),
        ("Orange County Mayor Ann Lee signed an order.", "Orange County, FL"),
        ("A Portsmouth detective ran the searches.", "Portsmouth, VA"),
        ("DULUTH - A police order tells officers to ask.", "Duluth, MN"),
        ("Towson, March 4, 2019 - The executive signed an order.", "Towson, MD"),
        ("Two Philadelphia council members introduced bills.", "Philadelphia, PA"),
        ("The N.C. House voted to override the veto.", "North Carolina"),
        ("The Grand Rapids Civilian Appeal Board overturned it.", "Grand Rapids, MI"),
        ("Last week Mayor Jim Kenney signed an order.", "Philadelphia, PA"),
        ("Sheriff Grady Judd renewed it.", "Polk County, FL"),
        ("The order of Attorney General Letitia James binds all.", "New York"),
        ("St. Tammany schools in Louisiana will open doors.", "St. Tammany Parish, LA"),
        ("A Colorado Springs jury cleared El Paso County.", "Colorado Springs, CO"),
    ],
)
def test_places_told_by_little_are_found(text: str, label: str) -> None:
    """A county without the word, a body that tells the state, the largest of a name, a number before a name."""
    assert find_places(text)[0].jurisdiction == label


@pytest.mark.parametrize(
    "text",
    ["Sheriff Dale Ritchie signed it.", "An Auburn detective spoke.", "Spring is near, as every spring."],
)
def test_surnames_and_even_namesakes_stay_unread(text: str) -> None:
    """A county's name that is a person's, a name of towns of like size, and a season are no jurisdictions."""
    assert find_places(text) == []


@pytest.mark.parametrize(
    ("url", "state", "label"),
    [
        ("https://www.cityofpetaluma.example/policies", "CA", "Petaluma, CA"),
        ("https://www.countyofwhatcom.example/agenda", "WA", "Whatcom County, WA"),
        ("https://opelikapolice.example/orders", "AL", "Opelika, AL"),
        ("https://www.portland.gov/news/1", "OR", "Portland, OR"),
        ("https://wyandottedaily.example/1", "KS", "Wyandotte County, KS"),
        ("https://www.masslive.com/news/1", "MA", None),
        ("https://www.oregonlive.com/politics", "OR", None),
        ("https://www.justice.gov/opa/pr", None, None),
    ],
)
def test_hosts_of_bodies_and_outlets(url: str, state: str | None, label: str | None) -> None:
    """A body's own host tells its place, a newspaper's its state, a federal department's nothing."""
    found_state, division = host_evidence(url, load_gazetteer())
    assert (found_state, division.label if division else None) == (state, label)


@pytest.mark.parametrize(
    ("text", "act", "actor", "action_type", "title", "label"),
    [
        ("A judge dismissed a lawsuit by the state attorney general against Monroe County Sheriff Ruben Marte of Indiana.", "dismissed", "attorney_general", "ruling", None, "Monroe County, IN"),
        ("Texas has filed a lawsuit under the new ban, and the target is El Paso.", "filed a lawsuit", "attorney_general", "lawsuit_filed", "State takes El Paso to court", "El Paso, TX"),
        ("A federal judge dismissed the government's suit against Colorado and Denver over their laws.", "dismissed", "court", "ruling", None, "Colorado"),
        ("Community groups filed suit in state Supreme Court against Rockland County, New York, over its agreement.", "filed suit", "other", "lawsuit_filed", None, "Rockland County, NY"),
        ("A judge in Tampa struck down parts of Florida's ban on sanctuary policies.", "struck down", "court", "ruling", "Judge strikes parts of ban in Gulfport case", "Florida"),
        ("The ACLU and a church in Tustin, California, have sued the city for ignoring the state's Values Act.", "sued", "other", "lawsuit_filed", None, "Tustin, CA"),
        ("A Leavenworth County judge in Kansas ordered the company to wait for a permit from the city.", "ordered", "court", "ruling", None, "Leavenworth, KS"),
        ("In a suit filed in Polk County, the attorney general wants Johnson County, Iowa, kept from state funds.", "suit", "attorney_general", "lawsuit_filed", None, "Johnson County, IA"),
        ("Nassau County's sheriff broke state law by the hold, an appeals court in New York ruled.", "ruled", "court", "ruling", None, "Nassau County, NY"),
        ("HELENA - The Montana attorney general is investigating whether Helena broke the state's ban.", "is investigating", "attorney_general", "investigation", "Probe of Helena resolution", "Helena, MT"),
        ("TUSTIN, Calif. - The council approved its opt-out from California's sanctuary law.", "approved", "other", "adopted", None, "Tustin, CA"),
        ("AUSTIN - Starting today the sheriff of every Texas county must ask for an agreement.", "ask", "sheriff", "directive_issued", None, "Texas"),
        ("Attorney General Keith Ellison said in an opinion that deputies may not hold anyone. Minnesota has eight agreements. The answer went to Ramsey County.", "may not hold", "sheriff", "statement", None, "Minnesota"),
        ("RENO, Nev. - The council urged the Legislature to pass the bill that would end holds.", "urged", "council", "adopted", None, "Reno, NV"),
        ("The Juneau Assembly asked Congress to bar masks. Alaska's governor was silent.", "asked", "state_legislature", "adopted", None, "Juneau, AK"),
        ("RENO, Nev. - A group asked a judge to stop the police department's agreement with ICE. No Nevada statute allows it.", "asked", "other", "lawsuit_filed", None, "Reno, NV"),
        ("MIAMI - Miami-Dade County has changed course. Commissioners upheld Mayor Ana Ruiz's directive.", "upheld", "county_board", "amended", "County drops policy", "Miami-Dade County, FL"),
        ("CORTLAND, N.Y. - Speakers filled the Tompkins County Legislature. It was the first hearing since it was signed.", "signed", "state_legislature", "agreement_signed", "Crowd fills legislature", "Tompkins County, NY"),
    ],
)  # fmt: skip
def test_suits_and_states_laws(
    text: str, act: str, actor: Any, action_type: Any, title: str | None, label: str
) -> None:
    """A suit is on the policy of who is sued, a ruling on a state's law the state's, a venue nobody's."""
    assert _resolve(text, act, actor, title=title, action_type=action_type) == label
