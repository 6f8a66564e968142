"""What a person is called before or after the name: titles, offices, trades. Pure rules."""

from __future__ import annotations

from khabar.arabic.lexicon import vocabulary
from khabar.arabic.names.clues import is_speech
from khabar.arabic.names.proclitics import openings
from khabar.arabic.names.reading import Reading, Span
from khabar.arabic.names.tables import small_words, titles, triggers, word_list
from khabar.remembered import remembered

# How many words an office may have.
_REACH = 9
# Endings of offices that have a body's pronoun: أمينها، رئيستها، مديرته.
_OF_A_BODY = ("ها", "ته")
# «شاهدة تدعى فلانة»: what leads to a name and is no office.
_CALLED = frozenset({"المدعو", "المدعوه", "اسمه", "اسمها", "يدعي", "تدعي", "ويدعي", "وتدعي", "واسمه", "واسمها"})
_CACHED_WORDS = 100_000


@remembered(_CACHED_WORDS)
def is_title(folded: str) -> bool:
    """Whether the word is a title or trade, with or without proclitics."""
    return any(opening.word in titles() for opening in openings(folded))


def tells_of_noun(reading: Reading, at: int) -> bool:
    """Whether a surname is what the noun before it is like: المذهب المالكي، عيد الفطر المبارك; not الوزير المالكي."""
    before = reading.text(at - 1)
    return reading.texts[at].startswith("ال") and before.startswith("ال") and not is_title(before)


def role(reading: Reading, span: Span) -> tuple[int, int] | None:
    """Tokens of the title before the name, or of the office told after it; None when neither stands there."""
    before = role_before(reading, span.start)
    is_office = before is not None and (before[1] > before[0] + 1 or reading.texts[before[0]] not in _CALLED)
    return (before if is_office else None) or _role_after(reading, span.end)


def role_before(reading: Reading, end: int) -> tuple[int, int] | None:
    stop = end - 1 if reading.text(end - 1) in {"،", '"'} else end
    if reading.text(stop - 1) == "،":
        stop -= 1
    start = None
    for at in range(stop - 1, max(stop - _REACH, -1), -1):
        if not reading.is_word(at):
            break
        if is_title(reading.texts[at]) and not _demands(reading, at):
            start = at
        elif not _is_in_role(reading, at):
            break
    while start is not None and stop - 1 > start and reading.texts[stop - 1] in word_list("of_people"):
        stop -= 1  # مدير المتحف الدكتور فلان
    is_led_on = reading.texts[stop - 1] in small_words()  # محلل السوق في
    return (start, stop) if start is not None and not is_led_on else None


def _demands(reading: Reading, at: int) -> bool:
    """Whether طالب is the verb and no student: behind a conjunction, or before another title."""
    text = reading.texts[at]
    is_joined = text not in titles() and is_speech(text)
    return is_joined or (is_speech(text) and is_title(reading.text(at + 1)))


def _role_after(reading: Reading, start: int) -> tuple[int, int] | None:
    begin = start + 1 if reading.text(start) in {"،", "-", '"'} else start
    if not reading.is_word(begin) or reading.texts[begin] not in titles():
        return None
    if begin == start and reading.texts[begin].endswith(_OF_A_BODY):
        return None  # «انتقد فلان أمينها»: whom he speaks of
    end = begin + 1
    while end < begin + _REACH and reading.is_word(end) and _is_in_role(reading, end):
        end += 1
    while end > begin + 1 and reading.texts[end - 1] in small_words():
        end -= 1
    return (begin, end) if end > begin + 1 or reading.texts[begin].startswith("ال") else None


def _is_in_role(reading: Reading, at: int) -> bool:
    """Whether a word may stand inside an office: رئيس مجلس إدارة الشركة، الباحث في شؤون الجماعات."""
    text = reading.texts[at]
    if text.startswith(("ال", "لل", "وال", "بال")) or text in {"في", "باسم", "لدي", "شؤون", "شءون", "سابق", "عام"}:
        return True
    known = triggers()
    return (
        reading.tag(at) in {"O", "L"}
        or text in known.organisation
        or text in known.place
        or text in known.label
        or text in titles()
        or (
            text not in small_words()
            and reading.text(at + 1).startswith("ال")
            and vocabulary().get("ال" + text, 0) > 20
        )
    )
