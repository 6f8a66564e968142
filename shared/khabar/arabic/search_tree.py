"""A search query understood: its tree, the tsquery of it, the words to rank by, and what it matched in a text. Pure.

Not here: the syntax a reader types (`search_query.py`), terms of words (`analyse.py`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from khabar.arabic.analyse import Word, earlier_terms, form_of, quoted, terms_of, words
from khabar.arabic.fold import fold

Field = Literal["headline", "summary", "body"]
# The weights of a vector that belong to a field. Captions, keywords and names (D) stand under the body.
FIELD_WEIGHTS: dict[Field, str] = {"headline": "A", "summary": "B", "body": "CD"}


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A word of the query that is looked for: its letters, and its place among all words of the query from 1.

    `is_prefix`: it only begins the words that are looked for (مدي*).
    """

    word: str
    position: int
    is_prefix: bool = False

    @property
    def terms(self) -> tuple[str, ...]:
        """What finds it; a prefix has a single one, which ends in `*`."""
        return (f"{self.form}*",) if self.is_prefix else terms_of(self.word)

    @property
    def form(self) -> str:
        """The term of its very form. Of a prefix it is not known what its clitics are, but the article."""
        return "=" + fold(self.word).removeprefix("ال") if self.is_prefix else form_of(self.word)

    def matches(self, word: str) -> bool:
        """Whether it finds `word` of a text."""
        if self.is_prefix:
            return bool(terms_of(word)) and form_of(word).startswith(self.form)
        return not set(self.terms).isdisjoint(terms_of(word))


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word, or several that stand next to each other."""

    words: tuple[QueryWord, ...]


@dataclass(frozen=True, slots=True)
class Without:
    node: Node


@dataclass(frozen=True, slots=True)
class Needed:
    """What must be there even where words side by side are alternatives: `+word`."""

    node: Node


@dataclass(frozen=True, slots=True)
class Every:
    """All of `nodes`. `is_stated` False: the reader only wrote them side by side."""

    nodes: tuple[Node, ...]
    is_stated: bool


@dataclass(frozen=True, slots=True)
class Either:
    nodes: tuple[Node, ...]


Node = Wanted | Without | Needed | Every | Either


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A query understood. `root` never is a bare exclusion, so it always narrows a search by an index.

    None: its words are so common that no index has them («من هو»). Nothing is found by it.
    """

    root: Node | None
    weights: str = ""  # letters of the vector's parts to look into; none: all

    def within(self, fields: tuple[Field, ...]) -> SearchQuery:
        """The same query of these fields only; none means all."""
        weights = "".join(FIELD_WEIGHTS[field] for field in fields)
        return SearchQuery(self.root, "" if len(set(weights)) == 4 else weights)

    def to_tsquery(self, *, with_earlier: bool = False) -> str:
        """Text for `::tsquery`; empty when nothing can be found.

        `with_earlier`: it also finds rows of the analysis before this one.
        """
        return _tsquery(self.root, self.weights, with_earlier) if self.root else ""

    def words(self) -> tuple[QueryWord, ...]:
        """Every word that is looked for, in order, without those that are excluded."""
        return tuple(word for wanted in _wanted(self.root) for word in wanted.words) if self.root else ()

    def loosened(self) -> tuple[Node, tuple[Wanted, ...]] | None:
        """Where words stand side by side: what is needed in any case, and the two or more words that are not.

        None when nothing may be left out. What is needed may be an empty `Every`.
        """
        if not isinstance(self.root, Every) or self.root.is_stated:
            return None
        free = tuple(node for node in self.root.nodes if isinstance(node, Wanted) and len(node.words) == 1)
        if len(free) < 2:
            return None
        return Every(tuple(node for node in self.root.nodes if node not in free), is_stated=True), free

    def any_but(self, missing: int, *, of: tuple[Wanted, ...]) -> SearchQuery | None:
        """The loosened query that wants all but `missing` of the words `of`; None when that is none of them."""
        loosened = self.loosened()
        if loosened is None or len(of) <= missing:
            return None
        choices = tuple(_joined(choice) for choice in itertools.combinations(of, len(of) - missing))
        some = choices[0] if len(choices) == 1 else Either(choices)
        return SearchQuery(Every((some, *loosened[0].nodes), is_stated=True), self.weights)  # type: ignore[union-attr]


def _joined(nodes: tuple[Wanted, ...]) -> Node:
    return nodes[0] if len(nodes) == 1 else Every(nodes, is_stated=True)


def highlights(text: str, query: SearchQuery) -> tuple[tuple[int, int], ...]:
    """The stretches of `text` that `query` matched, in code points of `text`, end exclusive, in order."""
    listed = list(words(text))
    spans = {span for wanted in (_wanted(query.root) if query.root else ()) for span in _matches(wanted, listed)}
    return tuple(sorted(spans))


def narrows(node: Node) -> bool:
    """Whether an index finds what `node` is: not a bare exclusion."""
    match node:
        case Wanted():
            return True
        case Without():
            return False
        case Needed(inner):
            return narrows(inner)
        case Every(nodes):
            return any(narrows(one) for one in nodes)
        case Either(nodes):
            return all(narrows(one) for one in nodes)


def _tsquery(node: Node, weights: str, with_earlier: bool) -> str:
    def of(inner: Node) -> str:
        return _tsquery(inner, weights, with_earlier)

    match node:
        case Wanted(query_words):
            return _phrase(query_words, weights, with_earlier)
        case Without(inner):
            return f"!{of(inner)}"
        case Needed(inner):
            return of(inner)
        case Either(nodes):
            return "(" + " | ".join(map(of, nodes)) + ")"
        case Every(nodes):
            # PostgreSQL finds by what is wanted and leaves out afterwards.
            ordered = sorted(nodes, key=lambda one: not narrows(one))
            return "(" + " & ".join(map(of, ordered)) + ")"


def _phrase(query_words: tuple[QueryWord, ...], weights: str, with_earlier: bool) -> str:
    query = ""
    before = 0
    for word in query_words:
        group = group_tsquery(word, weights, with_earlier=with_earlier)
        query = f"({query} <{word.position - before}> {group})" if query else group
        before = word.position
    return query


def group_tsquery(word: QueryWord, weights: str = "", *, with_earlier: bool = False) -> str:
    """The tsquery of one word: any of its terms will do."""
    terms = (*word.terms, *(earlier_terms(word.word) if with_earlier and not word.is_prefix else ()))
    return "(" + " | ".join(_operand(term, weights) for term in terms) + ")"


def _operand(term: str, weights: str) -> str:
    is_prefix = term.endswith("*")
    suffix = ("*" if is_prefix else "") + weights
    return quoted(term.removesuffix("*")) + (f":{suffix}" if suffix else "")


def _wanted(node: Node) -> Iterator[Wanted]:
    match node:
        case Wanted():
            yield node
        case Needed(inner):
            yield from _wanted(inner)
        case Every(nodes) | Either(nodes):
            for one in nodes:
                yield from _wanted(one)
        case Without():
            return


def _matches(wanted: Wanted, listed: list[Word]) -> Iterator[tuple[int, int]]:
    """The words of each place where `wanted` stands."""
    first = wanted.words[0].position
    for index in range(len(listed)):
        places = [(index + word.position - first, word) for word in wanted.words]
        if all(place < len(listed) and word.matches(listed[place].word) for place, word in places):
            for place, _ in places:
                yield listed[place].start, listed[place].end
