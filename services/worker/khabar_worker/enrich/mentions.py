"""Dates inside the text, resolved against the day of publication or against each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from khabar.arabic.mentions.reading import Mention, Published
from khabar.arabic.mentions.resolve import resolve_mentions
from khabar.arabic.node import Node
from khabar.body import At
from khabar.findings import DateMention
from khabar_worker.extract.dating.zones import Where
from khabar_worker.extraction import Found

# What a publication must be known to: «أمس» has no day when only the month is.
_EXACT = {"second", "minute", "hour", "day"}


def find_mentions(
    nodes: Sequence[Node], *, published: Found | None, where: Where, now: datetime
) -> tuple[DateMention, ...]:
    """Mentions in reading order. Without a publication date only dates that need no anchor are resolved."""
    found = resolve_mentions(nodes, _base(published, where))
    return tuple(_record(mention, number, nodes) for number, mention in enumerate(found, 1))


def _base(published: Found | None, where: Where) -> Published | None:
    """The day of publication as the publisher's readers count it; None when it is unknown or not to be trusted."""
    if published is None or not published.detail.trusted or published.detail.precision not in _EXACT:
        return None
    if published.detail.precision == "day":
        return Published(date.fromisoformat(published.detail.value[:10]))
    at = published.at.astimezone(ZoneInfo(where.time_zone))
    return Published(at.date(), at)


def _record(mention: Mention, number: int, nodes: Sequence[Node]) -> DateMention:
    node, meaning = nodes[mention.node], mention.meaning
    anchor = None if meaning.anchor is None else "published" if meaning.anchor < 0 else f"d{meaning.anchor + 1}"
    return DateMention(
        id=f"d{number}",
        raw=node.text[mention.start : mention.end],
        at=At(node=node.id, start=mention.start, end=mention.end),
        kind="duration" if meaning.duration else "point",
        value=meaning.value,
        precision=meaning.precision,
        duration=meaning.duration,
        modifier=meaning.modifier,
        calendar=meaning.calendar,
        method=meaning.method,
        anchor=anchor,
        confidence=meaning.confidence,
    )
