"""Trials: pages and texts to extract, no article being stored. The API asks, ingest fetches, a worker reads."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from khabar.ids import uuid7
from khabar.record import Record
from khabar.storage.database import Connection
from khabar.storage.hosts import HostLease
from khabar.storage.lease import FREE, RAN_OUT, TAKEN, UNTOLD, Ledger, host_lease
from khabar.trial import AskedTrial

LEDGER = Ledger("trial", key="number", is_hinted=True)
COLUMNS = "id, number, url, stage, state, asked_at, done_at, error, record::text as record"
# Somebody waits: a page that kills its worker twice is told of, not tried again.
MAX_ATTEMPTS = 2
# What can't be had is told within this, whatever happened to whoever fetches or reads.
PATIENCE_MINUTES = 5


class ClaimedTrialPage(Record):
    """The right to fetch one page for a lease's time."""

    number: int
    url: str
    asked_at: datetime
    token: UUID
    lease: HostLease


class ClaimedTrial(Record):
    """The right to extract one trial. Either `body` is here, or `page_id` says where."""

    number: int
    url: str | None
    body: bytes | None
    is_text: bool
    published: str | None
    page_id: int | None
    token: UUID


def ask_page(db: Connection, *, now: datetime, url: str, host: str, published: str | None = None) -> AskedTrial:
    """Ask for the record of the page at `url`. `host` must exist."""
    row = db.execute(
        f"insert into trial (id, url, host, published, stage) values (%s, %s, %s, %s, 'page') returning {COLUMNS}",
        (uuid7(now), url, host, published),
    ).fetchone()
    return AskedTrial.model_validate(row)


def ask_body(
    db: Connection, *, now: datetime, body: bytes, is_text: bool, url: str | None = None, published: str | None = None
) -> AskedTrial:
    """Ask for the record of HTML (from `url`, if that is known) or plain text in hand."""
    row = db.execute(
        f"""insert into trial (id, url, body, is_text, published, stage) values (%s, %s, %s, %s, %s, 'extract')
            returning {COLUMNS}""",
        (uuid7(now), url, body, is_text, published),
    ).fetchone()
    return AskedTrial.model_validate(row)


def get(db: Connection, trial_id: UUID) -> AskedTrial | None:
    row = db.execute(f"select {COLUMNS} from trial where id = %s", (trial_id,)).fetchone()
    return AskedTrial.model_validate(row) if row else None


def waiting(db: Connection) -> int:
    """How many are not done yet."""
    row = db.execute("select count(*)::int as n from trial where state in ('pending', 'running')").fetchone()
    assert row is not None
    return int(row["n"])


def claim_pages(db: Connection, *, limit: int, lease_seconds: float) -> list[ClaimedTrialPage]:
    """Lease up to `limit` pages whose host may be asked, one a host, and their hosts with them."""
    rows = db.execute(
        f"""{LEDGER.picked(due="stage = 'page' and state = 'pending'", first="asked_at")}
            update trial set state = 'running', {TAKEN} where number in (select number from picked)
            returning number, url, asked_at, host, lease_token as token, lease_until""".encode(),
        {"limit": limit, "lease": lease_seconds},
    ).fetchall()
    return [ClaimedTrialPage(lease=host_lease(row), **row) for row in rows]


def page_done(db: Connection, claimed: ClaimedTrialPage, page_id: int) -> list[int]:
    """The page is there; returns the trial to hint.

    Raises:
        LostLease: nothing was written.
    """
    _finish(db, claimed, "stage = 'extract', state = 'pending', page_id = %(page)s", page=page_id)
    return [claimed.number]


def give_back(db: Connection, claimed: ClaimedTrialPage) -> None:
    """Fetch it later: its host was asked something else first.

    Raises:
        LostLease: nothing was written.
    """
    _finish(db, claimed, "state = 'pending'")


def claim(db: Connection, number: int, *, lease_seconds: float) -> ClaimedTrial | None:
    """Lease a trial to extract; None when it is done, taken or too often tried: a stale hint."""
    row = db.execute(
        f"""update trial set state = 'running', attempts = attempts + 1, {TAKEN}
            where number = %(number)s and stage = 'extract' and attempts < %(most)s and (state = 'pending' or {RAN_OUT})
            returning number, url, body, is_text, published, page_id, lease_token as token""".encode(),
        {"number": number, "lease": lease_seconds, "most": MAX_ATTEMPTS},
    ).fetchone()
    return ClaimedTrial(**row) if row else None


def done(db: Connection, claimed: ClaimedTrial, record: str) -> None:
    """Store the article's JSON, and forget the bytes it was made from.

    Raises:
        LostLease: nothing was written.
    """
    _finish(db, claimed, "state = 'done', done_at = now(), body = null, record = %(record)s::json", record=record)


def failed(db: Connection, claimed: ClaimedTrial | ClaimedTrialPage, *, error: str) -> None:
    """Say why there is no record.

    Raises:
        LostLease: nothing was written.
    """
    _finish(db, claimed, "state = 'failed', done_at = now(), body = null, error = left(%(error)s, 500)", error=error)


def _finish(db: Connection, claimed: ClaimedTrial | ClaimedTrialPage, sets: str, **values: object) -> None:
    LEDGER.finish(db, claimed.number, claimed.token, sets, **values)


def reconcile(db: Connection, *, rehint_seconds: int) -> list[int]:
    """End what was cut off; returns what no worker has been told of for a while."""
    with db.transaction():
        db.execute(
            f"""update trial set state = 'failed', done_at = now(), body = null, {FREE},
                  error = case when stage = 'page' then 'unreachable: nobody could fetch the page in time'
                    else 'not_an_article: the page was too much for a worker, or none runs' end
                where state in ('pending', 'running') and (asked_at < now() - make_interval(mins => %s)
                  or {RAN_OUT} and (attempts >= %s or stage = 'page'))""".encode(),
            (PATIENCE_MINUTES, MAX_ATTEMPTS),
        )
        rows = db.execute(
            f"""update trial set hinted_at = now() where id in (
                  select id from trial where stage = 'extract' and (state = 'pending' or {RAN_OUT}) and {UNTOLD}
                  order by number limit 100 for update skip locked)
                returning number""".encode(),
            {"rehint": rehint_seconds},
        ).fetchall()
    return sorted(row["number"] for row in rows)
