"""What makes one version of a record the next: its line in `versions`, and another status. Rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from khabar.article import Article, Status
from khabar.content_hash import content_hash
from khabar.origin import VersionRef


def version_ref(article: Article, now: datetime, kind: Any, origin: Any, changed: Iterable[str]) -> VersionRef:
    return VersionRef(
        version=article.version,
        created_at=now,
        kind=kind,
        origin=origin,
        content_hash=article.content_hash,
        changed=tuple(changed),
        raw_ref=f"sha256:{article.raw.sha256}" if article.raw.sha256 else None,
    )


def with_status(article: Article, status: Status) -> Article:
    """`article` in another state, which its hash covers."""
    changed = article.model_copy(update={"status": status})
    return changed.model_copy(update={"content_hash": content_hash(changed)})


def in_next_version(stored: Article, status: Status, now: datetime, kind: Any, origin: Any) -> Article:
    """The stored version with its text as it was, and another status."""
    taken = with_status(stored.model_copy(update={"version": stored.version + 1}), status)
    ref = version_ref(taken, now, kind, origin, ("/status",))
    return taken.model_copy(update={"versions": (*stored.versions, ref)})
