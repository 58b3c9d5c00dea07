"""Webhooks on loopback: signed, once, bounded, and never into a private network unasked."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from alerts.delivery import deliver
from alerts.subscriptions import Subscriber
from alerts.webhooks import HttpTransport, is_public, slack_payload_of

SECRET = "correct-horse-battery"


class _Receiver(HTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.status, self.headers, self.pause = 200, {}, 0.0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def authority(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: _Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append((self.path, dict(self.headers), body))
        try:
            for letter in "HTTP/1.0 200 quite all right" if self.server.pause else "":
                time.sleep(self.server.pause)
                self.wfile.write(letter.encode())
        except OSError:
            return
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *words) -> None:
        """Say nothing."""


@pytest.fixture
def receiver():
    """A server on loopback that keeps what it is posted."""
    server = _Receiver()
    yield server
    server.shutdown()
    server.server_close()


def _transport(receiver, kind="webhook", url=None, environment=None, allowed=None, **more):
    url = url or f"http://{receiver.authority}/hook?desk=1"
    way = {"url": url, "secret_env": "DESK_SECRET"} if kind == "webhook" else {"url_env": "DESK_SLACK"}
    subscriber = Subscriber.model_validate({"id": "desk", kind: way})
    values = {"DESK_SECRET": SECRET, "DESK_SLACK": url} if environment is None else environment
    return HttpTransport(
        {"desk": subscriber},
        environment=values,
        items_of=lambda alert: [],
        allowed=[receiver.authority] if allowed is None else allowed,
        **more,
    )


def _alert(case, kind="webhook"):
    way = {"url": "https://x.example/", "secret_env": "DESK_SECRET"}
    if kind == "slack":
        way = {"url_env": "DESK_SLACK"}
    (alert,) = case.with_(subscribers=({"id": "desk", kind: way},)).alerts()
    return alert


def _send(alert, transport, sender):
    after = []
    deliver([alert], transport=transport, sender=sender, mark=after.append)
    return after[0]


def test_the_message_is_signed_and_the_same_at_each_attempt(case, sender, receiver):
    """The receiver can check who sent it, when, and whether it has it already."""
    alert = _alert(case)
    assert (alert.channel, alert.recipient) == ("webhook", "webhook:x.example")
    for _ in range(2):
        assert _send(alert, _transport(receiver), sender).state == "sent"
    path, headers, body = receiver.requests[0]
    signed = hmac.new(
        SECRET.encode(), headers["X-Policywatch-Timestamp"].encode() + b"." + body, hashlib.sha256
    )
    assert headers["X-Policywatch-Signature"] == f"v1={signed.hexdigest()}"
    assert abs(int(headers["X-Policywatch-Timestamp"]) - time.time()) < 60
    assert headers["Idempotency-Key"] == alert.alert_id == receiver.requests[1][1]["Idempotency-Key"]
    assert path == "/hook?desk=1" and body == receiver.requests[1][2]
    told = json.loads(body)
    assert told["action"]["direction"] == "limits" and told["action"]["place"] == "Rochester, NY"
    assert "candidate_ids" not in told["action"] and "unsubscribe" not in told["text"]


@pytest.mark.parametrize(
    ("status", "state"),
    [(204, "sent"), (500, "pending"), (503, "pending"), (429, "pending"), (404, "parked"), (410, "parked"),
     (302, "parked")],
)  # fmt: skip
def test_answers_tell_what_is_tried_again(case, sender, receiver, status, state):
    """A broken receiver is tried again, later; one that wants none is left alone; nothing is redirected."""
    receiver.status = status
    receiver.headers = {"Location": f"http://{receiver.authority}/elsewhere"}
    after = _send(_alert(case), _transport(receiver), sender)
    assert after.state == state
    assert (after.retry_at_utc is not None) == (state == "pending")
    assert len(receiver.requests) == 1


def test_private_addresses_and_plain_http_are_refused_unless_allowed(case, sender, receiver):
    """A subscription is no way to reach what only we can reach."""
    refused = _send(_alert(case), _transport(receiver, allowed=[]), sender)
    assert refused.state == "parked" and "not https" in refused.last_error
    for host in ("127.0.0.1", "localhost", "[::1]", "0.0.0.0", "169.254.169.254", "[::ffff:10.0.0.1]"):
        url = f"https://{host}:{receiver.server_port}/"
        after = _send(_alert(case), _transport(receiver, url=url, allowed=[]), sender)
        assert after.state == "parked" and "private network" in after.last_error, host
    assert receiver.requests == []


@pytest.mark.parametrize(
    ("address", "is_open"),
    [("93.184.216.34", True), ("2606:4700::1111", True), ("10.0.0.1", False), ("100.64.0.1", False),
     ("192.168.1.1", False), ("224.0.0.1", False), ("fe80::1%eth0", False), ("fc00::1", False),
     ("::ffff:127.0.0.1", False), ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False), ("::", False)],
)  # fmt: skip
def test_public_addresses_are_told_from_the_rest(address, is_open):
    """Also where an IPv6 address wraps an IPv4 one."""
    assert is_public(address) == is_open


def test_a_name_is_checked_once_and_that_address_is_used(case, sender, receiver, monkeypatch):
    """A name that answers with a public and then a private address reaches neither network by surprise."""
    asked = []

    def answers(host, port, **more):
        asked.append(host)
        address = "93.184.216.34" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    reached = []
    monkeypatch.setattr(socket, "getaddrinfo", answers)

    def connect(where, timeout):
        reached.append(where)
        raise OSError

    monkeypatch.setattr(socket, "create_connection", connect)
    after = _send(_alert(case), _transport(receiver, url="https://hook.example/", allowed=[]), sender)
    assert after.state == "pending" and reached == [("93.184.216.34", 443)] and asked == ["hook.example"]


def test_a_missing_secret_is_named_and_the_message_stays_owed(case, sender, receiver):
    """Nothing is sent unsigned, and nothing is lost."""
    after = _send(_alert(case), _transport(receiver, environment={}), sender)
    assert after.state == "pending" and "DESK_SECRET is not set" in after.last_error
    assert receiver.requests == []


def test_no_secret_stands_in_rows_or_errors(case, sender, receiver):
    """Neither the webhook's secret nor an address that is one."""
    receiver.status = 404
    url = f"http://{receiver.authority}/services/T0/B0/hunter2"
    transport = _transport(receiver, kind="slack", url=url)
    after = _send(_alert(case, "slack"), transport, sender)
    assert after.state == "parked" and after.recipient == "slack:$DESK_SLACK"
    for shown in (after.model_dump_json(), repr(transport), repr(_transport(receiver))):
        assert "hunter2" not in shown and SECRET not in shown


