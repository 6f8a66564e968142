"""One Arabic word turned into the terms it is searched by. Rules over packaged tables; pure.

Not here: splitting a text into words and building vectors (`analyse.py`).
Source: light stem after Larkey, Ballesteros and Connell, "Light stemming for Arabic information retrieval" (2007).
"""

from __future__ import annotations

import functools
import gzip
from collections.abc import Iterator, Mapping
from importlib.resources import files

import Stemmer

from khabar.arabic.fold import fold

# The longest first: «وبالـ» before «و».
_PREFIXES = ("وبال", "وكال", "ولل", "فبال", "فلل", "وال", "بال", "كال", "فال", "لل", "ال")
_PREFIXES_OF_NAMES = ("وب", "ول", "وس", "فب", "فل", "فس", "و", "ف", "ب", "ل", "ك", "س")
_PRONOUNS = ("هما", "كما", "تها", "تهم", "تنا", "ته", "هم", "هن", "ها", "كم", "نا", "وا", "ه")
_ENDINGS = ("تين", "تان", "ات", "ون", "ين", "ان", "يه", "ه", "ي")
_LIGHT_PREFIXES = ("ال", "وال", "بال", "كال", "فال", "لل", "و")
_LIGHT_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")

# How much rarer than the form with the article a bare form may be. Below: the article is part of a name (المانيا).
_ARTICLE_SHARE = 0.004
# A one-letter clitic comes off only when the rest is this many times commoner, and common at all: و in ولد stays.
_CLITIC_GAIN = 3.0
_CLITIC_FLOOR = 6
# A verb's other form must be known this well to be taken for one.
_VERB_FLOOR = 20
_BARE_ALEF = str.maketrans("أإآ", "ااا")
_CACHED_WORDS = 200_000  # some 60 MB at most; a year of news has about that many word forms


@functools.cache
def vocabulary() -> Mapping[str, int]:
    """Folded word → how often it was seen in 19 million words of news. Read once a process. Source: data/SOURCES.md."""
    packed = (files("khabar.arabic") / "data" / "vocabulary.tsv.gz").read_bytes()
    rows = (line.split("\t") for line in gzip.decompress(packed).decode("utf-8").splitlines())
    return {word: int(count) for word, count in rows}


@functools.cache
def stop_words() -> frozenset[str]:
    """Words that say nothing about what a text is about, with and without hamza on their alefs.

    Not folded further: على is one, the name علي is not.
    """
    written = (files("khabar.arabic") / "data" / "stop_words.txt").read_text(encoding="utf-8").split()
    return frozenset([*written, *(word.translate(_BARE_ALEF) for word in written)])


