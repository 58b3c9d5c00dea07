"""Alerts about to be owed. Facts: `action_ids` that exist, may be missing."""

from __future__ import annotations

from collections import Counter
from typing import Any, get_args

import pandas as pd

from expectations.suites.checks import fault_column, faultless, filled, matches, one_of, unique
from warehouse.records import ActionType, AlertChannel, AlertKind, AlertState

MAX_PER_SUBSCRIBER = 100
# One mail address, or a channel with what names it: no address of a webhook, which may be a secret.
RECIPIENT = r"^(?:[^\s@<>]+@[^\s@<>]+|(?:webhook|slack|feed):[^\s/@<>]+)\Z"
# One line, so that no field can begin another header.
ONE_LINE = r"^[^\r\n\x00]*\Z"
MESSAGE_ID = r"^<[^<>@\s]+@[^<>@\s]+>\Z"


def prepare(frame: pd.DataFrame, facts: dict[str, Any]) -> pd.DataFrame:
    """Return the frame with `news` (what may be told only once), `action_fault` and `crowd_fault`."""
    action_ids = facts.get("action_ids")
    frame = fault_column(frame, "news", _news)
    own = frame[~frame["is_bundled"].astype(bool)] if "is_bundled" in frame else frame
    per_subscriber = Counter(own["subscriber_id"])

    def action_fault(row: dict[str, Any]) -> str | None:
        if action_ids is None or row["action_id"] in action_ids or row.get("kind", "stage") != "stage":
            return None
        return f"the action {str(row['action_id'])[:40]!r} is not known"

    def crowd_fault(row: dict[str, Any]) -> str | None:
        count = per_subscriber[row["subscriber_id"]]
        return f"{row['subscriber_id']} is owed {count} at once" if count > MAX_PER_SUBSCRIBER else None

    return fault_column(fault_column(frame, "action_fault", action_fault), "crowd_fault", crowd_fault)


def _news(row: dict[str, Any]) -> str:
    if row.get("kind", "stage") != "stage":
        return str(row["alert_id"])
    return f"{row['subscriber_id']} {row['action_id']} {row['action_type']}"


def expectations(facts: dict[str, Any]) -> list[Any]:
    """Return the checks of a night's alerts."""
    return [
        filled("alert_id"),
        unique("alert_id"),
        unique("news"),
        one_of("action_type", get_args(ActionType)),
        one_of("state", get_args(AlertState)),
        one_of("kind", get_args(AlertKind)),
        one_of("channel", get_args(AlertChannel)),
        matches("recipient", RECIPIENT, "recipient is one address, or names a channel"),
        matches("message_id", MESSAGE_ID, "message_id is one id in angle brackets"),
        matches("subject", ONE_LINE, "subject is one line"),
        filled("subject"),
        filled("body_text"),
        faultless("action_fault", "the action it tells of is known"),
        faultless("crowd_fault", f"at most {MAX_PER_SUBSCRIBER} alerts a subscriber", severity="warning"),
    ]
