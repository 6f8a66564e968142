"""Under which keys an article is known."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from khabar.article import Article, Quality
from khabar.feed import FeedEntry
from khabar.item import Item
from khabar.origin import Identity, Lineage, Raw
from khabar.storage.articles import Alias
from khabar.url import url_key
from khabar_worker.aliases import aliases_of

NOW = datetime(2026, 11, 22, tzinfo=UTC)
URL, LINK, FETCHED = "https://example.com/story", "https://example.com/r?id=7", "https://example.com/story-long"


def an_article(**changes: Any) -> Article:
    return Article.model_validate(
        {
            "id": UUID(int=1), "first_seen_at": NOW, "provenance": {}, "content_hash": "sha256:1",
            "quality": Quality(score=1, completeness=1), "raw": Raw(stored=False),
            "lineage": Lineage(identity=Identity(key="guid")), **changes,
        }
    )  # fmt: skip


def an_item(guid: str | None = None, url: str | None = None, feed: int = 1) -> Item:
    return Item(
        id=1, feed_id=UUID(int=feed), guid=guid and guid[:1000], url=url, entry=FeedEntry(guid=guid), stage="extract",
        state="running", outcome="pending", first_seen_at=NOW, changed_at=NOW,
    )  # fmt: skip


def test_addresses_come_strongest_first_and_each_once() -> None:
    article = an_article(canonical_url=URL, url=FETCHED)

    assert aliases_of(article, an_item(url=LINK)) == [Alias("url", url_key(one)) for one in (URL, FETCHED, LINK)]
    assert aliases_of(an_article(canonical_url=URL, url=URL), an_item(url=URL)) == [Alias("url", url_key(URL))]


def test_a_guid_is_a_key_only_where_there_is_no_address() -> None:
    with_address = aliases_of(an_article(url=URL), an_item("g"))
    (without,) = aliases_of(an_article(), an_item("g"))

    assert {alias.kind for alias in with_address} == {"url"}
    assert without.kind == "guid"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (an_item("g", feed=1), an_item("g", feed=2)),
        (an_item("g1"), an_item("g2")),
        (an_item("ع" * 100_000 + "1"), an_item("ع" * 100_000 + "2")),
    ],
    ids=["other feed", "other guid", "other end of a long guid"],
)
def test_guids_are_told_apart_whole_and_by_feed(one: Item, other: Item) -> None:
    assert aliases_of(an_article(), one) != aliases_of(an_article(), other)


def test_without_address_and_guid_the_content_is_the_key() -> None:
    wanted = [Alias("content_hash", hashlib.sha256(b"sha256:1").digest())]

    assert aliases_of(an_article(), None) == aliases_of(an_article(), an_item()) == wanted
