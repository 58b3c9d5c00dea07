"""When a page that is known already is asked for again.

An old article hardly ever changes, and a listing names the same ones for months. A known page is asked for
each night while it is young or its meeting lies ahead, then ever less often, the longer it has stood as it
stands; a change makes it young again. Where a server answers with the whole page whether it changed or not,
the page is left alone for as long as it has stood; where a 304 says so, for a third of that. What is in force
(a directive, a bill) is never left for more than a week, a story never for more than four.
"""

from __future__ import annotations

from datetime import date, timedelta

from spiders.page import Draft
from spiders.spec import Validator

SHARE_WITH_VALIDATORS = 3
"""A page that can answer 304 is left alone for this part of the time that it has stood."""
MOST_DAYS, MOST_DAYS_IN_FORCE = 28, 7
AFTER_MEETING_DAYS = 14
"""Agendas are amended until their meeting; minutes and results follow it."""
_IN_FORCE = frozenset({"directive", "agreement", "legislation", "page", "notice"})


def is_due(draft: Draft, known: Validator, night: date) -> bool:
    """Tell whether the page behind `draft`, of which `known` has a body, is to be asked for tonight. Pure."""
    if known.sha256 is None or known.asked_on is None:
        return True
    meets = _day(draft.starts_at)
    if meets is not None and meets >= night - timedelta(days=AFTER_MEETING_DAYS):
        return True
    days = [_day(draft.published_at) or meets or known.first_on or known.asked_on, known.changed_on]
    quiet = (night - max(day for day in days if day is not None)).days
    most = MOST_DAYS_IN_FORCE if draft.kind in _IN_FORCE else MOST_DAYS
    if known.etag or known.last_modified:
        quiet //= SHARE_WITH_VALIDATORS
    return (night - known.asked_on).days >= min(max(1, quiet), most)


def _day(moment: str | None) -> date | None:
    try:
        return date.fromisoformat(moment[:10]) if moment else None
    except ValueError:
        return None
