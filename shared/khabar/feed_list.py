"""Subscriptions as a list and back: what a line of OPML says of a feed. Nothing that was set for a feed gets lost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from khabar.feed import Feed
from khabar.opml import Element, OpmlDocument, Outline, write_opml
from khabar.subscribe import read_languages

TITLE_CHARACTERS = 500


def as_opml(found: Iterable[Feed]) -> bytes:
    """The feeds as OPML 2.0, in their order. Ours beside the standard's: kept languages, state, further addresses."""
    return write_opml(OpmlDocument(head=(Element(name="title", text="khabar"),), outlines=tuple(map(_line, found))))


def _line(feed: Feed) -> Outline:
    first, *others = feed.addresses or (feed.url,)
    return Outline(
        type="rss",
        text=feed.title or feed.url,
        title=feed.title,
        xml_url=first,
        html_url=feed.site_url,
        language=feed.language,
        languages=",".join(feed.languages) or None,
        state="paused" if feed.state == "paused" else None,
        addresses=" ".join(others) or None,
    )


def wanted_of(line: Outline) -> dict[str, Any]:
    """What a line says of its feed, as `khabar.subscribe.subscribe_url` takes it.

    Raises:
        BadInput: it names a language that khabar can't tell.
    """
    label = line.label[:TITLE_CHARACTERS]
    return {
        "title": label if label and label != line.xml_url else None,
        "site_url": line.html_url,
        "language": (line.language or "")[:TITLE_CHARACTERS] or None,
        "languages": read_languages(line.languages),
        "paused": line.state == "paused",
        "fallbacks": tuple((line.addresses or "").split()),
    }
