"""The upkeep of this installation's lake, as the weekly DAG and `policywatch upkeep` do it."""

from __future__ import annotations

import logging

from policywatch.places import has_lake, lake_of
from policywatch.settings import load_settings
from warehouse.errors import UserError
from warehouse.maintenance import KEEP_DAYS, keep_up


def keep_lake(*, keep_days: int = KEEP_DAYS) -> str:
    """Bring the lake into order; return in one line what that came to. Raises UserError without a lake."""
    settings = load_settings()
    if not has_lake(settings):
        raise UserError(f"{settings.home}: holds no lake yet; run: policywatch nightly")
    with lake_of(settings) as lake:
        done = keep_up(lake, keep_days=keep_days).told()
    logging.getLogger(__name__).info("%s", done)
    return done
