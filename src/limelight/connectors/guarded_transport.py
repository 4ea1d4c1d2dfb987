"""An HTTP transport that checks each resolved address before it connects (protection against SSRF)."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterable
from functools import cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, Final

import httpcore2
import httpx2

IpAddress = IPv4Address | IPv6Address
AddressPolicy = Callable[[IpAddress], bool]

_NAT64: Final = IPv6Network("64:ff9b::/96")
_KEEPALIVE_SECONDS: Final = 30
_MAX_CONNECTIONS: Final = 200


class AddressBlocked(Exception):
    """The host name resolves to no allowed address."""


def is_public(address: IpAddress) -> bool:
    """Whether it is public: not private, loopback, link-local, shared, reserved or multicast."""
    plain = effective_address(address)
    return plain.is_global and not plain.is_multicast


def effective_address(address: IpAddress) -> IpAddress:
    """The address that is reached in the end: some of version 6 stand for one of version 4."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)


@cache
def _tls_context() -> ssl.SSLContext:
    """Cached: creating a context takes longer than most requests."""
    return ssl.create_default_context()


class GuardedTransport(httpx2.AsyncHTTPTransport):
    """Connects only to allowed addresses: to the address that was checked, and never through a proxy."""

    def __init__(self, allows: AddressPolicy) -> None:
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=_tls_context(),
            max_connections=_MAX_CONNECTIONS,
            keepalive_expiry=_KEEPALIVE_SECONDS,
            network_backend=_GuardedBackend(allows),
        )


class _GuardedBackend(httpcore2.AsyncNetworkBackend):
    def __init__(self, allows: AddressPolicy) -> None:
        self._allows = allows
        self._backend = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 -- the interface of httpcore
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        address = await self._resolve(host, port)
        return await self._backend.connect_tcp(address, port, timeout, local_address, socket_options)

    async def connect_unix_socket(self, path: str, *_: Any, **__: Any) -> httpcore2.AsyncNetworkStream:
        raise AddressBlocked(f"{path} is no address.")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def _resolve(self, host: str, port: int) -> str:
        """An allowed address of the host. Raises AddressRefused."""
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore2.ConnectError(f"{host} cannot be resolved: {error.strerror}") from error
        addresses = [str(entry[4][0]) for entry in found]
        allowed = [each for each in addresses if self._allows(ip_address(each.partition("%")[0]))]
        if not allowed:
            raise AddressBlocked(f"{host} is at {', '.join(sorted(set(addresses)))}, which is not allowed.")
        return allowed[0]
