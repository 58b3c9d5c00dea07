"""Messages posted over HTTP: JSON signed with a secret, or text and blocks of Slack's form.

The address is somebody's to choose, so what is reached is checked: only public addresses over https, unless
the installation allows a host by name; no redirects; bounded time and answers. The secret and an address that
is itself a secret come from the environment alone, and stand in no message, log or error.

The signature is made as Stripe makes it: HMAC-SHA256 over "TIMESTAMP.BODY", so that an old message cannot be
played again later. The Idempotency-Key is the same at each attempt.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any, Final
from urllib.parse import urlsplit

from alerts.channels import checked_url
from alerts.delivery import DeliveryFailed, Refused
from alerts.story import safe_href
from alerts.subscriptions import Subscriber
from alerts.words import direction_words, one_line, shortened, spoken_date, stage_words
from warehouse.records import Alert

TIMEOUT_SECONDS: Final = 10.0
MAX_BODY_BYTES: Final = 256 * 1024
# Slack cuts or refuses what is longer: 3,000 characters a section, 150 a header, 50 blocks.
_SECTION_LIMIT: Final = 2900
_HEADER_LIMIT: Final = 150
_MOST_LINES: Final = 20
# Answers after which the same message may be taken later.
_LATER: Final = (408, 425, 429)


def signature_of(secret: str, timestamp: str, body: bytes) -> str:
    """Return the value of the signature header: "v1=" and the HMAC-SHA256 of "TIMESTAMP.BODY" in hex."""
    signed = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"v1={signed.hexdigest()}"


def payload_of(alert: Alert, items: Collection[Alert]) -> dict[str, Any]:
    """Return the JSON message of an alert; `items` are the lines that a digest carries."""
    found: dict[str, Any] = {
        "id": alert.alert_id,
        "kind": alert.kind,
        "subscriber_id": alert.subscriber_id,
        "night": alert.run_id,
        "subject": alert.subject,
        "text": alert.body_text.partition("\n--\n")[0],
    }
    if alert.kind == "digest":
        found["due_on"] = alert.due_on
        found["items"] = [_item(each) for each in items]
    else:
        found |= _item(alert)
    return found


def _item(alert: Alert) -> dict[str, Any]:
    told = {name: value for name, value in alert.told.items() if name != "candidate_ids"}
    return {"action_id": alert.action_id, "kind": alert.kind, "action": told}


def _escaped(text: str | None) -> str:
    # Slack's own rule: these three, and nothing else; it ends links, mentions and <!channel> alike.
    return one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def slack_payload_of(alert: Alert, items: Collection[Alert]) -> dict[str, Any]:
    """Return `text` and `blocks` for a Slack-style webhook, everything from outside escaped."""
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": _plain(shortened(one_line(alert.subject), _HEADER_LIMIT))}
    ]
    if alert.kind == "digest":
        told = list(items)
        blocks += [_section(_told_words(each)) for each in told[:_MOST_LINES]]
        if len(told) > _MOST_LINES:
            blocks.append(_section(f"and {len(told) - _MOST_LINES} more"))
        _, mark, checked = alert.body_text.partition("WHAT WAS CHECKED")
        if mark:
            checked = checked.partition("\n--\n")[0].strip()[:_SECTION_LIMIT]
            blocks.append(_section(f"*What was checked*\n{_escaped_lines(checked)}"))
    else:
        blocks.append(_section(_told_words(alert)))
    note = "A program read this. Check the source before you publish."
    blocks.append({"type": "context", "elements": [_plain(note)]})
    return {"text": _escaped(alert.subject), "blocks": blocks}


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text[:3000], "verbatim": True}}


def _escaped_lines(text: str) -> str:
    return "\n".join(_escaped(line) for line in text.splitlines())


def _told_words(alert: Alert) -> str:
    told = alert.told
    lead = ": ".join(each for each in (_escaped(told.get("place")), _escaped(told.get("deed"))) if each)
    when = spoken_date(told.get("date")) or "date not given"
    stage = stage_words(told.get("action_type"))
    direction = direction_words(told.get("direction"))
    about = told.get("change") or "; ".join(each for each in (when, stage, direction) if each)
    lines = [f"*{lead.replace('*', '∗') or _escaped(alert.subject)}*", _escaped(about)]
    if told.get("quote"):
        lines.append(f"> {_escaped(told['quote'])}")
    href = safe_href(told.get("url") or "")
    source = _escaped(told.get("source")) or "the source"
    if href and "|" not in href:
        lines.append(f"<{href.replace('&', '&amp;')}|{source.replace('|', '/')}>")
    return "\n".join(lines)[:_SECTION_LIMIT]


@dataclass
class HttpTransport:
    """Posts each message to its subscriber's webhook.

    `subscribers` by id; `environment` holds the secrets; `items_of` gives the lines that a digest carries.
    `allowed` names host:port pairs that may be private and plain http.
    """

    subscribers: Mapping[str, Subscriber]
    environment: Mapping[str, str] = field(repr=False)
    items_of: Callable[[Alert], Collection[Alert]]
    allowed: Collection[str] = ()
    timeout_seconds: float = TIMEOUT_SECONDS
    context: ssl.SSLContext | None = field(default=None, repr=False)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def check(self) -> None:
        """Nothing can be known before a message is posted."""

    def open(self) -> None:
        """Each message has a connection of its own."""

    def close(self) -> None:
        """Nothing is held open."""

    def send(self, message: EmailMessage, alert: Alert) -> None:
        """Post one message. Raises Refused where trying again would not help, else DeliveryFailed."""
        subscriber = self.subscribers.get(alert.subscriber_id)
        posted = (subscriber.webhook or subscriber.slack) if subscriber else None
        if subscriber is None or posted is None:
            raise Refused(f"{alert.subscriber_id} has no webhook any more")
        url = posted.url or self._secret(posted.url_env or "")
        try:
            checked_url(url)
        except ValueError as error:
            raise DeliveryFailed(f"{posted.url_env}: {error}") from error
        items = self.items_of(alert)
        # A digest mail of any size is one message, but a receiver may not be sent megabytes.
        payload = payload_of(alert, items) if subscriber.webhook else slack_payload_of(alert, items)
        body = json.dumps(payload, ensure_ascii=True, sort_keys=True).encode("ascii")
        if len(body) > MAX_BODY_BYTES:
            raise Refused(f"the message has {len(body):,} bytes, {MAX_BODY_BYTES:,} are the most")
        headers = {"Content-Type": "application/json", "User-Agent": "policywatch"}
        if subscriber.webhook is not None:
            timestamp = str(int(self.clock().timestamp()))
            secret = self._secret(subscriber.webhook.secret_env)
            headers |= {
                "Idempotency-Key": alert.alert_id,
                "X-Policywatch-Timestamp": timestamp,
                "X-Policywatch-Signature": signature_of(secret, timestamp, body),
            }
        status = self._post(url, body, headers, shown=posted.shown)
        if 200 <= status < 300:
            return
        if 300 <= status < 400:
            raise Refused(f"{posted.shown} answered {status}: redirects are not followed")
        refusal = DeliveryFailed if status >= 500 or status in _LATER else Refused
        raise refusal(f"{posted.shown} answered {status}")

    def _secret(self, name: str) -> str:
        value = self.environment.get(name, "")
        if not value:
            # Not refused for good: whoever sets the variable gets what is owed.
            raise DeliveryFailed(f"the environment variable {name} is not set; set it where policywatch runs")
        return value

    def _post(self, url: str, body: bytes, headers: Mapping[str, str], *, shown: str) -> int:
        parts = urlsplit(url)
        host, is_tls = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if is_tls else 80)
        is_allowed = f"{host}:{port}" in self.allowed
        if not is_tls and not is_allowed:
            raise Refused(f"{shown} is not https; POLICYWATCH_ALLOW_PRIVATE may name its host:port")
        address = self._public_address(host, port, is_allowed=is_allowed, shown=shown)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection = _Pinned(host, port, address, self.timeout_seconds, self._tls() if is_tls else None)
        # A receiver that sends a byte a second never lets a read time out: the socket is shut on time.
        watchdog = threading.Timer(self.timeout_seconds * 2, connection.shut)
        watchdog.start()
        try:
            connection.request("POST", path, body=body, headers=dict(headers))
            # What else it says is not read.
            return connection.getresponse().status
        except (OSError, http.client.HTTPException, ValueError) as error:
            # The words of an error may repeat the address, which may be a secret.
            raise DeliveryFailed(f"{shown}: no answer ({type(error).__name__})") from error
        finally:
            watchdog.cancel()
            connection.close()

    def _tls(self) -> ssl.SSLContext:
        return self.context or ssl.create_default_context()

    def _public_address(self, host: str, port: int, *, is_allowed: bool, shown: str) -> str:
        """Return the address to connect to: what was checked is what is reached, whatever DNS says next."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise DeliveryFailed(f"{shown} was not found by its name") from error
        addresses = [str(each[4][0]) for each in found]
        if not addresses:
            raise DeliveryFailed(f"{shown} was not found by its name")
        if not is_allowed and not all(is_public(each) for each in addresses):
            raise Refused(
                f"{shown} is on a private network; POLICYWATCH_ALLOW_PRIVATE may name its host:port"
            )
        return addresses[0]


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the open internet, also where IPv6 wraps an IPv4 one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        # 64:ff9b::/96 is translated to the IPv4 address in its last four bytes (RFC 6052).
        translated = ip in ipaddress.ip_network("64:ff9b::/96")
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if translated:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


class _Pinned(http.client.HTTPConnection):
    """A connection to one checked address, under the host's own name."""

    def __init__(
        self, host: str, port: int, address: str, timeout: float, context: ssl.SSLContext | None
    ) -> None:
        super().__init__(host, port, timeout=timeout)
        self._address = address
        self._context = context
        self._socket: socket.socket | None = None
        self.default_port = 443 if context else 80

    def connect(self) -> None:
        self._socket = socket.create_connection((self._address, self.port), self.timeout)
        if self._context is not None:
            self._socket = self._context.wrap_socket(self._socket, server_hostname=self.host)
        self.sock = self._socket

    def shut(self) -> None:
        """End the connection from another thread; what waits on it fails at once."""
        # HTTPConnection lets go of its own socket while an answer of HTTP/1.0 is still read from it.
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
