"""The small words that lead into speech, turn from it or only look like it. Tables; every key is folded.

Not here: verbs (`verbs.py`), and what surrounds a speaker (`stops.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from khabar.arabic.fold import fold
from khabar.arabic.speech.words import word_set

FROM, WHAT, TO, OF, IN = fold("عن"), fold("ما"), fold("ل"), fold("به"), fold("في")
FROM_ONE, TOWARDS, ABOUT = fold("من"), fold("إلى"), fold("حول")

# Words that turn a verb of speech into one that was not said, or not asked: «لم يقل», «لا يرى».
NEGATIONS = word_set("لم لن لا ما ليس وليس ولم ولن ولا فلم فلا وما غير عدم كلما")

UNDONE, THAT_HE = word_set("دون بدون قبل"), fold("أن")  # «دون أن يقول»: he does not

BUT_NOT = word_set("ولم ولن")  # behind a comma and before a verb of speech: what was said has ended

# Between a quotation and its verb: «…»، كما قال فلان.
THUS = word_set("كما هكذا هذا بهذا بهذه")

THESE_WORDS = word_set("الكلمات العبارات العبارة الجملة الجمل المقولة الأبيات")  # «…»، بهذه الكلمات تصف فلانة
# «قال لها الجملة الشهيرة «…»»: nouns that announce the words themselves.
WORDINGS = THESE_WORDS | word_set("جملة جملته جملتها عبارته عبارتها مقولته مقولتها الكلمة")

# A new clause begins here although its verb carries no و: «كما قال», «فيما أكدت».
TURNS = word_set(
    """كما فيما بينما حيث وقد قد إذ وكان وكانت كان كانت فقد لقد بحيث وكما وفيما وبينما جهته جانبه جهتها جانبها
    جانبهم بدوره بدورها بدورهم ذلك حين عندما حينما وحيث ولكنه لكنه ولكنها لكنها غير وهو وهي و"""
)

# أن and إن with what may hang on them.
THAT = frozenset(
    fold(prefix + stem + pronoun)
    for prefix in ("", "ب", "وب")
    for stem in ("أن",)
    for pronoun in ("", "ه", "ها", "هم", "هما", "نا", "ني", "هن", "ك")
) | word_set("كون بكون كونه كونها كونهم بكونه بكونها بكونهم بألا إني إننا إنني بأنني بأننا أنني أننا")

# «بعد أن», «قبل أن»: no speech.
NOT_THAT = word_set(
    """بعد قبل منذ رغم دون بدون غير سوى كما مع إلا إمكانية احتمال ضرورة أمل أمله أملها خشية مخافة المقرر المتوقع
    المحتمل المفترض الممكن المرجح المنتظر المرتقب الضروري الأفضل الصعب الطبيعي المهم يجب ينبغي يمكن يفترض بد
    شأنه شأنها شأن كاد يكاد وبعد وقبل ومنذ يود تود يريد تريد لأجل بمجرد لمجرد شرط بشرط أجل"""
)

NARRATING = word_set("ناقلا ناقلة ناقلين", joined=True)
REPORTS = word_set("نقل نقلت ينقل تنقل", joined=True) | NARRATING

# «وجاء في البيان»: who speaks stands behind في.
COMES = word_set("جاء جاءت ورد وردت يجيء", joined=True)
STANDS_IN = word_set("في ضمن")  # «وجاء ضمن كلمة الوزير أن»
_ALSO_ANSWERS = fold("ورد")  # «ورد فلان بأن …»


def comes(folded: Sequence[str], index: int) -> bool:
    """Whether word `index` says that something stands in a paper: «ورد في البيان», but not «ورد فلان بأن»."""
    return folded[index] in COMES and (folded[index] != _ALSO_ANSWERS or comes_in(folded, index))


def comes_in(folded: Sequence[str], index: int) -> bool:
    """Whether «في», «ضمن» or «فيه» follows on word `index`."""
    following = folded[index + 1] if index + 1 < len(folded) else ""
    return following in STANDS_IN or following in IN_IT


PUBLISHES = word_set("أصدر أصدرت يصدر تصدر نشر نشرت ينشر تنشر", joined=True)
DESCRIBES = word_set("وصف وصفت يصف تصف وصفوا يصفون نعت نعتت", joined=True)
IN_IT = word_set("فيه فيها فيهما")

MEANWHILE = frozenset((fold("في"), fold(word)) for word in ("الوقت", "حين"))

TURNING_AWAY = BUT_NOT | {first for first, _ in MEANWHILE}  # the words that either begins with

WHATEVER = word_set("ما لما عما بما مما")  # «وفق ما أفاد به», «طبقا لما ذكره»

# «مسؤول … طلب عدم كشف اسمه»: a clause about a speaker who stays unnamed begins.
WITHHOLDS = word_set(
    """طلب طلبت طلبا طلبتا طلبوا رفض رفضت رفضا رفضوا فضل فضلت فضلا فضلوا اشترط اشترطت اشترطا اشترطوا تحدث تحدثت تحدثا
    تحدثوا طالبا طالبة طالبين اختار اختارت يدعى تدعى اسمه اسمها يسمى تسمى"""
)

UPON = fold("على")
WITHIN = word_set("في لدى")
SAYINGS = word_set("قول تعبير وصف زعم رأي تصريح")  # «على حد قول فلان»

PRESCRIBES = word_set("نص نصت ينص تنص", joined=True)  # «تنص المادة على أن»

JUDGES = word_set("اعتبر اعتبرت يعتبر تعتبر معتبرا معتبرة اعتبروا عد عدت", joined=True)  # «اعتبر القرار «مجحفا»»

# «ويعود الكاتب ليقول»
COMES_BACK = word_set("عاد عادت يعود تعود رجع رجعت", joined=True)

HE = word_set("لكنه ولكنه لكنها ولكنها لكنهم وهو وهي وإنه وإنها")  # «لكنه يتوقع أن»: not «it is expected»

# «حين رأى مدربه يبكي»
SEES, WHEN = word_set("رأى رأت رأوا يرى ترى"), word_set("حين حينما عندما لما منذ")

THEN = word_set("فإن فإنه فإنها فقد")

# Before two marked words these show that they are the speaker's: «تحسبا لـ«عدوان وشيك»».
FUNCTION = THAT | word_set(
    """ضرورة أهمية وجوب من في إلى على عن مثل ل ب ك هو هي كان كانت يكون تكون ليس ليست أو بأنه بأنها تم يتم جرى يجري
    هناك ثمة"""
)

# «حدد الوزير أولوياته في النقاط التالية:», «نصحت الوزارة بما يلي:»: the list behind these is what somebody said.
LISTS = word_set(
    """حدد حددت يحدد تحدد لخص لخصت يلخص تلخص أوجز أوجزت يوجز توجز أجمل أجملت يجمل تجمل عدد عددت يعدد تعدد سرد سردت يسرد
    تسرد استعرض استعرضت يستعرض تستعرض فصل فصلت فند فندت نصح نصحت ينصح تنصح أوصى أوصت يوصي توصي دعا دعت يدعو تدعو طالب
    طالبت يطالب تطالب شرح شرحت حصر حصرت ناشد ناشدت""",
    joined=True,
)
ANNOUNCES = word_set(
    "التالية التالي الآتية الآتي يلي بالآتي كالآتي كالتالي"
)  # the last word before the colon of such a list

# Before marked words: what is called for, never whose name it is.
NEEDS = word_set("ضرورة أهمية وجوب حتمية لزوم")

# «نفى ما تردد عن «…»», «نافيا صحة «…»»: the words that follow are of those whom somebody denies.
DENIES = word_set("نفى نفت نفوا ينفي تنفي ينفون نافيا نافية نافين كذب كذبت مكذبا مكذبة", joined=True)
RUMOURED = word_set(
    """تردد يتردد ترددت تتردد تداولته تداوله تداولت تداول يتداول أشيع يشاع يثار أثير نشر نشرته ينشر قيل يقال ورد شائعات
    شائعة إشاعات أنباء مزاعم ادعاءات صحة وجود وقوع حدوث صدور اتهامات"""
)

# A clause of its own begins here, and an أن behind it is no longer the verb's.
ELSEWHERE = word_set("حيث إذ مما بحيث فيما بينما لكن وذلك")

# «يذكر أن», «ويعتقد أن»: nobody is meant.
IMPERSONAL = word_set("يذكر يعتقد يتوقع يرجح يعتبر يزعم يقال يقدر تبين يتبين", joined=True)

ONLY_THAT = word_set(
    "ذهب ذهبت يذهب تذهب عقب بين يعتبر تعتبر يعد تعد اعتبر اعتبرت قدر زاد سجل سجلت أبرز نفى", joined=True
)

# Two marked words that begin so say something of a thing, and name none: «غير مقبول».
DENIALS = word_set("غير لا ليس ليست لن لم")
DENYING_VERB = word_set("لن لم ليس ليست")  # and these no name begins with, wherever they stand

# Before a colon too these lead to a title.
TITLED = word_set("عنوان بعنوان عنوانه عنوانها وعنوان شعار بشعار شعاره اسم باسم وسم موضوع لموضوع بموضوع محور")

AS_FOR = word_set("أما وأما")  # «أما فلان فيرى أن»

# «أطلق عليها «…»»: what follows is a name.
CHRISTENS = word_set("أطلق أطلقت أطلقوا يطلق تطلق يطلقون أطلقنا اصطلح يصطلح", joined=True)
UPON_IT = word_set("عليه عليها عليهم")

MOTTOES = word_set("عنوان بعنوان شعار بشعار")  # «شعار المنتدى «…»»
# «ندوة حول «…»»: what leads to a title.
PAPERS_ON = word_set(
    "أطروحة رسالة محاضرة ندوة دراسة ورشة كتاب كتابا مؤتمر مداخلة بحث بحثا مائدة مقال مقالا", joined=True
)
CAMPAIGNS = word_set("برنامج حملة مبادرة مشروع", joined=True)  # «حملة الوزارة «…»»

RELATIVE = word_set("الذي التي الذين", joined=True)

GOES_ON = RELATIVE | word_set("في من خلال عبر أمس اليوم بدوره بدورها أيضا نفسه نفسها")

# «طالب المجلس بالإفراج عن», «تحدث الباحث عن»: verbs with a preposition that no office or name holds then.
ASKS_BY = word_set(
    """طالب طالبت يطالب تطالب ندد نددت يندد تندد أشاد أشادت يشيد تشيد رحب رحبت يرحب ترحب وعد وعدت هدد هددت تعهد تعهدت
    نادى نادت اتهم اتهمت لوح لوحت أقر أقرت اعترف اعترفت نوه نوهت أوصى أوصت اكتفى اكتفت أهاب أهابت""",
    joined=True,
)
SPEAKS_OF = word_set(
    """تحدث تحدثت يتحدث تتحدث أعرب أعربت يعرب تعرب عبر عبرت يعبر تعبر دافع دافعت يدافع تدافع كشف كشفت يكشف تكشف أعلن
    أعلنت سأل سألت أفصح أفصحت تراجع تراجعت""",
    joined=True,
)

FIRST_PERSON = word_set(
    """أنا نحن لدي لدينا إني إنني إننا أني أنني أننا كنت كنا لنا لي منا علينا عندنا بلادنا شعبنا فريقنا نريد نعمل
    نأمل نسعى نتمنى نشكر نؤكد نحتاج نعتقد نعرف أعتقد أتمنى أشكر أرى أعرف أريد أقول نقول""",
    joined=True,
)

CLITICS = frozenset("بلكو")

LEADS = word_set("إلى على من ب عن في")

OBJECTS = word_set("إياه إياها إياهم هذا هذه ذلك تلك")
ALOUD = word_set("قائلا قائلة قائلين")

KANA = word_set("كان كانت وكان وكانت")

AUXILIARIES = word_set("قد فقد لقد وقد كان كانت سبق أن مضى ومضى مضت ومضت راح راحت أخذ أخذت")

CONNECTIVES = word_set("""لكن ولكن بل أن فيما بينما أما وأما وكان وكانت كان كانت كما وقد إلا حتى وحتى هذا ثم وهكذا""")
# «المتحدث باسم الجيش»: whose office it is.
OF_SOMEBODY = word_set("باسم بلسان")
