"""The queue on a real Valkey: what is hinted, what may run, and what one bad job does to the others."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import redis
from rq import Queue, Webhook
from rq.job import Job
from rq.serializers import JSONSerializer

from khabar import queue
from khabar.errors import QueueDown
from khabar.queue.connection import WORKER_TTL
from khabar.queue.counts import SILENT_SECONDS
from khabar.queue.jobs import fetch
from khabar.queue.worker import LEAST_TTL, LimitedWorker, quarantine_unreadable
from khabar.settings import Settings
from khabar.storage import items, ledger
from khabar.storage.database import Connection, connect
from support.loopback import Quiet, listening, silent
from support.waiting import wait_for

NOW = datetime.now(UTC)


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    with queue.connect(redis_url) as connection:
        yield connection


def start_worker(settings: Settings) -> subprocess.Popen[str]:
    """A real rq worker on `extract`, which ends when its queue is empty."""
    environment = {
        **os.environ,
        "KHABAR_DATABASE_URL": str(settings.database_url),
        "KHABAR_REDIS_URL": str(settings.redis_url),
        "KHABAR_LOG_LEVEL": "error",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "khabar_worker", "--queue", "extract", "--burst"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def work(settings: Settings) -> None:
    with start_worker(settings) as worker:
        output, _ = worker.communicate(timeout=120)
    assert worker.returncode == 0, output


def hint(client: redis.Redis, ids: list[int], *, size: int = 20) -> int:
    return queue.hint(client, "extract", ids, rehint_seconds=120, size=size)


def stored_items(db: Connection, count: int) -> list[int]:
    """Items that a worker can finish from what their feed said."""
    db.execute("insert into host (host, gap_seconds) values ('news.example.com', 0)")
    db.execute(
        """insert into feed (id, url, url_key, host, interval_seconds)
           values (gen_random_uuid(), 'https://news.example.com/feed', 'f', 'news.example.com', 900)"""
    )
    rows = db.execute(
        """insert into item (feed_id, guid_key, guid, entry, entry_hash, stage, state, refused)
           select id, n::text::bytea, n::text, json_build_object('guid', n::text, 'title', 'خبر عاجل رقم ' || n),
             'h', 'extract', 'pending', 'no_link'
           from feed, generate_series(1, %s) n returning id""",
        (count,),
    )
    return [row["id"] for row in rows]


def waiting_jobs(client: redis.Redis) -> list[str]:
    return [raw.decode() if isinstance(raw, bytes) else raw for raw in client.lrange("rq:queue:extract", 0, -1)]


def job_named(client: redis.Redis, function: str, *args: Any, **options: Any) -> Job:
    """A job as anyone who can write to Redis could make it, past `hint`."""
    return Queue("extract", connection=client, serializer=JSONSerializer).enqueue_call(function, args=args, **options)


def test_ids_are_hinted_in_jobs_of_the_size_asked_for(client: redis.Redis) -> None:
    made = hint(client, [1, 2, 3, 4, 5], size=2)

    jobs = [fetch(client, name) for name in waiting_jobs(client)]
    assert made == 3 == queue.depth(client, "extract")
    assert [job.args for job in jobs] == [[[1, 2]], [[3, 4]], [[5]]]
    assert {job.func_name for job in jobs} == {"khabar_worker.tasks.extract"}
    assert queue.depth(client, "deliver") == 0


def test_the_same_rows_are_not_queued_twice(client: redis.Redis) -> None:
    first, again, others = hint(client, [1, 2]), hint(client, [1, 2]), hint(client, [3])

    assert (first, again, others) == (1, 0, 1)
    assert len(waiting_jobs(client)) == 2


def test_a_hint_that_a_dead_worker_took_along_is_given_again(client: redis.Redis) -> None:
    hint(client, [1, 2])
    taken = client.lpop("rq:queue:extract")

    again, once_more = hint(client, [1, 2]), hint(client, [3])

    jobs = [fetch(client, name) for name in waiting_jobs(client)]
    assert isinstance(taken, bytes)
    assert client.exists(Job.key_for(taken.decode()))
    assert (again, once_more) == (1, 1)
    assert [job.args for job in jobs] == [[[1, 2]], [[3]]]


def test_a_hint_dies_by_itself_so_that_the_queue_stays_bounded(client: redis.Redis) -> None:
    hint(client, [1])

    job = fetch(client, waiting_jobs(client)[0])
    assert job.ttl == 240
    assert 0 < client.ttl(job.key) <= 240
    assert (job.result_ttl, job.failure_ttl, job.timeout) == (0, 60, 60)


def test_a_silent_redis_is_waited_for_once() -> None:
    with silent() as (port, connections), queue.connect(f"redis://127.0.0.1:{port}/0", answer_seconds=0.1) as client:
        with pytest.raises(QueueDown, match="Redis does not answer"):
            queue.depth(client, "extract")

        assert connections() == 1


@pytest.mark.parametrize("ask", ["hint", "depth", "info"])
def test_redis_that_does_not_answer_is_said_in_our_words(ask: str) -> None:
    with queue.connect("redis://127.0.0.1:1/0", tries=0) as client:
        calls = {
            "hint": lambda: hint(client, [1]),
            "depth": lambda: queue.depth(client, "extract"),
            "info": lambda: queue.info(client),
        }

        with pytest.raises(QueueDown, match="Redis does not answer"):
            calls[ask]()


def test_a_worker_without_redis_says_so() -> None:
    with pytest.raises(QueueDown, match="Redis does not answer"):
        queue.work("redis://127.0.0.1:1/0", "extract", burst=True, max_jobs=1)


@pytest.mark.parametrize(
    ("ours", "of_rq"), [("debug", logging.DEBUG), ("info", logging.WARNING), ("error", logging.ERROR)]
)
def test_rq_says_as_much_as_the_log_level_asks_for(redis_url: str, ours: str, of_rq: int) -> None:
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    queue.work(redis_url, "extract", burst=True, max_jobs=1, log_level=ours)

    for number, handler in handlers.items():
        signal.signal(number, handler)
    assert logging.getLogger("rq.worker").level == of_rq


def test_only_functions_of_the_allow_list_run(
    db: Connection, client: redis.Redis, settings: Settings, tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    job = job_named(client, "os.system", f"touch {mark}", failure_ttl=60)
    (item_id,) = stored_items(db, 1)
    hint(client, [item_id])

    work(settings)

    assert not mark.exists()
    failure = job.latest_result()
    assert failure is not None
    assert "not on the allow-list" in str(failure.exc_string)
    assert ledger.counts(db)["extract.done"] == 1


@pytest.mark.parametrize("name", ["os.system", "khabar_worker.tasks.os.system", "khabar_worker.tasks.extract_one", ""])
def test_a_function_that_is_not_on_the_allow_list_is_not_even_imported(client: redis.Redis, name: str) -> None:
    job = job_named(client, name or "x")
    job = fetch(client, job.id)

    with pytest.raises(PermissionError, match="allow-list"):
        _ = job.func


@contextmanager
def receiver() -> Iterator[tuple[str, list[str]]]:
    """A web server on loopback: its URL, and the paths it was asked for."""
    asked: list[str] = []

    class Handler(Quiet):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_POST = do_GET  # noqa: N815

    with listening(Handler) as address:
        yield f"{address}/hook", asked


def test_callbacks_and_webhooks_in_a_job_hash_are_ignored(
    db: Connection, client: redis.Redis, settings: Settings, tmp_path: Path
) -> None:
    with receiver() as (url, asked):
        hooks = [Webhook(url, "finished"), Webhook(url, "failed")]
        job = job_named(client, "khabar_worker.tasks.extract", [], webhooks=hooks)
        client.hset(job.key, mapping={"success_callback_name": "os.abort", "failure_callback_name": "os.abort"})
        (item_id,) = stored_items(db, 1)
        hint(client, [item_id])

        work(settings)

    read = fetch(client, job.id)
    assert asked == []
    assert read.get_status() == "finished"
    assert (read.success_callback, read.failure_callback, read.stopped_callback) == (None, None, None)
    assert ledger.counts(db)["extract.done"] == 1


@pytest.mark.parametrize(
    "fields",
    [{"created_at": "not a time"}, {"status": "unheard of"}, {"timeout": "long"}, {"origin": b"\xff\xfe"}],
    ids=["created_at", "status", "timeout", "origin"],
)
def test_a_job_that_can_not_be_read_is_removed_and_its_rows_can_be_hinted_again(
    client: redis.Redis, fields: dict[str, Any]
) -> None:
    hint(client, [1])
    hint(client, [2])
    bad, good = waiting_jobs(client)
    client.hset(f"rq:job:{bad}", mapping=fields)

    removed = quarantine_unreadable(client, "extract")

    assert removed == [bad]
    assert waiting_jobs(client) == [good]
    assert hint(client, [1]) == 1


def test_a_worker_that_tells_redis_that_it_lives_touches_its_pulse_file(client: redis.Redis, tmp_path: Path) -> None:
    worker = LimitedWorker(["extract"], connection=client)
    worker.pulse_file = tmp_path / "pulse"

    worker.heartbeat()

    assert worker.pulse_file.exists()


def test_a_worker_is_counted_again_after_redis_was_emptied(client: redis.Redis) -> None:
    worker = LimitedWorker(["extract"], connection=client)
    worker.register_birth()
    client.flushdb()

    worker.heartbeat()

    assert queue.workers(client, "extract") == 1


def test_a_worker_that_says_nothing_is_not_counted_for_as_long_as_its_key_lives(client: redis.Redis) -> None:
    worker = LimitedWorker(["extract"], connection=client, worker_ttl=WORKER_TTL)
    worker.register_birth()
    worker.heartbeat(LEAST_TTL)
    spoke_now = queue.workers(client, "extract")

    client.expire(worker.key, LEAST_TTL - SILENT_SECONDS)

    assert (spoke_now, queue.workers(client, "extract")) == (1, 0)
    assert client.exists(worker.key)


def test_corrupt_redis_job_hash_does_not_stop_workers(db: Connection, client: redis.Redis, settings: Settings) -> None:
    first, *others = stored_items(db, 3)
    hint(client, [first, *others], size=1)
    client.hset(f"rq:job:{waiting_jobs(client)[0]}", "created_at", "not a time")

    work(settings)
    after_bad_job = ledger.counts(db)
    hint(client, [first])
    work(settings)

    assert (after_bad_job["extract.done"], after_bad_job["extract.pending"]) == (2, 1)
    assert ledger.counts(db)["extract.done"] == 3


def test_a_server_that_is_away_is_one_line_of_a_workers_log_for_each_job(
    db: Connection, client: redis.Redis, settings: Settings
) -> None:
    hint(client, stored_items(db, 2), size=1)
    away = settings.model_copy(update={"database_url": "postgresql://khabar@127.0.0.1:1/khabar"})

    with start_worker(away) as worker:
        output, _ = worker.communicate(timeout=120)

    assert [json.loads(line)["event"] for line in output.splitlines()] == ["storage_down", "storage_down"]


def test_a_job_that_kills_its_work_horse_leaves_the_others(
    db: Connection, client: redis.Redis, settings: Settings, database_url: str
) -> None:
    first, second = stored_items(db, 2)
    hint(client, [first, second], size=1)

    kill_horse_at(first, db, settings, database_url)

    done = [row["id"] for row in db.execute("select id from item where state = 'done'")]
    db.execute("update item set lease_until = now() - interval '1 second', hinted_at = null")
    to_hint, _ = items.reconcile(db, rehint_seconds=120, max_attempts=8)
    assert (done, to_hint) == ([second], [first])


def test_what_stood_behind_a_killer_in_its_job_is_hinted_with_the_next_sweep(
    db: Connection, client: redis.Redis, settings: Settings, database_url: str
) -> None:
    first, second, third = stored_items(db, 3)
    hint(client, [first, second, third])
    items.mark_hinted(db, [first, second, third])

    kill_horse_at(first, db, settings, database_url)

    db.execute("update item set due_at = now() - interval '1 minute' where id <> %s", (first,))
    to_hint, _ = items.reconcile(db, rehint_seconds=120, max_attempts=8)
    assert to_hint == [second, third]


def kill_horse_at(item: int, db: Connection, settings: Settings, database_url: str) -> None:
    """Let a worker work until its work-horse waits for `item`, which is locked here; kill that one."""
    with connect(database_url, name="locker") as locker, locker.transaction():
        locker.execute("set local idle_in_transaction_session_timeout = 0")  # a worker may take its time to start
        locker.execute("select from item where id = %s for update", (item,))
        worker = start_worker(settings)
        wait_for(lambda: waits_for_lock(db) or worker.poll() is not None)
        assert worker.poll() is None
        horse = int(Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text(encoding="ascii").split()[0])

        os.kill(horse, signal.SIGKILL)
        output, _ = worker.communicate(timeout=120)

    assert worker.returncode == 0, output
    # The killed horse's last statement is still carried out by its server process, once the lock is gone.
    working = "select from pg_stat_activity where datname = current_database() and application_name = 'khabar extract'"
    wait_for(lambda: db.execute(working).rowcount == 0)


def waits_for_lock(db: Connection) -> bool:
    return bool(
        db.execute(
            """select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
               and application_name = 'khabar extract'"""
        ).rowcount
    )
