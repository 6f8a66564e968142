"""Who administered what: keys, feeds, searches, webhooks, the quarantine.

A line is written in the transaction of its change.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from khabar.record import Record
from khabar.storage.database import Connection, json_value

Action = Literal[
    "key.create", "key.rotate", "key.revoke", "feed.add", "feed.change", "feed.remove", "feeds.import",
    "search.add", "search.change", "search.remove", "webhook.add", "webhook.change", "webhook.remove",
    "webhook.resend", "webhook.rotate", "webhook.test", "item.requeue", "item.dismiss", "article.refetch",
    "article.withhold", "article.restore",
]  # fmt: skip
COMMAND_LINE = "command line"


class AuditLine(Record):
    """One change. `actor` is `key <id>`, the sender's address where no key is needed, or `command line`."""

    seq: int
    at: datetime
    actor: str
    key_id: str | None = None
    action: str
    subject: str
    detail: dict[str, Any]


def note(
    db: Connection, action: Action, subject: object, *, actor: str = COMMAND_LINE, key_id: str | None = None,
    **detail: Any,
) -> None:  # fmt: skip
    """Write one line. `detail` says what was changed to what, and is shown to every admin: no secrets."""
    db.execute(
        "insert into audit (actor, key_id, action, subject, detail) values (%s, %s, %s, %s, %s)",
        (actor, key_id, action, str(subject), json_value(detail)),
    )


def find(
    db: Connection,
    *,
    action: Action | None = None,
    key_id: str | None = None,
    subject: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[AuditLine]:
    """Lines, newest first; `before` is the last `seq` already seen."""
    rows = db.execute(
        """select seq, at, actor, key_id, action, subject, detail from audit
           where (%(action)s::text is null or action = %(action)s) and (%(key)s::text is null or key_id = %(key)s)
             and (%(subject)s::text is null or subject = %(subject)s)
             and (%(before)s::bigint is null or seq < %(before)s)
           order by seq desc limit %(limit)s""",
        {"action": action, "key": key_id, "subject": subject, "before": before, "limit": limit},
    )
    return [AuditLine.model_validate(row) for row in rows]


def newest(db: Connection, *, action: Action, subjects: Sequence[str]) -> dict[str, AuditLine]:
    """The newest line of an action on each of `subjects` that has one."""
    rows = db.execute(
        """select distinct on (subject) seq, at, actor, key_id, action, subject, detail from audit
           where action = %s and subject = any(%s) order by subject, seq desc""",
        (action, list(subjects)),
    )
    return {row["subject"]: AuditLine.model_validate(row) for row in rows}
