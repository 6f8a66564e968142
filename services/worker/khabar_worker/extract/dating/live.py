"""The updates of a live page: when each was published, and which blocks are its own. Rules only.

Not here: the blocks themselves, which stay headings and paragraphs in the body.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from selectolax.lexbor import LexborNode

from khabar.arabic.clean import clean_text
from khabar.arabic.fold import fold
from khabar.body import BodyBlock, TextBlock
from khabar.findings import LiveUpdate
from khabar_worker.extract.dating.date_candidates import Reader
from khabar_worker.extract.markup.marks import Marked
from khabar_worker.extract.markup.structured import each, plain, string
from khabar_worker.extraction import Stamp

# The box of an update is this near above its time.
_LEVELS = 3
_TITLES = "h2, h3, h4, p"
# Enough of a paragraph to know it again.
_OPENING = 60
# One update is no live page.
_FEWEST = 2


def update_stamps(article: dict[str, Any], times: Iterable[Marked], reader: Reader) -> tuple[Stamp, ...]:
    """What each update opens with and when it was published: JSON-LD's, then the page's own `time` elements."""
    told = [*_of_jsonld(article, reader), *_of_page(times, reader)]
    # The first that knows the moment is believed.
    kept: dict[str, Stamp] = {}
    for stamp in sorted(told, key=lambda stamp: stamp.at is None):
        kept.setdefault(stamp.text, stamp)
    return tuple(kept.values())


def _of_jsonld(article: dict[str, Any], reader: Reader) -> Iterator[Stamp]:
    for entry in each(article.get("liveBlogUpdate")):
        if isinstance(entry, dict):
            text = string(entry.get("headline")) or string(entry.get("name")) or string(entry.get("articleBody"))
            date = reader.read(string(entry.get("datePublished")))
            if text and (opening := _opening(plain(text))):
                yield Stamp(text=opening, at=date.at if date else None)


def _of_page(times: Iterable[Marked], reader: Reader) -> Iterator[Stamp]:
    for node, attributes in times:
        text = _title_beside(node)
        if text:
            date = reader.read(attributes.get("datetime"))
            yield Stamp(text=_opening(text), at=date.at if date and date.offset else None)


def _title_beside(time: LexborNode) -> str | None:
    """What the nearest box around a time opens with."""
    box = time.parent
    for _ in range(_LEVELS):
        if box is None or box.tag in ("body", "main"):
            return None
        title = box.css_first(_TITLES)
        if title is not None:
            # A box with other times holds several updates.
            return clean_text(title.text(separator=" ")) if len(box.css("time")) == 1 else None
        box = box.parent
    return None


def updates_of(body: Sequence[BodyBlock], stamped: Sequence[Stamp]) -> tuple[LiveUpdate, ...]:
    """The updates in the order of the body; none when fewer than two are found there. What is above them is no update.

    An update goes from the block that opens it down to the next one.
    """
    known = {stamp.text: stamp for stamp in stamped}
    found: list[tuple[Stamp, str | None, list[str]]] = []
    for block in body:
        text = block.text if isinstance(block, TextBlock) else ""
        stamp = known.pop(_opening(text), None) if text else None
        if stamp is not None:
            found.append((stamp, text if block.type == "heading" else None, []))
        if found:
            found[-1][2].append(block.id)
    if len(found) < _FEWEST:
        return ()
    return tuple(
        LiveUpdate(id=f"u{number}", headline=headline, published_at=stamp.at, blocks=tuple(blocks))
        for number, (stamp, headline, blocks) in enumerate(found, 1)
    )


def _opening(text: str) -> str:
    return fold(text)[:_OPENING].strip()
