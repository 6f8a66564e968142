"""Deliveries: the ledger of webhooks, one row per endpoint and event. Same rules as items: lease, token, attempts.

Not here: the log of an endpoint, and sending again on request (webhooks.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from khabar.errors import BadInput, StatementFailed, StorageDown
from khabar.event import Event, Position, is_wanted
from khabar.log import get_logger
from khabar.query import ArticleFilters
from khabar.record import Record
from khabar.storage import events
from khabar.storage.database import Connection, translated_errors
from khabar.storage.lease import FREE, RAN_OUT, TAKEN, UNTOLD, UNTOLD_OF_LATE, Ledger

log = get_logger()

LEDGER = Ledger("delivery", is_hinted=True)
# 5 s, doubling to a day at most: the seventeenth try is three days after the first.
MAX_ATTEMPTS = 17
# An endpoint with too much to do is left alone for 30 s, doubling with each failure in a row, an hour at most.
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 30.0, 3600.0
# Most deliveries of one endpoint that wait as hints, so that a long backlog leaves room for the others.
SHARE = 50
# Told of an endpoint that was paused for longer than events are kept.
MISSED = "events were removed before they could be sent (KHABAR_KEEP_EVENTS_DAYS): list the articles"


class ClaimedDelivery(Record):
    """The right to send one event to one endpoint. `secrets` sign it, two while one is changed; never logged."""

    delivery_id: int
    token: UUID
    attempts: int
    webhook_id: UUID
    url: str
    secrets: tuple[str, ...]
    event: Event
    trace: str | None = None


def fan_out(db: Connection, *, limit: int = 500) -> int:
    """Give every active endpoint its rows for events it has not got yet; returns how many rows were made.

    Each on its own, so that none waits for another: one that fails is told and tried with the next sweep, and one whose
    saved search can't be read, as another version wrote it, is disabled.

    Raises:
        StorageDown: PostgreSQL does not answer.
    """
    hooks = db.execute(
        """select webhook.id, url, types, webhook.version, after_tx::text::bigint as tx, after_seq as seq,
             search.filters
           from webhook left join search on search.id = search_id
           where state = 'active' order by after_tx, after_seq, webhook.id"""
    ).fetchall()
    made = 0
    # Nearly all stand at one place, and its events are read once for them.
    for (tx, seq), standing_there in groupby(hooks, key=lambda hook: (hook["tx"], hook["seq"])):
        start = Position(tx=tx, seq=seq)
        seen: Sequence[Event] = ()
        missed = None
        with _alone(place=str(start)):
            seen = events.after(db, start, limit=limit)
            missed = MISSED if seen and events.is_expired(db, start) else None
        for hook in standing_there if seen else ():
            with _alone(webhook=hook["id"]):
                made += _fan_out_to(db, hook, start, seen, missed)
    return made


@contextmanager
def _alone(**what: object) -> Iterator[None]:
    """Tell of a fault with one endpoint, or with those at one place of the log: it must not keep the others waiting."""
    try:
        with translated_errors():
            yield
    except StatementFailed as error:
        log.error("fan_out_failed", **what, error=error.message)
    except StorageDown:
        raise
    except Exception as error:
        log.error("fan_out_failed", **what, exc_info=error)


def _complaint(error: ValidationError | BadInput) -> str:
    if isinstance(error, BadInput):
        return error.message
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


def _fan_out_to(
    db: Connection, hook: dict[str, Any], start: Position, seen: Sequence[Event], missed: str | None
) -> int:
    """Rows made for one endpoint that stands at `start`, of the events `seen` behind it."""
    wanted: Sequence[Event] = [event for event in seen if is_wanted(event.type, hook["types"])]
    if hook["filters"] is not None:
        try:
            wanted = events.matching(db, wanted, ArticleFilters.model_validate(hook["filters"]))
        except (ValidationError, BadInput) as error:
            reason = f"its saved search can't be read: {_complaint(error)}"
            disable(db, hook["id"], reason, url=hook["url"])
            log.error("webhook_disabled", webhook=hook["id"], reason=reason)
            return 0
    last = seen[-1].position
    # Everything was read before the first lock: a transaction that writes holds back all later events until it ends.
    with db.transaction():
        moved = db.execute(
            """update webhook set after_tx = %(tx)s::text::xid8, after_seq = %(seq)s,
                 state_reason = coalesce(%(missed)s, state_reason)
               where id in (select id from webhook where id = %(id)s and state = 'active' and version = %(version)s
                   and after_tx = %(start_tx)s::text::xid8 and after_seq = %(start_seq)s for update skip locked)""",
            {
                "tx": str(last.tx),
                "seq": last.seq,
                "missed": missed,
                "id": hook["id"],
                "version": hook["version"],
                "start_tx": str(start.tx),
                "start_seq": start.seq,
            },
        )
        if not (moved.rowcount and wanted):
            return 0  # nothing to send; or another process was sooner, or somebody changed the endpoint
        # The lock keeps events that are pruned at this moment from breaking the fan-out: they are left out.
        return db.execute(
            """insert into delivery (webhook_id, event_seq)
               select %s, seq from event where seq = any(%s::bigint[]) order by seq for key share
               on conflict (webhook_id, event_seq) do nothing""",
            (hook["id"], [event.position.seq for event in wanted]),
        ).rowcount


def by_endpoint(db: Connection, ids: Sequence[int]) -> list[list[int]]:
    """`ids` by the endpoint they go to, each one's oldest first."""
    rows = db.execute(
        "select array_agg(id order by id) as ids from delivery where id = any(%s) group by webhook_id", (list(ids),)
    ).fetchall()
    return [row["ids"] for row in rows]


