"""A name leads only to public addresses, whatever its owner's name server says at the moment of asking."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.resolver import CachingHostnameResolver
from twisted.internet.address import IPv4Address, IPv6Address

from spiders.resolver import GuardedResolver, refused_addresses


@dataclass
class Receiver:
    """Keeps the addresses that a connection would be tried to."""

    addresses: list[str] = field(default_factory=list)

    def resolutionBegan(self, resolution: Any) -> None: ...
    def addressResolved(self, address: Any) -> None:
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None: ...


ANSWERS = ("93.184.216.34", "10.0.0.7", "169.254.169.254", "127.0.0.1")
ANSWERS_6 = ("2606:2800:220:1::1", "::1", "fe80::1", "fd00::1", "::ffff:10.0.0.7", "64:ff9b::a00:7")


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> GuardedResolver:
    """A resolver whose name server gives a public address among private ones."""

    def answer(self: Any, receiver: Any, name: str, port: int = 0, *_: Any) -> None:
        for host in ANSWERS:
            receiver.addressResolved(IPv4Address("TCP", host, port))
        for host in ANSWERS_6:
            receiver.addressResolved(IPv6Address("TCP", host, port))
        receiver.resolutionComplete()

    monkeypatch.setattr(CachingHostnameResolver, "resolveHostName", answer)
    return GuardedResolver(SimpleNamespace(nameResolver=None), 100, ("inside.city.gov:8080",))


def test_private_addresses_of_a_public_name_are_left_out(resolver: GuardedResolver) -> None:
    """IPv4 and every IPv6 form; the refusal can be named."""
    found = Receiver()
    resolver.resolveHostName(found, "Rebound.example.org", 443)  # type: ignore[arg-type]
    assert found.addresses == [ANSWERS[0], ANSWERS_6[0]]
    assert refused_addresses["rebound.example.org"]


def test_what_was_allowed_is_so_on_that_port_alone(resolver: GuardedResolver) -> None:
    """POLICYWATCH_ALLOW_PRIVATE names host and port."""
    allowed, other = Receiver(), Receiver()
    resolver.resolveHostName(allowed, "inside.city.gov", 8080)  # type: ignore[arg-type]
    resolver.resolveHostName(other, "inside.city.gov", 22)  # type: ignore[arg-type]
    assert len(allowed.addresses) == len(ANSWERS) + len(ANSWERS_6)
    assert len(other.addresses) == 2
