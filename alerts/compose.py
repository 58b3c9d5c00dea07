"""From tonight's actions to the messages owed: who, about which stage, in which words. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from alerts.gates import AlertDocument, stages_in_news
from alerts.render import render_bodies
from alerts.sender import Sender, alert_id_of, message_id_of
from alerts.story import NEWS_QUOTE_LIMIT, Story, tell
from alerts.subscriptions import Subscriber, Subscriptions, is_wanted
from alerts.words import DIRECTIONS, TOPICS, one_line, shortened, what_happened
from warehouse.records import Action, ActionType, Alert, Candidate, Stage

SUBJECT_LIMIT = 150


def subject_of(action: Action, stage: Stage) -> str:
    """Return the subject line: "Evanston, IL: council adopted 29-O-25 (detainers…; limits cooperation)"."""
    place = shortened(one_line(action.jurisdiction), 50)
    deed = what_happened(action.actor, stage.action_type, action.instrument)
    topic = TOPICS[action.topics[0]] if action.topics else ""
    about = "; ".join(part for part in (topic, DIRECTIONS[action.direction]) if part)
    lead = f"{place}: {deed}" if place else deed[:1].upper() + deed[1:]
    return shortened(f"{lead} ({about})", SUBJECT_LIMIT)


def _thread_order(action: Action, action_type: ActionType) -> tuple[str, int, str]:
    for at, stage in enumerate(action.stages):
        if stage.action_type == action_type:
            return (stage.first_seen_on, at, action_type)
    return ("9999", len(action.stages), action_type)


def _first_of_thread(
    action: Action,
    subscriber_id: str,
    already: Iterable[ActionType],
    tonight: Sequence[Stage],
    carried: Mapping[str, str],
) -> str:
    """Return the id of the message that began this subscriber's thread about the action."""
    types = list(already) or [stage.action_type for stage in tonight]
    first = min(types, key=lambda action_type: _thread_order(action, action_type))
    alert_id = alert_id_of(subscriber_id, action.action_id, first)
    return carried.get(alert_id, alert_id)


def told_of(action: Action, stage: Stage, story: Story) -> dict[str, Any]:
    """Return what a message says of a stage, short and as data: a digest's line, a webhook's payload, and
    what a later reading of the action is compared with."""
    quoted = next((each for each in story.quoted if each.quotes), None)
    return {
        "title": story.headline,
        "deed": story.deed,
        "place": story.place,
        "direction": action.direction,
        "action_type": stage.action_type,
        "date": stage.date,
        "topics": list(action.topics),
        "confidence": round(stage.confidence, 2),
        "quote": shortened(quoted.quotes[0], NEWS_QUOTE_LIMIT) if quoted else None,
        "source": quoted.source_name if quoted else None,
        "document": quoted.title if quoted else None,
        "url": quoted.href if quoted else None,
        "candidate_ids": sorted(set(stage.candidate_ids)),
    }


def _quotes_of(stage: Stage, candidates: Mapping[str, Candidate]) -> list[str]:
    found = (candidates.get(each) for each in stage.candidate_ids)
    return [evidence.quote for candidate in found if candidate for evidence in candidate.evidence]


def compose_alerts(
    actions: Sequence[Action],
    *,
    subscriptions: Subscriptions,
    documents: Mapping[str, AlertDocument],
    candidates: Mapping[str, Candidate],
    run_id: str,
    night: date,
    already: Collection[tuple[str, str, ActionType]],
    sender: Sender,
    containers: Mapping[str, Collection[str]] | None = None,
    least_confidence: float = 0.0,
    owed_tonight: Mapping[str, int] | None = None,
    carried: Mapping[str, str] | None = None,
) -> list[Alert]:
    """Return the alerts owed for what is news tonight, in the order of subscribers and actions.

    Those of a digest's subscriber, and what is beyond a subscriber's `max_per_night`, are lines of a digest
    to come. `owed_tonight` counts, by subscriber, the messages of their own that this night owed before, and
    `carried` tells by alert_id the digest that carried an alert.

    `actions` are those new or changed tonight, whole. `documents` and `candidates` are those that their
    stages name, by id; one that is missing is left out of the mail. `already` holds (subscriber_id,
    action_id, action_type) of every alert in the outbox, whatever its state. `containers` gives, by OCD id,
    the ids that contain it beyond its own path (a city's county). A stage less sure than
    `least_confidence` waits for review, whatever a subscriber asks for.
    """
    within = containers or {}
    owed: list[Alert] = []
    done = set(already)
    mailed: dict[tuple[str, str], list[ActionType]] = {}
    for subscriber_id, action_id, action_type in sorted(done):
        mailed.setdefault((subscriber_id, action_id), []).append(action_type)
    news = [
        (action, list(stages_in_news(action, documents=documents, night=night, surer_than=least_confidence)))
        for action in actions
    ]
    for subscriber in subscriptions.subscribers:
        own = (owed_tonight or {}).get(subscriber.id, 0)
        for action, stages in news:
            wanted = _wanted_stages(subscriber, action, stages, candidates, within, done)
            if not wanted:
                continue
            earlier = mailed.get((subscriber.id, action.action_id), [])
            first = _first_of_thread(action, subscriber.id, earlier, wanted, carried or {})
            for stage in wanted:
                done.add((subscriber.id, action.action_id, stage.action_type))
                story = tell(action, stage, documents=documents, candidates=candidates)
                is_bundled = subscriber.frequency != "immediate" or own >= subscriber.max_per_night
                own += not is_bundled
                alert = _alert(subscriber, action, stage, story, first, run_id, sender)
                owed.append(_as_line(alert) if is_bundled else alert)
    return owed


def _as_line(alert: Alert) -> Alert:
    """Return the alert as a line of a digest, which is rendered from what it tells."""
    return alert.model_copy(update={"is_bundled": True, "body_text": alert.subject, "body_html": ""})


def _wanted_stages(
    subscriber: Subscriber,
    action: Action,
    stages: Sequence[Stage],
    candidates: Mapping[str, Candidate],
    containers: Mapping[str, Collection[str]],
    done: Collection[tuple[str, str, ActionType]],
) -> list[Stage]:
    """Return the stages to write about, one of each action_type: the latest in the action's order."""
    latest: dict[ActionType, Stage] = {}
    for stage in stages:
        if (subscriber.id, action.action_id, stage.action_type) in done:
            continue
        quotes = _quotes_of(stage, candidates)
        if is_wanted(subscriber, action, stage, quotes=quotes, containers=containers):
            latest[stage.action_type] = stage
    return list(latest.values())


def _alert(
    subscriber: Subscriber,
    action: Action,
    stage: Stage,
    story: Story,
    first_alert_id: str,
    run_id: str,
    sender: Sender,
) -> Alert:
    alert_id = alert_id_of(subscriber.id, action.action_id, stage.action_type)
    subject = subject_of(action, stage)
    text, html = render_bodies(story, subject=subject, subscriber=subscriber, sender=sender)
    return Alert(
        alert_id=alert_id,
        subscriber_id=subscriber.id,
        action_id=action.action_id,
        action_type=stage.action_type,
        run_id=run_id,
        recipient=subscriber.recipient,
        message_id=message_id_of(alert_id, first_alert_id=first_alert_id, domain=sender.domain),
        subject=subject,
        body_text=text,
        body_html=html,
        channel=subscriber.channel,
        told=told_of(action, stage, story),
    )
