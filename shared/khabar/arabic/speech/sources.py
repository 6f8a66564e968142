"""Outlets that pass on what others told them, and who such a source can be. Rules over folded words.

Not here: reading the phrases themselves (`subjects.py`).
"""

from __future__ import annotations

from khabar.arabic.fold import fold
from khabar.arabic.speech.roles import MEN, MEN_AND_WOMEN, MEN_IN_TEH, ROLES, STATEMENTS, TEXTS, UNNAMED, WOMEN
from khabar.arabic.speech.stops import OUTLETS
from khabar.arabic.speech.subject import Subject
from khabar.arabic.speech.verbs import Gender
from khabar.arabic.speech.words import word_set

# «وكالة الاستخبارات», «شبكة الأمان»: bodies that publish no news.
_OF_NO_NEWS = word_set(
    """استخبارات الاستخبارات مخابرات المخابرات أمن الأمن الأمان الطاقة الفضاء فضاء البيئة الغوث غوث الحماية الكهرباء
    المياه التجسس الأمم الجمارك"""
)
# Another outlet, or what is no speaker: «نقلا عن نظيرتها «…»», «نقلا عن صور الأقمار الصناعية».
_NO_SOURCE = word_set(
    """نظيره نظيرها نظيرته نظيرتها زميله زميلها زميلته زميلتها هيئة الهيئة إعلام الإعلام وسائل الوسائل صحف الصحف وكالات
    مواقع قنوات صور وثائق تقارير دراسات بيانات معلومات أرقام مقاطع تسجيلات رسائل مراسلات محاضر ملفات حسابات سجلات"""
)
_OF_EITHER = word_set("عضو العضو نائب النائب شاهد الشاهد")  # offices of women in this form too


def is_outlet(word: str, following: str) -> bool:
    """Whether an outlet is told by `word` with `following` behind it: «صحيفة الضفاف»; not «وكالة الاستخبارات»."""
    return word.removeprefix("ال") in OUTLETS and following not in _OF_NO_NEWS


def may_be_source(word: str, following: str) -> bool:
    """Whether whoever an outlet quotes may begin with `word`: somebody who speaks, or a statement of somebody's.

    «نقلا عن بيان لوزارة النقل»; no other outlet, and no paper or thing.
    """
    if word in TEXTS:
        return word in STATEMENTS and following.startswith("ل")
    return word.removeprefix("ال") not in OUTLETS and word not in _NO_SOURCE


def gender_of(subject: Subject) -> Gender | None:
    """A person's gender as the first name or the office tells; None where neither does."""
    if subject.kind != "person":
        return None
    first = fold((subject.name or "").partition(" ")[0])
    if first in WOMEN or (first in MEN and first not in MEN_AND_WOMEN):
        return "f" if first in WOMEN else "m"
    head = fold((subject.role or "").partition(" ")[0])
    if head in _OF_EITHER or not (head in ROLES or head in UNNAMED):
        return None
    return "f" if head.endswith("ه") and head.removeprefix("ال") not in MEN_IN_TEH else "m"
