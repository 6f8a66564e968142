"""Trials: pages and texts to extract, no article being stored. The API asks, ingest fetches, a worker reads."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from khabar.article import Article
from khabar.ids import uuid7
from khabar.item import Part, Wanted
from khabar.record import Record
from khabar.storage import hosts
from khabar.storage.database import Connection
from khabar.storage.hosts import HostLease
from khabar.storage.lease import FREE, RAN_OUT, TAKEN, UNTOLD, Ledger, host_lease
from khabar.trial import AskedTrial
from khabar.url import host_key, url_key

LEDGER = Ledger("trial", key="number", is_hinted=True)
COLUMNS = "id, number, url, stage, state, asked_at, done_at, error, record::text as record"
# Somebody waits: a page that kills its worker twice is told of, not tried again.
MAX_ATTEMPTS = 2
# What can't be had is told within this, whatever happened to whoever fetches or reads.
PATIENCE_MINUTES = 5
# For as long the further pages of an article are waited for; then the record is made of what there is.
FURTHER_MINUTES = 3
# The next of them to fetch, as columns of a trial.
_NEXT = """(select number, host from trial_part
            where trial_id = %(trial)s and page_id is null and refused is null order by number limit 1)"""


class ClaimedTrialPage(Record):
    """The right to fetch one page for a lease's time. `further`: the number of the article's page; None: the first."""

    id: UUID
    number: int
    further: int | None
    url: str
    asked_at: datetime
    token: UUID
    lease: HostLease


class ClaimedTrial(Record):
    """The right to extract one trial. Either `body` is here, or `page_id` says where."""

    id: UUID
    number: int
    asked_at: datetime
    url: str | None
    body: bytes | None
    is_text: bool
    published: str | None
    page_id: int | None
    token: UUID


def ask_page(db: Connection, *, now: datetime, url: str, host: str, published: str | None = None) -> AskedTrial:
    """Ask for the record of the page at `url`. `host` must exist."""
    row = db.execute(
        f"""insert into trial (id, url, host, published, stage, marks) values (%s, %s, %s, %s, 'page', %s)
            returning {COLUMNS}""",
        (uuid7(now), url, host, published, _marks(url)),
    ).fetchone()
    return AskedTrial.model_validate(row)


def ask_body(
    db: Connection, *, now: datetime, body: bytes, is_text: bool, url: str | None = None, published: str | None = None
) -> AskedTrial:
    """Ask for the record of HTML (from `url`, if that is known) or plain text in hand."""
    row = db.execute(
        f"""insert into trial (id, url, body, is_text, published, stage, marks)
            values (%s, %s, %s, %s, %s, 'extract', %s) returning {COLUMNS}""",
        (uuid7(now), url, body, is_text, published, _marks(url)),
    ).fetchone()
    return AskedTrial.model_validate(row)


def get(db: Connection, trial_id: UUID) -> AskedTrial | None:
    row = db.execute(f"select {COLUMNS} from trial where id = %s", (trial_id,)).fetchone()
    return AskedTrial.model_validate(row) if row else None


def remove_of(db: Connection, article_id: UUID, content_hash: str) -> None:
    """Forget all trials of an article's addresses, and those whose record has its content.

    Those whose record has no marks go too: a service of the version before asked for them or read them, nobody knows
    without reading them all whose they are, and they are kept for a day only.
    """
    keys = db.execute("select key from article_alias where kind = 'url' and article_id = %s", (article_id,))
    marks = [bytes(row["key"]) for row in keys] + [content_hash.encode()]
    db.execute("delete from trial where marks && %s", (marks,))
    # A worker of the version before leaves the marks as they were asked with, at most one. Of the records only those of
    # trials with so few are looked into.
    db.execute(
        """delete from trial where marks is null or record is not null and cardinality(marks) < 2
             and not marks @> array[convert_to(record ->> 'content_hash', 'UTF8')]"""
    )


def _marks(*urls: str | None) -> list[bytes]:
    """The keys of those that are addresses an article can have."""
    found = []
    for url in urls:
        with suppress(ValueError):
            found += [url_key(url)] if url else []
    return found


def waiting(db: Connection) -> int:
    """How many are not done yet."""
    row = db.execute("select count(*)::int as n from trial where state in ('pending', 'running')").fetchone()
    assert row is not None
    return int(row["n"])


def claim_pages(db: Connection, *, limit: int, lease_seconds: float) -> list[ClaimedTrialPage]:
    """Lease up to `limit` pages whose host may be asked, one a host, and their hosts with them."""
    rows = LEDGER.claim(
        db,
        f"""update trial set state = 'running', {TAKEN} where number in (select number from picked)
            returning id, number, further, asked_at, host, lease_token as token, lease_until,
              coalesce((select url from trial_part where trial_id = trial.id and trial_part.number = further), url)
                as url""",
        due="stage = 'page' and state = 'pending'", first="asked_at", limit=limit, lease_seconds=lease_seconds,
    )  # fmt: skip
    return [ClaimedTrialPage(lease=host_lease(row), **row) for row in rows]


def page_done(db: Connection, claimed: ClaimedTrialPage, page_id: int) -> list[int]:
    """The page is there; returns the trial to hint, once none of its pages is still to be fetched.

    Raises:
        LostLease: nothing was written.
    """
    if claimed.further is None:
        _finish(db, claimed, "stage = 'extract', state = 'pending', page_id = %(page)s", page=page_id)
        return [claimed.number]
    return _further_done(db, claimed, page_id=page_id, refused=None)


def page_refused(db: Connection, claimed: ClaimedTrialPage, *, error: str) -> list[int]:
    """There will be no such page: the trial has failed, or goes on without a further one; returns it to be hinted.

    Raises:
        LostLease: nothing was written.
    """
    if claimed.further is None:
        failed(db, claimed, error=error)
        return []
    return _further_done(db, claimed, page_id=None, refused=error)


def _further_done(db: Connection, claimed: ClaimedTrialPage, *, page_id: int | None, refused: str | None) -> list[int]:
    with db.transaction():
        # First the trial, as a sweep does: neither then waits for what the other holds.
        db.execute("select from trial where id = %s for update", (claimed.id,))
        db.execute(
            "update trial_part set page_id = %s, refused = left(%s, 500) where trial_id = %s and number = %s",
            (page_id, refused, claimed.id, claimed.further),
        )
        return [] if _fetch_next(db, claimed) else [claimed.number]


def _fetch_next(db: Connection, claimed: ClaimedTrial | ClaimedTrialPage) -> bool:
    """Have the next further page fetched; or, when there is none (False), the article extracted."""
    following = db.execute(_NEXT, {"trial": claimed.id}).fetchone()
    if following is None:
        _finish(db, claimed, "stage = 'extract', state = 'pending', attempts = 0, further = null")
        return False
    sets = "stage = 'page', state = 'pending', attempts = 0, further = %(further)s, host = %(host)s"
    _finish(db, claimed, sets, further=following["number"], host=following["host"])
    return True


def ask_further(db: Connection, claimed: ClaimedTrial, wanted: Sequence[Wanted], *, gap_seconds: float) -> None:
    """Have further pages of the article fetched before it is extracted.

    Raises:
        LostLease: nothing was written.
    """
    with db.transaction():
        hosts.ensure_all(db, (host_key(one.url) for one in wanted), gap_seconds)
        for one in wanted:
            db.execute(
                "insert into trial_part (trial_id, number, url, host) values (%s, %s, %s, %s) on conflict do nothing",
                (claimed.id, one.number, one.url, host_key(one.url)),
            )
        _fetch_next(db, claimed)


def further(db: Connection, trial_id: UUID) -> list[Part]:
    """The further pages that were asked for, in order; the AMP twin has the number of the page itself, 1."""
    rows = db.execute(
        """select case trial_part.number when 1 then 'amp' else 'next' end as kind, trial_part.number, trial_part.url,
             trial_part.page_id, refused, asked_at,
             case when trial_part.page_id is null and refused is null then 'pending' else 'done' end as state
           from trial_part join trial on trial.id = trial_id where trial_id = %s order by trial_part.number""",
        (trial_id,),
    )
    return [Part(**row) for row in rows]


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
            returning id, number, asked_at, url, body, is_text, published, page_id, lease_token as token""".encode(),
        {"number": number, "lease": lease_seconds, "most": MAX_ATTEMPTS},
    ).fetchone()
    return ClaimedTrial(**row) if row else None


