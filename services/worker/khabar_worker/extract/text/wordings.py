"""Lines that are not the story, by how they are worded: pointers, requests, labels, terms. Not here: class names."""

from __future__ import annotations

import re

_HAMZA_ALEF = "[اأإآ]"
# Wordings that open a pointer to other articles.
_POINTER = re.compile(
    rf"^\W*(?:{_HAMZA_ALEF}قر(?:أ|ا|إ|ئي|أوا|ؤوا)\s*(?:{_HAMZA_ALEF}يض(?:ا|اً|ًا)|المزيد|كذلك|في|عن|من|الان|التالي)|"
    rf"{_HAMZA_ALEF}قر(?:أ|ا)\s*:|يمكنك\s+{_HAMZA_ALEF}يض(?:ا|اً|ًا)\s+قراءة|شاهد(?:\s+{_HAMZA_ALEF}يض(?:ا|"
    rf"اً|ًا)|\s*:|وا\s+{_HAMZA_ALEF}يض)|"
    rf"شاهد(?:وا)?\s+(?:بال)?(?:ال)?(?:فيديو|صور)\s*(?:[:|]|\W*$)|لقراءة\s+(?:المزيد|الخبر|التفاصيل|المقال)|"
    rf"(?:لل|ال)?تفاصيل(?:\s+\S+)?\s+(?:عبر|على|في)\s+(?:هذا\s+)?(?:ال)?رابط|"
    rf"طالع\s*(?:{_HAMZA_ALEF}يض(?:ا|اً|ًا)|:|المزيد|كذلك)|تابع\s*{_HAMZA_ALEF}يض(?:ا|اً|ًا)|"
    rf"للمزيد(?:\s+من)?|لمزيد\s+من\s+(?:الأخبار|المعلومات|التفاصيل)|"
    rf"(?:مواضيع|مقالات|{_HAMZA_ALEF}خبار|موضوعات|مواد|قصص|تقارير|الموضوعات|المواضيع|"
    rf"المقالات)\s+(?:ذات\s+(?:صلة|علاقة)|متعلقة|المتعلقة|مشابهة|مرتبطة|{_HAMZA_ALEF}خرى|قد\s+تهمك|مقترحة)|"
    rf"قد\s+(?:يهمك|يعجبك|تهمك|تعجبك)|ربما\s+يهمك|{_HAMZA_ALEF}خبار\s+قد\s+تهمك|"
    rf"{_HAMZA_ALEF}نظر\s+{_HAMZA_ALEF}يض(?:ا|اً|ًا)|المزيد\s+(?:عن|من|حول)|"
    rf"(?:ال)?{_HAMZA_ALEF}كثر\s+(?:قراءة|مشاهدة|تفاعلا|تعليقا)|قصص\s+مقترحة|يستحق\s+القراءة|اختيارات\s+(?:القراء|المحرر|القارئ)|(?:مواضيع|أخبار|اخبار)\s+ساخنة|ذات\s+صلة|(?:ذو\s+صلة|ذات\s+علاقة)\W*$|"
    rf"{_HAMZA_ALEF}خترنا\s+لك|و?نرشح\s+لك|لل[اإ]طلاع\s+على\s+(?:ال)?مزيد|"
    r"read\s+(?:more|also)|see\s+also|related\s*(?:articles|news|posts|topics)?\s*:?\s*$|also\s+read)",
    re.IGNORECASE,
)
# Wordings that are about the page, never the story.
_SERVICE = re.compile(
    r"^\W*(?:شارك(?:وا|نا)?\s+(?:هذ[اه]\s+(?:ال)?(?:خبر|مقال|موضوع|صفحة|قصة|محتوى|رابط|فيديو)|الخبر|التحديث|المقال|المقالة|الموضوع|"
    r"الصفحة|القصة|المحتوى|برأيك|رأيك|تعليقك|أصدقا\S+)|شاركها|شاركه|انشره?ا?\W*$|شارك(?:\s+(?:على|عبر|مع)(?:\s+\S+){0,2})?\W*$|"
    r"مشاركة(?:\s+(?:الخبر|المقال|على|عبر|الموضوع).*|\s*:?)$|"
    r"تابع(?:وا|نا|ونا)?\s+(?:آخر|أخبار|أحدث|صفحتنا|حسابنا|قناتنا|الأخبار|المزيد|مستجدات)|"
    r"تابعوا\s+(?:جميع|كل|على|عبر|موقع|صحيفة|قناة)|تابعنا|تابعونا|للاشتراك|"
    r"(?:اشترك(?:وا)?|سجل(?:وا)?)\s+(?:مجانا|معنا|الآن|دخولك|الدخول)|"
    r"(?:انضم|انضموا)\s+(?:إلى|الى|ل)\s*(?:قناتنا|قناة|مجموعتنا)|حمّ?ل(?:وا)?\s+تطبيق|اضغط\s+هنا|انقر\s+هنا|"
    r"لمتابعة\s+(?:آخر|اخر|أخر|أخبار|أحدث)|"
    r"جميع\s+الحقوق\s+محفوظة|حقوق\s+(?:النشر|الطبع)\s+(?:والنشر\s+)?محفوظ|كل\s+الحقوق|©|\(c\)\s*\d{4}|all\s+rights\s+reserved|copyright|"
    r"الكلمات\s+(?:المفتاحية|الدلالية|الدالة)\s*:?|كلمات\s+(?:مفتاحية|دلالية|دالة)\s*:?|الوسوم\s*:?|وسوم\s*:|"
    r"العلامات\s*:|هاشتا[غج]\s*:|(?:tags|keywords)\s*:?\s|"
    r"(?:(?:إعلان|اعلان)(?:\s+(?:ممول|مُموّل|مدفوع|تجاري))?|advertisement|إعلانات|اعلانات|ad|الإعلان|مساحة\s+إعلانية)\W*$|"
    r"محتوى\s+(?:[إا]شهاري|[إا]علاني|ممول|مدفوع)|"
    r"عدد\s+(?:المشاهدات|القراءات|الزيارات|التعليقات|القراء)|(?:مشاهدات|قراءات|تعليقات|المشاهدات|"
    r"التعليقات)\s*:?\s*\(?\s*[\d٠-٩]*\)?\s*$|(?:زمن|مدة|وقت)\s+القراءة|.{0,20}[\d٠-٩]+\s*(?:دقيقة|دقائق)\s+(?:لل)?قراءة\W*$|"
    r"(?:اضف|أضف|أضيف|اكتب|اترك)\s+(?:تعليق|رد)|التعليقات\s+مغلقة|لا\s+توجد\s+تعليقات|طباعة(?:\s+الخبر)?\s*$|"
    r"إرسال\s+(?:إلى|الى)\s+صديق|"
    r"(?:الصورة|صورة)\s*:\s*$|مصدر\s+الصورة\s*:?\s*$|تخط(?:ى|ي)\s+.{0,40}(?:واصل|القراءة|المحتوى)|"
    r"تخط(?:ى|ي)\s+القسم\s|نهاية\s+(?:قسم\s|قصص|يوتيوب|تويتر|فيسبوك|انستغرام)|"
    r"(?:المزيد|عرض\s+المزيد|قراءة\s+المزيد|اقرأ\s+المزيد|more|read\s+more|load\s+more|show\s+more)\s*[.…»>]*\s*$|"
    r"(?:facebook|twitter|whatsapp|telegram|linkedin|pinterest|email|print|share|tweet|فيسبوك|تويتر|واتساب|"
    r"تلغرام|تيليجرام)\s*$|"
    r"(?:ال)?(?:نشرة|رسالة)\s+(?:البريدية|الإخبارية|الاخبارية|اليومية|الأسبوعية)\W*$|مرتبط[ةه]?\W*$|"
    r"استمع(?:وا)?\s+(?:إلى|الى|ل)\s*ل?(?:ال)?(?:مقال[ةه]?|خبر|نص|تقرير)[\W\d]*$|استمع\W*$|نسخة\s+معدة\s+ب|ملخص\s+(?:\S+\s+)?بالذكاء|"
    r"هل\s+(?:كان|كانت|وجدت)\s+هذ[اه]\s+(?:ال)?(?:محتوى|صفحة|مقال|مقالة|خبر|معلومات?)\s.{0,12}مفيد|"
    r"(?:حجم|تكبير|تصغير)\s+(?:ال)?خط\W*$|(?:تم\s+)?نسخ\s+الرابط|كن\s+على\s+اطلاع\W|لا\s+يفوتك\W*$|"
    r"هل\s+[أا]عجبت?كم?\s|هل\s+(?:لديك|لديكم|تريد|تريدون|ترغب)\s.{0,60}(?:[إا]لينا|معنا|لنا)\W*$|"
    rf"{_HAMZA_ALEF}ذا\s+(?:كنت\s+تعتقد|وجدت|لاحظت)\S*\s.{{0,30}}(?:المقال|الخبر|التقرير|المادة|خطأ|أخطاء)|"
    r"احصل(?:وا)?\s+على\s+(?:أهم|آخر|أحدث|جميع|كل)\s+(?:ال)?[أا]خبار|"
    r"(?:لل[اإ]طلاع\s+على|لمشاهدة|لتحميل|لقراءة|لمتابعة)\s.{2,80}(?:الضغط|[اإ]ضغط(?:وا)?|[اإ]نقر(?:وا)?|النقر)\s|"
    r"(?:لمشاهدة|لمتابعة)\s.{2,80}\sزور(?:وا|ي)?\s|"
    r"رابط\s+(?:المقال|الخبر|الموضوع|مختصر|قصير)|"
    r"to view this video please enable|"
    r"(?:إعلان\s*)?(?:[تي]ستمر|[تي]تابع|تابع|واصل)\s+(?:ال)?\S+\s+بعد\s+(?:ال)?إعلان|اسأل\s+عن\s+هذ[اه]\s|"
    rf"لا\s+مانع\s+من\s+ال[اإ]قتباس|(?:يمنع|يحظر)\s+(?:ال)?(?:نقل|نسخ|{_HAMZA_ALEF}قتباس)\b.*(?:دون|إلا\s+ب)|"
    r"(?:google\s*news|(?:أخبار\s+)?(?:جوجل|غوغل)(?:\s+نيوز)?)\W*$|"
    r"(?:previous|next|السابق|التالي|الخبر\s+(?:السابق|التالي)|المقال\s+(?:السابق|التالي))\s*:?\s*$)",
    re.IGNORECASE,
)
# Verbs that ask the reader and tell of others: «شارك في المسيرة آلاف», «سجل في الدقيقة العاشرة». They are labels only
# with one of the words for what a newsroom offers.
_ASKS = re.compile(
    r"^\W*(?:شارك|تعرف|تعرفوا|تابع|تابعوا|سجل|سجلوا|اشترك|اشتركوا|انضم|انضموا|ساهم|ساهموا|ادعم|ادعموا|احصل|احصلوا|للانضمام|للاشتراك|"
    r"للمشاركة|للتوصل|للحصول|لتلقي|لتصلك|ليصلك|لمتابعة|و?يمكن(?:كم?)?\s+متابعة)(?:/\w{0,9}ي)?\s"
)
_OFFERS = re.compile(
    r"نشرتنا|النشرة\s+(?:البريدية|الإخبارية|الاخبارية|اليومية)|بريدك|قناتنا|قناة\s.{2,40}\sعلى|صفحتنا|حسابنا|موقعنا|تطبيقنا|"
    r"إشعارات|أخبارنا|حمّ?ل\s+التطبيق|عبر\s+تطبيق\s|إلينا\W*$|ل[تي]صلكم?\s|نشرة\s.{0,30}(?:البريدية|الإخبارية|اليومية|الأسبوعية)|(?:اضغط|انقر)وا?\s+(?:هنا|على)|"
    r"معنا\s+في|إلى\s+المناقشة|"
    r"خدمة\s+(?:الرسائل|الأخبار)|تيلي?[غجق]رام|تل[غج]رام|وات\s*س\s*[اآأ]ب|(?:غوغل|جوجل)\s+نيوز|[Gg]oogle\s*[Nn]ews"
)
# «… تابعوا قناتنا» asks wherever it stands in a short line.
_JOINS = re.compile(
    r"(?:تابع|انضم|اشترك)(?:وا)?\s+(?:إلى\s+|الى\s+|في\s+|ب)?(?:قناتنا|صفحتنا|حسابنا|نشرتنا|مجموعتنا|موقعنا)|\b(?:اشترك|انضم)(?:وا)?\s+(?:من\s+)?هنا\W*$|"
    r"(?:[اإ]ضغط|[اإ]نقر)(?:وا|ي)?\s+هنا\W*$|\bادعم(?:وا)?\s.{2,40}\sباشتراك"
)
# A sentence of so many words is the story's, whatever it begins with; a pointer of so many is an order to read.
_SENTENCE_WORDS = 10
_ORDERS = re.compile(rf"^\W*(?:{_HAMZA_ALEF}قر|شاهد|طالع|تابع|{_HAMZA_ALEF}نظر|يمكنك|وا|read|see|also)")
_SERVICE_MAX = 220
# Terms and disclaimers, at any length.
_POLICY = re.compile(
    r"(?:الآراء|الاراء|المقالات|التعليقات|المشاركات)\s+(?:الواردة|المنشورة|التي|أدناه|"
    r"المكتوبة).{0,80}(?:عن\s+(?:رأي|آراء|وجهة|وجهات)|مسؤولية|أصحابها)|"
    r"(?:هذا\s+)?المقال\s+(?:لا\s+)?يعبّ?ر\s.{0,60}رأي|لا\s+(?:يعبر|تعبر)\s+(?:بالضرورة\s+)?عن\s+(?:رأي|"
    r"آراء|وجهة)\s+(?:نظر\s+)?(?:الموقع|الصحيفة|الجريدة|القناة|إدارة)|"
    r"(?:من\s+أجل|لغرض)\s+الاشتراك\s+لدى|اختصار\s+لجزء\s+من\s+الأخبار|"
    r"سياسة\s+الخصوصية|قواعد\s+(?:الاستخدام|التعليق)|نشر\s+(?:الخبر|المقال|المادة).{0,40}لا\s+يعني|شروط\s+(?:ال)?استخدام\s+الموقع|"
    r"(?:ليس|ليست|غير)\s+مسؤول\S*\s+عن\s+(?:محتوى|التعليقات|ال?محتويات)|يرجى\s+(?:الالتزام|عدم).{0,60}تعليق",
    re.IGNORECASE,
)
_POLICY_MAX = 600
# One of these is in every match: a quick test before the pattern.
_POLICY_WORDS = ("الاشتراك", "رأي", "آراء", "وجه", "مسؤول", "تعليق", "الخصوصية", "استخدام", "أصحابها", "لا يعني")


