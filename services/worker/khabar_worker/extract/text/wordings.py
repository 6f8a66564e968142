"""Lines that are not the story, by how they are worded: pointers, requests, labels, terms. Not here: class names."""

from __future__ import annotations

import re

from khabar.arabic.fold import fold

_ARABIC = re.compile("[\u0600-\u06ff]+")


def _wording(pattern: str) -> re.Pattern[str]:
    """A pattern for folded lines: however the hamza, the yeh or the vowels of its words are written."""
    return re.compile(_ARABIC.sub(lambda found: fold(found[0]), pattern), re.IGNORECASE)


def _words(words: str) -> tuple[str, ...]:
    """Folded words («_» joins two), one of which is in every match of a pattern: a quick test before it."""
    return tuple(fold(word.replace("_", " ")) for word in words.split())


def _has(words: tuple[str, ...], folded: str) -> bool:
    return any(word in folded for word in words)


# Wordings that open a pointer to other articles.
_POINTER = _wording(
    r"^\W*(?:اقر(?:أ|ئي|أوا|ؤوا)\s*(?:أيضا|المزيد|كذلك|في|عن|من|الان|التالي)|"
    r"اقرأ\s*:|يمكنك\s+أيضا\s+قراءة|شاهد(?:\s+أيضا|\s*:|وا\s+أيضا)|"
    r"(?:شاهد|اكتشف)\s+المزيد(?:\W*$|\s+عن\s|\s+من\s+(?:ال)?(?:مقالات|أخبار|مواضيع|قصص)\W*$)|"
    r"شاهد(?:وا)?\s+(?:بال)?(?:ال)?(?:فيديو|صور)\s*(?:[:|]|\.\.|…|\W*$)|لقراءة\s+(?:المزيد|الخبر|التفاصيل|المقال)|"
    r"(?:لل|ال)?تفاصيل(?:\s+\S+)?\s+(?:عبر|على|في)\s+(?:هذا\s+)?(?:ال)?رابط|"
    r"طالع\s*(?:أيضا|:|المزيد|كذلك)|تابع\s*أيضا|"
    r"للمزيد(?:\s+من)?|لمزيد\s+من\s+(?:الأخبار|المعلومات|التفاصيل)|"
    r"(?:مواضيع|مقالات|اخبار|موضوعات|مواد|قصص|تقارير|الموضوعات|المواضيع|"
    r"المقالات)\s+(?:ذات\s+(?:صلة|علاقة)|متعلقة|المتعلقة|مشابهة|مرتبطة|اخرى|قد\s+تهمك|مقترحة)|"
    r"قد\s+(?:يهمك|يعجبك|تهمك|تعجبك)|ربما\s+يهمك|اخبار\s+قد\s+تهمك|"
    r"انظر\s+أيضا|المزيد\s+(?:عن|من|حول)|"
    r"(?:ال)?اكثر\s+(?:قراءة|مشاهدة|تفاعلا|تعليقا)|قصص\s+مقترحة|يستحق\s+القراءة|اختيارات\s+(?:القراء|المحرر|القارئ)|(?:مواضيع|أخبار)\s+ساخنة|ذات\s+صلة|(?:ذو\s+صلة|ذات\s+علاقة|من\s+(?:الملف|القسم|السلسلة)\s+(?:نفس|ذات)ها?)\W*$|"
    r"اخترنا\s+لك|و?نرشح\s+لك|للاطلاع\s+على\s+(?:ال)?مزيد|"
    r"read\s+(?:more|also)|see\s+also|related\s*(?:articles|news|posts|topics)?\s*:?\s*$|also\s+read)"
)
# Wordings that are about the page, never the story.
_SERVICE = _wording(
    r"^\W*(?:شارك(?:وا|نا)?\s+(?:هذ[اه]\s+(?:ال)?(?:خبر|مقال|موضوع|صفحة|قصة|محتوى|رابط|فيديو)|الخبر|التحديث|المقال|المقالة|الموضوع|"
    r"الصفحة|القصة|المحتوى|برأيك|رأيك|تعليقك|أصدقا\S+)|شاركها|شاركه|انشره?ا?\W*$|شارك(?:\s+(?:على|عبر|مع)(?:\s+\S+){0,2})?\W*$|"
    r"مشاركة[\s\d]*حفظ\W*$|مشاركة(?:\s+(?:الخبر|المقال|على|عبر|الموضوع)(?!.*\.(?:\s+\S+){4})|\s*:?$)|"
    r"تابع(?:وا|نا|ونا)?\s+(?:آخر|أخبار|أحدث|صفحتنا|حسابنا|قناتنا|الأخبار|المزيد|مستجدات)|"
    r"تابع(?:وا)?\s+\S+(?:\s\S+)?\s+(?:نت|نيوز|برس|أونلاين|بوست)\s+(?:على|عبر)\s*:\W*$|تابعوا\s+(?:جميع|كل|على|عبر|موقع|صحيفة|قناة)|تابعنا(?!\s+(?:معكم|في\s+(?:هذ[اه]|تقرير|تغطية|اليوم))\s)|تابعونا|للاشتراك|"
    r"(?:اشترك(?:وا)?|سجل(?:وا)?)\s+(?:مجانا|معنا|الآن|دخولك|الدخول(?!\s+(?:إلى|عبر|من)\s.{20,}\.$))|"
    r"(?:انضم|انضموا)\s+(?:إلى|ل)\s*(?:قناتنا|قناة|مجموعتنا)|حمل(?:وا)?\s+تطبيق|اضغط\s+هنا|انقر\s+هنا|"
    r"لمتابعة\s+(?:آخر|أخبار|أحدث)|"
    r"جميع\s+الحقوق\s+محفوظة|حقوق\s+(?:النشر|الطبع)\s+(?:والنشر\s+)?محفوظ|كل\s+الحقوق|©|\(c\)\s*\d{4}|all\s+rights\s+reserved|copyright|"
    r"الكلمات\s+(?:المفتاحية|الدلالية|الدالة)\s*:?|كلمات\s+(?:مفتاحية|دلالية|دالة)\s*:?|الوسوم\s*:?|وسوم\s*:|"
    r"العلامات\s*:|هاشتا[غج]\s*:|(?:tags|keywords)\s*:?\s|"
    r"(?:إعلان(?:\s+(?:ممول|مدفوع|تجاري))?|advertisement|إعلانات|ad|الإعلان|مساحة\s+إعلانية)\W*$|"
    r"محتوى\s+(?:إشهاري|إعلاني|ممول|مدفوع|برعاية)|"
    r"عدد\s+(?:المشاهدات|القراءات|الزيارات|التعليقات|القراء)|(?:مشاهدات|قراءات|تعليقات|المشاهدات|"
    r"التعليقات)\s*:?\s*\(?\s*[\d٠-٩٬,]*\)?\s*$|(?:زمن|مدة|وقت)\s+القراءة|.{0,20}[\d٠-٩]+\s*(?:دقيقة|دقائق)\s+(?:لل)?قراءة\W*$|"
    r"(?:أضف|أضيف|اكتب|اترك)\s+(?:تعليق|رد)|التعليقات\s+مغلقة|لا\s+توجد\s+تعليقات|طباعة(?:\s+الخبر)?\s*$|"
    r"إرسال\s+إلى\s+صديق|[أا]رسل\s+(?:(?:ال)?\S+\s+)?(?:إلى\s+|ل)صديق\s*(?:[|/]|$)|اطبع\s+(?:ال)?(?:صفحة|خبر|مقال|موضوع)\W*(?:[|/]|$)|"
    r"(?:الصورة|صورة)\s*:\s*$|مصدر\s+الصورة\s*:?\s*$|تخطى\s+.{0,40}(?:واصل|القراءة|المحتوى)|"
    r"تخطى\s+القسم\s|نهاية\s+(?:(?:قسم|المنطقة)\s+(?:اكتشف|اخترنا|اقرأ|مواضيع|موضوعات|قصص|مقالات|الأكثر|المزيد|بودكاست|يستحق)"
    r"(?:\s+[^\s.؟]+){0,4}$|(?:قصص|يوتيوب|تويتر|فيسبوك|انستغرام)(?:\s+(?:مقترحة|مشاركة))?[\W\d]*$)|"
    r"(?:المزيد|عرض\s+المزيد|قراءة\s+المزيد|اقرأ\s+(?:المزيد|الخبر|القصة|التفاصيل)|more|read\s+more|load\s+more|show\s+more)\s*[.…»>]*\s*$|"
    r"(?:facebook|twitter|whatsapp|telegram|linkedin|pinterest|email|print|share|tweet|فيسبوك|تويتر|واتساب|"
    r"تلغرام|تيليجرام)\s*$|"
    r"(?:ال)?(?:نشرة|رسالة)\s+(?:البريدية|الإخبارية|اليومية|الأسبوعية)\W*$|مرتبط[ةه]?\W*$|"
    r"استمع(?:وا)?\s+(?:إلى|ل)\s*(?:هذ[اه]\s+)?ل?(?:ال)?(?:مقال[ةه]?|خبر|نص|تقرير)[\W\d]*$|استمع\W*$|نسخة\s+معدة\s+ب|ملخص\s+(?:\S+\s+)?بالذكاء|"
    r"(?:هل|ما\s+مدى)\s+(?:استفد|رضا)\S+\s+(?:من|عن)\s.{0,40}(?:صفحة|خدمة|محتوى|موقع)\W*$|"
    r"[\d٠-٩]+%?\s+من\s+(?:الزوار|المستخدمين|الأشخاص)\s+أعجب|لا\s+تنس(?:وا|ي|ى)?\s+(?:الاعجاب|الاشتراك|ال?لايك)\s|"
    r"آخر\s+(?:تحديث|تعديل)\s+ل(?:ل|هذه\s+ال)صفحة|"
    r"هل\s+(?:كان|كانت|وجدت)\s+هذ[اه]\s+(?:ال)?(?:محتوى|صفحة|مقال|مقالة|خبر|معلومات?)\s.{0,12}مفيد|"
    r"(?:حجم|تكبير|تصغير)\s+(?:ال)?خط(?:عع(?:مشاركة)?)?(?!\w)(?:[\W\d_]|\b[^\W\d_]{1,2}\b|\b(?:تكبير|تصغير|صغير|كبير|عادي|متوسط|مشاركة|عبر|طباعة)\b)*$|(?:تم\s+)?نسخ\s+الرابط|كن\s+على\s+اطلاع\W|(?:لا\s+يفوتك|لا\s+تفوت(?:وا|ي)?)\W*$|"
    r"هل\s+(?:ت|أ)عجبت?كم?\s+(?:(?:هذ[اه]\s+)?(?:ال)?(?:مقال[ةه]?|خبر|موضوع|محتوى|صفحة|قصة|تقرير|مادة|موقع)|"
    r"(?:قصص|مقالات|تقارير|تغطيت|صحافت|موقع)نا)\s*(?:[؟?]|\W*$)|هل\s+(?:لديك|لديكم|تريد|تريدون|ترغب)\s.{0,60}(?:الينا|معنا|لنا)\W*$|"
    r"اذا\s+(?:كنت\s+تعتقد|وجدت|لاحظت)\S*\s.{0,30}(?:المقال|الخبر|التقرير|المادة|خطأ|أخطاء)|"
    r"احصل(?:وا)?\s+على\s+(?:أهم|آخر|أحدث|جميع|كل)\s+(?:ال)?اخبار|"
    r"(?:للاطلاع\s+على|لمشاهدة|لتحميل|لقراءة|لمتابعة)\s.{2,80}(?:الضغط|اضغط(?:وا)?|انقر(?:وا)?|النقر)\s|"
    r"(?:لمشاهدة|لمتابعة)\s.{2,80}\sزور(?:وا|ي)?\s|"
    r"امسح(?:وا|ي)?\s+(?:ال)?(?:رمز|كود|باركود)\s|نسخ[ةه]\s+(?:لل|ال)طباع[ةه]|"
    r"رابط\s+(?:المقال|الخبر|الموضوع|مختصر|قصير)|تجد\s+هذ[اه]\s+(?:ال)?(?:مقال|خبر|موضوع)\s+في\s+(?:صحيفة|موقع|جريدة)(?:\s[^\s.،]+){1,3}$|"
    r"the\s+post\s(?=.*[\u0600-\u06ff]).{3,190}\sappeared\s+first\s+on(?:\s[^\s,،]+){1,5}$|(?:(?:in|de)crease|default|reset)\s+font\s+size\W*$|"
    r"للتواصل\s+(?:مع\s+(?:ال)?كاتبة?\s+)?[أا]رسل\s+(?:رسالة\s+)?sms(?:\W*$|\s+(?:تبدأ\s+بالرمز|إلى\s+[\d٠-٩]))|"
    r"(?:زين\s+)?تبدأ\s+بالرمز\s*\(?\d.{0,12}(?:ثم\s+مسافة|مسافة\s+ثم|نص\s+الرسالة)|"
    r"يمكنكم?\s+الاطلاع\s+على\s+(?:هذا\s+)?(?:ال)?مقال\s[^،.]{0,60}(?:(?<!\w)(?:عبر|بعد|من\s+خلال)\s|(?<!\w)ب)(?:تسجيل\s+الدخول|الاشتراك)[^،.]{0,40}$|"
    r"to view this video please enable|"
    r"(?:رجاء|نرجو|يرجى)\s+المشاركة\s+في\s+(?:استبيان|استطلاع)\s+(?:ال)?(?:أخبار|أنباء|موقع|قراء|زوار)(?!\w)|"
    r"(?:إعلان\s*)?(?:[تي]ستمر|[تي]تابع|تابع|واصل)\s+(?:ال)?\S+\s+بعد\s+(?:ال)?إعلان|اسأل\s+عن\s+هذ[اه]\s|"
    r"لا\s+مانع\s+من\s+الاقتباس|(?:يمنع|يحظر)\s+(?:ال)?(?:نقل|نسخ|اقتباس)\b.*(?:دون|إلا\s+ب)|"
    r"(?:تنويه\W+)?(?:يمنع|يحظر)\s+(?:إعادة\s+)?(?:ال)?(?:نشر|نقل|نسخ|اقتباس)\s(?!.*(?:قانون|محكم|قاض|وزار|نياب|وفق|حسب|\bقال)).*(?:دون|إلا\s+ب).*"
    r"(?:إذن|موافقة|تصريح)\s+(?:خطي|كتابي|مسبق)|"
    r"احملوا\s+معكم\s+(?:ال)?(?:أخبار|آخر|أحدث)\s.{0,60}\sتطبيق\s|يمكنكم?\s+الاشتراك\s+(?:هنا|(?:في|ب)\s*(?:نشر|قنا|خدم)[ةت]نا)|"
    r"قي[مّ]+(?:وا|ي)?\s+(?:هذ[اه]\s+)?(?:ال)?(?:وصفة|مقالة?|خبر|موضوع|محتوى|صفحة)\W*(?:[★☆⭐]|\(?\d+\s+(?:تقييم|صوت)|$)|"
    r"انسخ(?:وا|ي)?\s+(?:ال)?رابط\s+(?:ال)?(?:مختصر|قصير)\W*$|"
    r"(?:(?:ال)?(?:خبر|مقال|تقرير)\s+)?يتبع\s+بعد\s+(?:ال)?إعلان\W*$|[أا]كمل(?:وا|ي)?\s+(?:ال)?قراءة\s+بعد\s+(?:ال)?إعلان\W*$|"
    r"(?:كن|كوني|كونوا)\s+[أا]ول\s+من\s+(?:يعلق|علق|يضيف\s+تعليق\S*)(?:\s+على\s+(?:هذ[اه]\s+)?(?:ال)?(?:خبر|مقالة?|موضوع|منشور))?\W*$|"
    r"ادعم(?:نا|ونا|ينا)\s+(?:على|عبر|من\s+خلال)\s+(?:منصة\s+)?(?:باتريون|patreon|با?ي\s?با?ل|paypal)\W*$|"
    r"معاييرنا\s*:\s*مبادئ\s+(?:\S+\s+){1,3}للثقة\W*$|"
    r"هذا\s+المحتوى\s+(?:برعاية|مقدم\s+من|مدعوم\s+من)(?:\s+[^\s.،]+){1,5}\W*$|"
    r"(?:يرجى|(?:ال)?رجاء|نرجو)\s+(?:تفعيل|تشغيل)\s+(?:ال)?(?:جافا\s?سكري?بت|javascript)(?:\s+(?:لمشاهدة|لعرض|لتشغيل|في\s+متصفحك)(?:\s+[^\s.،]+){0,5})?\W*$|"
    r"(?:google\s*news|(?:أخبار\s+)?(?:جوجل|غوغل)(?:\s+نيوز)?)\W*$|"
    r"(?:previous|next|السابق|التالي|(?:الخبر|المقال|الموضوع|المادة|القصة)\s+(?:السابق|التالي)ة?)\s*:?\s*$)"
)
# Verbs that ask the reader and tell of others: «شارك في المسيرة آلاف», «سجل في الدقيقة العاشرة». They are labels only
# with one of the words for what a newsroom offers.
_ASKS = _wording(
    r"^\W*(?:شارك|تعرف|تعرفوا|تابع|تابعوا|سجل|سجلوا|اشترك|اشتركوا|انضم|انضموا|ساهم|ساهموا|ادعم|ادعموا|احصل|احصلوا|للانضمام|للاشتراك|"
    r"للمشاركة|للتوصل|للحصول|لتلقي|لتصلك|ليصلك|لمتابعة|متابعة(?=\s+(?:أخبار|آخر|أحدث|قناة|صفحة)\s)|و?يمكن(?:كم?)?\s+متابعة)(?:/\w{0,9}ي)?\s"
)
_OFFERS = _wording(
    r"نشرتنا|النشرة\s+(?:البريدية|الإخبارية|اليومية)|بريدك|قناتنا|قناة\s.{2,40}\sعلى\s+(?:ال)?(?:يوتيوب|فيس\s?بوك|تويتر|انستغرام)|صفحتنا|حسابنا|موقعنا|تطبيقنا|"
    r"إشعارات|أخبارنا|حمل\s+التطبيق|عبر\s+تطبيق\s|إلينا\W*$|ل[تي]صلكم?\s|نشرة\s.{0,30}(?:البريدية|الإخبارية|اليومية|الأسبوعية)|(?:اضغط|انقر)وا?\s+(?:هنا|على)|"
    r"معنا\s+في|إلى\s+المناقشة|"
    r"خدمة\s+(?:الرسائل|الأخبار)|تي?لي?[غجق]رام|وات\s*س\s*اب|(?:غوغل|جوجل)\s+نيوز|[Gg]oogle\s*[Nn]ews"
)
# Verbs of both kinds that go on with somebody or something, not with what a newsroom offers: reports, where a network
# alone makes an offer of them.
_TOLD = _wording(
    r"^\W*(?:شارك|تابع|سجل|اشترك|انضم|ساهم)\s+(?!(?:(?:إلى|في|على|عبر|مع|من\s+خلال)\s+)?(?:ال)?(?:أخبار|خبر|آخر|أحدث|أهم\s+(?:و\S+\s+)?(?:ال)?(?:أخبار|أحداث)|مزيد|"
    r"مستجدات|تغطي|قنا|صفح|حساب|نشر|خدم|مجموع|تطبيق|تي?لي?[غجق]رام|وات\s*س|كل\s(?!من\s)|جميع|تفاصيل|[غج]و[غج]ل|google))"
)
_NETWORK = _wording(r"عبر\s+تطبيق\s|تي?لي?[غجق]رام|وات\s*س\s*اب|(?:غوغل|جوجل)\s+نيوز|google\s*news")
# What a page's own lines speak of, whatever they open with.
_OF_PAGES = _wording(
    r"(?<!\w)(?:[وفبل]?(?:ال)?(?:موقع|صحيفة|جريدة|قناة|منص[ةا]|بوابة|صفح[ةا]|تطبيق|حساب|رابط|مقال|خبر|اخبار|تعليق|نشر|نقل|نسخ|اقتباس|مصدر|"
    r"مواد|محتو|مستجدات|تفاصيل|مزيد|بريد|إشعار|هنا|مجان|جوجل|غوغل|فيس|تويتر|واتس|تي?لي?[غجق]رام|يوتيوب|انست)|لت?ي?صل|لتحصل|(?:اضغط|انقر)|"
    r"google|http|www)|(?:قنات|صفحت|حساب|موقع|نشرت|تطبيق|صحافت|شاشت)نا|\S+نا(?!\w)|محفوظ|استخدام|ملفات"
)
# The words of a report with a full stop, and of one without.
_REPORT_WORDS = 7
_OPEN_REPORT_WORDS = 9
# Fewer words behind a label are its value.
_REST_WORDS = 4
# Nouns and verbs of others that open sentences too; no order, no rights: «كل الحقوق التي», «عدد القراء في».
_OPENS_SENTENCE = _wording(
    r"^\W*(?:(?:كل\s+الحقوق|الوسوم|الكلمات\s+(?:المفتاحية|الدلالية|الدالة))\s+التي\s|عدد\s+(?:المشاهدات|القراءات|الزيارات|التعليقات|القراء)\s|"
    r"شاركها?\s+في\s+ال|(?:تابع|واصل)\s+(?!(?:ال)?(?:قراء|محتو|خبر|مقال|نص|تقرير|مشاهد))\S+\s+بعد\s+إعلان\s|"
    r"تابعوا\s+على\s+(?:ال)?شاش|مشاركة\s+(?:على|عبر)\s|"
    r"لمتابعة\s+(?:آخر|أخبار|أحدث)\s[^،]+،\s+(?!\S+وا(?!\w)|ما\s+علي|علي|يرجى|يمكن|زر|تابع|اشترك|سجل|حمل|انضم)|"
    r"(?:مواضيع|مقالات|أخبار|موضوعات|مواد|قصص|تقارير)\s+(?:متعلقة|مرتبطة|أخرى)\s|(?:ال)?أكثر\s+(?:قراءة|مشاهدة|تفاعلا|تعليقا)\s|"
    r"المزيد\s+من\s+ال)"
)
# «… تابعوا قناتنا» asks wherever it stands in a short line.
_JOINS = _wording(
    r"(?<!\w)(?:تابع|انضم|اشترك)(?:وا)?\s+(?:إلى\s+|في\s+|ب)?(?:(?:قنات|صفحت|حساب|نشرت|مجموعت|موقع)نا|"
    r"قناة\s.{2,30}\sعلى\s+(?:ال)?(?:تي?لي?[غجق]رام|وات\s*س\s*اب|يوتيوب|فيس\s?بوك))|"
    r"\b(?:اشترك|انضم)(?:وا)?\s+(?:من\s+)?هنا\W*$|"
    r"(?:اضغط|انقر)(?:وا|ي)?\s+هنا\W*$|(?:^\W*ادعم|\bادعموا)\s.{2,40}\sباشتراك|"
    r"^\W*(?:ادعم(?:وا|ي|نا|ونا)?\s+(?:ال)?(?:صحاف[ةت]\S*|استقلال\S*)|(?:ادعم|تبرع|ساند)(?:وا|ي)?\s+ل?(?:عملنا|صحافتنا|استقلال(?:يت)?نا))"
)
_JOINS_WORDS = _words("تابع انضم اشترك اضغط انقر ادعم تبرع ساند")
# A sentence of so many words is the story's, whatever it begins with; a pointer of so many is an order to read.
_SENTENCE_WORDS = 10
_ORDERS = _wording(r"^\W*(?:اقر|شاهد|طالع|تابع|انظر|يمكنك|وا|read|see|also)")
_SERVICE_MAX = 220
# Terms and disclaimers, at any length.
_POLICY = _wording(
    r"(?:الآراء|المقالات|التعليقات|المشاركات)\s+(?:الواردة|المنشورة|التي|أدناه|"
    r"المكتوبة).{0,80}(?:عن\s+(?:رأي|آراء|وجهة|وجهات)|مسؤولية|أصحابها)|"
    r"^\W*(?:جميع\s+|كل\s+|كافة\s+)?(?:المقالات|الآراء|المواد)\s+(?:لا\s+)?تعبر\s(?!.*\bقال).{0,40}(?:رأي|آراء|وجه(?:ة|ات)\s+نظر)\s+"
    r"(?:أصحاب|(?:ال)?كات?ب|(?:ال)?كتاب|الموقع|الصحيفة|الجريدة|إدار|هيئة).{0,80}$|"
    r"(?:هذا\s+)?المقال\s+(?:لا\s+)?يعبر\s.{0,60}رأي|لا\s+(?:يعبر|تعبر)\s+(?:بالضرورة\s+)?عن\s+(?:رأي|"
    r"آراء|وجهة)\s+(?:نظر\s+)?(?:الموقع|الصحيفة|الجريدة|القناة|إدارة)|"
    r"^\W*(?:إن\s+)?الآراء\s+(?:المذكورة|المطروحة|الموجودة)\s.{0,60}لا\s+تعبر\s+بالضرورة\s+عن\s|"
    r"(?:من\s+أجل|لغرض)\s+الاشتراك\s+لدى|اختصار\s+لجزء\s+من\s+الأخبار|"
    r"^\W*(?:نعلم\s+قراءنا\s+(?:الأعزاء\s+)?أنه\s+)?لا\s+(?:يتم|يجري)\s+(?:إدراج|نشر)\s+(?:سوى|إلا)\s+التعليقات\s+(?:التي|الملتزمة|البناءة|غير\s+المسيئة)\s|سياسة\s+الخصوصية|قواعد\s+(?:الاستخدام|التعليق)|نشر\s+(?:الخبر|المقال|المادة).{0,40}لا\s+يعني|شروط\s+(?:ال)?استخدام\s+الموقع|"
    r"(?:ليس|ليست|غير)\s+مسؤول\S*\s+عن\s+(?:محتوى|التعليقات|ال?محتويات)|يرجى\s+(?:الالتزام|عدم).{0,60}تعليق|"
    r"^\W*(?:(?:تنويه|تنبيه|إخلاء\s+(?:ال)?مسؤولية)\W+)?(?:إن\s+)?(?:هذ[اه]\s+|جميع\s+|كل\s+)?(?:المعلومات|المحتوى|البيانات|المقال|المادة|"
    r"التحليل|التحليلات|التوصيات|ما\s+ورد)\s.{0,100}(?:لا|ليس|ليست)\s.{0,30}(?:نصيحة|توصية|استشارة|نصائح|مشورة|بديل)"
)
_POLICY_MAX = 600
# What a newsroom promises below its stories, with a list of its sections: «ونقدم لكم من خلال موقع النهر …».
_PROMISES = _wording(
    r"^\W*و?نقدم\s+لكم\s+(?:من\s+خلال|عبر|في)\s+(?:موقع|بوابة|صحيفة|جريدة)\s.{2,30}تغطية\s+(?:مستمرة|متواصلة|لحظية|و)"
)
_PROMISE_LETTERS = 80
_POLICY_WORDS = _words(
    "الاشتراك اختصار رأي آراء وجه مسؤول تعليق الخصوصية استخدام أصحابها لا_يعني نصيح نصائح توصية استشارة مشورة بديل"
)


