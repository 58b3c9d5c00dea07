"""What a crawl leaves: order, versions, conditional requests, marker, rerun, standard WARC."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from spiders.replay import read_archived
from tests.spiders.conftest import Asked, Crawl, Landing, Reply, Site, row, script, scripted_source

HTML = {"Content-Type": "text/html; charset=utf-8", "ETag": '"v1"', "X-Odd": "kept as it came"}


def page(title: str, words: str = "words") -> bytes:
    return (
        f"<html><head><title>{title}</title></head><body><main><p>{words}</p></main></body></html>".encode()
    )


def item(url: str, key: str, **fields: object) -> dict[str, object]:
    draft = {"kind": "article", "url": url, "title": f"feed {key}", "key": key}
    return {"ask": {"url": url, "role": "page", "draft": draft, **fields}}


def unless_known(reply: Reply) -> object:
    def answer(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == reply.headers["ETag"]:
            return Reply(b"", 304, {"ETag": reply.headers["ETag"]})
        return reply

    return answer


@pytest.fixture(scope="module")
def first(site: Site, crawl: Crawl) -> Landing:
    """A listing of three articles, the first slow, one gone, one on another host, and a POST."""
    site.routes["/robots.txt"] = Reply(b"", 404)
    site.routes["/a"] = unless_known(Reply(page("A"), 200, HTML, pause=0.4))  # type: ignore[assignment]
    site.routes["/b"] = unless_known(Reply(page("B"), 200, HTML))  # type: ignore[assignment]
    site.routes["/api"] = lambda asked: Reply(script(row("posted " + asked.body.decode())))
    listing = script(
        item(site.url("/a"), "a"),
        row("between"),
        item(site.url("/gone"), "gone"),
        item("http://elsewhere.example/c", "c"),
        item(site.url("/b"), "b"),
        {"ask": {"url": site.url("/api"), "method": "POST", "body": "one"}},
        {"ask": {"url": site.url("/api"), "method": "POST", "body": "two"}},
        row("last"),
    )
    site.routes["/list"] = Reply(listing, 200, {"ETag": '"l1"', "Content-Type": "application/json"})
    site.routes["/moved"] = Reply(b"", 301, {"Location": "/list2"})
    site.routes["/list2"] = Reply(script(row("moved")))
    return crawl([scripted_source("one", site.url("/list")), scripted_source("two", site.url("/moved"))])


def test_documents_keep_page_order(first: Landing) -> None:
    """A slow article stands where its listing has it; sources follow the spec's order."""
    titles = [each["title"] for each in first.documents]
    assert titles == ["A", "between", "feed gone", "feed c", "B", "posted one", "posted two", "last", "moved"]
    assert [each["position"] for each in first.documents] == list(range(9))


def test_article_that_cannot_be_read_is_landed_from_its_listing(first: Landing) -> None:
    """A missing or foreign article's draft points at the listing's capture and carries its own words."""
    listing = next(each for each in first.captures if each["url"].endswith("/list"))
    for title in ("feed gone", "feed c"):
        (found,) = [each for each in first.documents if each["title"] == title]
        assert (found["capture_id"], found["inline_text"]) == (listing["capture_id"], title)
    (own,) = [each for each in first.documents if each["title"] == "A"]
    assert own["inline_text"] is None
    night = first.night("one")
    assert night["verdict"] == "ok"
    assert "not this source's (elsewhere.example)" in night["reason"]
    assert "1 page behind the listing could not be read" in night["reason"]


