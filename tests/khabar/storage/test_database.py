from __future__ import annotations

from khabar.storage.database import Connection, Database


def test_a_connection_that_was_ended_while_it_was_idle_is_replaced(db: Connection, database_url: str) -> None:
    with Database(database_url, name="pool", size=1) as pool:
        with pool.connection() as first:
            idle = first.info.backend_pid
        db.execute("select pg_terminate_backend(%s, 5000)", (idle,))

        with pool.connection() as second:
            answer = second.execute("select pg_backend_pid() as pid").fetchone()

    assert answer is not None
    assert answer["pid"] != idle
