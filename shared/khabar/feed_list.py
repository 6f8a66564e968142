"""Subscriptions as a list and back: what a line of OPML says of a feed. Nothing that was set for a feed gets lost.

OPML ─ read_opml ─▶ folders, line ─ subscribe_line ─▶ feed, place ─ as_opml ─▶ the same OPML
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from khabar.feed import TITLE_CHARACTERS, Feed, FeedOptions
from khabar.opml import write_opml
from khabar.opml_shapes import Attributes, Element, OpmlDocument, Outline, Place, attributes_of, outline_of
from khabar.publishers.record import Publisher
from khabar.settings import Settings
from khabar.storage import feed_places
from khabar.storage.database import Connection
from khabar.subscribe import read_languages, subscribe_url

# What a subscription has a place for itself; the rest of a line is kept with its place.
_OWN = frozenset(
    [
        "text", "xmlUrl", "htmlUrl", "language", "khabarLanguages", "khabarFetchPages", "khabarState",
        "khabarAddresses",
    ]
)  # fmt: skip


def as_opml(found: Iterable[Feed], places: Mapping[UUID, Sequence[Place]]) -> bytes:
    """The feeds as OPML 2.0, in their order and in their folders; a feed that stands nowhere stands at the top.

    Ours beside the standard's: kept languages, whether pages are fetched, state, further addresses.
    """
    top = _Folder()
    for feed in found:
        for place in places.get(feed.id) or (Place(),):
            folder = top
            for attributes in place.folders:
                folder = folder.inside(attributes)
            folder.lines.append(_line(feed, place.attributes))
    return write_opml(OpmlDocument(head=(Element(name="title", text="khabar"),), outlines=top.outlines()))


@dataclass
class _Folder:
    """A folder that is being filled. One is told from another by all its attributes."""

    lines: list[Outline | tuple[Attributes, _Folder]] = field(default_factory=list)
    folders: dict[Attributes, _Folder] = field(default_factory=dict)

    def inside(self, attributes: Attributes) -> _Folder:
        if attributes not in self.folders:
            self.folders[attributes] = _Folder()
            self.lines.append((attributes, self.folders[attributes]))
        return self.folders[attributes]

    def outlines(self) -> tuple[Outline, ...]:
        return tuple(
            line if isinstance(line, Outline) else outline_of(line[0], line[1].outlines()) for line in self.lines
        )


def _line(feed: Feed, kept: Attributes) -> Outline:
    first, *others = feed.addresses or (feed.url,)
    own = Outline(
        type="rss",
        text=feed.title or feed.url,
        title=feed.title,
        xml_url=first,
        html_url=feed.site_url,
        language=feed.language,
        languages=",".join(feed.languages) or None,
        fetch_pages=None if feed.fetch_pages else "false",
        state="paused" if feed.state == "paused" else None,
        addresses=" ".join(others) or None,
    )
    return outline_of(tuple({**dict(attributes_of(own)), **dict(kept)}.items()))


def place_of(folders: Sequence[Outline], line: Outline) -> Place:
    """Where a line stands. A folder that is a feed too is a folder of its name: as a feed it has its own line."""
    said = tuple(
        (name, value)
        for name, value in attributes_of(line)
        if name not in _OWN and (name, value) not in (("type", "rss"), ("title", line.text))
    )
    return Place(
        folders=tuple((("text", one.label),) if one.xml_url else attributes_of(one) for one in folders),
        attributes=said,
    )


def subscribe_line(
    db: Connection,
    folders: Sequence[Outline],
    line: Outline,
    *,
    settings: Settings,
    now: datetime,
    publisher: Publisher | None,
) -> tuple[Feed, bool]:
    """Subscribe to the feed of a line, and keep where it stands; returns the feed, and whether it is new.

    Raises:
        BadInput: its address is none that khabar may fetch, or it names a language that khabar can't tell.
    """
    with db.transaction():
        feed, is_new = subscribe_url(
            db, (line.xml_url or "").strip(), settings=settings, now=now, publisher=publisher, options=_wanted(line)
        )
        feed_places.keep(db, feed.id, place_of(folders, line))
    return feed, is_new


def _wanted(line: Outline) -> FeedOptions:
    """What a line says of its feed.

    Raises:
        BadInput: it names a language that khabar can't tell.
    """
    label = line.label[:TITLE_CHARACTERS]
    return FeedOptions(
        title=label if label and label != line.xml_url else None,
        site_url=line.html_url,
        language=(line.language or "")[:TITLE_CHARACTERS] or None,
        languages=read_languages(line.languages),
        fetch_pages=(line.fetch_pages or "").strip().lower() != "false",
        paused=line.state == "paused",
        fallbacks=tuple((line.addresses or "").split()),
    )
