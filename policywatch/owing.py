"""From candidates to actions to the mails they owe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from policywatch.settings import Settings
from policywatch.settling import settle_messages
from warehouse.lake import Lake, MergeCount, Transaction
from warehouse.load import Sifted
from warehouse.records import Action, Alert, Candidate, Review

if TYPE_CHECKING:
    from alerts.gates import AlertDocument


@dataclass
class Ground:
    """What actions are resolved from: verdicts applied, dismissed candidates gone.

    `known` are the actions of earlier nights without them; `stripped_ids` those that lost one, `gone_ids`
    those that lost all. `home` tells the action_id by candidate_id.
    """

    candidates: list[Candidate]
    known: list[Action]
    derived: list[Review]
    stripped_ids: set[str]
    gone_ids: set[str]
    home: dict[str, str]
    facts: dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Composed:
    """Actions to keep and mails to owe, after their checks."""

    actions: Sifted[Action]
    alerts: Sifted[Alert]


def read_ground(lake: Lake) -> Ground:
    """Return the candidates and actions as the verdicts that stand leave them."""
    from transforms.actions.verdicts import apply_reviews, as_reviewed, without
    from warehouse.reads import candidates_by_id, known_actions, open_candidates, standing_reviews

    candidates = list(open_candidates(lake))
    known = known_actions(lake)
    reviews = {each.candidate_id: each for each in standing_reviews(lake)}
    facts = _facts(lake, {each.document_id for each in candidates})
    sources = {key: str(each["source_id"]) for key, each in facts.items()}
    now = datetime.now(UTC).isoformat()
    judged = apply_reviews(candidates, reviews.values(), sources=sources, now_utc=now)
    home = {
        key: action.action_id for action in known for stage in action.stages for key in stage.candidate_ids
    }
    judged_ids = reviews.keys() | judged.dismissed_ids
    touched = [each for each in known if not judged_ids.isdisjoint(_members(each))]
    # Where an action is told anew it is told from all it rests on, pages that have changed since included.
    given = {each.candidate_id for each in judged.candidates}
    missing = {key for each in touched for key in _members(each)} - given - judged.dismissed_ids
    earlier = candidates_by_id(lake, sorted(missing))
    added = [as_reviewed(each, reviews[key]) if key in reviews else each for key, each in earlier.items()]
    document_of = {each.candidate_id: each.document_id for each in (*judged.candidates, *added)}
    left = {each.action_id: without(each, judged.dismissed_ids, document_of) for each in touched}
    if added:
        facts |= _facts(lake, {each.document_id for each in added} - facts.keys())
    return Ground(
        candidates=[*judged.candidates, *added],
        known=[each for each in (left.get(one.action_id, one) for one in known) if each is not None],
        derived=judged.derived,
        stripped_ids={each.action_id for each in touched if left[each.action_id] not in (None, each)},
        gone_ids={key for key, each in left.items() if each is None},
        home=home,
        facts=facts,
    )


def _members(action: Action) -> set[str]:
    return {key for stage in action.stages for key in stage.candidate_ids}


def resolve_ground(ground: Ground, candidates: list[Candidate], *, night: str) -> list[Action]:
    """Return the actions that these candidates of the ground make or change, stripped ones included."""
    from transforms.actions import resolve_actions

    resolved = resolve_actions(
        candidates, documents=_for_resolution(ground.facts), known=ground.known, night=night
    )
    told = {each.action_id for each in resolved}
    return resolved + [
        each for each in ground.known if each.action_id in ground.stripped_ids and each.action_id not in told
    ]


def resolve_actions_and_owe(
    settings: Settings, lake: Lake, run_id: str, *, mail: bool = True
) -> dict[str, int]:
    """Resolve every current candidate into actions and, unless told not to, owe the mails of the night.

    Actions and alerts are merged in one transaction: no action is known without the mails it owes, be they
    messages or lines of a digest to come. Digests and corrections follow from what is then known. What
    analysts dismissed is left out, what they corrected is read as corrected.
    Returns actions_new, actions_changed, owed and quieted.
    """
    ground = read_ground(lake)
    actions = resolve_ground(ground, ground.candidates, night=run_id)
    if not actions and not ground.gone_ids and not ground.derived:
        owed = settle_messages(settings, lake, run_id, is_night=mail)
        return {"actions_new": 0, "actions_changed": 0, "owed": owed, "quieted": 0}

    def compose(kept: list[Action]) -> list[Alert]:
        return compose_mails(settings, lake, kept, ground, run_id) if mail else []

    composed = checked(ground, actions, compose, run_id=run_id)
    counts = lake.transaction(lambda tx: merge_composed(tx, composed, ground, run_id=run_id))
    settled = settle_messages(settings, lake, run_id, is_night=mail)
    return {
        "actions_new": counts.inserted,
        "actions_changed": counts.updated,
        "owed": sum(not each.is_bundled for each in composed.alerts.good) + settled,
        "quieted": len(ground.derived),
    }


def checked(
    ground: Ground, actions: list[Action], compose: Callable[[list[Action]], list[Alert]], *, run_id: str
) -> Composed:
    """Return actions and the mails that `compose` makes of the good ones, each after its checks."""
    from expectations import audit
    from warehouse.load import sift

    known_ids = ground.home.keys() | {each.candidate_id for each in ground.candidates}
    kept_actions = sift(
        "actions", actions, run_id=run_id, subject="actions", audit=audit, facts={"candidate_ids": known_ids}
    )
    owed = compose(kept_actions.good)
    kept_alerts = sift("alerts", owed, run_id=run_id, subject="alerts", audit=audit, facts={})
    return Composed(kept_actions, kept_alerts)


def merge_composed(tx: Transaction, composed: Composed, ground: Ground, *, run_id: str) -> MergeCount:
    """Merge actions, mails and derived verdicts; drop what nothing is left of, mails too."""
    gone = sorted(ground.gone_ids)
    if gone:
        pending = tx.query("pending_alerts_of", {"action_ids": gone})
        tx.execute("withdraw_alerts", {"alert_ids": [each["alert_id"] for each in pending]})
        tx.execute("drop_actions", {"action_ids": gone})
    tx.merge("reviews", ground.derived, run_id=run_id)
    count = tx.merge("actions", composed.actions.good, run_id=run_id)
    tx.merge("alerts", composed.alerts.good, run_id=run_id)
    for results, rows in (
        (composed.actions.results, composed.actions.set_aside),
        (composed.alerts.results, composed.alerts.set_aside),
    ):
        tx.merge("check_results", results, run_id=run_id)
        tx.merge("quarantine", rows, run_id=run_id)
    return count


def _facts(lake: Lake, document_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    from warehouse.reads import document_facts

    return document_facts(lake, sorted(document_ids))


def _for_resolution(facts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    from transforms.actions import DocumentFacts

    return {
        each["document_id"]: DocumentFacts(
            document_id=each["document_id"],
            source_kind=each["source_kind"] or "other",
            kind=each["kind"],
            published_at=each["published_at"] or each["starts_at"],
            title=each["title"],
            url=each["url"],
        )
        for each in facts.values()
    }


def compose_mails(
    settings: Settings,
    lake: Lake,
    actions: list[Action],
    ground: Ground,
    run_id: str,
    *,
    night: str | None = None,
    as_if_unsent: Iterable[str] = (),
) -> list[Alert]:
    """Return the mails that these actions owe as news of `night`, by default of the night `run_id`.

    `as_if_unsent` are ids of alerts that are about to be withdrawn, and so may be composed again.
    """
    from alerts.compose import compose_alerts
    from alerts.sender import sender_of
    from alerts.subscriptions import load_subscriptions

    if not actions or not settings.subscriptions_path.is_file():
        return []
    left_out = set(as_if_unsent)
    known = [each for each in lake.query("alerts_composed") if each["alert_id"] not in left_out]
    tonight = [each for each in known if each["run_id"] == run_id and not each["is_bundled"]]
    return compose_alerts(
        actions,
        subscriptions=load_subscriptions(settings.subscriptions_path),
        documents=documents_told(lake, actions, ground),
        candidates={each.candidate_id: each for each in ground.candidates},
        run_id=run_id,
        night=date.fromisoformat(night or run_id),
        already={(each["subscriber_id"], each["action_id"], each["action_type"]) for each in known},
        sender=sender_of(settings.mail_from, contact=settings.contact),
        containers=containers_of(actions),
        least_confidence=settings.review_below,
        owed_tonight=Counter(each["subscriber_id"] for each in tonight),
        carried={each["alert_id"]: each["carried_by"] for each in known if each["carried_by"]},
    )


def containers_of(actions: Iterable[Action]) -> dict[str, set[str]]:
    """Return, by OCD id and by name, the county and the ids of the places that actions touch."""
    return containers_of_places(
        name
        for action in actions
        for name in (action.jurisdiction, action.ocd_id, *action.places)
        if name is not None
    )


def containers_of_places(names: Iterable[str]) -> dict[str, set[str]]:
    """Return, by OCD id and by name, the ids and names of the county that each place lies in.

    Of a place in several counties the gazetteer knows the one that holds most of it; where it knows none,
    the place has no entry.
    """
    from transforms.candidates.gazetteer.divisions import division_of_label, load_gazetteer

    known = load_gazetteer().by_ocd_id
    found: dict[str, set[str]] = {}
    for name in set(names):
        division = known.get(name) if name.startswith("ocd-") else division_of_label(name)
        if division is None:
            continue
        within = {division.ocd_id, division.label}
        if division.county:
            label = f"{division.county}, {division.state}"
            county = division_of_label(label)
            within |= {label, county.ocd_id if county else None}
        found[name] = {each for each in within - {name} if each}
    return found


def documents_told(lake: Lake, actions: Iterable[Action], ground: Ground) -> dict[str, AlertDocument]:
    """Return what a message needs to know of the documents that the actions' stages name, by id."""
    from alerts.gates import AlertDocument

    named = {each for action in actions for stage in action.stages for each in stage.document_ids}
    facts = {**ground.facts, **_facts(lake, named - set(ground.facts))}
    fields = AlertDocument.__dataclass_fields__
    return {
        each["document_id"]: AlertDocument(**{name: each[name] for name in fields if name in each})
        for each in facts.values()
        if each["document_id"] in named
    }
