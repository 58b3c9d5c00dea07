"""Empties the outbox: each message once, its state marked at once, one bad recipient never the others' harm.

What is refused for good is parked at once; what is refused for now is tried again, ever later. A server that
is down has refused no message, so however long that lasts, none is parked for it.
A kill between sending and marking costs at most one duplicate, and that has the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Final, Protocol

from alerts.message import build_message
from alerts.schedule import LONGEST_DELAY
from alerts.sender import Sender
from alerts.words import one_line, shortened
from warehouse.records import Alert

MAX_ATTEMPTS: Final = 10
"""After so many failed attempts, over four days, an alert is parked until someone sends it by hand.

RFC 5321, 4.5.4.1: the give-up time generally needs to be at least four to five days."""


class DeliveryFailed(Exception):
    """This message was not taken; the next one may be."""


class Refused(DeliveryFailed):
    """This message is refused for good: trying again would only annoy."""


class TransportDown(DeliveryFailed):
    """No message can be taken at present; the rest need not be tried."""


class _Unoffered(TransportDown):
    """The way out was down before this message was handed to it."""


class Transport(Protocol):
    """A way out. `open` and `close` stand around a delivery; `send` is called for each message.

    A way out that is down is not tried again in this delivery; others go on.
    """

    def check(self) -> None:
        """Raise UserError with the remedy where no message could be sent at present."""

    def open(self) -> None:
        """Make ready. Raises TransportDown."""

    def send(self, message: EmailMessage, alert: Alert) -> None:
        """Hand over one message. Raises DeliveryFailed or TransportDown."""

    def close(self) -> None:
        """Let go of what was opened. Never raises."""


@dataclass
class DeliveryReport:
    """What became of a delivery's messages. `failures` are (alert_id, reason), `parked` the alerts set aside.

    `held_count` wait for their hour; `over_ceiling_count` were not tried since enough had been sent.
    """

    sent_count: int = 0
    failed_count: int = 0
    parked_count: int = 0
    held_count: int = 0
    over_ceiling_count: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)
    parked: list[Alert] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return the report in words, one line a matter."""
        out = [f"{self.sent_count} sent, {self.failed_count} to be tried again, {self.parked_count} parked"]
        if self.held_count:
            out.append(f"{self.held_count} wait for their hour")
        if self.over_ceiling_count:
            out.append(f"{self.over_ceiling_count} stay owed: the most that may be sent at once was reached")
        reasons: dict[str, int] = {}
        for _, reason in self.failures:
            reasons[reason] = reasons.get(reason, 0) + 1
        return out + [f"{count} x {reason}" for reason, count in reasons.items()]


def check_transport(transport: Transport) -> None:
    """Raise UserError, with what to do, where `transport` could take no message at present."""
    transport.check()


def _failed(
    alert: Alert, reason: str, max_attempts: int, *, is_final: bool = False, retry_at: datetime | None = None
) -> Alert:
    attempts = alert.attempts + 1
    is_parked = is_final or attempts >= max_attempts
    return alert.model_copy(
        update={
            "attempts": attempts,
            "last_error": shortened(one_line(reason), 500),
            "state": "parked" if is_parked else "pending",
            "retry_at_utc": retry_at.isoformat(timespec="seconds") if retry_at and not is_parked else None,
        }
    )


def retry_delay(attempts: int) -> timedelta:
    """Return how long to wait after so many failed attempts: half an hour, doubled each time, up to a day."""
    return min(timedelta(minutes=30 << min(attempts, 10)), LONGEST_DELAY)


def deliver(
    alerts: Iterable[Alert],
    *,
    transport: Transport | Mapping[str, Transport],
    sender: Sender,
    mark: Callable[[Alert], None],
    max_attempts: int = MAX_ATTEMPTS,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    held: Callable[[Alert, datetime], bool] = lambda alert, now: False,
    most: int | None = None,
) -> DeliveryReport:
    """Send the pending ones among `alerts`, and call `mark` with each one's new state, at once.

    `transport` is one for all, or one for each channel by its name. Once it is down, the rest of its messages
    are marked with the same error untried, which counts as no attempt. `held` tells which wait for their
    hour: they are left as they are, as is everything after `most` were sent. What `mark` raises ends the
    delivery; nothing else does.
    """
    report = DeliveryReport()
    ways = _Ways(transport)
    try:
        for alert in [each for each in alerts if each.state == "pending"]:
            if held(alert, clock()):
                report.held_count += 1
                continue
            if most is not None and report.sent_count >= most:
                report.over_ceiling_count += 1
                continue
            after = _deliver_one(alert, ways, sender, max_attempts, clock)
            _count(report, after)
            if after != alert:
                mark(after)
    finally:
        ways.close()
    return report


class _Ways:
    """The transports of one delivery, each opened at its first message, each down on its own."""

    def __init__(self, transport: Transport | Mapping[str, Transport]) -> None:
        self._transport = transport
        self._open: dict[int, Transport] = {}
        self._down: dict[int, str] = {}

    def send(self, alert: Alert, message: Callable[[], EmailMessage]) -> None:
        """Hand one message over. Raises DeliveryFailed, and ValueError where it cannot be written."""
        way = self._transport
        if isinstance(way, Mapping):
            if alert.channel not in way:
                raise Refused(f"no way is known to send by {alert.channel}")
            way = way[alert.channel]
        if id(way) in self._down:
            raise _Unoffered(self._down[id(way)])
        try:
            if id(way) not in self._open:
                self._opened(way)
            way.send(message(), alert)
        except TransportDown as error:
            self._down[id(way)] = str(error)
            raise

    def _opened(self, way: Transport) -> None:
        try:
            way.open()
        except TransportDown as error:
            raise _Unoffered(str(error)) from error
        self._open[id(way)] = way

    def close(self) -> None:
        """Let go of all that were opened."""
        for way in self._open.values():
            way.close()


def _deliver_one(
    alert: Alert, ways: _Ways, sender: Sender, max_attempts: int, clock: Callable[[], datetime]
) -> Alert:
    """Return the alert as it stands after one attempt."""
    now = clock()
    try:
        ways.send(alert, lambda: build_message(alert, sender=sender, sent_at=now))
    except _Unoffered as error:
        return alert.model_copy(update={"last_error": shortened(one_line(str(error)), 500)})
    except Refused as error:
        return _failed(alert, str(error), max_attempts, is_final=True)
    except DeliveryFailed as error:
        return _failed(alert, str(error), max_attempts, retry_at=now + retry_delay(alert.attempts))
    except ValueError as error:
        # What cannot be built will not be built next night either.
        return _failed(alert, f"cannot be written as a message: {error}", max_attempts, is_final=True)
    done = {"state": "sent", "attempts": alert.attempts + 1, "last_error": None, "retry_at_utc": None}
    return alert.model_copy(update=done)


def _count(report: DeliveryReport, after: Alert) -> None:
    if after.state == "sent":
        report.sent_count += 1
        return
    if after.state == "parked":
        report.parked_count += 1
        report.parked.append(after)
    else:
        report.failed_count += 1
    report.failures.append((after.alert_id, after.last_error or ""))


def pending_first(alerts: Sequence[Alert]) -> list[Alert]:
    """Return `alerts` in the order to send: least tried first, then by run and id."""
    return sorted(alerts, key=lambda alert: (alert.attempts, alert.run_id, alert.alert_id))
