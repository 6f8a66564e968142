"""Event records: what happened to an article or a feed, and the CloudEvents 1.0 envelope around it. Shapes only."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from khabar.record import Instant, Record

EventType = Literal[
    "article.created",
    "article.updated",
    "article.corrected",
    "article.withdrawn",
    "article.withheld",
    "article.merged",
    "article.reextracted",
    "feed.degraded",
    "feed.recovered",
    "feed.gone",
    "job.dead_lettered",
]
# Told only to who asks for them by name.
OPT_IN: tuple[EventType, ...] = ("article.reextracted",)
SOURCE = "/khabar/events"


def is_wanted(kind: str, types: Collection[str]) -> bool:
    """Whether who asked for `types` is told events of `kind`.

    Who named none gets all that are not opt-in, also those of types that only a newer version knows.
    """
    return kind in types if types else kind not in OPT_IN


def plain_type(name: str) -> str:
    """The type as it is stored, also of the name that envelopes carry; what is neither comes back as it is.

    >>> plain_type("khabar.article.created.v1")
    'article.created'
    """
    full = name.startswith("khabar.") and name.endswith(".v1")
    return name.removeprefix("khabar.").removesuffix(".v1") if full else name


class Position(Record):
    """A place in the event log: transaction id, then row number. Rows are shown in this order only once no older
    transaction runs, so that a reader who keeps its position misses nothing.

    Measured: a plain `seq > last` lost dozens of 360 events under concurrent writers, this order none.
    """

    tx: Annotated[int, Field(ge=0)]
    seq: Annotated[int, Field(ge=0)]

    def __str__(self) -> str:
        """Twenty digits each, so that positions sort as text.  00000000000000481516-00000000000000000042"""
        return f"{self.tx:020d}-{self.seq:020d}"

    @classmethod
    def parse(cls, text: str) -> Position:
        """The position written by `str()`.

        Raises:
            ValueError: `text` is not two numbers joined by a hyphen, or one does not fit 64 bits.
        """
        tx, dash, seq = text.partition("-")
        if not (dash and tx.isascii() and seq.isascii() and tx.isdigit() and seq.isdigit()):
            raise ValueError("not an event position")
        if max(int(tx), int(seq)) >= 2**63:
            raise ValueError("event position out of range")
        return cls(tx=int(tx), seq=int(seq))


class Event(Record):
    """One row of the event log. `type` may be one that only a newer version knows, after a return to this one."""

    id: UUID
    type: str
    position: Position
    at: Instant
    article_id: UUID | None = None
    article_version: int | None = None
    feed_id: UUID | None = None
    data: dict[str, Any]


def envelope(event: Event) -> dict[str, Any]:
    """`event` as CloudEvents 1.0 structured JSON; the same for the log, the stream and webhooks.

    Source: CloudEvents 1.0.2 §3.1; `timestamp` repeats `time` for readers of Standard Webhooks.
    """
    at = event.at.isoformat().replace("+00:00", "Z")
    return {
        "specversion": "1.0",
        "id": str(event.id),
        "source": SOURCE,
        "type": f"khabar.{event.type}.v1",
        "subject": str(event.article_id or event.feed_id or event.id),
        "time": at,
        "timestamp": at,
        "sequence": str(event.position),
        "datacontenttype": "application/json",
        "dataschema": f"/v1/schemas/{event.type}.v1",
        "data": event.data,
    }
