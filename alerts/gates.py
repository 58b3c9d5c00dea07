"""Which stages are news tonight: first seen and action date both must say so.

A backfill, a repaired source or a page without a date must mail nobody about last year.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from alerts.words import day_of
from warehouse.records import Action, SourceKind, Stage

NEWS_DAYS: Final = 14
"""How far back news reaches, in days."""

AHEAD_DAYS: Final = 400
"""An action dated further ahead than this was misread."""


@dataclass(frozen=True)
class AlertDocument:
    """What a mail needs to know of one document. Grain: document_id.

    `published_at` is ISO, None where neither page nor feed gives one; `starts_at` is a meeting's.
    `first_seen_on` is the night (ISO date) on which the document first stood in the lake.
    `source_seen_before`: its source had a good night (ok, unchanged or empty) before that one, so that the
    document is truly new on the site and not merely new to us.
    `version_first_seen_on` is that of the version that is read now; where it is not given, a page that was
    known before and has no date counts as old.
    `sha256`, `warc_path`, `warc_offset`, `fetched_at_utc` are its capture's.
    """

    document_id: str
    source_id: str
    source_name: str
    source_kind: SourceKind | None
    title: str | None
    url: str
    first_seen_on: str
    source_seen_before: bool
    version_first_seen_on: str | None = None
    published_at: str | None = None
    starts_at: str | None = None
    sha256: str | None = None
    warc_path: str | None = None
    warc_offset: int | None = None
    fetched_at_utc: str | None = None


def _is_recent(day: date, night: date) -> bool:
    return night - timedelta(days=NEWS_DAYS) <= day <= night + timedelta(days=AHEAD_DAYS)


def _page_is_news(document: AlertDocument, night: date) -> bool:
    day = day_of(document.published_at) or day_of(document.starts_at)
    if day is not None:
        return _is_recent(day, night)
    first, version = day_of(document.first_seen_on), day_of(document.version_first_seen_on)
    # A page that we knew, and that changed tonight, is as good as a new one.
    is_amended = first is not None and first < night and version == night
    is_fresh = document.source_seen_before and first is not None and _is_recent(first, night)
    return is_fresh or is_amended


def why_not_news(
    stage: Stage, *, documents: Mapping[str, AlertDocument], night: date, surer_than: float = 0.0
) -> str | None:
    """Return why a stage is no news tonight, in words for a log; None where it is news."""
    if stage.confidence < surer_than:
        return f"at {stage.confidence:.2f} it waits for review"
    if not stage.is_new:
        return "its documents tell it as background"
    own = [documents[each] for each in stage.document_ids if each in documents]
    first_seen = day_of(stage.first_seen_on)
    if first_seen is not None and first_seen < night - timedelta(days=NEWS_DAYS):
        return f"it was first seen on {stage.first_seen_on}"
    if first_seen != night and not any(day_of(each.first_seen_on) == night for each in own):
        return "nothing about it was first seen tonight"
    day = day_of(stage.date)
    if day is not None:
        return None if _is_recent(day, night) else f"it happened on {stage.date}"
    if any(_page_is_news(each, night) for each in own):
        return None
    return "it has no date, and no document of it is known to be new"


def stages_in_news(
    action: Action, *, documents: Mapping[str, AlertDocument], night: date, surer_than: float = 0.0
) -> Iterable[Stage]:
    """Yield the stages of `action` that are news tonight, and sure enough, in the action's order."""
    for stage in action.stages:
        if why_not_news(stage, documents=documents, night=night, surer_than=surer_than) is None:
            yield stage