def claim(db: Connection, ids: Sequence[int], *, lease_seconds: float) -> list[ClaimedDelivery]:
    """Lease those of `ids` that are due and whose endpoint may be sent to now."""
    rows = db.execute(
        f"""update delivery set state = 'running', attempts = delivery.attempts + 1, {TAKEN}
            from webhook, event
            where delivery.id = any(%(ids)s) and webhook.id = webhook_id and event.seq = event_seq
              and webhook.state = 'active' and (webhook.paused_until is null or webhook.paused_until <= now())
              and delivery.attempts < %(most)s
              and (delivery.state = 'pending' and due_at <= now() or delivery.state = 'running' and lease_until < now())
            returning delivery.id as delivery_id, lease_token as token, delivery.attempts, webhook_id, webhook.url,
              array_remove(array[webhook.secret, case when old_secret_until > now() then old_secret end], null)
                as secrets, event.id, event.type, event.tx::text::bigint as tx, event.seq, event.at, event.article_id,
              event.article_version, event.feed_id, event.data, event.trace""".encode(),
        {"ids": list(ids), "lease": lease_seconds, "most": MAX_ATTEMPTS},
    ).fetchall()
    return [
        ClaimedDelivery(
            **{
                name: row[name]
                for name in ("delivery_id", "token", "attempts", "webhook_id", "url", "secrets", "trace")
            },
            event=Event(
                position=Position(tx=row["tx"], seq=row["seq"]),
                **{
                    name: row[name] for name in ("id", "type", "at", "article_id", "article_version", "feed_id", "data")
                },
            ),
        )
        for row in rows
    ]


def done(db: Connection, claimed: ClaimedDelivery, *, status: int, response: str) -> None:
    """The endpoint took it (2xx); its circuit is closed again.

    Raises:
        LostLease: another process took over.
    """
    with db.transaction():
        # The endpoint before its delivery, as one that is removed takes its deliveries along: else each would wait for
        # the other.
        db.execute(
            """update webhook set failures = 0, paused_until = null
               where id = %s and (failures > 0 or paused_until is not null)""",
            (claimed.webhook_id,),
        )
        _finish(db, claimed, "state = 'done', done_at = now(), last_error = null", status=status, response=response)