# A writer's own «أكتب», which folds to the order «اكتب»; sites that misspell the order ask for a comment only.
_TELLS = re.compile(
    r"^\W*أ(?:(?:كتب|ترك)(?!\s+تعليق\S*\W*$)|(?:دعم|شترك|نضم|تابع|سجل|حصل|ستمع|نشر|سأل|حمل)|قرأ(?!\s+(?:[أا]يضا|المزيد|التالي)))(?!\w)"
)
_SPONSORED = _wording(r"^\W*هذا\s+المحتوى\s+(?:برعاية|مقدم\s+من|مدعوم\s+من)\s")
# Three or more of these in a few words are a share bar without a class.
_NETWORKS = _wording(
    r"facebook|twitter|whats ?app|telegram|linked ?in|pin ?terest|e-?mail|print|messenger|instagram|youtube|viber|"
    r"فيس ?بوك|تويتر|واتس ?اب|تيليجرام|تلغرام|لينكد ?ان|بينترست|ماسنجر|انستغرام|إنستغرام|طباعة|بريد"
)
_NETWORKS_WORDS = _words(
    "facebook twitter whats telegram linked pin mail print messenger instagram youtube viber فيس تويتر واتس تيليجرام "
    "تلغرام لينكد بينترست ماسنجر انستغرام طباعة بريد"
)


