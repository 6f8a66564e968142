"""A page or text that somebody wants to see extracted, without an article being stored. Shapes only."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from khabar.record import Instant, Record

TrialStage = Literal["page", "extract"]
TrialState = Literal["pending", "running", "done", "failed"]


class AskedTrial(Record):
    """A stored request, and what came of it. `stage` page: it is being fetched.

    `record` is an article's JSON as a worker made it; `error` says why a failed one failed, a code of khabar.errors
    first.
    """

    id: UUID
    number: int
    url: str | None
    stage: TrialStage
    state: TrialState
    asked_at: Instant
    done_at: Instant | None = None
    error: str | None = None
    record: str | None = None
