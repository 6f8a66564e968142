"""Signs of health in the database: the server itself, who is connected, feeds that are unwell, hints that are late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import psycopg

from khabar.errors import StatementFailed
from khabar.storage.database import Connection, translated_errors
from khabar.storage.migrate import CONTRACT, shipped


@dataclass(frozen=True)
class Server:
    """What the server says of itself, and of sessions such as this one.

    `read_only_by`: None where it takes changes, else where it was set to take none, in pg_settings' words, or `copy`.
    `ahead_seconds`: its clock before ours, negative when behind. `room`: how many sessions of khabar's it has place
    for, those that are open included; `limit`: what sets that.
    """

    major: int
    encoding: str
    read_only_by: str | None
    fsync: bool
    full_pages: bool
    ahead_seconds: float
    room: int
    limit: str


# A session of another role shows its name and role to everybody, and its kind to some.
_OTHERS = """select usename, datname from pg_stat_activity
    where usesysid is not null and coalesce(backend_type, 'client backend') = 'client backend'
      and application_name not like 'khabar %'"""


def server(db: Connection) -> Server:
    before = datetime.now(UTC)
    row = db.execute(
        """select clock_timestamp() as clock, current_setting('server_encoding') as encoding,
             case when pg_is_in_recovery() then 'copy' when current_setting('transaction_read_only')::bool
               then (select source from pg_settings where name = 'default_transaction_read_only') end as read_only_by,
             current_setting('fsync') = 'on' as fsync, current_setting('full_page_writes') = 'on' as full_pages"""
    ).fetchone()
    after = datetime.now(UTC)
    assert row is not None
    room, limit = min(_rooms(db))
    return Server(
        major=db.info.server_version // 10_000,
        encoding=row["encoding"],
        read_only_by=row["read_only_by"],
        fsync=row["fsync"],
        full_pages=row["full_pages"],
        ahead_seconds=(row["clock"] - (before + (after - before) / 2)).total_seconds(),
        room=room,
        limit=limit,
    )


def _rooms(db: Connection) -> list[tuple[int, str]]:
    """How many sessions of khabar's each limit has place for, and how it is set. Some are kept for superusers."""
    rows = db.execute(
        f"""with other as ({_OTHERS})
            select 'max_connections' as limit, current_setting('max_connections')::int
                - current_setting('superuser_reserved_connections')::int
                - coalesce(current_setting('reserved_connections', true), '0')::int
                - (select count(*)::int from other) as room
            union all select format('the limit of role %I', rolname), rolconnlimit
                - (select count(*)::int from other where usename = rolname)
              from pg_roles where rolname = current_user and rolconnlimit >= 0 and not rolsuper
            union all select format('the limit of database %I', datname), datconnlimit
                - (select count(*)::int from other where other.datname = pg_database.datname)
              from pg_database where datname = current_database() and datconnlimit >= 0""".encode()
    )
    return [(row["room"], row["limit"]) for row in rows]


def may_create(db: Connection) -> bool:
    """Whether the role may make tables, as migrations do."""
    row = db.execute("select coalesce(has_schema_privilege(current_schema(), 'create'), false) as may").fetchone()
    assert row is not None
    return bool(row["may"])


def try_room(db: Connection) -> None:
    """Write eight megabytes into files of its own, and take them back: an answer to a question needs no room on disk.

    Raises:
        StatementFailed: with the reason, such as a full disk (`is_disk_full`).
    """
    row = db.execute("select has_database_privilege(current_database(), 'TEMP') as may").fetchone()
    if row is None or not row["may"]:
        return
    # A row of two kilobytes is stored as it is, a larger one packed.
    with translated_errors(), db.transaction(force_rollback=True):
        db.execute("create temp table room as select repeat(md5(n::text), 60) from generate_series(1, 4096) n")


def is_disk_full(error: StatementFailed) -> bool:
    """Whether PostgreSQL gave up because its disk takes no more."""
    return isinstance(error.__cause__, psycopg.errors.DiskFull)


@dataclass(frozen=True)
class KeptLog:
    """What keeps the server from removing its log of changes, which then fills its disk.

    `bytes_by_slot`: how much is kept for each replication slot; `unarchived_since`: when archiving began to fail, None
    where it works or is off.
    """

    bytes_by_slot: Mapping[str, int]
    unarchived_since: datetime | None


