"""The whole path on real servers: a feed is polled, pages are fetched, a worker extracts, records are stored.

The publishers are the sample newsroom's; what they wrote is the truth that records are compared with.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from khabar import queue
from khabar.article import Article
from khabar.item import IngestSummary
from khabar.newsroom.faults import Challenge, EmptyFeed, Fault, GuidReset, Status, Truncated
from khabar.newsroom.server import Newsroom
from khabar.newsroom.story import Story
from khabar.settings import Settings
from khabar.storage import events, feeds, items, ledger
from khabar.storage.database import Connection
from khabar.subscribe import subscribe
from khabar.url import url_key
from khabar_ingest.service import run
from support.burst import work_off
from support.settled import settle

NOW = datetime.now(UTC)


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with Newsroom(NOW) as newsroom:
        yield newsroom


@pytest.fixture
def here(settings: Settings) -> Settings:
    """Settings under which this machine's own servers may be fetched."""
    return Settings.model_validate({**settings.model_dump(), "allow_networks": "127.0.0.1/32"})


def follow(db: Connection, room: Newsroom, settings: Settings, *names: str) -> None:
    """Subscribe to the publishers `names`, or to all."""
    records = [record for record in room.publisher_records() if not names or record.id in names]
    subscribe(db, records, settings, NOW)


def ingest(db: Connection, settings: Settings) -> IngestSummary:
    """Poll every feed once, fetch every page, and extract everything, each in its own process's code."""
    feeds.poll_soon(db)
    db.execute("update host set next_at = now()")
    summary = run(settings, once=True)
    work_off(settings)
    return summary


def records(db: Connection) -> list[Article]:
    rows = db.execute(
        "select record from article join article_version v on v.article_id = id and v.version = article.version"
    )
    return [Article.model_validate(row["record"]) for row in rows]


def record_of(db: Connection, room: Newsroom, story: Story) -> Article:
    row = db.execute(
        """select record from article_alias join article on id = article_id
           join article_version v on v.article_id = id and v.version = article.version where key = %s""",
        (url_key(room.url_of(story)),),
    ).fetchone()
    assert row is not None, room.url_of(story)
    return Article.model_validate(row["record"])


def outcomes(db: Connection) -> dict[str, int]:
    return {row["outcome"]: row["n"] for row in db.execute("select outcome, count(*)::int as n from item group by 1")}


def types(db: Connection) -> list[str]:
    settle(db)
    return [event.type for event in events.after(db, None, limit=1000)]


def test_every_story_of_every_publisher_becomes_a_record(db: Connection, room: Newsroom, here: Settings) -> None:
    follow(db, room, here)

    summary = ingest(db, here)

    stored = records(db)
    assert summary.failed == {}
    assert len(stored) == len(room.stories()) == summary.new_items
    assert ledger.counts(db)["extract.done"] == len(stored)
    assert types(db) == ["article.created"] * len(stored)
    for story in room.stories():
        article = record_of(db, room, story)
        assert article.published_at is not None
        assert abs(article.published_at - story.published) < timedelta(minutes=1), story.id  # pages print minutes
        assert article.publisher is not None
        assert article.publisher.id == story.publisher_id
        assert article.language == "ar"


def test_a_feed_drops_what_is_in_no_language_it_keeps(db: Connection, room: Newsroom, here: Settings) -> None:
    follow(db, room, here, "sample-nawras", "sample-sanawbar")
    dropping = db.execute(
        "update feed set languages = '{fa}' where publisher_id = 'sample-nawras' returning publisher_id"
    )
    assert dropping.rowcount == 1

    ingest(db, here)

    kept = {article.publisher.id for article in records(db) if article.publisher}
    assert kept == {"sample-sanawbar"}
    assert outcomes(db)["dropped:language"] == len(room.stories("sample-nawras"))


def test_of_a_feed_whose_pages_are_not_fetched_records_are_made_from_the_feed(
    db: Connection, room: Newsroom, here: Settings
) -> None:
    follow(db, room, here, "sample-nawras", "sample-sanawbar")
    (without,) = [feed for feed in feeds.find(db) if feed.publisher_id == "sample-nawras"]
    feeds.change(db, without.id, fetch_pages=False)

    ingest(db, here)

    made = {(one.publisher.id, "feed_only" in one.quality.warnings) for one in records(db) if one.publisher}
    assert made == {("sample-nawras", True), ("sample-sanawbar", False)}
    assert outcomes(db) == {"new": len(room.stories("sample-nawras") + room.stories("sample-sanawbar"))}
    assert [without.url.endswith(one.request.target) for one in room.requests("sample-nawras")] == [True]


@pytest.mark.parametrize("is_removed_meanwhile", [False, True])
def test_what_waits_for_its_page_when_its_feed_is_set_to_none_goes_on_without(
    db: Connection, room: Newsroom, here: Settings, is_removed_meanwhile: bool
) -> None:
    follow(db, room, here, "sample-nawras")
    (feed,) = feeds.find(db)
    run(here, once=True)
    room.forget_requests("sample-nawras")
    db.execute("update item set stage = 'page', page_id = null")

    if is_removed_meanwhile:
        feeds.remove(db, feed.id)
        follow(db, room, here, "sample-nawras")
    feeds.change(db, feed.id, fetch_pages=False)
    db.execute("update item set due_at = now()")
    ingest(db, here)

    assert outcomes(db) == {"new": len(room.stories("sample-nawras"))}
    assert all("feed_only" in one.quality.warnings for one in records(db))
    assert not [one for one in room.requests("sample-nawras") if "/20" in one.request.target]


