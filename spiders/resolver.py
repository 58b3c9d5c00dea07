"""The crawl's look-up of names: addresses are judged here, where the connection is made.

So a name that points inward, or that changes between look-up and connection (DNS rebinding), gains nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from spiders.guard import is_public_address

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


@implementer(IResolutionReceiver)
class _PublicOnly:
    """Passes on only the addresses that a crawl may connect to."""

    def __init__(self, receiver: Any, host: str, resolver: GuardedResolver) -> None:
        self._receiver, self._host, self._resolver = receiver, host, resolver

    def resolutionBegan(self, resolution: IHostResolution) -> None:
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:
        text = str(getattr(address, "host", ""))
        if is_public_address(text):
            self._receiver.addressResolved(address)
        else:
            refused_addresses[self._host] = text

    def resolutionComplete(self) -> None:
        self._receiver.resolutionComplete()


# Host -> the private address it resolved to, so that the failure that follows can name its cause.
refused_addresses: dict[str, str] = {}


@implementer(IHostnameResolver)
class GuardedResolver(CachingHostnameResolver):
    """The crawl's resolver: IPv4 and IPv6, cached, private addresses left out unless allowed by host:port."""

    def __init__(self, reactor: Any, cache_size: int, allowed: Collection[str]) -> None:
        super().__init__(reactor, cache_size)
        self._allowed = frozenset(each.lower() for each in allowed)

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> GuardedResolver:
        return cls(
            reactor,
            crawler.settings.getint("DNSCACHE_SIZE"),
            crawler.settings.getlist("POLICYWATCH_ALLOW_PRIVATE"),
        )

    def resolveHostName(
        self,
        resolutionReceiver: IResolutionReceiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        receiver: Any = resolutionReceiver
        if f"{hostName.lower()}:{portNumber}" not in self._allowed:
            receiver = _PublicOnly(resolutionReceiver, hostName.lower(), self)
        return super().resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)
