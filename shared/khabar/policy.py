"""What a publisher's policy lets a reader see of a record. A rule; the API is the only one that applies it."""

from __future__ import annotations

from typing import Any

from khabar import render
from khabar.article import Article
from khabar.body import Paragraph
from khabar.origin import Provenance

# About two sentences; the end is the last white space before it.
EXCERPT_CHARACTERS = 300
# A record is stored with its keys in the order of the model: these two marks make a look inside unnecessary.
_USABLE = ',"status":"usable",'
_FULL = '"policy":"full"}}'
_HEAD_CHARACTERS = 160


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


def shown(article: Article) -> Article:
    """`article` as its policy lets it be shown; a withheld one shows what a headline-only publisher's does.

    `headline_only`: no summary, body, media or anything that quotes the body. `excerpt`: the body is one paragraph of
    about 300 characters, and the lead picture stays. Counts, dates, people and provenance stay. `quality.warnings`
    says what was done.
    """
    policy = "headline_only" if article.status == "withheld" else article.access.policy
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
