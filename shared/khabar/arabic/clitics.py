"""What is written onto the front and the end of a word, taken off: conjunction, preposition, article; pronoun. Pure.

The vocabulary decides, since any such letter may be the word's own: ولد, a boy, بطاقة, a card, ألعاب, games.
Not here: endings and stems (`stem.py`).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping

from khabar.arabic.as_written import is_whole
from khabar.arabic.fold import fold
from khabar.arabic.lexicon import NOUN_FLOOR, feminines, seen, stop_words, vocabulary
from khabar.remembered import remembered

# The longest first: «وبالـ» before «و».
_PREFIXES = ("وبال", "وكال", "ولل", "فبال", "فلل", "وال", "بال", "كال", "فال", "لل", "ال")
_PREFIXES_OF_NAMES = ("وب", "ول", "وس", "فب", "فل", "فس", "و", "ف", "ب", "ل", "ك", "س")
# Those with ت stand on a teh marbuta: سياسته.
PRONOUNS = ("تهما", "هما", "كما", "تها", "تهم", "تكم", "تنا", "ته", "تي", "هم", "هن", "ها", "كم", "نا", "وا", "ه")

# How much rarer than the form with the article a bare form may be. Below: the article is part of a name (المانيا).
_ARTICLE_SHARE = 0.004
_DUAL_SHARE = 4  # how much commoner a noun in ة is than its dual in ان behind the article
# A noun is seen with the article. What is seen with it so often, and is so common a part of the word without, begins
# with a letter of its own: بحرية, naval, is no ب with حرية. What never is, though its rest is, has a clitic: لكرة.
_NOUN_SHARE, _NOUN_LEAST = 0.05, 10
_NO_NOUN_SHARE, _REST_SHARE = 0.01, 0.05
# With the article of its own in front of it a word like الوان is this common beside itself, and seen so often at least.
_OWN_ARTICLE_SHARE, _OWN_ARTICLE_FLOOR = 0.3, 10
# A written hamza tells that what follows it is no article: ألسنة, tongues, are no السنة, the year.
_OWN_ALEF = re.compile("(?:[وف]?[بكل]?|[وف]?(?:[بك]?ال|لل))([أإآ]ل.+)")
_CLITIC_BEFORE_HAMZA = re.compile("[وف]?[بكل]([أإآ].{3,})")  # لأزمة is not لازمة
# A one-letter clitic comes off only when the rest is this many times commoner, and common at all: و in ولد stays.
_CLITIC_GAIN = {"ل": 0.8, "ول": 1.5, "ك": 10.0}
_USUAL_GAIN = 3.0
# A long rest that is a word is no accident: واوضحت, لاستعاده, باصواتهم. By its letters; as long as the last, or longer.
_GAIN_OF_LONG = {3: 1.0, 4: 0.2, 5: 0.2, 6: 0.05}
_CLITIC_FLOOR = 6
_NAME_LENGTH = 4  # so long a name is one behind a clitic too, however rare: بعطبرة
_RARE = 100
_CACHED_WORDS = 8_000  # those of an article: its search terms and its key terms both ask


@functools.cache
def _small_words() -> frozenset[str]:
    return frozenset(fold(word) for word in stop_words())


@remembered(_CACHED_WORDS)
def bare_of(word: str) -> str:
    """The folded word without conjunction, preposition and article; `word` in its letters, its hamzas as written."""
    if own := _OWN_ALEF.fullmatch(word):
        return fold(own[1])
    if (behind := _CLITIC_BEFORE_HAMZA.fullmatch(word)) and seen(fold(behind[1])) >= NOUN_FLOOR:
        return fold(behind[1])
    return without_prefix(fold(word))


def has_own_alef(word: str, bare: str) -> bool:
    """Whether its أل, إل or آل is written as no article's, or is known to be none; `bare` is `bare_of(word)`."""
    return _OWN_ALEF.fullmatch(word) is not None or _has_own_article(bare)


def without_prefix(folded: str) -> str:
    """The word without conjunction, preposition and article, where the rest is a known word."""
    if _is_of_land(folded) or begins_as_prefixed(folded) or _has_own_article(folded):
        return folded
    behind_article = _behind_article(folded)
    if behind_article is not None:
        return behind_article
    return folded if _has_own_letter(folded) else _behind_small_clitic(folded)


def _behind_article(folded: str) -> str | None:
    if not folded.startswith(_PREFIXES):
        return None
    known = vocabulary()
    here = known.get(folded, 0)
    for prefix in _PREFIXES:
        if folded.startswith(prefix) and len(folded) - len(prefix) >= 2:
            bare = folded[len(prefix) :]
            if prefix.endswith("ال") and (_has_own_article("ال" + bare) or _is_of_land("ال" + bare)):
                continue  # والوان, والمانيا
            if prefix.endswith("لل") and known.get("الل" + bare, 0) > known.get("ال" + bare, 0):
                return "ل" + bare  # للجنة is of the committee, not of paradise
            if known.get(bare, 0) >= max(here * _ARTICLE_SHARE, 1) or is_whole(bare) or _is_dual(bare, here):
                return _without_article(bare, known)
    return None


