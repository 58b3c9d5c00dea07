"""The sample sites: what the platform modules read on them, and how they answer over HTTP."""

from __future__ import annotations

import gzip
import socket
import urllib.error
import urllib.request
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pypdfium2
import pytest
import yaml

import spiders.demo
from spiders.challenge import challenge_in
from spiders.demo.content import BANNER, NIGHTS, load_sites
from spiders.demo.pdf import write_pdf
from spiders.demo.registry import write_registry
from spiders.demo.server import SampleHost, serve
from spiders.errors import EmptyPage, LayoutChanged
from spiders.page import Ask, Draft, Page
from spiders.platforms import load_platform
from spiders.registry import load_registry
from warehouse.errors import UserError
from warehouse.records import Source

EXPECTED: dict[str, Any] = yaml.safe_load(
    (Path(spiders.demo.__file__).with_name("expected.yml")).read_text(encoding="utf-8")
)
FIRST = 20_101


@cache
def _hosts() -> dict[str, SampleHost]:
    hosts = [SampleHost(site, FIRST + at) for at, site in enumerate(load_sites())]
    return {f"127.0.0.1:{host.port}": host for host in hosts}


@pytest.fixture(scope="module")
def sources(tmp_path_factory) -> dict[str, Source]:
    """The demo's registry, as the real loader reads it."""
    folder = tmp_path_factory.mktemp("sources")
    write_registry(folder, {host.site.host: host.base for host in _hosts().values()})
    return {source.source_id: source for source in load_registry(folder)}


