"""The ledger as people see it: how much waits, what became of an item, and putting back what ended badly.

Not here: the claims of ingesters and workers (`items.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from khabar.errors import Gone
from khabar.storage.database import COUNTED, Connection, estimated

# What becomes of the wish to have a page fetched again. `on_its_way`: also when its entry has no page to fetch.
Refetch = Literal["asked", "on_its_way", "feed_removed", "pages_off", "no_entry"]


def counts(db: Connection) -> dict[str, int]:
    """How many items are in each `stage.state`, and `oldest_seconds`: how long the oldest due one has waited.

    Unfinished ones are counted on their own indexes; done ones up to `COUNTED`, and beyond that by the
    server's estimate.
    """
    rows = db.execute(
        f"""select 'page.pending' as name, count(*)::int as n from item where stage = 'page' and state = 'pending'
            union all
            select 'extract.pending', count(*)::int from item where stage = 'extract' and state = 'pending'
            union all
            select stage || '.running', count(*)::int from item where state = 'running' group by stage
            union all
            select stage || '.dead', count(*)::int from item where state = 'dead' group by stage
            union all
            select stage || '.done', count(*)::int
            from (select stage from item where state = 'done' limit {COUNTED + 1}) done group by stage""".encode()
    )
    found = {row["name"]: row["n"] for row in rows if row["n"]}
    done = {name: number for name, number in found.items() if name.endswith(".done")}
    if (counted := sum(done.values())) > COUNTED:
        # The stages of the counted ones stand for all: nearly every item ends in extraction.
        all_done = max(counted, estimated(db, "item") - sum(found.values()) + counted)
        found |= {name: number * all_done // counted for name, number in done.items()}
    return {**found, "oldest_seconds": max(0, *oldest_due(db).values())}


def oldest_due(db: Connection) -> dict[str, int]:
    """How long the oldest due item of each stage has waited, in seconds."""
    row = db.execute(
        """select coalesce(extract(epoch from now() -
                    (select min(due_at) from item where stage = 'page' and state = 'pending')), 0)::int as page,
                  coalesce(extract(epoch from now() -
                    (select min(due_at) from item where stage = 'extract' and state = 'pending')), 0)::int as extract"""
    ).fetchone()
    assert row is not None
    return {stage: max(0, seconds) for stage, seconds in row.items()}


def quarantine(db: Connection, *, limit: int = 50, before: int | None = None) -> list[dict[str, Any]]:
    """Dead items, newest first; `before` is the last id already seen."""
    return db.execute(
        """select id, feed_id, guid, url, stage, attempts, last_error, first_seen_at, done_at from item
           where state = 'dead' and (%(before)s::bigint is null or id < %(before)s) order by id desc limit %(limit)s""",
        {"limit": limit, "before": before},
    ).fetchall()


def requeue(db: Connection, ids: Sequence[int] | None = None) -> list[int]:
    """Take dead items out of quarantine: those named, or all. Their pages are kept, so that nothing is fetched."""
    rows = db.execute(
        """update item set state = 'pending', attempts = 0, due_at = now(), hinted_at = null, done_at = null
           where state = 'dead' and (%(ids)s::bigint[] is null or id = any(%(ids)s)) returning id""",
        {"ids": list(ids) if ids is not None else None},
    ).fetchall()
    return [row["id"] for row in rows]


def dismiss(db: Connection, ids: Sequence[int]) -> list[int]:
    """End those of dead items `ids` for good: nobody is to look at them again. Returns which there were.

    An entry that its feed changes comes back like any other.
    """
    rows = db.execute(
        """update item set state = 'done', outcome = 'dismissed', revisit_at = null
           where state = 'dead' and id = any(%s) returning id""",
        (list(ids),),
    ).fetchall()
    return [row["id"] for row in rows]


def refetch(db: Connection, article_id: UUID) -> Refetch:
    """Have the article's page fetched again, through the entry that brought it last of those whose feed stays.

    A page that only removed feeds listed is not: whoever removed them wants nothing of it any more. Nor is one of feeds
    whose pages are not fetched. Call it in a transaction.
    """
    kept = db.execute(
        """select item.id, feed_id from item join feed on feed.id = feed_id where article_id = %s
           order by removed_at is not null, not fetch_pages, item.id desc limit 1""",
        (article_id,),
    ).fetchone()
    if kept is None:
        return "no_entry"
    # The feed before the item, as its removal has them.
    feed = db.execute("select removed_at, fetch_pages from feed where id = %s for share", (kept["feed_id"],)).fetchone()
    if feed is None or feed["removed_at"] is not None:
        return "feed_removed"
    if not feed["fetch_pages"]:
        return "pages_off"
    asked = db.execute(
        """update item set stage = 'page', state = 'pending', attempts = 0, due_at = now(), hinted_at = null,
             done_at = null, refused = null
           where id = %s and state in ('done', 'dead') and host is not null""",
        (kept["id"],),
    )
    return "asked" if asked.rowcount else "on_its_way"


def is_gone(db: Connection, article_id: UUID) -> bool:
    """Whether the article's page was there no more when it was last asked for, through the entry that brought it."""
    row = db.execute(
        "select refused = %s as is_gone from item where article_id = %s order by id desc limit 1",
        (Gone.code, article_id),
    ).fetchone()
    return bool(row and row["is_gone"])


def lineage(
    db: Connection,
    *,
    url_key: bytes | None = None,
    guid: str | None = None,
    feed_id: UUID | None = None,
    article_id: UUID | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """What happened to items, newest first: those of a URL, a guid, a feed or an article."""
    # Of a guid both: its hash for the index, itself for the planner, which knows no figures of hashes, takes each for
    # common and walks through all items from the newest on.
    named = None
    if url_key is not None:
        row = db.execute("select article_id from article_alias where kind = 'url' and key = %s", (url_key,)).fetchone()
        named = row["article_id"] if row else None
    return db.execute(
        """select item.id, item.feed_id, feed.url as feed_url, feed.title as feed_title, item.guid, item.url,
             case when article.status is distinct from 'withheld' then item.entry ->> 'title' end as title,
             item.stage, item.state, item.outcome, item.refused, item.attempts,
             item.last_error, item.first_seen_at, item.changed_at, item.done_at, item.due_at, item.article_id,
             article.status as article_status
           from item join feed on feed.id = item.feed_id left join article on article.id = item.article_id
           where (%(url)s::bytea is null or item.url_key = %(url)s or item.article_id = %(named)s)
             and (%(guid)s::text is null
               or md5(item.guid) = md5(left(%(guid)s, 1000)) and item.guid = left(%(guid)s, 1000))
             and (%(feed)s::uuid is null or item.feed_id = %(feed)s)
             and (%(article)s::uuid is null or item.article_id = %(article)s)
             and (%(before)s::bigint is null or item.id < %(before)s)
           order by item.id desc limit %(limit)s""",
        {
            "url": url_key,
            "named": named,
            "guid": guid,
            "feed": feed_id,
            "article": article_id,
            "before": before,
            "limit": limit,
        },
    ).fetchall()
