"""Whole databases on one server: make, copy, drop. Nothing about what is inside them."""

from __future__ import annotations

from psycopg import errors, pq, sql

from khabar.storage.database import Connection


def exists(db: Connection, name: str) -> bool:
    return db.execute("select from pg_database where datname = %s", (name,)).fetchone() is not None


def create(db: Connection, name: str, *, template: str | None = None) -> bool:
    """Make the database `name`, empty or as a copy of `template`; whether it was missing.

    Nobody may be connected to `template` meanwhile. Its files are copied as they are, which is cheap where a checkpoint
    is: on a server without fsync it costs a fifth of writing every page into the log.
    """
    if exists(db, name):
        return False
    # template0: template1 may have been changed or be in use.
    source = sql.Identifier(template or "template0")
    strategy = sql.SQL("file_copy" if template else "wal_log")
    try:
        db.execute(sql.SQL("create database {} template {} strategy {}").format(sql.Identifier(name), source, strategy))
    except errors.DuplicateDatabase:
        return False
    return True


def drop(db: Connection, name: str) -> None:
    """Remove the database `name` and end its sessions; nothing when there is none."""
    db.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def is_empty(db: Connection) -> bool:
    """Whether this database has no table of anybody's."""
    row = db.execute(
        """select not exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind in ('r', 'p') and n.nspname !~ '^(pg_|information_schema$)') as empty"""
    ).fetchone()
    assert row is not None
    return bool(row["empty"])


def session_variables(url: str) -> dict[str, str]:
    """`url` as variables for PostgreSQL's own programs: a command line would show its password to everybody.

    Source: PostgreSQL 18 §32.15.
    """
    options = pq.Conninfo.parse(url.encode())
    return {each.envvar.decode(): each.val.decode() for each in options if each.envvar and each.val is not None}
