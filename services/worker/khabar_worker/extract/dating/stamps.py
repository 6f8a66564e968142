"""Lines that only tell a date or a time, and lines that say nothing: the stamps of a story's frame. Rules only."""

from __future__ import annotations

import re

from khabar.arabic.clean import clean_name
from khabar_worker.extract.drafts import Draft, ListDraft, TextDraft

# A time of day on a line of its own: the stamp of a live update, a player's length.
_CLOCK = re.compile(
    r"^\W*[\d٠-٩]{1,2}[:.][\d٠-٩]{2}(?:[:.][\d٠-٩]{2})?\s*(?:ص|م|صباحا|مساء|GMT|am|pm)?\W*"
    r"(?:بتوقيت\s+\S+(?:\s+\S+)?)?$",
    re.IGNORECASE,
)
_OPENING_CLOCK = re.compile(r"[\d٠-٩]{1,2}:[\d٠-٩]{2}\s*")
_DATE_LINE = re.compile(
    r"^\W*(?:(?:تاريخ|تم|نشر|آخر|اخر|تحديث|النشر|منذ|الساعة|بتاريخ|في|يوم|أضيف|اضيف|حدث|نُشر|published|"
    r"updated|last)\b.{0,40})?"
    r"(?=.*[\d٠-٩])[^.!؟]{4,90}$",
    re.IGNORECASE,
)
_MONTHS = (
    r"(?:يناير|فبراير|مارس|[أإا]بريل|مايو|يونيو|يوليو|[أا]غسطس|سبتمبر|[أا]كتوبر|نوفمبر|ديسمبر|كانون|شباط|[آا]ذار|نيسان|"
    r"[أا]يار|حزيران|تموز|[آا]ب|[أا]يلول|تشرين|جانفي|فيفري|أفريل|ماي|جوان|جويلية|أوت|غشت|شتنبر|نونبر|دجنبر|"
    r"يوليوز|محرم|صفر|"
    r"ربيع|جمادى|رجب|شعبان|رمضان|شوال|ذو\s+(?:القعدة|الحجة))"
)
_MONTH_OR_CLOCK = re.compile(
    r"[\d٠-٩]{1,2}\s*[:：]\s*[\d٠-٩]{2}|[\d٠-٩]{1,4}\s*[/.-]\s*[\d٠-٩]{1,2}\s*[/.-]\s*[\d٠-٩]{2,4}|"
    rf"{_MONTHS}(?:\s+(?:ال)?(?:[أا]ول[ىي]?|ثاني[ةه]?|[آا]خر[ةه]?))?\W+(?:/\s*\S+\s+)?[\d٠-٩]{{4}}",
)
# «2 من 5» counts the pictures of a gallery.
_COUNTER = re.compile(r"^\W*[\d٠-٩]{1,3}\s*(?:من|of|/)\s*[\d٠-٩]{1,3}\W*$")
# Single letters are a control: «ع ع ع» sets the size of the type.
_WORD = re.compile(r"[^\W\d_ـ]{2}|\d")
# «9 مارس, 10:00 GMT» between paragraphs stamps a card or an update.
_STAMP_WORDS = 7
_COUNTER_LETTERS = 12
_DATE_LETTERS = 90
_META_ITEMS = 5
_TWO_CALENDARS = re.compile(r"(?<!\w)(?:هـ|الموافق|[آا]خر\s+تحديث)(?!\w)")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_FIRST_GREGORIAN = 1600
_MONTH_NAME = re.compile(_MONTHS)
_STAMPED = re.compile(r"[\d٠-٩]{1,2}:[\d٠-٩]{2}|نشر|تحديث|تاريخ")
WEEKDAY = r"(?:ال)?(?:سبت|[أا]حد|[إا]?ثنين|ثلاثاء|[أا]ربعاء|خميس|جمعة)"
# A date and all that may stand in it.
_DATE_PARTS = re.compile(
    rf"(?<!\w)(?:(?:في|على|يوم|بتاريخ)\s+(?=\S*[\d٠-٩]|الساعة|{WEEKDAY}\W+[\d٠-٩])|"
    r"(?:نُ?شر|بتاريخ|تاريخ\s+النشر)\s*[:：]\s*(?=[\d٠-٩]))?"
    r"(?:(?:(?:ال)?(?:سبت|أحد|احد|اثنين|إثنين|ثلاثاء|أربعاء|اربعاء|خميس|جمعة)|"
    rf"{_MONTHS}|الأول|الثاني|"
    r"[\d٠-٩][\d٠-٩:/.\-]*(?:هـ?|م)?|ص|م|هـ|صباح[اً]*|مساء\S?|الساعة|الموافق|AM|PM|GMT)(?!\w)[\s،,|•:/\-–]*)+"
)
_CLOCK_IN = re.compile(r"[\d٠-٩]{1,2}:[\d٠-٩]{2}")


