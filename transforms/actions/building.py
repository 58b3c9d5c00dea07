"""One action from the candidates that report it: its stages, its fields, and where its reports differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TypeVar

from transforms.actions.facts import DocumentFacts, corroboration_of
from transforms.actions.timeline import StageDraft, draft_stages, is_settled_by_one
from transforms.actions.titles import compose_title
from warehouse.records import (
    VOUCHED,
    Action,
    Actor,
    Candidate,
    Corroboration,
    Direction,
    Stage,
    Topic,
)

_ORDER: tuple[Corroboration, ...] = ("record", "official_statement", "news")
_TRUST = {"record": 3.0, "official_statement": 2.0, "news": 1.0}
_TOPIC_SHARE = 1 / 3
_EACH_KIND_ADDS = 0.25

Value = TypeVar("Value", bound=str)


def _trust(candidate: Candidate, documents: Mapping[str, DocumentFacts]) -> float:
    return candidate.confidence * _TRUST[corroboration_of(documents.get(candidate.document_id))]


def _vouched(members: Sequence[Candidate]) -> Sequence[Candidate]:
    """Return the candidates that an analyst vouched for, all of them where there is none."""
    return [each for each in members if each.confidence >= VOUCHED] or members


def _weightiest(weights: Mapping[Value, float], *, among: Sequence[Value] = ()) -> Value | None:
    """Return the value with most weight; of equals the first by name. `among` come first where present."""
    pool = {key: weights[key] for key in weights if not among or key in among} or dict(weights)
    return min(pool, key=lambda key: (-round(pool[key], 6), key)) if pool else None


def build_action(
    action_id: str,
    members: Sequence[Candidate],
    *,
    documents: Mapping[str, DocumentFacts],
    earlier: Action | None,
    night: str,
) -> Action:
    """Return the action that these candidates report, on top of what earlier nights knew of it."""
    members = sorted(members, key=lambda each: each.candidate_id)
    given = {each.candidate_id for each in members}
    told_before = {each for stage in earlier.stages for each in stage.candidate_ids} if earlier else set()
    kept = earlier if not told_before <= given else None
    if kept and given <= told_before and not _is_retold(members, kept):
        return kept
    drafts = draft_stages(members, documents=documents, kept=kept)
    stages = tuple(_stage(each, earlier=earlier, night=night) for each in drafts)
    decisive = _decisive(drafts)
    direction = _direction(decisive, documents) or (kept.direction if kept else "unclear")
    topics = _topics(members, documents, kept)
    actor = _actor(decisive, members, documents) or (kept.actor if kept else "other")
    jurisdiction, ocd_id = _place(members, documents, kept)
    conflicts = _conflicts(drafts, members, kept)
    instrument = _instrument(members, documents) or (kept.instrument if kept else None)
    places = sorted({each for member in members for each in member.places} | set(kept.places if kept else ()))
    kinds = {corroboration_of(documents.get(each.document_id)) for each in members}
    kinds |= set(kept.corroboration) if kept else set()
    best = max([each.confidence for each in members] + ([kept.confidence] if kept else []))
    return Action(
        action_id=action_id,
        title=compose_title(
            jurisdiction=jurisdiction,
            actor=actor,
            action_type=decisive.action_type,
            topics=topics,
            direction=direction,
            instrument=instrument,
        ),
        jurisdiction=jurisdiction,
        ocd_id=ocd_id,
        places=tuple(places),
        topics=topics,
        direction=direction,
        actor=actor,
        instrument=instrument,
        stages=stages,
        corroboration=tuple(each for each in _ORDER if each in kinds),
        conflicts=conflicts,
        first_seen_on=min([each.first_seen_on for each in stages]),
        confidence=round(1 - (1 - best) * (1 - _EACH_KIND_ADDS) ** (len(kinds) - 1), 4),
    )


def _is_retold(members: Sequence[Candidate], earlier: Action) -> bool:
    """Return whether a candidate now says another act or date than the stage it stands in."""
    stages = {each: stage for stage in earlier.stages for each in stage.candidate_ids}
    for each in members:
        stage = stages[each.candidate_id]
        if each.action_type != stage.action_type:
            return True
        if each.action_date and each.action_date != stage.date and not earlier.conflicts:
            return True
    return False


def _stage(draft: StageDraft, *, earlier: Action | None, night: str) -> Stage:
    before = [
        each.first_seen_on
        for each in (earlier.stages if earlier else ())
        if set(each.candidate_ids) & set(draft.candidate_ids)
        or (each.action_type, each.date) == (draft.action_type, draft.date)
    ]
    return Stage(
        action_type=draft.action_type,
        date=draft.date,
        first_seen_on=min([*before, night]),
        is_new=draft.is_new,
        document_ids=draft.document_ids,
        candidate_ids=draft.candidate_ids,
        confidence=draft.confidence,
    )


def _decisive(drafts: Sequence[StageDraft]) -> StageDraft:
    """Return the stage an action is told by: the latest that is settled, a fresh one before background."""
    return max(
        drafts, key=lambda each: (is_settled_by_one(each.action_type), each.date or "", each.confidence)
    )


def _direction(decisive: StageDraft, documents: Mapping[str, DocumentFacts]) -> Direction | None:
    weights: dict[Direction, float] = defaultdict(float)
    for each in _vouched(decisive.members):
        weights[each.direction] += _trust(each, documents)
    return _weightiest(weights, among=("limits", "expands"))


def _topics(
    members: Sequence[Candidate], documents: Mapping[str, DocumentFacts], kept: Action | None
) -> tuple[Topic, ...]:
    weights: dict[Topic, float] = defaultdict(float)
    total = 0.0
    for each in _vouched(members):
        trust = max(_trust(each, documents), 0.01)
        total += trust
        for topic in each.topics:
            weights[topic] += trust
    ranked = sorted(weights, key=lambda topic: (-round(weights[topic], 6), topic))
    told = [topic for topic in ranked if weights[topic] >= total * _TOPIC_SHARE]
    if kept:
        # What it rested on before is not all here to be weighed again, so its topics stand as they are.
        return (*kept.topics, *(topic for topic in told if topic not in kept.topics))
    return tuple(told or ranked[:1])


def _actor(
    decisive: StageDraft, members: Sequence[Candidate], documents: Mapping[str, DocumentFacts]
) -> Actor | None:
    weights: dict[Actor, float] = defaultdict(float)
    for each in _vouched(decisive.members or members):
        weights[each.actor] += max(_trust(each, documents), 0.01) * (0.2 if each.actor == "other" else 1.0)
    return _weightiest(weights)


def _place(
    members: Sequence[Candidate], documents: Mapping[str, DocumentFacts], kept: Action | None
) -> tuple[str | None, str | None]:
    if kept and kept.jurisdiction and not any(each.confidence >= VOUCHED for each in members):
        return kept.jurisdiction, kept.ocd_id
    weights: dict[str, float] = defaultdict(float)
    ids: dict[str, Counter[str]] = defaultdict(Counter)
    for each in _vouched(members):
        if each.jurisdiction:
            weights[each.jurisdiction] += max(_trust(each, documents), 0.01)
            if each.ocd_id:
                ids[each.jurisdiction][each.ocd_id] += 1
    name = _weightiest(weights)
    if name is None:
        return None, None
    return name, min(ids[name], key=lambda key: (-ids[name][key], key)) if ids[name] else None


def _instrument(members: Sequence[Candidate], documents: Mapping[str, DocumentFacts]) -> str | None:
    weights: dict[str, float] = defaultdict(float)
    for each in members:
        if each.instrument:
            weights[each.instrument] += max(_trust(each, documents), 0.01)
    return _weightiest(weights)


def _conflicts(
    drafts: Sequence[StageDraft], members: Sequence[Candidate], kept: Action | None
) -> tuple[str, ...]:
    """Return where the reports differ, each as one line with how many documents say what."""
    lines = set(kept.conflicts if kept else ())
    for draft in drafts:
        for field, said in (
            ("date", {each.candidate_id: each.action_date for each in draft.members}),
            ("direction", {each.candidate_id: each.direction for each in draft.members}),
        ):
            by_value: dict[str, set[str]] = defaultdict(set)
            for each in draft.members:
                value = said[each.candidate_id]
                if value and value != "unclear":
                    by_value[value[:10]].add(each.document_id)
            if len(by_value) > 1:
                told = ", ".join(f"{value} ({len(by_value[value])})" for value in sorted(by_value))
                lines.add(f"{draft.action_type} {field}: {told}")
    return tuple(sorted(lines))
