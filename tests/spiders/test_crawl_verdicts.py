"""One crawl over many sources, each in its own trouble: verdicts, bounds and hosts."""

from __future__ import annotations

import gzip
import itertools
import time

import pytest

from tests.spiders.conftest import Crawl, Landing, Reply, Site, row, script, scripted_source

HTML = {"Content-Type": "text/html; charset=utf-8"}
CHALLENGE = b"""<!DOCTYPE html><html><head><title>Just a moment...</title></head>
<body><noscript>Enable JavaScript and cookies to continue</noscript>
<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script></body></html>"""


@pytest.fixture(scope="module")
def landing(site: Site, crawl: Crawl) -> Landing:
    """Some thirty sources in one shard, few of them well."""
    site.routes["/robots.txt"] = Reply(b"", 404)
    sources = []

    def add(number: int, name: str, reply: object, path: str = "/list", **fields: object) -> None:
        host = f"127.0.0.{number}"
        site.routes[f"{host}{path}"] = reply  # type: ignore[assignment]
        sources.append(scripted_source(name, site.url(path, host), **fields))

    add(2, "well", Reply(script(row("a"), row("b"), row("c"))), floor=3)
    add(3, "raises", Reply(script(row("before"), {"raise": "ValueError", "why": "odd"})))
    add(4, "layout", Reply(script({"raise": "LayoutChanged", "why": "no table"})))
    add(5, "forbidden", Reply(b"no", 403))
    add(6, "challenged", Reply(CHALLENGE, 200, HTML))
    add(7, "too-many", Reply(b"", 429, {"Retry-After": "900"}))
    add(8, "robots", Reply(script(row("never"))))
    site.routes["127.0.0.8/robots.txt"] = Reply(b"User-agent: *\nDisallow: /list\n", 200)
    add(9, "robots-down", Reply(script(row("never"))))
    site.routes["127.0.0.9/robots.txt"] = Reply(b"", 503)
    add(10, "off-host", Reply(b"", 302, {"Location": site.url("/list", "127.0.0.2")}))
    private = site.url("/list", "127.0.0.77")
    add(11, "private", Reply(b"", 302, {"Location": private}), hosts=(f"127.0.0.77:{site.port}",))
    add(12, "looping", Reply(b"", 301, {"Location": "/list"}))
    add(13, "slow", Reply(script(row("late")), pause=4))
    add(14, "dripping", Reply(script(row("drop by drop")), drip=0.5))
    add(15, "oversize", Reply(b"x" * 300_000))
    bomb = gzip.compress(b" " * 3_000_000)
    add(16, "bomb", Reply(bomb, 200, {"Content-Encoding": "gzip"}))
    add(17, "floor", Reply(script(row("only one"))), floor=4)
    add(18, "nothing", Reply(script()))
    add(19, "empty", Reply(script({"raise": "EmptyPage", "why": "no meetings scheduled"})))
    add(20, "gone", Reply(b"gone", 404))
    add(21, "cut-short", Reply(b"[]", 200, {"Content-Length": "500", "Connection": "close"}))
    add(22, "busy", Reply(script({"sleep": 5}, row("late"))))
    first = Reply(b"", 503, {"Retry-After": "1"})
    answers = [Reply(script(row("second try"))), first]
    add(23, "retried", lambda _: answers.pop() if len(answers) > 1 else answers[0])
    sources.append(scripted_source("unresolved", "http://nosuch.invalid/list"))
    add(24, "credentials", Reply(b"", 302, {"Location": "http://u:p@127.0.0.24/list"}))
    add(25, "broken-start", Reply(b""), options={"asks": [{"adress": "x"}]})
    add(26, "empty-url", Reply(b""), options={"asks": [{"url": "mailto:x@y.z"}, {"url": "http://[bad"}]})
    long = "/" + "l" * 3_000
    add(27, "long-url", Reply(script(row("found"))), path=long)
    too_long = site.url("/" + "l" * 5_000, "127.0.0.28")
    draft = {"kind": "article", "url": too_long, "title": "from the list", "key": "long"}
    add(28, "too-long-url", Reply(script({"ask": {"url": too_long, "role": "page", "draft": draft}})))
    return crawl(sources, max_body_bytes=200_000, max_parse_seconds=1.0)


