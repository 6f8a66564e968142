"""Requests to look for a site's feeds: asked by whoever has no way to the network, done by ingest."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from khabar.discovery import AskedDiscovery, Discovery
from khabar.ids import uuid7
from khabar.record import Record
from khabar.storage.database import Connection, json_value
from khabar.storage.hosts import HostLease
from khabar.storage.lease import FREE, RAN_OUT, TAKEN, Ledger, LostLease, host_lease

LEDGER = Ledger("discovery")

COLUMNS = "id, url, state, asked_at, done_at, error, result as found, feed_id"
# Somebody who asks again within this time gets the answer that is there.
REUSE_MINUTES = 10
# What can't be looked at twice over is given up: a person waits, and may ask again.
MAX_ATTEMPTS = 2


class Subscriber(Record):
    """Who asked for a subscription to what is found, as the audit names them."""

    actor: str
    key_id: str | None = None


class ClaimedDiscovery(Record):
    """The right to do one search for a lease's time, and to ask its host."""

    id: UUID
    url: str
    token: UUID
    lease: HostLease


def ask(db: Connection, *, now: datetime, url: str, host: str, subscriber: Subscriber | None = None) -> AskedDiscovery:
    """Ask for a search at `url`; the same one asked a moment ago is given instead. `host` must exist.

    With a `subscriber` whoever does the search subscribes to what is clearly meant. What is done already is not.
    """
    wanted = json_value(subscriber.model_dump()) if subscriber else None
    row = db.execute(
        f"""select {COLUMNS} from discovery where md5(url) = md5(%(url)s) and url = %(url)s and state <> 'failed'
              and asked_at > now() - make_interval(mins => %(minutes)s) order by asked_at desc limit 1""",
        {"url": url, "minutes": REUSE_MINUTES},
    ).fetchone()
    if row is not None and subscriber:
        # Waits for a search that is just ending, and then finds it done, or failed. Who asked first is the subscriber.
        row = db.execute(
            f"""update discovery
                set subscriber = case when state = 'done' then subscriber else coalesce(subscriber, %s) end
                where id = %s and state <> 'failed' returning {COLUMNS}""",
            (wanted, row["id"]),
        ).fetchone()
    if row is None:
        row = db.execute(
            f"insert into discovery (id, url, host, subscriber) values (%s, %s, %s, %s) returning {COLUMNS}",
            (uuid7(now), url, host, wanted),
        ).fetchone()
    return AskedDiscovery.model_validate(row)


def get(db: Connection, discovery_id: UUID) -> AskedDiscovery | None:
    row = db.execute(f"select {COLUMNS} from discovery where id = %s", (discovery_id,)).fetchone()
    return AskedDiscovery.model_validate(row) if row else None


def claim(db: Connection, *, limit: int, lease_seconds: float) -> list[ClaimedDiscovery]:
    """Lease up to `limit` searches whose host may be asked, one a host, and their hosts with them."""
    rows = LEDGER.claim(
        db,
        f"""update discovery set state = 'running', attempts = attempts + 1, {TAKEN}
            where id in (select id from picked) returning id, url, host, lease_token as token, lease_until""",
        due=f"attempts < %(attempts)s and (state = 'pending' or {RAN_OUT})", first="asked_at",
        limit=limit, lease_seconds=lease_seconds, values={"attempts": MAX_ATTEMPTS},
    )  # fmt: skip
    return [ClaimedDiscovery(lease=host_lease(row), **row) for row in rows]


def finish(
    db: Connection, claimed: ClaimedDiscovery, *, found: Discovery | None, error: str | None
) -> Subscriber | None:
    """Store what a search found, or why it failed; returns who wants to be subscribed to it.

    Raises:
        LostLease: another process does it by now; nothing was written.
    """
    done = db.execute(
        f"""update discovery set state = case when %(error)s::text is null then 'done' else 'failed' end,
             result = %(result)s, error = %(error)s, done_at = now(), {FREE}
           where id = %(id)s and lease_token = %(token)s returning subscriber""".encode(),
        {
            "result": json_value(found.model_dump(mode="json")) if found else None,
            "error": error,
            "id": claimed.id,
            "token": claimed.token,
        },
    ).fetchone()
    if done is None:
        raise LostLease(f"discovery {claimed.id}")
    return Subscriber.model_validate(done["subscriber"]) if done["subscriber"] else None


def subscribed(db: Connection, discovery_id: UUID, feed_id: UUID) -> None:
    """Say which subscription a search led to."""
    db.execute("update discovery set feed_id = %s where id = %s", (feed_id, discovery_id))


def give_up(db: Connection) -> int:
    """End searches whose worker died every time; returns how many."""
    return db.execute(
        f"""update discovery set state = 'failed', done_at = now(), error = 'the search was cut off; ask again'
            where id in (
              select id from discovery where {RAN_OUT} and attempts >= %s for update skip locked)""".encode(),
        (MAX_ATTEMPTS,),
    ).rowcount
