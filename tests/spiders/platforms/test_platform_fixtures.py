"""Every fixture folder (an input, what was asked, what is expected) holds field by field.

A folder holds `input.*`, `case.json` (platform, url, kind, timezone, options, fetched_at, headers,
media_type, role) and `expected.json`: either `raises` and `says`, or `blocked` (who refuses, as the crawl
tells before any platform sees the page), or `count`, `documents` (the first ones, each with the fields that
matter) and `asks` (what is fetched next, as [role's first word, url]).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from spiders import errors
from spiders.challenge import challenge_in
from spiders.page import Ask, Draft, Page
from spiders.platforms import MODULES, load_platform
from warehouse.records import Source

FIXTURES = Path(__file__).parent / "fixtures"
CASES = sorted(path.parent for path in FIXTURES.glob("*/*/case.json"))

Reader = Callable[[Path], tuple[Page, Ask, Source]]
# What these carry has no meetings that could be called off.
WITHOUT_MEETINGS = {"news_article", "sitemap", "google_alerts", "ice_agreements"}


def documents_of(found: list[Draft | Ask]) -> list[dict[str, Any]]:
    """Return the drafts that stand on the page, those behind an ask among them, as plain fields."""
    drafts = [each if isinstance(each, Draft) else each.draft for each in found]
    rows = [asdict(draft) for draft in drafts if draft is not None]
    for row in rows:
        row["attachments"] = [[each.kind, each.title, each.url] for each in row["attachments"]]
    return rows


def asks_of(found: list[Draft | Ask]) -> list[list[str]]:
    """Return what is to be fetched next."""
    return [[each.role.split(" ")[0], each.url] for each in found if isinstance(each, Ask)]


@pytest.mark.parametrize("folder", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_fixture_is_read_as_expected(folder: Path, read_case: Reader) -> None:
    """Each field named in expected.json has that value; a failure names the document and the field."""
    page, ask, source = read_case(folder)
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    module = load_platform(source.platform)
    if expected.get("raises") != "Blocked":
        assert challenge_in(page) == expected.get("blocked")
    if "blocked" in expected:
        return
    if "raises" in expected:
        with pytest.raises(getattr(errors, expected["raises"])) as caught:
            list(module.parse(page, ask, source))
        assert expected["says"] in str(caught.value)
        return
    found = list(module.parse(page, ask, source))
    documents = documents_of(found)
    for number, wanted in enumerate(expected["documents"]):
        assert number < len(documents), f"document {number} is missing"
        for name, value in wanted.items():
            assert documents[number][name] == value, f"document {number}, field {name}"
    assert len(documents) == expected["count"], "count"
    if "asks" in expected:
        assert asks_of(found) == expected["asks"], "asks"


@pytest.mark.parametrize("folder", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_times_and_keys_of_every_fixture_can_be_kept(folder: Path, read_case: Reader) -> None:
    """Whatever is read makes valid records: ISO times, kinds, one key a document."""
    from warehouse.records import Document

    page, ask, source = read_case(folder)
    try:
        found = list(load_platform(source.platform).parse(page, ask, source))
    except errors.SpiderError:
        return
    keys = []
    for row in documents_of(found):
        key = row.pop("key")
        row.pop("parent_key")
        row["attachments"] = ()
        Document(document_id="d", source_id="s", jurisdiction="j", capture_id="c", content_sha256="0", **row)
        keys.append(key)
    given = [key for key in keys if key is not None]
    assert len(given) == len(set(given)), "two documents share a key"


def _expected_by_module() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {module: [] for module in set(MODULES.values())}
    for folder in CASES:
        case = json.loads((folder / "case.json").read_text(encoding="utf-8"))
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        found[MODULES[case["platform"]]].append(expected)
    return found


@pytest.mark.parametrize("module", sorted(set(MODULES.values())))
def test_every_platform_has_its_fixtures(module: str) -> None:
    """At least three layouts that are read, an empty page, a changed one, a wall; and a cancelled meeting."""
    cases = _expected_by_module()[module]
    read = [case for case in cases if "documents" in case]
    assert len(read) >= 3, "three layouts that are read"
    raised = {case.get("raises") for case in cases}
    assert {"EmptyPage", "LayoutChanged"} <= raised
    assert any("blocked" in case for case in cases), "a wall with status 200"
    documents = [document for case in read for document in case["documents"]]
    if module not in WITHOUT_MEETINGS:
        assert any(document.get("status") in {"cancelled", "rescheduled"} for document in documents)


@pytest.mark.parametrize("folder", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_wall_that_nobody_knows_is_never_an_empty_page(folder: Path, read_case: Reader) -> None:
    """A few words in the place of any listing are a changed layout, not the word that all is quiet."""
    page, ask, source = read_case(folder)
    body = b"<!doctype html><html><head><title>Elmford</title></head><body><p>One moment.</p></body></html>"
    wall = replace(page, body=body, media_type="text/html", encoding=None, headers={})
    if MODULES[source.platform] in {"news_article"} or ask.role.startswith(("file", "article")):
        return
    try:
        found = list(load_platform(source.platform).parse(wall, ask, source))
    except errors.EmptyPage:
        pytest.fail("taken for an empty page")
    except errors.SpiderError:
        return
    assert not documents_of(found)
