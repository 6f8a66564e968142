"""The ledger of `khabar reextract`: articles that are to be extracted again, claimed and finished like items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from khabar.storage.database import Connection
from khabar.storage.lease import FREE, RAN_OUT, TAKEN, UNTOLD, Ledger

LEDGER = Ledger("reextraction", is_hinted=True)
OPEN = f"state = 'pending' and due_at <= now() or {RAN_OUT}"
# Articles that are with the workers at once: a new story waits behind them for about a second.
IN_FLIGHT = 40


@dataclass(frozen=True)
class Selection:
    """Which articles; None and empty mean no limit. Only those whose page was fetched can be meant.

    `since` and `until` are about publication, else first sight; `extractor` is (`page-body`, 2): made by page-body@1.
    """

    publisher_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    article_ids: tuple[UUID, ...] = ()
    feed_id: UUID | None = None
    extractor: tuple[str, int] | None = None


@dataclass(frozen=True)
class ClaimedReextraction:
    """The right to extract one article again for a lease's time."""

    id: int
    article_id: UUID
    attempts: int
    token: UUID


_SELECTED = """
    from article join article_version v on v.article_id = article.id and v.version = article.version
    where v.page_id is not null and article.merged_into is null
      and (%(publisher)s::text is null or article.publisher_id = %(publisher)s)
      and (%(since)s::timestamptz is null or article.sort_at >= %(since)s)
      and (%(until)s::timestamptz is null or article.sort_at < %(until)s)
      and (%(articles)s::uuid[] is null or article.id = any(%(articles)s))
      and (%(feed)s::uuid is null or article.feed_ids @> array[%(feed)s::uuid])
      and (%(extractor)s::text is null or case
        when v.record -> 'provenance' -> '/body' ->> 'extractor' ~ ('^' || %(extractor)s || '@[0-9]{1,6}$')
        then split_part(v.record -> 'provenance' -> '/body' ->> 'extractor', '@', 2)::int < %(below)s end)"""


def _values(selection: Selection) -> dict[str, Any]:
    name, below = selection.extractor or (None, 0)
    return {
        "publisher": selection.publisher_id,
        "since": selection.since,
        "until": selection.until,
        "articles": list(selection.article_ids) or None,
        "feed": selection.feed_id,
        "extractor": name,
        "below": below,
    }


def count(db: Connection, selection: Selection) -> int:
    """How many articles are meant."""
    row = db.execute(f"select count(*)::int as n {_SELECTED}".encode(), _values(selection)).fetchone()
    assert row is not None
    return int(row["n"])


def newest(db: Connection, selection: Selection, *, limit: int) -> list[UUID]:
    """Some of the articles that are meant, newest first."""
    rows = db.execute(
        f"select article.id {_SELECTED} order by article.sort_at desc, article.seq desc limit %(limit)s".encode(),
        {**_values(selection), "limit": limit},
    ).fetchall()
    return [row["id"] for row in rows]


def ask(db: Connection, selection: Selection) -> int:
    """Put the articles into the ledger, newest first; returns how many. Those still open from before stay so."""
    return db.execute(
        f"""insert into reextraction (article_id)
            select article.id {_SELECTED} order by article.sort_at desc, article.seq desc
            on conflict (article_id) do update set state = 'pending', outcome = null, attempts = 0, asked_at = now(),
              due_at = now(), hinted_at = null, done_at = null, last_error = null
            where reextraction.state in ('done', 'dead')""".encode(),
        _values(selection),
    ).rowcount


def cancel(db: Connection) -> int:
    """Drop what nobody has begun; returns how many."""
    return db.execute("delete from reextraction where state = 'pending'").rowcount


def due(db: Connection, *, in_flight: int, rehint_seconds: int, max_attempts: int) -> list[int]:
    """Rows to hint now, so that about `in_flight` are with the workers: the queue stays free for what is new.

    Rows whose worker died come again; one that killed too many is dead.
    """
    with db.transaction():
        db.execute(
            f"""update reextraction set state = 'dead', done_at = now(), {FREE},
                  last_error = left(coalesce(last_error || ' | ', '') || 'worker died', 500)
                where id in (
                  select id from reextraction where {RAN_OUT} and attempts >= %s for update skip locked)""".encode(),
            (max_attempts,),
        )
        rows = db.execute(
            f"""update reextraction set hinted_at = now() where id in (
                  select id from reextraction
                  where state = 'pending' and due_at <= now() and {UNTOLD} or {RAN_OUT}
                  order by id
                  limit greatest(0, %(most)s - (
                    select count(*) from reextraction
                    where state = 'running' and lease_until >= now() or state = 'pending' and not {UNTOLD}))
                  for update skip locked)
                returning id""".encode(),
            {"rehint": rehint_seconds, "most": in_flight},
        ).fetchall()
    return sorted(row["id"] for row in rows)


def claim(db: Connection, row_id: int, *, lease_seconds: float) -> ClaimedReextraction | None:
    """Lease a row; None when it is done, taken or dropped: a stale hint."""
    row = db.execute(
        f"""update reextraction set state = 'running', attempts = attempts + 1, {TAKEN}
            where id = %(id)s and ({OPEN}) returning id, article_id, attempts, lease_token as token""".encode(),
        {"id": row_id, "lease": lease_seconds},
    ).fetchone()
    return ClaimedReextraction(**row) if row else None


def done(db: Connection, claimed: ClaimedReextraction, *, outcome: str) -> None:
    """Call inside the transaction that stores the version.

    Raises:
        LostLease: roll back everything.
    """
    _finish(db, claimed, "state = 'done', outcome = %(outcome)s, done_at = now()", outcome=outcome)


def failed(db: Connection, claimed: ClaimedReextraction, *, wait_seconds: float | None, error: str) -> None:
    """Try again after `wait_seconds`; None: never.

    Raises:
        LostLease: nothing was written.
    """
    sets = """state = case when %(wait)s::float is null then 'dead' else 'pending' end,
        due_at = now() + make_interval(secs => coalesce(%(wait)s, 0)), last_error = left(%(error)s, 500)"""
    _finish(db, claimed, sets, wait=wait_seconds, error=error)


def _finish(db: Connection, claimed: ClaimedReextraction, sets: str, **values: object) -> None:
    LEDGER.finish(db, claimed.id, claimed.token, sets, **values)


def open_ids(db: Connection, *, limit: int) -> list[int]:
    """Rows that may be claimed now, in order."""
    rows = db.execute(f"select id from reextraction where {OPEN} order by id limit %s".encode(), (limit,)).fetchall()
    return [row["id"] for row in rows]


def figures(db: Connection, since: datetime | None = None) -> dict[str, int]:
    """How many rows are `open` (pending or running), and, of those ended after `since`, how many with each outcome."""
    rows = db.execute(
        """select case when state in ('pending', 'running') then 'open' else coalesce(outcome, 'dead') end as name,
             count(*)::int as n
           from reextraction
           where state in ('pending', 'running') or %(since)s::timestamptz is null or done_at >= %(since)s
           group by 1""",
        {"since": since},
    ).fetchall()
    return {"open": 0} | {row["name"]: row["n"] for row in rows}


def errors(db: Connection) -> Sequence[dict[str, Any]]:
    """The last twenty articles that could not be extracted again, with the reason."""
    return db.execute(
        "select article_id, attempts, last_error from reextraction where state = 'dead' order by id desc limit 20"
    ).fetchall()
