"""The sweep and the tidying, on real servers: what is hinted, what Redis' absence costs, what is kept for how long."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import redis
from rq.job import Job
from rq.serializers import JSONSerializer

from khabar import queue
from khabar.settings import Settings
from khabar.storage import events, ledger, pages, webhooks
from khabar.storage.database import Connection
from khabar_ingest.context import Context
from khabar_ingest.reconcile import STUCK_SECONDS, dispatch, reconcile, tidy
from support.ingest_context import run
from support.log_reading import log_lines
from support.settled import settle

NOW = datetime.now(UTC)


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    with queue.connect(redis_url) as connection:
        yield connection


async def tidied(context: Context) -> None:
    await tidy(context, asyncio.Event())


def stored_items(db: Connection, count: int, *, state: str = "pending") -> list[int]:
    db.execute("""insert into host (host, gap_seconds) values ('news.example.com', 0) on conflict do nothing""")
    db.execute(
        """insert into feed (id, url, url_key, host, interval_seconds)
           values (gen_random_uuid(), 'https://news.example.com/feed', 'f', 'news.example.com', 900)"""
    )
    rows = db.execute(
        """insert into item (feed_id, guid_key, entry, entry_hash, stage, state, due_at, done_at)
           select id, n::text::bytea, '{"title": "خبر"}', 'h', 'extract', %(state)s, now() - interval '1 minute',
             case when %(state)s in ('done', 'dead') then now() end
           from feed, generate_series(1, %(count)s) n returning id""",
        {"count": count, "state": state},
    )
    return [row["id"] for row in rows]


def hinted(client: redis.Redis, name: str) -> list[list[int]]:
    """The ids of each waiting job."""
    names = [raw.decode() if isinstance(raw, bytes) else raw for raw in client.lrange(f"rq:queue:{name}", 0, -1)]
    return [Job.fetch(one, connection=client, serializer=JSONSerializer).args[0] for one in names]


def happen(db: Connection, count: int) -> None:
    for _ in range(count):
        events.append(db, now=NOW, type="article.created", article_id=uuid4(), article_version=1, data={})
    settle(db)


def test_a_sweep_hints_what_waits_in_jobs_of_the_set_size_and_only_once(
    db: Connection, settings: Settings, client: redis.Redis
) -> None:
    ids = stored_items(db, 45)

    run(settings, client, reconcile)
    run(settings, client, reconcile)

    jobs = hinted(client, "extract")
    assert sorted(len(job) for job in jobs) == [5, 20, 20]
    assert sorted(one for job in jobs for one in job) == ids


def test_each_sweep_is_a_sign_of_life(db: Connection, settings: Settings, client: redis.Redis, tmp_path: Path) -> None:
    file = tmp_path / "pulse"
    watched = settings.model_copy(update={"pulse_file": file})
    run(watched, client, reconcile)
    os.utime(file, (0, 0))

    run(watched, client, reconcile)

    assert file.stat().st_mtime > 0


def test_a_loop_that_comes_round_no_more_stops_the_pulse(
    db: Connection, settings: Settings, client: redis.Redis, tmp_path: Path
) -> None:
    watched = settings.model_copy(update={"pulse_file": tmp_path / "pulse"})

    async def sweep(context: Context) -> None:
        context.rounds["pages"] = time.monotonic() - STUCK_SECONDS - 1
        await reconcile(context)

    run(watched, client, sweep)

    assert not (tmp_path / "pulse").exists()


def test_a_loop_that_comes_round_no_more_ends_the_process_though_the_sweeps_go_on() -> None:
    sweeping = """
import time
from khabar import pulse
from khabar_ingest.reconcile import put_off_the_end

pulse.end_after(0.1)
while True:
    put_off_the_end({"ledger": time.monotonic(), "pages": time.monotonic() - 999})
    time.sleep(0.01)
