"""What stands around a date mention: whether it is one at all, and whether it looks back or ahead. Word tables, pure.

Not here: the forms of dates (`grammar.py`) and their values (`resolve.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from khabar.arabic.fold import fold
from khabar.arabic.mentions.grammar import Match
from khabar.arabic.mentions.words import BREAK, SKETCHED, UNKNOWN, Sketch
from khabar.arabic.node import Node

# How far back a sentence is read for a word of the future; news sentences put it at their beginning.
_REACH = 14
_ONWARD = 5
_REPORT_REACH = 24


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split())


_FUTURE_WORDS = _folded(
    """سوف المقرر مقرر المزمع يعتزم تعتزم المرتقب المنتظر المتوقع ينتظر يتوقع المتوقعة متوقع متوقعة شاء بإذن"""
)
# Verbs of announcements, in the present for what is to come («يلتقي الفريقان السبت»).
_ANNOUNCING = _folded(
    """يلتقي تلتقي يواجه تواجه يستضيف تستضيف ينطلق تنطلق يختتم تختتم يفتتح تفتتح يخوض تخوض يلعب تلعب يقابل تقابل يقام
    تقام يعقد تعقد يبدأ تبدأ تبدا يبدا يستأنف تستأنف يحتضن تحتضن ينظم تنظم يغادر تغادر يحل يرعى ترعى يستكمل يدشن
    تدشن تنعقد ينعقد يتوجه تتوجه"""
)
# Verbs that reports open with. With one of them before it «اليوم» is a day, without it is mostly «nowadays».
_REPORTING = _folded(
    """قال قالت أعلن أعلنت أكد أكدت أوضح أوضحت أفاد أفادت صرح صرحت كشف كشفت ذكر ذكرت أضاف أضافت بحث بحثت استقبل
    استقبلت التقى التقت وصل وصلت غادر غادرت افتتح افتتحت عقد عقدت أصدر أصدرت وقع وقعت ناقش ناقشت أمر أمرت رعى رعت
    ترأس ترأست دعا دعت هدد هددت شهد شهدت قرر قررت وافق وافقت شارك شاركت أقر أقرت أطلق أطلقت نفذ نفذت ضبط ضبطت تمكن
    تمكنت قتل قتلت أصيب أصيبت توفي توفيت اعتقل اعتقلت ألقى ألقت ألقي سقط سقطت اندلع اندلعت انفجر انفجرت اختتم
    اختتمت انطلق انطلقت بدأ بدأت انتهى انتهت أجرى أجرت زار زارت تفقد تفقدت دشن دشنت سجل سجلت ارتفع ارتفعت انخفض
    انخفضت تراجع تراجعت أغلق أغلقت أنهى أنهت حقق حققت فاز فازت تغلب خسر خسرت تعادل أدان أدانت استنكر نفى نفت طالب
    طالبت حذر حذرت رحب رحبت اتهم اتهمت قصف قصفت نشر نشرت بث بثت نقل نقلت تسلم تسلمت سلم سلمت قدم قدمت رفع رفعت عاد
    عادت تلقى تلقت أبلغ أعرب أعربت أشار أشارت شدد شددت تم جرى صدر صدرت تعرض تعرضت لقي لقيت حضر حضرت كرم كرمت أقام
    أقامت نظم نظمت اجتمع اجتمعت تابع تداول تداولت اقتحم اقتحمت اعتمد اعتمدت أنقذ باشر باشرت نجح نجحت أحبط أحبطت
    أخمد أخمدت استهدف استهدفت استشهد شن شنت سيطر سيطرت أسفر أسفرت رد ردت وجه وجهت احتفل احتفلت"""
)
# Words that begin like a verb of the future (سـ) and are none.
_NO_FUTURE = tuple(
    _folded(
        """سيار سياس سياق سياح سيادة سيدة سيدات سيدنا سيدي سيناء سينار سينما سيطر سيرة سيبر سيول سيمنار سيمف سيكو سيلا
        سيريلا سيراميك ستاد ستار ستاندرد ستانف ستة ستين ستون سترات ستوكه ستوديو ستيف ستيني ستايل سيغا سيدن"""
    )
)

# «اليوم» as a name, in a count of days or as «nowadays».
_TODAY_AFTER = _folded(
    """في كل هذا ذلك صحيفة جريدة موقع قناة شبكة المصري روسيا مصر سوريا عين العالم لصحيفة وكالة حتى وحتى إلى لهذا بهذا
    أن منذ بعد قبل"""
)
_TODAY_BEFORE = _folded(
    """الوطني العالمي الدولي الأول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر الواحد التالي
    السابق نفسه ذاته الذي الدراسي الأخير الأخيرة المفتوح المقبل الماضي العلمي الرياضي الموعود الختامي الافتتاحي
    المشهود الآخر الإلكترونية السعودية الكبير الطويل الترفيهي التعريفي العربي الاول عشر"""
)
# What makes a weekday a name, a rite or a habit.
_WEEKDAY_AFTER = _folded(
    """صلاة لصلاة خطبة خطيب سوق جامع مسجد حي شارع مدينة سورة قناة صحيفة جريدة ملحق آل بن بنت أبو أيام كل إلى الى حتى
    محمد أحمد عبدالله عبدالعزيز عبدالرحمن خالد فهد سعد سعود سلطان علي ناصر إبراهيم صالح يوسف سليمان عبداللطيف ماجد
    نادي ملاعب دوري لاعب المدرب الدكتور المهندس الأستاذ اللواء العميد العقيد الشيخ الكاتب الزميل"""
)
_WEEKDAY_BEFORE = _folded("الأسود السوداء البيضاء العظيمة الحزينة والأضحى الأول الأخير")
# A yearless day after one of these is the name of a place, a movement or an event.
_DAY_NAMES = _folded(
    """ثورة مدينة شارع ميدان جسر قوى حركة انقلاب جامعة ملعب استاد ساحة كوبري طريق حي منطقة معركة حزب تحالف حرب عيد
    ذكرى هجمات اعتداءات أحداث انتفاضة هجوم عملية نصر انتصار انتصارات انفجار محور ثوار شهداء بأكتوبر فريق فريقي"""
)
# (day, month) → words before it → the year that history gave it.
_FAMOUS: dict[tuple[int, int], dict[str, int]] = {
    (11, 9): dict.fromkeys(_folded("هجمات اعتداءات أحداث هجوم"), 2001),
    (7, 10): dict.fromkeys(_folded("هجوم هجمات عملية أحداث"), 2023),
    (6, 10): dict.fromkeys(_folded("حرب نصر انتصار انتصارات"), 1973),
    (25, 1): dict.fromkeys(_folded("ثورة أحداث انتفاضة"), 2011),
    (30, 6): dict.fromkeys(_folded("ثورة أحداث"), 2013),
    (23, 7): dict.fromkeys(_folded("ثورة"), 1952),
    (17, 2): dict.fromkeys(_folded("ثورة انتفاضة"), 2011),
    (14, 1): dict.fromkeys(_folded("ثورة"), 2011),
    (17, 10): dict.fromkeys(_folded("ثورة انتفاضة"), 2019),
    (4, 8): dict.fromkeys(_folded("انفجار"), 2020),
    (21, 9): dict.fromkeys(_folded("انقلاب"), 2014),
    (26, 9): dict.fromkeys(_folded("ثورة"), 1962),
    (14, 10): dict.fromkeys(_folded("ثورة"), 1963),
}
# «الأمين العام الحالي»: here «العام» is "general".
_GENERAL = _folded(
    """الأمين أمينها المدير مديرها النائب الأمن الرأي القطاع المدعي المفتي الحاكم القائد التعليم السكرتير المفتش
    المراقب الاتحاد المجلس النقل المال المشرف المنسق القنصل القنصلية المدعية الأمينة المديرة الطبيب الطب المستشفى
    الإضراب العام الاحتياطي الصالح"""
)
# What is counted, so that «في 2000» before it is no year.
_COUNTED = _folded(
    """مليون مليار ألف دولار ريال يورو درهم دينار جنيه ليرة متر كيلومتر كلم كم هكتار طن شخص قتيل جريح طالب طالبة
    مدرسة شركة حالة موقع وحدة منزل مشروع عامل موظف فرصة وظيفة نقطة حاج مواطن عنصر مسلح جندي مقاتل ميغاواط برميل
    صفحة كتاب دقيقة مركز"""
)


def before(node: Node, sketched: Sketch, match: Match) -> str:
    """The folded word before a mention, without «and»; "" at the text's beginning or after anything but a space."""
    place = match.start - 1
    if place > 0 and sketched.tokens[place].kind == "PLUS":
        place -= 1
    return _bare(_word(node, sketched, place))


