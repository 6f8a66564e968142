"""The connection to PostgreSQL: pool, session limits, JSON, and errors in our words. No query on a table is here."""

from __future__ import annotations

import select
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

import orjson
import psycopg
from psycopg import sql
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import set_json_dumps, set_json_loads
from psycopg_pool import ConnectionPool, PoolTimeout

from khabar.errors import BadSetup, StatementFailed, StorageDown

Connection = psycopg.Connection[DictRow]

# What every session keeps to. A forgotten open transaction would hold back every later event; see docs/architecture.md,
# "Events". Statements set it: `options` in an address are the operator's, and PgBouncer refuses them.
# What an operator may have set for all sessions of a server is set back: the driver reads no other forms of dates, text
# would be refused, and claims that wait for a row would fail instead of looking at it again. But a server that is set
# to take no changes is left so: hosts of databases do that when the disk is nearly full.
SESSION = {
    "idle_in_transaction_session_timeout": "30s", "timezone": "UTC", "datestyle": "ISO", "intervalstyle": "postgres",
    "client_encoding": "UTF8", "default_transaction_isolation": "read committed", "lock_timeout": "0",
}  # fmt: skip
READ_ONLY = {"default_transaction_read_only": "on", "lock_timeout": "1s"}
GENERIC = {"plan_cache_mode": "force_generic_plan"}
# The most connections that each pool of a service's process opens; a worker's job has one besides. FastAPI runs up
# to 40 routes at once; a request holds a connection for some milliseconds only.
SESSIONS = {"ingest": 8, "api keys": 2, "api read": 8, "api write": 3}
# Counting a million rows takes seconds; up to here it takes a millisecond or two.
COUNTED = 10_000
# A server that is gone without a word, with its machine or the network, is noticed within half a minute. As it is, TCP
# waits two hours, and whoever asked with it. Files that are sockets need none of it.
_SPEAKS_WITHIN: dict[str, Any] = {
    "connect_timeout": 10, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 4,
    "tcp_user_timeout": 30_000,
}  # fmt: skip

# PgBouncer hands out the session that came back last: the first look tells. Others take turns.
_LOOKS = 3
POOLED = (
    "{setting} leads to a pool that gives each transaction another session, such as PgBouncer with "
    "pool_mode = transaction: name the server itself, or a pool with pool_mode = session"
)


def _configure(connection: Connection, statement_seconds: float, more: Mapping[str, str]) -> None:
    set_json_dumps(orjson.dumps, connection)
    set_json_loads(orjson.loads, connection)
    session = {**SESSION, "statement_timeout": f"{int(statement_seconds * 1000)}ms", **more}
    # No query: it would still be serializable where that is the server's default, and a replica refuses such ones.
    settings = (sql.SQL("set {} = {}").format(sql.Identifier(name), value) for name, value in session.items())
    connection.execute(sql.SQL("; ").join(settings), prepare=False)


def is_good(connection: Connection) -> bool:
    """Whether a connection that lies idle is still of use."""
    try:
        _check(connection)
    except psycopg.OperationalError:
        return False
    return True


def _check(connection: Connection) -> None:
    """Ask a connection whether it is good, if it has something to say: an idle one has when its server has ended it.

    To ask each time cost a round trip before every other one, a sixth of an ingester's time.

    Raises:
        psycopg.OperationalError: it is not.
    """
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    if poll.poll(0):
        ConnectionPool.check_connection(connection)


