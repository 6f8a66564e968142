"""Which word with the article may be an adjective in a body's name, and which names something else. Pure rules."""

from __future__ import annotations

import re

from khabar.arabic.lexicon import vocabulary
from khabar.arabic.names.reading import Reading, is_several
from khabar.arabic.names.roles import is_title
from khabar.arabic.names.tables import given_names, nationalities, organisation_words, surnames, triggers, word_list
from khabar.arabic.plurals import singulars
from khabar.remembered import remembered

# An adjective is seen in both genders: the masculine at least by this part of the feminine; of one with the ending of
# origin by the second.
_MASCULINE_SHARE, _ORIGIN_SHARE = 0.15, 0.05
# The feminine at least by this part of the masculine, where the tagger sees it in the name, and where not.
_TAGGED_SHARE, _EVEN_SHARE = 0.05, 0.3
# But for those, adjectives in names have shapes that few nouns have: المشترك، الشاملة، الكبير.
_SHAPE = re.compile("ال(م.+|.ا..|..ي.)ه?")
_RARE = 30
_CACHED_WORDS = 50_000
_FEMININE, _SEVERAL = ("ه", "ات"), ("ه", "ات", "ين", "ون")
_ARTICLE = re.compile("^(?:[وب]?ال|لل)")
_COLOURS = frozenset({"البيضاء", "الزرقاء", "الخضراء", "الحمراء", "الصفراء", "السوداء"})
_ELATIVE = re.compile("الا(...)")  # الأحمر، الأوسط, beside الحمراء، الوسطى


def may_tell_kind(reading: Reading, start: int, at: int) -> bool:
    """Whether the word may go on the body's name from `start`, which is whole before it: المدنية, not الأزمة, الطلب.

    Unless the tagger sees it in the name, an adjective must agree with the body or with what it is of.
    """
    text = reading.texts[at]
    if text in organisation_words().general or text in nationalities():
        return True
    is_tagged = reading.tag(at) == "O"
    if is_tagged and (text in given_names() or text in surnames() or text in word_list("ordinals")):
        return True
    if opens_kind(text) or is_title(text) or is_addressed(reading, at):
        return False
    if is_tagged:
        return _is_adjective(text, _TAGGED_SHARE)
    return _agrees(reading.texts[start], reading.texts[at - 1], text) and _is_adjective(text, _EVEN_SHARE)


def _agrees(body: str, before: str, adjective: str) -> bool:
    """Whether the adjective has the gender of the body or of the word before it; several things are feminine."""
    if adjective.endswith("ه"):
        return body.endswith(_FEMININE) or before.endswith(_SEVERAL) or bool(singulars(_ARTICLE.sub("", before)))
    return not body.endswith(_FEMININE) or not before.endswith(_FEMININE)


@remembered(_CACHED_WORDS)
def _is_adjective(text: str, feminine_share: float) -> bool:
    count = vocabulary().get(text, 0)
    if text.endswith("يه"):
        return count < _RARE or vocabulary().get(text[:-1], 0) > _ORIGIN_SHARE * count
    if text.endswith("ي"):
        return True
    if elative := _ELATIVE.fullmatch(text):
        return any(vocabulary().get(f"ال{elative[1]}{ending}", 0) > feminine_share * count for ending in ("اء", "ي"))
    if text.endswith(("ا", "ين")):
        return feminine_share < _EVEN_SHARE
    if not _SHAPE.fullmatch(text):
        return False
    other, share = (text[:-1], _MASCULINE_SHARE) if text.endswith("ه") else (text + "ه", feminine_share)
    return vocabulary().get(other, 0) > share * count


def opens_kind(text: str) -> bool:
    """Whether a word with the article tells a kind of body: الوزارة، الفريق; not البلدية, which is an adjective too."""
    is_kind = text[2:] in triggers().organisation or text[2:] in triggers().label
    return is_kind and text not in organisation_words().general


def is_addressed(reading: Reading, at: int) -> bool:
    """Whether a plural in ـين can be no adjective of the word before it: دعت وزارة الصحة المواطنين."""
    text, before = reading.texts[at], reading.texts[at - 1]
    is_of_several = before.endswith(("ين", "ون", "ات")) or text.endswith("يين") or bool(singulars(before[2:]))
    is_of_one = before.endswith(("ه", "ي")) or not is_of_several
    return text.endswith("ين") and is_several(text) and before.startswith("ال") and is_of_one


def is_colour(text: str) -> bool:
    """Whether the word tells a colour, as the names of some towns do: الزرقاء."""
    return text in _COLOURS


def is_of_feminine(before: str) -> bool:
    """Whether a feminine adjective may belong to the word before it: القواعد، بالجزيرة; not الوفد."""
    bare = _ARTICLE.sub("", before)
    return bare != before and (bare.endswith(_SEVERAL[:2]) or bool(singulars(bare)))
