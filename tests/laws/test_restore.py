"""The SQL that docs/operations.md gives for after a restore does what it is for."""

from __future__ import annotations

import re
from pathlib import Path

from khabar.storage import events
from khabar.storage.counter import CATCH_UP
from khabar.storage.database import Connection
from support.settled import settle

ROOT = Path(__file__).parents[2]
AHEAD = 2_000


def statements() -> list[str]:
    """The statements of the manual's SQL, which psql sends one by one."""
    manual = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    (sql,) = (block for block in re.findall(r"```sql\n(.*?)```", manual, re.DOTALL) if "do $$" in block)
    head, block = sql.split("do $$", 1)
    return [*(one.strip() for one in head.split(";") if one.strip()), "do $$" + block]


def test_the_statement_of_the_manual_makes_a_restored_log_readable(db: Connection) -> None:
    """A dump from an older cluster brings numbers that this cluster has not reached yet."""
    db.execute(
        """insert into event (tx, id, type, data)
           select (pg_current_xact_id()::text::bigint + %s)::text::xid8, gen_random_uuid(), 'article.created', '{}'""",
        (AHEAD,),
    )
    hidden = events.after(db, None)

    for statement in statements():
        db.execute(statement.encode())

    settle(db)
    (shown,) = events.after(db, None)
    assert hidden == []
    assert shown.type == "article.created"


def test_the_manual_and_khabar_restore_say_the_same() -> None:
    assert statements() == ["set statement_timeout = 0", "set synchronous_commit = off", CATCH_UP + "\n"]
