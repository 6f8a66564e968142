"""Boxes inside the article's element that are on every sample and are no part of any story. Rules only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from khabar.arabic.clean import clean_text
from khabar.arabic.fold import fold
from khabar_worker.extract.markup.selecting import Element, matches
from khabar_worker.study.sample import Sample
from khabar_worker.study.stable import names_of

# A box is a small part of its article.
_LARGEST = 0.4
# Words in links beyond this share are pointers to other stories.
_LINKED = 0.8
_MOST = 8


def drops_for(samples: Sequence[Sample]) -> tuple[str, ...]:
    """Selectors of boxes whose text the general rules took for the story's: the same on every page, or only links.

    None from a single sample: what is on one page may be its story.
    """
    if len(samples) < 2 or any(sample.body is None for sample in samples):
        return ()
    first = samples[0].body
    assert first is not None
    found: list[str] = []
    taken: set[int] = set()
    for node in first.css("*"):
        if node.mem_id in taken or node.mem_id == first.mem_id:
            continue
        selector = next((name for name in names_of(node) if _is_box(samples, name)), None)
        if selector is not None:
            found.append(selector)
            taken |= {part.mem_id for match in matches(first, selector) for part in match.css("*")}
            taken |= {match.mem_id for match in matches(first, selector)}
    return tuple(dict.fromkeys(found))[:_MOST]


def _is_box(samples: Sequence[Sample], selector: str) -> bool:
    texts: list[set[str]] = []
    for sample in samples:
        boxes = list(_boxes(sample, selector))
        if not boxes:
            return False
        story = fold(" ".join(_texts(sample)))
        if not any(fold(clean_text(box.text(separator=" ")))[:60] in story for box in boxes):
            # The general rules leave it out already.
            return False
        texts.append({fold(clean_text(box.text(separator=" "))) for box in boxes})
        if not all(_is_links(box) for box in boxes):
            texts[-1].add("")
    same = len(set(map(frozenset, texts))) == 1 and texts[0] - {""}
    return bool(same) or not any("" in each for each in texts)


def _boxes(sample: Sample, selector: str) -> Iterator[Element]:
    body = sample.body
    if body is None:
        return
    whole = len(body.text(strip=True)) or 1
    boxes = [node for node in matches(body, selector) if node.mem_id != body.mem_id and node.text(strip=True)]
    if sum(len(box.text(strip=True)) for box in boxes) <= _LARGEST * whole:
        yield from boxes


def _is_links(node: Element) -> bool:
    linked = sum(len(link.text(strip=True)) for link in node.css("a[href]") if link.mem_id != node.mem_id)
    return linked >= _LINKED * len(node.text(strip=True))


def _texts(sample: Sample) -> Iterator[str]:
    for block in sample.extraction.body:
        match block.type:
            case "list":
                yield from (item.text for item in block.items)
            case "paragraph" | "heading" | "quote" | "correction_note":
                yield block.text
            case _:
                pass
