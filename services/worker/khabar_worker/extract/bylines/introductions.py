"""What stands before the name in a byline, and what it says of who is named. Not here: taking a byline apart."""

from __future__ import annotations

import re

from khabar_worker.extract.bylines.conjunctions import conjoined
from khabar_worker.extract.bylines.people import is_short_signature, is_signature

# «نشرها زيد العلي», as systems stamp a page.
STAMPED = r"(?:نشر|حرّ?ر)(?:ه|ها|ته|تها)"
# What introduces a byline, and the role it gives; None: the writer, which is no role of its own.
_INTRODUCTIONS = (
    (
        r"(?:(?:ال)?تحرير|(?:حرر|نُ?شر)(?:ت|ه|ها)?|كُتبت?(?=\s+(?:بواسطة|من\s+(?:قِ?بل|طرف))\s*[:：])|تمت?\s+(?:ال)?(?:نشر|كتابة)|[أا](?:ضيف|رسل)ت?|مرسل[ةه]?)?\s*(?:بواسطة|من\s+(?:قِ?بل|طرف))",
        None,
    ),
    (r"كتب(?:ت|ه|ها|وا)?(?:\s+(?:ال)?(?:خبر|مقال|تقرير))?(?:\s+من\s+\S+)?", None),
    (
        r"بقلم\s*:?(?:\s*ال(?:(?:كاتب|دكتور|[أا]ستاذ|صحا?في|باحث|زميل|[إا]علامي)ة?(?=[\s:/])|مستشارة?(?=\s*[:/]))){0,2}",
        None,
    ),
    (r"(?:من\s+)?(?:ال)?[إا]عداد(?:\s+و(?:ال)?(?:تحرير|تقديم|تصوير))?", "إعداد"),
    (r"(?:ال)?معد[ةه]?\s+(?:ال)?(?:تقرير|ملف|حلقة|برنامج|تحقيق)\s*(?=[:：])", "إعداد"),
    (r"(?:تمت?\s+)?(?:ال)?(?:تحرير|مراجعة|تدقيق)(?:\s+(?:بواسطة|من\s+قبل))?", "تحرير"),
    (r"(?:ال)?ترجمة(?:\s+و(?:ال)?تحرير)?", "ترجمة"),
    # Not «شارك في إعداد الخطة: فلان».
    (
        r"و?(?:شارك|ساهم|[أا]سهم)(?:ت|وا)?\s+في\s+(?:ال)?(?:تغطية|[إا]عداد|كتابة)(?:\s+(?:هذ[اه]\s+)?(?:ال)?(?:تقرير|تحقيق|قصة|مقال|صحا?فية))?(?!\s+(?!(?:في|من)\s)[^:：–—-]+[:：])",
        "مساهمة",
    ),
    (r"(?:حوار|مقابلة|لقاء|تحقيق|تقرير)\s+(?:أجرا|أجرت|أعد|أعدت)(?:ه|ها)", None),
    (r"(?:أجرى|أجرت|حاور(?:ت|وا)?(?:ه|ها|هم|هما)?)(?:\s+ال(?:حوار|لقاء|مقابلة))?|حوار", "حوار"),
    (r"أدارت?\s+ال(?:حوار|لقاء)\s*(?=[:：])", "حوار"),
    (r"تقرير|تحقيق|متابعة|تغطية(?:\s+صحا?فية)?|رصد|استطلاع|ريبورتاج|روبورتاج", "تقرير"),
    (r"(?:ال)?تقديم|إلقاء", "تقديم"),
    (r"تصوير|عدسة|صور|(?:ال)?مصوّ?رة?\s*(?=[:：])", "تصوير"),
    (r"رسوم|رسم|كاريكاتير", "رسوم"),
    (r"(?:نص|نصوص|كتابة)(?:\s+و(?:ال)?(?:صور|تصوير))?|إنجاز|أع[دّ]+(?:ه|ها|ته|تها)?(?:\s+للنشر)?", None),
    (r"(?<=[*•])\s*من|من(?=\s*[:/])", None),
    (r"(?:اسم\s+)?(?:ال)?(?:كاتبة?|محررة?|مراسلة?|صحفية?|صحافية?|باحثة?)\s*(?=[:：])", None),
    (STAMPED, None),
    (r"(?:written\s+|posted\s+)?by|author", None),
)
INTRODUCTION = re.compile(
    r"^\W*(?:" + "|".join(f"(?P<i{number}>{pattern})" for number, (pattern, _) in enumerate(_INTRODUCTIONS)) +
    r")(?:\s+(?:في|من)\s+\S+(?=\s*[:：]))?(?:\s*[:：؛/\-–—ـ,،]+\s*|\s+)(?P<rest>.+)$",
    re.IGNORECASE,
)  # fmt: skip
# Those who helped: the writer is another.
CONTRIBUTIONS = frozenset({"تصوير", "رسوم", "ترجمة", "تحرير", "مساهمة"})
# Introductions that are ordinary words or verbs too: they need their colon, or nothing but a name behind them.
_NEEDS_COLON = frozenset({"تحرير", "ترجمة", "حوار", "تقرير", "تقديم", "تصوير", "رسوم", "مساهمة"})
# «نص» (text): a label when a colon follows, a word otherwise.
_IS_WORD = re.compile(rf"^\W*(?:نص|نصوص|كتابة|إنجاز|{STAMPED}|أع[دّ]+\w*)\b")
# Verbs that tell of others too: «حررها صلاح الدين», «أرسلت من قبل الوزارة»; with a colon they introduce.
_TELLS = re.compile(
    r"^\W*(?:حرّ?ر(?:ه|ها|ته|تها)|(?P<sent>[أا](?:ضيفت|رسلت?)\s+(?:بواسطة|من\s+(?:قِ?بل|طرف))))\s+(?![:：/])(?P<rest>.+)$"
)
_WROTE = re.compile(r"^\W*كتب(?:ت|وا)?\s+(?P<item>(?:ال)?(?:خبر|مقال|تقرير)\s+|من\s+\S+\s+)?(?P<rest>.+)$")
# «كتب نجيب محفوظ رواية …», «… روايته الأولى», «… الثلاثية»: what a man wrote. Not «… محرر قصة», «… رسالة بيروت».
_WROTE_WORK = re.compile(
    r"^\W*كتب\s+(?:(?!(?:محرر|مراسل|رئيس|من|في|ل\S+)\s)\S+\s+){1,4}?"
    r"(?:(?:(?:رواي|قصيد|مسرحي|قص|رسال|سير)ت|ديوان|كتاب|مذكرات)(?:ه|ها)(?:\s.*)?|(?:رواية|قصيدة|مسرحية)\s.+|الثلاثية|الرباعية)$"
)
# Works have credits that end with a full stop, «الكاتب: نجيب محفوظ.»; an interview's line has only this.
_INTERVIEWED = re.compile(r"^\W*(?:أجرى|أجرت|أدارت?|حاور)")
_JOINED_IN = re.compile(r"^\W*و?(?:شارك|ساهم|[أا]سهم)(?:ت|وا)?\s+في\s")
_PREPARED = re.compile(r"\s[-–—/]\s*(?:إعداد|كتابة)\s")
# Who answers in an interview has the same label: «المصور: نعم، كنت خائفا».
_PHOTOGRAPHER = re.compile(r"^\W*(?:ال)?مصوّ?رة?\s*[:：]")
_KUNYA = re.compile(r"[أا](?:بو|م)\s+\S+$")
COLON = re.compile(r"^\W*(?:\S+\s+){0,2}\S+?\s*[:：؛/\-–—ـ]")

