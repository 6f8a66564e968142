"""Query parameters: strict, so that a misspelt filter is an error instead of a longer list. Shapes and rules only."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import Query, Request, Response
from fastapi import params as fastapi_params
from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import Field, ValidationInfo, field_validator

from khabar.article import Article
from khabar.query import ArticleFilters, ArticleQuery, Sort
from khabar.record import Record
from khabar.storage.facets import Facet
from khabar_api.web.problems import Problem
from khabar_api.web.suggestions import suggestion
from khabar_api.web.values import country_codes, instant, language_tags, registered, split
from khabar_api.web.wrong_values import WrongValue, did_you_mean

Body = Literal["blocks", "html", "text", "markdown", "none"]
ListFormat = Literal["json", "ndjson", "csv", "jsonfeed", "rss", "atom", "ninjs", "jsonld"]
ItemFormat = Literal["json", "ninjs", "jsonld"]

FIELDS = frozenset(field.alias or name for name, field in Article.model_fields.items())
# A suggestion takes a quarter of a millisecond: a body may have as many wrong keys as it has room for.
_SUGGESTED = 10
# What no database holds. In an address neither can come; in JSON and forms both can.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")

Limit = Annotated[int, Query(ge=1, le=200, description="Maximum number of entries per page.")]
Cursor = Annotated[
    str | None, Field(min_length=1, max_length=400, description="`next` of the previous page, with the same filters.")
]

_NOTES = {
    "q": "Words to find: quotes, AND OR NOT, + -, wor*, parentheses. Spelling variants are folded on both sides.",
    "search_in": "Where to search for q; default: the whole article. Captions belong to body.",
    "source": "Publisher ids.",
    "domain": "Domain names, as records show them; only the registered part counts.",
    "feed": "Feed ids.",
    "publisher_country": "ISO 3166-1 alpha-2.",
    "language": "BCP 47.",
    "section": "The publisher's own section, as written.",
    "author": "Names, folded.",
    "entity": "Names or aliases of people, organizations and places, folded.",
    "entity_id": "Ids of names, as /v1/entities and facets give them.",
    "speaker": "Names of people who are quoted, folded.",
    "type": "Kinds of article.",
    "has": "What the article has.",
    "cluster": "Ids of groups of copies, as records have them.",
    "duplicates": "All copies, only the first of each group, or only articles that have copies.",
    "status": "Default: usable.",
    "min_quality": "Minimum quality score.",
    "from_": "On or after: RFC 3339, or a day (its beginning in UTC).",
    "to": "Before: RFC 3339, or a day (its beginning in UTC).",
    "date_field": "The date that from and to apply to. Where published is unknown, first_seen counts.",
    "sort": "relevance needs q.",
    "order": "Newest (or best) first unless asc.",
    "limit": "Maximum number of articles per page; 0 for facets alone.",
}


EARLIEST = datetime.min.replace(tzinfo=UTC)


def before(end: datetime, span: timedelta) -> datetime:
    """The moment that lies `span` before `end`; at the calendar's beginning that beginning."""
    return end - span if end - EARLIEST > span else EARLIEST


def is_many(annotation: Any) -> bool:
    """Whether a parameter may be repeated."""
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return any(is_many(part) for part in typing.get_args(annotation))
    if typing.get_origin(annotation) is Annotated:
        return is_many(typing.get_args(annotation)[0])
    return typing.get_origin(annotation) in (tuple, list)


class Presentation(Record):
    """How articles are written out."""

    fields: Annotated[
        tuple[str, ...] | None, Field(description="Only these keys of the record, in json, ndjson and csv; id always.")
    ] = None
    body: Annotated[
        Body, Field(description="The body as blocks, or body_html, body_text, body_markdown; other formats know none.")
    ] = "blocks"

    @field_validator("fields", mode="before")
    @classmethod
    def _known_fields(cls, value: Any) -> Any:
        found = split(value)
        if found and (unknown := sorted(set(found) - FIELDS)):
            names = ", ".join(unknown)
            raise WrongValue(f"no such key of a record: {names}", f"لا مفتاح كهذا في السجل: {names}")
        return found

    # On the field, not on the model: the error then names its parameter.
    @field_validator("body")
    @classmethod
    def _body_asked_for(cls, value: Body, info: ValidationInfo) -> Body:
        if value == "none" and "body" in (info.data.get("fields") or ()):
            raise WrongValue("fields asks for the body, and none leaves it out", "تطلب fields المتن، ويُسقطه none")
        return value


MANY = frozenset(name for name, field in ArticleFilters.model_fields.items() if is_many(field.annotation))


class ItemParams(Presentation):
    """The parameters of one article."""

    format: Annotated[ItemFormat | None, Field(description="Instead of Accept.")] = None


class Between(Record):
    """Since when, and until when; either may be open."""

    from_: Annotated[datetime | None, Field(alias="from")] = None
    to: datetime | None = None

    @field_validator("from_", "to", mode="before")
    @classmethod
    def _instants(cls, value: Any) -> Any:
        return instant(value) if isinstance(value, str) else value

    # On fields, not on the model: an error then names its parameter.
    @field_validator("to")
    @classmethod
    def _after_from(cls, value: datetime | None, info: ValidationInfo) -> datetime | None:
        begin = info.data.get("from_")
        if value is not None and begin is not None and begin > value:
            raise WrongValue("it is before from", "هو قبل from")
        return value


