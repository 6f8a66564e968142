"""Articles of an earlier analysis are indexed anew beside everything else."""

from __future__ import annotations

import asyncio
from uuid import UUID

from khabar import queue
from khabar.arabic.analyse import ANALYSIS_VERSION
from khabar.settings import Settings
from khabar.storage.database import Connection
from khabar.storage.reindex import stale
from khabar_ingest.context import Context
from khabar_ingest.reindex import STEP_ROWS, reindex
from support.article_rows import an_article, numbers, store
from support.ingest_context import run


async def reindexed(context: Context) -> None:
    await reindex(context, asyncio.Event())


def test_articles_of_an_earlier_analysis_are_indexed_anew_without_being_asked(
    db: Connection, settings: Settings
) -> None:
    count = STEP_ROWS + 2
    store(db, *(an_article(number, text="مدرسة") for number in range(1, count + 1)))
    db.execute("update article set search_version = %s, search = ''", (ANALYSIS_VERSION - 1,))
    db.execute("update article_version set record = '{}' where article_id = %s", (UUID(int=1),))

    with queue.connect(str(settings.redis_url)) as client:
        run(settings, client, reindexed)

    assert stale(db) == 1  # the one whose record can't be read
    assert len(numbers(db, q="مدارس", limit=100)) == count - 1
    assert db.execute("select from search_term where term = 'مدرسه'").fetchone() is not None
