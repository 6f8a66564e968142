"""Requests: redirects followed by hand, every hop through the gate, one deadline over everything.

Not here: dialling (guard), answers (reading), what a status means (khabar.answer).
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import ssl
import time
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar, DefaultCookiePolicy

import anyio
import httpcore
import httpx

from khabar.answer import PAGE, WEBHOOK, Fetched, Limits, NotModified
from khabar.coding import ACCEPTED
from khabar.errors import BlockedAddress, GiveUp, TooLarge
from khabar.feed import Validators
from khabar.http.bodies import answer, location, read, received
from khabar.http.guard import GuardedNetwork, Resolver, resolver
from khabar.http.reasons import plain_errors
from khabar.http.transport import GuardedTransport
from khabar.settings import Settings
from khabar.url import absolute, check_url, target

_PERMANENT = frozenset({301, 308})
_LOOKUP_THREADS = 16
# Never taken from the caller: they belong to the connection and the settings, or would let a request tell who asks.
_OWN_HEADERS = frozenset(
    {
        *("host", "user-agent", "accept-encoding", "cookie"),
        *("connection", "te", "upgrade", "expect", "content-length", "transfer-encoding"),
    }
)
# Meant for one origin, and not told to another.
_ORIGIN_HEADERS = frozenset({"authorization", "proxy-authorization", "if-none-match", "if-modified-since"})

_BROKEN_OFF = (
    TimeoutError, TooLarge, httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError,
)  # fmt: skip


@contextlib.asynccontextmanager
async def open_client(
    settings: Settings,
    *,
    resolve: Resolver | None = None,
    network: httpcore.AsyncNetworkBackend | None = None,
    ssl_context: ssl.SSLContext | None = None,
) -> AsyncIterator[Client]:
    """The client of a service; its connections end with the block.

    No proxy variables, cookies or credentials are read from anywhere. `resolve`, `network` and `ssl_context` stand in
    for the system's resolver, its sockets and the usual certificate authorities.
    """
    threads = ThreadPoolExecutor(_LOOKUP_THREADS, thread_name_prefix="name-lookup")
    guarded = GuardedNetwork(
        network or httpcore.AnyIOBackend(),
        resolve or resolver(threads),
        allow=settings.allow_networks,
        deny=settings.deny_networks,
    )
    pool = httpcore.AsyncConnectionPool(
        ssl_context=ssl_context or authorities(),
        max_connections=settings.fetch_concurrency,
        # Requests to one host are seconds apart, and a connection that a server closes in the moment of its second
        # use would look like a failure. So each request dials, and each is judged by the address it has then.
        max_keepalive_connections=0,
        http1=True,
        http2=False,
        retries=0,
        network_backend=guarded,
    )
    # Cookies would follow a reader from publisher to publisher: the jar takes none.
    no_cookies = CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
    try:
        async with httpx.AsyncClient(
            transport=GuardedTransport(pool), cookies=no_cookies, follow_redirects=False, trust_env=False
        ) as web:
            yield Client(web, settings)
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


@functools.cache
def authorities() -> ssl.SSLContext:
    """The usual certificate authorities; reading them takes some 60 ms, so once in a process, and before it forks."""
    return httpcore.default_ssl_context()


def warm() -> None:
    """Load what the first request of a process would load, for a process that forks: each fork inherits it."""
    authorities()
    anyio.run(anyio.sleep, 0)


class Client:
    """Asks web servers. Made by `open_client`; one for a whole service."""

    def __init__(self, web: httpx.AsyncClient, settings: Settings) -> None:
        self._web = web
        self._settings = settings
        self._slots = asyncio.Semaphore(settings.fetch_concurrency)

    async def fetch(
        self,
        url: str,
        *,
        validators: Validators | None = None,
        limits: Limits = PAGE,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched | NotModified:
        """The document at `url`, after at most `limits.max_hops` redirects, each checked like the first request.

        `validators` are sent only to the very URL that gave them. Waiting for a free slot is not part of the deadline.

        Raises:
            BlockedAddress: the URL, a redirect or an address behind a name isn't public.
            Unreachable: no whole answer came, for the reason in the message.
            Throttled, ServerFailing, Gone, Forbidden, GiveUp: by status, see `khabar.answer.failure`.
            TooLarge, WrongType: by size and content coding.
        """
        async with self._slots, plain_errors(url, limits), asyncio.timeout(limits.deadline_seconds):
            return await self._follow(url, validators, limits, dict(headers or {}))

    async def post(self, url: str, *, content: bytes, headers: Mapping[str, str], limits: Limits = WEBHOOK) -> Fetched:
        """The answer to one POST, whatever its status; its body as sent. A redirect is an answer like any other.

        The status says whether it was taken: a body that breaks off or does not end changes nothing about that.

        Raises:
            BlockedAddress, Unreachable: as `fetch`.
        """
        async with self._slots, plain_errors(url, limits), asyncio.timeout(limits.deadline_seconds) as until_status:
            started = time.monotonic()
            checked = self._gate(url)
            sent = [*self._headers(checked, headers, "identity"), (b"Content-Length", b"%d" % len(content))]
            async with self._asked("POST", checked, sent, limits, content) as response:
                wire = bytearray()
                end = until_status.when()
                until_status.reschedule(None)
                with contextlib.suppress(*_BROKEN_OFF):
                    async with asyncio.timeout_at(end):
                        await read(response, wire, limits)
                return Fetched(
                    url=url,
                    final_url=checked,
                    status=response.status_code,
                    headers=received(response),
                    body=bytes(wire),
                    wire_bytes=len(wire),
                    elapsed_seconds=time.monotonic() - started,
                )

    async def _follow(
        self, url: str, validators: Validators | None, limits: Limits, headers: dict[str, str]
    ) -> Fetched | NotModified:
        started = time.monotonic()
        hops: list[tuple[int, str]] = []
        seen: set[str] = set()
        is_permanent = True
        checked = self._gate(url)
        while checked not in seen:
            seen.add(checked)
            sent = self._headers(checked, headers | self._conditions(checked, validators), ACCEPTED)
            async with self._asked("GET", checked, sent, limits) as response:
                led_to = location(response)
                if led_to is None:
                    found = await answer(response, url, checked, limits)
                    return found.model_copy(
                        update={
                            "hops": tuple(hops),
                            "permanent_url": checked if hops and is_permanent else None,
                            "elapsed_seconds": time.monotonic() - started,
                        }
                    )
            following = self._gate_hop(checked, led_to)
            hops.append((response.status_code, following))
            if len(hops) > limits.max_hops:
                raise GiveUp(f"more than {limits.max_hops} redirects")
            here, there = target(checked), target(following)
            # Remembering a step down to http would give up TLS for ever.
            is_downgrade = here.scheme == "https" and there.scheme == "http"
            is_permanent = is_permanent and response.status_code in _PERMANENT and not is_downgrade
            if here[:3] != there[:3]:
                headers = {name: value for name, value in headers.items() if name.lower() not in _ORIGIN_HEADERS}
            checked = following
        raise GiveUp("redirected in a circle")

    def _gate(self, url: str) -> str:
        return check_url(url, allow=self._settings.allow_networks, deny=self._settings.deny_networks)

    def _gate_hop(self, page: str, location: str) -> str:
        following = absolute(page, location)
        if following is None:
            raise BlockedAddress(
                f"redirected to something that is not a web address: {location[:200]!r}", subject=page[:200]
            )
        try:
            return self._gate(following)
        except BlockedAddress as error:
            raise BlockedAddress(f"redirected: {error.message}", subject=following[:200]) from None

    def _conditions(self, checked: str, validators: Validators | None) -> dict[str, str]:
        """The conditional headers for `checked`, none when the validators are another URL's."""
        if validators is None:
            return {}
        try:
            if self._gate(validators.url) != checked:
                return {}
        except BlockedAddress:
            return {}
        given = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
        return {name: value for name, value in given.items() if value and _is_sendable(value)}

    def _headers(self, checked: str, given: Mapping[str, str], codings: str) -> list[tuple[bytes, bytes]]:
        headers = {"Accept": "*/*", "Host": target(checked).netloc, "Accept-Encoding": codings, "Connection": "close"}
        headers |= {name.title(): value for name, value in given.items() if name.lower() not in _OWN_HEADERS}
        sent = [(name.encode("ascii"), value.encode("latin-1")) for name, value in headers.items()]
        return [*sent, (b"User-Agent", self._settings.user_agent.encode("utf-8"))]

    def _asked(
        self, method: str, checked: str, headers: list[tuple[bytes, bytes]], limits: Limits, content: bytes = b""
    ) -> contextlib.AbstractAsyncContextManager[httpx.Response]:
        to = target(checked)
        url = httpx.URL(checked)
        # A URL that two parsers read in two ways is the oldest way past a guard.
        if (url.raw_host.decode("ascii"), url.raw_path.decode("ascii")) != (to.host, to.path_and_query):
            raise BlockedAddress("the address can be read in two ways", subject=checked[:200])
        timeout = httpx.Timeout(
            None, connect=limits.connect_seconds, read=limits.read_seconds, write=limits.write_seconds
        )
        return self._web.stream(method, url, headers=headers, content=content or None, timeout=timeout)


def _is_sendable(value: str) -> bool:
    """Whether a stored validator can stand in a header as it is."""
    return len(value) <= 1000 and all(" " <= ch <= "~" or "\xa0" <= ch <= "\xff" for ch in value)
