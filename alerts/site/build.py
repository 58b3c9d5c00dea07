"""Writes the site's folder beside the old one and swaps it in: readers see one night's site or the next.

Pages on one action or one place, and feeds, are written only where what they say has changed (`standing.py`).
They do not tell the night, therefore: the pages that every night changes do.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from alerts.places import STATES
from alerts.site.charts import month_chart, state_tiles
from alerts.site.exchange import put_in_place
from alerts.site.feeds import Feed, calendar_bytes, feed_entries, feeds_of
from alerts.site.material import (
    Row,
    SiteMaterial,
    action_view,
    day_words,
    headline_of,
    iso,
    slug_of,
    state_of,
)
from alerts.site.standing import StandingPages, edition_of, made_from
from alerts.story import safe_href
from alerts.words import (
    DIRECTIONS,
    DIRECTIONS_AT_LENGTH,
    SOURCE_KINDS,
    STAGE_NAMES,
    TOPICS,
    day_instant,
    one_line,
    shortened,
)

CHUNK: Final = 2000
"""Actions in one data file."""

FIRST_SHOWN: Final = 50
"""Actions that the first page holds itself, for readers without scripts."""

UNREADABLE_SHOWN: Final = 500
_HERE: Final = Path(__file__).parent
_ASSETS: Final = ("icon.svg", "site.css", "site.js", "query.js")
# DuckDB for the browser, 35 MB, which `make query-box` puts there; without it the query page says so.
_ENGINE: Final = "duckdb"


@dataclass(frozen=True)
class SiteReport:
    """What the site holds, and how many of its pages and feeds were written anew."""

    folder: Path
    pages_count: int
    actions_count: int
    written_count: int

    def told(self) -> str:
        """Return it in one line."""
        return (
            f"{self.pages_count:,} pages on {self.actions_count:,} actions in {self.folder}; "
            f"{self.written_count:,} pages and feeds were written anew"
        )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = day_words
    environment.filters["iso"] = iso
    environment.filters["line"] = one_line
    environment.filters["short"] = shortened
    environment.filters["href"] = lambda url: safe_href(url or "")
    environment.filters["instant"] = day_instant
    environment.filters["headline"] = headline_of
    environment.filters["slug"] = slug_of
    return environment


def build_site(
    material: SiteMaterial, target: Path, *, downloads: Callable[[Path], Sequence[Mapping[str, Any]]]
) -> SiteReport:
    """Write the site and put it in the place of `target`. OSError where the disk refuses.

    `downloads` writes the data files into the folder it is given and returns a row for each, with `name`,
    `rows`, `size_bytes` and `sha256`.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    building = target.parent / f".{target.name}.building"
    _remove(building)
    building.mkdir()
    try:
        files = downloads(building / "data")
        standing = StandingPages(target, building, edition_of(_HERE.parent))
        pages = _Pages(building, material, standing)
        pages.write(files)
        standing.finish()
        put_in_place(building, target)
    finally:
        _remove(building)
    return SiteReport(target, pages.count, len(material.actions), pages.written)


def _remove(folder: Path) -> None:
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)
    else:
        folder.unlink(missing_ok=True)


_WORDS: Final[dict[str, Any]] = {
    "directions": DIRECTIONS,
    "directions_at_length": DIRECTIONS_AT_LENGTH,
    "topics": TOPICS,
    "stage_names": STAGE_NAMES,
    "source_kinds": SOURCE_KINDS,
}


