"""One node read for names: its tokens, their tags, the known names in it. Shapes and small questions; no rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from khabar.arabic.conjugation import perfects_of
from khabar.arabic.fold import fold_with_offsets
from khabar.arabic.lexicon import vocabulary
from khabar.arabic.names.clues import Clue, Clues, clues_in
from khabar.arabic.names.elsewhere import elsewhere
from khabar.arabic.names.gazetteer import Kind, Match, kinds_of_word, matches_in
from khabar.arabic.names.proclitics import is_likelier, openings
from khabar.arabic.names.tables import given_names
from khabar.arabic.names.tagger import Tagged, Tagger
from khabar.arabic.names.tokens import Token, tokens_of, writes_yeh
from khabar.arabic.node import Node, Word
from khabar.remembered import remembered

Source = Literal["known", "rule", "tagger"]
LETTERS: dict[Kind, str] = {"person": "P", "organization": "O", "place": "L"}
KINDS: dict[str, Kind] = {letter: kind for kind, letter in LETTERS.items()}

_CACHED_WORDS = 8_000  # asked for what begins a name
_LEAST_PLURAL, _COMMON_SINGULAR = 7, 300
_LEAST_VERB, _LEAST_SEEN = 4, 5
_LEAST_BARE = 30  # how often a word is seen without the ending of objects, or with that of plurals
_LEAST_TAGGED, _MOST_TAGGED, _LEAD_OF_ONE = 0.45, 0.9, 12_000


class Span(NamedTuple):
    """Tokens `start`..`end` (exclusive) name something; `cut` folded letters of the first are proclitics.

    `label` is how many leading tokens only say what it is (تنظيم داعش): with them it is a variant of the name.
    `entry` is the thing a known name means, `role` the tokens that hold a person's title.
    """

    start: int
    end: int
    cut: int
    kind: Kind
    source: Source
    confidence: float
    label: int = 0
    entry: str | None = None
    role: tuple[int, int] | None = None

    @property
    def size(self) -> int:
        return self.end - self.start

    def meets(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Reading:
    node: Node
    tokens: Sequence[Token]
    texts: Sequence[str]
    names: Sequence[Tagged]
    matches: Sequence[Match]
    clues: Clues

    def where(self, clue: Clue) -> Sequence[int]:
        """The tokens that give the clue, in order."""
        return self.clues.get(clue, ())

    @cached_property
    def every_word(self) -> frozenset[str]:
        return frozenset(self.texts)

    @cached_property
    def tags(self) -> Sequence[str]:
        """What the tagger says of each token: `O`, `B-P` (a person's name begins), `I-P` …"""
        found = ["O"] * len(self.tokens)
        for name in self.names:
            found[name.start : name.end] = [f"B-{name.kind}", *[f"I-{name.kind}"] * (name.end - name.start - 1)]
        return found

    def tag(self, at: int) -> str:
        """The letter of the kind that the tagger gives token `at`: P, O, L, or an empty text."""
        return self.tags[at][2:] if 0 <= at < len(self.tags) else ""

    def text(self, at: int) -> str:
        """The folded token, an empty text outside the node."""
        return self.texts[at] if 0 <= at < len(self.texts) else ""

    def is_word(self, at: int) -> bool:
        return 0 <= at < len(self.tokens) and isinstance(self.tokens[at], Word)

    def has_pronoun(self, at: int) -> bool:
        """Whether the word ends in ه and not in ة, which fold to one letter: بلده is his town, no بلدة."""
        token = self.tokens[at]
        return token.folded.endswith("ه") and "ه" in self.node.text[max(token.start, token.end - 2) : token.end]

    def has_tanween(self, at: int) -> bool:
        """Whether the word is printed with the ending ً, which names in the news do not have."""
        token = self.tokens[at]
        return "\u064b" in self.node.text[token.start : token.end]

    def is_indefinite(self, at: int) -> bool:
        """Whether the word is printed with ٍ or ٌ, after which no name can follow: صندوقٍ أسود."""
        token = self.tokens[at]
        printed = self.node.text[token.start : token.end]
        return "\u064c" in printed or "\u064d" in printed

    def is_that(self, at: int) -> bool:
        """Whether the word is printed as a conjunction that folds to a name: بأن, not بان."""
        token = self.tokens[at]
        return token.folded == "بان" and "أ" in self.node.text[token.start : token.end]

    def closes_mark(self, at: int) -> bool:
        """Whether token `at` is a quotation mark written to the word before it, and not to the next one."""
        if at < 1 or at + 1 >= len(self.tokens) or self.texts[at] != '"':
            return False
        return self.tokens[at - 1].end == self.tokens[at].start and self.tokens[at].end < self.tokens[at + 1].start

    def is_hyphen(self, at: int) -> bool:
        """Whether token `at` is a hyphen inside a surname, as the tagger sees it: بريفو-ديسبريه."""
        if not 0 < at < len(self.texts) - 1 or self.texts[at] != "-" or self.tags[at + 1] != "I-P":
            return False
        token = self.tokens[at]
        return self.tokens[at - 1].end == token.start and token.end == self.tokens[at + 1].start

    def is_dateline(self, start: int, end: int) -> bool:
        """Whether the tokens are one word that opens the text before a dash: أملج – لم تعد."""
        return (start, end) == (0, 1) and self.text(1) == "-"

    def cut(self, at: int) -> int:
        """How many folded letters of a name's first word are proclitics."""
        folded, token = self.texts[at], self.tokens[at]
        cut = opening_cut(folded)
        if folded.startswith("و") and self.node.text[token.start + 1 : token.start + 2] == "إ":
            return 1  # وإب
        if not cut and folded.startswith("و") and is_unknown(folded) and len(folded) > 3:
            written = self.node.text[token.start + 1 : token.start + 2]
            return int(written in {"أ", "إ"} or folded[1] not in "اوي")
        return cut

    @cached_property
    def tagged(self) -> tuple[Span, ...]:
        """The spans of the tagger as they are."""
        return tuple(
            Span(name.start, name.end, self.cut(name.start), KINDS[name.kind], "tagger", _confidence(name.lead))
            for name in self.names
        )

    def printed(self, start: int, end: int, cut: int) -> tuple[int, int]:
        """Where tokens `start`..`end` stand in the node's text, without `cut` folded letters of the first."""
        first = self.tokens[start]
        begin = first.start
        if cut:
            _, offsets = fold_with_offsets(self.node.text[first.start : first.end])
            begin += offsets[cut]
        return begin, self.tokens[end - 1].end


def _confidence(lead: int) -> float:
    """How sure a tagged name is.

    Source: the share of right names by lead, on Wikipedia and conversations, of which the model has seen nothing.
    """
    return round(min(_MOST_TAGGED, _LEAST_TAGGED + lead / _LEAD_OF_ONE), 2)


def read_nodes(nodes: Sequence[Node], tagger: Tagger | None) -> list[Reading]:
    """The nodes of one article with their tags; without a tagger nothing is tagged."""
    is_yeh = any(writes_yeh(node.text) for node in nodes)
    tokens = [tokens_of(node, is_yeh=is_yeh) for node in nodes]
    texts = [[token.folded for token in row] for row in tokens]
    clues = [clues_in(row) for row in texts]
    matches = [matches_in(row, found.get("known", ())) for row, found in zip(texts, clues, strict=True)]
    names: list[Sequence[Tagged]] = [()] * len(texts)
    if tagger is not None:
        seen = elsewhere(texts, matches) if tagger.sees_article else None
        names = [tagger.names(row, known, seen) for row, known in zip(texts, matches, strict=True)]
    return [Reading(*parts) for parts in zip(nodes, tokens, texts, names, matches, clues, strict=True)]


@remembered(_CACHED_WORDS)
def opening_cut(folded: str) -> int:
    """How many letters of a tagged word are proclitics: as many as leave a likelier word."""
    best = 0
    if folded.startswith("بوعبد"):
        return best  # بوعبد الله
    for opening in openings(folded)[1:]:
        if len(opening.word) > 2 and is_likelier(folded, opening.word) and _is_seen(folded, opening.word):
            best = max(best, opening.cut)
    return best


def is_unknown(folded: str) -> bool:
    """Whether no table has the word."""
    return folded not in given_names() and not kinds_of_word(folded) and vocabulary().get(folded, 0) < 5


def is_common_noun(folded: str) -> bool:
    """Whether the word takes the article as common nouns do; names rarely do."""
    counts = vocabulary()
    with_article = counts.get("ال" + folded, 0)
    return with_article > 20 and with_article * 3 >= counts.get(folded, 0)


def is_several(folded: str) -> bool:
    """Whether the word is the plural or dual of a common one: المتقدمين، هدفين; not الحسين, لقمان."""
    if not folded.endswith(("ين", "ان", "ون", "ات")) or len(folded) < _LEAST_VERB:
        return False
    if folded.startswith("ال"):
        is_seen = vocabulary().get(folded, 0) >= _LEAST_SEEN  # not الصمعين
        return is_seen and not folded.endswith("ان") and len(folded) >= _LEAST_PLURAL
    if folded.endswith("ات") and vocabulary().get(folded, 0) < _LEAST_BARE:
        return False  # بولات
    of_feminine = vocabulary().get(folded[:-3] + "ه", 0) if folded[-3] == "ت" else 0  # كلمتين
    return max(vocabulary().get(folded[:-2], 0), of_feminine) > _COMMON_SINGULAR


def is_definite(folded: str) -> bool:
    """Whether the word has the article; إلى, as it is folded, has none."""
    return folded.startswith("ال") and len(folded) > len("الي")


def is_object(folded: str) -> bool:
    """Whether the word has the ending of objects and adverbs: انكماشا، متحفظا."""
    is_ending = folded.endswith("ا") and not folded.startswith("ال")
    return is_ending and vocabulary().get(folded[:-1], 0) > _LEAST_BARE and not kinds_of_word(folded)


def is_inflected(folded: str) -> bool:
    """Whether a rare word is a commoner one with something before it: سيبني، وسيبني، فيبني."""
    counts = vocabulary()
    future = folded[1:] if folded[:1] == "س" and folded[1:2] in "يتن" else ""
    return counts.get(future, 0) > 10 or any(
        counts.get(one.word, 0) > 30 or (one.word[:1] == "س" and counts.get(one.word[1:], 0) > 10)
        for one in openings(folded)[1:]
    )


def is_of_noun(folded: str) -> bool:
    """Whether the word, without article, is the adjective of a common noun: حدودي of حدود."""
    noun = folded.removesuffix("ه").removesuffix("ي")
    return noun != folded.removesuffix("ه") and vocabulary().get(noun, 0) > _COMMON_SINGULAR


def is_verb(folded: str) -> bool:
    """Whether the word is an imperfect of a listed verb: تضرب، يستعد."""
    return folded[:1] in {"ي", "ت", "ن"} and len(folded) >= _LEAST_VERB and bool(perfects_of(folded))


def _is_seen(folded: str, rest: str) -> bool:
    """Whether the rest is known better than the whole; names unknown to both lists stay whole."""
    if folded in given_names() or kinds_of_word(folded):
        return False
    return (
        rest in given_names()
        or bool(kinds_of_word(rest))
        or vocabulary().get(rest, 0) > 3 * vocabulary().get(folded, 0)
    )
