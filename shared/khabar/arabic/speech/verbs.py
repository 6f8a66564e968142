"""The words that tie words to a speaker, each with what it agrees with. Tables and their inflection; keys are folded.

Not here: where the speech begins and ends (`clauses.py`), and who the subject is (`subject.py`).
Source: own lists, after the verbs of attribution usual in the press of Egypt, the Levant, the Gulf and the Maghreb.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from khabar.arabic.fold import fold
from khabar.arabic.speech.words import word_set

CueKind = Literal["say", "act", "object", "describe", "participle", "noun", "according"]
Gender = Literal["m", "f"]


class Cue(NamedTuple):
    """A word that ties words to a speaker.

    `say` takes a statement (أكد أن); `act` gives only marked words to its subject (دعا إلى «…»); `object` is a `say`
    that only names its subject (أكده الوزير); `describe` names a thing in its subject's words (وصفه بـ«…»);
    `participle` goes on for the same subject (مؤكدا أن); `noun` is speech with its speaker's pronoun (قوله إن);
    `according` is followed by its speaker (بحسب فلان).
    `gender` None agrees with anybody. `prefix`: letters of و or ف before the verb. `wary`: also a common noun or
    particle, so it counts only where a verb must stand; a wary participle asks and states nothing (داعيا).
    """

    kind: CueKind
    gender: Gender | None = None
    plural: bool = False
    prefix: int = 0
    wary: bool = False


# Perfect and imperfect, third person masculine, of verbs that take أن or إن, a colon or marked words.
_SAY = """
نقل ينقل · قال يقول · أضاف يضيف · أكد يؤكد · أوضح يوضح · صرح يصرح · ذكر يذكر · أشار يشير · لفت يلفت
نوه ينوه · شدد يشدد · تابع يتابع · أردف يردف · استطرد يستطرد · أفاد يفيد · أعلن يعلن · اعتبر يعتبر · رأى يرى
زعم يزعم · ادعى يدعي · كشف يكشف · حذر يحذر · نفى ينفي · اعترف يعترف · أقر يقر · أبلغ يبلغ · أخبر يخبر
كتب يكتب · غرد يغرد · علق يعلق · رد يرد · أجاب يجيب · ختم يختم · اختتم يختتم · استدرك يستدرك · واصل يواصل
استكمل يستكمل · أكمل يكمل · زاد يزيد · مضى يمضي · سجل يسجل · أبرز يبرز · توقع يتوقع · رجح يرجح · تعهد يتعهد
تساءل يتساءل · سأل يسأل · بين يبين · روى يروي · حكى يحكي · اشتكى يشتكي · جزم يجزم · ألمح يلمح
استغرب يستغرب · استنكر يستنكر · توعد يتوعد · طمأن يطمئن · أبان يبين · نبه ينبه · صرخ يصرخ · هتف يهتف
استبعد يستبعد · استشهد يستشهد · خلص يخلص · اعتقد يعتقد · افترض يفترض · اقترح يقترح · قدر يقدر · تذكر يتذكر
أورد يورد · برر يبرر · جاء يجيء · أفصح يفصح · لخص يلخص · أقسم يقسم · عقب يعقب · استدل يستدل · شرح يشرح
فسر يفسر · أصر يصر · أنكر ينكر · أوصى يوصي · تنبأ يتنبأ · تكهن يتكهن · تمنى يتمنى · تخوف يتخوف · لاحظ يلاحظ
استنتج يستنتج · جادل يجادل · صاح يصيح · كرر يكرر · شكا يشكو · لمح يلمح · احتج يحتج · نص ينص · ذهب يذهب
ردد يردد · استرسل يسترسل · أفتى يفتي · ارتأى يرتئي · استخلص يستخلص · دون يدون · عنون يعنون · علل يعلل · تذرع يتذرع
تعلل يتعلل · تحجج يتحجج · بشر يبشر · أنذر ينذر · تعجب يتعجب · همس يهمس · تمتم يتمتم · زعق يزعق · جاهر يجاهر
صارح يصارح · خمن يخمن · استفسر يستفسر · ألح يلح · تفاخر يتفاخر · تباهى يتباهى · استذكر يستذكر
"""

# What somebody did in speaking: only marked words behind these are his.
_ACT = """
دعا يدعو · طالب يطالب · انتقد ينتقد · رفض يرفض · أدان يدين · دان يدين · ندد يندد · رحب يرحب · أشاد يشيد
ثمن يثمن · نشر ينشر · أصدر يصدر · بث يبث · حث يحث · حض يحض · وجه يوجه · أثنى يثني · هاجم يهاجم
استعرض يستعرض · وصف يصف · طلب يطلب · أيد يؤيد · هنأ يهنئ · نعى ينعي · سخر يسخر · تطرق يتطرق · دافع يدافع
أعرب يعرب · عبر يعبر · أبدى يبدي · اتهم يتهم · هدد يهدد · ناشد يناشد · خاطب يخاطب · جدد يجدد · تحدث يتحدث
استهل يستهل · شكر يشكر · شجب يشجب · اشترط يشترط · تأسف يتأسف · أجمع يجمع · اتفق يتفق · نسب ينسب · عزا يعزو
شكك يشكك · حدد يحدد · أوجز يوجز · أجمل يجمل · عدد يعدد · سرد يسرد · حصر يحصر · نصح ينصح · استهجن يستهجن · لوح يلوح
أنهى ينهي · فند يفند · نادى ينادي · وثق يوثق · بارك يبارك · عزى يعزي · حمل يحمل · امتدح يمتدح
مدح يمدح · عاب يعيب · وبخ يوبخ · عاتب يعاتب · تهجم يتهجم · استهزأ يستهزئ · تهكم يتهكم · مازح يمازح · قلل يقلل · كذب يكذب
دحض يدحض · عارض يعارض · اعترض يعترض · تحفظ يتحفظ · تمسك يتمسك · تنصل يتنصل · تحدى يتحدى · راهن يراهن · التمس يلتمس
توسل يتوسل · أهاب يهيب · حرض يحرض · شجع يشجع · أوعز يوعز · اعتذر يعتذر · استحضر يستحضر · راسل يراسل
طرح يطرح · ناقش يناقش · رصد يرصد · عرج يعرج · أرجع يرجع · تفوه يتفوه · تلفظ يتلفظ · نعت ينعت · شبه يشبه · وسم يسم
أعاد يعيد · ساءل يسائل
"""

# Of these only the perfect: «يعد» and «يحيى» are other words.
_ACT_ONCE = "وعد حيا"

# With an object pronoun, before marked words: «ما وصفه بـ…», «ما أسموه …».
_DESCRIBE = "وصف يصف · سمى يسمي · أسمى يسمي · اعتبر يعتبر · دعا يدعو · نعت ينعت · شبه يشبه · وسم يسم"

# Masculine stems; the accusative ا, ة, ين or ات follows.
_PARTICIPLES = """
مؤكد مضيف مشير موضح لافت مبين معتبر منوه محذر مشدد قائل زاعم متابع كاشف نافي معلن مصرح مستدرك مستطرد مردف
منبه مرجح متوقع متعهد معترف مقر مستنكر مستغرب مستبعد ملمح جازم مبرز مسجل مجدد معلق مطمئن مدعي مستشهد معتقد
مستكمل معقب مذكر ملاحظ مكرر متخوف مستنتج مختتم مواصل مبرر شارح مجيب موصي ناقل مورد مردد مسترسل مستدل مستخلص مفسر
معلل مفيد منذر مبشر متنبئ محتج متعجب مستذكر متذرع مخمن مخبر مصر مشتكي
"""

# They ask, greet or call names: only marked words behind them are speech.
_ASKING = """
داعي منتقد مطالب معرب متسائل مرحب مشيد مثمن رافض مناشد حاث مشترط متمني موجه معبر مبدي مهدد متوعد مندد متحدث
مخاطب واصف متهم آمل متأسف مشكك ناصح شاكر مهنئ ساخر مازح متحدي مستهجن ملوح محمل مدين ممتدح مقلل مكذب مفند داحض
مستحضر مستعرض مشبه ملخص متمسك مهيب ملتمس راجي مستفسر معتذر متذمر متحسر مندهش عازي محرض معدد
"""

_NOUNS = "قول تأكيد إشارة تصريح تحذير اعتراف تشديد إعلان"
_ACCORDING = "بحسب حسب وفق وفقا طبقا حسبما بحسبما وفقما نقلا بتعبير"
SAYING_OF = word_set("قول بقول لقول جواب بجواب إجابة")  # «مذكرا بقول فلان: …», «فكان جواب فلان: …»
# «بعد تصريح الوزير بأن», «رغم تأكيد المدير أن»
STATING_OF = word_set("تصريح تصريحات تأكيد إعلان تحذير اعتراف إقرار إفادة زعم ادعاء قول كشف تشديد إبلاغ اتهام")
_LIMIT, TONGUE = fold("حد"), fold("لسان")  # «على حد قول فلان», «على لسان فلان»
# Also commonly a noun, an adjective, a preposition or another verb.
_WARY = word_set(
    """بين ذكر عبر رد قدر سجل كتب علق أبرز ختم زاد عد يعد تعد أمر شكر طلب بحث عرض وعد سأل خلص مضى جاء جدد عقب يرد
    ترد تقدر يقدر يزيد تزيد شرح دعوا تبين يبين وصف نشر دافع تابع كشف حكى طالب هدد ترى جاءت حذر بث وجه رفض تذكر
    يجيء يدعي تدعي يبلغ تبلغ تصف يصف تقر يقر تعبر يعبر تبث استكمل يستكمل تستكمل استكملت واصل واصلت يواصل تواصل
    نقل ينقل تنقل نقلت يعتبر تعتبر اكمل اكملت يكمل تكمل يسجل تسجل سجلت يبرز تبرز ابرزت كشفت يكشف تكشف مضت يمضي
    تمضي قدرت يفيد تفيد يشرح تشرح يفسر تفسر فسر يبرر تبرر يهدد تهدد يتوقع تتوقع ردت عبرت بينت جددت شرحت
    طالبا حدد عدد سرد حصر تعدد يعدد تحدد أجمل تجمل يجمل عددت سردت حصرت
    تردد دون دونت يدون تدون علل بشر ينذر تنذر تعجب همس تفاخر ذهب ذهبت يذهب تذهب تعلل يفتي تفتي حيا حيت يبارك تبارك
    حمل حملت يحمل تحمل مدح كذب دحض عارض تعارض تحفظ تمسك تهجم تهكم راهن طرح تطرح رصد ترصد عرج ارجع يرجع ترجع
    نعت شبه يشبه تشبه وسم يسم تسم تعيد يعيد تحدت تتحدى مصرا مصرة مفيدا مفيدة محملا محملة بارك تحديا تحفظا عارضا راهنا
    أجمع يجمع تجمع اجمعت اتفق انهى ينهي تنهي انهت لوح نسب نسبت ينسب تنسب لمح يصر تصر وثق وثقت نص نادى"""
)

# Verbs of somebody who spoke before, whatever he is called now: «وأضاف قائد المنتخب السابق».
GOES_ON_SAYING = word_set(
    """أضاف أضافت تابع تابعت أردف أردفت استطرد استطردت واصل واصلت زاد زادت ختم ختمت اختتم اختتمت يضيف تضيف يتابع
    تتابع يواصل تواصل استدرك استدركت استرسل استرسلت"""
)
_HIS_AND_HERS: tuple[tuple[str, Gender], ...] = (("ه", "m"), ("ها", "f"))
_SHORT_VERB = 3  # letters of a verb whose dual looks like a noun
_EITHER = word_set("توجه تذكر تبين تقدر تصور تعقب")  # «she» of one verb, «he» of another: توجّه رسالة، توجّه إلى
# «His highness» and not «they called him», «without» and not «he noted down», «a city» and not «condemning».
_OTHER_WORDS = word_set("سموه سموها دون مدينة مدينات مستحضرات محتجين محتجات فالح", joined=True)
_PRONOUNS = ("ه", "ها", "هم", "هما", "هن")
_Form = tuple[str, Gender, bool]


def _pairs(table: str) -> Iterator[tuple[str, str]]:
    for entry in table.replace("\n", " · ").split("·"):
        if row := entry.split():
            yield row[0], row[1]


def _perfects(verb: str) -> Iterator[_Form]:
    """He, she, they (men), both (men), both (women). «ردا», «طلبا» are nouns far more often than both men's verbs."""
    is_weak = verb[-1] in "ىا"
    stem = verb[:-1] if is_weak else verb
    yield from ((verb, "m", False), (stem + "ت", "f", False), (stem + "وا", "m", True))
    if is_weak or len(verb) > _SHORT_VERB or verb == "قال":
        yield stem + ("يا" if is_weak else "ا"), "m", True
    yield stem + "تا", "f", True


