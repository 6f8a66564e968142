"""httpx over our guarded dialling: the bridge between an httpx client and a connection pool with its own network.

httpx's own transport takes no network backend; this one uses public interfaces of both libraries only.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator
from types import TracebackType

import httpcore
import httpx


class GuardedTransport(httpx.AsyncBaseTransport):
    """Sends httpx requests through `pool`. What httpcore raises is passed on: khabar.http.reasons names it."""

    def __init__(self, pool: httpcore.AsyncConnectionPool) -> None:
        self._pool = pool

    async def __aenter__(self) -> GuardedTransport:
        await self._pool.__aenter__()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        await self._pool.__aexit__(exc_type, exc_value, traceback)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answered = await self._pool.handle_async_request(
            httpcore.Request(
                method=request.method.encode("ascii"),
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        assert isinstance(answered.stream, AsyncIterable)
        return httpx.Response(
            status_code=answered.status,
            headers=answered.headers,
            stream=_Stream(answered),
            extensions=answered.extensions,
        )


class _Stream(httpx.AsyncByteStream):
    """A body as it comes in."""

    def __init__(self, answered: httpcore.Response) -> None:
        self._answered = answered

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._answered.aiter_stream():
            yield piece

    async def aclose(self) -> None:
        await self._answered.aclose()
