"""Secrets that are planted in every place that holds one, and looked for in all that the services say."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from khabar import queue
from khabar.settings import Settings, environment
from khabar.storage import deliveries, events, feeds, hosts, keys, webhooks
from khabar.storage.database import Connection
from support.settled import settle
from support.waiting import wait_for

# Nobody listens there: every request fails, and is told of.
CLOSED = "127.0.0.1:9"
DATABASE, REDIS, CURSOR = "planted-database-pass", "planted-redis-pass", "planted-cursor-secret"
TOKEN = "planted-token-of-an-address"
INGEST = "from khabar.settings import load_settings as s; from khabar.log import configure as c; "
INGEST += "from khabar_ingest.service import run; x = s(); c(x, 'ingest'); run(x, once=True)"


@pytest.fixture
def planted(settings: Settings) -> Settings:
    """Settings that hold secrets. The servers of the tests take any password."""
    assert settings.database_url is not None
    assert settings.redis_url is not None
    return Settings.model_validate(
        settings.model_dump()
        | {
            "database_url": settings.database_url.replace("khabar@", f"khabar:{DATABASE}@"),
            "redis_url": settings.redis_url.replace("unix://", f"unix://default:{REDIS}@"),
            "cursor_secret": CURSOR, "allow_networks": "127.0.0.1/32", "log_level": "debug", "log_format": "json",
            "api_keys": "required",
        }
    )  # fmt: skip


def said(settings: Settings, *command: str) -> str:
    """All that a process with these settings prints until it ends."""
    done = subprocess.run(
        [sys.executable, *command], env=environment(settings), capture_output=True, text=True, timeout=300, check=False
    )
    return done.stdout + done.stderr


def answers(client: httpx.Client) -> bool:
    with suppress(httpx.ConnectError):
        return client.get("/healthz").is_success
    return False


@contextmanager
def serving(settings: Settings, log: Path) -> Iterator[httpx.Client]:
    with (
        log.open("ab") as out,
        subprocess.Popen(
            [sys.executable, "-m", "khabar_api"], env=environment(settings), stdout=out, stderr=out
        ) as api,
        httpx.Client(base_url=f"http://127.0.0.1:{settings.api_port}", timeout=20, trust_env=False) as client,
    ):
        try:
            wait_for(lambda: answers(client))
            yield client
        finally:
            api.terminate()


def test_planted_secrets_are_in_no_log_no_answer_and_no_address(
    planted: Settings, db: Connection, tmp_path: Path, unused_port: int
) -> None:
    key, text = keys.create(db, name="app", scopes=["admin"])
    secret = webhooks.new_secret()
    webhooks.create(db, now=datetime.now(UTC), url=f"http://{CLOSED}/hook?token={TOKEN}", secret=secret)
    events.append(db, now=datetime.now(UTC), type="article.created", data={})
    settle(db)
    deliveries.fan_out(db)
    hosts.ensure(db, CLOSED, 0)
    feeds.add(
        db, now=datetime.now(UTC), url=f"http://{CLOSED}/rss?token={TOKEN}", url_key=b"1", host=CLOSED,
        interval_seconds=900,
    )  # fmt: skip
    waiting = [row["id"] for row in db.execute("select id from delivery")]
    with queue.connect(str(planted.redis_url)) as client:
        queue.hint(client, "deliver", waiting, rehint_seconds=120, size=5)
        queue.hint(client, "extract", [4711], rehint_seconds=120, size=5)
    gone = planted.model_copy(update={"database_url": str(planted.database_url).replace("/test_", "/gone_")})

    logs = {
        "ingest": said(planted, "-c", INGEST),
        "worker": said(planted, "-m", "khabar_worker", "--queue", "extract", "--burst"),
        "deliver": said(planted, "-m", "khabar_worker", "--queue", "deliver", "--burst"),
        "doctor": said(planted, "-c", "from khabar.cli import main; main()", "doctor"),
        "settings": said(planted, "-c", "from khabar.cli import main; main()", "settings"),
        "ingest without its database": said(gone, "-c", "from khabar.cli import main; main()", "feeds", "list"),
    }
    answers: dict[str, str] = {}
    with serving(planted.model_copy(update={"api_port": unused_port}), tmp_path / "api.log") as api:
        wrong = f"{text[:-4]}AAAA"
        for name, headers, path in (
            ("right", {"Authorization": f"Bearer {text}"}, "/v1/keys"),
            ("hooks", {"Authorization": f"Bearer {text}"}, "/v1/audit"),
            ("wrong", {"Authorization": f"Bearer {wrong}"}, "/v1/articles"),
            ("basic", {"Authorization": f"Basic {text}"}, "/v1/articles"),
            ("query", {}, f"/v1/articles?api_key={text}"),
            ("nowhere", {"Authorization": f"Bearer {text}"}, f"/nothing/{text}"),
            ("metrics", {"Authorization": f"Bearer {text}"}, "/metrics"),
        ):
            answers[name] = api.get(path, headers=headers).text
        db.execute("alter table feed rename to elsewhere")
        answers["broken"] = api.get("/v1/feeds", headers={"Authorization": f"Bearer {text}"}).text
    logs["api"] = (tmp_path / "api.log").read_text(encoding="utf-8")

    hidden = (DATABASE, REDIS, CURSOR, TOKEN, secret, text.rpartition("_")[2])
    everything: dict[str, Any] = logs | {f"answer {name}": body for name, body in answers.items()}
    del everything["answer nowhere"]  # a problem names the address that was asked for
    assert {where for where, what in everything.items() if any(one in what for one in hidden)} == set()
    assert "feed_polled" in logs["ingest"] or "unreachable" in logs["ingest"], logs["ingest"]
    assert CLOSED in logs["ingest"] + logs["deliver"]
    assert '"request_failed"' in logs["api"]
    assert key.id in answers["right"]
    assert all(logs[name] for name in ("worker", "deliver", "doctor", "settings", "ingest without its database"))


@pytest.fixture
def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
