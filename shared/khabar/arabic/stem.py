"""One Arabic word turned into the terms it is searched by. Rules over packaged tables; pure.

Not here: splitting a text into words and building vectors (`analyse.py`), plurals and verbs (files of their own).
Affixes after Larkey, Ballesteros and Connell, "Light stemming for Arabic information retrieval" (2007).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

import Stemmer

from khabar.arabic.fold import fold
from khabar.arabic.lexicon import feminines, seen, spellings, stop_words, vocabulary, whole_words
from khabar.arabic.nisba import nouns_of
from khabar.arabic.plurals import singulars
from khabar.arabic.verbs import perfects

# The longest first: «وبالـ» before «و».
_PREFIXES = ("وبال", "وكال", "ولل", "فبال", "فلل", "وال", "بال", "كال", "فال", "لل", "ال")
_PREFIXES_OF_NAMES = ("وب", "ول", "وس", "فب", "فل", "فس", "و", "ف", "ب", "ل", "ك", "س")
# Those with ت stand on a teh marbuta: سياسته.
_PRONOUNS = ("تهما", "هما", "كما", "تها", "تهم", "تكم", "تنا", "ته", "تي", "هم", "هن", "ها", "كم", "نا", "وا", "ه")
_ENDINGS = ("تين", "تان", "ات", "ون", "ين", "ان", "يه", "ه", "ي")

# How much rarer than a plural its singular may be; it is commoner than a dual. So لبنان and برلين are neither.
_SINGULAR_SHARES = {"ات": 0.02, "ون": 0.02, "ين": 0.02, "ان": 0.3}

# How much rarer than the form with the article a bare form may be. Below: the article is part of a name (المانيا).
_ARTICLE_SHARE = 0.004
# A one-letter clitic comes off only when the rest is this many times commoner, and common at all: و in ولد stays.
_CLITIC_GAIN = {"ل": 0.8, "ول": 1.5, "ك": 10.0}
_USUAL_GAIN = 3.0
# A long rest that is a word is no accident: واوضحت, لاستعاده, باصواتهم. By its letters; as long as the last, or longer.
_GAIN_OF_LONG = {3: 1.0, 4: 0.2, 5: 0.2, 6: 0.05}
_CLITIC_FLOOR = 6
_NOUN_FLOOR = 20
_RARE = 100
# What begins with ال is a verb (التقى), not a noun with its article, when it is so many times commoner than the noun.
_VERB_GAIN = 3
_LONG_STEM = 4
# A name with the letters of an ending (البحرين) is known by its nisba, which is this common beside it.
_NISBA_SHARE = 0.05
_CACHED_WORDS = 200_000  # some 60 MB at most; a year of news has about that many word forms


@functools.cache
def _small_words() -> frozenset[str]:
    return frozenset(fold(word) for word in stop_words())


@functools.cache
def _snowball() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("arabic")


@functools.lru_cache(_CACHED_WORDS)
def terms(word: str) -> tuple[str, ...]:
    """Everything that one word, without marks and in its letters, is searched by; sorted.

    Its own stem, those of its singular, its noun or its perfect tense, of its usual spelling, and Snowball's.
    """
    folded = fold(word)
    if not is_arabic(folded):
        return (folded,)
    bare = without_prefix(folded)
    found = {*_singular_stems(folded, bare, word), *map(_noun_stem, nouns_of(bare))}
    found.add(_noun_stem(folded) if word.endswith("ة") else stem(folded))
    if bare in feminines():
        found.add(bare)  # طريقه is his way, or method with its dots left out
    if folded.startswith("ال") and folded == bare and known_nisba(folded[2:]):
        found.add(stem(folded[2:]))  # the article is part of the name: الاردن, but اردني
    # It takes letters for clitics without asking a vocabulary: that is wanted where there is nothing to ask.
    if vocabulary().get(folded, 0) < _RARE and bare not in whole_words():
        found.add(snowball(word))
    if not word.endswith("ة"):  # those are nouns, and what has an article
        has_article = folded[: -len(bare)].endswith(("ال", "لل"))
        if not has_article or vocabulary().get(folded, 0) > _VERB_GAIN * vocabulary().get(bare, 0):
            found |= set(perfects(folded)) or {stem(verb) for verb in perfects(bare)}
    found |= {spelling for one in (bare, *found) if (spelling := _spellings().get(one))}
    return tuple(sorted(found))


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


@functools.lru_cache(_CACHED_WORDS)
def stem(folded: str) -> str:
    """The word without the clitics and endings that the vocabulary shows to be such."""
    bare = without_prefix(folded)
    return bare if bare in whole_words() else _without_hamza(_without_ending(_without_pronoun(bare)))


@functools.lru_cache(_CACHED_WORDS)
def _noun_stem(folded: str) -> str:
    """The stem of a word whose heh is a teh marbuta, and no pronoun: عملة, a currency, is not عمله, his work."""
    bare = without_prefix(folded)
    return bare if bare in whole_words() else _without_hamza(_without_ending(bare))


def _without_hamza(bare: str) -> str:
    if len(bare) < 4 or not bare.endswith("ء"):
        return bare
    return bare[:-2] if len(bare) >= 5 and bare.endswith("يء") else bare[:-1]  # مباديء for مبادئ


def without_prefix(folded: str) -> str:
    """The word without conjunction, preposition and article, where the rest is a known word."""
    known = vocabulary()
    here = known.get(folded, 0)
    if _is_of_land(folded) or _begins_as_prefixed(folded):
        return folded
    for prefix in _PREFIXES:
        if folded.startswith(prefix) and len(folded) - len(prefix) >= 2:
            bare = folded[len(prefix) :]
            if known.get(bare, 0) >= max(here * _ARTICLE_SHARE, 1):
                return _without_article(bare, known)
    for prefix in _PREFIXES_OF_NAMES:
        if folded.startswith(prefix) and len(folded) - len(prefix) >= 3:
            bare = folded[len(prefix) :]
            likely = max(known.get(bare, 0), known.get("ال" + bare, 0) * 0.5)
            if here < _RARE:  # the noun behind the rest may be known better
                likely = max(likely, known.get(_without_pronoun(bare), 0) * 0.5)
            gain = _CLITIC_GAIN.get(prefix, _USUAL_GAIN) * _GAIN_OF_LONG[min(len(bare), 6)]
            if bare not in _small_words() and likely > here * gain and likely > _CLITIC_FLOOR:
                return _without_article(bare, known)
    return folded


def _begins_as_prefixed(folded: str) -> bool:
    """Whether its first letter only looks like a clitic, as in بلدية and فقرات."""
    singular = folded[:-2] + "ه" if folded.endswith("ات") else folded
    return singular in feminines() or folded in whole_words()


def _without_article(word: str, known: Mapping[str, int]) -> str:
    if (
        word.startswith("ال")
        and len(word) >= 4
        and not _is_of_land(word)
        and known.get(word[2:], 0) >= max(known.get(word, 0) * _ARTICLE_SHARE, 1)
    ):
        return word[2:]
    return word


def _without_ending(word: str) -> str:
    if word.endswith("ا") and len(word) >= 4 and (seen(word[:-1]) > seen(word) or _is_land(word)):
        word = word[:-1]  # the accusative's alef, or a land's
    if (short := _of_two_letters(word)) is not None:
        return short
    for ending in _ENDINGS:
        rest = word[: -len(ending)]
        if word.endswith(ending) and len(rest) >= 3:
            if (own := _feminine(word, rest, ending)) is not None:
                return own
            if max(seen(rest), seen(rest + "ه")) < _SINGULAR_SHARES.get(ending, 0) * seen(word):
                continue
            if ending in _SINGULAR_SHARES and (known_nisba(word) or rest.endswith("ي")):
                return word if known_nisba(word) else _without_ending(rest)  # البحرين; سوريون as سوري
            word = rest
            break
    if vocabulary().get(word + "يا", 0) > max(_NOUN_FLOOR, seen(word), 0.5 * seen(word + "ي")):
        return word + "ي"  # سوري of سوريا; سور is a wall. Of دبلوماسيا, an accusative, there is more دبلوماسي.
    return word[:-1] if word.endswith("ي") and len(word) >= 4 else word


def _of_two_letters(word: str) -> str | None:
    """The singular of a noun of two letters and a teh marbuta; the word itself if it only looks like one."""
    if len(word) == 4 and word.endswith("ات"):
        singular = word[:2] + "ه"  # قوات of قوه; not ثبات
        return singular if seen(singular) >= max(_NOUN_FLOOR, 0.3 * seen(word)) else word
    if len(word) == 5 and word.endswith(("تين", "تان")) and seen(word[:2] + "ه") >= _NOUN_FLOOR:
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
    return min(seen(nisba), seen(nisba + "ه")) >= max(_NOUN_FLOOR, _NISBA_SHARE * seen(word))


def _is_land(word: str) -> bool:
    """Whether it is سوريا or فرنسا: there are سوري and سوريه, فرنسي and فرنسيه. Not دنيا."""
    rest = word[:-1]
    nisba = rest if word.endswith("يا") else rest + "ي"
    return min(seen(nisba), seen(nisba + "ه")) >= _NOUN_FLOOR


def _is_of_land(word: str) -> bool:
    """Whether it is الماني, which has no article: there is المانيا."""
    known = vocabulary()
    for ending in ("ا", "ه", "ين", "ون", ""):
        land = word[: len(word) - len(ending)] + "ا"
        if word.endswith(ending) and land.endswith("يا") and land.startswith("ال"):
            return known.get("ال" + land[:-1], 0) > max(_NOUN_FLOOR, known.get(land[2:], 0))
    return False


def _without_pronoun(word: str) -> str:
    """The word without a pronoun, where the rest is commoner than the whole; the commonest such rest."""
    known = vocabulary()
    best, most = word, known.get(word, 0)
    for pronoun in _PRONOUNS:
        if word.endswith(pronoun):
            rest = word[: -len(pronoun)]
            whole = rest + "ه" if pronoun.startswith("ت") else rest  # سياسته → سياسه
            if len(rest) >= 2 and len(whole) >= 3 and known.get(whole, 0) > most:
                best, most = whole, known[whole]
    return best


def _singular_stems(folded: str, bare: str, written: str) -> set[str]:
    """Stems of the singulars of a broken plural, found without its clitics. A stem of the plural would say too little:
    القضاء, the judiciary, is not قضاة, judges.
    """
    forms = {folded, bare}
    if bare.endswith("ا"):
        forms.add(bare[:-1])  # the accusative's alef: اطفالا
    for pronoun in _PRONOUNS:
        if bare.endswith(pronoun) and not written.endswith("ة"):
            rest = bare[: -len(pronoun)]
            # وزراؤه, also written وزراه; قادته of قادة
            forms |= {rest, rest + "ء", rest + "ه"} if pronoun.startswith("ت") else {rest, rest + "ء"}
    # مباريات of مباراه, صلوات of صلاه
    forms_of_alef = {form[:-3] + "اه" for form in forms if form.endswith(("يات", "وات"))}
    found = {one for one in forms_of_alef if seen(one) >= _NOUN_FLOOR}
    found |= {singular for form in forms for singular in singulars(form, written)}
    return {_noun_stem(singular) for singular in found}
