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

# What can be wrong with a query, in English and in Arabic; `{word}` is an operator as it was written.
_COMPLAINTS = {
    "too_long": (
        f"the query is longer than {MAX_QUERY_CHARACTERS} characters",
        f"عبارة البحث أطول من {MAX_QUERY_CHARACTERS} حرف",
    ),
    "not_opened": ("a closing parenthesis has no opening one", "قوس إغلاق بلا قوس فتح"),
    "not_closed": ("an opening parenthesis is not closed", "قوس فتح لم يغلق"),
    "empty": ("empty parentheses", "قوسان لا شيء بينهما"),
    "mark_not_closed": ("a quotation mark is not closed", "علامة اقتباس لم تغلق"),
    "no_word": ("the query has no word to search for", "لا كلمة في عبارة البحث"),
    "only_excludes": (
        "the query only excludes: name a word to find as well",
        "عبارة البحث تستبعد فقط: أضف كلمة تريد العثور عليها",
    ),
    "nothing_before": ("{word} needs a word before it", "تنقص كلمة قبل {word}"),
    "nothing_after": ("{word} needs a word after it", "تنقص كلمة بعد {word}"),
    "parentheses_too_deep": (
        f"parentheses are nested deeper than {_MAX_DEPTH}",
        f"الأقواس متداخلة أكثر من {_MAX_DEPTH} مرة",
    ),
    "exclusions_too_deep": (
        f"exclusions are nested deeper than {_MAX_DEPTH}",
        f"الاستبعادات متداخلة أكثر من {_MAX_DEPTH} مرة",
    ),
    "no_fields": (
        "a query has no fields: ask for {word}, or put the word into quotation marks",
        "لا حقول في عبارة البحث: اطلب {word}، أو ضع الكلمة بين علامتي تنصيص",
    ),
    "no_near": (
        "{word} is not known: words that stand together are put into quotation marks",
        "{word} غير معروف: الكلمات المتجاورة توضع بين علامتي تنصيص",
    ),
    "short_prefix": (
        f"a word before * has {MIN_PREFIX_CHARACTERS} letters at least",
        f"الكلمة التي قبل * لا تقل عن {MIN_PREFIX_CHARACTERS} أحرف",
    ),
}


# What other search engines' queries name before a colon, and the parameter that is meant.
_FIELDS = {
    **dict.fromkeys(("title", "headline", "article_title"), "search_in=headline"),
    **dict.fromkeys(("text", "body", "content", "text_content"), "search_in=body"),
    **dict.fromkeys(("language", "lang"), "language="),
    **dict.fromkeys(("domain", "canonical_domain", "site", "host"), "domain="),
    **dict.fromkeys(("date", "publication_date", "publish_date", "pubdate"), "from=, to="),
    "source": "source=", "author": "author=", "country": "publisher_country=",
}  # fmt: skip
_FIELD = re.compile(r"([a-z_]+):")
_NEAR = re.compile(r"NEAR(/[0-9]+)?|~[0-9]+")
# Words that stand for an operator to those who write them, and are none.
_JOINING = {"أو", "او", "و", "or", "and", "|", "&", "/"}


def _bad(complaint: str, at: int, word: str = "") -> BadQuery:
    english, arabic = (text.format(word=word) for text in _COMPLAINTS[complaint])
    return BadQuery(english, arabic=arabic, at=at)


# As they are written → as they are read. Between the parts of a headline `||` asks for any of them.
_OPERATORS = {"AND": "AND", "OR": "OR", "NOT": "NOT", "&&": "AND", "||": "OR"}
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
        raise _bad("too_long", MAX_QUERY_CHARACTERS)
    parser = _Parser(text)
    root = parser.either(0)
    if parser.kind:
        raise _bad("not_opened", parser.at)
    if root is None and not any(words(text)):
        raise _bad("no_word", 0)
    if parser.excludes and (root is None or not narrows(root)):
        raise _bad("only_excludes", 0)
    return SearchQuery(root)


def any_word_of(text: str) -> str | None:
    """The query that takes any of the words where `text` wants all of them; None: it is no plain list of words.

    It is always one that can be read: what stood between bars, or was long, may not be a query by itself.

    >>> any_word_of("ميناء أو سوق")
    'ميناء OR سوق'
    """
    found = [match for match in _TOKEN.finditer(text) if match.group() not in _JOINING]
    if any(match.lastgroup not in ("word", "phrase") or match.group() in _OPERATORS for match in found):
        return None
    wanted = list(dict.fromkeys(word for match in found for word in match.group().split("|") if word))
    looser = " OR ".join(wanted)
    try:
        search_query(looser)
    except BadQuery:
        return None
    return looser if len(wanted) > 1 else None


class _Parser:
    """Reads tokens left to right: either := every (OR every)*; every := unary (AND? unary)*. `at`: where it is."""

    def __init__(self, text: str) -> None:
        self._tokens = iter(_TOKEN.finditer(text))
        self._source, self._end = text, len(text)
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
            if self.kind == "word":
                self._check_word()
            elif self.kind == "bracket":
                self.kind = self._text
            if self.kind == "stray":
                raise _bad("mark_not_closed", self.at)

    def _check_word(self) -> None:
        """Tell an operator, and refuse what other search engines know and this one would look for as a word."""
        if self._text in _OPERATORS:
            self.kind, self._text = "operator", _OPERATORS[self._text]
        elif (
            (field := _FIELD.match(self._text))
            and field[1] in _FIELDS
            and self._source[self.at + field.end() :][:1].strip()
        ):
            raise _bad("no_fields", self.at, _FIELDS[field[1]])
        elif _NEAR.fullmatch(self._text):
            raise _bad("no_near", self.at, self._text)

    def either(self, depth: int) -> Node | None:
        if depth > _MAX_DEPTH:
            raise _bad("parentheses_too_deep", self.at)
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
                    raise _bad("nothing_before", self.at, "AND")
                is_stated = True
                self._operator()
            nodes.append(self._unary(depth))
        if not nodes and (self.kind == "operator" or depth):
            raise _bad("nothing_before" if self.kind == "operator" else "empty", self.at, "OR")
        kept = tuple(node for node in nodes if node is not None)
        return Every(kept, is_stated) if len(kept) > 1 else kept[0] if kept else None

    def _operator(self) -> None:
        name, at = self._text, self.at
        self._next()
        if not self.kind or self.kind == ")" or (self.kind == "operator" and self._text != "NOT"):
            raise _bad("nothing_after", at, name)

    def _unary(self, depth: int) -> Node | None:
        is_needed = False
        if self.kind == "operator" or (self.kind == "sign" and self._text == "-"):
            if depth > _MAX_DEPTH:
                raise _bad("exclusions_too_deep", self.at)
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
                raise _bad("not_closed", at)
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
            raise _bad("short_prefix", at)
        self._before += 1
        return Wanted((QueryWord(listed[0].word, self._before, is_prefix=True),))
