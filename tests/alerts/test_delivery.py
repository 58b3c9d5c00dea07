"""Delivery: each mail once, marked at once, whatever the server does."""

from __future__ import annotations

import asyncio
import smtplib
import socket
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from alerts.delivery import MAX_ATTEMPTS, check_transport, deliver, pending_first
from alerts.schedule import _retry
from alerts.transports import CallableTransport, FolderTransport, SmtpTransport
from warehouse.errors import UserError


class _Mailroom:
    """Keeps what it is given; refuses recipients that hold a word, drops or greylists as told."""

    def __init__(self) -> None:
        self.messages: list = []
        self.refuse: dict[str, str] = {}
        self.drop_after: int | None = None

    async def handle_RCPT(self, server, session, envelope, address, options):
        for word, answer in self.refuse.items():
            if word in address:
                return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.drop_after is not None and len(self.messages) >= self.drop_after:
            self.drop_after = None
            server.transport.abort()
            return "250 never heard"
        self.messages.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=default)))
        return "250 kept"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def mailroom():
    """A mail server on loopback."""
    room = _Mailroom()
    controller = Controller(room, hostname="127.0.0.1", port=_free_port())
    controller.start()
    yield room, SmtpTransport("127.0.0.1", controller.port, security="none", timeout_seconds=5)
    controller.stop()


def test_all_are_sent_and_marked_one_by_one(mailroom, sender, outbox):
    """Each message's mark follows its own sending, not the end of the batch."""
    room, transport = mailroom
    marks = []
    report = deliver(
        outbox(3),
        transport=transport,
        sender=sender,
        mark=lambda alert: marks.append((alert.state, alert.attempts, len(room.messages))),
    )
    assert (report.sent_count, report.failed_count, report.parked_count) == (3, 0, 0)
    assert marks == [("sent", 1, 1), ("sent", 1, 2), ("sent", 1, 3)]
    assert [to for to, _ in room.messages] == [[f"person{at}@newsroom.example"] for at in range(3)]
    assert room.messages[0][1]["Subject"].startswith("Rochester, NY: police department")


def test_sent_and_parked_are_left_alone(mailroom, sender, outbox):
    """Only what is pending is owed."""
    room, transport = mailroom
    states = ("sent", "parked")
    done = [each.model_copy(update={"state": state}) for each, state in zip(outbox(2), states, strict=True)]
    assert deliver(done, transport=transport, sender=sender, mark=pytest.fail).sent_count == 0
    assert room.messages == []


def test_one_rejected_recipient_never_harms_the_others(mailroom, sender, outbox):
    """The one refused for good is parked at once with the server's words; those after it arrive."""
    room, transport = mailroom
    room.refuse = {"person1": "550 5.1.1 no such mailbox"}
    states = {}
    report = deliver(
        outbox(3), transport=transport, sender=sender, mark=lambda a: states.update({a.recipient: a})
    )
    assert (report.sent_count, report.failed_count, report.parked_count) == (2, 0, 1)
    assert [each.recipient for each in report.parked] == ["person1@newsroom.example"]
    refused = states["person1@newsroom.example"]
    assert (refused.state, refused.attempts) == ("parked", 1)
    assert refused.last_error == "recipient refused: 550 5.1.1 no such mailbox"


def test_greylisted_is_sent_next_time(mailroom, sender, outbox):
    """A temporary refusal costs one attempt."""
    room, transport = mailroom
    room.refuse = {"person0": "450 4.7.1 come back later"}
    after = []
    deliver(outbox(1), transport=transport, sender=sender, mark=after.append)
    room.refuse = {}
    deliver(after[:], transport=transport, sender=sender, mark=after.append)
    assert [(each.state, each.attempts) for each in after] == [("pending", 1), ("sent", 2)]
    assert after[-1].last_error is None


def test_dropped_connection_costs_one_message_an_attempt(mailroom, sender, outbox):
    """The server hangs up in the middle of the second message; the third goes over a fresh connection."""
    room, transport = mailroom
    room.drop_after = 1
    states = []
    deliver(outbox(3), transport=transport, sender=sender, mark=lambda a: states.append(a.state))
    assert states == ["sent", "pending", "sent"]


