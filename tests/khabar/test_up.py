"""`khabar up` as a whole: real processes, on the test run's servers."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from khabar import embedded, sample
from khabar.cli.live import LogScreen
from khabar.errors import BadSetting, QueueDown, ServerWontStart
from khabar.settings import Settings, load_settings
from khabar.storage import feeds
from khabar.storage.database import Connection
from khabar.up import plans
from khabar.up import up as run_up

NOW = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def up(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    """`khabar up` with its log on a pipe."""
    command = [str(Path(sys.executable).with_name("khabar")), "up", "--port", str(free_port())]
    environment = {
        "PATH": "/usr/bin:/bin",
        "KHABAR_DATABASE_URL": str(settings.database_url),
        "KHABAR_REDIS_URL": str(settings.redis_url),
        "KHABAR_DATA_DIR": str(settings.data_dir),
        "KHABAR_WORKERS": "1",
    }
    with subprocess.Popen(
        command, env=environment, cwd=settings.data_dir, stderr=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def until(up: subprocess.Popen[str], event: str) -> list[dict[str, Any]]:
    """Log events up to the first `event`."""
    assert up.stderr is not None
    seen = []
    for line in up.stderr:
        said = json.loads(line)
        seen.append(said)
        if said["event"] == event:
            return seen
    raise AssertionError(f"{event} never came: {seen}")


@pytest.mark.slow
def test_everything_starts_and_one_signal_stops_it_in_order(up: subprocess.Popen[str]) -> None:
    started = until(up, "ready")
    pids = [said["pid"] for said in started if said["event"] == "child_started"]
    up.send_signal(signal.SIGTERM)
    stopping = until(up, "stopping")
    assert up.stderr is not None
    rest = [json.loads(line) for line in up.stderr]
    status = up.wait()

    stopped = [said["child"] for said in rest if said["event"] == "child_stopped"]
    assert status == 0
    assert stopped[0] == "ingest"
    assert stopped[-1] == "api"
    assert len(pids) >= 3
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]
    assert stopping


def test_a_second_start_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    settings = load_settings(_env_file=None, data_dir=tmp_path)

    with (
        embedded.sole(tmp_path / "up.lock", "unused"),
        pytest.raises(ServerWontStart, match=f"khabar up already runs on {tmp_path}"),
    ):
        run_up(settings, LogScreen(), with_sample=False, log_to_file=False)


def test_an_address_open_to_others_needs_a_key_before_anything_starts(settings: Settings) -> None:
    opened = settings.model_copy(update={"api_host": "0.0.0.0", "api_port": free_port()})

    with pytest.raises(BadSetting, match="there is no API key yet"):
        run_up(opened, LogScreen(), with_sample=False, log_to_file=False)


def test_a_redis_that_does_not_answer_ends_the_start(settings: Settings) -> None:
    nowhere = settings.model_copy(update={"redis_url": "redis://127.0.0.1:1", "api_port": free_port()})

    with pytest.raises(QueueDown, match="Redis does not answer"):
        run_up(nowhere, LogScreen(), with_sample=False, log_to_file=False)


def test_only_ingest_may_reach_the_sample_and_nothing_beside_it(settings: Settings, tmp_path: Path) -> None:
    with sample.newsroom(tmp_path, NOW) as room:
        with_sample = {plan.name: plan.environment.get("KHABAR_ALLOW_NETWORKS") for plan in plans(settings, room)}
        homes = [site.base_url for site in room.publishers]
    without = {plan.environment.get("KHABAR_ALLOW_NETWORKS") for plan in plans(settings, None)}

    assert with_sample.pop("ingest") == ",".join(home.removeprefix("http://") for home in homes)
    assert set(with_sample.values()) == without == {None}


def test_the_children_stop_in_the_order_of_the_flow(settings: Settings) -> None:
    stages = {plan.name: plan.stage for plan in plans(settings, None)}

    assert stages == {"ingest": 0, "extract-1": 1, "extract-2": 1, "deliver": 2, "api": 3}


def test_the_newsroom_comes_back_at_the_same_addresses(tmp_path: Path) -> None:
    with sample.newsroom(tmp_path, NOW) as room:
        first = {site.id: site.feed_url for site in room.publishers}
    with sample.newsroom(tmp_path, datetime.now(UTC)) as room:
        again = {site.id: site.feed_url for site in room.publishers}
        since = room.now

    assert (again, since) == (first, NOW)


def test_two_newsrooms_keep_out_of_each_others_way(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()

    with sample.newsroom(tmp_path / "one", NOW) as one, sample.newsroom(tmp_path / "two", NOW) as two:
        shared = {site.feed_url for site in one.publishers} & {site.feed_url for site in two.publishers}

    assert shared == set()


def test_feeds_of_a_newsroom_that_moved_are_replaced(tmp_path: Path, db: Connection, settings: Settings) -> None:
    with sample.newsroom(tmp_path, NOW) as room:
        sample.subscribe_to(db, room, settings, NOW)
    (tmp_path / "newsroom.json").write_text(json.dumps({"since": NOW.isoformat(), "first_port": 19_500}))

    with sample.newsroom(tmp_path, NOW) as room:
        sample.subscribe_to(db, room, settings, NOW)
        live = {site.feed_url for site in room.publishers}

    assert {feed.url for feed in feeds.find(db)} == live
