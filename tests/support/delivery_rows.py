"""Webhooks and events for tests of deliveries."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from khabar.event import EventType
from khabar.storage import deliveries, events, webhooks
from khabar.storage.database import Connection
from khabar.storage.deliveries import ClaimedDelivery
from khabar.storage.webhooks import Webhook
from support.settled import settle

NOW = datetime.now(UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def a_hook(db: Connection, *types: EventType) -> Webhook:
    settle(db)
    return webhooks.create(db, now=NOW, url="https://app.example.com/hook", secret=SECRET, types=types)


def happen(db: Connection, *types: EventType) -> None:
    for kind in types:
        events.append(db, now=NOW, type=kind, article_id=uuid4(), article_version=1, data={"n": kind})


def fan_out(db: Connection, limit: int = 500) -> int:
    settle(db)
    return deliveries.fan_out(db, limit=limit)


def due(db: Connection) -> list[int]:
    return sorted(deliveries.reconcile(db, rehint_seconds=120))


def claim(db: Connection, *ids: int) -> list[ClaimedDelivery]:
    return deliveries.claim(db, ids, lease_seconds=90)


def states(db: Connection) -> list[str]:
    return [row["state"] for row in db.execute("select state from delivery order by id")]
