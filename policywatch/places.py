"""Where this installation keeps things: in its home, or on the servers that many machines share."""

from __future__ import annotations

from collections.abc import Sequence

from policywatch.settings import Settings
from warehouse.lake import Lake, open_lake
from warehouse.landing_store import Landings
from warehouse.locking import FileLock, Lock, PostgresLock, RangeLock


def lake_of(settings: Settings, *, read_only: bool = False) -> Lake:
    """Open this installation's lake. Raises as `warehouse.lake.open_lake` does."""
    return open_lake(
        settings.lake_root, catalog=settings.lake_catalog, data=settings.lake_data, read_only=read_only
    )


def has_lake(settings: Settings) -> bool:
    """Tell whether a lake may be there, without asking a server."""
    return settings.lake_catalog is not None or settings.lake_root.is_dir()


def landings_of(settings: Settings) -> Landings:
    """Return where landings lie."""
    return Landings(settings.landing_root, settings.landing_store)


def outbox_lock_of(settings: Settings) -> Lock:
    """Return the lock of those who send mail: one for all machines that share the catalog."""
    if settings.lake_catalog is not None:
        return PostgresLock(_address(settings.lake_catalog), ("outbox",))
    return FileLock(settings.home / "outbox.lock")


def hosts_lock(settings: Settings, names: Sequence[str]) -> Lock:
    """Return the lock of these names together: of all machines that share the catalog, or of this home."""
    if settings.lake_catalog is not None:
        return PostgresLock(_address(settings.lake_catalog), tuple(names))
    return RangeLock(settings.home / "hosts.lock", tuple(names))


def _address(catalog: str) -> str:
    return catalog.partition(":")[2]
