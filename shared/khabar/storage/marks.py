"""What a reader has read and starred, and lists of articles with it. A reader is a key's id; empty: without a key.

Articles and feeds have numbers here, for programs that know integers only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from khabar.query import ArticleFilters
from khabar.storage.database import Connection
from khabar.storage.lists import SETTLED, conditions

EVERY_FEED = UUID(int=0)
Order = Literal["seen", "number", "published"]
ORDERS: dict[Order, tuple[str, ...]] = {
    "seen": ("a.tx", "a.seq"),
    "number": ("a.seq",),
    "published": ("a.sort_at", "a.seq"),
}
IS_READ = f"""coalesce(m.is_read, a.first_seen_at <= (select max(r.until) from read_until r
    where r.reader = %(reader)s and (r.feed_id = '{EVERY_FEED}' or r.feed_id = any(a.feed_ids))), false)"""
REF = "a.seq as number, f.number as feed_number, a.first_seen_at, a.tx::text::bigint as tx"
ENTRY = f"""{REF}, a.id, coalesce(m.changed_at, a.first_seen_at) as changed_at, {IS_READ} as is_read,
    coalesce(m.is_starred, false) as is_starred, v.record::text as record"""
VERSION = "join article_version v on v.article_id = a.id and v.version = a.version"
# parameter of Wanted → what it asks of an article.
FILTERS = {
    "numbers": "a.seq = any(%(numbers)s)",
    "is_read": f"{IS_READ} = %(is_read)s",
    "is_starred": "coalesce(m.is_starred, false) = %(is_starred)s",
    "seen_from": "a.first_seen_at >= %(seen_from)s",
    "seen_before": "a.first_seen_at < %(seen_before)s",
    "published_from": "a.sort_at > %(published_from)s",
    "published_before": "a.sort_at < %(published_before)s",
    "changed_from": "coalesce(m.changed_at, a.first_seen_at) > %(changed_from)s",
    "changed_before": "coalesce(m.changed_at, a.first_seen_at) < %(changed_before)s",
    "after_number": "a.seq > %(after_number)s",
    "before_number": "a.seq < %(before_number)s",
}


@dataclass(frozen=True)
class Subscription:
    """A feed with its number."""

    id: UUID
    number: int
    url: str
    title: str
    site_url: str
    state: str
    last_polled_at: datetime | None
    failures: int
    last_error: str | None


@dataclass(frozen=True)
class Ref:
    """Which article, and when it came. `feed_number` is its first feed's; None when that is gone."""

    number: int
    feed_number: int | None
    first_seen_at: datetime
    tx: int


@dataclass(frozen=True)
class Entry(Ref):
    """An article as a reader has it."""

    id: UUID
    changed_at: datetime
    is_read: bool
    is_starred: bool
    record: str


@dataclass(frozen=True)
class Unread:
    """How many articles of a feed (None: of all) are unread, and when the newest was first seen."""

    feed_number: int | None
    articles: int
    newest_at: datetime


@dataclass(frozen=True)
class Wanted:
    """Which articles; None: no such filter. `place` is where a page ended, by `tx` and number, for the order `seen`."""

    filters: ArticleFilters = field(default_factory=ArticleFilters)
    numbers: Sequence[int] | None = None
    is_read: bool | None = None
    is_starred: bool | None = None
    seen_from: datetime | None = None
    seen_before: datetime | None = None
    published_from: datetime | None = None
    published_before: datetime | None = None
    changed_from: datetime | None = None
    changed_before: datetime | None = None
    after_number: int | None = None
    before_number: int | None = None
    order: Order = "seen"
    is_ascending: bool = False
    place: tuple[int, int] | None = None


def subscriptions(
    db: Connection, *, numbers: Sequence[int] | None = None, ids: Sequence[UUID] | None = None
) -> list[Subscription]:
    """Feeds in the order of adding: every one, or those with these numbers or ids."""
    rows = db.execute(
        """select id, number, url, coalesce(title, url) as title, coalesce(site_url, url) as site_url, state,
             last_polled_at, failures, last_error
           from feed where removed_at is null and (%(numbers)s::bigint[] is null or number = any(%(numbers)s))
             and (%(ids)s::uuid[] is null or id = any(%(ids)s))
           order by number""",
        {"numbers": None if numbers is None else list(numbers), "ids": None if ids is None else list(ids)},
    )
    return [Subscription(**row) for row in rows]


def feeds_of(db: Connection, found: Sequence[Ref]) -> dict[int, Subscription]:
    """The feeds of these articles, by their numbers."""
    numbers = {one.feed_number for one in found if one.feed_number is not None}
    return {feed.number: feed for feed in subscriptions(db, numbers=[*numbers])}


def find(db: Connection, reader: str, wanted: Wanted, *, limit: int, offset: int = 0) -> list[Entry]:
    """Articles with their marks.

    Raises:
        BadInput: the search text can't be read.
    """
    return [Entry(**row) for row in _select(db, reader, wanted, ENTRY, VERSION, limit, offset)]


