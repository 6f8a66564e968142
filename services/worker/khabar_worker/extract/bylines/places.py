"""Cities that open datelines and stand in bylines. A table beside the kernel's; not here: places in a story's text."""

from __future__ import annotations

from functools import lru_cache

from khabar.arabic.fold import fold
from khabar.arabic.names.gazetteer import match_at

# Beyond the places that the kernel knows to be nothing else; «_» joins the words of one name.
_PLACES = """
الشرقية الغربية البحيرة المنيا قنا حائل الباحة الجوف العلا العين صور الحديدة لحج إب حجة البيضاء صلاح_الدين بابل الحلة
واسط الكوت حماة الرقة جبيل عاليه معان السلط البترا الخليل طوباس سبها سرت الزاوية نابل باجة الكاف فاس سلا العيون
الداخلة روصو كيفة الدمازين موروني شتوتجارت هامبورج نورنبرج فولفسبورج لايبزيج ماينتس برن تايبه بون ليون عواصم العواصم
العاصمة
"""
# What a place that no table knows begins with: «ميناء …».
_OPENINGS = "ميناء مدينة محافظة مخيم بلدة قرية ولاية إقليم جزيرة ضاحية وادي ريف"
_KINDS = frozenset(map(fold, _OPENINGS.split()))
_LONGEST = 4
# Sections, places and names repeat on every page of a publisher.
_REMEMBERED = 8192
_KNOWN = frozenset(fold(name.replace("_", " ")) for name in _PLACES.split())


@lru_cache(_REMEMBERED)
def is_place(text: str) -> bool:
    """Whether a text is one of the places that open datelines, or says that it is one.

    >>> is_place("أبوظبي")
    True
    >>> is_place("ميناء دمياط")
    True
    """
    folded = fold(text.strip())
    words = folded.split()
    if not 1 <= len(words) <= _LONGEST:
        return False
    return folded in _KNOWN or words[0] in _KINDS - {folded} or _is_sure(words)


def _is_sure(words: list[str]) -> bool:
    found = match_at(words, 0)
    if found is None or found.end < len(words) or found.cut:
        return False
    return any(known.kind == "place" and known.sure for known in found.known)
