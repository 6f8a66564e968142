"""What the text of an article tells, as shapes: languages, dates, quotations, names, terms, questions, corrections.

Places are code points of a block's text (khabar.body.At). Key by key: docs/article.md.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from khabar.body import At
from khabar.record import Calendar, Instant, Precision, Record, Share


class LanguageShare(Record):
    """A language of the text. `share` is of the letters, 0 to 1; `declared`: the page or the feed claims it."""

    code: str
    share: Share
    declared: bool


class DateMention(Record):
    """A date inside the text.

    `value` is ISO 8601 at its true precision, always Gregorian: an interval `first/last` for a stretch of time, None
    for a duration. `anchor` is `published`, another mention's id, or None when none was needed.
    """

    id: str
    raw: str
    at: At
    kind: Literal["point", "duration"]
    value: str | None = None
    precision: Precision | None = None
    duration: str | None = None
    modifier: Literal["approx", "before", "after", "since"] | None = None
    calendar: Calendar = "gregorian"
    method: Literal["absolute", "day_month", "weekday", "offset", "duration"]
    anchor: str | None = None
    confidence: Share


class Speaker(Record):
    """Who said it. `name` None with a `role` is an unnamed source («خبيران»)."""

    name: str | None = None
    role: str | None = None
    org: str | None = None
    type: Literal["person", "organization", "group"] = "person"
    entity_id: str | None = None


class QuotePart(Record):
    at: At
    text: str


class Statement(Record):
    """One run of statements by one speaker (the record's `quotes[]` and `reported[]`)."""

    id: str
    speaker: Speaker
    verb: str | None = None
    direct: bool
    method: str
    confidence: Share
    intro: At | None = None
    venue: str | None = None
    parts: tuple[QuotePart, ...]


class Alias(Record):
    text: str
    kind: Literal["aka", "short", "acronym", "variant"]
    at: At
    marker: str | None = None


class Entity(Record):
    id: str
    type: Literal["person", "organization", "place", "event", "product"]
    name: str
    role: str | None = None
    aliases: tuple[Alias, ...] = ()
    mentions: tuple[At, ...] = ()
    uri: str | None = None
    confidence: Share


class KeyTerm(Record):
    """A term that the article is about, as a person would write it, told by how rare it is in other news.

    `relevance` is above 0, and 1 for the first; `count`: how often the text has it; `entity_id` None: no name.
    """

    text: str
    relevance: Share
    count: Annotated[int, Field(ge=1)]
    entity_id: str | None = None


class Question(Record):
    """A question that the text puts, as an interview or an explainer does: the ids of its block and of the answer's."""

    question: str
    answer: tuple[str, ...]


class Correction(Record):
    """A note in which the publisher puts something right. `block` has its text; `at` None: it does not say when."""

    block: str
    kind: Literal["correction", "clarification", "note"]
    at: Instant | None = None


class LiveUpdate(Record):
    """One update of a live page: the ids of its blocks, its heading among them.

    `headline` None: it has none. `published_at` None: the page prints a clock without its day, or nothing.
    """

    id: str
    headline: str | None = None
    published_at: Instant | None = None
    blocks: tuple[str, ...]
