"""What the site is made from: rows of the published views, and what each page says of them in words."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from alerts.places import STATES
from alerts.story import NEWS_QUOTE_LIMIT, safe_href
from alerts.words import (
    ACTORS,
    DIRECTIONS,
    STAGE_NAMES,
    TOPICS,
    VOUCHERS,
    one_line,
    shortened,
    spoken_date,
)

Row = Mapping[str, Any]

RECORD_QUOTE_LIMIT: Final = 600
_STATE_OF_ID: Final = re.compile(r"ocd-division/country:us/(?:state|district|territory):([a-z]{2})")
_CODES: Final = {name: code for code, name in STATES.items()}


@dataclass(frozen=True)
class SiteMaterial:
    """Rows of the published file, as dicts by column name of the view of the same name.

    `actions` come newest first; `evidence` holds one row a quote; `unreadable` are the documents without
    words, with the reason; `upcoming` are hearings dated on or after the night.
    """

    night: str
    actions: Sequence[Row]
    timeline: Sequence[Row]
    evidence: Sequence[Row]
    statuses: Sequence[Row]
    sources: Sequence[Row]
    nights: Sequence[Row]
    unreadable: Sequence[Row]
    upcoming: Sequence[Row]

    @cached_property
    def stages_of(self) -> dict[str, list[Row]]:
        """Timeline rows by action, in their order."""
        return _grouped(self.timeline, "action_id")

    @cached_property
    def evidence_of(self) -> dict[tuple[str, int], list[Row]]:
        """Quotes by action and stage number."""
        found: dict[tuple[str, int], list[Row]] = {}
        for row in self.evidence:
            if row["action_id"] is not None:
                found.setdefault((row["action_id"], row["stage_number"]), []).append(row)
        return found

    @cached_property
    def source_names(self) -> dict[str, tuple[str, str]]:
        """Kind and title by source."""
        return {row["source_id"]: (row["kind"], row["title"]) for row in self.sources}

    @cached_property
    def kinds_of(self) -> dict[str, list[str]]:
        """The kinds of source that report each action."""
        found: dict[str, dict[str, None]] = {}
        for row in self.evidence:
            kind, _ = self.source_names.get(row["source_id"], (None, None))
            if row["action_id"] is not None and kind:
                found.setdefault(row["action_id"], {})[kind] = None
        return {action_id: sorted(kinds) for action_id, kinds in found.items()}

    def rows_of(self, action: Row) -> list[object]:
        """Return all that an action's own page is made from: what `action_view` reads."""
        told: list[object] = [action]
        for stage in self.stages_of.get(action["action_id"], []):
            quotes = self.evidence_of.get((action["action_id"], stage["stage_number"]), [])
            told += [stage, quotes, [self.source_names.get(row["source_id"]) for row in quotes]]
        return told


def _grouped(rows: Sequence[Row], key: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[key], []).append(row)
    return found


def iso(value: object) -> str | None:
    """Return a date or time of the database as ISO text, None for none."""
    return None if value is None else str(value)[:10]


def state_of(row: Row) -> str | None:
    """Return the two letters of the state that an action's jurisdiction lies in, None where not told."""
    found = _STATE_OF_ID.match(row.get("ocd_id") or "")
    if found:
        return found[1].upper()
    place = one_line(row.get("jurisdiction"))
    if place in _CODES:
        return _CODES[place]
    tail = place.rsplit(", ", 1)[-1]
    return tail if tail in STATES else None


def slug_of(place: str) -> str:
    """Return a file name for a place: ASCII letters, digits and dashes, never empty, distinct for each place.

    Names that lose letters on the way carry a short hash, so that two places never share a page.
    """
    plain = unicodedata.normalize("NFKD", place).encode("ascii", "ignore").decode().casefold()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]
    is_faithful = words and re.fullmatch(r"[a-z0-9 ,.'-]+", place.casefold()) and len(place) <= 60
    if is_faithful:
        return words
    return f"{words or 'place'}-{hashlib.sha256(place.encode('utf-8', 'replace')).hexdigest()[:8]}"


