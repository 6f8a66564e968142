"""Dates inside running text, as mentions are read from one paragraph of a Sunday's paper."""

from __future__ import annotations

from datetime import UTC, date, datetime

from khabar.arabic.mentions.reading import Meaning, Published
from khabar.arabic.mentions.resolve import resolve_mentions
from khabar.arabic.node import Node

SUNDAY = Published(date(2023, 7, 9), datetime(2023, 7, 9, 18, 5, tzinfo=UTC))


def read(text: str, published: Published | None = SUNDAY) -> list[tuple[str, Meaning]]:
    """(words, meaning) of every mention."""
    node = Node("b1", "paragraph", 0, text)
    return [(text[one.start : one.end], one.meaning) for one in resolve_mentions([node], published)]


def said(text: str, published: Published | None = SUNDAY) -> list[tuple[str, str | None]]:
    """(words, duration or value) of every mention."""
    return [(words, meaning.duration or meaning.value) for words, meaning in read(text, published)]
