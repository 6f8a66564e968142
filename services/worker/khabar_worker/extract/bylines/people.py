"""Whether a text can be a person's name. Rules only; not here: bylines, agencies."""

from __future__ import annotations

import re

from khabar.arabic.clean import clean_name
from khabar.arabic.fold import fold
from khabar_worker.extract.bylines.given_names import opens_with_given_name

# What somebody is, beside the name: «صحافية لبنانية».
_CALLING = (
    r"(?:صحا?في|كاتب|مراسل|محرر|باحث|إعلامي|[أا]كاديمي|محلل|ناقد|روائي|شاعر|مدون|محام|خبير|[أا]ستاذ|مؤرخ|مصور|مترجم|مخرج)"
    r"[ةيه]{0,2}\s+\S+(?:\s+\S+){0,4}"
)
# No persons: roles and accounts of content systems.
_NOBODY = re.compile(
    r"^(?:admin\w*|administrator|editor\w*|root|user\d*|author|webmaster|super\s*user|guest|news|desk|staff|test|"
    r"(?:ال)?محرر\w*(?:\s+\S+)?|(?:(?:ال)?(?:مدير|مشرف|[اإ]دار[ةه])|مسؤول)(?:\s+(?:الموقع|النظام|المحتوى))?|"
    r"(?:رئيس|مدير|سكرتير|نائب|مستشار)[ةه]?\s+(?:رئيس\s+)?(?:ال)?تحرير.*|"
    r"هيئ[ةه]\s+التحرير|فريق\s+(?:التحرير|العمل|الموقع)|(?:هيئ[ةه]|فريق|[أا]سر[ةه])\s+تحرير\s.*|"
    r"غرف[ةه]\s+ال[أا]خبار|[أا]سر[ةه]\s+التحرير|التحرير|تحرير|خاص|خاصه?|متابعات|(?:ال)?كاتب|مراسلنا|مراسلو\w*|"
    r"غير\s+معروف|unknown|anonymous|none|null|undefined|موقع\s+.*|صحيف[ةه]\s+.*|جريد[ةه]\s+.*|قنا[ةه]\s+.*|"
    r"عرب\s+وعالم|(?:عربي|محلي)\s+ودولي|محليات|دوليات|عربيات|منوعات|ميديا|ترجمات|تقارير|"
    rf"{_CALLING}|"
    r"بواسط[ةه]|بقلم|كتب|كتبت|(?:ال)?مؤلف|(?:ال)?ناشر|by|"
    r"شبك[ةه]\s+.*|بواب[ةه]\s+.*|مجل[ةه]\s+.*)$",
    re.IGNORECASE,
)
NOT_IN_NAMES = re.compile(
    r"[\d٠-٩@©℃℉°:/\\؟?!«»\"“”(){}\[\]<>=#%&*+_|]|https?|www\.|\bعلى\b(?!\s*$)|\b(?:في|من|إلى|الى|عن|مع|هذا|هذه|التي|الذي|عند|بعد|قبل|خلال|أمام|داخل|لدى|أثناء|بين|لحظة|"
    r"قال|قالت|إن|أن|منذ|نشر|تم|آخر|تحديث|"
    r"الساعة|ب?توقيت|دقيقة|دقائق|ساعة|يوم|مشاهدة|تعليق|تعليقات|أخبار|اخبار|الأخبار|مقالات|رياضة|سياسة|اقتصاد|مشاركة|"
    r"الرئيسية|قراءة|مايو|يونيو|يوليو|نيوز|بوست|تايمز|أونلاين|اونلاين|ميديا|تلفزيون|إذاعة|راديو|"
    r"شارك|طباعة|المزيد|ملف|تاريخ|يا|جميع|حقوق|الحقوق|محفوظة|(?:صباح|مساء)\s+(?:الخير|النور))\b"
)
_TITLES = re.compile(r"^(?:د|أ|م|ا)\s*[./]\s*(?:د\s*[./]\s*)?(?=\S{2})")
_HONORIFIC = re.compile(
    r"^(?:السيد|السيدة|الدكتور|الدكتورة|الأستاذ|الأستاذة|الكاتب|الكاتبة|الشيخ|الأب|المهندس|المهندسة|المحامي|المحامية|الصحفي|الصحفية|"
    r"الصحافي|الصحافية|الزميل|الزميلة|الإعلامي|الإعلامية|اللواء|العميد|السفير|البروفيسور|المطران|القس|الشاعر|الشاعرة|"
    r"الطبيب|الطبيبة|الباحث|الباحثة|الناقد|الناقدة|المؤرخ|المؤرخة|الروائي|الروائية|المخرج|المخرجة|القاضي|العقيد)\s"
)
# «ن. بلقاسم»; with the article it is a desk: «ق. الدولي».
_INITIALLED = re.compile(r"^[\u0621-\u064a]\s?\.\s?(?!ال)[\u0621-\u064a]{4,}(?: [\u0621-\u064a]{3,})?$")
# What an introduced name has before it in the trade: «حوار: الصحافية سلمى الوادي».
_TRADE = re.compile(
    r"^ال(?:صحا?في|[إا]علامي|كاتب|زميل|محرر|مراسل|مصور)[ةه]?\s+"
    r"(?:(?:و?ال(?:صحا?في|[إا]علامي|كاتب|باحث|شاعر|ناشط|محلل|روائي|مصور)|ال(?:[أا]ستاذ|دكتور))[ةه]?\s+)?"
)
# Words that are one name with the next one.
_HALF_NAME = re.compile(r"(?<!\S)(?:عبد|[أا]بو|[أا]م|بن|ابن|بنت|آل|ولد)\s+")
_SHORT_SIGNATURE = 2
# «سبأ برس»: newsrooms that open with a given name.
_NEWSROOM = re.compile(r"\sبرس$")
_MAX_NAME_WORDS = 5
_FULL_NAME_WORDS = 4
# Fewer are initials.
_NAME_LETTERS = 3
# Accounts of content systems: one word in small Latin letters.
_ACCOUNT = re.compile(r"^[a-z][a-z0-9._-]*$")


