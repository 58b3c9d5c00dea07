"""The registry: what we watch, one YAML a jurisdiction, written by people.

    jurisdiction: Rochester, NY
    timezone: America/New_York
    sources:
      - id: rochester-ny-council
        kind: council
        platform: listing
        url: https://www.cityofrochester.gov/city-council

That is the least that is valid. Every fault is told with its file, line and remedy, all of them at once.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from spiders.guard import host_of
from spiders.platforms import known_options, known_platforms
from spiders.recognizing import recognize
from spiders.scaffold import scaffold
from spiders.wording import percent_encoded
from warehouse.declarations import read_declaration
from warehouse.errors import UserError
from warehouse.records import Source, SourceKind

__all__ = [
    "JurisdictionFile",
    "Listed",
    "SourceEntry",
    "find_source",
    "jurisdictions",
    "list_registry",
    "load_registry",
    "recognize",
    "registry_files",
    "registry_schema",
    "scaffold",
]

SUFFIXES = (".yml", ".yaml")
Verified = Literal["recorded", "documented", "unverified"]
SourceKinds: tuple[str, ...] = get_args(SourceKind)


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{value!r} is not an IANA time zone; write one such as America/New_York") from error
    return value


def _url(value: str) -> str:
    try:
        parts = urlsplit(value)
        has_credentials = parts.username is not None or parts.password is not None
    except ValueError as error:
        raise ValueError(f"{value!r} is not a URL; write one such as https://www.example.gov/") from error
    is_broken = any(character.isspace() for character in parts.netloc) or not value.isprintable()
    if not host_of(value) or is_broken:
        raise ValueError(f"{value!r} is not an http or https URL with a host; write it whole")
    if has_credentials:
        raise ValueError(
            "the URL carries a user name or password; remove them, keys come from the environment"
        )
    return percent_encoded(value)


def _platform(value: str) -> str:
    if value not in known_platforms():
        raise ValueError(f"{value!r} is not known; use one of {', '.join(known_platforms())}")
    return value


def _slug(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*", value) or len(value) > 80:
        raise ValueError(
            f"{value!r} is no id; use lower-case letters, digits and hyphens, as in rochester-ny-council"
        )
    return value


def _host(value: str) -> str:
    named = host_of(value if "://" in value else f"https://{value}")
    if not named or "/" in value.split("://")[-1] or any(character.isspace() for character in value):
        raise ValueError(f"{value!r} is not a host; write only its name, as in www.example.gov")
    return value


def _some(value: tuple[Any, ...]) -> tuple[Any, ...]:
    if not value:
        raise ValueError("there is none; declare at least one source")
    return value


_LIFTED = ("ocd_id", "geoid", "state", "timezone")


Url = Annotated[str, AfterValidator(_url)]


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class SourceEntry(_Declared):
    """One source as it is written."""

    id: Annotated[str, AfterValidator(_slug)] = Field(description="unique over the whole registry")
    kind: SourceKind = Field(description="what sort of body publishes it")
    platform: Annotated[str, AfterValidator(_platform)] = Field(description="how its pages are read")
    url: Url = Field(description="the page, feed or API to watch; fetched exactly as written")
    title: str | None = Field(default=None, description="what its readers call it")
    floor: int = Field(
        default=0, ge=0, description="documents that a good night finds at least; 0: not known"
    )
    last_count: int | None = Field(default=None, ge=0, description="documents found when last looked at")
    rhythm_days: int | None = Field(default=None, ge=1, description="days of silence that are usual")
    hosts: tuple[Annotated[str, AfterValidator(_host)], ...] = Field(
        default=(), description="further hosts it may be fetched from"
    )
    delay_seconds: float | None = Field(default=None, ge=0, le=3600, description="pause between its requests")
    options: dict[str, Any] = Field(default_factory=dict, description="what its platform understands")
    verified: Verified = Field(default="unverified", description="how sure we are of the address")
    note: str | None = Field(default=None, description="why; what to know about it")

    @model_validator(mode="after")
    def _options_are_understood(self) -> SourceEntry:
        known = known_options(self.platform) if self.options else frozenset()
        if unknown := sorted(set(self.options) - known):
            raise ValueError(
                f"the option {unknown[0]!r} does nothing on {self.platform}; "
                f"those that do are {', '.join(sorted(known))}"
            )
        return self


class JurisdictionFile(_Declared):
    """One jurisdiction's file."""

    jurisdiction: Annotated[str, Field(min_length=2)] = Field(
        description='its name with the state, as in "Rochester, NY"'
    )
    timezone: Annotated[str, AfterValidator(_zone)] = Field(description="IANA name of its local time")
    ocd_id: Annotated[str, Field(pattern=r"^ocd-division/country:us(/[a-z_]+:[^/\s]+)*$")] | None = Field(
        default=None, description="Open Civic Data division"
    )
    geoid: Annotated[str, Field(pattern=r"^\d{2,10}$")] | None = Field(
        default=None, description="Census GEOID; quote it, for its leading zero"
    )
    state: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    stance: Literal["limits", "expands", "mixed", "unclear"] | None = Field(
        default=None, description="which way its policy pointed when the file was written; for balance only"
    )
    note: str | None = None
    sources: Annotated[
        tuple[SourceEntry, ...], AfterValidator(_some), Field(json_schema_extra={"minItems": 1})
    ]

    @model_validator(mode="before")
    @classmethod
    def _lift(cls, content: Any) -> Any:
        """Take what a `jurisdiction:` mapping says beside its name as if it stood at the top."""
        place = content.get("jurisdiction") if isinstance(content, dict) else None
        if not isinstance(place, dict) or not set(place) <= {"name", *_LIFTED} or "name" not in place:
            return content
        lifted = {key: value for key, value in place.items() if key in _LIFTED}
        return {**lifted, **content, "jurisdiction": place["name"]}


