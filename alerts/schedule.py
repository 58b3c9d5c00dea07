"""When a message may go: the date a digest is for, its time of day, and the quiet hours of the rest."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from alerts.channels import WEEKDAYS
from alerts.subscriptions import Subscriber
from warehouse.records import Alert

LONGEST_DELAY = timedelta(days=1)
"""Between two attempts at one message."""


def latest_due(subscriber: Subscriber, night: date) -> date | None:
    """Return the latest date up to `night` that a digest is for, None where none is asked for."""
    if subscriber.frequency == "immediate":
        return None
    if subscriber.frequency == "nightly":
        return night
    return night - timedelta(days=(night.weekday() - WEEKDAYS.index(subscriber.weekday)) % 7)


def period_of(subscriber: Subscriber, due: date) -> tuple[date, date]:
    """Return the first and last night that the digest for `due` tells of."""
    return (due - timedelta(days=6), due) if subscriber.frequency == "weekly" else (due, due)


def held_until(alert: Alert, subscriber: Subscriber, *, now: datetime, zone: str) -> datetime | None:
    """Return until when (UTC) the message waits, None where it may go now.

    It waits for its digest's time of day, the end of the subscriber's quiet hours, or for the next attempt
    after one that failed. `zone` is the installation's, for subscribers who name none.
    """
    local = ZoneInfo(subscriber.timezone or zone)
    until = _retry(alert, now)
    if alert.kind == "digest" and alert.due_on and subscriber.at:
        until = max(until, _instant(date.fromisoformat(alert.due_on), subscriber.at, local))
    elif subscriber.quiet and subscriber.frequency == "immediate":
        begins, _, ends = subscriber.quiet.partition("-")
        here = now.astimezone(local)
        clock = f"{here:%H:%M}"
        is_quiet = begins <= clock < ends if begins < ends else clock >= begins or clock < ends
        if is_quiet:
            day = here.date() + timedelta(days=clock >= ends)
            until = max(until, _instant(day, ends, local))
    return until if until > now else None


def _retry(alert: Alert, now: datetime) -> datetime:
    at_once = datetime.min.replace(tzinfo=UTC)
    try:
        until = datetime.fromisoformat(alert.retry_at_utc or "").astimezone(UTC)
    except ValueError:
        return at_once
    # Later than any delay reaches: it was written while the clock was ahead.
    return until if until - now <= LONGEST_DELAY else at_once


def _instant(day: date, clock: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), zone).astimezone(UTC)
