"""The extract job when things go wrong: retries, fencing, two workers at once, lost servers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from khabar.errors import StatementFailed, StorageDown
from khabar.feed import FeedEntry
from khabar.publishers.loader import Catalogue
from khabar.settings import Settings
from khabar.storage import retention
from khabar.storage.database import Connection, connect
from khabar.storage.tries import SILENT_TRIES
from khabar_ingest.parse import parse_feed
from khabar_worker import tasks
from support.extract_rows import (
    GOOD_PAGE,
    HEADLINE,
    HOST,
    PAGE,
    TEXTS,
    URL,
    claimed_once,
    extracted,
    records,
    row_of,
    stored_item,
    types,
)


def test_a_fault_is_tried_again_later_and_ends_in_quarantine(
    db: Connection, settings: Settings, catalogue: Catalogue
) -> None:
    """A page body that is damaged at rest can't be decompressed: no fault of the page, so it is tried again."""
    item_id = stored_item(db, page=GOOD_PAGE)
    db.execute("update page_body set body = 'damaged'")

    first = extracted(db, item_id, catalogue, settings)
    waiting = row_of(db, item_id)
    db.execute("update item set due_at = now(), attempts = %s", (settings.max_attempts - 1,))
    last = extracted(db, item_id, catalogue, settings)

    dead = row_of(db, item_id)
    assert (first, waiting["state"], waiting["later"]) == ("retry", "pending", True)
    assert (last, dead["state"]) == ("dead", "dead")
    assert "ZstdError" in str(dead["last_error"])
    assert records(db) == []


def test_a_page_that_kills_its_workers_is_left_and_the_feed_has_to_do(
    db: Connection, settings: Settings, catalogue: Catalogue
) -> None:
    item_id = stored_item(db, page=GOOD_PAGE)
    db.execute("update item set attempts = %s", (SILENT_TRIES - 1,))  # and none of them told of an error

    outcome = extracted(db, item_id, catalogue, settings)

    (record,) = records(db)
    assert outcome == row_of(db, item_id)["outcome"] == "refused:refused_markup"
    assert "feed_only" in record.quality.warnings


@pytest.mark.parametrize(
    ("attempts", "told"), [(SILENT_TRIES - 2, None), (SILENT_TRIES - 1, "RuntimeError: once")], ids=["deaths", "told"]
)
def test_a_page_is_not_left_for_a_few_deaths_nor_where_a_failure_was_told(
    db: Connection, settings: Settings, catalogue: Catalogue, attempts: int, told: str | None
) -> None:
    item_id = stored_item(db, page=GOOD_PAGE)
    db.execute("update item set attempts = %s, last_error = %s", (attempts, told))

    assert extracted(db, item_id, catalogue, settings) == "new"


def test_an_orphan_whose_lease_was_lost_stores_neither_article_nor_event(
    db: Connection, settings: Settings, catalogue: Catalogue
) -> None:
    item_id = stored_item(db, page=GOOD_PAGE)
    orphan = claimed_once(db, item_id)
    db.execute("update item set lease_until = now() - interval '1 second'")
    heir = claimed_once(db, item_id)

    lost = tasks.extract_one(db, orphan, catalogue, settings)
    after_orphan = (records(db), types(db))
    kept_by_heir = tasks.extract_one(db, heir, catalogue, settings)

    assert (lost, after_orphan) == ("lost_lease", ([], []))
    assert kept_by_heir == "new"
    assert (len(records(db)), types(db)) == (1, ["article.created"])


def test_an_orphan_that_fails_leaves_the_item_to_its_heir(
    db: Connection, settings: Settings, catalogue: Catalogue
) -> None:
    item_id = stored_item(db, page=GOOD_PAGE)
    orphan = claimed_once(db, item_id)
    db.execute("update item set lease_until = now() - interval '1 second'")
    claimed_once(db, item_id)
    db.execute("update page_body set body = 'damaged'")

    assert tasks.extract_one(db, orphan, catalogue, settings) == "lost_lease"

    assert row_of(db, item_id)["state"] == "running"


