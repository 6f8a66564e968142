"""Exports: asked for by the API, written part by part by workers, read as one file, removed after some days."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import NamedTuple, get_args
from uuid import UUID

from psycopg.errors import QueryCanceled

from khabar.errors import RetryLater
from khabar.export import Export, ExportFormat
from khabar.ids import uuid7
from khabar.query import ArticleFilters, ArticleQuery, Place
from khabar.record import Record
from khabar.storage import lists
from khabar.storage.database import Connection, json_value
from khabar.storage.lease import FREE, RAN_OUT, TAKEN, UNTOLD, Ledger, LostLease

LEDGER = Ledger("export", key="number", is_hinted=True)
COLUMNS = "id, number, format, filters, state, total, articles, bytes, asked_at, done_at, error, key_id"
# A part that fails so often fails always.
MAX_ATTEMPTS = 5
# How many articles there will be is worth no more: of ten million rows it is told at the end.
COUNT_SECONDS = 2.0


class Part(NamedTuple):
    """A stretch of the file. `footer`: what the end of the file needs to know of it; None: nothing."""

    body: bytes
    footer: bytes | None = None


class ClaimedExport(Record):
    """The right to write the next parts of one export for a lease's time. `until_tx`: later articles are not in it."""

    id: UUID
    number: int
    format: ExportFormat
    filters: ArticleFilters
    until_tx: int
    place: Place | None
    bytes: int
    attempts: int
    token: UUID


def ask(
    db: Connection,
    *,
    now: datetime,
    filters: ArticleFilters,
    format: ExportFormat = "ndjson",
    key_id: str | None = None,
) -> Export:
    """Ask for the articles that match now."""
    kept = json_value(filters.model_dump(mode="json", exclude_defaults=True))
    row = db.execute(
        f"insert into export (id, filters, format, key_id) values (%s, %s, %s, %s) returning {COLUMNS}",
        (uuid7(now), kept, format, key_id),
    )
    return Export.model_validate(row.fetchone())


def get(db: Connection, id: UUID) -> Export | None:
    row = db.execute(f"select {COLUMNS} from export where id = %s", (id,)).fetchone()
    return Export.model_validate(row) if row else None


def find(db: Connection, *, limit: int, before: UUID | None = None) -> list[Export]:
    """Newest first; `before` is the last id already seen."""
    rows = db.execute(
        f"""select {COLUMNS} from export where %(before)s::uuid is null or id < %(before)s
            order by id desc limit %(limit)s""",
        {"before": before, "limit": limit},
    )
    return [Export.model_validate(row) for row in rows]


def waiting(db: Connection) -> int:
    """How many are not done yet."""
    row = db.execute("select count(*)::int as n from export where state in ('pending', 'running')").fetchone()
    assert row is not None
    return int(row["n"])


def kept_bytes(db: Connection) -> int:
    """How large all files are together."""
    row = db.execute("select coalesce(sum(bytes), 0)::bigint as n from export").fetchone()
    assert row is not None
    return int(row["n"])


def part(db: Connection, id: UUID, number: int) -> bytes | None:
    """A part of the file, from 0 on; None behind the last one."""
    row = db.execute(
        """select body from export_part p join export on id = export_id where export_id = %s and p.number = %s""",
        (id, number),
    ).fetchone()
    return row["body"] if row else None


def part_sizes(db: Connection, id: UUID) -> list[int]:
    """How many bytes each part has, from 0 on; the parts themselves are not read."""
    rows = db.execute("select octet_length(body) as size from export_part where export_id = %s order by number", (id,))
    return [row["size"] for row in rows]


def remove(db: Connection, id: UUID) -> bool:
    """Forget an export; one that is being written stops at its next part. False: there is none.

    Nobody can reach its file any more; its parts go later, step by step (`retention.EXPORT_PARTS`).
    """
    return db.execute("delete from export where id = %s", (id,)).rowcount == 1


def remove_holding(db: Connection, article_id: UUID) -> int:
    """Forget all exports in which the article, or one that ended in it, may be, as `remove` does; returns how many."""
    return db.execute(
        "delete from export where until_tx > any(select tx from article where id = %(id)s or merged_into = %(id)s)",
        {"id": article_id},
    ).rowcount


def claim(db: Connection, number: int, *, lease_seconds: float) -> ClaimedExport | None:
    """Lease an export; None when it is done, removed or taken: a stale hint.

    A format that this version of khabar does not know is left to a worker of the newer one that was asked for it.
    """
    row = db.execute(
        f"""update export set state = 'running', attempts = attempts + 1, {TAKEN}
            where number = %(number)s and (state = 'pending' or {RAN_OUT}) and format = any(%(formats)s)
            returning id, number, format, filters, until_tx::text::bigint as until_tx, place, bytes, attempts,
              lease_token as token""".encode(),
        {"lease": lease_seconds, "number": number, "formats": list(get_args(ExportFormat))},
    ).fetchone()
    if row is None:
        return None
    place = row.pop("place")
    return ClaimedExport.model_validate({**row, "place": {"keys": place} if place else None})


