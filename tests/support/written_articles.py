"""Articles written for the tests and for `make clients`: invented, and alike but for their number."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from psycopg.pq import TransactionStatus

from khabar.article import SCHEMA, Article, Author, PublisherRef, Quality, RoleValue
from khabar.body import Heading, Link, ListBlock, ListItem, Paragraph, Span
from khabar.ids import uuid7
from khabar.indexing import index_of
from khabar.origin import Identity, Lineage, Provenance, Raw, VersionRef
from khabar.storage import articles, events
from khabar.storage.articles import Alias
from khabar.storage.database import Connection
from khabar.url import url_key
from support.settled import settle

START = datetime(2026, 11, 22, 10, 5, tzinfo=UTC)
PUBLISHER = PublisherRef(id="sahifa", name_ar="الصحيفة", name_en="Sahifa", domain="sahifa.example", country="JO")
BODY = (
    Paragraph(
        id="b1",
        text="عادت المراكب إلى الميناء القديم صباح الأحد، وقال الصيادون إن الموسم واعد.",
        spans=(Span(start=5, end=12, kind="link", href="https://sahifa.example/boats"),),
    ),
    Heading(id="b2", text="رصيف جديد"),
    ListBlock(id="b3", items=(ListItem(id="b3.i1", text="طوله مئة متر."), ListItem(id="b3.i2", text="كلفته مليونان."))),
)


def make_article(number: int = 1, **changes: Any) -> Article:
    """Article `number`: an hour newer than the one before, and otherwise alike."""
    at = START + timedelta(hours=number)
    url = f"https://sahifa.example/news/{number}"
    values: dict[str, Any] = {
        "id": uuid7(at, number.to_bytes(10, "big")),
        "url": url,
        "canonical_url": url,
        "headline": f"افتتاح ميناء الصيد رقم {number}",
        "summary": "عادت المراكب إلى الميناء القديم بعد عامين.",
        "language": "ar",
        "published_at": at - timedelta(minutes=10),
        "first_seen_at": at,
        "publisher": PUBLISHER,
        "section": "محليات",
        "keywords": ("ميناء", "صيد"),
        "authors": (Author(name="سلمى الحوراني"),),
        "body": BODY,
        "links": (Link(href="https://sahifa.example/boats", text="المراكب", internal=True),),
        "word_count": 20,
        "quality": Quality(score=0.9, completeness=0.9),
        "provenance": {"/headline": Provenance(method="jsonld", extractor="structured@1", confidence=0.9)},
        "raw": Raw(stored=False),
        "content_hash": f"sha256:{number}",
        "lineage": Lineage(identity=Identity(key="canonical_url", candidates=(url,))),
    } | changes
    if values["headline"]:
        values.setdefault("headlines", (RoleValue(role="main", value=values["headline"]),))
    article = Article(**values)
    if not article.versions:
        kind = "created" if article.version == 1 else "updated"
        line = VersionRef(
            version=article.version, created_at=at, kind=kind, origin="publisher", content_hash=article.content_hash
        )
        article = article.model_copy(update={"versions": (line,)})
    assert article.schema_ == SCHEMA
    return article


def store(db: Connection, article: Article) -> Article:
    """Save `article` with its event, as a worker does: in one transaction."""
    keys = [Alias("url", url_key(article.canonical_url))] if article.canonical_url else []
    kind = "article.created" if article.version == 1 else "article.updated"
    with db.transaction():
        articles.save(db, article, index_of(article), keys, page_id=None)
        events.append(
            db,
            now=article.first_seen_at,
            type=kind,
            article_id=article.id,
            article_version=article.version,
            data={"article_id": str(article.id), "article_version": article.version},
        )
    if db.info.transaction_status == TransactionStatus.IDLE:
        settle(db)
    return article
