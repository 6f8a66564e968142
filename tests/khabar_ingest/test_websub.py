"""Asking a hub, over real HTTP: what it says is stored, whatever bytes it says it in."""

from __future__ import annotations

import redis

from khabar import queue
from khabar.address import opening
from khabar.settings import Settings
from khabar.storage import websub
from khabar.storage.database import Connection
from khabar_ingest.context import Context
from khabar_ingest.websub import ask
from support.ingest_context import run
from support.ledger_rows import a_feed, free
from support.loopback import Quiet, listening


class Refusing(Quiet):
    """A hub that fails, and says so in bytes that no text of PostgreSQL may hold."""

    def do_POST(self) -> None:
        self.answer(500, body=b"no\0room \xff")


def test_a_hub_that_says_no_in_odd_bytes_is_asked_again_later(settings: Settings, db: Connection) -> None:
    feed = a_feed(db).feed
    client: redis.Redis = queue.connect(str(settings.redis_url))
    local = settings.model_copy(update={"allow_networks": (opening("127.0.0.0/8"),)})

    async def flow(context: Context) -> None:
        (claimed,) = await context.stored(websub.claim, limit=1, lease_seconds=90)
        await ask(context, claimed)

    with listening(Refusing) as hub:
        db.execute("update feed set hub_url = %s, topic_url = url where id = %s", (f"{hub}/", feed.id))
        websub.arrange(db, base="https://khabar.example.com", gap_seconds=0)
        free(db)
        run(local, client, flow)

    row = db.execute("select last_error, due_at > now() + interval '5 minutes' as is_later from websub").fetchone()
    assert row == {"last_error": "server_failing: the server answered 500: noroom \ufffd", "is_later": True}
