"""Items: the work ledger. Claims count the attempt and carry a fencing token; only its holder may finish.

The rules and the reasons: docs/architecture.md, "The ledger". Not here: what people see of it (`ledger.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from khabar.item import Claimed, Item
from khabar.storage import events
from khabar.storage.database import Connection
from khabar.storage.hosts import HostLease
from khabar.storage.lease import FREE, RAN_OUT, TAKEN, UNTOLD, UNTOLD_OF_LATE, Ledger, host_lease
from khabar.storage.tries import MOST, RESTED

LEDGER = Ledger("item", is_hinted=True)
# Whoever makes an item due for the first time hints it: soon, or within 20 s while workers are behind.
OWN_HINT_SECONDS = 30

COLUMNS = """item.id, item.feed_id, feed.publisher_id, item.guid, item.url, item.entry, item.stage, item.state,
    item.outcome, item.article_id, item.page_id, item.refused, item.first_seen_at, item.changed_at, item.revisit_at,
    item.attempts, item.last_error, item.trace,
    feed.title as feed_title, feed.languages as feed_languages, feed.fetch_pages"""


def claim_pages(db: Connection, *, limit: int, lease_seconds: float) -> list[tuple[Claimed, HostLease]]:
    """Lease up to `limit` items whose page is to be fetched, one a host, and their hosts with them.

    Returns each with the claim on its host.
    """
    rows = LEDGER.claim(
        db,
        f"""update item set state = 'running', attempts = attempts + 1, {TAKEN}
            from feed where feed.id = item.feed_id and item.id in (select id from picked)
            returning {COLUMNS}, item.lease_token, now() as claimed_at, item.lease_until, item.host""",
        due="stage = 'page' and state = 'pending' and due_at <= now()", first="due_at, id",
        limit=limit, lease_seconds=lease_seconds,
    )  # fmt: skip
    leases = [host_lease(row) for row in rows]
    return list(zip(map(_claimed, rows), leases, strict=True))


def claim(db: Connection, ids: Sequence[int], *, lease_seconds: float, max_attempts: int) -> list[Claimed]:
    """Lease those of `ids` that wait for extraction. What is missing was done, taken or moved on: a stale hint."""
    rows = db.execute(
        f"""with waiting as materialized (
              select id from item where id = any(%(ids)s) and stage = 'extract' and attempts < {MOST}
                and (state = 'pending' and due_at <= now() or {RAN_OUT}) order by id for update)
            update item set state = 'running', attempts = attempts + 1, {TAKEN}
            from feed where feed.id = item.feed_id and item.id in (select id from waiting)
            returning {COLUMNS}, item.lease_token, now() as claimed_at""".encode(),
        {"ids": list(ids), "lease": lease_seconds, "most": max_attempts},
    ).fetchall()
    return [_claimed(row) for row in rows]


def _claimed(row: dict[str, Any]) -> Claimed:
    return Claimed(token=row.pop("lease_token"), at=row.pop("claimed_at"), item=Item.model_validate(row))


def page_done(db: Connection, claimed: Claimed, page_id: int) -> None:
    """The page is kept: the item now waits for a worker.

    Raises:
        LostLease: nothing was written.
    """
    _finish(
        db, claimed,
        """stage = 'extract', state = 'pending', page_id = %(page)s, refused = null, attempts = 0, due_at = now(),
           last_error = null""",
        page=page_id,
    )  # fmt: skip


def page_refused(db: Connection, claimed: Claimed, *, code: str, error: str) -> None:
    """There will be no page: the worker makes the record from what the feed said.

    Raises:
        LostLease: nothing was written.
    """
    _finish(
        db, claimed,
        """stage = 'extract', state = 'pending', page_id = null, refused = %(code)s, attempts = 0, due_at = now(),
           last_error = left(%(error)s, 500)""",
        code=code, error=error,
    )  # fmt: skip


def retry(db: Connection, claimed: Claimed, *, wait_seconds: float, error: str, give_back: bool = False) -> None:
    """Try again after `wait_seconds`. `give_back`: the publisher asked for the wait, so the attempt does not count.

    Raises:
        LostLease: nothing was written.
    """
    LEDGER.retry(db, claimed.item.id, claimed.token, wait_seconds=wait_seconds, error=error, give_back=give_back)


def give_back(db: Connection, claimed: Claimed) -> None:
    """Undo a claim as if it had not been.

    Raises:
        LostLease: nothing was written.
    """
    LEDGER.give_back(db, claimed.item.id, claimed.token)


def wait_for_parts(db: Connection, claimed: Claimed, *, seconds: float) -> None:
    """Let the item wait for further pages of its article, at most `seconds`; the claim does not count.

    Raises:
        LostLease: nothing was written.
    """
    _finish(
        db, claimed,
        "state = 'pending', attempts = attempts - 1, due_at = now() + make_interval(secs => %(seconds)s)",
        seconds=seconds,
    )  # fmt: skip


def dead(db: Connection, claimed: Claimed, *, error: str) -> None:
    """Put into quarantine, and tell of it: kept, listed, and requeued only by a person.

    Raises:
        LostLease: nothing was written.
    """
    item = claimed.item
    with db.transaction():
        _finish(db, claimed, "state = 'dead', done_at = now(), last_error = left(%(error)s, 500)", error=error)
        _tell_dead(db, item.id, item.feed_id, item.url, error, item.trace)


def _tell_dead(db: Connection, id: int, feed_id: UUID, url: str | None, error: str, trace: str | None) -> None:
    told = {"item_id": id, "feed_id": str(feed_id), "url": url, "error": error[:500]}
    events.append(db, now=datetime.now(UTC), type="job.dead_lettered", feed_id=feed_id, data=told, trace=trace)


def done(
    db: Connection, claimed: Claimed, *, outcome: str, article_id: UUID | None, revisit_at: datetime | None = None
) -> None:
    """The record is stored. Call inside the transaction that stores it. `revisit_at`: when its page is asked for again.

    Raises:
        LostLease: roll back everything.
    """
    _finish(
        db, claimed,
        """state = 'done', done_at = now(), outcome = %(outcome)s, article_id = %(article)s,
           revisit_at = %(revisit)s""",
        outcome=outcome, article=article_id, revisit=revisit_at,
    )  # fmt: skip


def follow(db: Connection, claimed: Claimed, kept: UUID, others: Sequence[UUID]) -> None:
    """Let the feed entries of `others`, which ended in `kept`, lead there. Call it directly before `done`.

    So late and all at once, in order of their ids, no deadlock comes of their locks: a removal of their feed has more.
    """
    db.execute(
        "select from item where id = %s or article_id = any(%s) order by id for update", (claimed.item.id, list(others))
    )
    db.execute("update item set article_id = %s where article_id = any(%s)", (kept, list(others)))


def revisit(db: Connection, *, limit: int = 200) -> int:
    """Have the pages fetched again whose time has come; returns how many.

    What a removed feed listed waits until that feed is back, or is asked for through another feed that has the article;
    so does what a feed lists whose pages are not fetched.
    """
    _hand_over(db, limit)
    # A feed that is being removed at this moment is passed over: its removal could not see what is made due here.
    return db.execute(
        """update item set stage = 'page', state = 'pending', attempts = 0, due_at = now(), hinted_at = null,
             done_at = null, revisit_at = null
           where id in (select item.id from item join feed on feed.id = feed_id
                        where revisit_at <= now() and item.state = 'done' and removed_at is null and fetch_pages
                        order by revisit_at limit %s for update of item skip locked for share of feed skip locked)""",
        (limit,),
    ).rowcount


def _hand_over(db: Connection, limit: int) -> None:
    """Let an item of a feed whose pages are fetched take the place of one whose aren't, where both have one article.

    They aren't where the feed was removed, either.
    """
    db.execute(
        """with ended as (
             select item.id, heir.id as heir_id, item.revisit_at from item join feed on feed.id = item.feed_id
             cross join lateral (
               select other.id from item other join feed own on own.id = other.feed_id
               where other.article_id = item.article_id and own.removed_at is null and own.fetch_pages
                 and other.state = 'done'
                 and other.host is not null and other.outcome <> 'dismissed'
               order by other.id desc limit 1 for update of other skip locked) heir
             where item.revisit_at <= now() and item.state = 'done' and (feed.removed_at is not null or not fetch_pages)
             order by item.revisit_at limit %s for update of item skip locked),
           handed as (
             update item set revisit_at = least(item.revisit_at, ended.revisit_at)
             from ended where item.id = ended.heir_id)
           update item set revisit_at = null from ended where item.id = ended.id""",
        (limit,),
    )


def end_of_feed(db: Connection, feed_id: UUID) -> None:
    """End what waits for its page: its feed was removed. Whoever fetches one now loses its lease.

    What was only to be looked at again ends as it had, and is once the feed is back.
    """
    db.execute(
        f"""update item set state = 'done', done_at = now(), {FREE},
              outcome = case outcome when 'pending' then 'feed_removed' else outcome end,
              revisit_at = case outcome when 'pending' then null else coalesce(revisit_at, now()) end
            where feed_id = %s and stage = 'page' and state in ('pending', 'running')""".encode(),
        (feed_id,),
    )


def take_up(db: Connection, feed_id: UUID) -> None:
    """Have fetched what the removal of its feed ended: the feed is back, and may list it no more."""
    db.execute(
        """update item set state = 'pending', outcome = 'pending', done_at = null, attempts = 0, due_at = now()
           where feed_id = %s and outcome = 'feed_removed'""",
        (feed_id,),
    )


def _finish(db: Connection, claimed: Claimed, sets: str, **values: object) -> None:
    LEDGER.finish(db, claimed.item.id, claimed.token, sets, **values)


def of_article(db: Connection, article_id: UUID, page_id: int) -> Item | None:
    """The item whose page an article was made from, else any of its items; None: retention removed them."""
    row = db.execute(
        f"""select {COLUMNS} from item join feed on feed.id = item.feed_id
            where article_id = %s order by page_id = %s desc nulls last, item.id limit 1""",
        (article_id, page_id),
    ).fetchone()
    return Item.model_validate(row) if row else None


def mark_hinted(db: Connection, ids: Sequence[int]) -> None:
    # In order and without waiting: a poll that changes the same rows at this moment clears the mark anyway.
    db.execute(
        """update item set hinted_at = now() where id in (
             select id from item where id = any(%s) order by id for update skip locked)""",
        (list(ids),),
    )


def reconcile(db: Connection, *, rehint_seconds: float, max_attempts: int, limit: int = 500) -> tuple[list[int], int]:
    """Make the ledger whole again; returns the ids to hint, and how many went into quarantine.

    Rows whose lease ran out wait again, or are dead when their tries are used up. A row counts as unhinted also
    when its worker claimed it before the hint was recorded (`hinted_at` null): it would stay for ever otherwise. One
    that is due for the first time is left to whoever made it due, for OWN_HINT_SECONDS at most. No row is waited for:
    what another transaction holds is left to the next sweep.
    """
    with db.transaction():
        dead = db.execute(
            f"""update item set state = 'dead', done_at = now(), {FREE},
                 last_error = left(coalesce(last_error || ' | ', '') || case state
               when 'running' then 'worker died ' || attempts || ' times' else attempts || ' attempts used up' end, 500)
               where id in (select id from item where attempts >= {MOST} and stage = 'extract'
                              and (state = 'pending' or {RAN_OUT}) for update skip locked)
               returning id, feed_id, url, last_error as error, trace""".encode(),
            {"most": max_attempts},
        ).fetchall()
        for row in dead:
            _tell_dead(db, **row)
        # A page that kills whoever fetches it: the record is made from the feed instead.
        db.execute(
            f"""update item set stage = 'extract', refused = 'fetch_failed', attempts = 0, state = 'pending',
                  due_at = now(), hinted_at = null,
                  last_error = coalesce(last_error, 'its fetcher died each time'), {FREE}
                where id in (select id from item where {RAN_OUT} and stage = 'page' and attempts >= %s
                             for update skip locked)""".encode(),
            (max_attempts,),
        )
        db.execute(
            f"""update item set state = 'pending', {FREE}
                where id in (select id from item where {RAN_OUT} and stage = 'page' for update skip locked)""".encode()
        )
        rows = db.execute(
            f"""update item set hinted_at = now() where id in (
                  select id from item where stage = 'extract' and attempts < {MOST} and (
                    state = 'pending' and due_at <= now() and {UNTOLD}
                      and (hinted_at is not null or last_error is not null
                        or due_at < now() - make_interval(secs => least(%(own)s, %(rehint)s)))
                    or {RAN_OUT} and {UNTOLD_OF_LATE} and {RESTED})
                  order by due_at limit %(limit)s for update skip locked) returning id, attempts""".encode(),
            {"most": max_attempts, "rehint": rehint_seconds, "limit": limit, "own": OWN_HINT_SECONDS},
        ).fetchall()
    # What has killed a worker comes last: whoever stands behind it in a job dies with it, and waits to be hinted again.
    return [row["id"] for row in sorted(rows, key=lambda row: (row["attempts"], row["id"]))], len(dead)