def kept_log(db: Connection) -> KeptLog:
    """Not of a copy, which writes no log of its own."""
    slots = db.execute(
        """select slot_name, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint as bytes
           from pg_replication_slots where restart_lsn is not null"""
    ).fetchall()
    row = db.execute(
        """select case when current_setting('archive_mode') <> 'off'
               and last_failed_time > coalesce(last_archived_time, '-infinity')
             then coalesce(last_archived_time, stats_reset) end as since from pg_stat_archiver"""
    ).fetchone()
    return KeptLog({one["slot_name"]: one["bytes"] for one in slots}, row["since"] if row else None)


def closed_tables(db: Connection) -> list[str]:
    """The tables in which the role of this connection may read nothing."""
    rows = db.execute(
        """select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
             and not has_any_column_privilege(oid, 'select') order by relname"""
    )
    return [row["relname"] for row in rows]


def newest_event(db: Connection, *, older_than_seconds: float) -> UUID | None:
    """The last event stored at least so long ago; None: there is none."""
    row = db.execute(
        "select id from event where at < now() - make_interval(secs => %s) order by at desc limit 1",
        (older_than_seconds,),
    ).fetchone()
    return row["id"] if row else None


def has_event(db: Connection, event_id: UUID) -> bool:
    return db.execute("select from event where id = %s", (event_id,)).fetchone() is not None


def sessions(db: Connection, name: str) -> int:
    """How many sessions of the service `name` are connected, whatever database user they have."""
    row = db.execute(
        "select count(*)::int as n from pg_stat_activity where application_name = %s and datname = current_database()",
        (f"khabar {name}",),
    ).fetchone()
    assert row is not None
    return int(row["n"])


def unknown_migrations(db: Connection) -> dict[int, bool]:
    """Migrations that a newer khabar applied, in order, and of each whether it took something away."""
    known = {migration.number for migration in shipped()}
    rows = db.execute("select number, name from migration order by number")
    return {row["number"]: row["name"].endswith(CONTRACT) for row in rows if row["number"] not in known}


@dataclass(frozen=True)
class Unwell:
    """How many feeds, and the URLs of up to three of them."""

    count: int
    examples: tuple[str, ...]


# An hour late is more than a host's pace explains: it lets 1,800 requests through. Success within a day, or four
# polls of a slow feed. A feed is polled twice in its usual gap, so twenty intervals without an item are ten gaps; quick
# feeds get two days, so that a weekend or a feast does not count.
_REASON = """case
    when next_poll_at < now() - interval '1 hour' and (lease_until is null or lease_until < now()) then 'overdue'
    when coalesce(last_success_at, created_at) < now() - greatest(interval '1 day', interval_seconds * interval '4 s')
      then 'stale'
    when failures > 0 then 'failing'
    when last_item_at < now() - greatest(interval '2 days', interval_seconds * interval '20 s') then 'silent'
  end"""
REASONS = ("overdue", "stale", "failing", "silent")


def unwell_feeds(db: Connection) -> dict[str, Unwell]:
    """Active feeds with something wrong, by the first of `REASONS` that holds; a reason without feeds is not there.

    overdue: not polled although due for an hour. stale: not read for a day or longer. failing: the last poll failed.
    silent: answers, and brings nothing any more.
    """
    rows = db.execute(
        f"""select reason, count(*)::int as n, (array_agg(url order by url))[1:3] as urls
            from (select url, {_REASON} as reason from feed where state = 'active' and removed_at is null) judged
            where reason is not null group by reason""".encode()
    )
    return {row["reason"]: Unwell(row["n"], tuple(row["urls"])) for row in rows}


def unhinted(db: Connection, *, rehint_seconds: float) -> int:
    """Items ready for extraction that no hint went out for in twice the time after which they are hinted again."""
    row = db.execute(
        """select count(*)::int as n from item where stage = 'extract' and state = 'pending'
             and due_at < now() - make_interval(secs => 2 * %(rehint)s)
             and (hinted_at is null or hinted_at < now() - make_interval(secs => 2 * %(rehint)s))""",
        {"rehint": rehint_seconds},
    ).fetchone()
    assert row is not None
    return int(row["n"])


def webhooks(db: Connection) -> dict[str, int]:
    """How many webhooks there are in each state."""
    rows = db.execute("select state, count(*)::int as n from webhook group by state")
    return {row["state"]: row["n"] for row in rows}


def database_bytes(db: Connection) -> int:
    """The size of this database on the server's disk."""
    row = db.execute("select pg_database_size(current_database()) as n").fetchone()
    assert row is not None
    return int(row["n"])
