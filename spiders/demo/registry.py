"""The demo's registry: one YAML a jurisdiction, written with the addresses that the sample sites have."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from spiders.demo.content import Site, load_sites


def _source(site: Site, base: str) -> list[dict[str, Any]]:
    rows = []
    for source in site.sources:
        row: dict[str, Any] = {
            "id": source.id,
            "kind": source.kind,
            "platform": source.platform,
            "url": base + source.path,
            "title": source.title or site.title,
            "floor": source.floor,
            "rhythm_days": source.rhythm_days,
            "delay_seconds": 0,
            "options": source.options,
        }
        rows.append({key: value for key, value in row.items() if value not in (None, {})})
    return rows


def registry_documents(bases: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return the registry's YAML files by relative path; `bases` is scheme and authority by sample host."""
    files: dict[str, dict[str, Any]] = {}
    for site in load_sites():
        place = dict(part.split(":", 1) for part in site.ocd_id.split("/")[1:])
        name = place.get("place") or place.get("county") or "state"
        path = f"us/{place['state']}/{name}.yml"
        head = {
            "jurisdiction": site.jurisdiction,
            "ocd_id": site.ocd_id,
            "geoid": site.geoid,
            "timezone": site.timezone,
        }
        known = files.setdefault(
            path, {**{key: value for key, value in head.items() if value is not None}, "sources": []}
        )
        known["sources"].extend(_source(site, bases[site.host]))
    return files


def write_registry(folder: Path, bases: Mapping[str, str]) -> Path:
    """Write the demo's registry under `folder` and return it; the same bases give the same bytes."""
    for relative, content in registry_documents(bases).items():
        path = folder / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
        path.write_text(f"# Sample sites of the demonstration, on loopback.\n{text}", encoding="utf-8")
    return folder
