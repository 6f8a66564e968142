"""Is this a new version, and of which kind? Pure: the stored version and the fresh record come in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

import orjson

from khabar.article import Article
from khabar.body import BodyBlock, Quote
from khabar.content_hash import block_content, kicker
from khabar.event import EventType
from khabar.indexing import body_texts
from khabar.origin import LineageInput
from khabar.record import Record
from khabar.versions import in_next_version, version_ref, with_status

_NUMBER = re.compile(r"\d+(?:[.,٫٬]\d+)*")
_QUOTED = re.compile(r"«[^»]{1,400}»|\"[^\"]{1,400}\"|“[^”]{1,400}”")
# A feed that has so much of what was read on the page has the text, and no summary of it.
WHOLE_SHARE = 0.6
FIELDS = ("status", "headline", "summary", "authors", "published_at", "media")
# What tells of the record rather than of the article. Provenance changes with every new extractor, and is no reason.
_ABOUT_THE_RECORD = frozenset(
    [
        "id", "version", "versions", "lineage", "source", "first_seen_at", "fetched_at", "raw", "provenance",
        "content_hash", "cluster",
    ]
)  # fmt: skip


class Revision(Record):
    """What to store. `article` None: nothing; `event` None: nobody is told."""

    outcome: Literal["new", "updated", "withdrawn", "unchanged", "duplicate_of"]
    article: Article | None
    event: EventType | None
    changed: tuple[str, ...] = ()


def revise(
    stored: Article | None,
    fresh: Article,
    *,
    now: datetime,
    is_own: bool,
    is_gone: bool = False,
    is_by_feed: bool = False,
    origin: Literal["publisher", "extractor"] = "publisher",
) -> Revision:
    """Compare `fresh` with the stored version of the same article.

    `is_own`: the stored article came from the same item, so that an equal one is `unchanged`, not `duplicate_of`.
    `is_gone`: its page is there no more (404, 410), and `fresh` was made from the feed. `is_by_feed`: pages of its feed
    are asked for no more, so that the feed alone tells what changed, where it has the text.
    `origin` extractor: the same page under newer rules; then a difference in anything served counts, not only in what
    the publisher wrote.
    """
    if stored is None:
        return Revision(outcome="new", article=fresh, event="article.created")
    if is_gone and is_own and _was_read_there(stored, fresh):
        return _withdrawn(stored, now)
    if stored.status != fresh.status and (origin == "extractor" or stored.status == "withheld"):
        # Newer rules do not undo what the publisher decided, nor does an edit what an operator did.
        fresh = with_status(fresh, stored.status)
    equal: Literal["unchanged", "duplicate_of"] = "unchanged" if is_own else "duplicate_of"
    # What the feed said never replaces what the page said, while that can be asked.
    is_whole = is_by_feed and fresh.word_count >= WHOLE_SHARE * stored.word_count
    worse = "feed_only" in fresh.quality.warnings and "feed_only" not in stored.quality.warnings and not is_whole
    worse = worse or lacks_known_pages(stored, fresh)
    is_same = fresh.content_hash == stored.content_hash
    derived = tuple(derived_pointers(stored, fresh)) if origin == "extractor" else ()
    if (is_same and not derived) or worse:
        return Revision(outcome=equal, article=None, event=None)
    changed = tuple(dict.fromkeys((*changed_pointers(stored, fresh), *derived)))
    is_corrected = origin == "publisher" and is_correction(stored, fresh)
    kind: Literal["corrected", "updated", "restored"] = "corrected" if is_corrected else "updated"
    # A first sight of the page after a record made from the feed is more of the same story, not a correction of it.
    if "feed_only" in stored.quality.warnings and "feed_only" not in fresh.quality.warnings:
        kind = "updated"
    if "/status" in changed:
        kind = "restored"
    revised = fresh.model_copy(
        update={
            "id": stored.id,
            "version": stored.version + 1,
            "first_seen_at": stored.first_seen_at,
            "source": stored.source or fresh.source,
            "lineage": stored.lineage
            if origin == "extractor"
            else fresh.lineage.model_copy(
                update={"inputs": _inputs(stored, fresh), "merged_from": stored.lineage.merged_from}
            ),
        }
    )
    revised = revised.model_copy(
        update={"versions": (*stored.versions, version_ref(revised, now, kind, origin, changed))}
    )
    event: EventType = "article.reextracted"
    if origin == "publisher":
        event = "article.corrected" if kind == "corrected" else "article.updated"
    return Revision(outcome="updated", article=revised, event=event, changed=changed)


def _was_read_there(stored: Article, fresh: Article) -> bool:
    """Whether the page that is gone is the one that the usable record was made from: copies may live elsewhere."""
    if stored.status != "usable" or "feed_only" in stored.quality.warnings:
        return False
    # The feed's link may have been a redirect: then the entry tells.
    same_entry = stored.source == fresh.source and stored.source is not None and stored.source.item_guid is not None
    return same_entry or stored.canonical_url == fresh.canonical_url


def _withdrawn(stored: Article, now: datetime) -> Revision:
    """The stored version with its text, no longer usable."""
    taken = in_next_version(stored, "canceled", now, "withdrawn", "publisher")
    changed = taken.versions[-1].changed
    return Revision(outcome="withdrawn", article=taken, event="article.withdrawn", changed=changed)


def lacks_known_pages(stored: Article, fresh: Article) -> bool:
    """Whether `fresh` only lacks pages that `stored` had: a page that can't be had today was not taken back."""
    if "pages_missing" not in fresh.quality.warnings or "pages_missing" in stored.quality.warnings:
        return False
    known = {_comparable(block) for block in stored.body}
    return fresh.headline == stored.headline and all(_comparable(block) in known for block in fresh.body)