def find_refs(db: Connection, reader: str, wanted: Wanted, *, limit: int) -> list[Ref]:
    """Which articles those are. Ten thousand of them are a megabyte, where their records are a hundred."""
    return [Ref(**row) for row in _select(db, reader, wanted, REF, "", limit)]


def _select(
    db: Connection, reader: str, wanted: Wanted, columns: str, join: str, limit: int, offset: int = 0
) -> Iterable[dict[str, Any]]:
    where, values = _conditions(reader, wanted)
    keys, (compare, way) = ORDERS[wanted.order], (">", "asc") if wanted.is_ascending else ("<", "desc")
    if wanted.place is not None:
        where += f" and (a.tx, a.seq) {compare} (%(place_tx)s::text::xid8, %(place_number)s)"
        values |= {"place_tx": str(wanted.place[0]), "place_number": wanted.place[1]}
    return db.execute(
        f"""select {columns} from article a {join}
              left join mark m on m.article_id = a.id and m.reader = %(reader)s
              left join feed f on f.id = a.feed_ids[1]
            where {where} order by {", ".join(f"{key} {way}" for key in keys)} limit %(limit)s offset %(offset)s""",
        {**values, "limit": limit, "offset": offset},
    )


def count(db: Connection, reader: str, wanted: Wanted, most: int) -> int:
    """How many there are, at most `most`."""
    where, values = _conditions(reader, wanted)
    row = db.execute(
        f"""select count(*)::int as n from (select from article a
              left join mark m on m.article_id = a.id and m.reader = %(reader)s where {where} limit %(most)s) found""",
        {**values, "most": most},
    ).fetchone()
    assert row is not None
    return int(row["n"])


def unread(db: Connection, reader: str, most: int) -> list[Unread]:
    """What is unread of all, and then of each feed that has any; the newest `most` unread articles are looked at."""
    where, values = _conditions(reader, Wanted(is_read=False))
    rows = db.execute(
        f"""with unread as materialized (
              select a.id, a.feed_ids, a.first_seen_at from article a
              left join mark m on m.article_id = a.id and m.reader = %(reader)s
              where {where} order by a.tx desc, a.seq desc limit %(most)s)
            select null as feed_number, count(*)::int as articles, max(first_seen_at) as newest_at from unread
            union all
            (select f.number, count(*)::int, max(first_seen_at) from unread join feed f on f.id = any(feed_ids)
             where f.removed_at is null group by f.number order by f.number)""",
        {**values, "most": most},
    )
    return [Unread(**row) for row in rows if row["articles"]]


def _conditions(reader: str, wanted: Wanted) -> tuple[str, dict[str, Any]]:
    where, values = conditions(wanted.filters)
    values["reader"] = reader
    parts = [SETTLED, where]
    for name, condition in FILTERS.items():
        if (value := getattr(wanted, name)) is not None:
            values[name] = list(value) if name == "numbers" else value
            parts.append(condition)
    return " and ".join(parts), values


def mark(
    db: Connection,
    reader: str,
    *,
    numbers: Sequence[int] = (),
    ids: Sequence[UUID] = (),
    is_read: bool | None = None,
    is_starred: bool | None = None,
) -> int:
    """Set what is not None for articles of these numbers or ids; returns how many there are."""
    done = db.execute(
        """insert into mark (reader, article_id, is_read, is_starred)
           select %(reader)s, a.id, %(is_read)s::boolean, coalesce(%(is_starred)s::boolean, false) from article a
             where a.seq = any(%(numbers)s) or a.id = any(%(ids)s)
           on conflict (reader, article_id) do update set is_read = coalesce(%(is_read)s, mark.is_read),
             is_starred = coalesce(%(is_starred)s, mark.is_starred), changed_at = now()""",
        {"reader": reader, "numbers": list(numbers), "ids": list(ids), "is_read": is_read, "is_starred": is_starred},
    )
    return done.rowcount


def mark_all_read(db: Connection, reader: str, feed_id: UUID | None, until: datetime) -> None:
    """Everything of a feed, or of all (None), that was first seen by `until` is read, also what was kept unread."""
    values = {"reader": reader, "feed": feed_id or EVERY_FEED, "until": until}
    with db.transaction():
        db.execute(
            """insert into read_until (reader, feed_id, until) values (%(reader)s, %(feed)s, %(until)s)
               on conflict (reader, feed_id) do update set until = greatest(read_until.until, excluded.until)""",
            values,
        )
        db.execute(
            f"""update mark set is_read = null, changed_at = now() from article a
                where mark.reader = %(reader)s and mark.is_read is false and a.id = mark.article_id
                  and a.first_seen_at <= %(until)s and (%(feed)s = '{EVERY_FEED}' or a.feed_ids @> array[%(feed)s])""",
            values,
        )
