"""Articles over several pages, and articles that only their AMP page tells: from a publisher's server to one record."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import redis

from khabar import queue
from khabar.article import Article
from khabar.newsroom.faults import OnlyAmp, SplitPages, Status
from khabar.newsroom.render_parts import amp_path, part_path
from khabar.newsroom.server import Newsroom
from khabar.newsroom.story import Story, texts_of
from khabar.settings import Settings, environment
from khabar.storage import feeds, items, parts
from khabar.storage.database import Connection
from khabar.subscribe import subscribe
from khabar.url import url_key
from khabar_ingest.service import run
from support.burst import work_off, working
from support.waiting import wait_for

NOW = datetime.now(UTC)
NAWRAS, SIDRA, MADAR = "sample-nawras", "sample-sidra", "sample-madar"


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with Newsroom(NOW, publishers=(NAWRAS, SIDRA, MADAR)) as newsroom:
        yield newsroom


@pytest.fixture
def here(settings: Settings) -> Settings:
    """Settings under which this machine's own servers may be fetched, and at once."""
    return Settings.model_validate({**settings.model_dump(), "allow_networks": "127.0.0.1/32", "host_gap_seconds": 0})


def follow(db: Connection, room: Newsroom, settings: Settings, *names: str) -> None:
    subscribe(db, [record for record in room.publisher_records() if record.id in names], settings, NOW)


def poll(db: Connection, settings: Settings) -> None:
    """Poll all feeds, fetch all pages, and let a worker look at them."""
    feeds.poll_soon(db)
    db.execute("update host set next_at = now()")
    run(settings, once=True)
    work_off(settings)


def fetch_parts(db: Connection, settings: Settings) -> None:
    """Fetch what workers asked for, and let a worker look again."""
    db.execute("update host set next_at = now()")
    run(settings, once=True, polls=False)
    work_off(settings)


def record_of(db: Connection, room: Newsroom, story: Story) -> Article | None:
    row = db.execute(
        """select record from article_alias join article on id = article_id
           join article_version v on v.article_id = id and v.version = article.version where key = %s""",
        (url_key(room.url_of(story)),),
    ).fetchone()
    return Article.model_validate(row["record"]) if row else None


def told(db: Connection, room: Newsroom, story: Story) -> Article:
    article = record_of(db, room, story)
    assert article is not None, story.id
    return article


def paragraphs(article: Article) -> list[str]:
    return [block.text for block in article.body if block.type == "paragraph"]


def written(story: Story) -> list[str]:
    return [text for block in story.blocks if block.kind == "paragraph" for text in texts_of(block)]


def types(db: Connection) -> list[str]:
    return [row["type"] for row in db.execute("select type from event order by seq")]


