"""The counter of transactions after a restore. Events and lists are ordered by its numbers."""

from __future__ import annotations

from khabar.storage.database import Connection

# Also in docs/operations.md, for psql. About 200,000 numbers a second; a few lines of log each.
CATCH_UP = """do $$
declare
  highest bigint := (select greatest(0,
    (select max(tx)::text::bigint from event),
    (select max(tx)::text::bigint from article),
    (select max(updated_tx)::text::bigint from article),
    (select max(after_tx)::text::bigint from webhook)));
begin
  while pg_current_xact_id()::text::bigint <= highest loop
    commit;
  end loop;
end $$;"""


def catch_up(db: Connection) -> None:
    """Move the counter behind every number that a dump from another cluster brought. Does nothing where it is there.

    Rows with higher numbers than the counter's would stay hidden until it has passed them.
    """
    db.execute("set statement_timeout = 0")
    db.execute("set synchronous_commit = off")
    db.execute(CATCH_UP)
