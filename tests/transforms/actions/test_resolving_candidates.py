"""Candidates into actions: by place, act, number, date and topic; stable, pure, and in any order."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.actions import DocumentFacts, resolve_actions, telling_order
from transforms.actions.titles import compose_title
from warehouse.records import Action, Candidate, Evidence, make_id

NIGHT = "2025-05-02"


def _candidate(document_id: str, action_type: str, **fields: Any) -> Candidate:
    values: dict[str, Any] = {
        "topics": ("sanctuary_declaration",),
        "direction": "limits",
        "actor": "council",
        "jurisdiction": "Rochester, NY",
        "action_date": None,
        "is_new": True,
        "confidence": 0.9,
    } | fields
    return Candidate(
        candidate_id=make_id(document_id, action_type, *(str(values[each]) for each in sorted(values))),
        document_id=document_id,
        action_type=action_type,  # type: ignore[arg-type]
        evidence=(Evidence(quote="q", start=0, end=1),),
        **values,
    )


def _facts(*candidates: Candidate, **kinds: str) -> dict[str, DocumentFacts]:
    return {
        each.document_id: DocumentFacts(
            document_id=each.document_id,
            source_kind=kinds.get(each.document_id, "news"),
            published_at="2025-04-30",
            title=f"Story {each.document_id}",
        )
        for each in candidates
    }


def _resolve(
    candidates: list[Candidate],
    *,
    known: list[Action] | None = None,
    night: str = NIGHT,
    facts: dict[str, DocumentFacts] | None = None,
) -> list[Action]:
    return resolve_actions(
        candidates, documents=_facts(*candidates) if facts is None else facts, known=known or [], night=night
    )


def test_stages_of_one_bill_are_one_action() -> None:
    """Introduced, heard and adopted under one number: one action with a timeline in order."""
    number = {"instrument": "Int. 1579-2017"}
    actions = _resolve(
        [
            _candidate("c", "adopted", action_date="2025-04-30", **number),
            _candidate("a", "introduced", action_date="2025-01-10", **number),
            _candidate("b", "hearing", action_date="2025-03-02", **number),
        ]
    )
    assert [[each.action_type for each in action.stages] for action in actions] == [
        ["introduced", "hearing", "adopted"]
    ]


def test_numbers_of_one_kind_keep_acts_apart() -> None:
    """Two ordinances of one night on one topic are two actions."""
    same = {"action_date": "2025-04-29"}
    actions = _resolve(
        [
            _candidate("a", "adopted", instrument="Ordinance 2025-12", **same),
            _candidate("a", "adopted", instrument="Ordinance 2025-13", **same),
        ]
    )
    assert len(actions) == 2


def test_same_names_in_other_places_are_apart() -> None:
    """The same act on the same day in another Rochester is another action."""
    actions = _resolve(
        [
            _candidate("a", "adopted", action_date="2025-04-29"),
            _candidate("b", "adopted", action_date="2025-04-29", jurisdiction="Rochester, MN"),
        ]
    )
    assert len(actions) == 2


def test_several_acts_of_one_story_stay_apart() -> None:
    """An inquiry, a training and an old resolution told in one article are three actions."""
    police = {"actor": "police", "topics": ("operational_assistance",)}
    actions = _resolve(
        [
            _candidate("a", "investigation", **police),
            _candidate("a", "training", **police),
            _candidate("a", "adopted", action_date="2017-02-21", is_new=False),
        ]
    )
    assert sorted(action.stages[0].action_type for action in actions) == [
        "adopted",
        "investigation",
        "training",
    ]
    assert sorted(any(stage.is_new for stage in action.stages) for action in actions) == [False, True, True]


def test_undated_background_does_not_join_years() -> None:
    """A story's undated mention of an old vote joins one of two votes at most."""
    actions = _resolve(
        [
            _candidate("a", "adopted", action_date="2017-02-21", is_new=False),
            _candidate("b", "adopted", is_new=False),
            _candidate("c", "adopted", action_date="2025-04-29"),
        ]
    )
    years = [{(stage.date or "")[:4] for stage in action.stages} for action in actions]
    assert not any({"2017", "2025"} <= each for each in years)


def test_kinds_of_source_vouch_and_differences_stay() -> None:
    """Minutes, a press release and news vouch as three kinds; their differing dates stand side by side."""
    candidates = [
        _candidate("minutes", "adopted", action_date="2025-04-29"),
        _candidate("release", "adopted", action_date="2025-04-29"),
        _candidate("story", "adopted", action_date="2025-04-30"),
    ]
    facts = {
        "minutes": DocumentFacts("minutes", "council", "2025-05-01", "Minutes", None, "minutes"),
        "release": DocumentFacts("release", "city_hall", "2025-04-30", "Release", None, "press_release"),
        "story": DocumentFacts("story", "news", "2025-05-01", "Story", None, "article"),
    }
    (action,) = _resolve(candidates, facts=facts)
    assert action.corroboration == ("record", "official_statement", "news")
    assert action.stages[0].date == "2025-04-29"
    assert action.conflicts == ("adopted date: 2025-04-29 (2), 2025-04-30 (1)",)


