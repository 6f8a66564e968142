"""Extractions of several pages and of the feed → one article's. Pure. Not here: which pages belong together.

Each page repeats the headline, the standfirst, the lead picture and often the last lines of the page before it: what
was said already is said once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from khabar.arabic.fold import fold
from khabar.article import RoleValue
from khabar.body import (
    BodyBlock,
    Cell,
    Embed,
    EmbedBlock,
    Link,
    ListBlock,
    ListItem,
    Media,
    MediaBlock,
    Table,
    TextBlock,
)
from khabar.indexing import body_texts
from khabar.origin import Provenance, Rejected
from khabar_worker.extract.heading.lead_image import same_picture
from khabar_worker.extraction import Extraction

# Between other texts a line this short may well be there twice («وأضاف:»).
_CHORUS_LETTERS = 60
# An AMP page must have this much more text than the page itself to be believed more.
_FULLER = 1.5
_WHY_AMP = "the page shows only {} characters of it"

Node = TypeVar("Node", ListItem, Cell)


def joined(first: Extraction, parts: Sequence[tuple[Extraction, str]]) -> Extraction:
    """`first` with the body of further pages behind its own. Each part comes with the `raw_ref` of its page."""
    whole = first
    said = {fold(text) for text in (first.headline, first.summary, *_values(first)) if text}
    refs: list[str] = []
    for part, raw_ref in parts:
        said |= {_content(block, whole) for block in whole.body}
        blocks = _fresh(part, said, whole)
        if blocks:
            whole = _appended(whole, part, blocks)
            refs.append(raw_ref)
    if not refs:
        return first
    body = first.provenance["/body"]
    return whole.model_copy(
        update={
            "provenance": {**first.provenance, "/body": body.model_copy(update={"raw_refs": tuple(refs)})},
            "warnings": tuple(dict.fromkeys((*first.warnings, *(w for part, _ in parts for w in _lasting(part))))),
        }
    )


def with_amp_body(main: Extraction | None, amp: Extraction, raw_ref: str) -> Extraction:
    """The AMP page's text in place of an empty or thin one; `main` None: the page itself could not be read at all.

    Where the AMP page says hardly more, `main` is returned as it is.
    """
    if main is None:
        return amp.model_copy(
            update={
                "provenance": {pointer: _from(entry, raw_ref) for pointer, entry in amp.provenance.items()},
                "warnings": (*amp.warnings, "body_from_amp"),
            }
        )
    length = letters(main)
    if letters(amp) < _FULLER * length:
        return main
    loser = Rejected(method=main.provenance["/body"].method, value=None, why=_WHY_AMP.format(length))
    provenance = _from(amp.provenance["/body"].model_copy(update={"rejected": (loser,)}), raw_ref)
    warnings = ["body_from_amp", *(code for code in main.warnings if code != "truncated_source"), *_lasting(amp)]
    return main.model_copy(
        update={
            **{name: getattr(amp, name) for name in ("media", "embeds", "links", "body")},
            **{name: getattr(main, name) or getattr(amp, name) for name in ("headline", "dateline", "info_sources")},
            "provenance": {**main.provenance, "/body": provenance},
            "warnings": tuple(dict.fromkeys(warnings)),
        }
    )


def letters(extraction: Extraction) -> int:
    """How much text a body has, in code points."""
    return sum(map(len, body_texts(extraction.body)))


def _from(entry: Provenance, raw_ref: str) -> Provenance:
    return entry.model_copy(update={"raw_ref": raw_ref})


def _lasting(part: Extraction) -> tuple[str, ...]:
    """What is wrong with a part's body is wrong with the whole; what its head lacks is not."""
    return tuple(code for code in part.warnings if code in ("truncated_source", "headings_inferred"))


def _values(extraction: Extraction) -> Iterable[str]:
    return (value.value for value in (*extraction.headlines, *extraction.descriptions))


def _fresh(part: Extraction, said: set[str], whole: Extraction) -> list[BodyBlock]:
    """The blocks of `part` that are not there yet: none that opens the page, and nothing long between."""
    found: list[BodyBlock] = []
    for block in part.body:
        content = _content(block, part)
        known = content in said or _is_known_picture(block, part, whole)
        if known and (not found or len(content) >= _CHORUS_LETTERS or not isinstance(block, TextBlock)):
            continue
        found.append(block)
    return found