def headline_of(row: Row) -> str:
    """Return an action's title without the place that stands beside it, with a capital, in one line."""
    title, place = one_line(row["title"]), one_line(row["jurisdiction"])
    if place and title.startswith(f"{place}: "):
        title = title[len(place) + 2 :]
    title = shortened(title, 220) or "An action"
    return title[:1].upper() + title[1:]


def quote_of(text: str | None, *, source_kind: str | None) -> str:
    """Return a quote as it may be shown outside: news at most 300 characters."""
    limit = NEWS_QUOTE_LIMIT if source_kind in (None, "news") else RECORD_QUOTE_LIMIT
    return shortened(one_line(text), limit)


def day_words(value: object) -> str | None:
    """Return "April 24, 2025" for a date of the database, None for none."""
    return spoken_date(iso(value))


def action_view(material: SiteMaterial, row: Row) -> dict[str, Any]:
    """Return what an action's own page says, in words; nothing is marked up yet."""
    stages = []
    for stage in material.stages_of.get(row["action_id"], []):
        reports = _reports(material, row["action_id"], stage)
        stages.append(
            {
                "name": STAGE_NAMES.get(stage["action_type"], one_line(stage["action_type"])),
                "when": day_words(stage["stage_date"]),
                "iso": iso(stage["stage_date"]),
                "seen": day_words(stage["first_seen_on"]),
                "is_new": stage["is_new"],
                "sure": round((stage["confidence"] or 0) * 100),
                "reports": reports,
                "others": max(0, (stage["documents_count"] or 0) - len(reports)),
            }
        )
    place = one_line(row["jurisdiction"])
    return {
        "action_id": row["action_id"],
        "headline": headline_of(row),
        "place": place or None,
        "place_page": f"places/{slug_of(place)}.html" if place else None,
        "direction": row["direction"],
        "direction_words": DIRECTIONS.get(row["direction"], "effect unclear"),
        "actor": ACTORS.get(row["actor"]) or None,
        "topics": [TOPICS.get(each, each) for each in row["topics"]],
        "instrument": one_line(row["instrument"]) or None,
        "vouchers": ", ".join(VOUCHERS.get(each, each) for each in row["corroboration"]) or "one document",
        "conflicts": [shortened(one_line(each), 300) for each in row["conflicts"][:5]],
        "places": [one_line(each) for each in row["places"] if one_line(each) != place],
        "sure": round((row["confidence"] or 0) * 100),
        "stages": stages,
    }


def _reports(material: SiteMaterial, action_id: str, stage: Row) -> list[dict[str, Any]]:
    """Return the documents that report a stage, each with its quotes and where its bytes are kept."""
    found: dict[str, dict[str, Any]] = {}
    for row in material.evidence_of.get((action_id, stage["stage_number"]), []):
        kind, source = material.source_names.get(row["source_id"], (None, row["source_id"]))
        report = found.setdefault(
            row["document_id"],
            {
                "title": shortened(one_line(row["document_title"]) or "Untitled document", 200),
                "source": shortened(one_line(source), 120),
                "kind": kind,
                "href": safe_href(row["url"] or ""),
                "url": shortened(one_line(row["url"]), 300),
                "quotes": [],
                "page": row["page"],
                "sha256": row["capture_sha256"],
                "archive": one_line(row["warc_path"]),
                "offset": row["warc_offset"],
                "fetched": iso(row["fetched_at_utc"]),
            },
        )
        words = quote_of(row["quote"], source_kind=kind)
        room = NEWS_QUOTE_LIMIT - sum(map(len, report["quotes"]))
        if words and words not in report["quotes"] and (kind not in (None, "news") or room >= len(words)):
            report["quotes"].append(words)
    return sorted(found.values(), key=lambda each: (each["kind"] in (None, "news"), each["source"]))