def _is_dual(bare: str, here: int) -> bool:
    """Whether it is the dual of a noun in ة, however rare itself: عقوبتين. `here`: how often it is seen as it stands.

    In ان a dual is rare beside its noun: الفلتان, lawlessness, is none.
    """
    if len(bare) < 5 or not bare.endswith(("تين", "تان")):
        return False
    floor = NOUN_FLOOR if bare.endswith("ين") else max(NOUN_FLOOR, _DUAL_SHARE * here)
    return seen(bare[:-3] + "ه") >= floor


def _behind_small_clitic(folded: str) -> str:
    if not folded.startswith(_PREFIXES_OF_NAMES):
        return folded
    known = vocabulary()
    here = known.get(folded, 0)
    for prefix in _PREFIXES_OF_NAMES:
        if folded.startswith(prefix) and len(folded) - len(prefix) >= 3:
            if len(prefix) == 2 and _has_own_letter(folded[1:]):
                continue  # ولجنة is no ول with جنة
            bare = folded[len(prefix) :]
            if len(bare) >= _NAME_LENGTH and is_whole(bare) and here <= known.get(bare, 0):
                return bare
            likely = max(known.get(bare, 0), known.get("ال" + bare, 0) * 0.5)
            if here < _RARE:  # the noun behind the rest may be known better
                likely = max(likely, known.get(without_pronoun(bare), 0) * 0.5)
            gain = _CLITIC_GAIN.get(prefix, _USUAL_GAIN) * _GAIN_OF_LONG[min(len(bare), 6)]
            if bare not in _small_words() and likely > here * gain and likely > _CLITIC_FLOOR:
                return _without_article(bare, known)
    return folded


def _has_own_letter(folded: str) -> bool:
    """Whether it is a noun as it stands, or with a pronoun: لجانها is no ل with a pronoun's جان."""
    bare = without_pronoun(folded)
    return _is_noun(folded) or (_is_noun(bare) and seen(bare) > seen(folded[1:]))  # لغزة is of غزة, not a riddle


def _is_noun(folded: str) -> bool:
    """Whether the word as it stands is seen with the article."""
    known = vocabulary()
    return known.get("ال" + folded, 0) >= max(_NOUN_LEAST, _NOUN_SHARE * known.get(folded, 0))


def nouns_behind_clitic(folded: str) -> Iterator[str]:
    """The nouns that a word may be with a clitic, where it is commoner with it than without: كرة of لكرة."""
    if not folded.startswith(_PREFIXES_OF_NAMES):
        return
    known = vocabulary()
    here, as_noun = known.get(folded, 0), known.get("ال" + folded, 0)
    for prefix in _PREFIXES_OF_NAMES:
        rest = folded.removeprefix(prefix)
        if (
            3 <= len(rest) < len(folded)
            and "س" not in prefix
            and known.get("ال" + rest, 0) >= max(NOUN_FLOOR, as_noun / _NO_NOUN_SHARE)
            and known.get(rest, 0) >= _REST_SHARE * here
        ):
            yield rest


def begins_as_prefixed(folded: str) -> bool:
    """Whether its first letter only looks like a clitic, as in بلدية and فقرات."""
    singular = folded[:-2] + "ه" if folded.endswith("ات") else folded
    return singular in feminines() or is_whole(folded)


def _has_own_article(folded: str) -> bool:
    """Whether its ال is no article: there is another before it, as in الالوان of الوان."""
    if not folded.startswith("ال"):
        return False
    known = vocabulary()
    return known.get("ال" + folded, 0) >= max(_OWN_ARTICLE_FLOOR, _OWN_ARTICLE_SHARE * known.get(folded, 0))


def _without_article(word: str, known: Mapping[str, int]) -> str:
    if (
        word.startswith("ال")
        and len(word) >= 4
        and not _is_of_land(word)
        and not _has_own_article(word)
        and known.get(word[2:], 0) >= max(known.get(word, 0) * _ARTICLE_SHARE, 1)
    ):
        return word[2:]
    return word


def _is_of_land(word: str) -> bool:
    """Whether it is الماني, which has no article: there is المانيا."""
    if not word.startswith("ال"):
        return False
    known = vocabulary()
    for ending in ("ا", "ه", "ين", "ون", ""):
        land = word[: len(word) - len(ending)] + "ا"
        if word.endswith(ending) and land.endswith("يا"):
            return known.get("ال" + land[:-1], 0) > max(NOUN_FLOOR, known.get(land[2:], 0))
    return False


def without_pronoun(word: str) -> str:
    """The word without a pronoun, where the rest is commoner than the whole; the commonest such rest."""
    if not word.endswith(PRONOUNS):
        return word
    known = vocabulary()
    best, most = word, known.get(word, 0)
    for pronoun in PRONOUNS:
        if word.endswith(pronoun):
            rest = word[: -len(pronoun)]
            whole = rest + "ه" if pronoun.startswith("ت") else rest  # سياسته → سياسه
            is_long = len(whole) >= 3 or known.get("ال" + whole, 0) >= NOUN_FLOOR  # حقه of حق
            if len(rest) >= 2 and is_long and known.get(whole, 0) > most:
                best, most = whole, known[whole]
    return best
