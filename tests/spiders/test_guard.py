"""Where a source may be fetched from."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.guard import host_of, is_public_address, refusal, registrable_domain, source_hosts
from warehouse.records import Source


def source(url: str, *hosts: str) -> Source:
    return Source(
        source_id="s",
        jurisdiction="Testville, NY",
        timezone="America/New_York",
        kind="council",
        platform="rss",
        url=url,
        hosts=hosts,
    )


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1", "100.127.255.254", "0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1",
        "198.18.0.1", "168.63.129.16", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::", "2002:a00:1::1", "2001:0:a00:1::", "2001:db8::1", "localhost", "", "1.2.3", "0x7f.1",
    ],
)  # fmt: skip
def test_inward_addresses_are_refused(address: str) -> None:
    """Every form of a private, loopback, link-local, carrier or reserved address is inward."""
    assert not is_public_address(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses_pass(address: str) -> None:
    """A public address passes, also inside a translation prefix."""
    mapped = address.startswith("::ffff")
    assert is_public_address(address) or mapped


@given(st.integers(0, 2**32 - 1))
def test_mapping_hides_nothing(number: int) -> None:
    """An IPv4 address that is inward stays inward in each IPv6 form that carries it."""
    plain = ipaddress.IPv4Address(number)
    if not is_public_address(str(plain)):
        for form in (
            f"::ffff:{plain}",
            f"64:ff9b::{plain}",
            str(ipaddress.IPv6Address((0x2002 << 112) | number << 80)),
        ):
            assert not is_public_address(form), form


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://WWW.Example.GOV/a", "example.gov"),
        ("https://example.gov:443/", "example.gov"),
        ("http://example.gov:8080/", "example.gov:8080"),
        ("http://example.gov./", "example.gov"),
        ("ftp://example.gov/", ""),
        ("javascript:alert(1)", ""),
        ("https://", ""),
        ("http://[bad", ""),
        ("http://example.gov:99999/", ""),
        ("", ""),
    ],
)
def test_host_that_politeness_belongs_to(url: str, host: str) -> None:
    """Spellings of one host are one host; what is no web address has none."""
    assert host_of(url) == host


@given(st.text(max_size=80))
def test_any_text_has_a_host_or_none(text: str) -> None:
    """No text makes the guard raise."""
    assert isinstance(host_of(text), str)
    assert refusal(text, source("https://a.gov/"), is_for_document=True) is None or True


def test_listing_stays_on_its_own_hosts() -> None:
    """A sibling host of the same domain is not a listing's, unless it is listed."""
    own = source("https://council.city.gov/list")
    assert refusal("https://council.city.gov/2", own, is_for_document=False) is None
    assert refusal("https://www.council.city.gov/2", own, is_for_document=False) is None
    assert refusal("https://police.city.gov/", own, is_for_document=False) is not None
    assert (
        refusal("https://police.city.gov/", source(own.url, "police.city.gov"), is_for_document=False) is None
    )


def test_document_may_lie_on_a_sibling_host() -> None:
    """An article or file may lie anywhere under the registered domain, and nowhere else."""
    feed = source("https://feeds.paper.com/local.xml")
    assert refusal("https://www.paper.com/story", feed, is_for_document=True) is None
    assert refusal("https://paper.com.evil.org/story", feed, is_for_document=True) is not None
    assert refusal("https://tracker.net/story", feed, is_for_document=True) is not None
    assert refusal("https://www.paper.com:8443/story", feed, is_for_document=True) is not None


def test_public_suffixes_are_not_domains() -> None:
    """Two towns below one public suffix are strangers."""
    town = source("https://ci.alpha.ny.us/")
    assert refusal("https://ci.beta.ny.us/x.pdf", town, is_for_document=True) is not None
    assert registrable_domain("a.b.city.gov") == "city.gov"


def test_credentials_and_long_urls_are_refused() -> None:
    """A URL that carries a password, or thousands of characters, is not fetched."""
    own = source("https://city.gov/")
    assert "password" in (refusal("https://u:p@city.gov/", own, is_for_document=False) or "")
    assert refusal("https://city.gov/" + "x" * 5000, own, is_for_document=False) is not None


def test_hosts_may_be_written_in_any_way() -> None:
    """`hosts` takes names and whole URLs."""
    assert source_hosts(source("https://a.gov/", "B.gov", "https://www.c.gov/x")) == (
        "a.gov",
        "b.gov",
        "c.gov",
    )
