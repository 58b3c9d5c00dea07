"""The sending of what is owed: each message by its channel, at its hour, and no more than the ceiling."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from policywatch.settings import Settings
from warehouse.errors import UserError
from warehouse.lake import Lake
from warehouse.records import Alert

if TYPE_CHECKING:
    from alerts.subscriptions import Subscriber

CEILING_HOURS = 12
"""A night's messages are those sent within so many hours: one night's sending never reaches the next's."""

PARKED_SHOWN = 50


@dataclass(frozen=True)
class Posted:
    """What came of the outbox: counts, the messages parked now, and how many stay owed over the ceiling."""

    counts: dict[str, int]
    parked: tuple[Alert, ...]
    over_ceiling_count: int

    def told(self) -> str:
        """Return it in one line, those parked with the reason."""
        words = ", ".join(f"{count} {name}" for name, count in self.counts.items())
        for each in self.parked[:3]:
            words += f"; parked: {each.recipient}: {each.last_error}"
        return words + (f"; and {len(self.parked) - 3} more" if len(self.parked) > 3 else "")


def subscribers_by_id(settings: Settings) -> dict[str, Subscriber] | None:
    """Return the subscribers, None where there is no file of them."""
    from alerts.subscriptions import load_subscriptions

    if not settings.subscriptions_path.is_file():
        return None
    return {each.id: each for each in load_subscriptions(settings.subscriptions_path).subscribers}


def send_outbox(
    settings: Settings, lake: Lake, *, with_parked: bool = False, over_ceiling: bool = False
) -> Posted:
    """Send what is owed and due, marking each message at once.

    `with_parked`: those set aside are tried again. What is owed to one who no longer stands in the
    subscriptions is parked unsent. After POLICYWATCH_SEND_CEILING messages of one night the rest stay owed,
    unless `over_ceiling`.

    Raises:
        UserError: nothing could be sent; every attempt is marked and the messages stay owed.
    """
    from alerts.delivery import deliver, pending_first
    from alerts.schedule import held_until
    from alerts.sender import sender_of
    from warehouse.reads import mark_alerts, outbox_pending

    subscribers = subscribers_by_id(settings)
    owed = pending_first(outbox_pending(lake))
    if with_parked:
        owed += [_anew(each) for each in _parked(lake)]
    now = datetime.now(UTC)

    def mark(alert: Alert) -> None:
        mark_alerts(lake, [alert], sent_at_utc=datetime.now(UTC).isoformat(timespec="seconds"))

    def is_held(alert: Alert, instant: datetime) -> bool:
        subscriber = (subscribers or {}).get(alert.subscriber_id)
        if subscriber is None:
            return False
        return held_until(alert, subscriber, now=instant, zone=settings.timezone) is not None

    gone = [] if subscribers is None else [each for each in owed if each.subscriber_id not in subscribers]
    for each in gone:
        mark(
            each.model_copy(update={"state": "parked", "last_error": "no longer stands in the subscriptions"})
        )
    gone_ids = {each.alert_id for each in gone}
    report = deliver(
        [each for each in owed if each.alert_id not in gone_ids],
        transport=_ways(settings, lake, subscribers or {}),
        sender=sender_of(settings.mail_from, contact=settings.contact),
        mark=mark,
        held=is_held,
        most=None if over_ceiling else max(0, settings.send_ceiling - _sent_lately(lake, now)),
    )
    if report.failed_count and not report.sent_count:
        reason = report.failures[0][1] if report.failures else "no reason given"
        raise UserError(
            f"{report.failed_count} mails could not be sent ({reason}) and stay owed; mend "
            "POLICYWATCH_SMTP_HOST or set POLICYWATCH_MAIL_DIR, then run: policywatch alerts send"
        )
    counts = {
        "sent": report.sent_count,
        "failed": report.failed_count,
        "parked": report.parked_count + len(gone),
    }
    if report.held_count:
        counts["waiting for their hour"] = report.held_count
    return Posted(counts, tuple(report.parked), report.over_ceiling_count)


def require_under_ceiling(settings: Settings, posted: Posted) -> None:
    """Raise UserError where messages stay owed since the ceiling was reached."""
    if posted.over_ceiling_count:
        raise UserError(
            f"{posted.over_ceiling_count} messages stay owed: POLICYWATCH_SEND_CEILING of "
            f"{settings.send_ceiling} a night was reached ({posted.told()}); look at "
            "`policywatch alerts list`, and if they are right, run: policywatch alerts send --over-ceiling"
        )


def held_count(settings: Settings, lake: Lake) -> int:
    """Return how many owed messages wait for their hour."""
    from alerts.schedule import held_until
    from warehouse.reads import outbox_pending

    subscribers = subscribers_by_id(settings) or {}
    now = datetime.now(UTC)
    return sum(
        held_until(each, subscribers[each.subscriber_id], now=now, zone=settings.timezone) is not None
        for each in outbox_pending(lake)
        if each.subscriber_id in subscribers
    )


def parked_rows(lake: Lake) -> list[dict[str, Any]]:
    """Return the newest parked messages for the night's report: to whom, about what, and why."""
    return [
        {
            "alert_id": each.alert_id,
            "recipient": each.recipient,
            "subject": each.subject,
            "reason": each.last_error,
        }
        for each in _parked(lake)[:PARKED_SHOWN]
    ]


def _parked(lake: Lake) -> list[Alert]:
    from warehouse.rows import record_of

    return [record_of(Alert, row) for row in lake.query("parked_alerts")]


def _anew(alert: Alert) -> Alert:
    return alert.model_copy(update={"state": "pending", "attempts": 0, "retry_at_utc": None})


def _sent_lately(lake: Lake, now: datetime) -> int:
    since = (now - timedelta(hours=CEILING_HOURS)).isoformat(timespec="seconds")
    return int(lake.query("sent_since", {"since": since})[0]["sent_count"])


def _ways(settings: Settings, lake: Lake, subscribers: Mapping[str, Subscriber]) -> dict[str, Any]:
    """Return the transport of each channel."""
    from alerts.feed_file import FeedTransport
    from alerts.webhooks import HttpTransport
    from warehouse.reads import outbox

    def earlier(subscriber_id: str) -> list[Alert]:
        return [
            each
            for each in outbox(lake, state="sent")
            if each.subscriber_id == subscriber_id and each.channel == "feed" and not each.is_bundled
        ]

    def items_of(alert: Alert) -> list[Alert]:
        wanted = set(alert.item_ids)
        return [each for each in outbox(lake) if each.alert_id in wanted] if wanted else []

    posted = HttpTransport(
        subscribers, environment=os.environ, items_of=items_of, allowed=settings.allow_private
    )
    return {
        "mail": _transport(settings),
        "webhook": posted,
        "slack": posted,
        "feed": FeedTransport(settings.feeds, earlier=earlier),
    }


def _transport(settings: Settings) -> Any:
    from alerts.transports import CallableTransport, FolderTransport, SmtpTransport

    if settings.mail_dir is None and settings.smtp_connection is not None:
        return CallableTransport(_through_airflow(settings.smtp_connection), name=settings.smtp_connection)
    if settings.mail_dir is not None or settings.smtp_host is None:
        return FolderTransport(settings.mail_folder)
    password = settings.smtp_password
    return SmtpTransport(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=password.get_secret_value() if password else None,
    )


def _through_airflow(connection_id: str) -> Any:
    """Return a function that sends one message over an Airflow connection of type smtp."""
    from dags.mail_connection import send_message

    def hand_over(message: EmailMessage) -> None:
        send_message(connection_id, message)

    return hand_over
