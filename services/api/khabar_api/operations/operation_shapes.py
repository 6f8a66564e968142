"""Shapes of what operators ask: the ledger, probes, the version. No rule is here."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from khabar.record import Record


class QueueCounts(Record):
    """`items` by `stage.state`; `jobs` waiting in Redis, null when it does not answer."""

    items: dict[str, int]
    oldest_seconds: int
    jobs: dict[str, int | None]


class DeadLetter(Record):
    id: int
    feed_id: UUID
    guid: str | None
    url: str | None
    stage: str
    attempts: int
    last_error: str | None
    first_seen_at: datetime
    done_at: datetime | None


class Alive(Record):
    status: Literal["ok"]


class Ready(Record):
    """`checks`: ok, or what is wrong. `degraded`: reading goes on, and changes are refused or wait."""

    status: Literal["ok", "degraded", "failing"]
    checks: dict[str, str]


class Version(Record):
    version: str
    schema_: Annotated[str, Field(alias="schema")]
