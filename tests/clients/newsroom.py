"""What the clients meet: servers, invented articles and feeds, keys, a webhook's request, and the API's own process."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, get_args
from uuid import uuid4

from khabar import embedded
from khabar.article import SourceRef
from khabar.event import EventType
from khabar.feed import FeedOptions
from khabar.publishers.record import Publisher
from khabar.settings import Settings, environment, load_settings
from khabar.storage import database, deliveries, events, keys, publishers, webhooks
from khabar.storage.database import Connection
from khabar.storage.migrate import migrate
from khabar.subscribe import subscribe_url
from khabar_worker.deliver import send_due
from support.settled import settle
from support.waiting import answers, wait_for
from support.written_articles import PUBLISHER, make_article, store

ARTICLES = 12
START_SECONDS = 60


class Newsroom:
    """A database with articles, and an API that can be killed and started again at the same address."""

    def __init__(self, settings: Settings, db: Connection) -> None:
        self.settings = settings
        self._db = db
        self._api: subprocess.Popen[bytes] | None = None
        _, self.key = keys.create(db, name="برامج أخرى", scopes=["read", "feeds:write"])
        _, self._admin = keys.create(db, name="كل شيء", scopes=["admin"])
        publishers.keep(db, [_publisher()])
        feed, _ = subscribe_url(
            db, "http://127.0.0.1:9/rss", settings=_on_loopback(settings), now=datetime.now(UTC),
            publisher=_publisher(), options=FeedOptions(title="الصحيفة", language="ar"),
        )  # fmt: skip
        seen = SourceRef(feed_id=feed.id)
        self.articles = [store(db, make_article(number, source=seen)) for number in range(1, ARTICLES + 1)]
        for kind in get_args(EventType):
            events.append(
                db, now=datetime.now(UTC), type=kind, article_id=uuid4(), article_version=1, data={"عنوان": "خبر"}
            )
        settle(db)
        self.delivered = _delivered(db, settings)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.settings.api_port}"

    def described(self) -> dict[str, Any]:
        """What a client is told."""
        newest = self.articles[::-1]
        return {
            "base": self.base,
            "key": self.key,
            "titles": [article.headline for article in newest],
            "ids": [str(article.id) for article in newest],
            "event_types": [f"khabar.{name}.v1" for name in get_args(EventType)],
            "delivered": self.delivered,
        }

    def happen(self, count: int) -> list[str]:
        """Ids of that many new events, in order."""
        found = []
        for _ in range(count):
            article_id = uuid4()
            events.append(
                self._db, now=datetime.now(UTC), type="article.created", article_id=article_id, article_version=1,
                data={},
            )  # fmt: skip
            row = self._db.execute("select id from event where article_id = %s", (article_id,)).fetchone()
            assert row is not None
            found.append(str(row["id"]))
        return found

    def start(self) -> None:
        """Start the API and wait until it answers.

        Raises:
            OSError: it does not.
        """
        self._api = api = subprocess.Popen([sys.executable, "-m", "khabar_api"], env=environment(self.settings))
        wait_for(lambda: answers(f"{self.base}/readyz") or api.poll() is not None, seconds=START_SECONDS)
        if api.poll() is not None:
            raise OSError("the API does not start")

    def kill(self) -> None:
        """End the API without a word, as a power cut does."""
        assert self._api is not None
        self._api.kill()
        self._api.wait()


def _on_loopback(settings: Settings) -> Settings:
    """`settings` under which this machine's own servers may be fetched."""
    return settings.model_copy(update={"allow_networks": (ipaddress.ip_network("127.0.0.1/32"),)})


def _publisher() -> Publisher:
    return Publisher(
        id=PUBLISHER.id, name_ar="الصحيفة", name_en="Sahifa", country="JO", time_zone="Asia/Amman",
        site_url="https://sahifa.example", domains=("sahifa.example",),
    )  # fmt: skip


def _delivered(db: Connection, settings: Settings) -> dict[str, Any]:
    """One request that a webhook got: its secret, headers and body."""
    got: dict[str, Any] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got["body"] = self.rfile.read(int(self.headers["content-length"])).decode()
            got["headers"] = {name.lower(): value for name, value in self.headers.items()}
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Keep quiet."""

    secret = webhooks.new_secret()
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            url = f"http://127.0.0.1:{server.server_port}/hook"
            webhooks.create(db, now=datetime.now(UTC), url=url, secret=secret)
            events.append(
                db, now=datetime.now(UTC), type="article.created", article_id=uuid4(), article_version=1,
                data={"عنوان": "خبر"},
            )  # fmt: skip
            settle(db)
            deliveries.fan_out(db)
            asyncio.run(send_due(db, deliveries.reconcile(db, rehint_seconds=120), _on_loopback(settings)))
        finally:
            server.shutdown()
            thread.join()
    return {"secret": secret, **got}


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def opened() -> Iterator[Newsroom]:
    """A newsroom on servers of its own, until the block ends."""
    for name in [name for name in os.environ if name.startswith("KHABAR_")]:
        del os.environ[name]
    folder = Path(tempfile.mkdtemp(prefix="khabar-clients-"))
    # PostgreSQL runs under an account of its own when we are root.
    folder.chmod(0o755)
    given = load_settings(
        _env_file=None, data_dir=folder, api_port=_free_port(), api_keys="required", log_level="error",
        compat="newsapi,greader,miniflux",
    )  # fmt: skip
    try:
        with (
            embedded.running(given, durable=False) as settings,
            database.connect(str(settings.database_url), name="clients") as db,
        ):
            migrate(db)
            room = Newsroom(settings, db)
            room.start()
            try:
                yield room
            finally:
                room.kill()
        embedded.stop_if_unused(given)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
