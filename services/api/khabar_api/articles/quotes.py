"""Who said what, across articles: statements as a collection of their own.

parameters ─▶ articles that have statements (storage.lists) ─▶ those of the speaker and with the words ─▶ one page
"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from khabar.arabic.fold import fold
from khabar.arabic.search_query import search_query
from khabar.arabic.search_tree import SearchQuery, highlights
from khabar.article import Article, PublisherRef
from khabar.findings import Statement
from khabar.query import ArticleQuery, Has
from khabar.record import Instant, Record
from khabar.storage import lists
from khabar_api.articles.listing import title_of
from khabar_api.articles.presentation import article_of
from khabar_api.contract import examples
from khabar_api.state import Shared
from khabar_api.web import answers
from khabar_api.web.auth import requires
from khabar_api.web.cursor import filter_hash
from khabar_api.web.params import Cursor, FilterParams, Limit, StrictRoute, describe
from khabar_api.web.schemas import Page, documented

Kind = Literal["quoted", "reported"]

router = APIRouter(prefix="/v1", route_class=StrictRoute, tags=["quotes"], dependencies=[Depends(requires("read"))])

# Articles that one request looks through; a page that found too little by then ends early, and its `next` goes on.
MOST_ARTICLES = 500
BATCH = 50


class QuoteParams(FilterParams):
    """Statements of articles that pass the filters; `speaker` and `q` are asked of the statement itself too."""

    kind: Annotated[
        Literal["quoted", "reported", "all"],
        Field(description="The record's `quotes[]` (words given as the speaker's own), its `reported[]`, or both."),
    ] = "quoted"
    direct: Annotated[bool | None, Field(description="Only words in quotation marks, or only others.")] = None
    limit: Limit = 50
    cursor: Cursor = None


describe(QuoteParams)


class QuoteLine(Record):
    """A statement with where it stands."""

    article_id: str
    article_version: int
    headline: str
    url: str | None
    publisher: PublisherRef | None
    published_at: Instant | None
    kind: Kind
    quote: Statement


# Which of a record's lists are asked for, and what an article has that has any of it.
_LISTS: dict[str, tuple[Kind, ...]] = {"quoted": ("quoted",), "reported": ("reported",), "all": ("quoted", "reported")}
_HAS: dict[Kind, Has] = {"quoted": "quote", "reported": "reported"}


@router.get(
    "/quotes",
    response_model=Page[QuoteLine],
    responses=documented(examples.QUOTES, "bad-cursor"),
)
def list_quotes(request: Request, state: Shared, params: Annotated[QuoteParams, Query()]) -> Response:
    """Who said what, newest articles first. A page ends with a whole article, so it may exceed `limit`."""
    query = ArticleQuery(**params.filters().model_dump(), limit=BATCH)
    query = query.model_copy(update={"has": query.has or tuple(_HAS[kind] for kind in _LISTS[params.kind])})
    filters = filter_hash(f"quotes {params.kind} {params.direct}", query)
    place = state.place(params.cursor, filters)
    words = search_query(params.q) if params.q else None
    speakers = frozenset(map(fold, params.speaker))
    data: list[QuoteLine] = []
    seen, has_more = 0, True
    with state.reads.connection() as db:
        while has_more and len(data) < params.limit and seen < MOST_ARTICLES:
            found = lists.find(db, query, place)
            has_more = found.has_more
            for number, row in enumerate(found.rows, 1):
                data += _lines(article_of(row.record), speakers, words, params)
                place, seen = row.place, seen + 1
                if len(data) >= params.limit:
                    has_more = has_more or number < len(found.rows)
                    break
    following = state.cursor(place, filters) if has_more and place is not None else None
    return answers.page(request, data, following)


def _lines(
    article: Article, speakers: frozenset[str], words: SearchQuery | None, params: QuoteParams
) -> list[QuoteLine]:
    return [
        QuoteLine(
            article_id=str(article.id),
            article_version=article.version,
            headline=title_of(article),
            url=article.canonical_url or article.url,
            publisher=article.publisher,
            published_at=article.published_at,
            kind=kind,
            quote=said,
        )
        for kind in _LISTS[params.kind]
        for said in (article.quotes if kind == "quoted" else article.reported)
        if (not speakers or (said.speaker.name is not None and fold(said.speaker.name) in speakers))
        and (params.direct is None or said.direct is params.direct)
        and (words is None or any(highlights(part.text, words) for part in said.parts))
    ]