def test_refusing_server_costs_no_attempt_and_is_named(sender, outbox):
    """Nothing listens: all stay pending, with the reason, after a single try of the network."""
    transport = SmtpTransport("127.0.0.1", _free_port(), security="none", timeout_seconds=2)
    after = []
    report = deliver(outbox(2), transport=transport, sender=sender, mark=after.append)
    assert report.failed_count == 2
    assert {(each.state, each.attempts) for each in after} == {("pending", 0)}
    assert after[0].last_error == f"SMTP server 127.0.0.1:{transport.port} refused the connection"
    assert report.lines()[1] == f"2 x {after[0].last_error}"
    with pytest.raises(UserError) as caught:
        check_transport(transport)
    assert str(caught.value) == (
        f"SMTP server 127.0.0.1:{transport.port} refused the connection; "
        "start it or set POLICYWATCH_SMTP_HOST or POLICYWATCH_MAIL_DIR"
    )


def test_parked_after_the_last_attempt(mailroom, sender, outbox):
    """A mail that keeps failing is set aside and reported."""
    room, transport = mailroom
    room.refuse = {"person0": "450 4.2.0 try later"}
    tired = [alert.model_copy(update={"attempts": MAX_ATTEMPTS - 1}) for alert in outbox(1)]
    after = []
    report = deliver(tired, transport=transport, sender=sender, mark=after.append)
    assert (after[0].state, report.parked_count) == ("parked", 1)


class _Outbox:
    """Keeps alerts as the lake does, and sends what is due at an hour."""

    def __init__(self, alerts: list, sender) -> None:
        self.alerts = {each.alert_id: each for each in alerts}
        self.sender = sender

    def send(self, transport, hour: float) -> None:
        now = datetime(2025, 4, 30, 8, tzinfo=UTC) + timedelta(hours=hour)
        deliver(
            pending_first(list(self.alerts.values())),
            transport=transport,
            sender=self.sender,
            mark=lambda each: self.alerts.update({each.alert_id: each}),
            clock=lambda: now,
            held=lambda each, at: _retry(each, at) > at,
        )

    @property
    def states(self) -> list[str]:
        return sorted(each.state for each in self.alerts.values())


class _Down:
    """A server that listens and turns everything away, each in its own way."""

    def __init__(self, manner: str, until: int) -> None:
        self.manner, self.until, self.hour = manner, until, 0
        self.messages: list[str] = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.hour < self.until and self.manner == "greylists":
            return "451 4.7.1 greylisted"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.hour < self.until:
            if self.manner == "is closing":
                return "421 4.3.2 shutting down"
            if self.manner == "is slow":
                await asyncio.sleep(0.1)
            server.transport.abort()
            return "250 never heard"
        self.messages.append(message_from_bytes(envelope.content, policy=default)["Message-ID"])
        return "250 kept"


@pytest.mark.parametrize("manner", ["greylists", "drops", "is slow", "is closing"])
def test_three_days_of_trouble_cost_no_mail_and_send_none_twice(manner: str, sender, outbox) -> None:
    """With a try every other hour, each mail arrives once within a day of the server's return."""
    room = _Down(manner, until=72)
    controller = Controller(room, hostname="127.0.0.1", port=_free_port())
    controller.start()
    owed = _Outbox(outbox(3), sender)
    patience = 0.05 if manner == "is slow" else 5
    transport = SmtpTransport("127.0.0.1", controller.port, security="none", timeout_seconds=patience)
    try:
        for room.hour in range(0, 72 + 26, 2):
            owed.send(transport, room.hour)
    finally:
        controller.stop()
    assert owed.states == ["sent"] * 3
    assert sorted(room.messages) == sorted(each.message_id for each in owed.alerts.values())


def test_a_server_that_is_away_for_weeks_costs_no_mail(mailroom, sender, outbox) -> None:
    """Where nothing listens no attempt is counted; all go out at once when something does."""
    room, transport = mailroom
    away = SmtpTransport("127.0.0.1", _free_port(), security="none", timeout_seconds=1)
    owed = _Outbox(outbox(3), sender)
    for hour in range(40):
        owed.send(away, hour)
    assert owed.states == ["pending"] * 3
    owed.send(transport, 40)
    owed.send(transport, 41)
    assert owed.states == ["sent"] * 3 and len(room.messages) == 3


