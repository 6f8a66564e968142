"""Feeds: subscriptions, added, found, changed and removed. Not here: polling them (polls.py)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from khabar.feed import Feed, FeedOptions
from khabar.ids import uuid7
from khabar.storage import items, parts
from khabar.storage.database import Connection
from khabar.storage.lease import FREE
from khabar.url import url_key as key_of

COLUMNS = """id, url, publisher_id, title, site_url, language, languages, fetch_pages, state, state_reason,
    version, created_at, next_poll_at, interval_seconds, validators, full_poll_at, body_hash, last_polled_at,
    last_success_at, last_item_at, last_status, last_outcome, last_error, failures, empty_polls, gone_count,
    gone_since, moved_to, moved_count, moved_since, addresses, away_since, return_to, hub_url, topic_url, pushed_at,
    pushed_until"""
SETTABLE = frozenset(
    [
        "state", "state_reason", "title", "language", "languages", "fetch_pages", "interval_seconds", "next_poll_at",
        "publisher_id",
    ]
)  # fmt: skip
# How a removed feed comes back: as well as a new one, whatever it was when it went. Of `feed`, in an UPDATE.
ANEW = """removed_at = null, state_reason = null, next_poll_at = now(), version = feed.version + 1, failures = 0,
    empty_polls = 0, gone_count = 0, gone_since = null, moved_to = null, moved_count = 0, moved_since = null,
    away_since = null, return_to = null"""
AS_USUAL: Final = FeedOptions()


def add(
    db: Connection,
    *,
    now: datetime,
    url: str,
    url_key: bytes,
    host: str,
    interval_seconds: int,
    publisher_id: str | None = None,
    options: FeedOptions = AS_USUAL,
) -> tuple[Feed, bool]:
    """Subscribe to `url`; returns the feed, and whether it is new. `host` must exist.

    A removed feed comes back as what is asked for now, and is called as before where nothing else is said.
    """
    all_urls = list(dict.fromkeys((url, *options.fallbacks))) if options.fallbacks else []
    row = db.execute(
        f"""insert into feed (id, url, url_key, host, publisher_id, title, site_url, language, languages,
              fetch_pages, interval_seconds, state, addresses, address_keys)
            values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
            on conflict (url_key) do update set {ANEW}, state = excluded.state, languages = excluded.languages,
              fetch_pages = excluded.fetch_pages, interval_seconds = excluded.interval_seconds,
              addresses = excluded.addresses, address_keys = excluded.address_keys,
              publisher_id = coalesce(excluded.publisher_id, feed.publisher_id),
              title = coalesce(excluded.title, feed.title), site_url = coalesce(excluded.site_url, feed.site_url),
              language = coalesce(excluded.language, feed.language)
              where feed.removed_at is not null
            returning {COLUMNS}""",
        (
            uuid7(now), url, url_key, host, publisher_id, options.title, options.site_url, options.language,
            list(options.languages), options.fetch_pages, interval_seconds, "paused" if options.paused else "active",
            all_urls, [key_of(one) for one in all_urls],
        ),
    ).fetchone()  # fmt: skip
    if row:
        items.take_up(db, row["id"])
        return Feed.model_validate(row), True
    known = db.execute(f"select {COLUMNS} from feed where url_key = %s", (url_key,)).fetchone()
    return Feed.model_validate(known), False


def get(db: Connection, feed_id: UUID) -> Feed | None:
    row = db.execute(f"select {COLUMNS} from feed where id = %s and removed_at is null", (feed_id,)).fetchone()
    return Feed.model_validate(row) if row else None


def by_url(db: Connection, url_key: bytes) -> Feed | None:
    """The feed that is polled at this address, else one that has it among its addresses."""
    row = db.execute(
        f"""select {COLUMNS} from feed
            where removed_at is null and (url_key = %(key)s or address_keys @> array[%(key)s::bytea])
            order by url_key = %(key)s desc limit 1""",
        {"key": url_key},
    ).fetchone()
    return Feed.model_validate(row) if row else None


def find(
    db: Connection,
    *,
    publisher: str | None = None,
    state: str | None = None,
    after: UUID | None = None,
    limit: int | None = None,
) -> list[Feed]:
    """Feeds in order of id, which is the order of adding. `after` is the last id already seen."""
    rows = db.execute(
        f"""select {COLUMNS} from feed where removed_at is null
              and (%(publisher)s::text is null or publisher_id = %(publisher)s)
              and (%(state)s::text is null or state = %(state)s)
              and (%(after)s::uuid is null or id > %(after)s)
            order by id limit %(limit)s""",
        {"publisher": publisher, "state": state, "after": after, "limit": limit},
    )
    return [Feed.model_validate(row) for row in rows]


def failing(db: Connection, *, limit: int) -> list[Feed]:
    """Active feeds that could not be read last, those of the newest attempt first."""
    rows = db.execute(
        f"""select {COLUMNS} from feed where removed_at is null and state = 'active' and failures > 0
            order by last_polled_at desc nulls last, id limit %s""",
        (limit,),
    )
    return [Feed.model_validate(row) for row in rows]


def change(
    db: Connection,
    feed_id: UUID,
    *,
    expected_version: int | None = None,
    **values: str | int | datetime | Sequence[str] | None,
) -> Feed | None:
    """Set `values`, columns of SETTABLE.

    None when there is no such feed, or it is no longer at `expected_version`.
    """
    if unknown := set(values) - SETTABLE:
        raise ValueError(f"not a feed column that may be set: {sorted(unknown)}")
    sets = "".join(f"{name} = %({name})s, " for name in values)
    row = db.execute(
        f"""update feed set {sets} version = version + 1
            where id = %(id)s and removed_at is null and (%(expected)s::int is null or version = %(expected)s)
            returning {COLUMNS}""",
        {
            **{name: list(value) if isinstance(value, tuple) else value for name, value in values.items()},
            "id": feed_id,
            "expected": expected_version,
        },
    ).fetchone()
    return Feed.model_validate(row) if row else None


def remove(db: Connection, feed_id: UUID) -> bool:
    """Unsubscribe: neither the feed nor a page that it listed is asked for any more, also if that is under way now.

    Items, articles and lineage stay.
    """
    with db.transaction():
        done = db.execute(
            f"""update feed set removed_at = now(), version = version + 1, {FREE}
                where id = %s and removed_at is null""",
            (feed_id,),
        )
        if done.rowcount:
            _lock_under_way(db, feed_id)
            items.end_of_feed(db, feed_id)
            parts.end_of_feed(db, feed_id)
    return done.rowcount == 1


def _lock_under_way(db: Connection, feed_id: UUID) -> None:
    """Who asks for parts of an item at this moment is waited for, and whoever comes later sees the removal.

    All items at once and in order of their ids, as by `items.follow`: no deadlock.
    """
    rows = db.execute(
        """select id from item where feed_id = %s and (state in ('pending', 'running')
             or id in (select item_id from part where state in ('pending', 'running')))""",
        (feed_id,),
    ).fetchall()
    db.execute("select from item where id = any(%s) order by id for update", ([row["id"] for row in rows],))


def poll_soon(db: Connection, feed_ids: Sequence[UUID] | None = None) -> int:
    """Make feeds due now: those named, or every active one. Their hosts' pace still holds."""
    return db.execute(
        """update feed set next_poll_at = now() where removed_at is null and state = 'active'
             and (%(ids)s::uuid[] is null or id = any(%(ids)s))""",
        {"ids": list(feed_ids) if feed_ids is not None else None},
    ).rowcount
