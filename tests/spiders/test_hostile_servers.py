"""Servers that break HTTP, TLS or their word: each has its verdict in bounded time; the others are read."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.spiders.conftest import Crawl, Landing, Reply, Site, row, script, scripted_source

PAGE = script(row("read"))
MEGABYTE = 1_000_000
ROBOTS = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def framed(body: bytes, *headers: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", *headers, "", ""]).encode("latin-1") + body


ENDLESS = framed(b"", "Transfer-Encoding: chunked")
# name: what the server sends to a request for its page, then (verdict, words of the reason or None)
SPOKEN: dict[str, tuple[bytes, tuple[str, str | None]]] = {
    "says-nothing": (b"", ("unreachable", None)),
    "speaks-another-protocol": (b"SSH-2.0-OpenSSH_9.2\r\n", ("unreachable", None)),
    "ends-in-its-headers": (b"HTTP/1.1 200 OK\r\nContent-Ty", ("unreachable", None)),
    "has-a-length-that-is-none": (framed(PAGE, "Content-Length: many"), ("unreachable", None)),
    "has-two-lengths": (framed(PAGE, "Content-Length: 3", "Content-Length: 900"), ("unreachable", None)),
    "says-less-than-it-sends": (framed(PAGE, f"Content-Length: {len(PAGE)}") + b"x" * 99, ("ok", None)),
    "says-more-than-it-sends": (framed(PAGE, "Content-Length: 9999"), ("unreachable", "cut short")),
    "breaks-its-chunks": (ENDLESS + b"zz\r\nwhat\r\n", ("unreachable", None)),
    "ends-in-a-chunk": (ENDLESS + b"ffff\r\nhello", ("unreachable", None)),
    "sends-a-chunk-without-end": (ENDLESS + b"7fffffff\r\n" + b" " * MEGABYTE, ("broken", "larger than")),
    "sends-endless-headers": (b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 200_000, ("unreachable", None)),
    "sends-an-endless-header": (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 5 * MEGABYTE, ("unreachable", None)),
}  # fmt: skip


class Speaker:
    """Answers robots.txt with 404 and anything else with given bytes, on an address of its own."""

    def __init__(self, address: str, said: bytes, context: ssl.SSLContext | None = None) -> None:
        self.said, self.context = said, context
        self._listener = socket.create_server((address, 0))
        self.authority = f"{address}:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        try:
            connection.settimeout(10)
            if self.context is not None:
                connection = self.context.wrap_socket(connection, server_side=True)
            asked = connection.recv(65_536)
            connection.sendall(ROBOTS if b" /robots.txt " in asked else self.said)
        except OSError:
            pass
        finally:
            connection.close()

    def close(self) -> None:
        self._listener.close()


def certificate(folder: Path, name: str, *, days_ago: int = 1) -> ssl.SSLContext:
    """Return a server's context with a certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(7).not_valid_before(now - timedelta(days=days_ago + 9))
        .not_valid_after(now + timedelta(days=9 - days_ago)).sign(key, hashes.SHA256())
    )  # fmt: skip
    path = folder / f"{name}.pem"
    form = serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@pytest.fixture(scope="module")
