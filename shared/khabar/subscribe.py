"""Subscribing to feeds by address, singly or the whole catalogue. Flow over khabar.url and khabar.storage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import get_args

from khabar.errors import BadInput, BlockedAddress
from khabar.feed import Feed, FeedOptions, Language
from khabar.publishers.record import CatalogueFeed, Publisher
from khabar.settings import Settings
from khabar.storage import addresses, feeds, hosts, publishers
from khabar.storage.database import Connection
from khabar.storage.feeds import AS_USUAL
from khabar.url import check_url, host_key, url_key


@dataclass(frozen=True)
class Subscribed:
    """How many feeds are new, how many were known, and the addresses that were refused, each with the reason."""

    new: int = 0
    known: int = 0
    refused: Mapping[str, str] = field(default_factory=dict)


def known_feed(db: Connection, url: str) -> Feed | None:
    """The feed already subscribed to at `url`; None when there is none, or `url` is no web address."""
    try:
        return feeds.by_url(db, url_key(url.strip()))
    except ValueError:
        return None


def read_languages(text: str | None) -> tuple[str, ...]:
    """The languages of `ar,fa`, in the order written, none twice; empty for None, nothing and `all`.

    Raises:
        BadInput: one of them is none that khabar can tell.
    """
    wanted = tuple(dict.fromkeys(part.strip().lower() for part in (text or "").split(",") if part.strip()))
    if wanted == ("all",):
        return ()
    known = get_args(Language)
    for tag in wanted:
        if tag not in known:
            raise BadInput(f"{tag[:40]!r} is no language that khabar can tell. Known: {', '.join(known)}", subject=tag)
    return wanted


def subscribe_url(
    db: Connection,
    url: str,
    *,
    settings: Settings,
    now: datetime,
    publisher: Publisher | None = None,
    options: FeedOptions = AS_USUAL,
) -> tuple[Feed, bool]:
    """Subscribe to the feed at `url`; returns it, and whether it is new. It is due at once.

    One that is known already is never refused: a list that was exported can be imported where it came from.

    Raises:
        BadInput: it is no web address, or one that khabar may not fetch.
    """
    try:
        checked, *others = (
            check_url(one.strip(), allow=settings.allow_networks, deny=settings.deny_networks)
            for one in (url, *options.fallbacks)
        )
        key, host = url_key(checked), host_key(checked)
    except (BlockedAddress, ValueError) as error:
        if (known := known_feed(db, url)) is not None:
            return known, False
        raise BadInput(f"{url[:200]}: {error}", subject=url[:200]) from None
    is_back = addresses.revive(db, key, options)
    if (known := feeds.by_url(db, key)) is not None:
        if others and addresses.keep(db, known.id, list(dict.fromkeys((checked, *others)))):
            known = feeds.get(db, known.id) or known
        return known, is_back
    if publisher is not None:
        publishers.keep(db, [publisher])
    gap = publisher.gap_seconds if publisher is not None and publisher.gap_seconds is not None else None
    hosts.ensure(db, host, settings.host_gap_seconds if gap is None else gap)
    return feeds.add(
        db,
        now=now,
        url=checked,
        url_key=key,
        host=host,
        interval_seconds=settings.poll_min_seconds,
        publisher_id=publisher.id if publisher else None,
        options=options.model_copy(update={"fallbacks": tuple(others)}),
    )


def subscribe(
    db: Connection, catalogue: Iterable[Publisher], settings: Settings, now: datetime, *, revives: bool = True
) -> Subscribed:
    """Subscribe to every enabled feed of `catalogue` with all its addresses, all or none of it being written.

    A feed is called what its publisher is called, until somebody gives it another name. Without `revives`, what
    somebody removed stays so.
    """
    new = known = 0
    refused: dict[str, str] = {}
    with db.transaction():
        for publisher in catalogue:
            for feed in publisher.feeds:
                if not feed.enabled or (not revives and addresses.is_removed(db, url_key(feed.urls[0]))):
                    continue
                try:
                    _, is_new = subscribe_url(
                        db,
                        feed.urls[0],
                        settings=settings,
                        now=now,
                        publisher=publisher,
                        options=FeedOptions(
                            title=_title(publisher, feed),
                            site_url=publisher.site_url,
                            language=feed.language,
                            fetch_pages=feed.fetch_pages,
                            fallbacks=feed.urls[1:],
                        ),
                    )
                except BadInput as error:
                    refused[feed.urls[0]] = error.message
                    continue
                new, known = new + is_new, known + (not is_new)
    return Subscribed(new=new, known=known, refused=refused)


# What the catalogue's categories are called in a feed's title, which is Arabic.
CATEGORY_NAMES = {
    "accidents": "حوادث", "analysis": "تحليلات", "breaking": "عاجل", "business": "اقتصاد", "cars": "سيارات",
    "culture": "ثقافة", "diaspora": "مغتربون", "entertainment": "فن", "government": "حكومة", "health": "صحة",
    "lifestyle": "منوعات", "local": "محليات", "opinion": "رأي", "politics": "سياسة", "society": "مجتمع",
    "sports": "رياضة", "technology": "تقنية", "travel": "سفر", "world": "دولي",
}  # fmt: skip


def _title(publisher: Publisher, feed: CatalogueFeed) -> str:
    if len(publisher.feeds) == 1 or feed.category == "general":
        return publisher.name_ar
    return f"{publisher.name_ar} · {CATEGORY_NAMES.get(feed.category, feed.category)}"