def is_pointer(text: str) -> bool:
    """Whether a line opens a pointer to other articles («اقرأ أيضا: …»)."""
    if len(text) > _SERVICE_MAX or (found := _POINTER.match(folded := fold(text))) is None or _TELLS.match(text):
        return False
    if ":" not in text and _tells(text, found):
        return False
    is_sentence = text.rstrip().endswith((".", "؟", "»", '"')) and len(text.split()) >= _SENTENCE_WORDS
    return not is_sentence or _ORDERS.match(folded) is not None


def is_sponsors(text: str) -> bool:
    """Whether a short line tells who pays for a text («هذا المحتوى برعاية …»), as a heading of the story may too."""
    return len(text) <= _SERVICE_MAX and _SPONSORED.match(fold(text)) is not None


def is_offer(text: str) -> bool:
    """Whether a short line asks the reader to follow, subscribe or join: the box around it is all about that."""
    if len(text) > _SERVICE_MAX or _TELLS.match(text):
        return False
    return _offers(text, fold(text))


def _offers(text: str, folded: str) -> bool:
    if _has(_JOINS_WORDS, folded) and _JOINS.search(folded) is not None:
        return True
    return _ASKS.match(folded) is not None and _OFFERS.search(folded) is not None and not _reports(text, folded)


def _reports(text: str, folded: str) -> bool:
    """Whether a sentence with a network in it tells who did what there: «تابع الوزير شكاوى السكان عبر تيليغرام …»."""
    least = _REPORT_WORDS if text.rstrip().endswith(".") else _OPEN_REPORT_WORDS
    if len(text.split()) < least or _TOLD.match(folded) is None:
        return False
    return _OFFERS.search(_NETWORK.sub("", folded)) is None