def test_a_receiver_that_drips_is_left_on_time(case, sender, receiver):
    """A byte now and then holds nobody up."""
    receiver.pause = 0.2
    begun = time.monotonic()
    after = _send(_alert(case), _transport(receiver, timeout_seconds=0.5), sender)
    assert time.monotonic() - begun < 4 and after.state == "pending"


def test_slack_gets_text_and_blocks_with_everything_escaped(case, sender, receiver):
    """A quote can neither ping a channel nor make a link."""
    hostile = "The council <!channel> voted & <https://evil.example|approved> it *at once*."
    evidence = case.candidates[0].evidence[0].model_copy(update={"quote": hostile})
    (alert,) = (
        case.with_candidate(evidence=(evidence,))
        .with_(subscribers=({"id": "desk", "slack": {"url_env": "DESK_SLACK"}},))
        .alerts()
    )
    assert _send(alert, _transport(receiver, kind="slack"), sender).state == "sent"
    told = json.loads(receiver.requests[0][2])
    assert told["text"].startswith("Rochester, NY: police department")
    words = json.dumps(told["blocks"])
    assert "&lt;!channel&gt;" in words and "<!channel>" not in words and "<https://evil" not in words
    assert "<https://courier.example/2025/04/29/officers-reprimanded/|Genesee Valley Sample Courier>" in words
    assert "X-Policywatch-Signature" not in receiver.requests[0][1]


def test_slack_keeps_to_its_limits(case):
    """A digest of many lines has at most fifty blocks, each within 3,000 characters."""
    (line,) = case.alerts()
    text = "x\nWHAT WAS CHECKED\n" + "<all> read\n" * 2000
    digest = line.model_copy(update={"kind": "digest", "body_text": text})
    told = slack_payload_of(digest, [line] * 90)
    assert len(told["blocks"]) <= 50
    assert all(len(each["text"]["text"]) <= 3000 for each in told["blocks"] if "text" in each)
    assert "and 70 more" in json.dumps(told)