def test_title_says_who_what_and_which_policy() -> None:
    """The line is neutral and plain."""
    (action,) = _resolve(
        [_candidate("a", "investigation", actor="police", topics=("operational_assistance",))]
    )
    assert action.title == (
        "Rochester, NY: police opened an investigation into operational assistance to immigration enforcement"
    )


def test_second_run_changes_nothing() -> None:
    """The same candidates over what they made give no new and no changed action."""
    candidates = [
        _candidate("a", "introduced", action_date="2025-02-01"),
        _candidate("b", "adopted", action_date="2025-04-29"),
        _candidate("c", "training", actor="police"),
    ]
    first = _resolve(candidates)
    assert _resolve(candidates, known=first, night="2025-05-03") == []


def test_id_stays_when_later_nights_add_evidence() -> None:
    """A vote seen a week later joins the bill's action, whether old candidates are given again or not."""
    bill = _candidate("a", "introduced", action_date="2025-04-01", instrument="Ordinance 2025-12")
    vote = _candidate("b", "adopted", action_date="2025-04-29", instrument="Ordinance 2025-12")
    facts = _facts(bill, vote)
    (first,) = _resolve([bill], facts=facts, night="2025-04-02")
    for given_now in ([vote], [bill, vote]):
        (second,) = _resolve(given_now, known=[first], facts=facts, night="2025-04-30")
        assert second.action_id == first.action_id
        assert [each.action_type for each in second.stages] == ["introduced", "adopted"]
        assert [each.first_seen_on for each in second.stages] == ["2025-04-02", "2025-04-30"]
        assert second.first_seen_on == "2025-04-02"


def test_candidate_belongs_to_one_action() -> None:
    """A report that could go with two known actions goes to one."""
    old = _resolve([_candidate("a", "adopted", action_date="2025-04-20")])
    new = _resolve([_candidate("b", "adopted", action_date="2025-05-10")])
    between = _candidate("c", "adopted", action_date="2025-04-29")
    changed = _resolve([between], known=old + new)
    holders = [
        action for action in changed for stage in action.stages if between.candidate_id in stage.candidate_ids
    ]
    assert len(holders) == 1


def test_clusters_name_each_document_where_it_belongs_first() -> None:
    """A roundup that mentions a neighbor's act is listed first with its own."""
    own = _candidate(
        "roundup", "adopted", action_date="2025-04-29", jurisdiction="Utica, NY", confidence=0.99
    )
    aside = _candidate("roundup", "adopted", action_date="2025-04-29", confidence=0.6)
    others = [_candidate(each, "adopted", action_date="2025-04-29") for each in ("x", "y", "z")]
    candidates = [own, aside, *others]
    actions = resolve_actions(candidates, documents=_facts(own, *others), known=(), night="9999-12-31")
    for order in (actions, list(reversed(actions))):
        first = next(
            action
            for action in telling_order(order, candidates)
            if any("roundup" in stage.document_ids for stage in action.stages)
        )
        assert first.jurisdiction == "Utica, NY"


