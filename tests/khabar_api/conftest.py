"""A running API on a free loopback port, and articles written for the tests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from psycopg.pq import TransactionStatus

from khabar.article import (
    SCHEMA,
    Article,
    Author,
    Identity,
    Lineage,
    Provenance,
    PublisherRef,
    Quality,
    Raw,
    RoleValue,
    VersionRef,
)
from khabar.body import Heading, Link, ListBlock, ListItem, Paragraph, Span
from khabar.ids import uuid7
from khabar.indexing import index_of
from khabar.settings import Settings
from khabar.storage import articles, events
from khabar.storage.articles import Alias
from khabar.storage.database import Connection
from khabar.url import url_key
from khabar_api.app import create_app
from khabar_api.service import listening_socket, server
from settled import settle

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


@contextmanager
def serving(settings: Settings) -> Iterator[httpx.Client]:
    """A client of a real server that runs in a thread until the block ends."""
    running = server(create_app(settings), settings)
    with listening_socket(settings) as listener:
        port = listener.getsockname()[1]
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            # The socket listens already: a first request waits in its queue until the server is up.
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20, trust_env=False) as client:
                yield client
        finally:
            running.should_exit = True
            thread.join(20)
    assert not thread.is_alive()


@pytest.fixture
def api_settings(settings: Settings) -> Settings:
    """As shipped, but on any free port, and without a rate limit."""
    return settings.model_copy(update={"api_port": 0, "api_rate_limit": 0})


@pytest.fixture
def api(api_settings: Settings) -> Iterator[httpx.Client]:
    with serving(api_settings) as client:
        yield client


@pytest.fixture
def running_api() -> Callable[[Settings], AbstractContextManager[httpx.Client]]:
    """An API for as long as a `with` block lasts."""
    return serving


@pytest.fixture
def start_api() -> Iterator[Callable[[Settings], httpx.Client]]:
    """Starts APIs with settings of the test's own."""
    with ExitStack() as stack:
        yield lambda settings: stack.enter_context(serving(settings))


@pytest.fixture
def article() -> Callable[..., Article]:
    return make_article


@pytest.fixture
def shelf(db: Connection) -> Callable[..., Article]:
    """Stores article `number` with `changes`, and returns it."""
    return lambda number=1, **changes: store(db, make_article(number, **changes))
