"""What programs subscribe to: an Atom feed for each common filter, and a calendar of hearings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from icalendar import Calendar, Event

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


def calendar_bytes(material: SiteMaterial) -> bytes:
    """Return an iCalendar file (RFC 5545) of the hearings to come, whole days."""
    calendar = Calendar()
    calendar.add("prodid", "-//policywatch//hearings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Hearings on immigration cooperation policy")
    stamp = datetime.combine(date.fromisoformat(material.night), time(), UTC)
    for row in material.upcoming:
        day = date.fromisoformat(str(iso(row["stage_date"])))
        place = one_line(row["jurisdiction"])
        headline = headline_of(row)
        event = Event()
        event.add("uid", f"{row['action_id']}-{day:%Y%m%d}@policywatch.invalid")
        event.add("dtstamp", stamp)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", _encodable(f"{place}: {headline}" if place else headline))
        event.add("description", _encodable(quote_of(row["quote"], source_kind=row["source_kind"])))
        if place:
            event.add("location", _encodable(place))
        if href := safe_href(row["source_url"] or ""):
            event.add("url", href)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
