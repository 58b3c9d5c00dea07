"""Corrections: one for what no longer holds, none for what is only said otherwise."""

from __future__ import annotations

import pytest

from alerts.correct import MOST_CORRECTIONS, compose_corrections, present_line
from alerts.sender import first_message_id
from alerts.subscriptions import Subscriber

DESK = {"desk": Subscriber(id="desk", email="desk@newsroom.example")}


def _corrections(told, actions, sender, home=None):
    return compose_corrections(
        told, actions={each.action_id: each for each in actions}, home=home or {}, subscribers=DESK,
        run_id="2025-05-01", sender=sender,
    )  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another title"},
        {"places": ("Rochester, NY", "Monroe County, NY")},
        {"topics": ("detainers_jail",)},
        {"jurisdiction": "ROCHESTER,  NY"},
        {"confidence": 0.6},
        {"corroboration": ("news", "record")},
    ],
)
def test_what_is_only_said_otherwise_needs_none(case, sender, change):
    """Titles, further places, topics and how sure we are may change."""
    assert _corrections(case.alerts(), [case.action.model_copy(update=change)], sender) == []


def test_a_turned_direction_is_corrected_once_in_the_thread(case, sender):
    """It says what was said and what holds now, under the first mail; told again it is not."""
    told = case.alerts()
    turned = case.action.model_copy(update={"direction": "expands"})
    (correction,) = _corrections(told, [turned], sender)
    assert correction.kind == "correction" and correction.subject.startswith(
        "Correction: Rochester, NY: police"
    )
    assert first_message_id(correction.message_id) == told[0].message_id
    text = " ".join(correction.body_text.split())
    assert "we said: Limits local cooperation" in text
    assert "what holds now: Expands local cooperation" in text
    assert "April 30, 2025" in text and "written reprimands" in text
    assert _corrections([*told, correction], [turned], sender) == []
    (back,) = _corrections([*told, correction], [case.action], sender)
    assert back.alert_id != correction.alert_id


def test_clear_now_where_it_was_not_needs_no_correction(case, sender):
    """A direction that was not told cannot have been wrong; one that was told and is not clear now was."""
    unclear = case.with_action(direction="unclear")
    assert _corrections(unclear.alerts(), [case.action], sender) == []
    assert len(_corrections(case.alerts(), [unclear.action], sender)) == 1


def test_another_kind_of_act_and_another_place_are_corrected(case, sender):
    """Both in one message."""
    stage = case.action.stages[0].model_copy(update={"action_type": "investigation"})
    other = case.action.model_copy(update={"stages": (stage,), "jurisdiction": "Rochester, MN"})
    (correction,) = _corrections(case.alerts(), [other], sender)
    text = " ".join(correction.body_text.split())
    assert "we said: discipline what holds now: investigation" in text
    assert "we said: Rochester, NY what holds now: Rochester, MN" in text


def test_a_later_stage_is_no_correction(case, sender):
    """What was adopted after it was introduced was introduced."""
    later = case.action.stages[0].model_copy(update={"action_type": "ruling"})
    more = case.action.model_copy(update={"stages": (*case.action.stages, later)})
    assert _corrections(case.alerts(), [more], sender) == []


def test_an_action_that_is_gone_is_withdrawn_once(case, sender):
    """The mail says so plainly, and nothing follows it."""
    told = case.alerts()
    (correction,) = _corrections(told, [], sender)
    assert correction.subject.startswith("Withdrawn: Rochester, NY")
    assert "this does not stand as a new action" in " ".join(correction.body_text.split())
    assert _corrections([*told, correction], [], sender) == []


def test_an_action_that_became_part_of_another_is_not_withdrawn(case, sender):
    """What it rested on is in the other, which says the same."""
    merged = case.action.model_copy(update={"action_id": "a-other"})
    assert _corrections(case.alerts(), [merged], sender, home={"c-news": "a-other"}) == []


def test_several_stages_of_one_action_are_corrected_together(case, sender):
    """A subscriber who was told of two stages gets one correction, not two."""
    ruling = case.action.stages[0].model_copy(update={"action_type": "ruling", "date": "2025-04-30"})
    both = case.with_action(stages=(case.action.stages[0], ruling))
    told = both.alerts()
    turned = both.action.model_copy(update={"direction": "expands"})
    (correction,) = _corrections(told, [turned], sender)
    assert _corrections([*told, correction], [turned], sender) == []


def test_many_at_once_come_together(case, sender):
    """After a rebuild only a few come as messages; the rest wait for one."""
    (alert,) = case.alerts()
    told = [
        alert.model_copy(update={"alert_id": f"t{at}", "action_id": f"a-{at}"})
        for at in range(MOST_CORRECTIONS + 3)
    ]
    assert sum(each.is_bundled for each in _corrections(told, [], sender)) == 3


def test_told_in_a_digest_it_is_threaded_under_that(case, sender):
    """The digest is the mail that the reader has."""
    (alert,) = case.alerts()
    carried = alert.model_copy(update={"is_bundled": True, "carried_by": "d1"})
    (correction,) = _corrections([carried], [], sender)
    assert first_message_id(correction.message_id) == "<d1@policywatch.example.org>"


def test_one_who_left_gets_none(case, sender):
    """A correction is no way around stopping."""
    found = compose_corrections(
        case.alerts(), actions={}, home={}, subscribers={}, run_id="2025-05-01", sender=sender
    )
    assert found == []


def test_a_line_that_waits_is_told_as_it_holds_now(case):
    """What nobody was told yet needs no correction."""
    (line,) = case.for_subscriber(frequency="weekly").alerts()
    turned = case.action.model_copy(update={"direction": "expands"})
    assert present_line(line, {"a-reprimands": turned}, {}).told["direction"] == "expands"
    assert present_line(line, {"a-reprimands": case.action}, {}) == line
