"""What a night is asked to do, checked before anything is written; light, so that a fault is told at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from policywatch.settings import Settings
from warehouse.errors import UserError
from warehouse.records import Source


def require_contact(settings: Settings) -> None:
    """Raise UserError where live sites would be fetched by someone who cannot be reached."""
    if settings.contact is None:
        raise UserError(
            "live sites are fetched only by someone who can be reached; "
            "set POLICYWATCH_CONTACT to your address or page"
        )


def check_order(settings: Settings, order: Mapping[str, Any]) -> list[Source]:
    """Return the sources that a night is asked to read, having written nothing.

    Raises:
        UserError: the registry, a source id, the archive, the subscriptions or the settings are at fault.
    """
    from alerts.sender import sender_of
    from alerts.subscriptions import load_subscriptions
    from spiders.platforms import load_platform
    from spiders.registry import load_registry
    from spiders.replay import check_archive

    sources = load_registry(Path(order.get("sources") or settings.sources))
    for name in sorted({each.platform for each in sources}):
        load_platform(name)
    only = list(order.get("only") or [])
    known = {each.source_id for each in sources}
    if unknown := sorted(set(only) - known):
        some = ", ".join(sorted(known)[:20]) + (" ..." if len(known) > 20 else "")
        raise UserError(f"--only {', '.join(unknown)}: no such source; known are {some}")
    chosen = [each for each in sources if not only or each.source_id in only]
    if not chosen:
        raise UserError(f"{order.get('sources') or settings.sources}: holds no source; add one and run again")
    if order.get("replay"):
        check_archive(Path(order["replay"]))
    else:
        require_contact(settings)
    if settings.subscriptions_path.is_file():
        load_subscriptions(settings.subscriptions_path)
    elif settings.subscriptions is not None:
        raise UserError(f"{settings.subscriptions}: no such file; correct POLICYWATCH_SUBSCRIPTIONS")
    sender_of(settings.mail_from, contact=settings.contact)
    if settings.landing_store is not None:
        from warehouse.landing_store import require_store

        require_store(settings.landing_store)
    return chosen