def _imperfects(verb: str) -> Iterator[_Form]:
    """He, she, they (men), both (men), both (women)."""
    stem = verb[:-1] if verb[-1] in "ىيو" else verb
    dual = (stem + "ي" if verb[-1] == "ى" else verb) + "ان"
    yield from ((verb, "m", False), ("ت" + verb[1:], "f", False), (stem + "ون", "m", True))
    yield from ((dual, "m", True), ("ت" + dual[1:], "f", True))


def _finite(table: str) -> Iterator[_Form]:
    for perfect, imperfect in _pairs(table):
        yield from _perfects(perfect)
        yield from _imperfects(imperfect)


def _with_object(table: str) -> Iterator[_Form]:
    """وصفه، وصفته، وصفوها، يصفونه، تسميها."""
    for form, gender, plural in _finite(table):
        bare = form.removesuffix("ا") if form.endswith("وا") else form
        bare = bare[:-1] + "ا" if bare.endswith("ى") else bare
        yield from ((bare + pronoun, gender, plural) for pronoun in _PRONOUNS)


def _without_wary(table: str) -> str:
    """The verbs that no noun looks like: «ذكرها» and «بينهم» name no speaker."""
    return "·".join(f"{perfect} {imperfect}" for perfect, imperfect in _pairs(table) if fold(perfect) not in _WARY)


