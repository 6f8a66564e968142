"""What a publisher's policy lets a reader see of a record. A rule; the API is the only one that applies it."""

from __future__ import annotations

from typing import Any

from khabar import render
from khabar.article import Article, Quality
from khabar.body import Paragraph
from khabar.origin import Provenance

# About two sentences; the end is the last white space before it.
EXCERPT_CHARACTERS = 300
# A record is stored with its keys in the order of the model: these two marks make a look inside unnecessary.
_USABLE = ',"status":"usable",'
_FULL = '"policy":"full"}}'
_HEAD_CHARACTERS = 160
# What of a withheld article is no part of what it said.
_LEFT = (
    "id", "version", "status", "type", "url", "canonical_url", "language", "direction", "published_at", "modified_at",
    "first_seen_at", "fetched_at", "dates", "publisher", "source", "cluster", "raw", "content_hash", "versions",
    "lineage", "access",
)  # fmt: skip


def is_shown_whole(record: str) -> bool:
    """Whether the stored JSON text may be sent as it is. False means: parse it and ask `shown`."""
    return record.endswith(_FULL) and _USABLE in record[:_HEAD_CHARACTERS]


def excerpt(text: str, most: int = EXCERPT_CHARACTERS) -> str:
    """The beginning of `text`, at most `most` code points, never ending inside a word.

    >>> excerpt("رأى خبيران أن القتل", 12)
    'رأى خبيران…'
    """
    if len(text) <= most:
        return text
    words = text[:most].split()
    if not (text[most].isspace() or text[most - 1].isspace()):
        words = words[:-1]
    return " ".join(words) + "…"


def left_of(article: Article) -> Article:
    """All of `article`; of one that an operator withheld, nothing that it said: its address, dates and versions."""
    if article.status != "withheld":
        return article
    left = {name: getattr(article, name) for name in _LEFT}
    return Article(**left, quality=Quality(score=0, completeness=0), provenance={})


def withheld(record: str) -> str:
    """The stored JSON text of an earlier version of an article that is withheld by now, as good as withheld itself."""
    article = Article.model_validate_json(record)
    return article.model_copy(update={"status": "withheld"}).model_dump_json(by_alias=True)


def shown(article: Article) -> Article:
    """`article` as its policy lets it be shown; nothing of the text of a withheld one.

    `headline_only`: no summary, body, media or anything that quotes the body. `excerpt`: the body is one paragraph of
    about 300 characters, and the lead picture stays. Counts, dates, people and provenance stay. `quality.warnings`
    says what was done.
    """
    if article.status == "withheld":
        return left_of(article)
    policy = article.access.policy
    if policy == "full":
        return article
    changes: dict[str, Any] = {
        "quotes": (),
        "reported": (),
        "questions": (),
        "corrections": (),
        "live": (),
        "entities": (),
        "date_mentions": (),
        "key_terms": (),
        "embeds": (),
        "links": (),
        "provenance": {
            pointer: _quiet(pointer, origin)
            for pointer, origin in article.provenance.items()
            if not pointer.startswith("/quotes/")
        },
        "quality": article.quality.model_copy(update={"warnings": (*article.quality.warnings, f"policy_{policy}")}),
    }
    if policy == "headline_only":
        changes |= {"summary": None, "descriptions": (), "body": (), "media": ()}
    else:
        begun = excerpt(" ".join(render.to_text(article).split()))
        changes["body"] = (Paragraph(id="b1", text=begun),) if begun else ()
        changes["media"] = tuple(medium for medium in article.media if medium.role == "lead")
    return article.model_copy(update=changes)


def _quiet(pointer: str, origin: Provenance) -> Provenance:
    """`origin` without the texts that lost, where these are parts of the article."""
    return (
        origin
        if pointer in ("/published_at", "/canonical_url", "/authors")
        else origin.model_copy(update={"rejected": ()})
    )
