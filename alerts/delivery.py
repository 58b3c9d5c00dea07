"""Empties the outbox: each message once, its state marked at once, one bad recipient never the others' harm.

A kill between sending and marking costs at most one duplicate, and that has the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Final, Protocol

from alerts.message import build_message
from alerts.sender import Sender
from alerts.words import one_line, shortened
from warehouse.records import Alert

MAX_ATTEMPTS: Final = 8
"""After so many failed attempts an alert is parked, until someone sends it by hand."""


class DeliveryFailed(Exception):
    """This message was not taken; the next one may be."""


class TransportDown(DeliveryFailed):
    """No message can be taken at present; the rest need not be tried."""


class Transport(Protocol):
    """A way out. `open` and `close` stand around a delivery; `send` is called for each message."""

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
    """What became of a delivery's alerts. `failures` are (alert_id, reason)."""

    sent_count: int = 0
    failed_count: int = 0
    parked_count: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return the report in words, one line a matter."""
        out = [f"{self.sent_count} sent, {self.failed_count} to be tried again, {self.parked_count} parked"]
        reasons: dict[str, int] = {}
        for _, reason in self.failures:
            reasons[reason] = reasons.get(reason, 0) + 1
        return out + [f"{count} x {reason}" for reason, count in reasons.items()]


def check_transport(transport: Transport) -> None:
    """Raise UserError, with what to do, where `transport` could take no message at present."""
    transport.check()


def _failed(alert: Alert, reason: str, max_attempts: int) -> Alert:
    attempts = alert.attempts + 1
    return alert.model_copy(
        update={
            "attempts": attempts,
            "last_error": shortened(one_line(reason), 500),
            "state": "parked" if attempts >= max_attempts else "pending",
        }
    )


def deliver(
    alerts: Iterable[Alert],
    *,
    transport: Transport,
    sender: Sender,
    mark: Callable[[Alert], None],
    max_attempts: int = MAX_ATTEMPTS,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> DeliveryReport:
    """Send the pending ones among `alerts`, and call `mark` with each one's new state, at once.

    Once the transport is down the rest are marked with the same error untried. What `mark` raises ends the
    delivery; nothing else does.
    """
    owed = [alert for alert in alerts if alert.state == "pending"]
    report = DeliveryReport()
    if not owed:
        return report
    down: str | None = None
    try:
        transport.open()
    except TransportDown as error:
        down = str(error)
    try:
        for alert in owed:
            after, down = _deliver_one(alert, transport, sender, max_attempts, clock, down)
            _count(report, after)
            mark(after)
    finally:
        transport.close()
    return report


def _deliver_one(
    alert: Alert,
    transport: Transport,
    sender: Sender,
    max_attempts: int,
    clock: Callable[[], datetime],
    down: str | None,
) -> tuple[Alert, str | None]:
    """Return the alert as it stands after one attempt, and why the transport is down, if it is."""
    if down is not None:
        return _failed(alert, down, max_attempts), down
    try:
        transport.send(build_message(alert, sender=sender, sent_at=clock()), alert)
    except TransportDown as error:
        return _failed(alert, str(error), max_attempts), str(error)
    except DeliveryFailed as error:
        return _failed(alert, str(error), max_attempts), None
    except ValueError as error:
        # What cannot be built will not be built next night either.
        return _failed(alert, f"cannot be written as a mail: {error}", 1), None
    return (
        alert.model_copy(update={"state": "sent", "attempts": alert.attempts + 1, "last_error": None}),
        None,
    )


def _count(report: DeliveryReport, after: Alert) -> None:
    if after.state == "sent":
        report.sent_count += 1
        return
    if after.state == "parked":
        report.parked_count += 1
    else:
        report.failed_count += 1
    report.failures.append((after.alert_id, after.last_error or ""))


def pending_first(alerts: Sequence[Alert]) -> list[Alert]:
    """Return `alerts` in the order to send: least tried first, then by run and id."""
    return sorted(alerts, key=lambda alert: (alert.attempts, alert.run_id, alert.alert_id))