_TYPES = (
    "introduced",
    "hearing",
    "adopted",
    "rejected",
    "training",
    "investigation",
    "lawsuit_filed",
    "statement",
)
_SYLLABLES = ("Ro", "Al", "Ba", "Ut", "Ith", "Sy", "Gen", "Cor", "Os", "El", "Bing", "Ham")
_CANDIDATES = st.lists(
    st.builds(
        lambda document, kind, place, topic, direction, day, is_new, number: _candidate(
            document, kind, jurisdiction=place, topics=(topic,), direction=direction, action_date=day,
            is_new=is_new, instrument=number,
        ),
        st.sampled_from(["d1", "d2", "d3", "d4", "d5"]),
        st.sampled_from(_TYPES),
        st.sampled_from([None, "Rochester, NY", "Monroe County, NY"]),
        st.sampled_from(["sanctuary_declaration", "agreement_287g", "municipal_id"]),
        st.sampled_from(["limits", "expands", "unclear"]),
        st.sampled_from([None, "2017-02-21", "2025-04-01", "2025-04-02", "2025-04-29"]),
        st.booleans(),
        st.sampled_from([None, "Ordinance 2025-12", "Ordinance 2025-13", "Int. 1579-2017"]),
    ),
    max_size=12,
    unique_by=lambda each: each.candidate_id,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(_CANDIDATES, st.randoms(use_true_random=False))
def test_order_decides_nothing_and_a_rerun_changes_nothing(
    candidates: list[Candidate], chance: random.Random
) -> None:
    """Any order gives the same actions, each candidate in one stage of one, and a rerun gives none."""
    actions = _resolve(candidates)
    shuffled = list(candidates)
    chance.shuffle(shuffled)
    assert _resolve(shuffled) == actions
    held = [each for action in actions for stage in action.stages for each in stage.candidate_ids]
    assert sorted(held) == sorted(each.candidate_id for each in candidates)
    assert _resolve(candidates, known=actions, night="2025-05-03") == []
    for action in actions:
        grains = [(stage.action_type, stage.date) for stage in action.stages]
        assert len(grains) == len(set(grains))


@settings(max_examples=40, deadline=None)
@given(_CANDIDATES, st.integers(0, 12))
def test_known_actions_keep_their_ids_and_candidates(candidates: list[Candidate], cut: int) -> None:
    """Whatever a second night brings, no action of the first is lost, split or joined to another."""
    facts = _facts(*candidates)
    first = _resolve(candidates[:cut], facts=facts)
    second = _resolve(candidates[cut:], known=first, facts=facts, night="2025-05-03")
    merged = {each.action_id: each for each in first} | {each.action_id: each for each in second}
    held = [each for action in merged.values() for stage in action.stages for each in stage.candidate_ids]
    assert sorted(held) == sorted(each.candidate_id for each in candidates)
    assert _resolve(candidates[cut:], known=list(merged.values()), facts=facts, night="2025-05-04") == []


def test_thousands_of_candidates_take_seconds() -> None:
    """A year of many places is resolved in seconds, since only what can match is compared."""
    chance = random.Random(7)  # a fixed seed: the same year each time
    candidates = [
        _candidate(
            f"d{number}",
            chance.choice(_TYPES),
            jurisdiction=f"{chance.choice(_SYLLABLES)}{chance.choice(_SYLLABLES)}, NY",
            action_date=f"2025-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
            confidence=round(chance.random(), 3),
        )
        for number in range(3_000)
    ]
    started = time.perf_counter()
    actions = _resolve(candidates)
    assert time.perf_counter() - started < 10
    assert actions


def test_what_two_documents_are_about_in_one_place_and_week_is_one_action() -> None:
    """One vote read as an ending by one paper and as a repeal the other way round by another."""
    first = _candidate("a", "agreement_ended", topics=("agreement_287g",), action_date="2025-04-28")
    second = _candidate(
        "b", "directive_issued", topics=("agreement_287g", "detainers_jail"), direction="expands",
        actor="mayor", action_date="2025-04-29",
    )  # fmt: skip
    elsewhere = _candidate("c", "agreement_ended", topics=("agreement_287g",), action_date="2025-04-28",
                           jurisdiction="Elmira, NY")  # fmt: skip
    actions = _resolve([first, second, elsewhere])
    assert sorted(len({d for s in each.stages for d in s.document_ids}) for each in actions) == [1, 2]


def test_another_act_told_beside_it_stays_apart() -> None:
    """The training that a story adds to the inquiry is no part of the other story's vote."""
    vote = _candidate("a", "adopted", topics=("municipal_id",), action_date="2025-04-28")
    inquiry = _candidate("b", "investigation", topics=("discipline_oversight", "operational_assistance"),
                         actor="police", action_date="2025-04-28")  # fmt: skip
    training = _candidate("b", "training", topics=("operational_assistance",), actor="police", confidence=0.6)
    assert len(_resolve([vote, inquiry, training])) == 3


def test_an_override_follows_its_veto() -> None:
    """Vetoed in September and passed over the veto in November: one bill."""
    told: dict[str, Any] = {"topics": ("detainers_jail",), "jurisdiction": "North Carolina"}
    veto = _candidate("a", "vetoed", actor="governor", direction="limits", action_date="2025-02-20", **told)
    override = _candidate(
        "b", "adopted", actor="state_legislature", direction="expands", action_date="2025-04-25", **told
    )
    assert len(_resolve([veto, override])) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [("hearing", "investigation"), ("agreement_signed", "training"), ("adopted", "lawsuit_filed")],
)
def test_a_measure_and_an_inquiry_of_one_week_are_two_actions(first: str, second: str) -> None:
    """One place, one topic, one day: a numbered measure, an inquiry and a suit stay three acts."""
    shared = {"topics": ("operational_assistance",), "action_date": "2025-04-28", "actor": "police"}
    candidates = [_candidate("a", first, instrument="Int. 171", **shared), _candidate("b", second, **shared)]
    titles = {"a": "Council takes up ordinance", "b": "Officers at van stop"}
    facts = {name: DocumentFacts(name, "news", "2025-04-30", title=title) for name, title in titles.items()}
    assert len(_resolve(candidates, facts=facts)) == 2


def test_a_suit_over_sanctuary_policies_is_titled_so() -> None:
    """Whatever else its page mentions, where that is what it is first about."""
    for action_type, policy in (("lawsuit_filed", "immigration-cooperation policy"), ("adopted", "287(g)")):
        title = compose_title(
            jurisdiction="Rochester, NY", actor="federal", action_type=action_type, direction="expands",
            topics=("litigation_funding", "sanctuary_declaration", "agreement_287g"), instrument=None,
        )  # fmt: skip
        assert policy in title