def test_no_second_look_is_taken_at_what_a_kept_page_said(db: Connection, room: Newsroom, here: Settings) -> None:
    follow(db, room, here, "sample-nawras")
    ingest(db, here)
    (feed,) = feeds.find(db)
    before = len(types(db))

    feeds.change(db, feed.id, fetch_pages=False)
    db.execute("update item set stage = 'page', state = 'pending', due_at = now(), done_at = null")
    ingest(db, here)

    assert outcomes(db) == {"unchanged": len(room.stories("sample-nawras"))}
    assert db.execute("select count(*)::int as n from item where page_id is not null").fetchone() == {"n": 0}
    assert len(types(db)) == before


def test_a_second_poll_of_unchanged_feeds_stores_nothing(db: Connection, room: Newsroom, here: Settings) -> None:
    follow(db, room, here, "sample-nawras", "sample-sanawbar")
    ingest(db, here)
    before = len(types(db))
    room.forget_requests("sample-nawras")

    summary = ingest(db, here)

    assert (summary.new_items, summary.changed_items, summary.pages) == (0, 0, 0)
    assert len(types(db)) == before
    assert [one.status for one in room.requests("sample-nawras")] == [304]


def test_an_edited_story_becomes_a_second_version(db: Connection, room: Newsroom, here: Settings) -> None:
    follow(db, room, here, "sample-nawras")
    ingest(db, here)
    story = room.stories("sample-nawras")[0]
    first = record_of(db, room, story)

    edited = room.edit(story.id)
    ingest(db, here)

    second = record_of(db, room, edited)
    assert (first.version, second.version) == (1, 2)
    assert second.id == first.id
    assert second.headline == edited.headline != first.headline
    assert [version.version for version in second.versions] == [1, 2]
    assert "/headline" in second.versions[-1].changed
    assert types(db)[-1] == "article.corrected"
    assert outcomes(db)["updated"] == 1


def look_again(db: Connection, article: Article, settings: Settings) -> None:
    """Let the time of the page's next look come, and ingest."""
    db.execute("update page set fetched_at = fetched_at - interval '1 hour'")
    due = db.execute(
        "update item set revisit_at = now() where article_id = %s and revisit_at is not null", [article.id]
    )
    assert (due.rowcount, items.revisit(db)) == (1, 1)
    ingest(db, settings)


def test_a_withdrawn_story_is_kept_and_told_and_comes_back_with_its_page(
    db: Connection, room: Newsroom, here: Settings
) -> None:
    looking_again = here.model_copy(update={"revisit_hours": (1.0, 24.0, 48.0)})
    follow(db, room, here, "sample-nawras")
    ingest(db, looking_again)
    story = room.stories("sample-nawras")[0]
    first = record_of(db, room, story)
    room.switch_on("sample-nawras", Status(code=404), "pages")

    look_again(db, first, looking_again)
    withdrawn = record_of(db, room, story)
    room.switch_off("sample-nawras")
    look_again(db, first, looking_again)

    assert (withdrawn.status, withdrawn.version, withdrawn.body) == ("canceled", 2, first.body)
    assert (record_of(db, room, story).status, outcomes(db)["updated"]) == ("usable", 1)
    assert types(db)[-2:] == ["article.withdrawn", "article.updated"]


def test_a_404_that_does_not_stay_withdraws_nothing(db: Connection, room: Newsroom, here: Settings) -> None:
    looking_again = here.model_copy(update={"revisit_hours": (1.0,)})
    follow(db, room, here, "sample-nawras")
    ingest(db, looking_again)
    article = record_of(db, room, room.stories("sample-nawras")[0])
    room.switch_on("sample-nawras", Status(code=404), "pages", times=1)

    look_again(db, article, looking_again)

    assert outcomes(db)["unchanged"] == 1
    assert "article.withdrawn" not in types(db)


def test_a_page_that_did_not_change_is_not_sent_again(db: Connection, room: Newsroom, here: Settings) -> None:
    looking_again = here.model_copy(update={"revisit_hours": (1.0,)})
    follow(db, room, here, "sample-nawras")
    ingest(db, looking_again)
    story = room.stories("sample-nawras")[0]
    room.forget_requests("sample-nawras")

    look_again(db, record_of(db, room, story), looking_again)

    assert [one.status for one in room.requests("sample-nawras")] == [304, 304]  # the feed and the page
    assert outcomes(db)["unchanged"] == 1


