"""Subscriptions at hubs: which are wanted, who asks next, what the hub confirmed, and what it pushed."""

from __future__ import annotations

import secrets
from uuid import UUID

from khabar.record import Record
from khabar.storage import hosts
from khabar.storage.database import Connection
from khabar.storage.hosts import HostLease
from khabar.storage.lease import FREE, TAKEN, Ledger, LostLease, host_lease
from khabar.url import host_key
from khabar.websub import PATH, RENEW_AT, Subscription, SubscriptionState

LEDGER = Ledger("websub", key="token")
# 256 bits each: a path nobody guesses, and a secret of 43 characters, of the 200 that §5.1 allows.
RANDOM_BYTES = 32
# A hub that said no is asked again after this; one that is silent sooner, and less and less often.
DENIED_SECONDS = 7 * 86_400
FIRST_WAIT_SECONDS, MOST_WAIT_SECONDS = 600, 86_400
# What can't be cancelled ends by itself with its lease.
MOST_CANCELLATIONS = 3
# However often hubs push, a feed rests so long between two polls.
PUSH_GAP_SECONDS = 5

_UNWANTED = """feed.state <> 'active' or feed.removed_at is not null or feed.hub_url is distinct from websub.hub_url
    or feed.topic_url is distinct from websub.topic_url or not starts_with(websub.callback_url, %(base)s)"""


class ClaimedSubscription(Record):
    """The right to ask a hub about one feed for a lease's time."""

    token: str
    feed_id: UUID
    hub_url: str
    topic_url: str
    callback_url: str
    secret: str
    state: SubscriptionState
    attempts: int
    lease_token: UUID
    lease: HostLease


def arrange(db: Connection, *, base: str, gap_seconds: float, limit: int = 200) -> int:
    """Want a subscription for every active feed that names a hub, and no other; returns how many are new.

    `base` is where hubs reach the API: those made under another address are made anew.
    """
    with db.transaction():
        where = {"base": f"{base}{PATH}"}
        # Never confirmed, so there is nothing to cancel.
        db.execute(
            f"delete from websub using feed where feed.id = feed_id and verified_at is null and ({_UNWANTED})", where
        )
        db.execute(
            f"""with ended as (
                  update websub set state = 'leaving', due_at = now(), attempts = 0, last_error = null
                  from feed where feed.id = feed_id and websub.state <> 'leaving' and ({_UNWANTED})
                  returning feed_id)
                update feed set pushed_until = null from ended where feed.id = ended.feed_id""",
            where,
        )
        rows = db.execute(
            """select id, hub_url, topic_url from feed
               where hub_url is not null and state = 'active' and removed_at is null
                 and not exists (select from websub where feed_id = feed.id and websub.state <> 'leaving')
               order by id limit %s""",
            (limit,),
        ).fetchall()
        hosts.ensure_all(db, (host_key(row["hub_url"]) for row in rows), gap_seconds)
        for row in rows:
            token = secrets.token_urlsafe(RANDOM_BYTES)
            db.execute(
                """insert into websub (token, feed_id, hub_url, topic_url, callback_url, secret, host)
                   values (%s, %s, %s, %s, %s, %s, %s) on conflict do nothing""",
                (
                    token, row["id"], row["hub_url"], row["topic_url"], f"{base}{PATH}{token}",
                    secrets.token_urlsafe(RANDOM_BYTES), host_key(row["hub_url"]),
                ),
            )  # fmt: skip
    return len(rows)


def claim(db: Connection, *, limit: int, lease_seconds: float) -> list[ClaimedSubscription]:
    """Lease up to `limit` subscriptions that are to be asked for, renewed or cancelled, one a hub, and the hubs."""
    rows = LEDGER.claim(
        db,
        f"""update websub set attempts = attempts + 1, asked_at = now(), {TAKEN}
            where token in (select token from picked)
            returning token, feed_id, hub_url, topic_url, callback_url, secret, state, attempts, host, lease_token,
              lease_until""",
        due="due_at <= now() and (lease_until is null or lease_until < now())", first="due_at",
        limit=limit, lease_seconds=lease_seconds,
    )  # fmt: skip
    return [ClaimedSubscription(lease=host_lease(row), **row) for row in rows]


def finish(db: Connection, claimed: ClaimedSubscription, *, error: str | None, is_final: bool = False) -> None:
    """Store what the hub answered. `error` None: it will confirm, or has by now. `is_final`: it will never agree.

    Raises:
        LostLease: another process asks by now; nothing was written.
    """
    wait = min(MOST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** min(claimed.attempts - 1, 10))
    is_denied = is_final and claimed.state != "leaving"
    is_over = claimed.state == "leaving" and (is_final or claimed.attempts >= MOST_CANCELLATIONS)
    values = {
        "token": claimed.token,
        "lease_token": claimed.lease_token,
        "state": claimed.state,
        "is_denied": is_denied,
        "wait": DENIED_SECONDS if is_denied else wait,
        "error": error,
    }
    with db.transaction():
        # What changed meanwhile stands: the hub confirmed during the request, or nobody wants it any more.
        done = db.execute(
            f"""update websub set {FREE}, last_error = %(error)s,
                 state = case when state = %(state)s and %(is_denied)s then 'denied' else state end,
                 due_at = case when state = %(state)s and (verified_at is null or verified_at < asked_at)
                   then now() + make_interval(secs => %(wait)s) else due_at end
               where token = %(token)s and lease_token = %(lease_token)s""".encode(),
            values,
        )
        if done.rowcount != 1 and _exists(db, claimed.token):
            raise LostLease(f"subscription of feed {claimed.feed_id}")
        if is_denied:
            _set_pushed_until(db, claimed.token)
        if is_over:
            db.execute("delete from websub where token = %s and state = 'leaving'", (claimed.token,))


