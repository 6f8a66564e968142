"""An API with every layer on, and two feeds with articles."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from khabar.article import Article, SourceRef
from khabar.feed import Feed, FeedOptions
from khabar.settings import Settings
from khabar.storage.database import Connection
from khabar.subscribe import subscribe_url


@pytest.fixture
def api_settings(api_settings: Settings) -> Settings:
    loopback = (ipaddress.ip_network("127.0.0.1/32"),)
    return api_settings.model_copy(update={"compat": ("newsapi", "greader", "miniflux"), "allow_networks": loopback})


@pytest.fixture
def two_feeds(db: Connection, api_settings: Settings) -> list[Feed]:
    return [
        subscribe_url(
            db, f"http://127.0.0.1:9/{name}", settings=api_settings, now=datetime.now(UTC),
            options=FeedOptions(title=title),
        )[0]
        for name, title in (("rss", "الصحيفة"), ("sport", "الملاعب"))
    ]  # fmt: skip


@pytest.fixture
def filed(shelf: Callable[..., Article], two_feeds: list[Feed]) -> list[Article]:
    """Three articles, oldest first: two of the first feed, one of the second."""
    feeds: list[Any] = [two_feeds[0], two_feeds[0], two_feeds[1]]
    return [shelf(number, source=SourceRef(feed_id=feed.id)) for number, feed in enumerate(feeds, 1)]
