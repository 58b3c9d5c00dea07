"""Reads a fixture folder into what parse is called with."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from spiders.page import Ask, Page
from spiders.platforms import load_platform
from warehouse.records import Source

MEDIA_TYPES = {
    ".html": "text/html",
    ".json": "application/json",
    ".xml": "application/xml",
    ".pdf": "application/pdf",
    ".bin": "application/octet-stream",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def read_case(folder: Path) -> tuple[Page, Ask, Source]:
    """Return the page, the ask and the source of a fixture."""
    case = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    body_file = next(path for path in folder.iterdir() if path.stem == "input")
    source = Source(
        source_id="fixture",
        jurisdiction="Anywhere, NY",
        timezone=case.get("timezone", "America/New_York"),
        kind=case.get("kind", "council"),
        platform=case["platform"],
        url=case["url"],
        title=case.get("title"),
        options=case.get("options", {}),
    )
    page = Page(
        url=case["url"],
        requested_url=case["url"],
        status=200,
        headers=case.get("headers", {}),
        media_type=case.get("media_type", MEDIA_TYPES[body_file.suffix]),
        body=body_file.read_bytes(),
        fetched_at=datetime.fromisoformat(case.get("fetched_at", "2025-05-02T04:00:00+00:00")),
        encoding=case.get("encoding"),
    )
    module = load_platform(source.platform)
    first = next(iter(module.start_requests(source, page.fetched_at.date())))
    return page, Ask(url=case["url"], role=case.get("role", first.role)), source


@pytest.fixture(scope="session", name="read_case")
def _read_case() -> Callable[[Path], tuple[Page, Ask, Source]]:
    return read_case
