"""Agencies and desks: their names, and the closing lines that credit them. Rules only; not here: people."""

from __future__ import annotations

import re

from khabar.arabic.clean import clean_name
from khabar.arabic.fold import fold
from khabar_worker.extract.bylines.people import NOT_IN_NAMES
from khabar_worker.extract.bylines.places import is_place

# Agencies as they sign: name as folded → kind of source. Also used for sign-offs at the end of a text.
_AGENCIES = (
    "وكالات", "الوكالات", "وكالات الأنباء", "وكالات أنباء", "رويترز", "فرانس برس", "فرنس برس", "الفرنسية",
    "أ ف ب", "ا ف ب", "أ.ف.ب", "ا.ف.ب", "أ. ف. ب", "أسوشيتد برس", "اسوشيتد برس", "أسوشييتد برس",
    "الأسوشيتد برس", "أ ب", "ا ب", "أ.ب", "د ب أ", "د ب ا", "د.ب.أ", "د. ب. أ", "الألمانية", "الأناضول",
    "وكالة الأناضول", "أ ش أ", "ا ش ا", "أ.ش.أ", "الشرق الأوسط للأنباء", "واس", "بترا", "سانا", "وام", "كونا",
    "قنا", "بنا", "وفا", "معا", "صفا", "واع", "واج", "وأج", "وات", "و م ع", "ومع", "لاماب", "سونا", "شينخوا",
    "سبوتنيك", "نوفوستي", "تاس", "انترفاكس", "إنترفاكس", "بلومبرغ", "بلومبيرغ", "العمانية",
    "الوكالة الوطنية للإعلام", "الوطنية للإعلام", "السومرية", "واخ", "سبأ", "وال", "أونا", "يونا",
    "وكالة أنباء الإمارات", "reuters", "afp", "ap", "dpa", "cnn", "bbc", "upi", "xinhua", "bloomberg",
    "associated press",
)  # fmt: skip
_AGENCY_FOLDED = frozenset(fold(re.sub(r"[.\s]+", " ", name)).strip() for name in _AGENCIES)
_AGENCY_PREFIX = re.compile(r"^(?:وكالة|وكالات|نقلا عن|المصدر)\s*:?\s+")

# What a newsroom's desks and agencies without fame begin with.
_DESK = re.compile(r"^(?:ال)?(?:وكال[ةه]|قسم|وحد[ةه]|مكتب|مركز(?=\s+(?:ال)?[إا]علام\w*\s+[بل]))\s+\S+(?:\s+\S+){0,3}$")
_EDITORS = re.compile(
    r"^(?:(?:هيئ[ةه]|فريق|[أا]سر[ةه]|قسم)\s+(?:ال)?تحرير|(?:ال)?محرر[ةه]?(?:\s+(?:لل|ال)ش[ؤو]+ن)?(?:\s+ال\S+)?)$"
)
# A desk that speaks for an office.
_PRESS_OFFICE = re.compile(
    r"^(?:ال)?(?:قسم|وحد[ةه]|مكتب)\s+(?:ال)?(?:[إا]علام|صحا?ف|اتصال|علاقات)\w*(?:\s+و?ال\S+){0,3}(?:\s+[بل]\S+(?:\s+\S+)?)?$"
)
# «المكتب الإعلامي للبلدية»; not «مكتب إعلام الأسرى», which a story may end with.
_OF_BODY = re.compile(r"^(?:ال)?(?:قسم|مكتب|مركز)\s+(?:ال)?(?:[إا]علام|صحا?ف)\w*\s+[بل]\S+(?:\s+\S+)?$")
_INITIALS = re.compile(
    r"^\W*[^\W\d_]{1,2}\s?\.\s?[^\W\d_]{1,2}\.?(?:\s*[/،,\-]\s*[^\W\d_]{1,2}\s?\.\s?[^\W\d_]{1,2}\.?){0,3}\s*"
    r"(?:[(\[](?P<agencies>[^)\]]{2,60})[)\]])?\W*$"
)
_SIGN_OFF = re.compile(
    r"^\W*(?:(?:المصدر|المصادر|مصدر\s+الخبر|source)\s*[:：]\s*(?P<source>.{2,60})|(?P<bare>[^.:]{2,40}))\W*$", re.I
)


def is_agency(text: str) -> bool:
    """Whether a text is the name or the signature of a news agency."""
    bare = _AGENCY_PREFIX.sub("", clean_name(text.strip("()[] ")))
    return fold(re.sub(r"[.\s]+", " ", bare)).strip() in _AGENCY_FOLDED


def is_desk(name: str) -> bool:
    """Whether a name is a desk's or an agency's by its first word: «قسم الخدمات», «وكالة سدرة»."""
    return _DESK.match(name) is not None and NOT_IN_NAMES.search(name) is None


def is_editors(name: str) -> bool:
    """Whether a name is what editors sign with when none of them is named: «هيئة التحرير», «محرر الشؤون المحلية»."""
    return _EDITORS.match(name) is not None


def is_press_office(text: str) -> bool:
    """Whether a line is the name of an office's own desk for the press: «المكتب الإعلامي للبلدية»."""
    return _PRESS_OFFICE.match(text) is not None and is_desk(text)


def signs_for_body(text: str) -> bool:
    """Whether a line is the name of a desk for the press and of the body that it speaks for."""
    return _OF_BODY.match(text) is not None and is_desk(text)


def sign_off(text: str) -> str | None:
    """The agency or source that a closing line credits: «المصدر: رويترز», «--(بترا)», «(أ ف ب)»; or None.

    Empty when the line has only the initials of those who edited the story: «ع.ح/م.س».
    """
    if initials := _INITIALS.match(text):
        return clean_name(initials["agencies"] or "")
    found = _SIGN_OFF.match(text)
    if found is None:
        return None
    if found["source"]:
        return clean_name(found["source"].strip("()[] ")) or None
    parts = [clean_name(part.strip("()[] ")) for part in re.split(r"[+،,/]|\s[-–—]\s|\s+و(?=كالات)", found["bare"])]
    parts = [part for part in parts if part and not is_place(part)]
    return "، ".join(parts) if parts and all(map(is_agency, parts)) else None


def is_sign_off(text: str) -> bool:
    return len(text) <= 80 and sign_off(text) is not None