def after(node: Node, sketched: Sketch, match: Match) -> str:
    """The folded word after a mention, "" at the text's end or before anything but a space."""
    return _word(node, sketched, match.end)


def _word(node: Node, sketched: Sketch, position: int) -> str:
    if not 0 <= position < len(sketched.tokens):
        return ""
    token = sketched.tokens[position]
    if token.last < token.first:
        return ""  # a sign
    return node.words[token.first].folded


def is_veto(node: Node, sketched: Sketch, match: Match) -> bool:
    """Whether the words around say that this is no date."""
    veto = _VETOES.get(match.form)
    return veto is not None and veto(_Around(node, sketched, match))


class _Around(NamedTuple):
    node: Node
    sketched: Sketch
    match: Match

    @property
    def previous(self) -> str:
        return before(self.node, self.sketched, self.match)

    @property
    def following(self) -> str:
        return after(self.node, self.sketched, self.match)

    def word(self, kind: str) -> str:
        """The folded word of a kind in the match, "" without one."""
        token = self.match.first(kind)
        return "" if token is None else self.node.words[token.first].folded


def _is_other_day(around: _Around) -> bool:
    match = around.match
    if match.has("TODAY"):
        return _is_other_today(around)
    if match.has("DAY_WORD", "PART", "WEEKDAY", "EARLIER"):
        return False
    # «خوارج الأمس», «أبناء الغد», and «الغد» is a newspaper; «بالأمس» and «غدا» are days.
    return around.word("BACK") == _YESTERDAY or around.word("AHEAD").endswith(_TOMORROW)


