"""Corrections: what was told of an action and no longer holds, said once, plainly. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from alerts.render import asked_for, rendered
from alerts.sender import Sender, correction_id_of, first_message_id, message_id_of
from alerts.story import safe_href
from alerts.subscriptions import Subscriber
from alerts.words import direction_words, one_line, shortened, spoken_date, stage_words, what_happened
from warehouse.records import Action, Alert

MOST_CORRECTIONS: Final = 5
"""So many corrections go to a subscriber at once, each as a message; what is more waits for a digest."""

WITHDRAWN: Final = "withdrawn"


@dataclass(frozen=True)
class Change:
    """One thing that was said and what holds now, in words."""

    what: str
    before: str
    now: str


def _placed(value: object) -> str:
    return one_line(str(value)).casefold() if value else ""


def changes_of(told: Mapping[str, Any], kinds: Collection[str], action: Action | None) -> list[Change]:
    """Return what no longer holds of what was told, nothing where the rest is only said otherwise.

    Material are the direction, unless it was not clear before, the place, unless none was told, and the
    `kinds` of act that were told. `action` None: there is no such action any more.
    """
    if action is None:
        return [Change("The finding", "an action, as told below", "it does not stand as a new action")]
    found = []
    before = told.get("direction")
    if before in ("limits", "expands") and action.direction != before:
        words = [direction_words(each, at_length=True) for each in (before, action.direction)]
        found.append(Change("Direction", *words))
    present = [stage.action_type for stage in action.stages]
    if gone := [each for each in kinds if each not in present]:
        now = ", ".join(dict.fromkeys(stage_words(each) for each in present))
        found.append(Change("Stage", ", ".join(stage_words(each) or each for each in gone), now))
    if told.get("place") and _placed(told["place"]) != _placed(action.jurisdiction):
        now = one_line(action.jurisdiction) or "the place is not known"
        found.append(Change("Place", one_line(told["place"]), now))
    return found


def _holds_now(told: Mapping[str, Any], action: Action | None) -> dict[str, Any]:
    """Return what is told by the correction, so that a further change is compared with it."""
    if action is None:
        return {**told, "state": WITHDRAWN}
    same = [each for each in action.stages if each.action_type == told.get("action_type")]
    stage = (same or list(action.stages))[-1]
    deed = what_happened(action.actor, stage.action_type, action.instrument)
    return {
        **told,
        "direction": action.direction,
        "action_type": stage.action_type,
        "action_types": sorted({each.action_type for each in action.stages}),
        "date": stage.date,
        "place": one_line(action.jurisdiction) or None,
        "deed": deed[:1].upper() + deed[1:],
        "candidate_ids": sorted(set(stage.candidate_ids)),
    }


def present_line(line: Alert, actions: Mapping[str, Action], home: Mapping[str, str]) -> Alert:
    """Return a line that waits for its digest as it holds now: what was not told needs no correction."""
    action = actions.get(line.action_id or "") or _present([line], actions, home)
    if line.kind != "stage" or action is None:
        return line
    if not changes_of(line.told, [line.action_type] if line.action_type else [], action):
        return line
    told = {name: value for name, value in _holds_now(line.told, action).items() if name != "action_types"}
    return line.model_copy(update={"told": told})


def compose_corrections(
    told: Iterable[Alert],
    *,
    actions: Mapping[str, Action],
    home: Mapping[str, str],
    subscribers: Mapping[str, Subscriber],
    run_id: str,
    sender: Sender,
) -> list[Alert]:
    """Return the corrections owed for what was told, at most one to a subscriber about an action.

    `told` are messages that were sent, in the order of sending; what counts is the last word on each action.
    `actions` are those known now, by id, and `home` tells by candidate_id which action it is in: an action
    that became part of another is compared with that one.
    """
    threads: dict[tuple[str, str], list[Alert]] = {}
    for alert in told:
        if alert.action_id and alert.told and alert.subscriber_id in subscribers:
            threads.setdefault((alert.subscriber_id, alert.action_id), []).append(alert)
    owed: list[Alert] = []
    counts: Counter[str] = Counter()
    for (subscriber_id, action_id), thread in sorted(threads.items()):
        last = thread[-1]
        if last.told.get("state") == WITHDRAWN:
            continue
        action = actions.get(action_id) or _present(thread, actions, home)
        changes = changes_of(last.told, _kinds_told(thread), action)
        if not changes:
            continue
        correction = _correction(last, changes, action, subscribers[subscriber_id], run_id, sender)
        counts[subscriber_id] += 1
        if counts[subscriber_id] > MOST_CORRECTIONS:
            update = {"is_bundled": True, "body_text": correction.subject, "body_html": ""}
            correction = correction.model_copy(update=update)
        owed.append(correction)
    return owed


def _kinds_told(thread: Sequence[Alert]) -> list[str]:
    """Return the kinds of act that stand as told: a correction begins the list anew."""
    kinds: list[str] = []
    for alert in thread:
        if alert.kind == "correction":
            kinds = list(alert.told.get("action_types", ()))
        elif alert.action_type:
            kinds.append(alert.action_type)
    return list(dict.fromkeys(kinds))


def _present(
    thread: Sequence[Alert], actions: Mapping[str, Action], home: Mapping[str, str]
) -> Action | None:
    """Return the action that now holds most of what the told one rested on, None where none does."""
    ids = {each for alert in thread for each in alert.told.get("candidate_ids", ())}
    homes = Counter(home[each] for each in sorted(ids) if each in home)
    return actions.get(homes.most_common(1)[0][0]) if homes else None


def _correction(
    alert: Alert,
    changes: Sequence[Change],
    action: Action | None,
    subscriber: Subscriber,
    run_id: str,
    sender: Sender,
) -> Alert:
    said = alert.told
    place = one_line(said.get("place"))
    deed = one_line(said.get("deed")) or "what was told"
    clause = deed[:1].lower() + deed[1:]
    is_gone = action is None
    lead = f"{place}: {clause}" if place else deed
    subject = shortened(f"{'Withdrawn' if is_gone else 'Correction'}: {lead}", 150)
    values = {
        "subject": subject,
        "is_gone": is_gone,
        "place": place,
        "deed": deed,
        "title": one_line(said.get("title")),
        "when": spoken_date(said.get("date")) or "date not given",
        "stage": stage_words(said.get("action_type")),
        "direction_words": direction_words(said.get("direction"), at_length=True),
        "night": spoken_date(alert.run_id) or alert.run_id,
        "changes": list(changes),
        "quote": one_line(said.get("quote")) or None,
        "source": one_line(said.get("source")),
        "href": safe_href(said.get("url") or ""),
        "asked_for": asked_for(subscriber),
        "subscriber_id": subscriber.id,
        "mailbox": sender.mailbox,
        "unsubscribe": sender.unsubscribe_link(subscriber.id),
    }
    text, html = rendered("correction", values)
    alert_id = correction_id_of(alert.alert_id)
    change = "; ".join(
        "withdrawn, no such action is found there"
        if is_gone
        else f"{each.what.lower()}: {each.before} → {each.now}"
        for each in changes
    )
    return Alert(
        alert_id=alert_id,
        subscriber_id=subscriber.id,
        action_id=alert.action_id,
        action_type=alert.action_type,
        run_id=run_id,
        recipient=subscriber.recipient,
        message_id=message_id_of(alert_id, first_alert_id=_thread_of(alert), domain=sender.domain),
        subject=subject,
        body_text=text,
        body_html=html,
        kind="correction",
        channel=subscriber.channel,
        told={**_holds_now(said, action), "change": change},
    )


def _thread_of(alert: Alert) -> str:
    """Return the id of the message that began the thread which the alert was told in."""
    if alert.carried_by:
        return alert.carried_by
    first = first_message_id(alert.message_id)
    return first.strip("<>").partition("@")[0] if first else alert.alert_id
