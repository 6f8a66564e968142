"""Numbered SQL migrations, applied in order, each in its own transaction, by one process at a time.

One that begins with `-- concurrently` builds indexes of large tables beside their readers and writers, which PostgreSQL
does outside a transaction: its statements are run one by one, and have to bear being run again after a failure.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise

import psycopg

from khabar.errors import BadSetup, MigrationFailed
from khabar.storage import keys
from khabar.storage.database import Connection

# Any fixed number: whoever migrates holds this advisory lock, so that several services may start at once.
LOCK = 0x6B686272  # "khbr"
_LOOK_AGAIN_SECONDS = 0.2
# Where a semicolon ends no statement (comments, texts, quoted names, bodies between dollars), or one where it does.
_HELD_OR_END = re.compile(
    r"""--[^\n]*|/\*.*?\*/|[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$\w*\$).*?\1|;""", re.DOTALL
)
# A change of a table waits this long for those who use it, and gives way to them before it tries again: whoever comes
# behind one that waits has to wait as well.
_LOCK_TIMEOUT, _LOCK_TRIES, _GIVE_WAY_SECONDS = "800ms", 60, 1.0


# How the names of migrations end that take something away: see docs/operations.md, "Without a pause".
CONTRACT = "_contract"


@dataclass(frozen=True)
class Migration:
    number: int
    name: str
    sql: str

    @property
    def file(self) -> str:
        return f"{self.number:04d}_{self.name}.sql"

    @property
    def is_concurrent(self) -> bool:
        return self.sql.startswith("-- concurrently")

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def statements(sql: str) -> list[str]:
    """The statements of `sql`, each with the semicolon that ends it.

    >>> statements("-- one; and only\\nselect ';'; select 2")
    ["-- one; and only\\nselect ';';", ' select 2']
    """
    ends = [found.end() for found in _HELD_OR_END.finditer(sql) if found.group() == ";"]
    return [sql[start:end] for start, end in pairwise([0, *ends, len(sql)]) if sql[start:end].strip()]


def shipped() -> list[Migration]:
    """All migrations of this version, in order."""
    found = []
    for file in files("khabar.storage").joinpath("migrations").iterdir():
        number, _, name = file.name.removesuffix(".sql").partition("_")
        if file.name.endswith(".sql"):
            found.append(Migration(int(number), name, file.read_text(encoding="utf-8")))
    return sorted(found, key=lambda migration: migration.number)


def migrate(db: Connection) -> list[Migration]:
    """Apply what is missing, and make the secrets that services share; returns what was applied now, in order.

    Raises:
        MigrationFailed: a file failed or was changed after it was applied, or a newer version took something away.
        BadSetup: the database's encoding can't hold what is written.
    """
    require_unicode(db)
    applied_now = []
    with _alone(db):
        db.execute(
            """create table if not exists migration (
                 number int primary key, name text not null, sha256 text not null,
                 applied_at timestamptz not null default now())"""
        )
        rows = db.execute("select number, name, sha256 from migration order by number").fetchall()
        done = {row["number"]: row["sha256"] for row in rows}
        ours = shipped()
        known = {migration.number for migration in ours}
        # What a newer version only added is none of our business: a service of this one may start again beside it.
        for row in rows:
            if row["number"] not in known and row["name"].endswith(CONTRACT):
                raise MigrationFailed(
                    f"the database has migration {row['number']:04d}_{row['name']}, which this version of khabar does "
                    "not know and which took something away: run the newer version, or restore a backup made before it"
                )
        for migration in ours:
            if migration.number in done:
                if done[migration.number] != migration.sha256:
                    raise MigrationFailed(
                        f"{migration.file} was changed after it had been applied: this database is of another build. "
                        "Run that one, or begin with an empty database (KHABAR_DATABASE_URL, KHABAR_DATA_DIR).",
                        subject=migration.file,
                    )
                continue
            try:
                _apply(db, migration)
            except psycopg.Error as error:
                raise MigrationFailed(f"{migration.file}: {str(error).strip()}", subject=migration.file) from error
            applied_now.append(migration)
        for name in keys.KEPT_SECRETS:
            keys.kept_secret(db, name)
    return applied_now


def require_unicode(db: Connection) -> None:
    """A database of another encoding takes the tables, and would refuse nearly every article or count its bytes.

    Raises:
        BadSetup: it is of another one.
    """
    # Asked of the database itself: a pool in between tells what it was once told.
    row = db.execute(
        """select current_database() as name, current_setting('server_encoding') as encoding,
             to_regclass('migration') is not null as is_filled"""
    ).fetchone()
    assert row is not None
    if row["encoding"] != "UTF8":
        keep = ". What is in it goes there by khabar backup and khabar restore" if row["is_filled"] else ""
        raise BadSetup(
            f"the database {row['name']} has the encoding {row['encoding']}, which can't hold every character: make "
            f"another with create database … encoding 'UTF8' template template0{keep}"
        )


@contextmanager
def _alone(db: Connection) -> Iterator[None]:
    # Asked again and again: one that waits within a statement would be waited for by an index that is built beside it.
    while db.execute("select pg_try_advisory_lock(%s) as mine", (LOCK,)).fetchone() != {"mine": True}:
        time.sleep(_LOOK_AGAIN_SECONDS)
    try:
        yield
    finally:
        db.execute("select pg_advisory_unlock(%s)", (LOCK,))


def _apply(db: Connection, migration: Migration) -> None:
    applied = "insert into migration (number, name, sha256) values (%s, %s, %s)"
    values = (migration.number, migration.name, migration.sha256)
    if migration.is_concurrent:
        limit = db.execute("select current_setting('statement_timeout') as ms").fetchone()
        assert limit is not None
        db.execute("set statement_timeout = 0")  # it takes as long as the table is large, and holds up nobody
        for statement in statements(migration.sql):
            db.execute(statement.encode())
        db.execute("select set_config('statement_timeout', %s, false)", (limit["ms"],))
        db.execute(applied, values)
        return
    for tries_left in reversed(range(_LOCK_TRIES)):
        try:
            with db.transaction():
                db.execute(f"set local lock_timeout = '{_LOCK_TIMEOUT}'".encode())
                db.execute(migration.sql.encode())
                db.execute(applied, values)
            return
        except psycopg.errors.LockNotAvailable:
            if not tries_left:
                raise
        time.sleep(_GIVE_WAY_SECONDS)


def pending(db: Connection) -> list[Migration]:
    """Migrations that are not applied yet."""
    if db.execute("select to_regclass('migration') is null as missing").fetchone() == {"missing": True}:
        return shipped()
    done = {row["number"] for row in db.execute("select number from migration")}
    return [migration for migration in shipped() if migration.number not in done]
