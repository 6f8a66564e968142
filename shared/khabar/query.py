"""The article query: what a list, an export or a saved search asks for. Shapes only; SQL is in khabar.storage."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from khabar.arabic.search_tree import Field as SearchField
from khabar.article import ArticleType, Status
from khabar.record import Record

Sort = Literal["first_seen", "published", "relevance"]
Order = Literal["asc", "desc"]
DateField = Literal["published", "modified", "first_seen"]
Duplicates = Literal["include", "collapse", "only"]
Has = Literal["image", "video", "table", "quote", "reported", "list", "correction"]


class ArticleFilters(Record):
    """Filters are joined by AND, the values of one filter by OR; `x_not` excludes. Empty means no filter."""

    q: str | None = None
    search_in: tuple[SearchField, ...] = ()
    source: tuple[str, ...] = ()
    source_not: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    domain_not: tuple[str, ...] = ()
    feed: tuple[UUID, ...] = ()
    feed_not: tuple[UUID, ...] = ()
    publisher_country: tuple[str, ...] = ()
    publisher_country_not: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    language_not: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    section_not: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    author_not: tuple[str, ...] = ()
    entity: tuple[str, ...] = ()
    entity_not: tuple[str, ...] = ()
    entity_id: tuple[UUID, ...] = ()
    entity_id_not: tuple[UUID, ...] = ()
    speaker: tuple[str, ...] = ()
    speaker_not: tuple[str, ...] = ()
    type: tuple[ArticleType, ...] = ()
    type_not: tuple[ArticleType, ...] = ()
    has: tuple[Has, ...] = ()
    has_not: tuple[Has, ...] = ()
    cluster: tuple[UUID, ...] = ()
    cluster_not: tuple[UUID, ...] = ()
    duplicates: Duplicates = "include"
    status: tuple[Status, ...] = ("usable",)
    min_quality: Annotated[float, Field(ge=0, le=1)] | None = None
    from_: datetime | None = None
    to: datetime | None = None
    date_field: DateField = "published"

    @property
    def are_none(self) -> bool:
        """Whether every article passes that is shown at all."""
        return all(getattr(self, name) == field.default for name, field in ArticleFilters.model_fields.items())


class ArticleQuery(ArticleFilters):
    """Which articles, in which order, and how many at once."""

    sort: Sort = "first_seen"
    order: Order = "desc"
    limit: Annotated[int, Field(ge=0, le=200)] = 50


class Place(Record):
    """Where a page of a list ended: the sort keys of its last row, as text."""

    keys: tuple[str, ...]