def test_marker_names_every_file_with_its_hash(first: Landing) -> None:
    """COMPLETE holds size and SHA-256 of what lies beside it; nothing temporary is left."""
    marker = json.loads((first.folder / "COMPLETE").read_text("utf-8"))
    for name, told in marker["files"].items():
        body = (first.folder / name).read_bytes()
        assert told == {"size_bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    assert {path.name for path in first.folder.iterdir()} == {*marker["files"], "COMPLETE"}
    assert set(marker["files"]) >= {"captures.warc.gz", "captures.jsonl", "documents.jsonl", "stats.json"}


def test_warc_is_read_by_a_standard_tool(first: Landing) -> None:
    """warcio reads each record at its offset, with the body that the capture's hash names."""
    path = first.folder / "captures.warc.gz"
    with path.open("rb") as file:
        kinds = [record.rec_type for record in ArchiveIterator(file)]
    assert kinds[0] == "warcinfo"
    for capture in first.captures:
        assert capture["warc_path"] == "2025-05-02/0/captures.warc.gz"
        with path.open("rb") as file:
            file.seek(capture["warc_offset"])
            record = next(iter(ArchiveIterator(file)))
            assert record.rec_headers.get_header("WARC-Target-URI") == capture["url"]
            assert record.http_headers.get_statuscode() == str(capture["status"])
            body = record.content_stream().read()
        assert hashlib.sha256(body).hexdigest() == capture["sha256"]
        assert read_archived(path, capture["warc_offset"], max_bytes=10**6)[1] == body


def test_headers_stand_as_they_came(first: Landing) -> None:
    """The archive keeps headers that nobody asked for."""
    capture = next(each for each in first.captures if each["url"].endswith("/a"))
    headers, _ = read_archived(first.folder / "captures.warc.gz", capture["warc_offset"], max_bytes=10**6)
    assert dict(headers)["X-Odd"] == "kept as it came"


def test_each_hop_of_a_redirect_is_captured(first: Landing) -> None:
    """A redirect is one capture, its target another, both asked for by the first address."""
    hops = [
        (each["status"], each["url"].rsplit("/", 1)[1])
        for each in first.captures
        if each["source_id"] == "two"
    ]
    assert hops == [(301, "moved"), (200, "list2")]
    assert len({each["requested_url"] for each in first.captures if each["source_id"] == "two"}) == 1


def test_landing_replays_itself(first: Landing, crawl: Crawl) -> None:
    """The archive answers the same crawl without the site, POSTs told apart, the missing named."""
    listing = next(each for each in first.captures if each["url"].endswith("/list"))
    sources = [scripted_source("one", listing["url"])]
    again = crawl(sources, replay=first.folder / "captures.warc.gz")
    assert again.code == 0, again.said
    mine = [{**each, "capture_id": "", "position": 0} for each in again.documents]
    theirs = [
        {**each, "capture_id": "", "position": 0} for each in first.documents if each["source_id"] == "one"
    ]
    assert mine == theirs
    assert again.stats["missing_from_archive"] == ["http://elsewhere.example/c"]


def test_unchanged_pages_cost_a_304(first: Landing, site: Site, crawl: Crawl) -> None:
    """With validators an unchanged listing and its articles end as revisits, and nothing is landed anew."""
    site.routes["/list"] = unless_known(site.routes["/list"])  # type: ignore[arg-type,assignment]
    validators = {each["requested_url"]: each for each in first.captures if each["method"] == "GET"}
    fields = ("etag", "last_modified", "sha256", "capture_id", "warc_path", "warc_offset")
    known = {f"one GET {url}": {name: each[name] for name in fields} for url, each in validators.items()}
    source = scripted_source("one", site.url("/list"), floor=5)
    out = first.folder.parent.parent / "2025-05-03" / "0"
    site.routes["/api"] = Reply(b"", 500)
    done = crawl([source], validators=known, out=out, run_id="2025-05-03")
    assert done.code == 0
    revisits = [each for each in done.captures if each["is_revisit"]]
    assert {each["url"].rsplit("/", 1)[1] for each in revisits} == {"list", "a", "b"}
    assert all(each["size_bytes"] == 0 and each["status"] == 304 for each in revisits)
    assert {each["sha256"] for each in revisits} <= {each["sha256"] for each in first.captures}
    assert done.documents == []
    with (out / "captures.warc.gz").open("rb") as file:
        assert [r.rec_type for r in ArchiveIterator(file)].count("revisit") == 3


def test_changed_file_behind_an_unchanged_listing_is_found(first: Landing, site: Site, crawl: Crawl) -> None:
    """The listing's archived body is read again, so a file replaced in place is a new version."""
    known = {
        f"one GET {each['requested_url']}": {
            name: each[name] for name in ("etag", "sha256", "warc_path", "warc_offset")
        }
        for each in first.captures
        if each["method"] == "GET"
    }
    site.routes["/list"] = unless_known(Reply(b"", 200, {"ETag": '"l1"'}))  # type: ignore[assignment]
    site.routes["/b"] = Reply(page("B, amended"), 200, {**HTML, "ETag": '"v2"'})
    site.routes["/api"] = Reply(script())
    out = first.folder.parent.parent / "2025-05-04" / "0"
    done = crawl([scripted_source("one", site.url("/list"))], validators=known, out=out, run_id="2025-05-04")
    assert done.titles("one") == ["B, amended"]
    assert done.night("one")["verdict"] == "ok"


def test_same_bytes_without_validators_of_http_are_a_revisit(site: Site, crawl: Crawl) -> None:
    """A server that knows no ETag is compared by the hash of its bytes."""
    body = script(row("same"))
    site.routes["/plain"] = Reply(body)
    known = {f"plain GET {site.url('/plain')}": {"sha256": hashlib.sha256(body).hexdigest()}}
    done = crawl([scripted_source("plain", site.url("/plain"))], validators=known)
    assert done.night("plain")["verdict"] == "unchanged"
    assert done.documents == []
    assert done.captures[0]["is_revisit"]


def test_complete_landing_is_left_alone(first: Landing, site: Site, crawl: Crawl) -> None:
    """A second crawl into a whole landing asks nothing and changes nothing."""
    before = {path.name: path.read_bytes() for path in first.folder.iterdir()}
    asked = len(site.asked)
    again = crawl([scripted_source("one", site.url("/list"))], out=first.folder)
    assert (again.code, len(site.asked)) == (0, asked)
    assert {path.name: path.read_bytes() for path in first.folder.iterdir()} == before


def test_unfinished_landing_is_begun_anew(site: Site, crawl: Crawl, tmp_path: Path) -> None:
    """What a killed crawl left is wiped, other people's files are not."""
    site.routes["/fresh"] = Reply(script(row("fresh")))
    out = tmp_path / "2025-05-02" / "0"
    out.mkdir(parents=True)
    (out / "documents.jsonl").write_text("half a li", encoding="utf-8")
    (out / "captures.warc.gz.part").write_bytes(b"half")
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    done = crawl([scripted_source("fresh", site.url("/fresh"))], out=out)
    assert (done.code, done.titles("fresh")) == (0, ["fresh"])
    assert (out / "notes.txt").read_text("utf-8") == "mine"
    assert not (out / "captures.warc.gz.part").exists()


def test_landing_that_cannot_be_written_is_one_line(site: Site, crawl: Crawl, tmp_path: Path) -> None:
    """A file where the folder should be is told with exit code 2."""
    (tmp_path / "taken").write_text("", encoding="utf-8")
    done = crawl([scripted_source("fresh", site.url("/fresh"))], out=tmp_path / "taken" / "r" / "0")
    assert done.code == 2
    assert done.said.count("\n") == 1
    assert "cannot be written" in done.said


def test_source_time_is_bounded(site: Site, crawl: Crawl) -> None:
    """A source that goes on for ever is stopped, and what it found is kept."""
    steps = [{"ask": {"url": site.url("/endless?0")}}]

    def endless(asked: Asked) -> Reply:
        number = int(asked.path.partition("?")[2] or 0)
        return Reply(
            script(row(f"n{number}"), {"ask": {"url": site.url(f"/endless?{number + 1}")}}), pause=0.05
        )

    for number in range(2000):
        site.routes[f"/endless?{number}"] = endless
    site.routes["/begin"] = Reply(script(*steps))
    done = crawl([scripted_source("endless", site.url("/begin"))], max_seconds=1.0)
    night = done.night("endless")
    assert night["verdict"] == "ok"
    assert "stopped after 1 seconds" in night["reason"]
    assert 3 < night["documents_count"] < 60
    bounded = crawl([scripted_source("endless", site.url("/begin"))], max_requests=5)
    assert bounded.night("endless")["captures_count"] == 5
    assert "stopped after 5 requests" in bounded.night("endless")["reason"]


def test_a_sources_time_is_its_own(site: Site, crawl: Crawl) -> None:
    """Of twenty sources on one host each has all its time: waiting for the others uses up none of it."""
    sources = []
    for number in range(20):
        urls = [site.url(f"/shared{number}/{at}") for at in range(5)]
        site.routes[f"/shared{number}"] = Reply(script(*[item(url, url) for url in urls]))
        for at in range(5):
            site.routes[f"/shared{number}/{at}"] = Reply(page("P"), 200, HTML)
        sources.append(scripted_source(f"shared{number}", site.url(f"/shared{number}")))
    done = crawl(sources, delay_seconds=0.03, max_seconds=1.5)
    whole = [each.source_id for each in sources if done.titles(each.source_id) == ["P"] * 5]
    assert len(whole) == 20


def test_keys_are_sent_and_never_kept(site: Site, crawl: Crawl, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key of the environment is on the wire alone: not in archive, documents, statistics or log."""
    monkeypatch.setenv("TEST_TOKEN", "sesame-4711")
    site.routes["/keyed?x=1&token=sesame-4711"] = Reply(script(row("keyed")))
    site.routes["/fail?token=sesame-4711"] = Reply(b"", 302, {"Location": "/nowhere?token=sesame-4711"})
    options = {
        "secret_query": {"token": "TEST_TOKEN"},
        "asks": [{"url": site.url("/keyed?x=1")}, {"url": site.url("/fail")}],
    }
    done = crawl([scripted_source("keyed", site.url("/keyed?x=1"), options=options)])
    assert done.titles("keyed") == ["keyed"]
    assert site.at("/keyed?x=1&token=sesame-4711")
    site.routes["/pass"] = Reply(b"", 302, {"Location": "http://clerk:hunter22@127.0.0.1/x"})
    scolded = crawl([scripted_source("pass", site.url("/pass"))])
    assert b"hunter22" not in (scolded.folder / "crawl.log").read_bytes()
    assert b"hunter22" not in (scolded.folder / "stats.json").read_bytes()
    for path in done.folder.iterdir():
        body = path.read_bytes()
        assert b"sesame-4711" not in body
    with (done.folder / "captures.warc.gz").open("rb") as file:
        for record in ArchiveIterator(file):
            assert b"sesame-4711" not in record.content_stream().read()
            assert "sesame" not in str(record.rec_headers.headers) + str(
                getattr(record.http_headers, "headers", "")
            )


def test_time_of_the_whole_crawl_ends_it_in_order(site: Site, crawl: Crawl) -> None:
    """At its own bound a crawl stops asking; what still waited is landed from its listing."""
    for number in range(40):
        site.routes[f"/tardy{number}"] = Reply(page(f"P{number}"), 200, HTML, pause=0.6)
    site.routes["/many"] = Reply(script(*[item(site.url(f"/tardy{n}"), f"k{n}") for n in range(40)]))
    done = crawl([scripted_source("many", site.url("/many"))], max_total_seconds=1.0)
    assert done.code == 0
    titles = done.titles("many")
    assert len(titles) == 40
    assert 1 <= sum(str(title).startswith("P") for title in titles) < 40
    assert "were left when the crawl's time was up" in done.night("many")["reason"]


def test_an_old_page_that_is_known_rests(site: Site, crawl: Crawl) -> None:
    """It is not asked for, not landed from the changed listing, and counts as found and unchanged."""
    old = {"kind": "article", "url": site.url("/old"), "published_at": "2015-01-01", "key": "old"}
    young = {"kind": "article", "url": site.url("/young"), "published_at": "2025-05-01", "key": "young"}
    steps = [{"ask": {"url": each["url"], "role": "page", "draft": each}} for each in (old, young)]
    site.routes["/rests"] = Reply(json.dumps(steps).encode())
    site.routes["/old"], site.routes["/young"] = (
        Reply(page("old"), 200, HTML),
        Reply(page("young"), 200, HTML),
    )
    known = {
        f"rests GET {each['url']}": {"sha256": "0" * 64, "first_on": "2025-04-01", "asked_on": "2025-05-01"}
        for each in (old, young)
    }
    done = crawl([scripted_source("rests", site.url("/rests"))], validators=known, run_id="2025-05-02")
    night = done.night("rests")
    assert not site.at("/old") and len(site.at("/young")) == 1
    assert done.titles("rests") == ["young"]
    assert (night["verdict"], night["unchanged_count"]) == ("ok", 1)
    assert "1 known page not asked for again yet" in night["reason"]


def test_what_one_source_knows_another_asks_for(site: Site, crawl: Crawl) -> None:
    """A source that shares an address with an older one gets its whole answer."""
    body = script(row("shared"))
    site.routes["/shared"] = Reply(body, 200, {"ETag": '"s"'})
    known = {f"older GET {site.url('/shared')}": {"sha256": hashlib.sha256(body).hexdigest(), "etag": '"s"'}}
    sources = [scripted_source(name, site.url("/shared")) for name in ("older", "newer")]
    done = crawl(sources, validators=known)
    assert [done.night(name)["verdict"] for name in ("older", "newer")] == ["unchanged", "ok"]
    assert done.titles("newer") == ["shared"]


def test_a_meeting_called_off_is_a_version_though_its_agenda_stands(site: Site, crawl: Crawl) -> None:
    """The listing says so; the file behind it answers 304 or the same bytes."""
    body = page("Agenda")
    draft = {"kind": "agenda", "starts_at": "2025-05-09", "title": "Agenda"}
    asks = [
        {
            "url": site.url(path),
            "role": "page",
            "draft": draft | {"key": path, "url": site.url(path), "status": s},
        }
        for path, s in (("/off", "cancelled"), ("/on", "scheduled"), ("/same", "cancelled"))
    ]
    site.routes["/calendar"] = Reply(json.dumps([{"ask": each} for each in asks]).encode())
    for path in ("/off", "/on"):
        site.routes[path] = unless_known(Reply(body, 200, {**HTML, "ETag": '"a"'}))
    site.routes["/same"] = Reply(body, 200, HTML)
    source = scripted_source("calls", site.url("/calendar"))
    first = crawl([source], run_id="2025-05-01")
    assert len(first.titles("calls")) == 3
    fields = ("etag", "sha256", "warc_path", "warc_offset")
    known = {
        f"calls GET {each['requested_url']}": {name: each[name] for name in fields}
        for each in first.captures
        if not each["url"].endswith("/calendar")
    }
    again = crawl([source], validators=known, landing_root=first.folder.parent.parent)
    assert sorted(each["url"].rsplit("/", 1)[1] for each in again.documents) == ["off", "same"]
    assert all(each["is_revisit"] for each in again.captures if not each["url"].endswith("/calendar"))
