"""NewsAPI.org version 2: everything, top-headlines, sources. Parameters, shapes and refusals are beside.

Its JavaScript client has a fixed host and puts `corsProxyUrl` before the whole address: so each path is also served
behind `https://newsapi.org`, with one slash or two, because some proxies merge them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from khabar.query import ArticleFilters
from khabar.storage import numbered, sources
from khabar.storage.database import Connection
from khabar.storage.numbered import MOST_COUNTED, NumberedQuery
from khabar_api.articles.presentation import article_of
from khabar_api.compat import newsapi_shapes as shapes
from khabar_api.compat.newsapi_params import MOST_SOURCES, Everything, Headlines, Paged, Sources, listed
from khabar_api.compat.newsapi_refusals import UPGRADE_REQUIRED, Refused
from khabar_api.state import Shared, State
from khabar_api.web import answers
from khabar_api.web.auth import requires
from khabar_api.web.params import StrictRoute

PREFIXES = ("/compat/newsapi", "/compat/newsapi/https://newsapi.org", "/compat/newsapi/https:/newsapi.org")
# What both clients ask for when nobody said which language.
THEIR_DEFAULT_LANGUAGE = "en"

routes = APIRouter(route_class=StrictRoute, dependencies=[Depends(requires("read"))], include_in_schema=False)


@routes.get("/v2/everything")
def newsapi_everything(request: Request, state: Shared, params: Annotated[Everything, Query()]) -> Response:
    """Articles that match, newest or best first."""
    if not (params.q or params.title_words or params.sources or params.domains):
        raise Refused("parametersMissing", "Give at least one of q, qInTitle, sources and domains.")
    wanted = NumberedQuery(
        ArticleFilters(
            q=params.q,
            search_in=tuple(shapes.PARTS[part] for part in _listed(params.search_in)),
            source=_listed(params.sources),
            domain=_listed(params.domains),
            domain_not=_listed(params.domains_not),
            language=(params.language,) if params.language else (),
            from_=params.from_,
            to=params.to,
        ),
        title_q=params.title_words,
        by_relevance=params.sort == "relevancy",
    )
    with state.reads.connection() as db:
        return _answer(request, state, db, wanted, params)


@routes.get("/v2/top-headlines")
def newsapi_top_headlines(request: Request, state: Shared, params: Annotated[Headlines, Query()]) -> Response:
    """The newest articles of a country, a topic or some sources.

    The clients send `language=en` by themselves: an Arab country wins over it, or the page would be empty.
    """
    if params.sources and (params.country or params.category):
        raise Refused("parametersIncompatible", "sources can't be mixed with country or category.")
    if not (params.sources or params.q or params.title_words or params.language or params.country or params.category):
        raise Refused("parametersMissing", "Give at least one of sources, q, language, country and category.")
    language = params.language
    if language == THEIR_DEFAULT_LANGUAGE and params.country in shapes.ARAB:
        language = None
    with state.reads.connection() as db:
        wanted = NumberedQuery(
            ArticleFilters(
                q=params.q,
                source=_listed(params.sources),
                language=(language,) if language else (),
                publisher_country=(params.country,) if params.country else (),
            ),
            title_q=params.title_words,
            topic=_topic(db, params.category),
        )
        return _answer(request, state, db, wanted, params)


@routes.get("/v2/top-headlines/sources")
@routes.get("/v2/sources")
def newsapi_sources(request: Request, state: Shared, params: Annotated[Sources, Query()]) -> Response:
    """Publishers. `id` is what `sources` takes."""
    with state.reads.connection() as db:
        found = [shapes.source(row["record"]) for row in sources.listed(db)]
    for name in ("category", "language", "country"):
        if value := getattr(params, name):
            found = [source for source in found if source[name] == value.lower()]
    return answers.respond(request, answers.dump({"status": "ok", "sources": found}))


def _listed(value: str | None) -> tuple[str, ...]:
    try:
        return tuple(listed(value)) if value else ()
    except ValueError as error:
        raise Refused("parameterInvalid", str(error)) from None


def _topic(db: Connection, category: str | None) -> tuple[Sequence[str], Sequence[str]] | None:
    """What a category selects: publishers of it, and sections that are called so. None: everything."""
    if category is None or category not in shapes.SECTIONS:
        return None
    publishers = [row["id"] for row in sources.listed(db) if shapes.category_of(row["record"]) == category]
    return publishers, shapes.SECTIONS[category]


def _answer(request: Request, state: State, db: Connection, wanted: NumberedQuery, params: Paged) -> Response:
    """One numbered page. The total, and so the last page, is capped."""
    named = wanted.filters.source
    if len(named) > MOST_SOURCES:
        raise Refused("sourcesTooMany", f"At most {MOST_SOURCES} sources.")
    for name in named:
        if not sources.exists(db, name):
            raise Refused("sourceDoesNotExist", f"There is no source {name[:64]}.")
    offset = (params.page - 1) * params.page_size
    if offset >= MOST_COUNTED:
        raise Refused("maximumResultsReached", f"At most {MOST_COUNTED} results can be paged.", UPGRADE_REQUIRED)
    found = numbered.find(db, wanted, offset=offset, limit=params.page_size)
    home = answers.base_url(request, state)
    body: dict[str, Any] = {
        "status": "ok",
        "totalResults": found.total,
        "articles": [shapes.article(article_of(record), home) for record in found.records],
    }
    return answers.respond(request, answers.dump(body))


router = APIRouter()
for prefix in PREFIXES:
    router.include_router(routes, prefix=prefix)