_DASH = re.compile(r"\s[-–—]\s")
_PART = r"(?:رسم|رسوم|تحرير|تصوير|ترجمة)"
_NEXT_ROLE = re.compile(rf"\s+(?={_PART}(?:\s*[:：–-]\s*|\s))")
_ROLE = re.compile(r"^\S+?\s*[:：–-]\s*|^\S+\s")
_ROLE_MARK = re.compile(r"^(\S+?)\s*[:：–-]\s*")
MARKED_ROLE = re.compile(rf"\s{_PART}\s*[:：–-]")
_LONGEST_OPENING = 24
_DESK_WORDS = 5
# Whom a newsroom has sent, or has there.
_SENT = re.compile(
    r"(?:^|[:،,/|–—-])\s*(?:مبعوث|موفد|مراسل)(?:[ةه]|نا|تنا)?(?:\s+(?:ال\S+|[«\"“][^«»\"“”]{2,30}[»\"”]))?"
    r"(?:\s+(?:إلى|الى|في)\s+\S+)?\s*[:/-]?\s+(?P<name>[^:،,/|.–—-]{5,40}?)\s*:?$"
)


def role_of(found: re.Match[str]) -> str | None:
    """The role that a match of `INTRODUCTION` gives; None for the writer."""
    return next(role for number, (_, role) in enumerate(_INTRODUCTIONS) if found[f"i{number}"] is not None)


def opens_byline(text: str) -> bool:
    """Whether a text only introduces a name: «بقلم», «ترجمة:»."""
    found = INTRODUCTION.match(f"{text} *") if len(text) <= _LONGEST_OPENING else None
    return found is not None and found["rest"] == "*"


