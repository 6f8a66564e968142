"""Polls: which feeds are due, leased with their hosts, and one poll's result in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from khabar.feed import Feed, FeedUpdate, PollLog
from khabar.item import NOT_FETCHED, ChangedItem, KnownItem, NewItem
from khabar.record import Record
from khabar.storage import addresses, events, feeds, hosts
from khabar.storage.database import Connection, json_value
from khabar.storage.hosts import HostLease
from khabar.storage.lease import FREE, TAKEN, Ledger, LostLease, host_lease
from khabar.url import host_key

LEDGER = Ledger("feed")
DUE = """state = 'active' and removed_at is null and next_poll_at <= now()
         and (lease_until is null or lease_until < now())"""


class ClaimedFeed(Record):
    """The right to poll one feed for a lease's time."""

    feed: Feed
    token: UUID
    lease: HostLease


def claim(db: Connection, *, limit: int, lease_seconds: float) -> list[ClaimedFeed]:
    """Lease up to `limit` due feeds, one a host, and their hosts with them."""
    rows = LEDGER.claim(
        db,
        f"""update feed set {TAKEN} where id in (select id from picked)
            returning {feeds.COLUMNS}, lease_token, lease_until, host""",
        due=DUE, first="next_poll_at", limit=limit, lease_seconds=lease_seconds,
    )  # fmt: skip
    return [
        ClaimedFeed(token=row.pop("lease_token"), lease=host_lease(row), feed=Feed.model_validate(row)) for row in rows
    ]


def known_items(
    db: Connection, feed_id: UUID, guid_keys: Sequence[bytes], url_keys: Sequence[bytes]
) -> list[KnownItem]:
    """Items of this feed that any of the keys names."""
    rows = db.execute(
        """select id as item_id, guid_key, url_key, entry_hash, entry ->> 'title' as title from item
           where feed_id = %s and (guid_key = any(%s) or url_key = any(%s))""",
        (feed_id, list(guid_keys), list(url_keys)),
    )
    return [KnownItem.model_validate(row) for row in rows]


def known_articles(db: Connection, url_keys: Sequence[bytes]) -> dict[bytes, UUID]:
    """Articles already stored under one of these URL keys."""
    rows = db.execute(
        "select key, article_id from article_alias where kind = 'url' and key = any(%s)", (list(url_keys),)
    )
    return {row["key"]: row["article_id"] for row in rows}


