"""Which number behind a word counts what follows it, and which is a name: كتيبة 3 جنود, اللواء 41. Pure rules."""

from __future__ import annotations

from khabar.arabic.names.reading import Reading, is_common_noun, is_object, is_several, is_verb
from khabar.arabic.names.tables import small_words
from khabar.arabic.plurals import singulars

_YEARS = range(1900, 2100)
_FEW, _MANY = range(3, 11), range(11, 100)  # which ask for a plural, for an accusative
_LARGE = frozenset({"الاف", "الف", "الفا", "مليون", "مليونا", "ملايين"})
# Of which arm a unit is, no matter what its number asks for: اللواء 5 مشاة.
_ARMS = frozenset({"مشاه", "مدرعه", "مدرعات", "مظلات", "مدفعيه", "دبابات"})


def is_year(reading: Reading, at: int) -> bool:
    """Whether the number at token `at` is a year, which has no article."""
    return _number(reading, at) in _YEARS


def is_count(reading: Reading, at: int) -> bool:
    """Whether the number at token `at` counts the noun behind it, which has the form that the number asks for."""
    number, noun = _number(reading, at), reading.text(at + 1)
    if number is None or not reading.is_word(at + 1):
        return False
    if noun in _LARGE:
        return True
    if noun in small_words() or noun in _ARMS or noun.startswith("ال") or reading.tag(at + 1) in {"P", "L"}:
        return False
    if number % 100 in _FEW:
        return bool(singulars(noun)) or is_several(noun)
    if number % 100 in _MANY:
        return is_object(noun) or (noun.endswith("ه") and is_common_noun(noun))
    return number >= _MANY.stop and is_common_noun(noun) and not is_verb(noun)


def _number(reading: Reading, at: int) -> int | None:
    """The number as printed; None with the article, behind which nothing is counted: القناة الـ12."""
    token = reading.tokens[at]
    printed = reading.node.text[token.start : token.end]
    return int(printed) if printed.isdecimal() else None
