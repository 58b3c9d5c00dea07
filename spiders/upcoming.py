"""The guard against mass cancellation: what a listing says of the meetings that it listed before.

One meeting is cancelled at a time, or a few in a holiday week. A page that calls all of them cancelled, or
has lost most of them, was likelier cut short, filtered or redesigned, and is not believed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Literal

from spiders.page import Draft

LEAST_MEETINGS = 4
"""Of fewer meetings ahead nothing can be told."""
MOST_SHARE = 0.6
MAX_KEPT = 500


def is_upcoming(draft: Draft, night: date) -> bool:
    """Tell whether this is a meeting after the night, or its agenda."""
    if draft.kind not in ("meeting", "agenda") or draft.starts_at is None:
        return False
    try:
        return date.fromisoformat(draft.starts_at[:10]) > night
    except ValueError:
        return False


def suspicion(
    known: Collection[str], listed: Mapping[str, str | None], *, is_whole: bool
) -> tuple[Literal["cancelled", "lost"], str] | None:
    """Return why a listing is not believed, and in what; None where it may be.

    `known` are the documents of meetings ahead that it listed on its last good night and did not call
    cancelled; `listed` gives by document what it says of them tonight. `is_whole`: all of it was read. A page
    that marks a title may give its meeting another id, so what is gone and what is cancelled are counted
    apart.
    """
    before = set(known)
    if len(before) < LEAST_MEETINGS:
        return None
    standing = {each for each in before if each in listed and listed[each] != "cancelled"}
    gone = len(before) - len(standing)
    if gone < LEAST_MEETINGS or gone <= MOST_SHARE * len(before):
        return None
    cancelled = sum(status == "cancelled" for status in listed.values())
    if cancelled >= LEAST_MEETINGS:
        return "cancelled", (
            f"it calls {cancelled} of {len(listed)} meetings ahead cancelled at once, which is not believed; "
            "if it is so, set options: {trust_cancellations: true} for a night"
        )
    if not is_whole:
        return None
    return "lost", (
        f"it lists {len(standing)} of the {len(before)} meetings ahead that it listed before; "
        "the list may be cut or filtered, and none of them is taken for cancelled"
    )