def test_one_message_that_ends_every_connection_never_holds_up_the_others(sender, outbox) -> None:
    """It is tried after the rest the next time, and parked after its last attempt."""

    class _Choking(_Mailroom):
        async def handle_DATA(self, server, session, envelope):
            if "person0" in envelope.rcpt_tos[0]:
                return "421 4.3.0 cannot go on"
            return await super().handle_DATA(server, session, envelope)

    room = _Choking()
    controller = Controller(room, hostname="127.0.0.1", port=_free_port())
    controller.start()
    owed = _Outbox(outbox(3), sender)
    transport = SmtpTransport("127.0.0.1", controller.port, security="none", timeout_seconds=2)
    try:
        for hour in range(0, 24 * 6, 2):
            owed.send(transport, hour)
    finally:
        controller.stop()
    assert owed.states == ["parked", "sent", "sent"] and len(room.messages) == 2


def test_silent_server_is_not_waited_for_once_a_message(sender, outbox):
    """A server that accepts and says nothing is given up after one time-out."""
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        port = mute.getsockname()[1]
        transport = SmtpTransport("127.0.0.1", port, security="none", timeout_seconds=0.3)
        after = []
        deliver(outbox(5), transport=transport, sender=sender, mark=after.append)
    assert {each.last_error for each in after} == {
        f"SMTP server 127.0.0.1:{port} did not answer within 0.3 seconds"
    }


def test_server_without_starttls_is_named(mailroom):
    """Asked for encryption, a server that has none is refused, not trusted."""
    _, transport = mailroom
    plain = SmtpTransport("127.0.0.1", transport.port, security="starttls", timeout_seconds=5)
    with pytest.raises(UserError, match="does not offer what was asked"):
        check_transport(plain)


def test_wrong_password_is_told_without_it(sender):
    """The user and password are refused; neither stands in the message."""

    def refuse(server, session, envelope, mechanism, data):
        return AuthResult(success=False, handled=False)

    controller = Controller(
        _Mailroom(),
        hostname="127.0.0.1",
        port=_free_port(),
        authenticator=refuse,
        auth_required=True,
        auth_require_tls=False,
    )
    controller.start()
    try:
        transport = SmtpTransport(
            "127.0.0.1", controller.port, security="none", user="desk", password="hunter2", timeout_seconds=5
        )
        with pytest.raises(UserError, match="refused the user and password") as caught:
            check_transport(transport)
        assert "hunter2" not in str(caught.value) + repr(transport)
    finally:
        controller.stop()


def test_folder_holds_each_mail_once(tmp_path, sender, outbox):
    """A second delivery of the same alert, as after a kill before the mark, changes no file."""
    transport = FolderTransport(tmp_path / "mail")
    alerts = outbox(2)
    deliver(alerts, transport=transport, sender=sender, mark=lambda a: None)
    files = sorted((tmp_path / "mail").iterdir())
    assert [path.name for path in files] == sorted(f"2025-04-30-{each.alert_id}.eml" for each in alerts)
    before = [path.read_bytes() for path in files]
    report = deliver(alerts, transport=transport, sender=sender, mark=lambda a: None)
    assert report.sent_count == 2
    assert [path.read_bytes() for path in sorted((tmp_path / "mail").iterdir())] == before


def test_folder_that_cannot_be_made_is_named(tmp_path, sender, outbox):
    """A file stands where the folder should be: a clear fault, and the alerts stay pending."""
    (tmp_path / "mail").write_text("in the way")
    transport = FolderTransport(tmp_path / "mail")
    with pytest.raises(UserError, match=r"cannot be written .*POLICYWATCH_MAIL_DIR"):
        check_transport(transport)
    after = []
    deliver(outbox(1), transport=transport, sender=sender, mark=after.append)
    assert after[0].state == "pending"


def test_function_carries_messages(sender, outbox):
    """A function such as an Airflow connection's gets each message; a raise is that message's own."""
    given = []

    def hand_over(message):
        given.append(message["To"])
        if len(given) == 1:
            raise RuntimeError("mailbox on fire")

    states = []
    deliver(
        outbox(2),
        transport=CallableTransport(hand_over),
        sender=sender,
        mark=lambda a: states.append((a.state, a.last_error)),
    )
    assert states == [("pending", "mail connection: mailbox on fire"), ("sent", None)]


def test_alert_that_cannot_be_written_is_parked_and_the_rest_sent(mailroom, sender, outbox):
    """A recipient that is no address can never be sent to."""
    room, transport = mailroom
    alerts = outbox(2)
    alerts[0] = alerts[0].model_copy(update={"recipient": "nobody"})
    states = []
    deliver(alerts, transport=transport, sender=sender, mark=lambda a: states.append(a.state))
    assert states == ["parked", "sent"]
    assert len(room.messages) == 1


