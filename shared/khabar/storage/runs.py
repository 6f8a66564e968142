"""What happened since a moment: the figures of one `khabar run-once`. Reads only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from khabar.record import Record
from khabar.storage.database import Connection

STORED = ("article.created", "article.updated", "article.corrected", "article.withdrawn", "article.reextracted")


class RunTally(Record):
    """`records` counts articles stored or changed; `outcomes` items by outcome; `lost` those that did not end well."""

    records: int
    outcomes: dict[str, int]
    same_items: int
    lost: int


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
              where state <> 'done' and (changed_at >= %(since)s or done_at >= %(since)s)) as lost""",
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
           where state <> 'done' and (changed_at >= %(since)s or done_at >= %(since)s) order by id limit 50""",
        {"since": since},
    ).fetchall()


def waiting(db: Connection) -> int:
    """Items on their way: neither done nor dead."""
    row = db.execute("select count(*)::int as n from item where state in ('pending', 'running')").fetchone()
    assert row is not None
    return int(row["n"])
