"""What two reports are compared by: place, act, number, date and topic of a candidate or a known stage."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from transforms.actions.facts import DocumentFacts
from transforms.candidates.instruments import find_instruments
from warehouse.records import Action, Candidate

FAMILIES = {
    "introduced": "measure", "hearing": "measure", "adopted": "measure", "amended": "measure",
    "rejected": "measure", "vetoed": "measure", "repealed": "measure",
    "executive_order": "order", "directive_issued": "order",
    "agreement_signed": "agreement", "agreement_ended": "agreement",
    "investigation": "oversight", "discipline": "oversight", "training": "training",
    "lawsuit_filed": "litigation", "ruling": "litigation",
    "funding": "funding", "statement": "statement",
}  # fmt: skip

_WORD = re.compile(r"[a-z0-9]{3,}")
_COMMON_WORDS = """
the and for with that from its his her are was over new says said will has have not after about into
ice immigration city county state police sheriff council mayor board federal
"""
_COMMON = frozenset(_COMMON_WORDS.split())


@dataclass(frozen=True, slots=True)
class Node:
    """One report of an act, as far as it is compared. `action_id` is set where it stands in a known action.

    `day` is the act's own date, `seen` the day the report was published; both as ordinals, None if unknown.
    """

    key: str
    action_id: str | None
    document_ids: frozenset[str]
    candidate_ids: tuple[str, ...]
    place: str | None
    touched: frozenset[str]
    action_type: str
    family: str
    topics: frozenset[str]
    direction: str
    actor: str
    instrument: str | None
    day: int | None
    seen: int | None
    is_new: bool
    words: frozenset[str]
    is_main: bool = False
    """Whether it is what a document is about: its surest fresh act, not one told beside it."""

    @property
    def when(self) -> int | None:
        """The act's day, or for a fresh act the day of the report; None for undated background."""
        return self.day if self.day is not None else (self.seen if self.is_new else None)


def ordinal(moment: str | None) -> int | None:
    """Return the day of an ISO date or time as an ordinal, None where it is neither."""
    try:
        return date.fromisoformat(moment[:10]).toordinal() if moment else None
    except ValueError:
        return None


def place_key(jurisdiction: str | None, ocd_id: str | None = None) -> str | None:
    """Return what two spellings of one jurisdiction share; the label decides, since old rows lack ids."""
    if not jurisdiction:
        return ocd_id
    plain = re.sub(r"^(city|town|village|county|borough) of ", "", jurisdiction.lower())
    plain = re.sub(r"[^a-z]+", " ", plain.replace("saint ", "st ")).strip()
    plain = re.sub(r"^(.+) state [a-z]{2}$", r"\1", plain)
    return "new york ny" if plain == "new york city ny" else plain


def instrument_key(instrument: str | None) -> str | None:
    """Return the form by which two numbers of an instrument compare."""
    if not instrument:
        return None
    found = find_instruments(instrument)
    return found[0].normalized if found else " ".join(instrument.lower().split())


def words_of(title: str | None) -> frozenset[str]:
    """Return the telling words of a headline."""
    return frozenset(_WORD.findall((title or "").lower())) - _COMMON


def node_of_candidate(
    candidate: Candidate,
    documents: Mapping[str, DocumentFacts],
    action_id: str | None,
    *,
    is_main: bool = False,
) -> Node:
    """Return a candidate as a node."""
    facts = documents.get(candidate.document_id)
    place = place_key(candidate.jurisdiction, candidate.ocd_id)
    touched = {place_key(each) for each in candidate.places} | {place}
    return Node(
        key=candidate.candidate_id,
        action_id=action_id,
        document_ids=frozenset({candidate.document_id}),
        candidate_ids=(candidate.candidate_id,),
        place=place,
        touched=frozenset(each for each in touched if each),
        action_type=candidate.action_type,
        family=FAMILIES[candidate.action_type],
        topics=frozenset(candidate.topics),
        direction=candidate.direction,
        actor=candidate.actor,
        instrument=instrument_key(candidate.instrument),
        day=ordinal(candidate.action_date),
        seen=ordinal(facts.published_at if facts else None),
        is_new=candidate.is_new,
        words=words_of(facts.title if facts else None),
        is_main=is_main and candidate.is_new,
    )


def nodes_of_action(action: Action, documents: Mapping[str, DocumentFacts]) -> list[Node]:
    """Return the stages of a known action as nodes."""
    place = place_key(action.jurisdiction, action.ocd_id)
    touched = {place_key(each) for each in action.places} | {place}
    nodes = []
    for number, stage in enumerate(action.stages):
        facts = [documents[each] for each in stage.document_ids if each in documents]
        seen = [day for day in (ordinal(each.published_at) for each in facts) if day is not None]
        nodes.append(
            Node(
                key=f"{action.action_id}/{number:04d}",
                action_id=action.action_id,
                document_ids=frozenset(stage.document_ids),
                candidate_ids=stage.candidate_ids,
                place=place,
                touched=frozenset(each for each in touched if each),
                action_type=stage.action_type,
                family=FAMILIES[stage.action_type],
                topics=frozenset(action.topics),
                direction=action.direction,
                actor=action.actor,
                instrument=instrument_key(action.instrument),
                day=ordinal(stage.date),
                seen=min(seen) if seen else ordinal(stage.first_seen_on),
                is_new=stage.is_new,
                words=frozenset().union(*(words_of(each.title) for each in facts)),
                is_main=stage.is_new and len(action.stages) == 1,
            )
        )
    return nodes
