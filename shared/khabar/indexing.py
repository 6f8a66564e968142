"""What the database needs of an article beside its record: folded names, flags, search terms. One function, pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from khabar.arabic.analyse import ANALYSIS_VERSION, to_tsvector
from khabar.article import Article
from khabar.body import BodyBlock, CorrectionNote, ListBlock, ListItem, MediaBlock, Quote, Table, TextBlock
from khabar.entities import name_key, names_of
from khabar.fingerprint import bands, fingerprint
from khabar.policy import left_of
from khabar.recency import terms_of_moment
from khabar.url import registrable_domain


@dataclass(frozen=True)
class ArticleIndex:
    """Columns of the article table that are derived from the record."""

    domain: str | None
    authors: list[str]
    entities: list[str]
    entity_ids: list[UUID]
    speakers: list[str]
    has: list[str]
    fingerprint: bytes | None
    bands: list[int]
    search: str
    search_version: int

    def columns(self) -> dict[str, Any]:
        return asdict(self)


def index_of(article: Article) -> ArticleIndex:
    """The index of `article`. Search weights: A headline, B summary, C body, D captions, names and keywords.

    Beside them the terms of when it was first seen, which have no place in the text. Nothing finds a withheld article
    by what it said.
    """
    article = left_of(article)
    host = urlsplit(article.canonical_url or article.url or "").hostname
    names = [name for entity in article.entities for name in (entity.name, *(alias.text for alias in entity.aliases))]
    speakers = [statement.speaker.name for statement in (*article.quotes, *article.reported) if statement.speaker.name]
    print_of_body = fingerprint(body_texts(article.body))
    captions = [medium.caption for medium in article.media if medium.caption]
    return ArticleIndex(
        domain=registrable_domain(host) if host else None,
        authors=sorted({name_key(author.name) for author in article.authors}),
        entities=sorted({name_key(name) for name in names}),
        entity_ids=[name.id for name in names_of(article)],
        speakers=sorted({name_key(name) for name in speakers}),
        has=sorted(set(_has(article))),
        fingerprint=print_of_body,
        bands=bands(print_of_body) if print_of_body else [],
        search=to_tsvector(
            [
                *((value.value, "A") for value in article.headlines if value.role == "main"),
                *((article.summary, "B") for _ in [0] if article.summary),
                *((text, "C") for text in body_texts(article.body)),
                *((text, "D") for text in [*captions, *article.keywords, *(a.name for a in article.authors)]),
            ],
            also=terms_of_moment(article.first_seen_at),
        ),
        search_version=ANALYSIS_VERSION,
    )


def body_texts(body: Iterable[BodyBlock]) -> Iterator[str]:
    """The text of every node of `body`, in reading order."""
    return (text for _, text in body_nodes(body))


def body_nodes(body: Iterable[BodyBlock]) -> Iterator[tuple[str, str]]:
    """Id and text of every node of `body`, in reading order."""
    for block in body:
        if isinstance(block, TextBlock):
            yield block.id, block.text
        elif isinstance(block, ListBlock):
            yield from _item_nodes(block.items)
        elif isinstance(block, Table):
            yield from ((cell.id, cell.text) for row in block.rows for cell in row)


def _item_nodes(items: tuple[ListItem, ...]) -> Iterator[tuple[str, str]]:
    for item in items:
        yield item.id, item.text
        yield from _item_nodes(item.items)


def _has(article: Article) -> Iterator[str]:
    yield from (medium.type for medium in article.media if medium.type in ("image", "video"))
    if article.quotes:
        yield "quote"
    if article.reported:
        yield "reported"
    for block in article.body:
        match block:
            case Table():
                yield "table"
            case Quote():
                yield "quote"
            case ListBlock():
                yield "list"
            case CorrectionNote():
                yield "correction"
            case MediaBlock(type="image" | "video" as kind):
                yield kind
