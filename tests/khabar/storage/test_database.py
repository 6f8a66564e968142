"""Connections: what is asked of the server for each, and how soon its loss is noticed."""

from __future__ import annotations

from khabar.storage.database import Connection, Database, connect


def test_a_server_that_is_gone_without_a_word_is_noticed(database_url: str) -> None:
    """The embedded server is reached over a file, so that only what is asked of TCP can be looked at."""
    with (
        Database(database_url, name="pooled") as pool,
        pool.connection() as pooled,
        connect(database_url, name="one") as one,
    ):
        for connection in (pooled, one):
            asked = connection.info.get_parameters()
            idle, interval, count = (int(asked[f"keepalives_{name}"]) for name in ("idle", "interval", "count"))
            assert idle + interval * count <= 30
            assert int(asked["tcp_user_timeout"]) <= 30_000
            assert int(asked["connect_timeout"]) <= 10


def test_a_connection_that_was_ended_while_it_was_idle_is_replaced(db: Connection, database_url: str) -> None:
    with Database(database_url, name="pool", size=1) as pool:
        with pool.connection() as first:
            idle = first.info.backend_pid
        db.execute("select pg_terminate_backend(%s, 5000)", (idle,))

        with pool.connection() as second:
            answer = second.execute("select pg_backend_pid() as pid").fetchone()

    assert answer is not None
    assert answer["pid"] != idle