class Database:
    """A pool of connections to one database. Open it after a fork, never before."""

    def __init__(
        self,
        url: str,
        *,
        name: str,
        size: int = 4,
        statement_seconds: float = 15,
        wait_seconds: float = 10,
        read_only: bool = False,
    ) -> None:
        """`name` shows in pg_stat_activity; a statement that runs longer than `statement_seconds` is cancelled.

        `wait_seconds`: how long `connection()` waits for one.
        """
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            url,
            name=name,  # in the log, where it can't connect
            connection_class=psycopg.Connection[DictRow],
            kwargs={
                "row_factory": dict_row,
                "autocommit": True,
                "application_name": f"khabar {name}",
                **_SPEAKS_WITHIN,
            },
            configure=partial(_configure, statement_seconds=statement_seconds, more=READ_ONLY if read_only else {}),
            check=_check,
            min_size=1,
            max_size=size,
            timeout=wait_seconds,
            open=False,
        )

    def open(self) -> None:
        """Start connecting; returns at once. The first `connection()` waits for an answer."""
        self._pool.open()

    def close(self) -> None:
        self._pool.close()

    def __enter__(self) -> Database:
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A connection in autocommit mode; use `with db.transaction():` for more than one statement.

        Raises:
            StorageDown: no connection within `wait_seconds`, or it broke while in use.
        """
        with translated_errors(), self._pool.connection() as connection:
            yield connection


@contextmanager
def connect(url: str, *, name: str, statement_seconds: float = 15, is_for_rows: bool = False) -> Iterator[Connection]:
    """One connection without a pool, for short-lived processes such as rq work-horses and commands.

    `is_for_rows`: its statements find their rows by keys, so that each is planned once whatever its values. A job of a
    few items would else plan most of what it asks anew for each, for a quarter of PostgreSQL's time.

    Raises:
        StorageDown: PostgreSQL does not answer, or the connection broke.
    """
    with (
        translated_errors(),
        psycopg.connect(
            url,
            row_factory=dict_row,
            autocommit=True,
            application_name=f"khabar {name}",
            prepare_threshold=0 if is_for_rows else 5,  # 5 is psycopg's own
            **_SPEAKS_WITHIN,
        ) as connection,
    ):
        _configure(connection, statement_seconds, GENERIC if is_for_rows else {})
        yield connection


def require_own_sessions(url: str, setting: str = "KHABAR_DATABASE_URL") -> None:
    """Locks and limits are a session's: a pool in between must not give each transaction another one.

    `setting`: where the address stands.

    Raises:
        BadSetup: it does.
        StorageDown: PostgreSQL does not answer.
    """
    with connect(url, name="look") as one, connect(url, name="look") as other:
        for _ in range(_LOOKS):
            session = _session_of(one)
            with other.transaction():
                if session == _session_of(other) or session != _session_of(one):
                    raise BadSetup(POOLED.format(setting=setting))


def _session_of(db: Connection) -> int:
    row = db.execute("select pg_backend_pid() as pid").fetchone()
    assert row is not None
    return int(row["pid"])


@contextmanager
def translated_errors() -> Iterator[None]:
    """What PostgreSQL does to those who use it, in our words, also where its connection goes on being used.

    Raises:
        BadSetup: the role may not do that.
        StatementFailed: it gave up on a statement.
        StorageDown: it does not answer, takes no changes as it follows another server, or the connection broke.
    """
    try:
        yield
    except psycopg.errors.ReadOnlySqlTransaction as error:
        raise StorageDown(f"PostgreSQL takes no changes: {_first_line(error)}") from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise BadSetup(
            f"PostgreSQL refuses this role: {_first_line(error)}. Make it the owner of the database and of its tables"
        ) from error
    except (PoolTimeout, psycopg.OperationalError, psycopg.InterfaceError) as error:
        state = getattr(error, "sqlstate", None)
        if state is not None and state.startswith("54"):
            raise  # a limit that the same values pass at every try: a fault of ours
        if state is None or state.startswith(("08", "57P")):
            raise StorageDown(f"PostgreSQL does not answer: {_first_line(error)}") from error
        raise StatementFailed(f"PostgreSQL gave up on a statement: {_first_line(error)}") from error


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n", 1)[0]


def age(db: Connection, moment: datetime) -> timedelta:
    """How long ago `moment` was by the server's clock, whatever this machine's says."""
    row = db.execute("select now() - %s as age", (moment,)).fetchone()
    assert row is not None
    return cast("timedelta", row["age"])


def estimated(db: Connection, table: str) -> int:
    """How many rows `table` has by the server's own estimate, which follows its vacuum; -1 before the first one."""
    row = db.execute("select reltuples::bigint as n from pg_class where oid = %s::regclass", (table,)).fetchone()
    assert row is not None
    return int(row["n"])


def json_value(value: Any) -> Any:
    """`value` wrapped so that psycopg sends it as `json`."""
    return psycopg.types.json.Json(value)
