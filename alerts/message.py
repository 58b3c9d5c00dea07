"""The message on the wire: an alert of the outbox with its headers, safe whatever the alert holds."""

from __future__ import annotations

import textwrap
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any

from alerts.sender import Sender, first_message_id
from alerts.subscriptions import checked_address
from alerts.words import one_line
from warehouse.records import Alert


class _Policy(EmailPolicy):
    """SMTP's, but subjects with letters beyond ASCII are folded by the older encoder.

    The one of EmailPolicy drops or doubles the spaces between words where only some need encoding
    (seen with Python 3.11).
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() == "subject" and not str(value).isascii():
            encoded = Header(str(value), "utf-8", header_name=name).encode(linesep="\r\n")
            return f"{name}: {encoded}\r\n".encode("ascii")
        if name.lower() == "subject":
            # EmailPolicy would begin a long one on the next line, which some programs show as a space.
            lines = textwrap.wrap(str(value), 68, break_long_words=False, break_on_hyphens=False) or [""]
            return (f"{name}: " + "\r\n ".join(lines) + "\r\n").encode("ascii")
        folded: bytes = super().fold_binary(name, value)
        return folded

    def fold(self, name: str, value: Any) -> str:
        return self.fold_binary(name, value).decode("ascii", "surrogateescape")


POLICY = _Policy(linesep="\r\n", max_line_length=78)


def build_message(alert: Alert, *, sender: Sender, sent_at: datetime) -> EmailMessage:
    """Return the alert as a message: text and HTML, threaded under the first mail of its action.

    Raises ValueError where the recipient is no plain address.
    """
    recipient = checked_address(alert.recipient) if alert.channel == "mail" else ""
    message = EmailMessage(policy=POLICY)
    local, _, domain = sender.address.rpartition("@")
    message["From"] = Address(display_name=_header_words(sender.name), username=local, domain=domain)
    if recipient:
        message["To"] = recipient
    message["Subject"] = _header_words(alert.subject)
    message["Date"] = format_datetime(sent_at)
    message["Message-ID"] = one_line(alert.message_id)
    first = first_message_id(one_line(alert.message_id))
    if first is not None:
        message["In-Reply-To"] = first
        message["References"] = first
    if sender.contact and sender.contact != sender.address:
        message["Reply-To"] = sender.contact
    message["List-Id"] = f"policywatch alerts <alerts.{sender.domain}>"
    message["List-Unsubscribe"] = f"<{sender.unsubscribe_link(alert.subscriber_id)}>"
    message["Auto-Submitted"] = "auto-generated"
    if alert.action_id:
        message["X-Policywatch-Action"] = one_line(alert.action_id)
    message["X-Policywatch-Run"] = one_line(alert.run_id)
    message.set_content(_sendable(alert.body_text))
    message.add_alternative(_sendable(alert.body_html), subtype="html")
    # "=_" stands in no quoted-printable or base64 line, so no quote can end a part early.
    message.set_boundary(f"=_{alert.alert_id[:40]}")
    return message


def _header_words(text: str) -> str:
    # "=?" begins an encoded word (RFC 2047), which a reader's program would decode into other words.
    return one_line(text).replace("=?", "= ?")


def _sendable(text: str) -> str:
    # A lone surrogate cannot be encoded; an outbox row may have come from anywhere.
    return text.encode("utf-8", "replace").decode("utf-8")
