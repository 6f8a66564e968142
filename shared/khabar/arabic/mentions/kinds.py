"""The words of dates inside running text by what they are to the grammar of mentions: tables, no rules.

Months, weekdays, numbers and units come from `date_tables.py`, which the reader of publication dates uses too.
"""

from __future__ import annotations

UNIT_NAMES = ("second", "minute", "hour", "day", "week", "month", "year")

# Kind → the words that are of this kind, each with a number when the kind has one. Parts of a word are joined by `_`.
WORDS: dict[str, str | dict[int, str]] = {
    "IN": "في خلال أثناء بحلول اعتبارا_من ابتداء_من بدءا_من بداية_من",
    "FROM": "من",
    "TO": "إلى لغاية حتى وحتى",
    "BETWEEN": "بين ما_بين",
    "SINCE": "منذ مذ",
    "BEFORE": "قبل",
    "AFTER": "بعد",
    "ABOUT": "نحو حوالي قرابة زهاء تقترب_من يقترب_من اقتربت_من ما_يقارب ما_يقرب_من يقارب تقارب",
    "MORE": "أكثر_من أزيد_من ما_يزيد_على ما_يزيد_عن يزيد_على تزيد_على يزيد_عن تزيد_عن ما_يربو_على",
    "LESS": "أقل_من ما_يقل_عن يقل_عن تقل_عن",
    "LASTING": """لمدة مدة مدتها مدته لفترة فترة على_مدى على_مدار طوال طيلة في_غضون غضون تستغرق يستغرق استغرق
                  استغرقت يستمر تستمر استمر استمرت دامت دام""",
    "EDGE": {
        0: "أوائل مطلع بداية بدايات مستهل",
        1: "منتصف أواسط",
        2: "أواخر نهاية نهايات ختام متم",
    },
    "PORTION": {4: "الربع", 2: "النصف"},
    "DAY_WORD": "يوم",
    "PART": "مساء صباح فجر ليل ليلة ظهر عصر عشية نهار منتصف_ليل منتصف_ليلة منتصف_نهار بعد_ظهر ضحى مغرب عشاء",
    "EARLIER": """في_وقت_سابق في_وقت_لاحق في_وقت_متأخر في_وقت_مبكر وقت_سابق وقت_لاحق وقت_متأخر وقت_مبكر في_ساعة_متأخرة
                  في_ساعة_مبكرة في_الساعات_الأولى في_ساعات_الفجر_الأولى في_ساعات_الصباح_الأولى""",
    "MONTH_WORD": "شهر شهري",
    "YEAR_WORD": "عام سنة عامي سنتي",
    "THE_MONTH": "الشهر",
    "THE_YEAR": "العام السنة",
    "THE_WEEK": "الأسبوع",
    "THE_SEASON": {0: "الموسم", 3: "الربيع", 6: "الصيف", 9: "الخريف"},
    "SEASON": {3: "ربيع", 6: "صيف صائفة", 9: "خريف"},
    "THE_NIGHT": "الليلة",
    "THE_CENTURY": "القرن",
    "DECADE": {
        1920: "عشرينات عشرينيات", 1930: "ثلاثينات ثلاثينيات", 1940: "أربعينات أربعينيات",
        1950: "خمسينات خمسينيات", 1960: "ستينات ستينيات", 1970: "سبعينات سبعينيات",
        1980: "ثمانينات ثمانينيات", 1990: "تسعينات تسعينيات",
    },
    "THE_DECADE": {
        1940: "الأربعينات الأربعينيات", 1950: "الخمسينات الخمسينيات", 1960: "الستينات الستينيات",
        1970: "السبعينات السبعينيات", 1980: "الثمانينات الثمانينيات", 1990: "التسعينات التسعينيات",
    },
    "PAST": """الماضي الماضية الماضيين الماضيتين المنصرم المنصرمة المنصرمين الفائت الفائتة الفايت الأخيرة الأخيرين
               الأخيرتين الماضيان""",
    "NOW": "الجاري الجارية الحالي الحالية",
    "NEXT": "المقبل المقبلة المقبلين المقبلتين القادم القادمة القادمين القادمتين الآتي",
    "LATEST": "آخر",
    "FINAL": "الأخير",
    "THIS": "هذا هذه",
    "SAME": "نفس ذات نفسه نفسها ذاته ذاتها",
    "TODAY": "اليوم",
    "AHEAD": {1: "غدا غد الغد", 2: "بعد_غد بعد_الغد"},
    "CORRESPONDING": "الموافق الموافقة",
    "ERA": {0: "م ميلادي ميلادية", 1: "ه هجري هجرية"},
    "DAY_AFTER": "اليوم_التالي اليوم_الموالي",
    "PRESENT": "الآن",
    "SOME": "بضعة بضع",
    "HALF": "نصف",
    "HUNDRED": {
        100: "مئة مائة", 200: "مئتي مائتي مئتين مائتين", 800: "ثمانمئة ثمانمائة", 900: "تسعمئة تسعمائة",
    },
    "THOUSAND": {1000: "ألف", 2000: "ألفين"},
    "THE": "ال",
    "ORDINAL": {
        1: "الأول الأولى الحادي غرة", 2: "الثاني الثانية", 3: "الثالث الثالثة", 4: "الرابع الرابعة",
        5: "الخامس الخامسة",
        6: "السادس السادسة", 7: "السابع السابعة", 8: "الثامن الثامنة", 9: "التاسع التاسعة", 10: "العاشر العاشرة",
    },
    "THE_TENS": {20: "العشرين العشرون", 30: "الثلاثين الثلاثون"},
    "TENS": {
        20: "عشرين عشرون", 30: "ثلاثين ثلاثون", 40: "أربعين أربعون", 50: "خمسين خمسون", 60: "ستين ستون",
        70: "سبعين سبعون", 80: "ثمانين ثمانون", 90: "تسعين تسعون",
    },
    "TEN": {10: "عشر عشرة"},
    "ONE_UNIT": {1: "دقيقة", 2: "ساعة", 4: "أسبوع"},
    "THE_UNITS": {
        1: "الدقائق", 2: "الساعات", 3: "الأيام", 4: "الأسابيع", 5: "الأشهر الشهور", 6: "الأعوام السنوات السنين",
    },
    "THE_PAIR": {
        2: "الساعتين", 3: "اليومين", 4: "الأسبوعين", 5: "الشهرين", 6: "العامين السنتين",
    },
}  # fmt: skip

