"""Names across articles: who and what is written about, and who writes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field, field_validator

from khabar.entities import NameType
from khabar.query import ArticleFilters
from khabar.record import Instant, Record
from khabar.storage import entities
from khabar_api.contract import examples
from khabar_api.state import Shared
from khabar_api.web import answers
from khabar_api.web.auth import requires
from khabar_api.web.params import Between, Limit, StrictRoute
from khabar_api.web.problems import not_there
from khabar_api.web.schemas import documented
from khabar_api.web.values import country_codes, language_tags, split

router = APIRouter(
    prefix="/v1/entities", route_class=StrictRoute, tags=["entities"], dependencies=[Depends(requires("read"))]
)


class EntityParams(Between):
    """Which names, and in which articles they are counted."""

    q: Annotated[
        str | None,
        Field(min_length=1, max_length=200, description="Words of the name or their beginnings, folded."),
    ] = None
    type: Annotated[tuple[NameType, ...], Field(description="Kinds of names.")] = ()
    source: Annotated[tuple[str, ...], Field(description="Publisher ids of the articles.")] = ()
    language: Annotated[tuple[str, ...], Field(description="BCP 47, of the articles.")] = ()
    publisher_country: Annotated[tuple[str, ...], Field(description="ISO 3166-1 alpha-2.")] = ()
    from_: Annotated[datetime | None, Field(alias="from", description="Articles published on or after this.")] = None
    to: Annotated[datetime | None, Field(description="Articles published before this.")] = None
    limit: Limit = 50

    @field_validator("type", "source", "language", "publisher_country", mode="before")
    @classmethod
    def _split_lists(cls, value: Any) -> Any:
        return split(value)

    _countries = field_validator("publisher_country")(country_codes)
    _languages = field_validator("language")(language_tags)

    def filters(self) -> ArticleFilters:
        return ArticleFilters(
            source=self.source,
            language=self.language,
            publisher_country=self.publisher_country,
            from_=self.from_,
            to=self.to,
        )


class EntityLine(Record):
    id: UUID
    type: NameType
    name: str
    articles: int


class EntityList(Record):
    """The most frequent names. `articles` counts among the newest 10,000 that match, the same for every name."""

    data: tuple[EntityLine, ...]


class EntityView(EntityLine):
    """`articles` counts up to 10,000. `articles_url` lists them."""

    first_at: Instant | None
    last_at: Instant | None
    articles_url: str


@router.get("", response_model=EntityList, responses=documented(examples.ENTITIES))
def list_entities(request: Request, state: Shared, params: Annotated[EntityParams, Query()]) -> Response:
    """People, organizations, places and authors, by number of articles, most frequent first."""
    with state.reads.connection() as db:
        found = entities.counted(db, params.filters(), words=params.q, types=params.type, limit=params.limit)
    return answers.respond(request, answers.dump({"data": found}))


@router.get("/{entity_id}", response_model=EntityView, responses=documented(examples.ENTITY, "not-found"))
def get_entity(request: Request, state: Shared, entity_id: UUID) -> Response:
    """One name, and the address of its articles."""
    with state.reads.connection() as db:
        name = entities.get(db, entity_id)
        if name is None:
            raise not_there("name", entity_id)
        found = entities.articles_with(db, entity_id)
    home = answers.base_url(request, state)
    view = EntityView(**name.model_dump(), **found, articles_url=f"{home}/v1/articles?entity_id={entity_id}")
    return answers.respond(request, answers.dump(view))
