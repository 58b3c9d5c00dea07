"""What one mail tells: the act, when, the quotes with where they stand and where they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from alerts.gates import AlertDocument
from alerts.words import (
    DIRECTIONS_AT_LENGTH,
    STAGE_NAMES,
    TOPICS,
    VOUCHERS,
    one_line,
    shortened,
    spoken_date,
    what_happened,
)
from warehouse.records import Action, Candidate, Direction, Stage

NEWS_QUOTE_LIMIT: Final = 300
"""Characters quoted of one news document in one mail, all its quotes together."""

RECORD_QUOTE_LIMIT: Final = 900
QUOTED_DOCUMENTS: Final = 3
LISTED_DOCUMENTS: Final = 5


@dataclass(frozen=True)
class Quoted:
    """One document with what it says. `href` is None where its address is not a web address."""

    quotes: tuple[str, ...]
    page: int | None
    title: str
    source_name: str
    published: str | None
    url: str
    href: str | None
    archive: str | None
    sha256: str | None


@dataclass(frozen=True)
class Story:
    """Everything a mail says about the stage, in words; no markup yet."""

    headline: str
    deed: str
    place: str | None
    when: str
    stage: str
    topics: str
    direction: Direction
    direction_words: str
    quoted: tuple[Quoted, ...]
    others: tuple[Quoted, ...]
    unlisted_count: int
    vouchers: str
    conflicts: tuple[str, ...]
    timeline: tuple[tuple[str, str], ...]
    confidence_percent: int
    action_id: str


def safe_href(url: str) -> str | None:
    """Return `url` where a mail may link to it: http or https, a host, nothing unseen. Else None."""
    if url != one_line(url) or any(letter in url for letter in "<>\"'`\\ "):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def _headline(action: Action, deed: str) -> str:
    """Return the action's title without the place, which stands above it, and with a capital."""
    title, place = one_line(action.title), one_line(action.jurisdiction)
    if place and title.startswith(f"{place}: "):
        title = title[len(place) + 2 :]
    title = shortened(title, 200) or deed
    return title[:1].upper() + title[1:]


def _archive_words(document: AlertDocument) -> str | None:
    if not document.warc_path:
        return None
    at = "" if document.warc_offset is None else f" at byte {document.warc_offset}"
    fetched = f", fetched {_clock_words(document.fetched_at_utc)}" if document.fetched_at_utc else ""
    return f"{one_line(document.warc_path)}{at}{fetched}"


def _clock_words(value: str) -> str:
    """Return "2025-04-30 06:31 UTC" for an instant, the words themselves where it is none."""
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        return one_line(value)
    if instant.tzinfo is not None:
        instant = instant.astimezone(UTC)
    return f"{instant:%Y-%m-%d %H:%M} UTC"


def _cut_to_budget(quotes: list[str], limit: int) -> tuple[str, ...]:
    kept: list[str] = []
    for quote in quotes:
        room = limit - sum(len(each) for each in kept)
        if quote in kept or room < 40:
            continue
        kept.append(shortened(quote, room))
    return tuple(kept)


def _quoted(document: AlertDocument, candidates: list[Candidate]) -> Quoted:
    evidence = [each for candidate in candidates for each in candidate.evidence]
    quotes = [quote for quote in (one_line(each.quote) for each in evidence) if quote]
    # A source whose kind is not known may be a newsroom.
    is_news = document.source_kind in (None, "news")
    published = spoken_date(document.published_at)
    meeting = spoken_date(document.starts_at)
    return Quoted(
        quotes=_cut_to_budget(quotes, NEWS_QUOTE_LIMIT if is_news else RECORD_QUOTE_LIMIT),
        page=evidence[0].page if evidence else None,
        title=shortened(one_line(document.title) or "Untitled document", 200),
        source_name=shortened(one_line(document.source_name) or document.source_id, 120),
        published=published or (f"meeting of {meeting}" if meeting else None),
        url=shortened(one_line(document.url), 500),
        href=safe_href(document.url),
        archive=_archive_words(document),
        sha256=one_line(document.sha256) or None,
    )


def _by_weight(stage: Stage, documents: Mapping[str, AlertDocument]) -> list[AlertDocument]:
    """Return the stage's documents, a body's own record before news, earlier before later."""
    known = [documents[each] for each in dict.fromkeys(stage.document_ids) if each in documents]
    return sorted(
        known,
        key=lambda each: (
            each.source_kind in (None, "news"),
            each.published_at or each.starts_at or "9999",
            each.document_id,
        ),
    )


def tell(
    action: Action,
    stage: Stage,
    *,
    documents: Mapping[str, AlertDocument],
    candidates: Mapping[str, Candidate],
) -> Story:
    """Return what a mail says about `stage` of `action`."""
    by_document: dict[str, list[Candidate]] = {}
    for each in stage.candidate_ids:
        candidate = candidates.get(each)
        if candidate:
            by_document.setdefault(candidate.document_id, []).append(candidate)
    for found in by_document.values():
        found.sort(key=lambda candidate: (-candidate.confidence, candidate.candidate_id))
    all_quoted = [
        _quoted(document, by_document.get(document.document_id, []))
        for document in _by_weight(stage, documents)
    ]
    # Wire copy repeats from paper to paper: the same words are quoted once.
    by_words = {each.quotes: each for each in reversed(all_quoted) if each.quotes}
    shown = tuple([each for each in all_quoted if by_words.get(each.quotes) is each][:QUOTED_DOCUMENTS])
    rest = [each for each in all_quoted if each not in shown]
    deed = what_happened(action.actor, stage.action_type, action.instrument)
    timeline = tuple(
        (spoken_date(each.date) or "date not given", STAGE_NAMES[each.action_type])
        for each in sorted(action.stages, key=lambda each: (each.date or "9999", each.first_seen_on))
    )
    return Story(
        headline=_headline(action, deed),
        deed=deed[:1].upper() + deed[1:],
        place=shortened(one_line(action.jurisdiction), 120) or None,
        when=spoken_date(stage.date) or "date not given",
        stage=STAGE_NAMES[stage.action_type],
        topics=", ".join(TOPICS[each] for each in action.topics),
        direction=action.direction,
        direction_words=DIRECTIONS_AT_LENGTH[action.direction],
        quoted=shown,
        others=tuple(rest[:LISTED_DOCUMENTS]),
        unlisted_count=max(0, len(rest) - LISTED_DOCUMENTS),
        vouchers=", ".join(VOUCHERS[each] for each in action.corroboration) or "one document",
        conflicts=tuple(shortened(one_line(each), 300) for each in action.conflicts[:5]),
        timeline=timeline if len(timeline) > 1 else (),
        confidence_percent=round(stage.confidence * 100),
        action_id=action.action_id,
    )
