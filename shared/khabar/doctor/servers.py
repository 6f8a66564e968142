"""Checks of PostgreSQL and Redis: rules over what the servers say of themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from khabar.doctor.check import Check
from khabar.settings import Settings
from khabar.storage.database import SESSIONS
from khabar.storage.vitals import KeptLog, Server

LEAST_POSTGRESQL, LEAST_REDIS, LEAST_VALKEY = 15, 7, 8
# Leases last a minute and a half: clocks that differ by a part of it make due times wrong, more makes them absurd.
SKEW_SECONDS, WILD_SKEW_SECONDS = 2, 30
# Commands, `khabar up`, a migration: what else may be connected for a while.
SPARE_SESSIONS = 6
NEARLY_FULL = 0.9
# PostgreSQL itself keeps about a gigabyte of its log; a copy that is down for a moment asks for little more.
MUCH_LOG_BYTES, LATE_ARCHIVE = 5_000_000_000, timedelta(hours=1)
# Fields of INFO; with anything but `ok` in them the server refuses to be written to (MISCONF). Source: valkey.io, INFO.
_WRITING = ("aof_last_write_status", "rdb_last_bgsave_status")

# SQLSTATE of a refusal → what to do.
# Source: PostgreSQL 18, appendix A; src/backend/libpq/auth.c, utils/init/postinit.c.
_REFUSALS = {
    "28P01": "Check user and password in KHABAR_DATABASE_URL.",
    "28000": "Make that role, and let it in from this machine in the server's pg_hba.conf; or correct "
    "KHABAR_DATABASE_URL.",
    "3D000": "Make that database, or correct KHABAR_DATABASE_URL.",
    "42501": "Let that role in: grant connect on database … to …; or correct KHABAR_DATABASE_URL.",
    "53300": "Raise max_connections of the server, or the limit of that role or database; or run fewer processes.",
    "55000": "That database is closed: alter database … allow_connections true; or correct KHABAR_DATABASE_URL.",
    "57P03": "It starts, stops or replays its log: ask again in a minute. If it goes on, see its log.",
}
# What the driver, a pool in between, or a server whose code could not be heard says → what to do.
# Source: libpq's fe-connect.c and fe-auth.c; PostgreSQL's messages as above, in English.
_DATABASE_ADVICE = (
    ("password", _REFUSALS["28P01"]),
    ("does not exist", "Make that database or role, or correct KHABAR_DATABASE_URL."),
    ("pg_hba.conf", "Let this machine in, in the server's pg_hba.conf."),
    ("could not translate host name", "Check the host name in KHABAR_DATABASE_URL."),
    ("failed to resolve host", "Check the host name in KHABAR_DATABASE_URL."),
    ("refused", "Start the server, or correct host and port in KHABAR_DATABASE_URL."),
    ("too many", _REFUSALS["53300"]),
    ("remaining connection slots", _REFUSALS["53300"]),
    ("timeout", "Check the host in KHABAR_DATABASE_URL, and firewalls on the way."),
    ("pool_mode", "Locks and time limits are a session's: khabar needs sessions of its own."),
)
_REDIS_ADVICE = (
    ("password", "Check user and password in KHABAR_REDIS_URL."),
    ("authenticat", "Check user and password in KHABAR_REDIS_URL."),
    ("refused", "Start the server, or correct host and port in KHABAR_REDIS_URL."),
    ("name or service not known", "Check the host name in KHABAR_REDIS_URL."),
    ("db index", "Choose a database number that the server has, at the end of KHABAR_REDIS_URL."),
    ("timeout", "Check the host in KHABAR_REDIS_URL, and firewalls on the way."),
)


def database_advice(message: str, code: str | None = None, setting: str = "KHABAR_DATABASE_URL") -> str:
    """What to do when PostgreSQL can't be used at the address in `setting`, by the code of its refusal, if there is
    one, else by what was said.
    """
    by_message = _advice(message, _DATABASE_ADVICE, "Is KHABAR_DATABASE_URL right, and does it run?")
    advice = _REFUSALS.get(code or "", by_message)
    return advice.replace("KHABAR_DATABASE_URL", setting)


def redis_advice(message: str) -> str:
    return _advice(message, _REDIS_ADVICE, "Is KHABAR_REDIS_URL right, and does it run?")


def _advice(message: str, table: tuple[tuple[str, str], ...], otherwise: str) -> str:
    return next((advice for said, advice in table if said in message.casefold()), otherwise)


def postgresql(server: Server, settings: Settings) -> Iterator[Check]:
    """What is wrong with the server itself, one check each."""
    if server.major < LEAST_POSTGRESQL:
        found = f"PostgreSQL {server.major}"
        yield Check("database version", "bad", found, f"Move to PostgreSQL {LEAST_POSTGRESQL} or newer.")
    if server.encoding != "UTF8":
        advice = "Run khabar backup; create database … encoding 'UTF8' template template0; khabar restore into that"
        yield Check("database encoding", "bad", server.encoding, advice)
    if server.read_only_by == "copy":
        yield Check("database role", "bad", "a read-only copy", "Give KHABAR_DATABASE_URL the primary server.")
    elif server.read_only_by:
        found = f"set to take no changes (default_transaction_read_only, by {server.read_only_by})"
        advice = "Hosts set that when the disk is nearly full: is it? Else reset default_transaction_read_only there."
        yield Check("database role", "bad", found, advice)
    if unsafe := [
        name for name, value in (("fsync", server.fsync), ("full_page_writes", server.full_pages)) if not value
    ]:
        found = f"{' and '.join(unsafe)} off: a power cut loses what was stored"
        yield Check("durability", "look", found, "Switch it on in the server's configuration.")
    yield clock(server.ahead_seconds)
    yield sessions(server, settings)


def missing_migrations(count: int, *, may_create: bool) -> Check:
    if may_create:
        return Check("migrations", "bad", f"{count} missing", "Run: khabar migrate")
    advice = "Make it the owner: alter database … owner to …; then run: khabar migrate"
    return Check("migrations", "bad", f"{count} missing, and this role may not make tables", advice)


def migrations(newer: Mapping[int, bool]) -> Check:
    """`newer`: what a newer khabar did to the database, and of each whether it took something away."""
    if not newer:
        return Check("migrations", "ok", "up to date")
    found = f"the database has migration {max(newer):04d}, which this khabar does not know"
    if any(newer.values()):
        advice = "Something is gone that this khabar needs: run the newer one, or restore a backup."
        return Check("migrations", "bad", found, advice)
    advice = "It only added something, so this khabar works, and the newer one goes on from here. No backup is needed."
    return Check("migrations", "look", found, advice)


def room(failure: str | None, *, is_full: bool = False) -> Check:
    """`failure`: why the server could not write some megabytes; None: it could. `is_full`: its disk is."""
    if failure and is_full:
        advice = (
            "Free some space on its server's disk. Nothing is lost: what could not be stored is done again by itself."
        )
        return Check("database disk", "bad", failure, advice)
    if failure:
        return Check("database disk", "look", failure, "Run khabar doctor again. If this stays, see the server's log.")
    return Check("database disk", "ok", "takes what is written")


def kept_log(kept: KeptLog, now: datetime) -> Iterator[Check]:
    """What fills the disk of a server long before its tables do; nothing when all is well."""
    for slot, size in kept.bytes_by_slot.items():
        if size > MUCH_LOG_BYTES:
            found = f"{size / 1e9:.1f} GB of changes are kept for the replication slot {slot}, and more each hour"
            advice = f"Does its reader follow? If it is gone for good: select pg_drop_replication_slot('{slot}')"
            yield Check("database log", "look", found, advice)
    if kept.unarchived_since is not None and now - kept.unarchived_since > LATE_ARCHIVE:
        found = f"nothing was archived since {kept.unarchived_since:%Y-%m-%d %H:%M} UTC, and all changes are kept"
        yield Check("database log", "look", found, "See the server's log for what archive_command says.")


def reading(closed: Sequence[str], *, is_behind: bool) -> Check:
    """Of KHABAR_DATABASE_READ_URL. `closed`: tables that its role may not read; `is_behind`: it is a late copy."""
    if closed:
        advice = "Give its role the rights again, as after each upgrade: docs/operations.md, Who may do what."
        return Check("reading", "bad", f"its role may not read {', '.join(closed)}", advice)
    if is_behind:
        found = "the copy is more than a minute behind, and so is what the API shows"
        return Check("reading", "look", found, "Does it still follow its primary server? See that copy's log.")
    return Check("reading", "ok", "the API's role reads what it needs")


def clock(ahead_seconds: float) -> Check:
    """`ahead_seconds`: how far the database's clock is before this machine's; negative when behind."""
    size = abs(ahead_seconds)
    if size <= SKEW_SECONDS:
        return Check("clocks", "ok", f"agree within {SKEW_SECONDS} s")
    found = f"the database's is {size:.0f} s {'ahead' if ahead_seconds > 0 else 'behind'}"
    advice = "Let both machines keep time with NTP: leases and due times are compared across them."
    return Check("clocks", "bad" if size > WILD_SKEW_SECONDS else "look", found, advice)


def sessions(server: Server, settings: Settings) -> Check:
    """Whether one ingester, one API and the workers of this machine's settings find room."""
    needed = sum(SESSIONS.values()) + settings.workers + 1 + SPARE_SESSIONS
    found = f"room for {server.room} beside others, needed here up to {needed}"
    if server.room < needed:
        advice = f"Raise {server.limit}, or run fewer processes."
        return Check("connections", "bad" if server.room < needed // 2 else "look", found, advice)
    return Check("connections", "ok", found)


def redis(said: Mapping[str, Any]) -> Iterator[Check]:
    """What is wrong with the server of the hints, by its INFO; nothing when all is well."""
    name, version, least = (
        ("Valkey", str(said["valkey_version"]), LEAST_VALKEY)
        if "valkey_version" in said
        else ("Redis", str(said.get("redis_version", "0")), LEAST_REDIS)
    )
    major = version.partition(".")[0]
    if major.isdigit() and int(major) < least:
        yield Check("queue version", "bad", f"{name} {version}", f"Move to {name} {least} or newer.")
    if int(said.get("cluster_enabled", 0)):
        advice = "Give KHABAR_REDIS_URL a server that is not one of a cluster: hints need no more."
        yield Check("queue role", "bad", "part of a cluster, which asks for all keys of a job in one place", advice)
    if said.get("role") == "slave":
        yield Check("queue role", "bad", "a read-only copy", "Give KHABAR_REDIS_URL the primary server.")
    limit, used = int(said.get("maxmemory", 0)), int(said.get("used_memory", 0))
    policy = str(said.get("maxmemory_policy", "noeviction"))
    if limit and policy != "noeviction":
        found = f"maxmemory-policy {policy} drops hints when memory is short"
        yield Check("queue memory", "look", found, "Set maxmemory-policy noeviction.")
    elif limit and used > NEARLY_FULL * limit:
        found = f"{used / 1e6:.1f} of {limit / 1e6:.1f} MB used"
        advice = "Raise maxmemory: when it is full no hint is taken, and extraction stands still."
        yield Check("queue memory", "bad" if used >= limit else "look", found, advice)
    if failed := [name for name in _WRITING if said.get(name, "ok") != "ok"]:
        advice = (
            "Is its disk full? Until it can write there it takes no hint, and extraction stands still. See its log."
        )
        yield Check("queue disk", "bad", f"it could not write to its disk ({', '.join(failed)})", advice)