"""

    ended = subprocess.run([sys.executable, "-c", sweeping], capture_output=True, timeout=60, check=False)

    assert ended.returncode == 1


def test_a_step_that_fails_stops_the_pulse_and_none_of_the_steps_behind_it(
    db: Connection, settings: Settings, client: redis.Redis, tmp_path: Path
) -> None:
    ids = stored_items(db, 2)
    watched = settings.model_copy(update={"pulse_file": tmp_path / "pulse", "revisit_hours": (1.0,)})
    db.execute("alter table item rename column revisit_at to revisit_at_some_time")

    with log_lines(watched) as lines:
        run(watched, client, reconcile)

    assert hinted(client, "extract") == [ids]
    assert [line["step"] for line in lines if line["event"] == "step_failed"] == ["revisits"]
    assert not (tmp_path / "pulse").exists()


@pytest.mark.parametrize("sweep", [reconcile, dispatch])
def test_a_sweep_gives_events_to_endpoints(
    db: Connection, settings: Settings, client: redis.Redis, sweep: Callable[[Context], Awaitable[None]]
) -> None:
    settle(db)
    webhooks.create(db, now=NOW, url="https://app.example.com/hook", secret="whsec_eA==")
    happen(db, 12)

    run(settings, client, sweep)

    jobs = hinted(client, "deliver")
    assert [len(job) for job in jobs] == [12]


def test_without_redis_nothing_is_lost_and_the_rows_are_hinted_later(
    db: Connection, settings: Settings, client: redis.Redis
) -> None:
    ids = stored_items(db, 1)
    with queue.connect("redis://127.0.0.1:1/0", tries=0) as nowhere:
        run(settings, nowhere, reconcile)
    db.execute("update item set hinted_at = now() - make_interval(secs => %s)", (settings.rehint_seconds + 1,))

    run(settings, client, reconcile)

    assert hinted(client, "extract") == [ids]


def test_what_used_up_its_attempts_goes_to_quarantine(db: Connection, settings: Settings, client: redis.Redis) -> None:
    stored_items(db, 1, state="running")
    db.execute("update item set attempts = %s, lease_until = now() - interval '1 minute'", (settings.max_attempts,))

    run(settings, client, reconcile)

    assert hinted(client, "extract") == []
    assert ledger.counts(db)["extract.dead"] == 1


def kept(settings: Settings, **days: int) -> Settings:
    return Settings.model_validate({**settings.model_dump(), **days})


def counted(db: Connection) -> tuple[int, int, int]:
    """How many page bodies, items and events there are."""
    row = db.execute(
        """select (select count(*) from page_body where body is not null)::int as bodies,
             (select count(*) from item)::int as items, (select count(*) from event)::int as events"""
    ).fetchone()
    assert row is not None
    return row["bodies"], row["items"], row["events"]


@pytest.mark.parametrize(
    ("days", "left"),
    [
        ({}, (0, 0, 0)),
        ({"keep_pages_days": 0}, (1, 0, 0)),
        ({"keep_items_days": 0}, (0, 2, 0)),
        ({"keep_events_days": 0}, (0, 0, 2)),
        ({"keep_pages_days": 1000, "keep_items_days": 1000, "keep_events_days": 1000}, (1, 2, 2)),
    ],
    ids=["as shipped", "pages for ever", "items for ever", "events for ever", "longer"],
)
def test_what_is_older_than_the_settings_allow_is_removed(
    db: Connection, settings: Settings, client: redis.Redis, days: dict[str, int], left: tuple[int, int, int]
) -> None:
    stored_items(db, 2, state="done")
    happen(db, 2)
    pages.keep(
        db, pages.pack(b"x"), url="https://news.example.com/1", final_url="https://news.example.com/1", status=200,
        content_type=None, etag=None, last_modified=None, fetched_at=NOW,
    )  # fmt: skip
    db.execute("update item set done_at = done_at - interval '400 days'")
    db.execute("update event set at = at - interval '400 days'")
    db.execute("update page_body set stored_at = stored_at - interval '400 days'")

    run(kept(settings, **days), client, tidied)

    assert counted(db) == left


def days_go_by(db: Connection, days: int) -> None:
    db.execute("update setting set value = value::float - %s where name like 'age_asked%%'", (days * 86_400,))


@pytest.mark.parametrize(
    ("days", "left"),
    [((400,), [2]), ((400, 0), [2, 2]), ((400, 1), [2, 0]), ((3,), [0]), ((-400,), [0]), ((400, -400), [2, 0])],
    ids=["jumped", "jumped just now", "jumped long ago", "runs on", "set right", "jumped and set right"],
)
def test_a_clock_that_jumps_a_year_ahead_removes_nothing(
    db: Connection, settings: Settings, client: redis.Redis, days: tuple[int, ...], left: list[int]
) -> None:
    """By such a clock all that is there is a year old, the last sweep too."""
    run(settings, client, tidied)
    stored_items(db, 2, state="done")
    db.execute("update item set done_at = done_at - interval '400 days'")
    found = []

    with log_lines(settings) as lines:
        for later in days:
            days_go_by(db, later)
            run(settings, client, tidied)
            found.append(counted(db)[1])

    assert found == left
    assert sum(line["event"] == "not_tidied" for line in lines) == sum(map(bool, left))


@pytest.mark.parametrize("days_ago", [10, 200])
def test_what_is_too_old_goes_where_no_feed_is_polled_any_more(
    db: Connection, settings: Settings, client: redis.Redis, days_ago: int
) -> None:
    stored_items(db, 2, state="done")
    db.execute("update item set done_at = done_at - interval '400 days'")
    db.execute(
        "insert into poll (feed_id, outcome, at) select id, 'new', now() - %s from feed", (timedelta(days=days_ago),)
    )
    db.execute("update feed set state = 'paused'")

    run(settings, client, tidied)

    assert counted(db)[1] == 0


def test_what_can_not_be_removed_keeps_nothing_else(db: Connection, settings: Settings, client: redis.Redis) -> None:
    stored_items(db, 2, state="done")
    db.execute("update item set done_at = done_at - interval '400 days'")
    db.execute("alter table page_body rename column stored_at to stored_some_time")

    run(settings, client, tidied)

    assert counted(db)[1] == 0


@pytest.mark.parametrize("state", ["pending", "running", "dead"])
def test_unfinished_items_are_kept_however_old(
    db: Connection, settings: Settings, client: redis.Redis, state: str
) -> None:
    stored_items(db, 1, state=state)
    db.execute("update item set done_at = now() - interval '9 years', due_at = now() - interval '9 years'")

    run(settings, client, tidied)

    assert counted(db)[1] == 1