def test_a_new_story_is_found_at_the_next_poll(db: Connection, room: Newsroom, here: Settings) -> None:
    follow(db, room, here, "sample-atlas")
    ingest(db, here)

    story = room.publish_next("sample-atlas")
    summary = ingest(db, here)

    assert story is not None
    assert summary.new_items == 1
    assert record_of(db, room, story).headline == story.headline


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Status(code=404), "refused:gone"),
        (Status(code=410), "refused:gone"),
        (Status(code=403), "refused:forbidden"),
        (Status(code=500), "refused:server_failing"),
        (Status(code=429, retry_after="1"), "refused:throttled"),
        (Truncated(), "refused:unreachable"),
        (Challenge(code=200), "refused:not_an_article"),
    ],
    ids=["404", "410", "403", "500", "429", "truncated", "challenge"],
)
def test_a_page_that_can_not_be_had_gives_a_record_from_the_feed(
    db: Connection, room: Newsroom, here: Settings, fault: Fault, outcome: str
) -> None:
    follow(db, room, here, "sample-nawras")
    room.switch_on("sample-nawras", fault, "pages")

    ingest(db, here)

    stored = records(db)
    assert outcomes(db) == {outcome: len(room.stories("sample-nawras"))}
    assert len(stored) == len(room.stories("sample-nawras"))
    for article in stored:
        assert "feed_only" in article.quality.warnings
        assert article.headline in {story.headline for story in room.stories("sample-nawras")}


def test_a_page_that_comes_back_replaces_the_record_made_from_the_feed(
    db: Connection, room: Newsroom, here: Settings
) -> None:
    follow(db, room, here, "sample-nahr")
    room.switch_on("sample-nahr", Status(code=500), "pages")
    ingest(db, here)
    room.switch_off("sample-nahr")
    story = next(story for story in room.stories("sample-nahr") if not story.is_private)

    room.edit(story.id)
    ingest(db, here)

    article = record_of(db, room, story)
    assert article.version == 2
    assert "feed_only" not in article.quality.warnings


def test_robots_txt_is_obeyed_and_the_item_kept(db: Connection, room: Newsroom, here: Settings) -> None:
    follow(db, room, here, "sample-nahr")

    ingest(db, here)

    (private,) = [story for story in room.stories("sample-nahr") if story.is_private]
    asked = {one.request.target for one in room.requests("sample-nahr")}
    assert not any("/private/" in target for target in asked)
    assert "feed_only" in record_of(db, room, private).quality.warnings
    assert outcomes(db)["blocked"] == 1


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Status(code=500), "failed"),
        (Status(code=429, retry_after="3600"), "throttled"),
        (Status(code=410), "gone"),
        (Challenge(code=200), "refused"),
        (EmptyFeed(), "empty"),
        (Truncated(), "failed"),
    ],
    ids=["500", "429", "410", "challenge", "empty", "truncated"],
)
def test_a_feed_that_fails_says_why_and_loses_nothing_later(
    db: Connection, room: Newsroom, here: Settings, fault: Fault, outcome: str
) -> None:
    follow(db, room, here, "sample-madar")
    room.switch_on("sample-madar", fault, "feed")

    ingest(db, here)
    (failing,) = feeds.find(db)
    room.switch_off("sample-madar")
    ingest(db, here)

    assert failing.last_outcome == outcome
    assert failing.validators is None
    assert failing.state == "active"
    assert len(records(db)) == len(room.stories("sample-madar"))


def test_renumbered_guids_make_no_second_articles(db: Connection, room: Newsroom, here: Settings) -> None:
    follow(db, room, here, "sample-bosla")
    ingest(db, here)
    before = {article.id: article.version for article in records(db)}

    room.switch_on("sample-bosla", GuidReset(), "feed")
    ingest(db, here)

    assert {article.id: article.version for article in records(db)} == before


def test_two_feeds_with_the_same_story_give_one_article(db: Connection, room: Newsroom, here: Settings) -> None:
    (record,) = [one for one in room.publisher_records() if one.id == "sample-nawras"]
    twin = record.feeds[0].model_copy(update={"urls": (record.feeds[0].urls[0] + "?section=all",)})
    subscribe(db, [record.model_copy(update={"feeds": (record.feeds[0], twin)})], here, NOW)

    ingest(db, here)

    stories = len(room.stories("sample-nawras"))
    fetched = [one.request.target for one in room.requests("sample-nawras") if "/20" in one.request.target]
    assert len(records(db)) == stories
    assert len(fetched) == len(set(fetched))
    assert outcomes(db) == {"new": stories, "duplicate_of": stories}


def test_losing_all_of_redis_between_the_hint_and_the_worker_loses_nothing(
    db: Connection, room: Newsroom, here: Settings
) -> None:
    follow(db, room, here, "sample-sidra")
    run(here, once=True)
    redis_client = queue.connect(str(here.redis_url))

    redis_client.flushdb()
    db.execute("update item set hinted_at = now() - interval '1 hour'")
    ids, _ = items.reconcile(db, rehint_seconds=here.rehint_seconds, max_attempts=here.max_attempts)
    queue.hint(redis_client, "extract", ids, rehint_seconds=here.rehint_seconds, size=here.job_size)
    work_off(here)
    redis_client.close()

    assert len(records(db)) == len(room.stories("sample-sidra"))
