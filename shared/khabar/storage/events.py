"""Events: an append-only log that is read by `(tx, seq)` below the oldest running transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from khabar.article import Article
from khabar.event import Event, EventType, Position
from khabar.ids import uuid7
from khabar.query import ArticleFilters
from khabar.storage import lists
from khabar.storage.database import Connection, json_value

# Row of `setting` that holds the highest position ever removed.
PURGED = "events_purged_to"
# The position of an event, as its text is.
POSITION = "lpad(tx::text, 20, '0') || '-' || lpad(seq::text, 20, '0')"


def append(
    db: Connection,
    *,
    now: datetime,
    type: EventType,
    data: dict[str, Any],
    article_id: UUID | None = None,
    article_version: int | None = None,
    feed_id: UUID | None = None,
    trace: str | None = None,
) -> None:
    """Add one event in the caller's transaction. The same kind of event for the same version is written once.

    `trace`: of the work that it tells of.
    """
    db.execute(
        """insert into event (id, type, article_id, article_version, feed_id, data, trace)
           values (%s, %s, %s, %s, %s, %s, %s) on conflict (article_id, article_version, type) do nothing""",
        (uuid7(now), type, article_id, article_version, feed_id, json_value(data), trace),
    )


def append_of(
    db: Connection,
    article: Article,
    type: EventType,
    *,
    now: datetime,
    changed: Sequence[str],
    origin: str,
    leads_to: UUID | None = None,
    trace: str | None = None,
) -> None:
    """Add the event of what happened to an article. `leads_to`: the article that it is from now on; None: itself."""
    data = {
        "article_id": str(article.id),
        "article_version": article.version,
        "changed": list(changed),
        "origin": origin,
        "url": f"/v1/articles/{leads_to or article.id}",
    }
    if leads_to is not None:
        data["merged_into"] = str(leads_to)
    append(db, now=now, type=type, article_id=article.id, article_version=article.version, trace=trace, data=data)


def after(
    db: Connection,
    position: Position | None,
    *,
    types: Sequence[str] = (),
    without: Sequence[str] = (),
    limit: int = 100,
) -> list[Event]:
    """Events behind `position` (None: from the beginning) that no running transaction can still slip in front of.

    Those of `types` (none: of all), but for those in `without`. The order is by the columns: as text, '999' would stand
    behind '1000'.
    """
    rows = db.execute(
        """select id, type, tx::text::bigint as tx, seq, at, article_id, article_version, feed_id, data from event
           where (event.tx, event.seq) > (%(tx)s::text::xid8, %(seq)s)
             and event.tx < pg_snapshot_xmin(pg_current_snapshot())
             and (%(types)s::text[] = '{}' or type = any(%(types)s)) and type <> all(%(without)s::text[])
           order by event.tx, event.seq limit %(limit)s""",
        {
            "tx": str(position.tx) if position else "0",
            "seq": position.seq if position else 0,
            "types": list(types),
            "without": list(without),
            "limit": limit,
        },
    )
    return [Event(position=Position(tx=row.pop("tx"), seq=row.pop("seq")), **row) for row in rows.fetchall()]


def matching(db: Connection, found: Iterable[Event], filters: ArticleFilters) -> list[Event]:
    """Those of `found` whose article passes `filters` as it is now. With any filter, events of no article are left out.

    Unless a status is asked for, canceled articles pass too: who follows a search is told when one is withdrawn. That
    one is withheld is told to all, as nothing finds it any more. Of one that ended in another, the other counts.

    Raises:
        BadInput: the search text can't be read.
    """
    seen = list(found)
    if filters.are_none or not seen:
        return seen
    if filters.status == ArticleFilters.model_fields["status"].default:
        filters = filters.model_copy(update={"status": ("usable", "canceled")})
    where, values = lists.conditions(filters)
    # `offset 0`: first these few articles are read, and then looked at. Else PostgreSQL may find all that ever matched.
    rows = db.execute(
        f"""select told_id as id from (
              select told.id as told_id, a.* from article told
                join article a on a.id = coalesce(told.merged_into, told.id)
              where told.id = any(%(articles)s) offset 0) a
            where {where}""".encode(),
        {**values, "articles": list({event.article_id for event in seen if event.article_id})},
    )
    passing = {row["id"] for row in rows}
    return [event for event in seen if event.article_id in passing or event.type == "article.withheld"]


def newest(db: Connection) -> Position:
    """The position behind which only events to come will stand; never one behind which any have been removed."""
    row = db.execute(
        f"""select greatest(
              (select {POSITION} from event where tx < pg_snapshot_xmin(pg_current_snapshot())
               order by event.tx desc, event.seq desc limit 1),
              (select value from setting where name = %s)) as position""",
        (PURGED,),
    ).fetchone()
    return Position.parse(row["position"]) if row and row["position"] else Position(tx=0, seq=0)


def last(db: Connection) -> int | None:
    """The `seq` of the newest event that is still kept and that all may see; None: there is none.

    Call it in a transaction: until its end nobody removes that event.
    """
    row = db.execute(
        """select seq from event where tx < pg_snapshot_xmin(pg_current_snapshot())
           order by tx desc, seq desc limit 1 for key share"""
    ).fetchone()
    return int(row["seq"]) if row else None


def oldest(db: Connection) -> Position | None:
    """The first event still kept; None when the log is empty."""
    row = db.execute("select tx::text::bigint as tx, seq from event order by event.tx, event.seq limit 1").fetchone()
    return Position.model_validate(row) if row else None


def is_expired(db: Connection, position: Position) -> bool:
    """Whether events behind `position` have been removed: who resumes there would miss them."""
    row = db.execute("select value > %s as yes from setting where name = %s", (str(position), PURGED)).fetchone()
    return bool(row and row["yes"])
