"""Actions about to be kept.

Facts: `night` (ISO date), `candidate_ids` that exist, `recent_counts` of new actions in earlier nights,
`new_count` of tonight's; all may be missing.
"""

from __future__ import annotations

from typing import Any, get_args

import pandas as pd

from expectations.suites.checks import (
    at_most,
    between,
    fault_column,
    faultless,
    filled,
    one_of,
    time_fault,
    unique,
    usual_most,
)
from warehouse.records import ActionType, Actor, Direction

MAX_TITLE_CHARS = 500


def prepare(frame: pd.DataFrame, facts: dict[str, Any]) -> pd.DataFrame:
    """Return the frame with `stages_fault` and `fields_fault`."""
    candidate_ids, night = facts.get("candidate_ids"), facts.get("night")

    def stages_fault(row: dict[str, Any]) -> str | None:
        return _stages_fault(row["stages"], candidate_ids, night)

    frame = fault_column(frame, "stages_fault", stages_fault)
    return fault_column(frame, "fields_fault", _fields_fault)


def _stages_fault(stages: Any, candidate_ids: Any, night: str | None) -> str | None:
    if not len(stages):
        return "it has no stage"
    seen = set()
    for stage in stages:
        step = (stage["action_type"], stage["date"])
        if step[0] not in get_args(ActionType):
            return f"{step[0]!r} is no known kind of action"
        if step in seen:
            return f"the stage {step[0]} of {step[1]} stands twice"
        seen.add(step)
        if not len(stage["document_ids"]):
            return f"no document reports the stage {step[0]}"
        if not len(stage["candidate_ids"]):
            return f"no candidate proves the stage {step[0]}"
        # Words of an earlier night may have left their page since; tonight's cannot have.
        if candidate_ids is not None and stage["first_seen_on"] == night:
            missing = [each for each in stage["candidate_ids"] if each not in candidate_ids]
            if missing:
                return f"the candidate {missing[0]} of the stage {step[0]} is not known"
        fault = time_fault(stage["date"], "date") or time_fault(stage["first_seen_on"], "first_seen_on")
        if fault:
            return fault
    return None


def _fields_fault(row: dict[str, Any]) -> str | None:
    if not len(row["topics"]):
        return "it has no topic"
    if len(row["title"]) > MAX_TITLE_CHARS:
        return f"its title has {len(row['title'])} characters"
    return time_fault(row["first_seen_on"], "first_seen_on")


def expectations(facts: dict[str, Any]) -> list[Any]:
    """Return the checks of a night's actions."""
    checks = [
        filled("action_id"),
        unique("action_id"),
        filled("title"),
        one_of("direction", get_args(Direction)),
        one_of("actor", get_args(Actor)),
        between("confidence", 0, 1),
        faultless("stages_fault", "every stage is dated, told by a document and proved by a candidate"),
        faultless("fields_fault", "actions have topics, a short title and a first day"),
    ]
    recent = facts.get("recent_counts") or []
    if len(recent) >= 3:
        most = usual_most(recent, times=10, least=50)
        checks.append(at_most(most, f"at most {most} changed actions, ten times the usual"))
    return checks
