"""Makes actions, documents and outbox rows to write mails about; every word of them our own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from alerts.compose import compose_alerts
from alerts.gates import AlertDocument
from alerts.sender import Sender
from alerts.subscriptions import Subscriptions
from warehouse.records import Action, Alert, Candidate, Evidence, Stage

NIGHT = date(2025, 4, 30)

DOCUMENT = AlertDocument(
    document_id="d-news",
    source_id="rochester-courier",
    source_name="Genesee Valley Sample Courier",
    source_kind="news",
    title="Ten officers reprimanded over van stop",
    url="https://courier.example/2025/04/29/officers-reprimanded/",
    first_seen_on="2025-04-30",
    source_seen_before=True,
    published_at="2025-04-29T20:15:00-04:00",
    sha256="9f2b" * 16,
    warc_path="2025-04-30/shard-1/captures.warc.gz",
    warc_offset=48213,
    fetched_at_utc="2025-04-30T06:31:09Z",
)

QUOTE = (
    "The Rochester Police Department has issued written reprimands to ten officers who helped Border Patrol "
    "agents at a van stop in March, Police Chief David Smith confirmed on Monday, April 28, 2025."
)

CANDIDATE = Candidate(
    candidate_id="c-news",
    document_id="d-news",
    action_type="discipline",
    topics=("discipline_oversight", "operational_assistance"),
    direction="limits",
    actor="police",
    jurisdiction="Rochester, NY",
    is_new=True,
    evidence=(Evidence(quote=QUOTE, start=0, end=len(QUOTE)),),
    confidence=0.86,
)

STAGE = Stage(
    action_type="discipline",
    date="2025-04-28",
    first_seen_on="2025-04-30",
    is_new=True,
    document_ids=("d-news",),
    candidate_ids=("c-news",),
    confidence=0.86,
)

ACTION = Action(
    action_id="a-reprimands",
    title="Rochester police reprimand ten officers over a Border Patrol stop",
    jurisdiction="Rochester, NY",
    ocd_id="ocd-division/country:us/state:ny/place:rochester",
    places=("Rochester, NY",),
    topics=("discipline_oversight", "operational_assistance"),
    direction="limits",
    actor="police",
    stages=(STAGE,),
    corroboration=("news",),
    first_seen_on="2025-04-30",
    confidence=0.86,
)


@dataclass(frozen=True)
class Case:
    """One night's input for compose_alerts; `with_…` gives a changed copy."""

    action: Action = ACTION
    documents: tuple[AlertDocument, ...] = (DOCUMENT,)
    candidates: tuple[Candidate, ...] = (CANDIDATE,)
    subscribers: tuple[dict[str, Any], ...] = ({"id": "desk", "email": "desk@newsroom.example"},)
    already: frozenset[tuple[str, str, Any]] = frozenset()
    night: date = NIGHT
    containers: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def with_action(self, **fields: Any) -> Case:
        return replace(self, action=self.action.model_copy(update=fields))

    def with_stage(self, **fields: Any) -> Case:
        return self.with_action(stages=(self.action.stages[0].model_copy(update=fields),))

    def with_document(self, **fields: Any) -> Case:
        return replace(self, documents=(replace(self.documents[0], **fields),))

    def with_candidate(self, **fields: Any) -> Case:
        return replace(self, candidates=(self.candidates[0].model_copy(update=fields),))

    def for_subscriber(self, **fields: Any) -> Case:
        return replace(self, subscribers=({"id": "desk", "email": "desk@newsroom.example", **fields},))

    def with_(self, **fields: Any) -> Case:
        return replace(self, **fields)

    def alerts(self) -> list[Alert]:
        return compose_alerts(
            [self.action],
            subscriptions=Subscriptions.model_validate({"subscribers": self.subscribers}),
            documents={each.document_id: each for each in self.documents},
            candidates={each.candidate_id: each for each in self.candidates},
            run_id=self.night.isoformat(),
            night=self.night,
            already=self.already,
            sender=Sender("alerts@example.org", contact="editor@example.org"),
            containers=self.containers,
        )


@pytest.fixture
def case() -> Case:
    """A night on which one subscriber, who asked for everything, is owed one mail."""
    return Case()


@pytest.fixture
def sender() -> Sender:
    """The installation that mails."""
    return Sender("alerts@example.org", contact="editor@example.org")


@pytest.fixture
def outbox() -> Callable[[int], list[Alert]]:
    """Makes so many pending alerts, each to a recipient of its own."""

    def make(count: int) -> list[Alert]:
        people = tuple({"id": f"s{at}", "email": f"person{at}@newsroom.example"} for at in range(count))
        return Case(subscribers=people).alerts()

    return make


@pytest.fixture
def valid_atom() -> Callable[[bytes], None]:
    """Return what holds a feed to RFC 4287: its grammar, and what a grammar cannot say."""
    grammar = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))

    def check(raw: bytes) -> None:
        feed = etree.fromstring(raw)
        grammar.assertValid(feed)
        entries = feed.findall("{*}entry")
        ids = [entry.findtext("{*}id") for entry in entries]
        assert len(set(ids)) == len(ids)
        for each in [feed, *entries]:
            kinds = [link.get("rel", "alternate") for link in each.findall("{*}link")]
            assert kinds.count("alternate") <= 1
            assert each is feed or "alternate" in kinds or each.find("{*}content") is not None
        updated = [datetime.fromisoformat(each.findtext("{*}updated", "")) for each in [feed, *entries]]
        assert updated[0] == max(updated)

    return check
