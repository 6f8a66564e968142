"""The syntax of the search box: words (all wanted), `"a phrase"`, AND, OR, NOT, `+word`, `-word`, `wor*`, parentheses.

Pure. Not here: what a query becomes (`search_tree.py`).
"""

from __future__ import annotations

import re

from khabar.arabic.analyse import terms_of, words
from khabar.arabic.search_tree import Either, Every, Needed, Node, QueryWord, SearchQuery, Wanted, Without, narrows
from khabar.errors import BadQuery

MAX_QUERY_CHARACTERS = 500
MIN_PREFIX_CHARACTERS = 3  # a shorter one stands for a good part of all words
_MAX_DEPTH = 20

_TOKEN = re.compile(
    r'(?P<bracket>[()])|(?P<phrase>"[^"]*"|«[^»]*»|[“”„][^“”]*[“”])|(?P<sign>(?<!\S)[+\-](?=[^\s)]))|(?P<word>[^\s()"«»“”„]+)|\S'
)


def search_query(text: str) -> SearchQuery:
    """The query that `text` is.

    Raises:
        BadQuery: too long, unbalanced, an operator without a word, no word at all, or nothing but exclusions.

    >>> search_query("-خبر قديم").root  # doctest: +ELLIPSIS
    Every(nodes=(Without(...
    """
    if len(text) > MAX_QUERY_CHARACTERS:
        raise BadQuery(f"the query is longer than {MAX_QUERY_CHARACTERS} characters", at=MAX_QUERY_CHARACTERS)
    parser = _Parser(text)
    root = parser.either(0)
    if parser.kind:
        raise BadQuery("a closing parenthesis has no opening one", at=parser.at)
    if root is None and not any(words(text)):
        raise BadQuery("the query has no word to search for", at=0)
    if parser.excludes and (root is None or not narrows(root)):
        raise BadQuery("the query only excludes: name a word to find as well", at=0)
    return SearchQuery(root)


class _Parser:
    """Reads tokens left to right: either := every (OR every)*; every := unary (AND? unary)*. `at`: where it is."""

    def __init__(self, text: str) -> None:
        self._tokens = iter(_TOKEN.finditer(text))
        self._end = len(text)
        self.kind = ""
        self._text = ""
        self.at = 0
        self.excludes = False
        self._before = 0  # words read so far
        self._next()

    def _next(self) -> None:
        match = next(self._tokens, None)
        self.kind, self._text, self.at = "", "", self._end
        if match is not None:
            self._text, self.at = match.group(), match.start()
            self.kind = match.lastgroup or "stray"
            if self.kind == "word" and self._text in {"AND", "OR", "NOT"}:
                self.kind = "operator"
            elif self.kind == "bracket":
                self.kind = self._text
            if self.kind == "stray":
                raise BadQuery("a quotation mark is not closed", at=self.at)

    def either(self, depth: int) -> Node | None:
        if depth > _MAX_DEPTH:
            raise BadQuery(f"parentheses are nested deeper than {_MAX_DEPTH}", at=self.at)
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
                    raise BadQuery("AND needs a word before it", at=self.at)
                is_stated = True
                self._operator()
            nodes.append(self._unary(depth))
        if not nodes and (self.kind == "operator" or depth):
            message = "OR needs a word before it" if self.kind == "operator" else "empty parentheses"
            raise BadQuery(message, at=self.at)
        kept = tuple(node for node in nodes if node is not None)
        return Every(kept, is_stated) if len(kept) > 1 else kept[0] if kept else None

    def _operator(self) -> None:
        name, at = self._text, self.at
        self._next()
        if not self.kind or self.kind == ")" or (self.kind == "operator" and self._text != "NOT"):
            raise BadQuery(f"{name} needs a word after it", at=at)

    def _unary(self, depth: int) -> Node | None:
        is_needed = False
        if self.kind == "operator" or (self.kind == "sign" and self._text == "-"):
            if depth > _MAX_DEPTH:
                raise BadQuery(f"exclusions are nested deeper than {_MAX_DEPTH}", at=self.at)
            self._operator()
            self.excludes = True
            node = self._unary(depth + 1)
            return Without(node) if node is not None else None
        if self.kind == "sign":
            is_needed = True
            self._operator()
        if self.kind == "(":
            at = self.at
            self._next()
            node = self.either(depth + 1)
            if self.kind != ")":
                raise BadQuery("an opening parenthesis is not closed", at=at)
            self._next()
        else:
            text, at = self._text, self.at
            is_word = self.kind == "word"
            self._next()
            node = self._prefix(text, at) if is_word and text.endswith("*") else self._phrase(text)
        return Needed(node) if is_needed and node is not None else node

    def _phrase(self, text: str) -> Wanted | None:
        """The words of `text` next to each other; None when all are stop words or there are none."""
        listed = list(words(text))
        found = [QueryWord(one.word, self._before + one.position) for one in listed if terms_of(one.word)]
        self._before += len(listed)
        return Wanted(tuple(found)) if found else None

    def _prefix(self, text: str, at: int) -> Wanted | None:
        listed = list(words(text.removesuffix("*")))
        if len(listed) != 1:
            return self._phrase(text)
        if len(listed[0].word) < MIN_PREFIX_CHARACTERS:
            raise BadQuery(f"a word before * has {MIN_PREFIX_CHARACTERS} letters at least", at=at)
        self._before += 1
        return Wanted((QueryWord(listed[0].word, self._before, is_prefix=True),))