def test_the_same_story_of_two_feeds_at_once_is_one_article_and_one_event(
    db: Connection, database_url: str, settings: Settings, catalogue: Catalogue
) -> None:
    ids = [stored_item(db, page=GOOD_PAGE)]
    ids += [stored_item(db, page=GOOD_PAGE, feed=f"feed{n}") for n in range(3)]
    together = Barrier(len(ids))

    def work(item_id: int) -> str:
        with connect(database_url, name="worker") as mine:
            claimed = claimed_once(mine, item_id)
            together.wait(20)
            return tasks.extract_one(mine, claimed, catalogue, settings)

    with ThreadPoolExecutor(len(ids)) as threads:
        outcomes = sorted(threads.map(work, ids))

    (article,) = records(db)
    assert outcomes == ["duplicate_of", "duplicate_of", "duplicate_of", "new"]
    assert types(db) == ["article.created"]
    assert {row_of(db, item_id)["article_id"] for item_id in ids} == {article.id}
    feed_ids = db.execute("select feed_ids from article").fetchone()
    assert feed_ids is not None
    assert len(feed_ids["feed_ids"]) == len(ids)


def test_a_page_whose_bytes_retention_removed_gives_a_record_from_the_feed(
    db: Connection, settings: Settings, catalogue: Catalogue
) -> None:
    item_id = stored_item(db, page=GOOD_PAGE)
    db.execute("update page_body set stored_at = now() - interval '91 days'")
    retention.prune(db, retention.PAGES, days=90)

    extracted(db, item_id, catalogue, settings)

    assert [article.headline for article in records(db)] == ["القطار يعود"]


def test_a_server_that_goes_away_leaves_the_item_for_the_next_worker(
    db: Connection, database_url: str, settings: Settings, catalogue: Catalogue
) -> None:
    item_id = stored_item(db, page=GOOD_PAGE)

    def work() -> None:
        with connect(database_url, name="worker") as mine:
            claimed = claimed_once(mine, item_id)
            db.execute("select pg_terminate_backend(%s)", (mine.info.backend_pid,))
            tasks.extract_one(mine, claimed, catalogue, settings)

    with pytest.raises(StorageDown):
        work()

    assert row_of(db, item_id)["state"] == "running"
    db.execute("update item set lease_until = now() - interval '1 second'")
    assert extracted(db, item_id, catalogue, settings) == "new"


def test_a_statement_that_takes_too_long_is_no_fault_of_the_item(
    db: Connection, database_url: str, settings: Settings, catalogue: Catalogue
) -> None:
    item_id = stored_item(db, page=GOOD_PAGE)

    with connect(database_url, name="worker", statement_seconds=0.5) as mine:
        claimed = claimed_once(mine, item_id)
        with db.transaction():
            db.execute("lock table article in access exclusive mode")
            with pytest.raises(StatementFailed):
                tasks.extract_one(mine, claimed, catalogue, settings)

    assert row_of(db, item_id)["state"] == "pending"  # put off, so that it doesn't look as if it had killed a worker
    assert "statement timeout" in str(row_of(db, item_id)["last_error"])


def test_an_article_of_the_file_catalogue_carries_its_publisher(
    db: Connection, settings: Settings, catalogue: Catalogue
) -> None:
    publisher = catalogue.publishers[0]
    url = f"https://{publisher.domains[0]}/2026/a"
    db.execute("insert into host (host, gap_seconds) values (%s, 0)", (publisher.domains[0],))

    item_id = stored_item(db, FeedEntry(guid="1", link=url, title="خبر"), refused="gone")
    extracted(db, item_id, catalogue, settings)

    (article,) = records(db)
    assert article.publisher is not None
    assert article.publisher.id == publisher.id


def test_any_text_that_a_feed_and_a_page_hold_can_be_stored(
    db: Connection, settings: Settings, catalogue: Catalogue
) -> None:
    """NUL, surrogates, numbers past Unicode, controls, and a guid longer than an index entry may be."""
    nasty = "&#0; &#xD800; &#x110000; &#1; &#xFFFE; \x00 \x0b \u202e \ufffe"
    feed = (
        f'<rss version="2.0"><channel><title>{nasty}</title><item><title>القطار {nasty}</title><link>{URL}</link>'
        f"<guid>{'غ' * 100_000}</guid><description>{nasty}</description><category>{nasty}</category>"
        "</item></channel></rss>"
    )
    (entry,) = parse_feed(feed.encode(), url=f"https://{HOST}/feed", http_charset=None).entries
    page = PAGE.replace("</h1>", f" {nasty}</h1>").format(body="".join(f"<p>{text} {nasty}</p>" for text in TEXTS))

    outcome = extracted(db, stored_item(db, entry, page=page.encode()), catalogue, settings)

    (article,) = records(db)
    text = article.model_dump_json()
    assert outcome == "new"
    assert entry.guid == "غ" * 100_000
    assert str(article.headline).startswith(HEADLINE)
    assert not any(f"\\u{code}" in text for code in ("0000", "0001", "000b", "d800"))
    assert not {"\ufffe", "\x00"} & set(text)
    assert "\u202e" not in str(article.headline)
