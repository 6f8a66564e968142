"""Parts: the ledger of further pages and AMP twins. A worker asks, ingest fetches, and the last one wakes the item.

The item's row is locked before its parts' rows, everywhere: so two parts that end at once see each other, and the
second wakes the item.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from khabar.item import ClaimedPart, Part, Wanted
from khabar.storage.database import Connection
from khabar.storage.hosts import HostLease
from khabar.storage.lease import FREE, RAN_OUT, TAKEN, Ledger, host_lease
from khabar.url import host_key, url_key

LEDGER = Ledger("part")


def ask(db: Connection, *, item_id: int, of_page_id: int, wanted: Sequence[Wanted]) -> int:
    """Ask for `wanted` pages; returns how many are new. Call in the transaction that parks or finishes the item.

    Their hosts have to be known by then: in here they would be waited for, while a poll that makes them known waits for
    the item.

    Parts of an earlier fetch of the item's page are forgotten: that page may be another text by now. Those of a removed
    feed end at once, and so does the item's wait for them.
    """
    db.execute("delete from part where item_id = %s and of_page_id <> %s", (item_id, of_page_id))
    is_ended = _is_of_removed(db, item_id)
    asked = 0
    for one in wanted:
        asked += db.execute(
            """insert into part (item_id, of_page_id, number, kind, url, url_key, host, state, refused)
               values (%s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict (item_id, of_page_id, url_key) do nothing""",
            (
                item_id, of_page_id, one.number, one.kind, one.url, url_key(one.url), host_key(one.url),
                *(("done", "feed_removed") if is_ended else ("pending", None)),
            ),
        ).rowcount  # fmt: skip
    if is_ended:
        db.execute("update item set due_at = now() where id = %s and state = 'pending'", (item_id,))
    return asked


def _is_of_removed(db: Connection, item_id: int) -> bool:
    row = db.execute(
        "select removed_at is not null as yes from item join feed on feed.id = feed_id where item.id = %s", (item_id,)
    ).fetchone()
    return bool(row and row["yes"])


def of_item(db: Connection, item_id: int, of_page_id: int) -> list[Part]:
    """The parts asked for by this fetch of the item's page, in order."""
    rows = db.execute(
        """select number, kind, url, page_id, refused, state, asked_at from part
           where item_id = %s and of_page_id = %s order by kind, number, id""",
        (item_id, of_page_id),
    ).fetchall()
    return [Part.model_validate(row) for row in rows]


def claim(db: Connection, *, limit: int, lease_seconds: float) -> list[tuple[ClaimedPart, HostLease]]:
    """Lease up to `limit` parts that are due, one a host, and their hosts with them."""
    rows = LEDGER.claim(
        db,
        f"""update part set state = 'running', attempts = part.attempts + 1, {TAKEN}
            from item join feed on feed.id = item.feed_id
            where item.id = part.item_id and part.id in (select id from picked)
            returning part.id, part.item_id, part.url, part.attempts, part.asked_at, item.first_seen_at,
              item.changed_at, feed.fetch_pages, item.trace, part.lease_token as token, part.lease_until, part.host""",
        due="state = 'pending' and due_at <= now()", first="due_at, id", limit=limit, lease_seconds=lease_seconds,
    )  # fmt: skip
    leases = [host_lease(row) for row in rows]
    return list(zip(map(ClaimedPart.model_validate, rows), leases, strict=True))


def page_done(db: Connection, claimed: ClaimedPart, page_id: int) -> list[int]:
    """The part is there; returns its item when that may now be extracted.

    Raises:
        LostLease: nothing was written.
    """
    return _end(db, claimed, "page_id = %(page)s, last_error = null", page=page_id)


def page_refused(db: Connection, claimed: ClaimedPart, *, code: str, error: str) -> list[int]:
    """There will be no such page; returns its item when that may now be extracted.

    Raises:
        LostLease: nothing was written.
    """
    return _end(
        db, claimed, "refused = %(code)s, last_error = left(%(error)s, 500)", code=code, error=error
    )  # fmt: skip


def retry(db: Connection, claimed: ClaimedPart, *, wait_seconds: float, error: str, give_back: bool = False) -> None:
    """Try again after `wait_seconds`. `give_back`: the publisher asked for the wait, so the attempt does not count.

    Raises:
        LostLease: nothing was written.
    """
    LEDGER.retry(db, claimed.id, claimed.token, wait_seconds=wait_seconds, error=error, give_back=give_back)


def give_back(db: Connection, claimed: ClaimedPart) -> None:
    """Undo a claim as if it had not been.

    Raises:
        LostLease: nothing was written.
    """
    LEDGER.give_back(db, claimed.id, claimed.token)


def reconcile(db: Connection, *, max_attempts: int) -> list[int]:
    """Take back leases that ran out; a page that kills whoever fetches it is refused. Returns the items it woke.

    No row is waited for: what another transaction holds is left to the next sweep.
    """
    woken: list[int] = []
    dying = db.execute(
        f"select id, item_id from part where {RAN_OUT} and attempts >= %s order by item_id, id limit 100".encode(),
        (max_attempts,),
    ).fetchall()
    for row in dying:
        with db.transaction():
            if not db.execute("select from item where id = %s for update skip locked", (row["item_id"],)).rowcount:
                continue
            ended = db.execute(
                f"""update part set state = 'done', refused = 'fetch_failed', {FREE} where id in (
                      select id from part where id = %s and {RAN_OUT} for update skip locked)""".encode(),
                (row["id"],),
            )
            if ended.rowcount:
                woken += _wake(db, row["item_id"], row["id"])
    db.execute(
        f"""update part set state = 'pending', {FREE} where id in (
              select id from part where {RAN_OUT} and attempts < %s for update skip locked)""".encode(),
        (max_attempts,),
    )
    return woken


def end_of_feed(db: Connection, feed_id: UUID) -> None:
    """Fetch no further pages for a feed that was removed: its articles are made of what there is.

    Call it where the removal has locked their items.
    """
    ended = db.execute(
        f"""update part set state = 'done', refused = 'feed_removed', {FREE}
            from item where item.id = item_id and feed_id = %s and part.state in ('pending', 'running')
            returning part.id, item_id""".encode(),
        (feed_id,),
    ).fetchall()
    for row in ended:
        _wake(db, row["item_id"], row["id"])


def _end(db: Connection, claimed: ClaimedPart, sets: str, **values: object) -> list[int]:
    with db.transaction():
        db.execute("select from item where id = %s for update", (claimed.item_id,))
        _finish(db, claimed, f"state = 'done', {sets}", **values)
        return _wake(db, claimed.item_id, claimed.id)


def _finish(db: Connection, claimed: ClaimedPart, sets: str, **values: object) -> None:
    LEDGER.finish(db, claimed.id, claimed.token, sets, **values)


def _wake(db: Connection, item_id: int, part_id: int) -> list[int]:
    """Send the item to extraction once none of its parts is on its way. Whoever is at it now knows too little: it
    loses its lease. Quarantine stays quarantine, and a page that was fetched again has parts of its own.
    """
    rows = db.execute(
        """update item set state = 'pending', due_at = now(), attempts = 0, lease_token = null, lease_until = null,
             hinted_at = null, done_at = null
           where id = %(item)s and stage = 'extract' and state <> 'dead'
             and page_id = (select of_page_id from part where id = %(part)s)
             and not exists (
               select from part where item_id = %(item)s and of_page_id = item.page_id and state <> 'done')
           returning id""",
        {"item": item_id, "part": part_id},
    ).fetchall()
    return [row["id"] for row in rows]