def failed(
    db: Connection,
    claimed: ClaimedDelivery,
    *,
    error: str,
    status: int | None,
    response: str,
    wait_seconds: float | None,
    is_overrun: bool,
    pause_seconds: float = 0.0,
) -> None:
    """The try failed. `wait_seconds` None: no further try.

    `is_overrun`: the whole endpoint is left alone, `pause_seconds` at least, for longer with every failure in a row.

    Raises:
        LostLease: another process took over.
    """
    state = "dead" if wait_seconds is None else "pending"
    with db.transaction():
        db.execute(
            """update webhook set failures = failures + 1,
                 paused_until = case when %(is_overrun)s then greatest(paused_until, now() + make_interval(
                   secs => greatest(%(asked)s, least(%(longest)s, %(first)s * 2.0 ^ least(failures, 20)))))
                 else paused_until end
               where id = %(id)s""",
            {
                "is_overrun": is_overrun,
                "asked": pause_seconds,
                "first": FIRST_PAUSE_SECONDS,
                "longest": LONGEST_PAUSE_SECONDS,
                "id": claimed.webhook_id,
            },
        )
        _finish(
            db, claimed,
            """state = %(state)s, due_at = now() + make_interval(secs => %(wait)s), last_error = left(%(error)s, 500),
               done_at = case when %(state)s = 'dead' then now() end""",
            status=status, response=response, state=state, wait=wait_seconds or 0, error=error,
        )  # fmt: skip


def disable(db: Connection, webhook_id: UUID, reason: str, *, url: str) -> None:
    """Stop sending to `url`, while it is the endpoint's; a late answer of an earlier address says nothing of today's.

    Waiting deliveries stay, for when it is enabled again.
    """
    db.execute(
        "update webhook set state = 'disabled', state_reason = %s, version = version + 1 where id = %s and url = %s",
        (reason, webhook_id, url),
    )


def _finish(
    db: Connection, claimed: ClaimedDelivery, sets: str, *, status: int | None, response: str, **values: object
) -> None:
    sets += ", last_status = %(status)s, last_response = left(%(response)s, 2000)"
    LEDGER.finish(
        db, claimed.delivery_id, claimed.token, sets, status=status, response=response, **values
    )  # fmt: skip


_WAITS = f"state = 'pending' and due_at <= now() and {UNTOLD}"
_DIED = f"{RAN_OUT} and (attempts >= %(most)s or {UNTOLD_OF_LATE})"


def reconcile(db: Connection, *, rehint_seconds: float, limit: int = 500) -> list[int]:
    """Make the ledger whole again; returns the ids to hint: each endpoint's oldest, then each one's second, and so on.

    Of each endpoint's SHARE oldest those that are not hinted yet, `limit` in all: an endpoint that takes a second for
    each has no more than SHARE in the queue before others' turns, a quick one gets as many anew whenever this is asked.
    What has no tries left when its turn comes is dead.
    """
    with db.transaction():
        # Of each endpoint the next ones alone, as a backlog of days must not be looked through with every sweep. What
        # another sweep changed between the two looks at a row no longer meets the condition when it is locked.
        rows = db.execute(
            f"""with lined_up as (
                  select due.id, row_number() over (partition by webhook.id order by due.due_at, due.id) as turn
                  from webhook cross join lateral (
                    (select id, due_at from (
                       select id, due_at, hinted_at from delivery
                       where webhook_id = webhook.id and state = 'pending' and due_at <= now()
                       order by due_at, id limit %(share)s) oldest where {UNTOLD})
                    union all
                    (select id, due_at from delivery where webhook_id = webhook.id and {_DIED}
                     order by due_at, id limit %(share)s)) due
                  where webhook.state = 'active' and (paused_until is null or paused_until <= now()))
                select delivery.id, turn, due_at, attempts < %(most)s as has_tries
                from lined_up join delivery using (id)
                where turn <= %(share)s and ({_WAITS} or {_DIED})
                order by turn, due_at limit %(limit)s for update of delivery skip locked""".encode(),
            {"most": MAX_ATTEMPTS, "rehint": rehint_seconds, "limit": limit, "share": SHARE},
        ).fetchall()
        if not rows:
            return []
        hinted = [row["id"] for row in rows if row["has_tries"]]
        db.execute("update delivery set hinted_at = now() where id = any(%s)", (hinted,))
        db.execute(
            f"""update delivery set state = 'dead', done_at = now(), {FREE},
                  last_error = case state when 'running' then 'the sender died each time'
                    else coalesce(last_error, 'no tries are left') end
                where id = any(%s)""".encode(),
            ([row["id"] for row in rows if not row["has_tries"]],),
        )
    return hinted