def test_whole_landing_despite_every_failure(landing: Landing) -> None:
    """The crawl ends with a whole landing and exit code 0, though most sources failed."""
    assert (landing.code, landing.said) == (0, "")
    assert (landing.folder / "COMPLETE").is_file()
    assert landing.titles("well") == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("source_id", "verdict", "words"),
    [
        ("well", "ok", "3 documents"),
        ("raises", "broken", "its parser failed (ValueError: odd)"),
        ("layout", "broken", "no table"),
        ("forbidden", "blocked", "status 403"),
        ("challenged", "blocked", "challenge page (status 200)"),
        ("too-many", "blocked", "asks to wait 900 seconds"),
        ("robots", "blocked", "robots.txt of 127.0.0.8"),
        ("robots-down", "unreachable", "robots.txt could not be read (status 503)"),
        ("off-host", "broken", "is not one of this source's hosts; add it to `hosts`"),
        ("private", "unreachable", "private address 127.0.0.77"),
        ("looping", "broken", "redirected more than"),
        ("slow", "unreachable", "no whole answer within 1.5 seconds"),
        ("dripping", "unreachable", "no whole answer within 1.5 seconds"),
        ("oversize", "broken", "larger than 200,000 bytes"),
        ("bomb", "broken", "unpacks to over 200,000 bytes"),
        ("floor", "broken", "1 document found, at least 4 expected"),
        ("nothing", "broken", "does not say that there are none"),
        ("empty", "empty", "no meetings scheduled"),
        ("gone", "broken", "the page is gone"),
        ("cut-short", "unreachable", "cut short"),
        ("busy", "broken", "took over 1 seconds"),
        ("retried", "ok", "1 document"),
        ("unresolved", "unreachable", "does not resolve"),
        ("credentials", "broken", "user name or password"),
        ("broken-start", "broken", "its parser failed (TypeError"),
        ("empty-url", "broken", "only http and https"),
        ("long-url", "ok", "1 document"),
        ("too-long-url", "ok", "1 document not fetched (the URL is longer than 4096 characters)"),
    ],
)
def test_verdict_and_reason(landing: Landing, source_id: str, verdict: str, words: str) -> None:
    """Each trouble has its own verdict, with a reason in words."""
    night = landing.night(source_id)
    assert (night["verdict"], words in night["reason"]) == (verdict, True), night["reason"]


def test_what_a_page_gave_before_its_fault_is_kept(landing: Landing) -> None:
    """Documents that parse yielded before it raised are landed."""
    assert landing.titles("raises") == ["before"]


def test_refused_pages_are_kept_as_evidence(landing: Landing) -> None:
    """A block page is in the archive, though nothing was read from it."""
    statuses = {each["source_id"]: each["status"] for each in landing.captures}
    assert statuses["challenged"] == 200
    assert statuses["forbidden"] == 403


def test_no_request_reached_a_forbidden_place(landing: Landing, site: Site) -> None:
    """Neither robots' refusals nor private addresses were ever asked."""
    assert landing.code == 0
    assert not site.at("/list", "127.0.0.8")
    assert not site.at("/list", "127.0.0.9")
    assert not [each for each in site.asked if each.host == "127.0.0.77"]


def test_user_agent_names_us_and_a_contact(landing: Landing, site: Site) -> None:
    """Every request says who we are and how to reach us."""
    assert landing.code == 0
    agents = {each.headers["user-agent"] for each in site.asked}
    assert len(agents) == 1
    assert agents.pop().startswith("policywatch/")
    assert all("tests@example.org" in each.headers["user-agent"] for each in site.asked)


def test_retry_after_is_waited_for(landing: Landing, site: Site) -> None:
    """The second try comes no sooner than the site asked."""
    assert landing.code == 0
    first, second = site.at("/list", "127.0.0.23")
    assert 0.9 <= second.at - first.at < 5


def test_log_lines_carry_their_source(landing: Landing) -> None:
    """An operator can follow one source through the log."""
    lines = [each for each in landing.log if each.get("source_id") == "raises"]
    assert any("traceback" in each for each in lines)
    assert lines[-1]["message"].startswith("broken: ")


def test_pauses_between_requests_to_one_host(site: Site, crawl: Crawl) -> None:
    """A source's own delay is kept between its requests, and not by other hosts."""
    steps = [{"ask": {"url": site.url(f"/p{n}", "127.0.0.30"), "role": "listing"}} for n in range(3)]
    site.routes["127.0.0.30/list"] = Reply(script(*steps))
    for n in range(3):
        site.routes[f"127.0.0.30/p{n}"] = Reply(script(row(f"p{n}")))
    source = scripted_source("paced", site.url("/list", "127.0.0.30"), delay_seconds=0.4)
    before = time.monotonic()
    done = crawl([source], delay_seconds=0.05)
    times = sorted(each.at for each in site.asked if each.host == "127.0.0.30" and each.at > before)
    assert done.titles("paced") == ["p0", "p1", "p2"]
    gaps = [later - sooner for sooner, later in itertools.pairwise(times)]
    assert min(gaps) >= 0.37, gaps
