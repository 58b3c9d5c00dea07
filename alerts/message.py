"""The message on the wire: an alert of the outbox with its headers, safe whatever the alert holds."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from alerts.sender import Sender, first_message_id
from alerts.subscriptions import checked_address
from alerts.words import one_line
from warehouse.records import Alert


def build_message(alert: Alert, *, sender: Sender, sent_at: datetime) -> EmailMessage:
    """Return the alert as a message: text and HTML, threaded under the first mail of its action.

    Raises ValueError where the recipient is no plain address.
    """
    recipient = checked_address(alert.recipient)
    message = EmailMessage(policy=SMTP)
    local, _, domain = sender.address.rpartition("@")
    message["From"] = Address(display_name=one_line(sender.name), username=local, domain=domain)
    message["To"] = recipient
    message["Subject"] = one_line(alert.subject)
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
    message["X-Policywatch-Action"] = one_line(alert.action_id)
    message["X-Policywatch-Run"] = one_line(alert.run_id)
    message.set_content(_sendable(alert.body_text))
    message.add_alternative(_sendable(alert.body_html), subtype="html")
    return message


def _sendable(text: str) -> str:
    # A lone surrogate cannot be encoded; an outbox row may have come from anywhere.
    return text.encode("utf-8", "replace").decode("utf-8")