def rows_of(db: Connection, claimed: ClaimedExport, after: Place | None, limit: int) -> tuple[list[lists.Row], bool]:
    """The next articles in the order in which they came, and whether there are more.

    Raises:
        RetryLater: they were not found in the time that a statement has.
    """
    query = ArticleQuery(**claimed.filters.model_dump(), sort="first_seen", order="asc", limit=limit)
    try:
        found = lists.find(db, query, after)
    except QueryCanceled as error:
        raise RetryLater("too few articles match to be found in time: narrow the filters, by from and to") from error
    rows = [row for row in found.rows if int(row.place.keys[0]) < claimed.until_tx]
    return rows, found.has_more and len(rows) == len(found.rows)


def count(db: Connection, claimed: ClaimedExport, *, seconds: float = COUNT_SECONDS) -> None:
    """Say how many articles it will have; nothing when that takes longer than `seconds`."""
    where, values = lists.conditions(claimed.filters)
    statement = f"select count(*)::int as n from article a where a.tx < %(until)s::text::xid8 and {where}".encode()
    with suppress(QueryCanceled), db.transaction():
        db.execute(f"set local statement_timeout = {int(seconds * 1000)}")
        row = db.execute(statement, {**values, "until": str(claimed.until_tx)}).fetchone()
        assert row is not None
        db.execute("update export set total = %s where number = %s", (row["n"], claimed.number))


def add(
    db: Connection,
    claimed: ClaimedExport,
    part: Part,
    *,
    articles: int,
    place: Place,
    lease_seconds: float,
) -> None:
    """Keep one more part, and the lease.

    Raises:
        LostLease: nothing was written; the export was removed, or another process writes it by now.
    """
    with db.transaction():
        kept = db.execute(
            """update export set articles = articles + %(articles)s, bytes = bytes + %(bytes)s, place = %(place)s,
                 attempts = 1, lease_until = now() + make_interval(secs => %(lease)s)
               where number = %(number)s and lease_token = %(token)s returning id""",
            {
                "articles": articles, "bytes": len(part.body), "place": list(place.keys), "lease": lease_seconds,
                "number": claimed.number, "token": claimed.token,
            },
        ).fetchone()  # fmt: skip
        if kept is None:
            raise LostLease(f"export {claimed.number}")
        _append(db, claimed, part)


def _append(db: Connection, claimed: ClaimedExport, part: Part) -> None:
    db.execute(
        """insert into export_part (export_id, number, body, footer)
           values (%(id)s, (select count(*) from export_part where export_id = %(id)s), %(body)s, %(footer)s)""",
        {"id": claimed.id, "body": part.body, "footer": part.footer},
    )


def footers(db: Connection, claimed: ClaimedExport) -> list[bytes]:
    """Those of all parts, in order."""
    rows = db.execute(
        "select footer from export_part where export_id = %s and footer is not null order by number", (claimed.id,)
    )
    return [row["footer"] for row in rows]


def done(db: Connection, claimed: ClaimedExport, end: bytes) -> None:
    """Put `end` behind the last part; the file is whole.

    Raises:
        LostLease: nothing was written.
    """
    with db.transaction():
        _finish(
            db, claimed, "state = 'done', done_at = now(), total = articles, bytes = bytes + %(more)s", more=len(end)
        )
        if end:
            _append(db, claimed, Part(end))


def put_off(db: Connection, claimed: ClaimedExport) -> None:
    """Let another job go on with it.

    Raises:
        LostLease: nothing was written.
    """
    _finish(db, claimed, "state = 'pending', attempts = 0")


def failed(db: Connection, claimed: ClaimedExport, *, error: str) -> None:
    """Raises:
    LostLease: nothing was written.
    """
    _finish(db, claimed, "state = 'failed', done_at = now(), error = left(%(error)s, 500)", error=error)


def _finish(db: Connection, claimed: ClaimedExport, sets: str, **values: object) -> None:
    LEDGER.finish(db, claimed.number, claimed.token, sets, **values)


def reconcile(db: Connection, *, rehint_seconds: int) -> list[int]:
    """End what was cut off too often; returns what no worker has been told of for a while."""
    with db.transaction():
        db.execute(
            f"""update export set state = 'failed', done_at = now(), {FREE},
                  error = 'its worker died ' || attempts || ' times'
                where id in (
                  select id from export where {RAN_OUT} and attempts >= %s for update skip locked)""".encode(),
            (MAX_ATTEMPTS,),
        )
        rows = db.execute(
            f"""update export set hinted_at = now() where id in (
                  select id from export where (state = 'pending' or {RAN_OUT}) and {UNTOLD}
                  order by number limit 100 for update skip locked)
                returning number""".encode(),
            {"rehint": rehint_seconds},
        ).fetchall()
    return sorted(row["number"] for row in rows)
