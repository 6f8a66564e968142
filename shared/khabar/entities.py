"""Names across articles: one id for one name of one type, and the words it is found by. Pure.

Two people of one name are one here: nothing tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal
from uuid import UUID, uuid5

from khabar.arabic.fold import fold
from khabar.article import Article
from khabar.record import Record

# The record's types of entities, and those who sign articles.
NameType = Literal["person", "organization", "place", "event", "product", "author"]

_NAMESPACE = UUID("6f3c0a5e-7f0d-5c3e-9a64-5d2f1d6f0b7a")
_WORD = re.compile(r"[^\W_]+")
_ARTICLE = "ال"  # the Arabic definite article, which askers leave out
# A shorter word has no article, but begins with those letters.
_SHORTEST_WITH_ARTICLE = 5
# Of four bytes each they stay below the 2,046 of a search term, and the 2,712 of an index's entry.
_MOST_LETTERS = 300


class Name(Record):
    """A name of one type. `id` is the same wherever and however often it is met."""

    id: UUID
    type: NameType
    name: str


def entity_id(type: NameType, name: str) -> UUID:
    """The id of a name: spellings that fold to the same words have the same one.

    >>> entity_id("person", "أحمد سلطان") == entity_id("person", "احمد  سُلطان")
    True
    """
    return uuid5(_NAMESPACE, f"{type} {' '.join(_WORD.findall(fold(name)))}")


def names_of(article: Article) -> list[Name]:
    """Every name of the article once, by id: writers who keep one order never wait in a circle."""
    found = {entity_id(kind, name): (kind, name) for kind, name in _met(article)}
    return [Name(id=key, type=kind, name=name) for key, (kind, name) in sorted(found.items())]


def _met(article: Article) -> Iterator[tuple[NameType, str]]:
    yield from ((entity.type, entity.name) for entity in article.entities)
    yield from (("author", author.name) for author in article.authors)


def name_key(name: str) -> str:
    """The form of a name by which it is looked up: folded, and cut to what an index takes."""
    return fold(name)[:_MOST_LETTERS]


def name_words(name: str) -> list[str]:
    """The folded words of a name, those with the article also without it.

    >>> name_words("المملكة العربية")
    ['المملكه', 'العربيه', 'مملكه', 'عربيه']
    """
    words = _WORD.findall(name_key(name))
    bare = [word[2:] for word in words if word.startswith(_ARTICLE) and len(word) >= _SHORTEST_WITH_ARTICLE]
    return list(dict.fromkeys([*words, *bare]))


def asked_words(text: str) -> list[str]:
    """The folded words that somebody looks for; each may be the beginning of one of the name's."""
    return _WORD.findall(fold(text))
