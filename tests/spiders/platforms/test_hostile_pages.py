"""Whatever bytes a site sends, parse gives drafts and asks or raises one of our typed errors."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spiders.errors import SpiderError
from spiders.page import Ask, Draft, Page
from spiders.platforms import load_platform
from warehouse.records import Source

FIXTURES = Path(__file__).parent / "fixtures"
CASES = sorted(path.parent for path in FIXTURES.glob("*/*/case.json"))
SAMPLES = CASES[::2]
Reader = Callable[[Path], tuple[Page, Ask, Source]]

KEYS = [
    "title",
    "url",
    "start",
    "events",
    "EventDate",
    "EventId",
    "EventItemId",
    "MatterId",
    "date",
    "id",
    "link",
    "acf",
    "type",
    "EventItems",
    "allDay",
    "content",
    "value",
    "Id",
    "Name",
    "MeetingDateTime",
    "DocumentType",
    "Html",
    "unique",
    "numberdate",
    "name",
    "Master_MeetingID",
    "MM_DateTime",
    "MeetingsCount",
    "data",
    "attributes",
    "success",
    "Items",
    "Name",
    "DateTime",
    "field_meeting_date",
    "links",
    "next",
    "included",
    "uri",
    "errors",
    "eventName",
    "startDateTime",
    "publishedFiles",
    "documentList",
    "d",
]
# Platforms whose answers are JSON -> the role under which rows are read.
OF_JSON = {
    "legistar_api": "rows",
    "wordpress_json": "rows",
    "civicweb": "rows",
    "boarddocs": "rows",
    "simbli": "rows",
    "drupal": "rows 1",
    "opencities": "items",
    "civicclerk": "events",
    "primegov": "meetings",
    "escribe": "calendar",
}
JUNK = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(
        [b"\x00", b"<", b"]]>", b"&#xD800;", b"\xff\xfe", b"null", b"[]", b"{}", b'"', b"99/99/9999"]
    ),
)


@st.composite
def mutations(draw: st.DrawFn, body: bytes) -> bytes:
    """Cut, repeat and overwrite pieces of a body."""
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(body), 1)))
        length = draw(st.integers(0, 60))
        piece = draw(JUNK)
        body = body[:at] + piece + body[at + length :]
    return body


@pytest.mark.parametrize("folder", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_mutated_bytes_raise_only_our_errors(folder: Path, read_case: Reader, data: st.DataObject) -> None:
    """A damaged page is read as far as it goes, or refused by name."""
    page, ask, source = read_case(folder)
    damaged = replace(page, body=data.draw(mutations(page.body)))
    try:
        for each in load_platform(source.platform).parse(damaged, ask, source):
            assert isinstance(each, Draft | Ask)
    except SpiderError as error:
        assert str(error)


@pytest.mark.parametrize("folder", SAMPLES[::3], ids=lambda path: f"{path.parent.name}/{path.name}")
@pytest.mark.parametrize(
    "body", [b"", b"\x00" * 100, b"<" * 5000, b"[" * 5000, b'{"a":' * 3000, b"\xff" * 200]
)
def test_degenerate_bodies_raise_only_our_errors(folder: Path, read_case: Reader, body: bytes) -> None:
    """Empty, endless and binary bodies are refused by name."""
    page, ask, source = read_case(folder)
    try:
        list(load_platform(source.platform).parse(replace(page, body=body), ask, source))
    except SpiderError as error:
        assert str(error)


@settings(max_examples=240, deadline=None)
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
        lambda inner: st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner, max_size=5,
        ),
        max_leaves=12,
    ),
    platform=st.sampled_from(sorted(OF_JSON)),
)  # fmt: skip
def test_any_json_raises_only_our_errors(read_case: Reader, value: object, platform: str) -> None:
    """Values of any type under the known keys are read or refused by name."""
    folder = next(
        path for path in CASES if path.parent.name == {"wordpress_json": "wordpress"}.get(platform, platform)
    )
    page, ask, source = read_case(folder)
    damaged = replace(page, body=json.dumps(value).encode())
    try:
        list(load_platform(platform).parse(damaged, replace(ask, role=OF_JSON[platform]), source))
    except SpiderError as error:
        assert str(error)


def test_a_deeply_nested_page_is_read_in_bounded_depth(read_case: Reader) -> None:
    """Ten thousand nested boxes do not exhaust the stack."""
    page, ask, source = read_case(next(path for path in CASES if path.parent.name == "listing"))
    body = b"<html><body><h1>x</h1>" + b"<div>" * 10_000 + b"May 5, 2025" + b"</div>" * 10_000
    try:
        list(load_platform("html_listing").parse(replace(page, body=body), ask, source))
    except SpiderError as error:
        assert str(error)


def test_a_page_of_ten_thousand_rows_is_read_in_seconds(read_case: Reader) -> None:
    """A whole archive on one page is bounded in rows and time."""
    import time

    page, ask, source = read_case(
        next(path for path in CASES if path.name == "hand_kept_table_without_years")
    )
    rows = b"".join(
        b"<tr><td>May %d, 2024</td><td>Council</td><td><a href='/a%d.pdf'>Agenda</a></td></tr>"
        % (n % 28 + 1, n)
        for n in range(10_000)
    )
    body = b"<html><body><main><h1>Meetings</h1><table>" + rows + b"</table></main></body></html>"
    began = time.monotonic()
    found = list(load_platform("html_listing").parse(replace(page, body=body), ask, source))
    assert len(found) >= 2000
    assert time.monotonic() - began < 20