def _is_other_weekday(around: _Around) -> bool:
    """A name, a rite, opening hours («من الأحد إلى الخميس»)."""
    previous, following, match = around.previous, around.following, around.match
    if following in _WEEKDAY_BEFORE or _is_habit(around.sketched, match):
        return True
    if match.has("PART", "EARLIER", "PAST", "NEXT"):
        return False
    if match.has("DAY_WORD"):
        return previous in _WEEKDAY_RANGES
    if around.word("WEEKDAY").endswith(_MONDAY) and previous.endswith("ين"):
        return True  # «الشخصين الاثنين»: here it is "two"
    return previous in _WEEKDAY_AFTER or previous.startswith("عبد")


def _is_count(around: _Around) -> bool:
    """A number that looks like a year: «ارتفع إلى 1965 شخصا», «بين 1500 و2000 ريال»."""
    match, following = around.match, around.following
    if match.has("YEAR_WORD", "THE_YEAR", "THE_PAIR", "ERA", "DATED_YEAR", "DATED_HIJRI_YEAR"):
        return around.previous in _GENERALLY
    years = match.values("YEAR", "HIJRI_YEAR")
    if following in _COUNTED or (len(following) > _ACCUSATIVE and following.endswith("ا")):
        return True
    is_round = all(year % 100 == 0 and year != _MILLENNIUM for year in years)
    return is_round or (bool(match.values("YEAR")) and not _LIKELY_YEARS[0] <= years[0] <= _LIKELY_YEARS[1])


def _is_lone_count(around: _Around) -> bool:
    return around.previous == fold("إلى") or _is_count(around)


def _is_general(around: _Around) -> bool:
    """«الأمين العام الحالي»"""
    return around.match.has("THE_YEAR") and around.previous in _GENERAL


def _is_that_day(around: _Around) -> bool:
    """«نفس اليوم الذي أعلنت فيه»: told later."""
    return around.following == fold("الذي")


def _is_other_month(around: _Around) -> bool:
    """«في إب»: the Yemeni town, written without its hamza. August has a madda where nothing else tells it."""
    token = around.match.first("MONTH")
    if token is None or around.match.has("MONTH_WORD", "SLASH", "OPEN", "EDGE"):
        return False
    word = around.node.words[token.first]
    return word.folded.endswith(_AUGUST) and "آ" not in around.node.text[word.start : word.end] and token.value == 8


