"""Migrations let the version before go on: they only add, until one that says so takes away."""

from __future__ import annotations

import re

import pytest

from khabar.storage.migrate import CONTRACT, Migration, shipped

# What the version before never notices. Adding a column with a constant default rewrites no row (PostgreSQL 11).
EXPANDS = [
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        r"create table \w+ \(.*\)",
        r"create (unique )?index (concurrently )?\w+ on \w+ .*",
        r"create table \w+ .*partition of .*",
        r"alter table \w+ add column \w+ [a-z0-9]+(\[\])?( references \w+)?",
        r"alter table \w+ add column \w+ [a-z0-9]+(\[\])? not null default \S+",
        r"alter table \w+ add column \w+ bigint generated always as identity( unique)?",
        r"alter table \w+ alter column \w+ (set storage \w+|set default .+|drop not null)",
        r"alter table export_part drop constraint export_part_export_id_fkey",  # its rows are there a little longer
        r"(insert into|update) \w+ .*",
    )
]
LEFT_BEHIND = re.compile(r"drop index concurrently if exists (\w+)")


def statements(sql: str) -> list[str]:
    """The statements of a migration, on one line each, without comments."""
    plain = re.sub(r"--[^\n]*", "", sql)
    return [" ".join(part.split()) for part in plain.split(";") if part.strip()]


def takes_away(sql: str) -> list[str]:
    """The statements that a program of the version before could fail at."""
    found = [one for one in statements(sql) if not any(kind.fullmatch(one) for kind in EXPANDS)]
    # What a try before this one left behind of an index that is made next.
    return [one for one in found if not ((name := LEFT_BEHIND.fullmatch(one)) and f"concurrently {name[1]} on" in sql)]


@pytest.mark.parametrize("migration", shipped(), ids=lambda migration: f"{migration.number:04d}")
def test_a_migration_only_adds_or_says_that_it_takes_away(migration: Migration) -> None:
    assert migration.name.endswith(CONTRACT) or takes_away(migration.sql) == []


@pytest.mark.parametrize(
    "sql",
    [
        "drop table feed",
        "alter table feed drop column title",
        "alter table feed rename column title to name",
        "alter table feed rename to subscription",
        "alter table feed alter column title type int",
        "alter table feed alter column title set not null",
        "alter table feed add column kind text not null",
        "alter table feed add constraint one check (title is not null)",
        "drop index feed_due",
        "drop index concurrently if exists feed_due",
        "delete from feed",
        "truncate feed",
    ],
)
def test_what_takes_away_is_seen(sql: str) -> None:
    assert takes_away(f"-- a remark\ncreate table a (b int);\n{sql};") == [sql]
