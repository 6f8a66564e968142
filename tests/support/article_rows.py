"""Articles in the database, by number, and the numbers that a list finds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from khabar.article import Article, Quality, RoleValue
from khabar.body import Paragraph
from khabar.indexing import index_of
from khabar.origin import Identity, Lineage, Raw
from khabar.query import ArticleQuery
from khabar.storage import articles, lists
from khabar.storage.database import Connection
from khabar.versions import version_ref
from support.settled import settle

START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def an_article(number: int, *body: Any, text: str = "نص الخبر.", **changes: Any) -> Article:
    """Article `number`, first seen an hour after the one before and published a day earlier than it."""
    seen = START + timedelta(hours=number)
    url = f"https://news.example.com/{number}"
    values = {
        "id": UUID(int=number), "url": url, "canonical_url": url, "headline": f"خبر رقم {number}", "language": "ar",
        "first_seen_at": seen, "published_at": START - timedelta(days=number), "provenance": {},
        "body": body or (Paragraph(id="b1", text=text),), "quality": Quality(score=0.5, completeness=1),
        "raw": Raw(stored=False), "content_hash": str(number), "lineage": Lineage(identity=Identity(key="guid")),
        **changes,
    }  # fmt: skip
    if values["headline"]:
        values.setdefault("headlines", (RoleValue(role="main", value=str(values["headline"])),))
    article = Article.model_validate(values)
    return article.model_copy(update={"versions": (version_ref(article, seen, "created", "publisher", ()),)})


def store(db: Connection, *stored: Article) -> None:
    for article in stored:
        articles.save(db, article, index_of(article), [], page_id=None)


def numbers(db: Connection, **query: Any) -> list[int]:
    """The numbers of the articles found, in the list's order."""
    settle(db)
    return [row.article_id.int for row in lists.find(db, ArticleQuery.model_validate(query)).rows]
