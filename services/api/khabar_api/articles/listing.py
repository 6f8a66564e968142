"""One page of a list as every format gets it, and what formats say alike. Shapes and rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from khabar import render
from khabar.article import Article
from khabar.policy import excerpt
from khabar_api.web.languages import UiLanguage

TITLE_CHARACTERS = 100


@dataclass(frozen=True)
class Listing:
    """One page of a list. `self_url`, `next_url`, `home` and archive links are absolute.

    `fields` (None: the usual ones) and `body` are those of the request, for CSV.
    `archive_links` (`prev-archive`, `next-archive`, `current`) and `is_archive` are those of RFC 5005 §4. In Atom,
    `entry_ids` replace the ids of articles, and `entry_states` are categories: scheme, term, label.
    """

    articles: Sequence[Article]
    home: str
    self_url: str
    next_url: str | None
    title: str = "khabar"
    fields: Sequence[str] | None = None
    body: str = "blocks"
    archive_links: Mapping[str, str] = field(default_factory=dict)
    is_archive: bool = False
    entry_ids: Mapping[UUID, str] = field(default_factory=dict)
    entry_states: Mapping[UUID, Sequence[tuple[str, str, str]]] = field(default_factory=dict)


def title_of(article: Article) -> str:
    """The headline, or else the first letters of the text: a feed entry without a title can't be picked."""
    return article.headline or excerpt(" ".join(render.to_text(article).split()), TITLE_CHARACTERS) or "—"


def publisher_name(article: Article, language: UiLanguage = "ar") -> str | None:
    """What readers call the publisher: its name, in `language` where it has one; None: nothing is known of it.

    A publisher that no file describes is told by the title of the feed and its domain: the feed may carry others' news.
    """
    publisher = article.publisher
    feed = article.source.feed_title if article.source else None
    if publisher is None:
        return feed
    names = (publisher.name_ar, publisher.name_en)
    name = next(filter(None, names if language == "ar" else reversed(names)), None)
    return name or (f"{feed} ({publisher.id})" if feed else publisher.id)


def changed_at(article: Article) -> datetime:
    """When this version was made: what a feed reader takes for the time of the last change."""
    return article.versions[-1].created_at if article.versions else article.first_seen_at


def link_of(article: Article, home: str) -> str:
    return article.canonical_url or article.url or f"{home}/v1/articles/{article.id}"


def instant(moment: datetime) -> str:
    """An instant in UTC, to the second, with Z."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
