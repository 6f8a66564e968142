"""What may stand behind a ministry's name with «ل»: its field, or what is done with it. Pure rules."""

from __future__ import annotations

import re

from khabar.arabic.names.reading import Reading
from khabar.arabic.names.tables import organisation_words

_DEPUTIES = frozenset({"وكيل", "وكيله"})
_FOR = re.compile("ل[^ل]")  # لتفعيل, not للإنتاج


def is_of_state(reading: Reading, start: int) -> bool:
    """Whether «وزارة الدولة» begins there, which is no name without its field: وزارة الدولة لشؤون البيئة."""
    return reading.texts[start].endswith("وزاره") and reading.text(start + 1) == "الدوله"


def is_for_work(reading: Reading, start: int, at: int) -> bool:
    """Whether the word tells what is done with a ministry, or what its deputy is for, and not its field.

    خطة وزارة العدل لتفعيل العقد، وكيل وزارة العمل للتفتيش; not وزارة الدفاع للإنتاج الحربي.
    """
    text = reading.texts[at]
    if not reading.texts[start].endswith("وزاره") or is_of_state(reading, start):
        return False
    is_of_deputy = text.startswith("لل") and reading.text(start - 1) in _DEPUTIES
    return is_of_deputy or (_FOR.match(text) is not None and text[1:] not in organisation_words().works)


def is_field_of_state(reading: Reading, start: int, at: int) -> bool:
    """Whether the field of «وزارة الدولة» begins with «ل» at token `at`."""
    return is_of_state(reading, start) and at == start + 2 and _FOR.match(reading.text(at)) is not None
