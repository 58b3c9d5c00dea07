"""When a message may go: due dates, time zones, quiet hours, back-off."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from alerts.delivery import retry_delay
from alerts.schedule import held_until, latest_due, period_of
from alerts.subscriptions import Subscriber
from warehouse.records import Alert


def _subscriber(**fields) -> Subscriber:
    return Subscriber.model_validate({"id": "desk", "email": "desk@newsroom.example", **fields})


def _alert(**fields) -> Alert:
    given = {
        "alert_id": "a", "subscriber_id": "desk", "run_id": "2025-04-30", "recipient": "desk@news.example",
        "message_id": "<a@policywatch.example>", "subject": "s", "body_text": "t", "body_html": "h",
    }  # fmt: skip
    return Alert.model_validate(given | fields)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "night", "due", "first"),
    [
        ({"frequency": "nightly"}, "2025-04-30", "2025-04-30", "2025-04-30"),
        ({"frequency": "weekly"}, "2025-04-28", "2025-04-28", "2025-04-22"),
        ({"frequency": "weekly"}, "2025-05-04", "2025-04-28", "2025-04-22"),
        ({"frequency": "weekly", "weekday": "sunday"}, "2025-05-04", "2025-05-04", "2025-04-28"),
    ],
)
def test_a_digest_is_for_its_day_and_tells_of_the_nights_up_to_it(fields, night, due, first):
    """A weekly one is for the latest of its weekdays, and tells of seven nights."""
    subscriber = _subscriber(**fields)
    found = latest_due(subscriber, date.fromisoformat(night))
    assert found == date.fromisoformat(due)
    assert period_of(subscriber, found) == (date.fromisoformat(first), date.fromisoformat(due))


def test_immediate_messages_are_for_no_day():
    """Who is told at once gets no digest."""
    assert latest_due(_subscriber(), date(2025, 4, 30)) is None


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2025-04-30T05:30:00", "2025-04-30T12:00:00"),  # 00:30 in Chicago: until 07:00 there
        ("2025-05-01T03:30:00", "2025-05-01T12:00:00"),  # 22:30 the evening before
        ("2025-04-30T12:00:00", None),  # 07:00 sharp
        ("2025-05-01T02:59:00", None),  # 21:59
        ("2025-11-02T04:30:00", "2025-11-02T13:00:00"),  # the night the clocks go back
    ],
)
def test_quiet_hours_are_those_of_the_subscribers_zone(now, until):
    """Over midnight and over the change of clocks."""
    subscriber = _subscriber(quiet="22:00-7:00", timezone="America/Chicago")
    found = held_until(_alert(), subscriber, now=_at(now), zone="America/New_York")
    assert found == (_at(until) if until else None)


def test_quiet_hours_within_a_day_and_the_installations_zone():
    """Who names no zone lives in the installation's."""
    subscriber = _subscriber(quiet="09:00-17:00")
    now = _at("2025-04-30T20:00:00")
    assert held_until(_alert(), subscriber, now=now, zone="America/New_York") == _at("2025-04-30T21:00:00")
    assert held_until(_alert(), subscriber, now=now, zone="Pacific/Honolulu") == _at("2025-05-01T03:00:00")


def test_a_digest_waits_for_its_time_of_day_there():
    """07:30 of its day in Honolulu; the next evening it is long due."""
    subscriber = _subscriber(frequency="nightly", at="7:30", timezone="Pacific/Honolulu")
    digest = _alert(kind="digest", due_on="2025-04-30")
    now = _at("2025-04-30T08:00:00")
    assert held_until(digest, subscriber, now=now, zone="UTC") == _at("2025-04-30T17:30:00")
    assert held_until(digest, subscriber, now=now + timedelta(days=1), zone="UTC") is None


def test_what_failed_waits_ever_longer():
    """Half an hour, an hour, two, a day at most; and the message is held so long."""
    assert [retry_delay(each) / timedelta(minutes=30) for each in (0, 1, 2, 30)] == [1, 2, 4, 48]
    tried = _alert(retry_at_utc="2025-04-30T09:00:00+00:00")
    assert held_until(tried, _subscriber(), now=_at("2025-04-30T08:00:00"), zone="UTC")
    assert held_until(tried, _subscriber(), now=_at("2025-04-30T09:00:00"), zone="UTC") is None


def test_a_clock_that_was_ahead_holds_nothing_back():
    """An attempt that failed while the clock stood a year ahead is repeated now that it is right again."""
    ahead = _alert(attempts=2, retry_at_utc="2026-05-01T09:00:00+00:00")
    assert held_until(ahead, _subscriber(), now=_at("2025-05-01T08:00:00"), zone="UTC") is None
    soon = _alert(attempts=2, retry_at_utc="2025-05-01T09:00:00+00:00")
    assert held_until(soon, _subscriber(), now=_at("2025-05-01T08:00:00"), zone="UTC") is not None
