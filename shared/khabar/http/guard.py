"""Dialling: a name is looked up once, every answer is judged, and the judged address itself is dialled.

Here: what stands between the connection pool and the network. Not here: URLs (khabar.url), requests (client).
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import Executor

import httpcore

from khabar.address import Network, Opening, is_public
from khabar.errors import BlockedAddress

# Host and port in, addresses out. Raises OSError when there are none.
Resolver = Callable[[str, int], Awaitable[Sequence[str]]]

MAX_ADDRESSES = 8
_LEAST_ATTEMPT_SECONDS = 2.0


def resolver(threads: Executor) -> Resolver:
    """The system's resolver, in `threads`: a lookup that hangs can't be cancelled, so few may hang."""

    async def resolve(host: str, port: int) -> Sequence[str]:
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        return list(dict.fromkeys(str(address[0]) for *_, address in found))

    return resolve


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Dials public addresses only.

    Checking a name and letting the library look it up again would leave a gap in which the answer can change (DNS
    rebinding), so the literal address is dialled; Host header, SNI and certificate keep the name.
    """

    def __init__(
        self,
        network: httpcore.AsyncNetworkBackend,
        resolve: Resolver,
        *,
        allow: Sequence[Opening],
        deny: Sequence[Network],
    ) -> None:
        self._network = network
        self._resolve = resolve
        self._allow = allow
        self._deny = deny

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first of the host's addresses that takes one.

        Raises:
            BlockedAddress: one of the addresses isn't public. All have to be: a mixed answer is an attack or a mistake.
            httpcore.ConnectError, httpcore.ConnectTimeout: none could be reached.
        """
        addresses = await self._addresses(host, port, timeout)
        for address in addresses:
            self._refuse_private(host, address, port)
        tried = addresses[:MAX_ADDRESSES]
        # An address that swallows packets must leave time for the next one.
        attempt_seconds = None if timeout is None else max(timeout / len(tried), min(timeout, _LEAST_ATTEMPT_SECONDS))
        failed: Exception | None = None
        for address in tried:
            try:
                stream = await self._network.connect_tcp(
                    address, port, attempt_seconds, local_address=local_address, socket_options=socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
                continue
            return await self._with_judged_peer(host, port, stream)
        assert failed is not None
        raise failed

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never.

        Raises:
            BlockedAddress: always.
        """
        raise BlockedAddress("sockets of this machine are not fetched", subject=path)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def _addresses(self, host: str, port: int, seconds: float | None) -> Sequence[str]:
        if host == "localhost":
            return ["127.0.0.1"]  # never asked of a name server: RFC 6761 §6.3
        try:
            return [str(ipaddress.ip_address(host))]
        except ValueError:
            pass  # a name
        try:
            addresses = await asyncio.wait_for(self._resolve(host, port), seconds)
            if not addresses:
                raise socket.gaierror(socket.EAI_NONAME, "no address")
        except TimeoutError:
            raise httpcore.ConnectTimeout("name lookup") from None
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("name lookup") from error
        return addresses

    async def _with_judged_peer(
        self, host: str, port: int, stream: httpcore.AsyncNetworkStream
    ) -> httpcore.AsyncNetworkStream:
        """`stream`, once the machine at its other end is known to be public: a route may lead elsewhere."""
        peer = stream.get_extra_info("server_addr")
        try:
            self._refuse_private(host, str(peer[0]) if peer else "", port)
        except BlockedAddress:
            await stream.aclose()
            raise
        return stream

    def _refuse_private(self, host: str, address: str, port: int) -> None:
        if not is_public(address, port, allow=self._allow, deny=self._deny):
            hint = "if it is yours, add its network to KHABAR_ALLOW_NETWORKS"
            raise BlockedAddress(f"{host} leads to {address}, which is not a public address; {hint}", subject=host)