# Three or more of these in a few words are a share bar without a class.
_NETWORKS = re.compile(
    r"facebook|twitter|whats ?app|telegram|linked ?in|pin ?interest|e-?mail|print|messenger|instagram|youtube|viber|"
    r"فيس ?بوك|تويتر|واتس ?[اآأ]ب|تيليجرام|تلغرام|لينكد ?[إا]ن|بينترست|ماسنجر|انستغرام|إنستغرام|طباعة|بريد",
    re.IGNORECASE,
)


def is_pointer(text: str) -> bool:
    """Whether a line opens a pointer to other articles («اقرأ أيضا: …»)."""
    if len(text) > _SERVICE_MAX or _POINTER.match(text) is None:
        return False
    is_sentence = text.rstrip().endswith((".", "؟", "»", '"')) and len(text.split()) >= _SENTENCE_WORDS
    return not is_sentence or _ORDERS.match(text) is not None


def is_offer(text: str) -> bool:
    """Whether a short line asks the reader to follow, subscribe or join: the box around it is all about that."""
    if len(text) > _SERVICE_MAX:
        return False
    return _JOINS.search(text) is not None or (_ASKS.match(text) is not None and _OFFERS.search(text) is not None)


def is_label(text: str) -> bool:
    """Whether a short line speaks of sharing, following, rights, tags or advertising rather than of the story."""
    if len(text) > _SERVICE_MAX:
        return False
    if _SERVICE.match(text) is not None or is_offer(text):
        return True
    return len(text) <= 120 and len(_NETWORKS.findall(text)) >= 3 and len(text.split()) <= 14