def _page(ask: Ask, night: int) -> Page:
    parts = urlsplit(ask.url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    reply = _hosts()[parts.netloc].answer(night, target)
    return Page(
        url=ask.url,
        requested_url=ask.url,
        status=reply.status,
        headers=dict(reply.headers),
        media_type=reply.media_type.split(";")[0],
        body=reply.body,
        fetched_at=datetime.combine(NIGHTS[night - 1], time(6), tzinfo=UTC),
        encoding="utf-8",
    )


def _read(source: Source, night: int) -> list[Draft]:
    """Return the drafts that the source's platform finds, every ask of it answered by the sample host."""
    platform = load_platform(source.platform)
    asks = list(platform.start_requests(source, NIGHTS[night - 1]))
    drafts: list[Draft] = []
    asked: set[str] = set()
    while asks:
        ask = asks.pop(0)
        if ask.url in asked:
            continue
        asked.add(ask.url)
        page = _page(ask, night)
        assert page.status == 200 or ask.may_fail, f"{ask.url}: {page.status}"
        if page.status != 200:
            continue
        found = list(platform.parse(page, ask, source))
        drafts += [each for each in found if isinstance(each, Draft)]
        asks += [each for each in found if isinstance(each, Ask)]
    return drafts


@pytest.mark.parametrize("night", [1, 2, 3])
@pytest.mark.parametrize("source_id", sorted(EXPECTED["documents"]))
def test_platform_reads_the_documents_that_were_written(sources, source_id, night):
    """Every page gives as many documents as it was made to hold; the broken and the empty say so."""
    count = EXPECTED["documents"][source_id][night - 1]
    verdict = EXPECTED["nights"][night]["verdicts"][source_id]
    if verdict == "blocked":
        return
    if count is None:
        with pytest.raises(LayoutChanged):
            _read(sources[source_id], night)
    elif count == 0:
        with pytest.raises(EmptyPage):
            _read(sources[source_id], night)
    else:
        drafts = _read(sources[source_id], night)
        assert len(drafts) == count, [draft.title for draft in drafts]
        assert all(draft.title for draft in drafts)


def test_blocked_nights_are_known_as_such(sources):
    """403 and a challenge page with status 200 are both told from a feed."""
    source = sources["mesilla-valley-news"]
    for night, status in ((2, 403), (3, 200)):
        page = _page(Ask(url=source.url), night)
        assert page.status == status
        assert challenge_in(page)


def test_legistar_gives_meetings_items_matters_and_agendas(sources):
    """The resolution stands on the second night as an item, as a matter and in the amended agenda."""
    first = _read(sources["rutherford-commission"], 1)
    second = _read(sources["rutherford-commission"], 2)
    assert {"meeting", "item", "legislation", "agenda"} <= {draft.kind for draft in first}
    assert not [draft for draft in first if "287(g)" in (draft.title or "")]
    assert {draft.kind for draft in second if "287(g)" in (draft.title or "")} == {"item", "legislation"}
    cancelled = [draft.title for draft in second if draft.status == "cancelled"]
    assert cancelled == ["Regional Planning Commission"]


def test_amended_agenda_keeps_its_address_and_changes_its_bytes(sources):
    """Same URL, other bytes: the new item is in the second night's file alone."""
    path = "/files/council/2025-04-29-agenda.pdf"
    host = next(each for each in _hosts().values() if each.site.host == "rochester-council")
    words = [_words_of(host.answer(night, path).body) for night in (1, 2, 3)]
    assert ["Int. No. 171" in each for each in words] == [False, True, True]
    assert words[1] == words[2]


def _words_of(body: bytes) -> str:
    document = pypdfium2.PdfDocument(body)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_every_link_to_a_sample_host_answers(sources):
    """Whoever follows a mail's link while the sites stand finds the page."""
    for source_id, count in EXPECTED["documents"].items():
        for draft in _read(sources[source_id], 1) if count[0] else ():
            assert _page(Ask(url=draft.url), 1).status == 200, draft.url
    for source_id in ("evanston-council", "rutherford-commission"):
        for draft in _read(sources[source_id], 1):
            if draft.kind in ("meeting", "legislation", "agenda"):
                assert _page(Ask(url=draft.url), 1).status == 200, draft.url


def test_unchanged_entries_give_the_same_bytes_on_every_night():
    """Only what was meant to change does, so that most pages of a night are 304."""
    for host in _hosts().values():
        for entry in host.site.entries:
            if entry.file and not entry.changes and len(entry.nights) == 3 and not host.site.weather:
                assert len({host.answer(night, entry.file).body for night in (1, 2, 3)}) == 1, entry.key


def test_every_page_says_that_it_is_a_sample():
    """Real places, made-up pages: the banner or the body's name tells a reader."""
    for host in _hosts().values():
        assert "sample" in host.site.title.lower()
        for path in host.paths(1):
            reply = host.answer(1, path)
            if reply.media_type.startswith("text/html"):
                assert BANNER.encode() in reply.body


def test_expectations_cover_every_source_and_both_directions(sources):
    """The table of what to expect leaves no source out."""
    for night in EXPECTED["nights"].values():
        assert set(night["verdicts"]) == set(sources)
    assert {each["source"] for each in EXPECTED["actions"]} <= set(sources)
    assert {each["direction"] for each in EXPECTED["actions"] if each["is_mailed"]} == {"limits", "expands"}
    for place in EXPECTED["places"]:
        assert place["jurisdiction"] in EXPECTED["possible_places"]
    assert {each["jurisdiction"] for each in EXPECTED["actions"]} <= set(EXPECTED["possible_places"])
    assert len({source.platform for source in sources.values()}) >= 6
    assert len({source.jurisdiction for source in sources.values()}) >= 4


def test_sites_answer_with_validators_and_gzip():
    """ETag and Last-Modified are honored, text is compressed for who accepts it, unknown paths are 404."""
    with serve(1, first_port=0) as sites:
        base = sites.hosts["rochester-news"].base
        request = urllib.request.Request(base + "/feed/", headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(request) as answer:
            etag, modified = answer.headers["ETag"], answer.headers["Last-Modified"]
            assert gzip.decompress(answer.read()).startswith(b"<?xml")
        for headers in ({"If-None-Match": etag}, {"If-Modified-Since": modified}):
            with pytest.raises(urllib.error.HTTPError) as caught:
                urllib.request.urlopen(urllib.request.Request(base + "/feed/", headers=headers))
            assert caught.value.code == 304
        sites.night = 2
        changed = urllib.request.Request(base + "/feed/", headers={"If-None-Match": etag})
        with urllib.request.urlopen(changed) as answer:
            assert answer.status == 200
            assert answer.headers["Last-Modified"] != modified
        with pytest.raises(urllib.error.HTTPError) as missing:
            urllib.request.urlopen(base + "/nowhere")
        assert missing.value.code == 404
        with urllib.request.urlopen(base + "/robots.txt") as answer:
            assert b"User-agent: *" in answer.read()


def test_taken_port_is_named_with_the_remedy():
    """A port in use is one line that says what to do, and frees what was opened."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        words = f"port {port} of 127.0.0.1 is taken .*POLICYWATCH_DEMO_PORT"
        with pytest.raises(UserError, match=words), serve(1, first_port=port):
            pass


def test_pdf_keeps_its_words_page_by_page():
    """Parentheses, backslashes, curly quotes and page breaks survive; the same text gives the same bytes."""
    text = "Item (1) \\ “quoted” § 3\fSecond page"
    body = write_pdf(text, title="Agenda (amended)")
    assert body == write_pdf(text, title="Agenda (amended)")
    document = pypdfium2.PdfDocument(body)
    pages = [page.get_textpage().get_text_range() for page in document]
    assert "Item (1) \\ “quoted” § 3" in pages[0]
    assert "Second page" in pages[1]
    assert len(pypdfium2.PdfDocument(write_pdf("line\n" * 100, title="long"))) == 3
