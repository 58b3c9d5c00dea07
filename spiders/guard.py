"""Where a source may be fetched from: its own hosts, and never an address inside somebody's network.

Names are judged before a request is made and at each redirect; addresses where the connection is made
(`spiders.resolver`).
"""

from __future__ import annotations

import ipaddress
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from warehouse.records import Source

if TYPE_CHECKING:
    from tldextract import TLDExtract

DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_URL_CHARACTERS = 4096
OFF_HOSTS = "is not one of this source's hosts"

# Beyond what `is_global` refuses: well-known translations that carry an IPv4 address inside an IPv6 one.
_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
_NEVER = (
    ipaddress.ip_network("168.63.129.16/32"),  # a public-looking address that Azure uses for its metadata
    ipaddress.ip_network("192.88.99.0/24"),  # 6to4 relays
)


def is_public_address(address: str) -> bool:
    """Tell whether a connection to this IP address leaves every private network. False where it is none.

    Refused: private, loopback, link-local (cloud metadata too), carrier NAT (100.64.0.0/10), multicast,
    reserved, unspecified, and IPv6 forms that carry such an IPv4 address (mapped, 6to4, Teredo, NAT64).
    """
    try:
        found = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    if any(found in network for network in _NAT64 if network.version == found.version):
        return is_public_address(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    if not found.is_global or found.is_multicast or found.is_reserved or found.is_unspecified:
        return False
    if any(found in network for network in _NEVER if network.version == found.version):
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner: list[ipaddress.IPv4Address] = []
        if found.ipv4_mapped:
            inner.append(found.ipv4_mapped)
        if found.sixtofour:
            inner.append(found.sixtofour)
        if found.teredo:
            inner.extend(found.teredo)
        return all(is_public_address(str(each)) for each in inner)
    return True


@lru_cache(maxsize=1024)  # asked for eight times a request
def host_of(url: str) -> str:
    """Return the host that politeness and permission belong to: "example.gov", or "example.gov:8080".

    Lower case, without "www." and default ports. Empty where the URL has none or is not http(s).
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in DEFAULT_PORTS or not parts.hostname:
        return ""
    return _named(parts.hostname, port if port != DEFAULT_PORTS[parts.scheme.lower()] else None)


def _named(hostname: str, port: int | None) -> str:
    host = hostname.lower().rstrip(".").removeprefix("www.")
    return host if port is None else f"{host}:{port}"


def source_hosts(source: Source) -> tuple[str, ...]:
    """Return the hosts a source names, as `host_of` writes them: its URL's first, then `hosts`."""
    named = [host_of(source.url)]
    for each in source.hosts:
        named.append(host_of(each) or host_of(f"https://{each.strip()}") if each else "")
    return tuple(dict.fromkeys(each for each in named if each))


def registrable_domain(host: str) -> str:
    """Return the domain that its owner registered ("rocpab.org"), the host itself where there is none."""
    name = host.rsplit(":", 1)[0] if host.count(":") == 1 else host
    return _suffixes()(name).top_domain_under_public_suffix or host


@cache
def _suffixes() -> TLDExtract:
    """Return the list of public suffixes that ships with the library: nothing is fetched."""
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None)


def refusal(url: str, source: Source, *, is_for_document: bool) -> str | None:
    """Return why this source may not fetch this URL, None where it may.

    A listing is fetched only from the source's own hosts; a document behind it (an article, a file) also
    from other hosts of the same registered domain.
    """
    if len(url) > MAX_URL_CHARACTERS:
        return f"the URL is longer than {MAX_URL_CHARACTERS} characters"
    try:
        parts = urlsplit(url)
        has_credentials = parts.username is not None or parts.password is not None
    except ValueError:
        return "the URL cannot be read"
    if has_credentials:
        return "the URL carries a user name or password"
    host = host_of(url)
    if not host:
        return "only http and https URLs with a host are fetched"
    hosts = source_hosts(source)
    if host in hosts or host.rsplit(":", 1)[0] in hosts[1:]:
        return None
    if is_for_document and ":" not in host:
        domain = registrable_domain(host)
        if any(registrable_domain(each) == domain for each in hosts):
            return None
    return f"{host} {OFF_HOSTS}; add it to `hosts` if it should be"