@pytest.mark.parametrize("publisher", [NAWRAS, SIDRA], ids=["numbers in the path", "numbers in the query"])
def test_the_pages_of_an_article_become_one_record(
    db: Connection, room: Newsroom, here: Settings, publisher: str
) -> None:
    follow(db, room, here, publisher)
    room.switch_on(publisher, SplitPages(blocks=3), "pages")

    poll(db, here)
    early = [record_of(db, room, story) for story in room.stories(publisher)]
    fetch_parts(db, here)

    assert early == [None] * len(early), "a record waits for its pages"
    for story in room.stories(publisher):
        article = told(db, room, story)
        assert paragraphs(article) == written(story), story.id
        assert article.version == 1
        refs = article.provenance["/body"].raw_refs
        assert len(refs) == len(set(refs)) == -(-len(story.blocks) // 3)
        assert refs[0] == article.provenance["/body"].raw_ref == f"sha256:{article.raw.sha256}"
        assert "pages_missing" not in article.quality.warnings
        ids = [block.id for block in article.body]
        assert ids == [f"b{n}" for n in range(1, len(ids) + 1)]
    assert types(db) == ["article.created"] * len(room.stories(publisher))


def test_robots_and_the_gap_of_the_host_hold_for_further_pages(db: Connection, room: Newsroom, here: Settings) -> None:
    follow(db, room, here, NAWRAS)
    room.switch_on(NAWRAS, SplitPages(blocks=3), "pages")
    poll(db, here)
    story = room.stories(NAWRAS)[0]
    second = room.site(NAWRAS).url(part_path(story.path, 2))
    path = second.removeprefix(room.site(NAWRAS).base_url)
    db.execute("update host set robots = %s where robots_at is not null", (f"User-agent: *\nDisallow: {path}\n",))
    room.forget_requests(NAWRAS)

    fetch_parts(db, here)

    assert path not in {one.request.target for one in room.requests(NAWRAS)}
    refused = db.execute("select refused from part where url = %s", (second,)).fetchone()
    assert refused == {"refused": "disallowed"}
    assert "pages_missing" in told(db, room, story).quality.warnings


def test_a_page_that_can_not_be_had_is_missed_aloud(db: Connection, room: Newsroom, here: Settings) -> None:
    follow(db, room, here, NAWRAS)
    room.switch_on(NAWRAS, SplitPages(blocks=3), "pages")
    story = room.stories(NAWRAS)[0]
    room.switch_on(NAWRAS, Status(code=404), part_path(story.path, 2))

    poll(db, here)
    fetch_parts(db, here)

    article = told(db, room, story)
    heading = next(block.text for block in story.blocks if block.kind == "heading")
    assert "pages_missing" in article.quality.warnings
    assert (paragraphs(article)[0], paragraphs(article)[-1]) == (written(story)[0], written(story)[-1])
    assert heading not in [block.text for block in article.body if block.type == "heading"]


def test_after_the_wait_the_record_is_stored_and_a_late_page_makes_a_version(
    db: Connection, room: Newsroom, here: Settings
) -> None:
    follow(db, room, here, NAWRAS)
    impatient = here.model_copy(update={"parts_wait_seconds": 0})
    room.switch_on(NAWRAS, SplitPages(blocks=3), "pages")
    story = room.stories(NAWRAS)[0]

    poll(db, impatient)
    first = told(db, room, story)
    fetch_parts(db, impatient)

    second = told(db, room, story)
    assert "pages_missing" in first.quality.warnings
    assert len(paragraphs(first)) < len(written(story))
    assert paragraphs(second) == written(story)
    assert [(ref.version, ref.origin, ref.kind) for ref in second.versions] == [
        (1, "publisher", "created"), (2, "publisher", "updated"),
    ]  # fmt: skip
    assert set(types(db)) == {"article.created", "article.updated"}


def test_an_unchanged_article_does_not_lose_the_pages_that_fail_today(
    db: Connection, room: Newsroom, here: Settings
) -> None:
    follow(db, room, here, NAWRAS)
    room.switch_on(NAWRAS, SplitPages(blocks=3), "pages")
    poll(db, here)
    fetch_parts(db, here)
    story = room.stories(NAWRAS)[0]
    room.switch_on(NAWRAS, Status(code=404), part_path(story.path, 2))

    db.execute("update item set stage = 'page', state = 'pending', changed_at = now(), attempts = 0, hinted_at = null")
    fetch_parts(db, here)
    fetch_parts(db, here)

    article = told(db, room, story)
    assert (article.version, paragraphs(article)) == (1, written(story))


@pytest.mark.parametrize("publisher", [NAWRAS, MADAR], ids=["no text at all", "a lead only"])
def test_an_article_without_text_is_read_from_its_amp_page(
    db: Connection, room: Newsroom, here: Settings, publisher: str
) -> None:
    follow(db, room, here, publisher)
    room.switch_on(publisher, OnlyAmp(), "pages")

    poll(db, here)
    fetch_parts(db, here)

    for story in room.stories(publisher):
        article = told(db, room, story)
        assert paragraphs(article) == written(story), story.id
        assert "body_from_amp" in article.quality.warnings
        assert "feed_only" not in article.quality.warnings
        assert article.canonical_url == room.url_of(story)
        assert article.provenance["/body"].raw_ref != f"sha256:{article.raw.sha256}"
    assert types(db) == ["article.created"] * len(room.stories(publisher))


def test_without_its_amp_page_an_empty_article_is_what_the_feed_says(
    db: Connection, room: Newsroom, here: Settings
) -> None:
    follow(db, room, here, NAWRAS)
    room.switch_on(NAWRAS, OnlyAmp(), "pages")
    story = room.stories(NAWRAS)[0]
    room.switch_on(NAWRAS, Status(code=404), amp_path(story.path))

    poll(db, here)
    fetch_parts(db, here)

    article = told(db, room, story)
    assert "feed_only" in article.quality.warnings
    outcome = db.execute("select outcome from item where url_key = %s", (url_key(room.url_of(story)),)).fetchone()
    assert outcome == {"outcome": "refused:empty_body"}


def test_processes_killed_at_any_moment_lose_no_page_and_double_none(
    db: Connection, room: Newsroom, here: Settings
) -> None:
    """Real ingesters and workers are killed again and again, and Redis is emptied, while pages are on their way."""
    follow(db, room, here, NAWRAS)
    room.switch_on(NAWRAS, SplitPages(blocks=2), "pages")
    feeds.poll_soon(db)
    stories = room.stories(NAWRAS)
    client = queue.connect(str(here.redis_url))

    for pages_kept in (3, 9):
        expire(db)
        hint_all(db, client, here)
        with killed_processes(here), contextlib.suppress(TimeoutError):
            wait_for(lambda: pages_of(db) >= pages_kept, seconds=90)  # noqa: B023  # called here and now
        client.flushdb()
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and not all(record_of(db, room, story) for story in stories):
        expire(db)
        hint_all(db, client, here)
        work_off(here)
        fetch_parts(db, here)
    client.close()

    for story in stories:
        article = told(db, room, story)
        assert (paragraphs(article), article.version) == (written(story), 1), story.id
    assert types(db) == ["article.created"] * len(stories)
    assert db.execute("select count(*)::int as n from part where state <> 'done'").fetchone() == {"n": 0}


@contextlib.contextmanager
def killed_processes(settings: Settings) -> Iterator[None]:
    """A real ingester and a real worker; at the end they are killed with all their children."""
    slower = settings.model_copy(update={"host_gap_seconds": 0.1, "log_level": "error"})
    ingester = subprocess.Popen(
        [sys.executable, "-m", "khabar_ingest"], env=environment(slower), stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        with working(slower, ended_by=signal.SIGKILL):
            yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(ingester.pid, signal.SIGKILL)
        ingester.wait()


def pages_of(db: Connection) -> int:
    row = db.execute("select count(*)::int as n from page").fetchone()
    assert row is not None
    return int(row["n"])


def expire(db: Connection) -> None:
    """All killed processes' leases run out."""
    for table in ("item", "part"):
        db.execute(f"update {table} set lease_until = now() - interval '1 second' where state = 'running'".encode())
    db.execute("update feed set lease_until = null, next_poll_at = now() where last_polled_at is null")
    db.execute("update host set next_at = now()")


def hint_all(db: Connection, client: redis.Redis, settings: Settings) -> None:
    """One sweep, as an ingester makes it."""
    woken = parts.reconcile(db, max_attempts=settings.max_attempts)
    ids, _ = items.reconcile(db, rehint_seconds=1, max_attempts=settings.max_attempts)
    queue.hint(client, "extract", [*ids, *woken], rehint_seconds=settings.rehint_seconds, size=settings.job_size)
