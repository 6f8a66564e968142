"""The application: its parts put together. No route and no rule is here.

CORS ▶ gate (host, size, key, limit) ▶ zstd, br, gzip ▶ StrictRoute (known parameters) ▶ route ▶ storage
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute

from khabar.settings import Settings
from khabar_api.articles import articles, clusters, entities, live, quotes, stats, takedowns, versions
from khabar_api.compat import greader, miniflux, newsapi
from khabar_api.compat.layers import layer_of
from khabar_api.contract import contracts, openapi
from khabar_api.events import events, stream, webhooks
from khabar_api.feeds import discoveries, feeds, opml, sources, websub
from khabar_api.operations import audit, health, keys, lineage, queue, trials
from khabar_api.pages import (
    access,
    dashboard,
    explain,
    feed_pages,
    ledger_pages,
    playground,
    reader,
    reference,
    source_pages,
    webhook_pages,
)
from khabar_api.pages import discover as discover_page
from khabar_api.pages import search as search_page
from khabar_api.searches import exports, feeds_out, searches
from khabar_api.state import State
from khabar_api.web import answers, deprecation, problems, tickets
from khabar_api.web.compression import Compression
from khabar_api.web.deprecation import Deprecated
from khabar_api.web.gate import Gate
from khabar_api.web.other_sites import OtherSites
from khabar_api.web.problems import Problem

ROUTERS = (
    articles,
    takedowns,
    trials,
    versions,
    live,
    quotes,
    entities,
    clusters,
    exports,
    stats,
    events,
    stream,
    tickets,
    feeds,
    discoveries,
    opml,
    sources,
    lineage,
    webhooks,
    searches,
    feeds_out,
    queue,
    keys,
    audit,
    contracts,
    health,
    websub,
    explain,
    access,
    dashboard,
    reader,
    playground,
    reference,
    search_page,
    feed_pages,
    ledger_pages,
    source_pages,
    webhook_pages,
    discover_page,
)
# Where people look, not programs.
PAGES = "/app/"
# Served where KHABAR_COMPAT names them.
COMPAT = {"newsapi": newsapi, "greader": greader, "miniflux": miniflux}


def create_app(settings: Settings, deprecated: Iterable[Deprecated] = deprecation.TABLE) -> FastAPI:
    """An application of its own for these settings. It connects when it starts, not here.

    Raises:
        BadSetting: there is no database or Redis to connect to.
    """
    state = State(settings)
    outgoing = deprecation.by_route(deprecated)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        state.open()
        try:
            async with state.tail.running():
                yield
        finally:
            state.close()

    app = FastAPI(
        title="khabar",
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_operation_id,
        separate_input_output_schemas=False,
        redirect_slashes=False,
    )
    app.state.khabar = state
    for module in ROUTERS:
        app.include_router(module.router)
    for name in settings.compat:
        app.include_router(COMPAT[name].router)
    openapi.declare_events(app)

    def show(request: Request, problem: Problem) -> Response | None:
        """As a page where people look, in its product's shape on a layer."""
        if request.url.path.startswith(PAGES):
            return access.show_problem(request, problem)
        layer = layer_of(request.url.path, settings.compat)
        return layer.refusal(problem) if layer else None

    @cache
    def description() -> dict[str, Any]:
        return openapi.describe(app, outgoing)

    app.openapi = description  # type: ignore[method-assign]  # FastAPI's documented way to extend its document

    @app.get("/openapi.json", include_in_schema=False)
    async def get_openapi(request: Request) -> Response:
        return answers.respond(request, openapi.text(app.openapi()))

    problems.install(app, show)
    app.add_exception_handler(access.SignInFirst, access.lead_to_form)
    app.add_middleware(Compression)
    app.add_middleware(Gate, state=state, deprecated=outgoing, show=show)
    if settings.api_cors:
        app.add_middleware(OtherSites, origins=settings.api_cors)
    return app


def _operation_id(route: APIRoute) -> str:
    """The function's name: unique, and what generated clients call their methods."""
    return route.name
