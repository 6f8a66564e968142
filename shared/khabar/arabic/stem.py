"""One Arabic word turned into the terms it is searched by. Rules over packaged tables; pure.

Not here: splitting a text into words and building vectors (`analyse.py`), plurals and verbs (files of their own).
Affixes after Larkey, Ballesteros and Connell, "Light stemming for Arabic information retrieval" (2007).
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping

import Stemmer

from khabar.arabic.as_written import is_whole
from khabar.arabic.clitics import (
    PRONOUNS,
    bare_of,
    begins_as_prefixed,
    has_own_alef,
    nouns_behind_clitic,
    without_prefix,
    without_pronoun,
)
from khabar.arabic.conjugation import perfects_of
from khabar.arabic.fold import fold
from khabar.arabic.lexicon import NOUN_FLOOR, feminines, seen, spellings, vocabulary, whole_words
from khabar.arabic.names.tables import nationalities
from khabar.arabic.nisba import nouns_of, own_nisba
from khabar.arabic.plurals import singulars
from khabar.arabic.verbs import perfects
from khabar.remembered import remembered

_ENDINGS = ("تين", "تان", "ات", "ون", "ين", "ان", "يه", "ه", "ي")

# How much rarer than a plural its singular may be; it is commoner than a dual. So لبنان and برلين are neither.
_SINGULAR_SHARES = {"ات": 0.02, "ون": 0.02, "ين": 0.02, "ان": 0.3}

_RARE = 100
# What begins with ال is a verb (التقى), not a noun with its article, when it is so many times commoner than the noun.
_VERB_GAIN = 3
_LONG_STEM = 4
# A name with the letters of an ending (البحرين) is known by its nisba, which is this common beside it.
_NISBA_SHARE = 0.05
_CACHED_WORDS = 200_000  # some 60 MB at most; a year of news has about that many word forms


@functools.cache
def _snowball() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("arabic")


@remembered(_CACHED_WORDS)
def terms(word: str) -> tuple[str, ...]:
    """Everything that one word, without marks and in its letters, is searched by; sorted.

    Its own stem, those of its singular, its noun or its perfect tense, of its usual spelling, and Snowball's.
    """
    folded = fold(word)
    if not is_arabic(folded):
        return (folded,)
    bare = bare_of(word)
    found = {*_noun_terms(word, folded, bare), *_verb_terms(word, folded, bare)}
    found |= {spelling for one in (bare, *found) if (spelling := _spellings().get(one))}
    return tuple(sorted(found))


def _noun_terms(word: str, folded: str, bare: str) -> Iterator[str]:
    is_noun = word.endswith("ة")
    # The stem of a plural would say too little: القضاء, the judiciary, is not قضاة, judges. A nisba may look like one.
    is_plural = not bare.endswith("ي") and bool(singulars(bare, word))
    yield _without_hamza(bare) if is_plural else _stem_of_bare(bare, is_noun=is_noun)
    if bare in feminines():
        yield bare  # طريقه is his way, or method with its dots left out
    if is_whole(bare):
        return
    yield from _singular_stems(folded, bare, word)
    yield from map(_noun_stem, nouns_of(bare))
    if bare == folded and not begins_as_prefixed(folded):
        yield from (_stem_of_bare(rest, is_noun=is_noun) for rest in nouns_behind_clitic(folded))
    is_future = folded.startswith(("س", "وس", "فس")) and folded != bare  # وسالم may be و with سالم
    if has_own_alef(word, bare) and not is_future:
        return
    if folded.startswith("ال") and folded == bare and known_nisba(folded[2:]):
        yield stem(folded[2:])  # the article is part of the name: الاردن, but اردني
    # It takes letters for clitics without asking a vocabulary: that is wanted where there is nothing to ask.
    if vocabulary().get(folded, 0) < _RARE:
        yield snowball(word)


def _verb_terms(word: str, folded: str, bare: str) -> Iterator[str]:
    """Its perfect tenses; none for a listed word, nor for what its ة, preposition or article shows to be a noun."""
    before = folded[: -len(bare)]
    if word.endswith("ة") or before.endswith(("ب", "ك")) or bare in whole_words():
        return
    if before.endswith(("ال", "لل")) and vocabulary().get(folded, 0) <= _VERB_GAIN * vocabulary().get(bare, 0):
        return
    if is_whole(bare):
        yield from perfects_of(folded)  # a name is no verb with an object: دينا
    else:
        yield from tuple(perfects(folded)) or (stem(verb) for verb in perfects(bare))


@functools.cache
def _spellings() -> Mapping[str, str]:
    """Rarer spelling, or its stem → stem of the usual one."""
    found: dict[str, str] = {}
    for usual, *others in spellings():
        for other in others:
            stemmed = stem(other)
            keys = {other, stemmed} if len(stemmed) >= _LONG_STEM else {other}  # of مائة it would be ماء, water
            found.update(dict.fromkeys(keys, stem(usual)))
    return found


def is_arabic(folded: str) -> bool:
    """Whether the word begins with a letter of the Arabic alphabet."""
    return "\u0621" <= folded[:1] <= "\u064a"


def snowball(word: str) -> str:
    """Snowball's stem, folded. `word` is unfolded: folding before costs recall."""
    stemmed: str = _snowball().stemWord(word)
    return fold(stemmed)


@remembered(_CACHED_WORDS)
def stem(folded: str) -> str:
    """The word without the clitics and endings that the vocabulary shows to be such."""
    return _stem_of_bare(without_prefix(folded))


