"""Names of writers that no line prints: told by a picture, a card, or a label for readers that speak. Rules only."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from khabar.arabic.clean import clean_text
from khabar_worker.extract.bylines.people import is_signature

# Addresses of people's pages on a site.
PROFILE = re.compile(
    r"/(?:authors?|auteurs?|aut|writers?|editors?|profiles?|journalists?|columnists?|reporters?|contributors?|team|staff|users?|experts?|scholars?|kuttab|katib)/"
    r"|[?&](?:author|writer)|/@[\w.-]+/?$",
    re.IGNORECASE,
)
# «جميع مقالات فلانة», «صفحة الكاتب فلان»
_ALL_OF = re.compile(
    r"^(?:(?:عرض|شاهد|المزيد\s+من|جميع|كل|صفحة|ملف|صورة)\s+)*(?:(?:مقالات|مواد|أخبار|تقارير)\s+)?(?:ال(?:كاتب|مؤلف|صحفي)[ةه]?\s+)?"
)
_WRITERS = re.compile(r"\W*(?:(?:ال)?(?:كاتب|مؤلف)(?:[ةه]|ون|ين|ات)?|(?:ال)?كتّ?اب|authors?|byline)\W*", re.IGNORECASE)
# What a writer's card leads to: «مقالات أخرى للكاتبة», «المزيد من مقالات الكاتب».
_MORE_BY = re.compile(r"\W*(?:(?:ال)?مزيد|مقالات|أحدث|آخر|كتابات|أعمدة|مواد)\s(?:\S+\s){0,2}(?:لل|ال)كاتب[ةه]?\W*")
_MORE_LETTERS = 60
_CARD_LEVELS = 3
_CARD_TEXTS = 6
# Where pages keep the writer for their scripts, on an element around the article.
_KEPT_IN = ("data-author", "data-author-name", "data-authors", "data-byline")
_AROUND = 5


def is_writers_label(label: str) -> bool:
    """Whether an `aria-label` says that an element names the writers."""
    return _WRITERS.fullmatch(label) is not None


def portrayed(image: LexborNode) -> str | None:
    """The name that only a picture tells, or its link's label, in a link to its owner's page that has no text."""
    link = image.parent
    if link is None or link.tag != "a":
        return None
    attributes = link.attributes
    told = (image.attributes.get("alt"), attributes.get("aria-label"), attributes.get("title"))
    name = next((name for text in told if text and is_signature(name := _ALL_OF.sub("", clean_text(text)))), None)
    if name is None or link.text(strip=True):
        return None
    return name if PROFILE.search(attributes.get("href") or "") else None


def scripted(element: LexborNode) -> str | None:
    """The name that a page's script prints behind its label: `data-write="Author:"`, `data-text` the name."""
    attributes = element.attributes
    name = attributes.get("data-text")
    if name is None or not is_writers_label(attributes.get("data-write") or "") or not is_signature(name):
        return None
    return clean_text(name)


def carded(text: LexborNode) -> str | None:
    """The writer in whose card a text offers more of the same hand; None when it offers no such thing."""
    said = text.text_content or ""
    if len(said) > _MORE_LETTERS or _MORE_BY.fullmatch(said) is None:
        return None
    box = text.parent
    for _ in range(_CARD_LEVELS):
        box = box.parent if box is not None else None
        if box is None or box.tag in ("main", "body"):
            return None
        lines = [clean_text(line) for line in box.text(separator="\n", strip=True).split("\n", _CARD_TEXTS)]
        if name := next(filter(is_signature, lines[:_CARD_TEXTS]), None):
            return name
    return None


def kept_around(article: LexborNode | None) -> str | None:
    """The writer's name in an attribute of the article's element or of one around it."""
    node = article
    for _ in range(_AROUND):
        if node is None:
            return None
        attributes = node.attributes
        for name in filter(None, map(attributes.get, _KEPT_IN)):
            if is_signature(name):
                return clean_text(name)
        node = node.parent
    return None