def done(db: Connection, claimed: ClaimedTrial, article: Article) -> None:
    """Store the article as JSON, and forget the bytes it was made from.

    Raises:
        LostLease: nothing was written.
    """
    _finish(
        db, claimed,
        "state = 'done', done_at = now(), body = null, record = %(record)s::json, marks = %(marks)s",
        record=article.model_dump_json(by_alias=True),
        marks=[*_marks(claimed.url, article.url, article.canonical_url), article.content_hash.encode()],
    )  # fmt: skip


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
        late = db.execute(
            f"""update trial set stage = 'extract', state = 'pending', attempts = 0, further = null, hinted_at = null,
                  {FREE}
                where id in (
                  select id from trial
                  where stage = 'page' and further is not null and state in ('pending', 'running')
                    and (asked_at < now() - make_interval(mins => %s) or {RAN_OUT}) for update skip locked)
                returning id""".encode(),
            (FURTHER_MINUTES,),
        ).fetchall()
        db.execute(
            """update trial_part set refused = 'not fetched in time'
               where trial_id = any(%s) and page_id is null and refused is null""",
            ([row["id"] for row in late],),
        )
        db.execute(
            f"""update trial set state = 'failed', done_at = now(), body = null, {FREE},
                  error = case when stage = 'page' then 'unreachable: nobody could fetch the page in time'
                    else 'not_an_article: the page was too much for a worker, or none runs' end
                where id in (
                  select id from trial
                  where state in ('pending', 'running') and (asked_at < now() - make_interval(mins => %s)
                    or {RAN_OUT} and (attempts >= %s or stage = 'page')) for update skip locked)""".encode(),
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