# Kinds without words of their own: numbers by their size, months and other words out of the shared tables.
OTHER_KINDS = (
    "DAY", "COUNT", "YEAR", "HIJRI_YEAR", "MONTH", "HIJRI_MONTH", "WEEKDAY", "BACK", "NUMBER", "THE_NUMBER",
    "UNITS", "PAIR", "DATED_YEAR", "DATED_HIJRI_YEAR", "DAY_OF_ERA",
)  # fmt: skip
SIGNS = {"PLUS": "+", "SLASH": "/", "DASH": "-", "OPEN": "(", "CLOSE": ")", "COMMA": ",", "DOT": ".", "QUOTE": '"'}
UNKNOWN = "~"
BREAK = "!"
# Kind → its character in a sketch.
SKETCHED = SIGNS | {kind: chr(0x100 + number) for number, kind in enumerate([*WORDS, *OTHER_KINDS])}

# Every form of a date has a word of one of these kinds (`grammar.py`).
DATING = frozenset(
    [
        *("MONTH", "HIJRI_MONTH", "YEAR", "HIJRI_YEAR", "DATED_YEAR", "DATED_HIJRI_YEAR", "WEEKDAY", "BACK", "TODAY"),
        *("DAY_AFTER", "AHEAD", "NOW", "DAY_WORD", "MONTH_WORD", "YEAR_WORD", "THE_MONTH", "THE_YEAR", "THE_WEEK"),
        *("THE_SEASON", "SEASON", "THE_NIGHT", "PORTION", "DECADE", "THE_DECADE", "ONE_UNIT", "UNITS", "PAIR"),
        *("THE_UNITS", "THE_PAIR"),
    ]
)
