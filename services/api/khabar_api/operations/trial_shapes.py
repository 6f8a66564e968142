"""The bodies of extractions on trial. Shapes only."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from khabar.article import Article
from khabar.record import Instant, Record
from khabar.trial import TrialState
from khabar_api.web.inputs import Line, WebUrl
from khabar_api.web.wrong_values import WrongValue

Text = Annotated[str, StringConstraints(min_length=1, max_length=4_000_000)]


class WantedTrial(Record):
    """Either `url` alone, or `html` (from `url`, if that is known), or plain `text`."""

    url: Annotated[WebUrl | None, Field(description="Alone: fetched. With html or text: where that came from.")] = None
    html: Annotated[Text | None, Field(description="The HTML of a page.")] = None
    text: Annotated[Text | None, Field(description="Plain text, its paragraphs apart.")] = None
    published: Annotated[Line | None, Field(description="The date to use if the page has none: 2026-07-09.")] = None

    @model_validator(mode="after")
    def _one_of_them(self) -> WantedTrial:
        if self.html is not None and self.text is not None:
            raise WrongValue("give html or text, not both", "أرسل html أو text، لا كليهما")
        if self.url is None and self.html is None and self.text is None:
            raise WrongValue("give url, html or text", "أرسل url أو html أو text")
        return self


class Trial(Record):
    """An extraction on trial. `error` says why a failed one has no article: an error code, and words."""

    id: UUID
    url: str | None
    state: TrialState
    asked_at: Instant
    done_at: Instant | None
    error: str | None
    article: Article | None