def _participles(table: str) -> Iterator[_Form]:
    for stem in table.split():
        plural = stem.removesuffix("ي")
        yield from ((stem + "ا", "m", False), (stem + "ة", "f", False))
        yield from ((plural + "ين", "m", True), (stem + "ات", "f", True))


def _cues(kind: CueKind, forms: Iterable[_Form]) -> Iterator[tuple[str, Cue]]:
    for form, gender, plural in forms:
        folded = fold(form)
        wary = folded in _WARY
        told = None if folded in _EITHER else gender
        yield folded, Cue(kind, told, plural, 0, wary)
        yield from ((joint + folded, Cue(kind, told, plural, 1, wary)) for joint in "وف")


def _purposes() -> Iterator[tuple[str, Cue]]:
    """«…، ليؤكد أن …»: what somebody went on to say."""
    for _, imperfect in _pairs(_SAY):
        for form, gender, plural in _imperfects(imperfect):
            yield fold("ل" + form), Cue("say", gender, plural, prefix=1, wary=True)


def _nouns() -> Iterator[tuple[str, Cue]]:
    genders: dict[str, tuple[Gender, bool]] = {"ه": ("m", False), "ها": ("f", False), "هم": ("m", True)}
    for noun in _NOUNS.split():
        for pronoun, (gender, plural) in genders.items():
            folded = fold((noun[:-1] + "ت" if noun.endswith("ة") else noun) + pronoun)
            yield from ((prefix + folded, Cue("noun", gender, plural, len(prefix))) for prefix in ("", "ب"))