_COMMENTS = re.compile(
    r"^\W*(?:(?:(?:ال)?تعليقات|المشاركات)(?:\s+(?:الزوار|القراء|الفيسبوك|فيسبوك|الأعضاء))?|(?:لا\s+توجد|هناك|يوجد)\s+(?:تعليق|تعليقات)\S*.{0,12}|"
    r"(?:اضف|أضف|اكتب|اترك|ترك)\s+(?:تعليق|رد|الرد)\S*.{0,20}|(?:الرد|اترك\s+رد)\S*|شارك(?:نا)?\s+(?:برأيك|رأيك|بتعليق\S*)|"
    r"[\d٠-٩]+\s+(?:تعليق|تعليقات|تعليقا)|(?:leave\s+a\s+)?(?:comments?|reply))\s*[:(\[]?\s*[\d٠-٩]*\s*[)\]]?\W*$",
    re.IGNORECASE,
)
_COMMENTS_LETTERS = 60


def is_comments_label(text: str) -> bool:
    """Whether a line heads the readers' comments: nothing behind it is the story's."""
    return len(text) <= _COMMENTS_LETTERS and _COMMENTS.match(text) is not None


def is_service(text: str) -> bool:
    """Whether a line is a label, or terms and disclaimers of any length."""
    if is_label(text):
        return True
    return len(text) <= _POLICY_MAX and any(word in text for word in _POLICY_WORDS) and _POLICY.search(text) is not None
