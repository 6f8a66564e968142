"""The sample newsroom as part of `khabar up --sample`: at the same addresses every time, and subscribed to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from khabar.errors import ServerWontStart
from khabar.newsroom.server import Newsroom
from khabar.settings import Settings
from khabar.storage import feeds
from khabar.storage.database import Connection
from khabar.subscribe import Subscribed, subscribe
from khabar.url import url_key

DRIP_SECONDS = 20.0
# Below the ports that systems hand out by themselves; eight publishers take one each.
FIRST_PORTS = range(18_400, 19_400, 20)


def opened_for(room: Newsroom, settings: Settings) -> Settings:
    """`settings` under which the newsroom's ports of this machine may be fetched, and no other. For ingest only.

    Real feeds are polled beside it, and may name any address.
    """
    return settings.model_copy(update={"allow_networks": (*settings.allow_networks, *room.endpoints)})


@contextmanager
def newsroom(folder: Path, now: datetime) -> Iterator[Newsroom]:
    """The running newsroom, with the ports and dates that `folder` remembers, so that a restart makes no new articles.

    Raises:
        ServerWontStart: no free ports.
    """
    memory = folder / "newsroom.json"
    since, ports = now, list(FIRST_PORTS)
    if memory.exists():
        kept = json.loads(memory.read_text())
        since = datetime.fromisoformat(kept["since"])
        ports.insert(0, int(kept["first_port"]))
    for first_port in ports:
        room = Newsroom(since, clock=lambda: datetime.now(UTC), first_port=first_port, drip_seconds=DRIP_SECONDS)
        try:
            room.start()
        except OSError:
            continue
        try:
            memory.write_text(json.dumps({"since": since.isoformat(), "first_port": first_port}))
            yield room
        finally:
            room.stop()
        return
    raise ServerWontStart("The sample newsroom finds no free ports between 18400 and 19400 on 127.0.0.1.")


def subscribe_to(db: Connection, room: Newsroom, settings: Settings, now: datetime) -> Subscribed:
    """Subscribe to the newsroom's feeds; those of earlier ports, where nobody answers now, are removed."""
    records = room.publisher_records()
    live = {url_key(feed.urls[0]) for record in records for feed in record.feeds}
    done = subscribe(db, records, opened_for(room, settings), now)
    for record in records:
        for feed in feeds.find(db, publisher=record.id):
            if url_key(feed.url) not in live:
                feeds.remove(db, feed.id)
    feeds.poll_soon(db, [feed.id for record in records for feed in feeds.find(db, publisher=record.id)])
    return done
