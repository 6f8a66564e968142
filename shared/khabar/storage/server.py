"""Whole databases on one server: make, copy, drop. Nothing about what is inside them."""

from __future__ import annotations

from psycopg import errors, sql

from khabar.storage.database import Connection


def exists(db: Connection, name: str) -> bool:
    return db.execute("select from pg_database where datname = %s", (name,)).fetchone() is not None


def create(db: Connection, name: str, *, template: str | None = None) -> bool:
    """Make the database `name`, empty or as a copy of `template`; whether it was missing.

    Nobody may be connected to `template` meanwhile.
    """
    if exists(db, name):
        return False
    # template0: template1 may have been changed or be in use.
    source = sql.Identifier(template or "template0")
    try:
        db.execute(sql.SQL("create database {} template {}").format(sql.Identifier(name), source))
    except errors.DuplicateDatabase:
        return False
    return True


def drop(db: Connection, name: str) -> None:
    """Remove the database `name` and end its sessions; nothing when there is none."""
    db.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
