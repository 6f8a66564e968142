"""Groups of copies, and the reports that most publishers carry."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from khabar.article import PublisherRef
from khabar.query import ArticleFilters
from khabar.record import Instant, Record
from khabar.storage import clusters
from khabar.storage.clusters import Group
from khabar_api.articles.presentation import article_of
from khabar_api.contract import examples
from khabar_api.state import Shared, State
from khabar_api.web import answers
from khabar_api.web.auth import requires
from khabar_api.web.params import FilterParams, Limit, StrictRoute, before, describe
from khabar_api.web.schemas import documented

router = APIRouter(prefix="/v1", route_class=StrictRoute, tags=["clusters"], dependencies=[Depends(requires("read"))])

# Without `from`: what is news today.
HEADLINE_SPAN = timedelta(days=1)


class HeadlineParams(FilterParams):
    """In which articles groups are looked for."""

    limit: Limit = 20


class ClusterParams(HeadlineParams):
    """Groups of this many articles at least."""

    least: Annotated[int, Field(ge=1, le=1000, description="Minimum number of articles in a group.")] = 2


describe(HeadlineParams)
describe(ClusterParams)


class FirstArticle(Record):
    id: UUID
    headline: str | None
    url: str | None
    publisher: PublisherRef | None
    language: str | None
    published_at: Instant | None


class ClusterLine(Record):
    """One report. What is counted are the articles that pass the filters; `articles_url` lists all of the group."""

    id: UUID
    articles: int
    publishers: tuple[str, ...]
    first_at: Instant
    last_at: Instant
    first: FirstArticle
    articles_url: str


class ClusterList(Record):
    """Groups with the most publishers first, then the newest. `is_capped`: only the newest 10,000 matches count."""

    data: tuple[ClusterLine, ...]
    is_capped: bool


@router.get("/clusters", response_model=ClusterList, responses=documented(examples.CLUSTERS))
def list_clusters(request: Request, state: Shared, params: Annotated[ClusterParams, Query()]) -> Response:
    """Groups of copies: one report as several publishers carry it."""
    return _answer(request, state, params.filters(), params.least, params.limit)


@router.get("/headlines", response_model=ClusterList, responses=documented(examples.CLUSTERS))
def list_headlines(request: Request, state: Shared, params: Annotated[HeadlineParams, Query()]) -> Response:
    """What most publishers carry, each report once. Without `from`: the last 24 hours, or the 24 hours before `to`."""
    begin = params.from_ or before(params.to or datetime.now(UTC), HEADLINE_SPAN)
    return _answer(request, state, params.filters().model_copy(update={"from_": begin}), 1, params.limit)


def _answer(request: Request, state: State, filters: ArticleFilters, least: int, limit: int) -> Response:
    with state.reads.connection() as db:
        found, is_capped = clusters.ranked(db, filters, least=least, limit=limit)
    home = answers.base_url(request, state)
    body = {"data": [_line(group, home) for group in found], "is_capped": is_capped}
    return answers.respond(request, answers.dump(body))


def _line(group: Group, home: str) -> ClusterLine:
    article = article_of(group.record)
    return ClusterLine(
        id=group.id,
        articles=group.articles,
        publishers=tuple(group.publishers),
        first_at=group.first_at,
        last_at=group.last_at,
        first=FirstArticle(
            id=article.id,
            headline=article.headline,
            url=article.canonical_url or article.url,
            publisher=article.publisher,
            language=article.language,
            published_at=article.published_at,
        ),
        articles_url=f"{home}/v1/articles?cluster={group.id}",
    )