def is_label(text: str) -> bool:
    """Whether a short line speaks of sharing, following, rights, tags or advertising rather than of the story."""
    if len(text) > _SERVICE_MAX or _TELLS.match(text):
        return False
    folded = fold(text)
    found = _SERVICE.match(folded)
    if (found is not None and not _tells(text, found)) or _offers(text, folded):
        return True
    is_short = len(text) <= 120 and len(text.split()) <= 14
    return is_short and _has(_NETWORKS_WORDS, folded) and len(_NETWORKS.findall(folded)) >= 3


def _tells(text: str, label: re.Match[str]) -> bool:
    """Whether a line that opens like a label is a sentence: one that may be, with a full stop and no page in it.

    «عدد القراء في العالم يتراجع، بحسب دراسة جديدة.»
    """
    rest = label.string[label.end() :].split()
    is_sentence = _is_stopped(text) and len(text.split()) >= _REPORT_WORDS and len(rest) >= _REST_WORDS
    return is_sentence and _OPENS_SENTENCE.match(label.string) is not None and _OF_PAGES.search(" ".join(rest)) is None


def _is_stopped(text: str) -> bool:
    """Whether a line ends in one full stop; two mark a title that goes on."""
    return re.search(r"[^.]\.\s*$", text) is not None


_COMMENTS = _wording(
    r"^\W*(?:(?:(?:ال)?تعليقات|المشاركات)(?:\s+(?:الزوار|القراء|الفيسبوك|فيسبوك|الأعضاء))?|(?:لا\s+توجد|هناك|يوجد)\s+(?:تعليق|تعليقات)\S*.{0,12}|"
    r"(?:أضف|اكتب|اترك|ترك)\s+(?:تعليق|رد|الرد)\S*.{0,20}|(?:الرد|اترك\s+رد)\S*|شارك(?:نا)?\s+(?:برأيك|رأيك|بتعليق\S*)|"
    r"مرحبا\s+بكم\s+في\s+(?:فضاء|مساحة|ركن)\s+(?:ال)?تعليق\S*|[\d٠-٩]+\s+(?:تعليق|تعليقات|تعليقا)|(?:leave\s+a\s+)?(?:comments?|reply))\s*[:(\[]?\s*[\d٠-٩]*\s*[)\]]?\W*$"
)
_COMMENTS_LETTERS = 60


def is_comments_label(text: str) -> bool:
    """Whether a line heads the readers' comments: nothing behind it is the story's."""
    return len(text) <= _COMMENTS_LETTERS and _COMMENTS.match(fold(text)) is not None and not _TELLS.match(text)


def is_service(text: str) -> bool:
    """Whether a line is a label, or terms and disclaimers of any length."""
    if is_label(text):
        return True
    if "لكم" in text[:_PROMISE_LETTERS] and _PROMISES.match(fold(text[:_PROMISE_LETTERS])):
        return True
    if len(text) > _POLICY_MAX:
        return False
    folded = fold(text)
    return _has(_POLICY_WORDS, folded) and _POLICY.search(folded) is not None
