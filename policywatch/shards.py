"""One shard of a night: what its crawl is told, its turn with its hosts, and where its landing goes.

A host is whole in one shard of a run (`spiders.plan`). Two runs, or two tries of one task, may still want the
same host at once: a night by hand beside the scheduled one, a backfill, a worker that the scheduler gave up
while it crawls on. So a crawl first takes a lock for each of its hosts, held by the machine's kernel or,
where many machines share a catalog, by its server; who comes second waits, and finds the landing there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policywatch.places import hosts_lock, landings_of
from policywatch.settings import Settings
from warehouse.errors import UserError
from warehouse.lake import Lake
from warehouse.locking import LockLost
from warehouse.records import Source

if TYPE_CHECKING:
    from spiders.spec import CrawlSpec

Say = Callable[[str], None]

AT_ONCE_SECONDS = 2.0


@dataclass(frozen=True)
class Landed:
    """One whole landing: its address for people, and what its crawl said of itself."""

    place: str
    stats: dict[str, Any]


def shard_name(at: int, sources: Sequence[Source], replay: str | None) -> str:
    """Return a shard's name, which tells what is in it: the same registry finds its landings again."""
    from warehouse.records import make_id

    what = [f"{each.source_id} {each.platform} {each.url}" for each in sources]
    return f"{at:03d}-{make_id(replay, *sorted(what))[:8]}"


def write_spec(
    settings: Settings, lake: Lake, run_id: str, name: str, sources: Sequence[Source], replay: str | None
) -> None:
    """Write one shard's spec once; a night run again crawls by the spec it began with."""
    from spiders.spec import CrawlSpec
    from warehouse.reads import upcoming, validators

    path, landings = _spec_path(settings, run_id, name), landings_of(settings)
    if path.is_file() if landings.store is None else landings.told(run_id, name) is not None:
        return
    ids = [each.source_id for each in sources]
    spec = CrawlSpec(
        run_id=run_id,
        night=date.fromisoformat(run_id),
        shard=name,
        out=landings.folder(run_id, name),
        landing_root=landings.root,
        sources=tuple(sources),
        validators=validators(lake, ids, before_run=run_id),
        upcoming=upcoming(lake, ids, night=run_id, before_run=run_id),
        replay=Path(replay) if replay else None,
        contact=settings.contact,
        allow_private=settings.allow_private,
        delay_seconds=settings.delay_seconds,
        max_seconds=settings.max_source_seconds,
    )
    content = spec.model_dump_json().encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)
    landings.tell(run_id, name, content)


def read_spec(settings: Settings, run_id: str, name: str) -> CrawlSpec:
    """Return a shard's spec with the folders of this machine. Raises UserError where none was left."""
    from spiders.spec import CrawlSpec

    landings, path = landings_of(settings), _spec_path(settings, run_id, name)
    content = landings.told(run_id, name) if landings.store else path.read_bytes() if path.is_file() else None
    if content is None:
        raise UserError(
            f"{landings.store or path}: does not say what shard {name} of night {run_id} is; run the night "
            "again, and on many machines set POLICYWATCH_LANDING_STORE to the same bucket on each"
        )
    return CrawlSpec.model_validate_json(content).model_copy(
        update={
            "out": landings.folder(run_id, name),
            "landing_root": landings.root,
            "landing_store": landings.store,
            "known_listings": settings.home / "listings",
        }
    )


def sources_of(settings: Settings, run_id: str, name: str) -> dict[str, Source]:
    """Return a shard's sources by id."""
    return {each.source_id: each for each in read_spec(settings, run_id, name).sources}


def crawl(settings: Settings, run_id: str, name: str, say: Say) -> Landed:
    """Crawl one shard in a process of its own and put its landing where it stays; done already, it is left.

    Raises:
        UserError: the user can mend the cause, or another crawl of the same hosts did not end.
        CrawlFailed: the process ended without a whole landing.
        LockLost: another crawl may have begun with our hosts.
    """
    from spiders.crawl import run_crawl

    landings = landings_of(settings)
    if not landings.is_whole(run_id, name):
        spec = read_spec(settings, run_id, name)
        with _turn(settings, spec, say) as is_ours:
            if not landings.is_whole(run_id, name):
                run_crawl(spec)
                if not is_ours():
                    raise LockLost(f"shard {name}: the lock on its hosts was lost; it is crawled again")
                landings.keep(run_id, name)
    stats = landings.file(f"{run_id}/{name}/stats.json")
    with stats.open("rb") as stream:
        return Landed(str(landings.folder(run_id, name)), json.loads(stream.read()))


@contextmanager
def _turn(settings: Settings, spec: CrawlSpec, say: Say) -> Iterator[Callable[[], bool]]:
    from contextlib import ExitStack

    from spiders.guard import source_hosts

    hosts = sorted({host for source in spec.sources for host in source_hosts(source)})
    # An archive that answers instead of the network needs no turn, but two must not write one landing.
    named = [f"host {each}" for each in hosts] if spec.replay is None else []
    lock = hosts_lock(settings, [*named, f"landing {spec.run_id} {spec.shard}"])
    with ExitStack() as held:
        try:
            is_ours = held.enter_context(lock.hold(seconds=AT_ONCE_SECONDS))
        except TimeoutError:
            say(f"{spec.shard}: waits for another crawl of the same hosts")
            try:
                is_ours = held.enter_context(lock.hold(seconds=spec.max_total_seconds))
            except TimeoutError as error:
                raise UserError(
                    f"shard {spec.shard}: another crawl of the same hosts has not ended in "
                    f"{spec.max_total_seconds / 3600:.0f} hours; end it and run the night again"
                ) from error
        yield is_ours


def _spec_path(settings: Settings, run_id: str, name: str) -> Path:
    return settings.nights_root / run_id / "shards" / f"{name}.json"
