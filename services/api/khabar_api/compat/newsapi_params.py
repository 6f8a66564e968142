"""The parameters of NewsAPI.org, as they are sent. Unknown ones are refused, as there: `parameterInvalid`.

Source: https://newsapi.org/docs/endpoints/everything and …/top-headlines; spellings: its two published clients.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo, field_validator

from khabar.publishers.countries import COUNTRIES
from khabar.record import Record
from khabar_api.web.values import registered

MOST_SOURCES = 20
Category = Literal["business", "entertainment", "general", "health", "science", "sports", "technology"]
Text = Annotated[str, StringConstraints(min_length=1, max_length=500)]


def listed(value: Any) -> Any:
    """Comma-separated values; none of them may be empty."""
    if not isinstance(value, str):
        return value
    found = tuple(part.strip() for part in value.split(","))
    if not all(found):
        raise ValueError("a value is empty")
    return found


def _moment(value: str, *, is_end: bool) -> datetime:
    """ISO 8601, in UTC where no zone is given. A bare day is the whole day, also as the end.

    >>> _moment("2026-11-22", is_end=True).isoformat()
    '2026-11-23T00:00:00+00:00'
    """
    # A `+` that a client forgot to escape arrives as a space, and is meant.
    text = value[:11] + value[11:].replace(" ", "+")
    found = datetime.fromisoformat(text)
    if is_end:
        # `to` is included there and excluded here.
        found += timedelta(days=1) if len(value) == len("2026-11-22") else timedelta(seconds=1)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _country(value: str) -> str:
    if value.upper() not in COUNTRIES:
        raise ValueError("not a country of ISO 3166-1 alpha-2")
    return value.upper()


def _language(value: str) -> str:
    if not (len(value) == 2 and value.isascii() and value.isalpha()):
        raise ValueError("not a language of ISO 639-1, as ar is")
    return value.lower()


Country = Annotated[str, AfterValidator(_country)]
Language = Annotated[str, AfterValidator(_language)]


class Keyed(Record):
    """What every endpoint takes. The gate has read the key before."""

    api_key: Annotated[str | None, Field(alias="apiKey")] = None


class Paged(Keyed):
    q: Text | None = None
    sources: str | None = None
    language: Language | None = None
    page: Annotated[int, Field(ge=1)] = 1
    page_size: Annotated[int, Field(ge=1, le=100, alias="pageSize")] = 100
    in_title: Annotated[Text | None, Field(alias="qInTitle")] = None
    # As the Python client spells it.
    in_title_too: Annotated[Text | None, Field(alias="qintitle")] = None

    @property
    def title_words(self) -> str | None:
        return self.in_title or self.in_title_too


class Everything(Paged):
    search_in: Annotated[str | None, Field(alias="searchIn")] = None
    domains: str | None = None
    domains_not: Annotated[str | None, Field(alias="excludeDomains")] = None
    from_: Annotated[datetime | None, Field(alias="from")] = None
    to: datetime | None = None
    sort: Annotated[Literal["relevancy", "popularity", "publishedAt"], Field(alias="sortBy")] = "publishedAt"

    @field_validator("from_", "to", mode="before")
    @classmethod
    def _moments(cls, value: Any, info: ValidationInfo) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return _moment(value, is_end=info.field_name == "to")
        except (ValueError, OverflowError):
            raise ValueError("neither a day nor an ISO 8601 instant") from None

    @field_validator("domains", "domains_not")
    @classmethod
    def _known_form(cls, value: str | None) -> str | None:
        return value and ",".join(registered(name) for name in listed(value))

    @field_validator("search_in")
    @classmethod
    def _parts(cls, value: str | None) -> str | None:
        if value and set(listed(value)) - {"title", "description", "content"}:
            raise ValueError("it takes title, description and content")
        return value


class Headlines(Paged):
    page_size: Annotated[int, Field(ge=1, le=100, alias="pageSize")] = 20
    country: Country | None = None
    category: Category | None = None


class Sources(Keyed):
    category: Category | None = None
    language: Language | None = None
    country: Country | None = None