def record(
    db: Connection,
    claimed: ClaimedFeed,
    update: FeedUpdate,
    log: PollLog,
    *,
    new: Sequence[NewItem] = (),
    changed: Sequence[ChangedItem] = (),
    gap_seconds: float,
    trace: str | None = None,
) -> list[int]:
    """Write one poll's items, validators and next time in ONE transaction; returns the items to hint for extraction.

    Validators that were stored without the items would mean 304 at the next poll, and the items lost for ever.
    What a person changed during the poll stays: a pause, a poll asked for, another interval. `trace` is the poll's.

    Raises:
        LostLease: another process polls this feed by now; nothing was written.
    """
    own = {
        "url", "title", "site_url", "language", "validators", "suspend", "event", "decided_at", "next_poll_at",
        "interval_seconds", "next_urls",
    }  # fmt: skip
    values: dict[str, Any] = update.model_dump(exclude=own)
    sets = ", ".join(f"{name} = %({name})s" for name in values)
    with db.transaction():
        done = db.execute(
            f"""update feed set {sets}, {FREE}, validators = %(validators)s, last_polled_at = now(),
                  title = coalesce(title, %(title)s),
                  next_poll_at = case when next_poll_at = %(claimed_at)s then now() + %(wait)s else next_poll_at end,
                  interval_seconds = case when interval_seconds = %(claimed_interval)s
                    then %(interval_seconds)s else interval_seconds end,
                  state = case when %(suspend)s::text is not null and state = 'active' then 'suspended' else state end,
                  state_reason =
                    case when %(suspend)s::text is not null and state = 'active' then %(suspend)s else state_reason end,
                  version = version + (case when %(suspend)s::text is not null and state = 'active' then 1 else 0 end),
                  site_url = coalesce(%(site_url)s, site_url), language = coalesce(language, %(language)s),
                  last_item_at = case when %(new_items)s > 0 then now() else last_item_at end
                where id = %(id)s and lease_token = %(token)s""",
            {
                **values,
                "validators": json_value(update.validators.model_dump()) if update.validators else None,
                "suspend": update.suspend,
                # By the server's clock, which says what is due: by one that is behind, feeds would get no rest.
                "wait": update.next_poll_at - update.decided_at,
                "interval_seconds": update.interval_seconds,
                "claimed_at": claimed.feed.next_poll_at,
                "claimed_interval": claimed.feed.interval_seconds,
                "title": update.title,
                "site_url": update.site_url,
                "language": update.language,
                "new_items": log.new_items,
                "id": claimed.feed.id,
                "token": claimed.token,
            },
        )
        if done.rowcount != 1:
            raise LostLease(f"feed {claimed.feed.id}")
        if update.event:
            told = {"feed_id": str(claimed.feed.id), "url": claimed.feed.url, "error": update.last_error}
            events.append(db, now=datetime.now(UTC), type=update.event, feed_id=claimed.feed.id, data=told)
        moves = [update.url] if update.url else update.next_urls
        # All at once, and before any item's row: who holds a host or an item waits for no host.
        hosts.ensure_all(
            db, [*map(host_key, moves), *(one.host for one in new), *(one.host for one in changed)], gap_seconds
        )
        if update.url:
            addresses.move(db, claimed.feed, update.url)
        elif update.next_urls:
            addresses.switch(db, claimed.feed, update.next_urls)
        to_hint = _insert_items(db, claimed.feed.id, new, trace)
        to_hint += _change_items(db, changed, trace)
        db.execute(
            """insert into poll
                 (feed_id, url, status, outcome, error, new_items, changed_items, same_items, bytes, elapsed_seconds)
               values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
            (
                claimed.feed.id, log.url, log.status, log.outcome, log.error, log.new_items, log.changed_items,
                log.same_items, log.bytes, log.elapsed_seconds,
            ),
        )  # fmt: skip
    return to_hint


def _insert_items(db: Connection, feed_id: UUID, items: Sequence[NewItem], trace: str | None) -> list[int]:
    to_hint = []
    for item in items:
        row = db.execute(
            """insert into item (feed_id, guid_key, guid, url, url_key, host, entry, entry_hash, outcome, article_id,
                                 refused, stage, state, trace, done_at)
               values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, case when %s then now() end)
               on conflict (feed_id, guid_key) do nothing returning id""",
            (
                feed_id, item.guid_key, (item.entry.guid or "")[:1000] or None, item.url, item.url_key, item.host,
                json_value(item.entry.model_dump(exclude_defaults=True)), item.entry_hash, item.outcome,
                item.article_id, item.refused, item.stage or "extract", "pending" if item.stage else "done",
                trace, item.stage is None,
            ),
        ).fetchone()  # fmt: skip
        if row and item.stage == "extract":
            to_hint.append(row["id"])
    return to_hint


def _change_items(db: Connection, items: Sequence[ChangedItem], trace: str | None) -> list[int]:
    """Send changed items through the pipeline again. Whoever works on one now loses its lease, and its result."""
    # In one order everywhere: two transactions that update the same rows must not wait for each other.
    for item in sorted(items, key=lambda item: item.item_id):
        db.execute(
            """update item set entry = %s, entry_hash = %s, url = %s, url_key = %s, host = %s, stage = %s,
                 state = 'pending', outcome = 'pending', refused = %s,
                 page_id = case when %s then null else page_id end, attempts = 0, due_at = now(),
                 changed_at = now(), trace = %s,
                 lease_token = null, lease_until = null, hinted_at = null, last_error = null, done_at = null,
                 revisit_at = null
               where id = %s""",
            (
                json_value(item.entry.model_dump(exclude_defaults=True)), item.entry_hash, item.url, item.url_key,
                item.host, item.stage, item.refused, item.refused == NOT_FETCHED, trace, item.item_id,
            ),
        )  # fmt: skip
    return [item.item_id for item in items if item.stage == "extract"]


def history(db: Connection, feed_id: UUID, *, limit: int = 50) -> list[dict[str, Any]]:
    """The last polls, newest first."""
    return db.execute(
        """select at, url, status, outcome, error, new_items, changed_items, same_items, bytes, elapsed_seconds
           from poll where feed_id = %s order by at desc, id desc limit %s""",
        (feed_id, limit),
    ).fetchall()
