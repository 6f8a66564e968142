"""A feed's addresses: where it is polled, where else it could be, and what each of them last gave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from khabar.feed import Feed, FeedOptions
from khabar.storage import feeds, items
from khabar.storage.database import Connection
from khabar.url import host_key, url_key

# Of another address nothing that was learnt holds: not its validators, its redirects nor the hash of its body.
_TAKE = """update feed set url = %(url)s, url_key = %(key)s, host = %(host)s, version = version + 1,
             validators = null, full_poll_at = null, body_hash = null,
             moved_to = null, moved_count = 0, moved_since = null
           where id = %(id)s and not exists (select from feed where url_key = %(key)s and id <> %(id)s)"""


def keep(db: Connection, feed_id: UUID, urls: Sequence[str]) -> bool:
    """Set a feed's addresses, in the order to try; whether that changed anything. Where it is polled stays."""
    done = db.execute(
        """update feed set addresses = %(urls)s, address_keys = %(keys)s, version = version + 1
           where id = %(id)s and addresses <> %(urls)s::text[]""",
        {"urls": list(urls), "keys": [url_key(url) for url in urls], "id": feed_id},
    )
    return done.rowcount == 1


def revive(db: Connection, key: bytes, options: FeedOptions) -> bool:
    """Bring back a removed feed that has this among its addresses, and say whether there was one.

    It keeps its addresses, and what it is called where nothing else is said.
    """
    back = db.execute(
        f"""update feed set {feeds.ANEW}, state = %(state)s, languages = %(languages)s,
             fetch_pages = %(fetch_pages)s, title = coalesce(%(title)s, title)
           where removed_at is not null and address_keys @> array[%(key)s::bytea] and url_key <> %(key)s
             and not exists (select from feed where url_key = %(key)s)
           returning id""",
        {
            "key": key, "state": "paused" if options.paused else "active", "languages": list(options.languages),
            "fetch_pages": options.fetch_pages, "title": options.title,
        },
    ).fetchall()  # fmt: skip
    for row in back:
        items.take_up(db, row["id"])
    return bool(back)


def is_removed(db: Connection, key: bytes) -> bool:
    """Whether this is the address of a removed feed, and of no other."""
    row = db.execute(
        """select bool_and(removed_at is not null) as yes from feed
           where url_key = %(key)s or address_keys @> array[%(key)s::bytea]""",
        {"key": key},
    ).fetchone()
    return bool(row and row["yes"])


def move(db: Connection, feed: Feed, url: str) -> None:
    """Give a feed a new address for good. When another feed has it already, this one is suspended: one is enough.

    Its host has a row: see hosts.ensure_all.
    """
    moved = db.execute(
        """update feed set url = %(url)s, url_key = %(key)s, host = %(host)s, version = version + 1
           where id = %(id)s and not exists (select from feed where url_key = %(key)s and id <> %(id)s)""",
        {"url": url, "key": url_key(url), "host": host_key(url), "id": feed.id},
    )
    if moved.rowcount == 0:
        db.execute(
            """update feed set state = 'suspended', state_reason = 'moved to ' || %s || ', which is followed already',
                 version = version + 1 where id = %s""",
            (url, feed.id),
        )
    elif feed.addresses:
        keep(db, feed.id, list(dict.fromkeys(url if one == feed.url else one for one in feed.addresses)))


def switch(db: Connection, feed: Feed, urls: Sequence[str]) -> str | None:
    """Poll a feed at the first of `urls` that no other feed has; returns it, None when all are taken.

    When all are taken the feed stays where it is, and the first address is not tried again for a while.
    Their hosts have rows: see hosts.ensure_all.
    """
    for url in urls:
        if db.execute(_TAKE, {"url": url, "key": url_key(url), "host": host_key(url), "id": feed.id}).rowcount:
            return url
    db.execute(
        """update feed set return_to = null, away_since = case when url = addresses[1] then null else now() end
           where id = %s""",
        (feed.id,),
    )
    return None


def health(db: Connection, feed: Feed) -> list[dict[str, Any]]:
    """Each address of a feed in order, with its last poll within the kept history; None: it was not polled."""
    rows = db.execute(
        """select distinct on (url) url, at, status, outcome, error from poll
           where feed_id = %s and url is not null order by url, at desc, id desc""",
        (feed.id,),
    )
    last = {row["url"]: row for row in rows}
    return [
        {
            "url": url,
            "is_current": url == feed.url,
            "last_polled_at": last.get(url, {}).get("at"),
            "last_status": last.get(url, {}).get("status"),
            "last_outcome": last.get(url, {}).get("outcome"),
            "last_error": last.get(url, {}).get("error"),
        }
        for url in feed.addresses or (feed.url,)
    ]