def _table() -> dict[str, Cue]:
    found: dict[str, Cue] = {}
    sources = (
        _cues("say", _finite(_SAY)),
        _cues("act", _finite(_ACT)),
        _cues("act", (form for verb in _ACT_ONCE.split() for form in _perfects(verb))),
        ((prefix + fold("القول"), Cue("noun")) for prefix in ("ب", "وب")),
        ((noun, Cue("noun")) for noun in SAYING_OF),
        ((prefix + noun, Cue("noun", wary=True)) for noun in STATING_OF for prefix in ("", "ب", "ل", "و")),
        _cues("participle", _participles(_PARTICIPLES)),
        ((form, cue._replace(wary=True)) for form, cue in _cues("participle", _participles(_ASKING))),
        _cues("describe", _with_object(_DESCRIBE)),
        _nouns(),
        _cues("object", _with_object(_without_wary(_SAY))),
        _purposes(),
        (
            (joint + fold(word), Cue("according", prefix=len(joint)))
            for word in _ACCORDING.split()
            for joint in ("", "و")
        ),
        ((_LIMIT, Cue("according", wary=True)), (TONGUE, Cue("according", wary=True))),
        ((fold(word), Cue("according")) for word in ("بتعبيره", "بتعبيرها")),
    )
    for source in sources:
        for form, cue in source:
            found.setdefault(form, cue)
    for form in _OTHER_WORDS:
        found.pop(form, None)
    return found


CUES = _table()


def cues_of(folded: Iterable[str], words: Sequence[tuple[str, int, int]], text: str) -> list[Cue | None]:
    """The cue of each word (folded, start, end) of `text`.

    «تسمية», «إضافة» end in ة: no verb with a pronoun. «نُشر» is passive: nobody is told who did it.
    """
    found = list(map(CUES.get, folded))
    for index, cue in enumerate(found):
        if cue is None:
            continue
        _, start, end = words[index]
        is_passive = text[start + cue.prefix + 1] == "\u064f" and text[start + cue.prefix] not in "يت"
        if is_passive or (cue.kind in ("object", "describe") and text[end - 1] == "ة"):
            found[index] = None
    return found


def is_verb_of_speech(word: str) -> bool:
    """Whether a folded word is a verb that takes a statement, and nothing else."""
    cue = CUES.get(word)
    return cue is not None and cue.kind == "say" and not cue.wary


# «على حد تعبيره», «وفق قولها».
OWN_WORDS: Mapping[str, Gender] = {
    fold(noun + pronoun): gender for noun in ("قول", "تعبير", "وصف", "زعم", "رأي") for pronoun, gender in _HIS_AND_HERS
}


def cue_without_object(word: str) -> Cue | None:
    """The cue of a verb, also with an object pronoun on it: «حسبما أكده»."""
    bare = next((word.removesuffix(end) for end in ("هم", "ها", "ه") if word.endswith(end)), word)
    return CUES.get(word) or CUES.get(bare)
