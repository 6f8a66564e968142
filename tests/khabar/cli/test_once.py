"""`khabar run-once`: real feeds from a real server, to records in a real database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from khabar.errors import BadInput
from khabar.newsroom.server import Newsroom
from khabar.storage import articles, runs
from khabar.storage.database import Connection

NOW = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(NOW, publishers=("sample-bosla",)) as room:
        yield room


def test_every_story_becomes_a_record_and_an_unreachable_feed_is_no_loss(
    khabar: Any, newsroom: Newsroom, db: Connection
) -> None:
    khabar("feeds", "add", newsroom.site("sample-bosla").feed_url, "http://127.0.0.1:1/closed")
    stories = len(newsroom.stories())

    first = khabar("run-once")
    second = json.loads(khabar("run-once", "--json").out)

    assert (first.error, first.status) == (None, 0)
    assert first.out.splitlines()[-1] == f"{stories} records stored"
    assert "127.0.0.1:1/closed" in first.out
    assert articles.count(db) == stories
    assert (second["records_stored"], second["items_new"], second["lost"]) == (0, 0, [])


def test_without_feeds_there_is_a_hint(khabar: Any) -> None:
    outcome = khabar("run-once")

    assert isinstance(outcome.error, BadInput)
    assert "khabar feeds add URL" in outcome.error.message


def test_an_item_that_did_not_end_well_counts_as_lost(khabar: Any, db: Connection) -> None:
    khabar("feeds", "add", "--paused", "https://example.com/rss")
    since = runs.moment(db)
    db.execute(
        """insert into item (feed_id, guid_key, guid, entry, entry_hash, stage, state)
           select id, '\\x01', 'g1', '{}', '\\x02', 'extract', 'dead' from feed"""
    )

    tally, lost = runs.tally(db, since), runs.lost(db, since)

    assert (tally.lost, tally.records, [row["guid"] for row in lost]) == (1, 0, ["g1"])
