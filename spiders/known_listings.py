"""What listings gave when they were last read, so that one whose bytes stand is not parsed again.

One JSON file a source in the folder that the spec names, rewritten by each crawl with what it used or made,
where that is not what stands there.
Only modules that say `IS_TIMELESS` are remembered: what they make of a page depends on its bytes, its source
and this code, but for dates without a year. Nothing is trusted for longer than a week. The files are
a saving and no record: without them every listing is parsed.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from spiders.errand import Errand
from spiders.page import Ask, Draft
from spiders.spec import CrawlSpec
from warehouse.records import Capture, Source

MOST_DAYS = 6
MOST_FOUND = 5_000
MAX_FILE_BYTES = 20_000_000

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """One thing that a page gave: either of both."""

    draft: Draft | None = None
    ask: Ask | None = None


@dataclass(frozen=True)
class Known:
    """One listing as it was read: the hash of its bytes, the night, and what it gave."""

    sha256: str
    read_on: date
    found: tuple[Found, ...]


@dataclass(frozen=True)
class KnownOfSource:
    """The listings of a source by request. `made_by` changes with the source's entry and with this code."""

    made_by: str
    listings: dict[str, Known]


_FILE = TypeAdapter(KnownOfSource)


class KnownListings:
    """The remembered listings of a shard; none where the spec names no folder or replays an archive."""

    def __init__(self, spec: CrawlSpec) -> None:
        self._night = spec.night
        self._folder = None if spec.replay is not None else spec.known_listings
        self._before: dict[str, dict[str, Known]] = {}
        self._now: dict[str, dict[str, Known]] = {}

    def recall(self, errand: Errand, capture: Capture) -> list[Draft | Ask] | None:
        """Return what an unchanged listing gave, None where it is to be parsed."""
        if not self._is_remembered(errand) or not capture.is_revisit:
            return None
        source = errand.run.source
        if source.source_id not in self._before:
            self._before[source.source_id] = self._read(source)
        key = _key(errand)
        known = self._before[source.source_id].get(key)
        if known is None or known.sha256 != capture.sha256:
            return None
        if not 0 <= (self._night - known.read_on).days <= MOST_DAYS:
            return None
        self._now.setdefault(source.source_id, {})[key] = known
        return [found for each in known.found if (found := each.draft or each.ask) is not None]

    def keep(self, errand: Errand, capture: Capture, found: Sequence[Draft | Ask]) -> None:
        """Remember what a listing that was read whole gave."""
        if self._is_remembered(errand) and 0 < len(found) <= MOST_FOUND:
            kept = tuple(
                # Its words are landed already, with the version of the page that first held them.
                Found(draft=replace(each, inline_text=None))
                if isinstance(each, Draft)
                else Found(ask=replace(each, headers=dict(each.headers)))
                for each in found
            )
            of_source = self._now.setdefault(errand.run.source.source_id, {})
            of_source[_key(errand)] = Known(capture.sha256, self._night, kept)

    def save(self, sources: Sequence[Source]) -> None:
        """Write what this crawl used or made. What cannot be written is logged: the next crawl parses."""
        for source in sources:
            listings = self._now.get(source.source_id)
            if self._folder is None or not listings or listings == self._before.get(source.source_id):
                continue
            try:
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                part = self._path(source).with_suffix(f".{os.getpid()}.part")
                part.write_bytes(_FILE.dump_json(KnownOfSource(_made_by(source), listings)))
                part.replace(self._path(source))
            except (OSError, ValueError) as error:
                logger.warning(
                    "listings are not remembered: %s", error, extra={"source_id": source.source_id}
                )

    def _is_remembered(self, errand: Errand) -> bool:
        is_timeless = getattr(errand.run.platform, "IS_TIMELESS", False)
        return self._folder is not None and is_timeless and not errand.is_for_document

    def _read(self, source: Source) -> dict[str, Known]:
        try:
            path = self._path(source)
            if path.stat().st_size > MAX_FILE_BYTES:
                return {}
            held = _FILE.validate_json(path.read_bytes())
        except (OSError, ValidationError):
            return {}
        return held.listings if held.made_by == _made_by(source) else {}

    def _path(self, source: Source) -> Path:
        assert self._folder is not None
        return self._folder / f"{hashlib.sha256(source.source_id.encode()).hexdigest()[:32]}.json"


def _key(errand: Errand) -> str:
    sent = hashlib.sha256(errand.ask.body or b"").hexdigest()[:16]
    return " ".join((errand.method, errand.ask.role, sent, errand.ask.url, errand.url))


def _made_by(source: Source) -> str:
    return hashlib.sha256(f"{_code()} {source.model_dump_json()}".encode()).hexdigest()


@cache
def _code() -> str:
    """Return the hash of all that reads pages here: another release may read the same bytes otherwise."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
