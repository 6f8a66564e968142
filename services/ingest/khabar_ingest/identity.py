"""Which entries of a feed are new, changed or known, and why. Pure: what is stored comes in as records."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import orjson

from khabar.address import Network, Opening
from khabar.arabic.fold import fold
from khabar.errors import BlockedAddress
from khabar.feed import FeedEntry
from khabar.item import NO_LINK, NOT_FETCHED, ChangedItem, KnownItem, NewItem, Stage
from khabar.record import Record
from khabar.url import check_url, host_key, url_key


class Keyed(Record):
    """An entry with its keys. `url` None: it has no link that may be fetched, `refused` says why."""

    entry: FeedEntry
    guid_key: bytes
    entry_hash: bytes
    url: str | None
    url_key: bytes | None
    host: str | None
    refused: str | None


class Matched(Record):
    """What one poll found: entries to insert, items to run again, and how many were as before."""

    new: tuple[NewItem, ...]
    changed: tuple[ChangedItem, ...]
    same: int


def keyed(entry: FeedEntry, *, allow: Sequence[Opening], deny: Sequence[Network]) -> Keyed:
    """`entry` with the sha256 keys it is known by: its guid, else its link, else its text."""
    url, refused = None, None
    if entry.link:
        try:
            url = check_url(entry.link, allow=allow, deny=deny)
        except BlockedAddress as error:
            refused = error.code
    else:
        refused = NO_LINK
    text = orjson.dumps([entry.title, entry.summary_html, entry.content_html])
    name = entry.guid or entry.link
    return Keyed(
        entry=entry,
        guid_key=_sha256(name.encode("utf-8", "replace") if name else text),
        # Authors, categories and counters move without the story having changed.
        entry_hash=_sha256(orjson.dumps([entry.link, entry.updated_raw or entry.published_raw]) + text),
        url=url,
        url_key=url_key(url) if url else None,
        host=host_key(url) if url else None,
        refused=refused,
    )


def match(
    entries: Sequence[Keyed],
    known: Sequence[KnownItem],
    articles: Mapping[bytes, UUID],
    *,
    published: Mapping[bytes, datetime],
    now: datetime,
    max_age_days: int,
    fetch_pages: bool,
) -> Matched:
    """Tell new from changed from known.

    `articles` are those stored from any feed, by URL key; `published` gives the entries' dates by guid key, where they
    have one. `max_age_days` 0 means that no entry is too old. Without `fetch_pages` none waits for its page.
    """
    oldest = now - timedelta(days=max_age_days) if max_age_days else None
    by_guid = {item.guid_key: item for item in known}
    by_url = {item.url_key: item for item in known if item.url_key}
    new: dict[bytes, NewItem] = {}
    changed: dict[int, ChangedItem] = {}
    same = 0
    for entry in entries:
        item = by_guid.get(entry.guid_key)
        guid_key = entry.guid_key
        if item and _is_reused(entry, item):
            guid_key = _sha256(guid_key + (entry.url_key or b""))
            item = by_guid.get(guid_key)
        # A changed guid on a known address is the same item: whole sites renumber their guids at once.
        if item is None and entry.url_key:
            item = by_url.get(entry.url_key)
        if item is not None:
            if item.entry_hash == entry.entry_hash or item.item_id in changed:
                same += 1
            else:
                changed[item.item_id] = _changed(entry, item.item_id, fetch_pages)
        elif guid_key in new:
            same += 1
        else:
            date = published.get(entry.guid_key)
            is_too_old = oldest is not None and date is not None and date < oldest
            article_id = articles.get(entry.url_key) if entry.url_key else None
            new[guid_key] = _new(entry, guid_key, article_id, is_too_old, fetch_pages)
    return Matched(new=tuple(new.values()), changed=tuple(changed.values()), same=same)


def _is_reused(entry: Keyed, item: KnownItem) -> bool:
    """Same guid, but another address and another title: a new story under an old guid."""
    return (
        entry.url_key is not None
        and item.url_key is not None
        and entry.url_key != item.url_key
        and fold(entry.entry.title or "") != fold(item.title or "")
    )


def _new(entry: Keyed, guid_key: bytes, article_id: UUID | None, is_too_old: bool, fetch_pages: bool) -> NewItem:
    outcome = "duplicate_of" if article_id else "too_old" if is_too_old else "pending"
    return NewItem(
        guid_key=guid_key,
        entry=entry.entry,
        entry_hash=entry.entry_hash,
        url=entry.url,
        url_key=entry.url_key,
        host=entry.host,
        stage=_stage(entry, fetch_pages) if outcome == "pending" else None,
        outcome=outcome,
        refused=entry.refused or (None if fetch_pages else NOT_FETCHED),
        article_id=article_id,
    )


def _changed(entry: Keyed, item_id: int, fetch_pages: bool) -> ChangedItem:
    return ChangedItem(
        item_id=item_id,
        entry=entry.entry,
        entry_hash=entry.entry_hash,
        url=entry.url,
        url_key=entry.url_key,
        host=entry.host,
        stage=_stage(entry, fetch_pages),
        refused=None if fetch_pages else NOT_FETCHED,
    )


def _stage(entry: Keyed, fetch_pages: bool) -> Stage:
    return "page" if entry.url and fetch_pages else "extract"


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