@remembered(_CACHED_WORDS)
def _noun_stem(folded: str) -> str:
    """The stem of a word whose heh is a teh marbuta, and no pronoun: عملة, a currency, is not عمله, his work."""
    return _stem_of_bare(without_prefix(folded), is_noun=True)


def _stem_of_bare(bare: str, *, is_noun: bool = False) -> str:
    if is_whole(bare):
        return bare
    return _without_hamza(_without_ending(bare if is_noun else without_pronoun(bare)))


def _without_hamza(bare: str) -> str:
    if len(bare) < 4 or not bare.endswith("ء"):
        return bare
    return bare[:-2] if len(bare) >= 5 and bare.endswith("يء") else bare[:-1]  # مباديء for مبادئ


def _without_ending(word: str) -> str:
    if word.endswith("ا") and len(word) >= 4 and (seen(word[:-1]) > seen(word) or _is_land(word)):
        word = word[:-1]  # the accusative's alef, or a land's
    if (own := own_nisba(word) or _of_two_letters(word)) is not None:
        return own
    if _is_construct(word):
        word += "ن"
    for ending in _ENDINGS if word.endswith(_ENDINGS) else ():
        rest = word[: -len(ending)]
        if word.endswith(ending) and len(rest) >= 3:
            if (own := _feminine(word, rest, ending)) is not None:
                return own
            if ending in ("ان", "ين") and seen(word + "ات") >= NOUN_FLOOR:
                continue  # فيضان has فيضانات
            if max(seen(rest), seen(rest + "ه")) < _SINGULAR_SHARES.get(ending, 0) * seen(word):
                continue
            if ending in _SINGULAR_SHARES and (known_nisba(word) or rest.endswith("ي")):
                return word if known_nisba(word) else _without_ending(rest)  # البحرين; سوريون as سوري
            word = rest
            break
    is_nation = word + "ي" in nationalities()
    if is_nation and vocabulary().get(word + "يا", 0) > max(NOUN_FLOOR, seen(word), 0.5 * seen(word + "ي")):
        return word + "ي"  # سوري of سوريا; سور is a wall
    return word[:-1] if word.endswith("ي") and len(word) >= 4 and not own_nisba(word) else word


def _is_construct(word: str) -> bool:
    """Whether it is a plural in ون before its genitive, as in «ممثلو الدول»; not فيديو, nor a name like تورو."""
    if not word.endswith("و") or len(word) < 5:
        return False
    plurals = seen(word + "ن"), seen(word[:-1] + "ين")
    return min(plurals) >= NOUN_FLOOR and max(plurals) > seen(word)


def _of_two_letters(word: str) -> str | None:
    """The singular of a noun of two letters and a teh marbuta; the word itself if it only looks like one."""
    if len(word) == 4 and word.endswith("ات"):
        singular = word[:2] + "ه"  # قوات of قوه; not ثبات
        return singular if seen(singular) >= max(NOUN_FLOOR, 0.3 * seen(word)) else word
    if len(word) == 5 and word.endswith(("تين", "تان")) and seen(word[:2] + "ه") >= NOUN_FLOOR:
        return word[:2] + "ه"  # سنتين of سنه
    return None


def _feminine(word: str, rest: str, ending: str) -> str | None:
    """The noun in heh that `word` is, has for its singular, or is the nisba of; None if it is no such noun."""
    if word in feminines():
        return word
    has_nisba = feminines().get(rest + "ه")
    if has_nisba is None or ending in ("ه", "ون", "ين", "ان") or (ending in ("ي", "يه") and not has_nisba):
        return None
    return rest + "ه"


def known_nisba(word: str) -> bool:
    """Whether there is a nisba of the whole `word`: بحريني, اردني, نمساوي."""
    nisba = word + ("وي" if word.endswith("ا") else "ي")
    return min(seen(nisba), seen(nisba + "ه")) >= max(NOUN_FLOOR, _NISBA_SHARE * seen(word))


def _is_land(word: str) -> bool:
    """Whether it is سوريا or فرنسا: there are سوري and سوريه, فرنسي and فرنسيه. Not دنيا."""
    rest = word[:-1]
    nisba = rest if word.endswith("يا") else rest + "ي"
    return min(seen(nisba), seen(nisba + "ه")) >= NOUN_FLOOR


def _singular_stems(folded: str, bare: str, written: str) -> set[str]:
    """Stems of the singulars of a broken plural, found without its clitics."""
    forms = {bare} if folded == "ال" + bare else {folded, bare}  # السنة is the year; tongues are ألسنة
    if bare.endswith("ا"):
        forms.add(bare[:-1])  # the accusative's alef: اطفالا
    for pronoun in PRONOUNS if bare.endswith(PRONOUNS) and not written.endswith("ة") else ():
        if bare.endswith(pronoun):
            rest = bare[: -len(pronoun)]
            # وزراؤه, also written وزراه; قادته of قادة
            forms |= {rest, rest + "ء", rest + "ه"} if pronoun.startswith("ت") else {rest, rest + "ء"}
    # مباريات of مباراه, صلوات of صلاه
    forms_of_alef = {form[:-3] + "اه" for form in forms if form.endswith(("يات", "وات"))}
    found = {one for one in forms_of_alef if seen(one) >= NOUN_FLOOR}
    found |= {singular for form in forms for singular in singulars(form, written)}
    return {_noun_stem(singular) for singular in found}
