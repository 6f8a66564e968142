"""What a reader typed into the search box, as a tree and as a tsquery; which words of a text it matches. Pure.

Syntax: words (all wanted), `"a phrase"`, AND, OR, NOT, `+word`, `-word`, parentheses. Not here: terms (`analyse.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from khabar.arabic.analyse import Word, quoted, terms_of, words
from khabar.errors import BadInput

MAX_QUERY_CHARACTERS = 500
_MAX_DEPTH = 20

_QUOTES = {'"': '"', "«": "»", "“": "”", "„": "“", "”": "”"}
_TOKEN = re.compile(
    r'(?P<bracket>[()])|(?P<phrase>"[^"]*"|«[^»]*»|[“”„][^“”]*[“”])|(?P<sign>(?<!\S)[+\-](?=[^\s)]))|(?P<word>[^\s()"«»“”„]+)|\S'
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word, or a phrase: the terms of each word with its place in the phrase; any of a word's terms will do."""

    groups: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Without:
    node: Node


@dataclass(frozen=True, slots=True)
class Every:
    """All of `nodes`. `is_stated` False: the reader only wrote them side by side."""

    nodes: tuple[Node, ...]
    is_stated: bool


@dataclass(frozen=True, slots=True)
class Either:
    nodes: tuple[Node, ...]


