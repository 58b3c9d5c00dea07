"""What the sample sites say: one YAML a host in `sites/`, each entry with the nights on which it stands.

An entry appears, changes and vanishes by its `nights` and `changes`; a host's `weather` tells on which
night it answers with a redesign or a challenge page instead, calls every meeting cancelled, or is a shell
around another vendor's page. How a vendor would write the entries down is in `vendors.py`.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from warehouse.declarations import read_declaration
from warehouse.records import DocumentKind, SourceKind

NIGHTS = (dt.date(2025, 4, 23), dt.date(2025, 4, 25), dt.date(2025, 4, 30))
"""The three nights' dates; night 1 is NIGHTS[0]."""

SITES = Path(__file__).with_name("sites")

BANNER = (
    "Sample page made for the policywatch demonstration. It is not the site of any government or newsroom."
)

Style = Literal["rss", "atom", "wordpress", "legistar", "listing", "drupal", "police", "articles", "files"]
Weather = Literal["redesigned", "challenged", "forbidden", "cancelling", "moved"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AgendaItem(_Part):
    """One row of an agenda. Grain: its sequence within the meeting."""

    title: str
    number: str | None = None
    file: str | None = Field(default=None, description="the matter's file number")
    type: str | None = None
    action: str | None = None
    note: str | None = None
    introduced: str | None = Field(default=None, description="ISO date; else that of the first agenda")
    from_night: int = 1


class Entry(_Part):
    """One thing a sample site publishes. Grain: host and key.

    `date` is the true one (ISO), `when` the words that the page shows for it; `file` is the path of the
    PDF that holds `text`; None means that `text` stands on a page of its own.
    """

    key: str
    title: str
    date: str | None = None
    when: str | None = None
    nights: tuple[int, ...] = (1, 2, 3)
    kind: DocumentKind | None = None
    section: str | None = None
    text: str = ""
    teaser: str | None = None
    file: str | None = None
    time: str | None = None
    place: str | None = None
    comment: str | None = None
    status: str = "Final"
    items: tuple[AgendaItem, ...] = ()
    changes: dict[int, dict[str, Any]] = Field(default_factory=dict)

    def as_of(self, night: int) -> Entry:
        """Return the entry as it stands on `night`, every change up to then applied."""
        fields = {
            name: value
            for at in sorted(self.changes)
            if at <= night
            for name, value in self.changes[at].items()
        }
        items = fields.get("items", self.items)
        standing = tuple(AgendaItem.model_validate(item) for item in items)
        fields["items"] = tuple(item for item in standing if item.from_night <= night)
        return Entry.model_validate({**self.model_dump(), **fields, "changes": {}})


class DeclaredSource(_Part):
    """One source of the demo's registry; `path` is on the sample host."""

    id: str
    kind: SourceKind
    platform: str
    path: str
    title: str | None = None
    floor: int = 0
    rhythm_days: int | None = None
    options: dict[str, Any] = Field(default_factory=dict)


class Site(_Part):
    """One sample host. Grain: host."""

    host: str
    title: str
    style: Style
    jurisdiction: str
    ocd_id: str
    geoid: str | None = None
    timezone: str
    front: str = Field(default="/", description="path of the page, feed or endpoint that lists the entries")
    client: str | None = Field(default=None, description="the name under which a vendor hosts this body")
    section: str = "News"
    weather: dict[int, Weather] = Field(default_factory=dict)
    sources: tuple[DeclaredSource, ...]
    entries: tuple[Entry, ...]

    def standing(self, night: int) -> list[Entry]:
        """Return the entries that stand on `night`, in the order of the file."""
        return [entry.as_of(night) for entry in self.entries if night in entry.nights]


def load_sites(folder: Path = SITES) -> list[Site]:
    """Return the sample sites by the name of their file. Raises UserError with file, line and remedy."""
    return [read_declaration(path, Site) for path in sorted(folder.glob("*.yml"))]