class FilterParams(Between, ArticleFilters):
    """The filters of articles as parameters, checked one by one, so that an error names its parameter."""

    q: Annotated[str, Field(min_length=1, max_length=500)] | None = None

    @field_validator("*", mode="before")
    @classmethod
    def _split_lists(cls, value: Any, info: ValidationInfo) -> Any:
        return split(value) if info.field_name in MANY else value

    @field_validator("domain", "domain_not")
    @classmethod
    def _registered(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(registered(domain) for domain in value)

    _countries = field_validator("publisher_country", "publisher_country_not")(country_codes)
    _languages = field_validator("language", "language_not")(language_tags)

    @field_validator("*")
    @classmethod
    def _storable(cls, value: Any) -> Any:
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str) and _UNSTORABLE.search(text):
                raise WrongValue("it has a character that is none of a text", "فيه رمز ليس من النصوص")
        return value

    def filters(self) -> ArticleFilters:
        return ArticleFilters.model_construct(**{name: getattr(self, name) for name in ArticleFilters.model_fields})


class ArticleParams(FilterParams, ArticleQuery, Presentation):
    """The parameters of a list of articles."""

    highlight: Annotated[bool, Field(description="Show where q matches, in json and ndjson.")] = False
    facets: Annotated[
        tuple[Facet, ...], Field(description="Count the matches by these, in json. Only the newest 10,000 are counted.")
    ] = ()
    cursor: Cursor = None
    format: Annotated[ListFormat | None, Field(description="Instead of Accept.")] = None

    @field_validator("facets", mode="before")
    @classmethod
    def _split_facets(cls, value: Any) -> Any:
        return split(value)

    @field_validator("sort")
    @classmethod
    def _rankable(cls, value: Sort, info: ValidationInfo) -> Sort:
        if value == "relevance" and "q" in info.data and not info.data["q"]:
            raise WrongValue("relevance needs q", "الترتيب بالصلة يحتاج إلى q")
        return value

    @field_validator("highlight")
    @classmethod
    def _highlightable(cls, value: bool, info: ValidationInfo) -> bool:
        if value and "q" in info.data and not info.data["q"]:
            raise WrongValue("it needs q", "الإبراز يحتاج إلى q")
        return value

    def query(self) -> ArticleQuery:
        return ArticleQuery.model_construct(**{name: getattr(self, name) for name in ArticleQuery.model_fields})


def describe(model: type[Record]) -> None:
    """Give the filters among `model`'s fields the words that documents show."""
    for name, field in model.model_fields.items():
        base = name.removesuffix("_not")
        if field.description is None and base in _NOTES:
            field.description = f"None of these: see {base}." if base != name else _NOTES[base]
    model.model_rebuild(force=True)


describe(ArticleParams)


class StrictRoute(APIRoute):
    """A route that knows its query parameters and refuses others, and repeats of those that have one value."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        many = {
            field.alias: is_many(field.field_info.annotation)
            for field in get_flat_params(self.dependant)
            # Fields of a model of parameters are plain fields; only those that stand alone say that they are a query's.
            if not isinstance(field.field_info, fastapi_params.Path | fastapi_params.Header | fastapi_params.Cookie)
        }

        async def strict(request: Request) -> Response:
            for name in request.query_params:
                if name not in many:
                    meant = suggestion(name, many)
                    english, arabic = did_you_mean(meant)
                    raise _refused(name, "there is no such parameter" + english, "لا معامل بهذا الاسم" + arabic)
                if not many[name] and len(request.query_params.getlist(name)) > 1:
                    raise _refused(name, "given more than once", "ورد أكثر من مرة")
            try:
                return await handle(request)
            except RequestValidationError as error:
                found = [one for one in error.errors() if one["type"] == "extra_forbidden" and one["loc"][0] == "body"]
                for one in found[:_SUGGESTED]:
                    if self.body_field is not None:
                        keys = keys_at(self.body_field.field_info.annotation, one["loc"][1:-1])
                        one["ctx"] = {"meant": suggestion(str(one["loc"][-1]), keys)}
                raise

        return strict


def keys_at(model: Any, way: Sequence[int | str]) -> list[str]:
    """The keys of the object that stands at `way` in a body of `model`; none where that is no model of ours."""
    if not (isinstance(model, type) and issubclass(model, Record)):
        return next((keys for part in typing.get_args(model) if (keys := keys_at(part, way))), [])
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    if not way:
        return list(fields)
    return keys_at(fields[str(way[0])].annotation, way[1:]) if way[0] in fields else []


def _refused(name: str, english: str, arabic: str) -> Problem:
    errors = [{"parameter": name, "detail": english, "detail_ar": arabic}]
    return Problem("bad-parameter", f"{name[:100]}: {english}", errors=errors)
