"""How one word serves as a term: whether it may be one, how it is shown, what it tells of the word behind it. Pure.

Not here: which terms a text has (`key_terms.py`).
"""

from __future__ import annotations

import math
from typing import NamedTuple

from khabar.arabic.analyse import letters_of, terms_of
from khabar.arabic.clitics import bare_of
from khabar.arabic.date_tables import DUALS, NUMBERS, UNITS
from khabar.arabic.fold import fold
from khabar.arabic.lexicon import background_share, seen, stop_words, vocabulary
from khabar.arabic.plurals import singulars
from khabar.remembered import remembered

# A word that hardly any text has, as a stranger's name, tells no more than one that a text in three thousand has.
_MOST_RARITY = 8.0
# Nouns and adjectives are seen with the article; of verbs and particles hardly one in a hundred is.
_ARTICLE_SHARE = 0.03
# A word that is seen in both genders, neither much rarer than the other, may be an adjective: حاسم, حاسمة.
_GENDER_FLOOR, _GENDER_SHARE = 10, 0.1
_LEAST_LETTERS = 3
NISBA = ("ي", "ية", "يين", "يون", "يا", "يات")
_CACHED_WORDS = 100_000
_PRONOUNS = ("هما", "ها", "هم", "نا", "ه")
# What counts or measures time, what a newsroom writes over its reports, pious formulas: of no text the subject.
_COUNTING = """
    أربعون أربعين خمسون خمسين ستون ستين سبعون سبعين ثمانون ثمانين تسعون تسعين عشرات
    مئة مائة مئتان مئتين مئات ألف ألفان ألفين آلاف مليون مليونان مليونين ملايين مليار ملياران مليارين مليارات نصف ثلث
    ربع
    """
_QUANTITIES = "جميع كافة كل بعض معظم أغلب غالبية سائر مجمل إجمالي مختلف عدة نحو قرابة أكثر أقل"
_NEWSROOM = "عاجل فيديو صور شاهد"
_FORMULAS = "تعالى سبحانه رضي سلم موافق"
_OF_NO_SUBJECT = frozenset(
    {*NUMBERS, *UNITS, *DUALS, *map(fold, f"{_COUNTING} {_QUANTITIES} {_NEWSROOM} {_FORMULAS}".split())}
)
# Whom any report cites: of no text the subject by themselves.
_CITED = """
    خبير خبيرة خبيران خبيرين خبراء محلل محللة محللون محللين مسؤول مسؤولة مسؤولون مسؤولين متحدث متحدثة ناطق
    """
CITED = frozenset(map(fold, _CITED.split()))
# With the article, and how many letters stand before it.
_BEFORE_ARTICLE = {"ال": 0, "وال": 1, "بال": 1, "فال": 1, "كال": 1, "وبال": 2, "وكال": 2, "فبال": 2}


class Form(NamedTuple):
    """A word as part of terms. `bare`: without what is written onto its front; `with_article`: how it opens a phrase.

    Both None where a pronoun stands at its end. `may_follow`: nothing but an article stands before it. `is_definite`:
    an article does. `may_be_adjective`: it is a nisba, or seen in both genders.
    """

    word: str
    bare: str | None
    with_article: str | None
    may_follow: bool
    is_definite: bool
    may_be_adjective: bool
    rarity: float


class Front(NamedTuple):
    """What a word tells of the adjective behind it."""

    is_definite: bool
    is_feminine: bool


@remembered(_CACHED_WORDS)
def front_of(printed: str) -> Front | None:
    """None for a word that no adjective follows."""
    word = letters_of(printed)
    if not word.isalpha() or word in stop_words():
        return None
    is_feminine = word.endswith(("ة", "ات")) or bool(singulars(bare_of(word)))  # أهداف حاسمة
    return Front(word.startswith((*_BEFORE_ARTICLE, "لل")), is_feminine)


def agrees(front: Front | None, form: Form) -> bool:
    """Whether `form` is an adjective of the word before: both have the article, or it looks like one, in gender."""
    if front is None:
        return False
    if form.is_definite or front.is_definite:
        return form.is_definite and front.is_definite
    return form.may_be_adjective and form.word.endswith("ة") == front.is_feminine


@remembered(_CACHED_WORDS)
def rarity_of_word(word: str) -> float:
    return _rarity(bare_of(word))


def _rarity(bare: str) -> float:
    return min(_MOST_RARITY, -math.log(background_share(bare)))


@remembered(_CACHED_WORDS)
def form_of(printed: str) -> Form | None:
    """How a word as a text has it serves as a term; None: it is a verb, a particle, a number or too short.

    >>> form_of("والمستشفيات").bare, form_of("بالذكاء").with_article, form_of("أعلنت")
    ('مستشفيات', 'الذكاء', None)
    """
    word = letters_of(printed)
    if len(word) < _LEAST_LETTERS or not word.isalpha() or not terms_of(word):
        return None
    folded = fold(word)
    stem = bare_of(word)
    if len(stem) < _LEAST_LETTERS or stem in _OF_NO_SUBJECT or not _is_noun(stem, has_article=stem != folded):
        return None
    bare = word[len(folded) - len(stem) :] if len(folded) == len(word) else word
    before = word.removesuffix(bare)
    if _is_somebodys(bare, stem):
        return Form(word, None, None, before == "", False, False, _rarity(stem))
    opening = _with_article(word, before, bare)
    may_be_adjective = word.endswith(NISBA) or _has_both_genders(stem.removesuffix("ه"))
    return Form(word, bare, opening, before in ("", "ال"), opening != bare, may_be_adjective, _rarity(stem))


def _has_both_genders(masculine: str) -> bool:
    known = vocabulary()  # with the article, where a heh at the end is no pronoun
    fewer, more = sorted((known.get("ال" + masculine, 0), known.get("ال" + masculine + "ه", 0)))
    return fewer >= max(_GENDER_FLOOR, _GENDER_SHARE * more)


def _is_noun(stem: str, *, has_article: bool) -> bool:
    """Whether it is a noun or an adjective: news texts, or for unknown words this one, have it with the article."""
    known = vocabulary()
    with_article = known.get("ال" + stem, 0)
    return with_article > known.get(stem, 0) * _ARTICLE_SHARE if stem in known or with_article else has_article


def _is_somebodys(bare: str, stem: str) -> bool:
    """Whether a pronoun stands at its end: عقده, خارجها."""
    return any(
        bare.endswith(pronoun)
        and len(bare) - len(pronoun) >= _LEAST_LETTERS
        and seen(stem.removesuffix(pronoun)) > seen(stem)
        for pronoun in _PRONOUNS
    )


def _with_article(word: str, before: str, bare: str) -> str:
    """The word as written, without what stands before its article: الذكاء for بالذكاء and للذكاء, مجلس for ومجلس."""
    if before.endswith("لل"):
        return "ال" + bare
    return word[_BEFORE_ARTICLE[before] :] if before in _BEFORE_ARTICLE else bare
