"""`khabar run-once`: real feeds from a real server, to records in a real database."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from khabar.errors import BadInput
from khabar.newsroom.archive import load_drafts
from khabar.newsroom.faults import Status
from khabar.newsroom.server import Newsroom
from khabar.settings import Settings, environment
from khabar.storage import articles, runs
from khabar.storage.database import Connection
from support.loopback import Quiet, listening
from support.site import rss

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


def test_what_a_publisher_puts_off_is_left_to_a_later_run_and_lost_by_none(khabar: Any, db: Connection) -> None:
    with Newsroom(NOW, publishers=("sample-bosla",), drafts=lambda name: load_drafts(name)[:2]) as room:
        site = room.site("sample-bosla")
        room.switch_on(site.id, Status(code=429, retry_after="3600"), "pages", times=1)
        khabar("feeds", "add", site.feed_url)

        first = json.loads(khabar("run-once", "--json").out)
        at_once = khabar("run-once")
        db.execute("update item set due_at = now()")
        db.execute("update host set next_at = now()")
        later = khabar("run-once")

    (put_off,) = first["put_off"]
    assert (first["records_stored"], first["lost"], put_off["items"], put_off["feeds"]) == (0, [], 2, 0)
    assert site.base_url.endswith(put_off["host"])
    assert (at_once.error, at_once.status) == (None, 0)
    assert "Left to a later run" in at_once.out
    assert later.out.splitlines()[-1] == "2 records stored"


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


class Held:
    """A site whose pages come only once they may."""

    def __init__(self) -> None:
        self.asked, self.may_answer = threading.Event(), threading.Event()
        held = self

        class Handler(Quiet):
            def do_GET(self) -> None:
                if self.path.startswith("/n/"):
                    held.asked.set()
                    held.may_answer.wait()
                if self.path == "/rss":
                    self.answer(200, *rss(NOW, "خبر أول", "خبر ثان", "خبر ثالث", site=held.home))
                else:
                    self.answer(404)

        self.home = ""
        self._server = listening(Handler)

    def __enter__(self) -> Held:
        self.home = self._server.__enter__()
        return self

    def __exit__(self, *failed: Any) -> None:
        self.may_answer.set()
        self._server.__exit__(*failed)


@contextmanager
def running_once(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """`khabar run-once` as a process of its own."""
    here = settings.model_copy(update={"host_gap_seconds": 0, "workers": 1})
    command = [str(Path(sys.executable).with_name("khabar")), "run-once"]
    with subprocess.Popen(command, env={**environment(here), "KHABAR_ALLOW_NETWORKS": "127.0.0.1/32"}) as process:
        yield process
        process.kill()


def workers(of: subprocess.Popen[bytes]) -> list[str]:
    """The ids of its workers' processes."""
    children = Path(f"/proc/{of.pid}/task/{of.pid}/children").read_text(encoding="ascii").split()
    return [pid for pid in children if "khabar_worker" in Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")]


def test_a_signal_ends_it_in_order_and_leaves_the_rest_to_the_next_run(
    khabar: Any, settings: Settings, db: Connection
) -> None:
    with Held() as site:
        khabar("feeds", "add", f"{site.home}/rss")
        with running_once(settings) as running:
            assert site.asked.wait(180)
            before = workers(running)
            running.send_signal(signal.SIGTERM)
            site.may_answer.set()
            status = running.wait(180)

    items = db.execute("select stage, state from item").fetchall()
    assert status == 130
    assert before
    assert [pid for pid in before if Path(f"/proc/{pid}").exists()] == []
    assert {"stage": "page", "state": "pending"} in items
    assert not [item for item in items if item["state"] == "running"]


def test_a_second_signal_does_not_wait_for_the_page_in_hand(khabar: Any, settings: Settings, db: Connection) -> None:
    with Held() as site:
        khabar("feeds", "add", f"{site.home}/rss")
        with running_once(settings) as running:
            assert site.asked.wait(180)
            running.send_signal(signal.SIGTERM)
            running.send_signal(signal.SIGINT)
            status = running.wait(180)

    assert status == 130
    assert db.execute("select from item where stage = 'page' and state = 'running'").rowcount == 1