Node = Wanted | Without | Every | Either


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A query understood. `root` never is a bare exclusion, so it always narrows a search by an index.

    None: its words are so common that no index has them («من هو»). Nothing is found by it.
    """

    root: Node | None

    def to_tsquery(self, *, loosely: bool = False) -> str:
        """Text for `::tsquery`; empty when nothing can be found.

        `loosely`: words side by side are alternatives, for when all together find nothing.
        """
        return _tsquery(self.root, loosely=loosely) if self.root else ""


def search_query(text: str) -> SearchQuery:
    """The query that `text` is.

    Raises:
        BadInput: too long, unbalanced, an operator without a word, no word at all, or nothing but exclusions.

    >>> search_query("-خبر قديم").root  # doctest: +ELLIPSIS
    Every(nodes=(Without(...
    """
    if len(text) > MAX_QUERY_CHARACTERS:
        raise BadInput(f"the query is longer than {MAX_QUERY_CHARACTERS} characters")
    parser = _Parser(text)
    root = parser.either(0)
    if parser.kind:
        raise BadInput("a closing parenthesis has no opening one")
    if root is None and not any(words(text)):
        raise BadInput("the query has no word to search for")
    if parser.excludes and (root is None or not _narrows(root)):
        raise BadInput("the query only excludes: name a word to find as well")
    return SearchQuery(root)


def highlights(text: str, query: SearchQuery) -> tuple[tuple[int, int], ...]:
    """The stretches of `text` that `query` matched, in code points of `text`, end exclusive, in order."""
    listed = [(word, frozenset(terms_of(word.word))) for word in words(text)]
    spans = {span for wanted in (_wanted(query.root) if query.root else ()) for span in _matches(wanted, listed)}
    return tuple(sorted(spans))


class _Parser:
    """Reads tokens left to right: either := every (OR every)*; every := unary (AND? unary)*."""

    def __init__(self, text: str) -> None:
        self._tokens = iter(_TOKEN.finditer(text))
        self.kind = ""
        self._text = ""
        self.excludes = False
        self._next()

    def _next(self) -> None:
        match = next(self._tokens, None)
        self.kind, self._text = "", ""
        if match is not None:
            self._text = match.group()
            self.kind = match.lastgroup or "stray"
            if self.kind == "word" and self._text in {"AND", "OR", "NOT"}:
                self.kind = "operator"
            elif self.kind == "bracket":
                self.kind = self._text
            if self.kind == "stray":
                raise BadInput("a quotation mark is not closed")

    def either(self, depth: int) -> Node | None:
        if depth > _MAX_DEPTH:
            raise BadInput(f"parentheses are nested deeper than {_MAX_DEPTH}")
        nodes = [self._every(depth)]
        while self.kind == "operator" and self._text == "OR":
            self._operator()
            nodes.append(self._every(depth))
        kept = tuple(node for node in nodes if node is not None)
        return Either(kept) if len(kept) > 1 else kept[0] if kept else None

    def _every(self, depth: int) -> Node | None:
        nodes: list[Node | None] = []
        is_stated = False
        while self.kind and self.kind != ")" and not (self.kind == "operator" and self._text == "OR"):
            if self.kind == "operator" and self._text == "AND":
                if not nodes:
                    raise BadInput("AND needs a word before it")
                is_stated = True
                self._operator()
            nodes.append(self._unary(depth))
        if not nodes and (self.kind == "operator" or depth):
            raise BadInput("OR needs a word before it" if self.kind == "operator" else "empty parentheses")
        kept = tuple(node for node in nodes if node is not None)
        return Every(kept, is_stated) if len(kept) > 1 else kept[0] if kept else None

    def _operator(self) -> None:
        name = self._text
        self._next()
        if not self.kind or self.kind == ")" or (self.kind == "operator" and self._text != "NOT"):
            raise BadInput(f"{name} needs a word after it")

    def _unary(self, depth: int) -> Node | None:
        if self.kind == "operator" or (self.kind == "sign" and self._text == "-"):
            if depth > _MAX_DEPTH:
                raise BadInput(f"exclusions are nested deeper than {_MAX_DEPTH}")
            self._operator()
            self.excludes = True
            node = self._unary(depth + 1)
            return Without(node) if node is not None else None
        if self.kind == "sign":
            self._operator()
        if self.kind == "(":
            self._next()
            node = self.either(depth + 1)
            if self.kind != ")":
                raise BadInput("an opening parenthesis is not closed")
            self._next()
            return node
        text = self._text
        self._next()
        return _phrase(text)


def _phrase(text: str) -> Wanted | None:
    """The words of `text` next to each other; None when all are stop words or there are none."""
    groups = tuple((word.position, found) for word in words(text) if (found := terms_of(word.word)))
    return Wanted(groups) if groups else None


def _narrows(node: Node) -> bool:
    match node:
        case Wanted():
            return True
        case Without():
            return False
        case Every(nodes):
            return any(_narrows(one) for one in nodes)
        case Either(nodes):
            return all(_narrows(one) for one in nodes)


def _tsquery(node: Node, *, loosely: bool) -> str:
    match node:
        case Wanted(groups):
            return _phrase_query(groups)
        case Without(inner):
            return f"!{_tsquery(inner, loosely=loosely)}"
        case Either(nodes):
            return "(" + " | ".join(_tsquery(one, loosely=loosely) for one in nodes) + ")"
        case Every(nodes, is_stated):
            positive = [_tsquery(one, loosely=loosely) for one in nodes if _narrows(one)]
            negative = [_tsquery(one, loosely=loosely) for one in nodes if not _narrows(one)]
            if loosely and not is_stated and len(positive) > 1:
                positive = ["(" + " | ".join(positive) + ")"]
            return "(" + " & ".join([*positive, *negative]) + ")"


def _phrase_query(groups: tuple[tuple[int, tuple[str, ...]], ...]) -> str:
    query = ""
    before = 0
    for position, terms in groups:
        group = "(" + " | ".join(quoted(term) for term in terms) + ")"
        query = f"({query} <{position - before}> {group})" if query else group
        before = position
    return query


def _wanted(node: Node) -> Iterator[Wanted]:
    match node:
        case Wanted():
            yield node
        case Every(nodes) | Either(nodes):
            for one in nodes:
                yield from _wanted(one)
        case Without():
            return


def _matches(wanted: Wanted, listed: list[tuple[Word, frozenset[str]]]) -> Iterator[tuple[int, int]]:
    """The words of each place where `wanted` stands."""
    first = wanted.groups[0][0]
    for index in range(len(listed)):
        places = [(index + position - first, terms) for position, terms in wanted.groups]
        if all(place < len(listed) and not listed[place][1].isdisjoint(terms) for place, terms in places):
            for place, _ in places:
                yield listed[place][0].start, listed[place][0].end
