"""Shapes of saved searches as they are sent and answered. No rule is here."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field, ValidationInfo, field_validator, model_validator

from khabar.record import Instant, Record
from khabar_api.web.inputs import SOMETHING_CHANGES, Line
from khabar_api.web.params import MANY, FilterParams
from khabar_api.web.values import some
from khabar_api.web.wrong_values import WrongValue


class SearchFilters(FilterParams):
    """As the parameters of /v1/articles: names, values and meaning. A value of a list may have a comma here."""

    @field_validator("*", mode="before")
    @classmethod
    def _split_lists(cls, value: Any, info: ValidationInfo) -> Any:
        """JSON has lists, numbers and texts of its own, so that nothing is split or read as something else."""
        if info.field_name in MANY:
            return _listed(value)
        is_number = info.field_name == "min_quality"
        if isinstance(value, bool | str if is_number else bool | int | float):
            raise WrongValue("not a number", "ليس عددًا") if is_number else WrongValue("not a text", "ليس نصًا")
        return value


def _listed(value: Any) -> Any:
    if not isinstance(value, list | tuple):
        raise WrongValue('not a list, as ["ar"] is', 'ليس قائمة مثل ["ar"]')
    if not value:
        raise WrongValue("an empty list: leave the key out to take all", "قائمة فارغة: احذف المفتاح لتأخذ الكل")
    return some(value)


class NewSearch(Record):
    name: Line
    filters: SearchFilters


class SearchChange(Record):
    """Omitted fields keep their value; `filters` are replaced as a whole."""

    model_config = SOMETHING_CHANGES

    name: Line | None = None
    filters: SearchFilters | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> SearchChange:
        if self.name is None and self.filters is None:
            raise WrongValue("it changes nothing", "لا يغيّر شيئًا")
        return self


class SearchLinks(Record):
    """Where the search is read: as a list, as feeds, as a stream."""

    articles: str
    atom: str
    rss: str
    json_: Annotated[str, Field(alias="json")]
    events: str
    stream: str

    model_config = ConfigDict(populate_by_name=True)


class SearchView(Record):
    """A saved search. `filters` has what differs from no filter at all."""

    id: UUID
    name: str
    filters: dict[str, Any]
    version: int
    created_at: Instant
    links: SearchLinks
