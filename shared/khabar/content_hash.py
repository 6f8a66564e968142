"""What of a record the publisher wrote, and its hash: by it a new version is told from an unchanged page."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson

from khabar.article import Article
from khabar.body import BodyBlock

# Keys of a block that the content hash leaves out.
NOT_WRITTEN = frozenset({"id", "spans", "media_id", "embed_id", "dir", "lang"})


def content_hash(article: Article) -> str:
    """SHA-256 over what the publisher wrote. Counters, related links, media addresses and our own data are left out,
    and so is the modification date: a page that is saved again unchanged is not a new version.
    """
    written = {
        "headline": article.headline,
        "kicker": kicker(article),
        "summary": article.summary,
        "authors": [author.name for author in article.authors],
        "published": article.dates.published.value if article.dates.published else None,
        "body": [block_content(block) for block in article.body],
        "captions": [medium.caption for medium in article.media if medium.caption],
        "status": article.status,
    }
    return "sha256:" + hashlib.sha256(orjson.dumps(written, option=orjson.OPT_SORT_KEYS)).hexdigest()


def kicker(article: Article) -> list[str]:
    """The lines above the headline."""
    return [value.value for value in article.headlines if value.role == "kicker"]


def block_content(block: BodyBlock) -> Any:
    """What the publisher wrote in `block`: its kind and texts, without the numbers, links and styles that are ours."""
    return _without_ids(block.model_dump())


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_ids(inner) for name, inner in value.items() if name not in NOT_WRITTEN}
    if isinstance(value, (list, tuple)):
        return [_without_ids(inner) for inner in value]
    return value