@functools.cache
def _singulars() -> Mapping[str, frozenset[str]]:
    """Folded broken plural → stems of its singulars."""
    found: dict[str, set[str]] = {}
    text = (files("khabar.arabic") / "data" / "broken_plurals.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        singular, *plurals = fold(line).split()
        for plural in plurals:
            found.setdefault(plural, set()).add(stem(singular))
    return {key: frozenset(stems) for key, stems in found.items()}


@functools.cache
def _snowball() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("arabic")


@functools.lru_cache(_CACHED_WORDS)
def terms(word: str) -> tuple[str, ...]:
    """Everything that one word, without marks and in its letters, is searched by; sorted.

    Each term begins with the rule that gave it: `o` own stem, singular or perfect tense, `s` snowball, `l` light stem.
    """
    folded = fold(word)
    if not is_arabic(folded):
        return ("o" + folded,)
    own = {stem(folded), *_singular_stems(folded), *(stem(verb) for verb in _perfects(folded))}
    return tuple(sorted({"o" + one for one in own} | {"s" + snowball(word), "l" + light_stem(folded)}))


def is_arabic(folded: str) -> bool:
    """Whether the word begins with a letter of the Arabic alphabet."""
    return "\u0621" <= folded[:1] <= "\u064a"


def snowball(word: str) -> str:
    """Snowball's stem, folded. `word` is unfolded: folding before costs recall."""
    stemmed: str = _snowball().stemWord(word)
    return fold(stemmed)


def light_stem(folded: str) -> str:
    """The word without article, conjunction and common endings, whatever is left."""
    for prefix in _LIGHT_PREFIXES:
        if folded.startswith(prefix) and len(folded) >= len(prefix) + 2 and not (prefix == "و" and len(folded) < 4):
            if prefix == "ال" and _without_article(folded, vocabulary()) == folded and folded in vocabulary():
                break
            folded = folded[len(prefix) :]
            break
    for suffix in _LIGHT_SUFFIXES:
        if folded.endswith(suffix) and len(folded) >= len(suffix) + 2:
            folded = folded[: -len(suffix)]
    return folded


@functools.lru_cache(_CACHED_WORDS)
def stem(folded: str) -> str:
    """The word without the clitics and endings that the vocabulary shows to be such."""
    bare = _without_ending(without_prefix(folded))
    return bare[:-1] if len(bare) >= 4 and bare.endswith("ء") else bare


def without_prefix(folded: str) -> str:
    """The word without conjunction, preposition and article, where the rest is a known word."""
    known = vocabulary()
    seen = known.get(folded, 0)
    rest = folded
    for prefix in _PREFIXES:
        if folded.startswith(prefix) and len(folded) - len(prefix) >= 2:
            bare = folded[len(prefix) :]
            if known.get(bare, 0) >= max(seen * _ARTICLE_SHARE, 1):
                return _without_article(bare, known)
    for prefix in _PREFIXES_OF_NAMES:
        if folded.startswith(prefix) and len(folded) - len(prefix) >= 3:
            bare = folded[len(prefix) :]
            likely = max(known.get(bare, 0), known.get("ال" + bare, 0) * 0.5)
            if likely > seen * _CLITIC_GAIN and likely > _CLITIC_FLOOR:
                rest = bare
                break
    return rest if rest == folded else _without_article(rest, known)


def _without_article(word: str, known: Mapping[str, int]) -> str:
    if (
        word.startswith("ال")
        and len(word) >= 4
        and known.get(word[2:], 0) >= max(known.get(word, 0) * _ARTICLE_SHARE, 1)
    ):
        return word[2:]
    return word


def _without_ending(word: str) -> str:
    known = vocabulary()
    seen = known.get(word, 0)
    for pronoun in _PRONOUNS:
        if word.endswith(pronoun) and len(word) - len(pronoun) >= 3:
            rest = word[: -len(pronoun)]
            whole = rest + "ه" if pronoun.startswith("ت") else rest  # سياسته → سياسه
            if max(known.get(whole, 0), known.get(rest, 0)) > seen:
                word = whole
                break
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) >= len(ending) + 3:
            word = word[: -len(ending)]
            break
    return word[:-1] if word.endswith("ي") and len(word) >= 5 else word


def _singular_stems(folded: str) -> frozenset[str]:
    """Stems of the singulars of a broken plural, found without its clitics. A stem of the plural would say too little:
    القضاء, the judiciary, is not قضاة, judges.
    """
    table = _singulars()
    bare = without_prefix(folded)
    forms = {folded, bare}
    for pronoun in _PRONOUNS:
        if bare.endswith(pronoun):
            rest = bare[: -len(pronoun)]
            # وزراؤه, also written وزراه; قادته of قادة
            forms |= {rest, rest + "ء", rest + "ه"} if pronoun.startswith("ت") else {rest, rest + "ء"}
    return frozenset(singular for form in forms for singular in table.get(form, ()))


def _perfects(folded: str) -> Iterator[str]:
    """Perfect forms that an inflected verb may belong to: only forms that the vocabulary knows well."""
    known = vocabulary()
    word = without_prefix(folded)
    for ending in ("وا", "ون", "ت", "تا", "ا"):
        rest = word[: -len(ending)]
        if word.endswith(ending) and len(rest) >= 3 and _is_verb(rest, known):
            yield rest
            word = rest
            break
    if word[:1] in "يت" and len(word) >= 3:
        imperfect = "ي" + word[1:]
        # A noun such as تقرير has no form in ي; one such as تحول has a rarer one.
        if known.get(imperfect, 0) >= max(_VERB_FLOOR, known.get(word, 0) / 2):
            yield imperfect
            yield from _perfects_of(word[1:], known)


def _is_verb(perfect: str, known: Mapping[str, int]) -> bool:
    """Whether an imperfect of `perfect` is known: يعلن for اعلن, يقتل for قتل, يصل for وصل."""
    cores = {perfect, perfect[1:] if perfect[0] in "او" else perfect}
    return known.get(perfect, 0) >= _VERB_FLOOR and any(known.get("ي" + core, 0) >= _VERB_FLOOR for core in cores)


def _perfects_of(core: str, known: Mapping[str, int]) -> Iterator[str]:
    """The perfects of an imperfect's `core` (what follows ي): قتل of قتل, اعلن of علن, وصل of صل, قال of قول."""
    candidates = [core, "ا" + core] if len(core) >= 3 else ["و" + core]
    if len(core) == 3 and core[1] in "وي":
        candidates.append(core[0] + "ا" + core[2])  # hollow: قال of يقول
    best = max(candidates, key=lambda one: known.get(one, 0))
    if known.get(best, 0) >= _VERB_FLOOR and best not in stop_words():
        yield best
