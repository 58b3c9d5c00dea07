"""Who the mails are from, and how their ids and the ways to stop are made from that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import quote

from alerts.subscriptions import checked_address
from alerts.words import one_line
from warehouse.errors import UserError
from warehouse.records import ActionType, make_id


@dataclass(frozen=True)
class Sender:
    """The sending installation. `contact` is the mailbox that reads replies and requests to stop."""

    address: str
    name: str = "policywatch"
    contact: str = ""

    @property
    def domain(self) -> str:
        """The right side of every Message-ID."""
        host = self.address.rpartition("@")[2].lower()
        return host if host.startswith("policywatch") else f"policywatch.{host}"

    @property
    def mailbox(self) -> str:
        """The address that a reply goes to."""
        return self.contact or self.address

    def unsubscribe_link(self, subscriber_id: str) -> str:
        """Return the mailto: link that asks to stop."""
        return f"mailto:{self.mailbox}?subject={quote(f'unsubscribe {subscriber_id}', safe='')}"


def sender_of(mail_from: str, *, contact: str | None = None) -> Sender:
    """Return the sender that a setting such as "policywatch <alerts@example.org>" names.

    `contact` counts where it is a mail address; a page or other words are passed over. Raises UserError
    where the setting holds no address.
    """
    if any(ord(letter) < 32 for letter in mail_from):
        raise UserError(
            "POLICYWATCH_MAIL_FROM holds a line break; write one line: policywatch <alerts@example.org>"
        )
    name, address = parseaddr(mail_from)
    try:
        checked = checked_address(address)
    except ValueError as error:
        raise UserError(
            f"POLICYWATCH_MAIL_FROM is {mail_from[:80]!r}; write it as policywatch <alerts@example.org>"
        ) from error
    mailbox = ""
    if contact:
        try:
            mailbox = checked_address(contact.removeprefix("mailto:"))
        except ValueError:
            mailbox = ""
    return Sender(address=checked, name=one_line(name) or "policywatch", contact=mailbox)


def alert_id_of(subscriber_id: str, action_id: str, action_type: ActionType) -> str:
    """Return the id of the one message owed to a subscriber about one stage of one action."""
    return make_id("alert", subscriber_id, action_id, action_type)


def digest_id_of(subscriber_id: str, due_on: str, item_ids: Iterable[str]) -> str:
    """Return the id of a digest: of whom it is for, for which day, and what it carries."""
    return make_id("digest", subscriber_id, due_on, *sorted(item_ids))


def correction_id_of(corrected_alert_id: str) -> str:
    """Return the id of the one message that corrects another."""
    return make_id("correction", corrected_alert_id)


def message_id_of(alert_id: str, *, first_alert_id: str, domain: str) -> str:
    """Return a Message-ID that names its thread: ALERT@… for the first mail, ALERT.FIRST@… for later ones."""
    local = alert_id if alert_id == first_alert_id else f"{alert_id}.{first_alert_id}"
    return f"<{local}@{domain}>"


def first_message_id(message_id: str) -> str | None:
    """Return the Message-ID of the thread's first mail, None for the first mail itself."""
    local, _, domain = message_id.strip("<>").partition("@")
    _, dot, first = local.partition(".")
    return f"<{first}@{domain}>" if dot else None
