"""One `khabar run-once`: what happened since it began, what is left to do, and what is put off. Reads only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from khabar.record import Record
from khabar.storage.database import Connection

# A run ends in bounded time, whatever publishers ask: no page is tried more than twice in it, and for none, nor for a
# host, is longer waited than this or the host's gap. An extraction's second try comes after some 15 s.
PATIENCE_SECONDS, EXTRACTION_PATIENCE_SECONDS = 10, 60
STORED = ("article.created", "article.updated", "article.corrected", "article.withdrawn", "article.reextracted")


class RunTally(Record):
    """`records` counts articles stored or changed; `outcomes` items by outcome; `lost` those in quarantine."""

    records: int
    outcomes: dict[str, int]
    same_items: int
    lost: int


class Left(Record):
    """What a run still has to do: feeds to poll, pages to fetch, and records to make of what is here."""

    feeds: int
    pages: int
    records: int


class PutOff(Record):
    """What a run leaves to the next one, of one host: nothing of it may be done before `until`.

    `reason`: why the host is left alone; None where only its pages wait. `host` None: of entries without an address.
    """

    host: str | None
    feeds: int
    items: int
    until: datetime
    reason: str | None


# Rows that wait or are being worked on, each with when that may be. A pause ends with the claim of its host.
_WAITS = """
    with work as (
      select 'feed' as kind, host, next_poll_at as due_at from feed
      where removed_at is null and state = 'active' and (last_polled_at is null or last_polled_at < %(since)s)
      union all select case stage when 'page' then 'page' else 'record' end, host, due_at from item
                where state = 'pending' and stage in ('page', 'extract')
      union all select 'page', host, due_at from part where state = 'pending'
      union all select case stage when 'page' then 'page' else 'record' end, host, '-infinity' from item
                where state = 'running'
      union all select 'page', host, '-infinity' from part where state = 'running'),
    timed as (
      select kind, host, gap_seconds, pause_reason,
        greatest(due_at, case when kind <> 'record' and pause_reason is not null then next_at end) as until
      from work left join host using (host)),
    waits as (
      select *, until > now() + make_interval(secs => case kind when 'record' then %(extraction)s
        else greatest(%(patience)s, gap_seconds) end) as is_put_off
      from timed)
"""


def moment(db: Connection) -> datetime:
    """The database's clock, which all its times come from."""
    row = db.execute("select clock_timestamp() as at").fetchone()
    assert row is not None
    at: datetime = row["at"]
    return at


def tally(db: Connection, since: datetime) -> RunTally:
    """The figures of everything that came or changed after `since`."""
    row = db.execute(
        """select
             (select count(distinct article_id)::int from event
              where at >= %(since)s and type = any(%(stored)s)) as records,
             (select coalesce(sum(same_items), 0)::int from poll where at >= %(since)s) as same_items,
             (select count(*)::int from item
              where state = 'dead' and (changed_at >= %(since)s or done_at >= %(since)s)) as lost""",
        {"since": since, "stored": list(STORED)},
    ).fetchone()
    assert row is not None
    outcomes = db.execute(
        """select outcome, count(*)::int as n from item where state = 'done' and done_at >= %s
           group by 1 order by 2 desc""",
        (since,),
    )
    return RunTally(**row, outcomes={outcome["outcome"]: outcome["n"] for outcome in outcomes})


def lost(db: Connection, since: datetime) -> list[dict[str, Any]]:
    """The first fifty items that `tally` counts as lost."""
    return db.execute(
        """select id, url, guid, stage, state, attempts, last_error from item
           where state = 'dead' and (changed_at >= %(since)s or done_at >= %(since)s) order by id limit 50""",
        {"since": since},
    ).fetchall()


def left(db: Connection, since: datetime) -> Left:
    """What a run that began at `since` still has to do; without what it puts off."""
    row = db.execute(
        f"""{_WAITS} select (count(*) filter (where kind = 'feed'))::int as feeds,
              (count(*) filter (where kind = 'page'))::int as pages,
              (count(*) filter (where kind = 'record'))::int as records from waits where not is_put_off""",
        _values(since),
    ).fetchone()
    return Left.model_validate(row)


def put_off(db: Connection, since: datetime) -> list[PutOff]:
    """What a run that began at `since` leaves to the next one, the soonest first."""
    rows = db.execute(
        f"""{_WAITS} select host, (count(*) filter (where kind = 'feed'))::int as feeds,
              (count(*) filter (where kind <> 'feed'))::int as items, min(until) as until, min(pause_reason) as reason
            from waits where is_put_off group by host order by until, host""",
        _values(since),
    )
    return [PutOff.model_validate(row) for row in rows]


def _values(since: datetime) -> dict[str, object]:
    return {"since": since, "patience": PATIENCE_SECONDS, "extraction": EXTRACTION_PATIENCE_SECONDS}
