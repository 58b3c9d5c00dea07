"""Candidates into actions: one real-world action, from all the documents that report it.

Pure and deterministic: the order of the input decides nothing, and the same candidates a second time
change nothing. A candidate belongs to one action. An action keeps its id when later nights add evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from transforms.actions.building import build_action
from transforms.actions.facts import DocumentFacts
from transforms.actions.grouping import group_nodes
from transforms.actions.nodes import node_of_candidate, nodes_of_action
from warehouse.records import Action, Candidate, make_id


def resolve_actions(
    candidates: Sequence[Candidate],
    *,
    documents: Mapping[str, DocumentFacts],
    known: Sequence[Action],
    night: str,
) -> list[Action]:
    """Return the actions that these candidates make or change, in order of their ids.

    `documents` tells of each candidate's document; one that is missing counts as undated news. `known` are
    all actions of earlier nights; those that nothing here changes are not returned. `night` is the ISO date
    on which what is new here is first seen.
    """
    unique = {each.candidate_id: each for each in candidates}
    standing = {each.action_id: each for each in known}
    home = {
        candidate_id: action.action_id
        for action in sorted(known, key=lambda each: each.action_id, reverse=True)
        for stage in action.stages
        for candidate_id in stage.candidate_ids
    }
    main = {each.candidate_id for each in surest_by_document(unique.values()).values()}
    nodes = [
        node_of_candidate(candidate, documents, home.get(key), is_main=key in main)
        for key, candidate in sorted(unique.items())
    ]
    for key in sorted(standing):
        nodes.extend(nodes_of_action(standing[key], documents))
    resolved = []
    for group in group_nodes(nodes):
        members = [unique[each.key] for each in group if each.key in unique]
        if not members:
            continue
        action_id = next((each.action_id for each in group if each.action_id), None)
        if action_id is None:
            action_id = make_id("action", min(each.candidate_id for each in members))
        earlier = standing.get(action_id)
        action = build_action(action_id, members, documents=documents, earlier=earlier, night=night)
        if action != earlier:
            resolved.append(action)
    return sorted(resolved, key=lambda each: each.action_id)


def surest_by_document(candidates: Iterable[Candidate]) -> dict[str, Candidate]:
    """Return what each document is about: its surest new candidate, else its surest."""
    best: dict[str, Candidate] = {}
    for each in sorted(candidates, key=lambda each: (not each.is_new, -each.confidence, each.candidate_id)):
        best.setdefault(each.document_id, each)
    return best


def telling_order(actions: Sequence[Action], candidates: Sequence[Candidate]) -> list[Action]:
    """Return the actions so that the first to name a document is, as far as can be, what it is about.

    A document is about its surest new candidate. Actions whose documents are all about them come first.
    """
    about = {each.candidate_id for each in surest_by_document(candidates).values()}

    def order(action: Action) -> tuple[float, int, float, str]:
        documents = {each for stage in action.stages for each in stage.document_ids}
        own = {each for stage in action.stages for each in stage.candidate_ids if each in about}
        return -len(own) / len(documents), -len(documents), -action.confidence, action.action_id

    return sorted(actions, key=order)