_AUGUST = fold("آب")
_YESTERDAY, _TOMORROW = fold("الأمس"), fold("الغد")
_WEEKDAY_RANGES = _folded("من إلى حتى كل أيام لغاية")
_MONDAY = fold("الاثنين")
_GENERALLY = _folded("بشكل بوجه بصفة مدير أمين مشرف قائد سكرتير")
_ACCUSATIVE = 3  # letters: «شخصا», not «ما»
_MILLENNIUM = 2000
_LIKELY_YEARS = (1800, 2060)
_VETOES: dict[str, Callable[[_Around], bool]] = {
    "day": _is_other_day,
    "weekday": _is_other_weekday,
    "weekday_pair": _is_other_weekday,
    "year": _is_count,
    "year_range": _is_count,
    "lone_year": _is_lone_count,
    "bare_month": _is_other_month,
    "period": _is_general,
    "edge": _is_general,
    "same_day": _is_that_day,
}


def _is_habit(sketched: Sketch, match: Match) -> bool:
    """«من الأحد إلى الخميس»: opening hours, not two days."""
    return sketched.text[match.end : match.end + 2] == SKETCHED["TO"] + SKETCHED["WEEKDAY"]


def _is_other_today(around: _Around) -> bool:
    """«اليوم الوطني», «روسيا اليوم», and «اليوم» for nowadays: a day only in a report or an announcement."""
    node, sketched, match = around
    if match.has("WEEKDAY"):
        return False
    if match.has("PART", "EARLIER"):
        return around.following in _TODAY_BEFORE
    if around.following in _TODAY_BEFORE or around.previous in _TODAY_AFTER or is_quoted(sketched, match):
        return True
    is_all = match.start == 0 and match.end == len(sketched.tokens)
    return not (is_all or _reports(node, sketched, match) or looks_ahead(node, sketched, match))


def _reports(node: Node, sketched: Sketch, match: Match) -> bool:
    """Whether its sentence opens like a report («قال الوزير اليوم إن»)."""
    return any(word in _REPORTING for word in _words_before(node, sketched, match, _REPORT_REACH))


def is_quoted(sketched: Sketch, match: Match) -> bool:
    """Whether an odd number of quotation marks stand before it: words of another day, perhaps."""
    return sketched.text.count('"', 0, match.start) % 2 == 1


def is_name(node: Node, sketched: Sketch, match: Match) -> bool:
    """Whether a yearless day is the name of something («ثورة 25 يناير»)."""
    return before(node, sketched, match) in _DAY_NAMES


def famous_year(node: Node, sketched: Sketch, match: Match, day: int, month: int) -> int | None:
    """The year of a day that is known by its event."""
    return _FAMOUS.get((day, month), {}).get(before(node, sketched, match))


def looks_ahead(node: Node, sketched: Sketch, match: Match, *, announced: bool = True) -> bool:
    """Whether its sentence speaks of the future before it, or right after it («يوم 5 مايو ستنطلق»).

    The nearest clue before it decides. `announced` False: a verb in the present is no clue.
    """
    for word in _words_before(node, sketched, match, _REACH):
        if word in _REPORTING:
            return False
        if _is_future(word):
            return True
        if announced and word in _ANNOUNCING:
            return _onward(node, sketched, match) is not False
    return _onward(node, sketched, match) is True


def _onward(node: Node, sketched: Sketch, match: Match) -> bool | None:
    """Whether the words after it speak of the future (True) or report (False); None when they do neither."""
    for place in range(match.end, min(match.end + _ONWARD, len(sketched.tokens))):
        if sketched.text[place] in f"{BREAK}.":
            return None
        token = sketched.tokens[place]
        word = _bare(node.words[token.first].folded) if token.kind == UNKNOWN else ""
        if word in _REPORTING:
            return False
        if word and _is_future(word):
            return True
    return None


def _words_before(node: Node, sketched: Sketch, match: Match, reach: int) -> Iterator[str]:
    """The unknown words before it in its sentence, nearest first, without «and»."""
    for place in range(match.start - 1, max(match.start - 1 - reach, -1), -1):
        if sketched.text[place] in f"{BREAK}.":
            return
        token = sketched.tokens[place]
        if token.kind == UNKNOWN:
            yield _bare(node.words[token.first].folded)


def _bare(word: str) -> str:
    return word[1:] if len(word) > 3 and word[0] in "وف" and word not in _REPORTING else word


def _is_future(word: str) -> bool:
    if word in _FUTURE_WORDS:
        return True
    return len(word) > 4 and word.startswith(("سي", "ست")) and not word.startswith(_NO_FUTURE)
