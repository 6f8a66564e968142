"""Numbered SQL migrations, applied in order, each in its own transaction, by one process at a time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files

import psycopg

from khabar.errors import MigrationFailed
from khabar.storage.database import Connection

# Any fixed number: whoever migrates holds this advisory lock, so that several services may start at once.
LOCK = 0x6B686272  # "khbr"


@dataclass(frozen=True)
class Migration:
    number: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def shipped() -> list[Migration]:
    """All migrations of this version, in order."""
    found = []
    for file in files("khabar.storage").joinpath("migrations").iterdir():
        number, _, name = file.name.removesuffix(".sql").partition("_")
        if file.name.endswith(".sql"):
            found.append(Migration(int(number), name, file.read_text(encoding="utf-8")))
    return sorted(found, key=lambda migration: migration.number)


def migrate(db: Connection) -> list[Migration]:
    """Apply what is missing; returns what was applied now, in order.

    Raises:
        MigrationFailed: a file failed or was changed after it was applied, or the database is newer than this version.
    """
    applied_now = []
    db.execute("select pg_advisory_lock(%s)", (LOCK,))
    try:
        db.execute(
            """create table if not exists migration (
                 number int primary key, name text not null, sha256 text not null,
                 applied_at timestamptz not null default now())"""
        )
        done = {row["number"]: row["sha256"] for row in db.execute("select number, sha256 from migration")}
        ours = shipped()
        if newer := sorted(set(done) - {migration.number for migration in ours}):
            raise MigrationFailed(
                f"the database has migration {newer[-1]:04d}, which this version of khabar does not know: "
                "run the newer version, or restore a backup made before the upgrade"
            )
        for migration in ours:
            label = f"{migration.number:04d}_{migration.name}.sql"
            if migration.number in done:
                if done[migration.number] != migration.sha256:
                    raise MigrationFailed(f"{label} was changed after it had been applied", subject=label)
                continue
            try:
                with db.transaction():
                    db.execute(migration.sql.encode())
                    db.execute(
                        "insert into migration (number, name, sha256) values (%s, %s, %s)",
                        (migration.number, migration.name, migration.sha256),
                    )
            except psycopg.Error as error:
                raise MigrationFailed(f"{label}: {str(error).strip()}", subject=label) from error
            applied_now.append(migration)
    finally:
        db.execute("select pg_advisory_unlock(%s)", (LOCK,))
    return applied_now


def pending(db: Connection) -> list[Migration]:
    """Migrations that are not applied yet."""
    if db.execute("select to_regclass('migration') is null as missing").fetchone() == {"missing": True}:
        return shipped()
    done = {row["number"] for row in db.execute("select number from migration")}
    return [migration for migration in shipped() if migration.number not in done]
