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
    cancelled; `listed` gives by document what it says of them tonight. `is_whole`: all of it was read.
    """
    before = set(known)
    if len(before) < LEAST_MEETINGS:
        return None
    cancelled = {each for each in before if listed.get(each) == "cancelled"}
    if len(cancelled) >= LEAST_MEETINGS and len(cancelled) > MOST_SHARE * len(before):
        return "cancelled", (
            f"it calls {len(cancelled)} of {len(before)} meetings ahead cancelled at once, which is not "
            "believed; if it is so, set options: {trust_cancellations: true} for a night"
        )
    lost = before - set(listed)
    if is_whole and len(lost) >= LEAST_MEETINGS and len(lost) > MOST_SHARE * len(before):
        return "lost", (
            f"it lists {len(before) - len(lost)} of the {len(before)} meetings ahead that it listed before; "
            "the list may be cut or filtered, and none of them is taken for cancelled"
        )
    return None