_MARKS = re.compile("[\u064b-\u0652\u0670]")


def is_person(name: str) -> bool:
    bare = _TITLES.sub("", _MARKS.sub("", name))
    words = bare.split()
    if not 1 <= len(words) <= _MAX_NAME_WORDS + 1 or len(bare) > 48 or len(bare) < 3:
        return False
    if NOT_IN_NAMES.search(bare) or _NEWSROOM.search(bare) or _is_nobody(bare):
        return False
    # «الرؤية الزرقاء», «العربي الجديد»: no person's first name has the article, but for a few that are known.
    if len(words) > 1 and words[0].startswith("ال") and not (opens_with_given_name(bare) or _HONORIFIC.match(bare)):
        return False
    if max(len(word.strip(".")) for word in words) < _NAME_LETTERS:
        return False
    if len(words) == 1 and not re.fullmatch(r"[^\W\d_]{3,20}", bare):
        return False
    return any(character.isalpha() for character in bare) and "." not in bare.replace(". ", "").rstrip(".")


def _is_nobody(bare: str) -> bool:
    return any(found is not None for found in (_NOBODY.match(bare), _NOBODY.match(fold(bare)), _ACCOUNT.match(bare)))


def is_signature(text: str) -> bool:
    """Whether a line is nothing but one person's name: «مراد بن عمر», «ن. بلقاسم»."""
    text = _TITLES.sub("", text.strip(" *-–—.:"))
    if _INITIALLED.match(text):
        return is_person(text)
    words = text.split()
    if not 2 <= len(words) <= _MAX_NAME_WORDS or not opens_with_given_name(text):
        return False
    return is_person(clean_name(text)) and all(word.isalpha() for word in fold(text).split())


def is_short_signature(text: str) -> bool:
    """The same, where behind two names, «عبد الله» being one, only given names stand, and no verb or book."""
    others = _HALF_NAME.sub("", text).split()[_SHORT_SIGNATURE:]
    return is_signature(text) and all(map(opens_with_given_name, others))


def may_be_full_name(text: str) -> bool:
    """Whether two to four words can be a name, known or not."""
    return 2 <= len(text.split()) <= _FULL_NAME_WORDS and is_person(text)


def past_trade(name: str) -> str:
    """«الصحافية سلمى الوادي», «الكاتب الصحفي أحمد سالم» without what they are, where a name that is known follows."""
    bare = _TRADE.sub("", name)
    return bare if is_signature(bare) else name


def is_calling(text: str) -> bool:
    """Whether a few words say what somebody is: «كاتب موريتاني»."""
    return re.fullmatch(_CALLING, text) is not None
