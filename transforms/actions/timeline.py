"""The stages of one action, in order of time, from the candidates that report them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from transforms.actions.facts import DocumentFacts, corroboration_of
from transforms.actions.nodes import ordinal
from warehouse.records import Action, ActionType, Candidate

# What can happen to one action more than once: two dates of these are two stages.
_REPEATED = frozenset(
    {"hearing", "statement", "ruling", "funding", "training", "investigation", "amended", "discipline"}
)
# What changes a policy, as against what leads there or follows from it.
_SETTLED = frozenset(
    {"adopted", "rejected", "vetoed", "repealed", "executive_order", "directive_issued", "agreement_signed",
     "agreement_ended", "ruling", "discipline", "funding", "amended"}
)  # fmt: skip
_ONE_EVENT_DAYS = 3
_ONE_STAGE_DAYS = 45
_LIFE = (
    "introduced", "hearing", "investigation", "lawsuit_filed", "statement", "training", "amended",
    "discipline", "funding", "executive_order", "directive_issued", "agreement_signed",
    "adopted", "rejected", "vetoed", "ruling", "agreement_ended", "repealed",
)  # fmt: skip


def is_settled_by_one(action_type: str) -> bool:
    """Return whether such a stage decides what became of an action."""
    return action_type in _SETTLED


@dataclass(frozen=True, slots=True)
class StageDraft:
    """One step of an action before it is dated by the nights: `members` are tonight's candidates alone."""

    action_type: ActionType
    date: str | None
    is_new: bool
    document_ids: tuple[str, ...]
    candidate_ids: tuple[str, ...]
    confidence: float
    members: tuple[Candidate, ...] = field(default=())


def _gap(action_type: str) -> int:
    return _ONE_EVENT_DAYS if action_type in _REPEATED else _ONE_STAGE_DAYS


def _trusted_date(members: Sequence[Candidate], documents: Mapping[str, DocumentFacts]) -> str | None:
    """Return the date that most vouch for, records before statements before news; of equals the first."""
    worth = {"record": 100, "official_statement": 10, "news": 1}
    votes: dict[str, float] = defaultdict(float)
    for each in members:
        if each.action_date:
            votes[each.action_date] += worth[corroboration_of(documents.get(each.document_id))]
    return min(votes, key=lambda day: (-votes[day], day)) if votes else None


def _batches(members: Sequence[Candidate]) -> list[list[Candidate]]:
    """Return the candidates of one act in batches, one a stage, the undated with the nearest in sight."""
    dated = sorted(
        (each for each in members if ordinal(each.action_date) is not None),
        key=lambda each: (each.action_date or "", each.candidate_id),
    )
    undated = [each for each in members if ordinal(each.action_date) is None]
    batches: list[list[Candidate]] = []
    for each in dated:
        day = ordinal(each.action_date) or 0
        if batches and day - (ordinal(batches[-1][0].action_date) or 0) <= _gap(each.action_type):
            batches[-1].append(each)
        else:
            batches.append([each])
    if undated:
        if batches:
            fresh = [batch for batch in batches if any(each.is_new for each in batch)]
            (fresh or batches)[-1].extend(undated)
        else:
            batches.append(list(undated))
    return batches


def draft_stages(
    members: Sequence[Candidate], *, documents: Mapping[str, DocumentFacts], kept: Action | None
) -> list[StageDraft]:
    """Return the stages in order of time. `kept` are those of earlier nights, which these add to."""
    drafts: list[StageDraft] = []
    by_type: dict[ActionType, list[Candidate]] = defaultdict(list)
    for each in members:
        by_type[each.action_type].append(each)
    for action_type in sorted(by_type):
        for batch in _batches(by_type[action_type]):
            drafts.append(
                StageDraft(
                    action_type=action_type,
                    date=_trusted_date(batch, documents),
                    is_new=any(each.is_new for each in batch),
                    document_ids=tuple(sorted({each.document_id for each in batch})),
                    candidate_ids=tuple(sorted(each.candidate_id for each in batch)),
                    confidence=max(each.confidence for each in batch),
                    members=tuple(sorted(batch, key=lambda each: each.candidate_id)),
                )
            )
    for stage in kept.stages if kept else ():
        earlier = StageDraft(
            action_type=stage.action_type,
            date=stage.date,
            is_new=stage.is_new,
            document_ids=stage.document_ids,
            candidate_ids=stage.candidate_ids,
            confidence=stage.confidence,
        )
        near = [index for index, each in enumerate(drafts) if _is_same_stage(earlier, each)]
        if near:
            drafts[near[0]] = _merged(earlier, drafts[near[0]])
        else:
            drafts.append(earlier)
    return sorted(_distinct(drafts), key=_position)


def _position(draft: StageDraft) -> tuple[str, int, str]:
    return draft.date or "9999", _LIFE.index(draft.action_type), draft.candidate_ids[0]


def _is_same_stage(first: StageDraft, second: StageDraft) -> bool:
    if first.action_type != second.action_type:
        return False
    if set(first.candidate_ids) & set(second.candidate_ids):
        return True
    days = (ordinal(first.date), ordinal(second.date))
    if days[0] is None or days[1] is None:
        return True
    return abs(days[0] - days[1]) <= _gap(first.action_type)


def _merged(earlier: StageDraft, later: StageDraft) -> StageDraft:
    return StageDraft(
        action_type=earlier.action_type,
        date=earlier.date or later.date,
        is_new=earlier.is_new or later.is_new,
        document_ids=tuple(sorted({*earlier.document_ids, *later.document_ids})),
        candidate_ids=tuple(sorted({*earlier.candidate_ids, *later.candidate_ids})),
        confidence=max(earlier.confidence, later.confidence),
        members=later.members,
    )


def _distinct(drafts: Sequence[StageDraft]) -> list[StageDraft]:
    """Return the stages with one a type and date, as their grain demands."""
    by_grain: dict[tuple[str, str | None], StageDraft] = {}
    for each in drafts:
        grain = (each.action_type, each.date)
        by_grain[grain] = _merged(by_grain[grain], each) if grain in by_grain else each
    return list(by_grain.values())
