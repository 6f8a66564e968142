"""Pages of other sites: which may ask, and what they may send and see (CORS)."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Response
from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from khabar_api.web.languages import preferred
from khabar_api.web.problems import MEDIA_TYPE, Problem, body_of

METHODS = ("GET", "HEAD", "POST", "PATCH", "DELETE")
# The key goes into a header, so that no cookie is needed.
SENT = (
    "Authorization", "Content-Type", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "Last-Event-ID",
    "Range", "X-Request-ID",
)  # fmt: skip
SEEN = (
    "Accept-Ranges", "Content-Disposition", "Content-Range", "Deprecation", "ETag", "Link", "Location", "RateLimit",
    "RateLimit-Policy", "Retry-After", "Sunset",
    "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "X-Request-ID",
)  # fmt: skip


class OtherSites(CORSMiddleware):
    """Lets pages of `origins` ask. A preflight of others is refused as every request is, which tools show to people."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        super().__init__(app, allow_origins=origins, allow_methods=METHODS, allow_headers=SENT, expose_headers=SEEN)

    def preflight_response(self, request_headers: Headers) -> Response:
        answer = super().preflight_response(request_headers)
        if answer.status_code < 400:
            return answer
        if self.is_allowed_origin(request_headers["origin"]):
            sent = ", ".join(SENT)
            methods = ", ".join(METHODS)
            problem = Problem(
                "bad-request",
                f"Pages of other sites may use {methods}, and send {sent}.",
                f"لصفحات المواقع الأخرى {methods}، ولها أن ترسل {sent}.",
            )
        else:
            problem = Problem(
                "bad-request",
                "Pages of this origin may not call the API: KHABAR_API_CORS does not list it.",
                "ليس لصفحات هذا الأصل أن تستدعي الواجهة: لا يذكره KHABAR_API_CORS.",
            )
        language = preferred(request_headers.get("accept-language"), "en")
        kept = {
            name: answer.headers[name] for name in ("vary", "access-control-allow-origin") if name in answer.headers
        }
        return Response(body_of(problem, language), answer.status_code, kept, MEDIA_TYPE)
