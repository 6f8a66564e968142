"""Dates inside the text, resolved against the day of publication or against each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from khabar.arabic.node import Node
from khabar.article import DateMention
from khabar_worker.extract.zones import Where
from khabar_worker.extraction import Found


def find_mentions(
    nodes: Sequence[Node], *, published: Found | None, where: Where, now: datetime
) -> tuple[DateMention, ...]:
    """Mentions in reading order. Without a publication date only dates that need no anchor are resolved."""
    return ()
