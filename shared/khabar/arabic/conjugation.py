"""The forms of listed verbs: which perfect a written form belongs to (قال for سيقولون, اختار for اختيرت). Pure.

Here is what holds of the written letters: vowels and doubled letters are not seen. Not here: verbs that are not listed
(`verbs.py`).
Source: W. Wright, "A Grammar of the Arabic Language" (3rd ed.), vol. 1, §77-189; data/verbs.txt.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files

from khabar.arabic.fold import fold
from khabar.remembered import remembered

# Without the ن of several women, which is rarer than nouns with it: عدن, تضمن.
_SOUND_PERFECT = ("", "ت", "تا", "وا", "ا", "نا", "تم")
_DOUBLED_PERFECT = ("", "ت", "وا")  # their dual (شكا of شك) is rarer than what is written as it
_SOUND_IMPERFECT = ("", "ون", "وا", "ان", "ا", "ين")
_WEAK_IMPERFECT = ("ون", "وا", "ين")

_LEAST_VERB = 4  # letters; shorter ones are names just as well: عز
_CACHED_WORDS = 50_000

# base → pairs of an ending that it takes and the perfect
Bases = Mapping[str, Mapping[str, tuple[str, ...]]]


def perfects_of(form: str, *, is_active: bool = False) -> tuple[str, ...]:
    """The folded perfects of listed verbs that the folded `form`, without clitics, may be a form of.

    `is_active`: leave out what only the passive has, since there is an object.

    >>> perfects_of("اختيرت")
    ('اختار',)
    """
    found = list(_of(form, _perfect_bases(is_active)))
    if form[:1] in ("ي", "ت"):
        found += _of(form[1:], _imperfect_bases(is_active))
    elif form[:1] == "ن" and not found:  # of us, which has no ending: نقل is to transport, not we decrease
        found += _imperfect_bases(True).get(form[1:], {}).get("", ())
    return tuple(dict.fromkeys(found))


@remembered(_CACHED_WORDS)
def is_verb_form(folded: str) -> bool:
    """Whether the folded word, of four letters or more, is a form of a listed verb, behind a conjunction too.

    >>> is_verb_form("وانجب")
    True
    """
    bare = folded[1:] if folded[:1] in {"و", "ف"} else folded
    return len(bare) >= _LEAST_VERB and bool(perfects_of(bare) or perfects_of(folded))


def _of(form: str, bases: Bases) -> Iterator[str]:
    for length in range(len(form), max(0, len(form) - 4), -1):
        if endings := bases.get(form[:length]):
            yield from endings.get(form[length:], ())


@functools.cache
def _verbs() -> tuple[tuple[str, str], ...]:
    """Perfect and imperfect of each listed verb, unfolded."""
    text = (files("khabar.arabic") / "data" / "verbs.txt").read_text(encoding="utf-8")
    rows = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return tuple((perfect, one) for perfect, *listed in rows for one in listed or [imperfect(perfect)])


def imperfect(perfect: str) -> str:
    """The imperfect of a derived form, which follows from its perfect: يستقيل of استقال, يتلقى of تلقى."""
    if perfect.startswith("ت"):
        return "ي" + perfect
    core = perfect[1:] if perfect[0] in "اأ" else perfect
    is_tenth = perfect.startswith("است") and len(perfect) >= 6
    if (perfect[0] == "أ" or is_tenth) and core[-2] == "ا":
        core = core[:-2] + "ي" + core[-1]
    return "ي" + core[:-1] + {"ى": "ي", "أ": "ئ"}.get(core[-1], core[-1])


@functools.cache
def _perfect_bases(is_active: bool) -> Bases:
    return _bases((*_perfect(*verb), *(() if is_active else _passive_perfect(*verb))) for verb in _verbs())


@functools.cache
def _imperfect_bases(is_active: bool) -> Bases:
    """Without the prefix of the person."""
    cores = [(perfect, one[1:]) for perfect, one in _verbs()]
    return _bases((*_imperfect(*verb), *(() if is_active else _passive_imperfect(*verb))) for verb in cores)


def _bases(forms: Iterable[Iterable[tuple[str, tuple[str, ...]]]]) -> Bases:
    """Of the bases and endings of each verb, in the verbs' order."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for (perfect, _), bases in zip(_verbs(), forms, strict=True):
        lemma = fold(perfect)
        for base, endings in bases:
            places = found.setdefault(fold(base), {})
            for ending in endings:
                if lemma not in places.get(ending, ()):
                    places[ending] = (*places.get(ending, ()), lemma)
    return found


def _perfect(perfect: str, imperfect_form: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    rest, last = perfect[:-1], perfect[-1]
    if last in "ىا":
        yield rest, ("ت", "تا", "وا", fold(last))
        yield rest + ("ي" if last == "ى" else "و"), ("ت", "نا", "تم")
    elif last == "ي":
        yield perfect, ("", "ت", "تا", "نا", "تم", "ا")
        yield rest, ("وا",)
    else:
        yield perfect, _SOUND_PERFECT if len(perfect) > 2 else _DOUBLED_PERFECT
        if last in "أئ":
            yield rest + "ء", ("وا",)
        if _is_hollow(perfect, imperfect_form):
            yield perfect[:-2] + last, ("ت", "نا", "تم")


def _passive_perfect(perfect: str, imperfect_form: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    if perfect[-1] in "ىا":
        yield perfect[:-1], ("ي",)
    elif _is_hollow(perfect, imperfect_form):
        yield perfect[:-2] + "ي" + perfect[-1], ("", "ت", "وا")
    elif len(perfect) == 4 and perfect[1] == "ا":
        yield perfect[0] + "و" + perfect[2:], ("", "ت", "وا")


def _imperfect(perfect: str, core: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    rest, last = core[:-1], core[-1]
    if last in "ىيو":
        yield core, ("", "ان", "ا")
        yield rest, (*_WEAK_IMPERFECT, *(("",) if len(rest) >= 3 else ()))  # the jussive is short
    else:
        yield core, _SOUND_IMPERFECT
        if last in "أئؤ":
            yield rest + "ء", _WEAK_IMPERFECT


def _passive_imperfect(perfect: str, core: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    if core[-1] in "ىيو":
        yield core[:-1], ("ي",)
    elif _is_hollow(perfect, core):
        yield core[:-2] + "ا" + core[-1], _SOUND_IMPERFECT
    elif perfect == "و" + core:
        yield perfect, _SOUND_IMPERFECT


def _is_hollow(perfect: str, imperfect_form: str) -> bool:
    return perfect[-2] == "ا" and imperfect_form[-2:-1] in ("و", "ي", "ا")
