"""The words that dates are written with: months, weekdays, numbers, units, zones. Data only; every key is folded.

Not here: how they combine (`date_grammar.py`) and what they mean at a moment (`dates.py`).
"""

from __future__ import annotations

from khabar.arabic.fold import fold


def _by_word(table: dict[int, str]) -> dict[str, int]:
    """Folded word → number, from number → words parted by white space; `_` stands for a space inside a word."""
    return {fold(word.replace("_", " ")): number for number, words in table.items() for word in words.split()}


# Gulf and Egypt; Syria, Lebanon, Jordan, Iraq, Palestine (Syriac names, also numbered); Algeria and Tunisia (from
# French); Morocco; then English and French with their short forms.
MONTHS = _by_word(
    {
        1: """يناير كانون_الثاني كانون_ثاني كانون_ثان كانون_2 كانون2 ك2 جانفي جانفييه
              january jan janvier janv""",
        2: "فبراير فيبراير شباط فيفري fevrier fevr february feb",
        3: "مارس آذار أدار mars march mar",
        4: "أبريل إبريل نيسان أفريل april apr avril avr",
        5: "مايو أيار آيار ماي مايس may mai",
        6: "يونيو يونيه يونية حزيران جوان june jun juin",
        7: "يوليو يوليه يولية تموز جويلية جويليه يوليوز july jul juillet juil",
        8: "أغسطس أوغسطس آب أوت غشت august aug aout",
        9: "سبتمبر سيبتمبر أيلول شتنبر september sept sep septembre",
        10: "أكتوبر أوكتوبر تشرين_الأول تشرين_أول تشرين_1 تشرين1 ت1 october oct octobre",
        11: "نوفمبر تشرين_الثاني تشرين_ثاني تشرين_ثان تشرين_2 تشرين2 ت2 نونبر november nov novembre",
        12: "ديسمبر كانون_الأول كانون_أول كانون_1 كانون1 ك1 دجنبر دجمبر december dec decembre",
    }
)

HIJRI_MONTHS = _by_word(
    {
        1: "محرم المحرم محرم_الحرام",
        2: "صفر صفر_الخير",
        3: "ربيع_الأول ربيع_أول ربيع_1",
        4: "ربيع_الآخر ربيع_الثاني ربيع_ثاني ربيع_آخر ربيع_2",
        5: "جمادى_الأولى جمادى_الأول جمادى_أول جماد_الأول جماد_أول جمادى_1",
        6: "جمادى_الآخرة جمادى_الثانية جمادى_الثاني جمادى_الآخر جماد_الثاني جماد_الآخر جمادى_2",
        7: "رجب رجب_الفرد",
        8: "شعبان",
        9: "رمضان رمضان_المبارك",
        10: "شوال",
        11: "ذو_القعدة ذي_القعدة ذوالقعدة ذي_قعدة",
        12: "ذو_الحجة ذي_الحجة ذوالحجة ذي_حجة",
    }
)

# The names of the Libyan Jamahiriya (1986 to 2011), words of every day: months only between a day and a year.
LIBYAN_MONTHS = _by_word(
    {
        1: "أي_النار أي_نار",
        2: "النوار",
        3: "الربيع",
        4: "الطير",
        5: "الماء",
        6: "الصيف",
        7: "ناصر",
        8: "هانيبال",
        9: "الفاتح",
        10: "التمور",
        11: "الحرث",
        12: "الكانون",
    }
)

# Days of a month in words («الحادي والعشرون»); the tens end in ون or ين.
_ORDINALS = ["الأول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع"]
_AFTER_TEN = ["الحادي", *_ORDINALS[1:]]
DAY_WORDS = {
    **{fold(word): day for day, word in enumerate([*_ORDINALS, "العاشر"], 1)},
    **{fold(f"{word} عشر"): day for day, word in enumerate(_AFTER_TEN, 11)},
    **{
        fold(f"{word} و{tens}{ending}"): day
        for tens, first, words in (("العشر", 21, _AFTER_TEN), ("الثلاث", 31, _AFTER_TEN[:1]))
        for day, word in enumerate(words, first)
        for ending in ("ين", "ون")
    },
    **{
        fold(word): day for day, words in ((20, "العشرين العشرون"), (30, "الثلاثين الثلاثون")) for word in words.split()
    },
}

# Monday is 0, as in datetime.weekday().
WEEKDAYS = _by_word(
    {
        0: "الاثنين الإثنين monday mon lundi",
        1: "الثلاثاء الثلاثا tuesday tue tues mardi",
        2: "الأربعاء الاربعا wednesday wed mercredi",
        3: "الخميس thursday thu thur thurs jeudi",
        4: "الجمعة friday fri vendredi",
        5: "السبت saturday sat samedi",
        6: "الأحد sunday sun dimanche",
    }
)

NUMBERS = _by_word(
    {
        1: "واحد واحدة one un une",
        2: "اثنين اثنان اثنتين two deux",
        3: "ثلاثة ثلاث three trois",
        4: "أربعة أربع four quatre",
        5: "خمسة خمس five cinq",
        6: "ستة ست six",
        7: "سبعة سبع seven sept",
        8: "ثمانية ثماني ثمان eight huit",
        9: "تسعة تسع nine neuf",
        10: "عشرة عشر ten dix",
        20: "عشرين عشرون twenty vingt",
        30: "ثلاثين ثلاثون thirty trente",
    }
)

