"""The singulars that a broken plural may have: first from a written table, else by the shape of the word. Pure.

Not here: clitics and endings (`stem.py`). A shape alone proves nothing (مقاتل, a fighter, has that of مصادر, sources):
the vocabulary must know the singular, and know the plural as a noun.
Source: W. Wright, "A Grammar of the Arabic Language" (3rd ed.), vol. 1, §304-305, "The broken plurals".
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from typing import NamedTuple

from khabar.arabic.fold import fold
from khabar.arabic.lexicon import seen, vocabulary
from khabar.remembered import remembered

_LETTER = "[بتثجحخدذرزسشصضطظعغفقكلمنهويء]"
# A last radical of heh or yeh is nearly always a teh marbuta (قراءة) or a nisba's ending (عراقي).
_LAST_LETTER = "[بتثجحخدذرزسشصضطظعغفقكلمنوء]"
# A noun is seen with the article this often at least; a verb never is.
_NOUN_FLOOR = 4
# A singular is not rarer than its plural by more than this; some are hardly used (عاقبة of عواقب).
_SINGULAR_SHARE = 0.05
_SURE_SHARE = 0.005
# Of two possible singulars, the rarer one counts too if it is no rarer than this.
_SECOND_SHARE = 0.3
_CACHED_WORDS = 8_000  # those of an article: each is asked about several times


class _Shape(NamedTuple):
    """A plural's shape with its radicals as groups, and the singulars' shapes in terms of them; `length` in letters."""

    length: int
    plural: re.Pattern[str]
    singulars: tuple[str, ...]
    is_other: Callable[[str, Mapping[str, int]], bool] = lambda word, known: False


def _is_participle(word: str, known: Mapping[str, int]) -> bool:
    """Whether it is said of people: مقاتل has مقاتلين, مصادر has no مصادرين."""
    people = max(seen(word + "ين"), seen(word + "ون"))
    return people > 0.05 * seen(word)


def _is_verbal_noun_of_fourth(word: str, known: Mapping[str, int]) -> bool:
    """Whether it is the verbal noun of a fourth form: ارسال, of which there is ارسلت, as against اقلام."""
    return known.get(word[:3] + word[4] + "ت", 0) > 0.02 * seen(word)


def _is_verbal_noun_of_first(word: str, known: Mapping[str, int]) -> bool:
    """Whether it is what a verb does: دخول of يدخل, as against شعوب of شعب."""
    core = word[:2] + word[3]
    return known.get("ي" + core, 0) > known.get("ال" + core, 0)


def _is_form_with_verb(word: str, known: Mapping[str, int]) -> bool:
    """Whether it is a verb or its verbal noun: تبادل, or a فاتح that يفاتح shows. Or a participle: مهاجر."""
    return word[0] in "تم" or known.get("ي" + word, 0) > 0.1 * seen(word)


def _is_colour(word: str, known: Mapping[str, int]) -> bool:
    """Whether it is the feminine of a colour: حمراء of احمر, as against وزراء."""
    return seen("ا" + word[:3]) > max(50, 0.2 * seen(word))


def _shape(
    plural: str, *singulars: str, is_other: Callable[[str, Mapping[str, int]], bool] = lambda word, known: False
) -> _Shape:
    """`plural` has a dot for each radical, a digit for one that repeats; singulars name radicals by number."""
    signs = {".": f"({_LETTER})", **{digit: rf"\{digit}" for digit in "1234"}}
    pattern = "".join(signs.get(sign, sign) for sign in plural.removesuffix("."))
    if plural.endswith("."):
        pattern += f"({_LAST_LETTER})"
    templates = tuple(re.sub(r"\d", lambda number: rf"\{number.group()}", one) for one in singulars)
    return _Shape(len(plural), re.compile(pattern), templates, is_other)


# The first shape that gives a known singular wins, so special shapes stand before general ones.
_SHAPES = (
    # مشاريع مفاتيح
    _shape("م.ا.ي.", "م12و3", "م12ا3", "م12ي3"),
    # مواعيد مواثيق: the first radical was a waw
    _shape("موا.ي.", "مي1ا2"),
    # مصادر مدارس
    _shape("م.ا.ي", "م12ي", "م12يه"),
    _shape("م.ا.ي", "م12ي", "م12ا"),
    _shape("م.ا..", "م123", "م123ه", is_other=_is_participle),
    _shape("ما..", "مء12ه", "مء12", is_other=_is_participle),
    # رسائل قبائل جرائم
    _shape("..اء.", "12ي3ه", "12ا3ه", "12و3ه", "12ي3", "12و3", "12ا3"),
    # تواريخ قواميس
    _shape(".وا.ي.", "1ا2و3", "1ا2ي3", "1و2ي3"),
    # شوارع عواصم كواكب
    _shape(".وا..", "1ا23", "1ا23ه", "1و23", "1و23ه"),
    # نواحي ضواحي
    _shape(".وا.ي", "1ا2يه"),
    # صناديق تقارير عناوين
    _shape("..ا.ي.", "123و4", "123ا4", "123ي4", "123و4ه", "123ي4ه"),
    # اساليب انابيب; اصابع اماكن
    _shape("ا.ا.ي.", "ا12و3", "ا12ي3", "ا12ا3"),
    _shape("ا.ا..", "ا123", "ا123ه", "1ا23"),
    # فنادق عناصر تجارب نماذج
    _shape("..ا..", "1234", "1234ه", "12و34", is_other=_is_form_with_verb),
    # قضايا خطايا هدايا
    _shape("..ايا", "12يه", "12يءه", "12وه"),
    # اصدقاء اغنياء
    _shape("ا..ياء", "12ي"),
    _shape("ا..اء", "12ي2"),
    _shape("ا...اء", "12ي3"),
    # اسلحه ادويه
    _shape("ا..يه", "12اء"),
    _shape("ا...ه", "12ا3", "12ي3"),
    # وزراء شعراء
    _shape("...اء", "12ي3", "1ا23", is_other=_is_colour),
    # ابواب انواع اعياد; اعداء
    _shape("ا.وا.", "1ا2", "1و2"),
    _shape("ا.يا.", "1ي2"),
    _shape("ا.واء", "1وء", "1و"),
    _shape("ا.ياء", "1ي"),
    _shape("ا..ا2", "12", "122", is_other=_is_verbal_noun_of_fourth),
    _shape("ا..ا.", "123", is_other=_is_verbal_noun_of_fourth),
    _shape("ا..ا.", "12ي3", is_other=_is_verbal_noun_of_fourth),
    # افاق, written آفاق
    _shape("ا.ا.", "ا12"),
    # حقوق فنون; شعوب قلوب
    _shape("..و2", "12", is_other=_is_verbal_noun_of_first),
    _shape("..و.", "123", is_other=_is_verbal_noun_of_first),
    # نيران تيجان
    _shape(".ي.ان", "1ا2"),
)


@functools.cache
def _shapes() -> Mapping[int, list[_Shape]]:
    """The shapes by the length of their words, in order."""
    found: dict[int, list[_Shape]] = {}
    for shape in _SHAPES:
        found.setdefault(shape.length, []).append(shape)
    return found


@functools.cache
def _table() -> Mapping[str, tuple[str, ...]]:
    """Folded broken plural → its singulars, folded; none for a word that only looks like one.

    Plurals with إ (إخوة) stand there with it, and as they are folded.
    """
    found: dict[str, list[str]] = {}
    text = (files("khabar.arabic") / "data" / "broken_plurals.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            singular, *plurals = line.split()
            for plural in plurals:
                for key in {fold(plural), _with_hamza_below(plural)}:
                    found.setdefault(key, []).extend([] if singular == "-" else [fold(singular)])
    return {plural: tuple(singulars) for plural, singulars in found.items()}


def _with_hamza_below(word: str) -> str:
    return "إ".join(map(fold, word.split("إ")))


def singulars(folded: str, written: str = "") -> tuple[str, ...]:
    """The singulars of a folded word without clitics; none if it is no broken plural.

    `written`: the word as the text has it. With إ it is a verbal noun (إعلام, media; أعلام, flags), but for إخوة.

    >>> singulars("جداول")
    ('جدول',)
    """
    if "إ" in written:
        return _table().get(folded.replace("ا", "إ", 1), ())
    listed = _table().get(folded)
    return listed if listed is not None else _shaped(folded)


@remembered(_CACHED_WORDS)
def _shaped(folded: str) -> tuple[str, ...]:
    return tuple(_by_shape(folded))


def _by_shape(folded: str) -> Iterator[str]:
    known = vocabulary()
    is_noun = known.get("ال" + folded, 0) >= _NOUN_FLOOR
    if not is_noun and (folded[0] in "ايتن" or len(folded) < 5):
        return  # it may be a verb
    for shape in _shapes().get(len(folded), ()):
        match = shape.plural.fullmatch(folded)
        if match is None or shape.is_other(folded, known):
            continue
        candidates = [one for one in map(match.expand, shape.singulars) if "ال" + one in known]
        most = max(map(seen, candidates), default=0)
        share = _SINGULAR_SHARE if folded.startswith("ا") or len(folded) < 5 else _SURE_SHARE
        least = max(_NOUN_FLOOR, share * seen(folded), _SECOND_SHARE * most)
        found = [one for one in candidates if seen(one) >= least]
        if found:
            yield from sorted(found)
            return