def _exists(db: Connection, token: str) -> bool:
    return db.execute("select from websub where token = %s", (token,)).fetchone() is not None


def _set_pushed_until(db: Connection, token: str) -> None:
    """Let the feed know how long it is pushed: to the end of what was granted, or not at all."""
    db.execute(
        """update feed set pushed_until = case when websub.state = 'active' then expires_at end
           from websub where token = %s and feed.id = feed_id""",
        (token,),
    )


def confirm(db: Connection, token: str, topic: str, *, seconds: int) -> bool:
    """The hub granted a subscription for `seconds`. False: it was not asked for."""
    with db.transaction():
        done = db.execute(
            """update websub set state = 'active', verified_at = now(), attempts = 0, last_error = null,
                 expires_at = now() + make_interval(secs => %(seconds)s),
                 due_at = now() + make_interval(secs => %(renew)s)
               where token = %(token)s and topic_url = %(topic)s and state in ('asking', 'active')
                 and asked_at is not null""",
            {"token": token, "topic": topic, "seconds": seconds, "renew": seconds * RENEW_AT},
        )
        if done.rowcount:
            _set_pushed_until(db, token)
    return done.rowcount == 1


def cancel(db: Connection, token: str, topic: str) -> bool:
    """The hub asks whether a subscription may end. False: it is still wanted, or unknown."""
    done = db.execute("delete from websub where token = %s and topic_url = %s and state = 'leaving'", (token, topic))
    return done.rowcount == 1


def deny(db: Connection, token: str, topic: str, *, reason: str) -> bool:
    """The hub refused, or ended a subscription by itself. False: there is none."""
    with db.transaction():
        done = db.execute(
            """update websub set state = 'denied', last_error = %(reason)s,
                 due_at = now() + make_interval(secs => %(wait)s)
               where token = %(token)s and topic_url = %(topic)s and state in ('asking', 'active')""",
            {"token": token, "topic": topic, "reason": f"denied by the hub: {reason}", "wait": DENIED_SECONDS},
        )
        if done.rowcount:
            _set_pushed_until(db, token)
    return done.rowcount == 1


def secret_of(db: Connection, token: str) -> str | None:
    """What pushes to this callback are signed with; None: nothing is wanted there any more."""
    row = db.execute("select secret from websub where token = %s and state <> 'leaving'", (token,)).fetchone()
    return row["secret"] if row else None


def pushed(db: Connection, token: str) -> None:
    """A signed push came: the feed is due, unless it fails and waits for that. Its host's pace still holds.

    Always a new due time: a poll that runs just now may have asked before the publisher had the news.
    """
    with db.transaction():
        db.execute("update websub set pushes = pushes + 1 where token = %s", (token,))
        db.execute(
            """update feed set pushed_at = now(), next_poll_at = case when failures > 0 then next_poll_at
                 else greatest(now(), coalesce(last_polled_at + make_interval(secs => %(gap)s), now())) end
               from websub where token = %(token)s and feed.id = feed_id
                 and feed.state = 'active' and removed_at is null""",
            {"token": token, "gap": PUSH_GAP_SECONDS},
        )


def refused(db: Connection, token: str) -> None:
    """A push came that the hub did not sign."""
    db.execute("update websub set refused_pushes = refused_pushes + 1 where token = %s", (token,))


def of_feed(db: Connection, feed_id: UUID) -> Subscription | None:
    """The subscription of a feed; None: it has none, because it names no hub or WebSub is off."""
    row = db.execute(
        """select websub.hub_url, websub.topic_url, websub.state, due_at, verified_at, expires_at, pushed_at, pushes,
             refused_pushes, websub.last_error
           from websub join feed on feed.id = feed_id
           where feed_id = %s order by websub.state = 'leaving', websub.created_at desc limit 1""",
        (feed_id,),
    ).fetchone()
    return Subscription.model_validate(row) if row else None


def counts(db: Connection) -> dict[str, int]:
    """How many subscriptions there are in each state."""
    rows = db.execute("select state, count(*)::int as n from websub group by state")
    return {row["state"]: row["n"] for row in rows}


def hubs_named(db: Connection) -> int:
    """How many active feeds name a hub."""
    row = db.execute(
        "select count(*)::int as n from feed where hub_url is not null and state = 'active' and removed_at is null"
    ).fetchone()
    assert row is not None
    return int(row["n"])