# Seconds, minutes, hours, days, weeks, months, years.
_UNIT_WORDS = {
    "second": "ثانية ثوان ثواني second seconds seconde secondes sec",
    "minute": "دقيقة دقائق دقايق د minute minutes min mins m",
    "hour": "ساعة ساعات س hour hours hr hrs h heure heures",
    "day": "يوم أيام يوما day days d jour jours",
    "week": "أسبوع أسابيع أسبوعا week weeks semaine semaines",
    "month": "شهر أشهر شهور شهرا month months mois",
    "year": "عام أعوام عاما سنة سنوات سنين year years an ans",
}
UNITS = {fold(word): unit for unit, words in _UNIT_WORDS.items() for word in words.split()}

_DUAL_WORDS = {
    "second": "ثانيتين ثانيتان",
    "minute": "دقيقتين دقيقتان",
    "hour": "ساعتين ساعتان",
    "day": "يومين يومان",
    "week": "أسبوعين أسبوعان",
    "month": "شهرين شهران",
    "year": "عامين عامان سنتين سنتان",
}
DUALS = {fold(word): unit for unit, words in _DUAL_WORDS.items() for word in words.split()}

# Days back from today.
DAYS_BACK = _by_word(
    {
        0: "اليوم today aujourd'hui aujourd’hui",
        1: "أمس البارحة بالأمس مبارح yesterday hier",
        2: "أول_أمس أول_من_أمس قبل_أمس أمس_الأول avant-hier",
    }
)
JUST_NOW = {
    fold(words)
    for words in ("الآن", "منذ لحظات", "قبل لحظات", "منذ قليل", "قبل قليل", "للتو", "just now", "a l'instant", "now")
}

# Hours east of UTC. AST is not here: it is +3 in Arabia and -4 in the Atlantic.
# Source: RFC 5322 §4.3 for the American names; tz database abbreviations for the others.
ZONES: dict[str, float] = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2, "mez": 1, "mesz": 2,
    "cat": 2, "sast": 2, "eet": 2, "eest": 3, "eat": 3, "msk": 3, "trt": 3, "ksa": 3, "gst": 4, "irst": 3.5,
    "pkt": 5, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    fold("غرينتش"): 0, fold("جرينتش"): 0, fold("غرينيتش"): 0, fold("جرينيتش"): 0, fold("قرينتش"): 0,
    fold("مكة المكرمة"): 3, fold("مكة"): 3, fold("السعودية"): 3, fold("الرياض"): 3, fold("الدوحة"): 3,
    fold("الكويت"): 3, fold("بغداد"): 3, fold("أبوظبي"): 4, fold("أبو ظبي"): 4, fold("دبي"): 4, fold("الإمارات"): 4,
    fold("مسقط"): 4, fold("الجزائر"): 1, fold("تونس"): 1, fold("طرابلس"): 2, fold("الخرطوم"): 2, fold("صنعاء"): 3,
}  # fmt: skip

# Capitals whose clocks change in summer, so that the date decides.
CITY_ZONES = {
    fold("القاهرة"): "Africa/Cairo",
    fold("بيروت"): "Asia/Beirut",
    fold("القدس"): "Asia/Jerusalem",
    fold("القدس المحتلة"): "Asia/Jerusalem",
    fold("غزة"): "Asia/Gaza",
    fold("دمشق"): "Asia/Damascus",
    fold("عمان"): "Asia/Amman",
    fold("الرباط"): "Africa/Casablanca",
    fold("المغرب"): "Africa/Casablanca",
}

# League of Arab States, ISO 3166-1.
ARAB_COUNTRIES = frozenset({
    "AE", "BH", "DJ", "DZ", "EG", "IQ", "JO", "KM", "KW", "LB", "LY", "MA", "MR", "OM", "PS", "QA", "SA", "SD", "SO",
    "SY", "TN", "YE",
})  # fmt: skip

MODIFIED_LABELS = tuple(
    fold(words)
    for words in (
        "آخر تحديث", "اخر تعديل", "تاريخ التحديث", "تم التحديث", "تم تحديث", "جرى تحديث", "حدث في", "حدثت في", "محدث",
        "تحديث", "عدل في", "عدلت في", "تعديل", "last updated", "updated", "last modified", "modified", "edited",
        "mis a jour", "mise a jour", "modifie",
    )
)  # fmt: skip
PUBLISHED_LABELS = tuple(
    fold(words)
    for words in (
        "تاريخ النشر", "تم النشر", "وقت النشر", "نشر في", "نشر بتاريخ", "نشر يوم", "نشرت في", "نشر", "منشور", "صدر في",
        "أضيف في", "أضيف بتاريخ", "أضيف", "كتب في", "كتب بتاريخ", "حرر في", "بتاريخ", "التاريخ", "first published",
        "published", "publie", "posted", "date",
    )
)  # fmt: skip
