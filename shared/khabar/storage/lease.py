"""Leases: rows of work that one process at a time may do. A claim gives a token and an end; only its holder may finish.

What is due, in which order, and when it is given up differs from ledger to ledger, and is said in each one's module.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from khabar.storage.database import Connection
from khabar.storage.hosts import HostLease

# Parts of statements on any ledger. `%(lease)s` and `%(rehint)s` are seconds.
TAKEN = "lease_token = gen_random_uuid(), lease_until = now() + make_interval(secs => %(lease)s)"
FREE = "lease_token = null, lease_until = null"
RAN_OUT = "state = 'running' and lease_until < now()"
UNTOLD = "(hinted_at is null or hinted_at < now() - make_interval(secs => %(rehint)s))"
UNTOLD_OF_LATE = "(hinted_at is null or hinted_at < now() - interval '1 second')"


class LostLease(Exception):
    """The lease ended and another process took over: nothing may be written."""


@dataclass(frozen=True)
class Ledger:
    """A table of leased work. `key` is the column that jobs and claims name a row by.

    `is_hinted`: workers are told of its rows (`hinted_at`), and again once somebody has let go of one.
    """

    table: str
    key: str = "id"
    is_hinted: bool = False

    def claim(
        self,
        db: Connection,
        update: str,
        *,
        due: str,
        first: str,
        limit: int,
        lease_seconds: float,
        values: Mapping[str, object] | None = None,
    ) -> list[dict[str, Any]]:
        """Claim up to `limit` rows, one a host, and their hosts with them; what `update` hands back.

        `due` is the condition on a row, `first` the order among those of one host. `update` is of the rows in `picked`,
        and hands back `host` and `lease_until`.
        """
        given = {**(values or {}), "limit": limit, "lease": lease_seconds}
        ready = f"""from host where next_at <= now() and exists (
                select from {self.table} where {self.table}.host = host.host and ({due}))"""
        # Loops ask four times a second, mostly in vain, and an UPDATE of nothing costs three times as much as a look.
        if not db.execute(f"select {ready} limit 1".encode(), given).rowcount:
            return []
        return db.execute(
            f"""with ready as materialized (
              select host {ready} order by next_at limit %(limit)s for update skip locked),
            picked as materialized (
              select due.{self.key}, ready.host from ready cross join lateral (
                select {self.key} from {self.table} where {self.table}.host = ready.host and ({due})
                order by {first} limit 1 for update skip locked) due),
            paced as (
              update host set next_at = now() + make_interval(secs => %(lease)s), pause_reason = null
              from picked where host.host = picked.host)
            {update}""".encode(),
            given,
        ).fetchall()

    def finish(self, db: Connection, row: int | UUID, token: UUID, sets: str, **values: object) -> None:
        """End a claim, and set what is to be set.

        Raises:
            LostLease: nothing was written.
        """
        unhinted = ", hinted_at = null" if self.is_hinted else ""
        finished = db.execute(
            f"""update {self.table} set {sets}, {FREE}{unhinted}
                where {self.key} = %(row)s and lease_token = %(token)s and state = 'running'""".encode(),
            {**values, "row": row, "token": token},
        )
        if finished.rowcount != 1:
            raise LostLease(f"{self.table} {row}")

    def retry(
        self, db: Connection, row: int | UUID, token: UUID, *, wait_seconds: float, error: str, give_back: bool
    ) -> None:
        """End a claim, to be taken up again after `wait_seconds`; with `give_back` the attempt does not count.

        Raises:
            LostLease: nothing was written.
        """
        self.finish(
            db, row, token,
            """state = 'pending', due_at = now() + make_interval(secs => %(wait)s), last_error = left(%(error)s, 500),
               attempts = attempts - %(back)s""",
            wait=wait_seconds, error=error, back=int(give_back),
        )  # fmt: skip

    def give_back(self, db: Connection, row: int | UUID, token: UUID) -> None:
        """Undo a claim as if it had not been.

        Raises:
            LostLease: nothing was written.
        """
        self.finish(db, row, token, "state = 'pending', attempts = attempts - 1")

    def hint_again(self, db: Connection, ids: Sequence[int]) -> None:
        """Have those of `ids` that still wait hinted with the next sweep: their job had no time for them.

        Rows that another holds are left to it, and locks are taken in order.
        """
        db.execute(
            f"""update {self.table} set hinted_at = null where {self.key} in (
                  select {self.key} from {self.table} where {self.key} = any(%s) and state = 'pending'
                  order by {self.key} for update skip locked)""".encode(),
            (list(ids),),
        )


def host_lease(row: dict[str, Any]) -> HostLease:
    """Takes the claim on the host out of a row. One statement, one now(): it ends when the row's does."""
    return HostLease(host=row.pop("host"), until=row.pop("lease_until"))
