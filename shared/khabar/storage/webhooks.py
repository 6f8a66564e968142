"""Webhooks: where events are sent, and the log of what was. Claiming and sending: deliveries.py."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from khabar.ids import uuid7
from khabar.record import Instant, Record
from khabar.storage import events
from khabar.storage.database import Connection

# Standard Webhooks asks for 24 to 64 bytes.
SECRET_BYTES = 32
WebhookState = Literal["active", "paused", "disabled"]


class Webhook(Record):
    """One address that gets events; never its secret. `types` empty: every type that is not opt-in.

    `search_id`: only events of articles that this saved search finds; None: of all. `old_secret_until`: until then
    events are signed with the secret before too; None: they are not.
    """

    id: UUID
    url: str
    types: tuple[str, ...]
    search_id: UUID | None = None
    state: WebhookState
    state_reason: str | None = None
    failures: int = 0
    paused_until: Instant | None = None
    old_secret_until: Instant | None = None
    version: int
    created_at: Instant


COLUMNS = """id, url, types, search_id, state, state_reason, failures, paused_until,
  case when old_secret_until > now() then old_secret_until end as old_secret_until, version, created_at"""


def new_secret() -> str:
    """A new signing secret: `whsec_` and random bytes in base64.

    Source: Standard Webhooks specification 1.0, "Signature scheme".
    """
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def create(
    db: Connection,
    *,
    now: datetime,
    url: str,
    secret: str,
    types: Sequence[str] = (),
    search_id: UUID | None = None,
) -> Webhook:
    """A webhook that gets events from now on. `secret` is of `new_secret`, and can't be read back."""
    start = events.newest(db)
    row = db.execute(
        f"""insert into webhook (id, url, secret, types, search_id, after_tx, after_seq)
            values (%s, %s, %s, %s, %s, %s::text::xid8, %s) returning {COLUMNS}""",
        (uuid7(now), url, secret, list(types), search_id, str(start.tx), start.seq),
    ).fetchone()
    return Webhook.model_validate(row)


def alike(
    db: Connection, *, url: str, types: Sequence[str], search_id: UUID | None, but: UUID | None = None
) -> UUID | None:
    """The webhook, other than `but`, that is of just the same for `url`; None: there is none.

    Until the transaction ends nobody else can ask that of `url`.
    """
    db.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", (url,))
    row = db.execute(
        """select id from webhook where url = %s and types @> %s::text[] and types <@ %s::text[]
             and search_id is not distinct from %s and id is distinct from %s order by id limit 1""",
        (url, list(types), list(types), search_id, but),
    ).fetchone()
    return row["id"] if row else None


def get(db: Connection, webhook_id: UUID) -> Webhook | None:
    row = db.execute(f"select {COLUMNS} from webhook where id = %s", (webhook_id,)).fetchone()
    return Webhook.model_validate(row) if row else None


def find(db: Connection, *, after: UUID | None = None, limit: int = 50) -> list[Webhook]:
    """Webhooks in order of id, which is the order of making. `after` is the last id already seen."""
    rows = db.execute(
        f"select {COLUMNS} from webhook where %(after)s::uuid is null or id > %(after)s order by id limit %(limit)s",
        {"after": after, "limit": limit},
    )
    return [Webhook.model_validate(row) for row in rows]


def change(
    db: Connection,
    webhook_id: UUID,
    *,
    expected_version: int | None,
    url: str | None = None,
    types: Sequence[str] | None = None,
    state: WebhookState | None = None,
    search: tuple[UUID | None] | None = None,
) -> Webhook | None:
    """Set what is not None; `active` also forgets failures. None: no such webhook, or not at `expected_version`.

    `search` holds the new saved search, or None to send events of all articles.
    """
    row = db.execute(
        f"""update webhook set url = coalesce(%(url)s, url), types = coalesce(%(types)s, types),
              state = coalesce(%(state)s, state), version = version + 1,
              search_id = case when %(sets_search)s then %(search)s else search_id end,
              state_reason = case when %(state)s::text is null then state_reason end,
              failures = case when %(state)s = 'active' then 0 else failures end,
              paused_until = case when %(state)s::text is null then paused_until end
            where id = %(id)s and version = coalesce(%(expected)s, version) returning {COLUMNS}""",
        {
            "url": url,
            "types": list(types) if types is not None else None,
            "state": state,
            "sets_search": search is not None,
            "search": search[0] if search else None,
            "id": webhook_id,
            "expected": expected_version,
        },
    ).fetchone()
    return Webhook.model_validate(row) if row else None


def rotate(db: Connection, webhook_id: UUID, *, secret: str, overlap_seconds: int) -> Webhook | None:
    """Sign with `secret` from now on, and for `overlap_seconds` more with the one before too. None: no such webhook."""
    row = db.execute(
        f"""update webhook set old_secret = secret, old_secret_until = now() + make_interval(secs => %s),
              secret = %s, version = version + 1
            where id = %s returning {COLUMNS}""",
        (overlap_seconds, secret, webhook_id),
    ).fetchone()
    return Webhook.model_validate(row) if row else None


def remove(db: Connection, webhook_id: UUID) -> bool:
    """Forget it, and what was delivered to it."""
    return db.execute("delete from webhook where id = %s", (webhook_id,)).rowcount == 1


def deliveries(
    db: Connection, webhook_id: UUID, *, state: str | None = None, before: int | None = None, limit: int = 50
) -> list[dict[str, Any]]:
    """What was sent or waits, newest first; `before` is the last id already seen."""
    return db.execute(
        """select delivery.id, event.id as event_id, event.type, delivery.state, attempts, due_at, last_status,
             last_response, last_error, delivery.created_at, done_at
           from delivery join event on event.seq = event_seq
           where webhook_id = %(webhook)s and (%(state)s::text is null or delivery.state = %(state)s)
             and (%(before)s::bigint is null or delivery.id < %(before)s)
           order by delivery.id desc limit %(limit)s""",
        {"webhook": webhook_id, "state": state, "before": before, "limit": limit},
    ).fetchall()


def send_again(db: Connection, webhook_id: UUID, event_seq: int) -> int:
    """Make one event due for one webhook now, whether it was sent before or not; returns the delivery's id."""
    row = db.execute(
        """insert into delivery (webhook_id, event_seq) values (%s, %s)
           on conflict (webhook_id, event_seq) do update set state = 'pending', attempts = 0, due_at = now(),
             lease_token = null, lease_until = null, hinted_at = null, done_at = null
           returning id""",
        (webhook_id, event_seq),
    ).fetchone()
    assert row is not None
    return int(row["id"])


def resend(db: Connection, webhook_id: UUID, delivery_id: int) -> bool:
    """Send one delivery again, from its first attempt on. Whether there is such a delivery."""
    row = db.execute(
        "select event_seq from delivery where id = %s and webhook_id = %s", (delivery_id, webhook_id)
    ).fetchone()
    if row is None:
        return False
    send_again(db, webhook_id, row["event_seq"])
    return True
