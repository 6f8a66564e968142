"""Answers as small as the client can read them: zstd, Brotli or gzip."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette_compress import CompressMiddleware, remove_compress_type

from khabar_api.web.wishes import wishes

CODINGS = ("zstd", "br", "gzip")
# A shorter answer is one packet anyway.
LEAST_BYTES = 1400


def preferred(header: str) -> str:
    """Those of our codings that `header` wants most; empty where it wants none, or rather the answer as it is.

    Source: RFC 9110 §12.5.3.

    >>> preferred("zstd;q=0.1, gzip;q=0.9, br;q=0.9")
    'br, gzip'
    """
    wished = dict(wishes(header))
    plain = wished.get("identity", 0.0)  # not named, it is what is left
    liked = {name: wished.get(name, wished.get("*", 0.0)) for name in CODINGS}
    most = max(liked.values())
    return ", ".join(name for name in CODINGS if liked[name] == most) if most > 0 and most >= plain else ""


class Compression:
    """Compresses by the first of our codings among those that the client wants most."""

    def __init__(self, app: ASGIApp) -> None:
        remove_compress_type("text/event-stream")  # events are small, and a compressor for each stream is not
        self._app = CompressMiddleware(app, minimum_size=LEAST_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # The library takes its own first coding of all that a client can read, however little it wants that one.
        if scope["type"] == "http" and (asked := ", ".join(Headers(scope=scope).getlist("accept-encoding"))):
            MutableHeaders(scope=scope)["accept-encoding"] = preferred(asked)
        await self._app(scope, receive, send)