@dataclass(frozen=True)
class Listed:
    """One source with what the registry alone knows about it."""

    source: Source
    path: Path
    last_count: int | None
    verified: Verified
    note: str | None
    stance: str | None


def registry_files(path: Path) -> list[Path]:
    """Return the registry's files in order. Raises UserError where there are none."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise UserError(f"{path}: there is no such file or folder; check the path of the registry")
    files = sorted(each for each in path.rglob("*") if each.suffix in SUFFIXES and each.is_file())
    if not files:
        raise UserError(f"{path}: holds no .yml file; write one with `policywatch sources new URL`")
    return files


def list_registry(path: Path) -> list[Listed]:
    """Return every source of a registry, in order of file and line.

    Raises UserError with all faults of all files, a line each.
    """
    faults: list[str] = []
    listed: list[Listed] = []
    first_seen: dict[str, Path] = {}
    for file in registry_files(path):
        try:
            declared = read_declaration(file, JurisdictionFile)
        except UserError as error:
            faults.append(str(error))
            continue
        for entry in declared.sources:
            if entry.id in first_seen:
                line = _line_of(file, entry.id, nth=2 if first_seen[entry.id] == file else 1)
                other = first_seen[entry.id]
                faults.append(
                    f"{file}:{line}: the id {entry.id!r} stands in {other} too; give one another name"
                )
                continue
            first_seen[entry.id] = file
            listed.append(_listed(declared, entry, file))
    if faults:
        raise UserError("\n".join(faults))
    return listed


def load_registry(path: Path) -> list[Source]:
    """Return the sources of a registry file or folder. Raises UserError as `list_registry` does."""
    return [each.source for each in list_registry(path)]


def jurisdictions(path: Path) -> dict[str, list[Listed]]:
    """Return the registry's sources by the name of their jurisdiction, in order."""
    found: dict[str, list[Listed]] = {}
    for each in list_registry(path):
        found.setdefault(each.source.jurisdiction, []).append(each)
    return found


def find_source(path: Path, source_id: str) -> Source:
    """Return one source by its id. Raises UserError naming some that there are."""
    sources = load_registry(path)
    for source in sources:
        if source.source_id == source_id:
            return source
    near = [each.source_id for each in sources if source_id.split("-")[0] in each.source_id] or [
        each.source_id for each in sources
    ]
    raise UserError(f"no source is called {source_id!r}; there are {', '.join(near[:12])}")


def _listed(declared: JurisdictionFile, entry: SourceEntry, file: Path) -> Listed:
    source = Source(
        source_id=entry.id,
        jurisdiction=declared.jurisdiction,
        ocd_id=declared.ocd_id,
        geoid=declared.geoid,
        timezone=declared.timezone,
        kind=entry.kind,
        platform=entry.platform,
        url=entry.url,
        title=entry.title,
        floor=entry.floor,
        rhythm_days=entry.rhythm_days,
        hosts=entry.hosts,
        delay_seconds=entry.delay_seconds,
        options=entry.options,
    )
    return Listed(source, file, entry.last_count, entry.verified, entry.note, declared.stance)


def _line_of(file: Path, source_id: str, *, nth: int) -> int:
    pattern = re.compile(rf"""^[\s-]*id:\s*["']?{re.escape(source_id)}["']?\s*(?:#.*)?$""")
    lines = [
        number
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.match(line)
    ]
    return lines[min(nth, len(lines)) - 1] if lines else 1


def registry_schema() -> str:
    """Return the JSON Schema of a registry file; editors read it from `spiders/sources/schema.json`."""
    schema = JurisdictionFile.model_json_schema(mode="validation")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "A jurisdiction that policywatch watches"
    name = schema["properties"]["jurisdiction"]
    named = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
    schema["properties"]["jurisdiction"] = {
        "description": name.get("description", ""),
        "anyOf": [{"type": "string", "minLength": 2}, named],
    }
    schema["$defs"]["SourceEntry"]["properties"]["platform"]["enum"] = list(known_platforms())
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    (Path(__file__).parent / "sources" / "schema.json").write_text(registry_schema(), encoding="utf-8")
