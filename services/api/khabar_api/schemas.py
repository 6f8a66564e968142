"""Shapes of requests and answers that are not records of the kernel, and how they are documented. No rule is here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import Field, model_validator

from khabar.article import Article
from khabar.record import Instant, Record
from khabar.storage.facets import Facet
from khabar_api.inputs import SOMETHING_CHANGES, EventTypes, Url, WebUrl
from khabar_api.problem_types import TYPES

# Marks an answer of a route as "the problems of this status".
PROBLEM_MARK = "x-problem"

T = TypeVar("T")


class Page(Record, Generic[T]):
    """One page of a list. `next` null: this was the last."""

    data: tuple[T, ...]
    next: str | None


class FacetLine(Record):
    """`value` is what the filter takes; `name` null: it is called as its value."""

    value: str
    name: str | None
    articles: int


class FacetCounts(Record):
    """`articles` were looked at; `is_capped`: they are the newest, and more match. Commonest first."""

    articles: int
    is_capped: bool
    counts: dict[Facet, tuple[FacetLine, ...]]


class Match(Record):
    start: int
    end: int


class Highlight(Record):
    """Where a search matches in one text; `matches` are code points of it."""

    field: Literal["headline", "summary", "body"]
    node: str | None
    matches: tuple[Match, ...]
    snippet: str


class ShownArticle(Article):
    """A record as it was asked for: `body=` puts another form in the place of `body`, `fields=` leaves keys out."""

    body_html: str | None = None
    body_text: str | None = None
    body_markdown: str | None = None
    highlights: tuple[Highlight, ...] | None = None


class ArticlePage(Page[ShownArticle]):
    """One page of articles. `facets` is there when it was asked for."""

    facets: FacetCounts | None = None


class ProblemError(Record):
    pointer: str | None = None
    parameter: str | None = None
    detail: str
    position: int | None = None


class ProblemDocument(Record):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: tuple[ProblemError, ...] = ()


class Resolve(Record):
    """At most 500 in all."""

    urls: Annotated[tuple[Url, ...], Field(max_length=500)] = ()
    guids: Annotated[tuple[Url, ...], Field(max_length=500)] = ()


class Resolved(Record):
    """`article_id` null: there is no article. `outcome` null: no feed ever carried it; else as in the lineage."""

    url: str | None = None
    guid: str | None = None
    article_id: UUID | None = None
    outcome: str | None = None


class ResolvedList(Record):
    data: tuple[Resolved, ...]


class VersionLine(Record):
    version: int
    created_at: Instant
    kind: str
    origin: str
    content_hash: str
    changed: tuple[str, ...]


class VersionList(Record):
    data: tuple[VersionLine, ...]


class Run(Record):
    op: Literal["equal", "delete", "insert"]
    text: str


class TextDifference(Record):
    pointer: str
    runs: tuple[Run, ...]


class Difference(Record):
    """`changed` holds JSON Pointers into the newer version; equal and insert runs together are its text."""

    from_: Annotated[int, Field(alias="from")]
    to: int
    changed: tuple[str, ...]
    texts: tuple[TextDifference, ...]


class Change(Record):
    """What happened to an article, for keeping a copy in step."""

    article_id: UUID
    version: int | None
    operation: Literal["created", "updated", "corrected", "withdrawn", "reextracted"]
    at: Instant
    sequence: str


class Envelope(Record):
    """One event as CloudEvents 1.0 structured JSON."""

    specversion: Literal["1.0"]
    id: UUID
    source: str
    type: str
    subject: str
    time: Instant
    timestamp: Instant
    sequence: str
    datacontenttype: Literal["application/json"]
    dataschema: str
    data: dict[str, Any]


class EventPage(Record):
    """`next` goes into `after`; it is there also when nothing is new."""

    data: tuple[Envelope, ...]
    next: str


class ChangePage(Record):
    """`next` goes into `since`; it is there also when nothing is new."""

    data: tuple[Change, ...]
    next: str


class SourceQuality(Record):
    """Of the last 1,000 articles; null when there are none."""

    articles: int
    quality_mean: float | None
    feed_only_share: float | None
    undated_share: float | None


class SourceView(Record):
    id: str
    name_ar: str
    name_en: str
    country: str
    language: str
    site_url: str
    domains: tuple[str, ...]
    category: str
    policy: Literal["headline_only", "excerpt", "full"]
    rights_note: str | None
    feeds: int
    articles: int
    last_article_at: Instant | None
    quality: SourceQuality | None = None


class SourceList(Record):
    data: tuple[SourceView, ...]


class LineageLine(Record):
    """One feed entry, and what became of it. `outcome` is explained in docs/api.md."""

    id: int
    feed_id: UUID
    feed_url: str
    feed_title: str | None
    guid: str | None
    url: str | None
    title: str | None
    stage: str
    state: str
    outcome: str
    refused: str | None
    attempts: int
    last_error: str | None
    first_seen_at: Instant
    changed_at: Instant
    done_at: Instant | None
    due_at: Instant
    article_id: UUID | None


class WebhookView(Record):
    """`search_id`: only events of articles that this saved search finds; null: of all."""

    id: UUID
    url: str
    types: tuple[str, ...]
    search_id: UUID | None
    state: str
    state_reason: str | None
    failures: int
    paused_until: Instant | None
    version: int
    created_at: Instant


class NewWebhookView(WebhookView):
    """`secret` is shown this once."""

    secret: str


class NewWebhook(Record):
    """`types` empty: every type but article.reextracted. `search_id`: only events of articles that it finds."""

    url: WebUrl
    types: EventTypes = ()
    search_id: UUID | None = None


class WebhookChange(Record):
    """What is left out stays. `active` also forgets failures; `search_id` null sends events of all articles."""

    model_config = SOMETHING_CHANGES

    url: WebUrl | None = None
    types: EventTypes | None = None
    search_id: UUID | None = None
    state: Literal["active", "paused"] | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> WebhookChange:
        if self.url is None and self.types is None and self.state is None and "search_id" not in self.model_fields_set:
            raise ValueError("it changes nothing")
        return self


class DeliveryLine(Record):
    id: int
    event_id: UUID
    type: str
    state: str
    attempts: int
    due_at: Instant
    last_status: int | None
    last_response: str | None
    last_error: str | None
    created_at: Instant
    done_at: Instant | None


class Accepted(Record):
    """What was asked for will be done soon."""

    accepted: int


class QueueCounts(Record):
    """`items` by `stage.state`; `jobs` waiting in Redis, null when it does not answer."""

    items: dict[str, int]
    oldest_seconds: int
    jobs: dict[str, int | None]


class DeadLetter(Record):
    id: int
    feed_id: UUID
    guid: str | None
    url: str | None
    stage: str
    attempts: int
    last_error: str | None
    first_seen_at: datetime
    done_at: datetime | None


class Alive(Record):
    status: Literal["ok"]


class Ready(Record):
    """`checks`: ok, or what is wrong."""

    status: Literal["ok", "failing"]
    checks: dict[str, str]


class Version(Record):
    version: str
    schema_: Annotated[str, Field(alias="schema")]


def documented(
    example: Any,
    *problems: str,
    status: int = 200,
    media_type: str = "application/json",
    also: Mapping[str, Any] | None = None,
    **more: Mapping[str, Any],
) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route: its own answer with an example, and the problems beside those every route has.

    `also`: examples of its other representations, by media type.
    """
    shown = {media_type: example, **(also or {})}
    answers: dict[int | str, dict[str, Any]] = {
        status: {"content": {kind: {"example": one} for kind, one in shown.items()}}
    }
    answers |= {int(code.removeprefix("on_")): dict(text) for code, text in more.items()}
    for name in problems:
        add_problem(answers, name)
    return answers


def add_problem(answers: dict[int | str, dict[str, Any]], name: str) -> None:
    """Say among `answers` that this type of problem may come; openapi.py fills in what all of its status share."""
    kind = TYPES[name]
    answers.setdefault(kind.status, {"description": kind.title, PROBLEM_MARK: True})
