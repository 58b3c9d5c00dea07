"""Every fixture folder (an input, what was asked, what is expected) holds field by field.

A folder holds `input.*`, `case.json` (platform, url, kind, timezone, options, fetched_at, headers,
media_type, role) and `expected.json`: either `raises` and `says`, or `count`, `documents` (the first ones,
each with the fields that matter) and `asks` (what is fetched next, as [role's first word, url]).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from spiders import errors
from spiders.page import Ask, Draft, Page
from spiders.platforms import MODULES, load_platform
from warehouse.records import Source

FIXTURES = Path(__file__).parent / "fixtures"
CASES = sorted(path.parent for path in FIXTURES.glob("*/*/case.json"))

Reader = Callable[[Path], tuple[Page, Ask, Source]]


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


def test_every_platform_of_the_first_issue_has_fixtures() -> None:
    """Each module has at least three fixtures and, among them, an empty and a changed page where it can."""
    modules: dict[str, list[dict[str, Any]]] = {}
    for folder in CASES:
        case = json.loads((folder / "case.json").read_text(encoding="utf-8"))
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        modules.setdefault(MODULES[case["platform"]], []).append(expected)
    for module in set(MODULES.values()):
        cases = modules.get(module, [])
        assert len(cases) >= 3, module
        raised = {case.get("raises") for case in cases}
        assert {"EmptyPage", "LayoutChanged"} <= raised, module