def test_a_mark_that_fails_ends_the_delivery(mailroom, sender, outbox):
    """Where the lake cannot remember, no further mail may leave."""
    room, transport = mailroom

    def mark(alert):
        raise OSError("lake is gone")

    with pytest.raises(OSError, match="lake is gone"):
        deliver(outbox(3), transport=transport, sender=sender, mark=mark)
    assert len(room.messages) == 1


def test_least_tried_first(outbox):
    """A mail that fails each night does not stand in the way of fresh ones."""
    first, second = outbox(2)
    assert pending_first([first.model_copy(update={"attempts": 3}), second])[0] == second


def test_refused_for_now_waits_before_it_is_tried_again(mailroom, sender, outbox):
    """A 4yz answer costs an attempt and a while; refused for good costs no second one."""
    room, transport = mailroom
    room.refuse = {"person0": "450 4.7.1 later", "person1": "552 5.2.2 mailbox full for good"}
    now = datetime(2025, 4, 30, 8, tzinfo=UTC)
    after = {}
    deliver(
        outbox(2),
        transport=transport,
        sender=sender,
        mark=lambda a: after.update({a.recipient[:7]: a}),
        clock=lambda: now,
    )
    assert (after["person0"].state, after["person0"].retry_at_utc) == ("pending", "2025-04-30T08:30:00+00:00")
    assert (after["person1"].state, after["person1"].retry_at_utc) == ("parked", None)


def test_a_refused_sender_is_our_own_fault_and_parks_nothing(sender, outbox):
    """A wrong POLICYWATCH_MAIL_FROM must not cost every subscriber their mail."""

    class _Strict(_Mailroom):
        async def handle_MAIL(self, server, session, envelope, address, options):
            return "550 5.7.1 sender not allowed"

    controller = Controller(_Strict(), hostname="127.0.0.1", port=_free_port())
    controller.start()
    try:
        transport = SmtpTransport("127.0.0.1", controller.port, security="none", timeout_seconds=5)
        after = []
        deliver(outbox(1), transport=transport, sender=sender, mark=after.append)
    finally:
        controller.stop()
    assert after[0].state == "pending" and "sender not allowed" in after[0].last_error


def test_the_ceiling_stops_and_tells(mailroom, sender, outbox):
    """What is over it stays as it is, not even counted as tried."""
    _, transport = mailroom
    marked = []
    report = deliver(outbox(5), transport=transport, sender=sender, mark=marked.append, most=2)
    assert (report.sent_count, report.over_ceiling_count, len(marked)) == (2, 3, 2)
    assert "3 stay owed" in " ".join(report.lines())


def test_what_is_held_is_left_alone(sender, outbox):
    """Quiet hours cost no attempt, and no connection where all are held."""
    silent = SmtpTransport("127.0.0.1", _free_port(), security="none", timeout_seconds=1)
    report = deliver(
        outbox(3), transport=silent, sender=sender, mark=pytest.fail, held=lambda alert, now: True
    )
    assert (report.held_count, report.sent_count, report.failed_count) == (3, 0, 0)


def test_one_way_that_is_down_never_harms_the_others(mailroom, sender, outbox):
    """The mail server is down, the folder is not."""
    _, transport = mailroom
    dead = SmtpTransport("127.0.0.1", _free_port(), security="none", timeout_seconds=1)
    alerts = outbox(4)
    alerts[1] = alerts[1].model_copy(update={"channel": "feed"})
    alerts[3] = alerts[3].model_copy(update={"channel": "slack"})
    states = []
    deliver(
        alerts,
        transport={"mail": dead, "feed": transport},
        sender=sender,
        mark=lambda a: states.append((a.channel, a.state)),
    )
    assert states == [("mail", "pending"), ("feed", "sent"), ("mail", "pending"), ("slack", "parked")]


def test_a_function_that_says_refused_for_good_is_believed(sender, outbox):
    """An Airflow connection's server answers 550: parked at once."""

    def hand_over(message):
        raise smtplib.SMTPRecipientsRefused({"person0@newsroom.example": (550, b"no such mailbox")})

    after = []
    deliver(outbox(1), transport=CallableTransport(hand_over), sender=sender, mark=after.append)
    assert after[0].state == "parked" and "550 no such mailbox" in after[0].last_error
