"""What a subscription would have sent over the past nights, from what is known now; nothing is written."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policywatch.places import lake_of
from policywatch.settings import Settings
from policywatch.showing import console, words
from warehouse.errors import UserError
from warehouse.lake import Lake
from warehouse.records import Alert

if TYPE_CHECKING:
    from alerts.subscriptions import Subscriber


@dataclass(frozen=True)
class Preview:
    """The messages that one subscriber would have got in the nights of a period, oldest first."""

    subscriber: Subscriber
    first: date
    last: date
    nights_count: int
    messages: tuple[Alert, ...]
    finds_count: int

    def told(self) -> str:
        """Return how much it is, in a line."""
        count = len(self.messages)
        per_night = Counter(each.run_id for each in self.messages)
        most = max(per_night.values(), default=0)
        messages = "message" if count == 1 else "messages"
        return (
            f"{self.subscriber.id}: {count} {messages} about {self.finds_count} finds in {self.nights_count} "
            f"nights, {self.first} to {self.last}; on {len(per_night)} of them, at most {most} in one"
        )


def preview_subscribers(
    settings: Settings, name: str | None, file: Path | None, *, days: int
) -> list[Preview]:
    """Return the preview of the named subscriber, or of every one of `file`.

    Raises:
        UserError: no such subscriber, a file at fault, or no night yet.
    """
    from alerts.subscriptions import load_subscriptions

    path = file or settings.subscriptions_path
    found = load_subscriptions(path).subscribers
    chosen = [each for each in found if name is None or each.id == name]
    if not chosen:
        known = ", ".join(each.id for each in found) or "none"
        raise UserError(f"{path}: has no subscriber {name!r}; known are {known}")
    with lake_of(settings, read_only=True) as lake:
        return preview_of(settings, lake, chosen, days=days)


def preview_of(settings: Settings, lake: Lake, chosen: list[Subscriber], *, days: int) -> list[Preview]:
    """Return what these subscribers would have got in the last `days` days of nights."""
    from alerts.compose import compose_alerts
    from alerts.gates import NEWS_DAYS
    from alerts.sender import sender_of
    from alerts.subscriptions import Subscriptions
    from policywatch.owing import containers_of, documents_told, read_ground
    from warehouse.reads import candidates_by_id

    nights = [str(row["run_id"]) for row in lake.query("nights")]
    if not nights:
        raise UserError(f"{settings.home}: holds no night yet; run: policywatch nightly")
    last = date.fromisoformat(nights[-1])
    first = last - timedelta(days=days - 1)
    within = [each for each in nights if each >= first.isoformat()]
    ground = read_ground(lake)
    oldest = (first - timedelta(days=NEWS_DAYS)).isoformat()
    actions = [each for each in ground.known if any(stage.first_seen_on >= oldest for stage in each.stages)]
    known = {each.candidate_id: each for each in ground.candidates}
    named = {key for action in actions for stage in action.stages for key in stage.candidate_ids}
    known |= candidates_by_id(lake, sorted(named - known.keys()))
    documents = documents_told(lake, actions, ground)
    sender = sender_of(settings.mail_from, contact=settings.contact)
    containers = containers_of(actions)
    found: list[Alert] = []
    for night in within:
        found += compose_alerts(
            actions,
            subscriptions=Subscriptions(subscribers=tuple(chosen)),
            documents=documents,
            candidates=known,
            run_id=night,
            night=date.fromisoformat(night),
            already={(each.subscriber_id, str(each.action_id), each.action_type) for each in found},  # type: ignore[misc]
            sender=sender,
            containers=containers,
            least_confidence=settings.review_below,
        )
    return [
        Preview(
            subscriber=each,
            first=first,
            last=last,
            nights_count=len(within),
            messages=tuple(_messages(lake, each, found, within, sender)),
            finds_count=sum(alert.subscriber_id == each.id for alert in found),
        )
        for each in chosen
    ]


def _messages(
    lake: Lake, subscriber: Subscriber, found: list[Alert], nights: list[str], sender: Any
) -> list[Alert]:
    """Return the single messages and the digests that these finds come in."""
    from alerts.digest import compose_digest
    from alerts.schedule import latest_due, period_of
    from policywatch.settling import checks_of

    checks = checks_of(lake)
    waiting: list[Alert] = []
    out: list[Alert] = []
    told: set[date] = set()
    for night in nights:
        mine = [each for each in found if each.subscriber_id == subscriber.id and each.run_id == night]
        out += [each for each in mine if not each.is_bundled]
        waiting += [each for each in mine if each.is_bundled]
        day = date.fromisoformat(night)
        due = latest_due(subscriber, day)
        is_due = due is None or (due not in told and (due == day or night != nights[0]))
        if not is_due or not (waiting or (due is not None and subscriber.wants_empty)):
            continue
        told |= {due} if due else set()
        period = period_of(subscriber, due or day)
        out.append(
            compose_digest(
                subscriber,
                waiting,
                due=due or day,
                period=period,
                checked=checks(period, subscriber),
                run_id=night,
                sender=sender,
            )
        )
        waiting = []
    return out


def print_preview(preview: Preview, *, full: bool, as_json: bool) -> None:
    """Print the messages of a preview, a line each or whole, and how much it is."""
    if as_json:
        for each in preview.messages:
            row = each.model_dump(include={"subscriber_id", "run_id", "kind", "channel", "subject", "told"})
            sys.stdout.write(json.dumps(row, ensure_ascii=True) + "\n")
        return
    out = console()
    for each in preview.messages:
        out.print(words(f"{each.run_id}  {each.kind:<8}  {each.subject}"), soft_wrap=True)
        if full:
            out.print(words(f"\n{each.body_text}\n{'-' * 72}"), soft_wrap=True)
    out.print(words(preview.told()), soft_wrap=True)
