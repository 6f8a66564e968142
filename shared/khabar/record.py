"""What every record is made of: the frozen base, instants, shares, kinds of dates. No record of its own is here."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

Share = Annotated[float, Field(ge=0, le=1)]

Precision = Literal["second", "minute", "hour", "day", "month", "year"]

Calendar = Literal["gregorian", "hijri"]


def _rfc3339(value: datetime) -> str:
    """UTC with `Z`, whole seconds unless there are fractions.  2026-11-22T10:05:00Z"""
    return value.isoformat().replace("+00:00", "Z")


Instant = Annotated[datetime, PlainSerializer(_rfc3339, return_type=str, when_used="json")]


class Record(BaseModel):
    """Base of all records: frozen, and unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")