def changed_pointers(old: Article, new: Article) -> Iterator[str]:
    """JSON Pointers of what differs: whole fields, and the blocks of the new body that are new or changed."""
    yield from (f"/{name}" for name in FIELDS if getattr(old, name) != getattr(new, name))
    if kicker(old) != kicker(new):
        yield "/headlines"
    before, after = [_comparable(block) for block in old.body], [_comparable(block) for block in new.body]
    for action, _, _, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if action == "delete":
            yield f"/body/{min(start, max(len(after) - 1, 0))}"
        elif action != "equal":
            yield from (f"/body/{index}" for index in range(start, end))


def derived_pointers(old: Article, new: Article) -> Iterator[str]:
    """JSON Pointers of everything served that differs, what is drawn from the text included."""
    for name in Article.model_fields:
        if name == "body":
            pairs = zip_longest(old.body, new.body)
            yield from (f"/body/{index}" for index, (before, after) in enumerate(pairs) if after and before != after)
        elif name not in _ABOUT_THE_RECORD and getattr(old, name) != getattr(new, name):
            yield f"/{Article.model_fields[name].alias or name}"


def is_correction(old: Article, new: Article) -> bool:
    """Whether the change touches the headline, a number or a quotation that was there before."""
    if old.headline != new.headline and old.headline:
        return True
    before, after = " ".join(body_texts(old.body)), " ".join(body_texts(new.body))
    for pattern in (_NUMBER, _QUOTED):
        if set(pattern.findall(before)) - set(pattern.findall(after)):
            return True
    quotes_before = {block.text for block in old.body if isinstance(block, Quote)}
    return bool(quotes_before - {block.text for block in new.body if isinstance(block, Quote)})


def _comparable(block: BodyBlock) -> bytes:
    return orjson.dumps(block_content(block), option=orjson.OPT_SORT_KEYS)


def _inputs(old: Article, new: Article) -> tuple[LineageInput, ...]:
    """Each feed item once, with its last outcome; the newest 50."""
    seen = {(entry.feed_id, entry.guid, entry.link): entry for entry in (*old.lineage.inputs, *new.lineage.inputs)}
    return tuple(seen.values())[-50:]