def _content(block: BodyBlock, owner: Extraction) -> str:
    """What a block says, for comparing."""
    if isinstance(block, TextBlock):
        return fold(block.text)
    if isinstance(block, MediaBlock):
        return f"{block.type} {_entry(owner.media, block.media_id).url}"
    if isinstance(block, EmbedBlock):
        return f"embed {_entry(owner.embeds, block.embed_id).url}"
    return f"{block.type} {fold(' '.join(body_texts([block])))}"


def _is_known_picture(block: BodyBlock, part: Extraction, whole: Extraction) -> bool:
    if not isinstance(block, MediaBlock) or block.type != "image":
        return False
    url = _entry(part.media, block.media_id).url
    return any(medium.url == url or same_picture(medium.url, url) for medium in whole.media)


def _entry(entries: Iterable[Any], identity: str) -> Any:
    return next(entry for entry in entries if entry.id == identity)


def _appended(whole: Extraction, part: Extraction, blocks: list[BodyBlock]) -> Extraction:
    """`whole` with `blocks` of `part` behind it, all ids counted on."""
    media: list[Media] = list(whole.media)
    embeds: list[Embed] = list(whole.embeds)
    body = list(whole.body)
    for block in blocks:
        identity = f"b{len(body) + 1}"
        moved: BodyBlock
        if isinstance(block, MediaBlock):
            medium = _entry(part.media, block.media_id)
            media.append(medium.model_copy(update={"id": f"m{len(media) + 1}", "role": "body"}))
            moved = block.model_copy(update={"id": identity, "media_id": media[-1].id})
        elif isinstance(block, EmbedBlock):
            embeds.append(_entry(part.embeds, block.embed_id).model_copy(update={"id": f"x{len(embeds) + 1}"}))
            moved = block.model_copy(update={"id": identity, "embed_id": embeds[-1].id})
        elif isinstance(block, ListBlock):
            items = tuple(_item(item, block.id, identity) for item in block.items)
            moved = block.model_copy(update={"id": identity, "items": items})
        elif isinstance(block, Table):
            rows = tuple(tuple(_renamed(cell, block.id, identity) for cell in row) for row in block.rows)
            moved = block.model_copy(update={"id": identity, "rows": rows})
        else:
            moved = block.model_copy(update={"id": identity})
        body.append(moved)
    links: dict[tuple[str, str], Link] = {(link.href, link.text): link for link in (*whole.links, *part.links)}
    return whole.model_copy(
        update={
            "body": tuple(body), "media": tuple(media), "embeds": tuple(embeds), "links": tuple(links.values()),
            "info_sources": tuple(dict.fromkeys((*whole.info_sources, *part.info_sources))),
        }
    )  # fmt: skip


def _item(item: ListItem, old: str, new: str) -> ListItem:
    moved = _renamed(item, old, new)
    return moved.model_copy(update={"items": tuple(_item(below, old, new) for below in item.items)})


def _renamed(node: Node, old: str, new: str) -> Node:
    """`node` under another block: b2.i1 becomes b9.i1."""
    return node.model_copy(update={"id": new + node.id.removeprefix(old)})


def filled_from_feed(page: Extraction, feed: Extraction) -> Extraction:
    """`page`, with what only the feed says. Where both speak the page wins; the feed's headline is kept beside it."""
    changes: dict[str, Any] = {}
    provenance = dict(page.provenance)
    for name, pointer in (
        ("headline", "/headline"),
        ("summary", "/summary"),
        ("published", "/published_at"),
        ("modified", "/modified_at"),
        ("authors", "/authors"),
        ("keywords", "/keywords"),
        ("media", "/media"),
    ):
        if not getattr(page, name) and getattr(feed, name):
            changes[name] = getattr(feed, name)
            if pointer in feed.provenance:
                provenance[pointer] = feed.provenance[pointer]
    if "headline" in changes:
        changes["headlines"] = (RoleValue(role="main", value=changes["headline"]), *page.headlines)
    headlines = changes.get("headlines", page.headlines)
    if feed.headline and feed.headline not in {value.value for value in headlines}:
        changes["headlines"] = (*headlines, RoleValue(role="feed", value=feed.headline))
    if feed.summary and feed.summary not in {value.value for value in page.descriptions}:
        changes["descriptions"] = (*page.descriptions, RoleValue(role="feed", value=feed.summary))
    return page.model_copy(update={**changes, "provenance": provenance})