class _Pages:
    """Writes one night's pages below a folder."""

    def __init__(self, folder: Path, material: SiteMaterial, standing: StandingPages) -> None:
        self.folder, self.material, self.standing = folder, material, standing
        self.count = self.written = 0
        failed = ("blocked", "broken", "unreachable")
        self.tonight: dict[str, Any] = {
            "night": day_words(material.night),
            "night_iso": material.night,
            "sources_count": len(material.sources),
            "failed_count": sum(row["verdict"] in failed for row in material.sources),
            "silent_count": sum(bool(row["is_silent"]) for row in material.sources),
            "unreadable_count": len(material.unreadable),
        }

    def write(self, files: Sequence[Mapping[str, Any]]) -> None:
        """Write everything."""
        self._assets()
        self._data()
        self._index()
        self._actions()
        self._places()
        self._render(
            "health.html",
            "health.html.j2",
            sources=self.material.sources,
            nights=self.material.nights,
            unreadable=self.material.unreadable[:UNREADABLE_SHOWN],
        )
        feeds = self._feeds()
        (self.folder / "hearings.ics").write_bytes(calendar_bytes(self.material))
        self._render("downloads.html", "downloads.html.j2", files=files, feeds=feeds)
        self._render(
            "query.html", "query.html.j2", files=[each for each in files if each["name"].endswith(".csv")]
        )

    def _render(self, path: str, template: str, **values: Any) -> None:
        """Write a page that tells of the night."""
        self._page(path, template, {**self.tonight, **values})

    def _render_changed(
        self, path: str, template: str, rows: object, values: Callable[[], Mapping[str, Any]]
    ) -> None:
        """Write a page that tells nothing but `rows`, worded by `values`, unless the one before stands."""
        hashed = made_from(template, rows)
        if self.standing.took(path, hashed):
            self.count += path.endswith(".html")
        else:
            self._page(path, template, values())
            self.standing.wrote(path, hashed)

    def _page(self, path: str, template: str, values: Mapping[str, Any]) -> None:
        root = "../" * path.count("/")
        self._text(path, _environment().get_template(template).render({**_WORDS, "root": root, **values}))
        self.count += path.endswith(".html")
        self.written += 1

    def _text(self, path: str, text: str) -> None:
        file = self.folder / path
        file.parent.mkdir(exist_ok=True)
        with file.open("w", encoding="utf-8", errors="replace", newline="") as out:
            out.write(text)

    def _assets(self) -> None:
        (self.folder / "assets").mkdir()
        for name in _ASSETS:
            shutil.copyfile(_HERE / "static" / name, self.folder / "assets" / name)
        if (_HERE / "static" / _ENGINE).is_dir():
            shutil.copytree(_HERE / "static" / _ENGINE, self.folder / "assets" / _ENGINE)

    def _data(self) -> None:
        """Write the list that the filters work on, in files of `CHUNK` actions, the newest first."""
        rows = [self._listed(row) for row in self.material.actions]
        chunks = [rows[at : at + CHUNK] for at in range(0, len(rows), CHUNK)]
        for number, chunk in enumerate(chunks):
            self._script(f"data/actions-{number}.js", "policywatchAdd", [number, chunk])
        places = Counter(row[4] for row in rows if row[4])
        self._script(
            "data/index.js",
            "policywatchIndex",
            [
                {
                    "chunks": len(chunks),
                    "count": len(rows),
                    "topics": list(TOPICS.items()),
                    "directions": list(DIRECTIONS.items()),
                    "stages": list(STAGE_NAMES.items()),
                    "kinds": list(SOURCE_KINDS.items()),
                    "states": [[code, STATES[code]] for code in sorted({row[5] for row in rows if row[5]})],
                    "places": [place for place, _ in places.most_common(2000)],
                }
            ],
        )

    def _listed(self, row: Row) -> list[Any]:
        """Return one action as the script reads it: see `FIELDS` in site.js."""
        kinds = list(SOURCE_KINDS)
        return [
            row["action_id"], iso(row["stage_date"]), iso(row["first_seen_on"]), headline_of(row),
            one_line(row["jurisdiction"]) or None, state_of(row),
            [list(TOPICS).index(each) for each in row["topics"] if each in TOPICS],
            list(DIRECTIONS).index(row["direction"]) if row["direction"] in DIRECTIONS else 2,
            list(STAGE_NAMES).index(row["action_type"]) if row["action_type"] in STAGE_NAMES else -1,
            [kinds.index(each) for each in self.material.kinds_of.get(row["action_id"], []) if each in kinds],
            round((row["confidence"] or 0) * 100),
            slug_of(one_line(row["jurisdiction"])) if one_line(row["jurisdiction"]) else None,
        ]  # fmt: skip

    def _script(self, path: str, function: str, values: list[Any]) -> None:
        # ASCII JSON without "<" can stand in a script whatever the words are.
        words = ",".join(json.dumps(each, ensure_ascii=True, separators=(",", ":")) for each in values)
        self._text(path, f"{function}({words.replace('<', chr(92) + 'u003c')});\n")

    def _index(self) -> None:
        tiles, size = state_tiles(self.material.actions)
        self._render(
            "index.html",
            "index.html.j2",
            actions=self.material.actions[:FIRST_SHOWN],
            actions_count=len(self.material.actions),
            chart=month_chart(self.material.timeline, self.material.night),
            tiles=tiles,
            map_size=size,
            upcoming=self.material.upcoming[:10],
            elsewhere=sum(state_of(row) is None for row in self.material.actions),
        )

    def _actions(self) -> None:
        material = self.material
        for row in material.actions:
            self._render_changed(
                f"actions/{safe_name(row['action_id'])}.html",
                "action.html.j2",
                material.rows_of(row),
                lambda row=row: {"action": action_view(material, row)},  # type: ignore[misc]
            )

    def _places(self) -> None:
        by_place: dict[str, list[Row]] = defaultdict(list)
        for row in self.material.actions:
            if place := one_line(row["jurisdiction"]):
                by_place[place].append(row)
        statuses: dict[str, list[Row]] = defaultdict(list)
        for row in self.material.statuses:
            statuses[one_line(row["jurisdiction"])].append(_only(row, _STATUS_SHOWN))
        watched: dict[str, list[Row]] = defaultdict(list)
        for row in self.material.sources:
            watched[one_line(row["jurisdiction"])].append(_only(row, _SOURCE_SHOWN))
        for place, rows in by_place.items():
            values = {
                "place": place,
                "statuses": statuses[place],
                "actions": [_only(row, _ACTION_SHOWN) for row in rows],
                "stages_of": {
                    row["action_id"]: [
                        _only(stage, _STAGE_SHOWN)
                        for stage in self.material.stages_of.get(row["action_id"], [])
                    ]
                    for row in rows
                },
                "sources": watched[place],
            }
            self._render_changed(
                f"places/{slug_of(place)}.html",
                "place.html.j2",
                values,
                lambda values=values: values,  # type: ignore[misc]
            )
        listed = [
            {
                "place": place,
                "state": STATES.get(state_of(rows[0]) or "", "Elsewhere"),
                "count": len(rows),
                "limits": sum(row["direction"] == "limits" for row in rows),
                "expands": sum(row["direction"] == "expands" for row in rows),
                "last": max(iso(row["stage_date"]) or iso(row["first_seen_on"]) or "" for row in rows),
            }
            for place, rows in by_place.items()
        ]
        quiet = sorted(set(watched) - set(by_place))
        listed.sort(key=lambda each: (each["state"], each["place"]))
        self._render("places.html", "places.html.j2", places=listed, quiet=quiet)

    def _feeds(self) -> list[Feed]:
        feeds = feeds_of(self.material)
        for feed in feeds:
            told = [(row, self.material.stages_of.get(row["action_id"])) for row in feed.rows]
            self._render_changed(
                f"feeds/{feed.name}.atom",
                "feed.atom.j2",
                (feed.name, feed.title, told or self.material.night),
                lambda feed=feed: self._feed(feed),  # type: ignore[misc]
            )
        return feeds

    def _feed(self, feed: Feed) -> dict[str, Any]:
        entries = feed_entries(self.material, feed.rows)
        updated = entries[0]["seen"] if entries else self.material.night
        return {"name": feed.name, "title": feed.title, "entries": entries, "updated": updated}


# What a place's page shows of each row: another column's change leaves it as it is.
_ACTION_SHOWN: Final = (
    "action_id", "title", "jurisdiction", "direction", "stage_date", "first_seen_on",
)  # fmt: skip
_STAGE_SHOWN: Final = ("action_type", "stage_date")
_STATUS_SHOWN: Final = (
    "action_id", "title", "jurisdiction", "topic", "direction", "since", "known_since",
)  # fmt: skip
_SOURCE_SHOWN: Final = ("title", "url", "verdict", "last_read_on")


def _only(row: Row, columns: Sequence[str]) -> Row:
    return {name: row[name] for name in columns}


def safe_name(action_id: str) -> str:
    """Return an id as a file name. Ids are hexadecimal; whatever else comes is made harmless."""
    return (
        "".join(each if each.isascii() and (each.isalnum() or each in "-_") else "_" for each in action_id)[
            :80
        ]
        or "_"
    )
