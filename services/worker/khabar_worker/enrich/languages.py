"""Which blocks of an article are in another language or direction, and how much of it is in which. Pure.

Not here: telling a text's language (khabar.arabic.language).
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Literal

from khabar.arabic.language import detect, direction
from khabar.body import BodyBlock
from khabar.findings import LanguageShare
from khabar.indexing import body_texts

# Fewer letters than this may be a name or a loan: the block keeps the article's language.
MIN_LETTERS = 20
_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")
# Letters that Arabic does not write. Without one of them a block in Arabic script is Arabic, and needs no closer look.
# Source: the alphabets in Unicode CLDR exemplar sets.
_NOT_ARABIC = re.compile("[\u0671-\u06d3\u0750-\u077f]")


def with_languages(
    body: tuple[BodyBlock, ...], language: str | None, declared: str | None
) -> tuple[tuple[BodyBlock, ...], tuple[LanguageShare, ...]]:
    """`body` with `lang` and `dir` where they differ from the article's, and the languages by their share of letters.

    `language` is the article's, None when unknown; `declared` the primary language that the page or feed claims.
    """
    side = direction(language or "ar")
    letters: Counter[str] = Counter()
    marked: list[BodyBlock] = []
    for block in body:
        text = " ".join(body_texts((block,)))
        count = sum(map(len, _LETTERS.findall(text)))
        if not count:
            marked.append(block)
            continue
        own, own_side = _own(text, count, language, side)
        if own or language:
            letters[own or language or ""] += count
        changed = {"lang": own if own != language else None, "dir": own_side if own_side != side else None}
        marked.append(block.model_copy(update=changed) if any(changed.values()) else block)
    total = letters.total()
    shares = tuple(
        LanguageShare(code=code, share=round(count / total, 3), declared=code == declared)
        for code, count in letters.most_common()
    )
    if not shares and language:
        shares = (LanguageShare(code=language, share=1.0, declared=language == declared),)
    return tuple(marked), shares


def _own(
    text: str, count: int, language: str | None, side: Literal["rtl", "ltr"]
) -> tuple[str | None, Literal["rtl", "ltr"]]:
    """The language of one block, the article's where nothing says otherwise, and its direction."""
    latin = sum(map(len, _LATIN.findall(text)))
    if language == "ar" and 2 * latin < count and not _NOT_ARABIC.search(text):
        return language, side
    found = detect(text) if count >= MIN_LETTERS else None
    if found is not None:
        return found, direction(found)
    return language, direction(text) if count > 1 else side
