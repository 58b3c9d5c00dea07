"""What programs subscribe to: an Atom feed for each common filter, and a calendar of hearings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from alerts.places import STATES
from alerts.site.material import Row, SiteMaterial, headline_of, iso, quote_of, slug_of, state_of
from alerts.story import safe_href
from alerts.words import DIRECTIONS, FEED_AUTHORITY, STAGE_NAMES, TOPICS, one_line, shortened

MAX_ENTRIES: Final = 50


@dataclass
class Feed:
    """One feed: its file's name, its title, its newest actions, and how many there are in all."""

    name: str
    title: str
    rows: list[Row] = field(default_factory=list)
    count: int = 0

    def add(self, row: Row) -> None:
        """Take one more action, the newest first; only as many as entries may come of are kept."""
        self.count += 1
        if len(self.rows) < MAX_ENTRIES:
            self.rows.append(row)


def feeds_of(material: SiteMaterial) -> list[Feed]:
    """Return a feed of everything, and one for each direction, topic, state and place."""
    feeds = {"all": Feed("all", "all actions")}
    feeds |= {name: Feed(name, words) for name, words in DIRECTIONS.items()}
    feeds |= {f"topic-{name}": Feed(f"topic-{name}", words) for name, words in TOPICS.items()}
    states: dict[str, Feed] = {}
    places: dict[str, Feed] = {}
    for row in material.actions:
        wanted = [
            feeds["all"],
            *(feeds[f"topic-{each}"] for each in row["topics"] if f"topic-{each}" in feeds),
        ]
        if row["direction"] in feeds:
            wanted.append(feeds[row["direction"]])
        if state := state_of(row):
            wanted.append(states.setdefault(state, Feed(f"state-{state.lower()}", STATES[state])))
        if place := one_line(row["jurisdiction"]):
            wanted.append(places.setdefault(place, Feed(f"place-{slug_of(place)}", place)))
        for feed in wanted:
            feed.add(row)
    named = sorted(states.values(), key=lambda each: each.title)
    return [*feeds.values(), *named, *sorted(places.values(), key=lambda each: each.title)]


def feed_entries(material: SiteMaterial, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the newest stages of these actions as entries, at most `MAX_ENTRIES`, the newest first.

    An entry is one stage of one action, named for ever by both, so that a reader's program shows it once.
    """
    found = []
    for row in rows:
        for stage in material.stages_of.get(row["action_id"], []):
            name = STAGE_NAMES.get(stage["action_type"], stage["action_type"])
            place = one_line(row["jurisdiction"])
            headline = headline_of(row)
            found.append(
                {
                    "id": f"tag:{FEED_AUTHORITY}:{row['action_id']}/{stage['action_type']}",
                    "title": shortened(f"{place}: {headline}" if place else headline, 250),
                    "link": f"../actions/{row['action_id']}.html",
                    "seen": iso(stage["first_seen_on"]) or material.night,
                    "published": iso(stage["stage_date"]),
                    "name": name,
                    "direction": DIRECTIONS.get(row["direction"], "effect unclear"),
                    "quote": quote_of(stage["quote"], source_kind=stage["source_kind"]),
                    "source": one_line(stage["source_name"]),
                    "href": safe_href(stage["source_url"] or ""),
                    "topics": [(each, TOPICS.get(each, each)) for each in row["topics"]],
                }
            )
    found.sort(key=lambda each: (each["seen"], each["published"] or "", each["id"]), reverse=True)
    unique = {each["id"]: each for each in reversed(found)}
    return sorted(unique.values(), key=lambda each: (each["seen"], each["id"]), reverse=True)[:MAX_ENTRIES]


def calendar_lines(material: SiteMaterial) -> str:
    """Return an iCalendar file of the hearings to come, whole days, lines folded at 75 bytes."""
    stamp = datetime.combine(date.fromisoformat(material.night), time(), UTC)
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//policywatch//hearings//EN", "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH", "X-WR-CALNAME:Hearings on immigration cooperation policy",
    ]  # fmt: skip
    for row in material.upcoming:
        day = date.fromisoformat(str(iso(row["stage_date"])))
        place = one_line(row["jurisdiction"])
        href = safe_href(row["source_url"] or "")
        said = quote_of(row["quote"], source_kind=row["source_kind"])
        lines += [
            "BEGIN:VEVENT",
            f"UID:{row['action_id']}-{day:%Y%m%d}@policywatch.invalid",
            f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_ical(f'{place}: {headline_of(row)}' if place else headline_of(row))}",
            f"DESCRIPTION:{_ical(said)}",
            *([f"LOCATION:{_ical(place)}"] if place else []),
            *([f"URL:{href}"] if href else []),
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) for line in lines)


def _ical(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return " ".join(escaped.split())


def _folded(line: str) -> str:
    """Return a content line in pieces of at most 75 bytes, none cut inside a character."""
    pieces, piece, size = [], "", 0
    for letter in line:
        width = len(letter.encode("utf-8", "replace"))
        if size + width > 75:
            pieces.append(piece)
            piece, size = " ", 1
        piece += letter
        size += width
    return "\r\n".join([*pieces, piece]) + "\r\n"