def landing(site: Site, crawl: Crawl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Landing]:
    """All of them in one shard, beside a source that is well."""
    folder = tmp_path_factory.mktemp("certificates")
    site.routes["/robots.txt"] = Reply(b"", 404)
    speakers = {
        name: Speaker(f"127.0.1.{at}", said) for at, (name, (said, _)) in enumerate(SPOKEN.items(), start=1)
    }
    whole = framed(PAGE, f"Content-Length: {len(PAGE)}")
    secured = {
        "vouched-for-by-nobody": Speaker("127.0.1.40", whole, certificate(folder, "city.test")),
        "out-of-date": Speaker("127.0.1.41", whole, certificate(folder, "old.test", days_ago=400)),
        "plain-where-tls-is-due": Speaker("127.0.1.42", whole),
    }
    sources = [scripted_source(name, f"http://{each.authority}/list") for name, each in speakers.items()]
    sources += [scripted_source(name, f"https://{each.authority}/list") for name, each in secured.items()]

    def add(number: int, name: str, reply: Reply, **fields: object) -> None:
        site.routes[f"127.0.0.{number}/list"] = reply
        sources.append(scripted_source(name, site.url("/list", f"127.0.0.{number}"), **fields))

    add(2, "well", Reply(PAGE, 200, {"Content-Type": "application/json"}))
    add(3, "calls-it-a-pdf", Reply(PAGE, 200, {"Content-Type": "application/pdf"}))
    add(4, "calls-it-nothing", Reply(PAGE))
    add(
        5,
        "packs-it-twice",
        Reply(gzip.compress(gzip.compress(PAGE)), 200, {"Content-Encoding": "gzip, gzip"}),
    )
    add(6, "says-packed-and-is-not", Reply(PAGE, 200, {"Content-Encoding": "gzip"}))
    add(7, "packs-by-an-unknown-way", Reply(PAGE, 200, {"Content-Encoding": "snappy"}))
    add(8, "packs-a-bomb-in-a-bomb", Reply(
        gzip.compress(gzip.compress(b" " * 20 * MEGABYTE)), 200, {"Content-Encoding": "gzip, gzip"},
    ))  # fmt: skip
    add(9, "deflates", Reply(zlib.compress(PAGE), 200, {"Content-Encoding": "deflate"}))
    asks = [
        {"ask": {"url": site.url(f"/page{n}", "127.0.0.10"), "role": "listing", "may_fail": False}}
        for n in range(60)
    ]
    add(10, "refuses-from-the-third-page-on", Reply(script(row("first"), *asks)))
    for n in range(2):
        site.routes[f"127.0.0.10/page{n}"] = Reply(script(row(f"page {n}")))
    for n in range(2, 60):
        site.routes[f"127.0.0.10/page{n}"] = Reply(b"slow down", 429, {"Retry-After": "1"})
    allowed = tuple(each.authority for each in (*speakers.values(), *secured.values()))
    allowed += tuple(f"127.0.0.{last}:{site.port}" for last in range(1, 41))
    yield crawl(sources, max_body_bytes=200_000, allow_private=allowed, max_seconds=20, max_total_seconds=90)
    for each in (*speakers.values(), *secured.values()):
        each.close()


def test_the_source_that_is_well_is_read(landing: Landing) -> None:
    """Whatever its neighbors in the shard do."""
    assert landing.code == 0
    assert landing.titles("well") == ["read"]
    assert (landing.folder / "COMPLETE").is_file()


@pytest.mark.parametrize("name", SPOKEN)
def test_broken_http_has_its_verdict(landing: Landing, name: str) -> None:
    """None is taken for an empty or unchanged page, and each reason names the address."""
    night, (verdict, words) = landing.night(name), SPOKEN[name][1]
    assert night["verdict"] == verdict, night["reason"]
    assert words is None or words in night["reason"]
    assert verdict == "ok" or "127.0.1." in night["reason"]


@pytest.mark.parametrize("name", ["vouched-for-by-nobody", "out-of-date", "plain-where-tls-is-due"])
def test_tls_that_fails_is_told_as_such(landing: Landing, name: str) -> None:
    """Nothing is read over it."""
    night = landing.night(name)
    assert night["verdict"] == "unreachable" and "TLS failed" in night["reason"], night["reason"]
    assert not landing.titles(name)


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("calls-it-a-pdf", "ok"), ("calls-it-nothing", "ok"), ("packs-it-twice", "ok"), ("deflates", "ok"),
        ("says-packed-and-is-not", "unreachable"), ("packs-by-an-unknown-way", "ok"),
        ("packs-a-bomb-in-a-bomb", "broken"),
    ],
)  # fmt: skip
def test_types_and_packings_that_lie(landing: Landing, name: str, verdict: str) -> None:
    """What can be read is read by its bytes; what cannot is broken, in bounded memory."""
    night = landing.night(name)
    assert night["verdict"] == verdict, night["reason"]
    assert landing.titles(name) == (["read"] if verdict == "ok" else [])


def test_a_site_that_refuses_midway_is_blocked_and_left_alone(landing: Landing, site: Site) -> None:
    """What it gave before is kept; it is not asked for all the rest."""
    name = "refuses-from-the-third-page-on"
    night = landing.night(name)
    assert night["verdict"] == "blocked", night["reason"]
    assert {"first", "page 0", "page 1"} <= set(landing.titles(name))
    assert "after 10 refusals in a row" in night["reason"], night["reason"]
    # What came well, ten, and those that were on their way by then.
    assert len([each for each in site.asked if each.host == "127.0.0.10"]) < 25