def past_desk(text: str) -> str:
    """«صحيفة النهر - كتب/ مراد بن عمر:» without the newsroom or the place before the dash.

    «رأس النور: مبعوث النهر مراد بن عمر» becomes «بقلم: مراد بن عمر».
    """
    if (sent := _SENT.search(text)) and is_signature(sent["name"]):
        return f"بقلم: {sent['name']}"
    # «رأس النور - صحيفة النهر - من/ مراد بن عمر»
    pieces = _DASH.split(text, maxsplit=_DESK_WORDS)
    for index, desk in enumerate(pieces[:-1]):
        if INTRODUCTION.match(desk) or sum(len(piece.split()) for piece in pieces[: index + 1]) > _DESK_WORDS:
            break
        signed = INTRODUCTION.match(pieces[index + 1]) if COLON.match(pieces[index + 1]) else None
        if signed is not None and (not index or role_of(signed) not in CONTRIBUTIONS):
            return _DASH.split(text, maxsplit=index + 1)[-1]
    # «رأس النور - خاص النهر: كتبت سلمى الوادي»
    desk, _, rest = text.partition(":")
    signed = INTRODUCTION.match(rest) if rest and len(desk.split()) <= _DESK_WORDS else None
    is_signed = signed is not None and INTRODUCTION.match(desk) is None and is_signature(signed["rest"].rstrip(" :"))
    return rest if is_signed else text


def lacks_colon(text: str) -> bool:
    """Whether a text is a label that is an ordinary word without its colon: «نص», «تحرير»."""
    if len(text) > _LONGEST_OPENING or ":" in text:
        return False
    found = INTRODUCTION.match(f"{text} *")
    if found is None:
        return opens_byline(f"{text}:")
    return found["rest"] == "*" and is_word(text, found)


def is_word(text: str, found: re.Match[str]) -> bool:
    """Whether a match's introduction is an ordinary word too."""
    return role_of(found) in _NEEDS_COLON or _IS_WORD.match(text) is not None


def may_tell(text: str) -> bool:
    """Whether a text begins with a verb that introduces a writer, or tells what somebody did."""
    return _TELLS.match(text) is not None


def may_tell_of_writing(text: str) -> bool:
    """Whether «كتب» without a mark has more than writers behind it, perhaps: «كتب نجيب محفوظ الثلاثية»."""
    found = _WROTE.match(text)
    if found is None or COLON.match(text):
        return False
    if tells_of_work(text):
        return True
    names = [INTRODUCTION.sub(r"\g<rest>", name) for name in conjoined(found["rest"])]
    return not all(map(is_signature if found["item"] else is_short_signature, names))


def tells_of_work(text: str) -> bool:
    """Whether «كتب» without a mark tells what a man wrote: «كتب نجيب محفوظ روايته الأولى»."""
    return _WROTE_WORK.match(text) is not None and COLON.match(text) is None


def is_interviewers(text: str) -> bool:
    """Whether a text begins with a verb that only an interview's byline has: «أدارت الحوار»."""
    return _INTERVIEWED.match(text) is not None


def joins_in(text: str, *, is_wrapped: bool) -> bool:
    """Whether a text thanks those who helped: a line of the story's own, unless in brackets it goes on to who wrote."""
    return _JOINED_IN.match(text) is not None and not (is_wrapped and _PREPARED.search(text))


def may_be_answer(text: str) -> bool:
    """Whether a text begins with a label that whoever speaks in an interview may have too: «المصور:»."""
    return _PHOTOGRAPHER.match(text) is not None


def tells(text: str) -> bool:
    """The same, where it is not «أرسلت بواسطة» and nothing but a name that is known, or a father's or mother's."""
    found = _TELLS.match(text)
    return found is not None and not (found["sent"] and (is_signature(found["rest"]) or _KUNYA.match(found["rest"])))


def introduces(text: str, *, is_byline: bool) -> bool:
    """Whether a text is a genre or a role and a name that is known, with nothing between: «تقرير سلمى الوادي».

    A kicker has a genre and whom the story is about: alone it counts only where bylines stand (`is_byline`).
    """
    found = INTRODUCTION.match(text)
    if found is None or not is_word(text, found):
        return False
    first, *others = by_role(found["rest"]).split("،")
    return is_signature(first) and (is_byline or bool(others))


def by_role(text: str) -> str:
    """«فلانة رسم فلان تحرير فلانة» with a comma before each role; a text with anything but known names as it is.

    Titles and desks have such words too: «رئيس تحرير النهر», «مهندسة تصميم».
    """
    first, *others = _NEXT_ROLE.split(text)
    # «سلمى الوادي - بابل تصوير - مراد عمر», «سلمى الوادي / تصوير - مراد عمر»
    first = first.rstrip(" /|،,")
    is_signed = any(map(is_signature, _DASH.split(first))) or all(map(is_signature, conjoined(first)))
    is_parted = is_signed and all(is_signature(_ROLE.sub("", other)) for other in others)
    return "، ".join((first, *(_ROLE_MARK.sub(r"\1 ", other) for other in others))) if is_parted else text


def translates(text: str) -> bool:
    """Whether a byline names a translator: «ترجمة: سلمى الوادي»."""
    found = INTRODUCTION.match(text)
    return found is not None and role_of(found) == "ترجمة"