def is_clock(text: str) -> bool:
    """Whether a line is only a time of day."""
    return _CLOCK.match(text) is not None


def past_clock(text: str) -> str:
    """What a line says behind the time of day that it opens with; empty when it opens with none, or has no more."""
    found = _OPENING_CLOCK.match(text) if text[0].isdigit() else None
    return text[found.end() :] if found is not None else ""


def is_date_line(draft: Draft) -> bool:
    """Whether a line, or an item of a short list, is there for a date."""
    if isinstance(draft, ListDraft) and len(draft.items) <= _META_ITEMS:
        return any(is_date_line(TextDraft("paragraph", item.line)) for item in draft.items)
    if not isinstance(draft, TextDraft):
        return False
    text = draft.line.text
    if len(text) >= _DATE_LETTERS:
        # «الاثنين 5/4/1433 هـ - الموافق 27/2/2012 م (آخر تحديث) الساعة 11:52 …»
        return len(text) < 2 * _DATE_LETTERS and text[-1] not in ".!؟" and is_one_day(text)
    return _DATE_LINE.match(draft.line.text) is not None and _MONTH_OR_CLOCK.search(draft.line.text) is not None


def is_stamp(draft: Draft) -> bool:
    """Whether a date line has a clock or a label, as no entry of a chronology («10 مارس 2026») has."""
    lines = [item.line for item in draft.items] if isinstance(draft, ListDraft) else [getattr(draft, "line", None)]
    return any(line is not None and _STAMPED.search(line.text) is not None for line in lines)


def is_counter(text: str) -> bool:
    """Whether a line only counts the pictures of a gallery: «2 من 5», «2/5»."""
    return len(text) <= _COUNTER_LETTERS and _COUNTER.match(text) is not None


def says_nothing(text: str, words: int) -> bool:
    """Whether a line is only marks («* * *») or single letters, or the date and clock of a card or an update."""
    if _WORD.search(text) is None or is_counter(text):
        return True
    is_stamped = words <= _STAMP_WORDS and _CLOCK_IN.search(text) and _DATE_LINE.match(text)
    return bool(is_stamped) and _MONTH_NAME.search(text) is not None


def undated(text: str) -> list[str]:
    """What a line says beside its date: «12 مارس 2026 16:00 أبها - سعود القرني» gives «أبها - سعود القرني»."""
    if not re.search(r"[\d٠-٩]", text):
        return [text]
    return [part for part in (clean_name(part) for part in _DATE_PARTS.split(text)) if part]


def is_one_day(text: str) -> bool:
    """Whether most of a line is one day, told by two calendars or as an update; no schedule has one year of each."""
    if _TWO_CALENDARS.search(text) is None or dated_letters(text) <= len(text) / 2:
        return False
    gregorian = [int(year) > _FIRST_GREGORIAN for year in _YEAR.findall(text)]
    return len(gregorian) >= 1 and max(gregorian.count(True), gregorian.count(False)) == 1


def dated_letters(text: str) -> int:
    """How many characters of a line belong to its dates, its clocks and the marks between them."""
    return len(text) - sum(map(len, undated(text)))
